//! LINE320 peer-address-of-a-lan: an end calls itself, its own LAN, or the LAN of the other, and not the other's line.

use std::net::IpAddr;

use super::DOWN;
use crate::diagnose::settings::{self, Change, Standing, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    addresses, cited, ends, for_docs, nothing, steps, wan,
};
use crate::model::{
    HopTarget, Interface, InterfaceSettings, Network, PeerAddress, Router, Sourced,
};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Place;

/// LINE320 peer-address-of-a-lan.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE320",
    slug: "peer-address-of-a-lan",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{caller}が呼んでいる {called} は、{what}です",
        en: "{called}, which {caller} calls, is {what}",
    },
    headline: Phrase {
        ja: "{verdict}{caller}が呼んでいる {called} は、{what}です。",
        en: "{verdict}{called}, which {caller} calls, is {what}.",
    },
    why: Phrase {
        ja: "ipsec ike remote address には、相手のルーターの回線側のアドレス（インターネットから見えるアドレス）を書きます。\
             {called} を呼んでも、鍵交換は{owner}のルーターに届きません。",
        en: "ipsec ike remote address takes the address of the peer's line, as the internet sees it. Key exchange that calls \
             {called} does not reach the router of {owner}.",
    },
    question: Phrase {
        ja: "呼んでいるアドレスが、自分や LAN のアドレスでないか",
        en: "Whether the address that is called is the own one, or that of a LAN",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかの設定の全体が貼られていないとき、両端の回線のアドレスが設定から分からないとき（閉域網では、LAN のアドレスを\
             呼ぶのが正しいことがあります）、SA があるとき。自分自身のアドレスは、呼ぶ側の設定だけで分かります。",
        en: "When the settings of an end were not pasted whole, when those do not tell the addresses of both lines (in a closed \
             network it can be right to call the address of a LAN), and where there are SAs. That it is its own address, the settings of the caller \
             alone tell.",
    }),
    references: cited(&["Command Reference 15.15"]),
    cause: Some(Cause::PeerAddressMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ITSELF: Phrase = Phrase {
    ja: "{caller}自身のアドレス",
    en: "its own address",
};
const OWN_LAN: Phrase = Phrase {
    ja: "{caller}自身の LAN のアドレス",
    en: "an address of its own LAN",
};
const LAN_OF_OTHER: Phrase = Phrase {
    ja: "{owner}の LAN 側のアドレス",
    en: "an address of the LAN of {owner}",
};
const CALL_LINE: Phrase = Phrase {
    ja: "{owner}の回線のアドレスを呼ぶようにします。次の行をまとめて実行します。",
    en: "Makes this end call the address of the line of {owner}. Run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let is_open = settings::standing(pair) == Standing::Down;
    if pair.role != Role::SiteToSite || !is_open {
        return nothing();
    }
    let ends = ends::both(pair).into_iter();
    ends::found_at(ends.filter_map(|(owner, caller)| find(&owner, &caller)))
}

fn find(owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
    let told = settings::told(caller)?;
    let called = told.gateway.remote_address.explicit()?;
    let PeerAddress::Address(address) = called.value else {
        return None;
    };
    // That gateway is of another peer, or of a tunnel that CFG603 finds unused.
    if caller.has_any_sa()
        || addresses::calls_to(caller, owner).is_some_and(|it| it.0.id != told.gateway.id)
    {
        return None;
    }
    let (what, line) = if let Some(line) = addresses::set_at(caller.router, address) {
        (ITSELF, caller.router.place(line))
    } else {
        of_a_lan(owner, caller, address)?
    };
    let finding = Finding::new([told.place(called.line), line])
        .about(&["remoteAddress", "localAddress"])
        .at(Where::Site(caller.router.side))
        .site("caller", caller.router.side)
        .site("owner", owner.router.side)
        .phrase("verdict", DOWN)
        .phrase("what", what)
        .arg("called", address);
    Some(call_line(finding, &told, owner))
}

/// Adds the lines that make an end call the line of the other, or the question which address that has.
fn call_line(finding: Finding, told: &Told<'_>, owner: &End<'_>) -> Finding {
    let Some(line) = global_line(owner.router) else {
        let need = Need::line_status(owner.router.side);
        return finding.read(need.side, need.command, steps::READ_LINE);
    };
    let set = format!("ipsec ike remote address {} {}", told.number(), line.value);
    let change = Change::of(set, &told.gateway.remote_address);
    let finding = finding.and_places([owner.router.place(line.line)]);
    told.mend(finding, CALL_LINE, [change])
        .look_for_sas(told.side())
}

/// The LAN that an address is of, and the line that sets it, where both ends are known to be on the internet.
fn of_a_lan(owner: &End<'_>, caller: &End<'_>, called: IpAddr) -> Option<(Phrase, Place)> {
    let is_known = |it: &End<'_>| addresses::all_addresses(it.router, called).is_some();
    let are_global = [owner, caller]
        .iter()
        .all(|it| global_line(it.router).is_some());
    if !are_global || wan::is_global(called) || !is_known(owner) || !is_known(caller) {
        return None;
    }
    let of = |router: &Router| {
        let lans = router.networks.lans.iter();
        let mut lans = lans.filter(|it: &&Sourced<Network>| it.value.contains(called));
        lans.next().map(|it| router.place(it.line))
    };
    let own = of(caller.router).map(|it| (OWN_LAN, it));
    own.or_else(|| of(owner.router).map(|it| (LAN_OF_OTHER, it)))
        .filter(|_| !has_way(caller.router, called))
}

/// Whether the settings lead an address out by a way of its own, as to a closed network: not by the default route, nor
/// into a tunnel.
fn has_way(router: &Router, address: IpAddr) -> bool {
    let is_own = |hop: &HopTarget| !matches!(hop, HopTarget::Interface(Interface::Tunnel(_)));
    let mut routes = router.settings.routes_to(address);
    routes.any(|it| {
        let is_default = it.destination.is_some_and(|it| it.prefix == 0);
        !is_default && it.hops.iter().any(|hop| is_own(&hop.to))
    })
}

/// The only address of a router's interfaces by its settings that the internet knows.
fn global_line(router: &Router) -> Option<Sourced<IpAddr>> {
    let fixed = router
        .settings
        .interfaces
        .iter()
        .filter_map(InterfaceSettings::fixed);
    let mut global = fixed.filter(|it| wan::is_global(it.value.address));
    let only = global.next().filter(|_| global.next().is_none())?;
    Some(Sourced::new(only.value.address, only.line))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    /// A calls another address, and neither has SAs.
    fn calls(address: &str) -> String {
        let none = SETTINGS.replace("# show config", "# show ipsec sa\n# show config");
        changed(
            &none,
            "A",
            "remote address 1 203.0.113.2",
            &format!("remote address 1 {address}"),
        )
    }

    #[test]
    fn fires_on_its_own_address_its_own_lan_and_that_of_the_other() {
        check(&RULE, &calls("192.0.2.1")).fires_at(["A8", "A15", "B8"]);
        check(&RULE, &calls("192.168.1.1")).fires_at(["A5", "A15", "B8"]);
        check(&RULE, &calls("192.168.1.9")).fires_at(["A5", "A15", "B8"]);
        check(&RULE, &calls("192.168.2.1")).fires_at(["A15", "B5", "B8"]);
        let lines = commands(&RULE, &calls("192.168.2.1"));
        assert!(lines.len() == 1 && lines[0].contains("remote address 1 203.0.113.2"));
    }

    #[test]
    fn silent_in_a_closed_network_and_on_other_addresses() {
        finds_nothing(&RULE, &calls("203.0.113.2"));
        finds_nothing(&RULE, &calls("203.0.113.3"));
        finds_nothing(&RULE, &calls("192.168.3.1"));
        finds_nothing(&RULE, &calls("any"));
        let closed = |fixture: &str| {
            fixture.replace("ip pp address 203.0.113.2/32", "ip pp address 10.0.0.2/32")
        };
        finds_nothing(&RULE, &closed(&calls("192.168.2.1")));
        let other = changed(
            &calls("192.168.2.1"),
            "A",
            "ip lan1",
            "ip route 192.168.2.1 gateway pp 2\nip lan1",
        );
        finds_nothing(&RULE, &other);
        let second = changed(
            &calls("192.168.2.1"),
            "A",
            "tunnel select 1",
            "pp select 2\n pppoe use lan3\ntunnel select 1",
        );
        finds_nothing(&RULE, &second);
    }

    #[test]
    fn silent_where_settings_are_a_part_or_sas_are_held() {
        let part = calls("192.168.2.1").replace("show config", "show config | grep i");
        finds_nothing(&RULE, &part);
        finds_nothing(&RULE, &joined(HEALTHY, &calls("192.168.2.1")));
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, SETTINGS);
    }
}
