//! TUN408 packets-lost: one end counts packets sent into the tunnel, the other counts none received.

use crate::diagnose::between::traverses_at_one_end;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, found, steps,
};
use crate::pair::{End, GatewayPair, Loss, Role, TrafficBy};

/// TUN408 packets-lost.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN408",
    slug: "packets-lost",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}と{there}のあいだで、送ったパケットが{how}届いていません",
        en: "Packets sent between {here} and {there} {how}do not arrive",
    },
    headline: Phrase {
        ja: "トンネルは接続中ですが、{what}。",
        en: "The tunnel is connected, but {what}.",
    },
    why: Phrase {
        ja: "鍵交換（UDP）は通っても、暗号化されたパケット（ESP）だけがフィルターや途中の機器で落ちることがあります。\
             ping を送ってもう一度両端のパケット数を見ると、分かれます。送信が増えなければ{here}の経路、\
             送信が増えて受信が増えなければ{there}の手前です。",
        en: "The key exchange (UDP) may pass while the encrypted packets (ESP) are dropped by a filter or \
             a device on the way. A ping and another look at both counters tell: if “sent” does not grow, \
             it is the route at {here}; if it does and “received” does not, they are lost before {there}.",
    },
    question: Phrase {
        ja: "送ったパケットが相手に届いているか",
        en: "Whether packets sent arrive at the peer",
    },
    silent_when: for_docs(Phrase {
        ja: "送信が5パケット未満のとき（両端を二度ずつ見ていれば、その間の）、どちらかがつながってから60秒未満のとき、両端のパケット数が同じ時点のもので\
             なさそうなとき、ping で通信が確かめられているとき。",
        en: "When fewer than five packets were sent (where both ends were looked at twice: in between), when either end is connected for less than 60 \
             seconds, when the counters do not seem to be of one time, and when a ping shows traffic.",
    }),
    references: cited(&["Command Reference, show status tunnel", "RFC 3948 §1"]),
    cause: Some(Cause::EspBlocked),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const THERE: Phrase = Phrase {
    ja: "{here}が送ったパケットが、{there}に届いていません",
    en: "packets that {here} sends do not arrive at {there}",
};
const BOTH_WAYS: Phrase = Phrase {
    ja: "{here}と{there}のあいだで、パケットがどちら向きにも届いていません",
    en: "packets between {here} and {there} arrive in neither direction",
};
const THERE_V4: Phrase = Phrase {
    ja: "{here}が送った IPv4 のパケットが、{there}に届いていません",
    en: "packets of IPv4 that {here} sends do not arrive at {there}",
};
const BOTH_WAYS_V4: Phrase = Phrase {
    ja: "{here}と{there}のあいだで、IPv4 のパケットがどちら向きにも届いていません",
    en: "packets of IPv4 between {here} and {there} arrive in neither direction",
};
const OF_V4: Phrase = Phrase {
    ja: "、IPv4 では",
    en: "by IPv4 ",
};
const MOSTLY: Phrase = Phrase {
    ja: "ほとんど",
    en: "mostly ",
};
const ALL: Phrase = Phrase::NOTHING;
const MOST: Phrase = Phrase {
    ja: "{here}が送ったパケットの半分以上が、{there}に届いていません",
    en: "half or more of the packets that {here} sends do not arrive at {there}",
};
const READ_FILTERS: Phrase = Phrase {
    ja: "回線側の受信フィルターで ESP が通るか、静的 NAT に esp があるかを見ます。",
    en: "Look whether the inbound filter of the line passes ESP, and whether the static NAT has esp.",
};
const USE_NAT_TRAVERSAL: Phrase = Phrase {
    ja: "途中に NAT があるときは、両端で NAT トラバーサル（ipsec ike nat-traversal）を使うと、\
         ESP の代わりに UDP 4500 で運ばれます。片方だけでは働きません。",
    en: "Where a NAT is on the way, NAT traversal (ipsec ike nat-traversal) at both ends carries the \
         packets by UDP 4500 in place of ESP. At one end alone it does nothing.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let loss = pair.loss(TrafficBy::Counters);
    let Some(Loss {
        from,
        to,
        both_ways,
        lines,
    }) = loss.filter(|_| pair.role == Role::SiteToSite)
    else {
        return most(pair);
    };
    let side = if both_ways {
        Where::Both
    } else {
        Where::Site(to.router.side)
    };
    // Where those of IPv6 arrive, nothing keeps out all packets.
    let tunnel = to.receives().and_then(|it| it.received_v4);
    let is_of_v4 = tunnel.is_some_and(|it| it.value == 0);
    let (how, what) = match (is_of_v4, both_ways) {
        (true, true) => (OF_V4, BOTH_WAYS_V4),
        (true, false) => (OF_V4, THERE_V4),
        (false, true) => (ALL, BOTH_WAYS),
        (false, false) => (ALL, THERE),
    };
    let finding = Finding::new(lines.iter().copied())
        .at(side)
        .phrase("how", how)
        .phrase("what", what);
    if is_of_v4 {
        return Ok(vec![with_looks(finding.cause(None), &from, &to)]);
    }
    let finding = with_steps(finding, &from, &to);
    Ok(vec![if traverses_at_one_end(pair) {
        // That is the more exact cause, and another finding names it.
        finding.cause(None)
    } else {
        finding
    }])
}

/// Where something arrives, nothing keeps out all packets: what it is, is not known.
fn most(pair: &GatewayPair<'_>) -> Outcome {
    let lost = pair.loses_most().into_iter();
    let lost = lost.filter(|_| pair.role == Role::SiteToSite);
    found(lost.map(|(from, to, lines)| {
        let finding = Finding::new(lines)
            .at(Where::Site(to.router.side))
            .phrase("how", MOSTLY)
            .phrase("what", MOST)
            .cause(None);
        with_steps(finding, &from, &to)
    }))
}

fn with_steps(finding: Finding, from: &End<'_>, to: &End<'_>) -> Finding {
    with_looks(finding, from, to)
        .read(to.router.side, "show config | grep esp", READ_FILTERS)
        .advise(USE_NAT_TRAVERSAL)
}

/// Adds what tells where the packets are lost.
fn with_looks(finding: Finding, from: &End<'_>, to: &End<'_>) -> Finding {
    let (here, there) = (from.router.side, to.router.side);
    let status = |end| Need::tunnel_status(end).command;
    let finding = finding.site("here", here).site("there", there);
    steps::ping(finding, from.router, to.router)
        .read(here, status(from), steps::READ_TUNNEL)
        .read(there, status(to), steps::READ_TUNNEL)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_AROUND, check, finds_nothing};

    fn counted(received_by_a: u32) -> String {
        let received = format!("Received: (IPv4) {received_by_a} packets");
        HEALTHY_AROUND.replacen("Received: (IPv4) 40 packets", &received, 1)
    }

    #[test]
    fn fires_when_nothing_arrives() {
        check(&RULE, &counted(0)).fires_at(["A15", "B16"]);
    }

    #[test]
    fn fires_where_only_ipv6_arrives() {
        let of_v6 = "\n(IPv6) 25 packets [2500 octets]\n";
        let with = |text: &str| text.replace("00 octets]\n", &format!("00 octets]{of_v6}"));
        let lost = with(&counted(0));
        check(&RULE, &lost).fires_at(["A15", "B17"]);
        finds_nothing(&RULE, &with(HEALTHY_AROUND));
    }

    #[test]
    fn fires_soon_after_it_came_up_where_too_much_was_sent_for_the_time_between_the_looks() {
        let counted = |of_a: &str, of_b: &str, sent: u32| {
            many(0)
                .replacen("2 hours", of_a, 1)
                .replacen("2 hours", of_b, 1)
                .replace(
                    "Transmitted: (IPv4) 1200",
                    &format!("Transmitted: (IPv4) {sent}"),
                )
        };
        check(&RULE, &counted("300 seconds", "340 seconds", 190)).fires();
        // All of it may be of the time between.
        finds_nothing(&RULE, &counted("300 seconds", "340 seconds", 40));
        finds_nothing(&RULE, &counted("100 seconds", "150 seconds", 190));
        finds_nothing(&RULE, &counted("600 seconds", "670 seconds", 190));
    }

    #[test]
    fn silent_when_something_arrives() {
        finds_nothing(&RULE, &counted(1));
        finds_nothing(&RULE, &many(700));
    }

    /// B counts 1200 as sent, and A so many as received.
    fn many(received_by_a: u32) -> String {
        let (a, b) = HEALTHY_AROUND.split_once("//- B").unwrap();
        let a = a.replace(
            "Received: (IPv4) 40",
            &format!("Received: (IPv4) {received_by_a}"),
        );
        format!(
            "{a}//- B{}",
            b.replace("Transmitted: (IPv4) 40", "Transmitted: (IPv4) 1200")
        )
    }

    #[test]
    fn fires_when_less_than_half_arrives() {
        let said = check(&RULE, &many(40));
        assert!(said.degrades());
        said.fires_at(["A15", "B16"]);
        check(&RULE, &many(600)).fires();
    }

    #[test]
    fn fires_where_nothing_arrived_between_two_looks() {
        // Both ends were looked at an hour ago, too.
        let twice = |a: [u32; 2], b: [u32; 2]| {
            let before = |hours: &str, [received, sent]: [u32; 2]| {
                format!(
                    "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n{hours} connection.\nReceived: (IPv4) {received} packets [9 octets]\nTransmitted: (IPv4) {sent} packets [9 octets]\n"
                )
            };
            let (now_a, now_b) = (
                before("2 hours", [900, 1000]),
                before("2 hours", [990, 1000]),
            );
            format!("{HEALTHY}\n{}{now_b}", before("1 hour", b)).replacen(
                "//- B",
                &format!("{}{now_a}//- B", before("1 hour", a)),
                1,
            )
        };
        let stopped = twice([900, 500], [990, 600]);
        check(&RULE, &stopped).fires();
        check(&RULE, &twice([900, 500], [980, 600])).points_at("A");
        // Idle, or passing.
        finds_nothing(&RULE, &twice([900, 1000], [990, 1000]));
        finds_nothing(&RULE, &twice([800, 500], [900, 600]));
        // Both looks at one end lie before those at the other.
        let (a, b) = stopped.split_once("//- B").unwrap();
        let other = b
            .replace("1 hour", "30 minutes")
            .replace("2 hours", "1 hour");
        finds_nothing(&RULE, &format!("{a}//- B{other}"));
    }

    #[test]
    fn silent_where_what_was_sent_since_may_be_what_is_missing() {
        // A was asked a minute before B.
        let earlier = many(40).replacen("2 hours connection", "119 minutes connection", 1);
        finds_nothing(&RULE, &earlier);
    }

    #[test]
    fn silent_when_too_little_was_sent_or_it_was_just_connected() {
        finds_nothing(
            &RULE,
            &counted(0).replace("Transmitted: (IPv4) 40", "Transmitted: (IPv4) 4"),
        );
        finds_nothing(&RULE, &counted(0).replace("2 hours", "59 seconds"));
    }

    #[test]
    fn silent_when_the_counters_are_not_of_one_time() {
        finds_nothing(&RULE, &counted(0).replacen("2 hours", "90 minutes", 1));
        check(&RULE, &counted(0).replacen("2 hours", "119 minutes", 1)).fires();
        let before = counted(0).replacen("Transmitted: (IPv4) 40", "Transmitted: (IPv4) 0", 1);
        finds_nothing(&RULE, &before);
    }
}
