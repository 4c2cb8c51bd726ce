//! LINE302 wan-no-address: the line by which the peer is reached is up and has no address.

use crate::diagnose::rules::is_up;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, ends, for_docs, log, steps, wan,
};
use crate::model::{Fact, Happening, Interface, LogEvent, PppLink, Router, Topic, Way, is_global};
use crate::pair::{End, GatewayPair};

/// LINE302 wan-no-address.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE302",
    slug: "wan-no-address",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の回線（{line}）はつながっていますが、IP アドレスがありません",
        en: "The line of {here} ({line}) is up, but has no IP address",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の回線（{line}）に IP アドレスがありません。",
        en: "The VPN is down. The line of {here} ({line}) has no IP address.",
    },
    why: Phrase {
        ja: "アドレスがなければ、相手に鍵交換のパケットを送れません。アドレスを受け取る設定（ppp ipcp ipaddress on）がないか、\
             プロバイダーがアドレスを割り当てていません。",
        en: "Without an address no packet of key exchange can be sent. Either the router does not ask for one \
             (ppp ipcp ipaddress on), or the provider gives none.",
    },
    question: Phrase {
        ja: "回線に IP アドレスがあるか",
        en: "Whether the line has an IP address",
    },
    silent_when: for_docs(Phrase {
        ja: "ログだけが示すとき、その後に再起動や設定の保存、鍵交換の応答、ping の応答があるか、SA が対になっているとき。表示が途中で切れているか、アドレスの行だけが抜けていて、SA が対になっているかトンネルが接続中のとき、LAN や NAT の外側にグローバルアドレスがあるとき（unnumbered）、VPN が IPv6 を通るとき。\
             VPN の回線か分からず、SA がその接続の間に作られているときは、経路を尋ねます。",
        en: "Where only the log tells, when a start, saved settings or answers follow, and where SAs fit. When the output is cut or only the line of the address is missing while the SAs fit or the tunnel is up, when a LAN or a translation has a global address (unnumbered), and where the VPN runs over IPv6. \
             Where nothing shows the line to be that of the VPN, and the SAs were made while it was up, the routes are asked for.",
    }),
    references: cited(&["Command Reference, show status pp", "RFC 1332"]),
    cause: Some(Cause::WanNoAddress),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::ProveMended,
    check: Check::Pair(check),
};

const READ_SETTINGS: Phrase = Phrase {
    ja: "ppp ipcp ipaddress on があるかを見ます。固定アドレスの契約なら ip pp address を確かめます。",
    en: "Look for ppp ipcp ipaddress on; with a fixed address by contract, check ip pp address.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let mut found = Vec::new();
    let mut needs = Vec::new();
    for end in ends::of_sites(pair) {
        let Some((interface, line)) = log::line_without_address(&end, pair) else {
            continue;
        };
        if has_global_address(end.router) || runs_over_v6(&end) {
            continue;
        }
        // What an older log says of a line must be shown by the line itself.
        if log::is_of_the_past(&end, pair) {
            needs.push(Need::line_of(end.router.side, &interface));
            continue;
        }
        let route = wan::way(&end).and_then(|it| it.route);
        let lines = [Some(line), route].into_iter().flatten();
        let need = Need::line_of(end.router.side, &interface);
        found.push(of_line(&end, &interface, lines, steps::READ_THIS_LINE).ask(need));
    }
    match wan::of_sessions(pair, |end, way, ppp| find(pair, end, way, ppp)) {
        Ok(shown) => found.extend(shown),
        Err(missing) => needs.extend(missing.0),
    }
    if found.is_empty() && !needs.is_empty() {
        return Err(Missing(needs));
    }
    ends::found_at(found.into_iter())
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, way: &Way, ppp: &PppLink) -> Option<Finding> {
    let router = end.router;
    let by_log = told_none(router, &way.interface, ppp);
    let lacks = ppp.whole && ppp.local_address == Fact::NotPasted;
    if !(lacks || by_log.is_some())
        || has_global_address(router)
        || needs_none(end, ppp, way.route.is_some())
    {
        return None;
    }
    // A line that is missing may have been taken out; SAs that fit, or a tunnel that is up, show an address.
    let is_told = ppp.no_address.is_some() || by_log.is_some();
    if !is_told && (pair.fits_both_ways() || is_up(end)) {
        return None;
    }
    let lines = [Some(ppp.state.line), way.route, by_log];
    let lines = lines.into_iter().flatten();
    Some(of_line(end, &way.interface, lines, steps::LOOK_AGAIN))
}

/// The finding about a line of an end, which these lines of its paste show, with what to say beside its status.
fn of_line(
    end: &End<'_>,
    interface: &Interface,
    lines: impl Iterator<Item = u32>,
    look: Phrase,
) -> Finding {
    let router = end.router;
    let side = router.side;
    let again = Need::line_of(side, interface);
    let settings = format!("show config {}", interface.argument());
    Finding::new(lines.map(|line| router.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .arg("line", interface)
        .read(side, again.command, look)
        .read(side, settings, READ_SETTINGS)
}

/// The message by which the log tells last of a session that it came up without an address, where its status shows none.
fn told_none(router: &Router, line: &Interface, ppp: &PppLink) -> Option<u32> {
    let log = router.log.as_ref()?;
    let tells = |event: &LogEvent| {
        event.what.session().is_some() || matches!(event.what, Happening::Addressed(..))
    };
    let (_, event) = log.newest_where(Topic::Line(line), tells)?;
    let is_none = matches!(event.what, Happening::Addressed(_, None));
    (is_none && ppp.local_address.seen().is_none()).then_some(event.line)
}

/// Whether the VPN needs no address of IPv4: it runs over IPv6, or the line carries that and nothing shows
/// that it is the way to the peer.
fn needs_none(end: &End<'_>, ppp: &PppLink, is_way: bool) -> bool {
    let is_v6 = end.called().iter().all(|it| it.value.is_ipv6());
    runs_over_v6(end) || (ppp.ipv6.is_some() && (is_v6 || !is_way))
}

/// Whether all addresses that an end is known to call are of IPv6.
fn runs_over_v6(end: &End<'_>) -> bool {
    let called = end.called();
    !called.is_empty() && called.iter().all(|it| it.value.is_ipv6())
}

/// Whether the router has an address that the internet knows, at another interface or as that of a translation, so
/// that the line needs none.
fn has_global_address(router: &Router) -> bool {
    let own = &router.networks.own_addresses;
    own.iter().any(|it| it.is_ipv4() && is_global(*it))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, joined};

    const UP: &str = "//- A\n# show status pp 1\nPP[01]:\nPPPoEセッションは接続されています\nPPPオプション\n    LCP Local: MRU, Remote: CHAP\n    PP IP Address Local: 0.0.0.0, Remote: 192.0.2.254\n    CCP: None\n//- B\n";

    #[test]
    fn asks_for_the_routes_where_the_sas_were_made_in_the_session() {
        let older = UP.replace("PPPオプション", "通信時間: 3時間10分2秒\nPPPオプション");
        check(&RULE, &joined(HEALTHY_DETAIL, &older)).asks_for(["A show ip route"]);
        let younger = UP.replace("PPPオプション", "通信時間: 1分2秒\nPPPオプション");
        check(&RULE, &joined(HEALTHY_DETAIL, &younger)).fires();
    }

    #[test]
    fn fires_without_address() {
        check(&RULE, UP).fires_at(["A3"]);
        let lines = UP.lines().filter(|line| !line.contains("Address"));
        check(&RULE, &lines.collect::<Vec<_>>().join("\n")).fires_at(["A3"]);
    }

    #[test]
    fn silent_where_the_vpn_runs_over_ipv6() {
        let lines = UP.lines().filter(|line| !line.contains("Address"));
        let without = lines.collect::<Vec<_>>().join("\n");
        let ipv6 = "    IPV6CP Local: Interface-ID, Remote: Interface-ID\n    CCP";
        let carries = without.replace("    CCP", ipv6);
        finds_nothing(&RULE, &carries);
        let calls = |peer: &str| {
            let settings = format!(
                "# show config\nip route default gateway pp 1\nipsec ike remote address 1 {peer}\n//- B"
            );
            carries.replace("//- B", &settings)
        };
        finds_nothing(&RULE, &calls("2001:db8::2"));
        check(&RULE, &calls("203.0.113.2")).fires();
    }

    #[test]
    fn sas_that_fit_contradict_a_line_that_is_missing_alone() {
        let with = |up: &str| {
            let up = up.replace("//- B\n", "");
            HEALTHY_DETAIL.replacen("//- A\n", &up, 1)
        };
        check(&RULE, &with(UP)).fires();
        let lines = UP.lines().filter(|line| !line.contains("Address"));
        finds_nothing(
            &RULE,
            &with(&format!("{}\n", lines.collect::<Vec<_>>().join("\n"))),
        );
    }

    #[test]
    fn the_rest_of_an_address_on_the_next_line_belongs_to_it() {
        let settings =
            |rest: &str| format!("//- A\n# show config\nip lan1 address 203.0.113.{rest}\n");
        let address = |text: &str| UP.replace("//- A\n", &settings(text));
        // A port with a global address needs none on the line.
        finds_nothing(&RULE, &address("1\n7/29"));
        check(
            &RULE,
            &UP.replace(
                "//- A\n",
                "//- A\n# show config\nip lan1 address 192.168.1.1/24\n...\n",
            ),
        )
        .fires();
    }

    #[test]
    fn fires_where_the_log_tells_that_it_came_up_without() {
        let log = "# show log\n2026/11/24 08:07:11: PP[01] PPP/IPCP up  (Local: None, Remote: None)\n//- B";
        let row = "    PP IP Address Local: 0.0.0.0, Remote: 192.0.2.254\n";
        let shown = "    IPCP Local: IP-Address, Remote: IP-Address\n";
        let told = UP.replace(row, shown).replace("//- B", log);
        check(&RULE, &told).fires_at(["A3", "A9"]);
        let later = "2026/11/24 08:09:11: PP[01] PPP/IPCP up  (Local: 192.0.2.1, Remote: 192.0.2.254)\n//- B";
        finds_nothing(&RULE, &told.replace("//- B", later));
        let address = row.replace("0.0.0.0", "192.0.2.1");
        finds_nothing(&RULE, &told.replace(shown, &address));
    }

    #[test]
    fn fires_where_only_the_log_tells_of_the_line() {
        let told = "//- A\n# show log\n2026/11/24 08:07:10: PPPOE[01] PPPoE Connect\n2026/11/24 08:07:11: PP[01] PPP/IPCP up  (Local: None, Remote: 192.0.2.254)\n//- B\n";
        check(&RULE, told).fires_at(["A3"]);
        check(&RULE, told).fires_and_asks_for(["A show status pp 1"]);
        let with = |line: &str| told.replace("//- B", &format!("{line}\n//- B"));
        let later = |what: &str| with(&format!("2026/11/24 08:09:11: {what}"));
        for what in [
            "PP[01] PPP/IPCP up  (Local: 192.0.2.1, Remote: 192.0.2.254)",
            "Restart by restart command",
            "[IKE] respond ISAKMP phase to 203.0.113.2",
            "[IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)",
        ] {
            finds_nothing(&RULE, &later(what));
        }
        check(&RULE, &later("[DHCPD] x")).fires();
        let unnumbered = with("# show status lan1\nLAN1\nIPアドレス: 203.0.113.9/29");
        finds_nothing(&RULE, &unnumbered);
        finds_nothing(&RULE, &joined(HEALTHY_DETAIL, told));
        let other = format!("{told}# show log\n2026/11/25 08:09:11: [DHCPD] x\n");
        check(&RULE, &other).asks_for(["A show status pp 1"]);
    }

    #[test]
    fn silent_with_an_address_and_on_cut_or_unnumbered_lines() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &UP.replace("0.0.0.0", "192.0.2.1"));
        finds_nothing(&RULE, &UP.replace("0.0.0.0", "xxx.xxx.xxx.xxx"));
        finds_nothing(&RULE, &UP.replace("0.0.0.0", "Unnumbered"));
        finds_nothing(&RULE, &UP.replace("    CCP: None\n", ""));
        let taken_out = "    IPCP Local: IP-Address, Remote: IP-Address\n    CCP";
        let without = UP.replace(
            "    PP IP Address Local: 0.0.0.0, Remote: 192.0.2.254\n    CCP",
            taken_out,
        );
        finds_nothing(&RULE, &without);
        for cut in [
            "192.0.2.1,\nRemote:",
            "192.0.2.1, Rem\note:",
            "192.0.\n2.1, Remote:",
        ] {
            finds_nothing(&RULE, &UP.replace("0.0.0.0, Remote:", cut));
        }
        finds_nothing(
            &RULE,
            &UP.replace(
                "//- B",
                "# show status lan1\nLAN1\nIPアドレス: 203.0.113.9/29\n//- B",
            ),
        );
    }
}
