//! LINE301 wan-down: the line by which the peer is reached is not up.

use super::DOWN;
use crate::diagnose::left_over::is_younger;
use crate::diagnose::outage::{Outage, by_log, no_link, outage, port};
use crate::diagnose::wan::Toward;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, ends, for_docs, log, nothing, steps, wan,
};
use crate::model::{Interface, LinkState, PppLink, TunnelStatus, is_global};
use crate::pair::{End, GatewayPair};

/// LINE301 wan-down.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE301",
    slug: "wan-down",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}のインターネット回線（{line}）がつながっていません",
        en: "The internet line of {here} ({line}) is not up",
    },
    headline: Phrase {
        ja: "{verdict}{here}のインターネット回線（{line}）がつながっていません。",
        en: "{verdict}The internet line of {here} ({line}) is not up.",
    },
    why: Phrase {
        ja: "{reason}{so}",
        en: "{reason} {so}",
    },
    question: Phrase {
        ja: "相手に届く回線がつながっているか",
        en: "Whether the line by which the peer is reached is up",
    },
    silent_when: for_docs(Phrase {
        ja: "相手に届く回線がどれか分からないとき（一度もつながっていない PP は、使っていないだけかもしれません）、\
             後の ping にインターネットから応答があるとき。両端に SA があり、経路からも以前のアドレスからも VPN の回線か分からないときは、\
             判断を保留します。別の回線を通っているようなら、何の回線か分かる行がないときに限り、注意として伝えます。",
        en: "When it is not known by which line the peer is reached (a PP that was never up may be one that \
             nobody uses), and when a later ping was answered from the internet. Where both ends have SAs, and neither \
             a route nor the former address shows the line to be that of the VPN, the verdict stays open; where the VPN \
             seems to go by another line, this is a remark, unless routes or settings tell what the line is for.",
    }),
    references: cited(&[
        "Command Reference, show status pp",
        "Command Reference, show status dhcpc",
    ]),
    cause: Some(Cause::WanDown),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::ProveMended,
    check: Check::Pair(check),
};

const OPEN: Phrase = Phrase {
    ja: "まだ判断できません（SA はありますが、この回線が切れる前のものかもしれません）。",
    en: "This cannot be decided yet (the SAs may be those of before this line fell). ",
};

const LEFT_OVER: Phrase = Phrase {
    ja: "回線がつながるまで、鍵交換も VPN の通信もできません。SA が残っていても、使われていない古い SA です。",
    en: "Until the line is up there is no key exchange and no VPN traffic. SAs that are still listed are left over.",
};
const MAY_BE_LEFT_OVER: Phrase = Phrase {
    ja: "VPN がこの回線を通っているなら、回線がつながるまで通信はできず、残っている SA は使われていない古い SA です。\
         別の回線を通っているなら、関係ありません。どちらかは、経路の一覧で分かります。",
    en: "If the VPN goes by this line, no traffic passes until it is up, and the SAs that are listed are left over. \
         If it goes by another, this does not matter here. The routes tell which.",
};
const MAY_BE_ITS_PORT: Phrase = Phrase {
    ja: "PPPoE の回線は、多くの機種でこのポート（LAN2）を通ります。そうなら通信はできず、残っている SA は使われていない古い SA です。\
         ほかのポートやモバイル回線を通っているなら、関係ありません。どちらかは、回線の状態で分かります。",
    en: "With most models PPPoE runs over this port (LAN2). If it does here, no traffic passes, and the SAs that are listed are left over. \
         If the line runs over another port, or is a mobile one, this does not matter here. The state of the line tells which.",
};
const MAY_BE_MAIN: Phrase = Phrase {
    ja: "VPN は別の回線を通っているようですが、この回線が何のためのものかは、貼られた行からは分かりません。メインの回線なら、いまは予備の回線で\
         動いています。予備の回線か、もう使っていない回線なら、このままでかまいません。",
    en: "The VPN seems to go by another line, and no pasted line tells what this one is for. If it is the main line, the VPN \
         runs on its reserve now. If it is the reserve, or not in use any more, nothing needs to be done.",
};
const TELL_LINE: Phrase = Phrase {
    ja: "VPN がどの回線を通るか、この回線が何に使われているかを見ます。",
    en: "Look by which line the VPN goes, and what this one is used for.",
};

const CABLE_THEN_AGAIN: Phrase = Phrase {
    ja: "回線側のケーブル、ONU やホームゲートウェイの電源とランプを確かめてから、もう一度実行します。",
    en: "Check the cable of the line, and power and lamps of the ONU or home gateway, then run it again.",
};
const READ_LOG: Phrase = Phrase {
    ja: "切れた理由を見ます。PADI Timeout なら回線か ONU、認証の失敗ならプロバイダーの ID とパスワードです。",
    en: "Look why it fell. PADI Timeout: the line or the ONU. A failed authentication: the provider's id and password.",
};
const READ_PP_SETTINGS: Phrase = Phrase {
    ja: "回線の設定（pppoe use、pp auth myname、pp always-on）を確かめます。",
    en: "Check the settings of the line (pppoe use, pp auth myname, pp always-on).",
};
const ENABLE: Phrase = Phrase {
    ja: "この PP を有効にします。無効にした理由が分かってから実行してください。",
    en: "Switches this PP on. Run it once it is known why it was switched off.",
};

/// SAs that are no older than this when they are listed were made by the line as it is.
const NEW_SECS: u32 = 60;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let mut found = Vec::new();
    let mut needs = Vec::new();
    let both_have_sas = pair.b.is_some() && pair.ends().all(|end| end.has_any_sa());
    // Where something else is wrong, that is to be mended first.
    let may_pass = pair.b.is_some() && pair.ends().all(|end| end.has_sas_both_ways());
    for end in ends::of_sites(pair) {
        // Where both ends have SAs, or packets pass, a line that is only guessed to be theirs proves nothing.
        let is_up = |it: &TunnelStatus| it.up.is_some_and(|up| up.value);
        // What the other end has lost is carried by no other line either.
        let has_lost = |it: &End<'_>| {
            it.lacks_child_sas().is_some() && !it.has_any_sa() && !it.tunnels().any(is_up)
        };
        let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
        let seems_up = end.tunnels().any(is_up) && !others.any(|it| has_lost(&it));
        let may_live = both_have_sas || pair.is_answered() || seems_up;
        let way = Toward::of(pair, &end);
        let way = way.or_else(|| Toward::that_fell(&end).filter(|_| may_live));
        let beside = || beside(&end, way.as_ref()).filter(|_| may_pass);
        match look(pair, &end, way.as_ref(), may_live) {
            Look::Down(finding) => found.push(finding),
            Look::Lacks(need) => match beside() {
                Some(finding) => found.push(finding.ask(need)),
                None => needs.push(need),
            },
            Look::Fine => found.extend(beside()),
        }
    }
    if !found.is_empty() {
        ends::found_at(found.into_iter())
    } else if needs.is_empty() || pair.fits_both_ways() {
        nothing()
    } else {
        Err(Missing(needs))
    }
}

/// What makes a line the one to the peer, where it is only that no other was pasted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    /// Nothing speaks against it.
    Open,
    /// The other end calls another address than it had, packets passed since, by whatever VPN, or it is not the only one.
    Unlikely,
}

/// None where a route leads by the line, or the SAs name its address, also the one that it had.
fn guessed(
    pair: &GatewayPair<'_>,
    end: &End<'_>,
    way: &Toward,
    fault: &Outage,
    may_live: bool,
) -> Option<Guess> {
    let is_usual = fault.is_guess || is_custom(way);
    // Who answers or is answered has a line: the port that most have is not the one then.
    if is_usual && log::last_fall_of_line(end).is_none() {
        if log::is_met(pair) || wan::carries_since(end.router, fault.line) {
            return Some(Guess::Unlikely);
        }
        if has_just_called(end, way) {
            return Some(Guess::Open);
        }
    }
    if !may_live || (way.shown_by.is_some() && !fault.is_guess) {
        return None;
    }
    let ppp = end.router.line(&way.interface).ppp;
    let had = ppp.and_then(|it| it.past_address.seen());
    // An end that is known by a name, or stands behind a translation, is not called by the address of its line.
    let is_outside = had.is_some_and(|it| is_global(it.value));
    let is_called = || wan::names_by_sas(pair, end).any(|it| is_global(it.0));
    let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
    let passes = others.any(|other| end.is_answered_below(&other, fault.line));
    Some(if passes || (is_outside && is_called()) {
        Guess::Unlikely
    } else {
        Guess::Open
    })
}

/// Whether the line of an end is shown to have worked a moment ago: SAs of whatever gateway were just made, or the log
/// tells last that it has an address.
fn has_just_called(end: &End<'_>, way: &Toward) -> bool {
    let mut sas = end.router.ipsec_sas.iter();
    sas.any(|sa| is_younger(end, sa, NEW_SECS)) || log::addressed(end, &way.interface).is_some()
}

/// Whether nothing tells of a port to be the line but that most models have it there.
fn is_custom(way: &Toward) -> bool {
    way.shown_by.is_none() && way.interface == Interface::USUAL_LINE
}

enum Look {
    Down(Finding),
    Lacks(Need),
    Fine,
}

fn look(pair: &GatewayPair<'_>, end: &End<'_>, way: Option<&Toward>, may_live: bool) -> Look {
    let router = end.router;
    let side = router.side;
    let Some(way) = way else {
        let mut ppp = router.links.ppp.iter();
        let mut dhcp = router.links.dhcp.iter();
        let is_suspicious =
            ppp.any(|it| it.state.value != LinkState::Up) || dhcp.any(|it| it.waiting.is_some());
        return if is_suspicious && router.routes.is_none() {
            Look::Lacks(Need::routes(side))
        } else {
            Look::Fine
        };
    };
    // The log says more exactly why.
    if log::line_fault(end, pair).is_some_and(|it| it.refused) {
        return Look::Fine;
    }
    let interface = &way.interface;
    let by_log = || by_log(pair, end, interface).filter(|_| !may_live);
    let Some(fault) = outage(end, interface).or_else(by_log) else {
        let is_shown = router.line(interface).ppp.is_some();
        let is_pp = matches!(interface, Interface::Pp(Some(_)));
        return if is_pp && !is_shown {
            Look::Lacks(Need::line_of(side, interface))
        } else {
            Look::Fine
        };
    };
    if wan::answered_since(router, fault.line) {
        return Look::Fine;
    }
    // Somebody made SAs by another line, or by this one since.
    if log::is_fresh_below(end, fault.line) {
        return Look::Lacks(Need::routes(side));
    }
    let guess = guessed(pair, end, way, &fault, may_live);
    Look::Down(told(end, way, &fault, guess))
}

/// A line that was up once and is out, beside that of the VPN or where nothing tells which that is: routes and
/// settings that were pasted tell what it is for.
fn beside(end: &End<'_>, way: Option<&Toward>) -> Option<Finding> {
    let router = end.router;
    if router.routes.is_some() || router.settings.default_routes().next().is_some() {
        return None;
    }
    let mut fell = router.links.ppp.iter().filter(|it| it.has_fallen());
    // What speaks against one that is only guessed to be that of the VPN leaves it out all the same.
    let is_other = |it: &&PppLink| {
        way.is_none_or(|way| way.shown_by.is_none() || way.interface != it.interface)
    };
    let way = Toward::unshown(&fell.find(is_other)?.interface);
    let fault = outage(end, &way.interface)?;
    Some(told(end, &way, &fault, Some(Guess::Unlikely)))
}

/// What is said of a line that is out.
fn told(end: &End<'_>, way: &Toward, fault: &Outage, guess: Option<Guess>) -> Finding {
    let router = end.router;
    let side = router.side;
    let interface = &way.interface;
    let no_link = no_link(end, interface).map(|it| router.place(it));
    let evidence = [Some(router.place(fault.line)), way.shown_by, no_link];
    let evidence = evidence.into_iter().flatten();
    let passing = matches!(fault.state, Some(LinkState::Connecting | LinkState::NotUp));
    let is_shown = way.is_routed && !passing && !fault.is_guess && !end.has_sas_both_ways();
    let finding = Finding::new(evidence)
        .at(Where::Site(side))
        .site("here", side)
        .arg(
            "line",
            if fault.is_guess {
                &Interface::USUAL_LINE
            } else {
                interface
            },
        )
        .phrase("reason", fault.reason)
        .certainty(if is_shown {
            Certainty::Shown
        } else {
            Certainty::Likely
        });
    let finding = match guess {
        None => finding.phrase("verdict", DOWN).phrase("so", LEFT_OVER),
        Some(Guess::Open) => {
            let finding = finding
                .severity(Severity::Input)
                .cause(None)
                .phrase("verdict", OPEN);
            if fault.is_guess {
                finding
                    .phrase("so", MAY_BE_ITS_PORT)
                    .ask(Need::line_of(side, interface))
            } else {
                finding
                    .phrase("so", MAY_BE_LEFT_OVER)
                    .read_and_ask(wan::routes(end), TELL_LINE)
            }
        }
        Some(Guess::Unlikely) => finding
            .severity(Severity::Risk)
            .cause(None)
            .phrase("verdict", DOWN)
            .phrase("so", MAY_BE_MAIN)
            .read_and_ask(wan::routes(end), TELL_LINE),
    };
    with_steps(finding, end, interface, fault.state)
}

fn with_steps(
    finding: Finding,
    end: &End<'_>,
    interface: &Interface,
    state: Option<LinkState>,
) -> Finding {
    let side = end.router.side;
    let Interface::Pp(Some(number)) = interface else {
        let again = if end.router.line(interface).dhcp.is_some() {
            finding.read(side, "show status dhcpc", steps::LOOK_AGAIN)
        } else {
            finding
        };
        let status = format!("show status {}", interface.argument());
        if matches!(interface, Interface::Tunnel(_)) {
            let again = again.read(side, status, steps::LOOK_AGAIN);
            return again.advise_at(side, steps::CHECK_CABLE);
        }
        let link = end.router.line(interface).lan.and_then(|it| it.link);
        return if link.is_some_and(|it| !it.value) {
            again.read(side, status, CABLE_THEN_AGAIN)
        } else {
            again
                .read(side, status, steps::READ_LINK)
                .advise_at(side, steps::CHECK_CABLE)
        };
    };
    let again = Need::line_of(side, interface);
    let look = if end.router.line(interface).ppp.is_some() {
        steps::LOOK_AGAIN
    } else {
        steps::READ_THIS_LINE
    };
    let settings = format!("show config pp {number}");
    // The line is at LAN2 on most models; the step says so.
    let port = port(end, interface).map_or(Interface::USUAL_LINE, |it| it.interface);
    let port = port.argument();
    match state {
        Some(LinkState::Disabled) => finding
            .read(side, settings, READ_PP_SETTINGS)
            .change_and_back(
                side,
                format!("pp enable {number}\nsave"),
                ENABLE,
                format!("pp disable {number}\nsave"),
            ),
        Some(LinkState::NotConfigured) => finding.read(side, settings, READ_PP_SETTINGS),
        _ => finding
            .read(side, again.command, look)
            .advise_at(side, steps::CHECK_CABLE)
            .read(side, format!("show status {port}"), steps::READ_PORT)
            .read(side, "show log | grep PP", READ_LOG)
            .read(side, settings, READ_PP_SETTINGS)
            .change(side, format!("connect {number}"), steps::CONNECT),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const ROUTE: &str = "# show ip route\n宛先ネットワーク    ゲートウェイ     インタフェース  種別  付加情報\ndefault  -  PP[01]  static\n";

    fn pp(state: &str) -> String {
        format!("# show status pp 1\nPP[01]:\n説明:\n{state}\n")
    }

    #[test]
    fn fires_where_the_default_route_leads_to_a_dead_pp() {
        for state in [
            "PPPoEセッションは一度も継っていません",
            "PPPoEセッションは継っていません",
            "PPPoEセッションは接続処理中です",
            "PPPoEセッションは現在使用できません",
            "回線は現在使用できません",
            "Current PPPoE session status is Offline, never connected.",
            "PPPoEセッションは不明です",
        ] {
            let text = format!("//- A\n{ROUTE}{}//- B\n", pp(state));
            check(&RULE, &text).fires_at(["A3", "A7"]);
        }
    }

    #[test]
    fn silent_on_a_sentence_that_was_cut() {
        for (state, is_told) in [
            ("Connecte", false),
            ("In connecting pro", false),
            ("Lost.", true),
        ] {
            let state = pp(&format!("Current PPPoE session status is {state}"));
            let text = format!("//- A\n{ROUTE}{state}//- B\n");
            if is_told {
                check(&RULE, &text).fires();
            } else {
                finds_nothing(&RULE, &text);
            }
        }
    }

    #[test]
    fn fires_on_the_only_line_that_was_up_once() {
        let text = format!("//- A\n{}//- B\n", pp("PPPoEセッションは継っていません"));
        check(&RULE, &text).fires_at(["A4"]);
    }

    #[test]
    fn fires_although_old_sas_are_left() {
        let text = HEALTHY.replace(
            "//- B",
            &format!("{ROUTE}{}//- B", pp("PPPoEセッションは継っていません")),
        );
        check(&RULE, &text).fires_at(["A10", "A14"]);
    }

    #[test]
    fn fires_without_lease_and_without_link() {
        let route = ROUTE.replace("PP[01]", "LAN2(DHCP)");
        let lease =
            "# show status dhcpc\nインタフェース: LAN2 primary\nIP アドレス: サーバ検索中\n";
        check(&RULE, &format!("//- A\n{route}{lease}//- B\n")).fires_at(["A3", "A6"]);
        let link = "# show status lan2\nLAN2\n動作モード設定: Auto Negotiation (Link Down)\n";
        check(&RULE, &format!("//- A\n{route}{link}//- B\n")).fires_at(["A3", "A6"]);
    }

    #[test]
    fn fires_where_the_port_below_pppoe_has_no_link() {
        let settings = "# show config\nip route default gateway pp 1\npp select 1\n pppoe use lan2\n pp enable 1\n";
        let port = |number: u32| {
            let link = format!(
                "# show status lan{number}\nLAN{number}\nOperation mode setting: Auto Negotiation (Link Down)\n//- B"
            );
            HEALTHY.replace("//- B", &format!("{settings}{link}"))
        };
        check(&RULE, &port(2)).fires_at(["A9", "A15"]);
        check(&RULE, &port(3)).asks_for(["A show status pp 1"]);
        let up = port(2).replace(
            "# show status lan2",
            "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n# show status lan2",
        );
        finds_nothing(&RULE, &up);
    }

    const NO_LINK: &str =
        "# show status lan2\nLAN2\n動作モード設定: Auto Negotiation (Link Down)\n";

    #[test]
    fn the_usual_port_below_pppoe_is_a_guess_where_no_settings_tell_it() {
        let with = |lines: &str| HEALTHY.replacen("//- B", &format!("{lines}//- B"), 1);
        let below = with(&format!("{ROUTE}{NO_LINK}"));
        assert!(check(&RULE, &below).leaves_open());
        check(&RULE, &below).fires_and_asks_for(["A show status pp 1"]);
        let lan = "192.168.9.0/24  192.168.9.1  LAN2  implicit\n";
        finds_nothing(&RULE, &with(&format!("{ROUTE}{lan}{NO_LINK}")));
        finds_nothing(
            &RULE,
            &below.replace("lan2", "lan3").replace("LAN2", "LAN3"),
        );
        let dead =
            format!("//- A\n# show ipsec sa\n#\n{ROUTE}{NO_LINK}//- B\n# show ipsec sa\n#\n");
        check(&RULE, &dead).fires_as_fault();
    }

    #[test]
    fn the_usual_port_is_not_the_line_where_key_exchange_gets_through() {
        let log = |verb: &str, peer: &str| {
            let at = |minute: u32| {
                format!("2026/11/24 10:{minute:02}:00: [IKE] {verb} ISAKMP phase to {peer}\n")
            };
            format!(
                "# show ipsec sa\n#\n# show log\n{}{}{}",
                at(0),
                at(5),
                at(10)
            )
        };
        let calls = log("initiate", "192.0.2.1");
        let met = format!(
            "//- A\n{}{NO_LINK}//- B\n{calls}",
            log("respond", "203.0.113.2")
        );
        check(&RULE, &met).fires_as_remark();
        let unmet = format!("//- A\n# show ipsec sa\n#\n{NO_LINK}//- B\n{calls}");
        check(&RULE, &unmet).fires_as_fault();
    }

    #[test]
    fn masked_rows_into_the_vpn_hide_no_line() {
        let masked = |to: &str| {
            format!(
                "{ROUTE}xxx.xxx.xxx.xxx/24  -  {to}  static\n{}",
                pp("PPPoEセッションは継っていません")
            )
        };
        let with = |to: &str| HEALTHY.replacen("//- B", &format!("{}//- B", masked(to)), 1);
        check(&RULE, &with("TUNNEL[1]")).fires_as_fault();
        finds_nothing(&RULE, &with("PP[02]"));
    }

    #[test]
    fn a_session_that_carried_ipv6_above_is_that_of_a_peer_of_ipv6() {
        let six = HEALTHY
            .replace("203.0.113.2", "2001:db8:b::1")
            .replace("192.0.2.1", "2001:db8:a::1");
        let up = pp(
            "PPPoEセッションは接続されています\n通信時間: 5日5時間20分39秒\nPPPオプション\n    LCP Local: MRU, Remote: MRU\n    IPV6CP Local: Interface-ID, Remote: Interface-ID\n    CCP: None",
        );
        let down = pp("PPPoEセッションは継っていません");
        let fell = six.replacen("//- B", &format!("{up}{down}//- B"), 1);
        assert!(check(&RULE, &fell).leaves_open());
        let back = six.replacen("//- B", &format!("{down}{up}//- B"), 1);
        finds_nothing(&RULE, &back);
    }

    #[test]
    fn an_unused_pp_is_no_fault() {
        let never = pp("PPPoEセッションは一度も継っていません");
        let route = ROUTE.replace("PP[01]", "LAN2(DHCP)");
        finds_nothing(&RULE, &format!("//- A\n{route}{never}//- B\n"));
        check(&RULE, &format!("//- A\n{never}//- B\n")).asks_for(["A show ip route"]);
    }

    #[test]
    fn the_only_line_pasted_is_a_guess_where_both_ends_have_sas() {
        let lone = |had: &str| {
            let line = pp("PPPoEセッションは継っていません");
            let past = format!(
                "直前のPPPoEセッションの状態:\nPP IP Address Local: {had}, Remote: 198.51.100.1\n"
            );
            HEALTHY.replace("//- B", &format!("{line}{past}//- B"))
        };
        check(&RULE, &lone("198.51.100.77")).fires_as_remark();
        check(&RULE, &lone("192.0.2.1")).fires_at(["A11", "B5"]);
        // By a name nobody is called by the address that the line had.
        let by_name = |had: &str| lone(had).replace("192.0.2.1", "hq");
        assert!(check(&RULE, &by_name("198.51.100.77")).leaves_open());
        check(&RULE, &by_name("198.51.100.77")).fires_and_asks_for(["A show ip route"]);
    }

    #[test]
    fn a_line_that_is_switched_off_may_be_that_of_the_sas() {
        let with = |lines: &str| HEALTHY.replace("//- B", &format!("{lines}//- B"));
        let off = pp("PPPoEセッションは現在使用できません");
        assert!(check(&RULE, &with(&off)).leaves_open());
        finds_nothing(&RULE, &with(&pp("PPPoEセッションは一度も継っていません")));
        let lease = "# show status dhcpc\nインタフェース: LAN2 primary\nIP アドレス: 192.0.2.9\n";
        finds_nothing(&RULE, &with(&format!("{off}{lease}")));
    }

    #[test]
    fn a_line_that_fell_beside_another_is_a_remark_unless_something_tells_what_it_is_for() {
        let with = |lines: &str| HEALTHY.replace("//- B", &format!("{lines}//- B"));
        let down = pp("PPPoEセッションは継っていません");
        let second = |state: &str| pp(state).replace("pp 1", "pp 2").replace("[01]", "[02]");
        let up = second("PPPoEセッションは接続されています");
        check(&RULE, &with(&format!("{down}{up}"))).fires_as_remark();
        let both = format!("{down}{}", second("PPPoEセッションは継っていません"));
        assert!(check(&RULE, &with(&both)).leaves_open());
        let table = ROUTE.replace("PP[01]", "PP[02]");
        finds_nothing(&RULE, &with(&format!("{down}{up}{table}")));
    }

    #[test]
    fn asks_for_the_main_line_where_a_reserve_is_idle() {
        let idle = pp("PPPoEセッションは継っていません")
            .replace("pp 1", "pp 2")
            .replace("[01]", "[02]");
        let text = |more: &str| format!("//- A\n{idle}{more}//- B\n");
        check(&RULE, &text("")).asks_for(["A show ip route"]);
        let bound = "# show nat descriptor address\nNAT/IP masquerade compatibility type : 2\n\
                     Reference Descriptor : 1, Assigned Interface : PP[01](1)\nOuter address: 192.0.2.1\n";
        check(&RULE, &text(bound)).asks_for(["A show ip route"]);
        let settings = "# show config\nip route default gateway pp 1 hide gateway pp 2 weight 0\npp select 1\n pppoe use lan2\n pp enable 1\n";
        check(&RULE, &text(settings)).asks_for(["A show status pp 1"]);
        let table = format!("{ROUTE}default  -  PP[02]  static  w(0)\n");
        check(&RULE, &text(&table)).asks_for(["A show status pp 1"]);
    }

    #[test]
    fn a_lease_that_is_waited_for_takes_its_route_out_of_the_table() {
        let lease =
            "# show status dhcpc\nインタフェース: LAN2 primary\nIP アドレス: サーバ検索中\n";
        let table = ROUTE.replace(
            "default  -  PP[01]  static",
            "192.168.1.0/24  192.168.1.1  LAN1  implicit",
        );
        check(&RULE, &format!("//- A\n{table}{lease}//- B\n")).fires_at(["A6"]);
    }

    #[test]
    fn silent_while_the_line_is_up_or_the_internet_answers() {
        finds_nothing(&RULE, HEALTHY);
        let up = pp("PPPoEセッションは接続されています");
        finds_nothing(&RULE, &format!("//- A\n{ROUTE}{up}//- B\n"));
        let down = pp("PPPoEセッションは継っていません");
        let ping = "# ping -c 2 198.51.100.9\nreceived from 198.51.100.9: icmp_seq=0 ttl=47 time=5.2ms\n\n2 packets transmitted, 2 packets received, 0.0% packet loss\n";
        finds_nothing(&RULE, &format!("//- A\n{ROUTE}{down}{ping}//- B\n"));
    }

    #[test]
    fn the_session_before_is_not_the_present_one() {
        let text = pp(
            "PPPoEセッションは継っていません\n直前のPPPoEセッションの状態:\nPP IP Address Local: 192.0.2.1, Remote: 192.0.2.254",
        );
        check(&RULE, &format!("//- A\n{text}//- B\n")).fires_at(["A4"]);
    }

    #[test]
    fn asks_for_the_line_that_the_route_leads_to() {
        check(&RULE, &format!("//- A\n{ROUTE}//- B\n")).asks_for(["A show status pp 1"]);
    }
}
