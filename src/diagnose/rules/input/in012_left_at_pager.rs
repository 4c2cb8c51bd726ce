//! IN012 left-at-pager: somebody left the pager before an answer had ended.

use super::paste_whole;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs,
};
use crate::model::Router;
use crate::text::Listed;

/// IN012 left-at-pager.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN012",
    slug: "left-at-pager",
    rung: None,
    title: Phrase {
        ja: "{here}の {command} は、途中のページまでです",
        en: "{command} of {here} ends in the middle of its pages",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の {command} は、途中のページまでです。最後まで表示して貼ってください。",
        en: "This cannot be decided yet. {command} of {here} ends in the middle of its pages. Please show and paste all of it.",
    },
    why: Phrase {
        ja: "「つづく」のすぐあとにプロンプトがあるか、そこで終わっています。残りのページに何があるかは分からないので、載っていないものが「ない」とは言えません。",
        en: "Right behind the mark of the pager stands a prompt, or nothing more. What the other pages hold is not known, so what is \
             not listed may exist all the same.",
    },
    question: Phrase {
        ja: "出力が最後まで表示されたか",
        en: "Whether the output was shown to its end",
    },
    silent_when: for_docs(Phrase {
        ja: "同じコマンドの全部の出力もあるとき、SA の一覧のとき（IN006 が答えます）、逆順のログのとき（残りは古い記録だけです）。",
        en: "When a whole answer of the same command was pasted too, of lists of SAs (IN006 answers), and of a log that is printed newest \
             first, of which only what is old is missing.",
    }),
    references: cited(&["Command Reference 2.4"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(router: &Router) -> Outcome {
    let side = router.side;
    let quits = router.quits.iter();
    let others = quits.filter(|it| !it.command.starts_with("show ipsec sa"));
    let findings = others.map(|it| {
        let finding = Finding::new(it.lines.map(|line| router.place(line)))
            .at(Where::Site(side))
            .site("here", side)
            .arg("command", &it.command);
        let command = it.command.clone();
        paste_whole(finding, router, Need { side, command })
    });
    Ok(findings.listed())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::rules::config::{cfg601_no_initiator, cfg607_nat_static_missing};
    use crate::diagnose::rules::route::rte503_tunnel_route_missing;
    use crate::diagnose::testing::{HEALTHY_AROUND, SETTINGS, check, finds_nothing, side};

    /// A's settings up to the line before the last, and what stands behind them.
    fn left(behind: &str) -> String {
        let (a, b) = (side(SETTINGS, "A"), side(SETTINGS, "B"));
        let (above, _) = a.trim_end().rsplit_once('\n').unwrap();
        format!("{above}\n{behind}\n{b}")
    }

    #[test]
    fn fires_where_a_prompt_stands_behind_the_mark_or_nothing() {
        for behind in [
            "---つづく---            # show ipsec sa",
            "---more---\n# show ipsec sa",
            "---つづく---\n\n#",
            "---つづく---",
        ] {
            let said = check(&RULE, &left(behind));
            said.fires_and_asks_for(["A show config"]);
        }
    }

    #[test]
    fn silent_where_the_answer_goes_on_or_was_asked_for_again() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(
            &RULE,
            &left("---つづく---            ipsec auto refresh on"),
        );
        let (_, whole) = side(SETTINGS, "A").split_once('\n').unwrap();
        finds_nothing(&RULE, &left(&format!("---つづく---      {whole}")));
    }

    #[test]
    fn nothing_is_missing_behind_it() {
        for rule in [&cfg601_no_initiator::RULE, &cfg607_nat_static_missing::RULE] {
            finds_nothing(rule, &left("---つづく---            # show ipsec sa"));
        }
        let routes =
            HEALTHY_AROUND.replacen("192.168.2.0/24 - TUNNEL[1] static", "---つづく---    #", 1);
        finds_nothing(&rte503_tunnel_route_missing::RULE, &routes);
    }
}
