//! IN009 outputs-disagree: two outputs of one router cannot be of one moment.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Severity, Where, cited, for_docs,
};
use crate::model::Router;
use crate::text::Listed;

/// IN009 outputs-disagree.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN009",
    slug: "outputs-disagree",
    rung: None,
    title: Phrase {
        ja: "{here}の出力どうしが食い違っています",
        en: "The outputs of {here} disagree",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の出力どうしが食い違っています。取り直してください。",
        en: "This cannot be decided yet. The outputs of {here} disagree. Please take them again.",
    },
    why: Phrase {
        ja: "一方には IPsec SA があり、もう一方にはありません。間に切れたか、つながったかです。",
        en: "One shows IPsec SAs, the other none. In between the VPN went down, or came up.",
    },
    question: Phrase {
        ja: "同じルーターの出力どうしが合っているか",
        en: "Whether the outputs of one router agree",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの一覧が途中で切れているとき。",
        en: "When one of the lists is cut.",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    check: Check::Router(check),
};

const TAKE_AGAIN: Phrase = Phrase {
    ja: "続けて取り直し、両方の結果を貼ってください。",
    en: "Take both again, one right after the other, and paste the answers.",
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(router: &Router) -> Outcome {
    let side = router.side;
    let findings = router.contradictions.iter().map(|it| {
        let gateway = it.gateway.map_or(1, |gateway| gateway.0);
        let detail = format!("show ipsec sa gateway {gateway} detail");
        Finding::new([router.place(it.shows), router.place(it.lacks)])
            .at(Where::Site(side))
            .site("here", side)
            .read(side, "show ipsec sa", TAKE_AGAIN)
            .read(side, detail.clone(), TAKE_AGAIN)
            .ask(Need::sa_table(side))
            .ask(Need {
                side,
                command: detail,
            })
    });
    Ok(findings.listed())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing, side};

    #[test]
    fn fires_when_the_detail_is_empty_and_the_list_is_not() {
        let a = side(HEALTHY, "A");
        check(&RULE, &format!("{a}\n# show ipsec sa gateway 1 detail\n#")).fires_at(["A6", "A8"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_the_detail_is_of_another_gateway() {
        let a = side(HEALTHY, "A");
        finds_nothing(&RULE, &format!("{a}\n# show ipsec sa gateway 2 detail\n#"));
    }
}
