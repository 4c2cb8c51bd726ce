//! CFG612 ike-proposal-mismatch: a strict end refuses the algorithms that the other offers for phase 1.

use crate::diagnose::settings::{self, Both, Change, Starts, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Outcome, Phrase, Rule, Rung, Severity, Where,
    for_docs, nothing,
};
use crate::model::{Algorithm, GatewaySettings, Setting};
use crate::pair::GatewayPair;
use crate::text::Place;

/// CFG612 ike-proposal-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG612",
    slug: "ike-proposal-mismatch",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}は、{other}が提案するフェーズ1の方式を受け入れません（{what}）",
        en: "{here} refuses what {other} offers for phase 1 ({what})",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}は、{other}が提案するフェーズ1の方式を受け入れません。",
        en: "The VPN is down. {here} refuses what {other} offers for phase 1.",
    },
    why: Phrase {
        ja: "ヤマハの応答側は、ふつう自分にできる方式ならどれでも受け入れます。{here}は negotiate-strictly が on なので、\
             自分の設定と同じ提案しか受け入れません。",
        en: "A responder of Yamaha usually accepts whatever it can do. {here} has negotiate-strictly on and \
             accepts only what its own settings say.",
    },
    question: Phrase {
        ja: "フェーズ1の方式が合うか",
        en: "Whether the algorithms of phase 1 can be agreed",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらも negotiate-strictly でないとき（違っていても応答側が合わせます）、IKEv2 のとき。",
        en: "When neither end is strict, as the responder then follows, and with IKEv2.",
    }),
    references: &["Command Reference 15.11, 15.22, 15.24, 15.25"],
    cause: Some(Cause::IkeProposalMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    check: Check::Pair(check),
};

const FOLLOW: Phrase = Phrase {
    ja: "応答するときに相手へ合わせるようにします。方式そのものをそろえてもかまいません。",
    en: "Lets this end follow the peer when it answers. Making the algorithms equal does as well.",
};

type Choice = (&'static str, fn(&GatewaySettings) -> &Setting<Algorithm>);

/// What is agreed in phase 1.
const CHOICES: [Choice; 3] = [
    ("encryption", |it| &it.encryption),
    ("hash", |it| &it.hash),
    ("group", |it| &it.group),
];

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let mut findings = Vec::new();
    for (strict, other) in both.ends() {
        let on = strict.gateway.is_strict.explicit().filter(|it| it.value);
        if let Some(on) = on
            && !strict.is_v2()
        {
            findings.extend(refusal(&both, strict, other, on.line)?);
        }
    }
    Ok(findings)
}

fn refusal(
    both: &Both<'_>,
    strict: &Told<'_>,
    other: &Told<'_>,
    on: u32,
) -> Result<Option<Finding>, Missing> {
    let mut lines: Vec<Place> = vec![strict.place(on)];
    let mut what = Vec::new();
    for (name, of) in CHOICES {
        let Some((mine, theirs)) = both.values(|it| of(it))? else {
            continue;
        };
        if !mine.value.same(&theirs.value) {
            lines.extend([both.a.place(mine.line), both.b.place(theirs.line)]);
            what.push(name);
        }
    }
    if what.is_empty() {
        return Ok(None);
    }
    let number = strict.number();
    let line = format!("ipsec ike negotiate-strictly {number} off");
    let finding = Finding::new(lines)
        .about(&["ikeEncryption", "ikeHash", "ikeGroup"])
        .at(Where::Site(strict.side()))
        .site("here", strict.side())
        .site("other", other.side())
        .arg("what", what.join(", "));
    let change = Change::of(line, &strict.gateway.is_strict);
    let finding = strict
        .mend(finding, FOLLOW, [change])
        .look_for_sas(strict.side());
    // What the strict end offers by itself, an end that is not strict accepts.
    let is_refused_too = other.gateway.is_strict.known().is_none_or(|it| it.value);
    let finding = both.weigh(finding, true);
    if matches!(strict.starts(), Starts::Yes) && !is_refused_too {
        return Ok(Some(finding.severity(Severity::Risk)));
    }
    Ok(Some(finding))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn differing(strict: &str) -> String {
        let aes = format!(" ipsec ike encryption 1 aes256-cbc\n{strict} tunnel enable 1");
        changed(SETTINGS, "A", " tunnel enable 1", &aes)
    }

    const STRICT: &str = " ipsec ike negotiate-strictly 1 on\n";

    #[test]
    fn fires_where_the_strict_end_only_answers() {
        let fixture = changed(&differing(STRICT), "A", "ipsec auto refresh on", "");
        let said = check(&RULE, &fixture);
        said.fires_as_fault();
        check(&RULE, &fixture).fires_at(["A15", "A16", "B1"]);
    }

    #[test]
    fn a_remark_where_the_strict_end_begins() {
        check(&RULE, &differing(STRICT)).fires_as_remark();
    }

    #[test]
    fn an_answering_router_follows_unless_it_is_strict() {
        finds_nothing(&RULE, &differing(""));
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn strict_and_equal_is_no_fault() {
        let strict = format!("{STRICT} tunnel enable 1");
        finds_nothing(&RULE, &changed(SETTINGS, "A", " tunnel enable 1", &strict));
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        let fixture = changed(&differing(STRICT), "A", "ipsec auto refresh on", "");
        check(&RULE, &joined(HEALTHY, &fixture)).fires_as_remark();
    }
}
