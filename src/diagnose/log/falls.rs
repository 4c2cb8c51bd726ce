//! Counts how often a tunnel or a line fell by itself.

use super::LATELY_SECS;
use super::line::line_to_peer;
use super::own::{own_tunnels, tunnel_changes};
use super::period::{keepalive, life};
use crate::model::{Cover, Happening, Log, LogEvent, RouterTime, Session, Topic};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, sort_by_key, sort_once};

/// How often something fell, without a person or a start beside it.
#[derive(Debug, Clone, Default)]
pub(in crate::diagnose) struct Falls {
    /// The lines, oldest first.
    pub(in crate::diagnose) lines: Vec<u32>,
    pub(super) times: Vec<RouterTime>,
    /// Their places in the log.
    places: Vec<usize>,
    /// When it fell last, by the clock of its router.
    pub(in crate::diagnose) last: Option<RouterTime>,
    /// How long it stood before each, in seconds, where the log shows since when.
    pub(in crate::diagnose) stood: Vec<u64>,
    /// Whether it stands again since the last.
    pub(in crate::diagnose) is_back: bool,
}

/// Seconds within which two events belong together.
const BESIDE_SECS: u64 = 60;

/// Seconds within which a line may be the reason of a fall.
const REASON_SECS: u64 = 5;

/// Seconds without a fall, by three days, after which the next one is another matter.
const ANEW_SECS: u64 = 259_200;

/// Seconds within which a keepalive finds out that the peer is gone, where no settings tell.
const UNTOLD_SECS: u64 = 240;

/// So many falls, and it keeps falling.
const MANY_FALLS: usize = 3;

impl Falls {
    /// How long it stands each time, in seconds, where that is about the same most times.
    pub(in crate::diagnose) fn usual(&self) -> Option<u64> {
        let mut stood = self.stood.clone();
        sort_by_key(&mut stood, |it| *it);
        let middle = *stood.get(stood.len() / 2)?;
        let near = |it: &&u64| it.abs_diff(middle) <= middle / 10 + REASON_SECS;
        let alike = stood.iter().filter(near).count();
        (stood.len() >= 2 && alike * 4 >= stood.len() * 3).then_some(middle)
    }

    /// Whether the tunnel of the other end, whose clock is ahead by so many seconds, falls with most of
    /// them; None where its log does not tell of that time.
    pub(in crate::diagnose) fn fall_with(&self, other: &End<'_>, ahead: i64) -> Option<bool> {
        let log = other.router.log.as_ref();
        let log = log.filter(|it| it.cover == Cover::Whole)?;
        let downs = downs(other, log).into_iter();
        let downs = downs.filter_map(|it| it.time).map(|it| it.local_secs);
        let downs = downs.listed();
        let wanted = self.times.iter().map(|it| it.local_secs + ahead).listed();
        let beside = |time: &&i64| downs.iter().any(|it| it.abs_diff(**time) <= REASON_SECS);
        if wanted.iter().filter(beside).count() * 2 > wanted.len() {
            return Some(true);
        }
        let (oldest, newest) = log.span?;
        let reaches = oldest.local_secs <= *wanted.first()? && *wanted.last()? <= newest.local_secs;
        reaches.then_some(false)
    }

    /// Whether too few are left without those beside which a person was at work at the other end, or
    /// that started; its clock is ahead by so many seconds. Where nobody knows by how many, only what fits all
    /// falls while both clocks agree is no accident.
    pub(in crate::diagnose) fn are_explained(&self, other: &End<'_>, ahead: Option<i64>) -> bool {
        let reasons = other.router.log.as_ref().map(reasons).unwrap_or_default();
        let is_beside = |time: &&RouterTime| {
            let wanted = time.local_secs + ahead.unwrap_or_default();
            let mut reasons = reasons.iter();
            reasons.any(|it| it.local_secs.abs_diff(wanted) <= BESIDE_SECS)
        };
        let explained = self.times.iter().filter(is_beside).count();
        if ahead.is_none() {
            let are_set = self.times.iter().all(|it| it.is_set());
            return are_set && explained == self.times.len();
        }
        self.times.len() - explained < MANY_FALLS
    }

    /// The lines of the end within a few seconds of its falls that are not of a tunnel, a call or a packet
    /// that was thrown away.
    pub(in crate::diagnose) fn beside(&self, end: &End<'_>) -> Vec<u32> {
        let Some(log) = &end.router.log else {
            return Vec::new();
        };
        let mut places = Vec::new();
        for place in &self.places {
            places.extend(log.places_near(*place, REASON_SECS));
        }
        sort_once(&mut places);
        let may_explain = |it: &&LogEvent| {
            it.what.tunnel().is_none()
                && it.what.exchange().is_none()
                && it.what.rejected().is_none()
        };
        let events = log.at(&places).into_iter().filter(may_explain);
        events.map(|it| it.line).listed()
    }

    /// Whether most of them stand beside one of the other's.
    fn follow(&self, other: &Self) -> bool {
        let beside = |time: &&RouterTime| is_beside(&other.times, **time);
        self.times.iter().filter(beside).count() * 2 > self.times.len()
    }

    /// Whether most of them come at most so many seconds behind one of the other end's, whose clock is ahead; where
    /// nobody knows by how much, only what fits all while both clocks agree is no accident.
    fn come_behind(&self, other: &Self, ahead: Option<i64>, within: u64) -> bool {
        let comes_behind = |time: &&RouterTime| {
            let wanted = time.local_secs + ahead.unwrap_or_default();
            let mut delays = other.times.iter().map(|it| wanted - it.local_secs);
            delays.any(|it| it.unsigned_abs() <= if it < 0 { REASON_SECS } else { within })
        };
        let behind = self.times.iter().filter(comes_behind).count();
        if ahead.is_none() {
            let are_set = self.times.iter().chain(&other.times).all(|it| it.is_set());
            return are_set && behind == self.times.len();
        }
        behind * 2 > self.times.len()
    }
}

/// Whether the tunnel of an end falls with its own line, or with the line of the other end as soon as its keepalive
/// finds that out.
pub(in crate::diagnose) fn fall_with_a_line(
    pair: &GatewayPair<'_>,
    end: &End<'_>,
    falls: &Falls,
) -> bool {
    pair.ends().any(|at| {
        let line = line_falls(&at);
        line.is_some_and(|line| fall_with_line_of(pair, end, falls, (&at, &line)))
    })
}

/// The same with the line of one end, which falls so.
pub(in crate::diagnose) fn fall_with_line_of(
    pair: &GatewayPair<'_>,
    end: &End<'_>,
    falls: &Falls,
    (at, line): (&End<'_>, &Falls),
) -> bool {
    let side = end.router.side;
    if at.router.side == side {
        return falls.follow(line);
    }
    let settings = end.gateway_settings();
    let due = keepalive(settings).map_or(0, |(interval, count)| interval * count);
    let within = if settings.is_some() { due } else { UNTOLD_SECS };
    falls.come_behind(line, pair.ahead_of(side), within + BESIDE_SECS)
}

fn is_beside(times: &[RouterTime], time: RouterTime) -> bool {
    times.iter().any(|it| it.distance(time) <= BESIDE_SECS)
}

/// How often the tunnel of an end fell, where it keeps falling.
pub(in crate::diagnose) fn tunnel_falls(end: &End<'_>) -> Option<Falls> {
    let log = unpicked(end)?;
    // Where a log begins with a fall, the tunnel was up before.
    falls(end, log, true, &tunnel_changes(end, log), tunnel_up)
}

/// The log of an end: of an extract nobody knows what stood beside a fall.
fn unpicked<'m>(end: &End<'m>) -> Option<&'m Log> {
    let log = end.router.log.as_ref();
    log.filter(|it| it.cover != Cover::Extract)
}

/// The same by a log of which a part was picked out, so that what explains the falls may be missing.
pub(in crate::diagnose) fn picked_falls(end: &End<'_>) -> Option<Falls> {
    let log = end.router.log.as_ref();
    let log = log.filter(|it| it.cover == Cover::Extract)?;
    falls(end, log, true, &tunnel_changes(end, log), tunnel_up)
}

/// The same, where the tunnel does not fall with a line of the pair.
pub(in crate::diagnose) fn own_falls(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Falls> {
    let falls = tunnel_falls(end)?;
    (!fall_with_a_line(pair, end, &falls)).then_some(falls)
}

/// How often the line of an end fell after it had been up, where it keeps falling.
pub(in crate::diagnose) fn line_falls(end: &End<'_>) -> Option<Falls> {
    let log = unpicked(end)?;
    let line = line_to_peer(end)?;
    let places = log.places_about(&[Topic::Line(&line)]);
    // A log that begins with the end of a session, or with that of the tunnel beside it, begins while that was up.
    let mut events = log.at(&places).into_iter();
    let first = events.find(|it| it.what.session().is_some() || linked(it).is_some());
    let up_before = first.is_some_and(|it| {
        let change = it.what.session().map(|it| it.1);
        let ends = change == Some(Session::Ended) || linked(it) == Some(false);
        ends || (session_up(it) == Some(false) && takes_down(end, log, it))
    });
    // A line without a session is as far up as its port.
    falls(end, log, up_before, &places, |event| {
        session_up(event).or_else(|| linked(event))
    })
}

/// Whether an event tells that a port got its link, or that it lost it.
fn linked(event: &LogEvent) -> Option<bool> {
    if let Happening::Link(_, up) = event.what {
        Some(up)
    } else {
        None
    }
}

/// Whether an event tells that a tunnel came up, or that it went down.
pub(super) fn tunnel_up(event: &LogEvent) -> Option<bool> {
    Some(event.what.tunnel()?.1)
}

/// Whether an event tells that a session came up, or that it ended.
pub(super) fn session_up(event: &LogEvent) -> Option<bool> {
    let (_, change) = event.what.session()?;
    (change != Session::Dialling).then_some(change == Session::Up)
}

/// The events by which the tunnels of an end went down, oldest first.
fn downs<'m>(end: &End<'_>, log: &'m Log) -> Vec<&'m LogEvent> {
    let changes = log.at(&tunnel_changes(end, log)).into_iter();
    changes.filter(|it| tunnel_up(it) == Some(false)).listed()
}

/// Whether the tunnel of an end went down at the time of an event.
fn takes_down(end: &End<'_>, log: &Log, event: &LogEvent) -> bool {
    let downs = downs(end, log).into_iter().filter_map(|it| it.time);
    event
        .time
        .is_some_and(|time| downs.into_iter().any(|it| it.distance(time) <= REASON_SECS))
}

/// Whether the log of an end tells of so many falls of its tunnel that it keeps falling, be the times as they may: a
/// server may have left them out.
pub(in crate::diagnose) fn tells_of_many_falls(end: &End<'_>) -> bool {
    let many = |log: &Log| {
        // Of whom the only tunnel of its log is, may not be known.
        let only = log.only_tunnel().map(Topic::Tunnel);
        let of_only = only.map(|it| log.about(&[it])).unwrap_or_default();
        let of_only = of_only
            .into_iter()
            .filter(|it| tunnel_up(it) == Some(false));
        downs(end, log).len().max(of_only.count()) >= MANY_FALLS
    };
    end.router.log.as_ref().is_some_and(many)
}

/// When a person was at work, or the router started.
fn reasons(log: &Log) -> Vec<RouterTime> {
    let reasons = log.about(&[Topic::Started, Topic::LoggedIn, Topic::Saved]);
    reasons.into_iter().filter_map(|it| it.time).listed()
}

/// How long something may stand since its last fall, in seconds: what has stood for a whole life of its keys
/// keeps falling no more.
fn lately(end: &End<'_>) -> u64 {
    life(end.gateway_settings()) + BESIDE_SECS
}

/// When the state of an end's tunnels was asked for, by the clock that stamps its log, and how long one had
/// stood then, in seconds. Where no output joins a tunnel to the gateway, that of which the log tells is meant.
pub(in crate::diagnose) fn asked(end: &End<'_>) -> Option<(i64, u64)> {
    let log = end.router.log.as_ref();
    let of_log = log.map(|log| own_tunnels(end, log)).unwrap_or_default();
    let of_log = of_log.into_iter().filter_map(|it| end.router.tunnel(it));
    let mut tunnels = end.tunnels().chain(of_log);
    tunnels.find_map(|it| Some((it.asked_at()?, it.uptime?.value.0.into())))
}

/// `places` are those of the events that may be falls; of each, `change` tells whether it is one, or the contrary.
fn falls(
    end: &End<'_>,
    log: &Log,
    up_before: bool,
    places: &[usize],
    change: impl Fn(&LogEvent) -> Option<bool>,
) -> Option<Falls> {
    let (_, newest) = log.span?;
    let events = log.at(places);
    let count = |up: bool| events.iter().filter(|it| change(it) == Some(up)).count();
    if count(false) < MANY_FALLS {
        return None;
    }
    // Where only falls were picked out, it came up between them all the same.
    let tells_no_up = log.cover == Cover::Extract && count(true) == 0;
    let reasons = reasons(log);
    let mut falls = Falls::default();
    let mut is_up = up_before;
    let mut since: Option<RouterTime> = None;
    for (event, place) in events.into_iter().zip(places) {
        let (Some(up), Some(time)) = (change(event), event.time) else {
            continue;
        };
        if is_up && !up && !is_beside(&reasons, time) {
            let last = falls.times.last();
            if last.is_some_and(|it| it.distance(time) > ANEW_SECS) {
                falls = Falls::default();
            }
            falls.lines.push(event.line);
            falls.times.push(time);
            falls.places.push(*place);
            falls.stood.extend(since.map(|it| it.distance(time)));
        }
        if up && !is_up {
            since = Some(time);
        } else if !up {
            since = None;
        }
        is_up = up || tells_no_up;
    }
    falls.is_back = is_up;
    falls.last = Some(*falls.times.last()?);
    (is_lately(end, &falls, since, newest)? && falls.lines.len() >= MANY_FALLS).then_some(falls)
}

/// Whether falls of a log, of which the last one is over since a time, are of the present: of when the log ends, or
/// of a later time that the router shows.
fn is_lately(
    end: &End<'_>,
    falls: &Falls,
    since: Option<RouterTime>,
    newest: RouterTime,
) -> Option<bool> {
    let is_later = |it: &i64| newest.is_set() && *it > newest.local_secs;
    let asked = asked(end).filter(|it| is_later(&it.0));
    let clock = end.router.device.clock.map(|it| it.value);
    // What was asked of the tunnel itself may tell that it fell once more.
    let clock = clock.filter(|it| asked.is_none() && is_later(&it.local_secs));
    let now = clock.unwrap_or(newest);
    // A log saved before a start, and a tunnel that came up only now, tell nothing of the time between.
    if falls.times.last()?.distance(now) > ANEW_SECS {
        return Some(false);
    }
    let stood = asked.map(|it| it.1).max(since.map(|it| it.distance(now)));
    Some(match stood {
        Some(stood) => stood <= lately(end),
        None => falls.times.last()?.distance(now) <= LATELY_SECS,
    })
}
