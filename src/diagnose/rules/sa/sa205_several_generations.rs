//! SA205 several-generations: more than one set of SAs fits; explained, because it looks like a fault.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
    nothing,
};
use crate::pair::{Flow, GatewayPair, Role, SaState};
use crate::text::Listed;

/// SA205 several-generations.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA205",
    slug: "several-generations",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "SA が複数の組あります（{n}組）",
        en: "There are several sets of SAs ({n})",
    },
    headline: Phrase {
        ja: "SA が複数の組あります（{n}組）。",
        en: "There are several sets of SAs ({n}).",
    },
    why: Phrase {
        ja: "{reason}",
        en: "{reason}",
    },
    question: Phrase {
        ja: "SA の組がいくつあるか",
        en: "How many sets of SAs there are",
    },
    silent_when: for_docs(Phrase {
        ja: "detail が両端で揃っていないとき。",
        en: "Without the detail of both ends.",
    }),
    references: cited(&["RFC 7296 §2.8", "RFC 2409 §5.5"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const BOTH_INITIATED: Phrase = Phrase {
    ja: "寿命がほぼ同じ組が並んでいます。両端が同時に接続を始めるとこうなります。異常ではありません。",
    en: "Sets with nearly the same life stand side by side: both ends began at the same time. Nothing is wrong.",
};
const REKEYED: Phrase = Phrase {
    ja: "寿命の違う組が並んでいます。鍵更新では、古い SA は寿命が尽きるまで新しい SA と並んで残ります。異常ではありません。",
    en: "Sets with different lives stand side by side: after a rekey the old SAs stay until their life ends. Nothing is wrong.",
};

/// Sets made this close to each other were made at the same time.
const SAME_TIME_SECS: u32 = 10;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let matched = || {
        let flows = pair.flows.iter();
        flows.filter(|flow| flow.state == SaState::Matched)
    };
    let is_from_a = |flow: &&Flow<'_>| flow.from == Some(pair.a.router.side);
    let from_a = matched().filter(is_from_a).listed();
    // A set is of both directions, whichever end was pasted first.
    let sets = from_a.len().min(matched().count() - from_a.len());
    if pair.role != Role::SiteToSite || sets < 2 {
        return nothing();
    }
    let lives: Vec<u32> = from_a
        .iter()
        .filter_map(|flow| Some(flow.sender?.common.remaining?.value.0))
        .listed();
    let (shortest, longest) = (
        lives.iter().min().copied().unwrap_or(0),
        lives.iter().max().copied().unwrap_or(0),
    );
    let together = longest - shortest <= SAME_TIME_SECS;
    let evidence = from_a
        .iter()
        .filter_map(|flow| Some(pair.a.router.place(flow.sender?.common.line)));
    Ok(vec![Finding::new(evidence).arg("n", sets).phrase(
        "reason",
        if together { BOTH_INITIATED } else { REKEYED },
    )])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    fn second_set(life: &str) -> String {
        let block = |id: u32, direction: &str, spi: &str| {
            format!(
                "SA[{id}] Duration: {life}s\nDirection: {direction}\nProtocol: ESP (Mode: tunnel)\nSPI: {spi}\n--------------------\n"
            )
        };
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let (first, second) = ("a0 00 00 11", "b0 00 00 12");
        format!(
            "{a}{}{}//- B{b}\n{}{}",
            block(7, "send", first),
            block(8, "receive", second),
            block(7, "send", second),
            block(8, "receive", first)
        )
    }

    #[test]
    fn fires_when_both_initiated() {
        check(&RULE, &second_set("28770")).fires_at(["A9", "A23"]);
    }

    #[test]
    fn fires_during_a_rekey() {
        check(&RULE, &second_set("7000")).fires_at(["A9", "A23"]);
    }

    #[test]
    fn silent_where_the_second_set_is_of_one_direction() {
        let half = second_set("28770").replacen("SPI: b0 00 00 12", "SPI: b0 00 00 19", 1);
        finds_nothing(&RULE, &half);
        let (a, b) = half.split_once("//- B").unwrap();
        let swapped = format!("//- A{b}\n//- B{}", a.replacen("//- A", "", 1));
        finds_nothing(&RULE, &swapped);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn silent_without_spis() {
        finds_nothing(&RULE, HEALTHY);
    }
}
