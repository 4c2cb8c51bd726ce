//! Turns pings, and what routing protocols say of their neighbours, into what was tried and seen.

use std::net::IpAddr;

use crate::model::{Ping, Sourced};
use crate::parse::{Answer, PingAnswer, Record};

pub(super) fn pings(answers: &[Answer]) -> Vec<Ping> {
    let mut pings = Vec::new();
    for answer in answers {
        if let Record::Ping(read) = &answer.record {
            pings.push(ping(read, answer));
        }
    }
    pings
}

fn ping(read: &PingAnswer, answer: &Answer) -> Ping {
    // Without a count, what was answered was sent at least.
    let counted = read
        .counted
        .map(|it| (Sourced::new(it.sent, it.line), it.received));
    let (sent, answered) =
        counted.unwrap_or((Sourced::new(read.answers, read.last_answer), read.answers));
    let words = answer.arguments.as_slice();
    let address = |word: Option<&String>| word?.parse::<IpAddr>().ok();
    let sa = words.iter().position(|word| word == "-sa");
    Ping {
        line: answer.first_line,
        target: address(words.last()).or_else(|| read.from.parse().ok()),
        source: sa.and_then(|at| address(words.get(at + 1))),
        sent,
        answered,
    }
}
