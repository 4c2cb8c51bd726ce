//! LINE317 nat-on-tunnel: a translation is bound to the tunnel at one end only.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, Severity, Where, for_docs,
    found, steps, wan,
};
use crate::model::{Interface, NatBinding};
use crate::pair::{End, GatewayPair};

/// LINE317 nat-on-tunnel.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE317",
    slug: "nat-on-tunnel",
    rung: Some(Rung::Translation),
    title: Phrase {
        ja: "{here}のトンネル（{tunnel}）に NAT が適用されています。{there}のトンネルにはありません",
        en: "A NAT is bound to the tunnel of {here} ({tunnel}), and none to that of {there}",
    },
    headline: Phrase {
        ja: "VPN の通信に支障があります。{here}のトンネルに NAT が適用されています。",
        en: "The VPN does not carry all traffic. A NAT is bound to the tunnel of {here}.",
    },
    why: Phrase {
        ja: "拠点間の通信の送信元アドレスが書き換えられ、{there}の LAN から{here}の LAN には始められません。\
             同じアドレスの LAN どうしをつなぐために、わざと使うこともあります。",
        en: "The sources of traffic between the sites are rewritten, and hosts at {there} cannot begin to talk to \
             those at {here}. It may be meant, to join two LANs that use the same addresses.",
    },
    question: Phrase {
        ja: "トンネルに NAT が適用されていないか",
        en: "Whether a NAT is bound to the tunnel",
    },
    silent_when: for_docs(Phrase {
        ja: "両端のトンネルに NAT があるとき、どちらかの NAT の一覧が全部かどうか分からないとき。",
        en: "When both tunnels have one, and when the list of the other end may not be whole.",
    }),
    references: &["Command Reference, ip tunnel nat descriptor"],
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

const READ_SETTINGS: Phrase = Phrase {
    ja: "ip tunnel nat descriptor があるか、それが意図したものかを確かめます。",
    en: "Look for ip tunnel nat descriptor, and whether it is meant.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = wan::both(pair).into_iter();
    found(ends.filter_map(|(end, other)| find(pair, &end, &other)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let binding = on_tunnel(end)?;
    let opening = other.router.links.nat_whole?;
    if on_tunnel(other).is_some() {
        return None;
    }
    let (side, there) = (end.router.side, other.router.side);
    let finding = Finding::new([end.router.place(binding.line), other.router.place(opening)])
        .at(Where::Site(side))
        .site("here", side)
        .site("there", there)
        .arg("tunnel", &binding.interface)
        .read(side, "show nat descriptor address", steps::LOOK_AGAIN)
        .read(
            side,
            format!("show config {}", binding.interface.argument()),
            READ_SETTINGS,
        );
    Some(if pair.fails() {
        finding
            .severity(Severity::Degrades)
            .cause(Some(Cause::TunnelNat))
    } else {
        finding
    })
}

/// The translation on a tunnel of the end.
fn on_tunnel<'m>(end: &End<'m>) -> Option<&'m NatBinding> {
    let is_own = |interface: &Interface| {
        let mut numbers = end.tunnel_numbers();
        numbers.any(|number| *interface == Interface::Tunnel(number))
    };
    end.router.links.nat.iter().find(|it| is_own(&it.interface))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const NAT: &str = "# show nat descriptor address\nNAT/IP masquerade compatibility type : 2\n";
    const BOUND: &str = "Reference Descriptor : 1, Assigned Interface : TUNNEL[1](1)\n";

    fn with(a: &str, b: &str) -> String {
        let (first, second) = HEALTHY.split_once("//- B").unwrap();
        format!("{first}{NAT}{a}//- B{second}\n{NAT}{b}")
    }

    #[test]
    fn fires_at_the_end_that_translates() {
        check(&RULE, &with(BOUND, "")).fires_at(["A10", "B9"]);
        check(&RULE, &with("", BOUND)).fires_at(["A9", "B10"]);
    }

    #[test]
    fn silent_when_both_do_or_none_or_another_tunnel() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &with("", ""));
        finds_nothing(&RULE, &with(BOUND, BOUND));
        finds_nothing(&RULE, &with(&BOUND.replace("TUNNEL[1]", "TUNNEL[7]"), ""));
        let unknown = with(BOUND, "").replace("address\nNAT", "address 1\nNAT");
        finds_nothing(&RULE, &unknown);
    }
}
