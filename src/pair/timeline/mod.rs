//! Puts what the logs of all sites tell into one order: whose clock is how far from whose, which event
//! of one log meets which of another, and which belong to one attempt.

mod attempt;
mod clock;
mod merge;
mod strand;

pub use attempt::{Attempt, Outcome};
pub use clock::Clock;

use super::{BySide, GatewayPair};
use crate::model::{LogEvent, Router};
use crate::text::{Listed, Side};
use strand::Strand;

/// What the logs of all sites tell, in one order.
#[derive(Debug, Default)]
pub struct Timeline<'m> {
    /// The clocks of the pairs of which both logs were pasted.
    pub clocks: Vec<Clock>,
    /// What happened: by the clock of the first site where the distance to it is known, behind it each
    /// other site by itself; of each site oldest first.
    pub events: Vec<Event<'m>>,
    /// What belongs to one attempt to agree on keys, in order of their first events.
    pub attempts: Vec<Attempt>,
    /// What has nothing to do with any VPN and is not among the events.
    pub left_out: Vec<LeftOut>,
}

/// One event among those of all sites.
#[derive(Debug, Clone)]
pub struct Event<'m> {
    /// Whose log.
    pub side: Side,
    /// What, when, and on which line.
    pub event: &'m LogEvent,
    /// Its time by the clock of the first site with a log, in seconds since 1970 as that clock shows
    /// them; None where the distance to that clock is not known.
    pub shifted: Option<i64>,
    /// Index of the pair that it is of; None where it is of none or nobody can tell.
    pub pair: Option<usize>,
    /// The peer that it is about, where that was pasted.
    pub peer: Option<Side>,
    /// Index of the attempt that it belongs to.
    pub attempt: Option<usize>,
    /// Index of the event by which the other end shows the same message.
    pub meets: Option<usize>,
    /// How many times in a row, with no other event between.
    pub times: u32,
    /// The last of these, where there are several lines.
    pub until: Option<&'m LogEvent>,
}

/// Packets that filters threw away and that are of no VPN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// Whose log.
    pub side: Side,
    /// How many.
    pub count: u32,
}

/// The logs of all routers in one order.
pub(super) fn of<'m>(
    routers: &'m [Router],
    pairs: &[GatewayPair<'m>],
    by_side: &BySide,
) -> Timeline<'m> {
    let mut strands = routers
        .iter()
        .filter_map(|router| Strand::of(router, pairs, by_side))
        .listed();
    if strands.is_empty() {
        return Timeline::default();
    }
    let clocks = pairs.iter().enumerate();
    let clocks = clocks
        .filter_map(|(at, pair)| clock_of(at, pair, &strands))
        .listed();
    merge::shift(&mut strands, &clocks);
    merge::meet(&mut strands, &clocks);
    let left_out = strands.iter().filter(|it| it.left_out > 0);
    let left_out = left_out.map(|it| LeftOut {
        side: it.side,
        count: it.left_out,
    });
    let left_out = left_out.listed();
    let reaches = strands.iter().map(Strand::reach).listed();
    let mut events = merge::merged(strands);
    Timeline {
        attempts: attempt::attempts(&mut events, &reaches, pairs),
        clocks,
        events,
        left_out,
    }
}

fn clock_of(at: usize, pair: &GatewayPair<'_>, strands: &[Strand<'_>]) -> Option<Clock> {
    let of = |side: Side| strands.get(strand::place(strands, side)?);
    let (a, b) = (of(pair.a.router.side)?, of(pair.b?.router.side)?);
    // A form without years comes from a server, whose clock somebody looks after.
    let is_set = |it: &Strand<'_>| it.is_set || it.no_year;
    let set = is_set(a) && is_set(b);
    let found = clock::estimate(a.present(at), b.present(at), set);
    Some(Clock {
        pair: at,
        a: a.side,
        b: b.side,
        offset: found.map(|it| it.0),
        within: found.map(|it| it.1),
        matches: found.map_or(0, |it| it.2),
        set,
        no_year: a.no_year != b.no_year,
    })
}

#[cfg(test)]
mod tests;
