//! What somebody typed that makes lists of SAs above it out of date.

use super::{GatewayId, Network, SaId, TunnelNumber};

/// A command that ends or renews SAs, or changes what their packets pass.
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
    /// Those of a gateway: a router that is told something else of it makes them anew.
    Gateway(GatewayId),
    /// Those whose packets, or whose peer, are in a network to which another route leads since.
    Route {
        /// The network.
        to: Network,
        /// The tunnel into which the route leads, where it is one.
        into: Option<TunnelNumber>,
    },
}
