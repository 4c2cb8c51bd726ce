//! RTE507 route-into-idle-tunnel: the peer's LAN is routed into a tunnel without SAs, beside one that has some.

use super::may_bridge;
use crate::diagnose::routes::{lans_of, whole_table};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    ends, for_docs, nothing, steps,
};
use crate::model::{Encapsulation, Interface, Route, Router, TunnelNumber, TunnelStatus};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::Listed;

/// RTE507 route-into-idle-tunnel.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE507",
    slug: "route-into-idle-tunnel",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "{here}では、{there}の LAN（{network}）への経路が、SA のないトンネル {tunnel} を向いています",
        en: "At {here}, {network} in the LAN of {there} is routed into tunnel {tunnel}, which has no SAs",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}では、{there}の LAN への経路が、SA のないトンネル {tunnel} を向いています。",
        en: "This cannot be decided yet. At {here}, the LAN of {there} is routed into tunnel {tunnel}, which has no SAs.",
    },
    why: Phrase {
        ja: "別のトンネルに SA があっても、パケットは経路が向くトンネルに入ります。トンネル {tunnel} が主回線のものなら、\
             切れていて、予備のトンネルにも切り替わっていないかもしれません。",
        en: "Packets enter the tunnel that the route names, whatever SAs another one has. If tunnel {tunnel} is the \
             main one, it is down, and the one in reserve may not have taken over.",
    },
    question: Phrase {
        ja: "相手の LAN への経路が、SA のあるトンネルを向いているか",
        en: "Whether the peer's LAN is routed into a tunnel with SAs",
    },
    silent_when: for_docs(Phrase {
        ja: "SA か経路の一覧が途中で切れているか、伏せ字があるとき。そのトンネルがつながっているか、IPsec のトンネルではないとき。\
             そのトンネルのゲートウェイが分かっているとき（そのゲートウェイの組が答えます）。ping に応答があったとき。",
        en: "When a list of SAs or routes is cut or masked, when that tunnel is up or carries no IPsec, when its gateway \
             is known (then the pair of that gateway answers), and when a ping was answered.",
    }),
    references: cited(&[
        "Command Reference, ip route",
        "Command Reference, show ip route",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.matched_by == MatchedBy::Nothing || may_bridge(pair) || pair.is_answered() {
        return nothing();
    }
    let ways = ends::both(pair).into_iter();
    Ok(ways.filter_map(|(from, to)| find(&from, &to)).listed())
}

fn find(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let table = whole_table(from.router, None)?;
    let list = from.router.whole_answer(None)?.opening;
    for lan in lans_of(to) {
        let ways = table.lookup(lan.value.address);
        let always: Vec<&Route> = ways.into_iter().filter(|it| !it.conditional).listed();
        let gets = |it: &Interface| matches!(it, Interface::Tunnel(number) if from.takes_over_from(*number));
        let leads_in = |it: &&Route| from.owns(&it.interface) || gets(&it.interface);
        if always.iter().any(leads_in) {
            return None;
        }
        let idle = always.iter().find_map(|it| Some((*it, idle(from, it)?)));
        let Some((way, tunnel)) = idle else { continue };
        let (here, there) = (from.router.side, to.router.side);
        let status = Need::tunnel_status_of(here, Some(tunnel));
        let lines = [from.router.place(way.line), from.router.place(list)];
        return Some(
            Finding::new(lines)
                .and_places([to.router.place(lan.line)])
                .at(Where::Site(here))
                .site("here", here)
                .site("there", there)
                .arg("network", lan.value.base())
                .arg("tunnel", tunnel.0)
                .read_and_ask(status, steps::READ_TUNNEL)
                .read_and_ask(Need::settings(here), steps::READ_ROUTE_SETTINGS),
        );
    }
    None
}

/// The tunnel that a route leads into, where it is shown to have no SA and nothing else tells of it.
fn idle(from: &End<'_>, way: &Route) -> Option<TunnelNumber> {
    let Interface::Tunnel(number) = way.interface else {
        return None;
    };
    let router = from.router;
    from.tunnel_numbers().next()?;
    let mut sas = router.ipsec_sas.iter();
    let is_silent = sas.all(|sa| sa.tunnel.is_some_and(|it| it != number));
    let mut gateways = router.gateways.iter();
    let is_known = gateways.any(|it| it.tunnels.contains(&number));
    (is_silent && !is_known && may_be_idle_ipsec(router, number)).then_some(number)
}

fn may_be_idle_ipsec(router: &Router, number: TunnelNumber) -> bool {
    let status = router.tunnel(number);
    let is_up = |it: &TunnelStatus| it.up.is_some_and(|up| up.value);
    let set = router.settings.tunnel(number);
    let set = set.and_then(|it| it.encapsulation.known());
    status.is_none_or(|it| it.may_be_ipsec() && !is_up(it))
        && set.is_none_or(|it| it.value == Encapsulation::Ipsec)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    const OWN: &str = "192.168.2.0/24 - TUNNEL[1] static\n";

    fn with(rows: &str) -> String {
        HEALTHY_AROUND.replacen(OWN, rows, 1)
    }

    #[test]
    fn fires_where_only_the_tunnel_in_reserve_has_sas() {
        let both =
            with("192.168.2.0/24 - TUNNEL[2] static\n192.168.2.0/24 - TUNNEL[1] static w(0)\n");
        check(&RULE, &both).fires_and_asks_for(["A show status tunnel 2", "A show config"]);
        check(&RULE, &with("192.168.2.0/24 - TUNNEL[2] static\n")).fires();
    }

    #[test]
    fn silent_where_a_route_leads_into_the_own_tunnel() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        finds_nothing(
            &RULE,
            &with("192.168.2.0/24 - TUNNEL[1] static\n192.168.2.0/24 - TUNNEL[2] static\n"),
        );
        finds_nothing(
            &RULE,
            &with("192.168.2.0/24 - TUNNEL[1] static\n192.168.2.0/24 - TUNNEL[2] static w(0)\n"),
        );
    }

    #[test]
    fn silent_where_the_other_tunnel_carries_something_else() {
        let other = with("192.168.2.0/24 - TUNNEL[2] static\n");
        let status = "# show status tunnel 2\nTUNNEL[2]:\nInterface type: L2TPv3\nCurrent status is Online.\n//- B";
        finds_nothing(&RULE, &other.replacen("//- B", status, 1));
    }
}
