//! Turns the answer to `ping` or `ping6` into one record.
//!
//! # Source
//! Command reference, "ping の送信"; answers seen in both languages.
//! # Shape
//! One line per answer, a line that counts, and one of round-trip times.
//! # Lines
//! answer → address · count → [`PingAnswer`] · times → known, no fact · anything else → unread
//! # Wording
//! seen: answers and counts in both languages. What a ping without any answer prints besides its count
//! was not seen.

use super::atom::single_blanks;
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["ping"],
        options: &[],
        analysed: true,
    }),
    command: "ping",
    first: "0123456789abcdef:r往",
    claims: |text| item(text).is_some(),
    continues: |text| item(text).is_some(),
    wording: &[seen(
        "応答と送受信数（日本語、英語）",
        "answers and counts in Japanese and English",
    )],
    read: answers::<PingAnswer>,
};

/// Found by the same lines as `ping`; this only knows the command.
pub(super) static OUTPUT_V6: Output = Output {
    shape: Some(Shape {
        words: &["ping6"],
        options: &[],
        analysed: true,
    }),
    command: "ping6",
    first: "p",
    claims: |_| false,
    continues: |_| false,
    wording: &[guessed("ping と同じ形", "the same form as ping")],
    read: answers::<PingAnswer>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PingAnswer {
    /// Who answered, as printed; empty where nobody did.
    pub from: String,
    /// Answers printed, and the line of the last.
    pub answers: u32,
    /// Line of the last answer; 0 without any.
    pub last_answer: u32,
    /// What the router counted.
    pub counted: Option<PingCount>,
}

/// What a router counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PingCount {
    /// Line number.
    pub line: u32,
    /// Packets sent.
    pub sent: u32,
    /// Packets received.
    pub received: u32,
}

pub(super) enum Item {
    Answer(String),
    Count(u32, u32),
    Times,
}

impl Collect for PingAnswer {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(_line: u32, _first: &Item) -> Option<Self> {
        Some(Self::default())
    }

    fn is_next(&self, item: &Item) -> bool {
        self.counted.is_some() && !matches!(item, Item::Times)
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Answer(from) => {
                self.answers += 1;
                self.last_answer = line;
                self.from = from;
            }
            Item::Count(sent, received) => {
                self.counted = Some(PingCount {
                    line,
                    sent,
                    received,
                });
            }
            Item::Times => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let extent = if self.counted.is_some() {
            Extent::Whole
        } else {
            Extent::Cut
        };
        (Record::Ping(self), extent)
    }
}

fn item(text: &str) -> Option<Item> {
    let text = text.trim();
    if !text.is_ascii()
        && let Some((from, rest)) = text.split_once("から受信")
    {
        let is_answer = rest.contains("シーケンス番号=") && !from.contains(' ');
        return is_answer.then(|| Item::Answer(from.to_owned()));
    }
    if text.starts_with("往復遅延") || text.starts_with("round-trip ") {
        return Some(Item::Times);
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == 'r') {
        return None;
    }
    let text = single_blanks(text);
    if let Some(rest) = text.strip_prefix("received from ") {
        let (from, _) = rest.split_once(": icmp_seq=")?;
        let address = from
            .split_once('(')
            .map_or(from, |it| it.1.trim_end_matches(')'));
        return Some(Item::Answer(address.trim().to_owned()));
    }
    count(&text)
}

/// `4個のパケットを送信し、4個のパケットを受信しました。…`, `4 packets transmitted, 4 packets received, …`
fn count(text: &str) -> Option<Item> {
    let (sent, rest) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
    let rest = rest
        .strip_prefix("個のパケットを送信し、")
        .or_else(|| rest.strip_prefix(" packets transmitted, "))
        .or_else(|| rest.strip_prefix(" packet transmitted, "))?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (received, rest) = rest.split_at_checked(end)?;
    // What stands behind the number may be cut.
    let is_count = rest.starts_with("個のパケット") || rest.starts_with(" packet");
    is_count.then(|| Some(Item::Count(sent.parse().ok()?, received.parse().ok()?)))?
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn pings(paste: &str) -> (Vec<PingAnswer>, Vec<u32>) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<PingAnswer>(&document.lines, &mut notes);
        let pings = readings.into_iter().map(|Reading { record, .. }| {
            let Record::Ping(ping) = record else {
                panic!("{record:?}")
            };
            ping
        });
        (pings.collect(), notes.unread)
    }

    #[test]
    fn answers_are_read_in_both_languages() {
        for paste in [
            "192.168.2.1から受信: シーケンス番号=0 ttl=254 時間=3.100ミリ秒\n\
             192.168.2.1から受信: シーケンス番号=1 ttl=254 時間=3.300ミリ秒\n\n\
             3個のパケットを送信し、2個のパケットを受信しました。33.3%パケットロス\n\
             往復遅延 最低/平均/最大 = 3.100/3.200/3.300 ミリ秒",
            "received from 192.168.2.1: icmp_seq=0 ttl=254 time=3.100ms\n\
             received from host.example.jp (192.168.2.1): icmp_seq=1 ttl=254 time=3.300ms\n\n\
             3 packets transmitted, 2 packets received, 33.3% packet loss\n\
             round-trip min/avg/max = 3.100/3.200/3.300 ms",
        ] {
            let (pings, unread) = pings(paste);
            let [ping] = pings.as_slice() else {
                panic!("{pings:?}")
            };
            assert_eq!((ping.from.as_str(), ping.answers), ("192.168.2.1", 2));
            let counted = ping.counted.unwrap();
            assert_eq!((counted.line, counted.sent, counted.received), (4, 3, 2));
            assert_eq!(unread, [0_u32; 0]);
        }
    }

    #[test]
    fn two_pings_in_a_row_are_two() {
        let lost = "5個のパケットを送信し、0個のパケットを受信しました。100.0%パケットロス";
        let (pings, _) = pings(&format!("{lost}\n{lost}"));
        assert_eq!(pings.len(), 2);
    }

    #[test]
    fn what_stands_behind_the_count_may_be_cut() {
        for text in [
            "5 packets transmitted, 0 packets rec",
            "5個のパケットを送信し、0個のパケットを受",
        ] {
            let (pings, unread) = pings(text);
            let received = pings
                .first()
                .and_then(|it| it.counted)
                .map(|it| it.received);
            assert_eq!((received, unread.len()), (Some(0), 0), "{text}");
        }
        assert!(item("5 packets transmitted, 1").is_none());
    }

    #[test]
    fn sentences_about_packets_are_none() {
        for text in [
            "本社から受信できません",
            "packets transmitted, 4 packets received",
            "5個のパケットを送信しました",
            "received from the provider",
        ] {
            assert!(item(text).is_none(), "{text}");
        }
    }
}
