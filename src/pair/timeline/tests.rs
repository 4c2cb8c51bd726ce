//! Tests of the order in which several logs are put.

use std::fmt::Write as _;

use super::*;
use crate::model::{Happening, Router, assemble};
use crate::{parse, text};

/// A sample in which two clocks that were never set are 2 h 8 min 53 s apart.
const BOTH_BEGIN: [&str; 2] = [
    "\
# show log reverse
1980/01/01 09:02:49: IP Tunnel[1] Up
1980/01/01 09:02:49: [IKE] respond IPsec phase to 203.0.113.2
1980/01/01 09:02:48: [IKE] initiate IPsec phase to 203.0.113.2
1980/01/01 09:02:47: [IKE] respond ISAKMP phase to 203.0.113.2
1980/01/01 09:02:46: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
1980/01/01 09:02:43: PPPOE[01] PPPoE Connect
1980/01/01 09:02:22: PPPOE[01] Connecting to PPPoE server
1980/01/01 09:00:11: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
1980/01/01 09:00:05: Power-on boot
#
",
    "\
# show log reverse
1980/01/01 11:11:42: IP Tunnel[1] Up
1980/01/01 11:11:42: [IKE] respond IPsec phase to 192.0.2.1
1980/01/01 11:11:41: [IKE] initiate IPsec phase to 192.0.2.1
1980/01/01 11:11:40: [IKE] respond ISAKMP phase to 192.0.2.1
1980/01/01 11:11:39: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 203.0.11 3.2)
1980/01/01 11:11:35: PPPOE[01] PPPoE Connect
1980/01/01 11:09:02: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 203.0.113.2)
1980/01/01 11:08:56: Power-on boot
#
",
];

fn routers(pastes: &[&str]) -> Vec<Router> {
    let read = |(at, paste): (usize, &&str)| {
        let mut document = text::read(paste);
        let vault = std::rc::Rc::new(std::mem::take(&mut document.vault));
        let parts = text::split(&document, &parse::grammar());
        let parsed = parse::parse(&parts[0]);
        let origin = assemble::Origin {
            side: Side(u16::try_from(at).unwrap()),
            captured_at: None,
            lines: &document.lines,
            vault,
        };
        assemble::router(&origin, &parsed)
    };
    pastes.iter().enumerate().map(read).collect()
}

fn told<T>(pastes: &[&str], read: impl FnOnce(&Timeline<'_>) -> T) -> T {
    let routers = routers(pastes);
    read(&crate::pair::pair(&routers).timeline)
}

fn offset(pastes: &[&str]) -> Option<(i64, u32, u32)> {
    told(pastes, |it| {
        let clock = it.clocks.first()?;
        Some((clock.offset?, clock.within?, clock.matches))
    })
}

#[test]
fn the_distance_of_two_clocks_is_found() {
    let [a, b] = BOTH_BEGIN;
    assert_eq!(offset(&[a, b]), Some((7_733, 1, 5)));
    assert_eq!(offset(&[b, a]), Some((-7_733, 1, 5)));
}

#[test]
fn one_wrong_match_changes_nothing() {
    let [a, b] = BOTH_BEGIN;
    let other = b.replace(
        "11:11:41: [IKE] initiate IPsec",
        "11:10:31: [IKE] initiate IPsec",
    );
    assert_eq!(offset(&[a, &other]).map(|it| it.0), Some(7_733));
}

#[test]
fn where_nothing_matches_nothing_is_claimed() {
    let [a, b] = BOTH_BEGIN;
    let lone = b.replace("[IKE]", "[SCHEDULE]").replace("IP Tunnel", "x");
    assert_eq!(offset(&[a, &lone]), None);
    told(&[a, &lone], |it| {
        assert!(it.events.iter().all(|it| it.meets.is_none()));
        assert!(
            it.events
                .iter()
                .all(|it| it.shifted.is_some() == (it.side == Side(0)))
        );
    });
}

/// Calls at regular distances fit at several.
#[test]
fn regular_calls_tell_nothing_unless_the_clocks_were_set() {
    let log = |verb: &str, peer: &str, year: &str, shift: u32| {
        let line = |at: u32| {
            let secs = at * 30 + shift;
            format!(
                "{year}/11/23 10:{:02}:{:02}: [IKE] {verb} ISAKMP phase to {peer}\n",
                secs / 60,
                secs % 60
            )
        };
        "# show log\n".to_owned() + &(0..20).map(line).collect::<String>() + "#\n"
    };
    let unset = [
        log("initiate", "203.0.113.2", "1980", 0),
        log("respond", "192.0.2.1", "1980", 61),
    ];
    assert_eq!(offset(&[&unset[0], &unset[1]]), None);
    let set = [
        log("initiate", "203.0.113.2", "2026", 0),
        log("respond", "192.0.2.1", "2026", 1),
    ];
    assert_eq!(offset(&[&set[0], &set[1]]).map(|it| it.0), Some(1));
}

/// Calls at odd distances, which chance lets agree here and there.
fn odd(verb: &str, peer: &str, day: u32, seed: u64) -> String {
    let mut state = seed;
    let mut secs = 0_u64;
    let mut text = "# show log\n".to_owned();
    for _ in 0..120 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        secs += 40 + (state >> 33) % 900;
        let (hour, minute, second) = (secs / 3600 % 24, secs / 60 % 60, secs % 60);
        let day = u64::from(day) + secs / 86_400;
        let _ = writeln!(
            text,
            "2026/11/{day:02} {hour:02}:{minute:02}:{second:02}: [IKE] {verb} ISAKMP phase to {peer}"
        );
    }
    text + "#\n"
}

#[test]
fn logs_of_two_days_agree_on_nothing() {
    for seed in 0..40 {
        let a = odd("initiate", "203.0.113.2", 3, seed);
        let b = odd("respond", "192.0.2.1", 20, seed + 1000);
        assert_eq!(offset(&[&a, &b]), None, "{seed}");
        let same_day = odd("respond", "192.0.2.1", 3, seed + 1000);
        assert_eq!(offset(&[&a, &same_day]), None, "{seed}");
        let answers = odd("respond", "192.0.2.1", 3, seed);
        assert_eq!(offset(&[&a, &answers]).map(|it| it.0), Some(0), "{seed}");
    }
}

/// Lines of either end at drawn times, which may run backwards as where two logs were pasted one below the other.
fn drawn(peers: [&str; 2], state: &mut u64) -> String {
    let mut next = |below: u64| {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (*state >> 33) % below
    };
    let mut text = "# show log\n".to_owned();
    for _ in 0..next(9) {
        let peer = peers[usize::try_from(next(8) / 7).unwrap()];
        let what = match next(6) {
            0 => "IP Tunnel[1] Up".to_owned(),
            1 => "IP Tunnel[1] Down".to_owned(),
            2 => format!("[IKE] initiate IPsec phase to {peer}"),
            3 => format!("[IKE] respond ISAKMP phase to {peer}"),
            _ => format!("[IKE] initiate ISAKMP phase to {peer}"),
        };
        let (minute, second) = (next(3), next(12));
        let _ = writeln!(text, "2026/11/23 10:{minute:02}:{second:02}: {what}");
    }
    text + "#\n"
}

#[test]
fn it_is_the_same_whichever_end_comes_first() {
    let mut state = 8;
    for _ in 0..500 {
        let a = drawn(["203.0.113.2", "192.0.2.1"], &mut state);
        let b = drawn(["192.0.2.1", "203.0.113.2"], &mut state);
        let (one, other) = (offset(&[&a, &b]), offset(&[&b, &a]));
        assert_eq!(one, other.map(|it| (-it.0, it.1, it.2)), "{a}\n{b}");
        let outcomes = |pastes: &[&str]| {
            told(pastes, |it| {
                let mut found = it.attempts.iter();
                let mut found: Vec<_> = found
                    .by_ref()
                    .map(|it| (it.phase, format!("{:?}", it.outcome), it.by_both))
                    .collect();
                found.sort();
                found
            })
        };
        assert_eq!(outcomes(&[&a, &b]), outcomes(&[&b, &a]), "{a}\n{b}");
    }
}

#[test]
fn what_is_begun_meets_its_answer_and_stands_before_it() {
    let [a, b] = BOTH_BEGIN;
    told(&[a, b], |it| {
        let met: Vec<(u32, u32)> = it
            .events
            .iter()
            .filter(|it| it.side == Side(0))
            .filter_map(|event| Some((event.event.line, it.events[event.meets?].event.line)))
            .collect();
        assert_eq!(met, [(6, 5), (5, 6), (4, 3), (3, 4)]);
        for (at, event) in it.events.iter().enumerate() {
            let is_begun = event.event.what.exchange().is_some_and(|it| !it.answers);
            assert!(!is_begun || event.meets.is_none_or(|other| other > at));
        }
    });
}

#[test]
fn attempts_say_how_far_they_got() {
    let [a, b] = BOTH_BEGIN;
    let outcomes = |pastes: &[&str]| {
        told(pastes, |it| {
            let attempts = it.attempts.iter();
            attempts
                .map(|it| (it.phase, it.outcome))
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(
        outcomes(&[a, b]),
        [(1, Outcome::Unanswered), (2, Outcome::Established)]
    );
    // Of one log alone nobody knows whether the other end answered.
    assert_eq!(
        outcomes(&[a, ""]),
        [(1, Outcome::Unknown), (2, Outcome::Established)]
    );
    let refused = "# show log\n2026/11/23 10:00:00: [IKE] respond ISAKMP phase to 192.0.2.1\n\
                   2026/11/23 10:00:01: [IKE] send NO-PROPOSAL-CHOSEN\n#\n";
    assert_eq!(outcomes(&[refused, ""]), [(1, Outcome::Refused)]);
}

#[test]
fn repeats_are_one_event_and_strangers_are_counted() {
    let log = "# show log\n\
        2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2\n\
        2026/11/23 10:01:00: [IKE] initiate ISAKMP phase to 203.0.113.2\n\
        2026/11/23 10:01:10: PP[01] Rejected at IN(1) filter: TCP 198.51.100.9:4000 > 192.0.2.1:23\n\
        2026/11/23 10:02:00: [IKE] initiate ISAKMP phase to 203.0.113.2\n\
        2026/11/23 10:02:10: PP[01] Rejected at IN(1) filter: UDP 198.51.100.9:500 > 192.0.2.1:500\n\
        2026/11/23 23:02:00: [IKE] initiate ISAKMP phase to 203.0.113.2\n#\n";
    told(&[log, ""], |it| {
        let times: Vec<u32> = it.events.iter().map(|it| it.times).collect();
        assert_eq!(times, [3, 1, 1]);
        assert_eq!(it.events[0].until.unwrap().line, 5);
        assert!(matches!(it.events[1].event.what, Happening::Rejected(_)));
        assert_eq!(
            it.left_out,
            [LeftOut {
                side: Side(0),
                count: 1
            }]
        );
    });
}

#[test]
fn keys_made_anew_while_the_tunnel_is_up_are_a_renewal() {
    let log = |renewal: &str, end: &str| {
        format!(
            "# show log
2026/11/23 08:30:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 08:30:01: [IKE] initiate IPsec phase to 203.0.113.2
2026/11/23 08:30:02: IP Tunnel[1] Up
2026/11/23 14:30:00: [IKE] respond ISAKMP phase to 203.0.113.2
2026/11/23 14:30:01: [IKE] {renewal}
{end}"
        )
    };
    let settings = "# show config\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp\n  ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n";
    let outcome = |log: &str| {
        told(&[&format!("{settings}{log}"), ""], |it| {
            it.attempts.last().map(|it| it.outcome)
        })
    };
    let renewal = "respond IPsec phase to 203.0.113.2";
    assert_eq!(outcome(&log(renewal, "")), Some(Outcome::Renewed));
    let fell = |time: &str| format!("2026/11/23 {time}: IP Tunnel[1] Down\n");
    let later = log(renewal, &fell("16:00:00"));
    assert_eq!(outcome(&later), Some(Outcome::Renewed));
    let at_once = log(renewal, &fell("14:30:30"));
    assert_eq!(outcome(&at_once), Some(Outcome::AnsweredOnly));
    let again = format!("2026/11/23 14:30:31: [IKE] {renewal}\n");
    assert_eq!(outcome(&log(renewal, &again)), Some(Outcome::AnsweredOnly));
    let phase_1 = log("respond ISAKMP phase to 203.0.113.2", "");
    assert_eq!(outcome(&phase_1), Some(Outcome::AnsweredOnly));
}
