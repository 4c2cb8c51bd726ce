//! LOG707 phase2-not-finished: phase 2 is begun again and again, and the tunnel does not come up.

use super::{compare_settings, of_kind};
use crate::diagnose::log::{Kind, Said, log_more};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
};

/// LOG707 phase2-not-finished.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG707",
    slug: "phase2-not-finished",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{here}はフェーズ2を繰り返し始めていますが、終わりません",
        en: "{here} begins phase 2 again and again, and it does not finish",
    },
    headline: Phrase {
        ja: "VPN は切れています。フェーズ1は終わりますが、フェーズ2が終わりません。",
        en: "The VPN is down. Phase 1 finishes, and phase 2 does not.",
    },
    why: Phrase {
        ja: "IPsec phase の行（initiate と respond）はフェーズ1が終わってから出るので、事前共有鍵と経路は合っています。ipsec sa policy（esp と ah、暗号と認証）、\
             local id と remote id、PFS のどれかが合っていません。",
        en: "Lines of an IPsec phase (initiate, respond) are logged once phase 1 has finished, so key and path are right. What differs is ipsec sa policy (esp or ah, \
             algorithms), local id and remote id, or PFS.",
    },
    question: Phrase {
        ja: "始めたフェーズ2が終わっているか",
        en: "Whether the phase 2 that was begun finishes",
    },
    silent_when: for_docs(Phrase {
        ja: "トンネルが Up のままか、フェーズ2がどれも30分以上おきのとき（鍵の更新かもしれません）、SA があるとき（IKE SA だけなら IKE102 が答えます）。",
        en: "While the tunnel stays Up, where half an hour or more lies between all of them (keys may just be renewed), and where SAs are held (of IKE SAs alone, IKE102 tells).",
    }),
    references: cited(&["RFC 2409 §5.5", "Command Reference 15.48.2"]),
    cause: Some(Cause::Phase2Rejected),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(|pair| of_kind(pair, Kind::Phase2, compare)),
};

fn compare(finding: Finding, said: &Said<'_>) -> Finding {
    log_more(compare_settings(finding, said).advise(ALIGN), &said.to)
}

const ALIGN: Phrase = Phrase {
    ja: "両方の ipsec sa policy を同じにし、local id と remote id は両方で対にするか、両方で消します。PFS も同じにします。",
    en: "Make ipsec sa policy the same at both ends; let local id and remote id mirror each other, or remove them at both; and make PFS the same.",
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing, joined};

    const REPEATED: &str = "\
//- A
# show log
2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 10:00:01: [IKE] initiate IPsec phase to 203.0.113.2
2026/11/23 10:00:31: [IKE] initiate IPsec phase to 203.0.113.2
# show ipsec sa
#
//- B
";

    #[test]
    fn fires_where_phase_2_is_repeated() {
        check(&RULE, REPEATED).fires_at(["A3", "A4", "A5"]);
    }

    #[test]
    fn silent_while_the_tunnel_may_be_up() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &joined(HEALTHY, REPEATED));
        finds_nothing(&RULE, &REPEATED.replace("# show ipsec sa\n#\n", ""));
        let up = "2026/11/23 10:00:32: IP Tunnel[1] Up\n# show ipsec sa";
        finds_nothing(&RULE, &REPEATED.replace("# show ipsec sa", up));
    }

    #[test]
    fn the_whole_log_is_enough_where_it_is_no_renewal() {
        let alone = REPEATED.replace("# show ipsec sa\n#\n", "");
        let third = "2026/11/23 10:04:01: [IKE] initiate IPsec phase to 203.0.113.2\n";
        let phase_1 = "2026/11/23 10:04:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)\n";
        let often = alone.replace("//- B", &format!("{phase_1}{third}//- B"));
        check(&RULE, &often).fires_at(["A3", "A6"]);
        // By their bytes SAs may be made anew as fast, by the phase 1 of before.
        finds_nothing(&RULE, &often.replace(phase_1, ""));
        finds_nothing(&RULE, &often.replace("10:04:01", "18:04:01"));
        finds_nothing(&RULE, &often.replace("# show log", "# show log | grep IKE"));
    }

    #[test]
    fn silent_where_each_may_be_a_renewal_of_a_tunnel_that_was_up() {
        let seldom = REPEATED.replace("10:00:31", "16:00:31");
        finds_nothing(&RULE, &seldom);
        finds_nothing(&RULE, &seldom.replace("initiate", "respond"));
        let after = |line: &str| {
            let line = format!("# show log\n2026/11/23 09:00:00: {line}\n");
            seldom.replace("# show log\n", &line)
        };
        check(&RULE, &after("Restart by restart command")).fires();
        finds_nothing(&RULE, &after("IP Tunnel[1] Up"));
    }

    #[test]
    fn the_log_of_the_end_that_answers_is_enough() {
        let answers = REPEATED.replace("initiate", "respond");
        check(&RULE, &answers).fires_at(["A3", "A4", "A5"]);
    }
}
