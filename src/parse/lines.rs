//! Turns the lines of one answer into items, joining what the terminal had cut, and keeps account of
//! the lines that are none.

use super::{Extent, Reading, Record, Span};
use crate::text::{Line, is_nothing_mark};

/// What happened to the lines that became no record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// Numbers of the lines that nothing understood.
    pub unread: Vec<u32>,
    /// How many lines were joined to the one before.
    pub wraps: u32,
}

impl Notes {
    /// Notes all filled lines as not understood.
    pub(super) fn leave_unread(&mut self, lines: &[Line<'_>]) {
        let filled = lines
            .iter()
            .filter(|line| !line.is_blank() && !is_nothing_mark(&line.text));
        self.unread.extend(filled.map(|line| line.number));
    }
}

/// Reads each filled line with `item` and hands it and its lines to `take`, which says whether it
/// belongs where it stands. A line that reaches the terminal's last column is joined with the next where
/// that one is nothing by itself and the two together are something.
fn each_item<T>(
    lines: &[Line<'_>],
    notes: &mut Notes,
    item: impl Fn(&str) -> Option<T>,
    mut take: impl FnMut(Span, T) -> bool,
) {
    let mut rest = lines.iter().peekable();
    while let Some(line) = rest.next() {
        if line.is_blank() || is_nothing_mark(&line.text) {
            continue;
        }
        let mut read = None;
        let mut last = line.number;
        if line.full {
            let mut joined = line.text.clone().into_owned();
            let mut ends_full = true;
            while let Some(next) = rest.peek().copied()
                && ends_full
                && !next.is_blank()
                && item(&next.text).is_none()
                && let Some(whole) = item(&format!("{joined}{}", next.text))
            {
                joined.push_str(&next.text);
                ends_full = next.full;
                last = next.number;
                notes.wraps += 1;
                read = Some(whole);
                rest.next();
            }
        }
        let understood = read.or_else(|| item(&line.text)).is_some_and(|it| {
            let first = line.number;
            take(Span { first, last }, it)
        });
        if !understood {
            notes.unread.extend(line.number..=last);
        }
    }
}

/// An answer while its lines are read, one item after the other.
pub(super) trait Collect: Sized {
    /// What a line can be.
    type Item;

    /// What a line is by itself; None where it is nothing of this output.
    fn item(text: &str) -> Option<Self::Item>;

    /// An answer that begins with this item; None where none begins with it.
    fn begin(line: u32, first: &Self::Item) -> Option<Self>;

    /// Whether the item is of the next answer, although this one has not ended.
    fn is_next(&self, item: &Self::Item) -> bool;

    /// Takes an item, also the first; says whether it belongs here.
    fn add(&mut self, at: Span, item: Self::Item) -> bool;

    /// The record, and whether the lines show it to be whole.
    fn finish(self) -> (Record, Extent);
}

/// Reads the lines of one answer, or of several in a row.
pub(super) fn answers<A: Collect>(lines: &[Line<'_>], notes: &mut Notes) -> Vec<Reading> {
    let mut found: Vec<(A, Span)> = Vec::new();
    each_item(lines, notes, A::item, |at, item| {
        if found.last().is_none_or(|(answer, _)| answer.is_next(&item))
            && let Some(answer) = A::begin(at.first, &item)
        {
            found.push((answer, at));
        }
        let Some((answer, span)) = found.last_mut() else {
            return false;
        };
        let taken = answer.add(at, item);
        if taken {
            span.last = at.last;
        }
        taken
    });
    let readings = found.into_iter().map(|(answer, span)| {
        let (record, extent) = answer.finish();
        Reading {
            record,
            extent,
            span,
        }
    });
    readings.collect()
}
