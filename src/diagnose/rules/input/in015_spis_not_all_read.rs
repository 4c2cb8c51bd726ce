//! IN015 spis-not-all-read: the SPIs that were read do not meet, and a part of an output is missing.

use super::PASTE_WHOLE;
use crate::diagnose::ends;
use crate::diagnose::unmet::{broken, lines};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::pair::{End, GatewayPair, is_decisive};

/// IN015 spis-not-all-read.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN015",
    slug: "spis-not-all-read",
    rung: None,
    title: Phrase {
        ja: "読めた SPI は合いませんが、{here}の出力に欠けた部分があります",
        en: "The SPIs that were read do not meet, but a part of the output of {here} is missing",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の SA の出力に欠けた部分があります。全部を貼り直してください。",
        en: "This cannot be decided yet. A part of the SA output of {here} is missing. Please paste all of it again.",
    },
    why: Phrase {
        ja: "欠けた部分に、合う SA があるかもしれません。コピーのときに行が落ちたか、順序が変わったか、表示が途中で切れています。",
        en: "SAs that meet may stand in what is missing. Lines were lost or put into another order in copying, or the output was cut.",
    },
    question: Phrase {
        ja: "SPI がすべて読めているか",
        en: "Whether all SPIs were read",
    },
    silent_when: for_docs(Phrase {
        ja: "両方向とも合う組が一つでもあるとき、同じ時刻の出力と確かめられないとき。",
        en: "When one pair meets both ways, and when one moment is not shown.",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b else { return nothing() };
    if pair.may_fit_both_ways() || !pair.moment.is_shown() {
        return nothing();
    }
    let Some(unmet) = broken(pair).next() else {
        return nothing();
    };
    let mut damaged = Vec::new();
    for end in pair.ends() {
        let line = end.damaged().map(|it| it.opening);
        damaged.extend(line.or_else(|| unread(pair, &end)).map(|it| (end, it)));
    }
    let found = damaged.iter().map(|(end, line)| {
        Finding::new([end.router.place(*line)])
            .and_places(lines(pair, &b, unmet))
            .at(Where::Site(end.router.side))
            .site("here", end.router.side)
            .read_and_ask(Need::sas_again(end), PASTE_WHOLE)
    });
    ends::found_at(found)
}

/// The line of an SA whose SPI was not read, beside others that were, where that may be the one that meets.
fn unread(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<u32> {
    let may_meet = pair.could_fit_both_ways() || !end.tells_spis();
    let mut sas = end.all_ipsec_sas();
    let hidden = sas.find(|sa| sa.spi.is_none() && is_decisive(sa))?;
    (may_meet && end.tells_any_spi()).then_some(hidden.common.line)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_DETAIL, check, finds_nothing};

    #[test]
    fn fires_where_a_heading_is_lost() {
        let broken = HEALTHY_DETAIL.replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1);
        finds_nothing(&RULE, &broken);
        check(&RULE, &broken.replacen("SA[1] Duration: 28768s\n", "", 1)).fires();
    }

    #[test]
    fn fires_where_an_spi_is_lost() {
        let broken = HEALTHY_DETAIL.replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1);
        check(&RULE, &broken.replacen("SPI: b0 00 00 02\n", "", 1)).fires();
        let fits = HEALTHY_DETAIL.replacen("SPI: b0 00 00 02\n", "", 1);
        finds_nothing(&RULE, &fits);
    }

    #[test]
    fn silent_where_all_that_was_read_meets() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
        finds_nothing(
            &RULE,
            &HEALTHY_DETAIL.replacen("SA[1] Duration: 28768s\n", "", 1),
        );
    }
}
