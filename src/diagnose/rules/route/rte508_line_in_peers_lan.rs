//! RTE508 line-in-peers-lan: the network between a router and the device at its line is the LAN of the peer.

use super::may_bridge;
use crate::diagnose::routes::{
    MOST_LANS, joins, lans, leads_in, may_translate, translates_in_tunnel,
};
use crate::diagnose::rules::carries;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, nothing,
};
use crate::model::{HopTarget, Interface, Network, Router, Sourced};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::Listed;

/// RTE508 line-in-peers-lan.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE508",
    slug: "line-in-peers-lan",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "{here}の回線側のネットワーク（{first}）が、{there}の LAN（{second}）と同じか重なっています",
        en: "The network at the line of {here} ({first}) is that of the LAN of {there} ({second}), or overlaps it",
    },
    headline: Phrase {
        ja: "通信が流れないようです。{here}の回線側のネットワークが、{there}の LAN と重なっています。",
        en: "Traffic does not seem to flow: the network at the line of {here} overlaps the LAN of {there}.",
    },
    why: Phrase {
        ja: "ホームゲートウェイなどの下では、回線側も 192.168.1.0/24 のようなネットワークになります。ルーターは、自分のインターフェースの\
             ネットワークに宛てたパケットを、トンネルへの経路があってもそこへ送ります。",
        en: "Behind a home gateway the line, too, is a network such as 192.168.1.0/24. A router sends packets for the network of one \
             of its interfaces there, also where a route leads them into the tunnel.",
    },
    question: Phrase {
        ja: "回線側のネットワークが相手の LAN と重なっていないか",
        en: "Whether the network at the line overlaps the peer's LAN",
    },
    silent_when: for_docs(Phrase {
        ja: "LAN をブリッジするトンネルのとき、トンネルで NAT を使っているとき、通信が確かめられているとき、より細かい経路がトンネルを向いているとき。\
             トンネルが接続中と分からないとき、二つの拠点がつながる相手どうしか分からないとき、\
             相手の別の LAN がトンネルを向いているとき、経路が別のアドレスへの変換を思わせるときは、注意点にとどめます。",
        en: "When the tunnel bridges the LANs, when a NAT is used in it, when traffic is shown, and when a narrower route leads into it. A remark \
             only, where the tunnel is not shown to be up, where nothing shows that the two sites are joined, and where another LAN of the \
             peer is led into it, and where the routes speak for other addresses by a NAT.",
    }),
    references: cited(&["Command Reference, show ip route"]),
    cause: Some(Cause::LanOverlap),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const READ_ADDRESSES: Phrase = Phrase {
    ja: "回線側のインターフェースのアドレスを見ます。",
    en: "Look at the address of the interface of the line.",
};
const RENUMBER: Phrase = Phrase {
    ja: "回線側の機器（ホームゲートウェイなど）の LAN を、どの拠点とも重ならないアドレスに変える計画を立てます。\
         その機器につながるほかの機器の設定も変わるので、業務時間の外に行ってください。",
    en: "Plan addresses that no site uses for the LAN of the device at the line (a home gateway or the like). What else is connected \
         to it changes too, so do it outside working hours.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let translated = pair.ends().any(|end| translates_in_tunnel(end.router));
    if pair.matched_by == MatchedBy::Nothing || may_bridge(pair) || translated || pair.flows() {
        return nothing();
    }
    let ways = ends::both(pair).into_iter();
    let found = ways.filter_map(|(here, there)| find(&here, &there));
    let may_be_strangers = !pair.belongs() || !pair.ends().all(|end| carries(&end));
    let found = found.map(|it| {
        if may_be_strangers {
            it.severity(Severity::Risk)
        } else {
            it
        }
    });
    Ok(found.listed())
}

fn find(here: &End<'_>, there: &End<'_>) -> Option<Finding> {
    let (own, theirs, lines) = (lans(here.router), lans(there.router), lines(here.router));
    if own.is_empty() {
        return None;
    }
    let overlapping = |line: &Sourced<Network>| {
        let lan = theirs.iter().find(|it| it.value.overlaps(&line.value))?;
        Some((*line, *lan))
    };
    let (line, lan) = lines.iter().find_map(overlapping)?;
    let far = here.far_networks();
    let mut narrower = far.iter().filter(|it| it.value.prefix > line.value.prefix);
    if leads_in(here, &lan.value) || narrower.any(|it| lan.value.overlaps(&it.value)) {
        return None;
    }
    let others_joined = far
        .iter()
        .any(|it| joins(it, &theirs, &own) && joins(it, &theirs, &lines));
    let (side, other) = (here.router.side, there.router.side);
    let finding = Finding::new([here.router.place(line.line), there.router.place(lan.line)])
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other)
        .arg("first", line.value)
        .arg("second", lan.value)
        .read(side, "show config | grep address", READ_ADDRESSES)
        .advise_at(side, RENUMBER);
    Some(if others_joined || may_translate(here, &own, &theirs) {
        finding.severity(Severity::Risk)
    } else {
        finding
    })
}

/// The networks of the ports by which the default route leaves, or over which a session runs, by the table, else by
/// whole settings.
fn lines(router: &Router) -> Vec<Sourced<Network>> {
    let Some(table) = &router.routes else {
        return by_settings(router);
    };
    let ports: Vec<&Interface> = table.defaults().map(|it| &it.interface).listed();
    let connected = table.connected().take(MOST_LANS);
    let is_line = |port: &Interface| ports.contains(&port) || router.settings.carries_session(port);
    let lines = connected.filter(|(port, _)| matches!(port, Interface::Lan(..)) && is_line(port));
    lines.map(|it| it.1).listed()
}

fn by_settings(router: &Router) -> Vec<Sourced<Network>> {
    let settings = &router.settings;
    if settings.whole.is_none() {
        return Vec::new();
    }
    let hops = settings.default_routes().flat_map(|it| &it.hops);
    let nexts = hops.filter_map(|hop| match hop.to {
        HopTarget::Address(next) => Some(next),
        HopTarget::Interface(_) | HopTarget::Dhcp(_) | HopTarget::Hidden => None,
    });
    let nexts = nexts.listed();
    let ports = settings.interfaces.iter().take(MOST_LANS);
    let ports = ports.filter(|it| matches!(it.interface, Interface::Lan(..)));
    let lines = ports.filter_map(|port| Some((port, port.fixed()?)));
    let lines = lines.filter(|(port, line)| {
        let leads_out = nexts.iter().any(|it| line.value.contains(*it));
        leads_out || settings.carries_session(&port.interface)
    });
    lines.map(|it| it.1).listed()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    /// The line of A is the network that is the LAN of B, and nothing shows that traffic flows.
    fn behind_a_gateway(more: &str) -> String {
        let (a, b) = HEALTHY_AROUND.split_once("//- B").unwrap();
        let (head, rows) = a.split_once("default").unwrap();
        let (_, rest) = rows.split_once('\n').unwrap();
        let line = format!(
            "default 192.168.2.254 LAN2 static\n192.168.2.0/24 192.168.2.77 LAN2 implicit\n{more}"
        );
        format!("{head}{line}{rest}//- B{b}").replace("Received: (IPv4) 4", "Received: (IPv4) x")
    }

    #[test]
    fn fires_with_and_without_a_route_into_the_tunnel() {
        let said = check(&RULE, &behind_a_gateway(""));
        assert!(said.degrades());
        said.points_at("A");
        let without = behind_a_gateway("").replacen("192.168.2.0/24 - TUNNEL[1] static\n", "", 1);
        check(&RULE, &without).fires();
    }

    #[test]
    fn silent_on_another_network_and_where_a_narrower_route_leads_in() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        let other = behind_a_gateway("").replace("192.168.2.254", "192.168.9.254");
        let other = other.replace("192.168.2.0/24 192.168.2.77", "192.168.9.0/24 192.168.9.77");
        finds_nothing(&RULE, &other);
        finds_nothing(
            &RULE,
            &behind_a_gateway("192.168.2.0/25 - TUNNEL[1] static\n"),
        );
    }
}
