//! What the routes, lines and settings of a router together say of its networks, put together once
//! because every pair asks for it.

use std::net::IpAddr;

use super::{
    AddressSource, Fact, Happening, HopTarget, Interface, InterfaceSettings, LinkState, Links, Log,
    Network, PeerAddress, Reach, RouteTable, Settings, Sourced, TunnelNumber, is_global, reach,
};
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

/// The networks at a router and behind its tunnels, and its own addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Networks {
    /// The networks of its LAN: those of its LAN ports, without those that lead to the internet; by
    /// the routing table, else by the settings.
    pub lans: Vec<Sourced<Network>>,
    /// The networks behind other routers in its LAN, by the routing table, else by the settings.
    pub behind_lans: Vec<Sourced<Network>>,
    /// The networks that its routes lead into tunnels, in order of the tunnels; by the routing table,
    /// else by the settings.
    pub behind_tunnels: Vec<(TunnelNumber, Sourced<Network>)>,
    /// The tunnels into which a route of the table or of the settings leads, in order, and whether that
    /// takes some packets only.
    pub into_tunnels: Vec<(TunnelNumber, bool)>,
    /// The addresses at which it can be called, in order, as far as its outputs and settings show them.
    pub own_addresses: Vec<IpAddr>,
    /// From where those of IPv4 can be reached, each once.
    pub own_reaches: Vec<Reach>,
    /// Whether the addresses of IPv6 among them are all that it has.
    pub has_all_ipv6: bool,
    /// The addresses that peers know it by, in order: those it speaks from in its log, and those of its
    /// lines.
    pub seen_addresses: Vec<IpAddr>,
    /// The addresses of the internet that it exchanges keys with, in order, by its settings, its SAs and its log; each
    /// with its line.
    peers: Vec<(IpAddr, u32)>,
}

impl Networks {
    pub(super) fn of(
        routes: Option<&RouteTable>,
        links: &Links,
        settings: &Settings,
        log: Option<&Log>,
        met: impl Iterator<Item = Sourced<IpAddr>>,
    ) -> Self {
        let (lans, mut behind_tunnels) = match routes {
            Some(table) => (lans(table, links, settings), table.tunnel_destinations()),
            None => (settings.private_networks(), settings.tunnel_destinations()),
        };
        let behind_lans = behind(&lans, routes, settings);
        let mut own_addresses = own_addresses(routes, links, settings);
        let mut own_reaches = Vec::new();
        let of_v4 = own_addresses.iter().filter(|it| it.is_ipv4());
        for reach in of_v4.map(|it| reach(*it)) {
            if !own_reaches.contains(&reach) {
                own_reaches.push(reach);
            }
        }
        // They tell nothing about the address of the line.
        own_addresses.extend(settings.translated_addresses());
        sort_once(&mut own_addresses);
        behind_tunnels.retain(|(_, network)| network.value.prefix > 0);
        hand_on(&mut behind_tunnels, settings);
        sort_by_key(&mut behind_tunnels, |it| it.0);
        let seen_addresses = seen_addresses(&own_addresses, links, log);
        Self {
            lans,
            behind_lans,
            behind_tunnels,
            into_tunnels: into_tunnels(routes, settings),
            peers: peers(settings, log, met),
            own_addresses,
            own_reaches,
            has_all_ipv6: settings.all_ipv6().is_some(),
            seen_addresses,
        }
    }
}

impl Networks {
    /// Whether an address is one at which the router can be called.
    pub fn owns(&self, address: IpAddr) -> bool {
        self.own_addresses.binary_search(&address).is_ok()
    }

    /// Whether an address is one of the router's, or one that peers know it by.
    pub fn goes_by(&self, address: IpAddr) -> bool {
        self.owns(address) || self.seen_addresses.binary_search(&address).is_ok()
    }

    /// Whether an address is none of the router's, as far as those are known that are reached from where it
    /// is: that of its LAN tells nothing about that of its line, and one of IPv6 nothing about the others,
    /// of which a router has several.
    pub fn is_anothers(&self, address: IpAddr) -> bool {
        let are_known = self.knows_those_like(address, reach(address)) && !self.owns(address);
        are_known || self.calls(address).is_some()
    }

    /// The line by which an address is that of a peer of the router: nobody exchanges keys with themselves, so a second
    /// router that calls it is with the same third.
    pub fn calls(&self, address: IpAddr) -> Option<u32> {
        let first = find_equal(&self.peers, |it| it.0.cmp(&address)).first()?;
        (!self.owns(address)).then_some(first.1)
    }

    /// The addresses of the internet that it is told to call, calls, or holds SAs with, in order.
    pub fn peer_addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.peers.iter().map(|it| it.0)
    }

    /// Whether those of its addresses are known that are of the kind of another, and that can be reached
    /// from there.
    pub fn knows_those_like(&self, address: IpAddr, from: Reach) -> bool {
        match address {
            IpAddr::V4(_) => self.own_reaches.contains(&from),
            // Each interface has one of its own link that no setting names.
            IpAddr::V6(_) => self.has_all_ipv6 && reach(address) != Reach::Local,
        }
    }
}

fn into_tunnels(routes: Option<&RouteTable>, settings: &Settings) -> Vec<(TunnelNumber, bool)> {
    let mut ways = Vec::new();
    let mut add = |interface: &Interface, conditional| {
        if let Interface::Tunnel(number) = interface {
            ways.push((*number, conditional));
        }
    };
    for hop in settings.routes.iter().flat_map(|it| &it.hops) {
        if let HopTarget::Interface(interface) = &hop.to {
            add(interface, hop.conditional);
        }
    }
    for row in routes.into_iter().flat_map(|it| &it.routes) {
        add(&row.interface, row.conditional);
    }
    ways.extend(settings.backups().map(|(_, backup)| (backup, true)));
    sort_once(&mut ways);
    ways
}

/// What is led into a tunnel is led into the one that takes over from it, too.
fn hand_on(behind: &mut Vec<(TunnelNumber, Sourced<Network>)>, settings: &Settings) {
    for (tunnel, backup) in settings.backups() {
        let led = behind.iter().filter(|it| it.0 == tunnel);
        let led = led.map(|(_, network)| (backup, *network)).listed();
        behind.extend(led);
    }
}

fn lans(table: &RouteTable, links: &Links, settings: &Settings) -> Vec<Sourced<Network>> {
    let mut lines: Vec<&Interface> = table.defaults().map(|it| &it.interface).listed();
    sort_by_key(&mut lines, |it| *it);
    let leads_out = |interface: &Interface| lines.binary_search(&interface).is_ok();
    // Of a table that was cut, the default route may be what is lost, and with it which port is the line.
    let is_told = table.whole || !lines.is_empty();
    let may_be_lan = |number: u32| is_told || number == 1;
    let is_lan = |it: &Interface| {
        matches!(it, Interface::Lan(number, _) if may_be_lan(*number))
            && !leads_out(it)
            && !settings.carries_session(it)
    };
    // Another port that has an address of the internet, or one that somebody leases to it, is a line.
    let is_leased = |it: &Interface| {
        let set = settings.interface(it).and_then(|it| it.address.seen());
        let is_dhcp = set.is_some_and(|it| it.value == AddressSource::Dhcp);
        is_dhcp || links.dhcp.iter().any(|lease| lease.interface == *it)
    };
    let is_line = |it: &Interface, network: &Network| {
        let is_first = matches!(it, Interface::Lan(1, _));
        !is_first && (is_global(network.address) || is_leased(it))
    };
    let lans = table
        .connected()
        .filter(|(it, network)| is_lan(it) && !is_line(it, &network.value));
    lans.map(|(_, network)| network).listed()
}

/// What is reached by way of another router in one of the LANs.
fn behind(
    lans: &[Sourced<Network>],
    routes: Option<&RouteTable>,
    settings: &Settings,
) -> Vec<Sourced<Network>> {
    let is_near = |next: IpAddr| lans.iter().any(|lan| lan.value.contains(next));
    let mut found: Vec<Sourced<Network>> = Vec::new();
    let mut add = |destination: Option<Network>, next: IpAddr, line| {
        if let Some(network) = destination.filter(|it| it.prefix > 0 && is_near(next)) {
            found.push(Sourced::new(network, line));
        }
    };
    if let Some(table) = routes {
        for row in &table.routes {
            let next = row.gateway.seen().filter(|_| row.kind.leads_on());
            if let Some(next) = next {
                add(row.destination, next.value, row.line);
            }
        }
        return found;
    }
    for route in &settings.routes {
        for hop in &route.hops {
            if let HopTarget::Address(next) = hop.to {
                add(route.destination, next, route.line);
            }
        }
    }
    found
}

fn peers(
    settings: &Settings,
    log: Option<&Log>,
    met: impl Iterator<Item = Sourced<IpAddr>>,
) -> Vec<(IpAddr, u32)> {
    let told = settings.gateways.iter();
    let told = told.filter_map(|it| {
        let peer = it.remote_address.explicit()?;
        match peer.value {
            PeerAddress::Address(address) => Some((address, peer.line)),
            PeerAddress::Name(_) | PeerAddress::Any => None,
        }
    });
    let events = log.into_iter().flat_map(|it| &it.events);
    let called = events.filter_map(|it| Some((it.what.exchange()?.peer.seen()?.value, it.line)));
    let met = met.map(|it| (it.value, it.line));
    let mut peers: Vec<(IpAddr, u32)> = met.chain(told).chain(called).listed();
    peers.retain(|it| is_global(it.0));
    sort_once(&mut peers);
    peers.dedup_by_key(|it| it.0);
    peers
}

fn own_addresses(routes: Option<&RouteTable>, links: &Links, settings: &Settings) -> Vec<IpAddr> {
    let seen = |fact: &Fact<IpAddr>| fact.seen().map(|it| it.value);
    let mut own: Vec<IpAddr> = settings.own_addresses();
    let has_lost = |address: &IpAddr| is_lost(*address, links, settings);
    own.retain(|it| !has_lost(it));
    // A network of the router's own is listed with its address there.
    let connected = routes.into_iter().flat_map(RouteTable::connected_rows);
    own.extend(connected.filter_map(|it| seen(&it.gateway)));
    own.extend(links.ppp.iter().filter_map(|it| seen(&it.local_address)));
    own.extend(links.dhcp.iter().filter_map(|it| seen(&it.address)));
    own.extend(links.nat.iter().filter_map(|it| seen(&it.outer)));
    own.extend(links.names.iter().filter_map(|it| seen(&it.address)));
    let ports = links.lan.iter().filter_map(|it| it.address);
    own.extend(ports.map(|it| it.value.address));
    sort_once(&mut own);
    own
}

/// Contracts for several addresses have them within so many bits.
const LARGEST_BLOCK: u8 = 28;

/// Whether an address is that of a session by the settings alone, while the session that is up has another one, and not
/// of one block: the provider gives what it gives.
fn is_lost(address: IpAddr, links: &Links, settings: &Settings) -> bool {
    let mut sessions = links
        .ppp
        .iter()
        .filter(|it| it.state.value == LinkState::Up);
    sessions.any(|it| {
        let present = it.local_address.seen().map(|it| it.value);
        let set = settings
            .interface(&it.interface)
            .and_then(InterfaceSettings::fixed);
        let is_set = set.is_some_and(|it| it.value.address == address);
        let block = Network {
            address,
            prefix: LARGEST_BLOCK,
        };
        is_set && present.is_some_and(|it| !block.contains(it))
    })
}

fn seen_addresses(own_addresses: &[IpAddr], links: &Links, log: Option<&Log>) -> Vec<IpAddr> {
    let of_event = |what: &Happening| {
        if let Happening::Addressed(_, address) = what {
            *address
        } else {
            what.exchange()?.local
        }
    };
    let events = log.into_iter().flat_map(|it| &it.events);
    let mut seen: Vec<IpAddr> = events.filter_map(|it| of_event(&it.what)).listed();
    let sessions = links.ppp.iter().map(|it| &it.local_address);
    let leases = links.dhcp.iter().map(|it| &it.address);
    let lines = sessions.chain(leases).filter_map(Fact::seen);
    seen.extend(lines.map(|it| it.value));
    // Of the others, those that the internet knows: a LAN and a line may both have a private one.
    let are_known = |it: &&IpAddr| is_global(**it);
    seen.extend(own_addresses.iter().filter(are_known));
    sort_once(&mut seen);
    seen
}
