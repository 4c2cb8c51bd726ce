//! Turns a text into its lines, as pasted.

use std::ops::Range;

/// Physical lines. CRLF, LF and a lone CR end one, as in a browser's text box, and what office programs make of a
/// soft return: VT, FF, and the separators of Unicode. NEL does not: in a text decoded wrongly it is a letter.
#[derive(Clone)]
pub(super) struct RawLines<'t> {
    rest: &'t str,
    /// Whether any but CR and LF ends a line.
    soft: bool,
}

/// What ends a line beside CR and LF.
const SOFT: [char; 4] = ['\u{b}', '\u{c}', '\u{2028}', '\u{2029}'];

/// The lines of a text as they are counted, as pasted.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    RawLines::of(text)
}

/// Where in a text, in bytes, the line of a number from 1 stands; None if there is no such line.
pub fn line_range(text: &str, number: u32) -> Option<Range<usize>> {
    let mut lines = RawLines::of(text);
    for _ in 1..number {
        lines.next()?;
    }
    let start = text.len() - lines.rest.len();
    Some(start..start + lines.next()?.len())
}

impl<'t> RawLines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            rest: text,
            soft: SOFT.iter().any(|end| text.contains(*end)),
        }
    }

    fn end(&self) -> Option<usize> {
        if self.soft {
            let ends = |c| matches!(c, '\n' | '\r') || SOFT.contains(&c);
            return self.rest.find(ends);
        }
        memchr::memchr2(b'\n', b'\r', self.rest.as_bytes())
    }
}

impl<'t> Iterator for RawLines<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        if self.rest.is_empty() {
            return None;
        }
        let Some(end) = self.end() else {
            return Some(std::mem::take(&mut self.rest));
        };
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.strip_prefix("\r\n").unwrap_or_else(|| {
            let mut behind = rest.chars();
            behind.next();
            behind.as_str()
        });
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts() {
        let read = |text| lines(text).collect::<Vec<_>>();
        assert_eq!(read("a\r\nb\nc\rd"), ["a", "b", "c", "d"]);
        let soft = "a\u{b}b\u{c}\u{2028}d\u{2029}e\r\nf";
        assert_eq!(read(soft), ["a", "b", "", "d", "e", "f"]);
    }

    #[test]
    fn a_line_is_found_by_its_number() {
        let soft = "a\u{b}b\u{c}\u{2028}d\u{2029}e\r\nf";
        assert_eq!(line_range(soft, 4), Some(7..8));
        assert_eq!(line_range(soft, 6), Some(14..15));
        assert_eq!(line_range(soft, 7), None);
    }
}
