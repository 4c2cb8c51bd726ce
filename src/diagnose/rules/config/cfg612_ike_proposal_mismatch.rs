//! CFG612 ike-proposal-mismatch: a strict end refuses the algorithms that the other offers for phase 1.

use crate::diagnose::settings::{self, Both, Change, ONLY_WHAT_IT_CAN, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Outcome, Phrase, Rule, Rung, SasSince, Severity,
    Where, cited, for_docs, nothing,
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
        ja: "ヤマハの応答側は、ふつう自分にできる方式ならどれでも受け入れます。{reason}",
        en: "A responder of Yamaha usually accepts whatever it can do. {reason}",
    },
    question: Phrase {
        ja: "フェーズ1の方式が合うか",
        en: "Whether the algorithms of phase 1 can be agreed",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらも negotiate-strictly でなく、その機種にできる方式のとき（違っていても応答側が合わせます）、IKEv2 のとき。",
        en: "When neither end is strict and each model can do it, as the responder then follows, and with IKEv2.",
    }),
    references: cited(&["Command Reference 15.11, 15.22, 15.24, 15.25"]),
    cause: Some(Cause::IkeProposalMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const STRICT: Phrase = Phrase {
    ja: "{here}は negotiate-strictly が on なので、自分の設定と同じ提案しか受け入れません。",
    en: "{here} has negotiate-strictly on and accepts only what its own settings say.",
};
const UNABLE: Phrase = Phrase {
    ja: "{here}の {model} は、この方式を使えません。{here}から始めたときだけつながります。",
    en: "{here}, an {model}, cannot do this at all. The VPN comes up only where {here} begins.",
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
    for (own, other) in both.ends() {
        findings.extend(unable(pair, &both, own, other)?);
    }
    for (strict, other) in both.ends() {
        let on = strict.gateway.is_strict.explicit().filter(|it| it.value);
        if let Some(on) = on
            && !strict.is_v2()
        {
            findings.extend(refusal(pair, &both, strict, other, on.line)?);
        }
    }
    Ok(findings)
}

fn refusal(
    pair: &GatewayPair<'_>,
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
        .phrase("reason", STRICT)
        .arg("what", what.join(", "));
    let change = Change::of(line, &strict.gateway.is_strict);
    let finding = strict
        .mend(finding, FOLLOW, [change])
        .look_for_sas(strict.side());
    // What the strict end offers by itself, an end that is not strict accepts.
    let is_refused_too = other.gateway.is_strict.known().is_none_or(|it| it.value);
    let finding = both.weigh(finding, true);
    if strict.gets_to_offer(pair) && !is_refused_too {
        return Ok(Some(finding.severity(Severity::Risk)));
    }
    Ok(Some(finding))
}

/// An end whose model cannot do what the other offers. What it offers by itself, the other follows.
fn unable(
    pair: &GatewayPair<'_>,
    both: &Both<'_>,
    own: &Told<'_>,
    other: &Told<'_>,
) -> Result<Option<Finding>, Missing> {
    if own.is_v2() || other.is_v2() {
        return Ok(None);
    }
    let Some(model) = &own.end.router.device.model else {
        return Ok(None);
    };
    let mut lines = vec![own.place(model.line)];
    let mut what = Vec::new();
    let mut changes = Vec::new();
    for (name, of) in CHOICES {
        let offered = of(other.gateway);
        let Some(it) = offered.known().filter(|it| !own.may_use(&it.value.0)) else {
            continue;
        };
        let Some((mine, theirs)) = both.values(|it| of(it))? else {
            continue;
        };
        let wanted = if own.side() == both.a.side() {
            mine
        } else {
            theirs
        };
        lines.push(other.place(it.line));
        what.push(name);
        let line = format!("ipsec ike {name} {} {}", other.number(), wanted.value.0);
        changes.push(Change::of(line, offered));
    }
    if what.is_empty() {
        return Ok(None);
    }
    let finding = Finding::new(lines)
        .about(&["ikeEncryption", "ikeHash", "ikeGroup"])
        .at(Where::Site(other.side()))
        .site("here", own.side())
        .site("other", other.side())
        .phrase("reason", UNABLE)
        .arg("model", &model.value)
        .arg("what", what.join(", "));
    let finding = other.mend(finding, ONLY_WHAT_IT_CAN, changes);
    let finding = both.weigh(finding.look_for_sas(other.side()), true);
    let finding = finding.certainty(Certainty::Likely);
    Ok(Some(if own.gets_to_offer(pair) {
        finding.severity(Severity::Risk)
    } else {
        finding
    }))
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
    fn fires_where_the_strict_end_might_begin_and_its_log_shows_only_answers() {
        let log = "# show log\n2026/11/23 10:00:00: [IKE] respond ISAKMP phase to 203.0.113.2\n\
                   2026/11/23 10:01:00: [IKE] respond ISAKMP phase to 203.0.113.2\n//- B";
        let answers = differing(STRICT).replacen("//- B", log, 1);
        check(&RULE, &answers).fires_as_fault();
        let begins = answers.replacen("respond ISAKMP", "initiate ISAKMP", 1);
        check(&RULE, &begins).fires_as_remark();
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
    fn fires_where_the_model_that_only_answers_cannot_do_it() {
        let sha = " ipsec ike hash 1 sha256\n tunnel enable 1";
        let fixture = changed(SETTINGS, "A", " tunnel enable 1", sha);
        let fixture = changed(&fixture, "B", "ipsec auto refresh on", "");
        let of = |model: &str| {
            let head =
                format!("//- B\n# show config\n# {model} Rev.8.03.92 (Thu Jan  1 00:00:00 2026)\n");
            fixture.replacen("//- B\n# show config\n", &head, 1)
        };
        check(&RULE, &of("RTX1100")).fires_as_fault();
        check(&RULE, &of("RTX1100")).fires_at(["A15", "B2"]);
        finds_nothing(&RULE, &of("RTX1200"));
        finds_nothing(&RULE, &of("RTX1210"));
        let begins = of("RTX1100") + "\nipsec auto refresh on";
        check(&RULE, &begins).fires_as_remark();
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        let fixture = changed(&differing(STRICT), "A", "ipsec auto refresh on", "");
        check(&RULE, &joined(HEALTHY, &fixture)).fires_as_remark();
    }
}
