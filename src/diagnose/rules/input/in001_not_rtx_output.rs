//! IN001 not-rtx-output: a text in which nothing is an RTX router's answer.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::model::Router;

/// IN001 not-rtx-output.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN001",
    slug: "not-rtx-output",
    rung: None,
    title: Phrase {
        ja: "{here}に貼られた内容に、ルーターの出力が見つかりません",
        en: "No router output was found in what was pasted for {here}",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}に貼られた内容に、RTX の出力が見つかりません。",
        en: "This cannot be decided yet. No RTX output was found in what was pasted for {here}.",
    },
    why: Phrase {
        ja: "{reason}",
        en: "{reason}",
    },
    question: Phrase {
        ja: "貼られた内容が RTX の出力かどうか",
        en: "Whether the pasted text is an RTX router's output",
    },
    silent_when: for_docs(Phrase {
        ja: "出力が一つでも見つかったとき。残りの行は「読めなかった行」に並びます。",
        en: "As soon as one output is found. The other lines are listed as not understood.",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const NOT_KNOWN: Phrase = Phrase {
    ja: "コマンドの行か、その答えの見出しが見当たりません。「コマンドの実行」の結果を、先頭の行からそのまま貼ってください。",
    en: "Neither a command line nor the heading of an answer was found. Please paste the answer from its first line.",
};
const FOREIGN: Phrase = Phrase {
    ja: "{program} の出力のようです。このツールが読むのはヤマハ RTX の出力だけです。",
    en: "This looks like output of {program}. This tool reads Yamaha RTX routers only.",
};

fn check(router: &Router) -> Outcome {
    if !router.pasted || router.n_answers > 0 {
        return nothing();
    }
    let side = router.side;
    let line = router
        .foreign
        .map_or(router.first_line, |foreign| foreign.line);
    let finding = Finding::new([router.place(line)])
        .at(Where::Site(side))
        .site("here", side)
        .read_and_ask(Need::sa_table(side), steps::LIST_SAS);
    Ok(vec![match router.foreign {
        Some(foreign) => finding
            .arg("program", foreign.value)
            .phrase("reason", FOREIGN),
        None => finding.phrase("reason", NOT_KNOWN),
    }])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    #[test]
    fn fires_on_a_letter() {
        check(&RULE, "//- A\nDear all,\nthe VPN is down.").fires_at(["A1"]);
    }

    #[test]
    fn fires_and_names_the_other_program() {
        check(
            &RULE,
            "//- A\nSecurity Associations (1 up, 0 connecting):\ncharon",
        )
        .fires_at(["A1"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_on_an_empty_box() {
        finds_nothing(&RULE, "//- A\n\n");
    }
}
