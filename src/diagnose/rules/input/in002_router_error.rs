//! IN002 router-error: the router refused a command that would have shown its SAs, or something else of it.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where,
    cited, for_docs, found,
};
use crate::model::{Refusal, Refused, Router};
use crate::text::Listed;

/// IN002 router-error.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN002",
    slug: "router-error",
    rung: None,
    title: Phrase {
        ja: "{here}のルーターが、コマンドをエラーにしています",
        en: "The router of {here} refused a command",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の結果がエラーメッセージです。",
        en: "This cannot be decided yet. The answer of {here} is an error message.",
    },
    why: Phrase {
        ja: "{reason}",
        en: "{reason}",
    },
    question: Phrase {
        ja: "コマンドが実行できたか",
        en: "Whether the command was accepted",
    },
    silent_when: for_docs(Phrase {
        ja: "show 以外のコマンドがエラーになったとき、同じコマンドの結果もあるとき。SA か、トンネルの状態が貼られていれば、注意点にとどめます。",
        en: "When a command was refused that shows nothing, and where it was answered elsewhere. A remark only, where SAs or the state of a tunnel were pasted.",
    }),
    references: cited(&["Command Reference, error messages"]),
    cause: Some(Cause::RouterError),
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const RUN_AGAIN: Phrase = Phrase {
    ja: "もう一度実行し、結果を貼ってください。",
    en: "Run it again and paste the answer.",
};

fn check(router: &Router) -> Outcome {
    let about_sas = |it: &&Refused| match &it.command {
        Some(command) => command.starts_with("show ipsec"),
        // Without its command line, an error stands for whatever is missing.
        None => !router.lists_sas(),
    };
    let Some(refused) = router.refused.iter().rev().find(about_sas) else {
        return found(of_others(router).into_iter());
    };
    let side = router.side;
    let need = Need::sa_table(side);
    let finding = Finding::new([router.place(refused.line)])
        .at(Where::Site(side))
        .site("here", side)
        .phrase("reason", reason(refused.reason))
        .read(side, need.command.clone(), RUN_AGAIN);
    // Other outputs show the SAs all the same: then it is no more than a remark.
    let finding = if router.lists_sas() {
        finding.severity(Severity::Risk).cause(None)
    } else {
        finding.ask(need)
    };
    Ok(vec![finding])
}

/// Of a mistake nobody makes many.
const MOST: usize = 4;

/// Commands that show something else than SAs, and were refused for the same reason as the last of them; a remark where
/// the router shows something of its VPNs all the same.
fn of_others(router: &Router) -> Option<Finding> {
    let side = router.side;
    let is_open = |it: &&Refused| {
        let command = it.command.as_deref();
        !it.is_answered && command.is_some_and(|it| it.starts_with("show "))
    };
    let open = router.refused.iter().filter(is_open).listed();
    let last = open.last()?;
    let alike = open.iter().rev().filter(|it| it.reason == last.reason);
    let mut commands: Vec<&str> = Vec::new();
    let mut finding = Finding::new([router.place(last.line)])
        .at(Where::Site(side))
        .site("here", side)
        .phrase("reason", reason(last.reason));
    for refused in alike.take(MOST) {
        let command = refused.command.as_deref().unwrap_or_default();
        if !commands.contains(&command) {
            commands.push(command);
            finding = finding
                .and_places([router.place(refused.line)])
                .read(side, command, RUN_AGAIN);
        }
    }
    // A number that the router does not have is refused again, whatever else was asked for.
    let is_no_number =
        last.reason == Refusal::OutOfRange && router.n_answers > router.refused.len();
    let shows_some = router.lists_sas() || !router.tunnels.is_empty();
    Some(if shows_some || is_no_number {
        finding.severity(Severity::Risk).cause(None)
    } else {
        finding
    })
}

fn reason(refusal: Refusal) -> Phrase {
    match refusal {
        Refusal::UnknownCommand => Phrase {
            ja: "コマンド名が違うか、この機種にはないコマンドです。全角文字や余分な記号が混じっていないかも見てください。",
            en: "The command's name is misspelt, or this model does not have it. Check for full-width characters and stray marks too.",
        },
        Refusal::AdministratorOnly => Phrase {
            ja: "管理者でのみ実行できるコマンドです。コンソールでは administrator で、Web GUI では管理者のユーザーで、管理者としてログインしてから実行します。",
            en: "Only the administrator may run this command. Log in as administrator first: by the command administrator on the console, as a user with that right in the WebGUI.",
        },
        Refusal::ParameterCount => Phrase {
            ja: "パラメーターの数が合っていません。",
            en: "The number of parameters is not right.",
        },
        Refusal::UnknownKeyword => Phrase {
            ja: "パラメーターのつづりが違うか、このファームウェアにはないものです。",
            en: "A parameter is misspelt, or this firmware does not know it.",
        },
        Refusal::OutOfRange => Phrase {
            ja: "番号がこの機種で使える範囲を越えています。",
            en: "The number is above what this model allows.",
        },
        Refusal::TimedOut => Phrase {
            ja: "時間がかかりすぎて、ルーターが実行を中止しました。",
            en: "It took too long, and the router stopped it.",
        },
        Refusal::Other => Phrase {
            ja: "ルーターがエラーメッセージを返しました。",
            en: "The router answered with an error message.",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    #[test]
    fn fires_on_a_misspelt_command() {
        check(
            &RULE,
            "//- A\n# show ipsec saa\nエラー: コマンド名を確認してください",
        )
        .fires_at(["A2"]);
    }

    #[test]
    fn fires_on_an_error_alone() {
        check(&RULE, "//- A\nError: Administrator use only").fires_at(["A1"]);
    }

    #[test]
    fn a_remark_where_a_number_is_not_there_and_something_else_was_shown() {
        let refused = "# show status tunnel 9\nエラー: パラメータが範囲を越えています\n#\n";
        let settings = "# show config\nip route default gateway pp 1\npp select 1\n pp enable 1\n";
        check(&RULE, &format!("//- A\n{settings}{refused}//- B\n")).fires_as_remark();
        assert!(check(&RULE, &format!("//- A\n{refused}//- B\n")).leaves_open());
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn a_remark_where_another_command_was_refused() {
        let refused =
            "# show config tunnel 1\nエラー：このコマンドは管理レベルでのみ使用できます\n";
        let beside = |lines: &str| HEALTHY.replacen("//- B", &format!("{lines}//- B"), 1);
        check(&RULE, &beside(refused)).fires_as_remark();
        check(&RULE, &beside(refused)).tells("administrator");
        let alone = check(&RULE, &format!("//- A\n{refused}//- B\n"));
        assert!(alone.leaves_open());
        let again = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n";
        finds_nothing(&RULE, &beside(&format!("{refused}{again}")));
    }

    #[test]
    fn silent_when_another_command_was_refused() {
        finds_nothing(
            &RULE,
            "//- A\n# login\nエラー: コマンド名を確認してください",
        );
    }
}
