//! Divides the lines of a section into runs of one output each, by their content.

use super::{Output, catalog};
use crate::text::{Line, is_nothing_mark};

/// Neighbouring lines of one output, or of none.
pub(super) struct Run<'d> {
    pub(super) output: Option<&'static Output>,
    pub(super) lines: &'d [Line<'d>],
}

/// Divides a section by what its lines are.
pub(super) fn runs<'d>(lines: &'d [Line<'d>]) -> Vec<Run<'d>> {
    let mut runs = Vec::new();
    let mut output: Option<&'static Output> = None;
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
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
        push_run(&mut runs, output, lines.get(start..at));
        output = Some(claimed);
        start = at;
    }
    push_run(&mut runs, output, lines.get(start..));
    runs
}

fn push_run<'d>(
    runs: &mut Vec<Run<'d>>,
    output: Option<&'static Output>,
    lines: Option<&'d [Line<'d>]>,
) {
    let lines = lines.unwrap_or_default();
    if lines
        .iter()
        .any(|line| !line.is_blank() && !is_nothing_mark(&line.text))
    {
        runs.push(Run { output, lines });
    }
}
