//! Turns a router and one of its gateways into one end of a pair: its SAs and tunnels, and whether an
//! SA that is not there is proven to be missing.

use crate::model::{
    Direction, GatewayId, IkeSa, IkeVersion, Interface, IpsecSa, Network, Presence, Router,
    SaAnswer, Scope, Seconds, SecurityGateway, Sourced, TunnelNumber, TunnelStatus,
};
use crate::text::{Listed, Place, find_equal};

/// The least seconds left with which an SA decides anything: one about to end may be gone by the
/// time the other router is asked.
pub const DECISIVE_SECS: u32 = 30;

/// One end of a pair: a router and its gateway.
#[derive(Debug, Clone, Copy)]
pub struct End<'m> {
    /// The router.
    pub router: &'m Router,
    /// Its gateway; None where the router shows none, or none that could be told from the others.
    pub gateway: Option<&'m SecurityGateway>,
    /// A tunnel interface that must be its own, although no output names it beside the gateway.
    pub(super) own_tunnel: Option<TunnelNumber>,
    ipsec_sas: &'m [IpsecSa],
    ike_sas: &'m [IkeSa],
    /// What is missing in an output above this line may have come since: a ping passed.
    outdated: u32,
    /// Whether all SAs of its router are those of other ends.
    has_no_sas: bool,
    /// Whether a gateway or a tunnel of its router is another end.
    is_beside: bool,
}

impl<'m> End<'m> {
    pub(super) fn new(router: &'m Router, gateway: Option<&'m SecurityGateway>) -> Self {
        Self {
            router,
            gateway,
            own_tunnel: None,
            ipsec_sas: gateway.map_or(&[], |gateway| router.ipsec_sas_of(gateway.id)),
            ike_sas: gateway.map_or(&[], |gateway| router.ike_sas_of(gateway.id)),
            outdated: 0,
            has_no_sas: false,
            is_beside: false,
        }
    }

    /// The same end, where a gateway of its router is its own.
    pub(super) fn with_gateway(&self, gateway: &'m SecurityGateway) -> Self {
        Self {
            outdated: self.outdated,
            ..Self::new(self.router, Some(gateway))
        }
    }

    /// An end of a router of which something else is an end already; what else it has is not known.
    pub(super) fn unknown(router: &'m Router) -> Self {
        Self {
            is_beside: true,
            ..Self::new(router, None)
        }
    }

    /// An end of a router whose SAs are all those of other ends.
    pub(super) fn without_sas(router: &'m Router) -> Self {
        Self {
            has_no_sas: true,
            ..Self::new(router, None)
        }
    }

    /// The two ends, of which a ping of the network of one into that of the other was answered at these
    /// places: an older list in which SAs are missing tells nothing of the present any more.
    pub(super) fn answered(self, other: Self, answers: &[Place]) -> Self {
        let newest_at = |end: &Self| {
            let own = answers.iter().filter(|it| it.side == end.router.side);
            own.map(|it| it.line).max()
        };
        // Behind that ping the other end was seen without SAs again.
        let stands = |line: &u32| other.lacks_child_sas().is_none_or(|list| list < *line);
        let outdated = if newest_at(&other).as_ref().is_some_and(stands) {
            u32::MAX
        } else {
            newest_at(&self).unwrap_or(0)
        };
        Self { outdated, ..self }
    }

    /// Whether the gateways of its router that are known may all be those of other ends.
    pub(super) fn is_without_gateway(&self) -> bool {
        let is_of_others = self.has_no_sas || self.is_beside;
        is_of_others && self.gateway.is_none() && self.own_tunnel.is_none()
    }

    /// Number of the gateway, where an output tells.
    pub fn gateway_id(&self) -> Option<GatewayId> {
        self.gateway?.id
    }

    /// An end of which only the tunnel interface is known, and whether all SAs of its router are of others.
    pub(super) fn of_tunnel(router: &'m Router, tunnel: TunnelNumber, has_no_sas: bool) -> Self {
        Self {
            own_tunnel: Some(tunnel),
            has_no_sas,
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

    /// Whether an interface is known to be a tunnel of it.
    pub fn owns(&self, interface: &Interface) -> bool {
        let mut own = self.tunnel_numbers();
        matches!(interface, Interface::Tunnel(number) if own.any(|it| it == *number))
    }

    /// Whether it takes over the packets of a tunnel while that is down, by the settings.
    pub fn takes_over_from(&self, tunnel: TunnelNumber) -> bool {
        let mut backups = self.router.settings.backups();
        let mut own = self.tunnel_numbers();
        backups.any(|(main, backup)| main == tunnel && own.any(|it| it == backup))
    }

    /// Whether a tunnel may be its own: any may, where none is known.
    pub fn may_own(&self, tunnel: TunnelNumber) -> bool {
        let mut own = self.tunnel_numbers().peekable();
        own.peek().is_none() || own.any(|it| it == tunnel)
    }

    /// Whether its router has no other VPN, as far as it shows.
    pub fn is_alone(&self) -> bool {
        !self.router.has_several_vpns() && !self.has_gateways_beside()
    }

    /// Whether its router shows other gateways; where none is known to be its own, any of several may be another's.
    pub fn has_gateways_beside(&self) -> bool {
        let router = self.router;
        match self.gateway {
            Some(own) => router.has_gateways_beside(own),
            None => router.gateways.len() > 1,
        }
    }

    /// Whether a template sets it up, so that its router's own lines do not tell all.
    pub fn is_templated(&self) -> bool {
        let settings = &self.router.settings;
        self.tunnel_numbers().any(|it| settings.is_templated(it))
    }

    /// Whether its settings say that it serves several peers with one gateway.
    pub fn serves_several(&self) -> bool {
        let settings = &self.router.settings;
        let mut tunnels = self.tunnel_numbers().filter_map(|it| settings.tunnel(it));
        tunnels.any(|it| it.multipoint_server.is_some())
    }

    /// Its tunnel interfaces, as far as their state was pasted.
    pub fn tunnels(&self) -> impl Iterator<Item = &'m TunnelStatus> + use<'m> {
        let router = self.router;
        self.tunnel_numbers()
            .filter_map(|number| router.tunnel(number))
    }

    /// The tunnels of its router that may carry IPsec and of which no output tells the gateway.
    pub fn loose_tunnels(&self) -> impl Iterator<Item = &'m TunnelStatus> + use<'m> {
        let router = self.router;
        let loose = router.loose_tunnels.iter();
        loose.filter_map(|number| router.tunnel(*number))
    }

    /// The networks that its router's routes lead into its tunnels: into the only one that there is, where nothing names
    /// that of the only gateway.
    pub fn far_networks(&self) -> Vec<Sourced<Network>> {
        let ways = &self.router.networks.behind_tunnels;
        let is_unnamed = self.tunnel_numbers().next().is_none();
        if is_unnamed && self.gateway.is_some() && self.is_alone() {
            return ways.iter().map(|it| it.1).listed();
        }
        let own = |number| find_equal(ways, |it| it.0.cmp(&number));
        let own = self.tunnel_numbers().flat_map(own);
        own.map(|it| it.1).listed()
    }

    /// Whether its tunnels are in reserve: all that leads into them is only for when another way fails.
    pub fn is_reserve(&self) -> bool {
        let ways = &self.router.networks.into_tunnels;
        let own = |number| find_equal(ways, |it| it.0.cmp(&number));
        let mut own = self.tunnel_numbers().flat_map(own).peekable();
        own.peek().is_some() && own.all(|(_, conditional)| *conditional)
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

    /// Whether it holds a decisive IPsec SA of each direction, so that packets could pass both ways.
    pub fn has_sas_both_ways(&self) -> bool {
        let has = |direction| self.ipsec_presence(direction).is_shown();
        has(Direction::Outbound) && has(Direction::Inbound)
    }

    /// Whether it holds a decisive IPsec SA of either direction.
    pub fn has_child_sa(&self) -> bool {
        let has = |direction| self.ipsec_presence(direction).is_shown();
        has(Direction::Outbound) || has(Direction::Inbound)
    }

    /// Whether it holds an SA of any kind: a decisive IPsec SA of either direction, or an IKE SA.
    pub fn has_any_sa(&self) -> bool {
        self.has_child_sa() || self.ike_presence().is_shown()
    }

    /// The line that opens the output in which IPsec SAs of both directions are proven to be missing.
    /// None says less than that there are some: an SA about to end proves neither.
    pub fn lacks_child_sas(&self) -> Option<u32> {
        self.lacks_sas(Direction::Inbound)?;
        self.lacks_sas(Direction::Outbound)
    }

    /// The same for one direction.
    pub fn lacks_sas(&self, direction: Direction) -> Option<u32> {
        match self.ipsec_presence(direction) {
            Presence::Absent(line) => Some(line),
            Presence::Shown(_) | Presence::Unknown => None,
        }
    }

    /// The line that opens the output in which IPsec SAs of both directions are missing, where a ping
    /// that passed since tells that it is of the past.
    pub fn outdated_absence(&self) -> Option<u32> {
        let before = Self {
            outdated: 0,
            ..*self
        };
        before.lacks_child_sas().filter(|it| *it < self.outdated)
    }

    /// Whether a missing SA is proven to be missing, or counted by a summary all the same.
    fn absence(&self, count: impl Fn(&SecurityGateway) -> Option<(u32, u32)>) -> Presence {
        let listed = self.absence_listed(count);
        let is_outdated = matches!(listed, Presence::Absent(line) if line < self.outdated);
        if is_outdated {
            Presence::Unknown
        } else {
            listed
        }
    }

    fn absence_listed(&self, count: impl Fn(&SecurityGateway) -> Option<(u32, u32)>) -> Presence {
        let Some(gateway) = self.gateway else {
            // Without a gateway of its own, only a router without any SA proves something.
            let has_any = !self.router.ipsec_sas.is_empty()
                || !self.router.ike_sas.is_empty()
                || !self.router.contradictions.is_empty();
            let is_without = self.has_no_sas || !has_any;
            let whole = self.router.whole_answer(None).filter(|_| is_without);
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

    /// Whether the SA that it sends with by now is one whose SPI was pasted: a list may show a newer one.
    pub fn tells_newest_spi(&self) -> bool {
        self.tells_newest_spi_of(Direction::Outbound)
    }

    fn tells_newest_spi_of(&self, direction: Direction) -> bool {
        let life = |sa: &IpsecSa| sa.common.remaining.map(|it| it.value);
        let newest = self.ipsec_sas(direction).map(life).max();
        let mut told = self.ipsec_sas(direction).filter(|sa| sa.spi.is_some());
        newest.is_none_or(|newest| told.any(|sa| life(sa) == newest))
    }

    /// Whether the SPIs that it sends and receives with by now were pasted, so that they can be compared.
    pub fn tells_spis(&self) -> bool {
        // A detail that was cut shows the SPIs of one direction alone.
        let mut directions = [Direction::Outbound, Direction::Inbound].into_iter();
        self.tells_any_spi() && directions.all(|it| self.tells_newest_spi_of(it))
    }

    /// Whether the SPI of an IPsec SA of it was pasted.
    pub fn tells_any_spi(&self) -> bool {
        self.all_ipsec_sas().any(|sa| sa.spi.is_some())
    }

    /// The outputs that list its SAs, or may: those of no gateway that is known, and of all.
    pub fn sa_answers(&self) -> impl Iterator<Item = &'m SaAnswer> + use<'m> {
        let own = self.gateway_id();
        let answers = self.router.sa_answers.iter();
        answers.filter(move |it| match it.scope {
            Scope::Gateway(gateway) => own == Some(gateway),
            Scope::All | Scope::Unknown => true,
        })
    }

    /// An output from which SAs of it are missing: its detail is cut, or a list has fewer rows than it announces.
    pub fn damaged(&self) -> Option<&'m SaAnswer> {
        self.sa_answers().find(|it| {
            let is_cut = it.prints_spis && !it.whole;
            is_cut || it.miscounted.is_some()
        })
    }

    /// Whether a list of its router has fewer rows than it announces.
    pub fn is_miscounted(&self) -> bool {
        let mut answers = self.router.sa_answers.iter();
        answers.any(|answer| answer.miscounted.is_some())
    }

    /// Whether rows of IPsec SAs of both directions are lost, which may be its own.
    pub fn may_have_lost_sas(&self) -> bool {
        let mut answers = self.router.sa_answers.iter();
        answers.any(|answer| answer.lost_ipsec)
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

/// Whether an SA has enough life left to decide anything; an unknown life does. One that is not established
/// decides nothing.
pub fn is_decisive(sa: &IpsecSa) -> bool {
    let common = &sa.common;
    let lives = |it: Sourced<Seconds>| it.value.0 >= DECISIVE_SECS;
    common.unsettled.is_none() && common.remaining.is_none_or(lives)
}
