//! RTE503 tunnel-route-missing: the peer's LAN is not routed into the tunnel to it.

use super::may_bridge;
use crate::diagnose::rules::carries;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, ends, for_docs, nothing, routes, steps,
};
use crate::model::{Change, Changed, Network, RouteTable};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::Listed;

/// RTE503 tunnel-route-missing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE503",
    slug: "tunnel-route-missing",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "{here}では、{there}の LAN（{network}）への経路が VPN のトンネルを向いていません（{way}）",
        en: "At {here}, {network} in the LAN of {there} is not routed into the VPN's tunnel ({way})",
    },
    headline: Phrase {
        ja: "{flow}{here}では、{there}の {whose}への経路が VPN のトンネルを向いていません。",
        en: "{flow}at {here} {whose} of {there} is not routed into the VPN's tunnel.",
    },
    why: Phrase {
        ja: "SA ができていても、経路がトンネルを向いていなければパケットはトンネルに入りません。{written}",
        en: "Even with SAs, packets enter the tunnel only by a route into it. {written}",
    },
    question: Phrase {
        ja: "相手の LAN への経路がトンネルを向いているか",
        en: "Whether the peer's LAN is routed into the tunnel",
    },
    silent_when: for_docs(Phrase {
        ja: "相手の LAN か、その先にあるネットワークのどれか一つでもトンネルを向いているとき。一覧が途中で切れているか、伏せ字があるとき。相手の一覧で、その LAN の先が分からないとき。\
             LAN をブリッジするトンネルのとき。トンネルが接続中と分からないか、二つの拠点がつながる\
             相手どうしか分からないか、通信が確かめられているか、両端とも別の道を使っているときは、注意点にとどめます。\
             相手の LAN が分からず、どのトンネルへの経路もないとき、同じ VPN の両端か分からないとき、一覧より上の ping に応答があるか、一覧や設定ではどの経路もトンネルを向いていないのにパケットが\
             数えられているときは、判断を保留します。",
        en: "When at least one of the peer's LANs, or of the networks behind them, is routed into it, when a table is cut or has masked rows, \
             when the peer's table does not tell all that is behind its LAN, \
             and when the tunnel bridges the LANs. A remark only, where the tunnel is not shown to be up, \
             nothing shows that the two sites are joined, traffic is shown, or both ends use another way. The verdict is left open, where \
             the peer's LAN is not known and no route leads into any tunnel, where the two may be of two VPNs, and where a ping above the table was answered, \
             or packets are counted although by the table or the settings no route leads into the tunnel.",
    }),
    references: cited(&[
        "Command Reference, ip route",
        "Command Reference, show ip route",
    ]),
    cause: Some(Cause::TunnelRouteMissing),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const OF_TWO_TIMES: Phrase = Phrase {
    ja: "まだ判断できません。通信が流れた跡がありますが、{here}の経路の一覧では、{there}の LAN への経路がトンネルを向いていません。どちらかは前のものです。",
    en: "This cannot be decided yet. Traffic has passed, and the routing table of {here} does not lead the LAN of {there} into the VPN's tunnel. One of the two is of before.",
};
const COUNTED_BEFORE: Phrase = Phrase {
    ja: "まだ判断できません。通信が流れた跡がありますが、{here}の設定では、{there}の LAN への経路がトンネルを向いていません。設定が変わる前の通信かもしれません。",
    en: "This cannot be decided yet. Traffic has passed, and the settings of {here} do not lead the LAN of {there} into the VPN's tunnel. It may have passed before they were changed.",
};

const TYPED_SINCE: Phrase = Phrase {
    ja: "まだ判断できません。{here}の経路の一覧では、{there}の LAN が VPN のトンネルに向いていません。その下で経路が設定されているので、一覧を取り直してください。",
    en: "This cannot be decided yet. The routing table of {here} does not lead the LAN of {there} into the VPN's tunnel, and a route was set below it. Please take the table again.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ways = ends::both(pair);
    if ways.is_empty() || pair.matched_by == MatchedBy::Nothing || may_bridge(pair) {
        return nothing();
    }
    let flows = pair.flows();
    let lacking = ways
        .iter()
        .map(|(from, to)| routes::Lacking::of(*from, *to));
    let lacking = lacking.listed();
    let by_another_way = use_another_way(&lacking);
    let is_sound = |from: &End<'_>| pair.belongs() && carries(from) && !by_another_way;
    let weigh = |from: &End<'_>, finding: Finding, flows: bool| {
        let is_by_settings = from.router.routes.is_none() && finding.severity.is_none();
        if flows && is_sound(from) && is_answered_before(pair, from) {
            asked_again(pair, from, finding)
        } else if flows && is_sound(from) && is_by_settings && pair.counts_alone() {
            asked_beside_counters(pair, from, finding)
        } else if flows || !is_sound(from) {
            finding.severity(Severity::Risk)
        } else if finding.severity.is_none() && may_be_strangers(pair) {
            left_open(finding)
        } else {
            finding
        }
    };
    let mut found = Vec::new();
    for it in lacking.iter().flatten() {
        let finding = it.finding(by_another_way);
        // Then nothing is missing; RTE507 asks whether it is so. Nor is it, where nothing shows the tunnel to be that of
        // the other end.
        let is_joined = matches!(pair.matched_by, MatchedBy::Spi | MatchedBy::IkeSpi);
        let may_be_anothers = !is_joined && it.may_lead_right();
        let passed = it.passed(flows).filter(|_| is_sound(&it.from));
        let is_old = !flows && !by_another_way && is_of_before(pair, &it.from);
        found.push(if is_old || passed.is_some() {
            let finding = asked_again(pair, &it.from, finding);
            finding.and_places(passed.map(|line| it.from.router.place(line)))
        } else if it.may_be_handed_on() || may_be_anothers {
            weigh(&it.from, left_open(finding), flows)
        } else {
            weigh(&it.from, finding, flows)
        });
    }
    for (from, to) in &ways {
        let may_tell = |it: &Finding| !flows || (pair.counts_alone() && it.severity.is_none());
        let whole = routes::thrown_away(from, to)
            .or_else(|| routes::led_into_no_tunnel(from, to).filter(may_tell));
        found.extend(whole.map(|it| weigh(from, it, flows)));
        // What passes to the rest of the LAN says nothing of the part.
        let here = Some(Where::Site(from.router.side));
        let is_told = found.iter().any(|it| it.side == here);
        let part = routes::part_elsewhere(from, to).filter(|_| !is_told);
        found.extend(part.map(|it| weigh(from, it, false)));
        let is_told = found.iter().any(|it| it.side == here);
        let pinged = routes::pinged_elsewhere(from, to).filter(|_| !is_told);
        found.extend(pinged.map(|it| weigh(from, it, false)));
    }
    if found.is_empty() {
        found.extend(into_no_tunnel(pair, &ways));
    }
    or_needs(pair, found)
}

/// What was found, else the tables that were not pasted, where traffic fails.
fn or_needs(pair: &GatewayPair<'_>, found: Vec<Finding>) -> Outcome {
    let needs = unlisted(pair);
    if found.is_empty() && !needs.is_empty() && pair.fails() {
        return Err(Missing(needs));
    }
    Ok(found)
}

/// What leads nothing into any tunnel, unless a ping was answered: packets that were counted may be of before.
fn into_no_tunnel(pair: &GatewayPair<'_>, ways: &[(End<'_>, End<'_>)]) -> Vec<Finding> {
    let carry = pair.belongs() && pair.ends().all(|it| carries(&it));
    let ways = ways.iter().filter(|_| carry && !pair.is_answered());
    let open = ways.filter_map(|(from, to)| {
        let finding = routes::into_no_tunnel(from, to)?;
        Some(if pair.counts_alone() {
            asked_beside_counters(pair, from, finding)
        } else {
            finding
        })
    });
    open.listed()
}

/// Whether both ends lead their LANs by another way, or a ping was answered by that of one: what one end alone leads
/// elsewhere does not come back by the same way.
fn use_another_way(lacking: &[Option<routes::Lacking<'_>>]) -> bool {
    let mut ways = lacking.iter();
    let has_other = |it: &routes::Lacking<'_>| it.has_other_way();
    let mut shown = lacking.iter().flatten();
    ways.all(|it| it.as_ref().is_some_and(has_other)) || shown.any(routes::Lacking::is_answered)
}

fn unlisted(pair: &GatewayPair<'_>) -> Vec<Need> {
    let ends = pair.ends().filter(|end| end.router.routes.is_none());
    ends.map(|end| Need::routes(end.router.side)).listed()
}

/// Whether pings from LAN to LAN were answered, and none of them below the table of an end: what that lacks is missing
/// since then, or was then.
fn is_answered_before(pair: &GatewayPair<'_>, from: &End<'_>) -> bool {
    let router = from.router;
    let is_below = |table: &RouteTable| pair.has_answer_below(router.side, table.line);
    pair.is_answered() && router.routes.as_ref().is_some_and(|it| !is_below(it))
}

/// Whether somebody typed a route to the LAN of the other end below the table of an end: what the table lacks may have been
/// added since.
fn is_typed_since(pair: &GatewayPair<'_>, from: &End<'_>) -> bool {
    let router = from.router;
    let others = pair.ends().filter(|it| it.router.side != router.side);
    let lans = others.flat_map(|it| &it.router.networks.lans).listed();
    let leads_there = |to: &Network| lans.is_empty() || lans.iter().any(|it| it.value.overlaps(to));
    let is_route = |it: &Change| matches!(&it.of, Changed::Route { to, .. } if leads_there(to));
    let line = router.routes.as_ref().map(|it| it.line);
    let mut changes = router.changes.iter();
    line.is_some_and(|line| changes.any(|it| it.line > line && is_route(it)))
}

/// The same, or a ping into that LAN was answered there.
fn is_of_before(pair: &GatewayPair<'_>, from: &End<'_>) -> bool {
    let router = from.router;
    let mut others = pair.ends().filter(|it| it.router.side != router.side);
    let line = router.routes.as_ref().map(|it| it.line);
    let is_pinged = |line| others.any(|to| from.is_answered_below(&to, line));
    is_typed_since(pair, from) || line.is_some_and(is_pinged)
}

/// Whether two that are alone, and of which neither leads just the LAN of the other into its tunnels, may be of two
/// VPNs.
fn may_be_strangers(pair: &GatewayPair<'_>) -> bool {
    let is_alone = pair.matched_by == MatchedBy::Only && !pair.moment.is_shown();
    is_alone
        && !pair.ping_each_other()
        && !ends::both(pair)
            .iter()
            .any(|(from, to)| leads_exactly(from, to))
}

fn leads_exactly(from: &End<'_>, to: &End<'_>) -> bool {
    let far = from.far_networks();
    let mut lans = routes::lans_of(to).map(|it| it.value.base());
    lans.any(|lan| far.iter().any(|it| it.value.base() == lan))
}

/// Two that may be of two VPNs: what is missing here may be of none. Nor is it known that they work.
fn left_open(mut finding: Finding) -> Finding {
    finding.args.retain(|it| it.0 != "flow");
    finding.steps.retain(|step| !step.changes_state);
    finding
        .phrase("flow", routes::STILL_OPEN)
        .cause(None)
        .severity(Severity::Input)
}

/// What passed and the table are of two times: whether it passes now, the table as it is tells, and a ping below that.
fn asked_again(pair: &GatewayPair<'_>, from: &End<'_>, finding: Finding) -> Finding {
    let mut finding = left_open(finding);
    let mut old = std::mem::take(&mut finding.steps);
    let is_again = from.router.routes.is_some();
    let text = if is_again {
        steps::LOOK_AGAIN
    } else {
        steps::READ_ROUTES
    };
    finding = finding.read_and_ask(Need::routes(from.router.side), text);
    let mut others = pair.ends().filter(|it| it.router.side != from.router.side);
    if let Some(to) = others.next() {
        finding = steps::ping(finding, from.router, to.router);
    }
    finding.steps.append(&mut old);
    finding.headline = Some(if is_typed_since(pair, from) {
        TYPED_SINCE
    } else {
        OF_TWO_TIMES
    });
    finding
}

/// The same of packets that were counted since the tunnel came up, which settings or a table of now speak against.
fn asked_beside_counters(pair: &GatewayPair<'_>, from: &End<'_>, mut finding: Finding) -> Finding {
    let is_by_settings = from.router.routes.is_none();
    if is_by_settings {
        // The table is asked for anyway.
        finding.steps.clear();
    }
    let mut finding = asked_again(pair, from, finding).and_places(pair.seen_at().iter().copied());
    if is_by_settings {
        finding.headline = Some(COUNTED_BEFORE);
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY_AROUND, SETTINGS, changed, check, commands, finds_nothing,
    };

    const OWN: &str = "192.168.2.0/24 - TUNNEL[1] static\n";

    fn with(row: &str) -> String {
        HEALTHY_AROUND.replacen(OWN, row, 1)
    }

    /// The same where no traffic is counted.
    fn uncounted(row: &str) -> String {
        with(row).replace("Received: (IPv4) 4", "Received: (IPv4) x")
    }

    #[test]
    fn fires_where_the_route_is_missing() {
        check(&RULE, &uncounted("")).fires_at(["A18", "B21"]);
    }

    #[test]
    fn a_table_that_leads_nothing_in_beside_packets_that_were_counted_is_a_question() {
        assert!(check(&RULE, &with("")).leaves_open());
        check(&RULE, &with("")).fires_and_asks_for(["A show ip route"]);
        let ping = |answered: u32| {
            format!(
                "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, {answered} packets received, x% packet loss\n//- B"
            )
        };
        let settled = |answered: u32| with("").replacen("//- B", &ping(answered), 1);
        check(&RULE, &settled(5)).fires_as_remark();
        assert!(check(&RULE, &settled(0)).degrades());
        assert!(check(&RULE, &uncounted("")).degrades());
        check(&RULE, &with("10.7.0.0/16 - TUNNEL[1] static\n")).fires_as_remark();
    }

    #[test]
    fn a_table_above_a_route_that_was_typed_is_of_before() {
        let typed = "RTX# ip route 192.168.2.0/24 gateway tunnel 1\n";
        let below = uncounted("").replacen("//- B", &format!("{typed}//- B"), 1);
        assert!(check(&RULE, &below).leaves_open());
        check(&RULE, &below).fires_and_asks_for(["A show ip route"]);
        let above = uncounted("").replacen("//- A\n", &format!("//- A\n{typed}"), 1);
        assert!(check(&RULE, &above).degrades());
    }

    #[test]
    fn what_two_sessions_count_is_no_traffic() {
        let since = |clocks: [&str; 2]| {
            let text = with("");
            let (a, b) = text.split_once("//- B").unwrap();
            let at = |text: &str, clock: &str| {
                text.replacen(
                    "2 hours",
                    &format!("from 2026/11/23 {clock}:00.\n2 hours"),
                    1,
                )
            };
            format!("{}//- B{}", at(a, clocks[0]), at(b, clocks[1]))
        };
        assert!(check(&RULE, &since(["06:12", "16:00"])).degrades());
        assert!(check(&RULE, &since(["06:12", "06:13"])).leaves_open());
    }

    #[test]
    fn an_answered_ping_excuses_another_way_only_below_the_table() {
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
        let elsewhere = uncounted("192.168.2.0/24 - TUNNEL[2] static\n");
        let below = elsewhere.replacen("//- B", &format!("{ping}//- B"), 1);
        check(&RULE, &below).fires_as_remark();
        let above = elsewhere.replacen("# show ip route", &format!("{ping}# show ip route"), 1);
        assert!(check(&RULE, &above).leaves_open());
        check(&RULE, &above).fires_and_asks_for(["A show ip route"]);
    }

    #[test]
    fn fires_where_it_leads_elsewhere() {
        check(
            &RULE,
            &uncounted("192.168.2.0/24 192.168.1.254 LAN1 static\n"),
        )
        .fires_at(["A22", "B21"]);
        check(&RULE, &uncounted("192.168.2.0/24 - TUNNEL[2] static\n")).fires_at(["A22", "B21"]);
    }

    #[test]
    fn a_part_that_is_thrown_away_is_told_beside_an_answered_ping() {
        let null = |part: &str| with(&format!("{OWN}{part} - NULL static\n"));
        assert!(check(&RULE, &null("192.168.2.128/25")).degrades());
        finds_nothing(&RULE, &null("192.168.3.0/25"));
        finds_nothing(&RULE, &null("192.168.0.0/16"));
    }

    #[test]
    fn a_narrower_route_is_to_be_removed() {
        let narrow = "192.168.2.0/25 192.168.1.254 LAN1 static\n";
        let both = with(&format!("{OWN}{narrow}"));
        check(&RULE, &both).fires_at(["A23", "B21"]);
        let remove = "no ip route 192.168.2.0/25\nsave";
        assert_eq!(commands(&RULE, &both), [remove]);
        let add = "ip route 192.168.2.0/24 gateway tunnel 1\nsave";
        assert_eq!(commands(&RULE, &uncounted(narrow)), [remove, add]);
        let learnt = both.replace("192.168.1.254 LAN1 static", "192.168.1.254 LAN1 OSPF");
        check(&RULE, &learnt).fires_at(["A23", "B21"]);
        assert!(commands(&RULE, &learnt).is_empty());
        let other_half = both.replace("2.0/25", "2.128/25");
        check(&RULE, &other_half).fires_at(["A23", "B21"]);
        assert_eq!(
            commands(&RULE, &other_half),
            ["no ip route 192.168.2.128/25\nsave"]
        );
        check(&RULE, &both.replace("2.0/25", "2.200/32")).fires_as_remark();
        finds_nothing(&RULE, &both.replace("2.0/25 ", "3.0/25 "));
    }

    #[test]
    fn a_ping_tells_of_a_second_lan_or_of_one_that_nothing_else_names() {
        let ping = |target: &str, answered: u32| {
            format!(
                "# ping -c 5 -sa 192.168.1.1 {target}\n5 packets transmitted, {answered} packets received, x% packet loss\n//- B"
            )
        };
        let second = HEALTHY_AROUND.replacen(
            "192.168.2.0/24 192.168.2.1 LAN1 implicit",
            "192.168.2.0/24 192.168.2.1 LAN1 implicit\n192.168.20.0/24 192.168.20.1 LAN3 implicit",
            1,
        );
        let lost = |answered| second.replacen("//- B", &ping("192.168.20.1", answered), 1);
        assert!(check(&RULE, &lost(0)).degrades());
        finds_nothing(&RULE, &lost(5));
        finds_nothing(&RULE, &second);
        let elsewhere = second.replacen("//- B", &ping("192.168.30.1", 0), 1);
        finds_nothing(&RULE, &elsewhere);
    }

    #[test]
    fn silent_where_what_is_behind_another_router_in_the_lan_leads_in() {
        let transit = "10.1.0.0/24 10.1.0.1 LAN1 implicit\n192.168.2.0/24 10.1.0.254 LAN1 static";
        let behind =
            HEALTHY_AROUND.replacen("192.168.2.0/24 192.168.2.1 LAN1 implicit", transit, 1);
        finds_nothing(&RULE, &behind);
        let elsewhere = behind.replacen("10.1.0.254 LAN1 static", "10.9.0.254 LAN1 static", 1);
        check(&RULE, &elsewhere).fires();
        let cut = behind.replacen("10.1.0.254 LAN1 static", "10.1.0.254", 1);
        finds_nothing(&RULE, &cut);
        let masked = behind.replacen(
            "192.168.2.0/24 10.1.0.254",
            "xxx.xxx.xxx.xxx/24 10.1.0.254",
            1,
        );
        finds_nothing(&RULE, &masked);
    }

    #[test]
    fn an_answer_by_another_way_does_not_excuse_it() {
        let ping = "# ping -c 5 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n//- B";
        let uncounted = with("").replace("Received: (IPv4) 4", "Received: (IPv4) x");
        check(&RULE, &uncounted.replacen("//- B", ping, 1)).fires_at(["A18", "B21"]);
    }

    #[test]
    fn a_remark_where_both_ends_use_another_way() {
        let by_core = uncounted("192.168.2.0/24 192.168.1.253 LAN1 OSPF\n");
        let there = "192.168.1.0/24 - TUNNEL[1] static";
        let both = by_core.replacen(there, "192.168.1.0/24 192.168.2.253 LAN1 OSPF", 1);
        assert!(commands(&RULE, &both).is_empty());
        assert_eq!(commands(&RULE, &by_core.replace("OSPF", "static")).len(), 1);
    }

    #[test]
    fn a_remark_where_whole_settings_lead_nothing_into_the_tunnel() {
        let route = "ip route 192.168.2.0/24 gateway tunnel 1";
        for other in [
            "",
            "ip route 192.168.20.0/24 gateway tunnel 1",
            "ip route 192.168.2.0/24 gateway tunnel 2",
        ] {
            check(&RULE, &changed(SETTINGS, "A", route, other)).fires_as_remark();
        }
        for other in [
            "ip route default gateway tunnel 1",
            "ip route 192.168.0.0/16 gateway tunnel 1",
            "ip route xxx.xxx.xxx.xxx gateway tunnel 1",
            "bgp use on",
        ] {
            finds_nothing(&RULE, &changed(SETTINGS, "A", route, other));
        }
        finds_nothing(&RULE, SETTINGS);
    }

    #[test]
    fn no_route_is_set_where_it_should_be_learnt() {
        let without = |line: &str| {
            let settings = format!("# show config\nip lan1 address 192.168.1.1/24\n{line}\n//- B");
            uncounted("").replacen("//- B", &settings, 1)
        };
        for protocol in ["bgp", "ospf", "rip"] {
            let learnt = without(&format!("{protocol} use on"));
            check(&RULE, &learnt).fires();
            assert!(commands(&RULE, &learnt).is_empty(), "{protocol}");
        }
        assert_eq!(commands(&RULE, &without("bgp use off")).len(), 1);
    }

    #[test]
    fn silent_when_a_wider_route_or_the_default_leads_in() {
        finds_nothing(&RULE, &with("192.168.0.0/16 - TUNNEL[1] BGP path=64512\n"));
        let default = with("").replacen("default - PP[01] static", "default - TUNNEL[1] static", 1);
        finds_nothing(&RULE, &default);
        finds_nothing(&RULE, HEALTHY_AROUND);
    }

    #[test]
    fn silent_where_the_settings_do_not_tell_which_port_is_the_line() {
        // Of B nothing is left but the end of its settings.
        let (a, b) = HEALTHY_AROUND.split_once("//- B").unwrap();
        let (b, _) = b.split_once("# show ip route").unwrap();
        let with = |lines: &str| format!("{a}//- B{b}# show config tunnel 1\n{lines}\n");
        finds_nothing(&RULE, &with("ip lan2 address 10.9.9.2/24"));
        check(&RULE, &with("ip lan1 address 10.9.9.2/24")).fires();
        let line = "ip route default gateway pp 1\nip lan2 address 10.9.9.2/24";
        check(&RULE, &with(line)).fires();
    }

    #[test]
    fn silent_when_one_of_several_lans_is_routed() {
        let guests =
            "192.168.2.0/24 192.168.2.1 LAN1 implicit\n192.168.77.0/24 192.168.77.1 LAN3 implicit";
        finds_nothing(
            &RULE,
            &HEALTHY_AROUND.replacen("192.168.2.0/24 192.168.2.1 LAN1 implicit", guests, 1),
        );
    }

    #[test]
    fn silent_when_a_table_is_masked_cut_or_of_a_bridge() {
        finds_nothing(&RULE, &with("xxx.xxx.xxx.xxx/24 - TUNNEL[1] static\n"));
        finds_nothing(
            &RULE,
            &with("").replacen("# show ip route", "# show ip route | grep L", 1),
        );
        finds_nothing(&RULE, &with("").replace("type: IPsec", "type: L2TPv3"));
    }

    #[test]
    fn asks_for_the_tables_where_traffic_fails() {
        let (a, b) = HEALTHY_AROUND.split_once("//- B").unwrap();
        let without = |text: &str| text.split("# show ip route").next().unwrap().to_owned();
        let fails = format!("{}//- B{}", without(a), without(b));
        let fails = fails.replacen("Received: (IPv4) 40", "Received: (IPv4) 0", 1);
        check(&RULE, &fails).asks_for(["A show ip route", "B show ip route"]);
    }
}
