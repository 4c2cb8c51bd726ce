//! Turns the events that both logs of a pair must show into the distance of the two clocks.
//!
//! Whatever one end begins, the other answers within seconds, and tunnels come up at both together. So
//! the true distance is the one that most such events agree on; a wrong match agrees with nothing.

use crate::model::{Happening, LogEvent, Rejected};
use crate::text::{Listed, Side, sort_by_key};

/// The clocks of the two ends of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Index of the pair.
    pub pair: usize,
    /// The end at the lower side.
    pub a: Side,
    /// The other end.
    pub b: Side,
    /// Seconds by which the clock of `b` is ahead of the clock of `a`; None where the logs do not tell.
    pub offset: Option<i64>,
    /// How many seconds it may be off; None without an offset.
    pub within: Option<u32>,
    /// How many events of one end agree on it with one of the other; 0 without an offset.
    pub matches: u32,
    /// Whether both clocks were set.
    pub set: bool,
    /// Whether one log alone has no years, so that the offset gives order and nothing else.
    pub no_year: bool,
}

/// What an end begins, what it answers, and what happens at both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    kind: u8,
    at: i64,
}

/// So many events of a kind, the newest ones, are enough.
const MOST: usize = 100;

/// Seconds within which the same is logged at both ends.
const WINDOW: i64 = 5;

/// Seconds around a distance of clocks in which others are taken for the same.
const AROUND: i64 = 3;

/// Seconds by which two clocks that somebody set are apart at most, if nothing tells better.
const SET_APART: i64 = 60;

/// Seconds by which two clocks that somebody set are seldom apart.
const FAR_SECS: i64 = 3_600;

/// One event of `a` and one of `b` that may be the same.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    distance: i64,
    a: usize,
    b: usize,
}

/// An offset, how far it may be off, and how many events agree on it.
type Estimate = (i64, u32, u32);

/// The kinds of marks, and of which kind the other end's must be.
fn kind(what: &Happening) -> Option<(u8, u8)> {
    if let Some(it) = what.exchange() {
        return Some(match (it.phase, it.answers) {
            (1, false) => (0, 1),
            (1, true) => (1, 0),
            (_, false) => (2, 3),
            (_, true) => (3, 2),
        });
    }
    // What a filter drops has arrived as what is answered has.
    if what.rejected().is_some_and(is_call) {
        return Some((1, 0));
    }
    what.tunnel().filter(|it| it.1).map(|_| (4, 4))
}

/// Whether a packet that was thrown away is a peer's call: key exchange, plain or behind a translation.
pub(super) fn is_call(it: &Rejected) -> bool {
    it.inbound && matches!(it.destination.port, Some(500 | 4500))
}

/// The offset that most events of both ends agree on; None where too few do, or where calls at regular
/// distances agree on several. `set` says that both clocks were set.
pub(super) fn estimate<'m>(
    a: impl Iterator<Item = &'m LogEvent>,
    b: impl Iterator<Item = &'m LogEvent>,
    set: bool,
) -> Option<Estimate> {
    let (a, b) = (marks(a), marks(b));
    let mut candidates: Vec<Candidate> = Vec::new();
    for (at_a, (wanted, of_a)) in a.iter().enumerate() {
        for (at_b, (_, of_b)) in b.iter().enumerate() {
            if of_b.kind == *wanted {
                candidates.push(Candidate {
                    distance: of_b.at - of_a.at,
                    a: at_a,
                    b: at_b,
                });
            }
        }
    }
    sort_by_key(&mut candidates, |it| it.distance);
    let windows = windows(&candidates, a.len(), b.len());
    let best = windows.iter().map(|it| it.score).max()?;
    if best < 2 {
        return None;
    }
    let contenders = windows.iter().filter(|it| it.score * 5 >= best * 4);
    let middle = if middle_of(contenders.clone())?.1 <= WINDOW {
        middle_of(windows.iter().filter(|it| it.score == best))?.0
    } else {
        // Two clocks that were set are near to each other more often than not.
        nearest(contenders).filter(|_| set)?
    };
    let found = settled(&candidates, middle, best);
    is_plausible(&a, &b, found, set).then_some(found)
}

/// Whether enough of what both logs should show agrees, so that it is no chance: logs of two days have
/// some pairs of lines at any distance.
fn is_plausible(a: &[(u8, Mark)], b: &[(u8, Mark)], found: Estimate, set: bool) -> bool {
    let (offset, _, matches) = found;
    let times = |marks: &[(u8, Mark)], ahead: i64| marks.iter().map(|it| it.1.at - ahead).listed();
    let (of_a, of_b) = (times(a, 0), times(b, offset));
    let within = |times: &[i64], others: &[i64]| {
        let ends = others.iter().min().zip(others.iter().max());
        let (from, to) = ends.map_or((0, 0), |(from, to)| (from - WINDOW, to + WINDOW));
        times.iter().filter(|it| (from..=to).contains(it)).count()
    };
    let shared = within(&of_a, &of_b).min(within(&of_b, &of_a));
    let all = of_a.len().min(of_b.len());
    let matches = usize::try_from(matches).unwrap_or(usize::MAX);
    // Clocks that were set are seldom far apart, but for the zone of one.
    let is_far = set && offset.abs() > FAR_SECS;
    let (least, share) = match (is_far, is_of_zones(offset)) {
        (false, _) => (2, 3),
        (true, true) => (3, 2),
        (true, false) => (4, 2),
    };
    matches >= least && matches * share >= shared && matches * 8 >= all
}

/// Whether two clocks may differ by nothing but their time zones, which are half hours apart.
fn is_of_zones(offset: i64) -> bool {
    const STEP: i64 = 1_800;
    const FURTHEST: i64 = 14 * 3_600;
    let beyond = offset.rem_euclid(STEP);
    offset.abs() <= FURTHEST + WINDOW && (beyond <= WINDOW || STEP - beyond <= WINDOW)
}

/// The newest marks of each kind, each with the kind that the other end's must have.
fn marks<'m>(events: impl Iterator<Item = &'m LogEvent>) -> Vec<(u8, Mark)> {
    let mut marks: Vec<(u8, Mark)> = Vec::new();
    for event in events {
        if let (Some((kind, other)), Some(time)) = (kind(&event.what), event.time) {
            let at = time.local_secs;
            marks.push((other, Mark { kind, at }));
        }
    }
    let mut counts = [0_usize; 5];
    let mut newest: Vec<(u8, Mark)> = Vec::new();
    for mark in marks.into_iter().rev() {
        if let Some(count) = counts.get_mut(usize::from(mark.1.kind)) {
            *count += 1;
            if *count <= MOST {
                newest.push(mark);
            }
        }
    }
    newest
}

/// The candidates around one of them.
#[derive(Debug, Clone, Copy)]
struct Window {
    /// The distance of that one.
    middle: i64,
    /// How many events of either end take part, each counted once.
    score: usize,
}

/// The window around each candidate: whichever end is called the first, they are the same ones.
fn windows(candidates: &[Candidate], n_a: usize, n_b: usize) -> Vec<Window> {
    let mut of_a = Distinct::new(n_a);
    let mut of_b = Distinct::new(n_b);
    let mut windows = Vec::new();
    let (mut begin, mut end) = (candidates.iter(), candidates.iter());
    let (mut oldest, mut next) = (begin.next(), end.next());
    for Candidate {
        distance: middle, ..
    } in candidates
    {
        while let Some(it) = next.filter(|it| it.distance - middle <= AROUND) {
            of_a.add(it.a);
            of_b.add(it.b);
            next = end.next();
        }
        while let Some(it) = oldest.filter(|it| middle - it.distance > AROUND) {
            of_a.take(it.a);
            of_b.take(it.b);
            oldest = begin.next();
        }
        windows.push(Window {
            middle: *middle,
            score: of_a.count.min(of_b.count),
        });
    }
    windows
}

/// The middle of several windows, and how far the outermost are apart.
fn middle_of<'w>(windows: impl Iterator<Item = &'w Window> + Clone) -> Option<(i64, i64)> {
    let middles = windows.map(|it| it.middle);
    let (from, to) = (middles.clone().min()?, middles.max()?);
    Some((from.midpoint(to), to - from))
}

/// The smallest distance of those that clocks which were set may have; None where it could be in either direction.
fn nearest<'w>(windows: impl Iterator<Item = &'w Window> + Clone) -> Option<i64> {
    let near = windows.map(|it| it.middle);
    let mut near = near.filter(|it| it.abs() <= SET_APART);
    let least = near.clone().map(i64::abs).min()?;
    let is_there = |distance: i64| near.clone().any(|it| it == distance);
    let is_either = least > 0 && is_there(least) && is_there(-least);
    near.find(|it| it.abs() == least).filter(|_| !is_either)
}

/// How many different ones are in.
struct Distinct {
    times: Vec<u32>,
    count: usize,
}

impl Distinct {
    fn new(size: usize) -> Self {
        Self {
            times: vec![0; size],
            count: 0,
        }
    }

    fn add(&mut self, at: usize) {
        if let Some(times) = self.times.get_mut(at) {
            self.count += usize::from(*times == 0);
            *times += 1;
        }
    }

    fn take(&mut self, at: usize) {
        if let Some(times) = self.times.get_mut(at) {
            *times = times.saturating_sub(1);
            self.count -= usize::from(*times == 0);
        }
    }
}

/// The median of what lies around a distance, and how far the others are from it.
fn settled(candidates: &[Candidate], distance: i64, matches: usize) -> Estimate {
    let near = |it: &&Candidate| (it.distance - distance).abs() <= AROUND;
    let distances = candidates.iter().filter(near);
    let distances = distances.map(|it| it.distance).listed();
    let middle = |at: usize| distances.get(at).copied().unwrap_or(distance);
    let half = distances.len() / 2;
    let offset = if distances.len() % 2 == 1 {
        middle(half)
    } else {
        middle(half.saturating_sub(1)).midpoint(middle(half))
    };
    let off = distances.iter().map(|it| it.abs_diff(offset)).max();
    let within = u32::try_from(off.unwrap_or(1).max(1)).unwrap_or(u32::MAX);
    let matches = u32::try_from(matches).unwrap_or(u32::MAX);
    (offset, within, matches)
}
