//! LOG705 peer-silent: one end calls again and again, and the log of the other shows nothing of it.

use super::{brings_packets, leaves_open, of_kind};
use crate::diagnose::log::{Kind, Said, lacks_log, thrown_away_of_somebody};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, for_docs, steps, wan,
};
use crate::pair::{End, GatewayPair};

/// LOG705 peer-silent.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG705",
    slug: "peer-silent",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}からの鍵交換が、{peer}のログに{known}現れません",
        en: "The key exchange that {here} begins does not appear in the log of {peer}{known}",
    },
    headline: Phrase {
        ja: "VPN は切れています。{calls}",
        en: "The VPN is down. {calls}",
    },
    why: Phrase {
        ja: "{here}のログには initiate ISAKMP phase がありますが、{peer}のログには respond がありません。途中か{peer}のフィルターや NAT で\
             捨てられているか、{peer}のアドレスが変わっているか、{peer}が{here}を知らない（アドレス、名前、IKE のバージョン）かです。{too}",
        en: "The log of {here} has initiate ISAKMP phase, and that of {peer} no respond. It is dropped on the way or by a filter or \
             the NAT of {peer}, the address of {peer} has changed, or {peer} does not know {here} by its address, name or IKE version.{too}",
    },
    question: Phrase {
        ja: "呼んだ相手に鍵交換が届いているか",
        en: "Whether key exchange reaches the peer that is called",
    },
    silent_when: for_docs(Phrase {
        ja: "相手のログがないとき、時刻が重ならないとき、だれのものか分からない IKE の行があるとき、SA があるとき、どちらかの回線が\
             つながっていないとき（LOG701、LOG702 が答えます）。",
        en: "Without the log of the other end, where the two are not of one time, with lines of IKE that may be of this peer, where SAs \
             are held, and where a line is down (then LOG701 or LOG702 answers).",
    }),
    references: cited(&["RFC 2409 §5", "Command Reference, show log"]),
    cause: Some(Cause::PeerSilent),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ONE_CALLS: Phrase = Phrase {
    ja: "{here}は呼んでいますが、{peer}には届いていないか、受け付けられていません。",
    en: "{here} calls, and that does not reach {peer}, or is not accepted there.",
};
const BOTH_CALL: Phrase = Phrase {
    ja: "{here}と{peer}は互いに呼んでいますが、どちらの鍵交換も相手に届いていないか、受け付けられていません。",
    en: "{here} and {peer} call each other, and nothing that either begins arrives, or is accepted.",
};
const OTHER_WAY_TOO: Phrase = Phrase {
    ja: "逆向きも同じで、どちらの鍵交換も相手に届いていません。途中の経路か、互いに呼んでいるアドレスを先に疑います。",
    en: " The other way it is the same: nothing that either begins arrives. Suspect the path between, or the addresses that they call, first.",
};
const THIS_WAY_ONLY: Phrase = Phrase::NOTHING;
const MAY_NOT_LEAVE: Phrase = Phrase {
    ja: "{here}から出ているかも、まだ分かりません。{here}の回線と経路も見ます。",
    en: " Whether it leaves {here} at all is not shown: look at the line and the routes of {here} too.",
};

const AS_SUCH: Phrase = Phrase {
    ja: "それと分かる形では",
    en: " by an address that is known to be its own",
};
const OF_SOMEBODY: Phrase = Phrase {
    ja: "{peer}のフィルターは、だれのものか分からない相手の鍵交換を捨てています（根拠の行）。それが{here}なら、原因はそのフィルターです。{here}の回線のアドレスで分かります。",
    en: " The filter of {peer} throws away key exchange of somebody whom nothing names (see the lines): if that is {here}, the filter is the cause. The address of its line tells.",
};

const READ_ADDRESS: Phrase = Phrase {
    ja: "今のアドレスが、{here}が呼んでいる {called} と同じかを見ます。違えば、{here}の設定のアドレスを直します。",
    en: "Look whether its present address is {called}, which {here} calls. If not, correct the address in the settings of {here}.",
};
const READ_NAT: Phrase = Phrase {
    ja: "回線に NAT（マスカレード）を使っていれば、udp 500 を IKE のアドレスに向ける設定があるかを見ます。\
         show nat descriptor address の表には、静的な設定が出ないことがあります。",
    en: "Where the line uses masquerading, look for a setting that leads udp 500 to the IKE address. \
         The table of show nat descriptor address may leave static settings out.",
};
const READ_ALL: Phrase = Phrase {
    ja: "設定の全体を見ます。フィルター、NAT の適用先、ipsec use、IKE のアドレスは、トンネルの設定だけでは分かりません。",
    en: "Look at the whole settings: those of the tunnel alone show no filters, no interface of a translation, not ipsec use, and not whose address IKE uses.",
};
const LOG_FILTERS: Phrase = Phrase {
    ja: "フィルターが捨てた記録を残します。1分ほど待って次のコマンドを実行し、終わったら syslog notice off で戻します。",
    en: "Keeps a record of what filters drop. Wait a minute, run the next command, and take it back with syslog notice off.",
};
const READ_REJECTED: Phrase = Phrase {
    ja: "{here}からの :500 の行があれば、フィルターが原因です。何もなければ、そこまで届いていません。",
    en: "A line with :500 from {here}: it is the filter. Nothing: it does not get that far.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if let Some(end) = lacks_log(pair) {
        return Err(Missing(vec![Need::ike_log(end.router.side)]));
    }
    of_kind(pair, Kind::Silent, with_steps)
}

fn with_steps(finding: Finding, said: &Said<'_>) -> Finding {
    let router = said.to.router;
    let side = router.side;
    let may_not_leave = leaves_open(said);
    let rejected = thrown_away_of_somebody(&said.from, &said.to);
    let too = if rejected.is_some() {
        OF_SOMEBODY
    } else if said.both {
        OTHER_WAY_TOO
    } else if may_not_leave {
        MAY_NOT_LEAVE
    } else {
        THIS_WAY_ONLY
    };
    let calls = if said.both { BOTH_CALL } else { ONE_CALLS };
    let known = rejected.map_or(Phrase::NOTHING, |_| AS_SUCH);
    let mut finding = finding
        .phrase("known", known)
        .phrase("too", too)
        .phrase("calls", calls);
    if let Some(called) = said.called {
        let (need, _) = wan::status(&said.to);
        finding = finding.arg("called", called);
        if router.links.ppp.is_empty() {
            finding = finding.ask(need.clone());
        }
        // Of an address that was pasted nobody needs to ask.
        let present = wan::way(&said.to).and_then(|way| router.line(&way.interface).address());
        if present.is_none_or(|it| it.value != called) {
            finding = finding.read(side, need.command, READ_ADDRESS);
        }
    }
    let caller = said.from.router;
    let line = wan::status(&said.from);
    if let Some(place) = rejected {
        finding = finding
            .cause(None)
            .at(Where::Both)
            .and_places([place])
            .read_and_ask(line.0.clone(), line.1);
    }
    let concerns_caller = (may_not_leave || said.both) && rejected.is_none();
    if concerns_caller && !caller.links.ppp.iter().any(brings_packets) {
        finding = finding.read_and_ask(line.0, line.1);
    }
    if concerns_caller && caller.routes.is_none() {
        finding = finding.read_and_ask(Need::routes(caller.side), steps::READ_ROUTES);
    }
    of_called(finding, &said.to)
}

/// What the settings and the log of the end that is called may tell.
fn of_called(finding: Finding, end: &End<'_>) -> Finding {
    let router = end.router;
    let (side, settings) = (router.side, &router.settings);
    // A part of them shows no filter, no binding of a translation, and not whether IPsec is on.
    let is_part = settings.is_pasted() && settings.whole.is_none() && router.foreign.is_none();
    let mut finding = if is_part {
        finding.read_and_ask(Need::settings(side), READ_ALL)
    } else {
        finding.read(side, "show config | grep masquerade", READ_NAT)
    };
    // What is recorded already was read here.
    let records = settings.notices.explicit().is_some_and(|it| it.value);
    if !records {
        finding = finding
            .change_and_back(side, "syslog notice on", LOG_FILTERS, "syslog notice off")
            .read(side, "show log | grep Rejected", READ_REJECTED);
    }
    if is_part {
        return finding;
    }
    let compare = Need::tunnel_settings(end).command;
    finding.read(side, compare, steps::READ_TUNNEL_SETTINGS)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::Where;
    use crate::diagnose::testing::{HEALTHY, check, commands, finds_nothing, joined};

    const CALLS: &str = "\
//- A
# show log
2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 10:01:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
# show ipsec sa
#
//- B
# show log
2026/11/23 09:00:00: Login succeeded for Serial
2026/11/23 10:02:00: [DHCPD] x
# show ipsec sa
#
";

    #[test]
    fn fires_where_the_called_end_shows_nothing() {
        check(&RULE, CALLS).fires_at(["A2", "A3", "A4", "B2", "B4"]);
        let nothing = CALLS.replace("# show log\n2026/11/23 09", "# show log | grep IKE\n#x");
        let cut = nothing.find("#x").unwrap();
        let (head, _) = nothing.split_at(cut);
        check(&RULE, &format!("{head}# show ipsec sa\n#\n"))
            .fires_at(["A2", "A3", "A4", "B1", "B2"]);
    }

    #[test]
    fn asks_for_no_record_that_is_kept() {
        let on = CALLS.replacen("//- B\n", "//- B\n# show config\nsyslog notice on\n", 1);
        let commands = |text: &str| commands(&RULE, text);
        assert!(commands(CALLS).contains(&"syslog notice on".to_owned()));
        assert!(!commands(&on).contains(&"syslog notice on".to_owned()));
    }

    #[test]
    fn one_call_long_ago_is_enough_and_a_fresh_one_is_not() {
        let once = CALLS.replace("10:01:00: [IKE] initiate", "10:01:00: [SCHEDULE] x");
        check(&RULE, &once).fires_at(["A2", "A4", "B2", "B4"]);
        finds_nothing(&RULE, &once.replace("10:01:00", "10:00:30"));
    }

    #[test]
    fn silent_where_anything_speaks_against_it() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(
            &RULE,
            &joined(HEALTHY, &CALLS.replace("# show ipsec sa\n#\n", "")),
        );
        for line in [
            "[IKE] respond ISAKMP phase to 192.0.2.1",
            "[IKE] something new",
            "[IKE1] SA:1/IKE established",
        ] {
            let text = CALLS.replace("[DHCPD] x", line);
            finds_nothing(&RULE, &text);
        }
        let progress = CALLS.replace(
            "10:01:00: [IKE] initiate ISAKMP",
            "10:01:00: [IKE] initiate IPsec",
        );
        finds_nothing(&RULE, &progress);
    }

    #[test]
    fn names_no_cause_where_one_of_several_unknown_senders_may_be_the_caller() {
        let rejected = |from: &str| {
            format!(
                "[DHCPD] x\n2026/11/23 10:01:00: PP[01] Rejected at IN(200099) filter: UDP {from}:500 > 203.0.113.2:500"
            )
        };
        let both = CALLS
            .replace("local address 192.0.2.1", "local address 192.168.1.1")
            .replace("[DHCPD] x", &rejected("198.51.100.7"));
        let said = check(&RULE, &both);
        assert_eq!(said.sides(), [Some(Where::Both)], "{said:?}");
        // The caller has another address.
        let known = both.replace("192.168.1.1", "192.0.2.1");
        assert_eq!(check(&RULE, &known).sides().len(), 1);
        check(&RULE, &known).points_at("B");
    }

    #[test]
    fn silent_where_nothing_joins_the_called_address_to_the_pair() {
        let line = "//- B\n# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\nPP IP Address Local: 203.0.113.2, Remote: 198.51.100.2\n";
        let known = CALLS.replace("//- B\n", line);
        check(&RULE, &known).fires();
        finds_nothing(
            &RULE,
            &known.replace("phase to 203.0.113.2", "phase to 198.51.100.9"),
        );
    }

    #[test]
    fn silent_where_a_hub_answers_one_that_may_be_the_caller() {
        // Of two peers in the settings, nothing tells which one calls.
        let gateway = |number: u32, peer: &str| {
            format!(
                "tunnel select {number}\n ipsec tunnel {number}\n  ipsec sa policy {number} {number} esp aes-cbc sha-hmac\n  ipsec ike remote address {number} {peer}\n tunnel enable {number}\n"
            )
        };
        let settings = format!(
            "# show config\n{}{}",
            gateway(1, "192.0.2.9"),
            gateway(2, "192.0.2.8")
        );
        let hidden = CALLS.replace("local address 192.0.2.1", "local address 192.168.1.1");
        let hub = |line: &str| hidden.replace("[DHCPD] x", line) + &settings;
        check(&RULE, &hub("[DHCPD] x")).fires();
        finds_nothing(&RULE, &hub("[IKE] respond ISAKMP phase to 192.0.2.9"));
        let known = "# show status dhcpc\nインタフェース: LAN2 primary\nIP アドレス: 192.0.2.1/24\n# show ipsec sa\n#\n//- B";
        let told = hub("[IKE] respond ISAKMP phase to 192.0.2.9").replacen(
            "# show ipsec sa\n#\n//- B",
            known,
            1,
        );
        check(&RULE, &told).fires();
    }

    #[test]
    fn an_address_that_is_told_and_of_no_network_leaves_open_which_end_it_is() {
        let line = "# show status pp 1\nPP[01]:\nPPPoEセッションは接続されています\n受信: 9 パケット [540 オクテット]  負荷: 0.0%\nPP IP Address Local: 192.0.2.1, Remote: 198.51.100.254\nCCP: None\n\
            # show ip route\nDestination Gateway Interface Kind Additional Info.\ndefault - PP[01] static\n192.168.1.0/24 192.168.1.1 LAN1 implicit\n\
            # show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike local address 1 192.168.77.1\n  ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n";
        let speaks_from = |own: &str| {
            let text = CALLS.replace("local address 192.0.2.1", &format!("local address {own}"));
            text.replacen("//- A\n", &format!("//- A\n{line}"), 1)
        };
        check(&RULE, &speaks_from("192.168.1.1")).points_at("B");
        let of_both = [Some(Where::Both)];
        assert_eq!(check(&RULE, &speaks_from("192.168.77.1")).sides(), of_both);
        // A line by which nothing is seen to come may be the one on which the call is lost.
        let mute = speaks_from("192.168.1.1").replacen("受信: 9", "受信: ?", 1);
        assert_eq!(check(&RULE, &mute).sides(), of_both);
    }

    #[test]
    fn silent_where_the_logs_are_not_of_one_time() {
        let earlier = CALLS
            .replace("2026/11/23 10:02", "2026/11/23 09:00")
            .replace("2026/11/23 09", "2026/10/23 09");
        finds_nothing(&RULE, &earlier);
    }

    #[test]
    fn silent_where_the_called_end_started_later() {
        let later = |time: &str| {
            let begins = format!("{time}: Power-on boot");
            CALLS.replace("09:00:00: Login succeeded for Serial", &begins)
        };
        check(&RULE, &later("10:00:30")).fires();
        finds_nothing(&RULE, &later("10:01:30"));
        finds_nothing(&RULE, &later("10:05:00").replace("10:02:00", "10:06:00"));
    }

    #[test]
    fn an_extract_may_end_long_before() {
        let old = CALLS.replace("show log\n2026/11/23 09:00:00: Login succeeded for Serial\n2026/11/23 10:02:00: [DHCPD] x",
            "show log | grep IKE\n2026/11/20 10:02:00: [IKE] initiate IPsec phase to 192.0.2.1");
        check(&RULE, &old).fires_at(["A2", "A3", "A4", "B2", "B3"]);
    }

    #[test]
    fn calls_of_long_ago_tell_nothing() {
        finds_nothing(
            &RULE,
            &CALLS.replace(
                "# show ipsec sa\n#\n//- B",
                "# show log\n2026/11/25 10:00:00: [DHCPD] x\n# show ipsec sa\n#\n//- B",
            ),
        );
    }

    #[test]
    fn asks_for_the_log_of_the_called_end() {
        let (a, _) = CALLS.split_once("//- B").unwrap();
        check(&RULE, &format!("{a}//- B\n# show ipsec sa\n#\n"))
            .asks_for(["B show log | grep IKE"]);
    }
}
