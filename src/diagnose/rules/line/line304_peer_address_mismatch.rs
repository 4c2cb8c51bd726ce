//! LINE304 peer-address-mismatch: one end calls an address that the other end's line no longer has.

use super::DOWN;
use crate::diagnose::call::{Call, Doubt, Judged};
use crate::diagnose::settings::{self, Names, Starts, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    addresses, cited, ends, for_docs, steps,
};
use crate::model::{PeerAddress, Router};
use crate::pair::{End, GatewayPair};

/// LINE304 peer-address-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE304",
    slug: "peer-address-mismatch",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{caller}が呼ぶアドレス {called} は、{owner}のいまのアドレス {present} と違います",
        en: "{caller} calls {called}, and {owner} now has the address {present}",
    },
    headline: Phrase {
        ja: "{verdict}{caller}が呼んでいる {called} は、{owner}の回線のいまのアドレスではありません。",
        en: "{verdict}{called}, which {caller} calls, is not the present address of the line of {owner}.",
    },
    why: Phrase {
        ja: "回線のアドレスが変わったか、設定のアドレスが違います。{caller}のパケットは{owner}に届きません。残っている SA は古いものです。\
             {owner}に {called} もある場合は、この見立ては当たりません（show nat descriptor address で分かります）。",
        en: "The address of the line has changed, or the one in the settings is wrong. Packets of {caller} do not \
             reach {owner}, and SAs still listed are left over. Should {owner} have {called} as well, \
             this does not hold (show nat descriptor address tells).",
    },
    question: Phrase {
        ja: "呼んでいるアドレスが、相手のいまのアドレスか",
        en: "Whether the address that is called is the peer's present one",
    },
    silent_when: for_docs(Phrase {
        ja: "二つのアドレスが近く、複数のアドレスの契約かもしれないときと、LAN ポートや DHCP のアドレス、通信時間の行がない回線のアドレスが両端の SA より新しいか分からないとき（判断を保留します）。どちらかのアドレスがプライベートか伏せ字のとき（呼ばれているアドレスを SA で名乗っているルーターは除きます）、ルーターに回線が複数あるとき、NAT の外側アドレスや別の\
             インターフェースのアドレスなら合うとき、同じ SA が両端にあり、いまのアドレスで作られているとき、通信が見えているとき。IKEv2 の名前で相手が分かり、アドレスの変わった側から始める設定なら、注意にとどめます。",
        en: "Where the two are so close that they may be of one contract, and where nothing tells whether the address of a port, a lease, or a session without its time, is newer than the SAs of both ends, the verdict stays open. When an address is private or masked (unless the router calls itself by the other in its SAs), when the router has several lines, when the address is that of a \
             translation or of another interface, when both ends show one SA, made with the present address, and when traffic is seen. Where IKEv2 tells the peer by its name and the end that moved is told to begin, it is a remark.",
    }),
    references: cited(&[
        "Command Reference, ipsec ike remote address",
        "Command Reference, show status pp",
    ]),
    cause: Some(Cause::PeerAddressMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const OPEN: Phrase = Phrase {
    ja: "まだ判断できません（複数のアドレスの契約なら、これで合っていることがあります）。",
    en: "This cannot be decided yet (with a contract for several addresses it may be right). ",
};

const MAY_BE_OLD: Phrase = Phrase {
    ja: "まだ判断できません（SA は、アドレスが変わる前のものかもしれません）。",
    en: "This cannot be decided yet (the SAs may be those of before the address changed). ",
};

const MAY_BE_ANOTHERS: Phrase = Phrase {
    ja: "まだ判断できません（SA は、アドレスが変わる前のものか、別の回線のものかもしれません）。",
    en: "This cannot be decided yet (the SAs may be those of before the address changed, or of another line). ",
};

const MAY_BE_STRANGERS: Phrase = Phrase {
    ja: "まだ判断できません（アドレスが変わったか、{caller}の相手が別のルーターかです）。",
    en: "This cannot be decided yet (either the address has changed, or the peer of {caller} is another router). ",
};

const READ_SETTINGS: Phrase = Phrase {
    ja: "ipsec ike remote address が{owner}のアドレスかを確かめます。変わるアドレスなら、ネットボランチ DNS の名前か、\
         名前で識別する方式（アグレッシブモード、IKEv2）にします。",
    en: "Check that ipsec ike remote address is that of {owner}. If that changes, use a name of a dynamic DNS, \
         or identify the peer by name (aggressive mode, IKEv2).",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = ends::both(pair).into_iter();
    ends::found_at(ends.filter_map(|(owner, caller)| find(pair, &owner, &caller)))
}

fn find(pair: &GatewayPair<'_>, owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
    let call = Call::of(pair, owner, caller)?;
    // Another gateway is the owner's, which no tunnel uses: CFG603 tells.
    let is_anothers = addresses::calls_to(caller, owner).is_some() && !caller.has_any_sa();
    // That it calls itself, LINE320 tells.
    if is_anothers || calls_itself(caller) {
        return None;
    }
    let judged = call.judged()?;
    if knows_by_name(pair, owner, caller) {
        return Some(say(&call).severity(Severity::Risk));
    }
    let open = |verdict, more| open(say(&call), verdict, owner.router, more);
    Some(match judged {
        Judged::Gone => say(&call).phrase("verdict", DOWN),
        Judged::Open(Doubt::OfBefore) => open(MAY_BE_OLD, "show log"),
        Judged::Open(Doubt::OneBlock) => open(OPEN, "show config"),
        Judged::Open(Doubt::OfBeforeOrAnothers) => open(MAY_BE_ANOTHERS, "show ip route"),
        Judged::Open(Doubt::Strangers) => open(MAY_BE_STRANGERS, "show config"),
    })
}

/// Whether the VPN comes up all the same: with IKEv2 the caller knows its peer by name from wherever that calls, and the
/// owner is told to begin, to an address that the caller has. What SAs name is no setting, and out of date by itself.
fn knows_by_name(pair: &GatewayPair<'_>, owner: &End<'_>, caller: &End<'_>) -> bool {
    let Ok(Some(both)) = settings::both(pair) else {
        return false;
    };
    let begins = |(own, other): (&Told<'_>, &Told<'_>)| {
        let called = own.gateway.remote_address.explicit().map(|it| &it.value);
        let reaches =
            matches!(called, Some(PeerAddress::Address(it)) if caller.router.networks.owns(*it));
        let refuses = other.gateway.receives.known().is_some_and(|it| !it.value);
        own.side() == owner.router.side
            && own.is_v2()
            && reaches
            && !refuses
            && matches!(own.starts(), Starts::Yes)
            && settings::names(own, other) == Names::Fit
    };
    !pair.ends().any(|it| it.has_any_sa()) && both.ends().into_iter().any(begins)
}

/// Whether an end without SAs calls an address that its own settings give it.
fn calls_itself(caller: &End<'_>) -> bool {
    let called = caller.called().into_iter().next();
    let own = called.and_then(|it| addresses::set_at(caller.router, it.value));
    caller.lacks_child_sas().is_some() && own.is_some()
}

/// The finding that the caller calls one address, and the owner has another one.
fn say(call: &Call<'_, '_>) -> Finding {
    let (owner, caller) = (call.owner.router, call.caller.router);
    let (called, present, interface) = (&call.called, &call.present, &call.interface);
    let line = owner.line(interface);
    let again = if line.dhcp.is_none() && line.lan.is_some() {
        format!("show status {}", interface.argument())
    } else {
        Need::line_of(owner.side, interface).command
    };
    let lines = [caller.place(called.line), owner.place(present.line)];
    let finding = Finding::new(lines)
        .about(&["remoteAddress", "localAddress"])
        .at(Where::Site(caller.side))
        .site("caller", caller.side)
        .site("owner", owner.side)
        .arg("called", called.value)
        .arg("present", present.value);
    // What is written is no state that passes.
    let finding = if addresses::is_written(owner, interface, present.line) {
        finding
    } else {
        finding.read(owner.side, again, steps::LOOK_AGAIN)
    };
    let (outer, settings) = (
        Need::translations(owner.side),
        Need::tunnel_settings(call.caller),
    );
    finding
        .read(owner.side, outer.command, steps::READ_OUTER)
        .read(caller.side, settings.command, READ_SETTINGS)
}

/// Leaves the verdict open, and asks the owner for its translations and for one more output, unless that was pasted.
fn open(finding: Finding, verdict: Phrase, owner: &Router, more: &str) -> Finding {
    let side = owner.side;
    let need = Need {
        side,
        command: more.to_owned(),
    };
    finding
        .severity(Severity::Input)
        .cause(None)
        .phrase("verdict", verdict)
        .ask(Need::translations(side))
        .ask_for_new(owner, need)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_DETAIL, SETTINGS, changed, check, finds_nothing};

    const CHANGED: &str = "\
//- A
# show status pp 1
PP[01]:
PPPoEセッションは接続されています
通信時間: 20分39秒
PP IP Address Local: 198.51.100.7, Remote: 198.51.100.254
CCP: None
# show ipsec sa
//- B
# show ipsec sa
Total: isakmp:1 send:1 recv:1
sa    sgw isakmp connection    dir  life[s] remote-id
4     1    -     isakmp        -    18764   192.0.2.1
5     1    4     tun[0001]esp  send 18765   192.0.2.1
6     1    4     tun[0001]esp  recv 18765   192.0.2.1
#
";

    #[test]
    fn open_where_the_line_of_the_sas_is_down_and_another_is_up() {
        let sessions = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Offline.\n\
            # show status pp 2\nPP[02]:\nCurrent PPPoE session status is Connected.\n\
            2 minutes 3 seconds  connection.\n\
            PP IP Address Local: 203.0.113.130, Remote: 198.51.100.2\n\
            # show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[02] static\n";
        let moved = format!("{HEALTHY_DETAIL}\n{sessions}");
        assert!(check(&RULE, &moved).leaves_open());
        let both = moved.replace("session status is Offline", "session status is Connected");
        finds_nothing(&RULE, &both);
    }

    #[test]
    fn a_remark_where_the_moved_end_begins_and_is_known_by_name() {
        let named = |side: &str, fixture: &str, own: &str, peer: &str| {
            let key = "ipsec ike pre-shared-key 1 text dummy";
            let names = format!(
                "{key}\n  ipsec ike version 1 2\n  ipsec ike local name 1 {own} key-id\n  \
                 ipsec ike remote name 1 {peer} key-id"
            );
            changed(fixture, side, key, &names)
        };
        let pasted = |at_b: &str| {
            let both = named("B", &named("A", SETTINGS, "hq", "br"), "br", "hq");
            let line = |address: &str| {
                format!(
                    "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n# show status pp 1\nPP[01]:\n\
                     PPPoEセッションは接続されています\n通信時間: 20分39秒\n\
                     PP IP Address Local: {address}, Remote: 198.51.100.254\nCCP: None\n"
                )
            };
            let both = both.replacen("//- B", &format!("{}//- B", line("192.0.2.1")), 1);
            format!("{}\n{}", both.trim_end(), line(at_b))
        };
        let moved = pasted("203.0.113.99");
        check(&RULE, &moved).fires_as_remark();
        let waits = changed(&moved, "B", "ipsec auto refresh on", "");
        check(&RULE, &waits).fires_as_fault();
        let v1 = moved.replace("ipsec ike version 1 2", "ipsec ike version 1 1");
        check(&RULE, &v1).fires_as_fault();
        finds_nothing(&RULE, &pasted("203.0.113.2"));
    }

    #[test]
    fn fires_when_the_called_address_is_not_the_present_one() {
        check(&RULE, CHANGED).fires_at(["A5", "B4"]);
    }

    #[test]
    fn a_contract_of_several_addresses_is_asked_for() {
        let near = CHANGED.replace("198.51.100.7,", "192.0.2.0,");
        check(&RULE, &near).fires_at(["A5", "B4"]);
        assert!(check(&RULE, &near).leaves_open());
        check(&RULE, &CHANGED.replace("198.51.100.7,", "192.0.2.2,")).fires_as_fault();
        check(&RULE, &CHANGED.replace("198.51.100.7,", "192.0.2.96,")).fires_as_fault();
        let bound = "# show nat descriptor address\nNAT/IP masquerade compatibility type : 2\nReference Descriptor : 1, Assigned Interface : PP[01](1)\nOuter address: 192.0.2.0\n# show ipsec sa\n//- B";
        let known = near.replacen("# show ipsec sa\n//- B", bound, 1);
        check(&RULE, &known).fires_as_fault();
    }

    #[test]
    fn packets_counted_on_the_line_before_do_not_excuse_it() {
        let tunnel = |time: &str| {
            format!(
                "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n\
                 {time} connection.\nReceived: (IPv4) 9 packets [9 octets]\nTransmitted: (IPv4) 9 packets [9 octets]\n"
            )
        };
        let sas = "sa    sgw isakmp connection    dir  life[s] remote-id\n\
                   1     1    -     isakmp        -    18768   203.0.113.2\n\
                   2     1    1     tun[0001]esp  send 18769   203.0.113.2\n\
                   3     1    1     tun[0001]esp  recv 18769   203.0.113.2\n";
        let with = |time: &str| {
            let a = format!("# show ipsec sa\n{sas}{}//- B", tunnel(time));
            let both = CHANGED.replacen("# show ipsec sa\n//- B", &a, 1);
            both + &tunnel(time)
        };
        check(&RULE, &with("3 hours")).fires();
        finds_nothing(&RULE, &with("10 minutes"));
    }

    /// The SAs of A, and a tunnel that is up since a time.
    const OLD: &str = "# show ipsec sa\nsa    sgw isakmp connection    dir  life[s] remote-id\n\
        1     1    -     isakmp        -    18768   203.0.113.2\n\
        2     1    1     tun[0001]esp  send 18769   203.0.113.2\n\
        3     1    1     tun[0001]esp  recv 18769   203.0.113.2\n\
        # show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n\
        from 2026/11/23 06:12:30.\n3 hours connection.\n\
        # show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n";

    #[test]
    fn a_private_lease_is_no_nat_of_a_router_that_spoke_as_the_called_address() {
        let lease = |detail: &str| {
            let line = "# show status dhcpc\nInterface: LAN2 primary\n    IP address: 192.168.0.5/24\n\
                        # show ip route\nDestination Gateway Interface Kind Additional Info.\n\
                        default 192.168.0.1 LAN2(DHCP) static\n192.168.0.0/24 192.168.0.5 LAN2 implicit\n//- B";
            detail.replacen("//- B", line, 1)
        };
        let old = lease(HEALTHY_DETAIL);
        assert!(check(&RULE, &old).leaves_open());
        // Behind a NAT it speaks as its own, and in IKEv2 an address may be a name.
        finds_nothing(
            &RULE,
            &old.replace("Local ID: 192.0.2.1", "Local ID: 192.168.0.5"),
        );
        let v2 = old.replace("Protocol: IKE\n", "Protocol: IKEv2\n");
        finds_nothing(&RULE, &v2);
        let named = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc\n  \
                     ipsec ike local name 1 192.0.2.1\n  ipsec ike remote address 1 203.0.113.2\n//- B";
        finds_nothing(&RULE, &old.replacen("//- B", named, 1));
    }

    #[test]
    fn fires_where_the_log_tells_of_a_newer_address() {
        let old = OLD.replace("1876", "2876");
        let log = |time: &str, more: &str| {
            let up = "PP[01] PPP/IPCP up  (Local: 198.51.100.7, Remote: 198.51.100.254)";
            let log = format!("{old}# show log\n2026/11/23 {time}: {up}\n{more}//- B");
            HEALTHY_DETAIL.replacen("//- B", &log, 1)
        };
        check(&RULE, &log("09:10:00", "")).fires_as_fault();
        finds_nothing(&RULE, &log("06:10:00", ""));
        // Without a time since when the tunnel is up, SAs may be newer than the address.
        let undated = log("09:10:00", "").replace("from 2026/11/23 06:12:30.\n", "");
        assert!(check(&RULE, &undated).leaves_open());
        let fell = "2026/11/23 09:11:00: PPPOE[01] Disconnected, cause [No error.]\n";
        finds_nothing(&RULE, &log("09:10:00", fell));
    }

    #[test]
    fn a_lease_with_another_address_than_the_sas_leaves_it_open() {
        let (_, b) = CHANGED.split_once("//- B").unwrap();
        let old = OLD.replace("PP[01]", "LAN2(DHCP)");
        let lease = |address: &str| {
            let lease = format!("インタフェース: LAN2 primary\nIPアドレス: {address}/24\n");
            format!("//- A\n{old}# show status dhcpc\n{lease}//- B{b}")
        };
        assert!(check(&RULE, &lease("198.51.100.7")).leaves_open());
        finds_nothing(&RULE, &lease("192.0.2.1"));
    }

    #[test]
    fn a_port_with_another_address_than_the_sas_leaves_it_open() {
        let (_, b) = CHANGED.split_once("//- B").unwrap();
        let (old, _) = OLD.split_once("# show ip route").unwrap();
        let port = |address: &str| {
            format!("//- A\n{old}# show status lan2\nLAN2\nIPアドレス: {address}\n//- B{b}")
        };
        assert!(check(&RULE, &port("198.51.100.7/24")).leaves_open());
        finds_nothing(&RULE, &port("192.0.2.1/24"));
        finds_nothing(&RULE, &port("192.168.1.1/24"));
    }

    #[test]
    fn silent_where_the_caller_has_other_tunnels() {
        let other = "# show status tunnel 2\nTUNNEL[2]:\nInterface type: IPsec\nCurrent status is Offline.\n";
        let none = CHANGED.replace(
            "# show ipsec sa\n//- B",
            "# show ipsec sa\nTotal: isakmp:0 send:0 recv:0\n//- B",
        );
        check(&RULE, &none).fires();
        finds_nothing(&RULE, &format!("{none}{other}"));
    }

    #[test]
    fn silent_where_the_caller_may_be_joined_with_another_router() {
        finds_nothing(&RULE, &CHANGED.replace("# show ipsec sa\n//- B", "//- B"));
        let (a, b) = CHANGED.split_once("//- B").unwrap();
        let first = a.replace("PP[01]", "PP[02]");
        finds_nothing(&RULE, &format!("{first}//- B{b}"));
    }

    #[test]
    fn silent_where_what_the_caller_holds_is_younger_than_the_session() {
        finds_nothing(&RULE, &CHANGED.replace("20分39秒", "9時間"));
        check(&RULE, &CHANGED.replace("20分39秒", "7時間")).fires();
    }

    #[test]
    fn silent_where_another_session_is_down() {
        let other = "# show status pp 2\nPP[02]:\nPPPoEセッションは一度も継っていません\n# show ipsec sa\n//- B";
        finds_nothing(&RULE, &CHANGED.replace("# show ipsec sa\n//- B", other));
    }

    #[test]
    fn silent_where_the_owner_has_a_peer_that_answers() {
        let (a, _) = CHANGED.split_once("# show ipsec sa\n//- B").unwrap();
        let b = "//- B\n# show config tunnel 1\ntunnel select 1\n ipsec tunnel 101\n  ipsec sa policy 101 1 esp aes-cbc sha-hmac\n  ipsec ike remote address 1 192.0.2.1\n tunnel enable 1\n#";
        let table = "# show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n\
            192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.9.0/24 - TUNNEL[4] static\n";
        let ping = |answered: u32| {
            format!(
                "{a}{table}# ping -c 5 -sa 192.168.1.1 192.168.9.1\n5 packets transmitted, {answered} packets received, x% packet loss\n{b}"
            )
        };
        check(&RULE, &ping(0)).fires();
        finds_nothing(&RULE, &ping(5));
    }

    #[test]
    fn fires_by_the_settings_of_the_caller() {
        let (a, _) = CHANGED.split_once("//- B").unwrap();
        let b = "//- B\n# show config tunnel 1\ntunnel select 1\n ipsec tunnel 101\n  ipsec sa policy 101 1 esp aes-cbc sha-hmac\n  ipsec ike remote address 1 192.0.2.1\n tunnel enable 1\n#";
        check(&RULE, &format!("{a}{b}")).fires_at(["A5", "B5"]);
    }

    #[test]
    fn silent_where_a_translation_leads_the_called_address_to_the_router() {
        let with = |entry: &str| {
            let settings = format!(
                "# show config pp 1\npp select 1\n ip pp nat descriptor 1\n pp enable 1\n\
                 nat descriptor type 1 masquerade\nnat descriptor {entry}\n# show ipsec sa\n//- B"
            );
            CHANGED.replacen("# show ipsec sa\n//- B", &settings, 1)
        };
        for own in [
            "static 1 1 192.0.2.1=192.168.1.1 1",
            "static 1 1 192.0.2.0=192.168.1.0 4",
            "static 1 1 192.0.2.0=192.168.1.0/30",
            "static 1 1 xxx.xxx.xxx.xxx=192.168.1.1 1",
        ] {
            finds_nothing(&RULE, &with(own));
        }
        check(&RULE, &with("static 1 1 192.0.2.9=192.168.1.1 1")).fires();
        check(&RULE, &with("masquerade static 1 1 192.168.1.1 udp 500")).fires();
        let elsewhere = with("static 1 1 192.0.2.1=192.168.1.1 1");
        check(
            &RULE,
            &elsewhere.replace("pp nat descriptor 1", "pp mtu 1454"),
        )
        .fires();
    }

    #[test]
    fn silent_when_the_address_is_right_hidden_or_explained() {
        for (from, to) in [
            ("Local: 198.51.100.7", "Local: 192.0.2.1"),
            ("Local: 198.51.100.7", "Local: xxx.xxx.xxx.xxx"),
            ("Local: 198.51.100.7", "Local: 192.168.0.7"),
            ("192.0.2.1\n", "XXX.XXX.XXX.XXX\n"),
            ("192.0.2.1\n", "10.0.0.1\n"),
            ("接続されています", "継っていません"),
            (
                "# show ipsec sa\n//- B",
                "# show nat descriptor address\nReference Descriptor : 1, Assigned Interface : PP[01](1)\nOuter address: 192.0.2.1\n//- B",
            ),
            (
                "# show ipsec sa\n//- B",
                "# show status lan1\nLAN1\nIPアドレス: 192.0.2.2/29\n//- B",
            ),
            (
                "# show ipsec sa\n//- B",
                "# show status dhcpc\nインタフェース: LAN2 primary\nIPアドレス: 203.0.113.77\n//- B",
            ),
        ] {
            assert!(CHANGED.contains(from), "{from}");
            finds_nothing(&RULE, &CHANGED.replace(from, to));
        }
    }
}
