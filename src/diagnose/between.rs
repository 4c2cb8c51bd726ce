//! Tells from addresses whether a NAT stands between two ends.

use std::net::IpAddr;

use super::log::calls_from;
use super::wan;
use crate::model::{AddressSource, Reach, RouteTable, Sourced, Topic, reach};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Place};

/// The lines that show a NAT between two ends: an end is seen by its peer at another address than it
/// calls from, or its line has a private address and that of the peer, or one that either calls, is public.
pub(super) fn nat_between(pair: &GatewayPair<'_>) -> Option<[Place; 2]> {
    let b = pair.b?;
    let ways = [(pair.a, b), (b, pair.a)];
    let seen = ways
        .iter()
        .find_map(|(own, peer)| seen_elsewhere(own, peer));
    seen.or_else(|| ways.iter().find_map(|(own, peer)| hidden(own, peer)))
}

/// Whether one end alone traverses a NAT that is there: then that is why ESP does not arrive.
pub(super) fn traverses_at_one_end(pair: &GatewayPair<'_>) -> bool {
    let told = pair.ends().filter_map(|end| {
        let setting = &end.gateway_settings()?.nat_traversal;
        setting.known().map(|it| it.value)
    });
    matches!(told.listed().as_slice(), [one, other] if one != other) && nat_between(pair).is_some()
}

/// Where the peer's SAs, and what its log answers, name another address than the one that an end calls
/// from. That of its LAN is behind its own translation, which is none on the way.
fn seen_elsewhere(own: &End<'_>, peer: &End<'_>) -> Option<[Place; 2]> {
    let from = calls_from(own).filter(|it| !may_be_of_lan(own, it.value))?;
    let named = peer.gateway?.remote_id.seen()?.value.address()?;
    let events = peer.router.log.as_ref()?.about(&[Topic::Peer(named)]);
    let mut events = events.into_iter();
    let answered = events.find(|event| event.what.exchange().is_some_and(|it| it.answers));
    let answered = answered.filter(|_| from.value != named)?;
    Some([
        own.router.place(from.line),
        peer.router.place(answered.line),
    ])
}

fn may_be_of_lan(end: &End<'_>, address: IpAddr) -> bool {
    let lans = &end.router.networks.lans;
    let is_own = || lans.is_empty() || lans.iter().any(|it| it.value.contains(address));
    !wan::is_global(address) && is_own()
}

/// Where the line of an end has a private address, and its peer is public or calls one that is, or it
/// calls such a one itself.
fn hidden(owner: &End<'_>, peer: &End<'_>) -> Option<[Place; 2]> {
    let own = line_address(owner)?;
    let is_hidden = matches!(reach(own.value), Reach::Private | Reach::Shared);
    let called = |end: &End<'_>| end.called().first().copied();
    let public = |end: &End<'_>, it: Option<Sourced<IpAddr>>| {
        let it = it.filter(|it| wan::is_global(it.value))?;
        Some(end.router.place(it.line))
    };
    let shown = public(peer, called(peer))
        .or_else(|| public(peer, line_address(peer)))
        .or_else(|| public(owner, called(owner)));
    Some([owner.router.place(own.line), shown.filter(|_| is_hidden)?])
}

/// The address of the line by which an end reaches its peer, as an output, the routing table or the
/// settings show it.
fn line_address(end: &End<'_>) -> Option<Sourced<IpAddr>> {
    let router = end.router;
    let of = wan::way(end)?.interface;
    let shown = router.line(&of).address();
    let mut rows = router.routes.iter().flat_map(RouteTable::connected_rows);
    let row = rows.find(|it| it.interface == of);
    let listed = row.and_then(|it| it.gateway.seen()).copied();
    let told = router
        .settings
        .interface(&of)
        .and_then(|it| it.address.seen());
    let told = told.and_then(|it| match &it.value {
        AddressSource::Fixed(network) => Some(Sourced::new(network.address, it.line)),
        AddressSource::Dhcp | AddressSource::Other(_) => None,
    });
    shown.or(listed).or(told)
}
