//! CFG611 psk-mismatch: the pre-shared keys of the two ends differ.

use crate::diagnose::settings::{self, Both, Change};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited,
    for_docs, nothing,
};
use crate::pair::GatewayPair;
use crate::text::SecretKind;

/// CFG611 psk-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG611",
    slug: "psk-mismatch",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{a}と{b}の事前共有鍵が違います",
        en: "The pre-shared keys of {a} and {b} differ",
    },
    headline: Phrase {
        ja: "VPN は切れています。{a}と{b}の事前共有鍵が違います。",
        en: "The VPN is down. The pre-shared keys of {a} and {b} differ.",
    },
    why: Phrase {
        ja: "事前共有鍵は、両端で一字一句（大文字と小文字も）同じでなければ、フェーズ1が終わりません。\
             鍵そのものはこの結果のどこにも残していません。違うことだけが分かります。",
        en: "Phase 1 finishes only where both ends hold the same pre-shared key, letter by letter and in \
             the same case. The keys themselves are kept nowhere in this report; only that they differ is known.",
    },
    question: Phrase {
        ja: "両端の事前共有鍵が同じか",
        en: "Whether both ends hold the same pre-shared key",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの鍵が伏せられているとき、証明書で認証するとき。\
             SA が両端にあるあいだは、注意点として示します。",
        en: "When a key is masked, and where certificates are used. While both ends hold SAs it is a remark.",
    }),
    references: cited(&["Command Reference 15.5", "RFC 2409 §5.4", "RFC 7296 §2.15"]),
    cause: Some(Cause::PskMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ONE_KEY: Phrase = Phrase {
    ja: "両方のルーターに同じ鍵を入れ直します。<KEY> を新しい鍵に置き換えて、まとめて実行します。\
         いまの鍵は表示から戻せないので、必要なら先に控えてください。",
    en: "Set the same key on both routers: put the new key in place of <KEY> and run the lines together. \
         The present key cannot be restored from this report; note it first if you need it.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    if uses_certificates(&both) {
        return nothing();
    }
    let Some((mine, theirs)) = both.values(|it| &it.pre_shared_key)? else {
        return nothing();
    };
    let (a, b) = (&both.a, &both.b);
    let vaults = (&a.end.router.vault, &b.end.router.vault);
    let same = vaults
        .0
        .same(SecretKind::PreSharedKey, mine.line, vaults.1, theirs.line);
    if same != Some(false) {
        return nothing();
    }
    let mut finding =
        Finding::new([a.place(mine.line), b.place(theirs.line)]).about(&["preSharedKey"]);
    for (told, now) in [(a, mine), (b, theirs)] {
        let key = format!("ipsec ike pre-shared-key {} text <KEY>", told.number());
        finding = told.mend(finding, ONE_KEY, [Change::in_place_of(key, now.line)]);
    }
    finding = finding.look_for_sas(a.side());
    Ok(vec![both.weigh(both.name(finding), true)])
}

fn uses_certificates(both: &Both<'_>) -> bool {
    both.ends().iter().any(|(told, _)| {
        let method = told.gateway.method.known();
        method.is_some_and(|it| !it.value.may_be_key())
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn differing() -> String {
        changed(SETTINGS, "B", "text dummy", "text Dummy")
    }

    #[test]
    fn fires_on_another_key() {
        check(&RULE, &differing()).fires_at(["A13", "B13"]);
    }

    /// A hub that shows the SAs of its second gateway alone, and the settings of two; a branch has the first key.
    fn hub(first: &str) -> String {
        let tunnel = |n: u32, key: &str, peer: &str| {
            format!(
                "tunnel select {n}\n ipsec tunnel {n}\n  ipsec sa policy {n} {n} esp aes-cbc sha-hmac\n  \
                 ipsec ike pre-shared-key {n} text {key}\n  ipsec ike remote address {n} {peer}\n tunnel enable {n}\n"
            )
        };
        let (one, two) = (
            tunnel(1, first, "203.0.113.2"),
            tunnel(2, "Dummy", "198.51.100.3"),
        );
        let own = tunnel(1, "dummy", "192.0.2.1");
        format!(
            "//- A\n# show config\nip route default gateway pp 1\n{one}{two}syslog notice on\n\
             # show ipsec sa gateway 2 detail\nSA[4] Duration: 21001s\nRemote ID: 198.51.100.3\n\
             Local ID: 192.0.2.1\nDirection: send\nProtocol: ESP (Mode: tunnel)\n\
             Algorithm: AES-CBC (Auth.: HMAC-SHA)\nSPI: 10 74 69 b7\n\
             SA[5] Duration: 21001s\nRemote ID: 198.51.100.3\n\
             Local ID: 192.0.2.1\nDirection: receive\nProtocol: ESP (Mode: tunnel)\n\
             Algorithm: AES-CBC (Auth.: HMAC-SHA)\nSPI: ae df 2a 57\n\
             //- B\n# show config tunnel 1\n{own}# show ipsec sa\nTotal: isakmp:1 send:1 recv:1\n\
             sa    sgw isakmp connection    dir  life[s] remote-id\n\
             4     1    -     isakmp        -    27097   192.0.2.1\n\
             5     1    4     tun[0001]esp  send 27098   192.0.2.1\n\
             6     1    4     tun[0001]esp  recv 27098   192.0.2.1\n"
        )
    }

    #[test]
    fn silent_where_another_gateway_of_the_hub_has_the_key() {
        finds_nothing(&RULE, &hub("dummy"));
        check(&RULE, &hub("DUMMY")).fires_as_remark();
    }

    #[test]
    fn the_same_key_may_be_written_in_hex() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, &changed(SETTINGS, "B", "text dummy", "0x64756d6d79"));
    }

    #[test]
    fn a_masked_key_differs_from_none() {
        for hidden in ["***", "REDACTED", "(masked)", "########", "%PSK%"] {
            let key = format!("text {hidden}");
            finds_nothing(&RULE, &changed(SETTINGS, "B", "text dummy", &key));
        }
        let both = changed(SETTINGS, "A", "text dummy", "text (masked)");
        finds_nothing(&RULE, &changed(&both, "B", "text dummy", "text REDACTED"));
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_where_the_two_gateways_call_others() {
        let other = changed(&differing(), "A", "203.0.113.2", "198.51.100.7");
        finds_nothing(&RULE, &changed(&other, "B", "192.0.2.1", "198.51.100.8"));
    }

    #[test]
    fn silent_where_both_call_one_third() {
        let cloud = changed(&differing(), "A", "203.0.113.2", "198.51.100.7");
        let cloud = changed(&cloud, "B", "192.0.2.1", "198.51.100.7");
        finds_nothing(&RULE, &cloud);
    }

    #[test]
    fn silent_where_a_template_stands_for_several_gateways() {
        let template = " tunnel enable 1\n tunnel template 2";
        let hub = changed(&differing(), "A", " tunnel enable 1", template);
        let route = "ip route 192.168.2.0/24 gateway tunnel 1";
        let hub = changed(&hub, "A", route, "");
        finds_nothing(&RULE, &changed(&hub, "A", "203.0.113.2", "any"));
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        check(&RULE, &joined(HEALTHY, &differing())).fires_as_remark();
    }

    #[test]
    fn a_remark_while_one_end_holds_sas_or_counts_packets() {
        let (_, b) = HEALTHY.split_once("//- B").unwrap();
        let sas = joined(&format!("//- A\n//- B{b}"), &differing());
        check(&RULE, &sas).fires_as_remark();
        let status = "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n\
                      3 hours connection.\nReceived: (IPv4) 9 packets [9 octets]\n//- B";
        check(&RULE, &differing().replacen("//- B", status, 1)).fires_as_remark();
    }

    #[test]
    fn a_remark_where_rows_of_announced_sas_are_lost() {
        let lists = |total: &str, rows: &str| {
            let list = format!("# show ipsec sa\nTotal: {total}\n{rows}");
            let both = differing().replacen("//- B", &format!("{list}//- B"), 1);
            let theirs = list.replace("203.0.113.2", "192.0.2.1");
            format!("{both}\n{theirs}#")
        };
        let ike = "1     1    -     isakmp        -    28768   203.0.113.2\n";
        let pair = "isakmp:1 send:1 recv:1";
        check(&RULE, &lists(pair, ike)).fires_as_remark();
        check(&RULE, &lists(pair, "")).fires_as_remark();
        check(&RULE, &lists("isakmp:0 send:0 recv:0", "")).fires_as_fault();
    }

    /// The log of A behind its settings.
    fn with_log(lines: &str) -> String {
        differing().replacen("//- B", &format!("# show log\n{lines}//- B"), 1)
    }

    #[test]
    fn a_remark_where_a_log_ends_in_an_agreement() {
        let agreed = "2026/11/23 06:12:29: [IKE] respond IPsec phase to 203.0.113.2\n";
        check(&RULE, &with_log(agreed)).fires_as_remark();
        let up = format!("{agreed}2026/11/23 06:12:30: IP Tunnel[1] Up\n");
        check(&RULE, &with_log(&up)).fires_as_remark();
        let down = format!("{up}2026/11/23 07:12:30: IP Tunnel[1] Down\n");
        check(&RULE, &with_log(&down)).fires_as_fault();
        let calls = "2026/11/23 07:12:30: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)\n";
        check(&RULE, &with_log(&format!("{up}{calls}{calls}"))).fires_as_fault();
    }

    #[test]
    fn asks_for_the_settings_of_the_other_end() {
        let only_a = SETTINGS.split("//- B").next().unwrap();
        check(&RULE, &format!("{only_a}//- B\n")).asks_for(["B show config tunnel 1"]);
    }
}
