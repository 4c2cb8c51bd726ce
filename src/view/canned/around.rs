//! Turns the outputs around the SAs into reports made by hand: a line that is down, and all in order.

use super::parts::{A, B, set_rung, text, verdict};
use super::{healthy, mismatch_finding, one_sided, quote};
use crate::report::{Certainty, Finding, Report, RungState, State, Step, Traffic, Verdict, Where};

/// All looked at, and nothing wrong.
pub(crate) fn flowing() -> Report {
    let mut report = healthy();
    report.verdict.traffic = Traffic::Seen;
    report.verdict.headline = text(
        "つながっています。両端の SA は対になり、通信も流れています。",
        "Connected. The SAs of both ends fit, and traffic flows.",
    );
    for pair in &mut report.pairs {
        pair.verdict = report.verdict.clone();
    }
    for site in &mut report.sites {
        for (slug, line) in ["line", "nat", "route", "ike", "ipsec", "tunnel", "traffic"]
            .iter()
            .zip([3, 21, 30, 44, 45, 82, 97])
        {
            set_rung(site, slug, RungState::Passed, Some(line));
        }
    }
    report.asks.clear();
    report
}

/// The branch's line is down, and the head office still holds SAs of before.
pub(crate) fn line_down() -> Report {
    let mut report = one_sided();
    report.verdict = Verdict {
        cause: Some("wan-down"),
        side: Some(Where::Site(B)),
        certainty: Certainty::Shown,
        ..verdict(
            State::Down,
            text(
                "支社の回線がつながっていません。",
                "The line of the branch is down.",
            ),
        )
    };
    for pair in &mut report.pairs {
        pair.verdict = report.verdict.clone();
    }
    report.findings = vec![line_finding(), stale_finding()];
    report.asks.clear();
    if let [a, b] = report.sites.as_mut_slice() {
        set_rung(a, "line", RungState::Passed, Some(3));
        set_rung(a, "ipsec", RungState::Failed, Some(1));
        set_rung(a, "tunnel", RungState::Open, None);
        set_rung(b, "line", RungState::Failed, Some(0));
        set_rung(b, "nat", RungState::Open, None);
        set_rung(b, "route", RungState::NotPasted, None);
        set_rung(b, "ike", RungState::Absent, Some(21));
        set_rung(b, "ipsec", RungState::Absent, Some(21));
    }
    report
}

fn line_finding() -> Finding {
    Finding {
        id: "WAN301",
        slug: "wan-down",
        cause: Some("wan-down"),
        side: Some(Where::Site(B)),
        pair: None,
        title: text(
            "支社の回線がつながっていません",
            "The line of the branch is down",
        ),
        why: text(
            "PPPoE が接続されていないため、相手に届きません。VPN より先に回線を直します。",
            "PPPoE is not connected, so the other end cannot be reached. The line comes before the VPN.",
        ),
        steps: vec![Step {
            side: Some(B),
            text: text(
                "ONU のランプと LAN ケーブルを確かめ、もう一度見ます。",
                "Check the lamps of the ONU and the cable, then look again.",
            ),
            command: Some("show status pp 1".to_owned()),
            changes_state: false,
            way_back: None,
        }],
        evidence: vec![quote(B, 3, "現在の状態: 接続されていません")],
        ..mismatch_finding()
    }
}

fn stale_finding() -> Finding {
    Finding {
        id: "SA201",
        slug: "stale-sa",
        cause: Some("stale-sa"),
        certainty: Certainty::Likely,
        side: Some(Where::Site(A)),
        also_seen: true,
        title: text(
            "本社に、相手のいない SA が残っています",
            "The head office still holds SAs without a peer",
        ),
        why: text(
            "支社には対になる SA がありません。",
            "The branch has no SAs that pair with them.",
        ),
        evidence: vec![
            quote(A, 23, "SPI: 3d 5e 5b 21 "),
            quote(B, 21, "show ipsec sa"),
        ],
        ..mismatch_finding()
    }
}
