//! Tells whether both ends were asked at one moment, so that differing SPIs mean something.

use super::End;
use super::flow::{IkePair, Joined, SaState};
use crate::model::{IkeVersion, Log, ONE_MOMENT_SECS, RouterTime, SaCommon, Sourced};
use crate::text::Listed;

/// So many seconds apart, what one end holds and the other lacks need not be of one state of the VPN. Clocks
/// that nobody compares are wrong by hours, hardly by a day.
const APART_SECS: u32 = 86_400;

impl End<'_> {
    /// Whether its outputs are of several moments, so that no clock tells that of its SAs: its list and its detail are
    /// not of one, or a log or settings were printed later than its clock.
    pub fn is_spread(&self) -> bool {
        let device = &self.router.device;
        let clock = self.clock().filter(|it| it.value.is_set());
        if clock.is_none() && !device.looks.is_empty() {
            return true;
        }
        // A clock that was looked at once more dates nothing.
        let log = self.router.log.as_ref().and_then(Log::written_until);
        let is_late = clock.is_some_and(|clock| {
            let mut dates = [device.reported, log].into_iter().flatten();
            dates.any(|it| it.value > clock.value && is_apart(it.value, clock.value))
        });
        is_late || self.gateway.is_some_and(|it| it.listed_apart)
    }

    /// The clock of its router as its SAs were listed: that shown next below them, or else above. None where nothing
    /// tells, and where the two between which they stand are of two times.
    pub fn clock(&self) -> Option<Sourced<RouterTime>> {
        let looks = &self.router.device.looks;
        let lines = self.listed_at();
        let (Some(first), Some(last)) = (lines.iter().min(), lines.iter().max()) else {
            return self.router.device.clock;
        };
        let above = looks.iter().rev().find(|it| it.clock.line < *first);
        let below = looks.iter().find(|it| it.clock.line > *last);
        match (above, below) {
            (Some(above), Some(below)) => {
                // Who lists SAs and then shows the clock does so again.
                let (then, now) = (above.clock.value, below.clock.value);
                let is_told = above.closes_lists || !is_apart(then, now);
                is_told.then_some(below.clock)
            }
            (Some(it), None) | (None, Some(it)) => Some(it.clock),
            (None, None) => self.router.device.clock,
        }
    }

    /// The lines at which its SAs are listed, or else where they are missing.
    fn listed_at(&self) -> Vec<u32> {
        let ike = self.ike_sas().map(|sa| &sa.common);
        let all = ike.chain(self.all_ipsec_sas().map(|sa| &sa.common));
        let mut lines = all.flat_map(SaCommon::lines).listed();
        if lines.is_empty() {
            lines.extend(self.lacks_child_sas());
        }
        lines
    }
}

fn is_apart(one: RouterTime, other: RouterTime) -> bool {
    one.distance(other) > u64::from(ONE_MOMENT_SECS)
}

/// Whether two ends were asked at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameMoment {
    /// An SA that both show has nearly the same life left at both (IKEv1 agrees on lifetimes).
    ByLives {
        /// Seconds between the two.
        gap_secs: u32,
    },
    /// They were pasted, or by the routers' clocks taken, within one minute.
    ByClocks {
        /// Seconds between the two.
        gap_secs: u32,
    },
    /// The lives left, the clocks, or by a day the dates of settings and logs, are further apart.
    No {
        /// Seconds between the two.
        gap_secs: u32,
    },
    /// Nothing tells.
    Unknown,
}

impl SameMoment {
    /// Whether a day is shown to lie between, or the clocks to be wrong by one.
    pub fn is_long_apart(self) -> bool {
        self.long_apart().is_some()
    }

    /// The seconds between, where they are a day or more.
    pub fn long_apart(self) -> Option<u32> {
        match self {
            Self::No { gap_secs } => (gap_secs > APART_SECS).then_some(gap_secs),
            Self::ByLives { .. } | Self::ByClocks { .. } | Self::Unknown => None,
        }
    }

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
    // What is pasted together may have been taken hours apart. By the dates of settings and logs alone it is never
    // one moment: lists beside them may be older, and a log is silent while nothing happens.
    if let Some(gap_secs) = dates_within(a, b).filter(|it| *it > APART_SECS) {
        return SameMoment::No { gap_secs };
    }
    match (pasted_within(a, b), clocks_within(a, b)) {
        (Some(gap_secs), _) | (None, Some(gap_secs)) if gap_secs <= ONE_MOMENT_SECS => {
            if a.is_spread() || b.is_spread() {
                SameMoment::Unknown
            } else {
                SameMoment::ByClocks { gap_secs }
            }
        }
        (Some(gap_secs), _) | (None, Some(gap_secs)) => SameMoment::No { gap_secs },
        (None, None) => SameMoment::Unknown,
    }
}

/// Seconds between the moments at which the two were pasted.
fn pasted_within(a: End<'_>, b: End<'_>) -> Option<u32> {
    Some(a.router.captured_at?.distance(b.router.captured_at?))
}

/// Seconds between the clocks that the two routers showed, where both were set.
fn clocks_within(a: End<'_>, b: End<'_>) -> Option<u32> {
    let (a, b) = (a.clock()?.value, b.clock()?.value);
    let gap = a.distance(b);
    (a.is_set() && b.is_set()).then(|| u32::try_from(gap).unwrap_or(u32::MAX))
}

/// Seconds between the latest times at which the two are shown to have printed something.
fn dates_within(a: End<'_>, b: End<'_>) -> Option<u32> {
    let gap = a.router.dated()?.value.distance(b.router.dated()?.value);
    Some(u32::try_from(gap).unwrap_or(u32::MAX))
}

/// Seconds between the lives left of one SA at two ends.
fn gap(a: &SaCommon, b: &SaCommon) -> Option<u32> {
    Some(a.remaining?.value.0.abs_diff(b.remaining?.value.0))
}
