//! IN013 changed-since: below the lists of SAs stands what ends or renews them, or changes their way.

use crate::diagnose::log::{are_surely_older, least_age};
use crate::diagnose::settings::told;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, ends,
    for_docs, found, steps,
};
use crate::model::{Changed, Interface, Network, TunnelNumber};
use crate::pair::{End, GatewayPair, Role};

/// IN013 changed-since.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN013",
    slug: "changed-since",
    rung: None,
    title: Phrase {
        ja: "{here}の SA の一覧より後に、SA やその通り道を変える操作か設定、または再起動があります",
        en: "After the list of SAs of {here} stands what changes the SAs or their way, a setting that does, or a restart",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の SA の一覧は、その下にある操作か設定、または再起動より前のもののようです。取り直してください。",
        en: "This cannot be decided yet. The list of SAs of {here} seems to be older than what was done, set or restarted below it. Please take it again.",
    },
    why: Phrase {
        ja: "この操作や設定、再起動で、一覧にある SA は消えるか作り直されるか、通信の通り道が変わります。いまの状態は、一覧を取り直すと分かります。",
        en: "This deletes the SAs of the list, makes them anew, or changes the way of their packets. What is so now a new list tells.",
    },
    question: Phrase {
        ja: "SA の一覧が最後の操作より新しいか",
        en: "Whether the list of SAs is newer than what was done last",
    },
    silent_when: for_docs(Phrase {
        ja: "操作より下に SA の一覧か、LAN から LAN への ping の応答があるとき、一覧にない SA やほかのトンネル、ほかのネットワークへの経路の操作のとき、操作がエラーになったとき。",
        en: "Where a list of SAs or an answered ping from LAN to LAN stands below, where it was done to an SA that is not listed, to another tunnel, or to a route elsewhere, and where it was refused.",
    }),
    references: cited(&[
        "Command Reference, ipsec sa delete, tunnel disable, restart",
        "Command Reference 15.4",
    ]),
    cause: None,
    severity: Severity::Void,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

/// The least that a tunnel must be up longer than its router, before one of the two is of another time.
const TELLING_SECS: u32 = 60;

/// A router that started less than this ago has hardly made the SAs that it listed before that.
const JUST_STARTED_SECS: u32 = 120;

/// Nobody types more of them without looking.
const MOST: usize = 64;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends = ends::both(pair).into_iter();
    let ends = ends.filter(|_| pair.role == Role::SiteToSite);
    found(ends.filter_map(|(end, other)| find(pair, &end, &other)))
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let listed = newest_list(end)?;
    // What passes since, a change did not stop.
    let answered = pair.answered_at().iter();
    let answered = answered.filter(|it| it.side == end.router.side);
    let told = answered.map(|it| it.line).max().max(Some(listed));
    let mut changes = end.router.changes.iter().rev().take(MOST);
    let typed = changes.find(|it| Some(it.line) > told && is_of(end, other, it.of));
    let switched = switched_off(end).filter(|line| Some(*line) > told);
    let done = typed.map(|it| it.line).max(started(end, other, listed));
    let line = done.max(switched)?;
    let side = end.router.side;
    let finding = Finding::new([listed, line].map(|line| end.router.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other.router.side)
        .read_and_ask(Need::sa_table(side), steps::LIST_SAS);
    let finding = steps::ping(finding, end.router, other.router);
    // What else shows that nothing is up decides all the same.
    Some(if done.is_none() {
        finding.severity(Severity::Input)
    } else {
        finding
    })
}

/// The setting by which an end can have no SAs: IPsec, or its tunnel, is switched off.
fn switched_off(end: &End<'_>) -> Option<u32> {
    let settings = &end.router.settings;
    let tunnel = told(end).and_then(|it| it.tunnel);
    let of_tunnel = tunnel.map(|it| &it.enabled);
    let all = [Some(&settings.ipsec), of_tunnel].into_iter().flatten();
    let off = all.filter_map(|it| it.known().filter(|it| !it.value));
    off.map(|it| it.line).max()
}

/// The line of the newest output that shows which SAs the end has, or else that its tunnel is up.
fn newest_list(end: &End<'_>) -> Option<u32> {
    let lists = end.sa_answers().map(|it| it.opening);
    let counts = end.gateway.and_then(|it| it.counts).map(|it| it.line);
    let newest = lists.chain(counts).max();
    newest.or_else(|| end.tunnels().map(|it| it.line).max())
}

/// Whether a change is of SAs of this end, or of the way of their packets.
fn is_of(end: &End<'_>, other: &End<'_>, changed: Changed) -> bool {
    match changed {
        Changed::All => true,
        Changed::Sa(id) => {
            let ike = end.ike_sas().map(|sa| sa.common.id);
            let mut all = ike.chain(end.all_ipsec_sas().map(|sa| sa.common.id));
            all.any(|it| it == Some(id))
        }
        Changed::Tunnel(number) => end.may_own(number),
        Changed::Gateway(id) => end.gateway_id().is_none_or(|it| it == id),
        Changed::Route { to, into } => leads_elsewhere(end, other, to, into),
    }
}

/// Whether a route may lead packets to the peer, or to its LAN, another way than by the tunnel.
fn leads_elsewhere(
    end: &End<'_>,
    other: &End<'_>,
    to: Network,
    into: Option<TunnelNumber>,
) -> bool {
    let peer = end.gateway.and_then(|it| it.remote_id.seen());
    let peer = peer.and_then(|it| it.value.address());
    let called = end.called().into_iter().map(|it| it.value);
    if to.prefix == 0 || called.chain(peer).any(|it| to.contains(it)) {
        return true;
    }
    if into.is_some_and(|into| end.owns(&Interface::Tunnel(into))) {
        return false;
    }
    let mut far = end.far_networks();
    far.extend(&other.router.networks.lans);
    far.is_empty() || far.iter().any(|it| it.value.overlaps(&to))
}

/// The line by which the router has started since: the SAs themselves are older than its start, or below the list a
/// tunnel, or a line that was not shown before it.
fn started(end: &End<'_>, other: &End<'_>, listed: u32) -> Option<u32> {
    let router = end.router;
    let uptime = router.device.uptime?;
    let up = uptime.value.0;
    // What was listed below it may be younger, but hardly older than the start.
    if uptime.line < listed {
        let are_older = are_surely_older([end, other], i64::from(up));
        return are_older.then_some(uptime.line);
    }
    // What was listed above it is older still by the time between the two.
    let least = i64::from(up) + i64::from(TELLING_SECS);
    let are_older = least_age([end, other]).is_some_and(|age| age > least);
    let tunnels = end.tunnels().filter_map(|it| it.uptime);
    let lines = router.links.ppp.iter().filter_map(|it| it.uptime);
    let lines = lines.filter(|it| it.line > listed);
    let outlived = tunnels
        .chain(lines)
        .any(|it| it.value.0 > up.saturating_add(TELLING_SECS));
    (outlived || up < JUST_STARTED_SECS || are_older).then_some(uptime.line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, SETTINGS, check, finds_nothing, joined,
    };

    /// The healthy tunnel, and this behind what A answered.
    fn then(lines: &str) -> String {
        HEALTHY_AROUND.replacen("//- B", &format!("{lines}\n//- B"), 1)
    }

    fn started(days: &str) -> String {
        then(&format!(
            "# show environment\nElapsed time from boot: {days}"
        ))
    }

    #[test]
    fn fires_where_the_sas_were_changed_below_the_list() {
        for typed in [
            "# ipsec sa delete all",
            "# ipsec sa delete 2",
            "# tunnel disable 1",
            "# restart\nRestarting ...\n#",
            "# ipsec refresh sa",
        ] {
            check(&RULE, &then(typed)).fires_at(["A1", "A23"]);
        }
    }

    #[test]
    fn fires_where_the_sas_are_older_than_a_start_above_them() {
        let above = |life: &str, uptime: &str| {
            let lines = format!("//- A\n# show environment\nElapsed time from boot: {uptime}\n");
            let both = HEALTHY.replacen("//- A\n", &lines, 1);
            both.replace("28769", life).replace("28765", life)
        };
        check(&RULE, &above("12000", "0days 00:10:17")).fires();
        finds_nothing(&RULE, &above("12000", "0days 04:10:17"));
        finds_nothing(&RULE, &above("28500", "0days 00:10:17"));
    }

    #[test]
    fn fires_where_a_setting_of_the_way_was_changed_below_the_list() {
        for typed in [
            "# ipsec ike pre-shared-key 1 text dummy",
            "# ipsec ike remote address 1 203.0.113.9",
            "# ip route 192.168.2.0/24 gateway null",
            "# ip route default gateway tunnel 1",
            "# ip pp secure filter in 99",
        ] {
            check(&RULE, &then(typed)).fires_at(["A1", "A23"]);
        }
        check(
            &RULE,
            &then("# tunnel select 1\n# tunnel encapsulation ipip"),
        )
        .fires_at(["A1", "A24"]);
        for typed in [
            "# ipsec ike pre-shared-key 2 text dummy",
            "# ip route 10.0.0.0/8 gateway 192.168.1.254",
            "# ip route 192.168.2.0/24 gateway tunnel 1",
            "# tunnel select 2\n# tunnel encapsulation ipip",
            "# ip pp secure filter in 99\n# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss",
        ] {
            finds_nothing(&RULE, &then(typed));
        }
    }

    #[test]
    fn fires_where_the_router_started_below_the_list() {
        check(&RULE, &started("0days 00:00:50")).fires_at(["A1", "A24"]);
        check(&RULE, &started("0days 01:10:00")).fires_at(["A1", "A24"]);
        let times = |boot: &str| {
            then(&format!(
                "# show environment | grep 時刻\n起動時刻: {boot} +09:00\n現在の時刻: 2026/11/24 10:29:00 +09:00"
            ))
        };
        check(&RULE, &times("2026/11/24 10:28:00")).fires_at(["A1", "A24"]);
        finds_nothing(&RULE, &times("2026/11/21 10:28:00"));
        finds_nothing(&RULE, &times("1980/01/01 09:00:00"));
        finds_nothing(&RULE, &started("3days 01:10:00"));
    }

    #[test]
    fn fires_where_the_sas_are_older_than_the_router() {
        let pair = joined(HEALTHY, SETTINGS);
        let with = |life: &str, up: &str| {
            let listed = pair.replace(" 28769 ", life);
            let up = format!("# show environment\nElapsed time from boot: 0days {up}\n//- B");
            listed.replacen("//- B", &up, 1)
        };
        check(&RULE, &with(" 20000 ", "00:10:00")).fires();
        finds_nothing(&RULE, &with(" 20000 ", "02:40:00"));
        finds_nothing(&RULE, &with(" 28769 ", "00:10:00"));
        // Without the settings of both they may have been made for less than eight hours, by the hour.
        check(&RULE, &with(" 25000 ", "00:10:00")).fires();
        let untold = |life: &str| {
            let up = "# show environment\nElapsed time from boot: 0days 00:10:00\n//- B";
            HEALTHY.replace(" 28769 ", life).replacen("//- B", up, 1)
        };
        finds_nothing(&RULE, &untold(" 25000 "));
        check(&RULE, &untold(" 20000 ")).fires();
        // By some minutes is enough where the start is shown below them.
        check(&RULE, &untold(" 28000 ")).fires();
        finds_nothing(&RULE, &untold(" 28300 "));
    }

    #[test]
    fn silent_where_it_was_done_to_others_or_before_or_refused() {
        for typed in [
            "# ipsec sa delete 9",
            "# tunnel disable 2",
            "# tunnel select 1",
            "# restart\nError: Administrator use only\n#",
        ] {
            finds_nothing(&RULE, &then(typed));
        }
        let again = HEALTHY.replacen("//- A\n", "# restart\n# show ipsec sa\n", 1);
        let (again, _) = again.split_once("//- B").unwrap();
        finds_nothing(&RULE, &then(&again.replace("//- A\n", "")));
        finds_nothing(&RULE, HEALTHY_AROUND);
        finds_nothing(&RULE, HEALTHY);
    }
}
