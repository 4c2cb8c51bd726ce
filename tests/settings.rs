//! One setting of a healthy pair is changed: the report must name that setting, as a fault or as a
//! difference that is tolerated, and nothing else.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

use proptest::prelude::*;
use rtx_vpn_doctor::report::{AttributeState, Report, Severity};
use rtx_vpn_doctor::{Paste, analyze};

/// What the two routers have in common, and their numbers, which they need not have in common.
#[derive(Debug, Clone)]
struct Pair {
    ends: [End; 2],
    is_v2: bool,
}

#[derive(Debug, Clone)]
struct End {
    tunnel: u32,
    policy: u32,
    gateway: u32,
    wan: &'static str,
    lan: &'static str,
    name: &'static str,
}

fn end(wan: &'static str, lan: &'static str, name: &'static str) -> impl Strategy<Value = End> {
    (1..100_u32, 1..2_000_u32, 1..100_u32).prop_map(move |(tunnel, policy, gateway)| End {
        tunnel,
        policy,
        gateway,
        wan,
        lan,
        name,
    })
}

fn pair() -> impl Strategy<Value = Pair> {
    let ends = [
        end("192.0.2.1", "192.168.1", "hq"),
        end("203.0.113.2", "192.168.2", "branch"),
    ];
    (ends, any::<bool>()).prop_map(|(ends, is_v2)| Pair { ends, is_v2 })
}

impl Pair {
    /// The settings of one end as `show config` prints them; `G` stands for the gateway's number.
    fn config(&self, at: usize) -> String {
        let (own, peer) = (&self.ends[at], &self.ends[1 - at]);
        let version = if self.is_v2 {
            format!(
                "ipsec ike version G 2\nipsec ike local name G {} key-id\n\
                 ipsec ike remote name G {} key-id\n",
                own.name, peer.name
            )
        } else {
            String::new()
        };
        let lines = format!(
            "R{at}# show config\nip route default gateway pp 1\nip route {peer_lan}.0/24 gateway tunnel {tunnel}\n\
             ip lan1 address {lan}.1/24\npp select 1\npppoe use lan2\nip pp address {wan}/32\npp enable 1\n\
             tunnel select {tunnel}\nipsec tunnel {policy}\nipsec sa policy {policy} G esp aes-cbc sha-hmac\n\
             ipsec ike keepalive use G on heartbeat 10 6\nipsec ike local address G {wan}\n\
             ipsec ike pre-shared-key G text dummy\nipsec ike remote address G {peer_wan}\n{version}\
             tunnel enable {tunnel}\nipsec auto refresh on\nsyslog notice on\nR{at}#\n",
            peer_lan = peer.lan,
            peer_wan = peer.wan,
            tunnel = own.tunnel,
            policy = own.policy,
            lan = own.lan,
            wan = own.wan,
        );
        lines.replace('G', &own.gateway.to_string())
    }
}

/// One change: what is replaced by what, and the rules that must speak, with IKEv1 and with IKEv2.
struct Change {
    old: &'static str,
    new: &'static str,
    v1: &'static [(&'static str, Severity)],
    v2: &'static [(&'static str, Severity)],
    rows: [&'static [Row]; 2],
}

/// A row of the settings side by side, seen from the `a` end, and how the ends relate in it.
type Row = (&'static str, AttributeState);

use AttributeState::{Differs, Tolerated, Unknown};
use Severity::{Blocks, Risk};

const fn change(
    old: &'static str,
    new: &'static str,
    v1: &'static [(&'static str, Severity)],
    v2: &'static [(&'static str, Severity)],
) -> Change {
    let rows: [&[Row]; 2] = [&[], &[]];
    Change {
        old,
        new,
        v1,
        v2,
        rows,
    }
}

impl Change {
    /// The rows that no longer read the same, with IKEv1 and with IKEv2.
    const fn rows(mut self, v1: &'static [Row], v2: &'static [Row]) -> Self {
        self.rows = [v1, v2];
        self
    }

    /// The same with both.
    const fn row(self, row: &'static [Row]) -> Self {
        self.rows(row, row)
    }
}

const ENABLE: &str = "tunnel enable T";

/// `G`, `T` and `P` stand for the numbers of gateway, tunnel and policy.
const CHANGES: [Change; 24] = [
    change(
        "text dummy",
        "text other",
        &[("CFG611", Blocks)],
        &[("CFG611", Blocks)],
    )
    .row(&[("preSharedKey", Differs)]),
    change("text dummy", "text ***", &[], &[]).row(&[("preSharedKey", Unknown)]),
    change("text dummy", "0x64756d6d79", &[], &[]),
    change(
        "ipsec ike pre-shared-key G text dummy\n",
        "",
        &[("CFG605", Blocks)],
        &[("CFG605", Blocks)],
    )
    .rows(
        &[("preSharedKey", Differs)],
        &[("preSharedKey", Differs), ("authMethod", Differs)],
    ),
    change(
        "ipsec ike version G 2",
        "ipsec ike version G 1",
        &[],
        &[("CFG609", Blocks)],
    )
    .rows(
        &[],
        &[
            ("ikeVersionSetting", Differs),
            ("localName", Unknown),
            ("remoteName", Unknown),
            ("keepalive", Unknown),
        ],
    ),
    change(
        "remote name G ",
        "remote name G not-",
        &[],
        &[("CFG610", Blocks)],
    )
    .rows(&[], &[("remoteName", Differs)]),
    change(
        "local name G",
        "remote name G",
        &[],
        &[("CFG606", Blocks), ("CFG627", Risk)],
    )
    .rows(&[], &[("localName", Differs)]),
    change(
        ENABLE,
        "ipsec ike pfs G on\ntunnel enable T",
        &[("CFG615", Risk)],
        &[("CFG615", Risk)],
    )
    .row(&[("pfs", Tolerated)]),
    change(
        ENABLE,
        "ipsec ike encryption G aes256-cbc\ntunnel enable T",
        &[("CFG616", Risk)],
        &[],
    )
    .row(&[("ikeEncryption", Tolerated)]),
    change(
        ENABLE,
        "ipsec ike encryption G 3des-cbc\ntunnel enable T",
        &[],
        &[],
    ),
    change(
        ENABLE,
        "ipsec ike hash G sha256\ntunnel enable T",
        &[("CFG616", Risk)],
        &[],
    )
    .row(&[("ikeHash", Tolerated)]),
    change(
        ENABLE,
        "ipsec ike group G modp2048\ntunnel enable T",
        &[("CFG616", Risk)],
        &[],
    )
    .row(&[("ikeGroup", Tolerated)]),
    change(
        ENABLE,
        "ipsec ike nat-traversal G on\ntunnel enable T",
        &[("CFG616", Risk)],
        &[("CFG616", Risk)],
    )
    .row(&[("natTraversal", Differs)]),
    change(
        ENABLE,
        "ipsec ike child-exchange type G 2\ntunnel enable T",
        &[],
        &[("CFG616", Risk)],
    )
    .rows(&[], &[("childExchangeType", Differs)]),
    change(
        ENABLE,
        "ipsec ike local id G 192.168.1.0/24\ntunnel enable T",
        &[("CFG614", Blocks)],
        &[],
    )
    .rows(&[("localId", Differs)], &[]),
    change(
        ENABLE,
        "ipsec ike send info G off\ntunnel enable T",
        &[],
        &[],
    )
    .rows(&[("sendInfo", Tolerated)], &[]),
    change(
        "use G on heartbeat",
        "use G off heartbeat",
        &[("CFG616", Risk)],
        &[],
    )
    .rows(&[("keepalive", Differs)], &[("keepalive", Tolerated)]),
    change(
        "use G on heartbeat",
        "use G on dpd",
        &[("CFG616", Risk)],
        &[],
    )
    .rows(&[("keepalive", Differs)], &[]),
    change("esp aes-cbc", "esp aes256-cbc", &[("CFG613", Risk)], &[]).rows(
        &[("ipsecEncryption", Differs)],
        &[("ipsecEncryption", Tolerated)],
    ),
    change(
        "esp aes-cbc sha-hmac",
        "ah sha-hmac",
        &[("CFG613", Blocks)],
        &[("CFG613", Blocks)],
    )
    .row(&[("ipsecProtocol", Differs), ("ipsecEncryption", Unknown)]),
    change(
        "tunnel enable T\n",
        "",
        &[("CFG603", Blocks)],
        &[("CFG603", Blocks)],
    )
    .row(&[("tunnelEnable", Differs)]),
    change("ipsec auto refresh on", "ipsec auto refresh off", &[], &[])
        .row(&[("autoRefresh", Tolerated)]),
    change(
        "ipsec auto",
        "ipsec use off\nipsec auto",
        &[("CFG602", Blocks)],
        &[("CFG602", Blocks)],
    )
    .row(&[("ipsecUse", Differs)]),
    change("\nsyslog notice on", "\nsyslog notice off", &[], &[]),
];

fn spoken(report: &Report) -> Vec<(&'static str, Severity)> {
    let findings = report.findings.iter();
    // How strong a setting is, and whether it takes effect at all, is another matter.
    let others = ["CFG620", "CFG626"];
    let settings = findings.filter(|it| it.id.starts_with("CFG") && !others.contains(&it.id));
    settings.map(|it| (it.id, it.severity)).collect()
}

/// The rows of settings that read otherwise than before, and how.
fn other_rows(before: &Report, after: &Report) -> Vec<(String, AttributeState)> {
    let states = |report: &Report| -> Vec<(String, AttributeState)> {
        let rows = report.pairs.iter().flat_map(|it| &it.attributes);
        rows.map(|it| (it.name.to_owned(), it.state)).collect()
    };
    let before = states(before);
    let mut after = states(after);
    after.retain(|it| !before.contains(it));
    after
}

/// The name of a row, seen from the other end.
fn seen_from(side: usize, name: &str) -> String {
    match (side, name) {
        (1, "localName") => "remoteName",
        (1, "remoteName") => "localName",
        (1, "localId") => "remoteId",
        _ => name,
    }
    .to_owned()
}

fn report(texts: [&str; 2]) -> Report {
    let paste = |text| Paste {
        text,
        ..Paste::default()
    };
    analyze(&texts.map(paste))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_changed_setting_is_named_and_nothing_else(pair in pair(), side in 0..2_usize) {
        let healthy = [pair.config(0), pair.config(1)];
        let before = report([&healthy[0], &healthy[1]]);
        prop_assert_eq!(spoken(&before), []);
        for Change { old, new, v1, v2, rows } in CHANGES {
            let end = &pair.ends[side];
            let filled = |text: &str| {
                let text = text.replace('G', &end.gateway.to_string());
                text.replace('T', &end.tunnel.to_string())
            };
            let mut texts = healthy.clone();
            let changed = texts[side].replacen(&filled(old), &filled(new), 1);
            texts[side] = changed;
            let expected = if pair.is_v2 { v2 } else { v1 };
            let after = report([&texts[0], &texts[1]]);
            prop_assert_eq!(spoken(&after), expected, "{} -> {}\n{}", old, new, &texts[side]);
            let rows = rows[usize::from(pair.is_v2)].iter();
            let mut rows: Vec<_> = rows.map(|(name, state)| (seen_from(side, name), *state)).collect();
            let mut found = other_rows(&before, &after);
            rows.sort_by(|one, other| one.0.cmp(&other.0));
            found.sort_by(|one, other| one.0.cmp(&other.0));
            prop_assert_eq!(found, rows, "{} -> {}\n{}", old, new, &texts[side]);
        }
    }
}
