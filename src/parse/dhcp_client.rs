//! Turns the answer to `show status dhcpc` into one record per interface that leases its address.
//!
//! # Source
//! Command reference, "DHCP クライアントの状態の表示".
//! # Shape
//! `インタフェース: LAN2 primary`, then labels set to the right, then what is common to all.
//! # Lines
//! interface → new block · address, default gateway → facts · server, time left, client's id, DNS
//! servers, titles → known, no fact · anything else → unread
//! # Wording
//! See `wording` below. Where there is no address, a word stands in its place.

use super::label::{Printed, is_one_of, labelled};
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "status", "dhcpc"],
        options: &[],
        analysed: true,
    }),
    command: "show status dhcpc",
    first: "Iiイ",
    claims: |text| matches!(item(text), Some(Item::Interface(_))),
    continues: |text| item(text).is_some(),
    wording: &[
        seen("日本語の表示", "the Japanese form"),
        guessed("英語の表示", "the English form"),
    ],
    read: answers::<DhcpClient>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DhcpClient {
    /// The interfaces, in the order printed.
    pub leases: Vec<LeaseBlock>,
}

/// One interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseBlock {
    /// The line that names it.
    pub line: u32,
    /// The interface, as printed, without `primary`.
    pub interface: String,
    /// The address, or the word in its place.
    pub address: Option<Printed<String>>,
    /// The default gateway, which is printed once for all interfaces.
    pub gateway: Option<Printed<String>>,
}

pub(super) enum Item {
    Interface(String),
    Address(String),
    Gateway(String),
    Known,
}

impl Collect for DhcpClient {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(_line: u32, first: &Item) -> Option<Self> {
        matches!(first, Item::Interface(_)).then(Self::default)
    }

    fn is_next(&self, item: &Item) -> bool {
        let Item::Interface(interface) = item else {
            return false;
        };
        self.leases.iter().any(|it| it.interface == *interface)
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Interface(interface) => self.leases.push(LeaseBlock {
                line,
                interface,
                address: None,
                gateway: None,
            }),
            Item::Address(value) => {
                let last = self.leases.last_mut();
                return last
                    .is_some_and(|it| it.address.replace(Printed { line, value }).is_none());
            }
            Item::Gateway(value) => {
                for lease in &mut self.leases {
                    let value = value.clone();
                    lease.gateway = Some(Printed { line, value });
                }
            }
            Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let whole = self.leases.iter().all(|it| it.address.is_some());
        let extent = if whole { Extent::Whole } else { Extent::Cut };
        (Record::DhcpClient(self), extent)
    }
}

fn item(text: &str) -> Option<Item> {
    const KNOWN: [&str; 9] = [
        "DHCP サーバ",
        "DHCP server",
        "リース残時間",
        "Remaining lease time",
        "(タイプ) クライアントID",
        "(Type) Client-ID",
        "DNS サーバ",
        "DNS server",
        "WINS サーバ",
    ];
    let text = text.trim();
    if text.starts_with([':', '：']) || is_one_of(text, &["共通情報", "Common information"]) {
        return Some(Item::Known);
    }
    let (label, value) = labelled(text)?;
    if is_one_of(label, &["インタフェース", "Interface"]) {
        let interface = value
            .strip_suffix("primary")
            .or_else(|| value.strip_suffix("secondary"))?;
        return Some(Item::Interface(interface.trim().to_owned()));
    }
    if is_one_of(label, &["IP アドレス", "IP address"]) {
        return Some(Item::Address(value.to_owned()));
    }
    if is_one_of(label, &["デフォルトゲートウェイ", "Default gateway"]) {
        return Some(Item::Gateway(value.to_owned()));
    }
    is_one_of(label, &KNOWN).then_some(Item::Known)
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn read(paste: &str) -> (Vec<LeaseBlock>, Vec<u32>) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<DhcpClient>(&document.lines, &mut notes).into_iter();
        let leases = readings.flat_map(|Reading { record, .. }| {
            if let Record::DhcpClient(it) = record {
                it.leases
            } else {
                Vec::new()
            }
        });
        (leases.collect(), notes.unread)
    }

    #[test]
    fn a_lease_is_read() {
        let (leases, unread) = read(
            "インタフェース: LAN2 primary\n             IP アドレス: 192.0.2.10/24\n\
             \u{20}           DHCP サーバ: 192.0.2.1\n           リース残時間: 3時間 3分 6秒\n\
             \u{20}(タイプ) クライアントID: (01) 00 00 5e 00 53 01\n共通情報\n\
             \u{20}            DNS サーバ: 192.0.2.53\n                       : 192.0.2.54\n\
             \u{20}デフォルトゲートウェイ: 192.0.2.1",
        );
        assert!(unread.is_empty(), "{unread:?}");
        let [lease] = leases.as_slice() else {
            panic!("{leases:?}")
        };
        assert_eq!((lease.line, lease.interface.as_str()), (1, "LAN2"));
        assert_eq!(lease.address.as_ref().unwrap().value, "192.0.2.10/24");
        assert_eq!(lease.gateway.as_ref().unwrap().line, 9);
    }

    #[test]
    fn a_word_may_stand_for_the_address() {
        let (leases, _) = read("インターフェース: LAN2 primary\nIPアドレス: サーバ検索中");
        assert_eq!(leases[0].address.as_ref().unwrap().value, "サーバ検索中");
    }

    #[test]
    fn the_server_s_leases_are_no_client_s() {
        for line in [
            "割り当て中アドレス: 192.0.2.10",
            "インタフェース: PP[01]",
            "リース残時間: 1日",
        ] {
            assert!(!(OUTPUT.claims)(line), "{line}");
        }
    }
}
