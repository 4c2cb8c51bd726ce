//! SA201 stale-sa: one end holds IPsec SAs that the other does not have.

use std::net::IpAddr;

use crate::diagnose::rules::is_up;
use crate::diagnose::settings;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, Severity, Where, cited,
    for_docs, nothing, steps, wan,
};
use crate::model::{Direction, Exchange, Presence};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::Listed;

/// SA201 stale-sa.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA201",
    slug: "stale-sa",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{holder}に IPsec SA がありますが、{other}にはありません",
        en: "{holder} has IPsec SAs, {other} has none",
    },
    headline: Phrase {
        ja: "VPN は切れています。{holder}に残っている IPsec SA が、{other}にはありません。",
        en: "The VPN is down. {holder} still holds IPsec SAs that {other} does not have.",
    },
    why: Phrase {
        ja: "SA は両端で同じものを持って初めて使えます。{other}の再起動などで失われた後、{holder}に古い SA が残ると、\
             寿命が尽きるか削除するまで通信できないことがあります。",
        en: "An SA works only while both ends hold it. When {other} has lost it, by a restart for example, \
             {holder} may keep the old one, and nothing passes until it ends or is deleted.",
    },
    question: Phrase {
        ja: "片方だけに SA が残っていないか",
        en: "Whether one end alone still holds SAs",
    },
    silent_when: for_docs(Phrase {
        ja: "SA のない側の一覧が途中で切れているとき、出力どうしが食い違うとき（トンネルが接続中なら TUN404 が答えます）。\
             SA の相手が、もう一方のルーターのアドレスでなく、別のルーターかもしれないとき。",
        en: "When the list of the end without SAs is cut, or its outputs disagree (with a tunnel that is \
             connected, TUN404 answers), and when the SAs name an address that is not the other router's, so \
             that they may be with a third one.",
    }),
    references: cited(&["RFC 4301 §4.1", "RFC 7296 §2.4"]),
    cause: Some(Cause::StaleSa),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

const LOOK_AGAIN: Phrase = Phrase {
    ja: "まず取り直します。つながる途中で一覧を取っただけなら、SA が現れます。",
    en: "List them once more first: if it was just connecting, SAs appear.",
};

/// More SAs than this are not worth a step each.
const MOST_DELETIONS: usize = 4;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b.filter(|_| !pair.moment.is_long_apart()) else {
        return nothing();
    };
    let alone = matches!(pair.matched_by, MatchedBy::Only | MatchedBy::Nothing);
    let found = [(&pair.a, &b), (&b, &pair.a)]
        .into_iter()
        .filter(|(holder, other)| !(alone && are_anothers(holder, other)))
        .find_map(|(holder, other)| find(holder, other));
    Ok(found.into_iter().listed())
}

/// Whether the SAs of an end name an address that is none of the other's line: they may be those of a
/// third router, which are well.
fn are_anothers(holder: &End<'_>, other: &End<'_>) -> bool {
    // What its log shows it to speak from is its own as well.
    let networks = &other.router.networks;
    let mut own = networks.seen_addresses.clone();
    own.extend(&networks.own_addresses);
    let called = holder.called();
    // It has yet another peer, which may be this one.
    let is_of_called = |it: &Exchange| {
        let peer = it.peer.seen();
        peer.is_none_or(|peer| called.iter().any(|it| it.value == peer.value))
    };
    let log = holder.router.log.as_ref();
    if !called.is_empty() && log.is_some_and(|it| it.newest_stranger(is_of_called).is_some()) {
        return true;
    }
    let is_elsewhere = |it: &IpAddr| wan::is_global(*it) && !own.contains(it);
    let knows_line = own.iter().any(|it| wan::is_global(*it));
    knows_line && !called.is_empty() && called.iter().all(|it| is_elsewhere(&it.value))
}

fn find(holder: &End<'_>, other: &End<'_>) -> Option<Finding> {
    // A router that stands by holds none by design; CFG624 tells.
    if settings::told(other).is_some_and(|it| it.may_stand_by()) {
        return None;
    }
    // A list that a tunnel contradicts is of another moment; TUN404 tells.
    if is_up(other) {
        return None;
    }
    let opening = other.lacks_child_sas()?;
    let held: Vec<_> = [Direction::Outbound, Direction::Inbound]
        .into_iter()
        .filter_map(|direction| match holder.ipsec_presence(direction) {
            Presence::Shown(line) => Some(holder.router.place(line)),
            Presence::Absent(_) | Presence::Unknown => None,
        })
        .listed();
    if held.is_empty() {
        return None;
    }
    let side = holder.router.side;
    let mut finding = Finding::new(held.into_iter().chain([other.router.place(opening)]))
        .at(Where::Site(side))
        .site("holder", side)
        .site("other", other.router.side)
        .read(other.router.side, "show ipsec sa", LOOK_AGAIN);
    let directions = [Direction::Outbound, Direction::Inbound];
    let ids = directions
        .into_iter()
        .flat_map(|direction| holder.ipsec_sas(direction))
        .filter_map(|sa| sa.common.id);
    for id in ids.take(MOST_DELETIONS) {
        finding = finding.change(side, format!("ipsec sa delete {}", id.0), steps::DELETE_SA);
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing, side};

    #[test]
    fn fires_and_points_at_the_holder() {
        let a = side(HEALTHY, "A");
        check(&RULE, &format!("{a}\n//- B\n# show ipsec sa\n#")).fires_at(["A6", "A7", "B1"]);
    }

    #[test]
    fn silent_where_the_sas_may_be_those_of_a_third_router() {
        let a = side(HEALTHY, "A");
        let line = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
            default 198.51.100.254 LAN2 static\n198.51.100.0/24 198.51.100.7 LAN2 implicit\n";
        finds_nothing(&RULE, &format!("{a}\n//- B\n{line}# show ipsec sa\n#"));
        let own = line.replace("198.51.100.7", "203.0.113.2");
        check(&RULE, &format!("{a}\n//- B\n{own}# show ipsec sa\n#")).fires();
        let log = "# show log | grep IKE\n2026/11/23 09:00:00: [IKE] initiate ISAKMP phase to 192.0.2.7 (local address 198.51.100.7)\n";
        finds_nothing(&RULE, &format!("{a}\n//- B\n{log}# show ipsec sa\n#"));
        let own = log.replace("198.51.100.7", "203.0.113.2");
        check(&RULE, &format!("{a}\n//- B\n{own}# show ipsec sa\n#")).fires();
    }

    #[test]
    fn silent_where_the_holder_calls_yet_another_peer() {
        let a = side(HEALTHY, "A");
        let calls = |peer: &str| {
            let log = format!(
                "# show log\n2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to {peer} (local address 192.0.2.1)\n#"
            );
            format!("{a}\n{log}\n//- B\n# show ipsec sa\n#")
        };
        check(&RULE, &calls("203.0.113.2")).fires();
        finds_nothing(&RULE, &calls("203.0.113.7"));
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_the_other_list_is_not_pasted_or_cut() {
        let a = side(HEALTHY, "A");
        finds_nothing(&RULE, &format!("{a}\n//- B\n"));
        finds_nothing(&RULE, &format!("{a}\n//- B\nTotal: isakmp:1 send:1 recv:1"));
    }

    #[test]
    fn silent_when_the_detail_contradicts_the_list() {
        let a = side(HEALTHY, "A");
        let b = "//- B\nTotal: isakmp:0 send:0 recv:0\n# show ipsec sa gateway 1 detail\nSA[1] Duration: 5000s\nDirection: send\nProtocol: ESP (Mode: tunnel)\n--------------------";
        finds_nothing(&RULE, &format!("{a}\n{b}"));
    }
}
