//! Divides the lines of a section into runs of one output each, by their content.

use std::borrow::Cow;

use super::{Answer, Output, catalog, log, stray};
use crate::text::{Line, Listed, is_nothing_mark};

/// Neighbouring lines of one output, or of none.
pub(super) struct Run<'d> {
    pub(super) output: Option<&'static Output>,
    pub(super) lines: &'d [Line<'d>],
    /// The numbers of lines among them that are of the log, in order.
    pub(super) strays: Vec<u32>,
}

impl<'d> Run<'d> {
    /// The numbers of those that may tell something of a VPN.
    pub(super) fn telling_strays(&self) -> impl Iterator<Item = u32> {
        let lines = self.lines.iter();
        let strays = lines.filter(|line| self.strays.binary_search(&line.number).is_ok());
        strays
            .filter(|line| log::tells(&line.text))
            .map(|line| line.number)
    }

    /// The numbers of the others that lie in none of its answers.
    pub(super) fn strays_between(&self, answers: &[Answer]) -> impl Iterator<Item = u32> {
        let is_of = |line: u32| {
            let mut answers = answers.iter();
            answers.any(|it| (it.first_line..=it.last_line).contains(&line))
        };
        let strays = self.lines.iter().filter(move |line| {
            let is_stray = self.strays.binary_search(&line.number).is_ok();
            is_stray && !log::tells(&line.text) && !is_of(line.number)
        });
        strays.map(|line| line.number)
    }

    /// The lines that are of its output.
    pub(super) fn own(&self) -> Cow<'d, [Line<'d>]> {
        if self.strays.is_empty() {
            return Cow::Borrowed(self.lines);
        }
        let is_own = |line: &&Line<'_>| self.strays.binary_search(&line.number).is_err();
        Cow::Owned(self.lines.iter().filter(is_own).cloned().listed())
    }
}

/// Divides a section by what its lines are; `is_asked` tells the outputs that its command asked for.
pub(super) fn runs<'d>(lines: &'d [Line<'d>], is_asked: impl Fn(&Output) -> bool) -> Vec<Run<'d>> {
    let mut runs = Vec::new();
    let mut output: Option<&'static Output> = None;
    let mut start = 0;
    let mut strays = Vec::new();
    // Up to which line a row of the log is known to stand within the answer.
    let mut passed = 0;
    for (at, line) in lines.iter().enumerate() {
        if at < passed {
            strays.push(line.number);
            continue;
        }
        let candidates = catalog::candidates(&line.text);
        // Most lines of an answer continue it, so that is asked before whose else they may be.
        let stays = |output: &Output| candidates.are_only(output) || (output.continues)(&line.text);
        if candidates.is_empty() || output.is_some_and(stays) {
            continue;
        }
        let Some(claimed) = candidates.claimant(&line.text) else {
            continue;
        };
        if output.is_some_and(|output| std::ptr::eq(output, claimed)) {
            continue;
        }
        let is_own = |it: &Output| output.map_or(is_asked(it), |own| std::ptr::eq(own, it));
        if stray::is_log(claimed)
            && !is_own(claimed)
            && let Some(row) = stray::row(is_own, output, lines, at)
        {
            strays.push(line.number);
            passed = at + row;
            continue;
        }
        let within = std::mem::take(&mut strays);
        push_run(&mut runs, output, lines.get(start..at), within);
        output = Some(claimed);
        start = at;
    }
    push_run(&mut runs, output, lines.get(start..), strays);
    runs
}

fn push_run<'d>(
    runs: &mut Vec<Run<'d>>,
    output: Option<&'static Output>,
    lines: Option<&'d [Line<'d>]>,
    strays: Vec<u32>,
) {
    let lines = lines.unwrap_or_default();
    if lines
        .iter()
        .any(|line| !line.is_blank() && !is_nothing_mark(&line.text))
    {
        runs.push(Run {
            output,
            lines,
            strays,
        });
    }
}
