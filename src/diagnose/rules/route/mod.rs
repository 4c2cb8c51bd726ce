//! Rules about routes: to the peer, and to its network.

use std::net::IpAddr;

use crate::model::{Reach, RouteTable, Router, TunnelStatus, reach};
use crate::pair::{End, GatewayPair};

pub(in crate::diagnose) mod rte501_no_route_to_peer;
pub(in crate::diagnose) mod rte502_route_into_own_tunnel;
pub(in crate::diagnose) mod rte503_tunnel_route_missing;
pub(in crate::diagnose) mod rte504_lan_overlap;

/// The address at which an end reaches its peer. A private one may be a mere name behind a NAT.
fn peer_address(end: &End<'_>) -> Option<IpAddr> {
    let address = end.gateway?.remote_id.seen()?.value.address()?;
    (reach(address) == Reach::Global).then_some(address)
}

/// The table in which nothing is missing or masked, for the version of IP of the peer's address.
fn whole_table(router: &Router, peer: Option<IpAddr>) -> Option<&RouteTable> {
    let table = if peer.is_some_and(|it| it.is_ipv6()) {
        router.routes_v6.as_ref()
    } else {
        router.routes.as_ref()
    };
    table.filter(|table| table.whole && !table.has_masked())
}

/// Whether a tunnel of either end carries something else than IPsec, such as a bridge between the LANs.
fn may_bridge(pair: &GatewayPair<'_>) -> bool {
    pair.ends()
        .any(|end| !end.tunnels().all(TunnelStatus::may_be_ipsec))
}
