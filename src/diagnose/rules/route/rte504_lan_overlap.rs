//! RTE504 lan-overlap: both sites use the same network, or one that contains the other's.

use super::may_bridge;
use crate::diagnose::routes::{
    joins, lans, leads_in, may_translate, translates_in_tunnel, whole_table,
};
use crate::diagnose::rules::carries;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::{Network, Sourced};
use crate::pair::{End, GatewayPair, MatchedBy, Role};
use crate::text::Listed;

/// RTE504 lan-overlap.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE504",
    slug: "lan-overlap",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "両方の拠点が、同じか重なる LAN を使っています（{first} と {second}）",
        en: "Both sites use the same or overlapping LANs ({first} and {second})",
    },
    headline: Phrase {
        ja: "通信が流れないようです。両方の拠点の LAN のアドレスが重なっています。",
        en: "Traffic does not seem to flow: the LANs of both sites overlap.",
    },
    why: Phrase {
        ja: "相手の LAN が自分の LAN と同じ範囲にあると、ルーターは相手宛のパケットを自分の LAN に送り、\
             トンネルに入れません。どちらかの LAN のアドレスを変えるか、トンネルで NAT を使う必要があります。",
        en: "When the peer's LAN lies in the same range as the own one, the router sends packets for it \
             into its own LAN and not into the tunnel. One LAN needs other addresses, or a NAT in the \
             tunnel.",
    },
    question: Phrase {
        ja: "両方の拠点の LAN のアドレスが重なっていないか",
        en: "Whether the LANs of both sites overlap",
    },
    silent_when: for_docs(Phrase {
        ja: "LAN をブリッジするトンネルのとき、トンネルで NAT を使っているとき、通信が確かめられているとき。\
             トンネルが接続中と分からないとき、二つの拠点がつながる相手どうしか分からないとき、重ならない LAN が\
             トンネルでつながっているとき、どちらの経路も相手の LAN をトンネルへ向けているとき、\
             両端の経路が別のアドレスへの変換を思わせるときは、注意点にとどめます。",
        en: "When the tunnel bridges the LANs, when a NAT is used in it, and when traffic is shown. A remark \
             only, where the tunnel is not shown to be up, where nothing shows that the two sites are joined, \
             where other LANs are joined by it, where both tables lead the other's LAN into the tunnel by a narrower \
             route, and where the routes of both speak for other addresses by a NAT.",
    }),
    references: cited(&["Command Reference, show ip route"]),
    cause: Some(Cause::LanOverlap),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const RENUMBER: Phrase = Phrase {
    ja: "どちらかの拠点の LAN のアドレスを変える計画を立てます。パソコンやプリンターの設定も変わるので、\
         業務時間の外に行ってください。",
    en: "Plan other addresses for the LAN of one site. Computers and printers there change too, so do it \
         outside working hours.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b.filter(|_| pair.role == Role::SiteToSite) else {
        return nothing();
    };
    let translated = pair.ends().any(|end| translates_in_tunnel(end.router));
    let flows = pair.flows();
    if pair.matched_by == MatchedBy::Nothing || may_bridge(pair) || translated || flows {
        return nothing();
    }
    // Two sites of which nothing shows that they are joined may well use the same network.
    let weigh = |finding: Finding| {
        if pair.belongs() {
            finding
        } else {
            finding.severity(Severity::Risk)
        }
    };
    Ok(find(&pair.a, &b).map(weigh).into_iter().listed())
}

fn find(a: &End<'_>, b: &End<'_>) -> Option<Finding> {
    let (mine, theirs) = (lans(a.router), lans(b.router));
    let overlapping = |own: &Sourced<Network>| {
        let other = theirs.iter().find(|it| it.value.overlaps(&own.value))?;
        Some((*own, *other))
    };
    let (own, other) = mine.iter().find_map(overlapping)?;
    let (here, there) = (a.router.side, b.router.side);
    let mut finding = Finding::new([a.router.place(own.line), b.router.place(other.line)])
        .at(Where::Both)
        .arg("first", own.value)
        .arg("second", other.value);
    let may_translate = [a, b].iter().all(|end| may_translate(end, &mine, &theirs));
    if may_translate {
        for side in [here, there] {
            finding = finding.read_and_ask(Need::translations(side), LOOK_FOR_NAT);
        }
    }
    let finding = finding
        .read(here, "show config | grep address", READ_ADDRESSES)
        .read(there, "show config | grep address", READ_ADDRESSES)
        .advise(RENUMBER);
    let ways = [
        joins_others(a, &theirs, &mine),
        joins_others(b, &mine, &theirs),
    ];
    // What one end leads in does not come back where the other is shown to lead nothing of it.
    let others_joined = ways.contains(&Some(true)) && !ways.contains(&Some(false));
    let led_in = leads_in(a, &other.value) && leads_in(b, &own.value);
    let may_work = others_joined || led_in || may_translate;
    let is_remark = may_work || !(carries(a) && carries(b));
    Some(if is_remark {
        finding.severity(Severity::Risk)
    } else {
        finding
    })
}

/// Whether an end leads a LAN of the other that it does not have itself into the tunnel; None where nothing tells.
fn joins_others(
    end: &End<'_>,
    theirs: &[Sourced<Network>],
    own: &[Sourced<Network>],
) -> Option<bool> {
    let mut far = end.far_networks().into_iter();
    let joined = far.any(|far| joins(&far, theirs, own));
    let tells = whole_table(end.router, None).is_some();
    (joined || tells).then_some(joined)
}

const LOOK_FOR_NAT: Phrase = Phrase {
    ja: "トンネルへの経路は、どちらの拠点の LAN でもないアドレスに向いています。トンネルで NAT を使っているかを確かめます。",
    en: "The routes into the tunnel are for addresses of neither LAN. See whether the tunnel has a NAT.",
};
const READ_ADDRESSES: Phrase = Phrase {
    ja: "LAN のアドレス（ip lan1 address）と、トンネルに NAT の設定がないかを見ます。",
    en: "Look at the addresses of the LAN (ip lan1 address), and whether the tunnel has a NAT.",
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY_AROUND, HEALTHY_DETAIL, SETTINGS, changed, check, finds_nothing,
    };

    /// Both sites use 192.168.2.0/24, and nothing shows that traffic flows.
    fn same_lan() -> String {
        HEALTHY_AROUND
            .replace("Received: (IPv4) 4", "Received: (IPv4) x")
            .replacen(
                "192.168.1.0/24 192.168.1.1",
                "192.168.2.0/24 192.168.2.1",
                1,
            )
    }

    #[test]
    fn fires_on_the_same_and_on_a_wider_network() {
        check(&RULE, &same_lan()).fires_at(["A21", "B21"]);
        let wider = same_lan().replacen(
            "192.168.2.0/24 192.168.2.1",
            "192.168.0.0/16 192.168.0.1",
            1,
        );
        check(&RULE, &wider).fires_at(["A21", "B21"]);
    }

    #[test]
    fn a_remark_where_nothing_shows_that_the_two_are_joined() {
        let site = |name: &str| {
            let text = same_lan();
            let text = text.split("//- ").find(|it| it.starts_with(name)).unwrap();
            let (_, around) = text.split_once("# show status").unwrap();
            let around = around.replace("192.168.1.0/24 -", "10.0.0.0/24 -");
            format!("//- {name}\n# show status{around}")
        };
        let lone = format!("{}{}", site("A"), site("B"));
        check(&RULE, &lone).fires_as_remark();
    }

    #[test]
    fn a_remark_from_settings_alone() {
        let same = changed(
            SETTINGS,
            "B",
            "address 192.168.2.1/24",
            "address 192.168.1.254/24",
        );
        check(&RULE, &same).fires_as_remark();
        check(&RULE, &same).fires_at(["A4", "B4"]);
        let line = changed(
            &same,
            "B",
            "default gateway pp 1",
            "default gateway 192.168.1.1",
        );
        finds_nothing(&RULE, &line);
        finds_nothing(&RULE, &same.replace("show config", "show config | grep ip"));
        finds_nothing(&RULE, SETTINGS);
    }

    #[test]
    fn silent_on_a_healthy_pair_and_on_a_bridge() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        finds_nothing(&RULE, &same_lan().replace("type: IPsec", "type: L2TPv3"));
    }

    #[test]
    fn an_answer_from_the_own_lan_does_not_silence_it() {
        let ping = "# ping -c 5 -sa 192.168.2.1 192.168.2.9\n5 packets transmitted, 5 packets received, 0.0% packet loss\n//- B";
        check(&RULE, &same_lan().replacen("//- B", ping, 1)).fires_at(["A21", "B21"]);
    }

    #[test]
    fn a_remark_where_the_longest_match_leads_into_the_tunnel() {
        let wide = HEALTHY_AROUND
            .replace("Received: (IPv4) 4", "Received: (IPv4) x")
            .replacen(
                "192.168.1.0/24 192.168.1.1",
                "192.168.0.0/16 192.168.0.1",
                1,
            )
            .replacen("192.168.1.0/24 - TUNNEL", "192.168.0.0/16 - TUNNEL", 1);
        check(&RULE, &wide).fires_as_remark();
        let answered = "# ping -c 5 -sa 192.168.0.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n//- B";
        finds_nothing(&RULE, &wide.replacen("//- B", answered, 1));
    }

    #[test]
    fn a_remark_where_the_routes_speak_for_a_translation() {
        let same = same_lan();
        let translated = same
            .replacen("192.168.2.0/24 - TUNNEL", "192.168.102.0/24 - TUNNEL", 1)
            .replacen("192.168.1.0/24 - TUNNEL", "192.168.101.0/24 - TUNNEL", 1);
        check(&RULE, &translated).fires_as_remark();
        check(&RULE, &same).fires_at(["A21", "B21"]);
    }

    #[test]
    fn a_remark_where_the_only_tunnel_is_led_into_and_no_output_names_it() {
        let translated = same_lan()
            .replacen("192.168.2.0/24 - TUNNEL", "192.168.102.0/24 - TUNNEL", 1)
            .replacen("192.168.1.0/24 - TUNNEL", "192.168.101.0/24 - TUNNEL", 1);
        let (_, around) = translated.split_once("\n# show status").unwrap();
        let (detail, _) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let unnamed = format!("{detail}# show status{around}");
        check(&RULE, &unnamed).fires_as_remark();
        // Of several tunnels, any may be the one.
        let further = "192.168.1.0/24 - TUNNEL[2] static\n//- B";
        check(&RULE, &unnamed.replacen("//- B", further, 1)).fires_at(["A35", "B21"]);
    }

    #[test]
    fn silent_on_the_network_of_the_line() {
        let home_gateway = same_lan().replace("default - PP[01]", "default 192.168.2.254 LAN1");
        finds_nothing(&RULE, &home_gateway);
        finds_nothing(&RULE, &same_lan().replace("default - PP[01] static\n", ""));
    }
}
