//! SA209 taken-apart: the SAs fit, but the two outputs are minutes apart.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::pair::{GatewayPair, SaState, SameMoment};

/// SA209 taken-apart.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA209",
    slug: "taken-apart",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "両端の出力は、{gap}ほど離れた時刻のものです",
        en: "The outputs of both ends are about {gap} apart",
    },
    headline: Phrase {
        ja: "両端の出力は、{gap}ほど離れた時刻のものです。",
        en: "The outputs of both ends are about {gap} apart.",
    },
    why: Phrase {
        ja: "同じ SA の残り寿命の差から分かります。SPI が合うので判定は変わりませんが、後の出力のときにどうだったかは、前の出力からは言えません。",
        en: "The life left of one SA tells. The SPIs agree, so the verdict stands, but the earlier output says nothing of what was later.",
    },
    question: Phrase {
        ja: "両端の出力が同じ時刻のものか",
        en: "Whether both outputs are of one moment",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv2 のとき。IKEv2 では両端の寿命がもともと違います。",
        en: "With IKEv2, where each end keeps its own lifetime.",
    }),
    references: cited(&["RFC 2407 §4.5"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let SameMoment::No { gap_secs } = pair.moment else {
        return nothing();
    };
    let Some(b) = pair.b.filter(|_| pair.fits_both_ways()) else {
        return nothing();
    };
    let matched = pair
        .flows
        .iter()
        .find(|flow| flow.state == SaState::Matched);
    let Some((sender, receiver)) = matched.and_then(|flow| flow.sender.zip(flow.receiver)) else {
        return nothing();
    };
    let evidence = [
        pair.a.router.place(sender.common.line),
        b.router.place(receiver.common.line),
    ];
    Ok(vec![
        Finding::new(evidence).at(Where::Both).span("gap", gap_secs),
    ])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_DETAIL, check, finds_nothing};

    fn later(secs: u32) -> String {
        HEALTHY_DETAIL
            .replace("28764s", &format!("{}s", 28768 - secs))
            .replace("28765s", &format!("{}s", 28769 - secs))
    }

    #[test]
    fn fires_after_some_minutes() {
        check(&RULE, &later(300)).fires_at(["A9", "B16"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn silent_within_a_minute() {
        finds_nothing(&RULE, &later(60));
    }
}
