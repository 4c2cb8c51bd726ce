//! Turns the answer to `show status lanN` into one record: address and link of a LAN port.
//!
//! # Source
//! Command reference, "LAN インタフェースの状態の表示".
//! # Shape
//! `LAN2`, then labels; a LAN with a switch has a line for each `PORTn`.
//! # Lines
//! `LANn` → new record · address, link → facts · counters, MTU, mode, Ethernet address → known, no fact ·
//! anything else → unread
//! # Wording
//! See `wording` below.

use super::atom::single_blanks;
use super::label::{Printed, is_one_of, labelled};
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "status", "lan"],
        options: &[],
        analysed: true,
    }),
    command: "show status lan",
    first: "L",
    claims: |text| heading(text.trim()).is_some(),
    continues: |text| item(text).is_some(),
    wording: &[
        seen(
            "リンクの行（Auto Negotiation (1000BASE-T Full Duplex)、(Link Down)、PORTn）、アドレスの後の (DHCP)",
            "lines of links (Auto Negotiation (1000BASE-T Full Duplex), (Link Down), PORTn), (DHCP) behind an address",
        ),
        guessed("その他の見出し", "the other labels"),
    ],
    read: answers::<LanStatus>,
};

/// One port.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LanStatus {
    /// The line that names it.
    pub line: u32,
    /// `LAN2`.
    pub interface: String,
    /// Its address, as printed.
    pub address: Option<Printed<String>>,
    /// Whether a line says that there is a link; of several ports, whether one has it.
    pub link: Option<Printed<bool>>,
}

pub(super) enum Item {
    Heading(String),
    Address(String),
    Link(bool),
    Known,
}

impl Collect for LanStatus {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, first: &Item) -> Option<Self> {
        let Item::Heading(interface) = first else {
            return None;
        };
        Some(Self {
            line,
            interface: interface.clone(),
            ..Self::default()
        })
    }

    fn is_next(&self, item: &Item) -> bool {
        matches!(item, Item::Heading(_))
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Address(value) => self.address = Some(Printed { line, value }),
            Item::Link(value) if !self.link.as_ref().is_some_and(|it| it.value) => {
                self.link = Some(Printed { line, value });
            }
            Item::Heading(_) | Item::Link(_) | Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let extent = if self.link.is_some() {
            Extent::Whole
        } else {
            Extent::Cut
        };
        (Record::LanStatus(self), extent)
    }
}

/// `LAN2`, alone on its line.
fn heading(text: &str) -> Option<&str> {
    let name = text.trim_end_matches([':', '：']);
    let number = name.strip_prefix("LAN")?;
    let plain = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'/');
    (plain && number.starts_with(|c: char| c.is_ascii_digit()) && number.len() <= 5).then_some(name)
}

fn item(text: &str) -> Option<Item> {
    const KNOWN: [&str; 20] = [
        "説明",
        "Description",
        "イーサネットアドレス",
        "Ethernet address",
        "動作モード設定",
        "動作モード",
        "Operation mode setting",
        "Type (Link status)",
        "最大パケット長(MTU)",
        "Maximum Transmission Unit(MTU)",
        "プロミスキャスモード",
        "Promiscuous mode",
        "送信パケット",
        "Transmitted",
        "受信パケット",
        "Received",
        "未サポートパケットの受信",
        "Received unsupported packets",
        "受信オーバーフロー",
        "Receive overflow",
    ];
    let text = &*single_blanks(text.trim());
    if let Some(name) = heading(text) {
        return Some(Item::Heading(name.to_owned()));
    }
    let (label, value) = labelled(text)?;
    let is_port = label
        .strip_prefix("PORT")
        .is_some_and(|it| it.parse::<u32>().is_ok());
    if is_port || value.contains("Negotiation") || value.contains("Link Down") {
        return Some(link(value));
    }
    if is_one_of(label, &["IPアドレス", "IP address"]) {
        return Some(Item::Address(value.to_owned()));
    }
    let counts = label.starts_with("IPv4") || label.starts_with("IPv6");
    (counts || is_one_of(label, &KNOWN)).then_some(Item::Known)
}

/// `Auto Negotiation (1000BASE-T Full Duplex)`, `Auto Negotiation (Link Down)`.
fn link(value: &str) -> Item {
    if value.contains("Link Down") {
        Item::Link(false)
    } else if value.contains("BASE-") {
        Item::Link(true)
    } else {
        Item::Known
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn read(paste: &str) -> (Vec<LanStatus>, Vec<u32>) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<LanStatus>(&document.lines, &mut notes).into_iter();
        let all = readings.filter_map(|Reading { record, .. }| {
            if let Record::LanStatus(it) = record {
                Some(it)
            } else {
                None
            }
        });
        (all.collect(), notes.unread)
    }

    #[test]
    fn links_and_addresses_are_read() {
        let (all, unread) = read(
            "LAN1\n説明:\nIPアドレス:                     192.168.1.1/24\n\
             PORT1:  Auto Negotiation (Link Down)\nPORT2:  Auto Negotiation (1000BASE-T Full Duplex)\n\
             PORT3:  Auto Negotiation (Link Down)\nLAN2\nDescription:\n\
             IP address:                     192.0.2.10/24 (DHCP)\n\
             Ethernet address:               00:00:5e:00:53:01\n\
             Operation mode setting:         Auto Negotiation (Link Down)\n\
             Maximum Transmission Unit(MTU): 1500 octets\n\
             Transmitted:                    5,678 packets(1,234,567 octets)",
        );
        assert!(unread.is_empty(), "{unread:?}");
        let [lan1, lan2] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!(
            lan1.link,
            Some(Printed {
                line: 5,
                value: true
            })
        );
        assert_eq!(
            lan2.link,
            Some(Printed {
                line: 11,
                value: false
            })
        );
        assert_eq!(lan2.address.as_ref().unwrap().value, "192.0.2.10/24 (DHCP)");
    }

    #[test]
    fn a_row_of_another_output_is_no_heading() {
        for text in [
            "LAN1(port4)    192.168.1.6",
            "LAN",
            "LAN2 [client]",
            "LANケーブル",
        ] {
            assert_eq!(heading(text), None, "{text}");
        }
    }
}
