//! Tells whether a log is of the time in which something happened at the other router.

use super::tail::{Tail, Tally};
use super::{APART_SECS, LATELY_SECS, Said};
use crate::model::Cover;
use crate::pair::{End, GatewayPair};

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

/// Seconds behind the last call that was answered within which more calls may be on their way.
const UNMET_SECS: i64 = 600;

/// Whether the end that calls goes on long since the other answered last, by one clock.
pub(super) fn is_unmet_since(pair: &GatewayPair<'_>, said: &Said<'_>) -> bool {
    let calls = Tail::of(&said.from, pair).map(|it| it.calls);
    let answers = Tail::of(&said.to, pair).map(|it| it.answers);
    let Some((calls, answers)) = calls.zip(answers) else {
        return false;
    };
    let set = |tally: Tally| tally.time.filter(|it| it.is_set());
    let Some((called, answered)) = set(calls).zip(set(answers)) else {
        return false;
    };
    let ahead = pair.ahead_of(said.from.router.side);
    let since = ahead.map(|it| called.local_secs + it - answered.local_secs);
    calls.count > answers.count + 1 && since.is_some_and(|it| it > UNMET_SECS)
}
