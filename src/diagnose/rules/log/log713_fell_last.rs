//! LOG713 fell-last: SAs are listed, and the log tells last that the tunnel or its line went down.

use crate::diagnose::log::{APART_SECS, asked, is_of_the_past, last_fall, last_fall_of_line, life};
use crate::diagnose::rules::tunnel;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, Severity, Where, cited, for_docs,
    found, steps, wan,
};
use crate::model::{LinkState, Log, LogEvent};
use crate::pair::{End, GatewayPair, Role};

/// LOG713 fell-last.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG713",
    slug: "fell-last",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}には SA がありますが、ログでは最後に{what}が切れています",
        en: "{here} holds SAs, and its log tells last that its {what} went down",
    },
    headline: Phrase {
        ja: "まだ判断できません。SA はありますが、{here}のログでは最後に{what}が切れています。",
        en: "This cannot be decided yet. There are SAs, and the log of {here} tells last that its {what} went down.",
    },
    why: Phrase {
        ja: "SA の一覧とログのどちらが新しいかで、意味が変わります。ログのほうが古ければ、その後につながり直しています。ログのほうが新しければ、\
             表示された SA は切れる前のものです。",
        en: "It depends on which is newer. If the log is older than the list of SAs, the VPN has come up again since; if the log is newer, the SAs are those of before the fall.",
    },
    question: Phrase {
        ja: "SA のあるトンネルが、ログの終わりまで切れていないか",
        en: "Whether a tunnel with SAs still stands at the end of the log",
    },
    silent_when: for_docs(Phrase {
        ja: "SA がないとき、LAN から LAN への ping に応答があるとき、show status tunnel や show status pp がつながっていると示すとき、\
             Up の行がない抜き出しのログ。時刻や貼られた順から、SA のほうがログより新しいときは注意点です。",
        en: "Without SAs, where a ping from LAN to LAN was answered, where show status tunnel or show status pp shows it to be up, and in extracts without an \
             Up. A remark where times, or the order in the paste, tell that the SAs are newer than the log.",
    }),
    references: cited(&["Command Reference, show log"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

const TUNNEL: Phrase = Phrase {
    ja: "トンネル",
    en: "tunnel",
};
const LINE: Phrase = Phrase {
    ja: "回線",
    en: "line",
};
const READ_LINE: Phrase = Phrase {
    ja: "回線の今の状態を表示します。",
    en: "Shows the present state of the line.",
};
const LIST_AGAIN: Phrase = Phrase {
    ja: "SA の一覧も取り直します。",
    en: "List the SAs again, too.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let joins = pair.role == Role::SiteToSite && !pair.is_answered();
    let ends = wan::ends(pair).filter(|_| joins);
    found(ends.filter_map(|end| find(pair, &end)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Finding> {
    let newest_sa = end.all_ipsec_sas().map(|sa| sa.common.line).max()?;
    let side = end.router.side;
    let log = end.router.log.as_ref()?;
    let of_tunnel = last_fall(end).filter(|fell| !is_up_since(end, fell));
    let (what, fell, now, read) = if let Some(fell) = of_tunnel {
        (TUNNEL, fell, Need::tunnel_status(end), steps::READ_TUNNEL)
    } else {
        let (fell, interface) = last_fall_of_line(end)?;
        let status = end.router.line(&interface).ppp;
        let is_shown_up = status.is_some_and(|it| it.state.value == LinkState::Up);
        if is_shown_up || wan::answered_since(end.router, fell.line) {
            return None;
        }
        (LINE, fell, Need::line_of(side, &interface), READ_LINE)
    };
    let places = [fell.line, newest_sa].map(|line| end.router.place(line));
    let finding = Finding::new(places)
        .at(Where::Site(side))
        .site("here", side)
        .phrase("what", what)
        .read_and_ask(now, read)
        .read_and_ask(Need::sa_table(side), LIST_AGAIN);
    let is_older =
        is_of_the_past(end, pair) || made_since(end, log, fell).unwrap_or(fell.line < newest_sa);
    Some(if is_older {
        finding.severity(Severity::Risk)
    } else {
        finding
    })
}

/// Whether a tunnel of the end was seen to be up behind a fall: by their times, else by their order in the paste.
fn is_up_since(end: &End<'_>, fell: &LogEvent) -> bool {
    tunnel::up(end).is_some_and(|(_, up)| {
        match asked(end).zip(fell.time.filter(|it| it.is_set())) {
            Some(((asked, _), fell)) => asked >= fell.local_secs,
            None => up > fell.line,
        }
    })
}

/// Nobody sets a longer life than a day without a reason.
const LONGEST_LIFE_SECS: i64 = 86_400;

/// Whether the newest SA was made behind a fall, or the log ends long before it was listed; None where no
/// times tell.
fn made_since(end: &End<'_>, log: &Log, fell: &LogEvent) -> Option<bool> {
    let (_, newest) = log.span.filter(|it| it.1.is_set())?;
    let clock = end.router.device.clock.filter(|it| it.value.is_set());
    let asked = asked(end).map(|it| it.0);
    let asked = asked.or_else(|| Some(clock?.value.local_secs))?;
    if asked > newest.local_secs + APART_SECS {
        return Some(true);
    }
    let settings = end.gateway_settings();
    let set = i64::try_from(life(settings)).ok()?;
    let left = end.all_ipsec_sas().filter_map(|it| it.common.remaining);
    let left = left.map(|it| it.value.0).max()?;
    let fell = fell.time?.local_secs;
    let is_newer = |life: i64| asked - (life - i64::from(left)) > fell;
    // A longer life than the default makes SAs older, never newer.
    let is_sure = settings.is_some() || !is_newer(set) || is_newer(LONGEST_LIFE_SECS);
    is_sure.then(|| is_newer(set))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_DETAIL, SETTINGS, check, finds_nothing, joined,
    };

    const FELL: &str = "# show log
2026/11/23 10:00:00: IP Tunnel[1] Up
2026/11/23 10:05:00: IP Tunnel[1] Down
";

    /// A's log below its SAs.
    fn below(pair: &str, log: &str) -> String {
        pair.replacen("//- B", &format!("{log}//- B"), 1)
    }

    #[test]
    fn fires_where_a_log_below_the_sas_ends_in_a_fall() {
        let fell = below(HEALTHY, FELL);
        check(&RULE, &fell).fires_at(["A7", "A10"]);
        assert!(check(&RULE, &fell).leaves_open());
        check(&RULE, &fell).fires_and_asks_for(["A show status tunnel 1", "A show ipsec sa"]);
    }

    #[test]
    fn fires_where_the_line_fell_last() {
        let fell = FELL
            .replace("IP Tunnel[1] Up", "PPPOE[01] PPPoE Connect")
            .replace("IP Tunnel[1] Down", "PPPOE[01] Disconnected");
        check(&RULE, &below(HEALTHY, &fell))
            .fires_and_asks_for(["A show status pp 1", "A show ipsec sa"]);
        let up = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n//- B";
        finds_nothing(&RULE, &below(HEALTHY, &fell).replacen("//- B", up, 1));
    }

    #[test]
    fn fires_where_the_port_below_the_line_was_unplugged_last() {
        let settings = "# show config\nip route default gateway pp 1\npp select 1\n pppoe use lan2\n pp enable 1\n";
        let log = |last: &str| {
            let log =
                "# show log\n2026/11/23 10:00:00: PPPOE[01] PPPoE Connect\n2026/11/23 10:05:00: ";
            format!("{settings}{log}{last}\n")
        };
        check(&RULE, &below(HEALTHY, &log("LAN2: link down")))
            .fires_and_asks_for(["A show status pp 1", "A show ipsec sa"]);
        finds_nothing(&RULE, &below(HEALTHY, &log("LAN3: link down")));
        finds_nothing(&RULE, &below(HEALTHY, &log("LAN2: link up")));
    }

    #[test]
    fn without_settings_the_free_port_is_the_one_below_the_line() {
        let routes = |port: &str| {
            format!(
                "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n192.168.1.0/24 192.168.1.1 {port} implicit\n"
            )
        };
        let log = "# show log\n2026/11/23 10:00:00: PPPOE[01] PPPoE Connect\n2026/11/23 10:05:00: LAN2: link down\n";
        let fell = |port: &str| below(HEALTHY, &format!("{}{log}", routes(port)));
        check(&RULE, &fell("LAN1")).fires_and_asks_for(["A show status pp 1", "A show ipsec sa"]);
        finds_nothing(&RULE, &fell("LAN2"));
    }

    #[test]
    fn spis_that_fit_do_not_outweigh_a_newer_log() {
        assert!(check(&RULE, &below(HEALTHY_DETAIL, FELL)).leaves_open());
    }

    /// What the tunnel of A shows some minutes after its log.
    fn status(time: &str) -> String {
        format!(
            "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n\
             from 2026/11/23 10:00:00.\n{time} connection.\n"
        )
    }

    #[test]
    fn times_outweigh_the_order_in_the_paste() {
        let line = FELL
            .replace("IP Tunnel[1] Up", "PPPOE[01] PPPoE Connect")
            .replace("IP Tunnel[1] Down", "PPPOE[01] Disconnected");
        let with = |status: &str, log: &str| below(&below(HEALTHY, status), log);
        // The tunnel was asked for before it fell, or behind it.
        check(&RULE, &with(&status("3 minutes"), FELL)).fires();
        finds_nothing(&RULE, &with(&status("6 minutes"), FELL));
        // By itself a tunnel does not tell that its line is back.
        assert!(check(&RULE, &with(&status("6 minutes"), &line)).leaves_open());
        // A log that ends long before is of another time.
        check(&RULE, &with(&status("3 hours"), &line)).fires_as_remark();
        // So is one that ends the day before the log of the other end.
        let other = with("", &line).replacen(
            "//- B",
            "//- B\n# show log\n2026/11/24 10:00:00: [DHCPD] x\n# show ipsec sa",
            1,
        );
        check(&RULE, &other).fires_as_remark();
        // SAs made 31 seconds before they were listed are newer than the fall.
        let settings = joined(&with(&status("6 minutes"), &line), SETTINGS);
        check(&RULE, &settings).fires_as_remark();
        let settings = settings.replace("28769", "27769");
        assert!(check(&RULE, &settings).leaves_open());
    }

    #[test]
    fn a_remark_where_the_list_is_newer() {
        let above = HEALTHY.replacen("//- A\n", &format!("//- A\n{FELL}# show ipsec sa\n"), 1);
        check(&RULE, &above).fires_as_remark();
    }

    #[test]
    fn silent_where_it_came_up_again_and_where_nothing_else_is_left_in_the_log() {
        finds_nothing(&RULE, HEALTHY);
        let up = format!("{FELL}2026/11/23 10:06:00: IP Tunnel[1] Up\n");
        finds_nothing(&RULE, &below(HEALTHY, &up));
        let other = FELL.replace("Tunnel[1]", "Tunnel[7]");
        finds_nothing(&RULE, &below(HEALTHY, &other));
        let extract = "# show log | grep Down\n2026/11/23 10:05:00: IP Tunnel[1] Down\n";
        finds_nothing(&RULE, &below(HEALTHY, extract));
    }

    #[test]
    fn silent_where_the_tunnel_is_shown_to_be_up() {
        let up = "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\n\
                  Current status is Online.\n2 minutes connection.\n";
        finds_nothing(&RULE, &below(&below(HEALTHY, FELL), up));
    }
}
