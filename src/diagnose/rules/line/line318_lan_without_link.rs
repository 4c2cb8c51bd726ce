//! LINE318 lan-without-link: the port of a site's LAN has no link, so that nothing behind it is reached.

use crate::diagnose::rules::{beside_answers, carries};
use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited, ends,
    for_docs, found, wan,
};
use crate::model::{LanPort, Network, Reach, RouteTable, Router, Sourced, reach};
use crate::pair::{End, GatewayPair};

/// LINE318 lan-without-link.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE318",
    slug: "lan-without-link",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}の LAN のポート（{port}）がリンクしていません",
        en: "The port of the LAN of {here} ({port}) has no link",
    },
    headline: Phrase {
        ja: "VPN の通信に支障があります。{here}の LAN のポート（{port}）がリンクしていません。",
        en: "The VPN does not carry all traffic. The port of the LAN of {here} ({port}) has no link.",
    },
    why: Phrase {
        ja: "VPN がつながっていても、{here}の LAN（{network}）にある機器には届きません。",
        en: "Even while the VPN is up, nothing in the LAN of {here} ({network}) can be reached.",
    },
    question: Phrase {
        ja: "拠点の LAN がリンクしているか",
        en: "Whether the LAN of a site has a link",
    },
    silent_when: for_docs(Phrase {
        ja: "ポートのアドレスが分からないか、プライベートでないとき、相手へ向かう回線のポートのとき（LINE301 が答えます）、相手の経路がその LAN を向いていないとき。VPN がつながっていると分からないか、拠点に LAN がほかにもあるか、LAN から LAN への ping に応答があるときは、注意点にとどめます（その ping より下なら、判断を保留します）。",
        en: "When the address of the port is not known or not private, when it is the line to the peer (then LINE301 answers), and when the peer leads another network into the tunnel. A remark only, where the VPN is not shown to be up, the site has further LANs, or a ping from LAN to LAN was answered (what stands below that leaves the verdict open).",
    }),
    references: cited(&["Command Reference, show status lan"]),
    cause: None,
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const LOOK_AT_CABLE: Phrase = Phrase {
    ja: "LAN のケーブルと、その先のスイッチの電源を確かめてから、もう一度実行します。",
    en: "Check the cable of the LAN and the switch behind it, then run it again.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = ends::both(pair).into_iter();
    found(ends.filter_map(|(end, other)| find(pair, &end, &other)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let line = wan::way(end).map(|it| it.interface);
    let mut ports = router.links.lan.iter();
    let (port, link, lan) = ports.find_map(|port| {
        let link = port.link.filter(|it| !it.value)?;
        let lan = network(router, port)?;
        let is_line = line.as_ref() == Some(&port.interface);
        let is_private = reach(lan.value.address) == Reach::Private;
        (is_private && !is_line).then_some((port, link, lan))
    })?;
    let far = other.far_networks();
    if !far.is_empty() && !far.iter().any(|it| it.value.overlaps(&lan.value)) {
        return None;
    }
    let side = router.side;
    let mut places = vec![router.place(link.line), router.place(lan.line)];
    places.dedup();
    let finding = Finding::new(places)
        .at(Where::Site(side))
        .site("here", side)
        .arg("port", &port.interface)
        .arg("network", lan.value.base())
        .read(
            side,
            format!("show status {}", port.interface.argument()),
            LOOK_AT_CABLE,
        );
    let mut lans = router.networks.lans.iter();
    let has_others = lans.any(|it| !it.value.overlaps(&lan.value));
    // What tunnels count may have passed before the port lost its link.
    let hinders = pair.belongs() && carries(end) && !has_others;
    Some(if hinders && pair.is_answered() {
        beside_answers(pair, [end, other], finding)
    } else if hinders {
        finding
    } else {
        finding.severity(Severity::Risk)
    })
}

/// The network of a port: by its state, its settings, or the table of routes.
fn network(router: &Router, port: &LanPort) -> Option<Sourced<Network>> {
    let set = || router.settings.interface(&port.interface)?.fixed();
    let mut rows = router.routes.iter().flat_map(RouteTable::connected);
    let routed = rows.find(|it| *it.0 == port.interface);
    port.address.or_else(set).or(routed.map(|it| it.1))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    fn with(link: &str, address: &str) -> String {
        format!(
            "{HEALTHY}\n# show status lan1\nLAN1\nIPアドレス: {address}\n動作モード設定: Auto Negotiation ({link})\n"
        )
    }

    #[test]
    fn fires_where_the_only_lan_has_no_link() {
        let down = with("Link Down", "192.168.2.1/24");
        check(&RULE, &down).fires_at(["B10", "B11"]);
        assert!(check(&RULE, &down).degrades());
    }

    #[test]
    fn a_question_below_an_answered_ping_and_a_remark_above_it() {
        let ping = "# ping -c 5 -sa 192.168.2.1 192.168.1.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
        let down = with("Link Down", "192.168.2.1/24");
        let lan = "//- B\n# show ip route\nDestination Gateway Interface Kind Additional Info.\n192.168.2.0/24 192.168.2.1 LAN1 implicit\n192.168.1.0/24 - TUNNEL[1] static\ndefault - PP[01] static\n";
        let down = down.replacen("//- B\n", lan, 1);
        let above = down.replacen("# show status", &format!("{ping}# show status"), 1);
        assert!(check(&RULE, &above).leaves_open());
        check(&RULE, &format!("{down}{ping}")).fires_as_remark();
    }

    #[test]
    fn silent_with_a_link_and_at_a_line() {
        finds_nothing(&RULE, &with("1000BASE-T Full Duplex", "192.168.2.1/24"));
        finds_nothing(&RULE, &with("Link Down", "203.0.113.2/24"));
        finds_nothing(&RULE, HEALTHY);
    }
}
