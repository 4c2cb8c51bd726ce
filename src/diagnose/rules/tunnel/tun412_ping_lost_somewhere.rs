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
             通信の様子がほかから分かるとき。ゲートウェイが二つ以上あるルーターと、宛先が相手のさらに先にあるときは注意点です。",
        en: "Without a source (-sa), for targets on the internet, where the other LAN or the networks behind the own tunnel are known (then TUN410 tells), and where \
             something else tells of traffic. A remark at a router with several gateways, and where the other end leads the target on.",
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
    let is_open = pair.role == Role::SiteToSite && pair.traffic == Traffic::Unknown;
    let ends = ends::both(pair).into_iter().filter(|_| is_open);
    found(ends.filter_map(|(from, to)| find(&from, &to)))
}

fn find(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let beyond = from.loses_beyond(to);
    let ping = beyond.or_else(|| from.loses_somewhere(to))?;
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
    let may_be_of_another =
        from.router.has_several_vpns() || beyond.is_some() || is_answered_beside;
    Some(if may_be_of_another {
        finding.severity(Severity::Risk)
    } else {
        finding
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_AROUND, check, finds_nothing};

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
