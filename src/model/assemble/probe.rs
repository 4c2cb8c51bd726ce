//! Turns pings, and what routing protocols say of their neighbours, into what was tried and seen.

use std::net::IpAddr;

use crate::model::{Neighbor, Ping, Sourced};
use crate::parse::{Answer, PingAnswer, Record};
use crate::text::keep_last_by_key;

pub(super) fn pings(answers: &[Answer]) -> Vec<Ping> {
    let mut pings = Vec::new();
    for answer in answers {
        if let Record::Ping(read) = &answer.record {
            pings.push(ping(read, answer));
        }
    }
    pings
}

/// The neighbours in order of their addresses, the newest output of each; one without a state tells
/// nothing.
pub(super) fn neighbors(answers: &[Answer]) -> Vec<Neighbor> {
    let mut neighbors: Vec<Neighbor> = Vec::new();
    for answer in answers {
        let Record::BgpNeighbors(read) = &answer.record else {
            continue;
        };
        for it in &read.neighbors {
            let Some((line, state)) = &it.state else {
                continue;
            };
            neighbors.push(Neighbor {
                line: it.line,
                address: it.address.parse().ok(),
                state: Sourced::new(state.clone(), *line),
            });
        }
    }
    // The newest of each; masked ones may be several.
    let key = |it: &Neighbor| (it.address, it.address.map_or(it.line, |_| 0));
    keep_last_by_key(&mut neighbors, key);
    neighbors
}

pub(super) fn ping(read: &PingAnswer, answer: &Answer) -> Ping {
    // Without a count, what was answered was sent at least.
    let counted = read
        .counted
        .map(|it| (Sourced::new(it.sent, it.line), it.received));
    let (sent, answered) =
        counted.unwrap_or((Sourced::new(read.answers, read.last_answer), read.answers));
    let words = answer.arguments.as_slice();
    let address = |word: Option<&String>| word?.parse::<IpAddr>().ok();
    let behind = |option: &str| words.get(words.iter().position(|it| it == option)? + 1);
    Ping {
        line: answer.first_line,
        target: address(words.last()).or_else(|| read.from.parse().ok()),
        source: address(behind("-sa")),
        size: behind("-s").and_then(|it| it.parse().ok()),
        sent,
        answered,
    }
}
