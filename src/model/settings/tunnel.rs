//! What a tunnel interface is told to do: what it carries, for whom, and what may pass.

use super::{FilterList, PolicyId, Setting};
use crate::model::{Sourced, TunnelNumber};

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
    /// Line by which it serves several peers with one gateway (command reference 14.3: `multipoint server`).
    pub multipoint_server: Option<u32>,
    /// The tunnel that takes over its packets while it is down (command reference 15.49.5: `tunnel backup tunnel N`).
    pub backup: Option<Sourced<TunnelNumber>>,
    /// Line of `tunnel endpoint …`, which IPsec takes no notice of.
    pub endpoint: Option<u32>,
    /// The filters that what comes out of it must pass.
    pub filters_in: Option<FilterList>,
    /// The filters that what goes into it must pass.
    pub filters_out: Option<FilterList>,
    /// Line that binds a table of address translation to it.
    pub nat: Option<u32>,
    /// The numbers of the tables bound to it; none where they are masked.
    pub nat_tables: Vec<u32>,
    /// The largest packet, in octets.
    pub mtu: Option<Sourced<u32>>,
    /// How the segments of TCP are made to fit.
    pub mss: Option<Sourced<MssLimit>>,
    /// By what the two ends of `L2TPv3` know each other.
    pub l2tp: L2tpIds,
}

/// By what the two ends of `L2TPv3` (RFC 3931 §5.4) know each other; each None where it is not written, or masked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct L2tpIds {
    /// The own router id.
    pub local_router: Option<Sourced<Box<str>>>,
    /// That of the other end.
    pub remote_router: Option<Sourced<Box<str>>>,
    /// What both call the circuit.
    pub end_id: Option<Sourced<Box<str>>>,
}

/// How the segments of TCP (RFC 9293 §3.7.1) are made to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MssLimit {
    /// By the largest packet of the interface.
    Auto,
    /// To so many octets.
    At(u32),
    /// They are not.
    Off,
}

impl TunnelSettings {
    /// A tunnel of which nothing is known but its number.
    pub(in crate::model) fn new(number: TunnelNumber, line: u32) -> Self {
        Self {
            number,
            line,
            encapsulation: Setting::NotPasted,
            policy: Setting::NotPasted,
            enabled: Setting::NotPasted,
            template: None,
            multipoint_server: None,
            backup: None,
            endpoint: None,
            filters_in: None,
            filters_out: None,
            nat: None,
            nat_tables: Vec::new(),
            mtu: None,
            mss: None,
            l2tp: L2tpIds::default(),
        }
    }
}
