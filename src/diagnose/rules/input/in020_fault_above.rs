//! IN020 fault-above: of two answers to one command the upper shows a fault and the lower none, and nothing tells
//! which is the newer.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, ends,
    for_docs, found, steps, wan,
};
use crate::model::{Doubt, Doubted, Ping, is_global};
use crate::pair::{End, GatewayPair, Role};

/// IN020 fault-above.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN020",
    slug: "fault-above",
    rung: None,
    title: Phrase {
        ja: "{here}の同じコマンドの結果が、上では不具合を、下では正常を示しています",
        en: "One command at {here} shows a fault above, and none below",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の同じコマンドの結果が食い違っています。取り直してください。",
        en: "This cannot be decided yet. Two answers to one command at {here} disagree. Please take it again.",
    },
    why: Phrase {
        ja: "{what}間に直ったのか、下に古い結果を貼ったのかが分かりません。",
        en: "{what} Either it was mended in between, or the lower answer is an old one.",
    },
    question: Phrase {
        ja: "二度出した結果のうち、どちらがいまの状態か",
        en: "Which of two answers to one command is of now",
    },
    silent_when: for_docs(Phrase {
        ja: "端末ソフトの時刻かルーターの時計から順序が分かるとき、間で回線、経路、SA などに操作をしているとき、回線がつながってから10分以内のとき、同じ接続のままトンネルの時間が進んでいるとき。古いと分かるものは使いません（IN021）。",
        en: "When times of a terminal program or the router's clock show the order, when something was done about lines, routes or SAs in between, when the line came up within ten minutes, and when the tunnel has the same connection for longer. What is shown to be older is left out (IN021).",
    }),
    references: cited(&[
        "Command Reference, show status pp",
        "Command Reference, ping",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const LINE: Phrase = Phrase {
    ja: "回線が、上では接続されておらず、下では接続中です。",
    en: "The line is not connected above, and connected below.",
};
const KEEPALIVE: Phrase = Phrase {
    ja: "キープアライブに、上では応答がなく、下ではあります。",
    en: "The keepalive is not answered above, and answered below.",
};
const ROUTE: Phrase = Phrase {
    ja: "トンネルへの経路が、上の一覧にはなく、下の一覧にはあります。",
    en: "A route into the tunnel is not in the table above, and in the one below.",
};
const PING: Phrase = Phrase {
    ja: "同じ宛先への ping に、上では応答がなく、下ではあります。",
    en: "A ping to one target was lost above, and answered below.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let is_joined = pair.role == Role::SiteToSite;
    let ends = ends::both(pair).into_iter().filter(|_| is_joined);
    found(ends.filter_map(|(end, other)| find(pair, &end, &other)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let mut doubts = end.router.doubts.iter();
    let doubt = doubts.find(|it| concerns(pair, (end, other), it))?;
    let side = end.router.side;
    let finding = Finding::new([doubt.was, doubt.is].map(|line| end.router.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other.router.side);
    Some(match &doubt.of {
        Doubted::Line(interface) => finding
            .phrase("what", LINE)
            .read_and_ask(Need::line_of(side, interface), steps::LOOK_AGAIN)
            .read_and_ask(Need::sa_table(side), steps::LIST_SAS),
        Doubted::Keepalive(number) => finding.phrase("what", KEEPALIVE).read_and_ask(
            Need::tunnel_status_of(side, Some(*number)),
            steps::LOOK_AGAIN,
        ),
        Doubted::Route(_) => finding
            .phrase("what", ROUTE)
            .read_and_ask(Need::routes(side), steps::READ_ROUTES),
        Doubted::Ping => {
            let finding = finding.phrase("what", PING);
            steps::ping(finding, end.router, other.router)
                .read_and_ask(Need::sa_table(side), steps::LIST_SAS)
        }
    })
}

/// Whether what is in doubt is of this VPN.
fn concerns(pair: &GatewayPair<'_>, (end, other): (&End<'_>, &End<'_>), doubt: &Doubt) -> bool {
    let is_own = |number| end.tunnel_numbers().any(|own| own == number);
    match &doubt.of {
        Doubted::Line(interface) => wan::way(end).is_none_or(|way| way.interface == *interface),
        Doubted::Keepalive(number) | Doubted::Route(number) => is_own(*number),
        Doubted::Ping => {
            let mut answered = pair.answered_at().iter();
            answered.any(|it| it.side == end.router.side && it.line == doubt.is)
                || may_be_there(end, other, doubt.is)
        }
    }
}

/// Whether a ping may have been sent into the LAN of the other end, where nobody knows which that is.
fn may_be_there(end: &End<'_>, other: &End<'_>, line: u32) -> bool {
    let mut pings = end.router.pings.iter();
    let ping = pings.find(|it| it.sent.line == line && it.source.is_some());
    let is_private = |ping: &Ping| ping.target.is_some_and(|it| !is_global(it));
    end.router.gateways.len() == 1
        && ping.is_some_and(|it| is_private(it) && end.goes_somewhere(other, it))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    /// A with this behind all that it answered, which stands in the line of the first.
    fn behind(lines: &str) -> String {
        HEALTHY_AROUND.replacen("//- B", &format!("{lines}//- B"), 1)
    }

    fn pings(first: u32, between: &str, second: u32) -> String {
        let ping = |answered: u32| {
            format!(
                "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, {answered} packets received, x% packet loss\n"
            )
        };
        behind(&format!("{}{between}{}", ping(first), ping(second)))
    }

    fn lines(first: &str, second: &str) -> String {
        let status = |text: &str| format!("# show status pp 1\nPP[01]:\nDescription:\n{text}\n");
        behind(&format!("{}{}", status(first), status(second)))
    }

    const OFFLINE: &str = "Current PPPoE session status is Offline.";

    fn connected(time: &str) -> String {
        format!("Current PPPoE session status is Connected.\n{time}  connection.")
    }

    #[test]
    fn silent_where_a_line_was_looked_at_twice_below_and_lasts() {
        let below = |first: &str, second: &str| {
            let again = format!(
                "{}\n# show status pp 1\nPP[01]:\n{}",
                connected(first),
                connected(second)
            );
            lines(OFFLINE, &again)
        };
        finds_nothing(
            &RULE,
            &below("1 hours 2 minutes 3 seconds", "1 hours 8 minutes 3 seconds"),
        );
        check(
            &RULE,
            &below("1 hours 8 minutes 3 seconds", "1 hours 2 minutes 3 seconds"),
        )
        .fires();
        check(
            &RULE,
            &lines(OFFLINE, &connected("1 hours 8 minutes 3 seconds")),
        )
        .fires();
    }

    #[test]
    fn fires_where_a_ping_was_lost_above() {
        check(&RULE, &pings(0, "", 5)).fires();
        assert!(check(&RULE, &pings(0, "", 5)).leaves_open());
        finds_nothing(&RULE, &pings(5, "", 0));
        finds_nothing(&RULE, &pings(5, "", 5));
        finds_nothing(&RULE, &pings(0, "# ipsec refresh sa\n", 5));
    }

    #[test]
    fn fires_where_the_line_was_down_above() {
        check(&RULE, &lines(OFFLINE, &connected("3 hours 20 minutes"))).fires();
        finds_nothing(&RULE, &lines(OFFLINE, &connected("2 minutes 10 seconds")));
        finds_nothing(&RULE, &lines(&connected("3 hours"), &connected("3 hours")));
    }

    #[test]
    fn fires_where_a_route_into_the_tunnel_was_missing_above() {
        let (above, rest) = HEALTHY_AROUND.split_once("# show ip route").unwrap();
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n192.168.1.0/24 192.168.1.1 LAN1 implicit\n";
        let both = format!("{above}{table}# show ip route{rest}");
        check(&RULE, &both).fires();
        let typed = "# ip route 192.168.2.0/24 gateway tunnel 1\n";
        finds_nothing(
            &RULE,
            &format!("{above}{table}{typed}# show ip route{rest}"),
        );
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_AROUND);
    }
}
