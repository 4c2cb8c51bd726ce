//! Joins the routers of all sites: which gateways talk to each other, and which of their SAs are
//! one. Leftovers are results, nothing here judges, and swapping two sites mirrors the result.

mod attribute;
mod by_number;
mod called;
mod copied;
mod counterpart;
mod counters;
mod end;
mod ends;
mod flow;
mod gateway;
mod moment;
mod own_settings;
mod past;
mod sizes;
mod timeline;
mod toward;
mod traffic;
mod unanswered;

pub use attribute::{Attribute, AttributeName};
pub use copied::Copied;
pub use counters::Counting;
pub use end::{DECISIVE_SECS, End, is_decisive};
pub use flow::{Flow, IkePair, SaState};
pub use moment::SameMoment;
pub use sizes::Sizes;
pub use timeline::{Attempt, Clock, Event, LeftOut, Outcome, Timeline};
pub use traffic::{Loss, Traffic, TrafficBy};

use crate::model::{IkeVersion, Router, TunnelNumber, TunnelSettings};
use crate::text::{Listed, Side, find_equal, sort_by_key, sort_once};

/// All sites, joined.
#[derive(Debug)]
pub struct Pairing<'m> {
    /// The routers, in the order of their sides.
    pub routers: &'m [Router],
    /// Pairs that join two sites first, then gateways whose peer was not pasted.
    pub pairs: Vec<GatewayPair<'m>>,
    /// What the logs of all sites tell, in one order.
    pub timeline: Timeline<'m>,
    /// Sites that are further answers of another one's router; they are in no pair.
    pub copied: Vec<Copied>,
    by_side: BySide,
}

impl<'m> Pairing<'m> {
    /// The pairs with an end at a site, in order.
    pub fn pairs_of(&self, side: Side) -> impl Iterator<Item = &GatewayPair<'m>> {
        let places = self.by_side.places(side);
        places.filter_map(|at| self.pairs.get(at))
    }
}

/// Each site and the index of a pair with an end there, in order.
#[derive(Debug)]
struct BySide(Vec<(Side, usize)>);

impl BySide {
    fn of(pairs: &[GatewayPair<'_>]) -> Self {
        let mut all = Vec::new();
        for (at, pair) in pairs.iter().enumerate() {
            all.extend(pair.ends().map(|end| (end.router.side, at)));
        }
        sort_once(&mut all);
        Self(all)
    }

    /// The indexes of the pairs with an end at a site, in order.
    fn places(&self, side: Side) -> impl Iterator<Item = usize> {
        find_equal(&self.0, |it| it.0.cmp(&side))
            .iter()
            .map(|it| it.1)
    }
}

/// Two gateways that talk to each other, or one whose peer was not pasted.
#[derive(Debug)]
pub struct GatewayPair<'m> {
    /// What the peer is.
    pub role: Role,
    /// Why the two were matched.
    pub matched_by: MatchedBy,
    /// Whether nothing shows that there should be a VPN between the two: of several sites, one holds no SA, and all that
    /// the others hold is with each other, or what has no SA may be with somebody who was not pasted; or a tunnel
    /// without IPsec joins them.
    pub may_be_none: bool,
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
    /// Whether the SAs pasted of both ends are shown to be of one VPN; true as well where none of one moment is left over
    /// whose SPI does not meet.
    pub is_one_vpn: bool,
    /// Whether packets pass between the networks of both ends.
    pub traffic: Traffic,
    /// Seconds by which the clock of `b` is ahead of the clock of `a`, by their logs.
    pub ahead: Option<i64>,
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
    /// Whether nothing names one end at the other.
    pub fn is_guess(self) -> bool {
        matches!(self, Self::Only | Self::Nothing)
    }

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

/// A tunnel of a site; without a number, what no output assigns to one.
type Tunnel = (Option<Side>, Option<TunnelNumber>);

impl<'m> GatewayPair<'m> {
    /// Both ends, as far as they were pasted.
    pub fn ends(&self) -> impl Iterator<Item = End<'m>> {
        ends::Ends::of(self)
    }

    /// Seconds by which the clock of the other end is ahead of that of the end at `side`, by their logs.
    pub fn ahead_of(&self, side: Side) -> Option<i64> {
        let ahead = self.ahead?;
        Some(if self.a.router.side == side {
            ahead
        } else {
            -ahead
        })
    }

    /// Version of IKE, by either end; None where the two do not agree.
    pub fn ike_version(&self) -> Option<IkeVersion> {
        ike_version(self.a, self.b)
    }

    /// Whether the two hold IKE SAs of two versions, which no VPN does at one moment.
    pub fn differs_in_version(&self) -> bool {
        let theirs = self.b.and_then(|b| b.ike_version());
        let both = self.a.ike_version().zip(theirs);
        both.is_some_and(|(one, other)| one != other)
    }

    /// The tunnel without IPsec by which the whole settings of an end lead to the other, and that other.
    pub fn plain_tunnel(&self) -> Option<(End<'m>, End<'m>, &'m TunnelSettings)> {
        let b = self.b?;
        let mut ways = [(self.a, b), (b, self.a)].into_iter();
        ways.find_map(|(from, to)| Some((from, to, gateway::plain_tunnel(from.router, to.router)?)))
    }

    /// Whether something shows that the two mean each other.
    pub fn belongs(&self) -> bool {
        belong(self.matched_by, self.a, self.b)
    }

    /// Whether nothing but that nobody else was pasted joins the two, and one end is shown to be with another: by
    /// an address or a name that is not the other's, or no more.
    pub fn may_be_anothers(&self) -> bool {
        let calls_another = |b: End<'_>| self.a.calls_another(&b) || b.calls_another(&self.a);
        self.matched_by == MatchedBy::Only && self.b.is_some_and(calls_another)
    }

    /// Whether packets can pass both ways by the SPIs: each direction has a matching pair of SAs, in
    /// each tunnel of the gateway.
    pub fn fits_both_ways(&self) -> bool {
        self.fits(is_matched, |_| false)
    }

    /// The same, where SAs that match and of which no row tells the tunnel may be of any.
    pub fn may_fit_both_ways(&self) -> bool {
        self.fits(is_matched, |tunnel| tunnel.1.is_none())
    }

    /// The same, where an SPI that was not read may be the one that meets.
    pub fn could_fit_both_ways(&self) -> bool {
        let could_meet = |flow: &Flow<'_>| is_matched(flow) || flow.hides_spi();
        self.fits(could_meet, |tunnel| tunnel.1.is_none())
    }

    /// Whether in one direction what is sent is shown, at one moment, to be what nobody receives.
    pub fn fails_one_way(&self) -> bool {
        let decisive = |flow: &&Flow<'_>| {
            let own = [flow.sender, flow.receiver];
            own.into_iter().flatten().all(is_decisive)
        };
        let fails = |from: Option<Side>| {
            let own = self.flows.iter().filter(|it| it.from == from);
            let mut own = own.filter(decisive).peekable();
            own.peek().is_some() && own.all(|it| it.state == SaState::Mismatched)
        };
        self.ends().any(|end| fails(Some(end.router.side)))
    }

    fn fits(&self, meets: fn(&Flow<'_>) -> bool, is_of_any: fn(Tunnel) -> bool) -> bool {
        let Some(b) = self.b else { return false };
        let mut sent = Vec::new();
        let mut received = Vec::new();
        for flow in self.flows.iter().filter(|it| meets(it)) {
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
            let of_any = |sorted: &[Tunnel]| {
                let mut own = sorted.iter().filter(|it| it.0 == side);
                own.any(|it| is_of_any(*it))
            };
            let (sends, receives) = (of_any(&sent), of_any(&received));
            sent.iter().any(|(from, _)| *from == side)
                && tunnels
                    .all(|it| (sends || among(&sent, it)) && (receives || among(&received, it)))
        };
        fits_at(&self.a) && fits_at(&b)
    }
}

fn is_matched(flow: &Flow<'_>) -> bool {
    flow.state == SaState::Matched
}

/// Two lone gateways may belong to two other VPNs; without the agreed lives of IKEv1 nothing shows that
/// they mean each other, and those may be alike by chance where each calls somebody else.
fn belong(matched_by: MatchedBy, a: End<'_>, b: Option<End<'_>>) -> bool {
    match matched_by {
        MatchedBy::Nothing => false,
        MatchedBy::Only => {
            let call_others = b.is_some_and(|b| a.calls_another(&b) && b.calls_another(&a));
            ike_version(a, b) == Some(IkeVersion::V1) && !call_others
        }
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
    let copied = copied::copied(routers);
    let is_own = |at: &usize| copied.iter().all(|it| it.copy != *at);
    let own = routers.iter().enumerate().filter(|it| is_own(&it.0));
    let mut pairs = gateway::matches(&own.map(|it| it.1).listed())
        .into_iter()
        .map(|found| {
            let traffic = traffic::traffic(found.a, found.b, found.matched_by);
            let traffic = traffic.without_past([Some(found.a), found.b]);
            let answers = traffic.answers();
            let (a, b) = match found.b {
                Some(b) => (
                    found.a.answered(b, answers),
                    Some(b.answered(found.a, answers)),
                ),
                None => (found.a, None),
            };
            let ike = flow::ike_pairs(a, b);
            let joined = flow::by_spi(a, b);
            let moment = moment::same_moment(a, b, &ike, &joined);
            let is_unmet = moment.is_shown() && joined.iter().any(flow::Joined::leaves_over);
            let is_one_vpn =
                !is_unmet || b.is_none_or(|b| counterpart::is_one_vpn(found.matched_by, a, b));
            let flows = flow::all_flows(joined, moment, is_one_vpn);
            GatewayPair {
                ahead: None,
                role: found.role,
                matched_by: found.matched_by,
                may_be_none: found.may_be_none,
                a,
                b,
                ike,
                attributes: attribute::attributes(a, b, &flows),
                flows,
                moment,
                is_one_vpn,
                traffic,
            }
        })
        .listed();
    let by_side = BySide::of(&pairs);
    let timeline = timeline::of(routers, &pairs, &by_side);
    for clock in &timeline.clocks {
        if let Some(pair) = pairs.get_mut(clock.pair) {
            pair.ahead = clock.offset;
        }
    }
    Pairing {
        routers,
        pairs,
        timeline,
        copied,
        by_side,
    }
}
