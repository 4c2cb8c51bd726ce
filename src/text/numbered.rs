//! Tells the numbers that an editor or another tool put before each line.

/// A number that another tool put before a line.
pub(super) struct LineNumber<'t> {
    pub(super) number: u32,
    pub(super) mark: NumberMark,
    /// The line behind it.
    pub(super) rest: &'t str,
    /// What stands behind a blank, be there a sign or not.
    behind_blank: Option<&'t str>,
}

impl<'t> LineNumber<'t> {
    /// The line behind a number that all lines have in one manner: a sign may be the line's own.
    pub(super) fn behind(&self, mark: NumberMark) -> Option<&'t str> {
        match mark {
            NumberMark::Blank => self.behind_blank,
            NumberMark::Sign => Some(self.rest).filter(|_| self.mark == mark),
        }
    }
}

/// What stands between the number and the line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberMark {
    /// A colon, a bar or the like.
    Sign,
    /// A tab or a blank only, as from `cat -n` or an editor.
    Blank,
}

pub(super) fn line_number(raw: &str) -> Option<LineNumber<'_>> {
    let raw = raw.trim_start_matches([' ', '[']);
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = raw.split_at_checked(digits)?;
    let number = number.parse().ok()?;
    let behind_blank = if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix([' ', '\t'])
    };
    let signed = rest
        .trim_start_matches(' ')
        .strip_prefix([':', '.', '|', ')', ']', '：', '│', '→']);
    let (mark, rest) = match signed {
        Some(rest) => (NumberMark::Sign, rest.strip_prefix(' ').unwrap_or(rest)),
        None => (NumberMark::Blank, behind_blank?),
    };
    Some(LineNumber {
        number,
        mark,
        rest,
        behind_blank,
    })
}
