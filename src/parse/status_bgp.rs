//! Turns the answer to `show status bgp neighbor` into one record per neighbour.
//!
//! # Source
//! Command reference, "BGP の状態の表示"; one English answer was seen in part.
//! # Shape
//! `BGP neighbor is …`, then `BGP state = …` and a page of counters, always in English.
//! # Lines
//! neighbour, state → [`BgpNeighbor`] · counters and hosts → known, no fact · anything else → unread
//! # Wording
//! seen: the neighbour and the state. Remembered: the lines around them.

use super::atom::single_blanks;
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    // Lists of routes answer it too, from which nothing is drawn.
    shape: Some(Shape {
        words: &["show", "status", "bgp", "neighbor"],
        options: &["advertised-routes", "received-routes", "routes"],
        analysed: false,
    }),
    command: "show status bgp neighbor",
    first: "B",
    claims,
    continues: claims,
    wording: &[
        seen("相手と状態の行", "the lines of a neighbour and its state"),
        guessed("そのほかの行", "the lines around them"),
    ],
    read: answers::<BgpNeighbors>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BgpNeighbors {
    /// The neighbours, in the order printed.
    pub neighbors: Vec<BgpNeighbor>,
}

/// One neighbour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BgpNeighbor {
    /// Line that names it.
    pub line: u32,
    /// Its address as printed.
    pub address: String,
    /// Its state as printed, and the line.
    pub state: Option<(u32, String)>,
}

pub(super) enum Item {
    Neighbor(String),
    State(String),
    Known,
}

/// Beginnings of the lines around the state.
const KNOWN: [&str; 11] = [
    "BGP version",
    "Last read",
    "Last reset",
    "Received ",
    "Sent ",
    "Connection established",
    "Connections established",
    "Local host:",
    "Foreign host:",
    "Hold time",
    "Keepalive",
];

impl Collect for BgpNeighbors {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(_line: u32, first: &Item) -> Option<Self> {
        matches!(first, Item::Neighbor(_)).then(Self::default)
    }

    fn is_next(&self, _item: &Item) -> bool {
        false
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Neighbor(address) => self.neighbors.push(BgpNeighbor {
                line,
                address,
                state: None,
            }),
            Item::State(state) => {
                if let Some(neighbor) = self.neighbors.last_mut() {
                    neighbor.state = Some((line, state));
                }
            }
            Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let has_state = |it: &BgpNeighbor| it.state.is_some();
        let extent = if self.neighbors.iter().all(has_state) {
            Extent::Whole
        } else {
            Extent::Cut
        };
        (Record::BgpNeighbors(self), extent)
    }
}

fn claims(text: &str) -> bool {
    matches!(item(text), Some(Item::Neighbor(_)))
}

/// What is named in `BGP neighbor is 192.0.2.1, remote AS 64512, …`.
fn neighbor(text: &str) -> Option<&str> {
    let named = text.strip_prefix("BGP neighbor is")?;
    named.split(',').next().map(str::trim)
}

fn item(text: &str) -> Option<Item> {
    let text = single_blanks(text.trim());
    let text = text.as_ref();
    if let Some(address) = neighbor(text) {
        return Some(Item::Neighbor(address.to_owned()));
    }
    if let Some(state) = text.strip_prefix("BGP state") {
        let (_, state) = state.split_once('=')?;
        let state = state.split(',').next().unwrap_or(state);
        return Some(Item::State(state.trim().to_owned()));
    }
    let is_known = KNOWN.iter().any(|known| text.starts_with(known));
    is_known.then_some(Item::Known)
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    #[test]
    fn each_neighbour_has_its_state() {
        let document = text::read(
            "BGP neighbor is 192.0.2.1, remote AS 64512, local AS 65000, external link\n  \
             BGP version 0, remote router ID 0.0.0.0\n  BGP state = Active\n  \
             Received 0 messages, 0 notifications, 0 in queue\nLocal host: unspecified\n\
             BGP neighbor is 192.0.2.5, remote AS 64512\n  BGP state = Established, up\nhello",
        );
        let mut notes = Notes::default();
        let readings = answers::<BgpNeighbors>(&document.lines, &mut notes);
        assert_eq!(notes.unread, [8]);
        let [
            Reading {
                record: Record::BgpNeighbors(read),
                extent: Extent::Whole,
                ..
            },
        ] = readings.as_slice()
        else {
            panic!("{readings:?}")
        };
        let states: Vec<String> = read
            .neighbors
            .iter()
            .map(|it| format!("{} {} {:?}", it.line, it.address, it.state))
            .collect();
        assert_eq!(
            states,
            [
                "1 192.0.2.1 Some((3, \"Active\"))",
                "6 192.0.2.5 Some((7, \"Established\"))"
            ]
        );
    }
}
