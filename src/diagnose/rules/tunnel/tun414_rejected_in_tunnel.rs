//! TUN414 rejected-in-tunnel: the log shows a filter on the tunnel that throws away what was tried.

use std::net::IpAddr;

use crate::diagnose::rules::carries;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, found, nothing,
};
use crate::model::{LogEvent, Router, Topic};
use crate::pair::{End, GatewayPair, Role};
use crate::text::{Listed, Place};

/// TUN414 rejected-in-tunnel.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN414",
    slug: "rejected-in-tunnel",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}のトンネルのフィルターが、{there}との通信を落としたとログにあります",
        en: "The log of {here} shows the filter of its tunnel dropping packets to or from {there}",
    },
    headline: Phrase {
        ja: "VPN はつながっていますが、{here}のトンネルのフィルターが通信を落としています。",
        en: "The VPN is up, but the filter on the tunnel of {here} drops traffic.",
    },
    why: Phrase {
        ja: "TUNNEL の Rejected の行は、VPN を通ったパケットか、これから通るパケットが、トンネルのフィルターで捨てられたことを示します。かっこの中はフィルターの番号です。\
             そのフィルターが意図したものなら、VPN の不具合ではありません。",
        en: "A line with TUNNEL and Rejected shows that a packet that came by the VPN, or should have gone by it, was thrown away by the filter \
             of the tunnel, whose number stands in parentheses. If that filter is meant to do so, nothing is wrong with the VPN.",
    },
    question: Phrase {
        ja: "トンネルのフィルターが通信を落としていないか",
        en: "Whether a filter on the tunnel drops traffic",
    },
    silent_when: for_docs(Phrase {
        ja: "その後に設定が保存されたとき、ping で通信が確かめられているとき。応答のなかった ping のパケットでなければ注意点です。",
        en: "When settings were saved later, and when a ping shows traffic. A remark where it is not the packet of a ping that was lost.",
    }),
    references: cited(&["Command Reference 4.29, 8.1.10"]),
    cause: Some(Cause::TunnelFiltered),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const READ_FILTERS: Phrase = Phrase {
    ja: "根拠の行の番号のフィルターと、ip tunnel secure filter の並びを見ます。通したい通信なら、通す ip filter を先頭に加えます。",
    en: "Look at the filter of the number quoted, and at the order of ip tunnel secure filter. For what should pass, put an ip filter that \
         passes it at the head.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite || pair.is_answered() {
        return nothing();
    }
    let is_up = pair.ends().all(|end| carries(&end));
    found(
        ends::both(pair)
            .into_iter()
            .filter_map(|(end, other)| find(&end, &other, is_up)),
    )
}

fn find(end: &End<'_>, other: &End<'_>, is_up: bool) -> Option<Finding> {
    let log = end.router.log.as_ref()?;
    let topics = end.tunnel_numbers().map(Topic::DroppedIn).listed();
    let dropped = log.about_since(Topic::Saved, &topics);
    let last = dropped.last()?;
    let lost = [end, other].map(|it| lost(it.router));
    let tried = dropped.iter().rev().find_map(|event| {
        let mut lost = lost.iter().flatten();
        let ping = lost.find(|it| is_of(it, event))?;
        Some((*event, ping.2))
    });
    let (event, ping) = tried.map_or((*last, None), |(event, ping)| (event, Some(ping)));
    let side = end.router.side;
    let finding = Finding::new([end.router.place(event.line)])
        .and_places(ping)
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other.router.side)
        .read(side, "show config | grep filter", READ_FILTERS);
    Some(if is_up && ping.is_some() {
        finding
    } else {
        finding.severity(Severity::Risk)
    })
}

/// From where to where a ping was lost, and where that stands.
type Lost = (IpAddr, IpAddr, Place);

/// Nobody tries more pings than these to find a fault.
const MOST: usize = 16;

/// The newest pings that were lost.
fn lost(router: &Router) -> Vec<Lost> {
    let lost = router.pings.iter().rev().filter(|it| it.is_lost());
    let lost = lost.filter_map(|it| Some((it.source?, it.target?, router.place(it.sent.line))));
    lost.take(MOST).listed()
}

/// Whether the log shows the question or the answer of a ping to be thrown away.
fn is_of(&(source, target, _): &Lost, event: &LogEvent) -> bool {
    event.what.rejected().is_some_and(|it| {
        let ends = (it.source.address, it.destination.address);
        let is_icmp = it.protocol.to_ascii_uppercase().starts_with("ICMP");
        let is_between = |from, to| ends == (Some(from), Some(to));
        is_icmp && (is_between(source, target) || is_between(target, source))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_AROUND, check, finds_nothing};

    const LOG: &str = "# show log\n2026/11/23 09:18:00: TUNNEL[1] Rejected at IN(5000) filter: ICMP 192.168.2.1 > 192.168.1.1 : echo request\n";
    const PING: &str = "\n# ping -c 5 -sa 192.168.2.1 192.168.1.1\n5 packets transmitted, 0 packets received, 100.0% packet loss\n";

    fn with(log: &str, ping: &str) -> String {
        let at_a = HEALTHY_AROUND.replacen("//- B", &format!("{log}//- B"), 1);
        format!("{at_a}{ping}")
    }

    #[test]
    fn fires_where_the_packet_of_a_lost_ping_was_dropped() {
        let said = check(&RULE, &with(LOG, PING));
        assert!(said.degrades());
        said.fires_at(["A24", "B24"]);
    }

    #[test]
    fn a_remark_where_something_else_was_dropped() {
        check(&RULE, &with(LOG, "")).fires_as_remark();
        check(&RULE, &with(&LOG.replace("2.1 >", "2.9 >"), PING)).fires_as_remark();
    }

    #[test]
    fn silent_on_other_tunnels_and_where_pings_pass() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &with(&LOG.replace("TUNNEL[1]", "TUNNEL[2]"), PING));
        finds_nothing(&RULE, &with(&LOG.replace("TUNNEL[1]", "PP[01]"), PING));
        finds_nothing(&RULE, &with(LOG, &PING.replace(" 0 packets", " 5 packets")));
    }
}
