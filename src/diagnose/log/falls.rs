//! Counts how often a tunnel or a line fell by itself.

use super::LATELY_SECS;
use super::line::of_peer;
use super::tail::own_tunnels;
use crate::model::{Cover, Happening, Log, LogEvent, RouterTime, Session};
use crate::pair::End;
use crate::text::Listed;

/// How often something fell, without a person or a start beside it.
#[derive(Debug, Clone, Default)]
pub(in crate::diagnose) struct Falls {
    /// The lines, oldest first.
    pub(in crate::diagnose) lines: Vec<u32>,
    times: Vec<RouterTime>,
    /// Whether it stands again since the last.
    pub(in crate::diagnose) is_back: bool,
}

/// Seconds within which two events belong together.
const BESIDE_SECS: u64 = 60;

/// So many falls, and it keeps falling.
const MANY_FALLS: usize = 3;

impl Falls {
    /// Whether most of them stand beside one of the other's.
    pub(in crate::diagnose) fn follow(&self, other: &Self) -> bool {
        let beside = |time: &&RouterTime| is_beside(&other.times, **time);
        self.times.iter().filter(beside).count() * 2 > self.times.len()
    }
}

fn is_beside(times: &[RouterTime], time: RouterTime) -> bool {
    times.iter().any(|it| it.distance(time) <= BESIDE_SECS)
}

/// How often the tunnel of an end fell, where it keeps falling.
pub(in crate::diagnose) fn tunnel_falls(end: &End<'_>) -> Option<Falls> {
    let log = end.router.log.as_ref()?;
    let own = own_tunnels(end, log);
    // Where a log begins with a fall, the tunnel was up before.
    falls(log, true, |event| {
        let (number, up) = event.what.tunnel()?;
        own.contains(&number).then_some(up)
    })
}

/// How often the line of an end fell after it had been up, where it keeps falling.
pub(in crate::diagnose) fn line_falls(end: &End<'_>) -> Option<Falls> {
    let log = end.router.log.as_ref()?;
    let line = of_peer(end, log)?;
    falls(log, false, |event| {
        let (of, change) = event.what.session()?;
        (*of == line && change != Session::Dialling).then_some(change == Session::Up)
    })
}

fn falls(log: &Log, up_before: bool, change: impl Fn(&LogEvent) -> Option<bool>) -> Option<Falls> {
    // Of an extract nobody knows what stood beside a fall.
    let (_, newest) = log.span.filter(|_| log.cover != Cover::Extract)?;
    let is_reason = |it: &&LogEvent| {
        let reasons = [Happening::Started, Happening::LoggedIn, Happening::Saved];
        reasons.contains(&it.what)
    };
    let reasons = log.events.iter().filter(is_reason);
    let reasons = reasons.filter_map(|it| it.time).listed();
    let mut falls = Falls::default();
    let mut is_up = up_before;
    for event in &log.events {
        let (Some(up), Some(time)) = (change(event), event.time) else {
            continue;
        };
        if is_up && !up && !is_beside(&reasons, time) {
            falls.lines.push(event.line);
            falls.times.push(time);
        }
        is_up = up;
    }
    falls.is_back = is_up;
    let last = falls.times.last()?;
    let is_lately = last.distance(newest) <= LATELY_SECS;
    (is_lately && falls.lines.len() >= MANY_FALLS).then_some(falls)
}
