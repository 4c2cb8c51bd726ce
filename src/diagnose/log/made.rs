//! Tells whether SAs that are listed were made behind an event of the log of their router, or are older than it.

use super::APART_SECS;
use super::falls::asked;
use super::period::{life, life_of};
use crate::model::{Detail, Log, LogEvent};
use crate::pair::End;

/// Seconds within which somebody who printed a log also lists the SAs: one that is older was not made in between.
const LOOKED_SECS: i64 = 900;

const HOUR_SECS: u64 = 3_600;

/// Whether the newest SA was made behind an event, or the log ends long before it was listed; None where
/// nothing tells. That it was listed behind the event does not tell: a router keeps SAs of which the peer is gone.
pub(in crate::diagnose) fn made_since(end: &End<'_>, event: &LogEvent) -> Option<bool> {
    let log = end.router.log.as_ref()?;
    by_times(end, log, event).or_else(|| by_order(end, event))
}

fn by_times(end: &End<'_>, log: &Log, event: &LogEvent) -> Option<bool> {
    let (_, newest) = log.span.filter(|it| it.1.is_set())?;
    let clock = end.clock().filter(|it| it.value.is_set());
    let asked = asked(end).map(|it| it.0);
    let asked = asked.or_else(|| Some(clock?.value.local_secs))?;
    if asked > newest.local_secs + APART_SECS {
        return Some(true);
    }
    let is_newer = asked - age(end)? > event.time?.local_secs;
    // A longer life than the default makes SAs older, never newer.
    (end.gateway_settings().is_some() || !is_newer).then_some(is_newer)
}

/// Seconds between an event and when something was asked of its router, by the clock that stamps the log; None where
/// no output tells that time.
pub(super) fn secs_since(end: &End<'_>, event: &LogEvent) -> Option<i64> {
    let clock = end.clock().filter(|it| it.value.is_set());
    let now = asked(end).map(|it| it.0);
    let now = now.or_else(|| Some(clock?.value.local_secs))?;
    let time = event.time.filter(|it| it.is_set())?;
    Some(now - time.local_secs).filter(|it| *it >= 0)
}

/// Seconds between an event of a log and the end of the log.
pub(in crate::diagnose) fn stands_for(end: &End<'_>, event: &LogEvent) -> Option<i64> {
    let (_, newest) = end.router.log.as_ref()?.span?;
    Some(newest.local_secs - event.time?.local_secs)
}

/// By their age, where they were listed below the log: what was made since it was printed is young, or at
/// least no older than the event was by then.
fn by_order(end: &End<'_>, event: &LogEvent) -> Option<bool> {
    let listed = end.all_ipsec_sas().map(|sa| sa.common.last_line()).max()?;
    let quiet = stands_for(end, event).unwrap_or_default();
    let is_young = age(end)? <= quiet.max(LOOKED_SECS);
    (listed > event.line && is_young).then_some(true)
}

/// Whether the newest SA of an end is older than what happened so many seconds before something was printed at a line:
/// below its list that was later, however long somebody waited in between.
pub(in crate::diagnose) fn are_older(end: &End<'_>, secs: i64, line: u32) -> bool {
    let listed = end.all_ipsec_sas().map(|sa| sa.common.last_line()).max();
    let is_below = listed.is_some_and(|it| it < line);
    let slack = if is_below { 0 } else { LOOKED_SECS };
    age(end).is_some_and(|age| age > secs.saturating_add(slack))
}

/// Whether the newest SA of an end was made behind what happened so many seconds before something that was printed
/// with its list. A longer life than the default makes it older.
pub(in crate::diagnose) fn are_younger(end: &End<'_>, secs: i64) -> bool {
    age(end).is_some_and(|age| age < secs.saturating_sub(LOOKED_SECS))
}

/// Seconds within which one command is typed behind another.
const TYPED_SECS: i64 = 60;

/// Whether an SA of an end, of key exchange or of packets, is listed below a line of its paste, and was made as that
/// was printed: what the line shows did not keep it from being made.
pub(in crate::diagnose) fn is_fresh_below(end: &End<'_>, line: u32) -> bool {
    let settings = end.gateway_settings();
    let ike = end.ike_sas().map(|it| (&it.common, Detail::IkeLife));
    let ipsec = end
        .all_ipsec_sas()
        .map(|it| (&it.common, Detail::IpsecLife));
    let mut below = ike.chain(ipsec).filter(|it| it.0.line > line);
    below.any(|(sa, of)| {
        let left = sa.remaining.map(|it| i64::from(it.value.0));
        let age = left.zip(i64::try_from(life_of(settings, of)).ok());
        age.is_some_and(|(left, life)| (0..=TYPED_SECS).contains(&(life - left)))
    })
}

/// Whether the newest SA of the first end is older than what happened so many seconds before something that was printed
/// with its list, with whatever life it was made.
pub(in crate::diagnose) fn are_surely_older(ends: [&End<'_>; 2], secs: i64) -> bool {
    least_age(ends).is_some_and(|age| age > secs.saturating_add(LOOKED_SECS))
}

/// Seconds for which the newest SA of the first end had lived at least when it was listed: by the life that the end that
/// began says, and where not both were pasted, by whole hours.
pub(in crate::diagnose) fn least_age(ends: [&End<'_>; 2]) -> Option<i64> {
    let [end, _] = ends;
    let [own, others] = ends.map(|it| it.gateway_settings().map(|it| life(Some(it))));
    let least = own.zip(others).map(|(own, others)| own.min(others));
    let hours = left(end).map(|left| u64::from(left).div_ceil(HOUR_SECS) * HOUR_SECS);
    age_of(end, least.or(hours)?)
}

/// Whether SAs that are listed below an event of the log were made before it: nothing tells that they are newer.
pub(in crate::diagnose) fn may_be_of_before(end: &End<'_>, event: &LogEvent) -> bool {
    age(end).is_some() && made_since(end, event) != Some(true)
}

/// Seconds since the newest SA was made, by its life.
fn age(end: &End<'_>) -> Option<i64> {
    age_of(end, life(end.gateway_settings()))
}

fn age_of(end: &End<'_>, life: u64) -> Option<i64> {
    Some(i64::try_from(life).ok()? - i64::from(left(end)?))
}

/// Seconds that the newest SA still lives.
fn left(end: &End<'_>) -> Option<u32> {
    let left = end.all_ipsec_sas().filter_map(|it| it.common.remaining);
    left.map(|it| it.value.0).max()
}
