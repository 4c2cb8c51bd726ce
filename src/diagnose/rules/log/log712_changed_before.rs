//! LOG712 changed-before: settings were saved, or a router started, right before the tunnel went down
//! for good.

use crate::diagnose::log::{Changed, changed};
use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, found, nothing,
};
use crate::pair::GatewayPair;

/// LOG712 changed-before.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG712",
    slug: "changed-before",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "トンネルが切れる少し前に、{here}で{what}",
        en: "Shortly before the tunnel went down, {here} {what}",
    },
    headline: Phrase {
        ja: "トンネルが切れる少し前に、{here}で{what}。",
        en: "Shortly before the tunnel went down, {here} {what}.",
    },
    why: Phrase {
        ja: "その後、トンネルはログの終わりまで Up になっていません。{means}",
        en: "The tunnel did not come Up again in the log. {means}",
    },
    question: Phrase {
        ja: "切れる直前に変更がなかったか",
        en: "Whether something was changed right before the fall",
    },
    silent_when: for_docs(Phrase {
        ja: "変更から切れるまでが10分を超えるとき、その後に Up があるとき、ログが抜き出しのとき。相手側の変更は、両方のログの時刻を合わせられたときだけ見ます。",
        en: "With more than ten minutes between, when it came Up later, and in extracts. A change at the other end counts only where the logs could \
             be put together.",
    }),
    references: cited(&["Command Reference, show log"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const SAVED: Phrase = Phrase {
    ja: "設定が保存されています",
    en: "had its settings saved",
};
const STARTED: Phrase = Phrase {
    ja: "ルーターが起動しています",
    en: "was started",
};
const AFTER_SAVING: Phrase = Phrase {
    ja: "そのとき何を変えたかを、作業した人に確かめるのが近道です。IPsec の設定を変えると SA は作り直されます。",
    en: "Ask who worked on it what was changed. A change of IPsec settings makes the SAs anew.",
};
const AFTER_STARTING: Phrase = Phrase {
    ja: "起動で SA はすべて消えます。起動後の設定（保存されていなかった変更、別の設定ファイル）と、回線がつながったかを確かめます。",
    en: "A start drops all SAs. Look at the settings since (changes that were not saved, another file), and whether the line came up.",
};
const READ_BEFORE: Phrase = Phrase {
    ja: "保存の前の設定が残っていれば、今の設定と見比べます。",
    en: "Where the settings of before were kept, compare them with those of now.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.ends().any(|end| end.has_sas_both_ways()) {
        return nothing();
    }
    found(changed(pair).into_iter().map(tell))
}

fn tell(it: Changed) -> Finding {
    let (what, means) = if it.started {
        (STARTED, AFTER_STARTING)
    } else {
        (SAVED, AFTER_SAVING)
    };
    Finding::new(it.places)
        .at(Where::Site(it.at))
        .site("here", it.at)
        .phrase("what", what)
        .phrase("means", means)
        .read(it.at, "show config list", READ_BEFORE)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const SAVED: &str = "\
//- A
# show log
2026/11/23 09:00:02: IP Tunnel[1] Up
2026/11/23 10:28:00: Configuration saved in \"CONFIG0\" by TELNET
2026/11/23 10:30:00: IP Tunnel[1] Down
//- B
";

    #[test]
    fn fires_on_what_stands_before_the_last_fall() {
        check(&RULE, SAVED).fires_at(["A3", "A4"]);
        check(&RULE, SAVED).tells("作業した人");
        let started = SAVED.replace(
            "Configuration saved in \"CONFIG0\" by TELNET",
            "Power-on boot",
        );
        check(&RULE, &started).tells("SA はすべて消えます");
    }

    #[test]
    fn a_change_of_the_other_end_counts_by_a_common_clock() {
        let both = "\
//- A
# show log
2026/11/23 09:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 09:00:02: IP Tunnel[1] Up
2026/11/23 10:30:00: IP Tunnel[1] Down
//- B
# show log
2026/11/23 09:30:00: [IKE] respond ISAKMP phase to 192.0.2.1
2026/11/23 09:30:02: IP Tunnel[1] Up
2026/11/23 10:59:50: Configuration saved in \"CONFIG0\" by TELNET
2026/11/23 11:02:00: [IKE] x
";
        check(&RULE, both).fires_at(["A4", "B4"]);
        finds_nothing(&RULE, &both.replace("10:59:50", "10:31:00"));
    }

    #[test]
    fn silent_where_it_came_up_again_or_was_long_before() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &SAVED.replace("10:28:00", "10:08:00"));
        finds_nothing(
            &RULE,
            &SAVED.replace("//- B", "2026/11/23 10:31:00: IP Tunnel[1] Up\n//- B"),
        );
        finds_nothing(&RULE, &SAVED.replace("show log", "show log | grep e"));
    }
}
