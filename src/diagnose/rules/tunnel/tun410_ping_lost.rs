//! TUN410 ping-lost: a ping from the LAN of one site to the LAN of the other was not answered at all.

use crate::diagnose::rules::carries;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::pair::{End, GatewayPair, Loss, Role, TrafficBy};
use crate::text::Place;

/// TUN410 ping-lost.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN410",
    slug: "ping-lost",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}の LAN から{there}の LAN への ping に、一つも応答がありません",
        en: "No answer to the ping from the LAN of {here} to the LAN of {there}",
    },
    headline: Phrase {
        ja: "{here}の LAN から{there}の LAN への ping に応答がなく、通信が流れていないようです。",
        en: "Traffic does not seem to flow: the ping from the LAN of {here} to the LAN of {there} was not \
             answered.",
    },
    why: Phrase {
        ja: "宛先が{there}のルーター自身の LAN 側アドレスなら、経路かフィルターか途中の機器で落ちています。\
             パソコンなどが宛先なら、その機器が ping に応答しないだけのこともあります。{reading}",
        en: "If the target is the LAN address of the router at {there} itself, the packets are lost by a \
             route, a filter or a device on the way. A computer may simply not answer pings.{reading}",
    },
    question: Phrase {
        ja: "LAN から LAN への ping に応答があるか",
        en: "Whether a ping from LAN to LAN is answered",
    },
    silent_when: for_docs(Phrase {
        ja: "送信元（-sa）が自分の LAN でないとき、その向きの最後の ping に応答が一つでもあるとき、宛先がルーター自身でなく、両端が\
             トンネルから受信しているとき（相手のルーターのアドレスが分からなければ、判断を保留します）。ping のあとも両端の受信が増えているときと、相手のルーターが送信元への応答をトンネルへ送らないときは注意点です。",
        en: "When its source (-sa) is not in the own LAN, when the last ping of that way was answered at least once, and when the target is \
             not the router itself and both ends receive from the tunnel (where the addresses of that router are not known, the verdict is left open).",
    }),
    references: cited(&["Command Reference, ping"]),
    cause: None,
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const COUNTED: Phrase = Phrase {
    ja: "両端の受信パケット数は増えているので、ほかの通信は流れています。ping だけがフィルターなどで落ちているようです。",
    en: " Both ends receive more and more packets, so other traffic flows: it seems to be the pings alone that are dropped.",
};
const COUNTED_BEFORE: Phrase = Phrase {
    ja: "受信パケット数は、トンネルがつながってからの合計なので、いまの通信を示しません。{there}のルーターの LAN 側アドレスへ ping を実行すると分かります。",
    en: " What is counted as received is a sum since the tunnel came up and says nothing of now. A ping to the LAN address of the router at {there} tells.",
};
const OPEN: Phrase = Phrase {
    ja: "まだ判断できません。以前は通信が流れていましたが、{here}の LAN から{there}の LAN への ping に応答がありません。",
    en: "This cannot be decided yet. Traffic has passed, but the ping from the LAN of {here} to the LAN of {there} was not answered.",
};
const NO_WAY_BACK: Phrase = Phrase {
    ja: "{there}には {source} への経路がトンネルになく、応答が戻れないので、VPN の不調とは限りません。{here}の別の LAN 側アドレスから試します。",
    en: " {there} leads {source} elsewhere than into the tunnel, so no answer can come back, and it need not be this VPN. Try from another LAN address of {here}.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite {
        return nothing();
    }
    let finding = if let Some(Loss {
        from, to, lines, ..
    }) = pair.loss(TrafficBy::Ping)
    {
        of_loss(pair, [from, to], lines, Phrase::NOTHING)
    } else if let Some((from, to, line)) = pair.lost_beside_answer() {
        let lines = [&[line], pair.answered_at()].concat();
        of_loss(pair, [from, to], &lines, Phrase::NOTHING)
    } else if let Some((from, to, line, is_since)) = pair.lost_beside_counters() {
        let lines = [&[line], pair.seen_at()].concat();
        if is_since {
            of_loss(pair, [from, to], &lines, COUNTED).severity(Severity::Risk)
        } else {
            let finding = of_loss(pair, [from, to], &lines, COUNTED_BEFORE);
            left_open(finding, &from, &to)
        }
    } else if let Some((from, to, ping)) = pair.lost_without_way_back() {
        let line = from.router.place(ping.sent.line);
        let source = ping.source.map_or_else(String::new, |it| it.to_string());
        let finding = of_loss(pair, [from, to], &[line], NO_WAY_BACK);
        finding.arg("source", source).severity(Severity::Risk)
    } else {
        return nothing();
    };
    Ok(vec![finding])
}

/// A host that does not answer pings, or packets that pass no more: the router answers.
fn left_open(mut finding: Finding, from: &End<'_>, to: &End<'_>) -> Finding {
    let mut old = std::mem::take(&mut finding.steps);
    finding = steps::ping(finding, from.router, to.router);
    finding.steps.append(&mut old);
    finding.headline = Some(OPEN);
    finding.severity(Severity::Input)
}

fn of_loss(
    pair: &GatewayPair<'_>,
    ends: [End<'_>; 2],
    lines: &[Place],
    reading: Phrase,
) -> Finding {
    let [from, to] = ends;
    let mut finding = Finding::new(lines.iter().copied())
        .at(Where::Both)
        .site("here", from.router.side)
        .site("there", to.router.side)
        .phrase("reading", reading);
    for end in &ends {
        let status = Need::tunnel_status(end).command;
        finding = finding
            .read(
                end.router.side,
                Need::routes(end.router.side).command,
                steps::READ_ROUTES,
            )
            .read(end.router.side, status, steps::READ_TUNNEL);
        if end.router.routes.is_none() {
            finding = finding.ask(Need::routes(end.router.side));
        }
    }
    // A lost ping says that traffic fails; only tunnels that are up make that the fault.
    let shows_spis = |end: &End<'_>| end.all_ipsec_sas().any(|sa| sa.spi.is_some());
    let may_fit = pair.fits_both_ways() || !ends.iter().all(shows_spis);
    if !(may_fit && ends.iter().all(carries)) {
        finding = finding.severity(Severity::Input);
        for end in ends.iter().filter(|end| !end.router.lists_sas()) {
            finding = finding.ask(Need::sa_table(end.router.side));
        }
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY_AROUND, SETTINGS, changed, check, finds_nothing, joined,
    };

    fn with_ping(command: &str, answered: u32) -> String {
        let ping = format!(
            "# {command}\n5 packets transmitted, {answered} packets received, x% packet loss\n//- B"
        );
        HEALTHY_AROUND.replacen("//- B", &ping, 1)
    }

    #[test]
    fn fires_on_a_ping_from_lan_to_lan() {
        let lost = with_ping("ping -c 5 -sa 192.168.1.1 192.168.2.1", 0);
        check(&RULE, &lost).fires_at(["A24"]);
    }

    #[test]
    fn silent_when_one_was_answered_or_the_source_is_not_the_lan() {
        finds_nothing(
            &RULE,
            &with_ping("ping -c 5 -sa 192.168.1.1 192.168.2.1", 1),
        );
        finds_nothing(&RULE, &with_ping("ping -c 5 192.168.2.1", 0));
        finds_nothing(
            &RULE,
            &with_ping("ping -c 5 -sa 192.168.1.1 198.51.100.7", 0),
        );
        finds_nothing(&RULE, HEALTHY_AROUND);
    }

    #[test]
    fn silent_where_a_filter_on_the_tunnel_is_meant_to_drop_pings() {
        let ping = with_ping("ping -c 5 -sa 192.168.1.1 192.168.2.1", 0);
        let ping = ping.replace("Received: (IPv4) 4", "Received: (IPv4) x");
        let with = |filter: &str| {
            let list = " ip tunnel secure filter in 1 2\n tunnel enable 1";
            let bound = changed(SETTINGS, "B", " tunnel enable 1", list);
            let filters = format!("{filter}\nipsec auto");
            joined(&ping, &changed(&bound, "B", "ipsec auto", &filters))
        };
        check(&RULE, &joined(&ping, SETTINGS)).fires();
        check(&RULE, &with("ip filter 1 pass * * icmp")).fires();
        finds_nothing(&RULE, &with("ip filter 1 pass * * tcp * www"));
        finds_nothing(
            &RULE,
            &with("ip filter 1 reject * * icmp\nip filter 2 pass * *"),
        );
        // What drops all is a fault, and the ping shows it.
        check(&RULE, &with("ip filter 1 reject * *")).fires();
    }

    #[test]
    fn a_router_that_answers_outweighs_a_host_that_does_not() {
        let host = "# ping -c 5 -sa 192.168.1.1 192.168.2.77\n5 packets transmitted, 0 packets received, x% packet loss\n//- B";
        let answered = with_ping("ping -c 5 -sa 192.168.1.1 192.168.2.1", 5);
        finds_nothing(&RULE, &answered.replacen("//- B", host, 1));
        let lost = with_ping("ping -c 5 -sa 192.168.1.1 192.168.2.77", 5);
        let router = host.replace("2.77", "2.1");
        check(&RULE, &lost.replacen("//- B", &router, 1)).fires_at(["A26"]);
    }

    #[test]
    fn who_answered_above_and_not_below_is_lost() {
        let again = "# ping -c 5 -sa 192.168.1.1 192.168.2.77\n5 packets transmitted, 0 packets received, x% packet loss\n//- B";
        let answered = with_ping("ping -c 5 -sa 192.168.1.1 192.168.2.77", 5);
        check(&RULE, &answered.replacen("//- B", again, 1)).fires_at(["A26"]);
        let other = again.replace("2.77", "2.78");
        finds_nothing(&RULE, &answered.replacen("//- B", &other, 1));
    }

    #[test]
    fn a_remark_where_no_answer_can_come_back_from_this_network() {
        let second = "192.168.100.0/24 192.168.100.1 LAN1 implicit";
        let lost = with_ping("ping -c 5 -sa 192.168.100.1 192.168.2.1", 0);
        check(
            &RULE,
            &lost.replacen("192.168.1.0/24", &format!("{second}\n192.168.1.0/24"), 1),
        )
        .fires_as_remark();
    }

    #[test]
    fn a_host_that_does_not_answer_proves_nothing_where_both_ends_receive() {
        let lost = with_ping("ping -c 5 -sa 192.168.1.1 192.168.2.77", 0);
        finds_nothing(&RULE, &lost);
        let uncounted = lost.replace("Received: (IPv4) 4", "Received: (IPv4) x");
        check(&RULE, &uncounted).fires_at(["A24"]);
        // Where B does not tell its LAN, the target may be B itself, and what it counts may be of before.
        let (known, _) = lost.rsplit_once("# show ip route").unwrap();
        assert!(check(&RULE, known).leaves_open());
    }
}
