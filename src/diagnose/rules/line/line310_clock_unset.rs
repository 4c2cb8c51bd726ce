//! LINE310 clock-unset: the router's clock was never set since it started.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    found, steps,
};
use crate::model::Router;

/// LINE310 clock-unset.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE310",
    slug: "clock-unset",
    rung: None,
    title: Phrase {
        ja: "{here}の時計が合っていません（{time}）",
        en: "The clock of {here} is not set ({time})",
    },
    headline: Phrase {
        ja: "{here}の時計が合っていません（{time}）。",
        en: "The clock of {here} is not set ({time}).",
    },
    why: Phrase {
        ja: "つながらない原因ではありませんが、ログの時刻そのものは当てになりません（順序と間隔は使えます）。証明書や時刻による設定も正しく働きません。",
        en: "It does not keep a VPN from coming up, but the times in its log mean nothing (order and distance do), and certificates and schedules do not work.",
    },
    question: Phrase {
        ja: "ルーターの時計が合っているか",
        en: "Whether the router's clock is set",
    },
    silent_when: for_docs(Phrase {
        ja: "show environment も、接続中のトンネルの開始時刻も貼られていないとき。",
        en: "Without show environment and the starting time of a tunnel.",
    }),
    references: cited(&["Command Reference, ntpdate", "Command Reference, date"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

fn check(router: &Router) -> Outcome {
    found(find(router).into_iter())
}

fn find(router: &Router) -> Option<Finding> {
    // A tunnel that came up in 1980 shows the clock of that moment; it may have been set since.
    let mut starts = router.tunnels.iter().filter_map(|tunnel| tunnel.since);
    let clock = router.device.clock;
    let shown = clock.or_else(|| starts.find(|it| !it.value.is_set()));
    let unset = shown.filter(|it| !it.value.is_set())?;
    let side = router.side;
    let finding = Finding::new([router.place(unset.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("time", unset.value);
    let finding = if clock.is_some() {
        finding
    } else {
        finding
            .certainty(Certainty::Likely)
            .read(side, "show environment", steps::READ_CLOCK)
    };
    Some(finding.change(side, "ntpdate <NTP-SERVER>", steps::SET_CLOCK))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{ENVIRONMENT, HEALTHY, check, finds_nothing};

    #[test]
    fn fires_on_a_clock_that_begins_in_1980() {
        let text = ENVIRONMENT.replace("Current time: 2026/04/01", "Current time: 1980/01/01");
        check(&RULE, &text).fires_at(["A7"]);
    }

    #[test]
    fn a_tunnel_that_came_up_in_1980_tells_too() {
        let tunnel = "//- A\n# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\n\
                      Current status is Online.\nfrom 1980/01/01 09:02:49.\n";
        check(&RULE, &format!("{tunnel}//- B\n")).fires_at(["A5"]);
        let clock = ENVIRONMENT.replace("//- A\n", tunnel);
        finds_nothing(&RULE, &clock);
    }

    #[test]
    fn silent_on_a_clock_that_was_set() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, ENVIRONMENT);
    }
}
