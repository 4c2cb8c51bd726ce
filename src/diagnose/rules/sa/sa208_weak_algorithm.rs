//! SA208 weak-algorithm: an algorithm that should be replaced some day; never the cause.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
    nothing,
};
use crate::model::{Algorithm, Direction, Sourced, Weakness};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// SA208 weak-algorithm.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA208",
    slug: "weak-algorithm",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "弱いアルゴリズムが使われています（{algorithm}）",
        en: "A weak algorithm is in use ({algorithm})",
    },
    headline: Phrase {
        ja: "弱いアルゴリズムが使われています（{algorithm}）。",
        en: "A weak algorithm is in use ({algorithm}).",
    },
    why: Phrase {
        ja: "{reason}つながらない原因ではありません。変えるときは、VPN がつながっているときに両端で同時に変えてください。",
        en: "{reason} It never keeps a VPN from coming up. Change it at both ends together, while the VPN works.",
    },
    question: Phrase {
        ja: "使われているアルゴリズムの強さ",
        en: "How strong the algorithms in use are",
    },
    silent_when: for_docs(Phrase {
        ja: "detail が貼られていないとき、このツールが知らない綴りのとき。",
        en: "Without the detail, and for spellings that this tool does not know.",
    }),
    references: cited(&["RFC 8247 §2", "RFC 8221 §5", "RFC 9395 §3"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const MUST_NOT: Phrase = Phrase {
    ja: "RFC で使ってはならないとされている方式です。",
    en: "The RFCs say that it must not be used.",
};
const SHOULD_NOT: Phrase = Phrase {
    ja: "RFC で使うべきではないとされている方式です。",
    en: "The RFCs say that it should not be used.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let ends: Vec<End<'_>> = pair.ends().listed();
    let weakest = ends
        .iter()
        .flat_map(|end| algorithms(end).into_iter().map(move |it| (end, it)));
    let weakest = weakest
        .filter_map(|(end, it)| Some((it.value.weakest()?, end, it.line)))
        .min_by_key(|((weakness, _), ..)| *weakness);
    let Some(((weakness, part), end, line)) = weakest else {
        return nothing();
    };
    let reason = match weakness {
        Weakness::MustNot => MUST_NOT,
        Weakness::ShouldNot => SHOULD_NOT,
    };
    Ok(vec![
        Finding::new([end.router.place(line)])
            .arg("algorithm", part)
            .phrase("reason", reason),
    ])
}

fn algorithms<'m>(end: &End<'m>) -> Vec<&'m Sourced<Algorithm>> {
    let ike = end.ike_sas().filter_map(|sa| sa.algorithm.as_ref());
    let ipsec = [Direction::Outbound, Direction::Inbound]
        .into_iter()
        .flat_map(|direction| end.ipsec_sas(direction));
    ike.chain(
        ipsec
            .flat_map(|sa| [sa.encryption.as_ref(), sa.integrity.as_ref()])
            .flatten(),
    )
    .listed()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    #[test]
    fn fires_on_the_weakest() {
        check(
            &RULE,
            &HEALTHY_DETAIL.replacen("Algorithm: AES-CBC (", "Algorithm: DES-CBC (", 1),
        )
        .fires_at(["A13"]);
    }

    #[test]
    fn silent_when_nothing_weak_is_shown() {
        finds_nothing(
            &RULE,
            &HEALTHY_DETAIL.replace("MODP 1024bit", "MODP 2048bit"),
        );
    }

    #[test]
    fn silent_without_the_detail() {
        finds_nothing(&RULE, HEALTHY);
    }
}
