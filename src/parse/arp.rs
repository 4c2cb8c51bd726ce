//! Knows the answer to `show arp`, from which nothing is drawn.
//!
//! # Source
//! One Japanese answer was seen; the English heading is a guess.
//! # Shape
//! `interface  address  MAC address  TTL`, after a heading; MAC addresses are masked before.
//! # Lines
//! heading, row → known, no fact · anything else → unread

use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "arp"],
        options: &[],
        analysed: false,
    }),
    command: "show arp",
    first: "イI",
    claims: is_heading,
    continues: |text| is_heading(text) || is_row(text),
    wording: &[
        seen("日本語の一覧", "the list in Japanese"),
        guessed("英語の見出し", "the heading in English"),
    ],
    read: answers::<Arp>,
};

/// An answer while it is read.
pub(super) struct Arp;

impl Collect for Arp {
    type Item = ();

    fn item(text: &str) -> Option<()> {
        (is_heading(text) || is_row(text)).then_some(())
    }

    fn begin(_line: u32, _first: &()) -> Option<Self> {
        Some(Self)
    }

    fn is_next(&self, _item: &()) -> bool {
        false
    }

    fn add(&mut self, _at: Span, _item: ()) -> bool {
        true
    }

    fn finish(self) -> (Record, Extent) {
        (Record::Quiet, Extent::Whole)
    }
}

fn is_heading(text: &str) -> bool {
    let has = |word: &str| text.contains(word);
    (has("MACアドレス") || has("MAC address") || has("MAC Address")) && has("TTL")
}

/// `LAN1(port4)  192.168.1.6  ***  1085`; the time may be a word.
fn is_row(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let starts = |word: Option<&str>, kinds: &[&str]| {
        word.is_some_and(|word| kinds.iter().any(|kind| word.starts_with(kind)))
    };
    starts(words.next(), &["LAN", "WAN", "BRIDGE", "VLAN"])
        && words.next().is_some_and(|word| word.contains('.'))
        && words.count() <= 2
}

#[cfg(test)]
mod tests {
    use super::super::Notes;
    use super::*;
    use crate::text;

    #[test]
    fn heading_and_rows_are_known() {
        let paste = "インタフェース IPアドレス        MACアドレス       TTL(秒)\n\
                     LAN1(port4)    192.168.1.6       00:00:5e:00:53:01 1085\n\
                     LAN2           192.0.2.254       00:00:5e:00:53:02 permanent\n\
                     no row of it";
        let document = text::read(paste);
        let mut notes = Notes::default();
        assert_eq!(answers::<Arp>(&document.lines, &mut notes).len(), 1);
        assert_eq!(notes.unread, [4]);
    }
}
