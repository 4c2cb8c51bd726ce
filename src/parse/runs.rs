//! Divides the lines of a section into runs of one output each, by their content.

use std::borrow::Cow;
use std::ops::Range;

use super::{Output, catalog, config, log};
use crate::text::{Line, Listed, is_nothing_mark};

/// Lines of one output, or of none; neighbours, but for what the console printed in between.
pub(super) struct Run<'d> {
    pub(super) output: Option<&'static Output>,
    pub(super) lines: Cow<'d, [Line<'d>]>,
}

/// A console prints a few messages between the lines of an answer; more than these are an answer of their own.
const MOST_BETWEEN: usize = 4;

/// Which lines are of one run.
struct Piece {
    output: Option<&'static Output>,
    lines: Vec<Range<usize>>,
}

/// Divides a section by what its lines are. Without a command above them, messages may be an answer as well.
pub(super) fn runs<'d>(lines: &'d [Line<'d>], has_command: bool) -> Vec<Run<'d>> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut output: Option<&'static Output> = None;
    let mut start = 0;
    // The output within which messages of the log began, its piece, and where.
    let mut broken: Option<(&'static Output, usize, usize)> = None;
    // The piece that goes on.
    let mut resumed = None;
    for (at, line) in lines.iter().enumerate() {
        if let Some((before, piece, since)) = broken
            && at <= since + MOST_BETWEEN
            && goes_on(before, &line.text)
        {
            // What the console printed is of no answer, and stands within this one.
            (output, resumed, broken, start) = (Some(before), Some(piece), None, at);
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
        if output.is_some_and(|output| is(output, claimed)) {
            continue;
        }
        let piece = push(&mut pieces, output, resumed.take(), start..at);
        broken = output
            .filter(|_| has_command && is(claimed, &log::OUTPUT))
            // Nearly any line may be a setting.
            .filter(|output| !is(output, &config::OUTPUT))
            .map(|output| (output, piece, at));
        output = Some(claimed);
        start = at;
    }
    push(&mut pieces, output, resumed, start..lines.len());
    let runs = pieces.into_iter().map(|piece| piece.run(lines));
    runs.filter(|run| says_something(&run.lines)).listed()
}

fn is(one: &Output, other: &Output) -> bool {
    std::ptr::eq(one, other)
}

/// Whether a line behind a message of the console is of the answer before it.
fn goes_on(before: &Output, text: &str) -> bool {
    let is_message = (log::OUTPUT.claims)(text);
    !is_message && ((before.claims)(text) || (before.continues)(text))
}

/// Adds lines to the piece that goes on, else as a new one; tells which it is.
fn push(
    pieces: &mut Vec<Piece>,
    output: Option<&'static Output>,
    resumed: Option<usize>,
    lines: Range<usize>,
) -> usize {
    if let Some((at, piece)) = resumed.and_then(|at| Some((at, pieces.get_mut(at)?))) {
        piece.lines.push(lines);
        return at;
    }
    pieces.push(Piece {
        output,
        lines: vec![lines],
    });
    pieces.len() - 1
}

impl Piece {
    fn run<'d>(self, lines: &'d [Line<'d>]) -> Run<'d> {
        let of = |range: &Range<usize>| lines.get(range.clone()).unwrap_or_default();
        let lines = match self.lines.as_slice() {
            [only] => Cow::Borrowed(of(only)),
            several => {
                let mut all = Vec::new();
                for range in several {
                    all.extend_from_slice(of(range));
                }
                Cow::Owned(all)
            }
        };
        Run {
            output: self.output,
            lines,
        }
    }
}

fn says_something(lines: &[Line<'_>]) -> bool {
    let mut lines = lines.iter();
    lines.any(|line| !line.is_blank() && !is_nothing_mark(&line.text))
}
