//! The routes that a router uses, and where they lead.

use std::net::IpAddr;

use super::{Fact, Interface, Network, NetworkIndex, Sourced, TunnelNumber};
use crate::text::Listed;

/// Where a route comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteKind {
    /// The network of an interface of its own.
    Connected,
    /// By a setting.
    Static,
    /// While a session lasts, such as the other end of a PPP session.
    Temporary,
    /// By a routing protocol.
    Dynamic,
    /// As nobody has described.
    Other,
}

impl RouteKind {
    /// Whether it leads to a network of another router.
    pub fn leads_on(self) -> bool {
        matches!(self, Self::Static | Self::Dynamic)
    }
}

/// One way to a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Line of the row.
    pub line: u32,
    /// The destination; None where a person masked it.
    pub destination: Option<Network>,
    /// The next router, where one is printed.
    pub gateway: Fact<IpAddr>,
    /// The interface it leads out of.
    pub interface: Interface,
    /// Where it comes from.
    pub kind: RouteKind,
    /// Whether it is used for some packets only (filters, weight 0), so that it decides nothing alone.
    pub conditional: bool,
    /// Whether it is used only while the others are out (weight 0).
    pub is_reserve: bool,
}

/// The routing table of one version of IP.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteTable {
    /// Line that opens the output.
    pub line: u32,
    /// Whether nothing of it is missing, so that a route it does not list is not used.
    pub whole: bool,
    /// The rows, in the order printed.
    pub routes: Vec<Route>,
    by_destination: NetworkIndex,
    /// The places of the rows of the router's own networks.
    connected: Vec<usize>,
    /// The places of the rows of which a person masked the destination.
    masked: Vec<usize>,
}

impl RouteTable {
    /// A table opened by a line.
    pub(super) fn new(line: u32, whole: bool, routes: Vec<Route>) -> Self {
        let places = |fits: fn(&Route) -> bool| {
            let rows = routes.iter().enumerate();
            rows.filter(|it| fits(it.1)).map(|it| it.0).listed()
        };
        Self {
            line,
            whole,
            by_destination: NetworkIndex::of(routes.iter().map(|it| it.destination)),
            connected: places(|it| it.kind == RouteKind::Connected),
            masked: places(|it| it.destination.is_none()),
            routes,
        }
    }

    fn at(&self, places: impl Iterator<Item = usize>) -> impl Iterator<Item = &Route> {
        places.filter_map(|at| self.routes.get(at))
    }

    /// The routes by which a packet to `address` may leave: those of the longest prefix. Empty where
    /// none leads there, or where a masked row might be a better one.
    pub fn lookup(&self, address: IpAddr) -> Vec<&Route> {
        self.at(self.by_destination.longest(address)).listed()
    }

    /// The routes to a part of a network, but not to all of it, in the order printed.
    pub fn within(&self, network: Network) -> Vec<&Route> {
        let overlapping = self.at(self.by_destination.overlapping(network).into_iter());
        let is_narrower = |it: &&Route| it.destination.is_some_and(|it| it.prefix > network.prefix);
        overlapping.filter(is_narrower).listed()
    }

    /// The default routes.
    pub fn defaults(&self) -> impl Iterator<Item = &Route> {
        self.at(self.by_destination.defaults())
    }

    /// Whether a person masked a destination, so that a missing route may be behind the mask. A
    /// temporary one is only the other end of a PPP session.
    pub fn has_masked(&self) -> bool {
        let mut masked = self.masked();
        masked.any(|it| it.kind != RouteKind::Temporary)
    }

    /// The routes of which a person masked the destination.
    pub fn masked(&self) -> impl Iterator<Item = &Route> {
        self.at(self.masked.iter().copied())
    }

    /// The destinations that lead into tunnels.
    pub(super) fn tunnel_destinations(&self) -> Vec<(TunnelNumber, Sourced<Network>)> {
        let into = self.routes.iter().filter_map(|it| {
            let Interface::Tunnel(number) = it.interface else {
                return None;
            };
            Some((number, Sourced::new(it.destination?, it.line)))
        });
        into.listed()
    }

    /// The networks of the router's own interfaces.
    pub fn connected(&self) -> impl Iterator<Item = (&Interface, Sourced<Network>)> {
        let connected = self.connected_rows();
        connected.filter_map(|it| Some((&it.interface, Sourced::new(it.destination?, it.line))))
    }

    /// Their rows, also where a person masked the network.
    pub fn connected_rows(&self) -> impl Iterator<Item = &Route> {
        self.at(self.connected.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(destination: &str, interface: &str) -> Route {
        Route {
            line: 1,
            destination: Network::read(destination),
            gateway: Fact::NotPasted,
            interface: Interface::read(interface),
            kind: RouteKind::Static,
            conditional: false,
            is_reserve: false,
        }
    }

    #[test]
    fn the_longest_prefix_wins() {
        let routes = vec![
            route("0.0.0.0/0", "PP[01]"),
            route("192.168.0.0/16", "LAN2"),
            route("192.168.2.0/24", "TUNNEL[1]"),
        ];
        let table = RouteTable::new(1, true, routes);
        let leaves_by = |address: &str| {
            let routes = table.lookup(address.parse().unwrap());
            routes
                .first()
                .map(|it| it.interface.to_string())
                .unwrap_or_default()
        };
        assert_eq!(leaves_by("192.168.2.1"), "TUNNEL[1]");
        assert_eq!(leaves_by("192.168.3.1"), "LAN2");
        assert_eq!(leaves_by("203.0.113.1"), "PP[01]");
        assert_eq!(leaves_by("2001:db8::1"), "");
    }
}
