//! What a router is told to do: its settings, each with its line, and what it does where none is written.

pub mod by_model;
mod detail;
mod filter;
mod gateway;
mod network;
mod peer;
mod tunnel;

pub use detail::{Detail, Details};
pub use filter::{Packet, Packets, Passage, Protocol};
pub use gateway::{
    AuthMethod, GatewaySettings, IkeName, Keepalive, KeepaliveMethod, KeepaliveUse, LocalAddress,
    PeerAddress, Policy, PolicyId,
};
pub use network::{
    AddressSource, Endpoint, Filter, FilterList, FilterSet, Hop, HopTarget, InterfaceSettings,
    NatStatic, NatTable, Outer, Routing, StaticRoute, Treatment,
};
pub use tunnel::{Encapsulation, L2tpIds, MssLimit, TunnelSettings};

use std::net::IpAddr;

use crate::text::{find_equal, sort_by_key};

use super::{GatewayId, Interface, Network, NetworkIndex, Reach, Sourced, TunnelNumber, reach};
use crate::text::Listed;

/// A setting, as far as the pasted settings tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Setting<T> {
    /// Written on a line.
    Explicit(Sourced<T>),
    /// Not written in whole settings, which this line opens: the default applies.
    Default(Sourced<T>),
    /// Not written in whole settings, which this line opens, and there is no default.
    Absent(u32),
    /// Written on this line and masked, or in a form that nobody has described.
    Hidden(u32),
    /// The pasted settings do not tell.
    #[default]
    NotPasted,
}

impl<T> Setting<T> {
    /// The value that applies, and the line it is known by.
    pub fn known(&self) -> Option<&Sourced<T>> {
        match self {
            Self::Explicit(value) | Self::Default(value) => Some(value),
            Self::Absent(_) | Self::Hidden(_) | Self::NotPasted => None,
        }
    }

    /// The value, where one is written.
    pub fn explicit(&self) -> Option<&Sourced<T>> {
        match self {
            Self::Explicit(value) => Some(value),
            Self::Default(_) | Self::Absent(_) | Self::Hidden(_) | Self::NotPasted => None,
        }
    }

    /// The line that opens the settings in which it is missing.
    pub fn absent(&self) -> Option<u32> {
        match self {
            Self::Absent(line) => Some(*line),
            Self::Explicit(_) | Self::Default(_) | Self::Hidden(_) | Self::NotPasted => None,
        }
    }

    /// The line it is known by, also where it is masked or missing.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Explicit(value) | Self::Default(value) => Some(value.line),
            Self::Absent(line) | Self::Hidden(line) => Some(*line),
            Self::NotPasted => None,
        }
    }

    /// The same setting, its value said in another way.
    pub fn said<U>(&self, say: impl FnOnce(&T) -> U) -> Setting<U> {
        match self {
            Self::Explicit(it) => Setting::Explicit(Sourced::new(say(&it.value), it.line)),
            Self::Default(it) => Setting::Default(Sourced::new(say(&it.value), it.line)),
            Self::Absent(line) => Setting::Absent(*line),
            Self::Hidden(line) => Setting::Hidden(*line),
            Self::NotPasted => Setting::NotPasted,
        }
    }

    /// Whether the pasted settings tell nothing of it.
    pub fn is_not_pasted(&self) -> bool {
        matches!(self, Self::NotPasted)
    }
}

/// The settings of a router, from all outputs that print some; newer ones win.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Line that opens settings pasted whole: of what they could show and do not, the default applies.
    pub whole: Option<u32>,
    /// Line of the first setting, also where they were not pasted whole.
    pub first: Option<u32>,
    /// Whether IPsec is in use at all.
    pub ipsec: Setting<bool>,
    /// Whether the router renews SAs, and begins key exchange, by itself.
    pub auto_refresh: Setting<bool>,
    /// `syslog notice`: whether the log records what filters drop. Off unless set (Command Reference 4.29).
    pub notices: Setting<bool>,
    /// Line of a probe that renews SAs when a line fails or returns, whatever else is set.
    pub refreshing_probe: Option<u32>,
    /// Tunnel interfaces, in order of their numbers.
    pub tunnels: Vec<TunnelSettings>,
    /// Security gateways, in order of their numbers.
    pub gateways: Vec<GatewaySettings>,
    /// What protects traffic, in order of their numbers.
    pub policies: Vec<Policy>,
    /// Routes, in the order written.
    pub routes: Vec<StaticRoute>,
    /// Line of the first setting by which names may be resolved.
    pub resolves: Option<u32>,
    /// The protocols by which it learns routes.
    pub learns: Vec<Sourced<Routing>>,
    /// Interfaces, in order.
    pub interfaces: Vec<InterfaceSettings>,
    /// Addresses of IPv6, in the order written; None where the line does not tell which it is.
    pub(super) ipv6: Vec<Option<IpAddr>>,
    /// Line of the default route of IPv6.
    pub default_v6: Option<u32>,
    /// The interface out of which that leads, where it names one.
    pub line_v6: Option<Interface>,
    /// The addresses of IPv6 that are written for an interface that is no tunnel.
    pub(super) ports_v6: Vec<(Interface, IpAddr)>,
    /// Lines whose delegated prefix an address of the router begins with (`dhcp-prefix@lan2::1/64`).
    pub delegating: Vec<Interface>,
    /// The same, and lines whose announced prefix one begins with (`ra-prefix@lan2::1/64`): each once.
    pub prefixed_by: Vec<Interface>,
    /// Tables of address translation, in order of their numbers.
    pub nat: Vec<NatTable>,
    /// Filters, in order of their numbers.
    pub filters: Vec<Filter>,
    /// Filters of IPv6, in order of their numbers.
    pub filters_v6: Vec<Filter>,
    /// Named sets of filters, in the order written.
    pub filter_sets: Vec<FilterSet>,
    /// The filters that remember connections: the number, and the word for what they carry.
    pub dynamic_filters: Vec<(u32, String)>,
    /// The same of IPv6.
    pub dynamic_filters_v6: Vec<(u32, String)>,
    /// Whether filters are written of which the numbers are hidden.
    pub hides_filters: bool,
    /// Lines that set one thing to two values within one output: the earlier, and the later, which counts.
    pub twice: Vec<(u32, u32)>,
    /// Lines that are written as settings of IPsec, and are none that is known.
    pub unknown: Vec<u32>,
    /// Tunnels that a template sets up whose lines were not expanded, in order.
    pub(super) templated: Vec<TunnelNumber>,
    /// The routes by their destinations.
    by_destination: NetworkIndex,
    /// Gateways and the indexes of the tunnels that use them, in order.
    bound: Vec<(GatewayId, usize)>,
    /// The indexes of the gateways of which the peer is written, in order of the peers.
    by_peer: Vec<usize>,
}

impl Settings {
    /// The destinations of routes that lead into tunnels.
    pub(super) fn tunnel_destinations(&self) -> Vec<(TunnelNumber, Sourced<Network>)> {
        let mut ways = Vec::new();
        for route in &self.routes {
            let Some(network) = route.destination else {
                continue;
            };
            for hop in &route.hops {
                if let HopTarget::Interface(Interface::Tunnel(number)) = hop.to {
                    ways.push((number, Sourced::new(network, route.line)));
                }
            }
        }
        ways
    }

    /// The tunnels that another takes over from, each with that.
    pub fn backups(&self) -> impl Iterator<Item = (TunnelNumber, TunnelNumber)> {
        let tunnels = self.tunnels.iter();
        tunnels.filter_map(|it| Some((it.number, it.backup?.value)))
    }

    /// The networks of its LAN ports that are private, as those of a site are, without the one in which
    /// the next router to the internet is.
    pub(super) fn private_networks(&self) -> Vec<Sourced<Network>> {
        let ports = self.interfaces.iter();
        let defaults = self.default_routes();
        let hops: Vec<&HopTarget> = defaults.flat_map(|it| &it.hops).map(|it| &it.to).listed();
        // Without a default route nothing tells which of the other ports is the line.
        let is_told = !hops.is_empty();
        let leads_out = |network: &Network| {
            hops.iter()
                .any(|hop| matches!(hop, HopTarget::Address(next) if network.contains(*next)))
        };
        let lans = ports.filter(|it| match it.interface {
            Interface::Lan(number, _) => {
                (number == 1 || is_told) && !self.carries_session(&it.interface)
            }
            Interface::Pp(_) | Interface::Tunnel(_) | Interface::Wan(_) | Interface::Other(_) => {
                false
            }
        });
        lans.filter_map(InterfaceSettings::fixed)
            .filter(|it| reach(it.value.address) == Reach::Private && !leads_out(&it.value))
            .listed()
    }

    /// Whether a session runs over a port, so that its network is that of the device at the line.
    pub fn carries_session(&self, port: &Interface) -> bool {
        let mut sessions = self.interfaces.iter();
        sessions.any(|it| it.pppoe.as_ref().is_some_and(|it| it.value == *port))
    }

    /// The addresses that are written as its own.
    pub(super) fn own_addresses(&self) -> Vec<IpAddr> {
        let mut own = Vec::new();
        for interface in &self.interfaces {
            own.extend(interface.fixed().map(|it| it.value.address));
            own.extend(interface.further.iter().flatten());
            let bound = interface.nat.iter();
            let bound = bound.filter_map(|it| self.nat_table(it.value));
            own.extend(bound.flat_map(NatTable::outer_addresses));
        }
        own.extend(self.ipv6.iter().flatten());
        for gateway in &self.gateways {
            let local = gateway.local_address.explicit().map(|it| &it.value);
            if let Some(LocalAddress::Address(address)) = local {
                own.push(*address);
            }
        }
        own
    }

    /// The addresses of the internet that its translations lead to one inner address each: they need not be those of its
    /// lines. What is led to another device in its LAN is none of them.
    pub(super) fn translated_addresses(&self) -> Vec<IpAddr> {
        let bound = self.interfaces.iter().flat_map(|it| &it.nat);
        let tables = bound.filter_map(|it| self.nat_table(it.value));
        let own = self.own_addresses();
        let ports = self.interfaces.iter();
        let lans = ports.filter_map(InterfaceSettings::fixed).listed();
        let is_own = |inner: Option<IpAddr>| {
            let is_in_lan = |it: IpAddr| lans.iter().any(|lan| lan.value.contains(it));
            inner.is_none_or(|it| own.contains(&it) || !is_in_lan(it))
        };
        let mut all = Vec::new();
        for table in tables {
            all.extend(table.further_addresses(is_own));
        }
        all
    }

    /// Whether any setting was pasted.
    pub fn is_pasted(&self) -> bool {
        self.first.is_some()
    }

    /// Whether no address of IPv6 is written out for any interface, so that all are made of a prefix.
    pub fn names_no_port_of_v6(&self) -> bool {
        self.ports_v6.is_empty()
    }

    /// The interface that has an address of IPv6, by the line that sets it.
    pub fn port_of_v6(&self, address: IpAddr) -> Option<&Interface> {
        let mut ports = self.ports_v6.iter();
        Some(&ports.find(|it| it.1 == address)?.0)
    }

    /// A table of address translation by its number.
    pub fn nat_table(&self, number: u32) -> Option<&NatTable> {
        let at = self.nat.binary_search_by_key(&number, |it| it.number);
        self.nat.get(at.ok()?)
    }

    /// An interface that is no tunnel.
    pub fn interface(&self, interface: &Interface) -> Option<&InterfaceSettings> {
        let interfaces = &self.interfaces;
        let at = interfaces.partition_point(|it| it.interface < *interface);
        interfaces.get(at).filter(|it| it.interface == *interface)
    }

    /// A gateway by its number.
    pub fn gateway(&self, id: GatewayId) -> Option<&GatewaySettings> {
        let at = self.gateways.binary_search_by_key(&id, |it| it.id);
        self.gateways.get(at.ok()?)
    }

    /// Whether a tunnel is set up by a template, so that its own lines do not tell all.
    pub fn is_templated(&self, number: TunnelNumber) -> bool {
        self.templated.binary_search(&number).is_ok()
    }

    /// A tunnel by its number.
    pub fn tunnel(&self, number: TunnelNumber) -> Option<&TunnelSettings> {
        let at = self.tunnels.binary_search_by_key(&number, |it| it.number);
        self.tunnels.get(at.ok()?)
    }

    /// The policy that a tunnel is bound to.
    pub fn policy_of(&self, tunnel: &TunnelSettings) -> Option<&Policy> {
        let id = tunnel.policy.known()?.value;
        let at = self.policies.binary_search_by_key(&id, |it| it.id);
        self.policies.get(at.ok()?)
    }

    /// The gateway that a tunnel's policy is agreed with.
    pub fn gateway_of(&self, tunnel: &TunnelSettings) -> Option<&GatewaySettings> {
        self.gateway(self.policy_of(tunnel)?.gateway)
    }

    /// Whether a gateway serves dial-in clients: each of its tunnels carries L2TP or PPTP, or it gives clients
    /// addresses. The third version of L2TP joins two sites instead.
    pub fn is_dial_in(&self, gateway: GatewayId) -> bool {
        let carries = |it: &TunnelSettings| match it.encapsulation.explicit().map(|it| &it.value) {
            Some(Encapsulation::Other(kind)) => kind == "l2tp" || kind == "pptp",
            Some(Encapsulation::Ipsec) | None => false,
        };
        let gives = self
            .gateway(gateway)
            .is_some_and(|it| it.serves_clients.is_some());
        let mut tunnels = self.tunnels_of(gateway).peekable();
        gives || (tunnels.peek().is_some() && tunnels.all(|(tunnel, _)| carries(tunnel)))
    }

    /// Whether a gateway carries the third version of L2TP, which joins two sites by SAs of transport mode.
    pub fn is_bridge(&self, gateway: GatewayId) -> bool {
        self.tunnels_of(gateway).any(|(tunnel, _)| {
            let kind = tunnel.encapsulation.explicit().map(|it| &it.value);
            matches!(kind, Some(Encapsulation::Other(kind)) if kind == "l2tpv3")
        })
    }

    /// The tunnels whose policy is agreed with a gateway, and the policies.
    pub fn tunnels_of(
        &self,
        gateway: GatewayId,
    ) -> impl Iterator<Item = (&TunnelSettings, &Policy)> {
        let bound = find_equal(&self.bound, |it| it.0.cmp(&gateway));
        bound.iter().filter_map(|(_, at)| {
            let tunnel = self.tunnels.get(*at)?;
            Some((tunnel, self.policy_of(tunnel)?))
        })
    }

    /// The routes whose destinations hold an address, in the order written.
    pub fn routes_to(&self, address: IpAddr) -> impl Iterator<Item = &StaticRoute> {
        let places = self.by_destination.overlapping(Network::host(address));
        places.into_iter().filter_map(|at| self.routes.get(at))
    }

    /// The routes to a part of a network, but not to all of it, in the order written.
    pub fn routes_within(&self, network: Network) -> impl Iterator<Item = &StaticRoute> {
        let places = self.by_destination.overlapping(network).into_iter();
        let overlapping = places.filter_map(|at| self.routes.get(at));
        overlapping.filter(move |it| it.destination.is_some_and(|it| it.prefix > network.prefix))
    }

    /// The default routes of IPv4, in the order written.
    pub fn default_routes(&self) -> impl Iterator<Item = &StaticRoute> {
        let same = self.by_destination.same(Network::DEFAULT_V4).iter();
        same.filter_map(|it| self.routes.get(it.1))
    }

    /// Notes what is looked for again and again, once all is known.
    pub(super) fn index(&mut self) {
        self.by_destination = NetworkIndex::of(self.routes.iter().map(|it| it.destination));
        self.bind();
        self.index_peers();
    }

    /// Notes which tunnels use which gateways.
    fn bind(&mut self) {
        let tunnels = self.tunnels.iter().enumerate();
        let bound = tunnels.filter_map(|(at, it)| Some((self.policy_of(it)?.gateway, at)));
        let mut bound: Vec<(GatewayId, usize)> = bound.listed();
        sort_by_key(&mut bound, |it| *it);
        self.bound = bound;
    }
}
