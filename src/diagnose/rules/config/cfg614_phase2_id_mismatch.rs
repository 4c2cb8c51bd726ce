//! CFG614 phase2-id-mismatch: the networks that the two ends name in phase 2 do not mirror each other.

use crate::diagnose::settings::{self, Both, Change, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Outcome, Phrase, Rule, Rung, SasSince, Severity,
    cited, for_docs, nothing,
};
use crate::model::{Network, Setting, Sourced};
use crate::pair::GatewayPair;

/// CFG614 phase2-id-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG614",
    slug: "phase2-id-mismatch",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "フェーズ2の ID（ipsec ike local id / remote id）が両端で対になっていません",
        en: "The ids of phase 2 (ipsec ike local id, remote id) do not mirror each other",
    },
    headline: Phrase {
        ja: "VPN は切れています。フェーズ2の ID（local id / remote id）が両端で対になっていません。",
        en: "The VPN is down. The ids of phase 2 (local id, remote id) do not mirror each other.",
    },
    why: Phrase {
        ja: "IKEv1 のフェーズ2では、{own}の local id「{said}」が{other}の remote id「{wanted}」と同じでなければ、\
             IPsec SA ができません。両端で入れ替わりに同じにするか、両端とも書かないかのどちらかです。",
        en: "In phase 2 of IKEv1 there is an IPsec SA only where local id of {own} ({said}) is remote id of \
             {other} ({wanted}). Either both ends mirror each other, or neither writes any.",
    },
    question: Phrase {
        ja: "フェーズ2の ID が対になっているか",
        en: "Whether the ids of phase 2 mirror each other",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv2 のとき（ID は使われません）、どちらかが伏せられているとき。",
        en: "With IKEv2, which takes no notice of them, and where one is masked.",
    }),
    references: cited(&["Command Reference 15.16, 15.19", "RFC 2409 §5.5"]),
    cause: Some(Cause::Phase2IdMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const MIRROR: Phrase = Phrase {
    ja: "相手の ID に合わせます。次の行をまとめて実行します。",
    en: "Makes the id that of the peer. Run the lines together.",
};
const REMOVE: Phrase = Phrase {
    ja: "相手は ID を書いていません。こちらの ID を消して、両端とも書かない形にそろえます。",
    en: "The peer writes no id. This removes the one here, so that neither end writes any.",
};
const IN_POLICY: Phrase = Phrase {
    ja: "この ID は ipsec sa policy の行（local-id= / remote-id=）にあります。その行を、両端が対になるように書き直します。",
    en: "This id stands in the line of ipsec sa policy (local-id=, remote-id=). Write that line anew so that both ends mirror each other.",
};
const NONE: Phrase = Phrase {
    ja: "なし",
    en: "none",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let mut findings = Vec::new();
    let is_v1 = |told: &Told<'_>| told.gateway.version.known().is_some() && !told.is_v2();
    if !is_v1(&both.a) || !is_v1(&both.b) {
        return nothing();
    }
    for (own, other) in both.ends() {
        findings.extend(mismatch(&both, own, other)?);
    }
    Ok(findings)
}

/// An id as it takes effect: that of the policy before that of the gateway. None where it is masked.
fn id(
    told: &Told<'_>,
    of_policy: Option<Network>,
    of_gateway: &Setting<Network>,
) -> Result<Option<Sourced<Option<Network>>>, Missing> {
    if let (Some(network), Some(policy)) = (of_policy, told.policy) {
        return Ok(Some(Sourced::new(Some(network), policy.line)));
    }
    match of_gateway {
        Setting::Explicit(it) | Setting::Default(it) => {
            Ok(Some(Sourced::new(Some(it.value), it.line)))
        }
        Setting::Absent(line) => Ok(Some(Sourced::new(None, *line))),
        Setting::Hidden(_) => Ok(None),
        Setting::NotPasted => Err(Missing(vec![told.need()])),
    }
}

fn mismatch(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> Result<Option<Finding>, Missing> {
    let local = own.policy.and_then(|it| it.local_id);
    let remote = other.policy.and_then(|it| it.remote_id);
    let said = id(own, local, &own.gateway.local_id)?;
    let wanted = id(other, remote, &other.gateway.remote_id)?;
    let (Some(said), Some(wanted)) = (said, wanted) else {
        return Ok(None);
    };
    if settings::same_id(said.value, wanted.value) {
        return Ok(None);
    }
    let finding = Finding::new([own.place(said.line), other.place(wanted.line)])
        .about(both.row_of(own, "localId", "remoteId"))
        .site("own", own.side())
        .site("other", other.side());
    let finding = with_network(finding, "said", said.value);
    let finding = with_network(finding, "wanted", wanted.value);
    // An id in the policy counts before the one that such a line sets or removes.
    let is_of_policy = |told: &Told<'_>, line: u32| told.policy.is_some_and(|it| it.line == line);
    let (told, line, now, text) = match (said.value, wanted.value) {
        // What the other end waits for is the LAN of this one, and what this one says is not.
        (Some(network), Some(wanted)) if is_lan(own, wanted) && !is_lan(own, network) => {
            let line = format!("ipsec ike local id {} {wanted}", own.number());
            (own, line, said.line, MIRROR)
        }
        (Some(network), Some(_)) => {
            let line = format!("ipsec ike remote id {} {network}", other.number());
            (other, line, wanted.line, MIRROR)
        }
        (Some(_), None) => {
            let line = format!("no ipsec ike local id {}", own.number());
            (own, line, said.line, REMOVE)
        }
        (None, _) => {
            let line = format!("no ipsec ike remote id {}", other.number());
            (other, line, wanted.line, REMOVE)
        }
    };
    let finding = if is_of_policy(told, now) {
        finding.read(told.side(), told.need().command, IN_POLICY)
    } else {
        told.mend(finding, text, [Change::in_place_of(line, now)])
    };
    let finding = finding
        .at(crate::diagnose::Where::Both)
        .look_for_sas(own.side());
    Ok(Some(both.weigh(finding, false)))
}

/// Whether a network is, or is within, a LAN of an end.
fn is_lan(told: &Told<'_>, network: Network) -> bool {
    let mut lans = told.end.router.networks.lans.iter();
    lans.any(|it| it.value.prefix <= network.prefix && it.value.contains(network.address))
}

fn with_network(finding: Finding, name: &'static str, network: Option<Network>) -> Finding {
    match network {
        Some(network) => finding.arg(name, network),
        None => finding.phrase(name, NONE),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    fn ids(a: &str, b: &str) -> String {
        let a = format!("{a} tunnel enable 1");
        let b = format!("{b} tunnel enable 1");
        let fixture = changed(SETTINGS, "A", " tunnel enable 1", &a);
        changed(&fixture, "B", " tunnel enable 1", &b)
    }

    const LOCAL: &str = " ipsec ike local id 1 192.168.1.0/24\n";
    const REMOTE: &str = " ipsec ike remote id 1 192.168.1.0/24\n";

    #[test]
    fn fires_on_another_network() {
        check(&RULE, &ids(LOCAL, &REMOTE.replace("/24", "/16"))).fires_at(["A15", "B15"]);
    }

    #[test]
    fn ids_copied_from_the_peer_are_changed_over_at_the_end_that_they_are_not_of() {
        let lines = format!("{LOCAL}{}", REMOTE.replace("168.1.", "168.2."));
        let copied = ids(&lines, &lines);
        let set = commands(&RULE, &copied);
        assert_eq!(set.len(), 2);
        assert!(set[0].contains("ipsec ike remote id 1 192.168.1.0/24"));
        assert!(set[1].contains("ipsec ike local id 1 192.168.2.0/24"));
    }

    #[test]
    fn fires_on_an_id_at_one_end_only() {
        check(&RULE, &ids(LOCAL, "")).fires_at(["A15", "B1"]);
        check(&RULE, &ids("", REMOTE)).fires_at(["A1", "B15"]);
    }

    #[test]
    fn silent_where_they_mirror_or_are_masked() {
        finds_nothing(&RULE, &ids(LOCAL, REMOTE));
        finds_nothing(
            &RULE,
            &ids(LOCAL, " ipsec ike remote id 1 192.168.xxx.0/24\n"),
        );
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn the_policy_s_ids_come_before_the_gateway_s() {
        let fixture = ids(LOCAL, "");
        let policy = "esp aes-cbc sha-hmac remote-id=192.168.1.0/24";
        finds_nothing(
            &RULE,
            &changed(&fixture, "B", "esp aes-cbc sha-hmac", policy),
        );
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        check(&RULE, &joined(HEALTHY, &ids(LOCAL, ""))).fires_as_remark();
    }
}
