//! Joins the routers of all sites: which gateways talk to each other, and which of their SAs are
//! one. Leftovers are results, nothing here judges, and swapping two sites mirrors the result.

mod attribute;
mod called;
mod ends;
mod flow;
mod gateway;
mod moment;
mod timeline;
mod traffic;

pub use attribute::{Attribute, AttributeName};
pub use called::own_addresses;
pub use flow::{Flow, IkePair, SaState};
pub use moment::SameMoment;
pub use timeline::{Attempt, Clock, Event, LeftOut, Outcome, Timeline};
pub use traffic::{FailingBy, Traffic};

use crate::model::{
    Direction, GatewayId, IkeSa, IkeVersion, IpsecSa, Network, Presence, Router, SecurityGateway,
    Sourced, TunnelNumber, TunnelStatus,
};
use crate::text::{Listed, Place, Side, find_equal, sort_by_key};

/// The least seconds left with which an SA decides anything: one about to end may be gone by the
/// time the other router is asked.
pub const DECISIVE_SECS: u32 = 30;

/// All sites, joined.
#[derive(Debug)]
pub struct Pairing<'m> {
    /// The routers, in the order of their sides.
    pub routers: &'m [Router],
    /// Pairs that join two sites first, then gateways whose peer was not pasted.
    pub pairs: Vec<GatewayPair<'m>>,
    /// What the logs of all sites tell, in one order.
    pub timeline: Timeline<'m>,
}

/// Two gateways that talk to each other, or one whose peer was not pasted.
#[derive(Debug)]
pub struct GatewayPair<'m> {
    /// What the peer is.
    pub role: Role,
    /// Why the two were matched.
    pub matched_by: MatchedBy,
    /// The end at the lower side.
    pub a: End<'m>,
    /// The other end; None where the peer's router was not pasted.
    pub b: Option<End<'m>>,
    /// IKE SAs side by side.
    pub ike: Vec<IkePair<'m>>,
    /// IPsec SAs side by side: first what `a` sends, then what `b` sends.
    pub flows: Vec<Flow<'m>>,
    /// Properties of their SAs side by side.
    pub attributes: Vec<Attribute>,
    /// Whether both ends were asked at one moment.
    pub moment: SameMoment,
    /// Whether packets pass between the networks of both ends.
    pub traffic: Traffic,
}

/// What the peer of a gateway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Another pasted site.
    SiteToSite,
    /// A dial-in client: transport mode, and no pasted site fits.
    RemoteAccess,
    /// A peer that was not pasted.
    OtherPeer,
}

/// Why two gateways were matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchedBy {
    /// One sends with an SPI that the other receives with.
    Spi,
    /// They show the same IKE SA.
    IkeSpi,
    /// Their identities or addresses name each other.
    Ids,
    /// Each is told to call an address of the other.
    Addresses,
    /// The routes of each lead the other's network into the tunnel.
    Routes,
    /// They are the only ones of their routers.
    Only,
    /// Nothing matches them.
    Nothing,
}

impl MatchedBy {
    /// The name in the report.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Spi => "spi",
            Self::IkeSpi => "ikeSpi",
            Self::Ids => "ids",
            Self::Addresses => "addresses",
            Self::Routes => "routes",
            Self::Only => "only",
            Self::Nothing => "none",
        }
    }
}

/// One end of a pair: a router and its gateway.
#[derive(Debug, Clone, Copy)]
pub struct End<'m> {
    /// The router.
    pub router: &'m Router,
    /// Its gateway; None where the router shows none, or none that could be told from the others.
    pub gateway: Option<&'m SecurityGateway>,
    /// A tunnel interface that must be its own, although no output names it beside the gateway.
    own_tunnel: Option<TunnelNumber>,
    ipsec_sas: &'m [IpsecSa],
    ike_sas: &'m [IkeSa],
}

impl<'m> End<'m> {
    fn new(router: &'m Router, gateway: Option<&'m SecurityGateway>) -> Self {
        Self {
            router,
            gateway,
            own_tunnel: gateway::only_tunnel(router, gateway),
            ipsec_sas: gateway.map_or(&[], |gateway| router.ipsec_sas_of(gateway.id)),
            ike_sas: gateway.map_or(&[], |gateway| router.ike_sas_of(gateway.id)),
        }
    }

    /// Number of the gateway, where an output tells.
    pub fn gateway_id(&self) -> Option<GatewayId> {
        self.gateway?.id
    }

    /// An end of which only the tunnel interface is known.
    fn of_tunnel(router: &'m Router, tunnel: TunnelNumber) -> Self {
        Self {
            own_tunnel: Some(tunnel),
            ..Self::new(router, None)
        }
    }

    /// The numbers of its tunnel interfaces, in order.
    pub fn tunnel_numbers(&self) -> impl Iterator<Item = TunnelNumber> + use<'m> {
        let named = self
            .gateway
            .into_iter()
            .flat_map(|gateway| &gateway.tunnels);
        named.copied().chain(self.own_tunnel)
    }

    /// Its tunnel interfaces, as far as their state was pasted.
    pub fn tunnels(&self) -> impl Iterator<Item = &'m TunnelStatus> + use<'m> {
        let router = self.router;
        self.tunnel_numbers()
            .filter_map(|number| router.tunnel(number))
    }

    /// The networks that its router's routes lead into its tunnels.
    pub fn far_networks(&self) -> Vec<Sourced<Network>> {
        let ways = &self.router.networks.behind_tunnels;
        let own = |number| find_equal(ways, |it| it.0.cmp(&number));
        let own = self.tunnel_numbers().flat_map(own);
        own.map(|it| it.1).listed()
    }

    /// Whether a tunnel interface of it is up and has received packets since.
    pub fn receives(&self) -> Option<&'m TunnelStatus> {
        let is_up = |tunnel: &TunnelStatus| tunnel.up.is_some_and(|up| up.value);
        let receives = |tunnel: &TunnelStatus| tunnel.received.is_some_and(|it| it.value > 0);
        self.tunnels().find(|it| is_up(it) && receives(it))
    }

    /// Its IPsec SAs of one direction.
    pub fn ipsec_sas(&self, direction: Direction) -> impl Iterator<Item = &'m IpsecSa> + use<'m> {
        let sas = self.ipsec_sas.iter();
        sas.filter(move |sa| sa.direction == direction)
    }

    /// Its IPsec SAs of both directions, those to send first.
    pub fn all_ipsec_sas(&self) -> impl Iterator<Item = &'m IpsecSa> + use<'m> {
        let outbound = self.ipsec_sas(Direction::Outbound);
        outbound.chain(self.ipsec_sas(Direction::Inbound))
    }

    /// Its IKE SAs.
    pub fn ike_sas(&self) -> impl Iterator<Item = &'m IkeSa> + use<'m> {
        self.ike_sas.iter()
    }

    /// Version of IKE, by its IKE SAs.
    pub fn ike_version(&self) -> Option<IkeVersion> {
        self.ike_sas().find_map(|sa| sa.version)
    }

    /// Whether it has an IPsec SA of one direction that is not about to end.
    pub fn ipsec_presence(&self, direction: Direction) -> Presence {
        if let Some(sa) = self.ipsec_sas(direction).find(|sa| is_decisive(sa)) {
            return Presence::Shown(sa.common.line);
        }
        if self.ipsec_sas(direction).next().is_some() {
            return Presence::Unknown;
        }
        self.absence(|gateway| {
            let counts = gateway.counts?;
            let count = match direction {
                Direction::Outbound => counts.value.outbound,
                Direction::Inbound => counts.value.inbound,
            };
            Some((count, counts.line))
        })
    }

    /// Whether it has an IKE SA.
    pub fn ike_presence(&self) -> Presence {
        if let Some(sa) = self.ike_sas().next() {
            return Presence::Shown(sa.common.line);
        }
        self.absence(|gateway| gateway.counts.map(|counts| (counts.value.ike, counts.line)))
    }

    /// Whether a missing SA is proven to be missing, or counted by a summary all the same.
    fn absence(&self, count: impl Fn(&SecurityGateway) -> Option<(u32, u32)>) -> Presence {
        let Some(gateway) = self.gateway else {
            // Without a gateway of its own, only a router without any SA proves something.
            let has_any = !self.router.ipsec_sas.is_empty() || !self.router.ike_sas.is_empty();
            let whole = self.router.whole_answer(None).filter(|_| !has_any);
            return whole.map_or(Presence::Unknown, |answer| Presence::Absent(answer.opening));
        };
        if self.router.contradicted(gateway.id).is_some() {
            return Presence::Unknown;
        }
        if let Some(answer) = self.router.whole_answer(gateway.id) {
            return Presence::Absent(answer.opening);
        }
        match count(gateway) {
            Some((0, line)) => Presence::Absent(line),
            Some((_, line)) => Presence::Shown(line),
            None => Presence::Unknown,
        }
    }

    /// Whether all its IPsec SAs are listed with their SPIs.
    pub fn prints_all_spis(&self) -> bool {
        let Some(gateway) = self.gateway else {
            return false;
        };
        let all_have_one = self.ipsec_sas.iter().all(|sa| sa.spi.is_some());
        let lists_all = self.router.whole_answer(gateway.id).is_some();
        !self.ipsec_sas.is_empty() && all_have_one && lists_all
    }
}

/// Whether an SA has enough life left to decide anything; an unknown life does.
pub fn is_decisive(sa: &IpsecSa) -> bool {
    sa.common
        .remaining
        .is_none_or(|remaining| remaining.value.0 >= DECISIVE_SECS)
}

/// A tunnel of a site; without a number, what no output assigns to one.
type Tunnel = (Option<Side>, Option<TunnelNumber>);

impl<'m> GatewayPair<'m> {
    /// Both ends, as far as they were pasted.
    pub fn ends(&self) -> impl Iterator<Item = End<'m>> {
        ends::Ends::of(self)
    }

    /// Version of IKE, by either end; None where the two do not agree.
    pub fn ike_version(&self) -> Option<IkeVersion> {
        ike_version(self.a, self.b)
    }

    /// Whether a ping from network to network was answered. Counters, which count since the tunnel came
    /// up, say nothing of the present.
    pub fn is_answered(&self) -> bool {
        let Traffic::Seen(places) = &self.traffic else {
            return false;
        };
        let is_ping = |place: &Place| {
            let mut pings = self
                .ends()
                .filter(|end| end.router.side == place.side)
                .flat_map(|end| &end.router.pings);
            pings.any(|ping| ping.sent.line == place.line)
        };
        places.iter().any(is_ping)
    }

    /// Whether something shows that the two mean each other.
    pub fn belongs(&self) -> bool {
        belong(self.matched_by, self.a, self.b)
    }

    /// Whether packets can pass both ways by the SPIs: each direction has a matching pair of SAs, in
    /// each tunnel of the gateway.
    pub fn fits_both_ways(&self) -> bool {
        let Some(b) = self.b else { return false };
        let mut sent = Vec::new();
        let mut received = Vec::new();
        for flow in self.flows.iter().filter(|it| it.state == SaState::Matched) {
            let (Some(sender), Some(receiver)) = (flow.sender, flow.receiver) else {
                continue;
            };
            if is_decisive(sender) && is_decisive(receiver) {
                sent.push((flow.from, sender.tunnel));
                received.push((flow.to, receiver.tunnel));
            }
        }
        sort_by_key(&mut sent, |it| *it);
        sort_by_key(&mut received, |it| *it);
        let among = |sorted: &[Tunnel], wanted: Tunnel| {
            !find_equal(sorted, |it| it.cmp(&wanted)).is_empty()
        };
        let fits_at = |end: &End<'_>| {
            let side = Some(end.router.side);
            let decisive = end.all_ipsec_sas().filter(|sa| is_decisive(sa));
            let mut tunnels = decisive
                .filter(|sa| sa.tunnel.is_some())
                .map(|sa| (side, sa.tunnel));
            sent.iter().any(|(from, _)| *from == side)
                && tunnels.all(|it| among(&sent, it) && among(&received, it))
        };
        fits_at(&self.a) && fits_at(&b)
    }
}

/// Two lone gateways may belong to two other VPNs; without the agreed lives of IKEv1 nothing shows that
/// they mean each other.
fn belong(matched_by: MatchedBy, a: End<'_>, b: Option<End<'_>>) -> bool {
    match matched_by {
        MatchedBy::Nothing => false,
        MatchedBy::Only => ike_version(a, b) == Some(IkeVersion::V1),
        MatchedBy::Spi
        | MatchedBy::IkeSpi
        | MatchedBy::Ids
        | MatchedBy::Addresses
        | MatchedBy::Routes => true,
    }
}

fn ike_version(a: End<'_>, b: Option<End<'_>>) -> Option<IkeVersion> {
    match (a.ike_version(), b.and_then(|b| b.ike_version())) {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    }
}

/// Joins the routers, which must be in the order of their sides.
pub fn pair(routers: &[Router]) -> Pairing<'_> {
    let pairs = gateway::matches(routers)
        .into_iter()
        .map(|found| {
            let ike = flow::ike_pairs(found.a, found.b);
            let joined = flow::by_spi(found.a, found.b);
            let moment = moment::same_moment(found.a, found.b, &ike, &joined);
            let flows = flow::all_flows(joined, moment);
            GatewayPair {
                role: found.role,
                matched_by: found.matched_by,
                a: found.a,
                b: found.b,
                ike,
                attributes: attribute::attributes(found.a, found.b, &flows),
                flows,
                moment,
                traffic: traffic::traffic(found.a, found.b, found.matched_by),
            }
        })
        .listed();
    let timeline = timeline::of(routers, &pairs);
    Pairing {
        routers,
        pairs,
        timeline,
    }
}
