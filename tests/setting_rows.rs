//! Each row of the table of settings in four cases: equal, different, written against the default, and
//! not pasted at one end.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

use rtx_vpn_doctor::diagnose::SETTINGS;
use rtx_vpn_doctor::report::AttributeState::{Differs, Same, Tolerated, Unknown};
use rtx_vpn_doctor::report::{Attribute, AttributeState, Severity};
use rtx_vpn_doctor::{Paste, analyze};

/// The healthy settings of both ends; nothing stands in them that a row sets, but for the lines below.
const A: &str = "\
A# show config
ip route default gateway pp 1
ip route 192.168.2.0/24 gateway tunnel 1
ip lan1 address 192.168.1.1/24
pp select 1
pppoe use lan2
ip pp address 192.0.2.1/32
pp enable 1
tunnel select 1
ipsec tunnel 101
{tunnel}ipsec sa policy 101 1 {policy}
ipsec ike local address 1 192.0.2.1
{key}ipsec ike remote address 1 {called}
{version}{gateway}{enable}{router}syslog notice on
A#
";

/// One row: which version of IKE, lines that set it at A and at B so that they fit, lines that set another
/// value at B, and how the two then relate: written, and by default.
struct Case {
    row: &'static str,
    is_v2: bool,
    /// Where the line stands.
    place: &'static str,
    a: &'static str,
    fitting: &'static str,
    other: &'static str,
    /// A's line against the other one, and against none.
    states: [AttributeState; 2],
}

const fn case(
    row: &'static str,
    is_v2: bool,
    place: &'static str,
    lines: [&'static str; 3],
    states: [AttributeState; 2],
) -> Case {
    let [a, fitting, other] = lines;
    Case {
        row,
        is_v2,
        place,
        a,
        fitting,
        other,
        states,
    }
}

/// A switch or word of a gateway; equal words fit.
const fn gateway(
    row: &'static str,
    is_v2: bool,
    line: &'static str,
    other: &'static str,
    state: AttributeState,
) -> Case {
    case(row, is_v2, "{gateway}", [line, line, other], [state, state])
}

const V1: bool = false;
const V2: bool = true;

const CASES: [Case; 32] = [
    case(
        "ipsecUse",
        V1,
        "{router}",
        ["ipsec use on", "ipsec use on", "ipsec use off"],
        [Differs, Same],
    ),
    case(
        "tunnelEnable",
        V1,
        "{enable}",
        ["tunnel enable 1", "tunnel enable 1", "tunnel disable 1"],
        [Differs, Differs],
    ),
    case(
        "tunnelEncapsulation",
        V1,
        "{tunnel}",
        [
            "tunnel encapsulation ipsec",
            "tunnel encapsulation ipsec",
            "tunnel encapsulation ipip",
        ],
        [Differs, Same],
    ),
    case(
        "autoRefresh",
        V1,
        "{router}",
        [
            "ipsec auto refresh on",
            "ipsec auto refresh on",
            "ipsec auto refresh off",
        ],
        [Tolerated, Tolerated],
    ),
    case(
        "negotiationReceive",
        V2,
        "{gateway}",
        [
            "ipsec ike negotiation receive 1 off",
            "ipsec ike negotiation receive 1 on",
            "ipsec ike negotiation receive 1 off",
        ],
        // Equal, and a finding says that it is of no use.
        [Same, Tolerated],
    ),
    case(
        "ikeVersionSetting",
        V1,
        "{version}",
        [
            "ipsec ike version 1 1",
            "ipsec ike version 1 1",
            "ipsec ike version 1 2",
        ],
        [Differs, Same],
    ),
    case(
        "localName",
        V2,
        "{gateway}",
        [
            "ipsec ike remote name 1 br key-id\nipsec ike local name 1 hq key-id",
            "ipsec ike local name 1 br key-id\nipsec ike remote name 1 hq key-id",
            "ipsec ike local name 1 br key-id\nipsec ike remote name 1 other key-id",
        ],
        [Differs, Differs],
    ),
    case(
        "remoteName",
        V2,
        "{gateway}",
        [
            "ipsec ike local name 1 hq key-id\nipsec ike remote name 1 br key-id",
            "ipsec ike remote name 1 hq key-id\nipsec ike local name 1 br key-id",
            "ipsec ike remote name 1 hq key-id\nipsec ike local name 1 br fqdn",
        ],
        [Differs, Differs],
    ),
    case(
        "preSharedKey",
        V1,
        "{key}",
        [
            "ipsec ike pre-shared-key 1 text dummy",
            "ipsec ike pre-shared-key 1 0x64756d6d79",
            "ipsec ike pre-shared-key 1 text other",
        ],
        [Differs, Differs],
    ),
    case(
        "authMethod",
        V2,
        "{gateway}",
        [
            "ipsec ike auth method 1 pre-shared-key",
            "ipsec ike auth method 1 auto",
            "ipsec ike auth method 1 certificate",
        ],
        [Differs, Same],
    ),
    gateway(
        "ikeEncryption",
        V1,
        "ipsec ike encryption 1 aes256-cbc",
        "ipsec ike encryption 1 aes-cbc",
        Tolerated,
    ),
    gateway(
        "ikeHash",
        V1,
        "ipsec ike hash 1 sha256",
        "ipsec ike hash 1 md5",
        Tolerated,
    ),
    gateway(
        "ikeGroup",
        V1,
        "ipsec ike group 1 modp2048",
        "ipsec ike group 1 modp1536",
        Tolerated,
    ),
    gateway(
        "ikeEncryption",
        V2,
        "ipsec ike encryption 1 aes256-cbc",
        "ipsec ike encryption 1 aes-cbc",
        Tolerated,
    ),
    gateway(
        "payloadType",
        V1,
        "ipsec ike payload type 1 1",
        "ipsec ike payload type 1 3",
        Tolerated,
    ),
    gateway(
        "backwardCompatibility",
        V1,
        "ipsec ike backward-compatibility 1 2",
        "ipsec ike backward-compatibility 1 1",
        Tolerated,
    ),
    case(
        "ipsecProtocol",
        V1,
        "{policy}",
        [
            "esp aes-cbc sha-hmac",
            "esp aes-cbc sha-hmac",
            "ah sha-hmac",
        ],
        [Differs, Same],
    ),
    case(
        "ipsecEncryption",
        V1,
        "{policy}",
        [
            "esp aes256-cbc sha-hmac",
            "esp aes256-cbc sha-hmac",
            "esp 3des-cbc sha-hmac",
        ],
        [Differs, Differs],
    ),
    case(
        "ipsecEncryption",
        V2,
        "{policy}",
        [
            "esp aes256-cbc sha-hmac",
            "esp aes256-cbc sha-hmac",
            "esp 3des-cbc sha-hmac",
        ],
        [Tolerated, Tolerated],
    ),
    case(
        "ipsecIntegrity",
        V1,
        "{policy}",
        [
            "esp aes-cbc sha256-hmac",
            "esp aes-cbc sha256-hmac",
            "esp aes-cbc",
        ],
        [Differs, Differs],
    ),
    case(
        "localId",
        V1,
        "{gateway}",
        [
            "ipsec ike local id 1 192.168.1.0/24",
            "ipsec ike remote id 1 192.168.1.0/24",
            "ipsec ike remote id 1 192.168.0.0/16",
        ],
        [Differs, Differs],
    ),
    case(
        "remoteId",
        V1,
        "{gateway}",
        [
            "ipsec ike remote id 1 192.168.2.0/24",
            "ipsec ike local id 1 192.168.2.0/24",
            "ipsec ike local id 1 192.168.9.0/24",
        ],
        [Differs, Differs],
    ),
    gateway(
        "pfs",
        V1,
        "ipsec ike pfs 1 on",
        "ipsec ike pfs 1 off",
        Tolerated,
    ),
    case(
        "pfsGroup",
        V1,
        "{gateway}",
        [
            "ipsec ike group 1 modp1024 modp2048",
            "ipsec ike group 1 modp1024 modp2048",
            "ipsec ike group 1 modp1024 modp1024",
        ],
        [Tolerated, Unknown],
    ),
    gateway(
        "ikeLife",
        V1,
        "ipsec ike duration isakmp-sa 1 3600",
        "ipsec ike duration isakmp-sa 1 7200",
        Tolerated,
    ),
    gateway(
        "ipsecLife",
        V1,
        "ipsec ike duration ipsec-sa 1 3600",
        "ipsec ike duration ipsec-sa 1 7200",
        Tolerated,
    ),
    gateway(
        "childExchangeType",
        V2,
        "ipsec ike child-exchange type 1 2",
        "ipsec ike child-exchange type 1 1",
        Differs,
    ),
    gateway(
        "natTraversal",
        V1,
        "ipsec ike nat-traversal 1 on",
        "ipsec ike nat-traversal 1 off",
        Differs,
    ),
    gateway(
        "natTraversalType",
        V1,
        "ipsec ike nat-traversal 1 on type=2",
        "ipsec ike nat-traversal 1 on type=1",
        Differs,
    ),
    gateway(
        "espEncapsulation",
        V1,
        "ipsec ike esp-encapsulation 1 on",
        "ipsec ike esp-encapsulation 1 off",
        Differs,
    ),
    case(
        "keepalive",
        V1,
        "{gateway}",
        [
            "ipsec ike keepalive use 1 on heartbeat",
            "ipsec ike keepalive use 1 on heartbeat",
            "ipsec ike keepalive use 1 off",
        ],
        [Differs, Tolerated],
    ),
    case(
        "keepalive",
        V2,
        "{gateway}",
        [
            "ipsec ike keepalive use 1 on rfc4306",
            "ipsec ike keepalive use 1 on rfc4306",
            "ipsec ike keepalive use 1 off",
        ],
        [Tolerated, Tolerated],
    ),
];

/// What stands in each place where a case sets nothing.
const USUAL: [(&str, &str); 8] = [
    ("{tunnel}", ""),
    ("{policy}", "esp aes-cbc sha-hmac"),
    ("{key}", "ipsec ike pre-shared-key 1 text dummy\n"),
    ("{gateway}", ""),
    ("{enable}", "tunnel enable 1\n"),
    ("{router}", ""),
    ("{called}", "203.0.113.2"),
    ("{version}", ""),
];

fn filled(case: &Case, line: Option<&str>, is_b: bool) -> String {
    let mut text = A.to_owned();
    if is_b {
        text = text.replace("192.0.2.1", "203.0.113.2");
        text = text.replace("{called}", "192.0.2.1");
        text = text
            .replace("192.168.2.0", "192.168.9.9")
            .replace("192.168.1.1", "192.168.2.1");
        text = text
            .replace("192.168.9.9", "192.168.1.0")
            .replace("A#", "B#");
    }
    let is_policy = case.place == "{policy}";
    let own = match line {
        Some(line) if is_policy => line.to_owned(),
        Some(line) => format!("{line}\n"),
        // Of a policy the algorithms may be left out, and no more.
        None if is_policy => "esp aes-cbc sha-hmac".to_owned(),
        None => String::new(),
    };
    text = text.replace(case.place, &own);
    if case.is_v2 {
        text = text.replace("{version}", "ipsec ike version 1 2\n");
    }
    USUAL
        .iter()
        .fold(text, |text, (place, usual)| text.replace(place, usual))
}

fn attribute(row: &str, texts: [&str; 2]) -> Option<Attribute> {
    let report = analyze(&texts.map(|text| Paste {
        text,
        ..Paste::default()
    }));
    let mut attributes = report.pairs.into_iter().flat_map(|it| it.attributes);
    attributes.find(|it| it.name == row)
}

#[test]
fn both_ends_say_what_fits() {
    for case in &CASES {
        let (a, b) = (
            filled(case, Some(case.a), false),
            filled(case, Some(case.fitting), true),
        );
        let found = attribute(case.row, [&a, &b]).expect(case.row);
        let wanted = if case.row == "negotiationReceive" {
            Tolerated
        } else {
            Same
        };
        assert_eq!(found.state, wanted, "{}: {found:?}", case.row);
        let sources = [found.a, found.b].map(|it| it.map(|it| it.source));
        assert_eq!(sources, [Some("explicit"); 2], "{}", case.row);
    }
}

#[test]
fn the_two_ends_differ() {
    for case in &CASES {
        let (a, b) = (
            filled(case, Some(case.a), false),
            filled(case, Some(case.other), true),
        );
        let found = attribute(case.row, [&a, &b]).expect(case.row);
        assert_eq!(found.state, case.states[0], "{}: {found:?}", case.row);
        // The same from the other end.
        let mirrored = analyze(&[&b, &a].map(|text| Paste {
            text,
            ..Paste::default()
        }));
        let states = mirrored.pairs.iter().flat_map(|it| &it.attributes);
        let mut states = states.filter(|it| it.rule.is_some()).map(|it| it.state);
        assert!(states.any(|it| it == case.states[0]), "{}", case.row);
    }
}

#[test]
fn one_end_writes_nothing() {
    for case in &CASES {
        let (a, b) = (filled(case, Some(case.a), false), filled(case, None, true));
        let found = attribute(case.row, [&a, &b]).expect(case.row);
        assert_eq!(found.state, case.states[1], "{}: {found:?}", case.row);
        let source = found.b.map(|it| it.source).unwrap();
        let is_written = case.place == "{policy}";
        let wanted: &[&str] = if is_written {
            &["explicit"]
        } else {
            &["default", "absent"]
        };
        assert!(wanted.contains(&source), "{} {source}", case.row);
    }
}

#[test]
fn what_was_not_pasted_is_compared_with_nothing() {
    for case in &CASES {
        let a = filled(case, Some(case.a), false);
        let b = filled(case, None, true).replace("show config", "show config | grep ipsec");
        let Some(found) = attribute(case.row, [&a, &b]) else {
            panic!("{}", case.row)
        };
        let is_written = case.place == "{policy}";
        // One end that begins is enough, and one that is off is too.
        let is_decided =
            is_written || found.state == case.states[1] && found.rule == Some("eachEnd");
        assert!(
            found.state == Unknown || is_decided,
            "{}: {found:?}",
            case.row
        );
        let report = analyze(&[&a, &b].map(|text| Paste {
            text,
            ..Paste::default()
        }));
        let about = found
            .findings
            .iter()
            .filter_map(|at| report.findings.get(*at));
        let blocks = about.filter(|it| it.severity == Severity::Blocks && !is_written);
        assert_eq!(blocks.count(), 0, "{}", case.row);
    }
}

#[test]
fn every_row_that_concerns_the_peer_has_a_case() {
    let is_covered = |name: &str| CASES.iter().any(|case| case.row == name);
    // Their addresses are those of every case.
    let others = ["remoteAddress", "localAddress"];
    for row in &SETTINGS {
        let concerns = row.relation.slug() != "independent";
        let known = is_covered(row.name) || others.contains(&row.name);
        assert!(!concerns || known, "{} has no case", row.name);
        let is_section = row.section.split('.').all(|it| it.parse::<u32>().is_ok());
        assert!(is_section, "{} names no section", row.name);
    }
    let names: std::collections::BTreeSet<&str> = SETTINGS.iter().map(|it| it.name).collect();
    assert_eq!(names.len(), SETTINGS.len());
}
