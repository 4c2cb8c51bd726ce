//! SA204 same-spi-differs: SAs with one SPI that cannot be one SA.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, steps,
};
use crate::model::{Algorithm, IpsecSa, Sourced, Word};
use crate::pair::{End, Flow, GatewayPair, SaState};
use crate::text::{Listed, SecretKind};

/// SA204 same-spi-differs.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA204",
    slug: "same-spi-differs",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "SPI {spi} の SA の{what}が、{sender}と{receiver}で違います",
        en: "The {what} of the SA with SPI {spi} differs between {sender} and {receiver}",
    },
    headline: Phrase {
        ja: "まだ判断できません。SPI は同じですが、SA の{what}が両端で違います。",
        en: "This cannot be decided yet. The SPIs agree, but the {what} of the SA differs.",
    },
    why: Phrase {
        ja: "一つの SA なら、方式も鍵も両端で同じです。出力が書き換わったか、別の SA の SPI がたまたま一致しています。",
        en: "One SA has the same algorithms and key at both ends. The output was altered, or two SAs share an SPI by chance.",
    },
    question: Phrase {
        ja: "SPI の合う SA の方式と鍵が同じか",
        en: "Whether SAs with one SPI have the same algorithms and key",
    },
    silent_when: for_docs(Phrase {
        ja: "鍵が表示されないときは、鍵を比べられません。",
        en: "Where keys are not shown, they cannot be compared.",
    }),
    references: cited(&["RFC 4301 §4.4.2.1"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const KEY: Phrase = Phrase {
    ja: "鍵",
    en: "key",
};
const PROTOCOL: Phrase = Phrase {
    ja: "プロトコル",
    en: "protocol",
};
const MODE: Phrase = Phrase {
    ja: "モード",
    en: "mode",
};
const ENCRYPTION: Phrase = Phrase {
    ja: "暗号アルゴリズム",
    en: "encryption algorithm",
};
const INTEGRITY: Phrase = Phrase {
    ja: "認証アルゴリズム",
    en: "authentication algorithm",
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(pair: &GatewayPair<'_>) -> Outcome {
    let matched = pair
        .flows
        .iter()
        .filter(|flow| flow.state == SaState::Matched);
    Ok(matched
        .filter_map(|flow| differing(pair, flow))
        .take(1)
        .listed())
}

fn differing(pair: &GatewayPair<'_>, flow: &Flow<'_>) -> Option<Finding> {
    let (sender, receiver) = (flow.sender?, flow.receiver?);
    let end_of = |side| pair.ends().find(|end| Some(end.router.side) == side);
    let (from, to) = (end_of(flow.from)?, end_of(flow.to)?);
    let (what, line, other) =
        difference(sender, receiver).or_else(|| keys_differ(&from, sender, &to, receiver))?;
    let mut finding = Finding::new([from.router.place(line), to.router.place(other)])
        .at(Where::Both)
        .site("sender", from.router.side)
        .site("receiver", to.router.side)
        .arg("spi", sender.spi?.value)
        .phrase("what", what);
    for end in [&from, &to] {
        let need = Need::sa_detail(end);
        finding = finding.read_and_ask(need, steps::BOTH_WITHIN_A_MINUTE);
    }
    Some(finding)
}

/// The first property that both print and that differs, with its lines.
fn difference(one: &IpsecSa, other: &IpsecSa) -> Option<(Phrase, u32, u32)> {
    let text = |what, one: Option<&Sourced<Word>>, other: Option<&Sourced<Word>>| {
        let (one, other) = (one?, other?);
        (one.value != other.value).then_some((what, one.line, other.line))
    };
    let algorithm = |what, one: Option<&Sourced<Algorithm>>, other: Option<&Sourced<Algorithm>>| {
        let (one, other) = (one?, other?);
        (!one.value.same(&other.value)).then_some((what, one.line, other.line))
    };
    text(PROTOCOL, one.protocol.as_ref(), other.protocol.as_ref())
        .or_else(|| text(MODE, one.mode.as_ref(), other.mode.as_ref()))
        .or_else(|| {
            algorithm(
                ENCRYPTION,
                one.encryption.as_ref(),
                other.encryption.as_ref(),
            )
        })
        .or_else(|| algorithm(INTEGRITY, one.integrity.as_ref(), other.integrity.as_ref()))
}

/// The lines of two keys that both ends print in clear and that differ.
fn keys_differ(
    from: &End<'_>,
    sender: &IpsecSa,
    to: &End<'_>,
    receiver: &IpsecSa,
) -> Option<(Phrase, u32, u32)> {
    let (line, other) = (sender.common.key_line?, receiver.common.key_line?);
    let same = from
        .router
        .vault
        .same(SecretKind::SaKey, line, &to.router.vault, other)?;
    (!same).then_some((KEY, line, other))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_DETAIL, check, finds_nothing};

    #[test]
    fn fires_on_another_algorithm() {
        let altered = HEALTHY_DETAIL.replacen(
            "AES-CBC (for Auth.: HMAC-SHA)",
            "3DES-CBC (for Auth.: HMAC-SHA)",
            1,
        );
        check(&RULE, &altered).fires_at(["A13", "B20"]);
    }

    #[test]
    fn fires_on_another_key() {
        let mut n = 0;
        let keyed: String = HEALTHY_DETAIL
            .lines()
            .flat_map(|line| {
                n += 1;
                let key = line
                    .starts_with("SPI: a0")
                    .then(|| format!("Key: 00 {n:02}"));
                [Some(line.to_owned()), key]
            })
            .flatten()
            .map(|line| line + "\n")
            .collect();
        check(&RULE, &keyed).fires_at(["A15", "B22"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn silent_when_a_key_is_hidden() {
        let hidden = "SPI: a0 00 00 01\nKey: ** ** ** ** **  (confidential)   ** ** ** ** **";
        finds_nothing(&RULE, &HEALTHY_DETAIL.replace("SPI: a0 00 00 01", hidden));
    }
}
