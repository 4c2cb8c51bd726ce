//! Turns a report into plain text for a terminal or a ticket, 80 columns wide where nothing in it is
//! longer.

use super::columns::{padded, width, wrap};
use super::outline::{self, Block, Entry, Quote};
use super::{Lang, Report};
use crate::text::Listed;

/// Columns of an ordinary terminal and of most mail programs.
const COLUMNS: usize = 80;
/// Blanks between the columns of a table.
const GAP: &str = "  ";

/// The report as plain text in one language; every line ends with a line feed.
///
/// No character in it can steer a terminal, whatever was pasted.
pub fn render(report: &Report, lang: Lang) -> String {
    let mut page = Page::default();
    for block in outline::of(report, lang) {
        page.block(&block);
    }
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
    /// Whether the last line is a heading, below which a blank line would part it from its own.
    below_heading: bool,
}

impl Page {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(title) => self.underlined(title, '='),
            Block::Section(title) => {
                self.blank();
                self.underlined(title, '-');
            }
            Block::Item(title) => {
                if !self.below_heading {
                    self.blank();
                }
                self.wrapped(title, 0, 0);
            }
            Block::Paragraph(text) => {
                if !self.below_heading {
                    self.blank();
                }
                self.wrapped(text, 0, 0);
            }
            Block::Facts(facts) => {
                for fact in facts {
                    self.wrapped(fact, 0, 2);
                }
            }
            Block::List(entries) => {
                for entry in entries {
                    self.entry(entry);
                }
            }
            Block::Quotes(quotes) => {
                for quote in quotes {
                    self.quote(quote);
                }
            }
            Block::Table { head, rows } => self.table(head, rows),
        }
        self.below_heading = matches!(block, Block::Title(_) | Block::Section(_) | Block::Item(_));
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Wrapped text with so many blanks before its first line and before the others.
    fn wrapped(&mut self, text: &str, first: usize, others: usize) {
        for (line, place) in wrap(text, COLUMNS - others).iter().zip(0..) {
            let indent = if place == 0 { first } else { others };
            self.line(&format!("{}{line}", " ".repeat(indent)));
        }
    }

    fn underlined(&mut self, title: &str, mark: char) {
        let lines = wrap(title, COLUMNS);
        let longest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
        for line in &lines {
            self.line(line);
        }
        self.line(&mark.to_string().repeat(longest));
    }

    fn entry(&mut self, entry: &Entry) {
        self.wrapped(&format!("- {}", entry.text), 0, 2);
        for command in &entry.commands {
            self.line(&format!("      {command}"));
        }
        for need in &entry.needs {
            self.line(&format!("      {}: {}", need.place, need.text));
        }
    }

    /// Pasted lines are never broken: they must be found again in the paste.
    fn quote(&mut self, quote: &Quote) {
        self.line(&format!("  {}: {}", quote.place, quote.text));
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        self.blank();
        let widths: Vec<usize> = (0..head.len())
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.get(column));
                let cells = cells.chain(head.get(column));
                cells.map(|cell| width(cell)).max().unwrap_or(0)
            })
            .listed();
        let total = widths.iter().sum::<usize>() + GAP.len() * head.len();
        if total <= COLUMNS {
            self.row(head, &widths);
            for row in rows {
                self.row(row, &widths);
            }
        } else {
            for row in rows {
                self.stacked(head, row);
            }
        }
    }

    fn row(&mut self, row: &[String], widths: &[usize]) {
        let cells: Vec<_> = row
            .iter()
            .zip(widths)
            .map(|(cell, columns)| padded(cell, *columns))
            .listed();
        self.line(&format!("{GAP}{}", cells.join(GAP)));
    }

    /// A row too long for one line, its cells below each other.
    fn stacked(&mut self, head: &[String], row: &[String]) {
        for ((title, cell), place) in head.iter().zip(row).zip(0..) {
            if place == 0 {
                self.wrapped(cell, 2, 4);
            } else {
                self.wrapped(&format!("{title}: {cell}"), 4, 6);
            }
        }
    }
}
