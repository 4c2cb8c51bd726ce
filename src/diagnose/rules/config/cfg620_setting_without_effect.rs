//! CFG620 setting-without-effect: lines that look as if they did something for the VPN, and do not.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs,
};
use crate::model::{
    Encapsulation, FilterList, GatewaySettings, IkeVersion, NatTable, PeerAddress, Router, Setting,
    Settings, TunnelSettings, by_model,
};
use crate::text::Listed;

/// CFG620 setting-without-effect.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG620",
    slug: "setting-without-effect",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}の設定に、効いていない行があります",
        en: "The settings of {here} have lines that take no effect",
    },
    headline: Phrase {
        ja: "{here}の設定に、効いていない行があります。",
        en: "The settings of {here} have lines that take no effect.",
    },
    why: Phrase {
        ja: "{reason}",
        en: "{reason}",
    },
    question: Phrase {
        ja: "効いていない行がないか",
        en: "Whether lines take no effect",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき（ほかの行で使われているかもしれません）。フィルターは番号が伏せられているとき、使われていない\
             ゲートウェイはテンプレートか伏せられた番号があるとき、その SA があるときも。",
        en: "When the settings were not pasted whole: other lines may make use of them. Of filters also where a number is masked, and \
             of gateways that nothing uses where there is a template or a masked number, or an SA with them.",
    }),
    references: cited(&[
        "Command Reference 8.1.10, 8.1.25, 14.7, 15.15, 15.49.3, 23.2, 23.8",
        "Command Reference 15.3, 15.11, 15.16, 15.19, 15.44, 15.46, 15.47",
    ]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const ENDPOINT: Phrase = Phrase {
    ja: "IPsec のトンネルでは tunnel endpoint は使われません。相手のアドレスは ipsec ike remote address、\
         自分のアドレスは ipsec ike local address で決まります。",
    en: "An IPsec tunnel takes no notice of tunnel endpoint. The peer's address is ipsec ike remote \
         address, the own one ipsec ike local address.",
};
const UNBOUND: Phrase = Phrase {
    ja: "鍵交換を受け取る NAT の設定ですが、その番号の NAT はどのインターフェースにも適用されていないので、何もしていません。\
         適用するときは、アドレスが ipsec ike local address と同じかを確かめてください。",
    en: "This NAT entry takes in key exchange, but its table is bound to no interface, so it does nothing. \
         Before binding it, make sure that its address is that of ipsec ike local address.",
};

const INERT_V2: Phrase = Phrase {
    ja: "IKEv2 のゲートウェイでは、この行は使われません（ipsec ike local id・remote id・negotiate-strictly と、policy の local-id・remote-id は IKEv1 だけのものです）。",
    en: "A gateway of IKEv2 takes no notice of this line: ipsec ike local id, remote id and negotiate-strictly, and local-id and \
         remote-id of a policy, are for IKEv1 only.",
};
const INERT_V1: Phrase = Phrase {
    ja: "IKEv1 のゲートウェイでは、この行は使われません（ipsec ike auth method・proposal-limitation・child-exchange type・negotiation receive は IKEv2 だけのものです）。",
    en: "A gateway of IKEv1 takes no notice of this line: ipsec ike auth method, proposal-limitation, child-exchange type and \
         negotiation receive are for IKEv2 only.",
};

const TOO_OLD: Phrase = Phrase {
    ja: "この版のファームウェアでは、IKEv1 のメインモードで NAT トラバーサルが使えません。NAT があるときは、新しい版にするか、アグレッシブモードか IKEv2 にします。",
    en: "This revision of the firmware has no NAT traversal in main mode of IKEv1. Where a NAT is on the path, use a newer one, \
         aggressive mode, or IKEv2.",
};

const UNDEFINED: Phrase = Phrase {
    ja: "このリストにあるフィルター {numbers} は、どこにも定義されていません。定義のない番号は何にも当てはまらないはずなので、通すつもりの通信は、\
         リストの最後で落とされます。番号の打ち間違いか、{command} の行が足りないのかを確かめてください。",
    en: "No line defines the filters {numbers} of this list. Such a number should fit nothing, so that what it was to let pass is dropped at \
         the end of the list. Either the number is mistyped, or a line of {command} is missing.",
};
const ALL_UNDEFINED: Phrase = Phrase {
    ja: "このリストにあるフィルター（{numbers}）は、一つも定義されていません。すべて落とすのか、すべて通すのかは、設定だけでは分かりません。\
         {command} の行を加えるか、使わないならリストを外してください。",
    en: "No line defines any filter of this list ({numbers}). Whether all is dropped then, or all passes, settings do not tell. \
         Add the lines of {command}, or take the list away where it is not used.",
};
const LOOK: Phrase = Phrase {
    ja: "このインターフェースで、いま効いているフィルターを表示します。",
    en: "Shows the filters that are in force on this interface.",
};
const UNUSED: Phrase = Phrase {
    ja: "ゲートウェイ {gateway} のこの設定は、その番号を書いた ipsec sa policy がないので、どのトンネルにも使われていません。\
         ipsec ike の番号の打ち間違いなら、トンネルのポリシーにある番号で書き直してください。",
    en: "No ipsec sa policy names gateway {gateway}, so no tunnel makes use of this line. If the number is mistyped, write the line \
         again with the number that the policy of the tunnel names.",
};

const UNBOUND_POLICY: Phrase = Phrase {
    ja: "ゲートウェイ {gateway} のポリシーを使うトンネルがない（ipsec tunnel の行がないか、番号が違う）ので、この相手との鍵交換は始まりません。",
    en: "No tunnel is bound to the policy of gateway {gateway} (a line of ipsec tunnel is missing, or names another number), so \
         nothing begins with this peer.",
};

#[expect(
    clippy::unnecessary_wraps,
    reason = "it has the type of every rule's check"
)]
fn check(router: &Router) -> Outcome {
    let settings = &router.settings;
    let mut findings = Vec::new();
    for tunnel in &settings.tunnels {
        let encapsulation = tunnel.encapsulation.known();
        let is_ipsec = encapsulation.is_some_and(|it| it.value == Encapsulation::Ipsec);
        if let Some(line) = tunnel.endpoint.filter(|_| is_ipsec) {
            findings.push(finding(router, line, ENDPOINT));
        }
    }
    for gateway in &settings.gateways {
        findings.extend(inert(router, gateway));
        findings.extend(too_old(router, gateway));
    }
    findings.extend(undefined(router));
    if settings.whole.is_some() {
        findings.extend(unused(router));
        for table in settings.nat.iter().filter(|it| !is_bound(settings, it)) {
            let takes_ike = |ports: &Option<String>| ports.as_deref() == Some("500");
            if let Some(entry) = table.statics.iter().find(|it| takes_ike(&it.ports)) {
                findings.push(finding(router, entry.line, UNBOUND));
            }
        }
    }
    Ok(findings)
}

/// The lists of filters that name numbers which no filter has.
fn undefined(router: &Router) -> Vec<Finding> {
    let settings = &router.settings;
    let mut findings = Vec::new();
    let mut look = |list: Option<&FilterList>, is_v6: bool, name: &str| {
        let Some(list) = list else { return };
        let numbers = settings.undefined(is_v6, list);
        if numbers.is_empty() {
            return;
        }
        let is_all = numbers.len() == list.filters.len() + list.dynamic.len();
        let numbers = numbers.iter().map(ToString::to_string).listed();
        let ip = if is_v6 { "ipv6" } else { "ip" };
        let finding = finding(
            router,
            list.line,
            if is_all { ALL_UNDEFINED } else { UNDEFINED },
        )
        .certainty(Certainty::Likely)
        .arg("numbers", numbers.join(", "))
        .arg("command", format!("{ip} filter"));
        findings.push(finding.read(router.side, format!("show {ip} secure filter {name}"), LOOK));
    };
    for it in &settings.interfaces {
        for is_v6 in [false, true] {
            let name = it.interface.argument();
            for list in it.filter_lists(is_v6) {
                look(list, is_v6, &name);
            }
        }
    }
    for it in &settings.tunnels {
        let name = format!("tunnel {}", it.number.0);
        for list in [&it.filters_in, &it.filters_out] {
            look(list.as_ref(), false, &name);
        }
    }
    findings
}

/// Gateways of which something is written, and that no policy names; or that call a peer, and whose policy no tunnel is
/// bound to.
fn unused(router: &Router) -> Vec<Finding> {
    let settings = &router.settings;
    // What a template or a masked line binds, nobody can tell.
    let is_open = |it: &TunnelSettings| {
        it.template.is_some() || matches!(it.policy, Setting::Hidden(_) | Setting::NotPasted)
    };
    let is_told = !settings.tunnels.iter().any(is_open);
    let is_named = |it: &GatewaySettings| {
        settings
            .policies
            .iter()
            .any(|policy| policy.gateway == it.id)
    };
    let has_sas = |it: &GatewaySettings| {
        let id = Some(it.id);
        !router.ipsec_sas_of(id).is_empty() || !router.ike_sas_of(id).is_empty()
    };
    let gateways = settings.gateways.iter();
    let gateways = gateways.filter(|it| is_told && !has_sas(it));
    let unused = gateways.filter_map(|it| {
        let is_bound = settings.tunnels_of(it.id).next().is_some();
        let called = it.remote_address.explicit();
        let called = called.filter(|it| matches!(it.value, PeerAddress::Address(_)));
        let (line, reason) = match called {
            _ if !is_named(it) => (it.line, UNUSED),
            Some(called) if !is_bound => (called.line, UNBOUND_POLICY),
            _ => return None,
        };
        Some(finding(router, line, reason).arg("gateway", it.id.0))
    });
    unused.listed()
}

/// The lines of a gateway that are for the other version of IKE.
fn inert(router: &Router, gateway: &GatewaySettings) -> Option<Finding> {
    let version = gateway.version.known()?.value;
    let mut lines: Vec<u32> = Vec::new();
    let mut add = |line: Option<u32>| lines.extend(line);
    let reason = match version {
        IkeVersion::V2 => {
            add(gateway.local_id.explicit().map(|it| it.line));
            add(gateway.remote_id.explicit().map(|it| it.line));
            add(gateway.is_strict.explicit().map(|it| it.line));
            for (_, policy) in router.settings.tunnels_of(gateway.id) {
                let names = policy.local_id.or(policy.remote_id);
                add(names.map(|_| policy.line));
            }
            INERT_V2
        }
        IkeVersion::V1 => {
            add(gateway.method.explicit().map(|it| it.line));
            add(gateway.limits_proposal.explicit().map(|it| it.line));
            add(gateway.child_exchange.explicit().map(|it| it.line));
            add(gateway.receives.explicit().map(|it| it.line));
            INERT_V1
        }
    };
    let (first, others) = lines.split_first()?;
    let others = others.iter().map(|line| router.place(*line));
    Some(finding(router, *first, reason).and_places(others))
}

/// NAT traversal where the firmware is older than it.
fn too_old(router: &Router, gateway: &GatewaySettings) -> Option<Finding> {
    let on = gateway.nat_traversal.explicit().filter(|it| it.value)?;
    let is_v1 = gateway.version.known()?.value == IkeVersion::V1;
    let names = [&gateway.local_name, &gateway.remote_name];
    let is_main = names.iter().all(|it| it.absent().is_some());
    let (model, revision) = router.device.firmware()?;
    let can = by_model::traverses_nat_in_main_mode(model, &revision.value)?;
    let finding = || finding(router, on.line, TOO_OLD).and_places([router.place(revision.line)]);
    (is_v1 && is_main && !can).then(finding)
}

fn is_bound(settings: &Settings, table: &NatTable) -> bool {
    let mut bound = settings.interfaces.iter().flat_map(|it| &it.nat);
    // A tunnel may be the line itself, as with IPv4 over IPv6.
    let mut tunnels = settings.tunnels.iter().filter(|it| it.nat.is_some());
    let may_bind =
        |it: &TunnelSettings| it.nat_tables.is_empty() || it.nat_tables.contains(&table.number);
    bound.any(|it| it.value == table.number) || tunnels.any(may_bind)
}

fn finding(router: &Router, line: u32, reason: Phrase) -> Finding {
    Finding::new([router.place(line)])
        .at(Where::Site(router.side))
        .site("here", router.side)
        .phrase("reason", reason)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing};

    #[test]
    fn fires_on_an_endpoint_of_an_ipsec_tunnel() {
        let endpoint = " tunnel endpoint address 192.0.2.1 203.0.113.2\n tunnel enable 1";
        let fixture = changed(SETTINGS, "A", " tunnel enable 1", endpoint);
        check(&RULE, &fixture).fires_at(["A15"]);
        let ipip = format!(" tunnel encapsulation ipip\n{endpoint}");
        finds_nothing(&RULE, &changed(SETTINGS, "A", " tunnel enable 1", &ipip));
    }

    #[test]
    fn fires_on_lines_for_the_other_version() {
        let with = |lines: &str| {
            let lines = format!("{lines} tunnel enable 1");
            changed(SETTINGS, "A", " tunnel enable 1", &lines)
        };
        let receives = " ipsec ike negotiation receive 1 off\n";
        let ids = " ipsec ike local id 1 192.168.1.0/24\n ipsec ike remote id 1 192.168.2.0/24\n";
        let v2 = " ipsec ike version 1 2\n";
        check(&RULE, &with(receives)).fires_at(["A15"]);
        check(&RULE, &with(&format!("{v2}{ids}"))).fires_at(["A16", "A17"]);
        finds_nothing(&RULE, &with(ids));
        finds_nothing(&RULE, &with(&format!("{v2}{receives}")));
    }

    #[test]
    fn fires_on_nat_traversal_that_the_firmware_lacks() {
        let with = |revision: &str, lines: &str| {
            let lines = format!(" ipsec ike nat-traversal 1 on\n{lines} tunnel enable 1");
            let head = format!("//- A\nRTX1210 Rev.{revision} (Thu Jan  8 10:00:00 2026)\n");
            changed(SETTINGS, "A", " tunnel enable 1", &lines).replacen("//- A\n", &head, 1)
        };
        check(&RULE, &with("14.01.18", "")).fires_at(["A1", "A16"]);
        finds_nothing(&RULE, &with("14.01.20", ""));
        finds_nothing(
            &RULE,
            &with("14.01.18", " ipsec ike local name 1 tokyo key-id\n"),
        );
    }

    #[test]
    fn fires_on_an_entry_of_a_table_that_is_not_bound() {
        let entry = "nat descriptor masquerade static 1 1 192.168.1.1 udp 500\nipsec auto";
        let fixture = changed(SETTINGS, "A", "ipsec auto", entry);
        check(&RULE, &fixture).fires_at(["A16"]);
        let bound = changed(
            &fixture,
            "A",
            " pp enable 1",
            " ip pp nat descriptor 1\n pp enable 1",
        );
        finds_nothing(&RULE, &bound);
        let by_tunnel = " tunnel enable 1\ntunnel select 2\n tunnel encapsulation ipip\n ip tunnel nat descriptor 1\n tunnel enable 2";
        finds_nothing(
            &RULE,
            &changed(&fixture, "A", " tunnel enable 1", by_tunnel),
        );
        finds_nothing(
            &RULE,
            &fixture.replace("show config", "show config | grep i"),
        );
    }

    #[test]
    fn fires_on_filters_and_gateways_that_nothing_defines_or_uses() {
        let with = |list: &str, filters: &str| {
            let fixture = changed(
                SETTINGS,
                "B",
                " pp enable 1",
                &format!("{list} pp enable 1"),
            );
            changed(&fixture, "B", "ipsec auto", &format!("{filters}ipsec auto"))
        };
        let list = " ip pp secure filter in 1 2\n";
        let (one, two) = ("ip filter 1 pass * *\n", "ip filter 2 pass * *\n");
        check(&RULE, &with(list, one)).fires_at(["B8"]);
        check(&RULE, &with(list, one)).tells("2");
        check(&RULE, &with(list, "")).tells("一つも");
        check(&RULE, &with(&list.replace("ip pp", "ipv6 pp"), one)).fires_at(["B8"]);
        finds_nothing(&RULE, &with(list, &format!("{one}{two}")));
        finds_nothing(
            &RULE,
            &with(list, one).replace("show config", "show config | grep i"),
        );
        let masked = "ip filter *** pass * *\n";
        finds_nothing(&RULE, &with(list, &format!("{one}{masked}")));
        let typed = changed(SETTINGS, "B", "local address 1", "local address 2");
        check(&RULE, &typed).fires_at(["B12"]);
        let unbound = changed(SETTINGS, "A", "ipsec tunnel 101", "ipsec tunnel 102");
        check(&RULE, &unbound).fires_at(["A14"]);
    }

    #[test]
    fn silent_on_healthy_pairs() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }
}
