//! Turns a few values into pieces of a report, for the stories beside this file.

use crate::report::timeline::Timeline;
use crate::report::{
    Attribute, AttributeState, AttributeValue, Certainty, Flow, IkePair, IkeSa, IpsecSa, Letter,
    Output, OutputState, Pair, PairEnd, Report, Role, Rung, RungState, SaState, Site, State, Text,
    Tool, Traffic, Verdict,
};
use crate::view::screen::Slot;

pub(crate) const A: Letter = Letter(0);
pub(crate) const B: Letter = Letter(1);

pub(crate) fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.to_owned().into(),
        en: en.to_owned().into(),
    }
}

pub(crate) fn slots(filled: bool) -> Vec<Slot> {
    ["本社", "支社"]
        .map(|name| Slot {
            name: name.to_owned(),
            filled,
            ..Slot::default()
        })
        .to_vec()
}

pub(crate) fn verdict(state: State, headline: Text) -> Verdict {
    Verdict {
        state,
        certainty: Certainty::Shown,
        cause: None,
        side: None,
        traffic: Traffic::NotChecked,
        headline,
    }
}

pub(crate) fn output(command: &str, first_line: u32, last_line: u32, state: OutputState) -> Output {
    Output {
        command: command.to_owned(),
        first_line,
        last_line,
        state,
        analysed: true,
    }
}

pub(crate) fn site(side: Letter, name: &str, model: &str) -> Site {
    Site {
        side,
        paste: usize::from(side.0),
        name: Some(name.to_owned()),
        model: Some(model.to_owned()),
        revision: None,
        outputs: vec![
            output("show ipsec sa", 1, 8, OutputState::Whole),
            output("show ipsec sa gateway 1 detail", 9, 35, OutputState::Whole),
        ],
        repairs: Vec::new(),
        unread: Vec::new(),
        ladder: ladder(),
    }
}

/// Up to the SAs by what was pasted, the tunnel not looked at.
pub(crate) fn ladder() -> Vec<Rung> {
    let rung = |rung, state, line, command: &str| Rung {
        rung,
        state,
        finding: None,
        line,
        command: command.to_owned(),
    };
    let implied = RungState::Implied;
    vec![
        rung("line", implied, None, "show status pp 1"),
        rung("nat", implied, None, "show nat descriptor address"),
        rung("route", implied, None, "show ip route"),
        rung("ike", RungState::Passed, Some(4), "show ipsec sa"),
        rung("ipsec", RungState::Passed, Some(5), "show ipsec sa"),
        rung("tunnel", RungState::NotPasted, None, "show status tunnel 1"),
        rung(
            "traffic",
            RungState::NotPasted,
            None,
            "ping -c 5 -sa <LAN-1> <LAN-2>",
        ),
    ]
}

/// Says something else of one rung; a rung that fails names its finding.
pub(crate) fn set_rung(site: &mut Site, slug: &str, state: RungState, at: Option<u32>) {
    for rung in site.ladder.iter_mut().filter(|it| it.rung == slug) {
        rung.state = state;
        let fails = state == RungState::Failed;
        rung.line = at.filter(|_| !fails);
        rung.finding = at.filter(|_| fails).and_then(|at| usize::try_from(at).ok());
    }
}

pub(crate) fn ike(secs: u32) -> IkeSa {
    IkeSa {
        id: Some(1),
        ike_version: Some(1),
        spi: Some("4f1c920ad7338e51b2607de419c8059f".to_owned()),
        local_id: Some("192.0.2.1".to_owned()),
        remote_id: Some("198.51.100.1".to_owned()),
        algorithm: Some("AES-CBC, SHA-1, MODP 1024bit".to_owned()),
        remaining_secs: Some(secs),
        lines: vec![10],
    }
}

pub(crate) fn esp(id: u32, spi: &str, secs: u32) -> IpsecSa {
    IpsecSa {
        id: Some(id),
        tunnel: Some(1),
        spi: (!spi.is_empty()).then(|| spi.to_owned()),
        protocol: Some("ESP".into()),
        mode: Some("tunnel".into()),
        encryption: Some("AES-CBC".to_owned()),
        integrity: Some("HMAC-SHA".to_owned()),
        remaining_secs: Some(secs),
        lines: vec![18],
    }
}

pub(crate) fn flow(
    from: Letter,
    state: SaState,
    sender: Option<IpsecSa>,
    receiver: Option<IpsecSa>,
) -> Flow {
    let to = Some(if from == A { B } else { A });
    Flow {
        from: Some(from),
        to,
        state,
        sender,
        receiver,
    }
}

pub(crate) fn end(side: Letter) -> PairEnd {
    PairEnd {
        side,
        gateway: Some(1),
        tunnel: Some(1),
    }
}

pub(crate) fn attribute(
    name: &'static str,
    label: Text,
    a: &str,
    b: &str,
    state: AttributeState,
) -> Attribute {
    let value = |value: &str| {
        Some(AttributeValue {
            value: value.to_owned().into(),
            source: "seen",
            line: Some(14),
            command: None,
            text: None,
        })
    };
    Attribute {
        name,
        label,
        a: value(a),
        b: value(b),
        state,
        rule: None,
        section: None,
        findings: Vec::new(),
    }
}

pub(crate) fn pair(verdict: Verdict, ike_pairs: Vec<IkePair>, flows: Vec<Flow>) -> Pair {
    Pair {
        role: Role::SiteToSite,
        verdict,
        matched_by: "spi",
        a: end(A),
        b: Some(end(B)),
        ike: ike_pairs,
        flows,
        attributes: vec![
            attribute(
                "encryption",
                text("暗号アルゴリズム", "Encryption"),
                "AES-CBC",
                "AES-CBC",
                AttributeState::Same,
            ),
            attribute(
                "lifetime",
                text("寿命", "Lifetime"),
                "28800",
                "27000",
                AttributeState::Tolerated,
            ),
        ],
    }
}

pub(crate) fn report(verdict: Verdict, sites: Vec<Site>, pairs: Vec<Pair>) -> Report {
    Report {
        tool: Tool {
            name: "rtx-vpn-doctor",
            version: "0.1.0",
        },
        verdict,
        sites,
        pairs,
        findings: Vec::new(),
        not_checked: Vec::new(),
        asks: Vec::new(),
        timeline: Timeline::default(),
    }
}

pub(crate) fn both() -> Vec<Site> {
    vec![site(A, "本社", "RTX1210"), site(B, "支社", "RTX830")]
}

pub(crate) fn ike_pair(state: SaState, a: Option<IkeSa>, b: Option<IkeSa>) -> IkePair {
    IkePair { state, a, b }
}
