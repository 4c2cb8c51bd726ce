//! Turns the logs of several routers into one order, by the distances of their clocks.

use super::clock::is_call;
use super::strand::{self, Strand};
use super::{Clock, Event};
use crate::model::Happening;
use crate::text::Listed;

/// Gives each event its time by the clock of the first log, as far as distances of clocks lead there.
pub(super) fn shift(strands: &mut [Strand<'_>], clocks: &[Clock]) {
    let mut ahead: Vec<Option<i64>> = vec![None; strands.len()];
    if let Some(first) = ahead.first_mut() {
        *first = Some(0);
    }
    let place = |side| strand::place(strands, side);
    // Each round reaches the neighbours of those reached before.
    for _ in 0..strands.len() {
        let mut reached = false;
        for clock in clocks {
            let (Some(a), Some(b), Some(offset)) = (place(clock.a), place(clock.b), clock.offset)
            else {
                continue;
            };
            let of = |at: usize| ahead.get(at).copied().flatten();
            let found = match (of(a), of(b)) {
                (Some(of_a), None) => Some((b, of_a + offset)),
                (None, Some(of_b)) => Some((a, of_b - offset)),
                _ => None,
            };
            if let Some((at, value)) = found
                && let Some(slot) = ahead.get_mut(at)
            {
                *slot = Some(value);
                reached = true;
            }
        }
        if !reached {
            break;
        }
    }
    for (strand, ahead) in strands.iter_mut().zip(ahead) {
        strand.ahead = ahead;
        let Some(ahead) = ahead else { continue };
        for at in 0..strand.events.len() {
            let shifted = strand.events.get(at).and_then(|it| {
                let time = it.event.time.filter(|_| strand.is_present(it.event))?;
                Some(time.local_secs - ahead)
            });
            if let Some(event) = strand.events.get_mut(at) {
                event.shifted = shifted;
            }
        }
    }
}

/// Seconds by which an answer may come later than by the clocks it should.
const LATE: i64 = 5;

/// Finds for what one end begins the line by which the other answers it.
pub(super) fn meet(strands: &mut [Strand<'_>], clocks: &[Clock]) {
    for clock in clocks {
        let place = |side| strand::place(strands, side);
        let (Some(a), Some(b), Some(offset)) = (place(clock.a), place(clock.b), clock.offset)
        else {
            continue;
        };
        let late = LATE + i64::from(clock.within.unwrap_or_default());
        for phase in [1, 2] {
            for (from, to, ahead) in [(a, b, offset), (b, a, -offset)] {
                let begun = times(strands.get(from), clock.pair, (phase, false), ahead);
                let answers = times(strands.get(to), clock.pair, (phase, true), 0);
                for (one, other) in meetings(&begun, &answers, late) {
                    set(strands, (from, one), (to, other));
                    set(strands, (to, other), (from, one));
                }
            }
        }
    }
}

fn set(strands: &mut [Strand<'_>], at: (usize, usize), other: (usize, usize)) {
    let strand = strands.get_mut(at.0);
    if let Some(slot) = strand.and_then(|it| it.meets.get_mut(at.1)) {
        *slot = Some(other);
    }
}

/// The places and times of what an end begins or answers in one phase, by the other's clock.
fn times(
    strand: Option<&Strand<'_>>,
    pair: usize,
    wanted: (u8, bool),
    ahead: i64,
) -> Vec<(usize, i64)> {
    let Some(strand) = strand else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, it) in strand.of_pair(pair) {
        let is_wanted = |event: &Event<'_>| {
            let what = &event.event.what;
            let exchange = what.exchange().map(|it| (it.phase, it.answers));
            exchange == Some(wanted)
                || (wanted == (1, true) && what.rejected().is_some_and(is_call))
        };
        if is_wanted(it)
            && let Some(time) = it.event.time.filter(|_| strand.is_present(it.event))
        {
            found.push((at, time.local_secs + ahead));
        }
    }
    found
}

/// Each begun with the first answer that is near enough and not taken yet.
fn meetings(begun: &[(usize, i64)], answers: &[(usize, i64)], late: i64) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut answers = answers.iter().peekable();
    for (at, time) in begun {
        while answers.next_if(|it| it.1 < time - late).is_some() {}
        if let Some(answer) = answers.next_if(|it| it.1 <= time + late) {
            found.push((*at, answer.0));
        }
    }
    found
}

/// Seconds within which equal lines are one event.
const REPEATS_SECS: u64 = 600;

/// Whether an event repeats the one before it in the same log. What meets something stays by itself.
fn repeats(before: &Event<'_>, event: &Event<'_>) -> bool {
    let last = before.until.unwrap_or(before.event);
    let near = match (last.time, event.event.time) {
        (Some(one), Some(other)) => one.distance(other) <= REPEATS_SECS,
        _ => true,
    };
    near && before.event.what != Happening::Started && before.event.text == event.event.text
}

/// All events in one order, where those of one log keep theirs.
pub(super) fn merged<'m>(strands: Vec<Strand<'m>>) -> Vec<Event<'m>> {
    let mut meets: Vec<Vec<Option<(usize, usize)>>> = Vec::new();
    let mut rest: Vec<Rest<'m>> = Vec::new();
    // The place of each event in the result.
    let mut places: Vec<Vec<usize>> = Vec::new();
    let ranks = ranks(&strands);
    for (strand, rank) in strands.into_iter().zip(ranks) {
        places.push(vec![0; strand.events.len()]);
        meets.push(strand.meets);
        rest.push(Rest {
            is_shifted: strand.events.iter().any(|it| it.shifted.is_some()),
            rank,
            events: strand.events.into_iter().enumerate().peekable(),
        });
    }
    let mut all: Vec<Event<'m>> = Vec::new();
    let mut origin: Vec<(usize, usize)> = Vec::new();
    // Of each log, the event added last.
    let mut last: Vec<Option<usize>> = vec![None; rest.len()];
    let mut rests = Rests::of(rest);
    while let Some((next, at, event)) = rests.take(&meets) {
        let is_met = |strand: usize, at: usize| {
            let met = meets.get(strand).and_then(|it| it.get(at));
            met.copied().flatten().is_some()
        };
        let before = last.get(next).copied().flatten();
        if let Some(before) = before
            && !is_met(next, at)
            && origin.get(before).is_some_and(|it| !is_met(it.0, it.1))
            && let Some(earlier) = all.get_mut(before).filter(|it| repeats(it, &event))
        {
            earlier.times = earlier.times.saturating_add(event.times);
            earlier.until = Some(event.event);
            continue;
        }
        if let Some(slot) = places.get_mut(next).and_then(|it| it.get_mut(at)) {
            *slot = all.len();
        }
        if let Some(slot) = last.get_mut(next) {
            *slot = Some(all.len());
        }
        origin.push((next, at));
        all.push(event);
    }
    for (event, (strand, at)) in all.iter_mut().zip(&origin) {
        let met = meets.get(*strand).and_then(|it| *it.get(*at)?);
        event.meets = met.and_then(|(strand, at)| places.get(strand)?.get(at).copied());
    }
    all
}

/// Of each log its place in an order that does not hang on which site was pasted first.
fn ranks(strands: &[Strand<'_>]) -> Vec<usize> {
    let said = |at: usize| {
        let events = strands.get(at).map(|it| &it.events);
        let events = events.into_iter().flatten();
        events.map(|it| (it.event.time.map(|it| it.local_secs), &it.event.text))
    };
    let others = |at: usize| (0..strands.len()).filter(move |it| *it != at);
    let is_before = |one: usize, at: usize| said(one).cmp(said(at)).then(one.cmp(&at)).is_lt();
    let rank = |at: usize| others(at).filter(|it| is_before(*it, at)).count();
    (0..strands.len()).map(rank).listed()
}

/// What is left of a log.
struct Rest<'m> {
    /// Whether any of it has a time by the common clock.
    is_shifted: bool,
    rank: usize,
    events: std::iter::Peekable<std::iter::Enumerate<std::vec::IntoIter<Event<'m>>>>,
}

/// What is left of all logs.
struct Rests<'m> {
    logs: Vec<Rest<'m>>,
    /// The next event of each log, the oldest last. What was taken before its turn may still stand here.
    heads: Vec<Head>,
}

/// The next event of a log, in the order in which they are taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    /// Behind all that have a time by the common clock come the logs that have none.
    apart: bool,
    /// An event without a time by the common clock follows the one before it.
    shifted: Option<i64>,
    /// Of one second, the order in which keys are agreed on.
    course: u8,
    /// The place of the log by what it says.
    rank: usize,
    /// The log.
    of: usize,
    /// The place of the event in it.
    at: usize,
}

/// Where a line stands in the course of an attempt, which begins behind a fall and ends with the tunnel up.
/// Clocks show seconds, so this is what is known of the order of lines of one second in different logs.
fn course(what: &Happening) -> u8 {
    if let Some(it) = what.exchange() {
        return if it.phase == 1 { 1 } else { 4 } + u8::from(it.answers);
    }
    match what.tunnel() {
        Some((_, false)) => 0,
        Some((_, true)) => 6,
        None => 3,
    }
}

impl<'m> Rests<'m> {
    fn of(logs: Vec<Rest<'m>>) -> Self {
        let mut all = Self {
            heads: Vec::new(),
            logs,
        };
        for of in 0..all.logs.len() {
            all.show(of);
        }
        all
    }

    /// Puts the next event of a log among the others.
    fn show(&mut self, of: usize) {
        if let Some(log) = self.logs.get_mut(of)
            && let Some((at, event)) = log.events.peek()
        {
            let head = Head {
                apart: !log.is_shifted,
                shifted: event.shifted,
                course: course(&event.event.what),
                rank: log.rank,
                of,
                at: *at,
            };
            // There is one for each site, so few have to move.
            let place = self.heads.partition_point(|it| *it > head);
            self.heads.insert(place, head);
        }
    }

    /// Whether this is the next event of its log.
    fn is_next(&mut self, (of, at): (usize, usize)) -> bool {
        let next = self.logs.get_mut(of).and_then(|it| it.events.peek());
        next.is_some_and(|it| it.0 == at)
    }

    /// Takes the oldest event: its log, its place in that, and the event. What is answered is taken before
    /// its answer.
    fn take(&mut self, meets: &[Vec<Option<(usize, usize)>>]) -> Option<(usize, usize, Event<'m>)> {
        let mut head = *self.heads.last()?;
        while !self.is_next((head.of, head.at)) {
            self.heads.pop();
            head = *self.heads.last()?;
        }
        let (_, event) = self.logs.get_mut(head.of)?.events.peek()?;
        let answers = event.event.what.exchange().is_none_or(|it| it.answers);
        let met = meets.get(head.of).and_then(|it| *it.get(head.at)?);
        let met = met.filter(|_| answers);
        let met = met.filter(|it| self.is_next(*it)).map(|it| it.0);
        if met.is_none() {
            self.heads.pop();
        }
        let of = met.unwrap_or(head.of);
        let (at, event) = self.logs.get_mut(of)?.events.next()?;
        self.show(of);
        Some((of, at, event))
    }
}
