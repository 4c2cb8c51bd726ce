//! IN005 pastes-apart: the SAs of both ends differ, but they may have changed between the two pastes.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where,
    cited, for_docs, nothing, steps,
};
use crate::model::{Direction, IkeVersion, IpsecSa};
use crate::pair::{End, GatewayPair, is_decisive};
use crate::text::{Listed, Place};

/// IN005 pastes-apart.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN005",
    slug: "pastes-apart",
    rung: None,
    title: Phrase {
        ja: "{here}と{there}の SA が合いませんが、同じ時刻の出力とは確かめられません",
        en: "The SAs of {here} and {there} do not meet, but nothing shows that they are of one moment",
    },
    headline: Phrase {
        ja: "まだ判断できません。両方の {what} を1分以内に取り直して貼ってください。",
        en: "This cannot be decided yet. Please take {what} of both within one minute and paste it again.",
    },
    why: Phrase {
        ja: "{gap}SA は自動で更新され、そのたびに SPI が変わります。別の時刻に取った出力では、正常な VPN でも合いません。",
        en: "{gap}SAs are renewed by themselves, each time with new SPIs. Taken at different times, even a healthy VPN does not meet.",
    },
    question: Phrase {
        ja: "両端の SPI が合っているか",
        en: "Whether the SPIs of both ends meet",
    },
    silent_when: for_docs(Phrase {
        ja: "一組でも両方向の SPI が合うとき。同じ時刻と確かめられるときは SA202 が答えます。",
        en: "When one pair meets in both directions. Where the moment is shown to be one, SA202 answers.",
    }),
    references: cited(&["RFC 4301 §4.1", "RFC 7296 §2.8"]),
    cause: Some(Cause::PastesApart),
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const DETAIL: Phrase = Phrase {
    ja: "detail",
    en: "the detail",
};
const LIST: Phrase = Phrase {
    ja: "show ipsec sa",
    en: "show ipsec sa",
};
const GAP: Phrase = Phrase {
    ja: "貼り付けた時刻かルーターの時計では、2つの出力の間に{days}日以上あります。",
    en: "By the routers' clocks, or the times of pasting, {days} days or more lie between the two outputs. ",
};
const SPREAD: Phrase = Phrase {
    ja: "{spread}の出力（時計、一覧、detail、ログ）は、一つの時刻に取ったものではありません。貼り直すときは、古い出力を消してください。",
    en: "The outputs of {spread} (clock, list, detail, log) were not taken at one moment; when pasting again, take the old ones away. ",
};

const READ_CLOCK: Phrase = Phrase {
    ja: "続けて、ルーターの時計も表示します。両方の時計が1分以内なら、同じ時刻の出力だと確かめられます。",
    en: "Then show the router's clock as well. If the clocks of both are within one minute, the outputs are shown to be of one moment.",
};

/// IKEv1 agrees on lifetimes, so at one moment both ends show nearly the same life left.
const LIVES_APART_SECS: u32 = 60;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b else { return nothing() };
    let ends = [pair.a, b];
    if let Some(finding) = long_apart(pair, &pair.a, &b).or_else(|| long_apart(pair, &b, &pair.a)) {
        return Ok(vec![finding]);
    }
    if ends.iter().any(|end| {
        end.ipsec_sas(Direction::Outbound)
            .chain(end.ipsec_sas(Direction::Inbound))
            .next()
            .is_none()
    }) {
        return nothing();
    }
    let comparable = ends.iter().all(has_spis);
    if comparable && (meets_as_far_as_shown(pair, &pair.a, &b) || pair.moment.is_shown()) {
        return nothing();
    }
    let ended = ended_at(&pair.a, &b).or_else(|| ended_at(&b, &pair.a));
    if !comparable && ended.is_none() && !lives_are_apart(pair, &pair.a, &b) {
        return nothing();
    }
    let evidence = ends.iter().filter_map(|end| {
        let sas = end
            .ipsec_sas(Direction::Outbound)
            .chain(end.ipsec_sas(Direction::Inbound));
        let line = sas
            .map(|sa| sa.spi.map_or(sa.common.line, |spi| spi.line))
            .next();
        line.map(|line| end.router.place(line))
    });
    let mut finding = Finding::new(evidence.chain(ended))
        .at(Where::Both)
        .phrase("what", DETAIL)
        .site("here", pair.a.router.side)
        .site("there", b.router.side);
    finding = match ends.iter().find(|end| end.is_spread()) {
        Some(end) => finding
            .phrase("gap", SPREAD)
            .site("spread", end.router.side),
        None => finding.phrase("gap", Phrase::NOTHING),
    };
    for end in &ends {
        let need = Need::sa_detail(end);
        finding = finding.read_and_ask(need, steps::BOTH_WITHIN_A_MINUTE);
    }
    // Where no SA is the same at both ends, only the clocks show that it is one moment.
    let lacks_clock = |end: &&End<'_>| comparable && end.router.device.clock.is_none();
    for end in ends.iter().filter(lacks_clock) {
        finding = finding.read_and_ask(Need::clock(end.router.side), READ_CLOCK);
    }
    Ok(vec![finding])
}

/// Days apart, what one end holds and the other lacks says nothing of either now.
fn long_apart(pair: &GatewayPair<'_>, holder: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let gap_secs = pair.moment.long_apart()?;
    let lacks = other.lacks_child_sas()?;
    let held = holder.all_ipsec_sas().next()?.common.line;
    let clocks = [holder, other].map(|end| Some(end.router.place(end.router.dated()?.line)));
    let lines = [holder.router.place(held), other.router.place(lacks)];
    let finding = Finding::new(lines.into_iter().chain(clocks.into_iter().flatten()))
        .at(Where::Both)
        .severity(Severity::Void)
        .phrase("what", LIST)
        .phrase("gap", GAP)
        .arg("days", gap_secs / 86_400)
        .site("here", pair.a.router.side)
        .site("there", pair.b?.router.side);
    let needs = [other, holder].map(|end| Need::sa_table(end.router.side));
    Some(needs.into_iter().fold(finding, |it, need| {
        it.read_and_ask(need, steps::BOTH_WITHIN_A_MINUTE)
    }))
}

/// Whether the SAs of one way meet and of the other an end shows none: its detail was cut.
fn meets_as_far_as_shown(pair: &GatewayPair<'_>, a: &End<'_>, b: &End<'_>) -> bool {
    let spis = |end: &End<'_>, direction| {
        // Another finding tells of an SA that is not established.
        let is_shown = |sa: &&IpsecSa| sa.common.unsettled.is_some() || is_decisive(sa);
        let sas = end.ipsec_sas(direction).filter(is_shown);
        sas.filter_map(|sa| Some(sa.spi?.value)).listed()
    };
    let ways = [(a, b), (b, a)].map(|(from, to)| {
        let (sent, received) = (
            spis(from, Direction::Outbound),
            spis(to, Direction::Inbound),
        );
        let meets = sent.iter().any(|it| received.contains(it));
        (meets, sent.is_empty() || received.is_empty())
    });
    pair.fits_both_ways() || (ways.iter().any(|it| it.0) && ways.iter().all(|it| it.0 || it.1))
}

fn has_spis(end: &End<'_>) -> bool {
    let has = |direction| end.ipsec_sas(direction).any(|sa| sa.spi.is_some());
    has(Direction::Outbound) || has(Direction::Inbound)
}

/// Where an end shows the SAs that the other still holds, of which its newer list has none.
fn ended_at(end: &End<'_>, other: &End<'_>) -> Option<Place> {
    let former = end.router.former_sas.iter();
    let former = former
        .filter_map(|sa| Some((sa.direction, sa.spi?)))
        .listed();
    let same = |sa: &IpsecSa| {
        let mut ended = former.iter();
        ended.find(|it| it.0 != sa.direction && Some(it.1.value) == sa.spi.map(|spi| spi.value))
    };
    let mut held = other.all_ipsec_sas().peekable();
    let first = held.peek().and_then(|sa| same(sa))?;
    held.all(|sa| same(sa).is_some())
        .then(|| end.router.place(first.1.line))
}

/// Whether, by IKEv1's lives, some direction has no pair of SAs that could be one.
fn lives_are_apart(pair: &GatewayPair<'_>, a: &End<'_>, b: &End<'_>) -> bool {
    pair.ike_version() == Some(IkeVersion::V1) && (apart(a, b) || apart(b, a))
}

fn apart(from: &End<'_>, to: &End<'_>) -> bool {
    let lives = |end: &End<'_>, direction| -> Vec<u32> {
        let sas = end.ipsec_sas(direction).filter(|sa| is_decisive(sa));
        sas.filter_map(|sa| Some(sa.common.remaining?.value.0))
            .listed()
    };
    let (sent, received) = (
        lives(from, Direction::Outbound),
        lives(to, Direction::Inbound),
    );
    let near = |one: &u32| {
        received
            .iter()
            .any(|other| one.abs_diff(*other) <= LIVES_APART_SECS)
    };
    !sent.is_empty() && !received.is_empty() && !sent.iter().any(near)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    #[test]
    fn fires_when_every_spi_differs() {
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let other = b
            .replace("SPI: a", "SPI: 1")
            .replace("SPI: b", "SPI: 2")
            .replace("SPI: 0", "SPI: 3");
        check(&RULE, &format!("{a}//- B{other}")).fires();
    }

    #[test]
    fn fires_when_the_lives_of_ikev1_are_far_apart() {
        check(
            &RULE,
            &HEALTHY.replace("28765", "20000").replace("28764", "19999"),
        )
        .fires();
    }

    #[test]
    fn fires_where_one_end_holds_what_the_other_no_longer_lists() {
        // IKEv2 agrees on no lives, so that these tell nothing.
        let v2 = |text: &str| text.replace("Protocol: IKE\n", "Protocol: IKEv2\n");
        let below = |first: u32| {
            let rows = format!(
                "# show ipsec sa\nTotal: isakmp:1 send:1 recv:1\n\nsa    sgw isakmp connection    dir  life[s] remote-id\n\
                 {}    1    -     ike           -    28100   203.0.113.2\n\
                 {}    1    {first}    tun[0001]esp  send 28101   203.0.113.2\n\
                 {}    1    {first}    tun[0001]esp  recv 28101   203.0.113.2\n",
                first,
                first + 1,
                first + 2,
            );
            v2(HEALTHY_DETAIL).replacen("//- B", &format!("{rows}//- B"), 1)
        };
        check(&RULE, &below(21)).fires_and_asks_for([
            "A show ipsec sa gateway 1 detail",
            "B show ipsec sa gateway 1 detail",
        ]);
        finds_nothing(&RULE, &below(1));
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn days_between_two_outputs_leave_open_what_only_one_end_holds() {
        let clock =
            |day: u32| format!("# show environment\nCurrent time: 2026/11/{day} 09:20:17\n");
        let (a, _) = HEALTHY.split_once("//- B").unwrap();
        let lacks = "# show ipsec sa\n#";
        let both = |day: u32| format!("{a}{}//- B\n{}{lacks}", clock(23), clock(day));
        check(&RULE, &both(20)).fires_and_asks_for(["B show ipsec sa", "A show ipsec sa"]);
        finds_nothing(&RULE, &both(23));
    }

    #[test]
    fn the_clock_next_to_the_sas_dates_them() {
        let v2 = HEALTHY_DETAIL.replace("Protocol: IKE\n", "Protocol: IKEv2\n");
        let (a, b) = v2.split_once("//- B").unwrap();
        let a = a.replacen("//- A\n", "", 1);
        let b = b
            .replace("SPI: a", "SPI: 1")
            .replace("SPI: b", "SPI: 2")
            .replace("SPI: 0", "SPI: 3");
        let clock = |time: &str| format!("# show environment\nCurrent time: 2026/11/23 {time}\n");
        let (then, now) = (clock("08:15:00"), clock("10:15:00"));
        let with = |above: &str, below: &str| {
            format!("//- A\n{above}{a}{below}//- B{}\n{now}", b.trim_end())
        };
        finds_nothing(&RULE, &with("", &now));
        finds_nothing(&RULE, &with(&now, ""));
        check(&RULE, &with("", &format!("{then}{now}"))).fires();
        check(&RULE, &with(&then, &now)).fires();
        // Who listed them above the first clock has done so again above the second.
        finds_nothing(&RULE, &with(&format!("{a}{then}"), &now));
    }

    #[test]
    fn silent_where_one_way_meets_and_the_other_was_cut() {
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let alone = |text: &str| {
            let blocks = text.split("SA[").filter(|it| !it.contains("Protocol: IKE"));
            blocks.collect::<Vec<_>>().join("SA[")
        };
        let (a, b) = (alone(a), alone(b));
        let at = a.rfind("SA[").unwrap();
        let (cut, _) = a.split_at(at);
        finds_nothing(&RULE, &format!("{cut}//- B{b}"));
        let other = a.replacen("SPI: b0", "SPI: c0", 1);
        assert_ne!(other, a);
        check(&RULE, &format!("{other}//- B{b}")).fires();
    }

    #[test]
    fn silent_when_one_moment_is_shown() {
        finds_nothing(
            &RULE,
            &HEALTHY_DETAIL.replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1),
        );
    }
}
