//! IN008 two-routers-in-one-box: the outputs of both ends stand in one text, and no prompt tells them apart.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    nothing,
};
use crate::model::Router;

/// IN008 two-routers-in-one-box.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN008",
    slug: "two-routers-in-one-box",
    rung: None,
    title: Phrase {
        ja: "{here}に、二台のルーターの出力が入っています",
        en: "The text of {here} holds the output of two routers",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}に二台分の出力が入っています。一台ずつ分けて貼ってください。",
        en: "This cannot be decided yet. The text of {here} holds two routers. Please paste one router into each box.",
    },
    why: Phrase {
        ja: "同じ SPI が送信用と受信用の両方に出てくるか、二台分の機種名やシリアル番号が出てきます。一台のルーターではそうなりません。",
        en: "The same SPI stands with a sending and with a receiving SA, or the models or serial numbers of two devices are shown. No single router shows that.",
    },
    question: Phrase {
        ja: "一つの貼り付けが一台のルーターのものか",
        en: "Whether one paste holds one router",
    },
    silent_when: for_docs(Phrase {
        ja: "プロンプトの名前で二台を分けられたとき、SPI も機種名もシリアル番号も出ていないとき。",
        en: "When prompts told the two routers apart, and when neither SPIs nor models nor serial numbers were pasted.",
    }),
    references: cited(&["RFC 4301 §4.1"]),
    cause: None,
    severity: Severity::Void,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const SPLIT: Phrase = Phrase {
    ja: "一台目の結果を一つ目の欄に、二台目の結果を二つ目の欄に貼ってください。",
    en: "Paste the first router's answers into the first box and the second's into the second.",
};

fn check(router: &Router) -> Outcome {
    let Some((first, second)) = router.mirrored.or(router.two_devices) else {
        return nothing();
    };
    let side = router.side;
    Ok(vec![
        Finding::new([router.place(first), router.place(second)])
            .at(Where::Site(side))
            .site("here", side)
            .advise(SPLIT),
    ])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    #[test]
    fn fires_when_both_ends_stand_in_one_text() {
        check(&RULE, &HEALTHY_DETAIL.replace("//- B\n", "")).fires_at(["A21", "A36"]);
    }

    #[test]
    fn fires_where_two_devices_are_named() {
        let of = |model, serial| {
            format!(
                "show environment\n{model} BootROM Ver. 1.03\n{model} Rev.15.02.33 (Thu Jan  8 10:00:00 2026)\n  main:  {model} ver=00 serial={serial} MAC-Address=00:00:5e:00:53:01\n"
            )
        };
        let both = |one: &str, other: &str| check(&RULE, &format!("//- A\n{one}{other}//- B\n"));
        both(&of("RTX1220", "DUMMY1"), &of("RTX830", "DUMMY2")).fires_at(["A3", "A7"]);
        both(&of("RTX830", "DUMMY1"), &of("RTX830", "DUMMY2")).fires_at(["A4", "A8"]);
        let once = format!("//- A\n{0}{0}//- B\n", of("RTX830", "DUMMY1"));
        finds_nothing(&RULE, &once);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn silent_without_spis() {
        finds_nothing(&RULE, &HEALTHY.replace("//- B\n", ""));
    }
}
