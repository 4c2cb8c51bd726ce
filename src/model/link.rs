//! The lines to the internet as a router shows them: PPP sessions, leases of DHCP, LAN ports.

use std::net::IpAddr;

use super::{Fact, Interface, Network, Seconds, Sourced};

/// State of a PPP session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkState {
    /// By the exact sentence that says so.
    Up,
    /// It is being set up.
    Connecting,
    /// It was up and is not any more.
    Down,
    /// It was never up since the router started.
    NeverUp,
    /// Switched off by a setting.
    Disabled,
    /// There is no setting for it.
    NotConfigured,
    /// Another sentence than those known: not shown to be up.
    NotUp,
}

/// A PP interface: the present session, never a past one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PppLink {
    /// Its interface.
    pub interface: Interface,
    /// Line that opens its output.
    pub line: u32,
    /// Its state.
    pub state: Sourced<LinkState>,
    /// What kind of session, as the state sentence names it: `PPPoE`, `PPTP`; None where it does not.
    pub session: Option<String>,
    /// This router's address (RFC 1332); not pasted where no address was printed.
    pub local_address: Fact<IpAddr>,
    /// The line that prints that there is no address.
    pub no_address: Option<u32>,
    /// The line that prints that it carries IPv6 (RFC 5072), which needs no address of its own; of a session that is over,
    /// that it did.
    pub ipv6: Option<u32>,
    /// The provider's address.
    pub remote_address: Fact<IpAddr>,
    /// Seconds since the session is up.
    pub uptime: Option<Sourced<Seconds>>,
    /// Packets received in the present session.
    pub received: Option<Sourced<u64>>,
    /// Packets sent in the present session.
    pub sent: Option<Sourced<u64>>,
    /// Line that heads what is said of the session before this one.
    pub past: Option<u32>,
    /// Why the session before ended, as printed.
    pub past_end: Option<Sourced<String>>,
    /// This router's address in the session before.
    pub past_address: Fact<IpAddr>,
    /// Whether the output shows the whole session: only then is a missing address no address.
    pub whole: bool,
}

/// An address that several routers share, and one of them uses (VRRP, RFC 5798).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedAddress {
    /// Line that names the group.
    pub line: u32,
    /// Its interface.
    pub interface: Interface,
    /// Its number.
    pub group: u32,
    /// Whether this router is the one that uses it; None where the output does not tell.
    pub is_master: Option<Sourced<bool>>,
}

/// An interface that gets its address by DHCP (RFC 2131), as a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DhcpLease {
    /// Its interface.
    pub interface: Interface,
    /// Line that opens its output.
    pub line: u32,
    /// The address leased; not pasted where there is none.
    pub address: Fact<IpAddr>,
    /// What is printed in place of an address, where there is none.
    pub waiting: Option<Sourced<String>>,
    /// The default gateway leased.
    pub gateway: Option<Sourced<IpAddr>>,
}

/// A prefix delegated by DHCPv6 (RFC 8415 §6.3), as a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegatedPrefix {
    /// Its interface.
    pub interface: Interface,
    /// Line that opens its output.
    pub line: u32,
    /// Whether the state is the one that is known to mean success.
    pub established: Sourced<bool>,
    /// The prefix as printed.
    pub prefix: Option<Sourced<String>>,
}

/// A LAN port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanPort {
    /// Its interface.
    pub interface: Interface,
    /// Line that opens its output.
    pub line: u32,
    /// Whether it has a link; None where the output does not tell.
    pub link: Option<Sourced<bool>>,
    /// Its address.
    pub address: Option<Sourced<Network>>,
}

/// What a dynamic name service of Yamaha (`NetVolante` DNS) holds for an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DynamicName {
    /// Its interface.
    pub interface: Interface,
    /// Line that opens its output.
    pub line: u32,
    /// The registered name.
    pub name: Option<Sourced<String>>,
    /// The registered address.
    pub address: Fact<IpAddr>,
}
