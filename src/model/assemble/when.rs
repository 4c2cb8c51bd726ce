//! Turns what dates the outputs of a box into whether a lower one was printed after an upper one: boxes may hold the
//! outputs of two days, and the lower ones need not be the newer.

use std::cmp::Ordering;
use std::num::NonZeroU32;

use super::change::changes;
use super::device::time;
use super::lives::Lives;
use crate::model::{RouterTime, Sourced};
use crate::parse::{Answer, Record};
use crate::text::{Line, Listed, sort_by_key};

/// What dates the lines of a box.
#[derive(Default)]
pub(super) struct Times<'t> {
    /// Those of the terminal stand before the lines themselves; the number of line `i` is `i + 1`.
    lines: &'t [Line<'t>],
    /// What `show environment` told of the router's clock, in order of the lines.
    clocks: Vec<Sourced<RouterTime>>,
    lives: Lives,
    /// Where somebody typed what changes something, in order.
    doing: Vec<u32>,
    /// The lines that nothing understood, in order.
    unread: &'t [u32],
}

impl<'t> Times<'t> {
    pub(super) fn of(lines: &'t [Line<'t>], answers: &[Answer], unread: &'t [u32]) -> Self {
        let clocks = answers.iter().filter_map(|answer| {
            let Record::Environment(it) = &answer.record else {
                return None;
            };
            time(it.current_time.as_ref())
        });
        let mut doing = changes(answers).iter().map(|it| it.line).listed();
        let connects = |it: &&Answer| it.command.starts_with("connect");
        doing.extend(answers.iter().filter(connects).map(|it| it.first_line));
        sort_by_key(&mut doing, |it| *it);
        Self {
            lines,
            clocks: clocks.filter(|it| it.value.is_set()).listed(),
            lives: Lives::of(answers),
            doing,
            unread,
        }
    }

    /// Whether the lower of two lines is shown to be the newer one, and nothing tells the contrary.
    pub(super) fn run_on(&self, upper: u32, lower: u32) -> bool {
        let by_clocks = self.by_clocks(upper, lower);
        match self.stamp(upper).zip(self.stamp(lower)) {
            Some((then, now)) => then <= now && by_clocks != Some(Ordering::Greater),
            None => match by_clocks {
                Some(order) => order == Ordering::Less,
                None => self.lives.run_on(upper, lower),
            },
        }
    }

    /// The same, also where somebody did something about it between the two, and looked again. Below words of a person
    /// what stands may be kept from another day.
    pub(super) fn go_on(&self, upper: u32, lower: u32) -> bool {
        let next = self.doing.partition_point(|it| *it <= upper);
        let is_done = self.doing.get(next).is_some_and(|it| *it < lower);
        (is_done && !self.is_interrupted(upper, lower)) || self.run_on(upper, lower)
    }

    /// Whether words that nothing understood stand between two lines.
    fn is_interrupted(&self, upper: u32, lower: u32) -> bool {
        let next = self.unread.partition_point(|it| *it <= upper);
        let between = self.unread.iter().skip(next).take_while(|it| **it < lower);
        let mut said = between.filter_map(|it| self.line(*it));
        said.any(|it| it.text.chars().any(char::is_alphabetic))
    }

    fn line(&self, number: u32) -> Option<&Line<'t>> {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        self.lines.get(at)
    }

    fn stamp(&self, line: u32) -> Option<NonZeroU32> {
        self.line(line)?.stamp
    }

    /// How the clock that was shown near one compares to that near the other: that of each stands above it, or else
    /// below it, the upper one's not behind the lower.
    fn by_clocks(&self, upper: u32, lower: u32) -> Option<Ordering> {
        let above = |line: u32| self.clocks.partition_point(|it| it.line < line);
        let of_upper = above(upper).saturating_sub(1);
        let of_lower = above(lower).saturating_sub(1).max(of_upper + 1);
        let then = self.clocks.get(of_upper).filter(|it| it.line < lower)?;
        let now = self.clocks.get(of_lower)?;
        Some(then.value.local_secs.cmp(&now.value.local_secs))
    }
}
