//! Turns a paste into numbered lines from which everything is gone that a terminal, a pager, a mail
//! program or a browser had added.

use std::borrow::Cow;
use std::iter::Peekable;

use super::command::is_verb;
use super::lines::RawLines;
use super::note::without_note;
use super::numbered::{NumberMark, line_number};
use super::secret::Masker;
use super::stamp::{are_stamped, stamped};
use super::{Line, Repair, Repairs, Vault};

/// The router's default `console columns` (command reference 4.22).
const TERMINAL_COLUMNS: usize = 80;

/// A paste, ready to be split.
#[derive(Debug, Default)]
pub struct Document<'t> {
    /// All lines, also the blank ones, in order; the number of line `i` is `i + 1`.
    pub lines: Vec<Line<'t>>,
    /// What was mended.
    pub repairs: Repairs,
    /// The secrets that the lines held.
    pub vault: Vault,
    /// How many characters a wrong decoding had destroyed (U+FFFD).
    pub destroyed: u32,
    /// The lines from which the mark of a pager was taken, in order.
    pub paged: Vec<u32>,
}

/// Reads any text; there is nothing it could refuse.
pub fn read(text: &str) -> Document<'_> {
    let mut document = Document::default();
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            document.repairs.add(Repair::Bom, 1);
            rest
        }
        None => text,
    };
    let survey = Survey::of(text);
    let mut masker = Masker::default();
    let mut raw_lines = RawLines::of(text).peekable();
    let mut after_quoted = false;
    let mut number = 0;
    // Most lines of these outputs are 40 to 80 bytes long.
    document.lines.reserve(text.len() / 48);
    while let Some(raw) = raw_lines.next() {
        number += 1;
        let unquoted = unquote(raw, &survey, after_quoted, &mut raw_lines);
        after_quoted = unquoted.is_some();
        if after_quoted {
            document.repairs.add(Repair::Quote, 1);
        }
        let mut raw = unquoted.unwrap_or(raw);
        if let Some(mark) = survey.numbered
            && let Some(rest) = line_number(raw).and_then(|it| it.behind(mark))
        {
            document.repairs.add(Repair::LineNumber, 1);
            raw = rest;
        }
        let mut stamp = None;
        if let Some((time, rest)) = stamped(raw).filter(|_| survey.stamped) {
            document.repairs.add(Repair::Timestamp, 1);
            (stamp, raw) = (time, rest);
        }
        let clean = mend(raw, &mut document.repairs, &mut document.destroyed);
        let clean = match without_pager(&clean) {
            Some(behind) => {
                document.repairs.add(Repair::Pager, 1);
                document.paged.push(number);
                Cow::Owned(behind.to_owned())
            }
            None => clean,
        };
        let full = fills_terminal(&clean, raw_lines.peek().copied());
        let (clean, full) = unmarked(clean, full, &mut document.repairs);
        if matches!(clean, Cow::Owned(_)) {
            masker.note_tabs(raw);
        }
        let text = masker.mask(number, clean, full, &mut document.vault);
        document.lines.push(Line {
            number,
            text,
            full,
            stamp,
        });
    }
    document
        .repairs
        .add(Repair::BlankLines, doubled_blank_lines(&document.lines));
    document
}

/// The line without blanks at its end, and without what a person marked it by; one that fills the terminal with more than
/// blanks stays.
fn unmarked<'t>(clean: Cow<'t, str>, full: bool, repairs: &mut Repairs) -> (Cow<'t, str>, bool) {
    let told = if full && !clean.ends_with(' ') {
        None
    } else {
        without_note(clean.trim_end())
    };
    if let Some(kept) = told {
        repairs.add(Repair::Note, 1);
        return (Cow::Owned(kept.to_owned()), false);
    }
    (if full { clean } else { trim_end(clean) }, full)
}

/// What the first lines tell about the text as a whole.
struct Survey {
    quoted: bool,
    numbered: Option<NumberMark>,
    stamped: bool,
}

/// The first lines that hold anything.
fn filled_lines(text: &str) -> impl Iterator<Item = &str> {
    let filled = RawLines::of(text).filter(|raw| !raw.trim().is_empty());
    filled.take(200)
}

impl Survey {
    fn of(text: &str) -> Self {
        let mut filled = 0_usize;
        let mut quoted = 0;
        let mut in_sequence = 0;
        let mut marked = 0;
        let mut is_more_than_numbers = false;
        let mut previous = None;
        for raw in filled_lines(text) {
            filled += 1;
            quoted += usize::from(after_quote_mark(raw).is_some());
            let number = line_number(raw);
            if let Some(it) = &number
                && previous.is_none_or(|previous: u32| previous.checked_add(1) == Some(it.number))
            {
                in_sequence += 1;
                marked += usize::from(it.mark == NumberMark::Sign);
                let rest = it.rest.trim_start();
                is_more_than_numbers |= rest.starts_with(|c: char| !c.is_ascii_digit());
            }
            previous = number.map(|it| it.number);
        }
        let numbered = if marked * 10 >= filled * 9 {
            Some(NumberMark::Sign)
        } else if in_sequence == filled && is_more_than_numbers {
            // The numbers of a table's rows also count up, but above them stands a heading.
            Some(NumberMark::Blank)
        } else {
            None
        };
        Self {
            quoted: filled >= 3 && quoted * 10 >= filled * 7,
            numbered: numbered.filter(|_| filled >= 3),
            stamped: are_stamped(filled_lines(text)),
        }
    }
}

/// The text behind one or more mail quotation marks.
fn after_quote_mark(raw: &str) -> Option<&str> {
    let mut rest = raw.trim_start().strip_prefix(['>', '＞'])?;
    loop {
        rest = rest.strip_prefix([' ', '\u{3000}']).unwrap_or(rest);
        match rest.strip_prefix(['>', '＞']) {
            Some(deeper) => rest = deeper,
            None => return Some(rest),
        }
    }
}

/// The line without its quotation mark, where it stands among quoted lines. A single `>` is left
/// alone, and so is one before a command: it is the router's prompt at user level.
fn unquote<'t>(
    raw: &'t str,
    survey: &Survey,
    after_quoted: bool,
    next: &mut Peekable<RawLines<'t>>,
) -> Option<&'t str> {
    let rest = after_quote_mark(raw)?;
    if survey.quoted {
        return Some(rest);
    }
    let next_is_quoted = next
        .peek()
        .is_some_and(|next| after_quote_mark(next).is_some());
    let is_command = rest.split(' ').next().is_some_and(is_verb);
    (!is_command && (after_quoted || next_is_quoted)).then_some(rest)
}

/// Replaces or removes every character that the router did not print.
fn mend<'t>(raw: &'t str, repairs: &mut Repairs, destroyed: &mut u32) -> Cow<'t, str> {
    if raw.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(raw);
    }
    let mut first_odd = None;
    for (at, c) in raw.char_indices() {
        if c == char::REPLACEMENT_CHARACTER {
            *destroyed = destroyed.saturating_add(1);
        }
        if first_odd.is_none() && odd(c).is_some() {
            first_odd = Some(at);
        }
    }
    let Some((kept, rest)) = first_odd.and_then(|at| raw.split_at_checked(at)) else {
        return Cow::Borrowed(raw);
    };
    let mut mended = String::with_capacity(raw.len());
    mended.push_str(kept);
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        let Some(repair) = odd(c) else {
            mended.push(c);
            continue;
        };
        repairs.add(repair, 1);
        match c {
            '\u{8}' => drop(mended.pop()),
            '\u{1b}' => skip_terminal_sequence(&mut chars),
            _ if matches!(repair, Repair::FullWidth | Repair::Blank | Repair::Tab) => {
                mended.push(' ');
            }
            _ => {}
        }
    }
    Cow::Owned(mended)
}

/// Which repair a character needs, if any.
fn odd(c: char) -> Option<Repair> {
    match c {
        ' '..='~' => None,
        '\t' => Some(Repair::Tab),
        '\u{8}' => Some(Repair::Backspace),
        '\u{3000}' => Some(Repair::FullWidth),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => {
            Some(Repair::Blank)
        }
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(Repair::Invisible),
        '\u{2028}' | '\u{2029}' => Some(Repair::Control),
        _ => c.is_control().then_some(Repair::Control),
    }
}

/// Skips the rest of a terminal's escape sequence such as `ESC [ 1 m`.
fn skip_terminal_sequence(chars: &mut std::str::Chars<'_>) {
    let mut ahead = chars.clone();
    if ahead.next() != Some('[') {
        return;
    }
    // A sequence is short; a text that never ends one must not swallow the line.
    for _ in 0..16 {
        match ahead.next() {
            Some('0'..='9' | ';' | '?') => {}
            Some('@'..='~') => {
                *chars = ahead;
                return;
            }
            _ => return,
        }
    }
}

/// What stands behind `---つづく---` and what the terminal wrote over it (command reference 2.4; the English
/// wording is a guess). None where no such mark stands.
fn without_pager(text: &str) -> Option<&str> {
    let mut behind = None;
    // Several pages may have been left on one line.
    while let Some(rest) = behind_one_mark(behind.unwrap_or(text)) {
        behind = Some(rest);
    }
    behind
}

fn behind_one_mark(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let n_dashes = text.bytes().take_while(|byte| *byte == b'-').count();
    let (dashes, rest) = text.split_at_checked(n_dashes.min(3))?;
    let rest = rest.trim_start();
    let rest = rest
        .strip_prefix("つづく")
        .or_else(|| rest.strip_prefix("続く"))
        .or_else(|| {
            rest.get(..4)
                .filter(|word| word.eq_ignore_ascii_case("more"))
                .and(rest.get(4..))
        })?;
    // Not one dash more than before: a ruler may follow.
    let rest = rest.trim_start().strip_prefix(dashes)?.trim_start();
    (n_dashes >= 2).then_some(rest)
}

/// Columns of a character in a Japanese terminal: one for ASCII and half-width forms, two for all
/// others that a router prints, Greek and the like as in `Shift_JIS` fonts. The exact tables are not
/// worth their place in the page.
fn columns(c: char) -> usize {
    match c {
        '\0'..='\u{7f}' | '¥' | '\u{ff61}'..='\u{ffdc}' | '\u{ffe8}'..='\u{ffee}' => 1,
        _ => 2,
    }
}

/// How many columns of a terminal a line takes.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(columns).sum()
}

/// Whether the line reaches the terminal's last column, so that the next may be its rest.
pub(super) fn fills_terminal(text: &str, next: Option<&str>) -> bool {
    if text.len() < TERMINAL_COLUMNS - 1 {
        return false;
    }
    let columns = width(text);
    // A character of double width does not fit into the last column and moves down whole.
    let next_is_wide =
        || next.is_some_and(|next| next.chars().next().is_some_and(|c| !c.is_ascii()));
    columns == TERMINAL_COLUMNS || (columns == TERMINAL_COLUMNS - 1 && next_is_wide())
}

fn trim_end(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end_matches(' ')),
        Cow::Owned(mut text) => {
            text.truncate(text.trim_end_matches(' ').len());
            Cow::Owned(text)
        }
    }
}

/// How many blank lines stand between single filled lines; 0 unless that is the text's habit.
fn doubled_blank_lines(lines: &[Line<'_>]) -> u32 {
    let blank = lines.iter().filter(|line| line.is_blank()).count();
    let habit = lines.len() >= 6 && blank * 10 >= lines.len() * 4;
    if habit {
        u32::try_from(blank).unwrap_or(u32::MAX)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        read(text)
            .lines
            .into_iter()
            .map(|line| line.text.into_owned())
            .collect()
    }

    fn repairs(text: &str) -> Vec<(&'static str, u32)> {
        read(text)
            .repairs
            .counted()
            .map(|(repair, count)| (repair.slug(), count))
            .collect()
    }

    #[test]
    fn every_line_end_counts_as_in_a_text_box() {
        assert_eq!(lines("a\r\nb\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(
            read("a\r\nb\nc\rd").lines.last().map(|line| line.number),
            Some(4)
        );
        assert_eq!(repairs("a\r\nb\n"), []);
    }

    #[test]
    fn blanks_of_all_kinds_become_spaces() {
        let text = "\u{feff}a\u{3000}b\tc\u{a0}d\u{200b}e";
        assert_eq!(lines(text), ["a b c de"]);
        assert_eq!(
            repairs(text),
            [
                ("bom", 1),
                ("fullWidth", 1),
                ("blank", 1),
                ("tab", 1),
                ("invisible", 1)
            ]
        );
    }

    #[test]
    fn pager_marks_go_and_the_line_behind_them_stays() {
        assert_eq!(
            lines("---つづく---             SA[1]\n--- つづく ---\n---more---x\n--More------"),
            ["SA[1]", "", "x", "----"]
        );
        assert_eq!(repairs("---つづく---             SA[1]"), [("pager", 1)]);
        assert_eq!(lines("--------------------"), ["--------------------"]);
    }

    #[test]
    fn backspaces_and_colours_are_applied_as_by_a_terminal() {
        assert_eq!(lines("shoq\u{8}w \u{1b}[1mip\u{1b}[0m"), ["show ip"]);
        assert_eq!(repairs("shoq\u{8}w"), [("backspace", 1)]);
    }

    #[test]
    fn an_unfinished_terminal_sequence_swallows_nothing() {
        assert_eq!(lines("a\u{1b}[0;0 SA[1]"), ["a[0;0 SA[1]"]);
    }

    #[test]
    fn mail_quotes_go_but_a_prompt_stays() {
        assert_eq!(lines("> a\n> > b\n>\n> c"), ["a", "b", "", "c"]);
        assert_eq!(
            lines("x\n> show ipsec sa\ny\nz"),
            ["x", "> show ipsec sa", "y", "z"]
        );
    }

    #[test]
    fn line_numbers_of_another_tool_go() {
        assert_eq!(
            lines("1: Total:\n2:\n3: 1 1 - isakmp"),
            ["Total:", "", "1 1 - isakmp"]
        );
        for text in [
            "  1\ta\n  2\tb\n  3\tc",
            "001 | a\n002 | b\n003 | c",
            "  8 a\n  9 b\n 10 c",
        ] {
            assert_eq!(lines(text), ["a", "b", "c"], "{text}");
        }
    }

    #[test]
    fn sa_numbers_are_not_line_numbers() {
        for rows in [
            "1     1    -     isakmp\n2     1    1     tun\n3     1    1     tun",
            "1\t1\t-\tisakmp\n2\t1\t1\ttun\n3\t1\t1\ttun",
            "sa\tsgw\n1\t1\t-\tisakmp\n2\t1\t1\ttun\n3\t1\t1\ttun",
        ] {
            let mended: Vec<String> = rows.lines().map(|row| row.replace('\t', " ")).collect();
            assert_eq!(lines(rows), mended);
        }
    }

    #[test]
    fn a_line_is_full_at_the_80th_column_by_display_width() {
        let japanese = "あ".repeat(40);
        let ascii = "a".repeat(80);
        let moved_down = format!("{}\nあ", "a".repeat(79));
        for text in [japanese, ascii, moved_down] {
            assert!(
                read(&text).lines.first().is_some_and(|line| line.full),
                "{text}"
            );
        }
        assert!(
            read(&"a".repeat(79))
                .lines
                .first()
                .is_some_and(|line| !line.full)
        );
    }

    #[test]
    fn columns_agree_with_unicode() {
        use unicode_width::UnicodeWidthChar;

        let printed = [
            ' '..='~',
            'ぁ'..='ん',
            'ァ'..='ヶ',
            '一'..='龠',
            '！'..='ﾟ',
            '①'..='⑳',
        ];
        let signs = "、。「」『』・ー〜…—‘’“”○●◎△▲□■★→←↑↓℃№─│┌┐└┘├┤┬┴┼§±×÷°¥〃々";
        for c in printed.into_iter().flatten().chain(signs.chars()) {
            assert_eq!(Some(columns(c)), c.width_cjk(), "{c}");
        }
    }

    #[test]
    fn doubled_blank_lines_are_counted() {
        assert_eq!(repairs("a\n\nb\n\nc\n\n"), [("blankLines", 3)]);
    }
}
