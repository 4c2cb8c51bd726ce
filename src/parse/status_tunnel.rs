//! Turns the answer to `show status tunnel N|up|down` into one record per tunnel interface.
//!
//! # Source
//! Command reference, "トンネルインタフェースの状態の表示".
//! # Shape
//! `TUNNEL[1]:`, then one fact on a line: a sentence for the state, `label: value` for the rest.
//! # Units
//! Packets since the tunnel is up, IPv4 and IPv6 on a line each. `通信時間`: since it is up.
//! # Lines
//! heading → new block · kind, state sentence, start, duration, counters, keepalive status →
//! [`TunnelFact`] · description, MTU, other keepalive fields → known, no fact · anything else → unread
//! # Wording
//! seen: the blocks of a tunnel that is up, in both languages, and the English keepalive block. The
//! sentence of a tunnel that is not up was never seen: any is taken as printed.

use super::atom::{duration, single_blanks};
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "status", "tunnel"],
        options: &["up", "down"],
        analysed: true,
    }),
    command: "show status tunnel",
    first: "TICイト",
    claims: |text| item(text).is_some_and(|item| begins(&item)),
    continues: |text| item(text).is_some(),
    wording: &[
        seen(
            "接続中のトンネルの表示（日本語、英語）",
            "a tunnel that is up, in Japanese and English",
        ),
        seen("IKE keepalive の表示（英語）", "IKE keepalive in English"),
        guessed(
            "接続されていないときの文（接続中の文でないものは、すべて「接続されていない」として引用します）",
            "the sentence of a tunnel that is not up (any other sentence than that of one that is up \
             counts as not up, and is quoted)",
        ),
    ],
    read: answers::<TunnelBlocks>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TunnelBlocks {
    /// The blocks, in the order printed.
    pub blocks: Vec<TunnelBlock>,
}

/// What is said of one tunnel interface.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TunnelBlock {
    /// Line of its heading, else of its first fact.
    pub line: u32,
    /// The number in its heading; None where the heading was not pasted.
    pub number: Option<u32>,
    /// The facts and their lines, in the order printed.
    pub facts: Vec<(u32, TunnelFact)>,
}

/// One fact of a tunnel interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TunnelFact {
    /// `Interface type`, `インタフェースの種類`.
    Kind(String),
    /// The sentence that tells whether it is up.
    State(String),
    /// `from`, `開始`: date and time.
    Since(String),
    /// Seconds since it is up.
    Uptime(u32),
    /// Packets received: the count of one version of IP.
    Received(u64),
    /// Packets sent: the count of one version of IP.
    Sent(u64),
    /// `[Status]` of the IKE keepalive.
    Keepalive(String),
}

pub(super) enum Item {
    Heading(u32),
    Fact(TunnelFact),
    /// A count of the same direction as the line before.
    MorePackets(u64),
    Known,
}

/// Whether an answer can begin with it: only tunnel interfaces print these.
fn begins(item: &Item) -> bool {
    match item {
        Item::Heading(_) | Item::Fact(TunnelFact::Kind(_) | TunnelFact::State(_)) => true,
        Item::Fact(_) | Item::MorePackets(_) | Item::Known => false,
    }
}

impl Collect for TunnelBlocks {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(_line: u32, first: &Item) -> Option<Self> {
        begins(first).then(Self::default)
    }

    fn is_next(&self, _item: &Item) -> bool {
        false
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        let number = match &item {
            Item::Heading(number) => Some(*number),
            Item::Fact(_) | Item::MorePackets(_) | Item::Known => None,
        };
        let starts = match (&item, self.blocks.last()) {
            (Item::Heading(_), _) | (_, None) => true,
            // A second state is of another tunnel, whose heading is missing.
            (Item::Fact(fact), Some(block)) => block.has_another(fact),
            (Item::MorePackets(_) | Item::Known, Some(_)) => false,
        };
        if starts {
            self.blocks.push(TunnelBlock {
                line,
                number,
                facts: Vec::new(),
            });
        }
        let Some(block) = self.blocks.last_mut() else {
            return false;
        };
        match item {
            Item::Heading(_) | Item::Known => true,
            Item::Fact(fact) => {
                block.facts.push((line, fact));
                true
            }
            Item::MorePackets(count) => block.add_packets(line, count),
        }
    }

    fn finish(self) -> (Record, Extent) {
        let is_whole = |block: &TunnelBlock| {
            let mut facts = block.facts.iter();
            block.number.is_some() && facts.any(|it| matches!(it.1, TunnelFact::State(_)))
        };
        let extent = if self.blocks.iter().all(is_whole) {
            Extent::Whole
        } else {
            Extent::Cut
        };
        (Record::TunnelStatus(self), extent)
    }
}

impl TunnelBlock {
    /// Whether a fact that each tunnel has once is there already.
    fn has_another(&self, fact: &TunnelFact) -> bool {
        let is_single = matches!(fact, TunnelFact::Kind(_) | TunnelFact::State(_));
        // A screen that was drawn twice doubles a line.
        if self.facts.last().is_some_and(|it| it.1 == *fact) {
            return false;
        }
        let same =
            |it: &(u32, TunnelFact)| std::mem::discriminant(&it.1) == std::mem::discriminant(fact);
        is_single && self.facts.iter().any(same)
    }

    /// Adds a count to the direction that was printed last; says no where none was.
    fn add_packets(&mut self, line: u32, count: u64) -> bool {
        let more = match self.facts.last() {
            Some((_, TunnelFact::Received(_))) => TunnelFact::Received(count),
            Some((_, TunnelFact::Sent(_))) => TunnelFact::Sent(count),
            _ => return false,
        };
        self.facts.push((line, more));
        true
    }
}

fn item(text: &str) -> Option<Item> {
    let text = single_blanks(text.trim());
    let text = text.as_ref();
    if let Some(rest) = text.strip_prefix("TUNNEL[") {
        let (number, behind) = rest.split_once(']')?;
        return (behind.trim() == ":").then(|| number.parse().ok().map(Item::Heading))?;
    }
    let sentence = behind_kind(text).unwrap_or(text);
    if is_state(sentence) {
        return Some(Item::Fact(TunnelFact::State(sentence.to_owned())));
    }
    if let Some(start) = text.strip_prefix("from ") {
        let start = start.trim_end_matches('.').to_owned();
        let is_date = start.starts_with(|c: char| c.is_ascii_digit());
        return is_date.then_some(Item::Fact(TunnelFact::Since(start)));
    }
    if let Some(lasting) = text.strip_suffix("connection.") {
        return duration(lasting).map(|secs| Item::Fact(TunnelFact::Uptime(secs)));
    }
    if text.starts_with('(') {
        return packets(text).map(Item::MorePackets);
    }
    let (label, value) = text.split_once([':', '：'])?;
    labelled(label.trim_end(), value.trim())
}

/// Whether it is the sentence that tells whether the interface is up, and nothing else: behind it on the
/// same line may stand anything that lost its line ends, and then it is not known what it said.
/// The sentence behind the kind of the interface on one line, where a copy has lost the end of that.
fn behind_kind(text: &str) -> Option<&str> {
    const STARTS: [&str; 3] = [
        " トンネルインタフェースは",
        " トンネルインターフェースは",
        " Current status is ",
    ];
    const KINDS: [&str; 3] = [
        "Interface type",
        "インタフェースの種類",
        "インターフェースの種類",
    ];
    KINDS.iter().find(|it| text.starts_with(**it))?;
    let at = STARTS.iter().find_map(|it| text.find(it))?;
    text.get(at + 1..)
}

fn is_state(text: &str) -> bool {
    if text.starts_with("Current status is ") {
        return !text.contains(". ");
    }
    let is_japanese = text.starts_with("トンネルインタフェースは")
        || text.starts_with("トンネルインターフェースは");
    is_japanese && !text.contains(' ')
}

fn labelled(label: &str, value: &str) -> Option<Item> {
    let fact = match label {
        "Description" | "説明" | "IKE keepalive" | "IKE キープアライブ" => {
            return Some(Item::Known);
        }
        "Interface type" | "インタフェースの種類" | "インターフェースの種類" => {
            TunnelFact::Kind(value.to_owned())
        }
        "開始" => TunnelFact::Since(value.to_owned()),
        "通信時間" => TunnelFact::Uptime(duration(value)?),
        "Received" | "受信" => TunnelFact::Received(packets(value)?),
        "Transmitted" | "送信" => TunnelFact::Sent(packets(value)?),
        "[Status]" | "[状態]" => TunnelFact::Keepalive(value.to_owned()),
        "IPv4" | "IPv6" => {
            let is_size = value.ends_with("octets") || value.ends_with("オクテット");
            return is_size.then_some(Item::Known);
        }
        _ => {
            let is_field = label.starts_with('[') && label.ends_with(']');
            return (is_field || label.ends_with("(MTU)")).then_some(Item::Known);
        }
    };
    Some(Item::Fact(fact))
}

/// The count in `(IPv4) 7 packets [644 octets]`; other interfaces print no version of IP there.
fn packets(value: &str) -> Option<u64> {
    let mut words = value.split_ascii_whitespace();
    let version = words.next()?;
    let count = words.next()?;
    matches!(version, "(IPv4)" | "(IPv6)").then(|| count.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn blocks(paste: &str) -> (Vec<TunnelBlock>, Vec<Extent>, Vec<u32>) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<TunnelBlocks>(&document.lines, &mut notes);
        let (mut blocks, mut extents) = (Vec::new(), Vec::new());
        for Reading { record, extent, .. } in readings {
            let Record::TunnelStatus(answer) = record else {
                panic!("{record:?}")
            };
            blocks.extend(answer.blocks);
            extents.push(extent);
        }
        (blocks, extents, notes.unread)
    }

    const JAPANESE: &str = "\
TUNNEL[1]:
説明: 本社
  インタフェースの種類: IPsec
  トンネルインタフェースは接続されています
  開始: 2026/04/01 06:12:30
  通信時間: 3時間7分20秒
  受信: (IPv4) 812 パケット [60900 オクテット]
        (IPv6) 1 パケット [60 オクテット]
  送信: (IPv4) 945 パケット [70875 オクテット]
        (IPv6) 0 パケット [0 オクテット]";

    #[test]
    fn a_japanese_block_is_read() {
        let (blocks, extents, unread) = blocks(JAPANESE);
        assert_eq!((extents, unread), (vec![Extent::Whole], vec![]));
        let [block] = blocks.as_slice() else {
            panic!("{blocks:?}")
        };
        assert_eq!((block.line, block.number), (1, Some(1)));
        assert_eq!(
            block.facts,
            [
                (3, TunnelFact::Kind("IPsec".to_owned())),
                (
                    4,
                    TunnelFact::State("トンネルインタフェースは接続されています".to_owned())
                ),
                (5, TunnelFact::Since("2026/04/01 06:12:30".to_owned())),
                (6, TunnelFact::Uptime(11240)),
                (7, TunnelFact::Received(812)),
                (8, TunnelFact::Received(1)),
                (9, TunnelFact::Sent(945)),
                (10, TunnelFact::Sent(0)),
            ]
        );
    }

    #[test]
    fn an_english_block_with_mtu_and_keepalive_is_read() {
        let (blocks, _, unread) = blocks(
            "TUNNEL[3]:\nDescription:\n  Interface type: IPsec\n  Current status is Online.\n  \
             from 2026/04/01 20:15:10.\n  1 minute 40 seconds  connection.\n  \
             Maximum Transmission Unit(MTU):\n   IPv4: 1280 octets\n   IPv6: 1280 octets\n  \
             Received:    (IPv4) 1 packet [60 octets]\n               (IPv6) 0 packet [0 octet]\n  \
             Transmitted: (IPv4) 2 packets [90 octets]\n               (IPv6) 0 packet [0 octet]\n  \
             IKE keepalive:\n         [Type]: rfc4306\n       [Status]: OK\n    [Next send]: 2 sec after",
        );
        assert_eq!(unread, [0_u32; 0]);
        let facts: Vec<&TunnelFact> = blocks[0].facts.iter().map(|it| &it.1).collect();
        assert!(facts.contains(&&TunnelFact::Since("2026/04/01 20:15:10".to_owned())));
        assert!(facts.contains(&&TunnelFact::Uptime(100)));
        assert!(facts.contains(&&TunnelFact::Keepalive("OK".to_owned())));
    }

    #[test]
    fn blocks_of_several_tunnels_are_one_answer() {
        let second = JAPANESE.replace("TUNNEL[1]", "TUNNEL[2]");
        let (blocks, extents, _) = blocks(&format!("{JAPANESE}\n{second}"));
        assert_eq!(extents.len(), 1);
        let numbers: Vec<_> = blocks.iter().map(|block| block.number).collect();
        assert_eq!(numbers, [Some(1), Some(2)]);
    }

    #[test]
    fn a_block_without_its_heading_has_no_number() {
        let (_, headless) = JAPANESE.split_once("オクテット]\n").unwrap();
        let (found, _, unread) = blocks(headless);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(unread.len(), 3);
        let (_, headless) = JAPANESE.split_once("本社\n").unwrap();
        let (found, extents, _) = blocks(headless);
        assert_eq!((found[0].number, extents), (None, vec![Extent::Cut]));
    }

    #[test]
    fn lines_of_other_interfaces_are_none_of_these() {
        for text in [
            "TUNNEL[01]: 接続されています",
            "受信: 395 パケット [47514 オクテット]  負荷: 0.0%",
            "Current PPPoE session status is Connected.",
            "Local: (IPv4)",
            "from here on",
            "Current status is Online. from 2026/04/01 20:15:10. 1 minute 40 seconds connection.",
            "トンネルインタフェースは接続されています 開始: 2026/04/01 20:15:10",
        ] {
            assert!(item(text).is_none(), "{text}");
        }
    }
}
