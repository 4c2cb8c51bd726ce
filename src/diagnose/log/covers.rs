//! Tells whether a log is of the time in which something happened at the other router.

use super::tail::Tally;
use super::{APART_SECS, LATELY_SECS};
use crate::model::Cover;
use crate::pair::End;

/// Seconds that a log must span where its clock was not set: within them an end that calls does so
/// again, and a router that has just started was not there to be called.
const UNSET_SECS: u64 = 600;

/// Whether what was answered may be what was called. Clocks that were not set tell nothing against it.
pub(super) fn is_of_one_time(calls: &Tally, answers: &Tally) -> bool {
    let (Some(call), Some(answer)) = (calls.time, answers.time) else {
        return true;
    };
    let are_set = call.is_set() && answer.is_set();
    !are_set || call.distance(answer) <= LATELY_SECS
}

/// Whether the log of an end is of the time in which it was called. Clocks that were not set, and logs
/// without a line, tell nothing against it.
pub(super) fn covers(end: &End<'_>, called: &Tally) -> bool {
    let span = end.router.log.as_ref().and_then(|log| log.span);
    let (Some((oldest, newest)), Some(time)) = (span, called.time) else {
        return true;
    };
    if !oldest.is_set() || !time.is_set() {
        return oldest.distance(newest) >= UNSET_SECS;
    }
    let is_extract = end
        .router
        .log
        .as_ref()
        .is_some_and(|log| log.cover == Cover::Extract);
    // Of a call before its first line a log cannot tell.
    oldest.local_secs <= time.local_secs
        && (is_extract || newest.local_secs + APART_SECS >= time.local_secs)
}
