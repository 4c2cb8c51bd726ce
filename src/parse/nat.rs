//! Turns the answer to `show nat descriptor address` into one block per descriptor and interface.
//!
//! # Source
//! Command reference, "動的 NAT ディスクリプタのアドレスマップの表示".
//! # Shape
//! The kind of operation, then for each descriptor and interface it is bound to: a line that names both,
//! the outer address with the ports in use, a ruler, and rows.
//! # Lines
//! descriptor and interface → new block · outer address → fact · kind of operation, titles, ports,
//! rulers, headings, rows (static entries are not listed in full) → known, no fact · anything else → unread
//! # Wording
//! See `wording` below.

use std::net::{IpAddr, Ipv4Addr};

use super::atom::single_blanks;
use super::label::{Printed, is_one_of, labelled};
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::{Listed, Shape};

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "nat", "descriptor", "address"],
        options: &["all", "detail"],
        analysed: true,
    }),
    command: "show nat descriptor address",
    first: "NR参",
    claims: |text| matches!(item(text), Some(Item::Operation | Item::Binding(..))),
    continues: |text| item(text).is_some(),
    wording: &[
        seen(
            "英語の動作タイプ 2 の表示、日本語の動作タイプと参照ディスクリプタの行",
            "type 2 in English; in Japanese, the lines that name the type and the descriptor",
        ),
        guessed(
            "日本語のその他の見出し、外側アドレスの前の ipcp/、detail と動作タイプ 1 の行",
            "the other Japanese labels, ipcp/ before an outer address, rows of detail and of type 1",
        ),
    ],
    read: answers::<NatTable>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NatTable {
    /// The line that opens it.
    pub line: u32,
    /// Whether that is the line with which an answer begins.
    pub headed: bool,
    /// The blocks, in the order printed.
    pub blocks: Vec<NatBlock>,
}

/// A descriptor on an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatBlock {
    /// The line that names both.
    pub line: u32,
    /// Number of the descriptor.
    pub descriptor: u32,
    /// The interface, as printed.
    pub interface: String,
    /// The outer address, as printed, the first where there are several.
    pub outer: Option<Printed<String>>,
}

pub(super) enum Item {
    Operation,
    Binding(u32, String),
    Outer(String),
    Known,
}

impl Collect for NatTable {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, first: &Item) -> Option<Self> {
        let headed = matches!(first, Item::Operation);
        (headed || matches!(first, Item::Binding(..))).then(|| Self {
            line,
            headed,
            blocks: Vec::new(),
        })
    }

    fn is_next(&self, item: &Item) -> bool {
        matches!(item, Item::Operation) && !self.blocks.is_empty()
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Binding(descriptor, interface) => self.blocks.push(NatBlock {
                line,
                descriptor,
                interface,
                outer: None,
            }),
            Item::Outer(value) => {
                let Some(block) = self.blocks.last_mut() else {
                    return false;
                };
                block.outer.get_or_insert(Printed { line, value });
            }
            Item::Operation | Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let extent = if self.headed {
            Extent::Whole
        } else {
            Extent::Cut
        };
        (Record::NatTable(self), extent)
    }
}

fn item(text: &str) -> Option<Item> {
    let text = &*single_blanks(text.trim());
    if text.starts_with("NAT/IP masquerade") || text.starts_with("NAT/IPマスカレード") {
        return Some(Item::Operation);
    }
    if let Some((descriptor, interface)) = binding(text) {
        return Some(Item::Binding(descriptor, interface));
    }
    if is_row(text) || is_ruler(text) || is_heading(text) {
        return Some(Item::Known);
    }
    let (label, value) = labelled(text)?;
    if is_one_of(label, &["Outer address", "外側アドレス"]) {
        return Some(Item::Outer(value.to_owned()));
    }
    is_one_of(label, &["Port range", "ポート範囲"]).then_some(Item::Known)
}

/// `Reference Descriptor : 1, Assigned Interface : PP[01](1)`.
fn binding(text: &str) -> Option<(u32, String)> {
    let (first, second) = text.split_once([',', '、'])?;
    let ((label, descriptor), (of, interface)) = (labelled(first)?, labelled(second)?);
    let known = is_one_of(label, &["Reference Descriptor", "参照NATディスクリプタ"])
        && is_one_of(of, &["Assigned Interface", "適用インタフェース"]);
    let descriptor = descriptor.parse().ok().filter(|_| known)?;
    Some((descriptor, interface.to_owned()))
}

/// `-*-    -*-    -*-`.
fn is_ruler(text: &str) -> bool {
    text.len() >= 3
        && text
            .bytes()
            .all(|byte| matches!(byte, b'-' | b'*' | b'=' | b' '))
}

/// Titles of a table, and names of its columns.
fn is_heading(text: &str) -> bool {
    const TITLES: [&str; 6] = [
        "Masquerade Table",
        "Masqueradeテーブル",
        "マスカレードテーブル",
        "NAT Table",
        "NATテーブル",
        "Static NAT Table",
    ];
    const COLUMNS: [&str; 6] = [
        "No.",
        "Protocol",
        "プロトコル",
        "Inner",
        "内側アドレス",
        "Outer",
    ];
    let is_title = TITLES.contains(&text.trim_end_matches([':', '：']));
    let first = text.split_ascii_whitespace().next().unwrap_or_default();
    let rest = text.trim_start_matches(first);
    let names_addresses = rest.contains("Inner")
        || rest.contains("内側")
        || rest.contains("Destination")
        || rest.contains("宛先");
    is_title || (COLUMNS.contains(&first) && names_addresses && !text.contains([':', '：']))
}

/// A number or a protocol, then addresses; a static entry has `*` in places of what it leaves open.
fn is_row(text: &str) -> bool {
    const PROTOCOLS: [&str; 6] = ["TCP", "UDP", "ICMP", "ESP", "AH", "GRE"];
    let mut words = text.split_ascii_whitespace();
    let Some(first) = words.next() else {
        return false;
    };
    let number = first.bytes().all(|byte| byte.is_ascii_digit());
    let protocol = PROTOCOLS.iter().any(|it| it.eq_ignore_ascii_case(first));
    let is_address = |word: &str| {
        let dotted = word.splitn(5, '.').take(4).listed().join(".");
        dotted.parse::<Ipv4Addr>().is_ok() || word.parse::<IpAddr>().is_ok()
    };
    let second = words.next().unwrap_or_default();
    (number || protocol) && is_address(second) && words.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn read(paste: &str) -> (Vec<(NatTable, Extent)>, Notes) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<NatTable>(&document.lines, &mut notes).into_iter();
        let all = readings.filter_map(|Reading { record, extent, .. }| {
            if let Record::NatTable(it) = record {
                Some((it, extent))
            } else {
                None
            }
        });
        (all.collect(), notes)
    }

    #[test]
    fn both_languages_and_both_types_are_read() {
        for text in [
            "NAT/IP masquerade compatibility type : 2\n\
             Reference Descriptor : 1, Assigned Interface : PP[01](1)\n\
             Masquerade Table\n\
             \u{20}   Outer address: 192.0.2.1\n\
             \u{20}   Port range: 60000-64095, 49152-59999, 44096-49151   169 session.\n\
             \u{20} -*-    -*-    -*-    -*-    -*-    -*-    -*-    -*-    -*-    -*-    -*-\n\
             \u{20}     No.              Inner   Session Count           Limit         Type\n\
             \u{20}      1     192.168.1.100              71          250000         dynamic",
            "NAT/IPマスカレード 動作タイプ : 1\n\
             参照NATディスクリプタ : 1, 適用インタフェース : PP[01](1)\n\
             Masqueradeテーブル\n\
             \u{20}   外側アドレス: ipcp/192.0.2.1\n\
             \u{20}   ポート範囲: 60000-64095   12個使用中\n\
             プロトコル 内側アドレス 宛先 マスカレード 種別\n\
             UDP 192.168.1.1.500 *.* 500 static\n\
             ESP 192.168.1.1.* *.* * static\n\
             TCP 192.168.1.10.51000 198.51.100.9.443 60001 880",
        ] {
            let (all, notes) = read(text);
            let [(table, Extent::Whole)] = all.as_slice() else {
                panic!("{all:?}")
            };
            assert!(notes.unread.is_empty(), "{notes:?}");
            let [block] = table.blocks.as_slice() else {
                panic!("{table:?}")
            };
            assert_eq!(
                (block.descriptor, block.interface.as_str()),
                (1, "PP[01](1)")
            );
            assert!(block.outer.as_ref().unwrap().value.ends_with("192.0.2.1"));
        }
    }

    #[test]
    fn several_bindings_are_several_blocks() {
        let (all, _) = read(
            "Reference Descriptor : 1, Assigned Interface : PP[01](1)\n\
             Reference Descriptor : 2, Assigned Interface : LAN2(1)",
        );
        assert!(matches!(all.as_slice(), [(table, Extent::Cut)] if table.blocks.len() == 2));
    }

    #[test]
    fn rows_are_told_by_their_shape() {
        assert!(is_row("1  192.168.1.100  71  250000  dynamic"));
        assert!(is_row("1 192.168.1.100.51000 60001"));
        assert!(!is_row(
            "1     1    -     isakmp        -    28768   203.0.113.2"
        ));
        assert!(!is_row("192.168.1.0/24 192.168.1.1 LAN1 implicit"));
    }
}
