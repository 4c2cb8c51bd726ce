//! LINE321 prefix-changed: an end calls an address of IPv6 that is not of the prefix which the other's line has now.

use std::net::IpAddr;

use super::DOWN;
use crate::diagnose::routes::whole_table;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, nothing, wan,
};
use crate::model::{DelegatedPrefix, LocalAddress, Network, Router, Sourced};
use crate::pair::{End, GatewayPair};

/// LINE321 prefix-changed.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE321",
    slug: "prefix-changed",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{caller}は {called} を呼び、{owner}のいまの IPv6 プレフィックスは {prefix} です",
        en: "{caller} calls {called}, and the IPv6 prefix of {owner} is now {prefix}",
    },
    headline: Phrase {
        ja: "{verdict}{caller}が呼ぶ {called} は、{owner}のいまの IPv6 プレフィックスのアドレスではありません。",
        en: "{verdict}{called}, which {caller} calls, is not of the IPv6 prefix that {owner} has now.",
    },
    why: Phrase {
        ja: "回線の工事や契約の変更、ホームゲートウェイの交換で、配られる IPv6 プレフィックスは変わることがあります。\
             前のプレフィックスのアドレスには、もう届きません。残っている SA は、変わる前に作られたものです。",
        en: "Works on the line, another contract or a new home gateway can bring another IPv6 prefix. Addresses of the one before \
             are no longer reached; SAs that are left were made before.",
    },
    question: Phrase {
        ja: "IPv6 のアドレスが、いまのプレフィックスのものか",
        en: "Whether the IPv6 address is of the present prefix",
    },
    silent_when: for_docs(Phrase {
        ja: "プレフィックスを取得していないか、2つ以上取得しているとき、そのアドレスが設定に直接書かれているか、IPv6 の経路の一覧にあるとき、\
             通信が見えているとき、2拠点をつなぐものが何もないとき。アドレスがこのプレフィックスから作られるかどうかを\
             設定も経路の一覧も示さないときは、判断せずに IPv6 の経路の一覧を尋ねます。",
        en: "Without a prefix or with several, when the address is written in the settings itself or of a network in the table of IPv6 routes, \
             when traffic is seen, and where nothing joins the two ends. Where neither settings nor that table tell whether the \
             address is made of this prefix, the table is asked for.",
    }),
    references: cited(&["Command Reference, show status ipv6 dhcp", "RFC 8415 §6.3"]),
    cause: Some(Cause::PeerAddressMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const OPEN: Phrase = Phrase {
    ja: "まだ判断できません（アドレスが、このプレフィックスから作られるとは限りません）。",
    en: "This cannot be decided yet (the address may be made of something else than this prefix). ",
};
const READ_NETWORKS: Phrase = Phrase {
    ja: "このルーターのいまの IPv6 のネットワーク（implicit の行）に、呼ばれているアドレスが入るかを見ます。",
    en: "Shows the IPv6 networks that this router has now (rows with implicit), and whether the address that is called is in one.",
};
const CALL_ANEW: Phrase = Phrase {
    ja: "{owner}のいまのアドレスを確かめて、ipsec ike remote address を書き換えます。変わるアドレスなら、ネットボランチ DNS の名前で\
         呼ぶか、名前で識別する方式（IKEv2）にします。",
    en: "Find out the present address of {owner}, and set ipsec ike remote address anew. If it changes again and again, use a name of a \
         dynamic DNS, or identify the peer by name (IKEv2).",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.flows() || pair.is_answered() {
        return nothing();
    }
    let ends = ends::both(pair).into_iter();
    ends::found_at(ends.filter_map(|(owner, caller)| find(pair, &owner, &caller)))
}

fn find(pair: &GatewayPair<'_>, owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
    let called = caller.called().into_iter().next()?;
    let is_v6 = called.value.is_ipv6() && wan::is_global(called.value);
    let delegated = only(owner.router).filter(|_| is_v6)?;
    let prefix = delegated.prefix.as_ref()?;
    let network = Network::read(&prefix.value)?;
    let is_joined = !pair.matched_by.is_guess() || says_it_is(owner, called.value);
    if network.contains(called.value) || !is_joined {
        return None;
    }
    let is_of_prefix = is_of_prefix(owner, delegated, called.value)?;
    let (here, there) = (caller.router, owner.router);
    let finding = Finding::new([here.place(called.line), there.place(prefix.line)])
        .about(&["remoteAddress", "localAddress"])
        .at(Where::Site(here.side))
        .site("caller", here.side)
        .site("owner", there.side)
        .arg("called", called.value)
        .arg("prefix", network);
    let routes = Need::routes_v6(there.side);
    Some(if is_of_prefix {
        finding
            .phrase("verdict", DOWN)
            .read(here.side, Need::tunnel_settings(caller).command, CALL_ANEW)
            .read(there.side, routes.command, READ_NETWORKS)
    } else {
        finding
            .phrase("verdict", OPEN)
            .severity(Severity::Input)
            .cause(None)
            .read_and_ask(routes, READ_NETWORKS)
    })
}

/// The prefix that a router has got, where it is the only one.
fn only(router: &Router) -> Option<&DelegatedPrefix> {
    let mut prefixes = router.links.prefixes.iter();
    let only = prefixes.next().filter(|_| prefixes.next().is_none());
    only.filter(|it| it.established.value)
}

/// Whether SAs or settings of an end say that it has an address.
fn says_it_is(owner: &End<'_>, address: IpAddr) -> bool {
    let told = owner.gateway_settings();
    let local = told.and_then(|it| it.local_address.explicit());
    let is_local = local.is_some_and(|it| it.value == LocalAddress::Address(address));
    let mut own = owner.own_addresses().into_iter();
    is_local || own.any(|it: Sourced<IpAddr>| it.value == address)
}

/// Whether an address can have come of the delegated prefix alone, by the table of routes or by whole settings; None
/// where the router has it all the same.
fn is_of_prefix(owner: &End<'_>, delegated: &DelegatedPrefix, address: IpAddr) -> Option<bool> {
    let (router, settings) = (owner.router, &owner.router.settings);
    if settings.port_of_v6(address).is_some() {
        return None;
    }
    if let Some(table) = whole_table(router, Some(address)) {
        let mut own = table.connected();
        return (!own.any(|it| it.1.value.contains(address))).then_some(true);
    }
    let is_made = settings.delegating.contains(&delegated.interface);
    Some(settings.whole.is_some() && is_made && settings.names_no_port_of_v6())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    /// Two ends with SAs over IPv6, of which A has got a prefix.
    fn delegated(prefix: &str, more: &str) -> String {
        let v6 = HEALTHY_DETAIL.replace("192.0.2.1", "2001:db8:1:1::1");
        let v6 = v6.replace("203.0.113.2", "2001:db8:2:1::1");
        let status = format!(
            "# show status ipv6 dhcp\nDHCPv6 status\n  LAN2 [client]\n    state: established\n    prefix: {prefix}\n{more}//- B"
        );
        v6.replacen("//- B", &status, 1)
    }

    const SETTINGS: &str = "# show config\nip lan1 address 192.168.1.1/24\nipv6 lan1 address dhcp-prefix@lan2::1/64\nsyslog notice on\n";
    const TABLE: &str = "# show ipv6 route\nDestination Gateway Interface Type\n\
        default fe80::1 LAN2 static\n2001:db8:3:1::/64 - LAN1 implicit\n";

    #[test]
    fn fires_where_the_address_was_made_of_the_prefix_before() {
        check(&RULE, &delegated("2001:db8:3::/56", SETTINGS)).fires_as_faults();
        check(&RULE, &delegated("2001:db8:3::/56", TABLE)).fires_as_faults();
    }

    #[test]
    fn asks_where_the_address_may_be_made_of_something_else() {
        let open = check(&RULE, &delegated("2001:db8:3::/56", ""));
        assert!(open.leaves_open());
        let part = SETTINGS.replace("show config", "show config | grep i");
        assert!(check(&RULE, &delegated("2001:db8:3::/56", &part)).leaves_open());
    }

    #[test]
    fn silent_where_the_prefix_fits_or_the_address_is_there_all_the_same() {
        finds_nothing(&RULE, &delegated("2001:db8:1::/48", SETTINGS));
        finds_nothing(
            &RULE,
            &delegated("2001:db8:3::/56", &TABLE.replace("db8:3:1", "db8:1:1")),
        );
        let written = SETTINGS.replace("dhcp-prefix@lan2::1/64", "2001:db8:1:1::1/64");
        finds_nothing(&RULE, &delegated("2001:db8:3::/56", &written));
        let lost =
            delegated("2001:db8:3::/56", SETTINGS).replace("state: established", "state: solicit");
        finds_nothing(&RULE, &lost);
        finds_nothing(&RULE, HEALTHY);
    }
}
