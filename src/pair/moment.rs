//! Tells whether both ends were asked at one moment, so that differing SPIs mean something.

use super::End;
use super::flow::{IkePair, Joined, SaState};
use crate::model::{IkeVersion, SaCommon};

/// The most seconds between two answers of one moment.
pub(super) const ONE_MOMENT_SECS: u32 = 60;

/// Whether two ends were asked at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameMoment {
    /// An SA that both show has nearly the same life left at both (IKEv1 agrees on lifetimes).
    ByLives {
        /// Seconds between the two.
        gap_secs: u32,
    },
    /// They were pasted within one minute.
    ByClocks {
        /// Seconds between the two.
        gap_secs: u32,
    },
    /// The lives left, or the clocks, are further apart.
    No {
        /// Seconds between the two.
        gap_secs: u32,
    },
    /// Nothing tells.
    Unknown,
}

impl SameMoment {
    /// Whether it is shown to be one moment.
    pub fn is_shown(self) -> bool {
        matches!(self, Self::ByLives { .. } | Self::ByClocks { .. })
    }
}

pub(super) fn same_moment(
    a: End<'_>,
    b: Option<End<'_>>,
    ike: &[IkePair<'_>],
    joined: &[Joined<'_>],
) -> SameMoment {
    let Some(b) = b else {
        return SameMoment::Unknown;
    };
    let version = super::ike_version(a, Some(b));
    let ike_gaps = ike
        .iter()
        .filter(|pair| pair.state == SaState::Matched)
        .filter_map(|pair| {
            let (a, b) = (pair.a?, pair.b?);
            gap(&a.common, &b.common)
        });
    let child_gaps = joined
        .iter()
        .flat_map(|joined| &joined.matched)
        .filter_map(|flow| gap(&flow.sender?.common, &flow.receiver?.common));
    let smallest = ike_gaps.chain(child_gaps).min();
    if let (Some(gap_secs), Some(IkeVersion::V1)) = (smallest, version) {
        return if gap_secs <= ONE_MOMENT_SECS {
            SameMoment::ByLives { gap_secs }
        } else {
            SameMoment::No { gap_secs }
        };
    }
    match (a.router.captured_at, b.router.captured_at) {
        (Some(a), Some(b)) if a.distance(b) <= ONE_MOMENT_SECS => SameMoment::ByClocks {
            gap_secs: a.distance(b),
        },
        (Some(a), Some(b)) => SameMoment::No {
            gap_secs: a.distance(b),
        },
        _ => SameMoment::Unknown,
    }
}

/// Seconds between the lives left of one SA at two ends.
fn gap(a: &SaCommon, b: &SaCommon) -> Option<u32> {
    Some(a.remaining?.value.0.abs_diff(b.remaining?.value.0))
}
