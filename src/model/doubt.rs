//! What tells that a box holds outputs of more than one time.

use super::{Interface, TunnelNumber};

/// Answers that are shown to be of before others in the same box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Older {
    /// Line of the first of them.
    pub first_line: u32,
    /// Last line of the last.
    pub last_line: u32,
    /// The lines that show it: of theirs, and of something newer.
    pub shown_by: [u32; 2],
}

/// Two answers to one command of which the upper shows a fault and the lower none, while nothing shows their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The line that shows the fault.
    pub was: u32,
    /// The line below that shows none.
    pub is: u32,
    /// What it is about.
    pub of: Doubted,
}

/// What two answers disagree about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubted {
    /// Whether a line is connected.
    Line(Interface),
    /// Whether the keepalive of a tunnel is answered.
    Keepalive(TunnelNumber),
    /// Whether a route leads into a tunnel.
    Route(TunnelNumber),
    /// Whether a ping is answered.
    Ping,
}
