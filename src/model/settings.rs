//! What a router is told to do: its settings, each with its line, and what it does where none is written.

use std::net::IpAddr;

use super::{
    Algorithm, Fact, GatewayId, IkeIdentity, IkeVersion, Interface, Network, Reach, Sourced,
    TunnelNumber, reach,
};

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
    /// Tunnel interfaces, in order of their numbers.
    pub tunnels: Vec<TunnelSettings>,
    /// Security gateways, in order of their numbers.
    pub gateways: Vec<GatewaySettings>,
    /// What protects traffic, in order of their numbers.
    pub policies: Vec<Policy>,
    /// Routes, in the order written.
    pub routes: Vec<StaticRoute>,
    /// Interfaces, in order.
    pub interfaces: Vec<InterfaceSettings>,
}

/// What a tunnel interface carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encapsulation {
    /// IPsec in tunnel mode.
    Ipsec,
    /// Another, as written.
    Other(String),
}

/// The settings of a tunnel interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TunnelSettings {
    /// Its number.
    pub number: TunnelNumber,
    /// Line that selects it first.
    pub line: u32,
    /// What it carries.
    pub encapsulation: Setting<Encapsulation>,
    /// The policy it is bound to.
    pub policy: Setting<PolicyId>,
    /// Whether it is switched on.
    pub enabled: Setting<bool>,
    /// Line of a template by which it is set up for other tunnels as well.
    pub template: Option<u32>,
    /// Line of `tunnel endpoint …`, which IPsec takes no notice of.
    pub endpoint: Option<u32>,
}

/// Number of a policy. Local to a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyId(pub u32);

/// What protects the traffic of a tunnel (RFC 4301 §4.4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its number.
    pub id: PolicyId,
    /// Line.
    pub line: u32,
    /// The gateway that it is agreed with.
    pub gateway: GatewayId,
    /// Whether ESP, else AH.
    pub is_esp: bool,
    /// Encryption as written; the default where none is.
    pub encryption: Option<Algorithm>,
    /// Integrity as written; none where none is.
    pub integrity: Option<Algorithm>,
    /// The networks named in it, own and peer's, as written.
    pub ids: [Option<String>; 2],
}

/// Whom a gateway calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerAddress {
    /// An address.
    Address(IpAddr),
    /// A name that must resolve.
    Name(String),
    /// Nobody: it answers whoever calls.
    Any,
}

/// From where a gateway speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalAddress {
    /// An address.
    Address(IpAddr),
    /// The shared address of VRRP.
    Vrrp,
    /// An address made of a prefix, or the one that PPP assigns; as written.
    Other(String),
}

/// A name in the settings of a gateway, and its type where one is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IkeName {
    /// The name.
    pub name: IkeIdentity,
    /// The type, as written.
    pub kind: Option<String>,
}

/// The settings of a security gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewaySettings {
    /// Its number.
    pub id: GatewayId,
    /// Its first line.
    pub line: u32,
    /// Version of IKE.
    pub version: Setting<IkeVersion>,
    /// Whom it calls.
    pub remote_address: Setting<PeerAddress>,
    /// From where it speaks; absent where the router chooses.
    pub local_address: Setting<LocalAddress>,
    /// Who it says it is.
    pub local_name: Setting<IkeName>,
    /// Who the peer must say it is.
    pub remote_name: Setting<IkeName>,
    /// The pre-shared key: explicit where it stood in clear on that line, so that the vault can compare it.
    pub pre_shared_key: Setting<()>,
    /// Whether SAs with it are renewed, and key exchange begun, without being asked.
    pub auto_refresh: Setting<bool>,
}

/// A route by a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticRoute {
    /// Line.
    pub line: u32,
    /// The destination; None where a person masked it.
    pub destination: Option<Network>,
    /// The ways to it, in the order written.
    pub hops: Vec<Hop>,
}

/// One way of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Where it leads.
    pub to: HopTarget,
    /// Whether it counts only while its interface is up.
    pub hide: bool,
    /// Whether it counts only while a probe of the router says so.
    pub keepalive: bool,
    /// Whether filters or a weight of 0 let only some packets take it.
    pub conditional: bool,
}

/// Where a way of a route leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HopTarget {
    /// Out of an interface.
    Interface(Interface),
    /// To a router.
    Address(IpAddr),
    /// To the router that DHCP names on an interface.
    Dhcp(Interface),
    /// Masked, or as nobody has described.
    Hidden,
}

/// Where an interface has its address from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressSource {
    /// Written.
    Fixed(Network),
    /// By DHCP.
    Dhcp,
    /// Otherwise, as written.
    Other(String),
}

/// The settings of an interface that is no tunnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceSettings {
    /// The interface.
    pub interface: Interface,
    /// Its first line.
    pub line: u32,
    /// Its address.
    pub address: Fact<AddressSource>,
    /// The port that its PPPoE runs over.
    pub pppoe: Option<Sourced<Interface>>,
    /// Whether it is switched on; only PP interfaces can be.
    pub enabled: Option<Sourced<bool>>,
    /// The tables of address translation bound to it.
    pub nat: Vec<Sourced<u32>>,
}

impl TunnelSettings {
    /// A tunnel of which nothing is known but its number.
    pub(super) fn new(number: TunnelNumber, line: u32) -> Self {
        Self {
            number,
            line,
            encapsulation: Setting::NotPasted,
            policy: Setting::NotPasted,
            enabled: Setting::NotPasted,
            template: None,
            endpoint: None,
        }
    }
}

impl GatewaySettings {
    /// A gateway of which nothing is known but its number.
    pub(super) fn new(id: GatewayId, line: u32) -> Self {
        Self {
            id,
            line,
            version: Setting::NotPasted,
            remote_address: Setting::NotPasted,
            local_address: Setting::NotPasted,
            local_name: Setting::NotPasted,
            remote_name: Setting::NotPasted,
            pre_shared_key: Setting::NotPasted,
            auto_refresh: Setting::NotPasted,
        }
    }
}

impl InterfaceSettings {
    /// An interface of which nothing is known but its name.
    pub(super) fn new(interface: Interface, line: u32) -> Self {
        Self {
            interface,
            line,
            address: Fact::NotPasted,
            pppoe: None,
            enabled: None,
            nat: Vec::new(),
        }
    }
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

    /// The networks of its LAN ports that are private, as those of a site are.
    pub(super) fn private_networks(&self) -> Vec<Sourced<Network>> {
        let ports = self.interfaces.iter();
        let lans = ports.filter(|it| matches!(it.interface, Interface::Lan(..)));
        let fixed = lans.filter_map(|it| it.address.seen());
        let networks = fixed.filter_map(|address| match address.value {
            AddressSource::Fixed(network) => Some(Sourced::new(network, address.line)),
            AddressSource::Dhcp | AddressSource::Other(_) => None,
        });
        networks
            .filter(|it| reach(it.value.address) == Reach::Private)
            .collect()
    }

    /// The addresses that are written as its own.
    pub(super) fn own_addresses(&self) -> Vec<IpAddr> {
        let mut own = Vec::new();
        for interface in &self.interfaces {
            if let Some(AddressSource::Fixed(network)) =
                interface.address.seen().map(|it| &it.value)
            {
                own.push(network.address);
            }
        }
        for gateway in &self.gateways {
            let local = gateway.local_address.explicit().map(|it| &it.value);
            if let Some(LocalAddress::Address(address)) = local {
                own.push(*address);
            }
        }
        own
    }

    /// Whether any setting was pasted.
    pub fn is_pasted(&self) -> bool {
        self.first.is_some()
    }

    /// A gateway by its number.
    pub fn gateway(&self, id: GatewayId) -> Option<&GatewaySettings> {
        let at = self.gateways.binary_search_by_key(&id, |it| it.id);
        self.gateways.get(at.ok()?)
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

    /// The tunnels whose policy is agreed with a gateway, and the policies.
    pub fn tunnels_of(
        &self,
        gateway: GatewayId,
    ) -> impl Iterator<Item = (&TunnelSettings, &Policy)> {
        let bound = self
            .tunnels
            .iter()
            .filter_map(|tunnel| Some((tunnel, self.policy_of(tunnel)?)));
        bound.filter(move |(_, policy)| policy.gateway == gateway)
    }
}
