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
    /// No end is told and able to begin key exchange.
    NoInitiator,
    /// IPsec is switched off.
    IpsecOff,
    /// From tunnel to policy to gateway something is missing, or switched off.
    TunnelNotWired,
    /// A gateway of IKEv1 without the address of its peer.
    GatewayIncomplete,
    /// Keys are to prove who is who, and none is set.
    PreSharedKeyMissing,
    /// A gateway of IKEv2 without its own name or the peer's.
    Ikev2NameMissing,
    /// A gateway speaks from an address that the router does not have.
    LocalAddressNotOwned,
    /// A gateway speaks from a shared address that another router uses.
    VrrpStandby,
    /// A number is above what the model or its licence allows.
    ModelLimit,
    /// A filter drops what the peer begins.
    IkeFiltered,
    /// Address translation leads key exchange to nobody.
    NatStaticMissing,
    /// IKEv1 against IKEv2.
    IkeVersionMismatch,
    /// Aggressive mode against main mode, and the answering end cannot follow.
    ExchangeModeMismatch,
    /// A name of one end is not the one that the other waits for.
    IkeNameMismatch,
    /// Two gateways of one router that cannot be told apart.
    DuplicateGateway,
    /// One end calls, and nothing shows that it arrives.
    PeerSilent,
    /// The pre-shared keys differ.
    PskMismatch,
    /// The algorithms of phase 1 cannot be agreed.
    IkeProposalMismatch,
    /// Packets pass, phase 1 does not finish, and no more exact cause is visible.
    Phase1Rejected,
    /// The algorithms of phase 2 cannot be agreed.
    EspProposalMismatch,
    /// The networks named in phase 2 do not mirror each other.
    Phase2IdMismatch,
    /// Only one end wants PFS, and the other insists.
    PfsMismatch,
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
    /// What one end's keepalive asks, the other does not answer, and the tunnel falls.
    KeepaliveMismatch,
    /// A translation on the path forgets an idle VPN.
    NatTimeout,
    /// The tunnel falls at the end of every lifetime.
    RekeyFailing,
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
            Self::NoInitiator => "no-initiator",
            Self::IpsecOff => "ipsec-off",
            Self::TunnelNotWired => "tunnel-not-wired",
            Self::GatewayIncomplete => "gateway-incomplete",
            Self::PreSharedKeyMissing => "pre-shared-key-missing",
            Self::Ikev2NameMissing => "ikev2-name-missing",
            Self::LocalAddressNotOwned => "local-address-not-owned",
            Self::VrrpStandby => "vrrp-standby",
            Self::ModelLimit => "model-limit",
            Self::IkeFiltered => "ike-filtered",
            Self::NatStaticMissing => "nat-static-missing",
            Self::IkeVersionMismatch => "ike-version-mismatch",
            Self::ExchangeModeMismatch => "exchange-mode-mismatch",
            Self::IkeNameMismatch => "ike-name-mismatch",
            Self::DuplicateGateway => "duplicate-gateway",
            Self::PeerSilent => "peer-silent",
            Self::PskMismatch => "psk-mismatch",
            Self::IkeProposalMismatch => "ike-proposal-mismatch",
            Self::Phase1Rejected => "phase1-rejected",
            Self::EspProposalMismatch => "esp-proposal-mismatch",
            Self::Phase2IdMismatch => "phase2-id-mismatch",
            Self::PfsMismatch => "pfs-mismatch",
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
            Self::KeepaliveMismatch => "keepalive-mismatch",
            Self::NatTimeout => "nat-timeout",
            Self::RekeyFailing => "rekey-failing",
        }
    }
}
