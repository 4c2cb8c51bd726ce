//! Tests of the reading of logs.

use super::super::{Parsed, Record, parse};
use super::*;
use crate::text;

fn parsed(paste: &str) -> Parsed {
    let document = text::read(paste);
    let parts = text::split(&document, &super::super::grammar());
    parse(&parts[0])
}

/// The only log of a paste, of which every line is understood.
fn log(paste: &str) -> Log {
    let parsed = parsed(paste);
    assert!(parsed.notes.unread.is_empty(), "{paste}");
    let mut logs = parsed.answers.into_iter().filter_map(|it| {
        if let Record::Log(log) = it.record {
            Some(log)
        } else {
            None
        }
    });
    let first = logs.next().expect("a log");
    assert!(logs.next().is_none());
    first
}

fn kinds(log: &Log) -> Vec<LogKind> {
    log.lines.iter().map(|it| it.kind).collect()
}

const REVERSED: &str = "\
# show log reverse
1980/01/01 09:02:49: IP Tunnel[1] Up
1980/01/01 09:02:49: [IKE] respond IPsec phase to 203.0.113.2
1980/01/01 09:02:46: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0. 2.1)
1980/01/01 09:02:43: PP[01] PPP/IPCP up  (Local: 192.0.2.1, Remote: 198.51.100.1)
1980/01/01 09:02:22: PP[01] IP Commencing: UDP 192.0.2.1:500 > 203.0.113.2:500
1980/01/01 09:02:16: PPPOE[01] Disconnected, cause [PPPoE: PADI Timeout]
1980/01/01 09:02:01: LANC3: link down
1980/01/01 09:00:05: RTX1100 Rev.8.03.92 (Thu Feb 16 20:50:25 2012) starts
1980/01/01 09:00:05: Power-on boot
#
";

#[test]
fn a_log_is_read_and_its_order_is_seen() {
    let log = log(REVERSED);
    assert!(log.reversed && log.shows_ike);
    assert_eq!(
        kinds(&log),
        [
            LogKind::Tunnel,
            LogKind::Phase2Answered,
            LogKind::Phase1Begun,
            LogKind::Address,
            LogKind::SessionEnd,
            LogKind::Link,
            LogKind::Boot,
            LogKind::Boot,
        ]
    );
    let (first, last) = log.ends.unwrap();
    assert_eq!((first.secs, last.secs), (32_569, 32_405));
    assert_eq!((log.opening, log.lines[0].line), (2, 2));
}

#[test]
fn the_order_is_that_of_the_times_and_not_of_the_command() {
    assert!(log(&REVERSED.replace(" reverse", "")).reversed);
    let one = "# show log reverse\n2026/11/23 10:00:00: IP Tunnel[1] Up\n#";
    assert!(log(one).reversed);
}

#[test]
fn an_extract_has_gaps_and_may_yet_show_all_of_key_exchange() {
    for (command, extent, shows_ike) in [
        ("show log", Extent::Whole, true),
        ("show log saved", Extent::Whole, true),
        ("show log | grep IKE", Extent::Cut, true),
        ("show log reverse | grep -i \"[IKE\"", Extent::Cut, true),
        ("show log | grep initiate", Extent::Cut, false),
        ("show log | grep IKE | grep initiate", Extent::Cut, false),
    ] {
        let paste = format!("# {command}\n2026/11/23 10:00:00: [IKE] x\n#\n");
        let answer = &parsed(&paste).answers[0];
        assert_eq!(answer.extent, extent, "{command}");
        assert_eq!(log(&paste).shows_ike, shows_ike, "{command}");
    }
}

#[test]
fn a_grep_that_finds_nothing_is_a_log_without_key_exchange() {
    assert!(log("# show log | grep IKE\n# show log").lines.is_empty());
    let other = parsed("# show log | grep PP\n#\n").answers;
    assert_eq!(other[0].record, Record::Nothing);
}

#[test]
fn the_forms_of_servers_are_read() {
    for line in [
        "Jun  7 18:54:51 192.0.2.1  [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)",
        "<134>Nov 23 10:00:00 rtx [IKE] initiate ISAKMP phase to 203.0.113.2",
        "<134>1 2026-11-23T10:00:00+09:00 rtx - - - - [IKE] initiate ISAKMP phase to 203.0.113.2",
        "2026-11-23T10:00:00.123+09:00 rtx [IKE] initiate ISAKMP phase to 203.0.113.2",
        "<134>[IKE] initiate ISAKMP phase to 203.0.113.2",
        "[IKE][1] initiate ISAKMP phase to 203.0.113.2",
    ] {
        let log = log(line);
        assert_eq!(kinds(&log), [LogKind::Phase1Begun], "{line}");
        assert!(log.lines[0].text.starts_with("[IKE"), "{line}");
    }
}

#[test]
fn dumps_and_spis_belong_to_the_message_before() {
    let log = log("\
2026/11/23 10:00:00: [IKE2] SA:4/IKE temporarily assigned
  GW:*/SA:4/INIT receive message:
    44f4d0e2ec4e43b7 0000000000000000   ← remark
2026/11/23 10:00:01: PP[01] RECV CHAP Failure in CS_OPEN/SS_CLOSED
2026/11/23 10:00:01:   c0 21 01 01 00 0e 01 04  05 ae 05 06 c0 7f 33 92
2026/11/23 10:00:02: same message repeated 3 times");
    assert_eq!(
        kinds(&log),
        [
            LogKind::IkeSa,
            LogKind::Ike,
            LogKind::LoginRefused,
            LogKind::Repeated
        ]
    );
    assert_eq!(log.lines[3].at, log.lines[2].at + 1);
}

#[test]
fn a_line_cut_by_the_terminal_is_joined() {
    let cut = "\
2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.200 (local address
 192.0.2.1)
2026/11/23 10:00:01: IP Tunnel[1] Up
";
    let log = log(cut);
    assert!(log.lines[0].text.ends_with("(local address 192.0.2.1)"));
    assert_eq!(log.lines.len(), 2);
}

#[test]
fn a_remark_beside_a_line_makes_it_no_cut_one() {
    let log = log("\
[IKE2] SA:4/IKE established                 ← この行の右に、だれかが注を書いています
2026/11/23 10:00:01: IP Tunnel[1] Up
");
    assert_eq!((log.lines[0].last_line, log.lines.len()), (1, 2));
}

#[test]
fn a_message_ends_with_what_belongs_to_it() {
    let log = log("\
GW:*/SA:4/INIT receive message:
    44f4d0e2ec4e43b7 0000000000000000
GW:*/SA:4/INIT generate SA payload
");
    let spans: Vec<_> = log.lines.iter().map(|it| (it.line, it.last_line)).collect();
    assert_eq!(spans, [(1, 2), (3, 3)]);
}

#[test]
fn no_other_output_claims_a_line_of_a_log() {
    let log = log("\
# show log
2026/11/23 10:00:00: PP[01] IP Commencing: UDP 192.0.2.1:500 > 203.0.113.2:500
2026/11/23 10:00:01: PP[01]:
2026/11/23 10:00:02: SA[1] Duration: 5s
2026/11/23 10:00:03: Error: x
2026/11/23 10:00:04: ip route default gateway pp 1
#
");
    assert_eq!(kinds(&log), []);
}

#[test]
fn lines_of_other_programs_and_sentences_are_unread() {
    for line in [
        "Nov 23 10:00:00 gw charon: 12[IKE] initiating IKE_SA",
        "12[IKE] initiating IKE_SA x to 203.0.113.2",
        "2026/11/23 was a Monday",
    ] {
        assert_eq!(parsed(line).notes.unread, [1], "{line}");
    }
    let among = "2026-11-23T10:00:00Z rtx [IKE] x\n2026-11-23T10:00:00Z gw charon: 12[IKE] y\n";
    assert_eq!(parsed(among).notes.unread, [2]);
}

#[test]
fn lines_cut_at_any_width_are_joined_with_their_blanks() {
    let (here, there) = (
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff",
        "2001:db8:1234:5678:9abc:def0:1111:2222",
    );
    let whole = format!(
        "# show log\n\
         2026/11/30 07:00:00: [IKE] initiate ISAKMP phase to {there} (local address {here})\n\
         2026/11/30 07:02:00: PP[01] Rejected at IN(200099) filter: UDP {there}.500 > {here}.500\n\
         2026/11/30 07:03:00: PP[01] PPP/IPCP up  (Local: 192.0.2.1, Remote: 198.51.100.1)\n#\n"
    );
    let texts = |paste: &str| log(paste).lines.into_iter().map(|it| it.text);
    for width in 82..150 {
        let cut = whole.lines().map(|line| {
            let columns: Vec<char> = line.chars().collect();
            let parts = columns.chunks(width).map(|it| it.iter().collect());
            let trimmed = parts.map(|it: String| it.trim_end().to_owned());
            trimmed.collect::<Vec<_>>().join("\n")
        });
        let cut = cut.collect::<Vec<_>>().join("\n");
        assert!(texts(&cut).eq(texts(&whole)), "{cut}");
    }
}
