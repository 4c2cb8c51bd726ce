//! LOG703 line-drops: the internet line was up and fell, again and again.

use super::{falling, of_falls};
use crate::diagnose::log::{
    are_daily, fall_with_line_of, is_of_the_past, line_falls, tunnel_falls,
};
use crate::diagnose::{
    Cause, Certainty, Check, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
    found, steps,
};
use crate::pair::GatewayPair;

/// LOG703 line-drops.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG703",
    slug: "line-drops",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の回線が、ログの中で{count}回切れています",
        en: "The line of {here} fell {count} times in the log",
    },
    headline: Phrase {
        ja: "VPN は不安定です。{here}の回線が何度も切れ、そのたびにトンネルも切れています。",
        en: "The VPN is unsteady. The line of {here} falls again and again, and the tunnel with it.",
    },
    why: Phrase {
        ja: "回線が切れるとトンネルも切れます。VPN の設定より先に、ケーブル、ONU、プロバイダーを調べます。{reading}",
        en: "When the line falls, so does the tunnel. Look at the cable, the ONU and the provider before the settings of the VPN.{reading}",
    },
    question: Phrase {
        ja: "回線が何度も切れていないか",
        en: "Whether the line falls again and again",
    },
    silent_when: for_docs(Phrase {
        ja: "切断が3回に満たないとき、つながり直してから鍵の寿命（初期値28800秒）を超えて保っているとき。再起動、ログイン、設定の保存から60秒以内の\
             切断は数えません。どちらの端のトンネルも一緒に切れていないときと、毎日ほぼ同じ時刻に一度だけ切れているときは注意点です。",
        en: "With fewer than three falls, and where it has stood since for longer than the keys live (28,800 seconds by default). What fell within 60 \
             seconds of a start, a login or saved settings does not count. A remark where the tunnel falls with it at neither end, and where it falls at about the same time of each day only.",
    }),
    references: cited(&["RFC 2516 §6"]),
    cause: Some(Cause::WanUnstable),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const DAILY: Phrase = Phrase {
    ja: "毎日ほぼ同じ時刻に一度だけ切れているので、プロバイダーの接続時間の制限か、ルーターなどの予約された動作のようです。",
    en: " It falls once a day at about the same time: a limit of the provider's sessions, or a schedule of a router or another device.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let findings = falling(pair, line_falls).into_iter().map(|(end, falls)| {
        let daily = are_daily(&falls);
        let reading = if daily { DAILY } else { Phrase::NOTHING };
        let finding = of_falls(&end, &falls)
            .phrase("reading", reading)
            .advise_at(end.router.side, steps::CHECK_CABLE);
        let falls_with_it = pair.ends().any(|of| {
            let tunnel = tunnel_falls(&of);
            tunnel.is_some_and(|it| fall_with_line_of(pair, &of, &it, (&end, &falls)))
        });
        if falls_with_it && !daily && !is_of_the_past(&end, pair) {
            finding
        } else {
            finding.severity(Severity::Risk).cause(None)
        }
    });
    found(findings)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    fn log(tunnel: &str) -> String {
        let mut text =
            "//- A\n# show log\n2026/11/23 01:00:00: PPPOE[01] PPPoE Connect\n".to_owned();
        for hour in ["02", "05", "09"] {
            let _ = write!(
                text,
                "2026/11/23 {hour}:00:00: PPPOE[01] Disconnected, cause [No error.]\n\
                 2026/11/23 {hour}:00:01: {tunnel}\n\
                 2026/11/23 {hour}:00:09: PPPOE[01] PPPoE Connect\n\
                 2026/11/23 {hour}:00:12: IP Tunnel[1] Up\n"
            );
        }
        text + "//- B\n"
    }

    #[test]
    fn fires_where_the_tunnel_falls_with_the_line() {
        check(&RULE, &log("IP Tunnel[1] Down")).fires_at(["A3", "A7", "A11"]);
    }

    /// The line of A falls thrice, and its log says nothing of a tunnel; the log of B does, so many seconds later.
    fn found_out_by_b(secs: u32) -> String {
        let a = log("[SCHEDULE] x").replace("IP Tunnel[1] Up", "[SCHEDULE] x");
        let mut b = "# show log\n2026/11/23 01:00:10: IP Tunnel[1] Up\n".to_owned();
        for hour in ["02", "05", "09"] {
            let (minute, second) = (secs / 60, secs % 60);
            let _ = write!(
                b,
                "2026/11/23 {hour}:{minute:02}:{second:02}: IP Tunnel[1] Down\n2026/11/23 {hour}:30:00: IP Tunnel[1] Up\n"
            );
        }
        a + &b
    }

    #[test]
    fn fires_where_the_keepalive_of_the_other_end_finds_it_out() {
        check(&RULE, &found_out_by_b(60)).fires_at(["A3", "A7", "A11"]);
        check(&RULE, &found_out_by_b(60)).points_at("A");
        check(&RULE, &found_out_by_b(240)).fires_at(["A3", "A7", "A11"]);
        check(&RULE, &found_out_by_b(600)).fires_as_remark();
    }

    #[test]
    fn a_log_may_begin_with_a_fall() {
        let begins =
            log("IP Tunnel[1] Down").replace("01:00:00: PPPOE[01] PPPoE Connect", "01:00:00: x");
        check(&RULE, &begins).fires_at(["A3", "A7", "A11"]);
        let dials = begins.replace(
            "01:00:00: x",
            "01:00:00: PPPOE[01] Connecting to PPPoE server",
        );
        finds_nothing(&RULE, &dials);
        // Whatever cause it names, it took the tunnel down.
        let timeout = begins.replace("No error.", "PPPoE: PADI Timeout");
        check(&RULE, &timeout).fires_at(["A3", "A7", "A11"]);
        finds_nothing(&RULE, &timeout.replace("IP Tunnel[1] Down", "x"));
    }

    #[test]
    fn fires_where_the_port_of_a_line_without_session_loses_its_link() {
        let of_port = log("IP Tunnel[1] Down")
            .replace(
                "PPPOE[01] Disconnected, cause [No error.]",
                "LAN2: link down",
            )
            .replace("PPPOE[01] PPPoE Connect", "LAN2: link up");
        let routes = "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault 192.0.2.254 LAN2(DHCP) static\n//- B\n";
        let led = of_port.replace("//- B\n", routes);
        check(&RULE, &led).fires_at(["A3", "A7", "A11"]);
        // A log that begins with the fall.
        let begins = led.replace("01:00:00: LAN2: link up", "01:00:00: [DHCPD] x");
        check(&RULE, &begins).fires_at(["A3", "A7", "A11"]);
        finds_nothing(&RULE, &led.replace("LAN2:", "LAN1:"));
        finds_nothing(&RULE, &of_port);
        check(&RULE, &led.replace("Tunnel[1] Down", "Tunnel[9] Down")).fires_as_remark();
    }

    #[test]
    fn a_remark_where_the_tunnel_does_not_fall() {
        check(&RULE, &log("[SCHEDULE] x")).fires_as_remark();
    }

    #[test]
    fn a_remark_where_it_falls_at_one_time_of_each_day() {
        let daily = ["02", "05", "09"].iter().zip(["23", "24", "25"]);
        let daily = daily.fold(log("IP Tunnel[1] Down"), |text, (hour, day)| {
            text.replace(&format!("11/23 {hour}:"), &format!("11/{day} 08:"))
        });
        check(&RULE, &daily).fires_as_remark();
        check(&RULE, &daily.replace("11/24 08:", "11/24 09:")).fires();
    }

    #[test]
    fn silent_on_few_falls_and_on_those_of_a_person() {
        finds_nothing(&RULE, HEALTHY);
        let once = log("IP Tunnel[1] Down").replace("05:00:00: PPPOE[01] Disc", "05:00:00: x Disc");
        finds_nothing(&RULE, &once);
        finds_nothing(&RULE, &log("Login succeeded for Serial"));
    }

    #[test]
    fn dials_without_answer_are_no_falls() {
        let text = log("x")
            .replace("PPPoE Connect", "x")
            .replace("No error.", "PPPoE: PADI Timeout");
        finds_nothing(&RULE, &text);
    }
}
