//! Turns the answers of one look at a router into what tells when that was, and compares it with another look.

use std::ops::Range;

use super::printed_settings;
use super::written::Written;
use crate::model::assemble::device::time;
use crate::model::assemble::{log, sa};
use crate::model::{Direction, RouterTime, Sourced, Spi};
use crate::parse::{Answer, Environment, Record, TunnelBlock, TunnelFact};
use crate::text::{Line, find_equal, sort_by_key};

/// Clocks are corrected by less than this while somebody looks at a router.
const CLOCK_SECS: i64 = 600;

/// The beginning of a connection may have been written down by a clock that was wrong by less than this, and is
/// right since.
const BEGUN_SECS: i64 = 43_200;

/// So many seconds may lie between two answers of one look.
const ONE_LOOK_SECS: i64 = 60;

/// The answers of one look may be pasted in any order, so that less than this between two tells nothing of the others.
const LATER_SECS: i64 = 3_600;

/// What stands above newer answers is left out where so many seconds lie between: who mends something looks again
/// and again.
const APART_SECS: i64 = 43_200;

/// What tells when somebody looked at a router, each with its line.
pub(super) struct Look {
    /// The places of its answers.
    pub(super) answers: Range<usize>,
    /// When it was at the earliest, by the router's clock.
    from: Option<Sourced<i64>>,
    /// When it was at the latest.
    until: Option<Sourced<i64>>,
    clues: Vec<(Clock, Sourced<i64>)>,
}

/// What can be compared with nothing but the same in another look, each growing with the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clock {
    /// When settings were printed, which somebody may have kept in a file since.
    Settings,
    /// That of a terminal program.
    Terminal,
    /// A date without its year.
    Day,
    /// How long the router runs that started then.
    Router(RouterTime),
    /// How long a tunnel is up that came up then.
    Tunnel(u32, RouterTime),
    /// The life left of an SA, which falls.
    Sa(Direction, Spi),
}

impl Look {
    /// One that begins with an answer, below a date that somebody wrote.
    pub(super) fn new(first: usize, written: Option<(Written, u32)>) -> Self {
        let mut look = Self {
            answers: first..first,
            from: None,
            until: None,
            clues: Vec::new(),
        };
        if let Some((written, line)) = written {
            let in_year = Sourced::new(written.in_year(), line);
            look.clues.push((Clock::Day, in_year));
            if let Some((from, until)) = written.span() {
                look.is_between(from, until, line);
            }
        }
        look
    }

    /// With what can be compared in order.
    pub(super) fn in_order(mut self) -> Self {
        sort_by_key(&mut self.clues, |it| it.0);
        self
    }

    /// Adds the next answer.
    pub(super) fn add(&mut self, answer: &Answer, lines: &[Line<'_>]) {
        self.answers.end += 1;
        let line = answer.first_line;
        let at = usize::try_from(line.saturating_sub(1)).ok();
        let stamp = at.and_then(|at| lines.get(at)?.stamp);
        if let Some(stamp) = stamp {
            let stamp = Sourced::new(i64::from(stamp.get()), line);
            self.clues.push((Clock::Terminal, stamp));
        }
        if let Some(config) = printed_settings(answer)
            && let Some(date) = &config.date
            && let Some(printed) = log::time(date.value).filter(|it| it.is_set())
        {
            let printed = Sourced::new(printed.local_secs, date.line);
            self.clues.push((Clock::Settings, printed));
            self.is_behind(printed);
        } else if let Record::Environment(it) = &answer.record {
            self.add_environment(it);
        } else if let Record::TunnelStatus(it) = &answer.record {
            for block in &it.blocks {
                self.add_tunnel(block);
            }
        } else if let Record::SaBlocks(it) = &answer.record {
            for (direction, spi, left) in sa::lives(&it.blocks, answer) {
                let fallen = Sourced::new(-i64::from(left), spi.line);
                self.clues.push((Clock::Sa(direction, spi.value), fallen));
            }
        } else if let Record::Log(it) = &answer.record
            && let Some((first, last)) = it.ends
            && let Some(newest) = log::time(first.max(last)).filter(|it| it.is_set())
        {
            self.is_behind(Sourced::new(newest.local_secs, it.opening));
        }
    }

    fn add_environment(&mut self, it: &Environment) {
        if let Some(clock) = time(it.current_time.as_ref()).filter(|it| it.value.is_set()) {
            let now = clock.value.local_secs;
            self.is_between(now, now + CLOCK_SECS, clock.line);
        }
        if let Some((booted, uptime)) = time(it.boot_time.as_ref()).zip(it.uptime.as_ref()) {
            let uptime = Sourced::new(i64::from(uptime.value), uptime.line);
            self.clues.push((Clock::Router(booted.value), uptime));
        }
    }

    fn add_tunnel(&mut self, block: &TunnelBlock) {
        let mut since = None;
        let mut uptime = None;
        for (line, fact) in &block.facts {
            match fact {
                TunnelFact::Since(text) => since = RouterTime::read(text),
                TunnelFact::Uptime(secs) => uptime = Some(Sourced::new(i64::from(*secs), *line)),
                TunnelFact::Kind(_)
                | TunnelFact::State(_)
                | TunnelFact::Received(_)
                | TunnelFact::Sent(_)
                | TunnelFact::Keepalive(_) => {}
            }
        }
        let Some((since, uptime)) = since.zip(uptime) else {
            return;
        };
        if since.is_set() {
            let now = since.local_secs + uptime.value;
            self.is_between(now - BEGUN_SECS, now + BEGUN_SECS, uptime.line);
        }
        if let Some(number) = block.number {
            self.clues.push((Clock::Tunnel(number, since), uptime));
        }
    }

    fn is_between(&mut self, from: i64, until: i64, line: u32) {
        self.is_behind(Sourced::new(from, line));
        self.until = self.until.max(Some(Sourced::new(until, line)));
    }

    fn is_behind(&mut self, from: Sourced<i64>) {
        self.from = self.from.max(Some(from));
    }

    /// The lines, of this and the other, that show this one to be older, where none shows the contrary.
    pub(super) fn is_older_than(&self, other: &Self) -> Option<[u32; 2]> {
        let is_above = self.answers.start < other.answers.start;
        let margin = if is_above { APART_SECS } else { LATER_SECS };
        let [own, newer] = self.comes_before(other, margin)?;
        other
            .comes_before(self, 0)
            .is_none()
            .then_some([own, newer])
    }

    /// The lines, of this and the other, that show this one to be older by more than some seconds.
    fn comes_before(&self, other: &Self, margin: i64) -> Option<[u32; 2]> {
        // What a log ends with, too, was there when this one was taken.
        let until = self.until.map(|it| it.max(self.from.unwrap_or(it)));
        let by_clock = until.zip(other.from);
        let by_clock = by_clock.filter(|(own, other)| own.value + margin < other.value);
        let lines = |it: (Sourced<i64>, Sourced<i64>)| [it.0.line, it.1.line];
        if let Some(shown) = by_clock {
            return Some(lines(shown));
        }
        let mut pairs = self.clues.iter().filter_map(|(clock, own)| {
            let same = find_equal(&other.clues, |it| it.0.cmp(clock)).last()?;
            Some((*own, same.1))
        });
        let is_before =
            |it: &(Sourced<i64>, Sourced<i64>)| it.0.value + ONE_LOOK_SECS + margin < it.1.value;
        pairs.find(is_before).map(lines)
    }
}
