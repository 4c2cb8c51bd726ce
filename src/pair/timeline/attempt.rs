//! Turns the events of a pair into attempts to agree on keys, and says how far each got.

use super::Event;
use super::clock::is_call;
use super::strand::Reach;
use crate::model::{Happening, LogEvent};
use crate::pair::GatewayPair;
use crate::text::{Side, find_equal};

/// One attempt to agree on keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Index of the pair.
    pub pair: Option<usize>,
    /// The end that began; None where only an answer is seen and the peer was not pasted.
    pub from: Option<Side>,
    /// Whether the other end began at the same time, so that nobody knows whose success it is.
    pub by_both: bool,
    /// The phase that it got to: 1 or 2.
    pub phase: u8,
    /// What became of it.
    pub outcome: Outcome,
    /// Index of its first event.
    pub first: usize,
    /// Index of its last event.
    pub last: usize,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The tunnel came up, or an IKE SA was made.
    Established,
    /// Keys were made anew while the tunnel was up, of which no line says that it came up.
    Renewed,
    /// The other end's log is of that time and shows nothing of it.
    Unanswered,
    /// A filter threw it away, or an end refused it.
    Refused,
    /// It was answered and went no further.
    AnsweredOnly,
    /// What was pasted does not tell.
    Unknown,
}

/// Seconds without a line behind which a new attempt begins.
const QUIET_SECS: u64 = 120;

/// Seconds within which two ends begin together.
const BESIDE_SECS: u64 = 10;

/// Seconds by which a line may come late, by clocks that were put together.
const LATE_SECS: u64 = 2;

/// An attempt while events may still join it.
struct Open {
    at: usize,
    /// The highest phase that was answered.
    answered: Option<u8>,
    refused: bool,
    established: bool,
    /// Whether the tunnel was up at each end whose log tells of it, and phase 2 went no second way; None where no log
    /// tells.
    renews: Option<bool>,
    /// The phases 2 so far: where, and whether answered.
    phases_2: Vec<(Side, bool)>,
    last: Last,
}

/// The last event of an attempt, by its own clock and by the common one.
#[derive(Clone, Copy)]
struct Last {
    side: Side,
    shifted: Option<i64>,
    local: Option<i64>,
}

impl Last {
    fn of(event: &Event<'_>) -> Self {
        let last: &LogEvent = event.until.unwrap_or(event.event);
        let local = last.time.map(|it| it.local_secs);
        let began = event.event.time.map(|it| it.local_secs);
        let later = local.zip(began).map_or(0, |(last, first)| last - first);
        Self {
            side: event.side,
            shifted: event.shifted.map(|it| it + later),
            local,
        }
    }

    /// Seconds to an event; None where the clocks do not tell.
    fn quiet(self, event: &Event<'_>) -> Option<u64> {
        if let (Some(one), Some(other)) = (self.shifted, event.shifted) {
            return Some(one.abs_diff(other));
        }
        let local = event.event.time.map(|it| it.local_secs);
        let same = self.side == event.side;
        Some(self.local?.abs_diff(local?)).filter(|_| same)
    }
}

/// All attempts of all pairs; events get the index of theirs.
pub(super) fn attempts(
    events: &mut [Event<'_>],
    reaches: &[Reach],
    pairs: &[GatewayPair<'_>],
) -> Vec<Attempt> {
    let mut attempts: Vec<Attempt> = Vec::new();
    let mut open: Vec<Option<Open>> = Vec::new();
    open.resize_with(pairs.len(), || None);
    // Of each pair, what the log of each end told last of its tunnel.
    let mut all_up: Vec<Vec<(Side, bool)>> = vec![Vec::new(); pairs.len()];
    for (at, event) in events.iter_mut().enumerate() {
        let of_pair = event
            .pair
            .and_then(|pair| Some((open.get_mut(pair)?, all_up.get_mut(pair)?)));
        let Some((slot, ups)) = of_pair else {
            continue;
        };
        let was_up = ups.iter().find(|it| it.0 == event.side).map(|it| it.1);
        if let Some((_, up)) = event.event.what.tunnel() {
            ups.retain(|it| it.0 != event.side);
            ups.push((event.side, up));
        }
        if matches!(event.event.what, Happening::Tunnel(_, false)) {
            // What it fell with was no renewal.
            if let Some(open) = slot {
                let quiet = open.last.quiet(event);
                open.renews = open
                    .renews
                    .filter(|_| quiet.is_none_or(|it| it > QUIET_SECS));
            }
            close(slot.take(), &mut attempts, reaches, pairs);
            continue;
        }
        let joins = slot.as_ref().is_some_and(|it| it.joins(event, &attempts));
        if !joins {
            close(slot.take(), &mut attempts, reaches, pairs);
            if !begins(&event.event.what) {
                continue;
            }
            attempts.push(Attempt {
                pair: event.pair,
                from: beginner(event),
                by_both: false,
                phase: 1,
                outcome: Outcome::Unknown,
                first: at,
                last: at,
            });
            *slot = Some(Open::begun(attempts.len() - 1, event));
        }
        if let Some(open) = slot
            && let Some(attempt) = attempts.get_mut(open.at)
        {
            attempt.last = at;
            event.attempt = Some(open.at);
            open.take(event, attempt, was_up);
        }
    }
    for slot in open {
        close(slot, &mut attempts, reaches, pairs);
    }
    attempts
}

/// Whether an attempt may begin with it.
fn begins(what: &Happening) -> bool {
    matches!(what, Happening::Exchange(_)) || what.rejected().is_some_and(is_call)
}

fn beginner(event: &Event<'_>) -> Option<Side> {
    let exchange = event.event.what.exchange();
    let answers = exchange.is_some_and(|it| it.answers)
        || matches!(&event.event.what, Happening::Rejected(it) if it.inbound);
    if answers {
        event.peer
    } else {
        Some(event.side)
    }
}

impl Open {
    fn begun(at: usize, event: &Event<'_>) -> Self {
        Self {
            at,
            answered: None,
            refused: false,
            established: false,
            renews: None,
            phases_2: Vec::new(),
            last: Last::of(event),
        }
    }

    /// Whether an event goes on with this attempt.
    fn joins(&self, event: &Event<'_>, attempts: &[Attempt]) -> bool {
        let Some(quiet) = self.last.quiet(event).filter(|it| *it <= QUIET_SECS) else {
            return false;
        };
        let Some(attempt) = attempts.get(self.at) else {
            return false;
        };
        let what = &event.event.what;
        // What is on its way as the tunnel comes up belongs to it; phase 1 is then begun anew.
        if matches!(what, Happening::Keepalive(_)) || (self.established && quiet > BESIDE_SECS) {
            return false;
        }
        let Some(it) = what.exchange() else {
            return true;
        };
        if it.phase < attempt.phase {
            return it.answers && quiet <= LATE_SECS;
        }
        // Both ends may call at once; later it is a call of its own.
        let begins = it.phase == 1 && !it.answers;
        let with_it = attempt.from == Some(event.side) || quiet <= BESIDE_SECS;
        !begins || (!self.established && with_it)
    }

    /// `was_up` is what the log of the event told of its tunnel before.
    fn take(&mut self, event: &Event<'_>, attempt: &mut Attempt, was_up: Option<bool>) {
        self.last = Last::of(event);
        let what = &event.event.what;
        if let Some(it) = what.exchange() {
            attempt.by_both |= !it.answers && it.phase == 1 && attempt.from != Some(event.side);
            attempt.phase = attempt.phase.max(it.phase);
            self.renews = was_up.map_or(self.renews, |up| Some(up && self.renews != Some(false)));
            if it.phase == 2 {
                let way = (event.side, it.answers);
                if event.until.is_some() || self.phases_2.contains(&way) {
                    self.renews = Some(false);
                }
                self.phases_2.push(way);
            }
            if it.answers {
                self.answered = self.answered.max(Some(it.phase));
            }
        }
        self.established |= matches!(what, Happening::Tunnel(_, true) | Happening::IkeSa(true));
        self.refused |= matches!(what, Happening::Rejected(_) | Happening::CannotAccept)
            || matches!(what, Happening::Notify(it) if it.about.refuses());
    }
}

fn close(
    open: Option<Open>,
    attempts: &mut [Attempt],
    reaches: &[Reach],
    pairs: &[GatewayPair<'_>],
) {
    let Some(open) = open else { return };
    let Some(attempt) = attempts.get_mut(open.at) else {
        return;
    };
    let answered = open.answered == Some(attempt.phase);
    let is_silent = || !answered && is_told(&open, attempt, reaches, pairs);
    attempt.outcome = if open.established {
        Outcome::Established
    } else if open.refused {
        Outcome::Refused
    } else if is_silent() {
        Outcome::Unanswered
    } else if open.renews == Some(true) && attempt.phase == 2 {
        Outcome::Renewed
    } else if answered {
        Outcome::AnsweredOnly
    } else {
        Outcome::Unknown
    };
}

/// Whether the log of an end that was called shows all of key exchange and is of that time.
fn is_told(open: &Open, attempt: &Attempt, reaches: &[Reach], pairs: &[GatewayPair<'_>]) -> bool {
    let pair = attempt.pair.and_then(|at| pairs.get(at));
    let Some((pair, from)) = pair.zip(attempt.from) else {
        return false;
    };
    // Where both began, either is called. Whoever was the last to be heard of it has got what came before.
    let mut called = pair
        .ends()
        .map(|end| end.router.side)
        .filter(|side| (attempt.by_both || *side != from) && *side != open.last.side);
    called.any(|side| is_told_by(side, open, attempt, reaches))
}

fn is_told_by(side: Side, open: &Open, attempt: &Attempt, reaches: &[Reach]) -> bool {
    let reach = find_equal(reaches, |it| it.side.cmp(&side)).first();
    let Some(reach) = reach.filter(|it| it.shows_ike) else {
        return false;
    };
    match (reach.common, open.last.shifted) {
        (Some((from, to)), Some(time)) => (from..=to).contains(&time),
        // Without a common clock, a log without any answer tells, if its own clock is about right.
        _ => attempt.pair.is_some_and(|pair| {
            reach.answers.binary_search(&pair).is_err() && reach.is_near(open.last.local)
        }),
    }
}
