//! RTE501 no-route-to-peer: the routing table leads nowhere where the peer could be.

use std::net::IpAddr;

use super::{is_met_by_v4, may_be_beside, may_call_by_v6, peer_address, peer_address_or_line};
use crate::diagnose::routes::{Written, learns, whole_table, written};
use crate::diagnose::{
    Back, Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, for_docs, found, log, nothing, steps, wan,
};
use crate::model::{Hop, HopTarget, Interface, LinkState, PppLink, RouteKind, RouteTable, Router};
use crate::pair::{End, GatewayPair, Role};
use crate::text::{Listed, Place, Side};

/// RTE501 no-route-to-peer.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE501",
    slug: "no-route-to-peer",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "{here}の{source}に、{peer}への経路がありません",
        en: "{source} of {here} has no route to {peer}",
    },
    headline: Phrase {
        ja: "VPN は切れているようです。{here}から相手のルーターへの経路がありません。",
        en: "The VPN seems to be down. {here} has no route to the peer's router.",
    },
    why: Phrase {
        ja: "default などの経路がないと、鍵交換のパケットを相手に送れません。{written}",
        en: "Without a route, such as default, the packets of the key exchange cannot leave. {written}",
    },
    question: Phrase {
        ja: "相手のルーターへの経路があるか",
        en: "Whether there is a route to the peer's router",
    },
    silent_when: for_docs(Phrase {
        ja: "一覧も設定の全体も貼られていないとき。一覧が途中で切れているか、伏せ字があるとき。一覧より下の ping で通信が確かめられているとき（上かもう一方の ping なら、判断を保留します）。\
             相手のアドレスが分からず、ほかの経路があるとき（分かっていて、パケット数で通信が確かめられているなら、判断を保留します）。\
             相手を名前で見分け、相手から IPv4 のアドレスで呼ばれておらず、SA か IPv6 のデフォルト経路があるときは、IPv6 の経路を尋ねます。",
        en: "When neither the table nor the whole settings were pasted. When the table is cut or has masked rows, when a ping below it shows traffic (with one above, or at the other end, the verdict is left open), and when there are other \
             routes and the peer's address is not known (where it is, and counters show traffic, the verdict is left open). Where the peer is known by \
             a name and does not call by an address of IPv4, and there are SAs or a default route of IPv6, the routes of IPv6 are asked for.",
    }),
    references: cited(&["Command Reference, ip route"]),
    cause: Some(Cause::NoDefaultRoute),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::ProveMended,
    check: Check::Pair(check),
};

const THE_PEER: Phrase = Phrase {
    ja: "相手のルーター",
    en: "the peer's router",
};
const THE_ADDRESS: Phrase = Phrase {
    ja: "相手のルーター（{address}）",
    en: "the peer's router ({address})",
};
const THE_TABLE: Phrase = Phrase {
    ja: "経路の一覧",
    en: "The routing table",
};
const THE_SETTINGS: Phrase = Phrase {
    ja: "設定の全体",
    en: "The whole configuration",
};
const BY_SETTINGS: Phrase = Phrase {
    ja: "いまの経路の一覧で確かめられます。",
    en: "The table of routes tells how it is at present.",
};
const ADD_DEFAULT: Phrase = Phrase {
    ja: "回線が pp 1 の PPPoE で、default の設定がないときに追加します。回線がほかのインターフェースなら、それに合わせます。",
    en: "Adds the default route, where it is not set and the line is PPPoE on pp 1. Name the line's own \
         interface where it is another.",
};

const BESIDE_ANSWERS: Phrase = Phrase {
    ja: "まだ判断できません。ping には応答がありますが、{here}の経路の一覧には相手のルーターへの経路がありません。どちらかは前のものです。",
    en: "This cannot be decided yet. A ping was answered, and the routing table of {here} has no route to the peer's router. One of the two is of before.",
};
const BESIDE_COUNTERS: Phrase = Phrase {
    ja: "まだ判断できません。通信が流れた跡がありますが、{here}の経路の一覧には相手のルーターへの経路がありません。どちらかは前のものです。",
    en: "This cannot be decided yet. Traffic has passed, and the routing table of {here} has no route to the peer's router. One of the two is of before.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite {
        return nothing();
    }
    if pair.is_answered() {
        return found(pair.ends().filter_map(|end| beside_answers(pair, &end)));
    }
    let counted = pair.counts_alone();
    let without_sa = pair.ends().all(|end| end.all_ipsec_sas().next().is_none());
    let lacks = pair
        .ends()
        .filter(|end| without_sa && end.router.lists_sas() && end.router.routes.is_none());
    let mut needs = lacks.map(|end| Need::routes(end.router.side)).listed();
    let mut lacking = Vec::new();
    for (end, peer) in pair.ends().map(|end| (end, peer_of(&end, pair))) {
        if counted && !has_no_way_out(pair, &end) {
            lacking.extend(beside_counters(pair, &end));
            continue;
        }
        match find(&end, peer).or_else(|| by_settings(pair, &end, peer)) {
            Some(_) if may_call_by_v6(pair, &end, peer) => {
                needs.push(Need::routes_v6(end.router.side));
            }
            Some(finding) => lacking.push(finding),
            None => {}
        }
    }
    if lacking.is_empty() && !needs.is_empty() {
        return Err(Missing(needs));
    }
    Ok(lacking)
}

/// Where a ping was answered: a table that leads nowhere is of another moment, which may be the later one, unless the
/// ping stands below it.
fn beside_answers(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Finding> {
    let finding = find(end, peer_of(end, pair)).filter(|_| has_no_way_out(pair, end))?;
    let line = whole_table(end.router, peer_address(end))?.line;
    let side = end.router.side;
    if pair.has_answer_below(side, line) {
        return None;
    }
    Some(left_open(finding, side, pair.answered_at(), BESIDE_ANSWERS))
}

/// Where packets were counted since the tunnel came up, and a table with other routes has none to the peer's address.
fn beside_counters(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Finding> {
    let finding = find(end, Some(peer_address(end)?))?;
    let side = end.router.side;
    Some(left_open(finding, side, pair.seen_at(), BESIDE_COUNTERS))
}

fn left_open(mut finding: Finding, side: Side, passed: &[Place], headline: Phrase) -> Finding {
    finding.steps.clear();
    finding.headline = Some(headline);
    let finding = finding
        .and_places(passed.iter().copied())
        .severity(Severity::Input)
        .cause(None);
    let finding = finding.read_and_ask(Need::routes(side), steps::LOOK_AGAIN);
    finding.read_and_ask(Need::sa_table(side), steps::LIST_SAS)
}

/// Whether nothing at all leads out, although the peer's address is known, or at least that it is one of IPv4: packets
/// that were counted since the tunnel came up leave anything less open.
fn has_no_way_out(pair: &GatewayPair<'_>, end: &End<'_>) -> bool {
    let peer = peer_address(end);
    let of_line = || peer_of(end, pair).is_some_and(|it| it.is_ipv4());
    let is_by_lines = || has_line_of_v4(end.router) && of_line();
    let is_known = peer.is_some() || is_met_by_v4(pair, end) || is_by_lines();
    let table = whole_table(end.router, peer).filter(|_| is_known);
    table.is_some_and(|table| !leads_out(table, peer))
}

/// Whether an output shows a line with an address of IPv4 on the internet: what the router sends by IPv4 leaves by that,
/// or not at all.
fn has_line_of_v4(router: &Router) -> bool {
    let links = &router.links;
    let is_up = |it: &&PppLink| it.leads_out() && it.state.value == LinkState::Up;
    let sessions = links.ppp.iter().filter(is_up).map(|it| &it.local_address);
    let mut addresses = sessions.chain(links.dhcp.iter().map(|it| &it.address));
    addresses.any(|it| {
        let seen = it.seen().map(|it| it.value);
        seen.is_some_and(|it| it.is_ipv4() && wan::is_global(it))
    })
}

fn peer_of(end: &End<'_>, pair: &GatewayPair<'_>) -> Option<IpAddr> {
    let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
    match others.next() {
        Some(other) => peer_address_or_line(end, &other),
        None => peer_address(end),
    }
}

fn find(end: &End<'_>, peer: Option<IpAddr>) -> Option<Finding> {
    let table = whole_table(end.router, peer)?;
    let leads_there = match peer {
        Some(address) => !table.lookup(address).is_empty(),
        None => leads_out(table, None),
    };
    if leads_there {
        return None;
    }
    let side = end.router.side;
    let finding = Finding::new([end.router.place(table.line)])
        .at(Where::Site(side))
        .site("here", side);
    let written = settings_of(end.router, peer);
    let finding = finding.phrase("source", THE_TABLE);
    let finding = match peer {
        Some(address) => finding.arg("address", address).phrase("peer", THE_ADDRESS),
        None => finding.phrase("peer", THE_PEER),
    };
    let (line, text) = wan::status(end);
    let finding = written.told(finding, end.router);
    let links = &end.router.links;
    let mut finding = finding.read(side, line.command.clone(), text);
    if links.ppp.is_empty() && links.dhcp.is_empty() {
        finding = finding.ask(line);
    }
    if written == Written::Unknown {
        finding = finding.read(side, "show config | grep route", steps::READ_ROUTE_SETTINGS);
    }
    let may_add = !matches!(written, Written::Set(_)) && !peer.is_some_and(|it| it.is_ipv6());
    Some(if may_add {
        let finding = finding.change(side, "ip route default gateway pp 1\nsave", ADD_DEFAULT);
        match written {
            Written::NotSet(_) => {
                finding.with_way_back(vec![Back::Text("no ip route default\nsave".to_owned())])
            }
            Written::Set(_) | Written::Unknown => finding,
        }
    } else {
        finding
    })
}

/// Where no table was pasted, neither end has SAs, and the whole settings of one lead the peer's address nowhere: no
/// route is learnt, none comes with a lease, and no interface is in its network.
fn by_settings(pair: &GatewayPair<'_>, end: &End<'_>, peer: Option<IpAddr>) -> Option<Finding> {
    let (router, settings) = (end.router, &end.router.settings);
    let peer = peer.filter(|it| it.is_ipv4() && wan::is_global(*it))?;
    let is_down = pair.ends().any(|it| it.lacks_child_sas().is_some());
    let is_met = pair
        .ends()
        .any(|it| it.has_any_sa() || log::heard(&it, pair));
    let is_set = || settings.routes_to(peer).next().is_some();
    let may_come = learns(router).is_some() || may_be_beside(router, peer);
    if router.routes.is_some() || !is_down || is_met || is_set() || may_come {
        return None;
    }
    let Written::NotSet(whole) = settings_of(router, Some(peer)) else {
        return None;
    };
    let side = router.side;
    let finding = Finding::new([router.place(whole)])
        .at(Where::Site(side))
        .site("here", side)
        .phrase("source", THE_SETTINGS)
        .arg("address", peer)
        .phrase("peer", THE_ADDRESS)
        .phrase("written", BY_SETTINGS)
        .read_and_ask(Need::routes(side), steps::READ_ROUTES)
        .change(side, "ip route default gateway pp 1\nsave", ADD_DEFAULT)
        .with_way_back(vec![Back::Text("no ip route default\nsave".to_owned())]);
    Some(finding)
}

/// Whether the settings lead the peer's address, or all others, elsewhere than into a tunnel.
fn settings_of(router: &Router, peer: Option<IpAddr>) -> Written {
    if peer.is_some_and(|it| it.is_ipv6()) {
        return Written::Unknown;
    }
    written(&router.settings, peer, |route| {
        let is_tunnel = |hop: &Hop| matches!(hop.to, HopTarget::Interface(Interface::Tunnel(_)));
        !route.hops.iter().any(is_tunnel)
    })
}

/// Whether anything leads beyond the own networks and the tunnels.
fn leads_out(table: &RouteTable, peer: Option<IpAddr>) -> bool {
    // A second network of its own may be that of the line, with a peer in it of whom the address is not known.
    let is_lan = |kind| kind == RouteKind::Connected;
    let may_hold_peer = peer.is_none() && table.connected().count() > 1;
    may_hold_peer
        || table.routes.iter().any(|route| {
            let is_default = route.destination.is_some_and(|it| it.prefix == 0);
            let is_tunnel = matches!(route.interface, Interface::Tunnel(_));
            let is_peer_of_ppp = route.kind == RouteKind::Temporary;
            is_default || !(is_lan(route.kind) || is_tunnel || is_peer_of_ppp)
        })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    /// Where nothing shows that traffic flows.
    fn silent_tunnels() -> String {
        HEALTHY_AROUND.replace("Received: (IPv4) 4", "Received: (IPv4) x")
    }

    #[test]
    fn fires_without_a_default_route() {
        let lost = silent_tunnels().replacen("default - PP[01] static\n", "", 1);
        check(&RULE, &lost).fires_at(["A18"]);
    }

    #[test]
    fn asks_for_ipv6_where_the_peer_is_a_name_that_it_has_sas_with() {
        let named = silent_tunnels().replace("203.0.113.2", "branch");
        let called = named.replacen("default - PP[01] static\n", "", 1);
        check(&RULE, &called).fires_at(["A18"]);
        let lost = called.replace("192.0.2.1", "hq");
        check(&RULE, &lost).asks_for(["A show ipv6 route"]);
        let other = lost.replacen(
            "198.51.100.1/32 - PP[01] temporary",
            "203.0.113.0/24 - PP[01] static",
            1,
        );
        finds_nothing(&RULE, &other);
    }

    #[test]
    fn fires_where_only_the_lan_and_the_tunnel_are_left_and_the_peer_is_a_name() {
        let text = "//- A\n# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.2.0/24 - TUNNEL[1] static\n\
            # show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  \
            ipsec ike remote address 1 branch.example\n tunnel enable 1\n# show ipsec sa\n#\n//- B\n# show ipsec sa\n#\n";
        check(&RULE, text).fires_at(["A2"]);
        let v6 = text.replace(
            "# show config tunnel 1\n",
            "# show config\nip lan1 address 192.168.1.1/24\nipv6 route default gateway pp 1\n",
        );
        check(&RULE, &v6).asks_for(["B show ip route", "A show ipv6 route"]);
    }

    #[test]
    fn silent_on_a_healthy_pair_and_open_where_traffic_was_counted() {
        finds_nothing(&RULE, &silent_tunnels());
        let other = "10.0.0.0/8 192.168.1.254 LAN1 static\n";
        let elsewhere = HEALTHY_AROUND.replacen("default - PP[01] static\n", other, 1);
        assert!(check(&RULE, &elsewhere).leaves_open());
        check(&RULE, &elsewhere).fires_and_asks_for([
            "A show status pp 1",
            "A show ip route",
            "A show ipsec sa",
        ]);
        finds_nothing(&RULE, HEALTHY_AROUND);
    }

    #[test]
    fn fires_where_a_second_network_of_its_own_does_not_hold_the_peer() {
        let own = |network: &str| {
            let row = format!("{network}/24 {network} LAN2 implicit\n");
            HEALTHY_AROUND.replacen("default - PP[01] static\n", &row, 1)
        };
        check(&RULE, &own("10.1.0.0")).fires_at(["A18"]);
        finds_nothing(&RULE, &own("203.0.113.0"));
    }

    #[test]
    fn packets_counted_before_do_not_excuse_it_and_a_ping_does() {
        let lost = HEALTHY_AROUND.replacen("default - PP[01] static\n", "", 1);
        check(&RULE, &lost).fires_at(["A18"]);
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n//- B";
        finds_nothing(&RULE, &lost.replacen("//- B", ping, 1));
    }

    #[test]
    fn the_lines_of_both_tell_that_they_meet_by_v4() {
        let tunnel = "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n2 hours connection.\n\
            Received: (IPv4) 40 packets [4000 octets]\nTransmitted: (IPv4) 40 packets [4000 octets]\n";
        let line = |address: &str| {
            format!(
                "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n3 hours connection.\n\
                 PP IP Address Local: {address}, Remote: 198.51.100.254\n"
            )
        };
        let table = |rows: &str| {
            format!(
                "# show ip route\nDestination Gateway Interface Kind Additional Info.\n{rows}\n"
            )
        };
        let lost =
            table("192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.2.0/24 - TUNNEL[1] static");
        let there = table(
            "default - PP[01] static\n192.168.2.0/24 192.168.2.1 LAN1 implicit\n192.168.1.0/24 - TUNNEL[1] static",
        );
        let b = format!("//- B\n{tunnel}{}{there}", line("203.0.113.2"));
        let by_lines = format!("//- A\n{tunnel}{}{lost}{b}", line("192.0.2.1"));
        check(&RULE, &by_lines).fires();
        finds_nothing(&RULE, &format!("//- A\n{tunnel}{lost}{b}"));
    }

    #[test]
    fn silent_with_a_route_of_its_own_or_behind_a_mask() {
        let lost = silent_tunnels().replacen("default -", "203.0.113.2/32 -", 1);
        finds_nothing(&RULE, &lost);
        finds_nothing(&RULE, &lost.replace("203.0.113.2/32", "xxx.xxx.xxx.xxx/32"));
    }

    #[test]
    fn silent_when_the_table_may_be_cut() {
        let lost = silent_tunnels().replacen("default - PP[01] static\n", "", 1);
        finds_nothing(
            &RULE,
            &lost.replacen("# show ip route", "# show ip route | grep LAN", 1),
        );
        finds_nothing(&RULE, &lost.replacen("Destination ", "Somewhere ", 1));
    }

    #[test]
    fn the_settings_tell_whether_it_is_hidden() {
        let lost = silent_tunnels().replacen("default - PP[01] static\n", "", 1);
        let set = "# show config\nip route default gateway pp 1 hide\n# show ip route";
        check(&RULE, &lost.replacen("# show ip route", set, 1)).fires_at(["A18", "A20"]);
    }

    #[test]
    fn asks_for_the_table_where_there_are_no_sas() {
        check(
            &RULE,
            "//- A\n# show ipsec sa\n#\n//- B\n# show ipsec sa\n#",
        )
        .asks_for(["A show ip route", "B show ip route"]);
    }
}
