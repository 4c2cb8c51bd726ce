//! Turns the lines of one answer into items, joining what the terminal had cut, and keeps account of
//! the lines that are none.

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

/// Reads each filled line with `item` and hands what it is to `take`, which says whether it belongs
/// where it stands. A line that reaches the terminal's last column is joined with the next where
/// that one is nothing by itself and the two together are something.
pub(super) fn each_item<T>(
    lines: &[Line<'_>],
    notes: &mut Notes,
    item: impl Fn(&str) -> Option<T>,
    mut take: impl FnMut(u32, T) -> bool,
) {
    let mut rest = lines.iter().peekable();
    while let Some(line) = rest.next() {
        if line.is_blank() || is_nothing_mark(&line.text) {
            continue;
        }
        let mut read = None;
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
                notes.wraps += 1;
                read = Some(whole);
                rest.next();
            }
        }
        let understood = read
            .or_else(|| item(&line.text))
            .is_some_and(|it| take(line.number, it));
        if !understood {
            notes.unread.push(line.number);
        }
    }
}
