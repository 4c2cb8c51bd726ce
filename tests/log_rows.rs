//! What two logs must lead to, fault by fault: with both pasted, with the first alone, with the second
//! alone. One log alone says the same or asks; it never blames the other way.
#![cfg(test)]

use std::fmt::Write as _;

use rtx_vpn_doctor::report::{Report, State, Where};
use rtx_vpn_doctor::{Paste, analyze};

const A: &str = "192.0.2.1";
const B: &str = "203.0.113.2";
const NO_SA: &str = "# show ipsec sa\n#\n";

/// How sure the wording of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wording {
    Seen,
    Documented,
    Guess,
}

/// One fault: what each log shows, and what comes of both, as `state cause side`.
struct Row {
    fault: &'static str,
    wording: Wording,
    a: String,
    b: String,
    both: &'static str,
    /// Causes that one log alone may name besides that of both.
    alone: &'static [&'static str],
    /// A rule that must speak, and words that its text must have in Japanese.
    says: Option<(&'static str, &'static str)>,
}

impl Row {
    fn says(self, rule: &'static str, words: &'static str) -> Self {
        let says = Some((rule, words));
        Self { says, ..self }
    }
}

/// A log of lines `seconds since nine o'clock, message`, where `>1` begins phase 1 with the other end,
/// `<1` answers it, and so on.
fn log(of_a: bool, lines: &[(u32, &str)]) -> String {
    let (own, peer) = if of_a { (A, B) } else { (B, A) };
    let mut text = "# show log\n2026/11/23 08:00:00: [DHCPD] x\n".to_owned();
    for (secs, message) in lines {
        let message = match *message {
            ">1" => format!("[IKE] initiate ISAKMP phase to {peer} (local address {own})"),
            "<1" => format!("[IKE] respond ISAKMP phase to {peer}"),
            ">2" => format!("[IKE] initiate IPsec phase to {peer}"),
            "<2" => format!("[IKE] respond IPsec phase to {peer}"),
            other => other.to_owned(),
        };
        let (minute, second) = (secs / 60, secs % 60);
        let (hour, minute) = (9 + minute / 60, minute % 60);
        let _ = writeln!(
            text,
            "2026/11/23 {hour:02}:{minute:02}:{second:02}: {message}"
        );
    }
    text + "2026/11/23 23:30:00: [DHCPD] x\n"
}

fn a(lines: &[(u32, &str)]) -> String {
    log(true, lines) + NO_SA
}

fn b(lines: &[(u32, &str)]) -> String {
    log(false, lines) + NO_SA
}

/// The time of calls that are of the log's end.
const LATE: u32 = 52_000;

/// Begun or answered again and again.
fn again(what: &'static str) -> Vec<(u32, &'static str)> {
    [0, 70, 150, 240, 300].map(|at| (LATE + at, what)).into()
}

/// The same, each followed by a message.
fn again_with(what: &'static str, then: &'static str) -> Vec<(u32, &'static str)> {
    let each = again(what).into_iter();
    each.flat_map(|(at, what)| [(at, what), (at + 1, then)])
        .collect()
}

/// A gateway of one end, as its settings show it, with further lines.
fn settings(of_a: bool, more: &str) -> String {
    let (own, peer) = if of_a { (A, B) } else { (B, A) };
    format!(
        "# show config\nconsole character ascii\ntunnel select 1\n ipsec tunnel 101\n  \
         ipsec sa policy 101 1 esp aes-cbc sha-hmac\n{more}  ipsec ike local address 1 {own}\n  \
         ipsec ike pre-shared-key 1 text dummy\n  ipsec ike remote address 1 {peer}\n \
         tunnel enable 1\nipsec auto refresh on\n#\n"
    )
}

/// The list of SAs; only that of IKE where `children` is not so.
fn sas(of_a: bool, children: bool) -> String {
    let peer = if of_a { B } else { A };
    let n = u8::from(children);
    let mut text = format!(
        "# show ipsec sa\nTotal: isakmp:1 send:{n} recv:{n}\n\n\
         sa    sgw isakmp connection    dir  life[s] remote-id\n{}\n\
         1     1    -     isakmp        -    28000   {peer}\n",
        "-".repeat(76)
    );
    if children {
        let _ = write!(
            text,
            "2     1    1     tun[0001]esp  send 28001   {peer}\n\
             3     1    1     tun[0001]esp  recv 28001   {peer}\n"
        );
    }
    text + "#\n"
}

/// Up and down again, so many seconds apart, with a message beside each fall.
fn cycles(of_a: bool, up: u32, beside: &'static str) -> String {
    let mut lines = Vec::new();
    for round in 0..4 {
        let start = LATE - (4 - round) * (up + 60);
        if beside.starts_with("PPPOE") {
            lines.push((start, "PPPOE[01] PPPoE Connect"));
        }
        lines.push((start, if of_a { ">1" } else { "<1" }));
        lines.push((start + 1, if of_a { ">2" } else { "<2" }));
        lines.push((start + 2, "IP Tunnel[1] Up"));
        if !beside.is_empty() {
            lines.push((start + up + 1, beside));
        }
        lines.push((start + up + 2, "IP Tunnel[1] Down"));
    }
    lines.push((LATE, "PPPOE[01] PPPoE Connect"));
    lines.push((LATE + 10, "IP Tunnel[1] Up"));
    log(of_a, &lines) + &sas(of_a, true)
}

fn row(
    fault: &'static str,
    wording: Wording,
    (a, b): (String, String),
    both: &'static str,
    alone: &'static [&'static str],
) -> Row {
    Row {
        fault,
        wording,
        a,
        b,
        both,
        alone,
        says: None,
    }
}

/// Faults before anything is answered.
fn silent_rows() -> Vec<Row> {
    let calls = || a(&again(">1"));
    vec![
        row(
            "udp 500 does not reach the called end",
            Wording::Seen,
            (calls(), b(&[])),
            "down peer-silent B",
            &[],
        ),
        row(
            "a filter of the called end drops udp 500",
            Wording::Documented,
            (
                calls(),
                b(&again(
                    "PP[01] Rejected at IN(default) filter: UDP 192.0.2.1:500 > 203.0.113.2:500",
                )),
            ),
            "down ike-filtered B",
            &[],
        ),
        row(
            "the called end has no gateway for that source",
            Wording::Guess,
            (
                calls(),
                b(&[(LATE, "[IKE] receive message from unknown gateway")]),
            ),
            "down none both",
            &[],
        ),
        row(
            "udp 500 does not reach the called end, and the logs show names for addresses",
            Wording::Documented,
            (
                calls().replace(B, "b.example.com")
                    + &settings(true, "").replace(
                        &format!("remote address 1 {B}"),
                        "remote address 1 b.example.com",
                    ),
                b(&[]),
            ),
            "down peer-silent B",
            &[],
        ),
        row(
            "nobody is called by that name",
            Wording::Seen,
            (calls(), b(&[(100, "IP Tunnel[2] Up")])),
            "down peer-silent B",
            &[],
        ),
    ]
}

/// Faults before anything is answered, which the settings tell.
fn told_rows() -> Vec<Row> {
    let v = |version: u8| format!("  ipsec ike version 1 {version}\n");
    let calls = || a(&again(">1"));
    vec![
        row(
            "the versions of IKE differ",
            Wording::Documented,
            (
                calls() + &settings(true, &v(1)),
                b(&[])
                    + &settings(
                        false,
                        &(v(2)
                            + "  ipsec ike local name 1 x fqdn\n  ipsec ike remote name 1 y fqdn\n"),
                    ),
            ),
            "down ike-version-mismatch both",
            &[],
        ),
        row(
            "aggressive against main, and the called end knows nobody by name",
            Wording::Documented,
            (
                calls() + &settings(true, "  ipsec ike local name 1 tokyo key-id\n"),
                b(&[]) + &settings(false, "  ipsec ike negotiate-strictly 1 on\n"),
            ),
            "down exchange-mode-mismatch A",
            &["peer-silent"],
        ),
    ]
}

const STRICT: &str = "  ipsec ike negotiate-strictly 1 on\n";

/// The settings of an end in aggressive mode, by which name and with which key.
fn named(of_a: bool, name: &str, key: &str) -> String {
    let which = if of_a { "local" } else { "remote" };
    let text = settings(of_a, &format!("  ipsec ike {which} name 1 {name} key-id\n"));
    let text = text.replace("text dummy", &format!("text {key}"));
    // The end that calls by name has an address that nobody knows.
    if of_a {
        text
    } else {
        text.replace(&format!("remote address 1 {A}"), "remote address 1 any")
    }
}

/// Phase 1 stands, and phase 2 is begun in vain, beside these settings.
fn only_ike(of_a: &str, of_b: &str) -> (String, String) {
    (
        log(true, &again(">2")) + &sas(true, false) + &settings(true, of_a),
        log(false, &again("<2")) + &sas(false, false) + &settings(false, of_b),
    )
}

/// Settings of phase 1 that differ, with what the logs show of it, where no line names the reason.
fn unnamed_rows_of_phase_1() -> Vec<Row> {
    vec![
        row(
            "the keys differ in aggressive mode, and nothing is said",
            Wording::Documented,
            (
                a(&again(">1")) + &named(true, "tokyo", "dummy"),
                b(&again("<1")) + &named(false, "tokyo", "other"),
            ),
            "down psk-mismatch both",
            &["phase1-rejected"],
        ),
        row(
            "the name that is sent is not the one that is expected",
            Wording::Documented,
            (
                a(&again(">1")) + &named(true, "tokyo", "dummy"),
                b(&[]) + &named(false, "osaka", "dummy"),
            ),
            "down ike-name-mismatch both",
            &["peer-silent"],
        ),
        row(
            "the algorithms of phase 1 differ, the called end is strict, and nothing is said",
            Wording::Documented,
            (
                a(&again(">1")) + &settings(true, "  ipsec ike encryption 1 aes-cbc\n"),
                b(&again("<1"))
                    + &settings(
                        false,
                        &format!("  ipsec ike encryption 1 3des-cbc\n{STRICT}"),
                    ),
            ),
            "down ike-proposal-mismatch B",
            &["phase1-rejected"],
        ),
    ]
}

/// The same of phase 2.
fn unnamed_rows_of_phase_2() -> Vec<Row> {
    vec![
        row(
            "one end has PFS, and the called end is strict",
            Wording::Documented,
            only_ike(
                "  ipsec ike pfs 1 off\n",
                &format!("  ipsec ike pfs 1 on\n{STRICT}"),
            ),
            "down pfs-mismatch both",
            &["phase2-rejected"],
        ),
        row(
            "esp against ah, which the settings show",
            Wording::Documented,
            {
                let (a, b) = only_ike("", "");
                (a, b.replace("esp aes-cbc sha-hmac", "ah sha-hmac"))
            },
            "down esp-proposal-mismatch both",
            &["phase2-rejected"],
        ),
        row(
            "the ids of phase 2 are at one end alone",
            Wording::Documented,
            only_ike(
                "  ipsec ike local id 1 192.168.1.0/24\n  ipsec ike remote id 1 192.168.2.0/24\n",
                "",
            ),
            "down phase2-id-mismatch both",
            &["phase2-rejected"],
        ),
    ]
}

/// Faults in which the called end answers.
fn answered_rows() -> Vec<Row> {
    vec![
        row(
            "the answer does not get back, or the keys differ in main mode",
            Wording::Seen,
            (a(&again(">1")), b(&again("<1"))),
            "down phase1-rejected both",
            &[],
        ),
        row(
            "a filter of the calling end drops the answer",
            Wording::Documented,
            (
                a(&again_with(
                    ">1",
                    "PP[01] Rejected at IN(default) filter: UDP 203.0.113.2:500 > 192.0.2.1:500",
                )),
                b(&again("<1")),
            ),
            "down ike-filtered A",
            &["phase1-rejected"],
        ),
    ]
}

/// Faults in which the called end answers, and what follows in its log or that of the caller.
fn followed_rows() -> Vec<Row> {
    vec![
        row(
            "the keys differ, and a notify says so",
            Wording::Guess,
            (
                a(&again_with(">1", "[IKE] receive AUTHENTICATION-FAILED")),
                b(&again_with("<1", "[IKE] send AUTHENTICATION-FAILED")),
            ),
            "down psk-mismatch both",
            &[],
        ),
        row(
            "the algorithms of phase 1 differ, and the called end is strict",
            Wording::Guess,
            (
                a(&again_with(">1", "[IKE] receive NO-PROPOSAL-CHOSEN")),
                b(&again("<1")),
            ),
            "down ike-proposal-mismatch both",
            &["phase1-rejected"],
        ),
        row(
            "esp against ah, or other algorithms of phase 2",
            Wording::Seen,
            (
                log(true, &again(">2")) + &sas(true, false),
                log(false, &again("<2")) + &sas(false, false),
            ),
            "down phase2-rejected both",
            &[],
        ),
        row(
            "the ids of phase 2 are not mirrored",
            Wording::Guess,
            (
                log(
                    true,
                    &again_with(">2", "[IKE] receive INVALID-ID-INFORMATION"),
                ) + &sas(true, false),
                log(false, &again("<2")) + &sas(false, false),
            ),
            "down phase2-id-mismatch both",
            &["phase2-rejected"],
        ),
    ]
}

/// The same of IKEv2.
fn ikev2_rows() -> Vec<Row> {
    vec![
        row(
            "IKEv2: the group is not accepted, again and again",
            Wording::Seen,
            (
                a(&[]),
                b(&again("GW:*/SA:4/INIT  INVALID_KE_PAYLOAD data:000e")),
            ),
            "down ike-proposal-mismatch both",
            &[],
        ),
        row(
            "IKEv2: names or keys differ",
            Wording::Guess,
            (
                a(&again("GW:1/SA:4/AUTH AUTHENTICATION_FAILED")),
                b(&again("GW:1/SA:9/AUTH AUTHENTICATION_FAILED")),
            ),
            "down psk-mismatch both",
            &[],
        ),
        row(
            "IKEv2: the child is refused while the IKE SA stands",
            Wording::Guess,
            (
                log(true, &again("GW:1/SA:4/CHILD TS_UNACCEPTABLE")) + &sas(true, false),
                log(false, &[]) + &sas(false, false),
            ),
            "down phase2-rejected both",
            &[],
        ),
    ]
}

/// What the tunnel counts, and how often it was up for how long.
fn counts(received: u32, sent: u32) -> String {
    format!(
        "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\n\nCurrent status is Online.\n\
         2 hours connection.\nReceived: (IPv4) {received} packets [{} octets]\n\
         Transmitted: (IPv4) {sent} packets [{} octets]\n#\n",
        received * 100,
        sent * 100
    )
}

/// SAs at both ends, between which packets are lost.
fn lost_rows() -> Vec<Row> {
    let up = [(100, ">1"), (101, ">2"), (102, "IP Tunnel[1] Up")];
    let answered = [(100, "<1"), (101, "<2"), (102, "IP Tunnel[1] Up")];
    let behind_nat = answered.map(|(at, what)| match what {
        "<1" => (at, "[IKE] respond ISAKMP phase to 198.51.100.7"),
        "<2" => (at, "[IKE] respond IPsec phase to 198.51.100.7"),
        other => (at, other),
    });
    let traverses = "  ipsec ike nat-traversal 1 on\n";
    let life = "  ipsec ike duration ipsec-sa 1 3600\n  ipsec ike duration isakmp-sa 1 3600\n";
    vec![
        row(
            "ESP is dropped on its way",
            Wording::Seen,
            (
                log(true, &up) + &sas(true, true) + &counts(0, 900),
                log(false, &answered) + &sas(false, true) + &counts(0, 400),
            ),
            "degraded esp-blocked both",
            &[],
        ),
        row(
            "a NAT is on the path, and one end alone traverses it",
            Wording::Documented,
            (
                log(true, &up) + &settings(true, traverses) + &sas(true, true) + &counts(0, 900),
                log(false, &behind_nat)
                    + &settings(false, "").replace(A, "198.51.100.7")
                    + &sas(false, true).replace(A, "198.51.100.7")
                    + &counts(0, 400),
            ),
            "degraded nat-traversal-mismatch both",
            &["esp-blocked"],
        ),
        row(
            "keys are not renewed",
            Wording::Documented,
            (
                cycles(true, 3_600, "") + &settings(true, life),
                cycles(false, 3_600, "") + &settings(false, life),
            ),
            "degraded rekey-failing both",
            &[],
        ),
    ]
}

/// What falls, and what is up.
fn falling_rows() -> Vec<Row> {
    let quiet = || log(false, &[]) + &sas(false, true);
    let up = [(100, ">1"), (101, ">2"), (102, "IP Tunnel[1] Up")];
    let answered = [(100, "<1"), (101, "<2"), (102, "IP Tunnel[1] Up")];
    vec![
        row(
            "algorithms of phase 1 differ and nobody is strict: it comes up",
            Wording::Documented,
            (
                log(true, &up) + &sas(true, true),
                log(false, &answered) + &sas(false, true),
            ),
            "up none none",
            &[],
        ),
        row(
            "the keepalive is never answered",
            Wording::Documented,
            (cycles(true, 62, ""), quiet()),
            "degraded none A",
            &[],
        ),
        row(
            "the line falls, and the tunnel with it",
            Wording::Seen,
            (
                cycles(true, 3000, "PPPOE[01] Disconnected, cause [No error.]"),
                quiet(),
            ),
            "degraded wan-unstable A",
            &[],
        ),
        row(
            "both ends fall at the same times",
            Wording::Seen,
            (cycles(true, 2400, ""), cycles(false, 2400, "")),
            "degraded none both",
            &[],
        ),
    ]
}

/// The last fall of a tunnel, with a message before it, and no SA since.
fn fall(before: &'static str) -> (String, String) {
    let up = |message| [(100, message), (101, "IP Tunnel[1] Up")];
    let fall = [(LATE, before), (LATE + 3, "IP Tunnel[1] Down")];
    let calls = [70, 140, 210].map(|at| (LATE + at, ">1"));
    let all = |first: [(u32, &'static str); 2]| [first.to_vec(), fall.to_vec()].concat();
    (
        a(&[all(up(">1")), calls.to_vec()].concat()),
        b(&[up("<1").to_vec(), vec![(LATE + 60, "IP Tunnel[1] Down")]].concat()),
    )
}

/// What stands beside the falls of a tunnel.
fn beside_rows() -> Vec<Row> {
    let quiet = || log(false, &[]) + &sas(false, true);
    vec![
        row(
            "somebody saved other settings right before the fall",
            Wording::Seen,
            fall("Configuration saved in \"CONFIG0\" by administrator"),
            "down peer-silent B",
            &[],
        )
        .says("LOG712", "変え"),
        row(
            "the router was started anew, and the tunnel did not come up",
            Wording::Seen,
            fall("Restart by restart command"),
            "down peer-silent B",
            &[],
        )
        .says("LOG712", "起動"),
        row(
            "the port of the line loses its link with each fall",
            Wording::Seen,
            (cycles(true, 2_400, "LAN2: link down"), quiet()),
            "degraded none A",
            &[],
        )
        .says("LOG708", "前後5秒以内"),
        row(
            "the tunnel falls after as long as a NAT remembers what is idle",
            Wording::Documented,
            (cycles(true, 905, ""), quiet()),
            "degraded none A",
            &[],
        )
        .says("LOG708", "900秒"),
        row(
            "a NAT on the path forgets what is idle",
            Wording::Documented,
            (
                cycles(true, 905, "") + &settings(true, ""),
                log(
                    false,
                    &[(100, "[IKE] respond ISAKMP phase to 198.51.100.7")],
                ) + &settings(false, "").replace(A, "198.51.100.7")
                    + &sas(false, true).replace(A, "198.51.100.7"),
            ),
            "degraded nat-timeout both",
            &[],
        ),
    ]
}

fn rows() -> Vec<Row> {
    let mut rows = silent_rows();
    rows.extend(told_rows());
    rows.extend(unnamed_rows_of_phase_1());
    rows.extend(unnamed_rows_of_phase_2());
    rows.extend(beside_rows());
    rows.extend(answered_rows());
    rows.extend(followed_rows());
    rows.extend(ikev2_rows());
    rows.extend(lost_rows());
    rows.extend(falling_rows());
    rows
}

fn told(texts: [&str; 2]) -> Report {
    analyze(&texts.map(|text| Paste {
        text,
        ..Paste::default()
    }))
}

fn said(report: &Report) -> String {
    let verdict = &report.verdict;
    let cause = verdict.cause.unwrap_or("none");
    let state = format!("{:?}", verdict.state).to_lowercase();
    format!("{state} {cause} {}", side(report))
}

fn side(report: &Report) -> String {
    match report.verdict.side {
        Some(Where::Site(letter)) => letter.to_string(),
        Some(Where::Both) => "both".to_owned(),
        None => "none".to_owned(),
    }
}

#[test]
fn both_logs_lead_to_the_fault() {
    let wrong: Vec<String> = rows()
        .iter()
        .filter_map(|row| {
            let report = told([&row.a, &row.b]);
            let said = said(&report);
            let speaks = row.says.is_none_or(|(rule, words)| {
                let mut texts = report.findings.iter().filter(|it| it.id == rule);
                texts.any(|it| it.why.ja.contains(words) || it.title.ja.contains(words))
            });
            let is_right = said == row.both && speaks;
            (!is_right).then(|| format!("{}: {said} ({speaks}), not {}", row.fault, row.both))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is wrong with what one log alone led to.
fn blames_elsewhere(row: &Row, report: &Report) -> Option<String> {
    let [_, cause, wanted] = row.both.split(' ').collect::<Vec<_>>()[..] else {
        return Some("no verdict".to_owned());
    };
    let verdict = &report.verdict;
    let named = verdict.cause.unwrap_or("none");
    let at = side(report);
    let is_near = |at: &str| at == "none" || at == "both" || at == wanted || wanted == "both";
    let may = named == "none" || named == cause || row.alone.contains(&named);
    let is_open = verdict.state == State::Unknown || named == "none";
    if !may || (named != "none" && !is_near(&at)) {
        return Some(said(report));
    }
    if verdict.state == State::Up {
        return Some(format!("{} with one end alone", said(report)));
    }
    let asks = !report.asks.is_empty() || !report.findings.iter().all(|it| it.steps.is_empty());
    (is_open && !asks).then(|| format!("{} and asks for nothing", said(report)))
}

#[test]
fn one_log_alone_says_the_same_or_asks() {
    let mut wrong = Vec::new();
    for row in rows() {
        for (which, texts) in [("A", [row.a.as_str(), ""]), ("B", ["", row.b.as_str()])] {
            if let Some(said) = blames_elsewhere(&row, &told(texts)) {
                wrong.push(format!("{}, only {which}: {said}", row.fault));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_guessed_names_no_cause_that_only_a_guess_could_show() {
    let rows = rows();
    for wording in [Wording::Seen, Wording::Documented, Wording::Guess] {
        assert!(rows.iter().any(|row| row.wording == wording));
    }
    // Without the lines that were guessed, each falls back to what was seen, or to nothing.
    for row in rows.iter().filter(|row| row.wording == Wording::Guess) {
        let without = |text: &str| {
            let lines = text.lines().filter(|it| {
                !it.contains("FAILED")
                    && !it.contains("CHOSEN")
                    && !it.contains("INVALID")
                    && !it.contains("TS_")
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        let report = told([&without(&row.a), &without(&row.b)]);
        let cause = report.verdict.cause.unwrap_or("none");
        let general = ["none", "phase1-rejected", "phase2-rejected", "peer-silent"];
        assert!(general.contains(&cause), "{}: {cause}", row.fault);
    }
}
