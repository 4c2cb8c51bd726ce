//! The rungs of the ladder that a site climbs from its line to traffic, in the order of a repair.

/// One rung. Where one fails, those above it cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// The line to the internet.
    Line,
    /// Address translation on it.
    Translation,
    /// Routes to the peer and to its network.
    Route,
    /// Key exchange.
    Ike,
    /// SAs for traffic.
    Ipsec,
    /// The tunnel interface.
    Tunnel,
    /// Packets from network to network.
    Traffic,
}

impl Rung {
    /// All rungs, in order.
    pub const ALL: [Self; 7] = [
        Self::Line,
        Self::Translation,
        Self::Route,
        Self::Ike,
        Self::Ipsec,
        Self::Tunnel,
        Self::Traffic,
    ];

    /// The name in the report.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Translation => "nat",
            Self::Route => "route",
            Self::Ike => "ike",
            Self::Ipsec => "ipsec",
            Self::Tunnel => "tunnel",
            Self::Traffic => "traffic",
        }
    }
}
