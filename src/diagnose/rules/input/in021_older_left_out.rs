//! IN021 older-left-out: a part of what was pasted is shown to be older than the rest.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    found,
};
use crate::model::{Older, Router};

/// IN021 older-left-out.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN021",
    slug: "older-left-out",
    rung: None,
    title: Phrase {
        ja: "{here}の{first}〜{last}行目は、ほかの出力より古いので使っていません",
        en: "Lines {first} to {last} of {here} are older than others and were left out",
    },
    headline: Phrase {
        ja: "{here}の{first}〜{last}行目は、ほかの出力より古いので使っていません。",
        en: "Lines {first} to {last} of {here} are older than others and were left out.",
    },
    why: Phrase {
        ja: "根拠の2行から、別の時に取ったものと分かります。いまの状態は、新しい出力だけで判断しています。",
        en: "The two lines quoted show that they were taken at another time. What is so now is judged by the newer outputs alone.",
    },
    question: Phrase {
        ja: "別の日の出力が混ざっていないか",
        en: "Whether outputs of another day are among those pasted",
    },
    silent_when: for_docs(Phrase {
        ja: "同じコマンドの結果が二つあるか、あいだに日付が書かれていて、そのどちらが新しいかを、ルーターや端末ソフトの時計、書かれた日付、接続や SA の続いている時間が示すとき以外。順序が分からない食い違いは IN009 が答えます。",
        en: "Unless a command was answered twice, or a date stands between, and the clock of the router or of the terminal program, dates written down, or how long a connection or an SA lasts show which is newer. Where outputs disagree and nothing tells their order, IN009 answers.",
    }),
    references: cited(&["Command Reference, show environment"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

fn check(router: &Router) -> Outcome {
    found(router.older.iter().map(|it| left_out(router, it)))
}

fn left_out(router: &Router, it: &Older) -> Finding {
    Finding::new(it.shown_by.map(|line| router.place(line)))
        .at(Where::Site(router.side))
        .site("here", router.side)
        .arg("first", it.first_line)
        .arg("last", it.last_line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const EMPTY: &str = "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n";

    /// A with these two lists, this above the first and that above the second.
    fn lists(above: &str, first: &str, between: &str, second: &str) -> String {
        let (_, b) = HEALTHY.split_once("//- B").unwrap();
        format!("//- A\n{above}{first}{between}{second}//- B{b}")
    }

    fn list() -> String {
        let (a, _) = HEALTHY.split_once("//- B").unwrap();
        a.replacen("//- A\n", "", 1)
    }

    fn clock(day: u32) -> String {
        format!("# show environment\nCurrent time: 2026/11/{day} 09:20:17\n")
    }

    #[test]
    fn fires_where_a_clock_shows_the_lower_outputs_to_be_older() {
        let both = |first, second| lists(&clock(first), EMPTY, &clock(second), &list());
        check(&RULE, &both(23, 16)).fires_at(["A2", "A6"]);
        finds_nothing(&RULE, &both(23, 23));
        check(&RULE, &both(16, 23)).fires_at(["A2", "A6"]);
    }

    #[test]
    fn fires_where_somebody_wrote_the_dates_above() {
        let both = |first, second| lists(first, EMPTY, second, &list());
        check(&RULE, &both("2026/11/23\n", "2026/11/16 10:00\n")).fires_at(["A1", "A4"]);
        check(&RULE, &both("11/23\n", "11月16日 正常時\n")).fires_at(["A1", "A4"]);
        finds_nothing(&RULE, &both("11/23\n", "正常時\n"));
        finds_nothing(&RULE, &both("2026/11/23 10:00\n", "2026/11/23 10:05\n"));
    }

    #[test]
    fn fires_where_a_connection_or_the_router_lasts_shorter_below() {
        let status = |secs: u32| {
            format!(
                "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\nfrom 2026/11/16 06:12:30.\n{secs} seconds  connection.\n"
            )
        };
        let both = |first, second| lists("", &status(first), "", &status(second));
        check(&RULE, &both(9_000, 300)).fires_at(["A6", "A12"]);
        finds_nothing(&RULE, &both(300, 9_000));
        let up = |days: u32| {
            format!(
                "# show environment\nBoot time: 1980/01/01 00:00:10\nElapsed time from boot: {days}days 00:20:17\n"
            )
        };
        let both = |first, second| lists(&up(first), EMPTY, &up(second), &list());
        check(&RULE, &both(60, 53)).fires_at(["A3", "A8"]);
    }

    #[test]
    fn silent_where_times_contradict_each_other() {
        let against = |text: &str, day: u32| {
            let lines = text.lines();
            let lines = lines.map(|it| format!("[2026-11-{day} 09:20:17.123] {it}\n"));
            lines.collect::<String>()
        };
        let first = against(&format!("{}{EMPTY}", clock(23)), 16);
        let second = against(&format!("{}{}", clock(16), list()), 23);
        finds_nothing(&RULE, &lists("", &first, "", &second));
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }
}
