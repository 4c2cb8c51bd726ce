//! LINE304 peer-address-mismatch: one end calls an address that the other end's line no longer has.

use std::net::IpAddr;

use super::DOWN;
use crate::diagnose::rules::is_up;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, Severity, Where,
    addresses, cited, for_docs, log, steps, wan,
};
use crate::model::{
    Answering, IkeVersion, Interface, LinkState, LogEvent, Router, Seconds, Sourced, WanLine,
};
use crate::pair::{End, GatewayPair};
use crate::text::Side;

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
             インターフェースのアドレスなら合うとき、同じ SA が両端にあり、いまのアドレスで作られているとき、通信が見えているとき。",
        en: "Where the two are so close that they may be of one contract, and where nothing tells whether the address of a port, a lease, or a session without its time, is newer than the SAs of both ends, the verdict stays open. When an address is private or masked (unless the router calls itself by the other in its SAs), when the router has several lines, when the address is that of a \
             translation or of another interface, when both ends show one SA, made with the present address, and when traffic is seen.",
    }),
    references: cited(&[
        "Command Reference, ipsec ike remote address",
        "Command Reference, show status pp",
    ]),
    cause: Some(Cause::PeerAddressMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

/// SAs renew themselves by default within this time, so those of an older session are gone.
const LONGEST_LIFE_SECS: u32 = 28_800;

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
    ja: "まだ判断できません（アドレスが変わったか、{caller}の SA が別のルーターとのものかです）。",
    en: "This cannot be decided yet (either the address has changed, or the SAs of {caller} are with another router). ",
};

const READ_SETTINGS: Phrase = Phrase {
    ja: "ipsec ike remote address が{owner}のアドレスかを確かめます。変わるアドレスなら、ネットボランチ DNS の名前か、\
         名前で識別する方式（アグレッシブモード、IKEv2）にします。",
    en: "Check that ipsec ike remote address is that of {owner}. If that changes, use a name of a dynamic DNS, \
         or identify the peer by name (aggressive mode, IKEv2).",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = wan::both(pair).into_iter();
    wan::found_at_ends(ends.filter_map(|(owner, caller)| find(pair, &owner, &caller)))
}

fn find(pair: &GatewayPair<'_>, owner: &End<'_>, caller: &End<'_>) -> Option<Finding> {
    let router = owner.router;
    let interface = &log::line_to_peer(owner)?;
    let left = has_left_its_line(pair, owner, interface);
    if !left && wan::may_have_another_session(router, interface) {
        return None;
    }
    let line = router.line(interface);
    let both_have_sas = owner.has_sas_both_ways() && caller.has_sas_both_ways();
    // Of ends that nothing joins, the log of one tells nothing of whom the other calls.
    let is_told = !is_joined(pair, owner, caller) || line.ppp.is_some() || line.address().is_some();
    let by_log = log::addressed(owner, interface).filter(|_| !is_told);
    let of_log = by_log.map(|(address, event)| Sourced::new(address, event.line));
    let by_nat = addresses::outer(router, interface, !pair.flows());
    let of_line = line.address().or(by_nat).or(of_log);
    let present = of_line.or_else(|| addresses::fixed(pair, [owner, caller], interface))?;
    let called = mismatch(owner, caller, &present)?;
    if pair.flows() && !wan::is_global(present.value) {
        return None;
    }
    let may_own = wan::may_own(router, interface, called.value)
        || speaks_from(pair, owner, called.value, present.value);
    // Nobody makes SAs with an address that is gone.
    let is_fresh = log::is_fresh_below(owner, present.line) && caller.has_any_sa();
    if wan::lines_up(router) > 1 || may_own || is_fresh {
        return None;
    }
    let uptime = line.ppp.and_then(|it| it.uptime);
    let session = uptime.map(|it| it.value.0);
    let stands = session.map(i64::from);
    let stands = stands.or_else(|| log::stands_for(owner, by_log?.1));
    let is_answered = pair.is_answered();
    if is_answered && !is_anew_since(pair, owner, present.line, stands) {
        return None;
    }
    let is_newer = by_log.and_then(|(_, event)| is_newer(owner, pair, event));
    // SAs made in the present session were made with the present address.
    let is_within = |secs: u32| log::are_younger(owner, i64::from(secs));
    let may_be_older = session.is_some_and(|secs| secs < LONGEST_LIFE_SECS && !is_within(secs));
    let has_stood = (pair.flows() && !is_newer.unwrap_or_else(|| is_older(owner, uptime)))
        || (both_have_sas && !(is_newer.unwrap_or(may_be_older) && pair.belongs()));
    let is_timeless = is_timeless(&line, by_nat.is_some());
    let is_open = is_timeless || (by_log.is_some() && is_newer.is_none());
    // Where no settings tell for how long SAs live, those may be older than they look.
    let is_unsure = session.is_some_and(is_within) && !knows_life(owner) && !answers_now(owner);
    let may_be_open = left || is_answered || ((is_open || is_unsure) && pair.belongs());
    if (has_stood && !may_be_open) || may_be_strangers(pair, owner, caller, stands) {
        return None;
    }
    let finding = say(owner, caller, interface, [&called, &present]);
    if (has_stood && !is_unsure) || left || is_answered {
        return Some(open(finding, MAY_BE_OLD, router.side, "show log"));
    }
    let is_down = [owner, caller].map(End::lacks_child_sas) != [None; 2];
    let one_block = wan::may_be_of_one_block(router, present.value, called.value, is_down);
    Some(if one_block {
        open(finding, OPEN, router.side, "show config")
    } else if has_stood {
        open(finding, MAY_BE_ANOTHERS, router.side, "show ip route")
    } else if may_call_another(pair, owner, caller, session) {
        open(finding, MAY_BE_STRANGERS, router.side, "show config")
    } else {
        finding.phrase("verdict", DOWN)
    })
}

/// Whether nothing shows since when a line has its address: of a port, a lease or a translation nothing does, and of a
/// session whose output has lost a line.
fn is_timeless(line: &WanLine<'_>, has_nat: bool) -> bool {
    let is_lease = (line.dhcp.is_some() || line.lan.is_some()) && line.ppp.is_none();
    let by_nat = line.address().is_none() && has_nat;
    is_lease || by_nat || line.ppp.is_some_and(|it| it.uptime.is_none())
}

/// The finding that the caller calls one address, and the owner has another one.
fn say(
    owner: &End<'_>,
    caller: &End<'_>,
    interface: &Interface,
    [called, present]: [&Sourced<IpAddr>; 2],
) -> Finding {
    let (side, other) = (caller.router.side, owner.router.side);
    let line = owner.router.line(interface);
    let again = if line.dhcp.is_none() && line.lan.is_some() {
        format!("show status {}", interface.argument())
    } else {
        Need::line_of(other, interface).command
    };
    let finding = Finding::new([
        caller.router.place(called.line),
        owner.router.place(present.line),
    ])
    .about(&["remoteAddress", "localAddress"])
    .at(Where::Site(side))
    .site("caller", side)
    .site("owner", other)
    .arg("called", called.value)
    .arg("present", present.value);
    // What is written is no state that passes.
    let finding = if addresses::is_written(owner.router, interface, present.line) {
        finding
    } else {
        finding.read(other, again, steps::LOOK_AGAIN)
    };
    finding
        .read(other, Need::translations(other).command, steps::READ_OUTER)
        .read(side, Need::tunnel_settings(caller).command, READ_SETTINGS)
}

/// Whether the line of an owner, up for so many seconds, came up anew behind each ping that was answered: the SAs
/// are older, and no such ping stands below what shows the line.
fn is_anew_since(pair: &GatewayPair<'_>, owner: &End<'_>, line: u32, stands: Option<i64>) -> bool {
    let side = owner.router.side;
    let mut answers = pair.answered_at().iter();
    let is_later = answers.any(|it| it.side == side && it.line > line);
    !is_later && stands.is_some_and(|secs| log::are_older(owner, secs))
}

/// Leaves the verdict open, and asks the owner for its translations and for one more output.
fn open(finding: Finding, verdict: Phrase, side: Side, more: &str) -> Finding {
    let need = Need {
        side,
        command: more.to_owned(),
    };
    finding
        .severity(Severity::Input)
        .cause(None)
        .phrase("verdict", verdict)
        .ask(Need::translations(side))
        .ask(need)
}

/// Whether something joins the two: the one is named at the other, or the owner calls the caller.
fn is_joined(pair: &GatewayPair<'_>, owner: &End<'_>, caller: &End<'_>) -> bool {
    !pair.matched_by.is_guess() || log::calls(owner, caller)
}

/// Whether the two may be of two VPNs, where nothing names one at the other; `stands` is for how many seconds the
/// owner has its address.
fn may_be_strangers(
    pair: &GatewayPair<'_>,
    owner: &End<'_>,
    caller: &End<'_>,
    stands: Option<i64>,
) -> bool {
    if !pair.matched_by.is_guess() {
        return false;
    }
    // What the caller alone holds was made with a router that has the address that is called; it has other
    // tunnels of which one may be for this owner.
    let both_have_sas = owner.has_sas_both_ways() && caller.has_sas_both_ways();
    let is_older = stands.map_or(!both_have_sas, |secs| secs >= i64::from(LONGEST_LIFE_SECS));
    if caller.has_sas_both_ways() && (is_older || has_others(caller)) {
        return true;
    }
    if both_have_sas || owner.lacks_child_sas().is_some() {
        return false;
    }
    // SAs with another router show that it is there; so does that neither calls the other.
    let neither = || mismatch(caller, owner, &present_address(caller)?);
    let is_joined =
        |it: End<'_>| it.has_sas_both_ways() || is_up(&it) || is_answered_by_somebody(it.router);
    pair.ends().any(is_joined) || neither().is_some()
}

/// A line that came up anew so few seconds ago is the likelier reason for SAs that the caller alone holds.
const ANEW_SECS: u32 = 3_600;

/// Whether SAs that the caller alone holds may as well be with another router: nothing joins the two, and the line of
/// the owner has not just come up anew.
fn may_call_another(
    pair: &GatewayPair<'_>,
    owner: &End<'_>,
    caller: &End<'_>,
    session: Option<u32>,
) -> bool {
    let alone = caller.has_sas_both_ways() && !owner.has_any_sa();
    !is_joined(pair, owner, caller) && alone && session.is_some_and(|secs| secs >= ANEW_SECS)
}

/// Whether outputs show tunnels of an end's router that are not its own.
fn has_others(end: &End<'_>) -> bool {
    let mut tunnels = end.router.tunnels.iter();
    let is_own = |number| end.tunnel_numbers().any(|it| it == number);
    end.router.gateways.len() > 1 || tunnels.any(|it| it.may_be_ipsec() && !is_own(it.number))
}

/// Whether a line got its address behind what its tunnels and SAs show: by the time since when a tunnel is up;
/// None where none tells, and the SAs are not shown to be made since.
fn is_newer(owner: &End<'_>, pair: &GatewayPair<'_>, event: &LogEvent) -> Option<bool> {
    if log::is_of_the_past(owner, pair) {
        return Some(false);
    }
    let since = owner.tunnels().find_map(|it| it.since);
    if let Some((time, since)) = event.time.filter(|it| it.is_set()).zip(since) {
        return Some(time > since.value);
    }
    (log::made_since(owner, event) == Some(true)).then_some(false)
}

/// Whether a ping from its LAN into a network behind one of its tunnels was answered.
fn is_answered_by_somebody(router: &Router) -> bool {
    let networks = &router.networks;
    let is_from_lan = |source: IpAddr| networks.lans.iter().any(|it| it.value.contains(source));
    let leads_in = |target: IpAddr| {
        let mut behind = networks.behind_tunnels.iter();
        behind.any(|it| it.1.value.contains(target)) && !is_from_lan(target)
    };
    let mut answered = router.pings.iter().filter(|it| it.is_answered());
    answered.any(|it| it.source.is_some_and(is_from_lan) && it.target.is_some_and(leads_in))
}

/// The address of the line by which an end reaches its peer.
fn present_address(end: &End<'_>) -> Option<Sourced<IpAddr>> {
    end.router.line(&wan::way(end)?.interface).address()
}

/// Whether an end has SAs of a line other than its present one, and each other session that its outputs name is
/// shown to be down: none has the address of those SAs any more, unless it was not pasted.
fn has_left_its_line(pair: &GatewayPair<'_>, owner: &End<'_>, present: &Interface) -> bool {
    let router = owner.router;
    let is_down = |it: &Interface| {
        let mut sessions = router.links.ppp.iter().filter(|ppp| ppp.interface == *it);
        sessions.any(|ppp| ppp.state.value == LinkState::Down)
    };
    let is_another = |it: &&Interface| matches!(it, Interface::Pp(_)) && *it != present;
    let routed = router.routes.iter().flat_map(|table| &table.routes);
    let routed = routed.map(|it| &it.interface);
    let pasted = router.links.ppp.iter().map(|it| &it.interface);
    let mut others = routed.chain(pasted).filter(is_another).peekable();
    let local = owner.gateway.and_then(|it| it.local_id.seen());
    let spoke = local.and_then(|it| it.value.address());
    let speaks_elsewhere =
        spoke.is_some() && spoke != router.line(present).address().map(|it| it.value);
    let holds = owner.has_sas_both_ways() && says_addresses(owner) && speaks_elsewhere;
    holds && !pair.flows() && others.peek().is_some() && others.all(is_down)
}

/// Whether the log of an end shows it to call from an address, or an SA of both ends to be made with its present one.
fn speaks_from(pair: &GatewayPair<'_>, end: &End<'_>, called: IpAddr, present: IpAddr) -> bool {
    let by_log = log::calls_from(end).is_some_and(|it| it.value == called);
    by_log || pair.was_made_with(end, present)
}

fn knows_life(end: &End<'_>) -> bool {
    end.gateway_settings().is_some()
}

/// Whether the keepalive of a tunnel of an end was answered when it was asked for.
fn answers_now(end: &End<'_>) -> bool {
    let mut keepalives = end.tunnels().filter_map(|it| it.keepalive);
    keepalives.any(|it| it.value == Answering::Yes)
}

/// Whether a tunnel of an end is up for longer than its line, so that its counters are of the line before.
fn is_older(end: &End<'_>, line: Option<Sourced<Seconds>>) -> bool {
    let mut uptimes = end.tunnels().filter_map(|it| it.uptime);
    line.is_some_and(|line| uptimes.any(|it| it.value > line.value))
}

/// The address that the caller calls, if the internet knows it and the owner's present one, and they are
/// not the same.
fn mismatch(
    owner: &End<'_>,
    caller: &End<'_>,
    present: &Sourced<IpAddr>,
) -> Option<Sourced<IpAddr>> {
    let called = *caller.called().first()?;
    // An identity that both ends agree on is a name that happens to be an address.
    let own = owner
        .gateway
        .and_then(|it| it.local_id.seen()?.value.address());
    let is_name = own == Some(called.value)
        && caller.gateway_settings().is_none()
        && !caller.has_sas_both_ways();
    // A private one may be behind a NAT that has the one that is called; then it would speak as its own.
    let was_own = || !is_name && own == Some(called.value) && says_addresses(owner);
    let comparable = called.value.is_ipv4() == present.value.is_ipv4()
        && wan::is_global(called.value)
        && (wan::is_global(present.value) || was_own());
    (comparable && !is_name && called.value != present.value).then_some(called)
}

/// Whether an end says who it is by the address it speaks from: in IKEv2 an address may be a mere name, and so
/// may one that is set as a name.
fn says_addresses(end: &End<'_>) -> bool {
    let name = end.gateway_settings().map(|it| &it.local_name);
    let is_named = name.is_some_and(|it| it.explicit().is_some());
    end.ike_version() == Some(IkeVersion::V1) && !is_named
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_DETAIL, check, finds_nothing};

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
