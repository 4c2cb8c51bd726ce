//! What somebody typed that makes lists of SAs above it out of date.

use super::{SaId, TunnelNumber};

/// A command that ends or renews SAs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Its line.
    pub line: u32,
    /// Of what.
    pub of: Changed,
}

/// Of which SAs a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// All.
    All,
    /// One.
    Sa(SaId),
    /// Those of a tunnel.
    Tunnel(TunnelNumber),
}
