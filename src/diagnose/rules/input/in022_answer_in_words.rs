//! IN022 answer-in-words: behind or below a command stand words in place of what the router printed.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs,
};
use crate::model::Router;
use crate::text::Listed;

/// IN022 answer-in-words.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN022",
    slug: "answer-in-words",
    rung: None,
    title: Phrase {
        ja: "{here}の {command} に続くのは、ルーターの表示ではなく言葉です",
        en: "Behind {command} of {here} stand words, not what the router printed",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の {command} の結果を、表示されたまま貼ってください。",
        en: "This cannot be decided yet. Please paste what {here} printed for {command}.",
    },
    why: Phrase {
        ja: "このコマンドは必ず何かを表示します。書かれた言葉だけでは、つながっているかどうかを判断できません。",
        en: "This command always prints something. Words alone do not tell whether the VPN works.",
    },
    question: Phrase {
        ja: "コマンドの結果が、表示されたまま貼られているか",
        en: "Whether what a command printed was pasted as it is",
    },
    silent_when: for_docs(Phrase {
        ja: "同じコマンドの表示が後にもあるとき、言葉が「正常」「OK」「省略」などのとき、言葉が5行以上あるとき。ping、show status tunnel、show status pp だけを見ます。",
        en: "When the same command was answered further below in the paste, when the words say that all is well or that the answer was left out, and when there are more than four lines of them. Only ping, show status tunnel and show status pp are looked at.",
    }),
    references: cited(&[
        "Command Reference, ping",
        "Command Reference, show status tunnel",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const AS_PRINTED: Phrase = Phrase {
    ja: "表示されたまま貼ります。",
    en: "Paste what it prints.",
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(router: &Router) -> Outcome {
    let side = router.side;
    let findings = router.unclear.iter().map(|it| {
        let command = it.command.clone();
        let mut lines = vec![it.line, it.said];
        lines.dedup();
        Finding::new(lines.into_iter().map(|line| router.place(line)))
            .at(Where::Site(side))
            .site("here", side)
            .arg("command", &it.command)
            .read_and_ask(Need { side, command }, AS_PRINTED)
    });
    Ok(findings.listed())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    fn below(lines: &str) -> String {
        HEALTHY.replacen("//- B", &format!("{lines}//- B"), 1)
    }

    #[test]
    fn fires_where_somebody_says_what_came() {
        for said in ["応答なし", "→ 応答なし", "NG", "timeout", "(no response)"] {
            let ping = format!("# ping -c 5 192.168.2.1\n{said}\n#\n");
            check(&RULE, &below(&ping)).fires_and_asks_for(["A ping -c 5 192.168.2.1"]);
        }
        for said in [
            "応答がありません。\n5回とも駄目でした。",
            "接続 ×",
            "接続？",
            "正常ではありません",
        ] {
            let ping = format!("# ping -c 5 192.168.2.1\n{said}\n#\n");
            check(&RULE, &below(&ping)).fires_and_asks_for(["A ping -c 5 192.168.2.1"]);
        }
        for said in [
            "  ← 応答なし",
            " ※切れています",
            " → NG",
            " timeout",
            "（応答なし）",
        ] {
            let ping = format!("# ping -c 5 192.168.2.1{said}\n#\n");
            check(&RULE, &below(&ping)).fires_and_asks_for(["A ping -c 5 192.168.2.1"]);
        }
        let status = below("# show status tunnel 1\nダウンしています\n#\n");
        assert!(check(&RULE, &status).leaves_open());
        check(&RULE, &status).fires_at(["A8", "A9"]);
    }

    #[test]
    fn silent_where_all_is_well_or_nothing_is_said() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &below("# show status tunnel 1\n→ OK\n#\n"));
        finds_nothing(&RULE, &below("# show status tunnel 1\n#\n"));
        for said in [
            "正常です",
            "○",
            "5回とも応答あり",
            "（省略）",
            "接続されています",
            "OK\n\n以上です。",
        ] {
            finds_nothing(
                &RULE,
                &below(&format!("# show status tunnel 1\n{said}\n#\n")),
            );
        }
        finds_nothing(
            &RULE,
            &below("# show status tunnel 1 ← 問題ありません\n#\n"),
        );
        // No output that always prints something.
        finds_nothing(&RULE, &below("# show log\n何も出ない\n#\n"));
        let shown = "# show status pp 1\n切断\n# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n";
        finds_nothing(&RULE, &below(shown));
        let told =
            "# show status pp 1 ← 切断\nPP[01]:\nCurrent PPPoE session status is Connected.\n";
        finds_nothing(&RULE, &below(told));
        // What was printed above is of before.
        let again = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n# show status pp 1\n切断\n#\n";
        check(&RULE, &below(again)).fires_and_asks_for(["A show status pp 1"]);
    }
}
