//! Turns a row of a table whose head names a key or a serial number into the row without it, as people keep
//! the data of their sites: one row for each, from a spreadsheet, a CSV file or Markdown.

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Range;

use super::below::{announced, is_measure, masked_at};
use super::marker::{Marked, marked_secret};
use super::note::is_likely_key;
use super::rest::{RunsOn, is_rest_of_cut_line};
use super::serial::is_serial;
use super::{MASK, Masker, is_hidden};
use crate::text::Listed;

/// What parts the cells of a table.
#[derive(Clone, Copy, PartialEq)]
enum Joint {
    /// A tab, wherever the lines stand that were pasted.
    Tab,
    Sign(char),
    /// A blank also stands within cells and in sentences, so that only what looks like a key is taken for one.
    Blank,
}

/// A table of which the head was read.
pub(super) struct Table {
    joint: Joint,
    columns: Vec<Column>,
    n_cells: usize,
    after_blank: bool,
}

/// A column of secrets.
struct Column {
    /// From 0.
    at: usize,
    name: String,
    /// Whether what names it may be a label with its value beside it, `PSK | dummy`, so that below it only what looks like
    /// a secret is one.
    is_doubtful: bool,
}

/// How many words each cell of a line has whose tabs became blanks; empty where it had none.
pub(super) fn words_of_cells(raw: &str) -> Vec<usize> {
    if !raw.contains('\t') {
        return Vec::new();
    }
    let cells = raw.split('\t');
    cells.map(|it| it.split_whitespace().count()).listed()
}

impl Table {
    /// The table whose head a line is: it names columns only, and one of them is of secrets.
    pub(super) fn below(text: &str, tabs: &[usize]) -> Option<Self> {
        if text.contains(MASK) || text.contains(": ") || !is_rest_of_cut_line(text) {
            return None;
        }
        let mut signs = ['|', '│', '｜', ',', ';'].into_iter();
        let sign = signs.find(|it| text.contains(*it)).map(Joint::Sign);
        let tab = (tabs.len() > 1).then_some(Joint::Tab);
        let joint = tab.or(sign).unwrap_or(Joint::Blank);
        let cells = cells(text, joint, tabs)?;
        let names = cells.iter().filter_map(|it| text.get(it.clone()));
        if names.clone().any(|it| is_value(it, joint)) {
            return None;
        }
        let second = names.clone().nth(1).unwrap_or_default();
        let is_named = names_column(second);
        let may_be_first = joint != Joint::Blank && (is_named || !is_likely_key(second));
        let is_head = cells.len() > 2 || is_named;
        let columns = names.enumerate().filter_map(|(at, name)| {
            let is_secret = (at > 0 || may_be_first) && names_secret(name, joint);
            is_secret.then(|| Column {
                at,
                name: name.to_owned(),
                is_doubtful: at == 0 && !is_head,
            })
        });
        let columns = columns.listed();
        (!columns.is_empty()).then_some(Self {
            joint,
            columns,
            n_cells: cells.len(),
            after_blank: false,
        })
    }

    /// Where the secrets stand in a line below; None if the table has ended above.
    pub(super) fn secrets(&mut self, text: &str, tabs: &[usize]) -> Option<Vec<Range<usize>>> {
        let is_blank = text.is_empty();
        let after_blank = std::mem::replace(&mut self.after_blank, is_blank);
        if is_ruler(text) {
            let has_ended = text.contains(MASK) || (is_blank && after_blank);
            for column in &mut self.columns {
                // So a head is parted from its rows.
                column.is_doubtful &= is_blank;
            }
            return (!has_ended).then(Vec::new);
        }
        let mut cells = cells(text, self.joint, tabs)?;
        let first = cells.first().and_then(|it| text.get(it.clone()))?;
        // So answers begin.
        let is_answer = first.contains(": ") || first.ends_with([':', '：']);
        if is_answer || !is_rest_of_cut_line(text) {
            return None;
        }
        let n_more = cells.len().checked_sub(self.n_cells);
        match self.joint {
            Joint::Tab | Joint::Sign(_) if after_blank && n_more != Some(0) => return None,
            Joint::Tab | Joint::Sign(_) => {}
            // What is masked may have had several words.
            Joint::Blank if text.contains(MASK) => return None,
            // A name of several words stands in front.
            Joint::Blank => drop(cells.drain(..n_more?)),
        }
        let secrets = self.columns.iter().filter_map(|column| {
            let cell = cells.get(column.at)?;
            let value = text.get(cell.clone())?;
            let is_doubtful = column.is_doubtful && !is_likely_key(value) && !is_serial(value);
            let is_secret = may_be_secret(value, self.joint) && value != column.name;
            (is_secret && !is_doubtful).then(|| cell.clone())
        });
        Some(secrets.listed())
    }
}

impl Masker {
    /// A row of a table without the cell below the name of a secret.
    pub(super) fn mask_row<'t>(&mut self, text: Cow<'t, str>) -> Cow<'t, str> {
        let Some(mut table) = self.table.take() else {
            return text;
        };
        let Some(secrets) = table.secrets(&text, &self.tabs) else {
            return text;
        };
        self.table = Some(table);
        // The word that the head announced stands in the row.
        if self.runs_on == RunsOn::MaybeCut && self.missing > 0 && !is_ruler(&text) {
            self.runs_on = RunsOn::No;
        }
        masked_at(text, secrets)
    }
}

/// Whether a cell is no name of a column.
fn is_value(cell: &str, joint: Joint) -> bool {
    let begins_as_number = cell.starts_with(|c: char| c.is_ascii_digit());
    let is_of_number = |c: char| c.is_ascii_digit() || ".:/-".contains(c);
    match joint {
        Joint::Tab | Joint::Sign(_) => begins_as_number && cell.chars().all(is_of_number),
        Joint::Blank => begins_as_number || is_likely_key(cell),
    }
}

/// Whether the cell behind a label names a column, and is not what the label announces.
fn names_column(cell: &str) -> bool {
    const NAMES: [&str; 18] = [
        "site", "name", "host", "hostname", "ip", "address", "peer", "location", "office",
        "branch", "router", "device", "model", "mac", "gateway", "tunnel", "note", "no.",
    ];
    let is_word = cell.contains(|c: char| c.is_ascii_alphanumeric());
    let mut words = cell.split([' ', '-', '_']);
    let has_name = words.any(|word| NAMES.iter().any(|it| word.eq_ignore_ascii_case(it)));
    !is_word || has_name || announced(cell).is_some()
}

/// Whether a cell below the name of a secret holds one.
fn may_be_secret(cell: &str, joint: Joint) -> bool {
    let is_word = match joint {
        Joint::Blank => is_likely_key(cell) && !is_measure(cell),
        Joint::Tab | Joint::Sign(_) => cell.contains(|c: char| c.is_ascii_alphanumeric()),
    };
    is_word && !is_hidden(cell) && cell.parse::<IpAddr>().is_err()
}

/// Where the cells of a line stand; None where it has no two.
fn cells(text: &str, joint: Joint, tabs: &[usize]) -> Option<Vec<Range<usize>>> {
    let cells = match joint {
        Joint::Tab => tabbed(text, tabs)?,
        Joint::Sign(sign) => parted(text, sign),
        Joint::Blank => words(text),
    };
    (cells.len() > 1).then_some(cells)
}

/// Whether a line parts two of a table, or is blank.
fn is_ruler(text: &str) -> bool {
    let is_of_ruler =
        |c: char| matches!(c, '─'..='╿') || (c.is_ascii() && !c.is_ascii_alphanumeric());
    text.chars().all(is_of_ruler)
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if !c.is_whitespace() {
            start = start.or(Some(at));
        } else if let Some(start) = start.take() {
            words.push(start..at);
        }
    }
    words
}

fn tabbed(text: &str, tabs: &[usize]) -> Option<Vec<Range<usize>>> {
    let mut words = words(text).into_iter();
    let mut cells = Vec::new();
    let mut end = 0;
    for n_words in tabs {
        let mut cell = end..end;
        for at in 0..*n_words {
            let word = words.next()?;
            cell = if at == 0 { word } else { cell.start..word.end };
        }
        end = cell.end;
        cells.push(cell);
    }
    words.next().is_none().then_some(cells)
}

/// Cells between signs, but for those within quotation marks.
fn parted(text: &str, sign: char) -> Vec<Range<usize>> {
    let mut is_quoted = false;
    let mut start = 0;
    let mut cells = Vec::new();
    let ends = text.char_indices().chain([(text.len(), sign)]);
    for (at, c) in ends {
        is_quoted ^= c == '"';
        if c == sign && (!is_quoted || at == text.len()) {
            cells.push(trimmed(text, start..at));
            start = at + c.len_utf8();
        }
    }
    // A bar also stands in front and behind.
    let is_edge = |cell: &Range<usize>| sign != ',' && sign != ';' && cell.is_empty();
    if cells.first().is_some_and(is_edge) {
        cells.remove(0);
    }
    if cells.last().is_some_and(is_edge) {
        cells.pop();
    }
    cells
}

/// A cell without blanks and what marks its text.
fn trimmed(text: &str, cell: Range<usize>) -> Range<usize> {
    let is_around = |c: char| matches!(c, ' ' | '\u{3000}' | '"' | '\'' | '`' | '*');
    let inner = text.get(cell.clone()).unwrap_or_default();
    let from = cell.start + (inner.len() - inner.trim_start_matches(is_around).len());
    from..from + inner.trim_matches(is_around).len()
}

/// Whether a cell says that keys, passwords or serial numbers stand below.
fn names_secret(cell: &str, joint: Joint) -> bool {
    if joint == Joint::Blank {
        let marked = marked_secret(cell);
        return matches!(marked, Some(Marked::NextWord | Marked::NextLine(1)));
    }
    announced(cell).is_some()
}

#[cfg(test)]
mod tests {
    use crate::text::masked;

    #[test]
    fn cells_below_the_name_of_a_secret_are_masked() {
        for (table, expected) in [
            (
                "拠点,IP,事前共有鍵,備考\n本社,192.0.2.1,geheimnis,なし\n支社,,,",
                "本社,192.0.2.1,***,なし\n支社,,,",
            ),
            (
                "| Site | PSK |\n|---|---|\n| HQ | `geheimnis` |",
                "|---|---|\n| HQ | `***` |",
            ),
            ("Site\tSerial No.\nTokyo HQ\tDUMMY10053", "Tokyo HQ\t***"),
            (
                "拠点 IP 事前共有鍵\n本社 192.0.2.1 dummy1",
                "本社 192.0.2.1 ***",
            ),
        ] {
            let masked = masked(table);
            assert!(masked.ends_with(expected), "{masked}");
        }
    }

    #[test]
    fn what_stands_below_a_table_or_a_sentence_stays() {
        for text in [
            "拠点,IP,事前共有鍵\n本社,192.0.2.1,なし\nHQ# show ipsec sa\na,b,c",
            "拠点,IP,事前共有鍵\n\n\na, b, c",
            "拠点,IP,事前共有鍵\n アルゴリズム: AES256-CBC, SHA2-256, MODP 2048bit",
            "this is the password\nand so on and on",
            "change the password\nSA[1] Duration: 27999s",
            "拠点,IP\n本社,dummy1",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
