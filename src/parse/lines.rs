//! Turns the lines of one answer into items, joining what the terminal had cut, and keeps account of
//! the lines that are none.

use std::borrow::Cow;

use super::{Extent, Reading, Record, Span};
use crate::text::{Line, Section, is_nothing_mark};

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

    /// Notes the marks above the first line that is read where no command stands above them: they say nothing
    /// of any.
    pub(super) fn leave_marks_above(&mut self, section: &Section<'_>, first: Option<u32>) {
        if section.command.is_none() {
            let first = first.unwrap_or(u32::MAX);
            self.unread.extend(section.marks().filter(|it| *it < first));
        }
    }
}

/// Hands each filled line and its place to `answers`. A line that reaches the terminal's last column, or
/// behind which the rest of an address stands, is joined with the next where that one is nothing by itself
/// and the two together are something.
fn each_line(lines: &[Line<'_>], notes: &mut Notes, answers: &mut dyn Answers) {
    let mut rest = lines.iter().peekable();
    while let Some(line) = rest.next() {
        if line.is_blank() || is_nothing_mark(&line.text) {
            continue;
        }
        let mut text = Cow::Borrowed(&*line.text);
        let mut last = line;
        while let Some(next) = rest.peek().copied()
            && (last.full || is_rest_of_address(&next.text))
            && !next.is_blank()
            && !answers.know(&next.text)
        {
            let whole = format!("{text}{}", next.text);
            if !answers.know(&whole) {
                break;
            }
            text = Cow::Owned(whole);
            last = next;
            notes.wraps += 1;
            rest.next();
        }
        let (first, last) = (line.number, last.number);
        if !answers.take(&text, Span { first, last }) {
            notes.unread.extend(first..=last);
        }
    }
}

/// Whether a line is of digits and dots alone, as only the rest of an address is; dots alone are written
/// where lines are left out.
fn is_rest_of_address(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'/');
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    has_digit && text.len() <= LONGEST_REST && text.bytes().all(is_plain)
}

/// The longest address, with the length of its prefix.
const LONGEST_REST: usize = 18;

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

/// Answers of one kind in a row. The page has a table of functions for each kind in place of the code
/// above.
trait Answers {
    /// Whether a line is something by itself.
    fn know(&self, text: &str) -> bool;

    /// Takes a line, and says whether it belongs where it stands.
    fn take(&mut self, text: &str, at: Span) -> bool;

    /// Ends the last answer.
    fn end(&mut self);
}

struct Row<A> {
    last: Option<(A, Span)>,
    ended: Vec<Reading>,
}

impl<A: Collect> Answers for Row<A> {
    fn know(&self, text: &str) -> bool {
        A::item(text).is_some()
    }

    fn take(&mut self, text: &str, at: Span) -> bool {
        let Some(item) = A::item(text) else {
            return false;
        };
        let last = self.last.as_ref();
        if last.is_none_or(|(answer, _)| answer.is_next(&item))
            && let Some(answer) = A::begin(at.first, &item)
        {
            self.end();
            self.last = Some((answer, at));
        }
        let Some((answer, span)) = &mut self.last else {
            return false;
        };
        let taken = answer.add(at, item);
        if taken {
            span.last = at.last;
        }
        taken
    }

    fn end(&mut self) {
        if let Some((answer, span)) = self.last.take() {
            let (record, extent) = answer.finish();
            self.ended.push(Reading {
                record,
                extent,
                span,
            });
        }
    }
}

/// Reads the lines of one answer, or of several in a row.
pub(super) fn answers<A: Collect>(lines: &[Line<'_>], notes: &mut Notes) -> Vec<Reading> {
    let mut row = Row::<A> {
        last: None,
        ended: Vec::new(),
    };
    each_line(lines, notes, &mut row);
    row.end();
    row.ended
}
