//! TUN412 ping-lost-somewhere: a ping from the LAN was not answered, and nothing pasted tells whether its
//! target is at the other site.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    ends, for_docs, found, wan,
};
use crate::model::{Network, Ping};
use crate::pair::{End, GatewayPair, Role, Traffic};

/// TUN412 ping-lost-somewhere.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN412",
    slug: "ping-lost-somewhere",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}の LAN から {target} への ping に、一つも応答がありません",
        en: "No answer to the ping from the LAN of {here} to {target}",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の LAN から {target} への ping に応答がありません。宛先が{there}の LAN なら、通信は流れていません。",
        en: "This cannot be decided yet. The ping from the LAN of {here} to {target} was not answered. If that is in the LAN of {there}, traffic does not flow.",
    },
    why: Phrase {
        ja: "{place}経路かフィルターか途中の機器で落ちているか、その機器が ping に応答しないかです。",
        en: "{place} The packets are lost by a route, a filter or a device on the way, or the host does not answer pings.",
    },
    question: Phrase {
        ja: "応答のない ping の宛先が、相手の LAN ではないか",
        en: "Whether a ping that was not answered meant the LAN of the other site",
    },
    silent_when: for_docs(Phrase {
        ja: "送信元（-sa）のない ping、宛先がプライベートアドレスでないとき、相手の LAN か自分のトンネルの先のネットワークが分かっているとき（TUN410 が答えます）、\
             通信の様子がほかから分かるとき（トンネルがつながってからのパケット数は除きます）。相手の名乗るアドレスでない宛先で、ゲートウェイが二つ以上あるルーターのときと、宛先が相手のさらに先にあるときは注意点です。",
        en: "Without a source (-sa), for targets on the internet, where the other LAN or the networks behind the own tunnel are known (then TUN410 tells), and where \
             something else than a sum of packets since the tunnel came up tells of traffic. A remark at a router with several gateways, unless the other end speaks from the target, and where the other end leads the target on.",
    }),
    references: cited(&[
        "Command Reference, ping",
        "Command Reference, show ip route",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const NOBODY_KNOWS: Phrase = Phrase {
    ja: "{target} がどこにあるかは、貼られた結果からは分かりません。{there}の LAN にあるなら、",
    en: "Where {target} is cannot be told from what was pasted; it may be in the LAN of {there}.",
};
const BEYOND: Phrase = Phrase {
    ja: "{there}は {target} への通信を別のトンネルへ送るので、この VPN の不調とは限りません。",
    en: "{there} leads {target} on into another tunnel, so it need not be this VPN.",
};

const WHERE_IT_LEADS: Phrase = Phrase {
    ja: "宛先がどのネットワークにあるか、そこへの経路がトンネルを向いているかを見ます。",
    en: "Look in which network the target is, and whether the route there leads into the tunnel.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let is_open = pair.traffic == Traffic::Unknown || pair.counts_alone();
    let is_open = pair.role == Role::SiteToSite && is_open;
    let ends = ends::both(pair).into_iter().filter(|_| is_open);
    found(ends.filter_map(|(from, to)| find(pair, &from, &to)))
}

fn find(pair: &GatewayPair<'_>, from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let beyond = from.loses_beyond(to);
    let ping = beyond.or_else(|| from.loses_somewhere(to))?;
    // A sum of packets since the tunnel came up says nothing of now.
    if pair.counts_since(from.router.place(ping.sent.line)) {
        return None;
    }
    let target = ping.target.filter(|it| !wan::is_global(*it))?;
    let (here, there) = (from.router.side, to.router.side);
    let mut finding = Finding::new([from.router.place(ping.sent.line)])
        .at(Where::Both)
        .site("here", here)
        .site("there", there)
        .arg("target", target)
        .phrase(
            "place",
            if beyond.is_some() {
                BEYOND
            } else {
                NOBODY_KNOWS
            },
        );
    for router in [from.router, to.router] {
        if router.routes.is_none() {
            finding = finding.read_and_ask(Need::routes(router.side), WHERE_IT_LEADS);
        }
    }
    // Where another host beside it answers, this one may not be there, as somebody wanted to see. What answered until
    // then is there.
    let beside = Network {
        prefix: 24,
        ..Network::host(target)
    };
    let pings = &from.router.pings;
    let is_lost_since = |above: &Ping| {
        let mut later = pings.iter().filter(|it| it.line > above.line);
        later.any(|it| it.target == above.target && it.is_lost() && !it.is_large())
    };
    let answers = |it: &Ping| it.source == ping.source && it.is_answered() && !is_lost_since(it);
    let mut pings = pings.iter().filter(|it| answers(it) && target.is_ipv4());
    let is_answered_beside = pings.any(|it| it.target.is_some_and(|it| beside.contains(it)));
    // Of several VPNs it is the one whose other end speaks from there.
    let is_named = to.inner_address(from).is_some_and(|it| it.value == target);
    let is_one_of_several = from.router.has_several_vpns() && !is_named;
    let may_be_of_another = is_one_of_several || beyond.is_some() || is_answered_beside;
    Some(if may_be_of_another {
        finding.severity(Severity::Risk)
    } else {
        finding
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, HEALTHY_DETAIL, check, finds_nothing, joined,
    };

    fn with_ping(pair: &str, command: &str, answered: u32) -> String {
        let ping = format!(
            "# {command}\n5 packets transmitted, {answered} packets received, x% packet loss\n//- B"
        );
        pair.replacen("//- B", &ping, 1)
    }

    #[test]
    fn fires_where_nobody_knows_the_target() {
        let lost = with_ping(HEALTHY, "ping -c 5 -sa 192.168.1.1 192.168.2.1", 0);
        check(&RULE, &lost).fires_at(["A9"]);
        assert!(check(&RULE, &lost).leaves_open());
        check(&RULE, &lost).fires_and_asks_for(["A show ip route", "B show ip route"]);
    }

    #[test]
    fn fires_below_the_same_ping_answered_and_is_a_remark_below_one_to_a_host_beside() {
        let both = |above: &str| {
            let lost = with_ping(HEALTHY, "ping -c 5 -sa 192.168.1.1 192.168.2.1", 0);
            let ping = format!(
                "# ping -c 5 -sa 192.168.1.1 {above}\n5 packets transmitted, 5 packets received, 0.0% packet loss\n# ping"
            );
            lost.replacen("# ping", &ping, 1)
        };
        assert!(check(&RULE, &both("192.168.2.1")).leaves_open());
        check(&RULE, &both("192.168.2.9")).fires_as_remark();
    }

    #[test]
    fn fires_although_the_tunnels_count_packets_of_before() {
        let (a, b) = HEALTHY_AROUND.split_once("//- B").unwrap();
        let [a, b] = [a, b].map(|it| it.split("# show ip route").next().unwrap());
        let ping = "ping -c 5 -sa 192.168.1.1 192.168.2.1";
        let lost = with_ping(&format!("{a}//- B{b}"), ping, 0);
        assert!(check(&RULE, &lost).leaves_open());
        let again = |text: &str, counted: &str| {
            let (_, status) = text.split_once("# show status").unwrap();
            format!(
                "# show status{}",
                status
                    .replace("packets [4", counted)
                    .replace("2 hours", "3 hours")
            )
        };
        let counted = format!("{}{}", again(a, "900 packets [4"), "//- B");
        let since = lost.replacen("//- B", &counted, 1) + &again(b, "900 packets [4");
        let since = since.replace("40 900", "4900").replace("41 900", "4900");
        finds_nothing(&RULE, &since);
    }

    #[test]
    fn a_route_into_a_tunnel_of_which_nothing_tells_whose_it_is_settles_nothing() {
        let lost = with_ping(HEALTHY_DETAIL, "ping -c 5 -sa 192.168.1.1 192.168.2.1", 0);
        assert!(check(&RULE, &lost).leaves_open());
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.2.0/24 - TUNNEL[1] static\n# ping";
        // The only tunnel that is led into is that of the only gateway, and another rule tells.
        finds_nothing(&RULE, &lost.replacen("# ping", table, 1));
        let of_two = table.replace("# ping", "192.168.3.0/24 - TUNNEL[2] static\n# ping");
        check(&RULE, &lost.replacen("# ping", &of_two, 1)).fires_as_remark();
        let anothers = with_ping(HEALTHY, "ping -c 5 -sa 192.168.1.1 192.168.2.1", 0);
        let anothers = anothers.replacen("# ping", &table.replace("TUNNEL[1]", "TUNNEL[2]"), 1);
        finds_nothing(&RULE, &anothers);
    }

    #[test]
    fn at_a_hub_it_is_open_where_the_other_end_speaks_from_the_target() {
        let both = joined(HEALTHY, HEALTHY_DETAIL);
        let lost = with_ping(&both, "ping -c 5 -sa 192.168.1.1 192.168.2.1", 0);
        let row = "3     1    1     tun[0001]esp  recv 28769   203.0.113.2\n";
        let another = "9     2    1     tun[0002]esp  send 28769   198.51.100.77\n";
        let hub = lost.replacen(row, &format!("{row}{another}"), 1);
        check(&RULE, &hub).fires_as_remark();
        let named = format!(
            "{hub}\n# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike local address 1 192.168.2.1\n tunnel enable 1\n"
        );
        assert!(check(&RULE, &named).leaves_open());
    }

    #[test]
    fn silent_where_it_was_answered_or_has_no_source_or_goes_to_the_internet() {
        finds_nothing(&RULE, HEALTHY);
        for (command, answered) in [
            ("ping -c 5 -sa 192.168.1.1 192.168.2.1", 1),
            ("ping -c 5 192.168.2.1", 0),
            ("ping -c 5 -sa 192.168.1.1 198.51.100.7", 0),
        ] {
            finds_nothing(&RULE, &with_ping(HEALTHY, command, answered));
        }
    }

    #[test]
    fn silent_where_the_networks_are_known() {
        let known = "ping -c 5 -sa 192.168.1.1 192.168.2.1";
        finds_nothing(&RULE, &with_ping(HEALTHY_AROUND, known, 0));
        let elsewhere = "ping -c 5 -sa 192.168.1.1 10.9.9.9";
        finds_nothing(&RULE, &with_ping(HEALTHY_AROUND, elsewhere, 0));
    }
}
