//! IN002 router-error: the router refused a command that would have shown its SAs.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::{Refusal, Refused, Router};

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
        ja: "SA を調べるためのコマンド以外がエラーになったとき。",
        en: "When a command was refused that does not show SAs.",
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
        return nothing();
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

fn reason(refusal: Refusal) -> Phrase {
    match refusal {
        Refusal::UnknownCommand => Phrase {
            ja: "コマンド名が違うか、この機種にはないコマンドです。全角文字や余分な記号が混じっていないかも見てください。",
            en: "The command's name is misspelt, or this model does not have it. Check for full-width characters and stray marks too.",
        },
        Refusal::AdministratorOnly => Phrase {
            ja: "管理者でのみ実行できるコマンドです。管理者としてログインしてください。",
            en: "Only the administrator may run this command. Log in as administrator.",
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
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_another_command_was_refused() {
        finds_nothing(
            &RULE,
            "//- A\n# login\nエラー: コマンド名を確認してください",
        );
    }
}
