//! The SAs that a router shows, in the words of RFC 4301, 7296 and 2409.

use std::borrow::Cow;

use super::fact::{Fact, Sourced};
use super::{Algorithm, GatewayId, IkeIdentity, IkeSpis, SaId, Spi, TunnelNumber};

/// Version of IKE (RFC 2409, RFC 7296).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IkeVersion {
    /// IKEv1: both ends hold one agreed lifetime.
    V1,
    /// IKEv2: each end keeps its own lifetime.
    V2,
}

/// Way of the packets that an IPsec SA protects, as its router sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Sent by this router; Yamaha's `send`.
    Outbound,
    /// Received by this router; Yamaha's `recv`.
    Inbound,
}

/// A word of this program's own, or another as printed.
pub type Word = Cow<'static, str>;

/// The most seconds between two outputs of one moment, and between the lives of one SA in them.
pub const ONE_MOMENT_SECS: u32 = 60;

/// Seconds left of a lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u32);

/// What every SA has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SaCommon {
    /// The router's own number for it.
    pub id: Option<SaId>,
    /// The security gateway it belongs to.
    pub gateway: Option<GatewayId>,
    /// Who this router says it is.
    pub local_id: Fact<IkeIdentity>,
    /// Who the peer says it is, or its address.
    pub remote_id: Fact<IkeIdentity>,
    /// Seconds left when the output was printed.
    pub remaining: Option<Sourced<Seconds>>,
    /// Line that shows the SA's number: a table row, or the head of a block.
    pub line: u32,
    /// The table row, where a detail block is the main source.
    pub row: Option<u32>,
    /// Line on which its key was printed in clear.
    pub key_line: Option<u32>,
    /// Its state as printed, where that says something other than that it is established.
    pub unsettled: Option<Sourced<Box<str>>>,
}

impl SaCommon {
    /// All lines that show it, in order.
    pub fn lines(&self) -> Vec<u32> {
        match self.row {
            Some(row) if row < self.line => vec![row, self.line],
            Some(row) if row > self.line => vec![self.line, row],
            _ => vec![self.line],
        }
    }

    /// The lowest line that shows it.
    pub fn last_line(&self) -> u32 {
        self.row.map_or(self.line, |row| row.max(self.line))
    }
}

/// An IKE SA, the ISAKMP SA of IKEv1 (RFC 7296 §1, RFC 2408 §2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IkeSa {
    /// What every SA has.
    pub common: SaCommon,
    /// Version of IKE, where the output tells.
    pub version: Option<IkeVersion>,
    /// Its SPIs.
    pub spis: Option<Sourced<IkeSpis>>,
    /// Its algorithms as printed.
    pub algorithm: Option<Sourced<Algorithm>>,
}

/// An IPsec SA: one direction, one SPI (RFC 4301 §4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpsecSa {
    /// What every SA has.
    pub common: SaCommon,
    /// Outbound or inbound.
    pub direction: Direction,
    /// The tunnel interface it belongs to.
    pub tunnel: Option<TunnelNumber>,
    /// Its SPI.
    pub spi: Option<Sourced<Spi>>,
    /// `ESP`, `AH`, or as printed, in capitals.
    pub protocol: Option<Sourced<Word>>,
    /// `tunnel`, `transport`, or as printed.
    pub mode: Option<Sourced<Word>>,
    /// Encryption as printed.
    pub encryption: Option<Sourced<Algorithm>>,
    /// Integrity algorithm as printed.
    pub integrity: Option<Sourced<Algorithm>>,
    /// Number of the IKE SA that made it, which may be gone.
    pub parent: Option<SaId>,
}

impl IpsecSa {
    /// Whether it protects packets end to end, as for L2TP clients, and not between networks.
    pub fn is_transport(&self) -> bool {
        self.mode
            .as_ref()
            .is_some_and(|mode| mode.value == "transport")
    }
}
