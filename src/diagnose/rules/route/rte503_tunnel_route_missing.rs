//! RTE503 tunnel-route-missing: the peer's LAN is not routed into the tunnel to it.

use super::{Written, learns, may_bridge, whole_table, written};
use crate::diagnose::rules::carries;
use crate::diagnose::{
    Back, Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, Severity,
    Where, cited, for_docs, no_way_in, nothing, partly, steps, written,
};
use crate::model::{
    Hop, HopTarget, Interface, Network, Route, RouteKind, RouteTable, Sourced, TunnelNumber,
};
use crate::pair::{End, GatewayPair, MatchedBy, Role};
use crate::text::{Listed, Side};

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
             相手の LAN が分からず、どのトンネルへの経路もないときと、同じ VPN の両端か分からないときは、判断を保留します。",
        en: "When at least one of the peer's LANs, or of the networks behind them, is routed into it, when a table is cut or has masked rows, \
             when the peer's table does not tell all that is behind its LAN, \
             and when the tunnel bridges the LANs. A remark only, where the tunnel is not shown to be up, \
             nothing shows that the two sites are joined, traffic is shown, or both ends use another way. The verdict is left open, where \
             the peer's LAN is not known and no route leads into any tunnel, and where the two may be of two VPNs.",
    }),
    references: cited(&[
        "Command Reference, ip route",
        "Command Reference, show ip route",
    ]),
    cause: Some(Cause::TunnelRouteMissing),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

pub(in crate::diagnose) const NO_ROUTE: Phrase = Phrase {
    ja: "専用の経路なし",
    en: "no route of its own",
};
pub(in crate::diagnose) const ADD_ROUTE: Phrase = Phrase {
    ja: "{there}の LAN への経路をトンネルに向けます。いまの経路の設定を確かめてから実行してください。",
    en: "Leads the LAN of {there} into the tunnel. Check the present settings of the routes first.",
};

pub(in crate::diagnose) const WHOLE_LAN: Phrase = Phrase {
    // The blank belongs to the word, as another one has none.
    ja: "LAN ",
    en: "the LAN",
};
pub(in crate::diagnose) const NO_TRAFFIC: Phrase = Phrase {
    ja: "通信が流れないようです。",
    en: "Traffic does not seem to flow: ",
};
pub(in crate::diagnose) const PART_OF_LAN: Phrase = Phrase {
    ja: "LAN の一部",
    en: "a part of the LAN",
};
const NARROW: Phrase = Phrase {
    ja: "LAN 全体への経路はトンネルを向いていますが、より細かいこの経路が優先されます。",
    en: "The route to the whole LAN leads into the tunnel, but this narrower one comes first.",
};
pub(in crate::diagnose) const REMOVE_ROUTE: Phrase = Phrase {
    ja: "{there}の LAN への経路より細かい、この経路を消します。何のための経路かを確かめてから実行してください。",
    en: "Removes this route, which is narrower than the one to the LAN of {there}. Make sure first what it is for.",
};

const OTHER_WAY: Phrase = Phrase {
    ja: "いまは VPN とは別の道を使う経路になっています。VPN が予備なら、このままで正しい状態です。",
    en: "At present the two use another way than the VPN. Where the VPN is in reserve, that is as it should be.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b.filter(|_| pair.role == Role::SiteToSite) else {
        return nothing();
    };
    if pair.matched_by == MatchedBy::Nothing || may_bridge(pair) {
        return nothing();
    }
    let flows = pair.flows();
    let mut found = Vec::new();
    let missing = [(pair.a, b), (b, pair.a)].map(|(from, to)| Lacking::of(from, to));
    // What one end alone leads elsewhere does not come back by the same way.
    let mut other_ways = missing
        .iter()
        .map(|it| it.as_ref().is_some_and(Lacking::has_other_way));
    let by_another_way =
        other_ways.all(|it| it) || missing.iter().flatten().any(Lacking::is_answered);
    let weigh = |from: &End<'_>, finding: Finding, flows: bool| {
        // Two that are alone, and whose routes do not lead to each other, may be of two VPNs.
        let may_be_strangers = pair.matched_by == MatchedBy::Only && !pair.moment.is_shown();
        let is_remark = flows || by_another_way || !pair.belongs() || !carries(from);
        if is_remark {
            finding.severity(Severity::Risk)
        } else if may_be_strangers
            && finding.severity.is_none()
            && !leads_exactly(&b, &pair.a)
            && !leads_exactly(&pair.a, &b)
        {
            left_open(finding)
        } else {
            finding
        }
    };
    for lacking in missing.into_iter().flatten() {
        found.push(weigh(&lacking.from, lacking.finding(by_another_way), flows));
    }
    for (from, to) in [(pair.a, b), (b, pair.a)] {
        let found_here = match written::thrown_away(&from, &to) {
            Some(finding) => Some(weigh(&from, finding, flows)),
            None => written::led_into_no_tunnel(&from, &to)
                .filter(|_| !flows)
                .map(|it| weigh(&from, it, flows)),
        };
        found.extend(found_here);
        // What passes to the rest of the LAN says nothing of the part.
        let is_told = found
            .iter()
            .any(|it| it.side == Some(Where::Site(from.router.side)));
        let part = partly::thrown_away(&from, &to).filter(|_| !is_told);
        found.extend(part.map(|it| weigh(&from, it, false)));
    }
    if found.is_empty() {
        let ways = [(pair.a, b), (b, pair.a)].into_iter();
        let open = ways.filter_map(|(from, to)| no_way_in::into_no_tunnel(&from, &to));
        let open = open.filter(|_| !flows && pair.belongs() && pair.ends().all(|it| carries(&it)));
        found.extend(open);
    }
    let unlisted = pair.ends().filter(|end| end.router.routes.is_none());
    let needs: Vec<Need> = unlisted.map(|end| Need::routes(end.router.side)).listed();
    let fails = pair.fails();
    if found.is_empty() && fails && !needs.is_empty() {
        return Err(Missing(needs));
    }
    Ok(found)
}

/// Whether an end leads just the LAN of the other into its tunnels: then the two are hardly of two VPNs.
fn leads_exactly(from: &End<'_>, to: &End<'_>) -> bool {
    let far = from.far_networks();
    let lans = to.router.networks.lans.iter().take(MOST_LANS);
    let mut lans = lans.map(|it| it.value.base());
    lans.any(|lan| far.iter().any(|it| it.value.base() == lan))
}

/// Two that may be of two VPNs: what is missing here may be of none. Nor is it known that they work.
fn left_open(mut finding: Finding) -> Finding {
    finding.args.retain(|it| it.0 != "flow");
    finding.steps.retain(|step| !step.changes_state);
    finding
        .phrase("flow", no_way_in::STILL_OPEN)
        .cause(None)
        .severity(Severity::Input)
}

/// A site with more networks than these is none.
pub(in crate::diagnose) const MOST_LANS: usize = 64;

/// An end by whose table the LAN of the other is not led into the tunnel.
struct Lacking<'m> {
    from: End<'m>,
    to: End<'m>,
    table: &'m RouteTable,
    lan: Sourced<Network>,
    /// The route that leads it elsewhere, where it has one of its own.
    elsewhere: Option<&'m Route>,
}

impl<'m> Lacking<'m> {
    fn of(from: End<'m>, to: End<'m>) -> Option<Self> {
        let table = whole_table(from.router, None)?;
        // Which of its networks is meant to be reached may be told by a row that is lost.
        if !to.router.routes.as_ref().is_none_or(tells_networks) {
            return None;
        }
        let lans = to.router.networks.lans.iter();
        let mut lans: Vec<_> = lans.take(MOST_LANS + 1).copied().listed();
        // What both sites have cannot be routed; RTE504 tells.
        lans.retain(|lan| {
            !table
                .connected()
                .any(|own| own.1.value.overlaps(&lan.value))
        });
        let leads_in = |lan: &Sourced<Network>| ways(table, lan).any(|way| may_be_own(&from, way));
        if lans.iter().any(leads_in) {
            return None;
        }
        let mut behind = to.router.networks.behind_lans.iter().take(MOST_LANS);
        if behind.any(leads_in) {
            return None;
        }
        let lan = *lans.first().filter(|_| lans.len() <= MOST_LANS)?;
        let elsewhere =
            ways(table, &lan).find(|way| way.destination.is_some_and(|it| it.prefix > 0));
        Some(Self {
            from,
            to,
            table,
            lan,
            elsewhere,
        })
    }

    fn narrow(&self) -> Option<Network> {
        self.elsewhere
            .and_then(|way| narrower(way, &self.lan.value))
    }

    /// Whether all of the LAN is led elsewhere by a route of its own.
    fn has_other_way(&self) -> bool {
        let nowhere = Interface::nowhere();
        let leads = self.elsewhere.is_some_and(|it| it.interface != nowhere);
        leads && self.narrow().is_none()
    }

    /// Whether a ping from LAN to LAN was answered by that way.
    fn is_answered(&self) -> bool {
        self.has_other_way() && self.from.is_answered_by(&self.to)
    }

    fn finding(&self, by_another_way: bool) -> Finding {
        let (from, lan) = (&self.from, self.lan);
        let line = self.elsewhere.map_or(self.table.line, |way| way.line);
        let (here, there) = (from.router.side, self.to.router.side);
        let narrow = self.narrow();
        let whose = narrow.map_or(WHOLE_LAN, |_| PART_OF_LAN);
        let network = narrow.unwrap_or(lan.value).base();
        let mut finding = Finding::new([from.router.place(line), self.to.router.place(lan.line)])
            .at(Where::Site(here))
            .site("here", here)
            .site("there", there)
            .phrase("flow", NO_TRAFFIC)
            .phrase("whose", whose)
            .arg("network", network);
        finding = match self.elsewhere {
            Some(way) => finding.arg("way", &way.interface),
            None => finding.phrase("way", NO_ROUTE),
        };
        let learns = learns(from.router).filter(|_| !by_another_way && narrow.is_none());
        let is_set = matches!(settings_of(from, &lan.value), Written::Set(_));
        let learns = learns.filter(|_| !is_set);
        let is_learnt = learns.is_some();
        if let Some(learns) = learns {
            finding = learns.told(finding, here);
        }
        finding = finding
            .read(here, "show config | grep route", steps::READ_ROUTE_SETTINGS)
            .read(here, Need::tunnel_status(from).command, steps::READ_TUNNEL);
        if is_learnt {
            return finding;
        }
        if by_another_way {
            return finding.phrase("written", OTHER_WAY);
        }
        if let Some(way) = self.elsewhere.filter(|_| narrow.is_some()) {
            finding = without_narrow(finding, way, network, here);
            if is_led_in(self.table, from, &lan.value) {
                return finding.phrase("written", NARROW);
            }
        }
        with_route(finding, from, lan.value)
    }
}

/// Whether a table shows all networks at its router and behind those in its LAN.
fn tells_networks(table: &RouteTable) -> bool {
    let is_hidden =
        |row: &Route| row.destination.is_none() && matches!(row.interface, Interface::Lan(..));
    table.whole && !table.routes.iter().any(is_hidden)
}

/// Adds the route that is missing, unless it is set and only hidden.
fn with_route(mut finding: Finding, from: &End<'_>, lan: Network) -> Finding {
    let (here, network) = (from.router.side, lan.base());
    let written = settings_of(from, &lan);
    finding = written.told(finding, from.router);
    let is_set = matches!(written, Written::Set(_));
    if let Some(tunnel) = from.tunnel_numbers().next().filter(|_| !is_set) {
        let command = format!("ip route {network} gateway tunnel {}", tunnel.0);
        finding = finding.change(here, command, ADD_ROUTE);
        // Elsewhere the line may take the place of one that is set.
        if matches!(written, Written::NotSet(_)) {
            let back = format!("no ip route {network}");
            finding = finding.with_way_back(vec![Back::Text(back)]);
        }
    }
    finding
}

/// The destination of a route for a part of a LAN, which another to the whole LAN does not replace.
fn narrower(way: &Route, lan: &Network) -> Option<Network> {
    way.destination.filter(|it| it.prefix > lan.prefix)
}

/// Adds the line that takes a set route away, with the one that brings it back where it names a router.
fn without_narrow(finding: Finding, way: &Route, network: Network, here: Side) -> Finding {
    if way.kind != RouteKind::Static {
        return finding;
    }
    let finding = finding.change(here, format!("no ip route {network}"), REMOVE_ROUTE);
    let Some(next) = way.gateway.seen() else {
        return finding;
    };
    let back = format!("ip route {network} gateway {}", next.value);
    finding.with_way_back(vec![Back::Text(back)])
}

/// Whether the best of the routes that hold a whole LAN leads into the end's tunnel.
fn is_led_in(table: &RouteTable, from: &End<'_>, lan: &Network) -> bool {
    let holds = |it: &&Route| {
        let to = it.destination;
        to.is_some_and(|it| it.prefix <= lan.prefix && it.contains(lan.address))
    };
    let prefix = |it: &Route| it.destination.map(|it| it.prefix);
    let holding = table.routes.iter().filter(holds).listed();
    let best = holding.iter().filter_map(|it| prefix(it)).max();
    let mut best = holding.iter().filter(|it| prefix(it) == best);
    best.any(|it| may_be_own(from, it))
}

/// The routes by which packets to a network leave.
fn ways<'m>(table: &'m RouteTable, lan: &Sourced<Network>) -> impl Iterator<Item = &'m Route> {
    table.lookup(lan.value.address).into_iter()
}

/// Whether the settings lead a network into a tunnel of the end, or into any where none is known.
fn settings_of(from: &End<'_>, lan: &Network) -> Written {
    let is_own = |number: TunnelNumber| {
        let mut own = from.tunnel_numbers();
        own.next()
            .is_none_or(|first| first == number || own.any(|it| it == number))
    };
    written(&from.router.settings, Some(lan.address), |route| {
        let is_default = route.destination.is_some_and(|it| it.prefix == 0);
        let leads_in =
            |hop: &Hop| matches!(hop.to, HopTarget::Interface(Interface::Tunnel(it)) if is_own(it));
        !is_default && route.hops.iter().any(leads_in)
    })
}

/// Whether a route may lead into the end's own tunnel: into any, where no SA names its number.
fn may_be_own(end: &End<'_>, way: &Route) -> bool {
    let Interface::Tunnel(number) = way.interface else {
        return false;
    };
    let named = end.gateway.map_or(&[][..], |gateway| &gateway.tunnels);
    named.is_empty() || named.contains(&number)
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

    #[test]
    fn fires_where_the_route_is_missing() {
        check(&RULE, &with("")).fires_at(["A18", "B21"]);
    }

    #[test]
    fn fires_where_it_leads_elsewhere() {
        check(&RULE, &with("192.168.2.0/24 192.168.1.254 LAN1 static\n")).fires_at(["A22", "B21"]);
        check(&RULE, &with("192.168.2.0/24 - TUNNEL[2] static\n")).fires_at(["A22", "B21"]);
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
        assert_eq!(commands(&RULE, &both), ["no ip route 192.168.2.0/25"]);
        let add = "ip route 192.168.2.0/24 gateway tunnel 1";
        assert_eq!(
            commands(&RULE, &with(narrow)),
            ["no ip route 192.168.2.0/25", add]
        );
        let learnt = both.replace("192.168.1.254 LAN1 static", "192.168.1.254 LAN1 OSPF");
        check(&RULE, &learnt).fires_at(["A23", "B21"]);
        assert!(commands(&RULE, &learnt).is_empty());
        finds_nothing(&RULE, &both.replace("2.0/25", "2.128/25"));
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
        let by_core = with("192.168.2.0/24 192.168.1.253 LAN1 OSPF\n");
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
            with("").replacen("//- B", &settings, 1)
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
