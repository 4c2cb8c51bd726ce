//! Turns the events of all logs into scenes of one pair: its attempts to agree on keys, and what
//! happened between them.

use super::time;
use crate::report::timeline::{Attempt, Event, EventKind, Timeline};
use crate::report::{Letter, Pair, Report};
use crate::text::Listed;

/// Whose story is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    /// Index of the pair, where there is one.
    pub pair: Option<usize>,
    /// On the left.
    pub a: Letter,
    /// On the right; none where that end was not pasted.
    pub b: Option<Letter>,
    /// The only one of which the log stands on this axis.
    pub alone: Option<Letter>,
}

/// What is told by one clock, or by clocks whose distance is known.
#[derive(Debug)]
pub(super) struct Axis<'r> {
    /// The only router on it, where the logs of both cannot be put together.
    pub side: Option<Letter>,
    /// In order of time.
    pub scenes: Vec<Scene<'r>>,
}

/// An attempt with all that happened meanwhile, or what happened between two.
#[derive(Debug, Default)]
pub(super) struct Scene<'r> {
    /// The attempt, none between two.
    pub attempt: Option<&'r Attempt>,
    /// Indexes into the timeline's events.
    pub events: Vec<usize>,
}

/// What stands in the list of scenes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// The scene of that index.
    Scene(usize),
    /// Scenes that are followed by the same again.
    Alike {
        /// Index of the first.
        from: usize,
        /// Index behind the last.
        to: usize,
        /// How often the same came.
        times: usize,
    },
}

impl Ends {
    /// The ends of a pair, else of the first two logs.
    pub(super) fn of(report: &Report, shown: Option<usize>) -> Option<Self> {
        let pair = shown.and_then(|at| Some((at, report.pairs.get(at)?)));
        if let Some((at, Pair { a, b, .. })) = pair {
            return Some(Self {
                pair: Some(at),
                a: a.side,
                b: b.as_ref().map(|it| it.side),
                alone: None,
            });
        }
        let mut logs = report.timeline.logs.iter().map(|it| it.side);
        Some(Self {
            pair: None,
            a: logs.next()?,
            b: logs.next(),
            alone: None,
        })
    }

    /// Whether an event belongs to the story: it is of the pair, or of one end and no other pair.
    pub(super) fn concerns(self, event: &Event) -> bool {
        let here = event.side == self.a || Some(event.side) == self.b;
        here && (event.pair.is_none() || event.pair == self.pair)
    }
}

/// The axes of a story: one where the logs are in step, else one for each router.
pub(super) fn axes(timeline: &Timeline, ends: Ends) -> Vec<Axis<'_>> {
    let of = |side: Option<Letter>| {
        let events = timeline.events.iter().enumerate();
        let own = |event: &Event| side.is_none_or(|side| event.side == side);
        let events = events.filter(|(_, it)| ends.concerns(it) && own(it));
        Axis {
            side,
            scenes: scenes(timeline, ends, &events.map(|(at, _)| at).listed()),
        }
    };
    let told = |side: Letter| {
        let events = timeline.events.iter();
        events.filter(move |it| it.side == side && ends.concerns(it))
    };
    let tells = |side: Letter| told(side).next().is_some();
    let shifted = |side: Letter| told(side).any(|it| it.shifted.is_some());
    match ends.b {
        Some(b) if tells(ends.a) && tells(b) && !(shifted(ends.a) && shifted(b)) => {
            vec![of(Some(ends.a)), of(Some(b))]
        }
        _ => vec![of(None)],
    }
}

fn scenes<'r>(timeline: &'r Timeline, ends: Ends, events: &[usize]) -> Vec<Scene<'r>> {
    let mut attempts = timeline.attempts.iter();
    let mut attempts = attempts
        .by_ref()
        .filter(|it| it.pair == ends.pair && it.pair.is_some())
        .peekable();
    let mut scenes: Vec<Scene<'r>> = Vec::new();
    for at in events {
        while attempts.next_if(|it| it.last < *at).is_some() {}
        let attempt = attempts.peek().copied().filter(|it| it.first <= *at);
        let goes_on = |it: &&mut Scene<'_>| {
            it.attempt == attempt && (attempt.is_some() || is_near(timeline, it, *at))
        };
        match scenes.last_mut().filter(goes_on) {
            Some(scene) => scene.events.push(*at),
            None => scenes.push(Scene {
                attempt,
                events: vec![*at],
            }),
        }
    }
    scenes
}

/// Outside of attempts, what comes after so many quiet seconds is a scene of its own.
const QUIET_SECS: u64 = 600;

fn is_near(timeline: &Timeline, scene: &Scene<'_>, at: usize) -> bool {
    let last = scene.events.last().and_then(|it| timeline.events.get(*it));
    let quiet = last.zip(timeline.events.get(at));
    let quiet = quiet.and_then(|(last, event)| time::between(last, event));
    quiet.is_none_or(|it| it <= QUIET_SECS)
}

impl Scene<'_> {
    /// The kinds of what happened, each once, in order of the first.
    pub(super) fn kinds(&self, timeline: &Timeline) -> Vec<EventKind> {
        let mut kinds = Vec::new();
        for event in self.events.iter().filter_map(|at| timeline.events.get(*at)) {
            if !kinds.contains(&event.kind) {
                kinds.push(event.kind);
            }
        }
        kinds
    }

    fn is_like(&self, other: &Self, timeline: &Timeline) -> bool {
        match (self.attempt, other.attempt) {
            (Some(one), Some(other)) => {
                (one.from, one.phase, one.outcome) == (other.from, other.phase, other.outcome)
            }
            (None, None) => self.kinds(timeline) == other.kinds(timeline),
            _ => false,
        }
    }
}

/// Fewer than so many equal ones in a row are all shown.
const FEW: usize = 3;

/// The scenes with those folded that the next ones repeat, alone or by two and two.
pub(super) fn items(scenes: &[Scene<'_>], timeline: &Timeline) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while at < scenes.len() {
        let longest = [1, 2].map(|step| (repeats(scenes, at, step, timeline), step));
        let found = longest.into_iter().find(|(times, _)| *times >= FEW);
        if let Some((times, step)) = found {
            let to = at + (times - 1) * step;
            items.push(Item::Alike {
                from: at,
                to,
                times: times - 1,
            });
            items.extend((to..to + step).map(Item::Scene));
            at = to + step;
        } else {
            items.push(Item::Scene(at));
            at += 1;
        }
    }
    items
}

/// How often the first `step` of these scenes come in a row.
fn repeats(scenes: &[Scene<'_>], from: usize, step: usize, timeline: &Timeline) -> usize {
    let rest = scenes.get(from..).unwrap_or_default();
    let later = rest.get(step..).unwrap_or_default();
    let same = rest
        .iter()
        .zip(later)
        .take_while(|(one, other)| one.is_like(other, timeline));
    same.count() / step + 1
}

/// The scene that stands open: the newest attempt of which something is known, else the newest.
pub(super) fn telling(scenes: &[Scene<'_>]) -> Option<usize> {
    use crate::report::timeline::Outcome;
    let newest = |wanted: &dyn Fn(&Scene<'_>) -> bool| scenes.iter().rposition(wanted);
    newest(&|it| it.attempt.is_some_and(|it| it.outcome != Outcome::Unknown))
        .or_else(|| newest(&|it| it.attempt.is_some()))
        .or_else(|| scenes.len().checked_sub(1))
}
