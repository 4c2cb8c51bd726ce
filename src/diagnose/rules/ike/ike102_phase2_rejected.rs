//! IKE102 phase2-rejected: there is an IKE SA, and no IPsec SA came of it.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing, steps,
};
use crate::model::Presence;
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// IKE102 phase2-rejected.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IKE102",
    slug: "phase2-rejected",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "IKE SA（ISAKMP SA）はありますが、IPsec SA がありません",
        en: "There is an IKE SA (ISAKMP SA), but no IPsec SA",
    },
    headline: Phrase {
        ja: "VPN は切れています。IKE SA まではできていますが、IPsec SA ができていません。",
        en: "The VPN is down. The IKE SA is there, but no IPsec SA came of it.",
    },
    why: Phrase {
        ja: "フェーズ1は終わり、相手は応答しています。フェーズ2で条件が合っていないか、まだ始まっていません。",
        en: "Phase 1 has finished, so the peer answers. In phase 2 the conditions do not agree, or it has not begun.",
    },
    question: Phrase {
        ja: "フェーズ2が終わっているか",
        en: "Whether phase 2 has finished",
    },
    silent_when: for_docs(Phrase {
        ja: "もう一方の端に IPsec SA が残っているとき（SA201 が答えます）。",
        en: "When the other end still holds IPsec SAs (then SA201 answers).",
    }),
    references: cited(&["RFC 2409 §5.5", "RFC 7296 §1.2"]),
    cause: Some(Cause::Phase2Rejected),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const RUN_AGAIN: Phrase = Phrase {
    ja: "10秒ほど待ってもう一度実行します。接続の途中だったなら、IPsec SA が現れます。",
    en: "Wait ten seconds and run it again. If it was just connecting, IPsec SAs appear.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends: Vec<End<'_>> = pair.ends().listed();
    if ends.iter().any(End::has_child_sa) {
        return nothing();
    }
    let evidence: Vec<_> = ends
        .iter()
        .filter_map(|end| Some((end, only_ike(end)?)))
        .listed();
    if evidence.is_empty() {
        return nothing();
    }
    let lines = evidence
        .iter()
        .flat_map(|(end, (ike, opening))| [end.router.place(*ike), end.router.place(*opening)]);
    let mut finding = Finding::new(lines).at(Where::Both);
    if ends.iter().any(lists_no_ike) {
        finding = finding.cause(None);
    }
    for end in &ends {
        finding = finding.read(end.router.side, "show ipsec sa", RUN_AGAIN);
    }
    for end in &ends {
        let side = end.router.side;
        let settings = Need::tunnel_settings(end);
        if !end.router.lists_sas() {
            finding = finding.ask(Need::sa_table(side));
        }
        // Settings that were pasted are compared by rules of their own.
        if end.lacks_settings() {
            let command = settings.command.clone();
            finding = finding
                .read(side, command, steps::READ_TUNNEL_SETTINGS)
                .ask(settings);
        }
        finding = finding.ask_for_new(end.router, Need::ike_log(side));
    }
    Ok(vec![finding])
}

/// The line of an IKE SA, and the one that opens the output in which its IPsec SAs are missing.
fn only_ike(end: &End<'_>) -> Option<(u32, u32)> {
    let Presence::Shown(ike) = end.ike_presence() else {
        return None;
    };
    Some((ike, end.lacks_child_sas()?))
}

/// Whether its whole list has no IKE SA of it: what the other end then holds alone may be left over. Of a hub whose
/// gateway for the other end is not known, an IKE SA of which no IPsec SA came may be the one.
fn lists_no_ike(end: &End<'_>) -> bool {
    let router = end.router;
    let mut gateways = router.gateways.iter().map(|it| it.id);
    let may_be_of_it = |id| !router.ike_sas_of(id).is_empty() && router.ipsec_sas_of(id).is_empty();
    let may_have_one = end.gateway.is_none() && gateways.any(may_be_of_it);
    !end.ike_presence().is_shown() && router.whole_answer(None).is_some() && !may_have_one
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, ONLY_IKE, check, finds_nothing};

    #[test]
    fn fires_when_both_have_an_ike_sa_only() {
        check(&RULE, ONLY_IKE).fires_at(["A1", "A2", "B1", "B2"]);
    }

    #[test]
    fn fires_on_one_end_alone() {
        check(&RULE, ONLY_IKE.split("//- B").next().unwrap()).fires_at(["A1", "A2"]);
    }

    /// A hub with two branches, of which the second has an IKE SA alone, and the detail of the first.
    fn hub(life: u32, more: &str) -> String {
        format!(
            "//- A\n# show ipsec sa\nTotal: isakmp:2 send:1 recv:1\n\
             sa    sgw isakmp connection    dir  life[s] remote-id\n\
             1     1    -     isakmp        -    28000   203.0.113.2\n\
             2     1    1     tun[0001]esp  send 28001   203.0.113.2\n\
             3     1    1     tun[0001]esp  recv 28001   203.0.113.2\n\
             4     2    -     isakmp        -    {life}   198.51.100.3\n\
             # show ipsec sa gateway 1 detail\nSA[1] Duration: 28000s\nRemote ID: 203.0.113.2\n\
             Local ID: 192.0.2.1\nProtocol: IKE\nAlgorithm: AES-CBC, SHA-1, MODP 1024bit\n\
             SPI: 1d f0 6e f8 51 fa 27 b1 d4 bc d9 8e 59 b4 e7 ec\n\
             Key : ** ** ** ** **  (confidential)   ** ** ** ** **\n{more}\
             //- B\n# show ipsec sa\nTotal: isakmp:1 send:0 recv:0\n\
             sa    sgw isakmp connection    dir  life[s] remote-id\n\
             4     1    -     isakmp        -    20997   192.0.2.1\n"
        )
    }

    #[test]
    fn of_several_gateways_the_one_whose_ike_sa_is_as_old_is_meant() {
        check(&RULE, &hub(21000, "")).fires_at(["A2", "A7", "B2", "B4"]);
        check(&RULE, &hub(27000, "")).fires_at(["A2", "A7"]);
    }

    #[test]
    fn the_settings_of_the_only_tunnel_that_no_other_gateway_has_are_asked_for() {
        let more = |tunnels: &[u32]| {
            let rows = tunnels
                .iter()
                .map(|n| format!("192.168.{n}.0/24 - TUNNEL[{n}] static\n"));
            let rows: String = rows.collect();
            format!("# show ip route\nDestination Gateway Interface Kind Additional Info.\n{rows}")
        };
        let asks = |tunnels: &[u32]| check(&RULE, &hub(21000, &more(tunnels)));
        let (log, settings) = ("show log | grep IKE", "B show config tunnel 1");
        let (a, b) = (format!("A {log}"), format!("B {log}"));
        asks(&[1, 2]).fires_and_asks_for(["A show config tunnel 2", &a, settings, &b]);
        asks(&[1, 2, 3]).fires_and_asks_for(["A show config", &a, settings, &b]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_rows_were_announced_and_not_pasted() {
        finds_nothing(&RULE, &ONLY_IKE.replace("send:0 recv:0", "send:1 recv:1"));
    }
}
