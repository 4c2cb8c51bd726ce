//! Turns the answer to `show status vrrp` into one record per group of routers.
//!
//! # Source
//! Command reference, "VRRP の情報の表示"; no answer was seen.
//! # Shape
//! `LAN1 ID:100 …` per group, then a line with the state of this router.
//! # Lines
//! group, own state → [`VrrpGroup`] · master, priority, timers → known, no fact · anything else → unread
//! # Wording
//! guessed: all of it.

use super::atom::single_blanks;
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "status", "vrrp"],
        options: &[],
        analysed: true,
    }),
    command: "show status vrrp",
    first: "Ll",
    claims: |text| matches!(item(text), Some(Item::Group(_))),
    continues: |text| item(text).is_some(),
    wording: &[guessed(
        "日本語と英語の表示",
        "the answer in both languages",
    )],
    read: answers::<VrrpGroups>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VrrpGroups {
    /// The groups, in the order printed.
    pub groups: Vec<VrrpGroup>,
}

/// One group of routers that share an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VrrpGroup {
    /// Line that names it.
    pub line: u32,
    /// Its interface and its number, as printed: `LAN1`, `100`.
    pub name: (String, String),
    /// The state of this router, in lower case, and the line.
    pub state: Option<(u32, String)>,
}

pub(super) enum Item {
    Group((String, String)),
    State(String),
    Known,
}

/// Beginnings of the lines around the state.
const KNOWN: [&str; 8] = [
    "現在のマスター",
    "Current master",
    "Master router",
    "仮想IPアドレス",
    "Virtual ",
    "優先度",
    "Priority",
    "Preempt",
];

/// What stands before the state of this router.
const STATE: [&str; 6] = [
    "自分の状態",
    "現在の状態",
    "状態",
    "My status",
    "Current state",
    "State",
];

impl Collect for VrrpGroups {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(_line: u32, first: &Item) -> Option<Self> {
        matches!(first, Item::Group(_)).then(Self::default)
    }

    fn is_next(&self, _item: &Item) -> bool {
        false
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Group(name) => self.groups.push(VrrpGroup {
                line,
                name,
                state: None,
            }),
            Item::State(state) => {
                if let Some(group) = self.groups.last_mut() {
                    group.state = Some((line, state));
                }
            }
            Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let has_state = |it: &VrrpGroup| it.state.is_some();
        let extent = if self.groups.iter().all(has_state) {
            Extent::Whole
        } else {
            Extent::Cut
        };
        (Record::VrrpGroups(self), extent)
    }
}

fn item(text: &str) -> Option<Item> {
    let text = single_blanks(text.trim());
    if let Some((interface, rest)) = text.split_once(" ID:") {
        let port = interface.strip_prefix("LAN")?;
        let number = rest.split_ascii_whitespace().next()?;
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
        let is_group = is_number(number) && port.starts_with(|c: char| c.is_ascii_digit());
        return is_group.then(|| Item::Group((interface.to_owned(), number.to_owned())));
    }
    let begins = |words: &[&str]| {
        words
            .iter()
            .find_map(|it| text.strip_prefix(it).map(str::trim))
    };
    if let Some(rest) = begins(&STATE) {
        let rest = rest.strip_prefix([':', '：'])?.trim_start();
        let word = rest.split([' ', ',', '(']).next()?;
        return Some(Item::State(word.to_ascii_lowercase()));
    }
    begins(&KNOWN).map(|_| Item::Known)
}

#[cfg(test)]
mod tests {
    use super::super::Reading;
    use super::super::lines::Notes;
    use super::*;
    use crate::text;

    #[test]
    fn groups_and_states_are_read() {
        for (paste, state) in [
            (
                "LAN1 ID:100  仮想IPアドレス: 192.168.1.254\n  現在のマスター: 192.168.1.1 優先度: 200\n  \
                 自分の状態: Backup  優先度: 100\nno line of it",
                "backup",
            ),
            (
                "LAN1 ID:100 Virtual IP address: 192.168.1.254\n  Current master: 192.168.1.1\n  \
                 My status: Master Priority: 200\nno line of it",
                "master",
            ),
        ] {
            let document = text::read(paste);
            let mut notes = Notes::default();
            let records = answers::<VrrpGroups>(&document.lines, &mut notes);
            assert_eq!(notes.unread, [4]);
            let [
                Reading {
                    record: Record::VrrpGroups(read),
                    ..
                },
            ] = records.as_slice()
            else {
                panic!("{records:?}")
            };
            assert_eq!(read.groups.len(), 1);
            assert_eq!(read.groups[0].name, ("LAN1".to_owned(), "100".to_owned()));
            assert_eq!(read.groups[0].state, Some((3, state.to_owned())));
        }
    }
}
