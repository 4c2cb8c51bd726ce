//! Turns two logs into a report made by hand: a call that comes up, one that a filter drops, one that is
//! answered and goes no further, and one that is not answered.

use super::one_sided;
use super::parts::{A, B, text};
use crate::report::timeline::{
    Attempt, Clock, Endpoint, Event, EventDirection, EventKind, LogCover, LogSpan, Outcome, Packet,
    Timeline,
};
use crate::report::{Letter, Report};

/// 2026-11-23T00:00:00 by the clock of the first site.
const MIDNIGHT: i64 = 1_795_392_000;

/// The clock of the branch is 42 seconds ahead.
const AHEAD: i64 = 42;

/// Two logs that tell one story.
pub(crate) fn two_logs() -> Report {
    let mut report = one_sided();
    let span = |side, from: &str, left_out| LogSpan {
        side,
        from: Some(from.to_owned()),
        to: Some("2026-11-23T10:31:00".to_owned()),
        clock_set: true,
        cover: LogCover::Whole,
        left_out,
    };
    let attempt = |from, phase, outcome, first, last| Attempt {
        pair: Some(0),
        from: Some(from),
        phase,
        outcome,
        first,
        last,
    };
    report.timeline = Timeline {
        logs: vec![
            span(A, "2026-11-22T23:10:04", 0),
            span(B, "2026-11-23T08:00:00", 213),
        ],
        clocks: vec![Clock {
            pair: 0,
            a: A,
            b: B,
            offset_seconds: Some(AHEAD),
            within_seconds: Some(1),
            matches: 5,
            says: text(
                "支社の時計は本社より0分42秒進んでいます（誤差1秒以内、5組の記録が一致）。",
                "The clock of 支社 is 0 min 42 s ahead of 本社, within 1 s, by 5 pairs of matching lines.",
            ),
        }],
        attempts: vec![
            attempt(A, 2, Outcome::Established, 1, 7),
            attempt(A, 1, Outcome::Refused, 10, 11),
            attempt(A, 1, Outcome::AnsweredOnly, 13, 15),
            attempt(B, 1, Outcome::Unanswered, 16, 16),
        ],
        events: events(),
    };
    report
}

fn events() -> Vec<Event> {
    use EventKind as Kind;
    let mut all = vec![
        event(B, 40, "08:00:00", Kind::Restart, "Power-on boot"),
        begins(A, 41, "08:01:10", 1),
        answers(B, 44, "08:01:11", 1),
        begins(A, 42, "08:01:12", 2),
        answers(B, 45, "08:01:12", 2),
        event(A, 43, "08:01:13", Kind::TunnelUp, "IP Tunnel[1] Up"),
        event(B, 46, "08:01:13", Kind::TunnelUp, "IP Tunnel[1] Up"),
        event(
            B,
            47,
            "08:01:14",
            Kind::NotInterpreted,
            "[IKE] something that nobody knows",
        ),
        event(
            B,
            50,
            "10:02:00",
            Kind::ConfigurationSaved,
            "Configuration saved in \"CONFIG0\" by TELNET",
        ),
        event(A, 60, "10:02:05", Kind::TunnelDown, "IP Tunnel[1] Down"),
        begins(A, 61, "10:05:00", 1),
        rejected(B, 51, "10:05:01"),
        event(A, 62, "10:20:40", Kind::LinkDown, "LAN2: link down"),
        begins(A, 63, "10:25:00", 1),
        answers(B, 52, "10:25:01", 1),
        event(
            B,
            53,
            "10:25:01",
            Kind::Notify,
            "[IKE] send NO-PROPOSAL-CHOSEN",
        ),
        begins(B, 54, "10:30:00", 1),
    ];
    for (one, other) in [(1, 2), (3, 4), (10, 11), (13, 14)] {
        for (at, met) in [(one, other), (other, one)] {
            if let Some(event) = all.get_mut(at) {
                event.meets = Some(met);
            }
        }
    }
    for (attempt, range) in [(0, 1..=6), (1, 10..=11), (2, 13..=15), (3, 16..=16)] {
        for event in all.get_mut(range).unwrap_or_default() {
            event.attempt = event.pair.map(|_| attempt);
        }
    }
    if let Some(last) = all.last_mut() {
        (last.times, last.until_line, last.lasts) = (4, Some(58), 61);
    }
    all
}

/// An event at a time of the first site's clock.
fn event(side: Letter, line: u32, at: &str, kind: EventKind, what: &str) -> Event {
    use EventKind as Kind;
    let mut parts = at.split(':').map(|it| it.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    let secs: i64 = (part() * 60 + part()) * 60 + part();
    let own = secs + if side == B { AHEAD } else { 0 };
    let (hour, minute, second) = (own / 3_600, own / 60 % 60, own % 60);
    let of_pair = !matches!(
        kind,
        Kind::Restart | Kind::ConfigurationSaved | Kind::LinkDown
    );
    Event {
        side,
        line,
        last_line: line,
        text: what.to_owned(),
        at: Some(format!("2026-11-23T{hour:02}:{minute:02}:{second:02}")),
        shifted: Some(MIDNIGHT + secs),
        kind,
        direction: EventDirection::None,
        peer: of_pair.then_some(if side == A { B } else { A }),
        pair: of_pair.then_some(0),
        attempt: None,
        meets: None,
        times: 1,
        until_line: None,
        lasts: 0,
        packet: None,
    }
}

fn address(side: Letter) -> &'static str {
    if side == A {
        "192.0.2.1"
    } else {
        "203.0.113.2"
    }
}

fn phase(phase: u8) -> &'static str {
    if phase == 1 { "ISAKMP" } else { "IPsec" }
}

fn begins(side: Letter, line: u32, at: &str, of: u8) -> Event {
    let peer = address(if side == A { B } else { A });
    let kind = if of == 1 {
        EventKind::Phase1Initiate
    } else {
        EventKind::Phase2Initiate
    };
    let what = format!("[IKE] initiate {} phase to {peer}", phase(of));
    Event {
        direction: EventDirection::Out,
        ..event(side, line, at, kind, &what)
    }
}

fn answers(side: Letter, line: u32, at: &str, of: u8) -> Event {
    let peer = address(if side == A { B } else { A });
    let kind = if of == 1 {
        EventKind::Phase1Respond
    } else {
        EventKind::Phase2Respond
    };
    let what = format!("[IKE] respond {} phase to {peer}", phase(of));
    Event {
        direction: EventDirection::In,
        ..event(side, line, at, kind, &what)
    }
}

fn rejected(side: Letter, line: u32, at: &str) -> Event {
    let end = |side| {
        Some(Endpoint {
            address: address(side).to_owned(),
            port: Some(500),
        })
    };
    let what = "PP[01] Rejected at IN(default) filter: UDP 192.0.2.1:500 > 203.0.113.2:500";
    Event {
        direction: EventDirection::In,
        packet: Some(Packet {
            interface: "pp 1".to_owned(),
            filter: "default".to_owned(),
            protocol: "UDP".to_owned(),
            source: end(A),
            destination: end(B),
        }),
        ..event(side, line, at, EventKind::Rejected, what)
    }
}
