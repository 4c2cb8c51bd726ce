//! CFG619 local-address-not-owned: a gateway is told to speak from an address that the router does not have.

use crate::diagnose::addresses::all_addresses;
use crate::diagnose::settings::{self, Change, Standing, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::LocalAddress;
use crate::pair::GatewayPair;

/// CFG619 local-address-not-owned.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG619",
    slug: "local-address-not-owned",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}の ipsec ike local address {address} は、このルーターのアドレスではありません",
        en: "ipsec ike local address {address} of {here} is no address of this router",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の ipsec ike local address {address} は、このルーターのアドレスではありません。",
        en: "The VPN is down. ipsec ike local address {address} of {here} is no address of this router.",
    },
    why: Phrase {
        ja: "鍵交換のパケットは、local address に書いたアドレスから送られます。ルーターが持たないアドレスでは、鍵交換を始められません。",
        en: "Key exchange is sent from the local address. From an address that the router does not have, it cannot begin.",
    },
    question: Phrase {
        ja: "ipsec ike local address がこのルーターのアドレスか",
        en: "Whether ipsec ike local address is an address of the router",
    },
    silent_when: for_docs(Phrase {
        ja: "ルーターのアドレスがすべては分からないとき（PPPoE や DHCP の状態が貼られていないとき、LAN のアドレスが設定に見えないときなど）、\
             vrrp・ipv6 prefix・ipcp の形で書かれているとき、IKE SA があるとき。",
        en: "When not all addresses of the router are known (as without the state of PPPoE or DHCP, or without an address of the LAN), where it \
             is written as vrrp, ipv6 prefix or ipcp, and where an IKE SA is held.",
    }),
    references: cited(&["Command Reference 15.18"]),
    cause: Some(Cause::LocalAddressNotOwned),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const CORRECT: Phrase = Phrase {
    ja: "<ADDRESS> をこのルーターのアドレスに置き換えて、まとめて実行します。NAT がかかる回線では LAN 側のアドレス、\
         かからない回線では回線側のアドレスです。",
    en: "Put an address of this router in place of <ADDRESS> and run the lines together: with a NAT on the \
         line that of the LAN, without one that of the line.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if settings::standing(pair) == Standing::Up {
        return nothing();
    }
    let mut findings = Vec::new();
    for told in pair.ends().filter_map(|end| settings::told(&end)) {
        // At the second end it stands beside whom the first calls.
        let row = if told.side() == pair.a.router.side {
            &["localAddress"]
        } else {
            &["remoteAddress"]
        };
        findings.extend(foreign(&told).map(|it| it.about(row)));
    }
    Ok(settings::remarks_where_met(pair, findings))
}

fn foreign(told: &Told<'_>) -> Option<Finding> {
    let local = told.gateway.local_address.explicit()?;
    let LocalAddress::Address(address) = local.value else {
        return None;
    };
    let router = told.end.router;
    let own = all_addresses(router, address)?;
    if own.contains(&address) || told.tunnel.is_none() || told.end.ike_presence().is_shown() {
        return None;
    }
    let side = told.side();
    let line = format!("ipsec ike local address {} <ADDRESS>", told.number());
    let finding = Finding::new([told.place(local.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("address", address);
    let change = Change::of(line, &told.gateway.local_address);
    let finding = told.mend(finding, CORRECT, [change]).look_for_sas(side);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn speaks_from(address: &str) -> String {
        let new = format!("local address 1 {address}");
        changed(SETTINGS, "B", "local address 1 203.0.113.2", &new)
    }

    #[test]
    fn fires_on_an_address_of_no_interface() {
        check(&RULE, &speaks_from("203.0.113.77")).fires_at(["B12"]);
    }

    #[test]
    fn silent_on_addresses_of_the_router() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &speaks_from("192.168.2.1"));
        finds_nothing(&RULE, &speaks_from("vrrp lan1 1"));
        let second = "ip lan1 secondary address 203.0.113.77/29\npp select 1";
        finds_nothing(
            &RULE,
            &changed(&speaks_from("203.0.113.77"), "B", "pp select 1", second),
        );
    }

    #[test]
    fn silent_where_an_address_is_not_known() {
        let dynamic = changed(
            &speaks_from("203.0.113.77"),
            "B",
            " ip pp address 203.0.113.2/32",
            "",
        );
        finds_nothing(&RULE, &dynamic);
        let masked = "ip lan1 address xxx.xxx.xxx.xxx/24";
        finds_nothing(
            &RULE,
            &changed(
                &speaks_from("203.0.113.77"),
                "B",
                "ip lan1 address 192.168.2.1/24",
                masked,
            ),
        );
        finds_nothing(
            &RULE,
            &speaks_from("203.0.113.77").replace("show config", "show config | grep i"),
        );
        let lan = "ip lan1 address 192.168.2.1/24";
        let lost = changed(&speaks_from("192.168.2.1"), "B", lan, "");
        finds_nothing(&RULE, &lost);
        let other = changed(
            &speaks_from("192.168.2.9"),
            "B",
            lan,
            "ip bridge1 address 192.168.2.1/24",
        );
        check(&RULE, &other).fires();
    }

    fn speaks_by_ipv6(lines: &str) -> String {
        let lan = "ip lan1 address 192.168.2.1/24";
        let with = format!("{lan}\n{lines}");
        changed(&speaks_from("2001:db8:2::1"), "B", lan, &with)
    }

    #[test]
    fn fires_on_an_address_of_ipv6_that_is_none_of_those_written() {
        let others = "ipv6 lan1 address 2001:db8:3::1/64\nipv6 lan1 rtadv send 1";
        check(&RULE, &speaks_by_ipv6(others)).fires_at(["B14"]);
    }

    #[test]
    fn silent_on_addresses_of_ipv6_that_it_has_or_may_have() {
        for lines in [
            "ipv6 lan1 address 2001:db8:2::1/64",
            "ipv6 lan1 address 2001:db8:3::1/64\nipv6 lan1 address 2001:db8:2::1/64",
            "ipv6 loopback1 address 2001:db8:2::1/128",
            "ipv6 lan1 address ra-prefix@lan2::1/64",
            "ipv6 lan1 address dhcp-prefix@lan2::1/64",
            "ipv6 lan1 address 2001:db8:3::1/64\nipv6 lan2 address auto",
            "ipv6 lan1 address 2001:db8:3::1/64\nipv6 lan2 address dhcp",
            "ipv6 lan1 address 2001:db8:3::1/64\nipv6 lan2 dhcp service client",
            "ipv6 lan1 address 2001:db8:2::/64",
            "ipv6 lan1 address xxxx:xxxx::1/64",
            "ipv6 lan2 secure filter in 1",
        ] {
            finds_nothing(&RULE, &speaks_by_ipv6(lines));
        }
        let of_link = speaks_by_ipv6("ipv6 lan1 address 2001:db8:3::1/64");
        finds_nothing(&RULE, &of_link.replace("1 2001:db8:2::1", "1 fe80::1"));
    }

    #[test]
    fn silent_where_sas_contradict_it() {
        finds_nothing(&RULE, &joined(HEALTHY, &speaks_from("203.0.113.77")));
    }
}
