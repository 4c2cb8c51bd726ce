//! IN006 output-cut: a part of a list of SAs may be missing.

use super::paste_whole;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::{Router, SaAnswer, Scope};
use crate::text::Side;

/// IN006 output-cut.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN006",
    slug: "output-cut",
    rung: None,
    title: Phrase {
        ja: "{here}の SA の一覧は、全部かどうか分かりません",
        en: "The list of SAs of {here} may be incomplete",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の SA の一覧が途中で切れているようです。",
        en: "This cannot be decided yet. The list of SAs of {here} seems to be cut.",
    },
    why: Phrase {
        ja: "先頭の Total の行か最後の区切り線がないか、片方向の SA で終わっているか、ページャーの途中（つづく）で終わっているか、grep で絞られています。載っていない SA が「ない」とは言えません。",
        en: "The line Total or the last ruler is missing, the list ends in an SA of one direction or at the pager, or it went through grep. An SA that is not listed may exist all the same.",
    },
    question: Phrase {
        ja: "一覧が全部貼られているか",
        en: "Whether the whole list was pasted",
    },
    silent_when: for_docs(Phrase {
        ja: "同じ内容の全部揃った出力もあるとき、行数が Total と違うとき（IN007 が答えます）。",
        en: "When a whole output of the same scope was pasted too, and when the count differs (then IN007 answers).",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

fn check(router: &Router) -> Outcome {
    let whole = router.sa_answers.iter().any(|answer| answer.whole);
    let cut = router
        .sa_answers
        .iter()
        .find(|answer| !answer.whole && answer.miscounted.is_none());
    let Some(cut) = cut.filter(|_| !whole) else {
        return nothing();
    };
    let side = router.side;
    let quits = router.quits.iter();
    let quits = quits.filter(|it| it.command.starts_with("show ipsec sa"));
    let finding = Finding::new([router.place(cut.opening)])
        .and_places(quits.flat_map(|it| it.lines.map(|line| router.place(line))))
        .at(Where::Site(side))
        .site("here", side);
    Ok(vec![paste_whole(finding, router, same_again(side, cut))])
}

/// The command that prints the cut output.
fn same_again(side: Side, cut: &SaAnswer) -> Need {
    let number = match cut.scope {
        Scope::Gateway(gateway) => gateway.0,
        Scope::Unknown if cut.prints_spis => 1,
        Scope::All | Scope::Unknown => return Need::sa_table(side),
    };
    Need {
        side,
        command: format!("show ipsec sa gateway {number} detail"),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    #[test]
    fn fires_on_a_list_through_grep() {
        check(
            &RULE,
            "//- A\n# show ipsec sa | grep isakmp\n1 1 - isakmp - 5000 203.0.113.2",
        )
        .fires_at(["A2"]);
    }

    #[test]
    fn fires_on_a_detail_cut_in_the_middle() {
        check(&RULE, "//- A\nSA[1] Duration: 5000s\nProtocol: IKE").fires_at(["A1"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn silent_where_the_count_tells() {
        finds_nothing(&RULE, "//- A\nTotal: isakmp:1 send:0 recv:0");
    }
}
