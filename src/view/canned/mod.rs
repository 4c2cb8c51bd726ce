//! Turns a few stories into reports made by hand, so that the page can be looked at and tested alone.

mod around;
mod logs;
mod parts;
mod worklog;

pub(crate) use around::{flowing, line_down};
pub(crate) use logs::two_logs;
pub(crate) use parts::slots;
pub(crate) use worklog::{log, taken};

use parts::{
    A, B, both, end, esp, flow, ike, ike_pair, output, pair, report, set_rung, site, text, verdict,
};

use crate::report::{
    Ask, Certainty, Evidence, Finding, Flow, Letter, Need, NotChecked, Output, OutputState, Pair,
    PairEnd, Repair, Report, Role, RungState, SaState, Severity, Site, State, Step, UnreadLine,
    Verdict, Where,
};

/// Both ends pair, traffic is not checked yet.
pub(crate) fn healthy() -> Report {
    let says = verdict(
        State::Up,
        text(
            "両端の SA は対になっています。通信が流れるかはまだ確かめていません。",
            "The SAs of both ends pair. Whether traffic flows is not checked yet.",
        ),
    );
    let flows = vec![
        flow(
            A,
            SaState::Matched,
            Some(esp(2, "3d5e5b21", 26531)),
            Some(esp(3, "3d5e5b21", 26520)),
        ),
        flow(
            B,
            SaState::Matched,
            Some(esp(2, "a071c48e", 26520)),
            Some(esp(3, "a071c48e", 26531)),
        ),
    ];
    let ikes = vec![ike_pair(
        SaState::Matched,
        Some(ike(26530)),
        Some(ike(26519)),
    )];
    let mut report = report(says.clone(), both(), vec![pair(says, ikes, flows)]);
    report.asks = vec![Ask {
        side: A,
        commands: vec!["ping -c 5 -sa 192.168.1.1 192.168.2.1".to_owned()],
    }];
    if let Some(site) = report.sites.first_mut() {
        site.revision = Some("14.01.42".to_owned());
        site.repairs = vec![
            Repair {
                kind: "pager",
                count: 3,
            },
            Repair {
                kind: "wrap",
                count: 2,
            },
        ];
        site.outputs.push(Output {
            analysed: false,
            ..output("show status dhcp", 36, 40, OutputState::Whole)
        });
    }
    report
}

fn quote(side: Letter, line: u32, text: &str) -> Evidence {
    Evidence {
        side,
        line,
        text: text.to_owned(),
    }
}

fn mismatch_finding() -> Finding {
    Finding {
        id: "SA204",
        slug: "spi-mismatch",
        cause: Some("spi-mismatch"),
        severity: Severity::Blocks,
        certainty: Certainty::Shown,
        side: Some(Where::Both),
        pair: Some(0),
        also_seen: false,
        title: text(
            "本社が送信に使う SPI 3d5e5b21 の受信 SA が支社にありません",
            "The branch has no inbound SA for SPI 3d5e5b21, with which the head office sends",
        ),
        why: text(
            "受信側は SPI で SA を選びます。合う SA がないパケットは捨てられます。",
            "The receiver picks the SA by its SPI. Packets without a fitting SA are dropped.",
        ),
        steps: vec![
            Step {
                side: Some(A),
                text: text(
                    "この SA を消して、作り直させます。",
                    "Delete this SA, so that it is made anew.",
                ),
                command: Some("ipsec sa delete 2".to_owned()),
                changes_state: true,
                way_back: Some("tunnel select 1\nno ipsec ike pfs 1\nsave".to_owned()),
            },
            Step {
                side: None,
                text: text(
                    "1分以内に両方で取り直して貼り付けます。",
                    "Within one minute, run it on both and paste again.",
                ),
                command: Some("show ipsec sa gateway 1 detail".to_owned()),
                changes_state: false,
                way_back: None,
            },
        ],
        evidence: vec![
            quote(A, 23, "SPI: 3d 5e 5b 21 "),
            quote(B, 32, "SPI: c7 09 2b f6 "),
        ],
    }
}

fn remark() -> Finding {
    Finding {
        id: "IKE131",
        slug: "lifetime-differs",
        cause: None,
        severity: Severity::Risk,
        title: text("寿命が両端で違います", "The lifetimes differ"),
        why: text(
            "違っていますが、この組み合わせではつながります。支社から接続を始めたときに失敗することがあります。",
            "They differ, but this combination works. It may fail when the branch starts.",
        ),
        steps: Vec::new(),
        ..mismatch_finding()
    }
}

/// One direction does not meet.
pub(crate) fn mismatch() -> Report {
    let says = Verdict {
        cause: Some("spi-mismatch"),
        side: Some(Where::Both),
        ..verdict(
            State::Down,
            text(
                "両端に SA がありますが、本社から支社への SPI が合っていません。",
                "Both ends have SAs, but the SPIs from the head office to the branch do not meet.",
            ),
        )
    };
    let flows = vec![
        flow(
            A,
            SaState::Mismatched,
            Some(esp(2, "3d5e5b21", 14199)),
            Some(esp(3, "c7092bf6", 14182)),
        ),
        flow(
            B,
            SaState::Matched,
            Some(esp(2, "a071c48e", 14182)),
            Some(esp(3, "a071c48e", 14199)),
        ),
    ];
    let ikes = vec![ike_pair(
        SaState::Matched,
        Some(ike(14198)),
        Some(ike(14181)),
    )];
    let mut report = report(says.clone(), both(), vec![pair(says, ikes, flows)]);
    report.findings = vec![mismatch_finding(), remark()];
    report.not_checked = vec![NotChecked {
        id: "TUN401",
        title: text(
            "トンネルの経路が相手の LAN に向いているか",
            "Whether the route leads into the tunnel",
        ),
        needs: vec![
            Need {
                side: A,
                command: "show ip route".to_owned(),
            },
            Need {
                side: B,
                command: "show ip route".to_owned(),
            },
        ],
    }];
    for site in &mut report.sites {
        set_rung(site, "ipsec", RungState::Failed, Some(0));
    }
    if let Some(site) = report.sites.last_mut() {
        site.unread = vec![UnreadLine {
            line: 9,
            text: "[INFO] something else".to_owned(),
        }];
    }
    report
}

/// The branch answered nothing.
pub(crate) fn one_sided() -> Report {
    let says = Verdict {
        cause: Some("stale-sa"),
        side: Some(Where::Site(A)),
        certainty: Certainty::Likely,
        ..verdict(
            State::Down,
            text(
                "支社に SA がありません。本社に残っている SA は使えません。",
                "The branch has no SA. The SAs left at the head office are of no use.",
            ),
        )
    };
    let flows = vec![
        flow(A, SaState::OneSided, Some(esp(2, "3d5e5b21", 8302)), None),
        flow(B, SaState::OneSided, None, Some(esp(3, "a071c48e", 8302))),
    ];
    let ikes = vec![ike_pair(SaState::OneSided, Some(ike(8301)), None)];
    let mut report = report(says.clone(), both(), vec![pair(says, ikes, flows)]);
    if let Some(site) = report.sites.last_mut() {
        site.model = None;
        site.outputs = vec![output("show ipsec sa", 1, 2, OutputState::Empty)];
        for slug in ["line", "nat", "route"] {
            set_rung(site, slug, RungState::NotPasted, None);
        }
        set_rung(site, "ike", RungState::Absent, Some(1));
        set_rung(site, "ipsec", RungState::Absent, Some(1));
    }
    let log = "show log | grep IKE".to_owned();
    report.asks = vec![Ask {
        side: B,
        commands: vec!["show status pp 1".to_owned(), log],
    }];
    report
}

/// Only the head office was pasted, and not all of it.
pub(crate) fn unknown() -> Report {
    let says = Verdict {
        certainty: Certainty::Likely,
        ..verdict(
            State::Unknown,
            text(
                "まだ判断できません。支社の show ipsec sa を貼ってください。",
                "Cannot tell yet. Please paste show ipsec sa of the branch.",
            ),
        )
    };
    let flows = vec![
        Flow {
            to: None,
            ..flow(A, SaState::Unverifiable, Some(esp(2, "", 26542)), None)
        },
        Flow {
            from: None,
            ..flow(B, SaState::Unverifiable, None, Some(esp(3, "", 26542)))
        },
    ];
    let mut table_only = ike(26541);
    table_only.spi = None;
    let ikes = vec![ike_pair(SaState::Unverifiable, Some(table_only), None)];
    let mut only = pair(says.clone(), ikes, flows);
    only.b = None;
    only.role = Role::OtherPeer;
    only.attributes.clear();
    let mut report = report(says, vec![site(A, "本社", "RTX1210")], vec![only]);
    if let Some(site) = report.sites.first_mut() {
        site.outputs = vec![output("show ipsec sa", 1, 6, OutputState::Cut)];
    }
    report.asks = vec![
        Ask {
            side: B,
            commands: vec!["show ipsec sa".to_owned()],
        },
        Ask {
            side: A,
            commands: vec!["show ipsec sa gateway 1 detail".to_owned()],
        },
    ];
    report
}

/// A hub with many branches; the broken one has `generations` of SAs in one direction.
pub(crate) fn hub(branches: u16, generations: u32) -> Report {
    let mut all = mismatch();
    let (up, down) = (healthy().pairs, all.pairs.clone());
    all.verdict.state = State::Degraded;
    all.verdict.headline = text(
        &format!("{branches}本中1本が切れています。"),
        &format!("1 of {branches} VPNs is down."),
    );
    all.sites = vec![site(A, "本社", "RTX3510")];
    all.pairs.clear();
    for number in 1..=branches {
        let broken = number == 17;
        let Some(mut one) = if broken { &down } else { &up }.first().cloned() else {
            continue;
        };
        if broken {
            one.flows.extend((0..generations).map(generation));
        }
        all.pairs.push(moved_to(one, Letter(number)));
        let mut branch = site(Letter(number), &format!("営業所 {number}"), "RTX830");
        if broken {
            set_rung(&mut branch, "ipsec", RungState::Failed, Some(0));
        }
        all.sites.push(Site { paste: 1, ..branch });
    }
    for finding in &mut all.findings {
        finding.pair = Some(16);
    }
    all
}

fn generation(number: u32) -> Flow {
    let sa = esp(number, &format!("{:08x}", 0x1000 + number), 600 + number);
    flow(A, SaState::Matched, Some(sa.clone()), Some(sa))
}

/// The same pair with its far end at another site.
fn moved_to(mut pair: Pair, side: Letter) -> Pair {
    let gateway = Some(side.0.into());
    pair.a = PairEnd {
        side: A,
        gateway,
        tunnel: gateway,
    };
    pair.b = Some(end(side));
    for flow in &mut pair.flows {
        if flow.from == Some(B) {
            flow.from = Some(side);
        } else {
            flow.to = Some(side);
        }
    }
    pair
}

/// Names and lines that look like markup.
pub(crate) fn hostile() -> Report {
    let mut report = mismatch();
    let evil = "<img src=x onerror=alert(1)>\"'&\u{202e}";
    for site in &mut report.sites {
        site.name = Some(evil.to_owned());
        site.model = Some(evil.to_owned());
        site.unread = vec![UnreadLine {
            line: 1,
            text: evil.to_owned(),
        }];
    }
    for finding in &mut report.findings {
        finding.title = text(evil, evil);
        for line in &mut finding.evidence {
            evil.clone_into(&mut line.text);
        }
    }
    report
}
