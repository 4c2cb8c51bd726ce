//! LOG702 line-not-answered: the newest line of the log about the internet line says that no PPPoE server
//! answered.

use super::of_lines;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
    steps,
};
use crate::pair::End;

/// LOG702 line-not-answered.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG702",
    slug: "line-not-answered",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の回線（{line}）では、PPPoE サーバーの応答がありません（PADI Timeout）",
        en: "No PPPoE server answers on the line of {here} ({line}): PADI Timeout",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の回線で、PPPoE サーバーの応答がありません。",
        en: "The VPN is down. No PPPoE server answers on the line of {here}.",
    },
    why: Phrase {
        ja: "ログでは PADI Timeout が最後で、その後つながっていません。ケーブル、ONU、ポートの選び方、通信事業者の障害のどれかです。\
             認証の前の段階なので、ユーザー名とパスワードは関係ありません。",
        en: "In the log, PADI Timeout comes last, and the line was not up since. It is the cable, the ONU, the choice of the port, \
             or the carrier. User name and password do not matter yet.",
    },
    question: Phrase {
        ja: "PPPoE サーバーが応答しているか",
        en: "Whether a PPPoE server answers",
    },
    silent_when: for_docs(Phrase {
        ja: "show status pp が接続中のとき、ログのその後に接続・設定の保存・再起動の行があるとき、SA があるとき、ログがほかの結果より8時間以上前に終わるとき。",
        en: "When the log ends eight hours or more before something else that was pasted, when show status pp shows it connected, when it came up, settings were saved or the router was started later in \
             the log, and where SAs are held.",
    }),
    references: cited(&["RFC 2516 §5.1"]),
    cause: Some(Cause::WanDown),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(|pair| of_lines(pair, false, with_steps)),
};

const READ_PORT_CHOICE: Phrase = Phrase {
    ja: "pppoe use の LAN が、ONU につないだポートと同じかを確かめます。",
    en: "Check that the LAN in pppoe use is the port that the ONU is connected to.",
};

fn with_steps(finding: Finding, end: &End<'_>, number: u32) -> Finding {
    let side = end.router.side;
    finding
        .advise_at(side, steps::CHECK_CABLE)
        .read(side, format!("show config pp {number}"), READ_PORT_CHOICE)
        .read(side, "show status lan2", steps::READ_PORT)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const TIMEOUT: &str = "\
//- A
# show log | grep PPPOE
2026/11/23 09:00:00: PPPOE[01] PPPoE Connect
2026/11/23 11:00:00: PPPOE[01] Disconnected, cause [PPPoE: PADI Timeout]
2026/11/23 11:01:00: PPPOE[01] Connecting to PPPoE server
//- B
";

    #[test]
    fn fires_where_nobody_answered_last() {
        check(&RULE, TIMEOUT).fires_at(["A3"]);
    }

    #[test]
    fn quotes_the_state_and_the_route_too() {
        let around = "# show status pp 1\nPP[01]:\nPPPoEセッションは継っていません\n# show ip route\n\
                      Destination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n//- B";
        check(&RULE, &TIMEOUT.replace("//- B", around)).fires_at(["A3", "A7", "A10"]);
    }

    #[test]
    fn silent_on_an_extract_of_failures() {
        let only = "//- A\n# show log | grep Disconnected\n2026/11/23 11:00:00: PPPOE[01] Disconnected, cause [PPPoE: PADI Timeout]\n//- B\n";
        finds_nothing(&RULE, only);
    }

    #[test]
    fn a_log_of_the_day_before_tells_nothing_of_the_present() {
        let later = |time: &str| {
            let log = format!("//- B\n# show log\n{time}: Login succeeded for Serial\n");
            TIMEOUT.replace("//- B\n", &log)
        };
        check(&RULE, &later("2026/11/23 12:00:00")).fires_at(["A3"]);
        check(&RULE, &later("2026/11/24 07:00:00")).asks_for(["A show status pp 1"]);
        check(&RULE, &later("1980/01/02 07:00:00")).fires();
        let down = "# show status pp 1\nPP[01]:\nPPPoEセッションは継っていません\n//- B";
        check(&RULE, &later("2026/11/24 07:00:00").replace("//- B", down)).fires();
    }

    #[test]
    fn silent_where_a_tunnel_has_answers_since() {
        let with = |time: &str, answers: &str| {
            let tunnel = format!(
                "# show status tunnel 2\nTUNNEL[2]:\nInterface type: IPsec\nCurrent status is Online.\nfrom 2026/11/23 09:30:00.\n{time}  connection.\nIKE keepalive:\n[Type]: rfc4306\n[Status]: {answers}\n//- B\n"
            );
            TIMEOUT.replace("//- B\n", &tunnel)
        };
        finds_nothing(&RULE, &with("2 hours", "OK"));
        check(&RULE, &with("1 hour", "OK")).fires();
        check(&RULE, &with("2 hours", "NG")).fires();
    }

    #[test]
    fn silent_where_it_came_up_later_or_another_line_leads_to_the_peer() {
        finds_nothing(&RULE, HEALTHY);
        let up = "PP[01] PPP/IPCP up  (Local: 192.0.2.1, Remote: 198.51.100.1)";
        finds_nothing(
            &RULE,
            &TIMEOUT.replace("PPPOE[01] Connecting to PPPoE server", up),
        );
        let route = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
                     default - PP[02] static\n//- B";
        finds_nothing(&RULE, &TIMEOUT.replace("//- B", route));
    }
}
