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
    /// Phase 1 is up, there is no IPsec SA, and no more exact cause is visible.
    Phase2Rejected,
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
            Self::Phase2Rejected => "phase2-rejected",
            Self::StaleSa => "stale-sa",
            Self::SpiMismatch => "spi-mismatch",
        }
    }
}
