//! LINE311 clocks-apart: the clocks of both routers differ.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    found, steps,
};
use crate::pair::GatewayPair;

/// LINE311 clocks-apart.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE311",
    slug: "clocks-apart",
    rung: None,
    title: Phrase {
        ja: "{here}と{there}の時計が約{gap}ずれています",
        en: "The clocks of {here} and {there} are about {gap} apart",
    },
    headline: Phrase {
        ja: "{here}と{there}の時計が約{gap}ずれています。",
        en: "The clocks of {here} and {there} are about {gap} apart.",
    },
    why: Phrase {
        ja: "つながらない原因ではありません。両端のログの時刻を比べるときは、このずれを差し引いてください。",
        en: "It does not keep a VPN from coming up. Allow for it when comparing the logs of both ends.",
    },
    question: Phrase {
        ja: "両端の時計が合っているか",
        en: "Whether the clocks of both ends agree",
    },
    silent_when: for_docs(Phrase {
        ja: "両端の出力が同じ時刻のものと確かめられないとき、どちらかの時計が一度も設定されていないとき（LINE310 が答えます）。",
        en: "When nothing shows that both outputs are of one moment, and when a clock was never set (then LINE310 answers).",
    }),
    references: cited(&["Command Reference, ntpdate"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

/// Outputs of one moment may be a minute apart, and so may clocks that nobody compares.
const MOST_SECS: u64 = 120;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    found(find(pair).into_iter())
}

fn find(pair: &GatewayPair<'_>) -> Option<Finding> {
    let (a, b) = (pair.a.router, pair.b?.router);
    let (mine, theirs) = (a.device.clock?, b.device.clock?);
    let gap = mine.value.distance(theirs.value);
    let are_set = mine.value.is_set() && theirs.value.is_set();
    let pasted = a.captured_at.zip(b.captured_at);
    let is_one_moment = pair.moment.is_shown()
        || pasted.is_some_and(|(a, b)| u64::from(a.distance(b)) <= MOST_SECS);
    if !are_set || !is_one_moment || gap <= MOST_SECS {
        return None;
    }
    let mut finding = Finding::new([a.place(mine.line), b.place(theirs.line)])
        .at(Where::Both)
        .site("here", a.side)
        .site("there", b.side)
        .span("gap", gap);
    for router in [a, b] {
        finding = finding.change(router.side, "ntpdate <NTP-SERVER>", steps::SET_CLOCK);
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{ENVIRONMENT, HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    fn both(other: &str) -> String {
        let own = ENVIRONMENT.replace("//- A\n", "").replace("//- B\n", "");
        let theirs = own.replace("Current time: 2026/04/01 10:00:08", other);
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        format!("{a}{own}//- B{b}\n{theirs}")
    }

    #[test]
    fn fires_when_the_clocks_differ_by_minutes() {
        check(&RULE, &both("Current time: 2026/04/01 10:04:08")).fires_at(["A29", "B29"]);
    }

    #[test]
    fn silent_when_they_agree_or_the_moment_is_not_shown() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, ENVIRONMENT);
        finds_nothing(&RULE, &both("Current time: 2026/04/01 10:01:30"));
        finds_nothing(&RULE, &both("Current time: 1980/01/01 10:01:30"));
    }
}
