//! TUN401 traffic-not-checked: the SAs fit, and nothing pasted shows that packets pass.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::pair::{End, GatewayPair, Role, SaState, Traffic};

/// TUN401 traffic-not-checked.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN401",
    slug: "traffic-not-checked",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "通信が流れるかは、まだ確かめていません",
        en: "Whether traffic flows is not yet checked",
    },
    headline: Phrase {
        ja: "通信が流れるかは、まだ確かめていません。",
        en: "Whether traffic flows is not yet checked.",
    },
    why: Phrase {
        ja: "SA が対になっていても、経路やフィルターの設定によっては通信が流れません。",
        en: "Even with SAs that fit, a route or a filter may keep traffic from flowing.",
    },
    question: Phrase {
        ja: "通信が流れるか",
        en: "Whether traffic flows",
    },
    silent_when: for_docs(Phrase {
        ja: "SPI が両方向とも合うと確かめられる前と、ping やパケット数から通信の様子が分かるとき。",
        en: "Until the SPIs are shown to meet in both directions, and when a ping or counters tell of \
             traffic.",
    }),
    references: cited(&["Command Reference, ping"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair
        .b
        .filter(|_| pair.role == Role::SiteToSite && pair.fits_both_ways())
        .filter(|_| pair.traffic == Traffic::Unknown)
    else {
        return nothing();
    };
    let matched = pair
        .flows
        .iter()
        .filter(|flow| flow.state == SaState::Matched);
    let evidence = matched.filter_map(|flow| {
        let sender = flow.sender?;
        let end = pair.ends().find(|end| Some(end.router.side) == flow.from)?;
        Some(
            end.router
                .place(sender.spi.map_or(sender.common.line, |spi| spi.line)),
        )
    });
    let (here, there) = (pair.a.router.side, b.router.side);
    let mut finding = Finding::new(evidence)
        .at(Where::Both)
        .site("here", here)
        .site("there", there);
    // Only the list tells which tunnel is that of a gateway.
    let has_state = |end: &End<'_>| !end.router.tunnels.is_empty();
    let is_loose = |end: &End<'_>| end.tunnel_numbers().next().is_none() && has_state(end);
    for end in pair.ends().filter(is_loose) {
        finding = finding.ask(Need::sa_table(end.router.side));
    }
    // A ping that was answered need not be sent again: the table tells whether it went by this VPN.
    let mut answered = [(pair.a, b), (b, pair.a)].into_iter();
    let answered = answered.find(|(from, to)| from.is_answered_somewhere(to));
    if let Some((from, to)) = answered {
        let finding = finding
            .site("from", from.router.side)
            .site("to", to.router.side);
        let routes = Need::routes(from.router.side);
        return Ok(vec![finding.read_and_ask(routes, WHERE_IT_WENT)]);
    }
    Ok(vec![steps::ping(finding, pair.a.router, b.router)])
}

const WHERE_IT_WENT: Phrase = Phrase {
    ja: "{from}からの ping には応答がありました。その宛先が{to}の LAN で、このトンネルを通ったかは、経路の一覧で分かります。",
    en: "The ping of {from} was answered. The routing table tells whether it went through this tunnel to the LAN of {to}.",
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, joined, side};

    #[test]
    fn fires_when_the_spis_meet() {
        check(&RULE, HEALTHY_DETAIL).fires_at(["A14", "B14"]);
    }

    #[test]
    fn silent_before_the_spis_are_compared() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_both_ends_count_packets_that_neither_translates_alone() {
        let tunnel = |number| {
            format!(
                "\n# show status tunnel {number}\nTUNNEL[1]:\nInterface type: IPsec\n\
                 Current status is Online.\n2 minutes connection.\n\
                 Received: (IPv4) 3 packets [9 octets]\nTransmitted: (IPv4) 3 packets [9 octets]"
            )
        };
        let whole = joined(HEALTHY, HEALTHY_DETAIL);
        let (a, b) = (side(&whole, "A"), side(&whole, "B"));
        finds_nothing(&RULE, &format!("{a}{}\n{b}{}", tunnel(1), tunnel(1)));
        // Without the list nothing tells that the tunnel is that of the gateway.
        let (c, d) = (side(HEALTHY_DETAIL, "A"), side(HEALTHY_DETAIL, "B"));
        check(&RULE, &format!("{c}{}\n{d}{}", tunnel(1), tunnel(1)))
            .fires_and_asks_for(["A show ipsec sa", "B show ipsec sa"]);
        // What one end alone translates is counted, and may not find the way back.
        let nat = "\n# show nat descriptor address\nNAT/IP masquerade compatibility type : 2\n\
                   Reference Descriptor : 1, Assigned Interface : TUNNEL[1](1)";
        check(&RULE, &format!("{a}{}{nat}\n{b}{}", tunnel(1), tunnel(1))).fires();
        finds_nothing(
            &RULE,
            &format!("{a}{}{nat}\n{b}{}{nat}", tunnel(1), tunnel(1)),
        );
    }

    #[test]
    fn fires_where_most_may_be_lost_at_a_time_that_is_not_told() {
        let tunnel = |received, sent| {
            format!(
                "\n# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n\
                 Received: (IPv4) {received} packets [9 octets]\nTransmitted: (IPv4) {sent} packets [9 octets]"
            )
        };
        let whole = joined(HEALTHY, HEALTHY_DETAIL);
        let (a, b) = (side(&whole, "A"), side(&whole, "B"));
        let text = |received| format!("{a}{}\n{b}{}", tunnel(90, 50_000), tunnel(received, 95));
        finds_nothing(&RULE, &text(49_000));
        check(&RULE, &text(12)).fires();
    }

    #[test]
    fn silent_when_they_do_not_meet() {
        finds_nothing(
            &RULE,
            &HEALTHY_DETAIL.replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1),
        );
    }
}
