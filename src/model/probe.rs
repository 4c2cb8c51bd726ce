//! What was tried by hand, and what neighbours answer.

use std::net::IpAddr;

use super::Sourced;

/// A `ping` from a router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ping {
    /// Line of the command, else of the first line of the answer.
    pub line: u32,
    /// Whom: as typed, else as the answers name it.
    pub target: Option<IpAddr>,
    /// From which of its own addresses (`-sa`), where the command says.
    pub source: Option<IpAddr>,
    /// The octets of data in each packet (`-s`), where the command says.
    pub size: Option<u32>,
    /// Packets sent, and the line that counts.
    pub sent: Sourced<u32>,
    /// Packets answered.
    pub answered: u32,
}

/// So many octets of data, and a packet is one that narrow paths may not pass whole.
const LARGE: u32 = 1_000;

/// The octets of data in the largest packet that Ethernet passes whole.
const WHOLE: u32 = 1_472;

impl Ping {
    /// Whether it was to try large packets: that they are lost says nothing of small ones.
    pub fn is_large(&self) -> bool {
        self.size.is_some_and(|it| it >= LARGE)
    }

    /// The octets of data by which it is put beside others: none where the command says none, and no more than make
    /// it large where it is in parts on any path, of which one may be lost for other reasons.
    pub fn octets(&self) -> u32 {
        let size = self.size.unwrap_or(0);
        if size > WHOLE { LARGE } else { size }
    }

    /// Whether it shows large packets to be lost, which says nothing of small ones.
    pub fn loses_large_only(&self) -> bool {
        self.is_large() && self.is_lost()
    }

    /// Whether it was answered at least once.
    pub fn is_answered(&self) -> bool {
        self.answered > 0
    }

    /// Whether nothing was answered although something was sent.
    pub fn is_lost(&self) -> bool {
        self.answered == 0 && self.sent.value > 0
    }
}

/// A neighbour of a routing protocol (BGP, RFC 4271).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbor {
    /// Line that names it.
    pub line: u32,
    /// Its address.
    pub address: Option<IpAddr>,
    /// Its state as printed.
    pub state: Sourced<String>,
}
