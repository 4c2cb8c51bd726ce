//! LINE315 memory-full: nearly all memory is in use.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    found, steps,
};
use crate::model::Router;

/// LINE315 memory-full.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE315",
    slug: "memory-full",
    rung: None,
    title: Phrase {
        ja: "{here}のメモリの使用率が{percent}%です",
        en: "{percent}% of the memory of {here} is in use",
    },
    headline: Phrase {
        ja: "{here}のメモリの使用率が{percent}%です。",
        en: "{percent}% of the memory of {here} is in use.",
    },
    why: Phrase {
        ja: "メモリが足りなくなると、新しい SA や NAT のセッションを作れないことがあります。",
        en: "Short of memory, a router may be unable to make new SAs or NAT sessions.",
    },
    question: Phrase {
        ja: "メモリに余裕があるか",
        en: "Whether there is memory left",
    },
    silent_when: for_docs(Phrase {
        ja: "使用率が90%に満たないとき。",
        en: "Below 90%.",
    }),
    references: cited(&["Command Reference, show environment"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const MOST_PERCENT: u32 = 90;

fn check(router: &Router) -> Outcome {
    found(find(router).into_iter())
}

fn find(router: &Router) -> Option<Finding> {
    let memory = router
        .device
        .memory_percent
        .filter(|it| it.value >= MOST_PERCENT)?;
    let side = router.side;
    let finding = Finding::new([router.place(memory.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("percent", memory.value)
        .read(side, "show environment", steps::LOOK_AGAIN);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{ENVIRONMENT, HEALTHY, check, finds_nothing};

    #[test]
    fn fires_above_90_percent() {
        check(&RULE, &ENVIRONMENT.replace("24%", "93%")).fires_at(["A3"]);
    }

    #[test]
    fn silent_below() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &ENVIRONMENT.replace("24%", "89%"));
    }
}
