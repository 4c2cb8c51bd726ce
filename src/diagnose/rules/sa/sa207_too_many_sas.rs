//! SA207 too-many-sas: SAs of one gateway pile up.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::model::Direction;
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, sort_once};

/// SA207 too-many-sas.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA207",
    slug: "too-many-sas",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{here}に、一つの相手の IPsec SA が{n}個あります",
        en: "{here} has {n} IPsec SAs of one peer",
    },
    headline: Phrase {
        ja: "{here}に、一つの相手の IPsec SA が{n}個あります。",
        en: "{here} has {n} IPsec SAs of one peer.",
    },
    why: Phrase {
        ja: "鍵更新が短い間隔で繰り返されているか、古い SA が消されずに溜まっています。寿命の設定（ipsec ike duration）と、同じ相手への設定が二重になっていないかを見てください。",
        en: "Keys are renewed very often, or old SAs are not deleted. Look at the lifetimes (ipsec ike duration) and for a second setting toward the same peer.",
    },
    question: Phrase {
        ja: "SA が溜まっていないか",
        en: "Whether SAs pile up",
    },
    silent_when: for_docs(Phrase {
        ja: "一つの相手の IPsec SA が12個までのとき。トンネルが複数なら、その分だけ多くて正常です。",
        en: "Up to 12 IPsec SAs of one peer. With several tunnels, more are normal.",
    }),
    references: cited(&["RFC 7296 §2.8"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

/// Three generations of a double set, in both directions.
const MOST: usize = 12;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let findings: Vec<Finding> = pair.ends().filter_map(|end| too_many(&end)).listed();
    if findings.is_empty() {
        nothing()
    } else {
        Ok(findings)
    }
}

fn too_many(end: &End<'_>) -> Option<Finding> {
    let sas = || {
        end.ipsec_sas(Direction::Outbound)
            .chain(end.ipsec_sas(Direction::Inbound))
    };
    let mut tunnels: Vec<_> = sas().map(|sa| sa.tunnel).listed();
    sort_once(&mut tunnels);
    let n = sas().count();
    let first = sas().next()?;
    let side = end.router.side;
    (n > MOST * tunnels.len()).then(|| {
        Finding::new([end.router.place(first.common.line)])
            .at(Where::Site(side))
            .site("here", side)
            .arg("n", n)
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    fn rows(n: u32) -> String {
        let rows = (1..=n).map(|id| format!("{id} 1 1 tun[0001]esp send 2{id:03} 203.0.113.2\n"));
        format!("//- A\n{}", rows.collect::<String>())
    }

    #[test]
    fn fires_when_sas_pile_up() {
        check(&RULE, &rows(13)).fires_at(["A1"]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_up_to_the_limit() {
        finds_nothing(&RULE, &rows(12));
    }
}
