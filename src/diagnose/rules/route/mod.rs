//! Rules about routes: to the peer, and to its network.

use std::net::IpAddr;

use crate::diagnose::{Back, Finding, Phrase, wan};
use crate::model::{Fact, InterfaceSettings, PeerAddress, Router, StaticRoute, TunnelStatus};
use crate::pair::{End, GatewayPair};

pub(in crate::diagnose) mod rte501_no_route_to_peer;
pub(in crate::diagnose) mod rte502_route_into_own_tunnel;
pub(in crate::diagnose) mod rte503_tunnel_route_missing;
pub(in crate::diagnose) mod rte504_lan_overlap;
pub(in crate::diagnose) mod rte505_other_line_than_own;
pub(in crate::diagnose) mod rte506_bgp_not_established;
pub(in crate::diagnose) mod rte507_route_into_idle_tunnel;
pub(in crate::diagnose) mod rte508_line_in_peers_lan;

/// The address at which an end reaches its peer: the one that is set, else the one that its SAs show,
/// of which a private one may be a mere name behind a NAT.
fn peer_address(end: &End<'_>) -> Option<IpAddr> {
    let written = end
        .gateway_settings()
        .and_then(|it| it.remote_address.explicit());
    if let Some(PeerAddress::Address(address)) = written.map(|it| &it.value) {
        return Some(*address);
    }
    let shown = end.gateway?.remote_id.seen()?.value.address()?;
    wan::is_global(shown).then_some(shown)
}

/// The same, or where an end calls nobody and answers only, the address of the other end's line.
fn peer_address_or_line(end: &End<'_>, other: &End<'_>) -> Option<IpAddr> {
    peer_address(end).or_else(|| {
        let line = other.router.line(&wan::way(other)?.interface);
        Some(line.address()?.value).filter(|it| wan::is_global(*it))
    })
}

/// Whether an end that knows its peer by a name may reach it by IPv6, of which a table of IPv4 tells nothing: it made
/// SAs with it, or its settings lead IPv6 out, and nothing shows that they meet by IPv4.
fn may_call_by_v6(pair: &GatewayPair<'_>, end: &End<'_>, peer: Option<IpAddr>) -> bool {
    let router = end.router;
    let leads_v6 = router.settings.default_v6.is_some();
    let may_be = peer.is_none() && router.routes_v6.is_none() && (end.has_any_sa() || leads_v6);
    may_be && !is_met_by_v4(pair, end)
}

/// Whether the peer calls an end by an address of IPv4.
fn is_met_by_v4(pair: &GatewayPair<'_>, end: &End<'_>) -> bool {
    let mut peers = pair
        .ends()
        .filter(|it| it.router.side != end.router.side)
        .flat_map(|it| it.called());
    peers.any(|it| it.value.is_ipv4() && wan::is_global(it.value))
}

/// Whether by whole settings an interface may be in the network of an address, or get a route with its lease.
fn may_be_beside(router: &Router, address: IpAddr) -> bool {
    let interfaces = &router.settings.interfaces;
    let may_reach = |it: &InterfaceSettings| {
        let fixed = it.fixed();
        let is_other = fixed.is_none() && !matches!(it.address, Fact::NotPasted);
        is_other || fixed.is_some_and(|it| it.value.contains(address))
    };
    // Settings that tell of no interface do not tell of the line either.
    interfaces.is_empty() || interfaces.iter().any(may_reach)
}

/// Whether a tunnel of either end carries something else than IPsec, such as a bridge between the LANs.
fn may_bridge(pair: &GatewayPair<'_>) -> bool {
    pair.ends()
        .any(|end| !end.tunnels().all(TunnelStatus::may_be_ipsec))
}

/// Adds a route to one host by an interface, and where whole settings tell what was there, what takes it back.
fn with_host_route(
    finding: Finding,
    router: &Router,
    host: IpAddr,
    way: &str,
    text: Phrase,
) -> Finding {
    let finding = finding.change(router.side, format!("ip route {host} gateway {way}"), text);
    let settings = &router.settings;
    let to_host = |route: &StaticRoute| {
        let to = route.destination;
        to.is_some_and(|it| it.address == host && it.prefix == 32)
    };
    let none = || Back::Text(format!("no ip route {host}"));
    let mut set = settings.routes_to(host).filter(|it| to_host(it));
    match (settings.whole, set.next(), set.next()) {
        (Some(_), None, _) => finding.with_way_back(vec![none()]),
        (Some(_), Some(only), None) => finding.with_way_back(vec![Back::Line(only.line)]),
        _ => finding,
    }
}
