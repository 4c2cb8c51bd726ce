//! CFG628 unknown-setting: a line is written as a setting of IPsec, and none is known that reads so.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::Router;

/// CFG628 unknown-setting.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG628",
    slug: "unknown-setting",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}に、読み取れない IPsec の設定の行があります",
        en: "A line of {here} is written as a setting of IPsec and was not understood",
    },
    headline: Phrase {
        ja: "{here}に、読み取れない IPsec の設定の行があります。",
        en: "A line of {here} is written as a setting of IPsec and was not understood.",
    },
    why: Phrase {
        ja: "この行は診断に使っていません。新しいコマンドかもしれませんが、ルーターにない書き方の設定例も出回っています。",
        en: "The line was left out of the diagnosis. It may be a newer command; but examples circulate that no router takes.",
    },
    question: Phrase {
        ja: "読み取れない IPsec の設定がないか",
        en: "Whether settings of IPsec were not understood",
    },
    silent_when: for_docs(Phrase {
        ja: "行が ipsec で始まらないとき。",
        en: "When the line does not begin with ipsec.",
    }),
    references: cited(&["Command Reference 15"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const PRINT: Phrase = Phrase {
    ja: "この行がルーターにあるかを見ます。出なければ、ルーターは受け付けていません。",
    en: "Shows whether the router has it. If the line is not there, the router did not take it.",
};

fn check(router: &Router) -> Outcome {
    let side = router.side;
    let lines = router.settings.unknown.iter();
    let finding = Finding::new(lines.map(|line| router.place(*line)))
        .at(Where::Site(side))
        .site("here", side);
    if finding.evidence.is_empty() {
        return nothing();
    }
    Ok(vec![finding.read(side, "show config | grep ipsec", PRINT)])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{SETTINGS, changed, check, finds_nothing};

    #[test]
    fn fires_on_lines_that_no_router_takes() {
        let odd = " ipsec ike local address id 1 0.0.0.0/0\n tunnel enable 1";
        check(&RULE, &changed(SETTINGS, "A", " tunnel enable 1", odd)).fires_at(["A15"]);
        let alone = "//- A\nipsec ike payload type 1 ikev2\n//- B\n";
        check(&RULE, alone).fires_at(["A1"]);
    }

    #[test]
    fn silent_on_settings_that_are_known() {
        finds_nothing(&RULE, SETTINGS);
        let known = " ipsec ike local id 1 0.0.0.0/0\n tunnel enable 1";
        finds_nothing(&RULE, &changed(SETTINGS, "A", " tunnel enable 1", known));
    }
}
