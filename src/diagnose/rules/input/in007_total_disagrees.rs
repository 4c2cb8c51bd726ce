//! IN007 total-disagrees: the router announced another number of SAs than were pasted.

use super::paste_whole;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::Router;

/// IN007 total-disagrees.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN007",
    slug: "total-disagrees",
    rung: None,
    title: Phrase {
        ja: "{here}の Total は{announced}件ですが、読めたのは{read}行です",
        en: "Total announces {announced} SAs at {here}, {read} rows were read",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の SA の一覧に、足りない行があります。",
        en: "This cannot be decided yet. Rows are missing from the list of SAs of {here}.",
    },
    why: Phrase {
        ja: "コピーのときに行が落ちたか、表示が途中で切れています。",
        en: "Rows were lost in copying, or the output was cut.",
    },
    question: Phrase {
        ja: "一覧の行が Total と合っているか",
        en: "Whether the rows agree with Total",
    },
    silent_when: for_docs(Phrase {
        ja: "Total の行が貼られていないとき（IN006 が答えます）。",
        en: "When the line Total was not pasted (then IN006 answers).",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

fn check(router: &Router) -> Outcome {
    let miscounted = router
        .sa_answers
        .iter()
        .rev()
        .find_map(|answer| answer.miscounted);
    let Some((line, announced, read)) = miscounted else {
        return nothing();
    };
    let side = router.side;
    let finding = Finding::new([router.place(line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("announced", announced)
        .arg("read", read);
    Ok(vec![paste_whole(finding, router, Need::sa_table(side))])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    #[test]
    fn fires_when_rows_are_missing() {
        check(&RULE, &HEALTHY.replacen("send:1", "send:2", 1)).fires_at(["A1"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_without_total() {
        finds_nothing(&RULE, "//- A\n1 1 - isakmp - 5000 203.0.113.2");
    }
}
