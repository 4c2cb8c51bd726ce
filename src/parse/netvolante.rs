//! Turns the answer to `show status netvolante-dns` into one record per server of the name service.
//!
//! # Source
//! Command reference, "ネットボランチ DNS サービスの設定状態の表示".
//! # Shape
//! `(Netvolante DNS server 1)`, then labels, some without a value.
//! # Lines
//! server → new block · interface, name, address → facts · service, time of update, timeout → known, no
//! fact · anything else → unread
//! # Wording
//! See `wording` below.

use super::label::{Printed, is_one_of, labelled};
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "status", "netvolante-dns"],
        options: &[],
        analysed: true,
    }),
    command: "show status netvolante-dns",
    first: "(Nnネ",
    claims: |text| matches!(item(text), Some(Item::Server | Item::Service)),
    continues: |text| item(text).is_some(),
    wording: &[
        seen("日本語の表示", "the Japanese form"),
        guessed("英語の表示", "the English form"),
    ],
    read: answers::<NameService>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameService {
    /// The line that opens it.
    pub line: u32,
    /// The servers, in the order printed.
    pub servers: Vec<NameServer>,
}

/// What one server holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameServer {
    /// The line that opens it.
    pub line: u32,
    /// The interface, as printed.
    pub interface: Option<String>,
    /// The name; None where nothing is registered.
    pub name: Option<Printed<String>>,
    /// The address; None where nothing is registered.
    pub address: Option<Printed<String>>,
}

pub(super) enum Item {
    Server,
    Service,
    Interface(String),
    Name(String),
    Address(String),
    Known,
}

impl Collect for NameService {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, first: &Item) -> Option<Self> {
        matches!(first, Item::Server | Item::Service).then(|| Self {
            line,
            servers: Vec::new(),
        })
    }

    fn is_next(&self, _item: &Item) -> bool {
        false
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        if matches!(item, Item::Server) || self.servers.is_empty() {
            self.servers.push(NameServer {
                line,
                ..NameServer::default()
            });
        }
        let Some(last) = self.servers.last_mut() else {
            return false;
        };
        let printed = |value: String| (!value.is_empty()).then_some(Printed { line, value });
        match item {
            Item::Interface(value) => last.interface = Some(value),
            Item::Name(value) => last.name = printed(value),
            Item::Address(value) => last.address = printed(value),
            Item::Server | Item::Service | Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        (Record::NameService(self), Extent::Whole)
    }
}

fn item(text: &str) -> Option<Item> {
    const KNOWN: [&str; 5] = [
        "最終更新日時",
        "最新更新日時",
        "Last update",
        "タイムアウト",
        "Timeout",
    ];
    let text = text.trim();
    if text.starts_with("(Netvolante DNS server ") && text.ends_with(')') {
        return Some(Item::Server);
    }
    if is_registered(text) {
        return Some(Item::Known);
    }
    let (label, value) = labelled(text)?;
    if is_one_of(
        label,
        &["ネットボランチDNSサービス", "Netvolante DNS service"],
    ) {
        return Some(Item::Service);
    }
    let is_leased = value.ends_with("primary") || value.ends_with("secondary");
    if is_one_of(label, &["インタフェース", "Interface"]) && !is_leased {
        return Some(Item::Interface(value.to_owned()));
    }
    if is_one_of(label, &["ホストアドレス", "Host address"]) {
        return Some(Item::Name(value.to_owned()));
    }
    if is_one_of(label, &["IPアドレス", "IP address"]) {
        return Some(Item::Address(value.to_owned()));
    }
    is_one_of(label, &KNOWN).then_some(Item::Known)
}

/// `PP01  name`, a row of `netvolante-dns get hostname list all`, which has the same heading.
fn is_registered(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let interface = words.next().unwrap_or_default();
    let number = interface
        .strip_prefix("PP")
        .or(interface.strip_prefix("LAN"));
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    number.is_some_and(is_number)
        && words.next().is_some_and(|name| name.contains('.'))
        && words.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    #[test]
    fn each_server_is_a_block() {
        let paste = "\n(Netvolante DNS server 1)\nネットボランチDNSサービス:     AUTO\n\
                     インタフェース:                PP[01]\nホストアドレス:                hq.aa0.netvolante.example.jp\n\
                     IPアドレス:                    192.0.2.1\n最終更新日時:                  2026/04/01 07:23:13\n\
                     タイムアウト:                  90 秒\n\n(Netvolante DNS server 2)\n\
                     ネットボランチDNSサービス:     AUTO\nインターフェース:              PP[01]\n\
                     ホストアドレス:\nIPアドレス:\n最終更新日時:\nタイムアウト:                  90 秒";
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<NameService>(&document.lines, &mut notes);
        let [
            Reading {
                record: Record::NameService(it),
                ..
            },
        ] = readings.as_slice()
        else {
            panic!("{readings:?}")
        };
        assert!(notes.unread.is_empty(), "{notes:?}");
        let [first, second] = it.servers.as_slice() else {
            panic!("{it:?}")
        };
        assert_eq!(
            first.address,
            Some(Printed {
                line: 6,
                value: "192.0.2.1".into()
            })
        );
        assert_eq!(second.interface.as_deref(), Some("PP[01]"));
        assert_eq!((&second.name, &second.address), (&None, &None));
    }

    #[test]
    fn the_list_of_registered_names_is_known() {
        let paste = "(Netvolante DNS server 1)\nPP01    hq.aa0.netvolante.example.jp\nPP01 is down";
        let document = text::read(paste);
        let mut notes = Notes::default();
        answers::<NameService>(&document.lines, &mut notes);
        assert_eq!(notes.unread, [3]);
    }
}
