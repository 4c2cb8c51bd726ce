//! The causes that a report can name, in the order in which a repair meets them.

/// Why a VPN is not up. Declared in the order input → line → start → silent → phase 1 → phase 2 →
/// traffic → stale, which decides between causes of one severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Two of the pastes are from one router.
    SameRouterTwice,
    /// The pastes do not describe the same tunnel.
    GatewaysUnrelated,
    /// Taken too far apart to compare SPIs.
    PastesApart,
    /// The answer is an error message.
    RouterError,
    /// The session to the internet through which the peer is reached is not up.
    WanDown,
    /// The provider refuses the login.
    WanAuthFailed,
    /// Connected, and no address.
    WanNoAddress,
    /// Connected, with an address, and nothing passes.
    WanNoTraffic,
    /// The line drops again and again, and the tunnel falls with it.
    WanUnstable,
    /// No route by which IKE could reach the peer.
    NoDefaultRoute,
    /// IKE leaves by another interface than its local address or translation belongs to.
    WrongWan,
    /// The address that one end calls is none of the other end's.
    PeerAddressMismatch,
    /// The peer's name does not resolve, or to an old address.
    PeerNameUnresolved,
    /// An address of the line is private or shared, while the peer calls or sees another.
    WanBehindNat,
    /// Phase 1 is up, there is no IPsec SA, and no more exact cause is visible.
    Phase2Rejected,
    /// SAs fit, and packets sent do not arrive.
    EspBlocked,
    /// NAT traversal at one end only, with a NAT between, and traffic fails.
    NatTraversalMismatch,
    /// The other network is not routed into this tunnel.
    TunnelRouteMissing,
    /// Both sites use the same or overlapping networks.
    LanOverlap,
    /// A filter on the tunnel drops the traffic.
    TunnelFiltered,
    /// Traffic between the sites is translated at one end only.
    TunnelNat,
    /// Small packets pass, large ones stall.
    MtuMss,
    /// One end holds SAs that the other no longer has.
    StaleSa,
    /// Both ends have SAs, of one moment, that do not meet.
    SpiMismatch,
}

impl Cause {
    /// The name in the report.
    pub fn slug(self) -> &'static str {
        match self {
            Self::SameRouterTwice => "same-router-twice",
            Self::GatewaysUnrelated => "gateways-unrelated",
            Self::PastesApart => "pastes-apart",
            Self::RouterError => "router-error",
            Self::WanDown => "wan-down",
            Self::WanAuthFailed => "wan-auth-failed",
            Self::WanNoAddress => "wan-no-address",
            Self::WanNoTraffic => "wan-no-traffic",
            Self::WanUnstable => "wan-unstable",
            Self::NoDefaultRoute => "no-default-route",
            Self::WrongWan => "wrong-wan",
            Self::PeerAddressMismatch => "peer-address-mismatch",
            Self::PeerNameUnresolved => "peer-name-unresolved",
            Self::WanBehindNat => "wan-behind-nat",
            Self::Phase2Rejected => "phase2-rejected",
            Self::EspBlocked => "esp-blocked",
            Self::NatTraversalMismatch => "nat-traversal-mismatch",
            Self::TunnelRouteMissing => "tunnel-route-missing",
            Self::LanOverlap => "lan-overlap",
            Self::TunnelFiltered => "tunnel-filtered",
            Self::TunnelNat => "tunnel-nat",
            Self::MtuMss => "mtu-mss",
            Self::StaleSa => "stale-sa",
            Self::SpiMismatch => "spi-mismatch",
        }
    }
}
