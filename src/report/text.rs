//! Turns a report into plain text for a terminal or a ticket, 80 columns wide where nothing in it is
//! longer.

use super::columns::{padded, width, wrap};
use super::outline::{self, Block, Entry, Quote};
use super::{Lang, Report};

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
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(title) => self.underlined(title, '='),
            Block::Section(title) => {
                self.blank();
                self.underlined(title, '-');
            }
            Block::Item(title) => {
                self.blank();
                self.wrapped("", title);
            }
            Block::Paragraph(text) => {
                self.blank_unless_heading();
                self.wrapped("", text);
            }
            Block::Facts(facts) => {
                for fact in facts {
                    self.wrapped("", fact);
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
    }

    fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    fn blank(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    fn blank_unless_heading(&mut self) {
        if self.0.ends_with("\n\n") || self.0.ends_with("--\n") || self.0.ends_with("==\n") {
            return;
        }
        self.blank();
    }

    fn wrapped(&mut self, indent: &str, text: &str) {
        for line in wrap(text, COLUMNS - indent.len()) {
            self.line(&format!("{indent}{line}"));
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
        for (line, place) in wrap(&entry.text, COLUMNS - 2).iter().zip(0..) {
            let mark = if place == 0 { "- " } else { "  " };
            self.line(&format!("{mark}{line}"));
        }
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
            .collect();
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
            .collect();
        self.line(&format!("{GAP}{}", cells.join(GAP)));
    }

    /// A row too long for one line, its cells below each other.
    fn stacked(&mut self, head: &[String], row: &[String]) {
        for ((title, cell), place) in head.iter().zip(row).zip(0..) {
            let line = format!("{title}: {cell}");
            if place == 0 {
                self.wrapped("  ", cell);
            } else {
                self.wrapped("    ", &line);
            }
        }
    }
}
