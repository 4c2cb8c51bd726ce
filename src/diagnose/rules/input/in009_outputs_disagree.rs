//! IN009 outputs-disagree: two outputs of one router cannot be of one moment.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Part, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs,
};
use crate::model::{
    Contradiction, Interface, Router, RouterTime, Seconds, Sourced, Topic, TunnelStatus,
};
use crate::pair::{End, Pairing};
use crate::text::Listed;

/// IN009 outputs-disagree.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN009",
    slug: "outputs-disagree",
    rung: None,
    title: Phrase {
        ja: "{here}の出力どうしが食い違っています",
        en: "The outputs of {here} disagree",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の出力どうしが食い違っています。取り直してください。",
        en: "This cannot be decided yet. The outputs of {here} disagree. Please take them again.",
    },
    why: Phrase {
        ja: "{how}",
        en: "{how}",
    },
    question: Phrase {
        ja: "同じルーターの出力どうしが合っているか",
        en: "Whether the outputs of one router agree",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの一覧が途中で切れているとき、端末ソフトの時刻やルーターの時計などから、どちらの出力が新しいか分かるとき、間に設定の変更などが入力されているとき、下の SA が相手側にもあり、相手側で新しいと分かるとき、SA のない出力が下にあり、トンネルもその下で接続中でないとき、接続中のトンネルが下に二度あり接続時間が延びているとき、設定と一覧に同じゲートウェイが一つでもあるとき、トンネルや回線がルーターの起動より15分までしか長くつながっていないとき。",
        en: "When one of the lists is cut, when the times of the terminal program, the router's clock or the like show which output is the newer, when something was typed in between that changes something, when the other end holds the SAs below and shows them to be the newer ones, when the one without SAs stands below and the tunnel is not up there either, when a tunnel that is up was shown twice below and lasts, when settings and list share a gateway, and when a tunnel or line is connected for no more than 15 minutes longer than the router runs.",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Whole(check),
};

const TAKE_AGAIN: Phrase = Phrase {
    ja: "続けて取り直し、両方の結果を貼ってください。",
    en: "Take both again, one right after the other, and paste the answers.",
};

const IN_BETWEEN: Phrase = Phrase {
    ja: "一方にはゲートウェイ {gateway} の IPsec SA があり、もう一方にはありません。間に切れたか、つながったかで、どちらがいまの状態か分かりません。",
    en: "One shows IPsec SAs of gateway {gateway}, the other none. In between the VPN went down, or came up, and nothing tells which of the two is its present state.",
};

const ONE_WAY_IN_BETWEEN: Phrase = Phrase {
    ja: "一方にはゲートウェイ {gateway} の IPsec SA が送信・受信の両方あり、もう一方には片方しかありません。間に切れたか、鍵を更新している途中かで、どちらがいまの状態か分かりません。",
    en: "One shows IPsec SAs of gateway {gateway} in both directions, the other in one alone. In between the VPN went down, or its keys were just being renewed, and nothing tells which of the two is its present state.",
};

const TUNNEL_IN_BETWEEN: Phrase = Phrase {
    ja: "トンネル {tunnel} は、一方では接続中、もう一方では接続されていません。間に切れたか、つながったかで、どちらがいまの状態か分かりません。",
    en: "One shows that tunnel {tunnel} is connected, the other that it is not. In between it went down, or came up, and nothing tells which of the two is its present state.",
};

const OUTLIVED: Phrase = Phrase {
    ja: "{of}は、ルーターの起動より前からつながっていることになります。再起動の前の出力が混ざっています。",
    en: "By these outputs {of} is connected for longer than the router runs: one is of before a restart.",
};

const OTHER_GATEWAYS: Phrase = Phrase {
    ja: "SA の一覧にあるゲートウェイが、設定には一つもありません。別のルーターの出力が混ざったか、間に設定が変わったかです。",
    en: "None of the gateways whose SAs are listed is in the settings. The outputs are of two routers, or the settings were changed in between.",
};

const ONE_ROUTER: Phrase = Phrase {
    ja: "同じルーターで両方を続けて取り直し、ほかのルーターの結果は別の欄に貼ってください。",
    en: "Take both again on one router, and paste what another router answered into a box of its own.",
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(pairing: &Pairing<'_>) -> Outcome {
    let all = pairing.routers.iter();
    Ok(all.flat_map(|router| of_router(pairing, router)).listed())
}

fn of_router(pairing: &Pairing<'_>, router: &Router) -> Vec<Finding> {
    let side = router.side;
    let mut findings = Vec::new();
    let mut by_settings = router.contradictions.iter().filter(|it| it.by_settings);
    findings.extend(by_settings.next().map(|it| {
        let evidence = [router.place(it.shows), router.place(it.lacks)];
        Finding::new(evidence)
            .at(Where::Site(side))
            .site("here", side)
            .phrase("how", OTHER_GATEWAYS)
            .read_and_ask(Need::settings(side), ONE_ROUTER)
            .read_and_ask(Need::sa_table(side), ONE_ROUTER)
    }));
    let in_between = router.contradictions.iter();
    let in_between =
        in_between.filter(|it| !it.by_settings && !is_over_by_peer(pairing, router, it));
    findings.extend(in_between.map(|it| of_lists(router, it)));
    // Where the lists disagree, so do the tunnels.
    if findings.is_empty() {
        findings.extend(router.tunnels.iter().filter_map(|it| of_tunnel(router, it)));
    }
    if findings.is_empty() {
        findings.extend(outlived(router));
    }
    findings
}

/// Whether the SAs below an output without any are those that the other end shows below one which is of before.
fn is_over_by_peer(pairing: &Pairing<'_>, router: &Router, it: &Contradiction) -> bool {
    let is_own = |end: &End<'_>| end.router.side == router.side && end.gateway_id() == it.gateway;
    let is_back = |end: &End<'_>| {
        let id = end.gateway_id();
        end.router.contradicted(id).is_none() && end.router.came_back(id).is_some()
    };
    let mut joined = pairing.pairs.iter().filter(|pair| pair.fits_both_ways());
    it.lacks < it.shows
        && joined.any(|pair| {
            let (own, mut others): (Vec<_>, _) = (pair.ends().filter(is_own).listed(), pair.ends());
            !own.is_empty() && others.any(|end| end.router.side != router.side && is_back(&end))
        })
}

fn of_lists(router: &Router, it: &Contradiction) -> Finding {
    let side = router.side;
    let gateway = it.gateway.map_or(1, |gateway| gateway.0);
    let command = format!("show ipsec sa gateway {gateway} detail");
    let detail = Need { side, command };
    let how = if it.lacks_one_way {
        ONE_WAY_IN_BETWEEN
    } else {
        IN_BETWEEN
    };
    Finding::new([router.place(it.shows), router.place(it.lacks)])
        .at(Where::Site(side))
        .of_part(it.gateway.map(Part::Gateway))
        .site("here", side)
        .arg("gateway", gateway)
        .phrase("how", how)
        .read_and_ask(Need::sa_table(side), TAKE_AGAIN)
        .read_and_ask(detail, TAKE_AGAIN)
}

fn of_tunnel(router: &Router, tunnel: &TunnelStatus) -> Option<Finding> {
    let lines = [tunnel.denied?, tunnel.up?.line];
    let side = router.side;
    let status = Need::tunnel_status_of(side, Some(tunnel.number));
    let finding = Finding::new(lines.map(|line| router.place(line)))
        .at(Where::Site(side))
        .of_part(Some(Part::Tunnel(tunnel.number)))
        .site("here", side)
        .arg("tunnel", tunnel.number.0)
        .phrase("how", TUNNEL_IN_BETWEEN)
        .read_and_ask(Need::sa_table(side), TAKE_AGAIN)
        .read_and_ask(status, TAKE_AGAIN);
    tunnel.may_be_ipsec().then_some(finding)
}

/// A connection that is older than the start of its router.
fn outlived(router: &Router) -> Option<Finding> {
    let side = router.side;
    let tell = |of: &Interface, lines: [u32; 2], need: Need| {
        let environment = "show environment";
        Finding::new(lines.map(|line| router.place(line)))
            .at(Where::Site(side))
            .site("here", side)
            .arg("of", of)
            .phrase("how", OUTLIVED)
            .read_and_ask(Need::sa_table(side), TAKE_AGAIN)
            .read_and_ask(need, TAKE_AGAIN)
            .read(side, environment, TAKE_AGAIN)
    };
    let mut tunnels = router.tunnels.iter().filter(|it| it.may_be_ipsec());
    let by_tunnel = tunnels.find_map(|it| {
        let by_start = it.since.and_then(|since| begun_before(router, since));
        let lines = it.uptime.and_then(|uptime| longer(router, uptime));
        let need = Need::tunnel_status_of(side, Some(it.number));
        let finding = tell(&Interface::Tunnel(it.number), lines.or(by_start)?, need);
        Some(finding.of_part(Some(Part::Tunnel(it.number))))
    });
    let mut lines = router.links.ppp.iter();
    by_tunnel.or_else(|| {
        lines.find_map(|it| {
            let lines = longer(router, it.uptime?)?;
            let need = Need::line_of(side, &it.interface);
            Some(tell(&it.interface, lines, need))
        })
    })
}

/// The lines by which something lasts longer than the router runs, where its environment does not stand below: then
/// it may be of later, and IN013 tells.
fn longer(router: &Router, lasts: Sourced<Seconds>) -> Option<[u32; 2]> {
    let uptime = router.device.uptime.filter(|it| it.line < lasts.line)?;
    let is_longer = lasts.value.0 > uptime.value.0.saturating_add(LOOKED_SECS);
    is_longer.then_some([uptime.line, lasts.line])
}

/// The lines by which something began before the last start that the log of the router tells of.
fn begun_before(router: &Router, since: Sourced<RouterTime>) -> Option<[u32; 2]> {
    let log = router.log.as_ref()?;
    let start = log.events.get(log.newest(Topic::Started)?)?;
    let started = start
        .time
        .filter(|it| it.is_set() && since.value.is_set())?;
    let is_before = since.value.local_secs + i64::from(LOOKED_SECS) < started.local_secs;
    is_before.then_some([start.line, since.line])
}

/// So many seconds may lie between two outputs of one look.
const LOOKED_SECS: u32 = 900;

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_DETAIL, SETTINGS, check, finds_nothing, joined, side,
    };

    #[test]
    fn fires_when_the_detail_is_empty_and_the_list_is_not() {
        let a = side(HEALTHY, "A");
        check(&RULE, &format!("{a}\n# show ipsec sa gateway 1 detail\n#")).fires_at(["A6", "A8"]);
    }

    const EMPTY: &str = "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n";

    #[test]
    fn fires_where_one_of_two_lists_is_empty_in_either_order() {
        let (a, b) = HEALTHY.split_once("//- B").unwrap();
        let list = a.replacen("//- A\n", "", 1);
        let above = format!("//- A\n{EMPTY}{list}//- B{b}");
        check(&RULE, &above).fires_at(["A2", "A8"]);
        let below = format!("{a}{EMPTY}#\n//- B{b}");
        check(&RULE, &below).fires_at(["A6", "A9"]);
        finds_nothing(&RULE, &format!("{a}{list}//- B{b}"));
    }

    #[test]
    fn silent_where_the_sas_are_listed_twice_below_an_empty_list_and_their_lives_fall() {
        let (a, b) = HEALTHY.split_once("//- B").unwrap();
        let list = a.replacen("//- A\n", "", 1);
        let again = list.replace("2876", "2866");
        let looks = |first: &str, second: &str| format!("//- A\n{EMPTY}{first}{second}//- B{b}");
        finds_nothing(&RULE, &looks(&list, &again));
        check(&RULE, &looks(&again, &list)).fires();
        check(&RULE, &looks(&list, &list)).fires();
    }

    #[test]
    fn silent_where_somebody_mended_it_between_the_two_at_either_end() {
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let a = a.replacen("//- A\n", "", 1);
        let with = |typed: &str, b: &str| format!("//- A\n{EMPTY}{typed}{a}//- B{b}");
        let mended = "RTX# tunnel enable 1\n";
        finds_nothing(&RULE, &with(mended, b));
        check(&RULE, &with("", b)).fires();
        // What both hold, the other end has made since as well.
        let empty_above = format!("\n{EMPTY}{}", b.trim_start());
        finds_nothing(&RULE, &with(mended, &empty_above));
        let apart = empty_above.replace("a0 00 00 01", "a0 00 00 09");
        check(&RULE, &with(mended, &apart)).fires();
    }

    #[test]
    fn fires_where_a_tunnel_that_is_up_was_not_above() {
        let status = |state: &str| {
            format!(
                "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is {state}.\n"
            )
        };
        let then = |first: &str, second: &str| {
            let both = format!("{}{}//- B", status(first), status(second));
            HEALTHY.replacen("//- B", &both, 1)
        };
        check(&RULE, &then("Offline", "Online")).fires_at(["A11", "A15"]);
        finds_nothing(&RULE, &then("Online", "Offline"));
        finds_nothing(&RULE, &then("Online", "Online"));
        let other = then("Offline", "Online").replace("type: IPsec", "type: IPIP");
        finds_nothing(&RULE, &other);
    }

    #[test]
    fn silent_where_the_tunnel_is_seen_twice_below_and_lasts() {
        let status = |state: &str| {
            format!("# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\n{state}")
        };
        let up = |minutes: u32| {
            let lasts =
                format!("from 2026/11/23 06:00:00.\n{minutes} minutes 10 seconds  connection.\n");
            status(&format!("Current status is Online.\n{lasts}"))
        };
        let then = |first: u32, second: u32| {
            let down = status("Current status is Offline.\n");
            let all = format!("{down}{}{}//- B", up(first), up(second));
            HEALTHY.replacen("//- B", &all, 1)
        };
        finds_nothing(&RULE, &then(12, 17));
        check(&RULE, &then(12, 12)).fires();
        check(&RULE, &then(17, 12)).fires();
    }

    #[test]
    fn silent_where_the_tunnel_is_not_up_below_either() {
        let offline = "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Offline.\n";
        let (a, b) = HEALTHY.split_once("//- B").unwrap();
        finds_nothing(&RULE, &format!("{a}{EMPTY}{offline}//- B{b}"));
        let above = format!("{a}{EMPTY}//- B{b}");
        check(
            &RULE,
            &above.replacen("//- A\n", &format!("//- A\n{offline}"), 1),
        )
        .fires();
    }

    #[test]
    fn silent_where_a_clock_shows_which_list_is_the_newer() {
        let (a, b) = HEALTHY.split_once("//- B").unwrap();
        let list = a.replacen("//- A\n", "", 1);
        let clock =
            |day: u32| format!("# show environment\nCurrent time: 2026/11/{day} 09:20:17\n");
        let both =
            |first: &str, second: &str| format!("//- A\n{first}{EMPTY}{second}{list}//- B{b}");
        finds_nothing(&RULE, &both(&clock(16), &clock(23)));
        finds_nothing(&RULE, &both(&clock(23), &clock(16)));
        check(&RULE, &both(&clock(16), "")).fires();
        let mixed = format!("//- A\n{EMPTY}{}{list}{}//- B{b}", clock(16), clock(23));
        finds_nothing(&RULE, &mixed);
        let stamped = |day: u32, text: &str| {
            let lines = text
                .lines()
                .map(|it| format!("[2026-11-{day} 09:20:17.123] {it}\n"));
            lines.collect::<String>()
        };
        let terminal = |first: u32, second: u32| {
            let (empty, list) = (stamped(first, EMPTY), stamped(second, &list));
            format!("//- A\n{empty}{list}//- B{b}")
        };
        finds_nothing(&RULE, &terminal(16, 23));
        finds_nothing(&RULE, &terminal(23, 16));
        let against = stamped(16, &format!("{}{EMPTY}", clock(23)));
        let against = format!("{against}{}", stamped(23, &format!("{}{list}", clock(16))));
        check(&RULE, &format!("//- A\n{against}//- B{b}")).fires();
    }

    #[test]
    fn fires_where_a_tunnel_is_up_for_longer_than_its_router() {
        let with = |above: &str, time: &str| {
            let status = format!(
                "{above}# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\nfrom 2026/11/23 06:00:00.\n{time}  connection.\n"
            );
            HEALTHY.replacen("//- B", &format!("{status}//- B"), 1)
        };
        let environment = "# show environment\nElapsed time from boot: 0days 02:00:00\n";
        check(&RULE, &with(environment, "3 hours")).fires_at(["A9", "A15"]);
        finds_nothing(&RULE, &with(environment, "2 hours 10 minutes"));
        let log = "# show log\n2026/11/23 07:00:05: Power-on boot\n";
        check(&RULE, &with(log, "3 hours")).fires_at(["A9", "A14"]);
        finds_nothing(&RULE, &with(&log.replace("07:00", "05:59"), "3 hours"));
    }

    #[test]
    fn fires_where_what_is_printed_last_shows_one_direction_alone() {
        let (a, b) = HEALTHY.split_once("//- B").unwrap();
        let list = a.replacen("//- A\n", "# show ipsec sa\n", 1);
        let half = "# show ipsec sa\nTotal: isakmp:1 send:1 recv:0\n1     1    -     isakmp        -    28768   203.0.113.2\n2     1    1     tun[0001]esp  send 28769   203.0.113.2\n";
        let counts = "# show ipsec sa gateway\nsgw  flags local-id                      remote-id        # of sa\n1    U K   192.0.2.1                  203.0.113.2    i:1 s:1 r:0\n";
        let both = |first: &str, second: &str| format!("//- A\n{first}{second}//- B{b}");
        check(&RULE, &both(&list, half)).fires_at(["A7", "A12"]);
        check(&RULE, &both(&list, counts)).fires_at(["A7", "A11"]);
        finds_nothing(&RULE, &both(half, &list));
        finds_nothing(&RULE, &both(counts, &list));
    }

    #[test]
    fn fires_where_the_total_alone_was_picked_out_and_counts_none() {
        let (a, b) = HEALTHY.split_once("//- B").unwrap();
        let total = |counts: &str| {
            format!("{a}# show ipsec sa | grep Total\nSearching ...\nTotal: {counts}\n//- B{b}")
        };
        check(&RULE, &total("isakmp:0 send:0 recv:0")).fires();
        finds_nothing(&RULE, &total("isakmp:1 send:1 recv:1"));
    }

    #[test]
    fn what_a_tunnel_tells_concerns_the_gateway_of_its_number() {
        let log = "# show log\n2026/11/23 07:00:05: Power-on boot\n";
        let with = |tunnel: u32| {
            let status = format!(
                "{log}# show status tunnel {tunnel}\nTUNNEL[{tunnel}]:\nInterface type: IPsec\nCurrent status is Online.\nfrom 2026/11/23 06:00:00.\n3 hours  connection.\n"
            );
            HEALTHY_DETAIL.replacen("//- B", &format!("{status}//- B"), 1)
        };
        assert!(check(&RULE, &with(1)).leaves_open());
        check(&RULE, &with(2)).fires_as_remark();
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_the_detail_is_of_another_gateway() {
        let a = side(HEALTHY, "A");
        finds_nothing(&RULE, &format!("{a}\n# show ipsec sa gateway 2 detail\n#"));
    }

    #[test]
    fn fires_where_the_settings_have_none_of_the_listed_gateways() {
        let both = joined(HEALTHY, SETTINGS);
        finds_nothing(&RULE, &both);
        let other = both.replacen("101 1 esp", "101 7 esp", 1);
        let other = other.replacen("local address 1", "local address 7", 1);
        let other = other.replacen("pre-shared-key 1", "pre-shared-key 7", 1);
        let other = other.replacen("remote address 1", "remote address 7", 1);
        check(&RULE, &other).fires_at(["A6", "A8"]);
    }
}
