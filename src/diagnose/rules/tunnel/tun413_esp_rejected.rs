//! TUN413 esp-rejected: the log shows a filter of the line that throws the packets of the VPN away.

use crate::diagnose::rules::{beside_answers, carries};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, ends, for_docs, found, nothing, steps,
};
use crate::model::{AnyCase, LogEvent, Rejected, RouterTime, Sourced, Topic};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// TUN413 esp-rejected.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN413",
    slug: "esp-rejected",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}のフィルターが、{there}からの VPN のパケット（{protocol}）を落としたとログにあります",
        en: "The log of {here} shows its filter dropping the packets of the VPN ({protocol}) from {there}",
    },
    headline: Phrase {
        ja: "VPN はつながっていますが、{here}のフィルターが{there}からのパケット（{protocol}）を落としています。",
        en: "The VPN is up, but a filter of {here} drops the packets ({protocol}) from {there}.",
    },
    why: Phrase {
        ja: "Rejected at IN の行は、相手のパケットが回線側のインターフェースまで届き、そこで捨てられたことを示します。トンネルのパケット数は\
             つながってからの合計なので、いまも届いている証拠にはなりません。",
        en: "A line with Rejected at IN shows that the peer's packet reached the interface of the line and was thrown away there. The \
             counters of the tunnel are sums since it came up, and do not show that packets arrive now.",
    },
    question: Phrase {
        ja: "フィルターが VPN のパケットを落としていないか",
        en: "Whether a filter drops the packets of the VPN",
    },
    silent_when: for_docs(Phrase {
        ja: "送り元が相手のアドレスと分からないとき、その後に設定が保存されたかトンネルがつながったとき、ルーターの時計やログの終わりより10分以上前のとき（トンネルがつながってから何も届いていなければ見ます）、\
             一度だけのとき、ping で通信が確かめられているとき（その ping より下に貼られたログなら、判断を保留します）。syslog notice on でなければ、この行は残りません。",
        en: "When the sender is not known to be the peer, when settings were saved or the tunnel came up later, when it is ten minutes \
             older than the router's clock or the end of the log (unless the tunnel has received nothing since it came up), once only, and when a ping shows traffic (a log below that leaves the verdict open). Without syslog notice \
             on no such line is kept.",
    }),
    references: cited(&[
        "Command Reference 4.29, 8.1.10",
        "RFC 4303",
        "RFC 3948 §2.1",
    ]),
    cause: Some(Cause::EspBlocked),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const READ_FILTERS: Phrase = Phrase {
    ja: "根拠の行の番号のフィルターと、secure filter in の並びを見ます。",
    en: "Look at the filter of the number quoted, and at the order of secure filter in.",
};
const LET_PASS: Phrase = Phrase {
    ja: "相手のアドレスから自分の IKE のアドレスへの esp（NAT トラバーサルを使うなら udp 4500）を通す ip filter を、secure filter in の先頭に加えます。",
    en: "Put an ip filter that lets esp (with NAT traversal udp 4500) pass from the peer's address to the own IKE address at the head of \
         secure filter in.",
};

/// What is older than this says nothing of now.
const LATELY_SECS: u64 = 600;

/// The port by which packets pass a translation (RFC 3948).
const ESP_PORT: u16 = 4500;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite {
        return nothing();
    }
    let is_up = pair.ends().all(|end| carries(&end));
    found(ends::both(pair).into_iter().filter_map(|(end, other)| {
        let finding = find(&end, &other)?;
        if pair.is_answered() {
            let finding = beside_answers(pair, [&end, &other], finding);
            return Some(finding).filter(|it| is_up && it.severity == Some(Severity::Input));
        }
        Some(if is_up {
            finding
        } else {
            finding.severity(Severity::Risk)
        })
    }))
}

fn find(end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let dropped = dropped(end, other);
    let (last, first) = (dropped.last()?, dropped.first()?);
    let rejected = last.what.rejected()?;
    let times = dropped
        .iter()
        .map(|it| it.times)
        .fold(0, u32::saturating_add);
    if times < 2 {
        return None;
    }
    let side = end.router.side;
    let finding = Finding::new([first.line, last.line].map(|line| end.router.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .site("there", other.router.side)
        .arg("protocol", &rejected.protocol);
    let finding = finding
        .read(side, "show config | grep filter", READ_FILTERS)
        .advise_at(side, LET_PASS);
    Some(steps::ping(finding, end.router, other.router))
}

/// The packets of the VPN that the log shows to be thrown away lately, oldest first.
fn dropped<'m>(end: &End<'m>, other: &End<'m>) -> Vec<&'m LogEvent> {
    let Some(log) = &end.router.log else {
        return Vec::new();
    };
    let seen = other.router.networks.seen_addresses.iter().copied();
    let called = end.called().into_iter().map(|it| it.value);
    let mut topics = called.chain(seen).map(Topic::Dropped).listed();
    let name = end.called_name();
    topics.extend(name.map(|it| Topic::DroppedNamed(AnyCase(it))));
    let ups = end.tunnel_numbers().filter_map(|it| {
        let up = |event: &LogEvent| event.what.tunnel().is_some_and(|it| it.1);
        log.newest_where(Topic::Tunnel(it), up)
    });
    let up = ups.map(|it| it.1.line).listed();
    let since = end
        .tunnels()
        .filter_map(|it| it.since)
        .map(|it| it.value)
        .max();
    let now = now(end);
    let never_received = since.is_some() && receives_nothing(end);
    let mut events = log.about_since(Topic::Saved, &topics);
    events.retain(|event| {
        let is_behind = |line: &u32| (*line < event.line) != log.reversed;
        let is_since = |time: RouterTime| since.is_none_or(|it| it.local_secs <= time.local_secs);
        let is_late = |time: RouterTime| now.is_some_and(|it| it.distance(time) <= LATELY_SECS);
        let is_late = |time| never_received || is_late(time);
        let is_now = event.time.is_some_and(|it| is_since(it) && is_late(it));
        event.what.rejected().is_some_and(is_of_vpn) && is_now && up.iter().all(is_behind)
    });
    events
}

/// Whether nothing has arrived since the tunnels came up: what was thrown away since then is not past.
fn receives_nothing(end: &End<'_>) -> bool {
    let is_none = |it: Option<Sourced<u64>>| it.is_some_and(|it| it.value == 0);
    let mut tunnels = end.tunnels().peekable();
    tunnels.peek().is_some() && tunnels.all(|it| it.since.is_some() && is_none(it.received))
}

fn is_of_vpn(it: &Rejected) -> bool {
    let is_esp = it.protocol.eq_ignore_ascii_case("ESP") || &*it.protocol == "50";
    it.inbound && (is_esp || it.destination.port == Some(ESP_PORT))
}

/// When the router was asked, as far as its clock, its tunnel or its log tells.
fn now(end: &End<'_>) -> Option<RouterTime> {
    let router = end.router;
    let clock = router.device.clock.as_ref().map(|it| it.value);
    let by_tunnel = end.tunnels().filter_map(|it| {
        let (since, uptime) = (it.since?.value, it.uptime?.value);
        Some(RouterTime {
            local_secs: since.local_secs + i64::from(uptime.0),
            ..since
        })
    });
    let by_log = router.log.as_ref().and_then(|it| it.span).map(|it| it.1);
    let set = by_tunnel
        .chain(clock)
        .chain(by_log)
        .filter(|it| it.is_set());
    set.max_by_key(|it| it.local_secs)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_AROUND, check, finds_nothing};

    const LINES: &str = "\
2026/11/23 09:17:00: PP[01] Rejected at IN(1099) filter: ESP 203.0.113.2 > 192.0.2.1
2026/11/23 09:18:00: PP[01] Rejected at IN(1099) filter: ESP 203.0.113.2 > 192.0.2.1
";

    fn with(lines: &str) -> String {
        HEALTHY_AROUND.replacen("//- B", &format!("# show log\n{lines}//- B"), 1)
    }

    #[test]
    fn fires_although_packets_were_counted_before() {
        let said = check(&RULE, &with(LINES));
        assert!(said.degrades());
        said.fires_at(["A24", "A25"]);
        let natt = LINES.replace(
            "ESP 203.0.113.2 > 192.0.2.1",
            "UDP 203.0.113.2:4500 > 192.0.2.1:4500",
        );
        check(&RULE, &with(&natt)).fires();
    }

    #[test]
    fn a_question_below_an_answered_ping_and_none_above_it() {
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
        let below = with(LINES).replacen("# show log", &format!("{ping}# show log"), 1);
        assert!(check(&RULE, &below).leaves_open());
        finds_nothing(&RULE, &with(&format!("{LINES}{ping}")));
    }

    #[test]
    fn silent_on_others_packets_on_one_alone_and_on_what_is_past() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(
            &RULE,
            &with(&LINES.replace("ESP 203.0.113.2", "ESP 198.51.100.9")),
        );
        finds_nothing(&RULE, &with(&LINES.replace("IN(", "OUT(")));
        finds_nothing(&RULE, &with(&LINES.replace("PP[01]", "TUNNEL[1]")));
        finds_nothing(&RULE, &with(&LINES.replace("ESP", "UDP")));
        let (first, _) = LINES.split_once('\n').unwrap();
        finds_nothing(&RULE, &with(&format!("{first}\n")));
        for later in [
            "2026/11/23 09:40:00: LAN2: link up",
            "2026/11/23 09:19:00: Configuration saved in \"CONFIG0\" by TELNET",
            "2026/11/23 09:19:00: IP Tunnel[1] Up",
        ] {
            finds_nothing(&RULE, &with(&format!("{LINES}{later}\n")));
        }
    }
}
