//! SA206 dangling-sa: IPsec SAs without the IKE SA that made them.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::{Direction, Presence};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// SA206 dangling-sa.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA206",
    slug: "dangling-sa",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{here}に IPsec SA はありますが、IKE SA（ISAKMP SA）がありません",
        en: "{here} has IPsec SAs, but no IKE SA (ISAKMP SA)",
    },
    headline: Phrase {
        ja: "{here}に IPsec SA はありますが、IKE SA がありません。",
        en: "{here} has IPsec SAs, but no IKE SA.",
    },
    why: Phrase {
        ja: "IKEv1 では、IKE SA だけが先に消えても、IPsec SA は寿命まで使えます。IKEv2 では IKE SA が消えると IPsec SA も消えるので、この状態は続きません。",
        en: "In IKEv1 the IPsec SAs stay usable until their life ends even when the IKE SA is gone. In IKEv2 they go with it, so that this does not last.",
    },
    question: Phrase {
        ja: "IPsec SA を作った IKE SA があるか",
        en: "Whether the IKE SA that made the IPsec SAs is there",
    },
    silent_when: for_docs(Phrase {
        ja: "一覧が途中で切れているとき。",
        en: "When the list is cut.",
    }),
    references: cited(&[
        "RFC 7296 §1.4.1",
        "RFC 2408 §4.3",
        "Command Reference, ipsec ike restrict-dangling-sa",
    ]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let findings: Vec<Finding> = pair.ends().filter_map(|end| dangling(&end)).listed();
    if findings.is_empty() {
        nothing()
    } else {
        Ok(findings)
    }
}

fn dangling(end: &End<'_>) -> Option<Finding> {
    let Presence::Absent(opening) = end.ike_presence() else {
        return None;
    };
    let Presence::Shown(line) = end.ipsec_presence(Direction::Outbound) else {
        return None;
    };
    let side = end.router.side;
    let evidence = [end.router.place(opening), end.router.place(line)];
    Some(
        Finding::new(evidence)
            .at(Where::Site(side))
            .site("here", side),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const DANGLING: &str = "\
    //- A
    Total: isakmp:0 send:1 recv:1
    2     1    1     tun[0001]esp  send 28769   203.0.113.2
    3     1    1     tun[0001]esp  recv 28769   203.0.113.2";

    #[test]
    fn fires_without_ike_sa() {
        check(&RULE, DANGLING).fires_at(["A1", "A2"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_the_announced_ike_sa_was_not_pasted() {
        finds_nothing(&RULE, &DANGLING.replace("isakmp:0", "isakmp:1"));
    }
}
