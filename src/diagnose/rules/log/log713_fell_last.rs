//! LOG713 fell-last: SAs are listed, or the tunnel is shown to be up, and the log tells last that it or its line
//! went down, or that the peer is called, or calls, in vain.

use crate::diagnose::log::{
    Begun, asked, came_up_since, in_vain, is_of_the_past, last_fall, last_fall_of_line, made_since,
    may_be_of_before,
};
use crate::diagnose::rules::tunnel;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    ends, for_docs, found, steps, wan,
};
use crate::model::{Interface, LinkState, LogEvent};
use crate::pair::{End, GatewayPair, Role};

/// LOG713 fell-last.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG713",
    slug: "fell-last",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}{holds}、ログでは最後に{what}",
        en: "{here} {holds}, and its log tells last that {what}",
    },
    headline: Phrase {
        ja: "まだ判断できません。{are}、{here}のログでは最後に{what}。",
        en: "This cannot be decided yet. {are}, and the log of {here} tells last that {what}.",
    },
    why: Phrase {
        ja: "{shown}その前のものか、後のものかで、意味が変わります。後のものなら、VPN はつながり直しています。\
             前の SA は、ルーターがしばらく残していることがあります。",
        en: "It depends on whether {shown} of before that or of behind it. If of behind it, the VPN has come up again since; SAs of \
             before a router may keep for a while.",
    },
    question: Phrase {
        ja: "SA のあるトンネルが、ログの終わりでもつながっているか",
        en: "Whether a tunnel with SAs still stands at the end of the log",
    },
    silent_when: for_docs(Phrase {
        ja: "SA もつながっているトンネルもないとき、ログより後の LAN から LAN への ping に応答があるとき、ログより後の show status tunnel や show status pp が\
             つながっていると示すとき、Up の行がない抜き出しのログ。相手を呼んでいるのが3回に満たないか、その先に進んでいるとき、呼んだ後に作られた SA が下にあるとき。時刻や寿命から、SA のほうが新しいと分かるときは注意点です。",
        en: "Without SAs or a tunnel that is up, where a ping from LAN to LAN behind the log was answered, where show status tunnel or show status pp behind the log shows it \
             to be up, and in extracts without an Up; of calls, where there are fewer than three, one got further, or SAs that were made since are listed below. A remark where times or lives tell that the SAs are newer than the fall.",
    }),
    references: cited(&["Command Reference, show log"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const TUNNEL: Phrase = Phrase {
    ja: "トンネルが切れています",
    en: "its tunnel went down",
};
const LINE: Phrase = Phrase {
    ja: "回線が切れています",
    en: "its line went down",
};
const CALLS: Phrase = Phrase {
    ja: "相手を呼び続けていて、その先に進んでいません",
    en: "it calls its peer again and again and gets no further",
};
const ANSWERS: Phrase = Phrase {
    ja: "相手から呼ばれ続けていて、その先に進んでいません",
    en: "its peer calls again and again and gets no further",
};
const PHASE_2: Phrase = Phrase {
    ja: "フェーズ2を繰り返していて、トンネルがつながっていません",
    en: "phase 2 is begun again and again, and no tunnel comes up",
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
    let ends = ends::both(pair).into_iter();
    let ends = ends.filter(|_| pair.role == Role::SiteToSite);
    found(ends.filter_map(|(end, other)| find(pair, &end, &other)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let (shown, words) = shown_up(end)?;
    let side = end.router.side;
    let Last { what, fell, look } = told_last(pair, end, shown)?;
    if pair.has_answer_below(side, fell.line) {
        return None;
    }
    let places = [fell.line, shown].map(|line| end.router.place(line));
    let finding = Finding::new(places)
        .at(Where::Site(side))
        .site("here", side)
        .phrase("what", what)
        .phrase("holds", words.holds)
        .phrase("are", words.are)
        .phrase("shown", words.shown);
    let finding = if let Some((now, read)) = look {
        finding
            .read_and_ask(now, read)
            .read_and_ask(Need::sa_table(side), LIST_AGAIN)
    } else {
        let finding = finding.site("there", other.router.side);
        steps::ping(finding, end.router, other.router)
    };
    let is_older = is_of_the_past(end, pair) || made_since(end, fell) == Some(true);
    Some(if is_older {
        finding.severity(Severity::Risk)
    } else {
        finding
    })
}

/// What a log tells last.
struct Last<'m> {
    what: Phrase,
    fell: &'m LogEvent,
    /// What shows how that is now; None where SAs of before stand below it, which would be listed once more.
    look: Option<(Need, Phrase)>,
}

/// What the log of an end tells last, where nothing shows that it is over; SAs, or else a tunnel, are shown at a line.
fn told_last<'m>(pair: &GatewayPair<'_>, end: &End<'m>, shown: u32) -> Option<Last<'m>> {
    let status = || (Need::tunnel_status(end), steps::READ_TUNNEL);
    if let Some(fell) = last_fall(end).filter(|fell| !is_up_since(end, fell)) {
        return Some(Last {
            what: TUNNEL,
            fell,
            look: Some(status()),
        });
    }
    let of_line = last_fall_of_line(end).filter(|it| !is_line_back(end, it));
    if let Some((fell, interface)) = of_line {
        let look = Need::line_of(end.router.side, &interface);
        return Some(Last {
            what: LINE,
            fell,
            look: Some((look, READ_LINE)),
        });
    }
    let vain = in_vain(end, pair)?;
    let listed = end.all_ipsec_sas().map(|sa| sa.common.last_line()).max();
    let is_above = listed.max(Some(shown)) > Some(vain.first.line);
    let is_over = is_above && !may_be_of_before(end, vain.first);
    if is_over || is_up_since(end, vain.last) {
        return None;
    }
    let what = match vain.begun {
        Begun::Calls => CALLS,
        Begun::Answers => ANSWERS,
        Begun::Phase2 => PHASE_2,
    };
    Some(Last {
        what,
        fell: vain.first,
        look: (!is_above).then(status),
    })
}

/// What shows an end to be up, in the words of the texts.
struct Words {
    holds: Phrase,
    are: Phrase,
    shown: Phrase,
}

const SAS: Words = Words {
    holds: Phrase {
        ja: "には SA がありますが",
        en: "holds SAs",
    },
    are: Phrase {
        ja: "SA はありますが",
        en: "There are SAs",
    },
    shown: Phrase {
        ja: "SA が",
        en: "the SAs are",
    },
};
const STATUS: Words = Words {
    holds: Phrase {
        ja: "のトンネルは接続と表示されていますが",
        en: "shows its tunnel to be up",
    },
    are: Phrase {
        ja: "トンネルは接続と表示されていますが",
        en: "A tunnel is shown to be up",
    },
    shown: Phrase {
        ja: "その表示が",
        en: "that output is",
    },
};

/// The newest line that shows an end to be up: of its SAs, where any are listed or counted, else of its tunnel.
fn shown_up(end: &End<'_>) -> Option<(u32, Words)> {
    let listed = end.all_ipsec_sas().map(|sa| sa.common.line).max();
    let counts = end.gateway.and_then(|it| it.counts);
    let counted = counts.map(|it| it.line).filter(|_| end.has_child_sa());
    if let Some(line) = listed.or(counted) {
        return Some((line, SAS));
    }
    let (_, line) = tunnel::up(end).filter(|_| end.lacks_child_sas().is_none())?;
    Some((line, STATUS))
}

/// Whether the line of an end was seen to be up behind its fall.
fn is_line_back(end: &End<'_>, (fell, interface): &(&LogEvent, Interface)) -> bool {
    let status = end.router.line(interface).ppp.map(|it| it.state);
    let is_shown_up = status.is_some_and(|it| it.value == LinkState::Up && it.line > fell.line);
    // A tunnel comes up by a line that is up.
    let came_up = end.tunnels().filter_map(|it| it.since);
    let fell_at = fell.time.filter(|it| it.is_set());
    let is_anew = fell_at.is_some_and(|fell| came_up.into_iter().any(|it| it.value > fell));
    let is_seen = is_shown_up || is_anew || came_up_since(end, fell);
    is_seen || wan::answered_since(end.router, fell.line)
}

/// Whether a tunnel of the end was seen to be up behind a fall: by their times, else by their order in the paste.
fn is_up_since(end: &End<'_>, fell: &LogEvent) -> bool {
    tunnel::up(end).is_some_and(|(tunnel, up)| {
        let fell_at = fell.time.filter(|it| it.is_set());
        let since = tunnel.since.map(|it| it.value).filter(|it| it.is_set());
        // A connection that began before is the one that fell.
        if since.zip(fell_at).is_some_and(|(since, fell)| since < fell) {
            return false;
        }
        match asked(end).zip(fell_at) {
            Some(((asked, _), fell)) => asked >= fell.local_secs,
            None => up > fell.line,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, HEALTHY_DETAIL, SETTINGS, check, finds_nothing, joined,
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
        let up = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n";
        finds_nothing(&RULE, &below(HEALTHY, &format!("{fell}{up}")));
        // Asked before the log was printed, it tells nothing of what the log ends with.
        assert!(check(&RULE, &below(HEALTHY, &format!("{up}{fell}"))).leaves_open());
        let anew = status("1 minute").replace("10:00:00", "10:06:00");
        finds_nothing(&RULE, &below(HEALTHY, &format!("{fell}{anew}")));
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
        let up = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n";
        assert!(check(&RULE, &below(HEALTHY, &format!("{up}{log}"))).leaves_open());
        let lan = "# show status lan2\nLAN2\nIP address: 192.168.9.1/24\n";
        finds_nothing(&RULE, &below(HEALTHY, &format!("{up}{lan}{log}")));
    }

    /// Phases of one kind of A with its peer, some minutes one from the other.
    fn phases(what: &str, minutes: &[u32]) -> String {
        let lines = minutes
            .iter()
            .map(|it| format!("2026/11/23 10:{it:02}:00: [IKE] {what} 203.0.113.2\n"));
        format!("# show log\n{}", lines.collect::<String>())
    }

    #[test]
    fn fires_where_key_exchange_below_the_sas_gets_no_further() {
        let with = |what: &str, minutes: &[u32]| below(HEALTHY, &phases(what, minutes));
        for what in ["initiate ISAKMP phase to", "respond ISAKMP phase to"] {
            assert!(check(&RULE, &with(what, &[0, 6, 13])).leaves_open());
            finds_nothing(&RULE, &with(what, &[0, 6]));
        }
        // SAs are made anew, too, but not every two minutes, and by their bytes without a new phase 1.
        let both = |minutes: &[u32]| {
            let phases = minutes.iter().map(|it| {
                phases("initiate ISAKMP phase to", &[*it])
                    + &phases("initiate IPsec phase to", &[*it])
            });
            let lines = phases.collect::<String>().replace("# show log\n", "");
            format!("# show log\n{lines}")
        };
        assert!(check(&RULE, &below(HEALTHY, &both(&[0, 2, 4, 6]))).leaves_open());
        finds_nothing(&RULE, &below(HEALTHY, &both(&[0, 15, 30, 45])));
        finds_nothing(&RULE, &with("initiate IPsec phase to", &[0, 2, 4, 6]));
        let up = both(&[0, 2, 4, 6]) + "2026/11/23 10:06:01: IP Tunnel[1] Up\n";
        finds_nothing(&RULE, &below(HEALTHY, &up));
    }

    #[test]
    fn of_sas_below_calls_in_vain_only_young_ones_tell_that_it_is_over() {
        let calls = phases("initiate ISAKMP phase to", &[0, 6, 13, 20, 26]);
        let calls = format!("//- A\n{calls}# show ipsec sa\n");
        let above = HEALTHY.replacen("//- A\n", &calls, 1);
        finds_nothing(&RULE, &above);
        let old = above.replace(" 28769 ", " 14000 ");
        assert!(check(&RULE, &old).leaves_open());
    }

    #[test]
    fn of_two_gateways_calls_are_for_the_one_with_their_address() {
        let second = "# show ipsec sa\n1     1    -     isakmp        -    28768   203.0.113.2\n2     1    1     tun[0001]esp  send 28769   203.0.113.2\n3     1    1     tun[0001]esp  recv 28769   203.0.113.2\n4     2    -     isakmp        -    28768   192.0.2.77\n5     2    4     tun[0002]esp  send 28769   192.0.2.77\n6     2    4     tun[0002]esp  recv 28769   192.0.2.77\n";
        let calls = phases("initiate ISAKMP phase to", &[0, 6, 13]);
        let beside = |second: &str| below(HEALTHY_DETAIL, &format!("{second}{calls}"));
        assert!(check(&RULE, &beside(second)).leaves_open());
        finds_nothing(&RULE, &beside(&second.replace("192.0.2.77", "203.0.113.2")));
        finds_nothing(&RULE, &beside(&second.replace("192.0.2.77", "192.168.9.1")));
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
        let anew = status("1 minute").replace("10:00:00", "10:05:30");
        finds_nothing(&RULE, &with(&anew, FELL));
        // What began before the fall did not last until behind it, however its time was rounded.
        assert!(check(&RULE, &with(&status("6 minutes"), FELL)).leaves_open());
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
    fn a_remark_where_a_list_below_the_log_shows_young_sas() {
        let above = HEALTHY.replacen("//- A\n", &format!("//- A\n{FELL}# show ipsec sa\n"), 1);
        check(&RULE, &above).fires_as_remark();
        // Such SAs are hours old, and the log ends a few minutes behind the fall: they may be left over.
        let older = above.replace(" 28769 ", " 20000 ");
        assert!(check(&RULE, &older).leaves_open());
        let quiet = older.replacen(
            "# show ipsec sa",
            "2026/11/23 13:05:00: [DHCPD] x\n# show ipsec sa",
            1,
        );
        check(&RULE, &quiet).fires_as_remark();
    }

    #[test]
    fn a_ping_clears_what_stands_above_it() {
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
        let with = |lines: &str| below(HEALTHY_AROUND, lines);
        finds_nothing(&RULE, &with(&format!("{FELL}{ping}")));
        assert!(check(&RULE, &with(&format!("{ping}{FELL}"))).leaves_open());
        // When the other end pinged, nothing tells.
        let other = |lines: &str| format!("{}{ping}", with(lines));
        let other = |lines: &str| {
            other(lines).replace("192.168.1.1 192.168.2.1", "192.168.2.1 192.168.1.1")
        };
        assert!(check(&RULE, &other(FELL)).leaves_open());
    }

    #[test]
    fn fires_where_the_status_of_the_tunnel_alone_is_older_than_the_fall() {
        let shown = |time: &str| {
            let status = status(time);
            let status =
                status.replace("connection.\n", "connection.\nReceived: (IPv4) 9 packets\n");
            let around = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.2.0/24 - TUNNEL[1] static\n";
            let b = around
                .replace("192.168.1.", "192.168.x.")
                .replace("192.168.2.", "192.168.1.");
            let b = b.replace("192.168.x.", "192.168.2.");
            format!("//- A\n{around}{status}{FELL}//- B\n{b}{status}")
        };
        assert!(check(&RULE, &shown("3 minutes")).leaves_open());
        check(&RULE, &shown("3 minutes")).tells("その表示が");
        let anew =
            shown("1 minute").replace("from 2026/11/23 10:00:00", "from 2026/11/23 10:05:30");
        finds_nothing(&RULE, &anew);
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
