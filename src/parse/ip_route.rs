//! Turns the answers to `show ip route` and `show ipv6 route` into one record per route.
//!
//! # Source
//! Command reference, "IP の経路情報テーブルの表示", "IPv6 の経路情報の表示".
//! # Shape
//! A heading, then `destination gateway interface kind [more]`; columns move between versions, so blanks
//! separate them and nothing else. Of IPv6, a long gateway pushes the rest onto the next line.
//! # Lines
//! row, or its two halves → [`RouteRow`] · heading, all of `summary` → known, no fact · anything else
//! → unread; what seems to be a part of a row makes the answer cut, and so does the lack of any network
//! of the router's own
//! # Wording
//! seen: IPv4 in both languages, IPv6 in English, `summary` in English. How `detail` marks a hidden
//! route was not seen.

use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "ip", "route"],
        options: &["detail", "summary"],
        analysed: true,
    }),
    command: "show ip route",
    first: "0123456789dDNPxX*<宛",
    claims: |text| item(text).is_some_and(|item| begins(&item)),
    continues: |text| item(text).is_some_and(|it| begins(&it) && !is_heading_of(&it, true)),
    wording: &[
        seen("日本語と英語の一覧", "the list in Japanese and English"),
        seen("summary（英語）", "summary in English"),
    ],
    read: answers::<Reader>,
};

/// Found by the same lines as the routes of IPv4; this only knows the command.
pub(super) static OUTPUT_V6: Output = Output {
    shape: Some(Shape {
        words: &["show", "ipv6", "route"],
        options: &["detail", "summary"],
        analysed: true,
    }),
    command: "show ipv6 route",
    first: "DN宛",
    claims: |text| item(text).is_some_and(|it| is_heading_of(&it, true)),
    continues: |text| item(text).is_some_and(|it| begins(&it) && !is_heading_of(&it, false)),
    wording: &[
        seen("英語の一覧", "the list in English"),
        guessed("日本語の見出し", "the heading in Japanese"),
    ],
    read: answers::<Reader>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteList {
    /// The line that opens the answer: its heading, else its first row.
    pub opening: u32,
    /// Whether it is of IPv6.
    pub v6: bool,
    /// The rows, in the order printed.
    pub rows: Vec<RouteRow>,
}

/// One row, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    /// Line number of its beginning.
    pub line: u32,
    /// Destination: `default`, or a network with the length of its prefix.
    pub destination: String,
    /// Gateway; a dash where there is none.
    pub gateway: String,
    /// Interface: `PP[01]`, `LAN3(DHCP)`, `TUNNEL[1]`.
    pub interface: String,
    /// Kind: `static`, `implicit`, `BGP`.
    pub kind: String,
    /// What stands behind: `filter:1`, `k(1) w(0)`, `path=10124`; mostly empty.
    pub more: String,
}

pub(super) enum Item {
    /// Whether it is that of IPv6, and the first row, where a copy has lost the end of the line.
    Heading(bool, Option<RouteRow>),
    /// The same, joined with a part of a row.
    Joined(bool),
    Row(RouteRow),
    /// Destination and gateway of a row whose rest is on the next line.
    Head(String, String),
    /// Interface, kind and more.
    Tail(String, String, String),
    SummaryHeading,
    SummaryRow,
    /// A row whose kind is lost.
    Kindless(RouteRow),
    /// A part of a row.
    Torn,
}

/// Whether an answer can begin with it: nothing else prints these.
fn begins(item: &Item) -> bool {
    matches!(
        item,
        Item::Heading(..) | Item::Joined(_) | Item::Row(_) | Item::SummaryHeading
    )
}

fn is_heading_of(item: &Item, v6: bool) -> bool {
    matches!(item, Item::Heading(of_v6, _) | Item::Joined(of_v6) if *of_v6 == v6)
}

/// An answer while it is read.
#[derive(Default)]
pub(super) struct Reader {
    list: RouteList,
    headed: bool,
    summary: bool,
    /// Whether something of it is missing.
    torn: bool,
    /// The half of a row whose rest is still to come.
    half: Option<(u32, String, String)>,
}

impl Collect for Reader {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, first: &Item) -> Option<Self> {
        let mut reader = Self::default();
        reader.list.opening = line;
        match first {
            Item::Heading(v6, row) => {
                reader.list.v6 = *v6;
                reader.headed = true;
                let row = row.clone().map(|row| RouteRow { line, ..row });
                reader.list.rows.extend(row);
            }
            Item::Joined(v6) => {
                reader.list.v6 = *v6;
                reader.headed = true;
            }
            Item::Row(row) => reader.list.v6 = row.is_v6(),
            Item::SummaryHeading => reader.summary = true,
            Item::Head(..) | Item::Tail(..) | Item::SummaryRow | Item::Kindless(_) | Item::Torn => {
                return None;
            }
        }
        Some(reader)
    }

    fn is_next(&self, item: &Item) -> bool {
        match item {
            // Rows above a heading may be its own, in another order.
            Item::Heading(v6, _) | Item::Joined(v6) => {
                self.headed || self.summary || *v6 != self.list.v6
            }
            Item::SummaryHeading => true,
            Item::Row(_) => self.summary,
            Item::Head(..) | Item::Tail(..) | Item::SummaryRow | Item::Kindless(_) | Item::Torn => {
                false
            }
        }
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        // Whatever comes instead of a row's rest, the row is not whole.
        let half = self.half.take();
        self.torn |= half.is_some() && !matches!(item, Item::Tail(..));
        match (item, half) {
            (Item::Row(row), _) => self.list.rows.push(RouteRow { line, ..row }),
            (Item::Head(destination, gateway), _) => {
                self.half = Some((line, destination, gateway));
            }
            (Item::Tail(interface, kind, more), Some((line, destination, gateway))) => {
                self.list.rows.push(RouteRow {
                    line,
                    destination,
                    gateway,
                    interface,
                    kind,
                    more,
                });
            }
            // It is one way more, whatever stood behind it.
            (Item::Kindless(row), _) => {
                self.torn = true;
                self.list.rows.push(RouteRow { line, ..row });
            }
            (Item::Torn | Item::Joined(_) | Item::Tail(..), _) => {
                self.torn = true;
                return false;
            }
            (Item::SummaryRow, _) => return self.summary,
            (Item::Heading(_, row), _) => {
                self.headed = true;
                self.torn |= !self.list.rows.is_empty();
                self.list
                    .rows
                    .extend(row.map(|row| RouteRow { line, ..row }));
            }
            (Item::SummaryHeading, _) => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        if self.summary {
            return (Record::Quiet, Extent::Whole);
        }
        let is_whole =
            self.headed && !self.torn && self.half.is_none() && self.list.has_own_network();
        let extent = if is_whole { Extent::Whole } else { Extent::Cut };
        (Record::Routes(self.list), extent)
    }
}

impl RouteList {
    /// Whether it has the row of a network at the router itself: none is without one of IPv4, and a router
    /// without any route does not answer.
    fn has_own_network(&self) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| self.v6 || row.kind.eq_ignore_ascii_case("implicit"))
    }
}

impl RouteRow {
    fn is_v6(&self) -> bool {
        self.destination.contains(':') || self.gateway.contains(':')
    }
}

fn item(text: &str) -> Option<Item> {
    // Asked of every line that begins with a digit, so nothing is made that is not kept.
    let mut places = [""; MOST_WORDS];
    let words = places.iter_mut().zip(text.split_ascii_whitespace());
    let count = words.map(|(place, word)| *place = word).count();
    let words = places.get(..count).unwrap_or_default();
    if let Some(heading) = heading(words) {
        return Some(heading);
    }
    if let Some(row) = row(words) {
        return Some(Item::Row(row));
    }
    let owned = |word: &&str| (*word).to_owned();
    match words {
        [interface, kind, more @ ..] if is_interface(interface) && is_kind(kind) => {
            Some(Item::Tail(owned(interface), owned(kind), more.join(" ")))
        }
        [destination, gateway] if is_destination(destination) && is_gateway(gateway) => {
            Some(Item::Head(owned(destination), owned(gateway)))
        }
        [destination, gateway, interface, ..]
            if is_destination(destination) && is_gateway(gateway) && is_interface(interface) =>
        {
            Some(Item::Kindless(RouteRow {
                line: 0,
                destination: owned(destination),
                gateway: owned(gateway),
                interface: owned(interface),
                kind: String::new(),
                more: String::new(),
            }))
        }
        [first, ..] if is_destination(first) => Some(Item::Torn),
        [first, .., active, hidden]
            if is_word(first) && [active, hidden].iter().all(|it| is_count(it)) =>
        {
            Some(Item::SummaryRow)
        }
        _ => words
            .iter()
            .any(|it| is_interface(it))
            .then_some(Item::Torn),
    }
}

/// A whole row; its line is not known yet.
fn row(words: &[&str]) -> Option<RouteRow> {
    let [destination, gateway, interface, kind, more @ ..] = words else {
        return None;
    };
    let owned = |word: &&str| (*word).to_owned();
    let is_row = is_interface(interface) && is_kind(kind) && is_destination(destination);
    is_row.then(|| RouteRow {
        line: 0,
        destination: owned(destination),
        gateway: owned(gateway),
        interface: owned(interface),
        kind: owned(kind),
        more: more.join(" "),
    })
}

/// No row has more words; the rest of a longer line tells nothing.
const MOST_WORDS: usize = 12;

fn heading(words: &[&str]) -> Option<Item> {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    match words.first()? {
        &"Destination" | &"宛先ネットワーク" if has(&["Gateway", "ゲートウェイ"]) => {
            let first = words.iter().position(|word| is_destination(word));
            let row = first.and_then(|at| row(words.get(at..)?));
            let v6 = !has(&["Kind", "種別"]);
            let is_joined = row.is_none() && words.iter().any(|it| is_interface(it));
            Some(if is_joined {
                Item::Joined(v6)
            } else {
                Item::Heading(v6, row)
            })
        }
        &"Protocol" if has(&["Active"]) && has(&["Hidden"]) => Some(Item::SummaryHeading),
        _ => None,
    }
}

/// `default`, or anything with a prefix length, masked or not.
fn is_destination(word: &str) -> bool {
    word == "default"
        || word.split_once('/').is_some_and(|(network, length)| {
            let is_length = length.parse::<u8>().is_ok_and(|bits| bits <= 128);
            is_length && network.contains(['.', ':'])
        })
}

/// What can stand for a gateway: a dash, or an address, masked or not.
fn is_gateway(word: &str) -> bool {
    word == "-" || word.contains(['.', ':'])
}

/// `PP[01]`, `TUNNEL[1]`, `LAN3/1`, `LAN3(DHCP)`, `NULL`: capitals, and behind them a number.
fn is_interface(word: &str) -> bool {
    const KINDS: [&str; 9] = [
        "PP", "TUNNEL", "LAN", "WAN", "BRIDGE", "LOOPBACK", "VLAN", "ONU", "NULL",
    ];
    let letters = word
        .find(|c: char| !c.is_ascii_uppercase())
        .unwrap_or(word.len());
    let (kind, rest) = word.split_at_checked(letters).unwrap_or((word, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || "[]()/.-".contains(c);
    KINDS.contains(&kind) && (rest.is_empty() == (kind == "NULL")) && rest.chars().all(plain)
}

/// A kind of route; of a known one not the beginning alone, behind which the row was cut.
fn is_kind(word: &str) -> bool {
    const KNOWN: [&str; 3] = ["static", "implicit", "temporary"];
    let is_cut = |known: &&str| known.len() > word.len() && known.starts_with(word);
    is_word(word) && !KNOWN.iter().any(is_cut)
}

fn is_word(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphabetic()) || word == "OSPFv3"
}

fn is_count(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn lists(paste: &str) -> (Vec<(RouteList, Extent)>, Vec<u32>) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<Reader>(&document.lines, &mut notes);
        let lists = readings.into_iter().filter_map(|it| match it {
            Reading {
                record: Record::Routes(list),
                extent,
                ..
            } => Some((list, extent)),
            _ => None,
        });
        (lists.collect(), notes.unread)
    }

    const JAPANESE: &str = "\
宛先ネットワーク    ゲートウェイ     インタフェース  種別  付加情報
default             -                    PP[01]    static
XXX.XXX.XXX.XXX/32    -                    PP[01] temporary
192.168.2.0/24      -                 TUNNEL[1]    static  filter:500000
192.168.1.0/24      192.168.1.1          LAN1  implicit";

    #[test]
    fn a_japanese_list_is_read() {
        let (lists, unread) = lists(JAPANESE);
        let [(list, Extent::Whole)] = lists.as_slice() else {
            panic!("{lists:?}")
        };
        assert_eq!((list.opening, list.v6, unread), (1, false, vec![]));
        let rows: Vec<String> = list
            .rows
            .iter()
            .map(|it| {
                format!(
                    "{} {} {} {} {} {}",
                    it.line, it.destination, it.gateway, it.interface, it.kind, it.more
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                "2 default - PP[01] static ",
                "3 XXX.XXX.XXX.XXX/32 - PP[01] temporary ",
                "4 192.168.2.0/24 - TUNNEL[1] static filter:500000",
                "5 192.168.1.0/24 192.168.1.1 LAN1 implicit ",
            ]
        );
    }

    #[test]
    fn an_english_list_is_read() {
        let (lists, _) = lists(
            "Destination         Gateway          Interface       Kind  Additional Info.\n\
             default             ***.***.***.***   LAN3(DHCP)    static  k(1) w(0)\n\
             10.0.0.0/16         192.0.2.1    TUNNEL[1]       BGP  path=10124\n\
             10.9.0.0/24         10.9.0.1         LAN1  implicit",
        );
        let (list, extent) = &lists[0];
        assert_eq!((list.v6, *extent), (false, Extent::Whole));
        assert_eq!(list.rows[0].more, "k(1) w(0)");
        assert_eq!(list.rows[1].kind, "BGP");
    }

    #[test]
    fn a_row_of_ipv6_may_be_on_two_lines() {
        let (lists, unread) = lists(
            "Destination              Gateway                  Interface  Type\n\
             default                  fe80::1                  LAN2  RA\n\
             2001:db8:1::/64          2001:db8:ffff:ffff::1\n                         LAN1  implicit\n",
        );
        let (list, extent) = &lists[0];
        assert_eq!((list.v6, *extent, unread), (true, Extent::Whole, vec![]));
        assert_eq!(
            (list.rows[1].line, list.rows[1].kind.as_str()),
            (3, "implicit")
        );
    }

    #[test]
    fn a_part_of_a_row_makes_the_list_cut() {
        for tail in ["10.0.0.0/8          -", "10.0.0.0/8", "default  -  TUN"] {
            let (lists, _) = lists(&format!("{JAPANESE}\n{tail}"));
            assert_eq!(lists[0].1, Extent::Cut, "{tail}");
        }
        let rows: Vec<&str> = JAPANESE.lines().skip(1).collect();
        assert_eq!(lists(&rows.join("\n")).0[0].1, Extent::Cut);
        let heading = JAPANESE.lines().next().unwrap();
        assert_eq!(lists(heading).0[0].1, Extent::Cut);
        assert_eq!(
            lists(&JAPANESE.replacen("付加情報\n", "付加情報 ", 1)).0[0].1,
            Extent::Cut
        );
        let moved = format!("{}\n{heading}\n{}", rows[0], rows[1..].join("\n"));
        let (moved, _) = lists(&moved);
        assert!(moved.iter().all(|it| it.1 == Extent::Cut), "{moved:?}");
        let without_own: Vec<&str> = JAPANESE.lines().take(4).collect();
        assert_eq!(lists(&without_own.join("\n")).0[0].1, Extent::Cut);
    }

    #[test]
    fn a_summary_is_known_and_lists_nothing() {
        let document = text::read(
            "Protocol      Active  Hidden\nStatic             2       0\nICMP redirect  0  0\nTotal 2 0",
        );
        let mut notes = Notes::default();
        let readings = answers::<Reader>(&document.lines, &mut notes);
        assert_eq!(notes.unread, [0_u32; 0]);
        assert!(matches!(readings[0].record, Record::Quiet));
    }

    #[test]
    fn settings_and_log_lines_are_no_routes() {
        for text in [
            "ip route default gateway pp 1",
            "2026/04/01 10:00:00: IP Tunnel[1] Up",
            "LAN1(port4)    192.168.1.6       00:00:5e:00:53:01 1085",
            "1     1    1     tun[0001]esp  send 28769   203.0.113.2",
        ] {
            assert!(!(OUTPUT.claims)(text), "{text}");
        }
    }
}
