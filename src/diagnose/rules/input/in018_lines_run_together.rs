//! IN018 lines-run-together: a copy has lost the ends of lines, so that an answer cannot be read.

use super::PASTE_WHOLE;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::Router;
use crate::text::Listed;

/// IN018 lines-run-together.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN018",
    slug: "lines-run-together",
    rung: None,
    title: Phrase {
        ja: "{here}に貼られた内容は、改行が失われています",
        en: "What was pasted for {here} has lost its line breaks",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}に貼られた内容は、改行が失われていて読み取れません。",
        en: "This cannot be decided yet. What was pasted for {here} has lost its line breaks and cannot be read.",
    },
    why: Phrase {
        ja: "何行もあるはずの出力が1行につながっています。表計算やチャットの1行だけの欄を通すと、改行が消えることがあります。",
        en: "An answer of many lines stands on one. A cell of a spreadsheet or a field for one line may drop line breaks.",
    },
    question: Phrase {
        ja: "改行の失われた行に何が書かれているか",
        en: "What the lines without line breaks say",
    },
    silent_when: for_docs(Phrase {
        ja: "つながった行からも読み取れたとき。SA が別の行から読めたときは、注意だけになります。",
        en: "When such a line could be read all the same. Where SAs were read from other lines it is only a remark.",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

/// More lines than these say the same.
const MOST_QUOTED: usize = 3;

fn check(router: &Router) -> Outcome {
    if router.run_together.is_empty() {
        return nothing();
    }
    let side = router.side;
    let lines = router.run_together.iter().take(MOST_QUOTED);
    let list = Need::sa_table(side);
    let finding = Finding::new(lines.map(|line| router.place(*line)).listed())
        .at(Where::Site(side))
        .site("here", side)
        .read(side, list.command.clone(), PASTE_WHOLE);
    let is_read = router.lists_sas();
    Ok(vec![if is_read {
        finding.severity(Severity::Risk)
    } else {
        finding.ask(list)
    }])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const ON_ONE_LINE: &str = "RTX830# show ipsec sa Total: isakmp:1 send:1 recv:1 sa sgw isakmp connection dir \
                               life[s] remote-id ---- 4 1 - isakmp - 28764 192.0.2.1 5 1 4 tun[0001]esp send 28765 192.0.2.1";

    #[test]
    fn fires_where_a_list_stands_on_one_line() {
        check(&RULE, &format!("//- A\n{ON_ONE_LINE}\n")).fires_and_asks_for(["A show ipsec sa"]);
    }

    #[test]
    fn is_a_remark_where_the_list_was_read() {
        check(
            &RULE,
            &HEALTHY.replacen("//- B", &format!("{ON_ONE_LINE}\n//- B"), 1),
        )
        .fires_at(["A8"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_on_a_note_about_outputs() {
        let note = "show ipsec sa shows Total: and so on\n//- B";
        finds_nothing(&RULE, &HEALTHY.replacen("//- B", note, 1));
    }
}
