//! CFG603 tunnel-not-wired: from tunnel to policy to gateway something is missing, or the tunnel is off.

use std::net::IpAddr;

use crate::diagnose::left_over::left_over;
use crate::diagnose::settings::{self, Change};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    addresses, cited, for_docs, found,
};
use crate::model::{
    Encapsulation, GatewaySettings, PeerAddress, Setting, Settings, Sourced, TunnelSettings,
};
use crate::pair::{End, GatewayPair};

/// CFG603 tunnel-not-wired.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG603",
    slug: "tunnel-not-wired",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のトンネル {tunnel} が使われる設定になっていません（{what}）",
        en: "Tunnel {tunnel} of {here} is not set up to be used ({what})",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}のトンネル {tunnel} が使われる設定になっていません。",
        en: "The VPN is down. Tunnel {tunnel} of {here} is not set up to be used.",
    },
    why: Phrase {
        ja: "トンネルは、tunnel enable で有効にし、ipsec tunnel でポリシーに、ipsec sa policy でゲートウェイに\
             つながって、はじめて鍵交換の相手になります。どこかが欠けると、鍵交換は始まりません。{later}",
        en: "A tunnel takes part in key exchange once tunnel enable switches it on, ipsec tunnel binds it to a \
             policy, and ipsec sa policy binds that to a gateway. Where one is missing, nothing begins.{later}",
    },
    question: Phrase {
        ja: "トンネル、ポリシー、ゲートウェイがつながっているか",
        en: "Whether tunnel, policy and gateway are bound to each other",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき、ほかに使えるトンネルがあるとき。そのトンネルか相手に SA があるときは注意点です（一方に SA がなく、もう一方のものが古いときを除きます）。",
        en: "When the settings were not pasted whole, and where another tunnel is fit for use. A remark while this tunnel or its peer has SAs, unless those of the peer are old and this end lists none.",
    }),
    references: cited(&["Command Reference 14.1, 14.2, 14.4, 15.48.2, 15.49.3"]),
    cause: Some(Cause::TunnelNotWired),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const DISABLED: Phrase = Phrase {
    ja: "tunnel enable がない",
    en: "no tunnel enable",
};
const UNBOUND: Phrase = Phrase {
    ja: "ipsec tunnel がない",
    en: "no ipsec tunnel",
};
const NO_POLICY: Phrase = Phrase {
    ja: "ipsec sa policy がない",
    en: "no ipsec sa policy",
};
const NO_GATEWAY: Phrase = Phrase {
    ja: "ipsec ike の設定がない",
    en: "no settings of ipsec ike",
};
const NOT_NAMED: Phrase = Phrase {
    ja: "相手を呼ぶ ipsec ike の番号が、どのトンネルのポリシーにもない",
    en: "no policy of a tunnel names the number of the ipsec ike lines that call the peer",
};
const OTHER_KIND: Phrase = Phrase {
    ja: "tunnel encapsulation が {kind} で、相手は ipsec",
    en: "tunnel encapsulation {kind}, and ipsec at the peer",
};
const MISSING: Phrase = Phrase {
    ja: "{here}の設定に、この相手との VPN がありません",
    en: "The settings of {here} have no VPN with this peer",
};
const MISSING_HEADLINE: Phrase = Phrase {
    ja: "VPN は切れています。{here}の設定に、{peer}との VPN がありません。",
    en: "The VPN is down. The settings of {here} have no VPN with {peer}.",
};
const MOVED_OR_MISSING: Phrase = Phrase {
    ja: "{here}の設定に、{peer}のいまのアドレスを呼ぶゲートウェイがありません",
    en: "No gateway in the settings of {here} calls the present address of {peer}",
};
const MOVED_OR_MISSING_HEADLINE: Phrase = Phrase {
    ja: "まだ判断できません。{peer}のアドレスが変わったか、{here}の設定に{peer}との VPN がないかです。",
    en: "This cannot be decided yet: either the address of {peer} has changed, or the settings of {here} have no VPN with it.",
};
const READ_LAN: Phrase = Phrase {
    ja: "{peer}の LAN を確かめます。{here}が {called} との VPN に向けているネットワークなら、{peer}のアドレスが変わっています。そうでなければ、{here}の設定に VPN がありません。",
    en: "Look at the LAN of {peer}. If it is what {here} leads into the VPN with {called}, the address of {peer} has changed. If not, the settings of {here} have no VPN with it.",
};
const SET_UP: Phrase = Phrase {
    ja: "{here}に、この相手とのトンネルを設定します（保存してある設定があれば、それを戻します）。ほかの相手に使っているトンネルとゲートウェイは変えません。",
    en: "Set up a tunnel with this peer at {here}, or restore the settings that were saved. Leave the tunnels and gateways of other peers as they are.",
};
const TO_IPSEC: Phrase = Phrase {
    ja: "トンネルの種類を、相手と同じ ipsec にします。相手のほうを変えるのが正しいときは、実行しないでください。",
    en: "Makes the tunnel one of ipsec, as at the peer. Do not run it where it is the peer that should be changed.",
};
const ENABLE: Phrase = Phrase {
    ja: "トンネルを有効にします。",
    en: "Switches the tunnel on.",
};
const BIND: Phrase = Phrase {
    ja: "設定を見て、tunnel select、ipsec tunnel、ipsec sa policy、ipsec ike の番号が順につながるように直します。",
    en: "Look at the settings and make the numbers of tunnel select, ipsec tunnel, ipsec sa policy and ipsec ike meet in turn.",
};

/// A tunnel that cannot be used: why, and the lines that show it.
struct Broken<'m> {
    tunnel: &'m TunnelSettings,
    what: Phrase,
    lines: [u32; 2],
}

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let has_met = settings::has_met(pair);
    found(pair.ends().filter_map(|end| {
        let peer = pair.ends().find(|it| it.router.side != end.router.side);
        if let Some((peer, broken)) = peer.and_then(|peer| Some((peer, meant(&end, &peer)?))) {
            let is_in_use = has_met || (peer.has_any_sa() && !has_lost(pair, &end));
            return Some(settings::weigh_later(finding(&end, &broken), is_in_use));
        }
        if let Some(finding) = of_another_kind(pair, &end).filter(|_| !has_met) {
            return Some(finding);
        }
        if let Some(finding) = peer.and_then(|peer| missing(&end, &peer)) {
            return (!has_met).then_some(finding);
        }
        let is_in_use = has_met || end.has_any_sa();
        // SAs that are not shown to be its own say nothing of it.
        let has_sas = !end.router.ipsec_sas.is_empty() || !end.router.ike_sas.is_empty();
        if has_sas && !is_in_use {
            return None;
        }
        let finding = finding(&end, &broken(&end)?);
        Some(settings::weigh_later(finding, is_in_use))
    }))
}

/// Of an end without SAs that its peer calls, that its whole settings have no gateway, or none that is not another's.
fn missing(end: &End<'_>, peer: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let settings = &router.settings;
    let opening = settings.whole.filter(|_| settings.unknown.is_empty())?;
    let has_no_gateway = end.gateway.is_none() && end.gateway_settings().is_none();
    let calling = peer.called().into_iter();
    let mut calling = calling.filter(|it| router.networks.owns(it.value));
    let calling = calling
        .next()
        .filter(|_| !end.has_any_sa() && has_no_gateway)?;
    if !is_set_for_others(end, peer) {
        return None;
    }
    let led = end.far_networks().into_iter().map(|it| it.line).min();
    let side = router.side;
    let lines = [Some(opening), led].into_iter().flatten();
    let finding = Finding::new(lines.map(|line| router.place(line)))
        .and_places([peer.router.place(calling.line)])
        .at(Where::Site(side))
        .site("here", side)
        .site("peer", peer.router.side);
    if let Some(called) = idle_toward(end, peer) {
        let finding = finding
            .and_places([router.place(called.line)])
            .arg("called", called.value)
            .titled(MOVED_OR_MISSING)
            .headed(MOVED_OR_MISSING_HEADLINE)
            .severity(Severity::Input)
            .cause(None)
            .certainty(Certainty::Likely)
            .read_and_ask(Need::routes(peer.router.side), READ_LAN);
        return Some(settings::weigh_later(finding, false));
    }
    let finding = finding
        .titled(MISSING)
        .headed(MISSING_HEADLINE)
        .certainty(Certainty::Likely)
        .yielding()
        .advise_at(side, SET_UP)
        .look_for_sas(side);
    Some(settings::weigh_later(finding, false))
}

/// Whether each gateway that the settings of an end show, if any, calls an address that is not the peer's.
fn is_set_for_others(end: &End<'_>, peer: &End<'_>) -> bool {
    let mut gateways = end.router.settings.gateways.iter();
    gateways.all(
        |it| match it.remote_address.explicit().map(|it| &it.value) {
            Some(PeerAddress::Address(it)) => peer.router.networks.is_anothers(*it),
            Some(PeerAddress::Any | PeerAddress::Name(_)) | None => false,
        },
    )
}

/// The address that a gateway without SAs of an end calls, where the LAN of its peer is not known, which may have had that
/// address before.
fn idle_toward(end: &End<'_>, peer: &End<'_>) -> Option<Sourced<IpAddr>> {
    let (router, networks) = (end.router, &peer.router.networks);
    let is_idle = |it: &&GatewaySettings| {
        let id = Some(it.id);
        let has_none = router.ipsec_sas_of(id).is_empty() && router.ike_sas_of(id).is_empty();
        has_none && router.settings.tunnels_of(it.id).next().is_some()
    };
    let called = |it: &GatewaySettings| {
        let called = it.remote_address.explicit()?;
        match called.value {
            PeerAddress::Address(address) => Some(Sourced::new(address, called.line)),
            PeerAddress::Any | PeerAddress::Name(_) => None,
        }
    };
    let is_known = !networks.lans.is_empty() || peer.router.settings.whole.is_some();
    router.whole_answer(None).filter(|_| !is_known)?;
    let mut idle = router.settings.gateways.iter().filter(is_idle);
    idle.find_map(called)
}

/// Of an end without SAs, that its tunnel is of another kind than IPsec, while that of the peer is of IPsec.
fn of_another_kind(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Finding> {
    let both = settings::both(pair).ok().flatten()?;
    let (own, peer) = both
        .ends()
        .into_iter()
        .find(|it| it.0.side() == end.router.side)?;
    let encapsulation = &own.tunnel?.encapsulation;
    let kind = encapsulation.explicit()?;
    let of_peer = peer.tunnel?.encapsulation.known()?;
    let Encapsulation::Other(name) = &kind.value else {
        return None;
    };
    if of_peer.value != Encapsulation::Ipsec || end.lacks_child_sas().is_none() || end.has_any_sa()
    {
        return None;
    }
    let finding = Finding::new([own.place(kind.line), peer.place(of_peer.line)])
        .about(&["tunnelEncapsulation"])
        .at(Where::Site(own.side()))
        .site("here", own.side())
        .arg("tunnel", own.tunnel?.number.0)
        .arg("kind", name)
        .phrase("what", OTHER_KIND)
        .certainty(Certainty::Likely);
    let change = Change::of("tunnel encapsulation ipsec".to_owned(), encapsulation);
    let finding = own.mend(finding, TO_IPSEC, [change]);
    Some(settings::weigh_later(finding, false))
}

/// Whether an end is shown to have none of the SAs that its peer still holds, made long before: those carry nothing.
fn has_lost(pair: &GatewayPair<'_>, end: &End<'_>) -> bool {
    let left = left_over(pair).filter(|it| !it.is_young(pair));
    left.is_some_and(|it| it.other.router.side == end.router.side && !end.has_any_sa())
}

/// The tunnel that is meant for the peer, where it cannot be used, so that nothing else names its gateway:
/// that waits for the name which the peer says, or calls an address of the peer.
fn meant<'m>(end: &End<'m>, peer: &End<'_>) -> Option<Broken<'m>> {
    if let Some(unused) = unused(end, peer) {
        return Some(unused);
    }
    if end.gateway.is_some() {
        return None;
    }
    let router = end.router;
    let settings = &router.settings;
    let says = settings::told(peer)?.gateway.local_name.explicit();
    let is_meant = |gateway: &GatewaySettings| {
        let awaited = gateway.remote_name.explicit();
        let named = awaited.zip(says);
        let called = gateway.remote_address.explicit().map(|it| &it.value);
        let calls = |it: &PeerAddress| matches!(it, PeerAddress::Address(it) if peer.router.networks.owns(*it));
        let id = Some(gateway.id);
        let is_idle = router.ipsec_sas_of(id).is_empty() && router.ike_sas_of(id).is_empty();
        let is_named = named.is_some_and(|(one, other)| one.value.name.same(&other.value.name));
        is_idle && (is_named || called.is_some_and(calls))
    };
    let mut tunnels = settings.tunnels.iter();
    let mut tunnels = tunnels
        .by_ref()
        .filter(|it| settings.gateway_of(it).is_some_and(is_meant));
    let tunnel = tunnels.next().filter(|_| tunnels.next().is_none())?;
    let (what, lines) = fault(settings, tunnel)?;
    Some(Broken {
        tunnel,
        what,
        lines,
    })
}

/// The tunnel below which the lines of the only gateway stand that calls the peer, where no tunnel uses that gateway.
fn unused<'m>(end: &End<'m>, peer: &End<'_>) -> Option<Broken<'m>> {
    let settings = &end.router.settings;
    settings.whole.filter(|_| !end.has_any_sa())?;
    let (gateway, line) = addresses::calls_to(end, peer)?;
    if settings.tunnels_of(gateway.id).next().is_some() {
        return None;
    }
    let above = settings.tunnels.iter().filter(|it| it.line < line);
    let tunnel = above.max_by_key(|it| it.line)?;
    if settings.is_templated(tunnel.number) {
        return None;
    }
    let (what, lines) = match fault(settings, tunnel) {
        Some(found) if found.0 != DISABLED => found,
        // Of one that calls nobody, CFG604 tells.
        _ => {
            settings.gateway_of(tunnel)?.remote_address.explicit()?;
            (NOT_NAMED, [line, settings.policy_of(tunnel)?.line])
        }
    };
    Some(Broken {
        tunnel,
        what,
        lines,
    })
}

fn finding(end: &End<'_>, broken: &Broken<'_>) -> Finding {
    let side = end.router.side;
    let number = broken.tunnel.number.0;
    let finding = Finding::new(broken.lines.map(|line| end.router.place(line)))
        .about(&["tunnelEnable", "tunnelEncapsulation"])
        .at(Where::Site(side))
        .site("here", side)
        .arg("tunnel", number)
        .phrase("what", broken.what);
    if broken.what == DISABLED {
        finding
            .change_and_back(
                side,
                format!("tunnel enable {number}\nsave"),
                ENABLE,
                format!("tunnel disable {number}\nsave"),
            )
            .look_for_sas(side)
    } else {
        finding.read(side, format!("show config tunnel {number}"), BIND)
    }
}

/// The tunnel of an end, where there is but one and it cannot be used.
fn broken<'m>(end: &End<'m>) -> Option<Broken<'m>> {
    let settings = &end.router.settings;
    let is_ipsec = |it: &&TunnelSettings| {
        let encapsulation = it.encapsulation.known();
        encapsulation.is_some_and(|it| it.value == Encapsulation::Ipsec)
    };
    let own = end.tunnel_numbers().next();
    let told = settings::told(end).and_then(|told| told.tunnel);
    let mut tunnels = settings.tunnels.iter().filter(is_ipsec);
    let tunnel = match (told, own) {
        (Some(tunnel), _) => tunnel,
        (None, Some(number)) => settings.tunnel(number)?,
        (None, None) => tunnels.next().filter(|_| tunnels.next().is_none())?,
    };
    let (what, lines) = fault(settings, tunnel)?;
    // SAs of that tunnel show that it is wired: a line was lost in copying.
    let mut sas = end.router.ipsec_sas.iter();
    if what != DISABLED && sas.any(|sa| sa.tunnel == Some(tunnel.number)) {
        return None;
    }
    Some(Broken {
        tunnel,
        what,
        lines,
    })
}

fn fault(settings: &Settings, tunnel: &TunnelSettings) -> Option<(Phrase, [u32; 2])> {
    if let Setting::Absent(whole) = tunnel.policy {
        return Some((UNBOUND, [tunnel.line, whole]));
    }
    let bound = tunnel.policy.known()?.line;
    match settings.policy_of(tunnel) {
        None => return Some((NO_POLICY, [bound, settings.whole?])),
        Some(policy) => {
            let gateway = settings.gateway(policy.gateway)?;
            // Named by the policy alone: nothing is said of it.
            if gateway.line == policy.line && gateway.is_bare() {
                return Some((NO_GATEWAY, [policy.line, settings.whole?]));
            }
        }
    }
    let enabled = tunnel.enabled.known()?;
    (!enabled.value).then_some((DISABLED, [tunnel.line, enabled.line]))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn disabled() -> String {
        changed(SETTINGS, "B", " tunnel enable 1", "")
    }

    #[test]
    fn fires_on_a_tunnel_that_is_off() {
        check(&RULE, &disabled()).fires_at(["B1", "B9"]);
        check(
            &RULE,
            &changed(SETTINGS, "B", "tunnel enable 1", "tunnel disable 1"),
        )
        .fires_at(["B9", "B15"]);
    }

    #[test]
    fn fires_on_each_missing_link() {
        check(&RULE, &changed(SETTINGS, "A", " ipsec tunnel 101", "")).fires_at(["A1", "A9"]);
        check(
            &RULE,
            &changed(SETTINGS, "A", "ipsec tunnel 101", "ipsec tunnel 102"),
        )
        .fires_at(["A1", "A10"]);
        check(
            &RULE,
            &changed(SETTINGS, "A", "policy 101 1", "policy 101 2"),
        )
        .fires_at(["A1", "A11"]);
    }

    #[test]
    fn fires_on_a_tunnel_of_another_kind_than_that_of_the_peer() {
        let none = SETTINGS.replace("# show config", "# show ipsec sa\n# show config");
        let kind = |end: &str, fixture: &str| {
            let lines = " tunnel encapsulation ipip\n ipsec tunnel 101";
            changed(fixture, end, " ipsec tunnel 101", lines)
        };
        check(&RULE, &kind("A", &none)).fires_at(["A11", "B2"]);
        finds_nothing(&RULE, &kind("B", &kind("A", &none)));
        finds_nothing(&RULE, &kind("A", SETTINGS));
        finds_nothing(&RULE, &joined(HEALTHY, &kind("A", &none)));
    }

    /// A has a second tunnel, for another branch.
    fn hub() -> String {
        let second = "tunnel select 2\n ipsec tunnel 102\n  ipsec sa policy 102 2 esp aes-cbc sha-hmac\n  \
                      ipsec ike pre-shared-key 2 text dummy\n  ipsec ike remote address 2 198.51.100.9\n \
                      tunnel enable 2\nipsec auto";
        changed(SETTINGS, "A", "ipsec auto", second)
    }

    #[test]
    fn fires_on_the_gateway_that_no_tunnel_of_a_hub_uses() {
        finds_nothing(&RULE, &hub());
        let unbound = changed(&hub(), "A", " ipsec tunnel 101", "");
        check(&RULE, &unbound).fires_at(["A1", "A9"]);
        let other = changed(&hub(), "A", "policy 101 1", "policy 101 2");
        check(&RULE, &other).fires_at(["A11", "A14"]);
        check(&RULE, &changed(&hub(), "A", "tunnel 101", "tunnel 103")).fires_at(["A1", "A10"]);
        let left = "  ipsec ike remote address 9 203.0.113.2\n tunnel enable 2";
        finds_nothing(&RULE, &changed(&hub(), "A", " tunnel enable 2", left));
    }

    #[test]
    fn open_where_a_peer_that_shows_no_lan_may_have_moved() {
        let hub = changed(
            &hub(),
            "A",
            "ip lan1",
            "ip route 192.168.3.0/24 gateway tunnel 2\nip lan1",
        );
        let (a, _) = hub.split_once("//- B").unwrap();
        let none = "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n";
        let sas = "# show ipsec sa\nTotal: isakmp:1 send:1 recv:1\n\
            sa    sgw isakmp connection    dir  life[s] remote-id\n\
            4     2    -     isakmp        -    21000   198.51.100.9\n\
            5     2    4     tun[0002]esp  send 21001   198.51.100.9\n\
            6     2    4     tun[0002]esp  recv 21001   198.51.100.9\n";
        let moved = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  \
            ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike remote address 1 192.0.2.1\n tunnel enable 1\n";
        let line = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 203.0.113.199, Remote: 198.51.100.254\n";
        let with = |more: &str| format!("{a}{sas}//- B\n{moved}{none}{line}{more}");
        let said = check(&RULE, &with(""));
        assert!(said.leaves_open(), "{said:?}");
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
            default - PP[01] static\n192.168.7.0/24 192.168.7.1 LAN1 implicit\n";
        check(&RULE, &with(table)).fires_as_fault();
        finds_nothing(&RULE, &with(&table.replace(".7.", ".2.")));
    }

    #[test]
    fn silent_where_all_is_bound() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn a_remark_while_an_end_holds_sas() {
        check(&RULE, &joined(HEALTHY, &disabled())).fires_as_remark();
        let (a, _) = HEALTHY.split_once("//- B").unwrap();
        let one = joined(&format!("{a}//- B\n"), &disabled());
        check(&RULE, &one).fires_as_remark();
        check(&RULE, &one).tells("次に SA を作り直す");
    }

    #[test]
    fn a_part_of_the_settings_proves_nothing() {
        finds_nothing(
            &RULE,
            &disabled().replace("show config", "show config | grep i"),
        );
    }

    #[test]
    fn silent_where_the_line_that_selects_the_tunnel_is_lost() {
        finds_nothing(&RULE, &changed(SETTINGS, "A", "tunnel select 1", ""));
    }

    #[test]
    fn a_spare_tunnel_is_no_fault() {
        let spare = "tunnel select 2\n tunnel enable 2\nipsec auto refresh on";
        finds_nothing(
            &RULE,
            &changed(SETTINGS, "A", "ipsec auto refresh on", spare),
        );
    }
}
