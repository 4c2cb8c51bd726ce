//! IN014 made-in-between: SAs of one end are so young that the other end may have been asked before they were made.

use crate::diagnose::left_over::left_over;
use crate::diagnose::unmet::{broken, is_young, lines};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// IN014 made-in-between.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN014",
    slug: "made-in-between",
    rung: None,
    title: Phrase {
        ja: "{here}と{there}の出力の間に、SA が変わったのかもしれません",
        en: "SAs may have changed between the outputs of {here} and {there}",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}と{there}の出力の間に SA が変わったのかもしれません。両方の {what} を1分以内に取り直してください。",
        en: "This cannot be decided yet. SAs may have changed between the outputs of {here} and {there}. Please take {what} of both again within one minute.",
    },
    why: Phrase {
        ja: "SA は両端が同時に作り、同時に消します。二つの出力の間にできた SA なら、先に取った側にまだないのは正常です。",
        en: "Both ends make SAs together and end them together. If these were made between the two outputs, the one taken first does not have them, and all is well.",
    },
    question: Phrase {
        ja: "SA が両方の出力より前からあるか",
        en: "Whether the SAs are older than both outputs",
    },
    silent_when: for_docs(Phrase {
        ja: "SA の残りの寿命から、二つの出力の間より前にできたと分かるとき。間が分からないときは5分とみます。",
        en: "When the life left shows that the SAs are older than the time between the outputs, which is taken for five minutes where nothing tells it.",
    }),
    references: cited(&["RFC 7296 §1.3", "RFC 7296 §2.8"]),
    cause: None,
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

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b else { return nothing() };
    if let Some(left) = left_over(pair) {
        if !left.is_young(pair) {
            return nothing();
        }
        let finding = tell(Finding::new(left.lines()), &left.holder, &left.other, LIST);
        let ask = |finding: Finding, end: &End<'_>| {
            let need = Need::sa_table(end.router.side);
            finding.read_and_ask(need, steps::BOTH_WITHIN_A_MINUTE)
        };
        return Ok(vec![ask(ask(finding, &pair.a), &b)]);
    }
    let ends = [pair.a, b];
    let is_readable = |end: &End<'_>| end.tells_spis() && end.damaged().is_none();
    if pair.may_fit_both_ways() || !pair.moment.is_shown() || !ends.iter().all(is_readable) {
        return nothing();
    }
    let all = broken(pair).listed();
    let Some(first) = all
        .first()
        .filter(|_| all.iter().all(|it| is_young(pair, it)))
    else {
        return nothing();
    };
    let is_here = |end: &&End<'_>| first.sender.is_some() == (first.from == Some(end.router.side));
    let here = ends.iter().find(is_here).unwrap_or(&b);
    let there = ends.iter().find(|end| !is_here(end)).unwrap_or(&pair.a);
    let mut finding = tell(Finding::new(lines(pair, &b, first)), here, there, DETAIL);
    for end in &ends {
        let need = Need::sa_detail(end);
        finding = finding.read_and_ask(need, steps::BOTH_WITHIN_A_MINUTE);
    }
    Ok(vec![finding])
}

fn tell(finding: Finding, here: &End<'_>, there: &End<'_>, what: Phrase) -> Finding {
    finding
        .at(Where::Both)
        .site("here", here.router.side)
        .site("there", there.router.side)
        .phrase("what", what)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, side};

    /// B lists nothing.
    const EMPTY: &str = "\n//- B\n# show ipsec sa\n#";

    #[test]
    fn fires_on_sas_of_a_minute_beside_an_empty_list() {
        let young = side(HEALTHY, "A").replace("28769", "28740");
        check(&RULE, &format!("{young}{EMPTY}")).fires_at(["A6", "A7", "B1"]);
        let old = young.replace("28740", "20740");
        finds_nothing(&RULE, &format!("{old}{EMPTY}"));
    }

    #[test]
    fn the_life_that_is_set_counts() {
        let list = side(HEALTHY, "A").replace("28769", "3580");
        let settings = "# show config\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  ipsec ike duration ipsec-sa 1 3600\n  ipsec ike remote address 1 203.0.113.2\n#";
        finds_nothing(&RULE, &format!("{list}{EMPTY}"));
        check(&RULE, &format!("{list}\n{settings}{EMPTY}")).fires();
    }

    #[test]
    fn fires_where_one_end_alone_has_sas_younger_than_the_gap() {
        let broken = HEALTHY_DETAIL.replacen("SPI: a0 00 00 01", "SPI: a0 00 00 09", 1);
        finds_nothing(&RULE, &broken);
        let young = broken
            .replace("28769s", "28799s")
            .replace("28765s", "28795s");
        finds_nothing(&RULE, &young);
        let both = broken.replacen("SPI: b0 00 00 02", "SPI: b0 00 00 09", 1);
        let renewed = both.replace("28769s", "28797s");
        finds_nothing(&RULE, &renewed);
        check(&RULE, &renewed.replace("28765s", "20000s")).fires();
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }
}
