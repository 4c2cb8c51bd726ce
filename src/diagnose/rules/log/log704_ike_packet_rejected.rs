//! LOG704 ike-packet-rejected: the log of the called end shows a filter that throws the peer's key
//! exchange away.

use super::of_kind;
use crate::diagnose::log::{Kind, Said};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited,
    for_docs,
};
use crate::pair::GatewayPair;

/// LOG704 ike-packet-rejected.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG704",
    slug: "ike-packet-rejected",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{peer}のフィルターが、{here}からの鍵交換を落としたとログにあります",
        en: "The log of {peer} shows its filter dropping the key exchange of {here}",
    },
    headline: Phrase {
        ja: "VPN は切れています。{peer}のフィルターが、{here}からの鍵交換を落としています。",
        en: "The VPN is down. A filter of {peer} drops the key exchange of {here}.",
    },
    why: Phrase {
        ja: "Rejected at IN の行は、相手の UDP 500 か 4500 がルーターまで届き、そこで捨てられたことを示します。Rejected at OUT の行は、自分が出そうとしたものが捨てられたことを示します。かっこの中はフィルターの番号で、\
             default はどのフィルターにも当てはまらなかったという意味です。",
        en: "A line with Rejected at IN shows that the peer's UDP 500 or 4500 reached the router and was thrown away there; one with \
             Rejected at OUT, that what the router itself sends did not leave it. In \
             parentheses stands the filter's number; default means that no filter fitted.",
    },
    question: Phrase {
        ja: "フィルターが鍵交換を落としていないか",
        en: "Whether a filter drops key exchange",
    },
    silent_when: for_docs(Phrase {
        ja: "送り元が相手のアドレスと分からないとき（呼ばれたアドレスへ同じ時刻に何度も来た、ただ一つの送り元を除きます）、その後に設定が保存されたとき、ログに respond の行があるとき、SA があるとき（一方だけに古い SA が残り、落としたのがその後だと時計で分かるときを除きます）。\
             syslog notice on でなければ、この行は残りません。",
        en: "When the sender is not known to be the peer (unless it alone came, to the address that is called and at the time of the calls), when settings were saved later, where the log has lines with respond, and \
             where SAs are held (unless one end alone holds old ones, and the clock shows that the packet was dropped since). Without syslog notice on no such line is kept.",
    }),
    references: cited(&["Command Reference 4.29, 8.1.10"]),
    cause: Some(Cause::IkeFiltered),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let found = of_kind(pair, Kind::Filtered, with_steps)?;
    if found.is_empty() {
        of_kind(pair, Kind::Held, with_steps_at_caller)
    } else {
        Ok(found)
    }
}

const READ_FILTERS: Phrase = Phrase {
    ja: "根拠の行の番号のフィルターと、secure filter in の並びを見ます。",
    en: "Look at the filter of the number quoted, and at the order of secure filter in.",
};
const LET_PASS: Phrase = Phrase {
    ja: "相手のアドレスから自分の IKE のアドレスへの udp 500 と esp（NAT トラバーサルを使うなら udp 4500 も）を通す ip filter を作り、secure filter in の\
         先頭に加えます。",
    en: "Make an ip filter each that lets udp 500 and esp (with NAT traversal udp 4500 too) pass from the peer's address to the own \
         IKE address, and put them at the head of secure filter in.",
};

const READ_OUT_FILTERS: Phrase = Phrase {
    ja: "根拠の行の番号のフィルターと、secure filter out の並びを見ます。",
    en: "Look at the filter of the number quoted, and at the order of secure filter out.",
};
const LET_OUT: Phrase = Phrase {
    ja: "自分の IKE のアドレスから相手のアドレスへの udp 500 と esp（NAT トラバーサルを使うなら udp 4500 も）を通す ip filter を作り、secure filter out の\
         先頭に加えます。",
    en: "Make an ip filter each that lets udp 500 and esp (with NAT traversal udp 4500 too) pass from the own IKE address to the \
         peer's, and put them at the head of secure filter out.",
};

fn with_steps(finding: Finding, said: &Said<'_>) -> Finding {
    let side = said.to.router.side;
    finding
        .read(side, "show config | grep filter", READ_FILTERS)
        .advise_at(side, LET_PASS)
}

fn with_steps_at_caller(finding: Finding, said: &Said<'_>) -> Finding {
    let side = said.from.router.side;
    finding
        .read(side, "show config | grep filter", READ_OUT_FILTERS)
        .advise_at(side, LET_OUT)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing, joined};

    const DROPPED: &str = "\
//- A
# show log | grep IKE
2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 10:01:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
# show ipsec sa
#
//- B
# show log
2026/11/23 10:01:00: PP[01] Rejected at IN(default) filter: UDP 192.0.2.1:500 > 203.0.113.2:500
";

    #[test]
    fn fires_where_the_packet_of_the_peer_was_dropped() {
        check(&RULE, DROPPED).fires_at(["A2", "A3", "A4", "B2"]);
    }

    #[test]
    fn fires_at_the_caller_where_its_own_packet_was_dropped() {
        let (a, b) = DROPPED.split_once("# show ipsec sa").unwrap();
        let out = "2026/11/23 10:01:00: PP[01] Rejected at OUT(1099) filter: UDP 192.0.2.1:500 > 203.0.113.2:500\n";
        let (b, _) = b.split_once("2026").unwrap();
        let held = format!("{a}{out}# show ipsec sa{b}");
        check(&RULE, &held).points_at("A");
        finds_nothing(&RULE, &held.replace("> 203.0.113.2", "> 203.0.113.9"));
    }

    #[test]
    fn fires_at_the_caller_where_its_log_tells_of_no_call() {
        let status = |own: &str| {
            format!(
                "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\nPP IP Address Local: {own}, Remote: 198.51.100.1\n# show ipsec sa\n#\n"
            )
        };
        let out = |at: &str| {
            format!(
                "2026/11/23 {at}:00: PP[01] Rejected at OUT(2000) filter: UDP 192.0.2.1:500 > 203.0.113.2:500\n"
            )
        };
        let text = |out: &str| {
            let log = format!("# show log | grep Rejected\n{out}");
            format!(
                "//- A\n{log}{}//- B\n{}",
                status("192.0.2.1"),
                status("203.0.113.2")
            )
        };
        let held = text(&(out("10:00") + &out("10:01")));
        check(&RULE, &held).points_at("A");
        finds_nothing(&RULE, &text(&out("10:00")));
        finds_nothing(
            &RULE,
            &held.replace("Local: 203.0.113.2", "Local: 203.0.113.9"),
        );
    }

    #[test]
    fn fires_where_the_only_one_who_came_is_nobody_known() {
        let call = |peer: &str| {
            let from = "(local address 192.168.1.1)";
            DROPPED
                .replace("(local address 192.0.2.1)", from)
                .replace("203.0.113.2 (", peer)
        };
        let dropped = "2026/11/23 10:00:00: PP[01] Rejected at IN(default) filter: UDP 192.0.2.1:500 > 203.0.113.2:500\n";
        let unknown = call("203.0.113.2 (").replace(
            "//- B\n# show log\n",
            &format!("//- B\n# show log\n{dropped}"),
        );
        check(&RULE, &unknown).points_at("B");
        // Once may be anybody's; so may be what goes to another address, or comes at another time.
        finds_nothing(&RULE, &call("203.0.113.2 ("));
        finds_nothing(&RULE, &unknown.replace("> 203.0.113.2", "> 203.0.113.9"));
        finds_nothing(&RULE, &unknown.replace("10:01:00: PP", "10:05:00: PP"));
        let another = format!(
            "{unknown}2026/11/23 10:01:30: PP[01] Rejected at IN(default) filter: UDP 198.51.100.9:500 > 203.0.113.2:500\n"
        );
        finds_nothing(&RULE, &another);
    }

    #[test]
    fn silent_where_nothing_shows_that_the_vpn_is_down() {
        let (_, b) = DROPPED.split_once("//- B").unwrap();
        finds_nothing(&RULE, &format!("//- A\n//- B{b}"));
    }

    #[test]
    fn silent_on_others_packets_and_where_the_peer_was_answered() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &DROPPED.replace("UDP 192.0.2.1", "UDP 198.51.100.9"));
        finds_nothing(&RULE, &DROPPED.replace("2:500\n", "2:53\n"));
        finds_nothing(&RULE, &DROPPED.replace("IN(", "OUT("));
        finds_nothing(&RULE, &DROPPED.replace("PP[01] Rej", "TUNNEL[1] Rej"));
        let respond = "2026/11/23 10:02:00: [IKE] respond ISAKMP phase to 192.0.2.1\n";
        finds_nothing(&RULE, &format!("{DROPPED}{respond}"));
        let saved = "2026/11/23 10:02:00: Configuration saved in \"CONFIG0\" by TELNET\n";
        finds_nothing(&RULE, &format!("{DROPPED}{saved}"));
        finds_nothing(&RULE, &joined(HEALTHY, DROPPED));
    }
}
