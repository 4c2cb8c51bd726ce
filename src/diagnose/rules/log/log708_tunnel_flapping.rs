//! LOG708 tunnel-flapping: the tunnel falls again and again, with nobody at work beside it.

use super::{falling, of_falls};
use crate::diagnose::log::{
    Falls, Period, are_daily, fall_with_a_line, is_of_the_past, own_tunnels, period, picked_falls,
    tells_of_many_falls, tunnel_falls,
};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    ends, for_docs, found,
};
use crate::model::Cover;
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Side};

/// LOG708 tunnel-flapping.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG708",
    slug: "tunnel-flapping",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネルが、ログの中で{count}回切れています（最後は {last}）",
        en: "The tunnel of {here} fell {count} times in the log (last at {last})",
    },
    headline: Phrase {
        ja: "VPN は不安定です。{here}のトンネルが、つながっては切れています。",
        en: "The VPN is unsteady. The tunnel of {here} comes up and falls again.",
    },
    why: Phrase {
        ja: "{period}{peer_falls}{beside}",
        en: "{period}{peer_falls}{beside}",
    },
    question: Phrase {
        ja: "トンネルが何度も切れていないか",
        en: "Whether the tunnel falls again and again",
    },
    silent_when: for_docs(Phrase {
        ja: "Down が3回に満たないとき、3日より間があくとき、つながり直してから鍵の寿命（初期値28800秒）を超えて保っているとき、どちらかの回線の切断と一緒のとき（LOG703 が答えます）。\
             再起動、ログイン、設定の保存から60秒以内の Down は数えません。grep で絞ったログだけのときは、全体のログを尋ねます。つながり直していないとき、相手のログがずっと後まで続くとき、毎日ほぼ同じ時刻に一度だけ切れているときは注意点です。",
        en: "With fewer than three Downs, where more than three days lie between them, where it has stood since for longer than its keys live (28,800 seconds by default), and where the line of either end fell with it (then \
             LOG703 answers). A Down within 60 seconds of a start, a login or saved settings does not count. Where only an extract by grep tells, the whole log is asked for. Where it did not come up again, where the log of the other end goes on for long after, and where it falls at about the same time of each day only, it is a remark.",
    }),
    references: cited(&["Command Reference 15.20, 23.9"]),
    cause: None,
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const READ_KEEPALIVE: Phrase = Phrase {
    ja: "ipsec ike keepalive use の方式が両方で同じかを見ます。",
    en: "Look whether both ends have the same method in ipsec ike keepalive use.",
};

const KEEPALIVE: Phrase = Phrase {
    ja: "つながってから毎回ほぼ{usual}で切れています。キープアライブの間隔×回数（{due}秒）に当たるので、キープアライブの応答が一度も届いていない\
         可能性が高いです。方式の違い、相手側でのオフ、フィルター、icmp-echo の宛先が届かない、のどれかを疑います。",
    en: "It falls about {usual} after it came up each time. That is the interval of the keepalive times its count ({due} s), so most \
         probably no answer to the keepalive ever arrives: the method differs, the peer has it off, a filter drops it, or the target of \
         icmp-echo is not reached.",
};
const NAT_TIMER: Phrase = Phrase {
    ja: "つながってから毎回ほぼ{usual}で切れています。ヤマハの NAT の既定の期限（900秒）に近いので、通信のない間に途中の NAT がセッションを忘れている\
         可能性があります。",
    en: "It falls about {usual} after it came up each time. That is near the default timer of NAT (900 s): a NAT on the path may forget the \
         session while nothing passes.",
};
const LIFE: Phrase = Phrase {
    ja: "つながってから毎回ほぼ{usual}で切れています。鍵の寿命（{due}秒）の終わりに当たるので、鍵の更新に失敗している可能性があります。",
    en: "It falls about {usual} after it came up each time. That is the end of the life of its keys ({due} s): they may fail to be renewed.",
};
const DAILY: Phrase = Phrase {
    ja: "毎日ほぼ同じ時刻に一度だけ切れているので、どちらかの回線の接続時間の制限か、予約された動作のようです。",
    en: "It falls once a day at about the same time: a limit of the sessions of either line, or a schedule.",
};
const OTHER: Phrase = Phrase {
    ja: "つながってから毎回ほぼ{usual}で切れています。キープアライブ、NAT の期限、鍵の寿命のどれとも合わないので、その間隔で動くもの\
         （回線側の機器、スケジュール）を探します。",
    en: "It falls about {usual} after it came up each time. That is neither the keepalive nor the timer of NAT nor the life of its keys: \
         look for what works at that interval, such as a device on the line or a schedule.",
};
const NO_PERIOD: Phrase = Phrase {
    ja: "切れるまでの時間はまちまちで、決まった周期は見えません。1分ほどならキープアライブの応答がなく、15分ほどなら途中の NAT の期限、\
         数時間おきなら鍵の更新の失敗が疑われます。",
    en: "It stands for a different time each time; no period is seen. After about a minute it would be the keepalive, after about 15 minutes \
         a NAT on the path, every few hours the renewal of keys.",
};
const BOTH_FALL: Phrase = Phrase {
    ja: "{there}のトンネルも同じ時に切れているので、共通の原因か、片方が切って相手に知らせています。",
    en: " The tunnel of {there} falls at the same times: a common reason, or one end takes it down and tells the other.",
};
const ONE_FALLS: Phrase = Phrase {
    ja: "{there}のログでは、その時に切れていません。{here}のキープアライブか、{here}の回線を先に疑います。",
    en: " In the log of {there} it does not fall at those times: suspect the keepalive or the line of {here} first.",
};
const BESIDE: Phrase = Phrase {
    ja: "切れた時刻の前後5秒以内にある行も、根拠に並べました。",
    en: " Lines within five seconds of the falls are quoted too.",
};
const PICKED: Phrase = Phrase {
    ja: "絞り込んだログなので、その時に再起動や作業があったかは分かりません。絞り込まないログで確かめます。",
    en: " This log is an extract, so it does not tell whether the router was started or somebody was at work then; the whole log does.",
};
const PICKED_HEADLINE: Phrase = Phrase {
    ja: "まだ判断できません。{here}のトンネルがログの中で{count}回切れていますが、絞り込んだログなので、再起動や作業のためかどうかが分かりません。",
    en: "This cannot be decided yet. The tunnel of {here} fell {count} times in the log, but that is an extract: whether for a start or for somebody at work, it does not tell.",
};
const HOURS: Phrase = Phrase {
    ja: "{h}時間{m}分",
    en: "{h} h {m} min",
};
const MINUTES: Phrase = Phrase {
    ja: "{m}分{s}秒",
    en: "{m} min {s} s",
};

/// At most so many lines beside falls are quoted, the newest ones.
const MOST_BESIDE: usize = 4;

/// Whether it falls at a time of the day, and not at the end of a life of its keys that is as long.
fn is_daily(end: &End<'_>, falls: &Falls) -> bool {
    let is_life = matches!(period(end, falls), Some((_, Period::Life(_))));
    are_daily(falls) && !is_life
}

/// Says after how long it falls, and what that is the time of.
fn say_period(finding: Finding, end: &End<'_>, falls: &Falls) -> Finding {
    if is_daily(end, falls) {
        return finding.phrase("period", DAILY).severity(Severity::Risk);
    }
    let Some((usual, period)) = period(end, falls) else {
        // Of falls alone nobody knows how long it stood between them.
        let is_untold = falls.stood.is_empty() && is_picked(end);
        let said = if is_untold {
            Phrase::NOTHING
        } else {
            NO_PERIOD
        };
        return finding.phrase("period", said);
    };
    let (phrase, due) = match period {
        Period::Keepalive(due) => (KEEPALIVE, due),
        Period::NatTimer => (NAT_TIMER, 0),
        Period::Life(due) => (LIFE, due),
        Period::Other => (OTHER, 0),
    };
    finding
        .phrase("period", phrase)
        .phrase("usual", if usual < 3_600 { MINUTES } else { HOURS })
        .arg("due", due)
        .arg("h", usual / 3_600)
        .arg("m", usual / 60 % 60)
        .arg("s", usual % 60)
}

/// Says whether the other end falls at the same times, where its log tells.
fn say_peer(finding: Finding, pair: &GatewayPair<'_>, end: &End<'_>, falls: &Falls) -> Finding {
    let other = pair.ends().find(|it| it.router.side != end.router.side);
    let told = other.and_then(|other| {
        let ahead = pair.ahead_of(end.router.side)?;
        let with = falls.fall_with(&other, ahead)?;
        Some((other.router.side, with))
    });
    match told {
        Some((there, with)) => finding
            .phrase("peer_falls", if with { BOTH_FALL } else { ONE_FALLS })
            .site("there", there),
        None => finding.phrase("peer_falls", Phrase::NOTHING),
    }
}

/// The command that shows the settings of the tunnel that falls, which the log alone may name.
fn settings_of(end: &End<'_>) -> String {
    let log = end.router.log.as_ref();
    let in_log = log.and_then(|log| own_tunnels(end, log).into_iter().next());
    match in_log.filter(|_| end.tunnel_numbers().next().is_none()) {
        Some(number) => format!("show config tunnel {}", number.0),
        None => Need::tunnel_settings(end).command,
    }
}

/// What was picked out of a log may leave out why the tunnel fell: of it, only the rest of the log decides.
fn ask_for_all(finding: Finding, side: Side) -> Finding {
    finding
        .severity(Severity::Input)
        .headed(PICKED_HEADLINE)
        .ask(Need::newest_log(side))
}

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let all = falling(pair, tunnel_falls);
    let falling = if all.is_empty() {
        falling(pair, picked_falls)
    } else {
        all
    };
    let stays_up = |end: &End<'_>| {
        !is_picked(end)
            && end.router.log.is_some()
            && !tells_of_many_falls(end)
            && falling.iter().all(|it| it.0.router.side != end.router.side)
    };
    // The cause may be at either end, unless the tunnel of the other stays up.
    let at = |side: Side| {
        let mut others = ends::of_sites(pair).filter(|end| end.router.side != side);
        if others.all(|end| stays_up(&end)) {
            Where::Site(side)
        } else {
            Where::Both
        }
    };
    let findings = falling.iter().filter_map(|(end, falls)| {
        let finding = find(pair, end, falls)?;
        Some(finding.at(at(end.router.side)))
    });
    found(findings.listed().into_iter())
}

/// Whether the log of an end is what was picked out of it.
fn is_picked(end: &End<'_>) -> bool {
    let log = end.router.log.as_ref();
    log.is_some_and(|log| log.cover == Cover::Extract)
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, falls: &Falls) -> Option<Finding> {
    if fall_with_a_line(pair, end, falls) {
        return None;
    }
    let side = end.router.side;
    let mut others = pair.ends().filter(|it| it.router.side != side);
    let ahead = pair.ahead_of(side);
    if others.any(|other| falls.are_explained(&other, ahead)) {
        return None;
    }
    let settings = settings_of(end);
    let lines_beside = falls.beside(end);
    let beside = if is_picked(end) {
        PICKED
    } else if lines_beside.is_empty() {
        Phrase::NOTHING
    } else {
        BESIDE
    };
    let near = lines_beside.iter().rev().take(MOST_BESIDE);
    let mut finding = of_falls(end, falls)
        .and_places(near.map(|line| end.router.place(*line)))
        .phrase("beside", beside)
        .read(side, settings, READ_KEEPALIVE);
    if is_picked(end) {
        finding = ask_for_all(finding, side);
    }
    let finding = say_period(finding, end, falls);
    let finding = say_peer(finding, pair, end, falls);
    let stands = falls.is_back || end.has_sas_both_ways();
    Some(if stands && !is_of_the_past(end, pair) {
        finding
    } else {
        finding.severity(Severity::Risk)
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::RULE;
    use crate::diagnose::Where;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, joined};

    const FLAPPING: &str = "\
//- A
# show log
2026/11/23 01:00:00: IP Tunnel[1] Up
2026/11/23 02:00:00: IP Tunnel[1] Down
2026/11/23 02:00:10: IP Tunnel[1] Up
2026/11/23 05:00:00: IP Tunnel[1] Down
2026/11/23 05:00:10: IP Tunnel[1] Up
2026/11/23 09:00:00: IP Tunnel[1] Down
2026/11/23 09:00:10: IP Tunnel[1] Up
//- B
";

    #[test]
    fn fires_on_the_third_fall() {
        check(&RULE, FLAPPING).fires_at(["A3", "A5", "A7"]);
    }

    #[test]
    fn silent_where_the_tunnel_shows_that_it_has_stood_since() {
        let status = |time: &str| {
            let of_tunnel = "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.";
            let status =
                format!("{of_tunnel}\nfrom 2026/11/23 09:00:10.\n{time} connection.\n//- B");
            FLAPPING.replacen("//- B", &status, 1)
        };
        check(&RULE, &status("2 hours")).fires();
        finds_nothing(&RULE, &status("9 hours"));
        // It fell once more since the log was printed.
        check(
            &RULE,
            &status("2 hours").replace("from 2026/11/23", "from 2026/11/26"),
        )
        .fires();
    }

    #[test]
    fn silent_where_the_falls_lie_far_apart() {
        let apart = |first: &str, second: &str| {
            let text = FLAPPING.replace("23 01:", &format!("{first} 01:"));
            let text = text.replace("23 02:", &format!("{first} 02:"));
            text.replace("23 05:", &format!("{second} 05:"))
        };
        finds_nothing(&RULE, &apart("09", "16"));
        check(&RULE, &apart("21", "22")).fires();
    }

    #[test]
    fn silent_where_it_has_stood_for_a_whole_life_since() {
        let later = |time: &str| {
            let line = format!("2026/11/23 {time}: [DHCPD] x\n//- B");
            FLAPPING.replacen("//- B", &line, 1)
        };
        check(&RULE, &later("16:00:00")).fires();
        finds_nothing(&RULE, &later("18:00:00"));
        // While it is down, it has not stood.
        let down = later("18:00:00").replace("2026/11/23 09:00:10: IP Tunnel[1] Up\n", "");
        check(&RULE, &down).fires();
    }

    #[test]
    fn silent_where_the_clock_of_the_router_tells_that_it_has_stood_since() {
        let clock = |date: &str| {
            let shown = format!("# show environment\nCurrent time: {date} +09:00\n//- B");
            FLAPPING.replacen("//- B", &shown, 1)
        };
        check(&RULE, &clock("2026/11/23 16:00:00")).fires();
        finds_nothing(&RULE, &clock("2026/11/24 16:00:00"));
        // One that was set back since tells nothing.
        check(&RULE, &clock("2026/11/20 16:00:00")).fires();
    }

    #[test]
    fn a_remark_where_the_log_of_the_other_end_goes_on_for_long() {
        let other = |time: &str| format!("{FLAPPING}# show log\n2026/11/{time}: [DHCPD] x\n");
        check(&RULE, &other("30 08:00:00")).fires_as_remark();
        assert!(check(&RULE, &other("23 10:00:00")).degrades());
    }

    #[test]
    fn a_remark_where_it_falls_once_a_day() {
        let days = [("02", "21"), ("05", "22"), ("09", "23")];
        let daily = days.iter().fold(FLAPPING.to_owned(), |text, (hour, day)| {
            text.replace(&format!("23 {hour}:"), &format!("{day} 04:"))
        });
        let daily = daily.replace("23 01:", "21 01:");
        check(&RULE, &daily).fires_as_remark();
        assert!(check(&RULE, &daily.replace("22 04:", "22 06:")).degrades());
    }

    #[test]
    fn silent_where_the_tunnel_may_be_of_another_gateway() {
        let two = "# show ipsec sa\n1 1 - isakmp - 28768 203.0.113.2\n2 1 1 tun[0001]esp send 28769 203.0.113.2\n4 2 - isakmp - 28768 203.0.113.3\n5 2 4 tun[0002]esp send 28769 203.0.113.3\n//- B\n# show ipsec sa\n4 1 - isakmp - 28764 192.0.2.1\n5 1 4 tun[0001]esp send 28765 192.0.2.1\n";
        let other = FLAPPING.replace("Tunnel[1]", "Tunnel[2]");
        finds_nothing(&RULE, &other.replacen("//- B\n", two, 1));
    }

    #[test]
    fn silent_where_keys_are_exchanged_with_another_before_it_comes_up() {
        let calls = |peer: &str| {
            let called = format!(
                "2026/11/23 09:00:05: [IKE] initiate ISAKMP phase to {peer} (local address 192.0.2.1)\n2026/11/23 09:00:10:"
            );
            let log = FLAPPING.replace("Tunnel[1]", "Tunnel[2]");
            let log = log.replacen("2026/11/23 09:00:10:", &called, 1);
            joined(HEALTHY_DETAIL, &log)
        };
        finds_nothing(&RULE, &calls("198.51.100.200"));
        check(&RULE, &calls("203.0.113.2")).fires();
    }

    #[test]
    fn silent_where_the_routes_lead_into_another_tunnel() {
        let routes = "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n192.168.2.0/24 - TUNNEL[1] static\n//- B\n";
        let led = |log: &str| log.replacen("//- B\n", routes, 1);
        finds_nothing(&RULE, &led(&FLAPPING.replace("Tunnel[1]", "Tunnel[2]")));
        check(&RULE, &led(FLAPPING)).fires();
    }

    /// Up for so many seconds, four times, an hour apart.
    fn standing(secs: u32) -> String {
        let mut log = "//- A\n# show log\n".to_owned();
        for hour in [0, 3, 6, 9] {
            let time = |secs: u32| {
                format!(
                    "2026/11/23 {:02}:{:02}:{:02}",
                    hour + secs / 3600,
                    secs / 60 % 60,
                    secs % 60
                )
            };
            let _ = writeln!(log, "{}: IP Tunnel[1] Up", time(0));
            let _ = writeln!(log, "{}: [IKE] x", time(secs - 2));
            let _ = writeln!(log, "{}: IP Tunnel[1] Down", time(secs));
        }
        log + "2026/11/23 12:00:00: IP Tunnel[1] Up\n//- B\n"
    }

    #[test]
    fn the_time_it_stands_says_what_may_end_it() {
        for (secs, says) in [
            (62, "間隔×回数（60秒）"),
            (905, "900秒"),
            (2400, "どれとも合わない"),
        ] {
            check(&RULE, &standing(secs)).tells(says);
        }
        let life = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 101\n  \
                    ipsec sa policy 101 1 esp aes-cbc sha-hmac\n  \
                    ipsec ike duration ipsec-sa 1 2700\n  \
                    ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n//- B";
        let short = standing(2400).replace("//- B", life);
        check(&RULE, &short).tells("鍵の寿命（2700秒）");
        check(&RULE, FLAPPING).tells("まちまち");
    }

    #[test]
    fn silent_where_the_other_end_was_started_each_time() {
        let night = |day: u32, of_a: &str, of_b: &str| {
            let line = |time: &str, what: &str| format!("2026/11/{day} {time}: {what}\n");
            let up = line("03:02:02", "IP Tunnel[1] Up");
            (line("03:00:00", of_a) + &up, line("03:00:30", of_b) + &up)
        };
        let logs = |of_a: &str| {
            let nights = (20..24).map(|day| night(day, of_a, "IP Tunnel[1] Down"));
            let (a, b): (String, String) = nights.unzip();
            format!("//- A\n# show log\n{a}//- B\n# show log\n{b}")
        };
        finds_nothing(&RULE, &logs("Restart by restart command"));
        check(&RULE, &logs("[DHCPD] x")).fires();
    }

    #[test]
    fn the_lines_beside_the_falls_are_quoted() {
        check(&RULE, &standing(62)).tells("前後5秒以内");
    }

    #[test]
    fn the_log_of_the_other_end_says_whether_it_falls_too() {
        let a = standing(62);
        let (a, _) = a.split_once("//- B").unwrap();
        let both = format!("{a}//- B{}", a.replace("//- A", ""));
        check(&RULE, &both).tells("同じ時に切れている");
        let alone = both.rsplit_once("//- B").unwrap();
        let alone = format!("{}//- B{}", alone.0, alone.1.replace("Down", "x"));
        check(&RULE, &alone).tells_nothing_of("同じ時に切れている");
    }

    #[test]
    fn both_are_looked_at_where_the_other_falls_at_times_that_were_left_out() {
        let server = "# show log\n<134>IP Tunnel[1] Up\n<134>IP Tunnel[1] Down\n".to_owned();
        let server = server + &"<134>IP Tunnel[1] Up\n<134>IP Tunnel[1] Down\n".repeat(3);
        let quiet =
            "# show log\n2026/11/23 00:00:00: IP Tunnel[1] Up\n2026/11/23 12:00:00: [DHCPD] x\n";
        let with = |log: &str| format!("{FLAPPING}{log}");
        check(&RULE, &with(quiet)).points_at("A");
        assert_eq!(check(&RULE, &with(&server)).sides(), [Some(Where::Both)]);
    }

    #[test]
    fn a_remark_where_it_is_still_down() {
        let down = FLAPPING.replace("2026/11/23 09:00:10: IP Tunnel[1] Up\n", "");
        check(&RULE, &down).fires_as_remark();
    }

    #[test]
    fn asks_for_the_whole_log_where_only_an_extract_tells() {
        let picked = FLAPPING.replace("show log", "show log | grep Tunnel");
        assert!(check(&RULE, &picked).leaves_open());
        check(&RULE, &picked).fires_and_asks_for(["A show log reverse"]);
        let downs = FLAPPING.lines().filter(|it| !it.contains("Up"));
        let downs = downs.collect::<Vec<_>>().join("\n");
        let downs = downs.replace("show log", "show log | grep Down");
        check(&RULE, &downs).fires_at(["A2", "A3", "A4"]);
        let beside = format!(
            "{picked}{}",
            FLAPPING.replace("//- A", "").replace("//- B", "")
        );
        assert!(check(&RULE, &beside).degrades());
        // Long ago, by the clock of the router.
        let clock = "# show environment\nCurrent time: 2026/11/24 16:00:00 +09:00\n//- B";
        finds_nothing(&RULE, &picked.replace("//- B", clock));
    }

    #[test]
    fn silent_on_few_on_old_and_on_those_of_a_person() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(
            &RULE,
            &FLAPPING.replace("05:00:00: IP Tunnel[1] Down", "05:00:00: x"),
        );
        let old = FLAPPING.replace("//- B", "2026/11/25 09:00:10: [DHCPD] x\n//- B");
        finds_nothing(&RULE, &old);
        let person = FLAPPING.replace(
            "09:00:10: IP",
            "09:00:05: Configuration saved in \"CONFIG0\"\n2026/11/23 09:00:10: IP",
        );
        finds_nothing(&RULE, &person);
    }
}
