//! One [`Router`] per site: what its outputs say, in the words of the RFCs, each fact with its line.

pub mod assemble;

mod address;
mod algorithm;
mod change;
mod contradiction;
mod device;
mod doubt;
mod fact;
mod id;
mod interface;
mod link;
mod log;
mod log_index;
mod moment;
mod nat;
mod network_index;
mod networks;
mod probe;
mod route;
mod sa;
mod settings;
mod several;
mod tunnel;
mod unclear;
mod way;

use std::net::IpAddr;
use std::rc::Rc;

pub use address::{Network, Reach, is_global, reach};
pub use algorithm::{Algorithm, Weakness};
pub use change::{Change, Changed};
pub use contradiction::Contradiction;
pub use device::{Device, Look};
pub use doubt::{Doubt, Doubted, Older};
pub use fact::{Fact, Sourced};
pub use id::{GatewayId, IkeIdentity, IkeSpis, SaId, Spi, TunnelNumber, is_masked};
pub use interface::Interface;
pub use link::{
    DelegatedPrefix, DhcpLease, DynamicName, LanPort, LinkState, PppLink, SharedAddress,
};
pub use log::{
    Cover, Exchange, Happening, Log, LogEvent, Notify, NotifyAbout, PacketEnd, Rejected, Session,
};
pub use log_index::{AnyCase, Topic};
pub use moment::{Moment, RouterTime};
pub use nat::NatBinding;
pub(crate) use network_index::NetworkIndex;
pub use networks::Networks;
pub use probe::{Neighbor, Ping};
pub use route::{Route, RouteKind, RouteTable};
pub use sa::{Direction, IkeSa, IkeVersion, IpsecSa, ONE_MOMENT_SECS, SaCommon, Seconds, Word};
pub use settings::by_model;
pub use settings::{
    AddressSource, AuthMethod, Detail, Details, Encapsulation, Endpoint, Filter, FilterList,
    FilterSet, GatewaySettings, Hop, HopTarget, IkeName, InterfaceSettings, Keepalive,
    KeepaliveMethod, KeepaliveUse, L2tpIds, LocalAddress, MssLimit, NatStatic, NatTable, Outer,
    Packet, Packets, Passage, PeerAddress, Policy, PolicyId, Protocol, Routing, Setting, Settings,
    StaticRoute, Treatment, TunnelSettings,
};
pub use tunnel::{Answering, Counted, TunnelStatus};
pub use unclear::Unclear;
pub use way::{WanLine, Way};

use crate::text::{Place, Side, Vault, find_equal, sort_by_key};

/// Everything one router told.
#[derive(Debug, Clone)]
pub struct Router {
    /// Its site.
    pub side: Side,
    /// The site in the box of its own, by its prompt, where it stands in that of another router.
    pub own_box: Option<Side>,
    /// When its answers were pasted.
    pub captured_at: Option<Moment>,
    /// Whether its text held anything but blanks.
    pub pasted: bool,
    /// Line and program of the first line that another maker's router or program prints.
    pub foreign: Option<Sourced<&'static str>>,
    /// The lines not understood that are several, because a copy has lost their ends, in order.
    pub run_together: Vec<u32>,
    /// Its first line that holds anything.
    pub first_line: u32,
    /// How many answers were recognised, also those from which nothing is drawn.
    pub n_answers: usize,
    /// Its IKE SAs, in order of their gateways.
    pub ike_sas: Vec<IkeSa>,
    /// Its IPsec SAs, in order of their gateways.
    pub ipsec_sas: Vec<IpsecSa>,
    /// IPsec SAs that only outputs above those of now show, in order of gateways.
    pub former_sas: Vec<IpsecSa>,
    /// The security gateways that its outputs name, in order of their numbers.
    pub gateways: Vec<SecurityGateway>,
    /// The outputs that list SAs, newest last.
    pub sa_answers: Vec<SaAnswer>,
    /// What each whole one of them covers, None for all gateways, and its index; in that order.
    whole_answers: Vec<(Option<GatewayId>, usize)>,
    /// Gateways of which two outputs do not agree, in order of their numbers.
    pub contradictions: Vec<Contradiction>,
    /// Gateways of which an output that is shown to be of before has no SAs, in order of their numbers.
    settled: Vec<Contradiction>,
    /// Lines of an outbound and an inbound SA with one SPI, which no single router has.
    pub mirrored: Option<(u32, u32)>,
    /// Lines that name two devices: no single router shows that either.
    pub two_devices: Option<(u32, u32)>,
    /// Commands that were refused.
    pub refused: Vec<Refused>,
    /// Answers of which the rest was never shown.
    pub quits: Vec<Quit>,
    /// What was typed that ends or renews SAs or changes their way, in order of the lines.
    pub changes: Vec<Change>,
    /// What was left out because it is older than something else, in order of the lines.
    pub older: Vec<Older>,
    /// What an answer shows to be well that another one above shows not to be, in order of the lines.
    pub doubts: Vec<Doubt>,
    /// Words that stand in place of what it printed, in order of the lines.
    pub unclear: Vec<Unclear>,
    /// What it says of itself.
    pub device: Device,
    /// What it says of its lines, newest output of each thing.
    pub links: Links,
    /// Its tunnel interfaces, in order of their numbers, newest output of each.
    pub tunnels: Vec<TunnelStatus>,
    /// Those that may carry IPsec and of which no output tells the gateway, in order.
    pub loose_tunnels: Vec<TunnelNumber>,
    /// The networks at it and behind its tunnels, and its own addresses.
    pub networks: Networks,
    /// Its routing table of IPv4.
    pub routes: Option<RouteTable>,
    /// Its routing table of IPv6.
    pub routes_v6: Option<RouteTable>,
    /// Pings, in the order of the text.
    pub pings: Vec<Ping>,
    /// Neighbours of routing protocols.
    pub neighbors: Vec<Neighbor>,
    /// Its log.
    pub log: Option<Log>,
    /// What it is told to do.
    pub settings: Settings,
    /// Its secrets, which can be compared and nothing else.
    pub vault: Rc<Vault>,
}

/// The lines of a router, and what is bound to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// PP interfaces.
    pub ppp: Vec<PppLink>,
    /// Leases by DHCP.
    pub dhcp: Vec<DhcpLease>,
    /// Prefixes by DHCPv6.
    pub prefixes: Vec<DelegatedPrefix>,
    /// LAN ports.
    pub lan: Vec<LanPort>,
    /// Names in a dynamic name service.
    pub names: Vec<DynamicName>,
    /// Addresses shared with other routers.
    pub shared: Vec<SharedAddress>,
    /// Address translations.
    pub nat: Vec<NatBinding>,
    /// Line that opens a whole answer to `show nat descriptor address` for all interfaces: a table
    /// that it does not list is not bound.
    pub nat_whole: Option<u32>,
}

/// A security gateway (RFC 4301): the peer of one or more tunnels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityGateway {
    /// Its number; None where no output tells.
    pub id: Option<GatewayId>,
    /// Who this router says it is.
    pub local_id: Fact<IkeIdentity>,
    /// Who the peer says it is, or its address.
    pub remote_id: Fact<IkeIdentity>,
    /// How many SAs a summary counts.
    pub counts: Option<Sourced<SaCounts>>,
    /// The tunnel interfaces that its SAs belong to, in order.
    pub tunnels: Vec<TunnelNumber>,
    /// Whether its list and its detail are of different moments, as numbers and lives of SAs show.
    pub listed_apart: bool,
}

/// Numbers of SAs in a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SaCounts {
    /// IKE SAs.
    pub ike: u32,
    /// Outbound IPsec SAs.
    pub outbound: u32,
    /// Inbound IPsec SAs.
    pub inbound: u32,
}

/// What an output that lists SAs covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All gateways.
    All,
    /// One gateway.
    Gateway(GatewayId),
    /// Pasted without its command line, so it may be of one gateway or of all.
    Unknown,
}

/// An output that lists SAs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaAnswer {
    /// The line that opens it.
    pub opening: u32,
    /// What it covers.
    pub scope: Scope,
    /// Whether nothing of it is missing, so that an SA it does not list does not exist.
    pub whole: bool,
    /// Whether it prints SPIs.
    pub prints_spis: bool,
    /// Where the router's own count differs from what was read: the line, announced, read.
    pub miscounted: Option<(u32, u32, u32)>,
    /// Whether its count announces IPsec SAs of both directions, and rows of them are lost.
    pub lost_ipsec: bool,
}

impl SaAnswer {
    /// Whether the absence of an SA of `gateway` can be read from it.
    fn covers(&self, gateway: Option<GatewayId>) -> bool {
        match self.scope {
            Scope::All => true,
            Scope::Gateway(own) => gateway == Some(own),
            Scope::Unknown => false,
        }
    }
}

/// A command that the router refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Line of the message.
    pub line: u32,
    /// Why.
    pub reason: Refusal,
    /// The command, where its line was pasted.
    pub command: Option<String>,
    /// Whether the same command was answered elsewhere in the paste.
    pub is_answered: bool,
}

/// An answer at whose pager somebody left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quit {
    /// Its last line, and the line that shows it.
    pub lines: [u32; 2],
    /// The command.
    pub command: String,
}

/// Why a command was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such command: a typing error, or not on this model.
    UnknownCommand,
    /// Allowed to the administrator only.
    AdministratorOnly,
    /// Too few or too many parameters.
    ParameterCount,
    /// A keyword that the command does not know.
    UnknownKeyword,
    /// A number outside what the model allows.
    OutOfRange,
    /// The answer took too long and was stopped.
    TimedOut,
    /// Another message.
    Other,
}

/// Whether a thing exists, and the line that tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It does, by this line.
    Shown(u32),
    /// A whole output opened by this line would list it, and does not.
    Absent(u32),
    /// The pasted outputs do not tell.
    Unknown,
}

impl Presence {
    /// Whether it is shown.
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Shown(_))
    }
}

impl Router {
    /// A place in this router's paste.
    pub fn place(&self, line: u32) -> Place {
        Place {
            side: self.side,
            line,
        }
    }

    /// The IPsec SAs of a gateway; None for the SAs whose gateway no output tells.
    pub fn ipsec_sas_of(&self, gateway: Option<GatewayId>) -> &[IpsecSa] {
        find_equal(&self.ipsec_sas, |sa| sa.common.gateway.cmp(&gateway))
    }

    /// The IKE SAs of a gateway.
    pub fn ike_sas_of(&self, gateway: Option<GatewayId>) -> &[IkeSa] {
        find_equal(&self.ike_sas, |sa| sa.common.gateway.cmp(&gateway))
    }

    /// A gateway by its number.
    pub fn gateway(&self, id: Option<GatewayId>) -> Option<&SecurityGateway> {
        let at = self
            .gateways
            .binary_search_by_key(&id, |gateway| gateway.id)
            .ok()?;
        self.gateways.get(at)
    }

    /// A tunnel interface by its number.
    pub fn tunnel(&self, number: TunnelNumber) -> Option<&TunnelStatus> {
        let at = self
            .tunnels
            .binary_search_by_key(&number, |tunnel| tunnel.number)
            .ok()?;
        self.tunnels.get(at)
    }

    /// Whether a tunnel is its line to the internet, by which IPv4 passes an IPv6 network.
    pub fn is_line(&self, tunnel: TunnelNumber) -> bool {
        let mut defaults = self.routes.iter().flat_map(RouteTable::defaults);
        defaults.any(|route| route.interface == Interface::Tunnel(tunnel))
    }

    /// Its own address in its LAN, which the row of a connected network shows as the gateway.
    pub fn lan_address(&self) -> Option<IpAddr> {
        let lan = *self.networks.lans.first()?;
        let mut routes = self.routes.iter().flat_map(|table| &table.routes);
        let row = routes.find(|route| route.line == lan.line)?;
        row.gateway.seen().map(|gateway| gateway.value)
    }

    /// The latest moment that it is shown to have printed something, by its own clock, which was set: no proof
    /// that another of its outputs is no older.
    pub fn dated(&self) -> Option<Sourced<RouterTime>> {
        let log = self.log.as_ref().and_then(Log::written_until);
        let dates = [self.device.clock, self.device.reported, log].into_iter();
        let set = dates.flatten().filter(|it| it.value.is_set());
        set.max_by_key(|it| it.value)
    }

    /// Whether any output that lists SAs was pasted.
    pub fn lists_sas(&self) -> bool {
        !self.sa_answers.is_empty() || self.gateways.iter().any(|gateway| gateway.counts.is_some())
    }

    /// The newest whole output in which SAs of the gateway would stand. For None: in which all SAs of
    /// the router would.
    pub fn whole_answer(&self, gateway: Option<GatewayId>) -> Option<&SaAnswer> {
        let newest_of = |covered: Option<GatewayId>| {
            let answers = find_equal(&self.whole_answers, |it| it.0.cmp(&covered));
            answers.last().map(|it| it.1)
        };
        let newest = newest_of(gateway).max(newest_of(None))?;
        self.sa_answers.get(newest)
    }
}

/// The whole ones of the outputs, by what they cover.
fn whole_answers(answers: &[SaAnswer]) -> Vec<(Option<GatewayId>, usize)> {
    let mut whole = Vec::new();
    for (at, answer) in answers.iter().enumerate().filter(|it| it.1.whole) {
        match answer.scope {
            Scope::All => whole.push((None, at)),
            Scope::Gateway(gateway) => whole.push((Some(gateway), at)),
            Scope::Unknown => {}
        }
    }
    sort_by_key(&mut whole, |it| it.0);
    whole
}
