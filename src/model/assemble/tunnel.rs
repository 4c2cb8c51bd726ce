//! Turns the blocks of `show status tunnel` into tunnel interfaces, the newest of each.

use super::when::Times;
use crate::model::{
    Answering, Counted, RouterTime, Seconds, SecurityGateway, Sourced, TunnelNumber, TunnelStatus,
};
use crate::parse::{Answer, Record, TunnelBlock, TunnelFact};
use crate::text::{Listed, sort_by_key, sort_once};

/// The sentences that say that a tunnel is up; anything else says that it is not.
const UP: [&str; 2] = [
    "トンネルインタフェースは接続されています",
    "Current status is Online",
];

pub(super) fn assemble(answers: &[Answer], times: &Times<'_>) -> Vec<TunnelStatus> {
    let mut tunnels: Vec<TunnelStatus> = Vec::new();
    for answer in answers {
        let Record::TunnelStatus(read) = &answer.record else {
            continue;
        };
        // Without its heading only the command tells the number, of one block.
        let typed = answer.arguments.iter().find_map(|word| word.parse().ok());
        let typed = typed.filter(|_| read.blocks.len() == 1);
        for block in &read.blocks {
            if let Some(tunnel) = tunnel(block, typed) {
                tunnels.push(tunnel);
            }
        }
    }
    sort_by_key(&mut tunnels, |tunnel| tunnel.number);
    let mut newest: Vec<TunnelStatus> = Vec::new();
    for tunnel in tunnels {
        match newest.pop_if(|it| it.number == tunnel.number) {
            Some(other) => newest.push(newer(other, tunnel, times)),
            None => newest.push(tunnel),
        }
    }
    newest
}

/// Those that may carry IPsec and are named by no gateway, in order.
pub(super) fn loose(tunnels: &[TunnelStatus], gateways: &[SecurityGateway]) -> Vec<TunnelNumber> {
    let mut named: Vec<TunnelNumber> = Vec::new();
    for gateway in gateways {
        named.extend(&gateway.tunnels);
    }
    sort_once(&mut named);
    let numbers = tunnels.iter().filter(|it| it.may_be_ipsec());
    let numbers = numbers.map(|it| it.number);
    numbers
        .filter(|it| named.binary_search(it).is_err())
        .listed()
}

/// The newer of two outputs of one tunnel: the lower one, unless the times of one connection tell the contrary.
fn newer(upper: TunnelStatus, lower: TunnelStatus, times: &Times<'_>) -> TunnelStatus {
    if let Some(before) = before(&lower, &upper) {
        let before = Some(before);
        return TunnelStatus { before, ..upper };
    }
    let before = before(&upper, &lower);
    let denied = denied(&upper, &lower, times);
    TunnelStatus {
        before,
        denied,
        ..lower
    }
}

/// The line above a tunnel that is up which says that it is not, where nothing shows that it is the older one.
fn denied(upper: &TunnelStatus, lower: &TunnelStatus, times: &Times<'_>) -> Option<u32> {
    let (was, is) = (upper.up?, lower.up?);
    if was.value || !is.value {
        return upper
            .denied
            .filter(|_| is.value && !is_looked_at_again(upper, lower));
    }
    (!times.run_on(was.line, is.line)).then_some(was.line)
}

/// Whether two outputs show one connection, the lower one when it was older: who looks again and again pastes downwards.
fn is_looked_at_again(upper: &TunnelStatus, lower: &TunnelStatus) -> bool {
    let start = |it: &TunnelStatus| it.since.map(|it| it.value);
    let lasts = |it: &TunnelStatus| it.uptime.map(|it| it.value.0);
    let both = lasts(upper).zip(lasts(lower));
    let goes_on = both.is_some_and(|(then, now)| then.saturating_add(TELLING_SECS) <= now);
    goes_on && start(upper) == start(lower)
}

pub(super) fn tunnel(block: &TunnelBlock, typed: Option<u32>) -> Option<TunnelStatus> {
    let mut tunnel = TunnelStatus {
        number: TunnelNumber(block.number.or(typed)?),
        line: block.line,
        kind: None,
        up: None,
        since: None,
        uptime: None,
        received: None,
        sent: None,
        received_v4: None,
        sent_v4: None,
        keepalive: None,
        before: None,
        denied: None,
    };
    for (line, fact) in &block.facts {
        let line = *line;
        match fact {
            TunnelFact::Kind(kind) => tunnel.kind = Some(Sourced::new(kind.clone(), line)),
            TunnelFact::State(sentence) => {
                tunnel.up = Some(Sourced::new(says_up(sentence), line));
            }
            TunnelFact::Since(start) => {
                tunnel.since = RouterTime::read(start).map(|time| Sourced::new(time, line));
            }
            TunnelFact::Uptime(secs) => tunnel.uptime = Some(Sourced::new(Seconds(*secs), line)),
            // That of IPv4 is printed first.
            TunnelFact::Received(count) => {
                tunnel.received_v4.get_or_insert(Sourced::new(*count, line));
                add(&mut tunnel.received, *count, line);
            }
            TunnelFact::Sent(count) => {
                tunnel.sent_v4.get_or_insert(Sourced::new(*count, line));
                add(&mut tunnel.sent, *count, line);
            }
            TunnelFact::Keepalive(status) => {
                tunnel.keepalive = Some(Sourced::new(answering(status), line));
            }
        }
    }
    Some(tunnel)
}

/// The least seconds between two outputs of which the difference tells something.
pub(super) const TELLING_SECS: u32 = 60;

/// What an earlier output counted of the connection that a later one shows.
pub(super) fn before(earlier: &TunnelStatus, later: &TunnelStatus) -> Option<Counted> {
    let (then, now) = (earlier.counted()?, later.counted()?);
    let start = |it: &TunnelStatus| it.since.map(|it| it.value);
    let is_same = earlier.number == later.number
        && start(earlier) == start(later)
        && then.uptime.0.saturating_add(TELLING_SECS) <= now.uptime.0
        && then.received.value <= now.received.value
        && then.sent.value <= now.sent.value;
    is_same.then_some(then)
}

/// Firmware spells the word for interface with and without a long vowel.
fn says_up(sentence: &str) -> bool {
    let sentence = sentence.replace("インターフェース", "インタフェース");
    UP.contains(&sentence.trim_end_matches(['.', '。']))
}

/// Parts of words that say, in whatever firmware, that nobody answers. None was seen.
const FAILS: [&str; 12] = [
    "ng",
    "fail",
    "down",
    "dead",
    "lost",
    "time",
    "error",
    "no ",
    "失敗",
    "切断",
    "異常",
    "応答な",
];

fn answering(status: &str) -> Answering {
    if status == "OK" {
        return Answering::Yes;
    }
    let status = status.to_ascii_lowercase();
    let is_failing = |it: &str| match it {
        // Also the end of many words.
        "ng" => status == "ng",
        part => status.starts_with(part) || (!part.is_ascii() && status.contains(part)),
    };
    if FAILS.iter().any(|it| is_failing(it)) {
        Answering::No
    } else {
        Answering::Unknown
    }
}

/// Counts of IPv4 and IPv6 together, by the line of the first.
fn add(counter: &mut Option<Sourced<u64>>, count: u64, line: u32) {
    let before = counter.unwrap_or(Sourced::new(0, line));
    *counter = Some(Sourced::new(
        before.value.saturating_add(count),
        before.line,
    ));
}

#[cfg(test)]
mod tests {
    use super::{Answering, answering, says_up};

    #[test]
    fn a_keepalive_is_answered_by_one_word_only() {
        for (word, expected) in [
            ("OK", Answering::Yes),
            ("NG", Answering::No),
            ("Failed", Answering::No),
            ("Timeout", Answering::No),
            ("応答なし", Answering::No),
            ("Waiting", Answering::Unknown),
            ("-", Answering::Unknown),
            ("", Answering::Unknown),
        ] {
            assert_eq!(answering(word), expected, "{word}");
        }
    }

    #[test]
    fn only_the_known_sentences_say_up() {
        for up in [
            "トンネルインタフェースは接続されています",
            "トンネルインターフェースは接続されています",
            "Current status is Online.",
        ] {
            assert!(says_up(up), "{up}");
        }
        for other in [
            "トンネルインタフェースは接続されていません",
            "Current status is Offline.",
            "Current status is Online, never connected.",
        ] {
            assert!(!says_up(other), "{other}");
        }
    }
}
