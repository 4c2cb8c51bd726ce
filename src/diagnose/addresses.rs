//! Tells from whole settings which addresses a router has, and which of them is that of its line.

use std::net::IpAddr;

use super::rules::is_up;
use super::{log, wan};
use crate::model::{
    AddressSource, Encapsulation, Fact, GatewaySettings, Interface, InterfaceSettings, NatTable,
    PeerAddress, Reach, Router, Sourced, reach,
};
use crate::pair::{End, GatewayPair};

/// The fixed address of the line of a router without SAs, by its whole settings, where those tell all its addresses
/// and the one that its peer calls is none of them. None where nothing joins the two ends, or the peer was heard.
pub(super) fn fixed(
    pair: &GatewayPair<'_>,
    [owner, caller]: [&End<'_>; 2],
    interface: &Interface,
) -> Option<Sourced<IpAddr>> {
    let is_guessed = pair.matched_by.is_guess();
    let are_joined = !is_guessed || log::calls(owner, caller) || log::calls(caller, owner);
    let mut ends = [owner, caller].into_iter();
    let is_met = ends.any(|it| it.has_any_sa() || is_up(it)) || log::heard(owner, pair);
    if !are_joined || is_met {
        return None;
    }
    let settings = &owner.router.settings;
    let fixed = settings.interface(interface)?.fixed()?;
    let present = Sourced::new(fixed.value.address, fixed.line);
    // A translation may answer to an address of its own.
    let takes_own = |it: &NatTable| {
        let is_one_to_one = it.is_masquerade.is_some_and(|it| !it.value);
        it.takes_address_of_line() != Some(false) && !is_one_to_one
    };
    let mut tables = settings.nat.iter();
    let called = caller.called().first()?.value;
    let own = all_addresses(owner.router, present.value)?;
    let is_elsewhere = wan::is_global(present.value) && !own.contains(&called);
    (is_elsewhere && tables.all(takes_own)).then_some(present)
}

/// The line of a router's settings that gives one of its interfaces an address.
pub(super) fn set_at(router: &Router, address: IpAddr) -> Option<u32> {
    let fixed = router.settings.interfaces.iter();
    let mut fixed = fixed.filter_map(InterfaceSettings::fixed);
    let own = fixed.find(|it| it.value.address == address);
    own.map(|it| it.line)
}

/// The gateway of a router that calls an address of another, and the line that says so, where it has but one.
pub(super) fn calls_to<'m>(end: &End<'m>, to: &End<'_>) -> Option<(&'m GatewaySettings, u32)> {
    let networks = &to.router.networks;
    let mut calling = end.router.settings.gateways.iter().filter_map(|it| {
        let called = it.remote_address.explicit()?;
        let is_called =
            matches!(called.value, PeerAddress::Address(address) if networks.owns(address));
        is_called.then_some((it, called.line))
    });
    calling.next().filter(|_| calling.next().is_none())
}

/// The address of a line by the translation that takes its own, as it does unless another is written; `or_unknown`
/// where no setting was pasted that could tell.
pub(super) fn outer(
    router: &Router,
    line: &Interface,
    or_unknown: bool,
) -> Option<Sourced<IpAddr>> {
    let settings = &router.settings;
    let mut bound = router.links.nat.iter().filter(|it| it.interface == *line);
    let only = bound.next().filter(|_| bound.next().is_none())?;
    let table = settings.nat_table(only.descriptor);
    let written = table.and_then(NatTable::takes_address_of_line);
    let takes_own = written.unwrap_or(settings.whole.is_some() || or_unknown);
    only.outer.seen().filter(|_| takes_own).copied()
}

/// Whether a line of the paste is the setting of an interface's address.
pub(super) fn is_written(router: &Router, interface: &Interface, line: u32) -> bool {
    let set = router.settings.interface(interface);
    set.and_then(InterfaceSettings::fixed)
        .is_some_and(|it| it.line == line)
}

/// All addresses of a router that are of the same version of IP as one; None where one may be missing.
pub(super) fn all_addresses(router: &Router, like: IpAddr) -> Option<Vec<IpAddr>> {
    let settings = &router.settings;
    settings.whole?;
    // A tunnel of another kind may bring an address of its own.
    let has_other = settings.tunnels.iter().any(|tunnel| {
        let known = tunnel.encapsulation.known();
        known.is_none_or(|it| it.value != Encapsulation::Ipsec)
    });
    if has_other {
        return None;
    }
    if like.is_ipv6() {
        // Each interface has one of its own link that no setting names.
        let is_of_link = reach(like) == Reach::Local;
        return settings.all_ipv6().filter(|_| !is_of_link);
    }
    if !has_lan(router) {
        return None;
    }
    let mut own = Vec::new();
    for interface in &settings.interfaces {
        own.extend(addresses(router, interface)?);
    }
    let lan = router.links.lan.iter().filter_map(|it| it.address);
    own.extend(lan.map(|it| it.value.address));
    (!own.is_empty()).then_some(own)
}

/// Whether the address of the LAN is known: no router is without one, so that its line would be lost.
fn has_lan(router: &Router) -> bool {
    let is_lan = |it: &Interface| match it {
        Interface::Lan(number, _) => *number == 1,
        Interface::Other(name) => name.starts_with("BRIDGE") || name.starts_with("VLAN"),
        Interface::Pp(_) | Interface::Tunnel(_) | Interface::Wan(_) => false,
    };
    let settings = &router.settings.interfaces;
    let mut set = settings.iter().filter(|it| is_lan(&it.interface));
    let mut shown = router.links.lan.iter().filter(|it| is_lan(&it.interface));
    let is_set = set.any(|it| !matches!(it.address, Fact::NotPasted));
    is_set || shown.any(|it| it.address.is_some())
}

/// The addresses of an interface; None where one may be missing.
fn addresses(router: &Router, interface: &InterfaceSettings) -> Option<Vec<IpAddr>> {
    let links = &router.links;
    let further: Option<Vec<IpAddr>> = interface.further.iter().copied().collect();
    let mut own = further?;
    let shown = |fact: Option<&Fact<IpAddr>>| fact?.seen().map(|it| it.value);
    match &interface.address {
        Fact::Seen(source) => match source.value {
            AddressSource::Fixed(network) => own.push(network.address),
            AddressSource::Dhcp => {
                let mut leases = links.dhcp.iter();
                let lease = leases.find(|it| it.interface == interface.interface);
                own.push(shown(lease.map(|it| &it.address))?);
            }
            AddressSource::Other(_) => return None,
        },
        Fact::Hidden(_) => return None,
        // The provider gives it.
        Fact::NotPasted if matches!(interface.interface, Interface::Pp(_)) => {
            let mut ppp = links.ppp.iter();
            let link = ppp.find(|it| it.interface == interface.interface);
            own.push(shown(link.map(|it| &it.local_address))?);
        }
        Fact::NotPasted => {}
    }
    Some(own)
}
