//! Tells whether somebody saved settings, or a router started, right before a tunnel went down for good.

use super::last::last_fall;
use crate::model::{Cover, Happening, LogEvent, Topic};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Place, Side};

/// What happened right before.
#[derive(Debug, Clone)]
pub(in crate::diagnose) struct Changed {
    /// At which end.
    pub(in crate::diagnose) at: Side,
    /// Whether the router started; else settings were saved.
    pub(in crate::diagnose) started: bool,
    pub(in crate::diagnose) places: Vec<Place>,
}

/// Seconds before a fall within which a change may be the reason of it.
const BEFORE_SECS: i64 = 600;

/// Seconds by which two clocks that were put together may still differ.
const LATE_SECS: i64 = 5;

/// What happened at each end right before a tunnel of the pair fell and did not come up again.
pub(in crate::diagnose) fn changed(pair: &GatewayPair<'_>) -> Vec<Changed> {
    let ends = pair.ends().listed();
    let at = |other: &End<'_>| {
        // The fall stands in the same log, or in that of the other end.
        let own = ends.iter().filter(|it| is_of(other, it));
        let mut ends = own.chain(ends.iter().filter(|it| !is_of(other, it)));
        ends.find_map(|end| {
            let (line, fell) = fall_for_good(end)?;
            let ahead = if is_of(other, end) {
                0
            } else {
                pair.ahead_of(end.router.side)?
            };
            let event = last_change(other, fell + ahead)?;
            Some(Changed {
                at: other.router.side,
                started: event.what == Happening::Started,
                places: vec![other.router.place(event.line), end.router.place(line)],
            })
        })
    };
    ends.iter().filter_map(at).listed()
}

fn is_of(one: &End<'_>, other: &End<'_>) -> bool {
    one.router.side == other.router.side
}

/// The line and the time of the fall behind which the tunnel of an end did not come up again.
fn fall_for_good(end: &End<'_>) -> Option<(u32, i64)> {
    let log = end.router.log.as_ref();
    log.filter(|it| it.cover != Cover::Extract)?;
    let event = last_fall(end)?;
    Some((event.line, event.time?.local_secs))
}

/// The last change of an end shortly before a time of its clock.
fn last_change<'m>(end: &End<'m>, time: i64) -> Option<&'m LogEvent> {
    let log = end.router.log.as_ref()?;
    let mut changes = log.about(&[Topic::Saved, Topic::Started]).into_iter();
    changes.rfind(|event| {
        let since = event.time.map(|it| time - it.local_secs);
        since.is_some_and(|it| (-LATE_SECS..=BEFORE_SECS).contains(&it))
    })
}
