//! CFG632 l2tpv3-mismatch: the settings of `L2TPv3` of both ends do not fit each other, so that the SAs carry nothing.

use crate::diagnose::rules::is_up;
use crate::diagnose::settings::{self, Told};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::model::Sourced;
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// CFG632 l2tpv3-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG632",
    slug: "l2tpv3-mismatch",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "L2TPv3 の{what}が、{here}と{there}で合っていません",
        en: "The {what} of L2TPv3 of {here} and {there} do not fit",
    },
    headline: Phrase {
        ja: "まだ判断できません。SA はありますが、L2TPv3 の{what}が両端で合っていません。",
        en: "This cannot be decided yet. There are SAs, but the {what} of L2TPv3 do not fit between the ends.",
    },
    why: Phrase {
        ja: "SA があっても、L2TPv3 のトンネルは、これらがそろわないとつながりません。l2tp remote end-id は両端で同じにし、l2tp remote router-id は\
             相手の l2tp local router-id と同じにします。",
        en: "Even with SAs, the tunnel of L2TPv3 comes up only where these agree: l2tp remote end-id is the same at both ends, and \
             l2tp remote router-id is the peer's l2tp local router-id.",
    },
    question: Phrase {
        ja: "L2TPv3 の設定が両端で合っているか",
        en: "Whether the settings of L2TPv3 fit each other",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの端で、その行が貼られていないか、伏せ字のとき。SA がないとき、トンネルが両端で接続中と表示されているとき、LAN から LAN への ping に応答があるときは、注意点にとどめます。",
        en: "Where such a line of either end was not pasted, or is masked. A remark only without SAs, where both tunnels are shown to be \
             connected, and where a ping from LAN to LAN was answered.",
    }),
    references: cited(&[
        "Command Reference, l2tp local router-id, l2tp remote end-id",
        "RFC 3931 §5.4",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const END_IDS: Phrase = Phrase {
    ja: "エンド ID（l2tp remote end-id）",
    en: "end ids (l2tp remote end-id)",
};
const ROUTER_IDS: Phrase = Phrase {
    ja: "ルーター ID（l2tp local router-id、l2tp remote router-id）",
    en: "router ids (l2tp local router-id, l2tp remote router-id)",
};
const READ_L2TP: Phrase = Phrase {
    ja: "L2TP のトンネルの状態を見ます。",
    en: "Look at the state of the tunnel of L2TP.",
};
const ALIGN_ONE: Phrase = Phrase {
    ja: "根拠の行のどちらかを、もう一方に合わせます。",
    en: "Make one of the lines quoted fit the other.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    // A difference is only found where both were pasted.
    let Ok(Some(both)) = settings::both(pair) else {
        return nothing();
    };
    let (a, b) = (&both.a, &both.b);
    let mut findings = Vec::new();
    let ids = [a, b].map(|it| it.tunnel.and_then(|it| it.l2tp.end_id.clone()));
    if let [Some(own), Some(other)] = ids {
        findings.extend(differing(pair, END_IDS, (a, &own), (b, &other)));
    }
    let ways = [(a, b), (b, a)].into_iter();
    let mut of_routers = ways.filter_map(|(own, other)| {
        let said = own.tunnel?.l2tp.local_router.clone()?;
        let wanted = other.tunnel?.l2tp.remote_router.clone()?;
        differing(pair, ROUTER_IDS, (own, &said), (other, &wanted))
    });
    findings.extend(of_routers.next());
    Ok(findings)
}

/// What an end says of itself, with the line.
type Id<'t, 'm> = (&'t Told<'m>, &'t Sourced<Box<str>>);

fn differing(
    pair: &GatewayPair<'_>,
    what: Phrase,
    (own, said): Id<'_, '_>,
    (other, wanted): Id<'_, '_>,
) -> Option<Finding> {
    if said.value == wanted.value {
        return None;
    }
    let ends = pair.ends().listed();
    let may_carry = ends.iter().all(End::has_sas_both_ways);
    let is_well = pair.is_answered() || ends.iter().all(is_up);
    let mut finding = Finding::new([own.place(said.line), other.place(wanted.line)])
        .at(Where::Both)
        .phrase("what", what)
        .site("here", own.side())
        .site("there", other.side())
        .advise(ALIGN_ONE);
    for end in &ends {
        finding = finding.read(end.router.side, "show status l2tp", READ_L2TP);
    }
    if !may_carry || is_well {
        return Some(finding.severity(Severity::Risk));
    }
    for end in ends.iter().filter(|end| !is_up(end)) {
        finding = finding.read_and_ask(Need::tunnel_status(end), steps::READ_TUNNEL);
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn with(of_a: &str, of_b: &str) -> String {
        let line = |lines: &str| format!(" {lines}\n tunnel enable 1");
        let text = changed(SETTINGS, "A", " tunnel enable 1", &line(of_a));
        joined(
            HEALTHY,
            &changed(&text, "B", " tunnel enable 1", &line(of_b)),
        )
    }

    #[test]
    fn fires_where_the_end_ids_differ() {
        let differ = with("l2tp remote end-id vpn", "l2tp remote end-id vpn2");
        assert!(check(&RULE, &differ).leaves_open());
        finds_nothing(
            &RULE,
            &with("l2tp remote end-id vpn", "l2tp remote end-id vpn"),
        );
        finds_nothing(&RULE, &with("l2tp remote end-id vpn", "l2tp always-on on"));
    }

    #[test]
    fn fires_where_a_router_id_is_not_the_one_that_the_peer_waits_for() {
        let wanted = |id: &str| {
            let of_b = format!("l2tp remote router-id {id}");
            with("l2tp local router-id 192.168.1.1", &of_b)
        };
        assert!(check(&RULE, &wanted("192.168.1.9")).leaves_open());
        finds_nothing(&RULE, &wanted("192.168.1.1"));
        finds_nothing(&RULE, &wanted("xxx.xxx.xxx.xxx"));
    }
}
