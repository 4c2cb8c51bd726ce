//! LINE313 other-config-next: the next start will load another configuration than the one in use.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    found,
};
use crate::model::Router;

/// LINE313 other-config-next.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE313",
    slug: "other-config-next",
    rung: None,
    title: Phrase {
        ja: "{here}は、次に起動すると別の設定（{next}）を読み込みます（実行中は {running}）",
        en: "{here} will start with another configuration ({next}; now in use: {running})",
    },
    headline: Phrase {
        ja: "{here}は、次に起動すると別の設定（{next}）を読み込みます（実行中は {running}）。",
        en: "{here} will start with another configuration ({next}; now in use: {running}).",
    },
    why: Phrase {
        ja: "再起動や停電の後に、いまと違う設定で動き出します。再起動で試す前に、どちらが正しい設定かを確かめてください。",
        en: "After a restart or a power cut it runs with other settings than now. Find out which are the right ones before restarting it.",
    },
    question: Phrase {
        ja: "次の起動でも同じ設定が使われるか",
        en: "Whether the next start uses the same settings",
    },
    silent_when: for_docs(Phrase {
        ja: "show environment が貼られていないとき。",
        en: "Without show environment.",
    }),
    references: cited(&[
        "Command Reference, show environment",
        "Command Reference, set-default-config",
    ]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const LIST: Phrase = Phrase {
    ja: "保存されている設定の一覧を見ます。",
    en: "List the configurations that are stored.",
};

fn check(router: &Router) -> Outcome {
    found(find(router).into_iter())
}

fn find(router: &Router) -> Option<Finding> {
    let (running, next) = (
        router.device.running_config.as_ref()?,
        router.device.default_config.as_ref()?,
    );
    if running.value == next.value {
        return None;
    }
    let side = router.side;
    let finding = Finding::new([router.place(running.line), router.place(next.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("running", &running.value)
        .arg("next", &next.value)
        .read(side, "show config list", LIST);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{ENVIRONMENT, HEALTHY, check, finds_nothing};

    #[test]
    fn fires_when_another_configuration_is_the_default() {
        check(
            &RULE,
            &ENVIRONMENT.replace(
                "Default config. file: config0",
                "Default config. file: config2",
            ),
        )
        .fires_at(["A4", "A5"]);
    }

    #[test]
    fn silent_when_both_are_one() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, ENVIRONMENT);
    }
}
