//! CFG627 set-twice: one output of settings gives one thing two values.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::Router;

/// CFG627 set-twice.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG627",
    slug: "set-twice",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}の設定に、同じ項目の違う行があります",
        en: "The settings of {here} give one thing two values",
    },
    headline: Phrase {
        ja: "{here}の設定に、同じ項目の違う行があります。",
        en: "The settings of {here} give one thing two values.",
    },
    why: Phrase {
        ja: "実行した順なら後の行が残るので、この診断も後の行で比べています。別の時の出力が混ざっているのかもしれません。",
        en: "Of lines that are run, the later one stays, so the later one is compared here. Outputs of two moments may be mixed.",
    },
    question: Phrase {
        ja: "同じ項目に違う行がないか",
        en: "Whether one thing has two values",
    },
    silent_when: for_docs(Phrase {
        ja: "作業の記録のように、プロンプトで順に実行した行のとき。伏せられた値どうしのとき。",
        en: "Where the lines were typed one after the other, as in a work log, and where both values are masked.",
    }),
    references: cited(&["Command Reference 15"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const PRINT_AGAIN: Phrase = Phrase {
    ja: "いまの設定を表示します。ルーターが使っている行だけが出ます。",
    en: "Prints the present settings: of the two lines, the one in use.",
};

fn check(router: &Router) -> Outcome {
    let side = router.side;
    let twice = router.settings.twice.iter();
    let lines = twice.flat_map(|(earlier, later)| [*earlier, *later]);
    let mut finding = Finding::new(lines.map(|line| router.place(line)));
    finding.evidence.dedup();
    if finding.evidence.is_empty() {
        return nothing();
    }
    let finding = finding.at(Where::Site(side)).site("here", side).read(
        side,
        "show config | grep ipsec",
        PRINT_AGAIN,
    );
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{SETTINGS, changed, check, finds_nothing};

    #[test]
    fn fires_on_two_values_and_quotes_both_lines() {
        let twice = " ipsec ike hash 1 md5\n ipsec ike hash 1 sha256\n tunnel enable 1";
        let fixture = changed(SETTINGS, "A", " tunnel enable 1", twice);
        check(&RULE, &fixture).fires_at(["A15", "A16"]);
    }

    #[test]
    fn silent_on_one_value_and_on_what_was_typed_in_turn() {
        finds_nothing(&RULE, SETTINGS);
        let same = " ipsec ike hash 1 md5\n ipsec ike hash 1 md5\n tunnel enable 1";
        finds_nothing(&RULE, &changed(SETTINGS, "A", " tunnel enable 1", same));
        finds_nothing(
            &RULE,
            "//- A\n# tunnel select 1\ntunnel1# ipsec ike hash 1 md5\ntunnel1# ipsec ike hash 1 sha256\n//- B\n",
        );
    }
}
