//! LINE308 nat-not-bound: no translation is bound to the line, although the router lists all that are bound.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited, ends,
    for_docs, found, wan,
};
use crate::model::{Interface, Reach, RouteTable, Router, reach};
use crate::pair::{End, GatewayPair};

/// LINE308 nat-not-bound.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE308",
    slug: "nat-not-bound",
    rung: Some(Rung::Translation),
    title: Phrase {
        ja: "{here}の回線（{line}）に NAT が適用されていません",
        en: "No NAT is bound to the line of {here} ({line})",
    },
    headline: Phrase {
        ja: "{here}の回線に NAT が適用されていません。",
        en: "No NAT is bound to the line of {here}.",
    },
    why: Phrase {
        ja: "VPN の鍵交換には影響しません。LAN の端末がこの回線からインターネットを使うなら、NAT の適用（ip pp nat descriptor など）が要ります。",
        en: "It does not hinder the key exchange of the VPN. If hosts of the LAN use the internet by this line, a NAT must be bound (ip pp nat descriptor or the like).",
    },
    question: Phrase {
        ja: "回線に NAT が適用されているか",
        en: "Whether a NAT is bound to the line",
    },
    silent_when: for_docs(Phrase {
        ja: "NAT の一覧が全部かどうか分からないとき、回線のアドレスがプライベートのとき、LAN のプライベートアドレスが見えないとき。",
        en: "When the list may not be whole, when the line has a private address, and when no private LAN is shown.",
    }),
    references: cited(&["Command Reference, ip pp nat descriptor"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    found(ends::of_sites(pair).filter_map(|end| find(&end)))
}

fn find(end: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let opening = router.links.nat_whole?;
    let way = wan::way(end)?;
    let present = router.line(&way.interface).address()?;
    let bound = router
        .links
        .nat
        .iter()
        .any(|it| it.interface == way.interface);
    let is_global = wan::is_global(present.value);
    if bound || !is_global || matches!(way.interface, Interface::Tunnel(_)) {
        return None;
    }
    let lan = private_lan(router)?;
    let side = router.side;
    let finding = Finding::new([opening, present.line, lan].map(|line| router.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .arg("line", &way.interface);
    Some(finding)
}

/// The line that shows a network of private addresses on a LAN.
fn private_lan(router: &Router) -> Option<u32> {
    let routed = router.routes.iter().flat_map(RouteTable::connected);
    let lans = router
        .links
        .lan
        .iter()
        .filter_map(|it| Some((&it.interface, it.address?)));
    let mut networks = routed.chain(lans);
    let is_private = |address| reach(address) == Reach::Private;
    let found =
        networks.find(|(of, it)| matches!(of, Interface::Lan(..)) && is_private(it.value.address));
    found.map(|(_, it)| it.line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const UNBOUND: &str = "\
//- A
# show status pp 1
PP[01]:
PPPoEセッションは接続されています
PP IP Address Local: 198.51.100.7, Remote: 198.51.100.254
# show nat descriptor address
NAT/IP masquerade compatibility type : 2
# show status lan1
LAN1
IPアドレス: 192.168.1.1/24
//- B
";

    #[test]
    fn fires_when_nothing_is_bound_to_the_line() {
        check(&RULE, UNBOUND).fires_at(["A4", "A6", "A9"]);
    }

    #[test]
    fn silent_on_near_misses() {
        finds_nothing(&RULE, HEALTHY);
        let bound = "type : 2\nReference Descriptor : 1, Assigned Interface : PP[01](1)";
        finds_nothing(&RULE, &UNBOUND.replace("type : 2", bound));
        finds_nothing(&RULE, &UNBOUND.replace("address\nNAT", "address 1\nNAT"));
        finds_nothing(&RULE, &UNBOUND.replace("198.51.100.7", "10.0.0.7"));
        finds_nothing(&RULE, &UNBOUND.replace("192.168.1.1/24", "203.0.113.9/29"));
    }
}
