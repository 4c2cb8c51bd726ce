//! Turns nothing into a report in which every field holds something.
#![cfg(test)]

use rtx_vpn_doctor::report::timeline::{
    Attempt, Clock, Endpoint, Event, EventDirection, EventKind, LogCover, LogSpan, Outcome, Packet,
    Timeline,
};
use rtx_vpn_doctor::report::{
    Ask, Attribute, AttributeState, AttributeValue, Certainty, Evidence, Finding, Flow, IkePair,
    IkeSa, IpsecSa, Letter, Need, NotChecked, Output, OutputState, Pair, PairEnd, Repair, Report,
    Role, Rung, RungState, SaState, Severity, Site, State, Step, Text, Tool, Traffic, UnreadLine,
    Verdict, Where,
};

pub(crate) const A: Letter = Letter(0);
pub(crate) const B: Letter = Letter(1);

pub(crate) fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.to_owned().into(),
        en: en.to_owned().into(),
    }
}

pub(crate) fn verdict(state: State) -> Verdict {
    Verdict {
        state,
        certainty: Certainty::Shown,
        cause: Some("spi-mismatch"),
        side: Some(Where::Site(B)),
        traffic: Traffic::Failing,
        headline: text(
            "VPN は切れています。支社の SA が本社と合っていません。",
            "The VPN is down. The SAs of 支社 do not fit those of 本社.",
        ),
    }
}

/// A report with no empty list and no null where a value can be.
pub(crate) fn full() -> Report {
    Report {
        tool: Tool {
            name: "rtx-vpn-doctor",
            version: "0.0.0",
        },
        verdict: verdict(State::Down),
        sites: vec![site(A, "本社"), site(B, "支社")],
        pairs: vec![pair(1, State::Down)],
        findings: vec![finding()],
        not_checked: vec![NotChecked {
            id: "NET101",
            title: text("支社の回線", "The line of 支社"),
            needs: vec![Need {
                side: B,
                command: "show status pp 1".to_owned(),
            }],
        }],
        asks: vec![Ask {
            side: B,
            commands: vec!["show status pp 1".to_owned(), "show ip route".to_owned()],
        }],
        timeline: timeline(),
    }
}

fn timeline() -> Timeline {
    let span = |side, clock_set| LogSpan {
        side,
        from: Some("2026-11-23T09:00:00".to_owned()),
        to: Some("2026-11-23T10:30:00".to_owned()),
        clock_set,
        cover: LogCover::Whole,
        left_out: 12,
    };
    Timeline {
        logs: vec![span(A, true), span(B, false)],
        clocks: vec![Clock {
            pair: 0,
            a: A,
            b: B,
            offset_seconds: Some(7_733),
            within_seconds: Some(1),
            matches: 5,
            says: text(
                "支社の時計は本社より 2時間8分53秒進んでいます。",
                "The clock of 支社 is 2 h 8 min 53 s ahead of 本社.",
            ),
        }],
        attempts: vec![Attempt {
            pair: Some(0),
            from: Some(A),
            phase: 1,
            outcome: Outcome::Refused,
            first: 0,
            last: 1,
        }],
        events: vec![
            event(A, EventKind::Phase1Initiate, EventDirection::Out),
            event(B, EventKind::Rejected, EventDirection::In),
        ],
    }
}

fn event(side: Letter, kind: EventKind, direction: EventDirection) -> Event {
    let end = |address: &str| {
        Some(Endpoint {
            address: address.to_owned(),
            port: Some(500),
        })
    };
    Event {
        side,
        line: 50,
        last_line: 51,
        text: "PP[01] Rejected at IN(default) filter: UDP 192.0.2.1:500 > 198.51.100.1:500"
            .to_owned(),
        at: Some("2026-11-23T10:00:00".to_owned()),
        shifted: Some(1_795_428_000),
        kind,
        direction,
        peer: Some(if side == A { B } else { A }),
        pair: Some(0),
        attempt: Some(0),
        meets: Some(1),
        times: 3,
        until_line: Some(60),
        lasts: 90,
        packet: Some(Packet {
            interface: "pp 1".to_owned(),
            filter: "default".to_owned(),
            protocol: "UDP".to_owned(),
            source: end("192.0.2.1"),
            destination: end("198.51.100.1"),
        }),
    }
}

pub(crate) fn site(side: Letter, name: &str) -> Site {
    Site {
        side,
        paste: usize::from(side.0),
        name: Some(name.to_owned()),
        model: Some("RTX1210".to_owned()),
        revision: Some("14.01.42".to_owned()),
        outputs: vec![Output {
            command: "show ipsec sa gateway 1 detail".to_owned(),
            first_line: 1,
            last_line: 40,
            state: OutputState::Cut,
            analysed: true,
        }],
        repairs: vec![Repair {
            kind: "pager",
            count: 2,
        }],
        unread: vec![UnreadLine {
            line: 38,
            text: format!("{name}# ping 192.0.2.1 ```"),
        }],
        ladder: vec![Rung {
            rung: "ipsec",
            state: RungState::Failed,
            finding: Some(0),
            line: Some(17),
            command: "show ipsec sa".to_owned(),
        }],
    }
}

pub(crate) fn pair(gateway: u32, state: State) -> Pair {
    let end = |side| PairEnd {
        side,
        gateway: Some(gateway),
        tunnel: Some(gateway),
    };
    Pair {
        role: Role::SiteToSite,
        verdict: verdict(state),
        matched_by: "ikeSpi",
        a: end(A),
        b: Some(end(B)),
        ike: vec![IkePair {
            state: SaState::Matched,
            a: Some(ike_sa("192.0.2.1", "shisha.example.jp")),
            b: Some(ike_sa("shisha.example.jp", "192.0.2.1")),
        }],
        flows: vec![
            Flow {
                from: Some(A),
                to: Some(B),
                state: SaState::Mismatched,
                sender: Some(ipsec_sa("a6674747")),
                receiver: Some(ipsec_sa("0b0c0d0e")),
            },
            Flow {
                from: Some(B),
                to: Some(A),
                state: SaState::OneSided,
                sender: None,
                receiver: Some(ipsec_sa("6b98692b")),
            },
        ],
        attributes: vec![Attribute {
            name: "encryption",
            label: text("暗号アルゴリズム", "Encryption"),
            a: Some(value("AES-CBC", "explicit", Some(7))),
            b: Some(value("3DES-CBC", "default", None)),
            state: AttributeState::Tolerated,
            rule: Some("negotiated"),
            section: Some("15.22"),
            findings: vec![0],
        }],
    }
}

fn ike_sa(local: &str, remote: &str) -> IkeSa {
    IkeSa {
        id: Some(1),
        ike_version: Some(1),
        spi: Some("6bcefd8ad5309b020cf387524a876e77".to_owned()),
        local_id: Some(local.to_owned()),
        remote_id: Some(remote.to_owned()),
        algorithm: Some("AES-CBC, SHA-1, MODP 1024bit".to_owned()),
        remaining_secs: Some(10_675),
        lines: vec![2, 3],
    }
}

fn ipsec_sa(spi: &str) -> IpsecSa {
    IpsecSa {
        id: Some(2),
        tunnel: Some(1),
        spi: Some(spi.to_owned()),
        protocol: Some("ESP".into()),
        mode: Some("tunnel".into()),
        encryption: Some("AES-CBC".to_owned()),
        integrity: Some("HMAC-SHA".to_owned()),
        remaining_secs: Some(1719),
        lines: vec![17],
    }
}

fn value(value: &str, source: &'static str, line: Option<u32>) -> AttributeValue {
    AttributeValue {
        value: value.to_owned().into(),
        source,
        line,
        command: Some("ipsec ike encryption"),
        text: line.map(|_| "ipsec ike encryption 1 aes-cbc".to_owned()),
    }
}

pub(crate) fn finding() -> Finding {
    Finding {
        id: "SA202",
        slug: "spi-mismatch",
        cause: Some("spi-mismatch"),
        severity: Severity::Blocks,
        certainty: Certainty::Likely,
        side: Some(Where::Both),
        pair: Some(0),
        also_seen: true,
        title: text(
            "本社が送信に使う SPI a6674747 の SA が、支社にありません",
            "本社 sends with SPI a6674747, and 支社 has no SA of it",
        ),
        why: text(
            "受信側は SPI で SA を選び、知らない SPI のパケットを捨てます。",
            "The receiver picks the SA by its SPI and drops what it does not know.",
        ),
        steps: vec![
            Step {
                side: Some(B),
                text: text("この SA を削除します。", "Delete this SA."),
                command: Some("ipsec sa delete 2".to_owned()),
                changes_state: true,
                way_back: Some("tunnel select 1\nno ipsec ike pfs 1\nsave".to_owned()),
            },
            Step {
                side: None,
                text: text("もう一度比べます。", "Compare again."),
                command: None,
                changes_state: false,
                way_back: None,
            },
        ],
        evidence: vec![
            Evidence {
                side: A,
                line: 17,
                text: "SPI: a6 67 47 47".to_owned(),
            },
            Evidence {
                side: B,
                line: 4,
                text: "Remote ID: 192.0.2.1".to_owned(),
            },
        ],
    }
}
