//! Tells of a ping whether it goes from the network of one end into that of the other, and by their tunnel.

use std::net::IpAddr;

use super::{End, GatewayPair};
use crate::model::{Interface, LocalAddress, Network, Ping, Sourced, is_global};
use crate::text::Listed;

/// Whether a ping was sent into the network of the other end. One that the other end leads on to a third, through
/// another tunnel, tells of this VPN only if it was answered.
pub(super) fn tells_of(from: &End<'_>, to: &End<'_>, ping: &Ping) -> bool {
    let joins = || was_answered(from, ping) && joins_own(from, to, ping);
    let target = ping.target.filter(|it| leads_to(from, to, *it) || joins());
    target.is_some_and(|it| ping.is_answered() || !leads_on(to, it))
}

/// Whether a ping was answered, or the same one above it was: one that was lost since went the same way.
fn was_answered(from: &End<'_>, ping: &Ping) -> bool {
    let mut pings = from.router.pings.iter();
    let is_same = |it: &Ping| it.source == ping.source && it.target == ping.target;
    pings.any(|it| is_same(it) && it.line <= ping.line && it.is_answered())
}

/// Whether a ping went between addresses that the routers speak from in private networks, and that neither calls.
fn joins_own(from: &End<'_>, to: &End<'_>, ping: &Ping) -> bool {
    let is_own = |end: &End<'_>, other: &End<'_>, address: IpAddr| {
        let is_own = own_identity(end) == Some(address) && own_identity(other) != Some(address);
        is_own && other.called().iter().all(|it| it.value != address)
    };
    let ends = ping.source.zip(ping.target);
    ends.is_some_and(|(source, target)| is_own(from, to, source) && is_own(to, from, target))
}

impl End<'_> {
    /// Whether the newest ping from the own network for the other end's, or for where that may be, stands below a line and
    /// was answered.
    pub fn is_answered_below(&self, to: &Self, line: u32) -> bool {
        let answered = self.answered_toward(to);
        answered.is_some_and(|ping| ping.sent.line > line)
    }

    /// Whether its routes lead an address into its own tunnels, and into no other; into one alone, where no output tells
    /// its own.
    pub fn leads_by_itself(&self, address: IpAddr) -> bool {
        let own = self.tunnel_numbers().listed();
        let ways = self.router.networks.behind_tunnels.iter();
        let mut ways = ways.filter(|it| it.1.value.contains(address));
        let Some((first, _)) = ways.next() else {
            return false;
        };
        let may_be_own = own.is_empty() || own.contains(first);
        may_be_own && ways.all(|way| way.0 == *first || own.contains(&way.0))
    }

    /// The address of a private network that it speaks from, by its settings or its SAs, where the other end is known to
    /// call it by another: mostly that of its LAN, but it may be that of a line behind a translation.
    pub fn inner_address(&self, other: &Self) -> Option<Sourced<IpAddr>> {
        let id = || {
            let id = self.gateway?.local_id.seen()?;
            Some(Sourced::new(id.value.address()?, id.line))
        };
        let set = self
            .gateway_settings()
            .and_then(|it| it.local_address.explicit());
        let set = set.and_then(|it| match it.value {
            LocalAddress::Address(address) => Some(Sourced::new(address, it.line)),
            LocalAddress::Vrrp(_) | LocalAddress::Other(_) => None,
        });
        let own = set.or_else(id).filter(|it| !is_global(it.value))?;
        let called = other.called();
        let is_another = !called.is_empty() && called.iter().all(|it| it.value != own.value);
        (is_another && own_identity(other) != Some(own.value)).then_some(own)
    }
}

/// What an end calls itself, where that is an address of a private network.
pub(super) fn own_identity(end: &End<'_>) -> Option<IpAddr> {
    let id = end.gateway?.local_id.seen()?.value.address();
    id.filter(|it| !is_global(*it))
}

/// Whether an end leads an address that is not in its own network into a tunnel of another VPN.
pub(super) fn leads_on(end: &End<'_>, target: IpAddr) -> bool {
    let networks = &end.router.networks;
    let is_own = networks.lans.iter().any(|it| it.value.contains(target));
    let mut others = networks.behind_tunnels.iter();
    let leads_on = others.any(|(tunnel, network)| {
        network.value.contains(target) && end.tunnel_numbers().all(|own| own != *tunnel)
    });
    leads_on && !is_own
}

/// Whether an address is in the other end's network, by that end's own word, its pings, or a route into the
/// tunnel, and not in the own one, unless a route to a part of that leads into the tunnel.
pub(super) fn leads_to(from: &End<'_>, to: &End<'_>, target: IpAddr) -> bool {
    let narrowest = |networks: &[Sourced<Network>]| {
        let holding = networks.iter().filter(|it| it.value.contains(target));
        holding.map(|it| it.value.prefix).max()
    };
    let led_in = narrowest(&from.far_networks());
    let theirs = &to.router.networks.lans;
    let is_met = || theirs.is_empty() && are_mirrored(from, to, target);
    let is_theirs = narrowest(theirs).is_some() || is_met();
    let is_far = led_in.is_some() || is_theirs;
    let own = narrowest(&from.router.networks.lans);
    is_far && (own.is_none() || led_in > own)
}

impl GatewayPair<'_> {
    /// Whether each end pinged a private address from which the other did: both mean the LANs of each other.
    pub fn ping_each_other(&self) -> bool {
        let Some(b) = self.b else { return false };
        let sources = b.router.pings.iter().filter_map(|it| it.source);
        sources.into_iter().any(|it| are_mirrored(&self.a, &b, it))
    }
}

/// Whether each end pinged a private address from which the other did: they are those of their LANs.
fn are_mirrored(from: &End<'_>, to: &End<'_>, target: IpAddr) -> bool {
    let is_back = |theirs: &Ping| {
        let own = from.router.pings.iter();
        let mut own = own.filter(|it| it.target == Some(target));
        theirs.source == Some(target) && own.any(|it| it.source == theirs.target)
    };
    !is_global(target) && to.router.pings.iter().any(is_back)
}

/// Whether packets for an address leave by the tunnels of an end, as far as the routing table tells.
pub(super) fn enters_tunnel(from: &End<'_>, target: Option<IpAddr>) -> bool {
    let table = from.router.routes.as_ref();
    let Some((table, target)) = table.zip(target) else {
        return true;
    };
    if !table.whole || table.has_masked() {
        return true;
    }
    let ways = table.lookup(target);
    let gets = |it| from.may_own(it) || from.takes_over_from(it);
    let may_be_own = |it: &Interface| matches!(it, Interface::Tunnel(number) if gets(*number));
    ways.is_empty() || ways.iter().any(|it| may_be_own(&it.interface))
}

/// Whether a ping was sent from an address of the own network, so that the answer finds the tunnel.
pub(super) fn leaves_from_lan(from: &End<'_>, ping: &Ping) -> bool {
    let lans = &from.router.networks.lans;
    let is_own = |source| lans.is_empty() || lans.iter().any(|it| it.value.contains(source));
    ping.source.is_some_and(is_own)
}
