//! RTE502 route-into-own-tunnel: the peer's router would be reached through the tunnel to it.

use std::net::IpAddr;

use super::{may_be_beside, may_call_by_v6, peer_address, with_host_route};
use crate::diagnose::routes::{may_come, whole_table};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, for_docs, log, nothing, steps, wan,
};
use crate::model::{
    Encapsulation, Hop, HopTarget, Interface, Route, RouteKind, RouteTable, StaticRoute,
    TunnelNumber, TunnelStatus,
};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// RTE502 route-into-own-tunnel.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE502",
    slug: "route-into-own-tunnel",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "{here}では、相手のルーターへの経路が VPN のトンネル {tunnel} 自身を向いています",
        en: "At {here}, the route to the peer's router leads into the VPN's own tunnel {tunnel}",
    },
    headline: Phrase {
        ja: "VPN は切れているようです。{here}では、相手への経路がトンネル {tunnel} 自身を向いています。",
        en: "The VPN seems to be down. At {here} the route to the peer leads into tunnel {tunnel} itself.",
    },
    why: Phrase {
        ja: "トンネルを作るためのパケットまでトンネルに入ろうとするので、トンネルができません。\
             default をトンネルに向けるときは、相手のルーターのアドレスだけを回線に向ける経路も要ります。",
        en: "Even the packets that make the tunnel try to enter it, so it is never made. Where the default \
             route leads into the tunnel, the address of the peer's router needs a route to the line.",
    },
    question: Phrase {
        ja: "相手のルーターへの経路が回線を向いているか",
        en: "Whether the route to the peer's router leads to the line",
    },
    silent_when: for_docs(Phrase {
        ja: "そのトンネルが回線そのもの（MAP-E など）のとき。一覧も設定の全体も貼られていないとき。一覧が途中で切れているか、伏せ字があるとき。\
             設定だけでは、SA かつながったトンネルがあるか、相手に応答が届いているとき、ほかの経路を受け取る設定があるとき。\
             ping やパケット数で通信が確かめられているとき。相手を名前で呼び、SA か IPv6 のデフォルト経路があるときは、\
             IPv6 の経路を尋ねます。",
        en: "When that tunnel is the line itself (MAP-E and the like), when neither the table nor the whole settings \
             were pasted, when the table is cut or has masked rows, by settings alone where there are SAs, a tunnel that \
             is up, answers that reach the peer, or routes that are learnt, and when a ping or counters show traffic. Where the peer is called by a name, and there are SAs or \
             a default route of IPv6, the routes of IPv6 are asked for.",
    }),
    references: cited(&["Command Reference, ip route"]),
    cause: Some(Cause::NoDefaultRoute),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ADD_ROUTE: Phrase = Phrase {
    ja: "相手のルーターのアドレスだけを回線に向けます（回線が pp 1 の PPPoE の場合）。",
    en: "Leads only the address of the peer's router to the line (where it is PPPoE on pp 1).",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite || pair.flows() {
        return nothing();
    }
    let mut found = Vec::new();
    let mut needs = Vec::new();
    for end in pair.ends() {
        let by_table = own_way(&end).map(|(number, route)| (number, route.line));
        let Some((number, line)) = by_table.or_else(|| by_settings(pair, &end)) else {
            continue;
        };
        // That it calls the LAN of the other end, LINE320 tells.
        let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
        if peer_address(&end).is_some_and(|it| others.any(|other| is_of_lan(&other, it))) {
            continue;
        }
        match is_ipsec(&end, number) {
            Some(true) if may_call_by_v6(pair, &end, peer_address(&end)) => {
                needs.push(Need::routes_v6(end.router.side));
            }
            Some(true) => found.push(finding(&end, number, line)),
            Some(false) => {}
            None => needs.push(Need::tunnel_status_of(end.router.side, Some(number))),
        }
    }
    if found.is_empty() && !needs.is_empty() {
        return Err(Missing(needs));
    }
    Ok(found)
}

/// Whether a private address is one of the LAN of an end.
fn is_of_lan(end: &End<'_>, address: IpAddr) -> bool {
    let mut lans = end.router.networks.lans.iter();
    !wan::is_global(address) && lans.any(|it| it.value.contains(address))
}

/// The tunnel that every route to the peer leads into.
fn own_way<'m>(end: &End<'m>) -> Option<(TunnelNumber, &'m Route)> {
    let peer = peer_address(end);
    let table = whole_table(end.router, peer)?;
    let ways = match peer {
        Some(address) => table.lookup(address),
        None if may_lead_elsewhere(table) => Vec::new(),
        None => table.defaults().listed(),
    };
    let first = *ways.first()?;
    let Interface::Tunnel(number) = first.interface else {
        return None;
    };
    let same = |way: &&Route| way.interface == first.interface && !way.conditional;
    // Through another tunnel it may well be reached.
    (end.may_own(number) && ways.iter().all(same)).then_some((number, first))
}

/// The same by whole settings, where no table was pasted and the VPN is down: each of their routes that the peer's
/// address fits leads into the tunnel, no other comes from elsewhere, and nothing shows that the peer got an answer.
fn by_settings(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<(TunnelNumber, u32)> {
    let (router, settings) = (end.router, &end.router.settings);
    let peer = peer_address(end).filter(|it| it.is_ipv4() && wan::is_global(*it))?;
    let is_told = settings.whole.is_some() && router.routes.is_none();
    if !is_told || may_come(router) || may_be_beside(router, peer) || is_met(pair, end) {
        return None;
    }
    // A route that is hidden while the tunnel is down leaves the way to the next wider one.
    let is_firm = |it: &&StaticRoute| !it.hops.iter().any(|it| it.hides);
    let prefix = |it: &StaticRoute| it.destination.map(|it| it.prefix);
    let firm = settings.routes_to(peer).filter(is_firm);
    let least = firm.map(prefix).max().flatten();
    let routes = || settings.routes_to(peer).filter(|it| prefix(it) >= least);
    let mut hops = routes().flat_map(|it| &it.hops);
    let HopTarget::Interface(Interface::Tunnel(number)) = hops.next()?.to else {
        return None;
    };
    let into = HopTarget::Interface(Interface::Tunnel(number));
    let is_masked = settings.routes.iter().any(|it| it.destination.is_none());
    let is_own = end.tunnel_numbers().any(|it| it == number) && !end.is_templated();
    let is_same = |it: &Hop| it.to == into && !it.conditional;
    let line = routes().last()?.line;
    let mut hops = routes().flat_map(|it| &it.hops);
    (is_own && !is_masked && hops.all(is_same)).then_some((number, line))
}

/// Whether anything speaks against it that the VPN is down for want of the answers of an end.
fn is_met(pair: &GatewayPair<'_>, end: &End<'_>) -> bool {
    let is_up = |it: &TunnelStatus| it.up.is_some_and(|it| it.value);
    let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
    !pair.ends().any(|it| it.lacks_child_sas().is_some())
        || pair
            .ends()
            .any(|it| it.has_any_sa() || it.tunnels().any(is_up))
        || others.any(|it| log::heard(&it, pair))
}

/// Whether a route besides the default ones may be the one to the peer, whose address is not known.
fn may_lead_elsewhere(table: &RouteTable) -> bool {
    table.connected().count() > 1
        || table.routes.iter().any(|route| {
            let is_default = route.destination.is_some_and(|it| it.prefix == 0);
            let is_tunnel = matches!(route.interface, Interface::Tunnel(_));
            let is_near = matches!(route.kind, RouteKind::Connected | RouteKind::Temporary);
            !(is_default || is_tunnel || is_near)
        })
}

/// Whether the tunnel is one of IPsec; None where nothing pasted tells.
fn is_ipsec(end: &End<'_>, number: TunnelNumber) -> Option<bool> {
    let named = end.gateway.is_some_and(|it| it.tunnels.contains(&number));
    let status = end.router.tunnel(number);
    let kind = status.and_then(|it| it.kind.as_ref());
    let written = end.router.settings.tunnel(number);
    let written = written.and_then(|it| it.encapsulation.known());
    match (kind, written) {
        (Some(kind), _) => Some(kind.value.eq_ignore_ascii_case("ipsec")),
        (None, Some(written)) => Some(written.value == Encapsulation::Ipsec),
        (None, None) => named.then_some(true),
    }
}

fn finding(end: &End<'_>, number: TunnelNumber, line: u32) -> Finding {
    let side = end.router.side;
    let finding = Finding::new([end.router.place(line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("tunnel", number.0);
    let finding = if end.router.routes.is_some() {
        finding.read(side, "show config | grep route", steps::READ_ROUTE_SETTINGS)
    } else {
        finding.read_and_ask(Need::routes(side), steps::READ_ROUTES)
    };
    match peer_address(end) {
        Some(peer) if peer.is_ipv4() => {
            with_host_route(finding, end.router, peer, "pp 1", ADD_ROUTE)
        }
        _ => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, SETTINGS, changed, check, finds_nothing, joined,
    };

    /// A's default route leads into its tunnel, and nothing shows that traffic flows.
    fn looped() -> String {
        HEALTHY_AROUND
            .replace("Received: (IPv4) 4", "Received: (IPv4) x")
            .replacen("default - PP[01] static", "default - TUNNEL[1] static", 1)
    }

    #[test]
    fn fires_where_the_peer_is_reached_through_its_own_tunnel() {
        check(&RULE, &looped()).fires_at(["A19"]);
        let called = looped().replace("203.0.113.2", "branch");
        check(&RULE, &called).fires_at(["A19"]);
        let named = called.replace("192.0.2.1", "hq");
        check(&RULE, &named).asks_for(["A show ipv6 route"]);
    }

    #[test]
    fn silent_with_a_route_of_its_own() {
        let with_route = looped().replacen("198.51.100.1/32", "203.0.113.2/32", 1);
        finds_nothing(&RULE, &with_route);
        finds_nothing(&RULE, HEALTHY_AROUND);
    }

    #[test]
    fn silent_when_the_tunnel_is_the_line() {
        finds_nothing(&RULE, &looped().replacen("type: IPsec", "type: MAP-E", 1));
        finds_nothing(
            &RULE,
            &looped().replacen("default - TUNNEL[1]", "default - TUNNEL[2]", 1),
        );
    }

    /// The default route of B leads into its tunnel by its settings.
    fn looped_by_settings() -> String {
        let none = SETTINGS.replace("# show config", "# show ipsec sa\n# show config");
        changed(
            &none,
            "B",
            "default gateway pp 1",
            "default gateway tunnel 1",
        )
    }

    #[test]
    fn fires_by_whole_settings() {
        check(&RULE, &looped_by_settings()).fires_at(["B3"]);
    }

    #[test]
    fn fires_by_the_narrowest_of_whole_settings() {
        let loops = looped_by_settings();
        let default = "ip route default gateway tunnel 1";
        let with = |lines: &str| {
            let lines = format!("ip route default gateway pp 1\n{lines}");
            changed(&loops, "B", default, &lines)
        };
        let host = "ip route 192.0.2.1 gateway tunnel 1";
        check(&RULE, &with(host)).fires_at(["B4"]);
        check(&RULE, &with("ip route 192.0.2.0/24 gateway tunnel 1")).fires_at(["B4"]);
        finds_nothing(&RULE, &with(&format!("{host} hide")));
        finds_nothing(&RULE, &with("ip route 192.0.2.1 gateway tunnel 2"));
    }

    #[test]
    fn silent_by_settings_that_may_lead_elsewhere() {
        let loops = looped_by_settings();
        let default = "ip route default gateway tunnel 1";
        for lines in [
            "ip route default gateway tunnel 1\nip route 192.0.2.1 gateway pp 1",
            "ip route default gateway tunnel 1\nip route 192.0.2.0/24 gateway dhcp lan2",
            "ip route default gateway tunnel 1 gateway pp 1 weight 0",
            "ip route default gateway tunnel 1 filter 1 gateway pp 1",
            "ip route default gateway tunnel 1 filter 1",
            "ip route default gateway tunnel 2",
            "ip route default gateway pp 1\nip route 192.0.2.0/24 gateway tunnel 1 hide",
            "ip route default gateway tunnel 1\nospf use on",
            "ip route default gateway tunnel 1\nip lan2 address dhcp",
            "ip route default gateway tunnel 1\nip lan2 address 192.0.2.9/28",
            "ip route default gateway tunnel 1\nip route xxx.xxx.xxx.xxx gateway pp 1",
        ] {
            finds_nothing(&RULE, &changed(&loops, "B", default, lines));
        }
        finds_nothing(&RULE, &loops.replace("show config", "show config | grep i"));
        finds_nothing(
            &RULE,
            &looped_by_settings().replace("# show ipsec sa\n", ""),
        );
        finds_nothing(&RULE, &joined(HEALTHY, &loops));
        finds_nothing(&RULE, SETTINGS);
    }

    #[test]
    fn asks_what_the_tunnel_is() {
        let a = "# show ipsec sa\n# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
                 default - TUNNEL[1] static\n192.168.1.0/24 192.168.1.1 LAN1 implicit";
        check(&RULE, &format!("//- A\n{a}\n//- B\n# show ipsec sa\n"))
            .asks_for(["A show status tunnel 1"]);
    }
}
