//! CFG618 duplicate-gateway: two gateways of one router cannot be told apart by their peers.

use crate::diagnose::settings::{self, Standing};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::{
    Encapsulation, GatewaySettings, IkeVersion, LocalAddress, PeerAddress, Router, TunnelSettings,
};
use crate::pair::{End, GatewayPair, Role};

/// CFG618 duplicate-gateway.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG618",
    slug: "duplicate-gateway",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のゲートウェイ {first} と {second} が、同じ相手を指しています",
        en: "Gateways {first} and {second} of {here} mean the same peer",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}のゲートウェイ {first} と {second} が同じ相手を指していて、見分けられません。",
        en: "The VPN is down. Gateways {first} and {second} of {here} mean the same peer and cannot be told apart.",
    },
    why: Phrase {
        ja: "IKEv1 では、応答するルーターは相手のアドレス（アグレッシブモードでは名前）でゲートウェイを選びます。\
             同じものが2つあると、どちらの鍵や設定が使われるか決まりません。",
        en: "With IKEv1 the answering router picks a gateway by the peer's address, or by its name in \
             aggressive mode. With two of the same, whose key and settings are used is not determined.",
    },
    question: Phrase {
        ja: "同じ相手を指すゲートウェイが重なっていないか",
        en: "Whether two gateways mean the same peer",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv2 のとき、どちらかのトンネルが有効でないとき、SA が両端にあるか、どちらかのトンネルが接続中のとき。\
             自分の名前（ipsec ike local name）が違うとき。\
             2つの ipsec ike local address が違うときは注意点で、相手がその両方を呼んでいれば黙っています。",
        en: "With IKEv2, where one of the tunnels is off, and while both ends hold SAs or one of the tunnels is up, and where the two \
             have different names of their own. A remark, where the two have different ipsec ike local address; silent, where the peer calls each of these.",
    }),
    references: cited(&["Command Reference 15.14, 15.15"]),
    cause: Some(Cause::DuplicateGateway),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const TURN_OFF: Phrase = Phrase {
    ja: "使っていないほうのトンネルを無効にします。こちらが使っているほうなら、もう一方の番号で実行してください。",
    en: "Switches the tunnel off that is not in use. If it is this one that is, take the number of the \
         other.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite || settings::standing(pair) == Standing::Up {
        return nothing();
    }
    let mut findings = Vec::new();
    for end in pair.ends() {
        let settings = &end.router.settings;
        // Two that mean one peer may be the reason why none could be told to be the pair's.
        let with_twin = |it| Some((it, twin(end.router, it)?));
        let found = match settings::told(&end) {
            Some(told) => with_twin(told.gateway),
            None => settings.gateways.iter().find_map(with_twin),
        };
        let peer = pair.ends().find(|it| it.router.side != end.router.side);
        let apart = |it, twin| peer.is_some_and(|peer| tells_apart(&peer, it, twin));
        let found = found.filter(|(it, twin)| !apart(it, twin));
        findings.extend(found.and_then(|(it, twin)| finding(end.router, it, twin)));
    }
    Ok(settings::remarks_where_met(pair, findings))
}

/// The addresses that two gateways speak from, where they are written and differ: then each is called at its own.
fn two_addresses<'m>(
    one: &'m GatewaySettings,
    other: &'m GatewaySettings,
) -> Option<[&'m LocalAddress; 2]> {
    let both = one
        .local_address
        .explicit()
        .zip(other.local_address.explicit());
    let both = both.map(|(one, other)| [&one.value, &other.value]);
    both.filter(|[one, other]| one != other)
}

/// Whether the peer has a gateway for each of the addresses that the two speak from.
fn tells_apart(peer: &End<'_>, one: &GatewaySettings, other: &GatewaySettings) -> bool {
    let is_called = |own: &LocalAddress| {
        let LocalAddress::Address(own) = own else {
            return false;
        };
        let mut gateways = peer.router.settings.gateways.iter();
        gateways.any(|it| {
            let called = it.remote_address.explicit().map(|it| &it.value);
            called == Some(&PeerAddress::Address(*own))
        })
    };
    two_addresses(one, other).is_some_and(|both| both.into_iter().all(is_called))
}

fn finding(router: &Router, gateway: &GatewaySettings, twin: &GatewaySettings) -> Option<Finding> {
    // Both pairs name the same of the two: with one each, the steps would switch off both.
    let later = if gateway.id > twin.id { gateway } else { twin };
    let tunnel = used(router, later)?;
    let lines = [gateway, twin].map(peer_line);
    let side = router.side;
    let finding = Finding::new(lines.into_iter().flatten().map(|line| router.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .arg("first", gateway.id.0.min(twin.id.0))
        .arg("second", gateway.id.0.max(twin.id.0));
    if two_addresses(gateway, twin).is_some() {
        return Some(finding.severity(Severity::Risk));
    }
    let switch = |word: &str| format!("tunnel {word} {}\nsave", tunnel.number.0);
    Some(finding.change_and_back(side, switch("disable"), TURN_OFF, switch("enable")))
}

/// The line by which a gateway's peer is known: its name where it may come from anywhere.
fn peer_line(gateway: &GatewaySettings) -> Option<u32> {
    let address = gateway.remote_address.explicit()?;
    match address.value {
        PeerAddress::Any => {
            let name = gateway.remote_name.explicit();
            Some(name.map_or(address.line, |it| it.line))
        }
        PeerAddress::Address(_) | PeerAddress::Name(_) => Some(address.line),
    }
}

/// Another gateway of IKEv1 with the same peer; none where either has an SA, as it then works.
fn twin<'m>(router: &'m Router, own: &GatewaySettings) -> Option<&'m GatewaySettings> {
    let is_idle = |it: &GatewaySettings| {
        let id = Some(it.id);
        let is_up = |number| {
            let status = router.tunnel(number).and_then(|it| it.up);
            status.is_some_and(|up| up.value)
        };
        let mut tunnels = router.settings.tunnels_of(it.id);
        let is_any_up = tunnels.any(|(tunnel, _)| is_up(tunnel.number));
        router.ike_sas_of(id).is_empty() && router.ipsec_sas_of(id).is_empty() && !is_any_up
    };
    let is_candidate = |it: &GatewaySettings| {
        let is_v1 = it
            .version
            .known()
            .is_some_and(|it| it.value == IkeVersion::V1);
        is_v1 && is_idle(it) && used(router, it).is_some()
    };
    if !is_candidate(own) {
        return None;
    }
    let others = router.settings.gateways_like(own);
    let mut others = others.filter(|it| it.id != own.id && same_peer(own, it));
    others.find(|it| is_candidate(it))
}

/// Whether two like peers are one: names by the case of their letters, too. To one that is called by two names the
/// gateways are two.
fn same_peer(own: &GatewaySettings, other: &GatewaySettings) -> bool {
    let names = own.local_name.explicit().zip(other.local_name.explicit());
    if names.is_some_and(|(mine, theirs)| mine.value != theirs.value) {
        return false;
    }
    let addresses = own
        .remote_address
        .explicit()
        .zip(other.remote_address.explicit());
    addresses.is_some_and(|(mine, theirs)| mine.value == theirs.value)
}

/// A tunnel of IPsec that uses the gateway and is switched on.
fn used<'m>(router: &'m Router, gateway: &GatewaySettings) -> Option<&'m TunnelSettings> {
    let mut tunnels = router.settings.tunnels_of(gateway.id);
    let is_on = |tunnel: &TunnelSettings| {
        let is_ipsec = tunnel.encapsulation.known();
        tunnel.enabled.known().is_some_and(|it| it.value)
            && is_ipsec.is_some_and(|it| it.value == Encapsulation::Ipsec)
    };
    tunnels.find(|it| is_on(it.0)).map(|it| it.0)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    /// A second tunnel of A, whose gateway has these lines.
    fn second(lines: &str) -> String {
        let tunnel = format!(
            "tunnel select 2\n ipsec tunnel 102\n ipsec sa policy 102 2 esp aes-cbc sha-hmac\n\
             {lines} tunnel enable 2\nipsec auto"
        );
        changed(SETTINGS, "A", "ipsec auto", &tunnel)
    }

    const SAME: &str = " ipsec ike remote address 2 203.0.113.2\n";

    #[test]
    fn silent_where_the_peer_is_called_by_two_names() {
        let named = second(&format!("{SAME} ipsec ike local name 2 second\n"));
        let first = " ipsec ike local name 1 first\n tunnel enable 1";
        finds_nothing(&RULE, &changed(&named, "A", " tunnel enable 1", first));
        let same = " ipsec ike local name 1 second\n tunnel enable 1";
        check(&RULE, &changed(&named, "A", " tunnel enable 1", same)).fires_as_fault();
    }

    #[test]
    fn fires_on_two_gateways_for_one_address() {
        check(&RULE, &second(SAME)).fires_at(["A14", "A19"]);
    }

    #[test]
    fn silent_where_one_is_off_or_calls_another() {
        finds_nothing(&RULE, &second(SAME).replace(" tunnel enable 2\n", ""));
        finds_nothing(&RULE, &second(&SAME.replace("113.2", "113.9")));
        finds_nothing(&RULE, &second(&format!(" ipsec ike version 2 2\n{SAME}")));
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn in_aggressive_mode_names_tell_them_apart() {
        let named = |name: &str| {
            let fixture = second(&format!(
                " ipsec ike remote address 2 any\n ipsec ike remote name 2 {name}\n"
            ));
            changed(
                &fixture,
                "A",
                "address 1 203.0.113.2",
                "address 1 any\n ipsec ike remote name 1 branch",
            )
        };
        finds_nothing(&RULE, &named("other"));
        check(&RULE, &named("branch")).fires_at(["A15", "A21"]);
        let nameless = second(" ipsec ike remote address 2 any\n");
        let nameless = changed(&nameless, "A", "address 1 203.0.113.2", "address 1 any");
        check(&RULE, &nameless).fires_at(["A14", "A19"]);
    }

    #[test]
    fn two_lines_to_one_peer_are_a_remark() {
        let lines = format!("{SAME} ipsec ike local address 2 198.51.100.7\n");
        check(&RULE, &second(&lines)).fires_as_remark();
        assert!(commands(&RULE, &second(&lines)).is_empty());
        let own = changed(
            &second(&lines),
            "B",
            "ipsec auto",
            "tunnel select 2\n ipsec ike remote address 2 198.51.100.7\nipsec auto",
        );
        finds_nothing(&RULE, &own);
        let up = "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n//- B";
        finds_nothing(&RULE, &second(SAME).replacen("//- B", up, 1));
    }

    #[test]
    fn silent_while_both_hold_sas() {
        finds_nothing(&RULE, &joined(HEALTHY, &second(SAME)));
    }
}
