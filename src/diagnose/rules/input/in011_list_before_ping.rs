//! IN011 list-before-ping: a list without SAs is older than a ping that passed.

use crate::diagnose::Found;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, ends,
    for_docs, found,
};
use crate::pair::{End, GatewayPair, Pairing, Traffic};

/// IN011 list-before-ping.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN011",
    slug: "list-before-ping",
    rung: None,
    title: Phrase {
        ja: "{here}の一覧には SA がありませんが、LAN から LAN への ping には応答があります",
        en: "The list of {here} has no SAs, and a ping from LAN to LAN was answered",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の SA の一覧は、応答のあった ping より古いようです。取り直してください。",
        en: "This cannot be decided yet. The list of SAs of {here} seems to be older than the ping that was answered. \
             Please take it again.",
    },
    why: Phrase {
        ja: "ping のあとの状態はまだ分かりません。VPN が間につながったか、VPN のほかに道があるかです。一覧を取り直すと分かります。",
        en: "What was so after the ping is not known. The VPN came up in between, or there is another way beside it. \
             A new list tells.",
    },
    question: Phrase {
        ja: "SA の一覧が ping より新しいか",
        en: "Whether the list of SAs is newer than the ping",
    },
    silent_when: for_docs(Phrase {
        ja: "同じルーターで一覧が ping より下にあるとき（一覧のほうが新しい）、経路の一覧から ping がトンネルを通らないと分かるとき、\
             同じ2拠点の間の別のトンネルに両端の SA があるとき（ping はそちらを通ります）。",
        en: "Where the list stands below the ping at the same router, and is newer; where the routes show that the ping does not \
             enter the tunnel; and where another tunnel between the same two sites has SAs at both ends, by which the ping goes.",
    }),
    references: cited(&[
        "Command Reference, show ipsec sa",
        "Command Reference, ping",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const TAKE_AGAIN: Phrase = Phrase {
    ja: "取り直して、結果を貼ってください。",
    en: "Take it again and paste the answer.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    // A tunnel without IPsec answers without any SA; IKE101 tells.
    let ends = ends::both(pair).into_iter();
    let ends = ends.filter(|_| !pair.may_be_none);
    found(ends.filter_map(|(end, _)| find(pair, &end)))
}

/// Drops what is said of a pair beside another of the same two sites that has the SAs for what passes between them: the
/// list shows those, and of this pair the ping tells nothing.
pub(in crate::diagnose) fn drop_beside_carriers(found: &mut Vec<Found>, pairing: &Pairing<'_>) {
    let sites = |pair: &GatewayPair<'_>| (pair.a.router.side, pair.b.map(|it| it.router.side));
    let is_carried_beside = |at: usize| {
        let pair = pairing.pairs.get(at);
        let both = pair.and_then(|pair| Some((pair, pair.b?)));
        both.is_some_and(|(pair, b)| {
            let mut beside = pairing.pairs_of(b.router.side);
            beside.any(|it| {
                let is_other = !std::ptr::eq(it, pair) && sites(it) == sites(pair);
                is_other && it.ends().all(|end| end.has_sas_both_ways())
            })
        })
    };
    found.retain(|it| !(it.rule.id == RULE.id && it.pair.is_some_and(is_carried_beside)));
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Finding> {
    let opening = end.outdated_absence()?;
    let Traffic::Seen { lines, .. } = &pair.traffic else {
        return None;
    };
    let side = end.router.side;
    Some(
        Finding::new(lines.iter().copied())
            .and_places([end.router.place(opening)])
            .at(Where::Site(side))
            .site("here", side)
            .read_and_ask(Need::sa_table(side), TAKE_AGAIN),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_AROUND, check, finds_nothing};

    const PING: &str = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
    const EMPTY: &str = "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n";

    /// A lists these, in this order; B was asked for its tunnel and routes.
    fn with(first: &str, second: &str) -> String {
        let around = |letter: &str| {
            let site = HEALTHY_AROUND
                .split("//- ")
                .find(|it| it.starts_with(letter));
            let (_, around) = site.unwrap().split_once("# show ip route").unwrap();
            format!("# show ip route{around}")
        };
        format!(
            "//- A\n{}{first}{second}//- B\n{}",
            around("A"),
            around("B")
        )
    }

    #[test]
    fn fires_where_the_ping_stands_below_the_list() {
        check(&RULE, &with(EMPTY, PING)).fires_at(["A8", "A10"]);
    }

    #[test]
    fn silent_where_the_list_is_newer() {
        finds_nothing(&RULE, &with(PING, EMPTY));
    }

    #[test]
    fn silent_where_the_ping_goes_another_way_and_on_healthy_pairs() {
        let other =
            with(EMPTY, PING).replace("192.168.2.0/24 - TUNNEL[1]", "192.168.2.0/24 - LAN3");
        finds_nothing(&RULE, &other);
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, HEALTHY_AROUND);
    }
}
