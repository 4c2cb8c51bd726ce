//! Turns the answer to `show status ipv6 dhcp` into one record per interface.
//!
//! # Source
//! Command reference, "DHCPv6 の状態の表示".
//! # Shape
//! `DHCPv6 status`, then for each interface `LAN2 [client]` and labels.
//! # Lines
//! interface → new block · state, prefix → facts · title and the labels of server, times, DNS → known,
//! no fact · anything else → unread
//! # Wording
//! See `wording` below.

use super::label::{Printed, labelled, spells};
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "status", "ipv6", "dhcp"],
        options: &[],
        analysed: true,
    }),
    command: "show status ipv6 dhcp",
    first: "DdLWBPTNO",
    claims: |text| matches!(item(text), Some(Item::Title | Item::Interface { .. })),
    continues: |text| item(text).is_some(),
    wording: &[
        seen(
            "英語の表示（LAN2 [client]、state: established、prefix:）",
            "the English form (LAN2 [client], state: established, prefix:)",
        ),
        guessed(
            "established のほかの状態（すべて「取得できていない」と読みます）、server の下の項目",
            "states other than established (all count as not obtained), what stands under server",
        ),
    ],
    read: answers::<Dhcpv6>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dhcpv6 {
    /// The interfaces, in the order printed.
    pub blocks: Vec<Dhcpv6Block>,
    is_titled: bool,
}

/// One interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dhcpv6Block {
    /// The line that names it.
    pub line: u32,
    /// The interface, as printed.
    pub interface: String,
    /// Whether it is the client's side.
    pub is_client: bool,
    /// `state:`, as printed.
    pub state: Option<Printed<String>>,
    /// `prefix:`, as printed.
    pub prefix: Option<Printed<String>>,
}

pub(super) enum Item {
    Title,
    Interface { name: String, is_client: bool },
    State(String),
    Prefix(String),
    Known,
}

impl Collect for Dhcpv6 {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(_line: u32, first: &Item) -> Option<Self> {
        let opens = matches!(first, Item::Title | Item::Interface { .. });
        opens.then(Self::default)
    }

    fn is_next(&self, item: &Item) -> bool {
        matches!(item, Item::Title) && (self.is_titled || !self.blocks.is_empty())
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Title => self.is_titled = true,
            Item::Interface { name, is_client } => self.blocks.push(Dhcpv6Block {
                line,
                interface: name,
                is_client,
                state: None,
                prefix: None,
            }),
            Item::State(value) => {
                let last = self.blocks.last_mut();
                return last.is_some_and(|it| it.state.replace(Printed { line, value }).is_none());
            }
            Item::Prefix(value) => {
                let Some(last) = self.blocks.last_mut() else {
                    return false;
                };
                last.prefix.get_or_insert(Printed { line, value });
            }
            Item::Known => return !self.blocks.is_empty(),
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let whole = self.is_titled && self.blocks.iter().all(|it| it.state.is_some());
        let extent = if whole { Extent::Whole } else { Extent::Cut };
        (Record::Dhcpv6(self), extent)
    }
}

fn item(text: &str) -> Option<Item> {
    const KNOWN: [&str; 12] = [
        "server",
        "client",
        "address",
        "preference",
        "duration",
        "preferred",
        "valid",
        "T1",
        "T2",
        "DNS",
        "domain",
        "DUID",
    ];
    let text = text.trim();
    if spells(text, "DHCPv6 status") || spells(text, "DHCPv6の状態") {
        return Some(Item::Title);
    }
    if let Some((name, rest)) = text.split_once('[')
        && let Some(role) = rest.strip_suffix(']')
        && ["client", "server"].contains(&role)
        && ["LAN", "WAN", "BRIDGE", "PP", "TUNNEL", "NGN", "ONU"]
            .iter()
            .any(|it| name.starts_with(it))
    {
        return Some(Item::Interface {
            name: name.trim().to_owned(),
            is_client: role == "client",
        });
    }
    let (label, value) = labelled(text)?;
    let value = || value.to_owned();
    match label {
        "state" | "状態" => Some(Item::State(value())),
        "prefix" | "プレフィックス" => Some(Item::Prefix(value())),
        _ => {
            let word = label.split([' ', '[']).next().unwrap_or_default();
            KNOWN.contains(&word).then_some(Item::Known)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    #[test]
    fn a_delegated_prefix_is_read() {
        let paste = "DHCPv6 status\n  LAN1 [server]\n    state: reply\n  LAN2 [client]\n\
                     \u{20}   state: established\n    server:\n      address: fe80::1\n      preference: 0\n\
                     \u{20}   prefix: 2001:db8:1::/56\n      duration: 1800\n      T1: 450\n      T2: 720\n\
                     \u{20}   DNS server[1]: 2001:db8::53";
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<Dhcpv6>(&document.lines, &mut notes);
        let [
            Reading {
                record: Record::Dhcpv6(it),
                extent: Extent::Whole,
                ..
            },
        ] = readings.as_slice()
        else {
            panic!("{readings:?}")
        };
        assert!(notes.unread.is_empty(), "{notes:?}");
        let client = it.blocks.last().unwrap();
        assert_eq!(
            (client.interface.as_str(), client.is_client),
            ("LAN2", true)
        );
        assert_eq!(client.state.as_ref().unwrap().value, "established");
        assert_eq!(client.prefix.as_ref().unwrap().value, "2001:db8:1::/56");
    }
}
