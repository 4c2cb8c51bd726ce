//! LINE317 nat-on-tunnel: a translation is bound to the tunnel at one end only.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, found, steps,
};
use crate::model::{Interface, Network, Sourced};
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
        ja: "両端のトンネルに NAT があるとき、相手側に NAT がないと、NAT の一覧の全部かトンネルの設定で分からないとき、\
             相手側の経路が書き換え後のアドレスだけをトンネルに向けているとき（わざと使っています）。",
        en: "When both tunnels have one, when neither the whole list of NATs nor the settings of its tunnel show that the \
             other end has none, and where the other end routes into the tunnel none of the networks but what they are \
             translated to: then it is meant.",
    }),
    references: cited(&["Command Reference, ip tunnel nat descriptor"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const READ_SETTINGS: Phrase = Phrase {
    ja: "ip tunnel nat descriptor があるか、それが意図したものかを確かめます。",
    en: "Look for ip tunnel nat descriptor, and whether it is meant.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = ends::both(pair).into_iter();
    found(ends.filter_map(|(end, other)| find(pair, &end, &other)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let binding = bound(end)?;
    if bound(other).is_some() || is_meant(end, other) {
        return None;
    }
    let opening = lacks_it(other)?;
    let (side, there) = (end.router.side, other.router.side);
    let lines = [end.router.place(binding.line), other.router.place(opening)];
    let finding = Finding::new(lines)
        .at(Where::Site(side))
        .site("here", side)
        .site("there", there)
        .arg("tunnel", &binding.value)
        .read(side, Need::translations(side).command, steps::LOOK_AGAIN)
        .read(
            side,
            format!("show config {}", binding.value.argument()),
            READ_SETTINGS,
        );
    // Where nothing comes back, what it is translated to is not led into the tunnel there.
    let mut mute = pair.sends_nothing_back().into_iter();
    let is_mute =
        mute.any(|(end, ..)| end.router.side == there && end.tunnel_numbers().next().is_some());
    Some(if pair.fails() || is_mute {
        finding
            .severity(Severity::Degrades)
            .cause(Some(Cause::TunnelNat))
    } else {
        finding
    })
}

/// The tunnel of the end that has a translation, and the line that says so.
fn bound(end: &End<'_>) -> Option<Sourced<Interface>> {
    let mut own = end.tunnel_numbers();
    let router = end.router;
    own.find_map(|number| {
        let interface = Interface::Tunnel(number);
        let mut shown = router.links.nat.iter();
        let shown = shown.find(|it| it.interface == interface).map(|it| it.line);
        let set = || router.settings.tunnel(number)?.nat;
        let line = shown.or_else(set)?;
        Some(Sourced::new(interface, line))
    })
}

/// The line by which an end is known to have no translation on its tunnels.
fn lacks_it(end: &End<'_>) -> Option<u32> {
    let router = end.router;
    let mut own = end
        .tunnel_numbers()
        .filter_map(|it| router.settings.tunnel(it));
    let told = own.next().filter(|it| !it.policy.is_not_pasted());
    router.links.nat_whole.or_else(|| Some(told?.line))
}

/// Whether the other end leads what the networks are translated to into the tunnel, and none of them
/// as they are.
fn is_meant(end: &End<'_>, other: &End<'_>) -> bool {
    let wanted = other.far_networks();
    let lans = &end.router.networks.lans;
    let is_own = |far: &Sourced<Network>| lans.iter().any(|it| it.value.overlaps(&far.value));
    !wanted.is_empty() && !lans.is_empty() && !wanted.iter().any(is_own)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

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
    fn the_settings_tell_as_well() {
        let own = " ip tunnel nat descriptor 7\n tunnel enable 1";
        let nat = changed(SETTINGS, "A", " tunnel enable 1", own);
        check(&RULE, &nat).fires_at(["A15", "B9"]);
        finds_nothing(&RULE, &changed(&nat, "B", " tunnel enable 1", own));
        let meant = changed(&nat, "B", "192.168.1.0/24 gateway", "10.9.9.0/24 gateway");
        finds_nothing(&RULE, &meant);
        let other = nat.replace("ip tunnel nat", "ip pp nat");
        finds_nothing(&RULE, &other);
    }

    #[test]
    fn degrades_only_where_traffic_fails() {
        let nat = changed(
            SETTINGS,
            "A",
            " tunnel enable 1",
            " ip tunnel nat descriptor 7\n tunnel enable 1",
        );
        let nat = joined(HEALTHY, &nat);
        check(&RULE, &nat).fires_as_remark();
        let ping = "# ping -c 5 -sa 192.168.2.1 192.168.1.1\n5 packets transmitted, 0 packets received, 100.0% packet loss\n";
        assert!(check(&RULE, &format!("{nat}\n{ping}")).degrades());
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
