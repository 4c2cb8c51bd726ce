//! RTE505 other-line-than-own: key exchange leaves by another line than the one its own address is on.

use std::net::IpAddr;

use super::{peer_address_or_line, with_host_route};
use crate::diagnose::log::calls_from_to;
use crate::diagnose::routes::whole_table;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, ends, for_docs, nothing, steps, wan,
};
use crate::model::{
    AddressSource, Interface, LinkState, LocalAddress, PeerAddress, Router, Sourced, is_global,
};
use crate::pair::{End, GatewayPair, MatchedBy, Role};
use crate::text::Place;

/// RTE505 other-line-than-own.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE505",
    slug: "other-line-than-own",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "{here}の鍵交換は {own} のアドレスを使っていますが、相手への経路は {way} を向いています",
        en: "Key exchange of {here} uses the address of {own}, but the route to the peer leads to {way}",
    },
    headline: Phrase {
        ja: "VPN は切れているようです。{here}では、鍵交換のアドレスと相手への経路の回線が違います。",
        en: "The VPN seems to be down. At {here} key exchange uses the address of one line and leaves by \
             another.",
    },
    why: Phrase {
        ja: "ほかの回線のアドレスを送信元にしたパケットは、回線の事業者に捨てられることがあり、相手の返事も戻れません。\
             相手のルーターのアドレスへの経路を {own} に向けるか、鍵交換のアドレスを {way} のものにします。",
        en: "A provider may drop packets whose source is the address of another line, and the answers do \
             not come back. Lead the address of the peer's router to {own}, or use the address of {way} \
             for the key exchange.",
    },
    question: Phrase {
        ja: "鍵交換のアドレスの回線から相手へ送られるか",
        en: "Whether key exchange leaves by the line of its own address",
    },
    silent_when: for_docs(Phrase {
        ja: "鍵交換のアドレスがどの回線のものか分からないとき、相手のアドレスが分からないとき、経路が一部のパケットだけに効くとき。\
             ping やパケット数で通信が確かめられているとき。両端の SA が SPI で対になっているときは、注意点にとどめます。",
        en: "When it is not known which line has the address of the key exchange, or what the peer's address \
             is, when a route counts for some packets only, and when a ping or counters show traffic. A remark \
             only, when the SPIs of both ends fit.",
    }),
    references: cited(&["Command Reference, ipsec ike local address"]),
    cause: Some(Cause::WrongWan),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ADD_ROUTE: Phrase = Phrase {
    ja: "相手のルーターのアドレスだけを {own} に向けます。",
    en: "Leads only the address of the peer's router to {own}.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite || pair.flows() {
        return nothing();
    }
    // Of two tunnels by two lines each, one end of either may have been joined, where not all settings tell.
    let is_told = pair.ends().all(|it| it.router.settings.whole.is_some());
    let may_cross = !is_told
        && matches!(pair.matched_by, MatchedBy::Routes | MatchedBy::Addresses)
        && pair.ends().all(|it| it.router.has_several_vpns());
    let mut found = Vec::new();
    let mut needs = Vec::new();
    for (end, other) in ends::both(pair) {
        match find(&end, &other, may_cross) {
            // Some providers let such packets pass, and SAs that fit show it.
            Some(finding) if pair.fits_both_ways() => found.push(finding.severity(Severity::Risk)),
            Some(finding) if may_be_held(&end, &other) => found.push(left_open(finding, &end)),
            Some(finding) => found.push(finding),
            None => needs.extend(lacks(&end, &other)),
        }
    }
    if found.is_empty() && !needs.is_empty() && !pair.fits_both_ways() {
        return Err(Missing(needs));
    }
    Ok(found)
}

/// Whether the other end holds SAs with it, and its own list may show them, too: then packets got through both ways.
fn may_be_held(end: &End<'_>, other: &End<'_>) -> bool {
    let is_unlisted = !end.has_any_sa() && end.lacks_child_sas().is_none();
    other.has_sas_both_ways() && is_unlisted
}

/// Whether packets get through as it is, the own list of SAs tells.
fn left_open(mut finding: Finding, end: &End<'_>) -> Finding {
    finding.steps.retain(|step| !step.changes_state);
    let finding = finding.severity(Severity::Input).cause(None);
    finding.read_and_ask(Need::sa_table(end.router.side), steps::LIST_SAS)
}

/// The session of which only the settings tell, where the address that the peer calls is of no line that was pasted.
fn lacks(end: &End<'_>, other: &End<'_>) -> Option<Need> {
    let router = end.router;
    let called = called_by(other)?.value;
    let line = wan::way(end)?.interface;
    let session = wan::unseen_session(router, &line)?;
    (!router.networks.owns(called)).then(|| Need::line_of(router.side, session))
}

fn find(end: &End<'_>, other: &End<'_>, may_cross: bool) -> Option<Finding> {
    let peer = peer_address_or_line(end, other)?;
    let called = called_by(other).filter(|_| !may_cross);
    let (own, line_of, shown) = own_line(end, other, (peer, called))?;
    let (way, route) = way_out(end, peer, line_of)?;
    let side = end.router.side;
    let lines = [shown, route].map(|line| end.router.place(line));
    let finding = Finding::new([own].into_iter().chain(lines))
        .at(Where::Site(side))
        .site("here", side)
        .arg("own", line_of)
        .arg("way", way)
        .read(side, "show config | grep route", steps::READ_ROUTE_SETTINGS);
    Some(if matches!(line_of, Interface::Pp(_)) && peer.is_ipv4() {
        with_host_route(finding, end.router, peer, &line_of.argument(), ADD_ROUTE)
    } else {
        finding
    })
}

/// By which other line than one all packets for the peer leave, and the line of the paste that says so: of the table of
/// routes, and where none was pasted, of whole settings that lead to a tunnel which is the line itself, as with MAP-E:
/// such a line shares its address with others. Of two sessions settings alone do not tell that answers get lost.
fn way_out(end: &End<'_>, peer: IpAddr, own: &Interface) -> Option<(Interface, u32)> {
    let router = end.router;
    let is_elsewhere = |it: &Interface| *it != *own && router.leads_out(it);
    if let Some(table) = whole_table(router, Some(peer)) {
        let ways = table.lookup(peer);
        let mut all = ways.iter();
        let is_out = all.all(|it| !it.conditional && is_elsewhere(&it.interface));
        let first = ways.first().filter(|_| is_out)?;
        return Some((first.interface.clone(), first.line));
    }
    let settings = &router.settings;
    settings.whole?;
    // What routes learn, no setting tells.
    if router.routes.is_some() || peer.is_ipv6() || !settings.learns.is_empty() {
        return None;
    }
    let way = router.way_to(Some(peer))?;
    let is_tunnel = matches!(way.interface, Interface::Tunnel(_));
    let is_out = is_tunnel && is_elsewhere(&way.interface);
    let line = way.route.filter(|_| is_out)?;
    let mut set = settings.routes.iter().filter(|it| it.line == line);
    let mut hops = set.next()?.hops.iter();
    hops.all(|it| !it.conditional && !it.is_reserve)
        .then_some((way.interface, line))
}

/// The line that has the address of an end's key exchange, behind what of the paste names that address, and before
/// what shows it at the line: its own, or behind its own translation the one that its peer calls.
fn own_line<'m>(
    end: &End<'m>,
    other: &End<'m>,
    (peer, called): (IpAddr, Option<Sourced<IpAddr>>),
) -> Option<(Place, &'m Interface, u32)> {
    let router = end.router;
    let own = own_address(end, peer).map(|it| (it, router.place(it.line)));
    // Where SAs are held, they passed as it is.
    let have_sas = end.has_sas_both_ways() && other.has_sas_both_ways();
    // By that line goes another VPN of the router, which may be the one that is called there.
    let is_anothers = |it: &Sourced<IpAddr>| {
        line_with(router, it.value).is_some_and(|(line, _)| another_goes_by(end, line))
    };
    let called = called.filter(|it| !have_sas && !is_anothers(it));
    let called = called.map(|it| (it, other.router.place(it.line)));
    let mut names = own.into_iter().chain(called);
    names.find_map(|(address, place)| {
        let (line, shown) = line_with(router, address.value)?;
        Some((place, line, shown))
    })
}

/// Whether the peer of another gateway of an end's router is reached by a line.
fn another_goes_by(end: &End<'_>, line: &Interface) -> bool {
    let (router, own) = (end.router, end.gateway_id());
    let gateways = router.settings.gateways.iter();
    let others = gateways.filter(|it| Some(it.id) != own);
    let mut peers = others.filter_map(|it| match it.remote_address.explicit()?.value {
        PeerAddress::Address(address) => Some(address),
        PeerAddress::Name(_) | PeerAddress::Any => None,
    });
    peers.any(|peer| {
        let way = router.way_to(Some(peer));
        own.is_some() && way.is_some_and(|it| it.interface == *line)
    })
}

/// The address that an end calls its peer by, if the internet knows it.
fn called_by(end: &End<'_>) -> Option<Sourced<IpAddr>> {
    let called = end.called().first().copied();
    called.filter(|it| is_global(it.value))
}

/// The address of an end's key exchange: the one that is shown, else the one that is set, else the one
/// that its log shows it to call from.
fn own_address(end: &End<'_>, peer: IpAddr) -> Option<Sourced<IpAddr>> {
    let shown = end.gateway.and_then(|it| it.local_id.seen());
    if let Some(own) = shown {
        return Some(Sourced::new(own.value.address()?, own.line));
    }
    let settings = end.gateway_settings();
    let Some(set) = settings.and_then(|it| it.local_address.explicit()) else {
        return calls_from_to(end, peer);
    };
    match set.value {
        LocalAddress::Address(own) => Some(Sourced::new(own, set.line)),
        LocalAddress::Vrrp(_) | LocalAddress::Other(_) => None,
    }
}

/// The only line that has an address, and the line of the paste that shows it.
fn line_with(router: &Router, address: IpAddr) -> Option<(&Interface, u32)> {
    let links = &router.links;
    let up = links
        .ppp
        .iter()
        .filter(|link| link.state.value == LinkState::Up);
    let dialled = up.filter_map(|it| Some((&it.interface, it.local_address.seen()?)));
    let leased = links
        .dhcp
        .iter()
        .filter_map(|it| Some((&it.interface, it.address.seen()?)));
    let translated = links.nat.iter();
    let translated = translated.filter_map(|it| Some((&it.interface, it.outer.seen()?)));
    let mut owners = dialled
        .chain(leased)
        .chain(translated)
        .filter(|(_, shown)| shown.value == address);
    let Some((interface, shown)) = owners.next() else {
        return line_told(router, address);
    };
    owners
        .all(|(other, _)| other == interface)
        .then_some((interface, shown.line))
}

/// The only session to which the settings give an address.
fn line_told(router: &Router, address: IpAddr) -> Option<(&Interface, u32)> {
    let sessions = router.settings.interfaces.iter();
    let mut owners = sessions
        .filter(|it| matches!(it.interface, Interface::Pp(_)))
        .filter_map(|it| {
            let set = it.address.seen()?;
            let is_it = matches!(set.value, AddressSource::Fixed(own) if own.address == address);
            is_it.then_some((&it.interface, set.line))
        });
    owners.next().filter(|_| owners.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, side};

    /// A's key exchange uses the address of PP 1.
    fn with_route(row: &str) -> String {
        let around = format!(
            "# show status pp 1\nPP[01]:\nDescription:\nCurrent PPPoE session status is Connected.\n\
             PP IP Address Local: 192.0.2.1, Remote: 198.51.100.1\n# show ip route\n\
             Destination Gateway Interface Kind Additional Info.\n{row}\n192.168.1.0/24 192.168.1.1 LAN1 implicit"
        );
        let (a, b) = (side(HEALTHY_DETAIL, "A"), side(HEALTHY_DETAIL, "B"));
        format!("{a}\n{around}\n{b}")
    }

    #[test]
    fn fires_where_the_peer_is_reached_by_another_line() {
        check(&RULE, &with_route("default - PP[02] static")).fires_at(["A4", "A27", "A30"]);
    }

    #[test]
    fn fires_by_the_address_that_the_peer_calls() {
        let calls = |address: &str| {
            format!(
                "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc\n  \
                     ipsec ike local address 1 192.168.1.1\n  ipsec ike remote address 1 {address}\n"
            )
        };
        let session = |number: u32, address: &str| {
            format!(
                "# show status pp {number}\nPP[0{number}]:\nDescription:\nCurrent PPPoE session status is Connected.\n\
                     PP IP Address Local: {address}, Remote: 198.51.100.1\n"
            )
        };
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n\
                     192.168.1.0/24 192.168.1.1 LAN1 implicit\n";
        let a = [
            calls("203.0.113.2"),
            session(1, "198.51.100.200"),
            session(2, "192.0.2.1"),
            table.to_owned(),
        ];
        let b = calls("192.0.2.1").replace("192.168.1.1", "192.168.2.1");
        let text = format!("//- A\n{}//- B\n{b}", a.concat());
        check(&RULE, &text).points_at("A");
        finds_nothing(&RULE, &text.replace("default - PP[01]", "default - PP[02]"));
        // SAs with that address show that packets got through, unless the own list has none.
        let held = side(HEALTHY, "B").replacen("//- B\n", "# show ipsec sa\n", 1);
        let held = format!("{text}{held}\n");
        check(&RULE, &held).fires_and_asks_for(["A show ipsec sa"]);
        let lost = held.replacen("//- B", "# show ipsec sa\n#\n//- B", 1);
        check(&RULE, &lost).points_at("A");
    }

    #[test]
    fn fires_where_the_default_route_leads_to_a_tunnel_that_is_the_line() {
        let told = "//- A\n# show config\n# RTX1210 Rev.14.01.42 (Thu Jan  8 10:00:00 2026)\n\
            ip route default gateway tunnel 10\nip lan1 address 192.168.1.1/24\npp select 1\n pppoe use lan2\n pp enable 1\n\
            tunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike local address 1 192.168.1.1\n\
            \x20 ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n\
            tunnel select 10\n tunnel encapsulation map-e\n tunnel enable 10\n\
            # show status pp 1\nPP[01]:\nDescription:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 192.0.2.1, Remote: 198.51.100.1\n//- B\n# show ipsec sa\n# show config tunnel 1\n\
            tunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike remote address 1 192.0.2.1\n";
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - TUNNEL[10] static\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n//- B";
        check(&RULE, told).points_at("A");
        check(&RULE, &told.replace("//- B", table)).points_at("A");
        finds_nothing(
            &RULE,
            &told.replace("encapsulation map-e", "encapsulation ipsec"),
        );
        let host = "ip route 203.0.113.2 gateway pp 1\nip lan1";
        finds_nothing(&RULE, &told.replace("ip lan1", host));
    }

    #[test]
    fn fires_by_the_settings_where_there_are_no_sas() {
        let told = "//- A\n# show config\n# RTX1210 Rev.14.01.42 (Thu Jan  8 10:00:00 2026)\n\
            ip route default gateway pp 2\ntunnel select 1\n ipsec tunnel 1\n\
            \x20 ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike local address 1 192.0.2.1\n\
            \x20 ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n\
            # show status pp 1\nPP[01]:\nDescription:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 192.0.2.1, Remote: 198.51.100.1\n# show ip route\n\
            Destination Gateway Interface Kind Additional Info.\ndefault - PP[02] static\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n//- B\n# show ipsec sa\n#";
        check(&RULE, told).fires();
        finds_nothing(&RULE, &told.replace("default - PP[02]", "default - PP[01]"));
    }

    #[test]
    fn fires_by_the_address_it_calls_from() {
        let called = "//- A\n# show log\n2026/11/23 02:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)\n\
            # show status pp 1\nPP[01]:\nDescription:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 192.0.2.1, Remote: 198.51.100.1\n# show ip route\n\
            Destination Gateway Interface Kind Additional Info.\ndefault - PP[02] static\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n# show ipsec sa\n#\n//- B\n# show ipsec sa\n#\n\
            # show status pp 1\nPP[01]:\nDescription:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 203.0.113.2, Remote: 198.51.100.1\n# show ip route\n\
            Destination Gateway Interface Kind Additional Info.\ndefault - PP[01] static";
        check(&RULE, called).fires();
        finds_nothing(
            &RULE,
            &called.replace("default - PP[02]", "default - PP[01]"),
        );
    }

    #[test]
    fn silent_on_the_own_line_and_on_a_route_for_some_packets() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &with_route("default - PP[01] static"));
        finds_nothing(&RULE, &with_route("default - PP[02] static filter:1"));
        finds_nothing(
            &RULE,
            &with_route("default - PP[02] static\n203.0.113.2/32 - PP[01] static"),
        );
    }

    #[test]
    fn silent_when_the_address_is_of_no_known_line() {
        let elsewhere =
            with_route("default - PP[02] static").replace("Local: 192.0.2.1,", "Local: 192.0.2.9,");
        finds_nothing(&RULE, &elsewhere);
    }
}
