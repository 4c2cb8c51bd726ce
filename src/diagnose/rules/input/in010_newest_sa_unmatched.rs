//! IN010 newest-sa-unmatched: older SAs of both ends fit, but the newest of one end is not yet seen at the other.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where,
    cited, for_docs, nothing, steps,
};
use crate::model::{Direction, IpsecSa};
use crate::pair::{End, GatewayPair, SaState, is_decisive};

/// IN010 newest-sa-unmatched.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN010",
    slug: "newest-sa-unmatched",
    rung: None,
    title: Phrase {
        ja: "{here}の最新の送信用 SA が、{there}の出力に見つかりません",
        en: "The newest sending SA of {here} is not in the output of {there}",
    },
    headline: Phrase {
        ja: "まだ判断できません。鍵更新の途中のようです。両方の detail を1分以内に取り直してください。",
        en: "This cannot be decided yet. The keys seem to be changing. Please take the detail of both again within one minute.",
    },
    why: Phrase {
        ja: "前の世代の SA は合っていますが、{here}は新しい SA で送り始めている可能性があります。二つの出力の間に鍵が更新されたのなら正常です。",
        en: "The SAs of the generation before fit, but {here} may already send with the new one. If the keys changed between the two outputs, all is well.",
    },
    question: Phrase {
        ja: "最新の SA が両端で合っているか",
        en: "Whether the newest SAs of both ends meet",
    },
    silent_when: for_docs(Phrase {
        ja: "SPI が両方向とも合う組がまだないとき、最新の SA の残りが30秒未満のとき。",
        en: "While no pair meets in both directions, and when the newest SA has less than 30 s left.",
    }),
    references: cited(&["RFC 4301 §4.1", "RFC 7296 §2.8"]),
    cause: Some(Cause::PastesApart),
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b.filter(|_| pair.may_fit_both_ways()) else {
        return nothing();
    };
    let newest = newest_unmatched(pair, &pair.a, &b)
        .or_else(|| newest_unmatched(pair, &b, &pair.a))
        .or_else(|| both_unmatched(pair, &pair.a, &b));
    let Some((line, sender, receiver)) = newest else {
        return nothing();
    };
    let mut finding = Finding::new([sender.router.place(line)])
        .at(Where::Both)
        .site("here", sender.router.side)
        .site("there", receiver.router.side);
    for end in [&pair.a, &b] {
        let need = Need::sa_detail(end);
        finding = finding.read_and_ask(need, steps::BOTH_WITHIN_A_MINUTE);
    }
    Ok(vec![finding])
}

/// The line of the SA with the longest life that `from` sends with, where `to` does not show it.
fn newest_unmatched<'m>(
    pair: &GatewayPair<'m>,
    from: &End<'m>,
    to: &End<'m>,
) -> Option<(u32, End<'m>, End<'m>)> {
    let newest = from
        .ipsec_sas(Direction::Outbound)
        .filter(|sa| is_telling(sa))
        .max_by_key(|sa| sa.common.remaining.map(|remaining| remaining.value))?;
    (!is_matched(pair, newest)).then(|| {
        (
            newest.spi.map_or(newest.common.line, |spi| spi.line),
            *from,
            *to,
        )
    })
}

/// Whether the receiver shows the SA that an end sends with.
fn is_matched(pair: &GatewayPair<'_>, sa: &IpsecSa) -> bool {
    let mut matched = pair.flows.iter().filter(|it| it.state == SaState::Matched);
    matched.any(|flow| flow.sender.is_some_and(|it| std::ptr::eq(it, sa)))
}

/// Whether it can be told whether the receiver shows an SA.
fn is_telling(sa: &IpsecSa) -> bool {
    sa.spi.is_some() && is_decisive(sa)
}

/// The line of an SA that `from` sends with and `to` does not show, where `to` sends with such a one too:
/// sets that only one end holds are old, but not where each end holds one of its own.
fn both_unmatched<'m>(
    pair: &GatewayPair<'m>,
    from: &End<'m>,
    to: &End<'m>,
) -> Option<(u32, End<'m>, End<'m>)> {
    let unmatched = |end: &End<'m>| {
        let mut sending = end.ipsec_sas(Direction::Outbound);
        sending.find(|sa| is_telling(sa) && !is_matched(pair, sa))
    };
    let line = unmatched(from)?.spi?.line;
    unmatched(to).map(|_| (line, *from, *to))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_DETAIL, check, finds_nothing};

    const NEWER: &str = "\
    SA[9] Duration: 28900s
    Direction: send
    Protocol: ESP (Mode: tunnel)
    SPI: a0 00 00 99
    ----------------------------------------------------
    //- B";

    #[test]
    fn fires_when_one_end_sends_with_an_sa_unknown_to_the_other() {
        check(&RULE, &HEALTHY_DETAIL.replace("//- B", NEWER)).fires_at(["A26"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn fires_where_each_end_has_an_older_one_of_its_own() {
        let old = NEWER.replace("28900", "900");
        let own = old
            .replace("a0 00 00 99", "b0 00 00 98")
            .replace("    //- B", "");
        let both = HEALTHY_DETAIL.replace("//- B", &old);
        check(&RULE, &format!("{both}\n{own}")).fires();
    }

    #[test]
    fn silent_when_the_unmatched_one_is_older() {
        finds_nothing(
            &RULE,
            &HEALTHY_DETAIL.replace("//- B", &NEWER.replace("28900", "900")),
        );
    }
}
