//! Turns the answer to `show ipsec sa gateway [N]` into one record per gateway.
//!
//! # Source
//! Command reference, "IPsec の SA の表示"; one English answer was seen, its `flags` are documented nowhere.
//! # Shape
//! `sgw  flags local-id   remote-id   # of sa`, the last column as `i:2 s:1 r:1`.
//! # Lines
//! row → [`GatewayRow`] · heading, ruler → known, no fact · anything else → unread

use super::atom::is_ruler;
use super::catalog::SHOW_IPSEC_SA;
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Listed;

pub(super) static OUTPUT: Output = Output {
    shape: Some(SHOW_IPSEC_SA),
    command: "show ipsec sa gateway",
    first: "s0123456789",
    claims: |text| is_heading(text) || row(text).is_some(),
    continues: |text| is_heading(text) || row(text).is_some(),
    wording: &[
        seen("英語の一覧", "the English list"),
        guessed(
            "flags の意味（読み取るだけで、判断には使いません）",
            "the meaning of flags (read, and nothing is concluded from them)",
        ),
    ],
    read: answers::<GatewaySummary>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GatewaySummary {
    /// The line that opens the answer.
    pub opening: u32,
    /// Whether that is its heading.
    pub headed: bool,
    /// The rows, in the order printed.
    pub rows: Vec<GatewayRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayRow {
    /// Line number.
    pub line: u32,
    /// Column `sgw`: the security gateway.
    pub sgw: u32,
    /// Column `flags`, as printed; its letters are not documented.
    pub flags: String,
    /// Column `local-id`; empty where nothing is printed.
    pub local_id: String,
    /// Column `remote-id`; empty where nothing is printed.
    pub remote_id: String,
    /// `i:` of the last column: IKE SAs.
    pub isakmp: u32,
    /// `s:` of the last column: outbound IPsec SAs.
    pub send: u32,
    /// `r:` of the last column: inbound IPsec SAs.
    pub recv: u32,
}

pub(super) enum Item {
    Heading,
    Ruler,
    Row(GatewayRow),
}

fn is_heading(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    words.next() == Some("sgw") && words.next() == Some("flags")
}

impl Collect for GatewaySummary {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, first: &Item) -> Option<Self> {
        Some(Self {
            opening: line,
            headed: matches!(first, Item::Heading),
            rows: Vec::new(),
        })
    }

    fn is_next(&self, item: &Item) -> bool {
        matches!(item, Item::Heading)
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        if let Item::Row(row) = item {
            let line = at.first;
            self.rows.push(GatewayRow { line, ..row });
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        // Without its heading the beginning of the answer is missing.
        let extent = if self.headed {
            Extent::Whole
        } else {
            Extent::Cut
        };
        (Record::GatewaySummary(self), extent)
    }
}

fn item(text: &str) -> Option<Item> {
    if is_ruler(text) {
        return Some(Item::Ruler);
    }
    if is_heading(text) {
        return Some(Item::Heading);
    }
    row(text).map(Item::Row)
}

/// Reads from both ends, because a flag that is off leaves a blank.
fn row(text: &str) -> Option<GatewayRow> {
    let text = text.trim();
    let last = text.rsplit(' ').next().unwrap_or(text);
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !last.starts_with("r:") {
        return None;
    }
    let mut words: Vec<&str> = text.split_ascii_whitespace().listed();
    let recv = counted(words.pop()?, "r:")?;
    let send = counted(words.pop()?, "s:")?;
    let isakmp = counted(words.pop()?, "i:")?;
    let (sgw, ids) = words.split_first()?;
    let flags = ids.iter().take_while(|word| is_flag(word)).count();
    // The last two words are the ids, even where an id is one letter.
    let flags = flags.min(ids.len().saturating_sub(2));
    let (flags, ids) = ids.split_at_checked(flags)?;
    let (remote_id, local_id) = ids.split_last().unwrap_or((&"", &[]));
    Some(GatewayRow {
        line: 0,
        sgw: sgw.parse().ok()?,
        flags: flags.join(" "),
        local_id: local_id.join(" "),
        remote_id: (*remote_id).to_owned(),
        isakmp,
        send,
        recv,
    })
}

fn counted(word: &str, name: &str) -> Option<u32> {
    word.strip_prefix(name)?.parse().ok()
}

fn is_flag(word: &str) -> bool {
    word.len() == 1
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'*' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    #[test]
    fn a_row_is_read_from_both_ends() {
        let read = row("1    U K   192.0.2.1     203.0.113.2    i:2 s:1 r:1").unwrap();
        assert_eq!(
            (
                read.sgw,
                read.flags.as_str(),
                read.local_id.as_str(),
                read.remote_id.as_str()
            ),
            (1, "U K", "192.0.2.1", "203.0.113.2")
        );
        assert_eq!((read.isakmp, read.send, read.recv), (2, 1, 1));
    }

    #[test]
    fn a_row_without_flags_keeps_one_letter_names() {
        let read = row("3  A B  i:0 s:0 r:0").unwrap();
        assert_eq!(
            (
                read.flags.as_str(),
                read.local_id.as_str(),
                read.remote_id.as_str()
            ),
            ("", "A", "B")
        );
    }

    #[test]
    fn an_answer_without_heading_is_cut() {
        let document = text::read("1 U 192.0.2.1 203.0.113.2 i:1 s:1 r:1\nnoise");
        let mut notes = Notes::default();
        let read = answers::<GatewaySummary>(&document.lines, &mut notes);
        assert!(matches!(
            read.as_slice(),
            [Reading {
                extent: Extent::Cut,
                span: Span { first: 1, last: 1 },
                ..
            }]
        ));
        assert_eq!(notes.unread, [2]);
    }
}
