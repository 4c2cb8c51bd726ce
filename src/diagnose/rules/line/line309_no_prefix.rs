//! LINE309 no-prefix: the line by which an IPv6 peer is reached has got no prefix.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, steps,
};
use crate::pair::{End, GatewayPair};

/// LINE309 no-prefix.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE309",
    slug: "no-prefix",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の回線（{line}）が IPv6 のプレフィックスを取得できていません",
        en: "The line of {here} ({line}) has got no IPv6 prefix",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の回線（{line}）が IPv6 のプレフィックスを取得できていません。",
        en: "The VPN is down. The line of {here} ({line}) has got no IPv6 prefix.",
    },
    why: Phrase {
        ja: "相手は IPv6 アドレスです。DHCPv6 でプレフィックスが割り当てられるまで、自分の IPv6 アドレスができません。",
        en: "The peer has an IPv6 address. Until DHCPv6 delegates a prefix, the router has no address of its own to use.",
    },
    question: Phrase {
        ja: "IPv6 のプレフィックスを取得しているか",
        en: "Whether an IPv6 prefix has been delegated",
    },
    silent_when: for_docs(Phrase {
        ja: "相手が IPv4 のとき、プレフィックスを RA で受け取る回線のとき、SA があり、そのプレフィックスをアドレスに使う設定が貼られていないとき。",
        en: "With a peer of IPv4, on lines whose prefix comes by RA, and when there are SAs and no pasted setting makes an address of that prefix.",
    }),
    references: cited(&["RFC 8415 §6.3", "Command Reference, show status ipv6 dhcp"]),
    cause: Some(Cause::WanNoAddress),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::ProveMended,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    ends::found_at(ends::of_sites(pair).filter_map(|end| find(&end)))
}

fn find(end: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let called = *end.called().first()?;
    let mut lacking = router
        .links
        .prefixes
        .iter()
        .filter(|it| !it.established.value);
    let prefix = lacking.next()?;
    let others = router.links.prefixes.len() > 1;
    // With SAs, the address may come from elsewhere.
    let is_own = router.settings.delegating.contains(&prefix.interface);
    let may_be_fine = end.has_sas_both_ways() && !is_own;
    if !called.value.is_ipv6() || others || prefix.prefix.is_some() || may_be_fine {
        return None;
    }
    let side = router.side;
    let finding = Finding::new([
        router.place(prefix.established.line),
        router.place(called.line),
    ])
    .at(Where::Site(side))
    .site("here", side)
    .arg("line", &prefix.interface)
    .read(side, "show status ipv6 dhcp", steps::LOOK_AGAIN)
    .read(
        side,
        format!("show status {}", prefix.interface.argument()),
        steps::READ_LINK,
    );
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const NONE: &str = "\
//- A
# show status ipv6 dhcp
DHCPv6 status
  LAN2 [client]
    state: solicit
# show config tunnel 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike remote address 1 2001:db8::2
 tunnel enable 1
//- B
";

    #[test]
    fn fires_without_prefix() {
        check(&RULE, NONE).fires_at(["A4", "A9"]);
    }

    #[test]
    fn sas_are_left_over_only_where_the_address_needs_the_prefix() {
        let sas = |text: &str| {
            let text = text.replace("192.0.2.1", "2001:db8:1::1");
            text.replace("203.0.113.2", "2001:db8:2::2")
        };
        let lost = "# show status ipv6 dhcp\nDHCPv6 status\n  LAN2 [client]\n    state: solicit\n";
        let set = "# show config\nip lan1 address 192.168.1.1/24\nipv6 lan1 address dhcp-prefix@lan2::1/64\n";
        let with = |more: &str| sas(&HEALTHY.replace("//- B", &format!("{lost}{more}//- B")));
        check(&RULE, &with(set)).fires_at(["A5", "A11"]);
        finds_nothing(&RULE, &with(&set.replace("dhcp-prefix", "ra-prefix")));
        finds_nothing(&RULE, &with(""));
    }

    #[test]
    fn silent_on_near_misses() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &NONE.replace("solicit", "established"));
        finds_nothing(&RULE, &NONE.replace("[client]", "[server]"));
        finds_nothing(&RULE, &NONE.replace("2001:db8::2", "203.0.113.2"));
    }
}
