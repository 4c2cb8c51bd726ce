//! LINE312 clock-off: the router's clock differs from that of the computer at the moment of pasting.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    found, steps,
};
use crate::model::Router;

/// LINE312 clock-off.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE312",
    slug: "clock-off",
    rung: None,
    title: Phrase {
        ja: "{here}の時計が、貼り付けたパソコンの時計と約{gap}ずれています",
        en: "The clock of {here} is about {gap} off the computer's at the moment of pasting",
    },
    headline: Phrase {
        ja: "{here}の時計が、貼り付けたパソコンの時計と約{gap}ずれています。",
        en: "The clock of {here} is about {gap} off the computer's at the moment of pasting.",
    },
    why: Phrase {
        ja: "つながらない原因ではありません。ログの時刻を実際の時刻と比べるときに差し引いてください。実行してから時間をおいて貼り付けたなら、その時間が入っています。",
        en: "It does not keep a VPN from coming up. Allow for it when reading the log. If the answer was pasted long after the command was run, that time is in it.",
    },
    question: Phrase {
        ja: "ルーターの時計が実際の時刻か",
        en: "Whether the router's clock shows the real time",
    },
    silent_when: for_docs(Phrase {
        ja: "貼り付けた時刻か、ルーターの時差（+09:00 など）が分からないとき、遅れが10分以内のとき（実行から貼り付けまでの時間かもしれません）。",
        en: "When the time of pasting or the router's zone (+09:00) is not known, and when it is up to 10 minutes behind, which may be the time until pasting.",
    }),
    references: cited(&["Command Reference, ntpdate"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

/// Nothing is pasted before it was printed, give or take what clocks differ by.
const MOST_AHEAD_SECS: u32 = 60;
/// An answer may wait before it is pasted.
const MOST_BEHIND_SECS: u32 = 600;

fn check(router: &Router) -> Outcome {
    found(find(router).into_iter())
}

fn find(router: &Router) -> Option<Finding> {
    let clock = router.device.clock.filter(|it| it.value.is_set())?;
    let (shown, pasted) = (clock.value.moment()?, router.captured_at?);
    let gap = shown.distance(pasted);
    let most = if shown > pasted {
        MOST_AHEAD_SECS
    } else {
        MOST_BEHIND_SECS
    };
    if gap <= most {
        return None;
    }
    let side = router.side;
    let finding = Finding::new([router.place(clock.line)])
        .at(Where::Site(side))
        .site("here", side)
        .span("gap", gap)
        .read(side, "show environment", steps::LOOK_AGAIN)
        .change(side, "ntpdate <NTP-SERVER>", steps::SET_CLOCK);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{ENVIRONMENT, HEALTHY, check, finds_nothing};

    use crate::diagnose::testing::check_pasted_at;

    #[test]
    fn fires_when_ahead_or_far_behind() {
        for pasted in ["2026-04-01T00:58:00Z", "2026-04-01T01:20:00Z"] {
            check_pasted_at(&RULE, ENVIRONMENT, pasted).fires_at(["A7"]);
        }
    }

    #[test]
    fn silent_when_it_agrees_or_nothing_to_compare_with_is_known() {
        finds_nothing(&RULE, HEALTHY);
        check(&RULE, ENVIRONMENT).asks_for([]);
        check_pasted_at(&RULE, ENVIRONMENT, "2026-04-01T01:05:00Z").asks_for([]);
        let without_zone = ENVIRONMENT.replace(" +09:00", "");
        check_pasted_at(&RULE, &without_zone, "2026-04-01T05:00:00Z").asks_for([]);
    }
}
