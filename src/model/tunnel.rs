//! A tunnel interface as a router shows it.

use super::{RouterTime, Seconds, Sourced, TunnelNumber};

/// A tunnel interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TunnelStatus {
    /// Its number.
    pub number: TunnelNumber,
    /// Line that opens its output.
    pub line: u32,
    /// What it carries, as printed: `IPsec`, `IPIP`, `L2TPv3`.
    pub kind: Option<Sourced<String>>,
    /// Whether it is up, by the exact sentence that says so; any other sentence is not up. None where
    /// no sentence was pasted.
    pub up: Option<Sourced<bool>>,
    /// Since when, by the router's clock.
    pub since: Option<Sourced<RouterTime>>,
    /// Seconds since it is up.
    pub uptime: Option<Sourced<Seconds>>,
    /// Packets received since it is up, IPv4 and IPv6 together.
    pub received: Option<Sourced<u64>>,
    /// Packets sent since it is up, IPv4 and IPv6 together.
    pub sent: Option<Sourced<u64>>,
    /// Packets received of IPv4 alone.
    pub received_v4: Option<Sourced<u64>>,
    /// Packets sent of IPv4 alone.
    pub sent_v4: Option<Sourced<u64>>,
    /// What the keepalive says of the peer; None where none is in use.
    pub keepalive: Option<Sourced<Answering>>,
    /// What an earlier output counted of the same connection.
    pub before: Option<Counted>,
    /// Where it is up: the line of an output above that says it is not, while nothing shows which is the newer.
    pub denied: Option<u32>,
}

/// Packets of a tunnel as they were counted some time after it came up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Seconds since it is up.
    pub uptime: Seconds,
    /// Packets received until then.
    pub received: Sourced<u64>,
    /// Packets sent until then.
    pub sent: Sourced<u64>,
}

/// Whether a peer answers the keepalive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    /// It does, by the one word that is known to say so.
    Yes,
    /// It does not, by a word that can mean nothing else.
    No,
    /// Another word than those known.
    Unknown,
}

impl TunnelStatus {
    /// When its state was printed, by the clock of its router in seconds, as its start and its duration tell.
    pub fn asked_at(&self) -> Option<i64> {
        let (since, stood) = (self.since?.value, self.uptime?.value.0);
        Some(since.local_secs + i64::from(stood))
    }

    /// What it counts by now; None where it is not up, or not all of it was pasted.
    pub fn counted(&self) -> Option<Counted> {
        self.up.filter(|it| it.value)?;
        Some(Counted {
            uptime: self.uptime?.value,
            received: self.received?,
            sent: self.sent?,
        })
    }

    /// Whether it carries IPsec; a tunnel of which nothing else is said may.
    pub fn may_be_ipsec(&self) -> bool {
        let says = |kind: &Sourced<String>| kind.value.eq_ignore_ascii_case("ipsec");
        self.kind.as_ref().is_none_or(says)
    }
}
