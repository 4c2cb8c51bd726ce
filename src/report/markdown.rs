//! Turns a report into Markdown for a wiki or a ticket, in which pasted text stays text.

use super::outline::{self, Block, Entry, Quote};
use super::{Lang, Report};
use crate::text::Listed;

/// The report as Markdown (`CommonMark` with tables) in one language.
pub fn render(report: &Report, lang: Lang) -> String {
    let blocks = outline::of(report, lang);
    let blocks: Vec<_> = blocks.iter().map(|it| block(it).join("\n")).listed();
    blocks.join("\n\n") + "\n"
}

/// The lines of one block.
fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Title(text) => vec![format!("# {}", escaped(text))],
        Block::Section(text) => vec![format!("## {}", escaped(text))],
        Block::Item(text) => vec![format!("### {}", escaped(text))],
        Block::Paragraph(text) => vec![escaped(text)],
        Block::Facts(facts) => facts.iter().map(|it| bullet(it)).listed(),
        Block::List(entries) => entries.iter().flat_map(entry).listed(),
        Block::Quotes(quotes) => fenced(&quotes.iter().map(quote).listed(), ""),
        Block::Table { head, rows } => table(head, rows),
    }
}

fn bullet(text: &str) -> String {
    format!("- {}", escaped(text))
}

fn quote(quote: &Quote) -> String {
    format!("{}: {}", quote.place, quote.text)
}

fn entry(entry: &Entry) -> Vec<String> {
    let mut lines = vec![bullet(&entry.text)];
    if !entry.commands.is_empty() {
        lines.extend(fenced(&entry.commands, "  "));
    }
    for Quote { place, text } in &entry.needs {
        lines.push(format!("  - {}: {}", escaped(place), code(text)));
    }
    lines
}

/// A fence longer than any run of backticks within cannot be closed by what was pasted.
fn fenced(lines: &[String], indent: &str) -> Vec<String> {
    let longest = lines.iter().map(|line| longest_backticks(line)).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let open = format!("{indent}{fence}text");
    let close = format!("{indent}{fence}");
    let lines = lines.iter().map(|line| format!("{indent}{line}"));
    [open].into_iter().chain(lines).chain([close]).listed()
}

/// Text between backticks, more of them than stand within.
fn code(text: &str) -> String {
    let marks = "`".repeat(longest_backticks(text) + 1);
    // A blank keeps backticks at the ends apart; Markdown takes one away at each end.
    let pad = if text.contains('`') { " " } else { "" };
    format!("{marks}{pad}{text}{pad}{marks}")
}

fn longest_backticks(line: &str) -> usize {
    let runs = line.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// The lines of a table; cells become plain text.
pub(crate) fn table(head: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let row = |row: &[String]| {
        let cells: Vec<_> = row.iter().map(|cell| escaped(cell)).listed();
        format!("| {} |", cells.join(" | "))
    };
    let rule = format!("|{}", " --- |".repeat(head.len()));
    let rows = rows.iter().map(|cells| row(cells));
    [row(head), rule].into_iter().chain(rows).listed()
}

/// Text in which no character has a meaning to Markdown, HTML or an automatic linker.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at_start = true;
    let mut rest = text.trim().chars();
    while let Some(c) = rest.next() {
        let linked = c == ':' && rest.as_str().starts_with("//");
        let host = c == '.' && out.to_ascii_lowercase().ends_with("www");
        // "1." at the start would begin a numbered list, "#" a heading, "-" a list or a rule.
        let begins = at_start && matches!(c, '#' | '+' | '-' | '=' | '.' | ')');
        let special = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '|'
                | '~'
                | '&'
                | '$'
                | '@'
                | '^'
                | '{'
        );
        if special || begins || linked || host {
            out.push('\\');
        }
        out.push(c);
        at_start &= c.is_ascii_digit();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_has_no_meaning_to_markdown() {
        assert_eq!(
            escaped("<img src=x> *a* [b](c)"),
            r"\<img src=x\> \*a\* \[b\](c)"
        );
        assert_eq!(escaped("# a"), r"\# a");
        assert_eq!(escaped("12. a - b"), r"12\. a - b");
        assert_eq!(escaped("a|b"), r"a\|b");
        assert_eq!(
            escaped("https://example.com www.example.com"),
            r"https\://example.com www\.example.com"
        );
        assert_eq!(escaped("本社 a6674747"), "本社 a6674747");
    }

    #[test]
    fn code_within_a_line_cannot_be_closed_either() {
        assert_eq!(code("show ipsec sa"), "`show ipsec sa`");
        assert_eq!(code("a `` b"), "``` a `` b ```");
    }

    #[test]
    fn a_fence_is_longer_than_any_run_of_backticks_within() {
        let lines = ["a ```` b".to_owned(), "```".to_owned()];
        assert_eq!(
            fenced(&lines, ""),
            ["`````text", "a ```` b", "```", "`````"]
        );
        assert_eq!(
            fenced(&["x".to_owned()], "  "),
            ["  ```text", "  x", "  ```"]
        );
    }
}
