//! LINE305 wan-behind-nat: one end calls a global address, and the other end's line has a private one.

use crate::diagnose::settings::{self, Starts, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, log, nothing, steps, wan,
};
use std::net::IpAddr;

use crate::model::{InterfaceSettings, Reach, Sourced, reach};
use crate::pair::{End, GatewayPair};

/// LINE305 wan-behind-nat.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE305",
    slug: "wan-behind-nat",
    rung: Some(Rung::Translation),
    title: Phrase {
        ja: "{owner}の回線のアドレス {present} は{kind}で、{caller}は {called} を呼んでいます",
        en: "The line of {owner} has {kind} {present}, and {caller} calls {called}",
    },
    headline: Phrase {
        ja: "VPN は切れています。{owner}の手前に NAT があり、{caller}からの呼び出しが届いていない可能性があります。",
        en: "The VPN is down. There is a NAT before {owner}, and the calls of {caller} may not get through it.",
    },
    why: Phrase {
        ja: "{owner}の手前の機器（ホームゲートウェイや回線網）がアドレスを変換しています。次のどちらかなら通ります。\
             手前の機器が UDP 500、UDP 4500、ESP を{owner}に転送しているか、両端が NAT トラバーサルを使い、{owner}から鍵交換を始めるか。{unreachable}",
        en: "A device before {owner} (a home gateway, or the provider's network) translates its address. It works if \
             that device forwards UDP 500, UDP 4500 and ESP to {owner}, or if both ends use NAT traversal and \
             {owner} starts the key exchange.{unreachable}",
    },
    question: Phrase {
        ja: "回線のアドレスに、相手から届くか",
        en: "Whether the peer can reach the address of the line",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかに SA があるとき（NAT を越えて通じています）、ログで一方が他方に、最後に切れたあと応答しているとき、\
             両端が NAT トラバーサルを使い NAT の内側から鍵交換を始めるとき、\
             プライベートアドレスを呼ぶ側の回線にグローバルアドレスが見えないとき（閉域網）。",
        en: "When either end has an SA (it got through the NAT), when a log shows that one answered the other since the last fall, when both \
             use NAT traversal and the end behind the NAT starts, and when a private address is called from a line that shows no global one (a closed network).",
    }),
    references: cited(&["RFC 1918", "RFC 6598", "RFC 3947"]),
    cause: Some(Cause::WanBehindNat),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const PRIVATE: Phrase = Phrase {
    ja: "プライベートアドレス",
    en: "the private address",
};
const SHARED: Phrase = Phrase {
    ja: "回線網の共用アドレス（100.64.0.0/10）",
    en: "the provider's shared address (100.64.0.0/10)",
};

const NOT_FROM_OUTSIDE: Phrase = Phrase {
    ja: "{caller}の回線はインターネットにつながっていて、そこからプライベートアドレスの {called} は呼べません。",
    en: " The line of {caller} leads to the internet, from which {called}, a private address, cannot be called.",
};
const CALL_OUTER: Phrase = Phrase {
    ja: "{caller}の ipsec ike remote address を、{owner}の手前の機器のグローバルアドレスか、その名前（ダイナミック DNS）にします。\
         変わるアドレスなら、{owner}から鍵交換を始め、名前で識別する方式（アグレッシブモード、IKEv2）にします。",
    en: "Set ipsec ike remote address of {caller} to the global address of the device before {owner}, or to its name in a \
         dynamic DNS. Where that changes, let {owner} start the key exchange and identify it by name (aggressive mode, IKEv2).",
};

const READ_TRAVERSAL: Phrase = Phrase {
    ja: "ipsec ike nat-traversal と ipsec auto refresh を確かめます。NAT の内側になる{owner}から鍵交換を始める設定が必要です。",
    en: "Check ipsec ike nat-traversal and ipsec auto refresh: {owner}, behind the NAT, must be set to start the key exchange.",
};
const CHECK_FORWARDING: Phrase = Phrase {
    ja: "{owner}の手前の機器で、UDP 500、UDP 4500、ESP が{owner}の {present} に転送されるかを確かめます。",
    en: "On the device before {owner}, check that UDP 500, UDP 4500 and ESP are forwarded to {present}.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let any_sa =
        |end: &End<'_>| end.all_ipsec_sas().next().is_some() || end.ike_presence().is_shown();
    let ends = ends::both(pair);
    if ends.iter().any(|(owner, _)| any_sa(owner)) {
        return nothing();
    }
    // What either has answered got through, unless the way may have changed with the last fall.
    let is_heard = |owner: &End<'_>| log::heard_since(owner, pair, log::last_fall(owner));
    if ends.iter().any(|(owner, _)| is_heard(owner)) {
        return nothing();
    }
    let ends = ends
        .iter()
        .filter(|(owner, caller)| !is_workable(owner, caller));
    ends::found_at(ends.filter_map(|(owner, caller)| find(owner, caller)))
}

/// Whether the end behind the translation begins the key exchange, and both know what to do with it.
fn is_workable(owner: &End<'_>, caller: &End<'_>) -> bool {
    let (Some(owner), Some(caller)) = (settings::told(owner), settings::told(caller)) else {
        return false;
    };
    let traverses = |told: &Told<'_>| {
        told.gateway
            .nat_traversal
            .known()
            .is_some_and(|it| it.value)
    };
    traverses(&owner) && traverses(&caller) && matches!(owner.starts(), Starts::Yes)
}

fn find(owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
    let router = owner.router;
    let way = wan::way(owner)?;
    let present = router.line(&way.interface).address()?;
    let kind = match reach(present.value) {
        Reach::Private => PRIVATE,
        Reach::Shared => SHARED,
        Reach::Global | Reach::Local => return None,
    };
    let called = *caller.called().first()?;
    // Only a list without SAs shows that it does not work.
    let silent = [owner, caller].into_iter().find_map(|end| {
        let answer = end.router.whole_answer(end.gateway_id())?;
        Some(end.router.place(answer.opening))
    })?;
    let calls_in_vain = calls_in_vain(owner, caller, called.value);
    let calls_outer =
        wan::is_global(called.value) && !wan::may_own(router, &way.interface, called.value);
    if calls_in_vain.is_none() && !calls_outer {
        return None;
    }
    let (side, other) = (router.side, caller.router.side);
    let evidence = [
        router.place(present.line),
        caller.router.place(called.line),
        silent,
    ];
    let outside = calls_in_vain.map(|line| caller.router.place(line));
    let unreachable = outside.map_or(Phrase::NOTHING, |_| NOT_FROM_OUTSIDE);
    let mut finding = Finding::new(evidence.into_iter().chain(outside))
        .at(Where::Site(side))
        .site("owner", side)
        .site("caller", other)
        .arg("present", present.value)
        .arg("called", called.value)
        .phrase("kind", kind)
        .phrase("unreachable", unreachable);
    if outside.is_some() {
        finding = finding.advise_at(other, CALL_OUTER);
    }
    let finding = finding
        .read(side, Need::ike_log(side).command, steps::READ_IKE_LOG)
        .read(side, Need::tunnel_settings(owner).command, READ_TRAVERSAL)
        .read(other, Need::tunnel_settings(caller).command, READ_TRAVERSAL)
        .advise_at(side, CHECK_FORWARDING)
        .ask_for_new(owner.router, Need::ike_log(side));
    Some(finding)
}

/// The line of the paste that shows the caller's line to be one to the internet, where it calls by that a private address
/// of the owner: no such address is reached from there.
fn calls_in_vain(owner: &End<'_>, caller: &End<'_>, called: IpAddr) -> Option<u32> {
    let router = caller.router;
    if reach(called) != Reach::Private || !owner.router.networks.owns(called) {
        return None;
    }
    let mut lans = router.networks.lans.iter();
    if lans.any(|it| it.value.contains(called)) {
        return None;
    }
    let interface = router.way_to(Some(called))?.interface;
    let set = router.settings.interface(&interface);
    let set = set.and_then(InterfaceSettings::fixed);
    let set = set.map(|it| Sourced::new(it.value.address, it.line));
    let present = router.line(&interface).address().or(set)?;
    wan::is_global(present.value).then_some(present.line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    #[test]
    fn silent_where_one_answers_the_other_or_traversal_makes_it_work() {
        let log = "# show log\n2026/11/30 07:00:00: [IKE] respond ISAKMP phase to 203.0.113.9\n";
        let called = HIDDEN.replace(" tunnel enable 1\n#\n", &format!(" tunnel enable 1\n{log}"));
        finds_nothing(&RULE, &called);
        // What came through before the last fall may not come through now.
        let fell = format!("{log}2026/11/30 08:00:00: IP Tunnel[1] Down\n");
        check(&RULE, &called.replace(log, &fell)).fires();
        let told = |a: &str, b: &str| {
            let own = format!(
                "//- A\n# show config\nip route default gateway dhcp lan2\nip lan1 address 192.168.1.1/24\ntunnel select 1\n ipsec tunnel 1\n  \
                 ipsec sa policy 1 1 esp\n  ipsec ike remote address 1 203.0.113.2\n  ipsec ike nat-traversal 1 {a}\n tunnel enable 1\n\
                 ipsec auto refresh on\n"
            );
            let peer = format!("203.0.113.9\n  ipsec ike nat-traversal 1 {b}");
            HIDDEN
                .replace("//- A\n", &own)
                .replace("203.0.113.9", &peer)
        };
        finds_nothing(&RULE, &told("on", "on"));
        check(&RULE, &told("on", "off")).fires();
    }

    const HIDDEN: &str = "\
//- A
# show status dhcpc
インタフェース: LAN2 primary
IPアドレス: 192.168.0.7/24
# show ipsec sa
#
//- B
# show config tunnel 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike remote address 1 203.0.113.9
 tunnel enable 1
#
";

    #[test]
    fn fires_when_a_global_address_is_called_and_the_line_has_a_private_one() {
        check(&RULE, HIDDEN).fires_at(["A3", "A4", "B5"]);
        check(&RULE, &HIDDEN.replace("192.168.0.7", "100.64.3.4")).fires_at(["A3", "A4", "B5"]);
    }

    #[test]
    fn fires_where_a_private_address_is_called_from_the_internet() {
        let line = |address: &str| {
            let line = format!(
                "ip route default gateway pp 1\npp select 1\n pppoe use lan2\n ip pp address {address}/32\ntunnel select 1"
            );
            HIDDEN
                .replace("203.0.113.9", "192.168.0.7")
                .replace("tunnel select 1", &line)
        };
        check(&RULE, &line("203.0.113.2")).fires_at(["A3", "A4", "B5", "B9"]);
        finds_nothing(&RULE, &line("10.1.1.1"));
        let another = line("203.0.113.2").replace("address 1 192.168.0.7", "address 1 192.168.0.8");
        finds_nothing(&RULE, &another);
    }

    #[test]
    fn silent_in_a_closed_network_and_where_it_works() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &HIDDEN.replace("203.0.113.9", "192.168.0.7"));
        finds_nothing(&RULE, &HIDDEN.replace("203.0.113.9", "10.1.1.1"));
        finds_nothing(&RULE, &HIDDEN.replace("192.168.0.7", "198.51.100.7"));
        finds_nothing(&RULE, &HIDDEN.replace("# show ipsec sa\n#\n", ""));
        let row = "1     1    -     isakmp        -    28768   198.51.100.2\n";
        finds_nothing(
            &RULE,
            &HIDDEN.replace("# show ipsec sa\n", &format!("# show ipsec sa\n{row}")),
        );
    }
}
