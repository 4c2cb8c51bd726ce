//! LOG711 one-way-start: the VPN comes up when one end begins, and never when the other does.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, found, nothing,
};
use crate::pair::{Attempt, Outcome as Got, Pairing};
use crate::text::{Listed, Place, Side, find_equal, sort_by_key};

/// LOG711 one-way-start.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG711",
    slug: "one-way-start",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{works}から始めるとつながり、{fails}から始めるとつながりません（ログの中で{count}回）",
        en: "It comes up when {works} begins, and not when {fails} begins ({count} times in the log)",
    },
    headline: Phrase {
        ja: "{works}から始めたときだけ、VPN がつながります。",
        en: "The VPN comes up only when {works} begins.",
    },
    why: Phrase {
        ja: "{works}が始めた鍵交換の返事は戻れるのに、{fails}が始めたものは{works}に入れないか、断られています。{works}側のフィルターと\
             静的 NAT（udp 500、4500、esp）、相手を名前で見分けるときの設定、片方だけの厳格な照合が疑わしいところです。",
        en: "Answers to what {works} begins get back, but what {fails} begins is kept out of {works}, or refused there. Suspect the filters and the static NAT \
             of {works} (udp 500, 4500, esp), names by which it knows its peer, or strict comparison at one end only.",
    },
    question: Phrase {
        ja: "どちらから始めてもつながるか",
        en: "Whether it comes up whichever end begins",
    },
    silent_when: for_docs(Phrase {
        ja: "成功と失敗がそれぞれ2回に満たないとき、両方のログがないとき。",
        en: "With fewer than two successes and two failures, and without the logs of both ends.",
    }),
    references: cited(&["Command Reference 15.11, 15.20"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Whole(check),
};

const READ_WHAT_COMES_IN: Phrase = Phrase {
    ja: "{works}の設定で、外から来る udp 500（と 4500、esp）を通すフィルターと静的 NAT があるかを見ます。",
    en: "Look in the settings of {works} for filters and static NAT that let udp 500 (and 4500, esp) in.",
};

/// So many of a kind are no accident.
const MANY: usize = 2;
const MANY_TIMES: u32 = 2;

/// Seconds between the first and the last that are looked at: the settings of long ago may be others.
const SPAN_SECS: i64 = 7 * 86_400;

fn check(pairing: &Pairing<'_>) -> Outcome {
    let timeline = &pairing.timeline;
    let Some(newest) = timeline.events.iter().rev().find_map(|it| it.shifted) else {
        return nothing();
    };
    let mut attempts: Vec<&Attempt> = timeline.attempts.iter().listed();
    sort_by_key(&mut attempts, |it| it.pair);
    found((0..pairing.pairs.len()).filter_map(|at| {
        let own = find_equal(&attempts, |it| it.pair.cmp(&Some(at)));
        of_pair(pairing, at, own, newest)
    }))
}

/// `attempts` are those of the pair, and `newest` is the time of the newest event of all.
fn of_pair(
    pairing: &Pairing<'_>,
    at: usize,
    attempts: &[&Attempt],
    newest: i64,
) -> Option<Finding> {
    let pair = pairing.pairs.get(at)?;
    let timeline = &pairing.timeline;
    let (a, b) = (pair.a.router, pair.b?.router);
    // Without a common clock nobody knows which line answers which.
    pair.ahead?;
    let by_one = attempts.iter().copied().filter(|it| !it.by_both);
    let recent = by_one.filter(|it| {
        let first = timeline.events.get(it.first).and_then(|it| it.shifted);
        first.is_some_and(|it| newest - it <= SPAN_SECS)
    });
    let recent: Vec<&Attempt> = recent.listed();
    let ended = |side: Side, wanted: &[Got]| {
        let of_side = recent.iter().filter(|it| it.from == Some(side));
        of_side.filter(|it| wanted.contains(&it.outcome)).listed()
    };
    let failed = [Got::Unanswered, Got::Refused, Got::AnsweredOnly];
    for (works, fails) in [(a, b), (b, a)] {
        let good = ended(works.side, &[Got::Established]);
        let bad = ended(fails.side, &failed);
        let never = ended(fails.side, &[Got::Established, Got::Renewed]).is_empty();
        // Later failures of both are a fault of their own.
        let mixed = ended(works.side, &failed).len() >= good.len();
        // What is repeated with nothing between is one attempt.
        let times = |it: &&&Attempt| timeline.events.get(it.first).map(|it| it.times);
        let count: u32 = bad.iter().filter_map(times).sum();
        if good.len() < MANY || count < MANY_TIMES || !never || mixed {
            continue;
        }
        let mut places = Vec::new();
        for attempt in good
            .iter()
            .rev()
            .take(MANY)
            .chain(bad.iter().rev().take(MANY))
        {
            if let Some(event) = timeline.events.get(attempt.first) {
                let lines = [Some(event.event), event.until];
                places.extend(lines.into_iter().flatten().map(|it| Place {
                    side: event.side,
                    line: it.line,
                }));
            }
        }
        let settings = Need {
            side: works.side,
            command: "show config".to_owned(),
        };
        let finding = Finding::new(places)
            .at(Where::Site(works.side))
            .site("works", works.side)
            .site("fails", fails.side)
            .arg("count", count)
            .read(works.side, settings.command, READ_WHAT_COMES_IN);
        return Some(finding);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const ONE_WAY: &str = "\
//- A
# show log
2026/11/23 09:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 09:00:01: [IKE] initiate IPsec phase to 203.0.113.2
2026/11/23 09:00:02: IP Tunnel[1] Up
2026/11/23 10:30:00: IP Tunnel[1] Down
2026/11/23 11:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 11:00:01: [IKE] initiate IPsec phase to 203.0.113.2
2026/11/23 11:00:02: IP Tunnel[1] Up
# show ipsec sa
//- B
# show log
2026/11/23 09:00:00: [IKE] respond ISAKMP phase to 192.0.2.1
2026/11/23 09:00:02: IP Tunnel[1] Up
2026/11/23 10:30:00: IP Tunnel[1] Down
2026/11/23 10:31:00: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 203.0.113.2)
2026/11/23 10:41:00: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 203.0.113.2)
2026/11/23 11:00:00: [IKE] respond ISAKMP phase to 192.0.2.1
2026/11/23 11:00:02: IP Tunnel[1] Up
# show ipsec sa
";

    #[test]
    fn fires_where_only_one_end_can_begin() {
        check(&RULE, ONE_WAY).fires_at(["A2", "A6", "B5", "B6"]);
        check(&RULE, ONE_WAY).fires_as_remark();
    }

    #[test]
    fn silent_where_both_can_or_too_little_is_seen() {
        finds_nothing(&RULE, HEALTHY);
        let once = ONE_WAY.replace("10:41:00: [IKE] initiate ISAKMP", "10:41:00: [DHCPD] x");
        finds_nothing(&RULE, &once);
        let (a, _) = ONE_WAY.split_once("//- B").unwrap();
        finds_nothing(&RULE, &format!("{a}//- B\n"));
        let came_up = ONE_WAY.replace(
            "10:41:00: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 203.0.113.2)",
            "10:41:01: IP Tunnel[1] Up",
        );
        finds_nothing(&RULE, &came_up);
        // Whose call it was that came up is not known where both call at once.
        let at_once = ONE_WAY.replace(
            "//- B\n# show log\n",
            "//- B\n# show log\n2026/11/23 09:00:01: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 203.0.113.2)\n",
        );
        check(&RULE, ONE_WAY).fires();
        finds_nothing(&RULE, &at_once);
    }
}
