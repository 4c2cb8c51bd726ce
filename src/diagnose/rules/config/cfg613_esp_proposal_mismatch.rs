//! CFG613 esp-proposal-mismatch: the policies of the two ends do not say the same of phase 2.

use crate::diagnose::settings::{self, ALIGN, Both, Change, Standing, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited,
    for_docs, nothing,
};
use crate::model::{Algorithm, Policy};
use crate::pair::GatewayPair;

/// CFG613 esp-proposal-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG613",
    slug: "esp-proposal-mismatch",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "ipsec sa policy の方式が違います（{a}は {mine}、{b}は {theirs}）",
        en: "ipsec sa policy differs ({a}: {mine}, {b}: {theirs})",
    },
    headline: Phrase {
        ja: "VPN は切れています。ipsec sa policy の方式が違います（{a}は {mine}、{b}は {theirs}）。",
        en: "The VPN is down. ipsec sa policy differs ({a}: {mine}, {b}: {theirs}).",
    },
    why: Phrase {
        ja: "フェーズ2では、通信を守る方式（esp か ah か、暗号と認証のアルゴリズム）を両端で決めます。\
             違っていると IPsec SA ができないことがあり、できていても次の鍵交換で切れることがあります。",
        en: "In phase 2 the ends agree how traffic is protected: esp or ah, encryption and authentication. \
             Where they differ there may be no IPsec SA, or none after the next key exchange.",
    },
    question: Phrase {
        ja: "両端の ipsec sa policy が合うか",
        en: "Whether ipsec sa policy of both ends agree",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv2 でアルゴリズムだけが違うとき（応答側が選びます）。アルゴリズムだけの違いは、フェーズ1ができて \
             IPsec SA がないと分かるまでは注意点です。",
        en: "With IKEv2 where only algorithms differ, as the responder chooses. A difference of algorithms \
             alone is a remark until phase 1 is seen to be up without an IPsec SA.",
    }),
    references: cited(&["Command Reference 15.48.2", "RFC 2409 §5.5"]),
    cause: Some(Cause::EspProposalMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const WHAT_BOTH_CAN: Phrase = Phrase {
    ja: "両方の機種にできる方式にそろえます。次の行をまとめて実行します。いま強いほうの設定よりは弱くなるので、できれば古いほうの機種を新しくしてください。",
    en: "Sets what the models of both ends can do. Run the lines together. It is weaker than what the stronger end says now; a newer model in place of the older is the better way.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let (Some(mine), Some(theirs)) = (both.a.policy, both.b.policy) else {
        return nothing();
    };
    let is_other_protocol = mine.is_esp != theirs.is_esp;
    let v1 = [&both.a, &both.b].iter().all(|told| {
        let is_known = told.gateway.version.known().is_some();
        is_known && !told.is_v2()
    });
    if !is_other_protocol && (!v1 || algorithms_agree(mine, theirs)) {
        return nothing();
    }
    let mut finding = Finding::new([both.a.place(mine.line), both.b.place(theirs.line)])
        .about(&["ipsecProtocol", "ipsecEncryption", "ipsecIntegrity"])
        .arg("mine", words(mine))
        .arg("theirs", words(theirs));
    finding = with_steps(finding, &both, mine, theirs);
    finding = finding.look_for_sas(both.a.side());
    let finding = both.weigh(both.name(finding), false);
    Ok(vec![if is_other_protocol {
        finding
    } else if both.standing == Standing::Phase1 {
        finding.certainty(Certainty::Likely)
    } else {
        finding
            .severity(Severity::Risk)
            .certainty(Certainty::Likely)
    }])
}

/// Adds what makes the policies equal: the stronger of the two stays as it is, unless the other router cannot
/// do it.
fn with_steps(mut finding: Finding, both: &Both<'_>, mine: &Policy, theirs: &Policy) -> Finding {
    let is_mine = strength(mine) > strength(theirs);
    let strongest = if is_mine { mine } else { theirs };
    let Some(common) = within(both, strongest) else {
        return finding;
    };
    let is_possible = words(&common) == words(strongest);
    let text = if is_possible { ALIGN } else { WHAT_BOTH_CAN };
    for (told, own, other) in [(&both.a, mine, theirs), (&both.b, theirs, mine)] {
        let wanted = if is_possible { other } else { &common };
        let is_weaker = !is_possible || strength(own) <= strength(other);
        if is_weaker && words(own) != words(wanted) {
            let change = Change::in_place_of(line(told, own, wanted), own.line);
            finding = told.mend(finding, text, [change]);
        }
    }
    finding
}

/// A policy with the strongest algorithms below its own that both models can use; None where there is none.
fn within(both: &Both<'_>, policy: &Policy) -> Option<Policy> {
    let can_both = |it: &Algorithm| both.a.may_use(&it.0) && both.b.may_use(&it.0);
    let usable = |it: &Option<Algorithm>| match it {
        None => Some(None),
        Some(it) if can_both(it) => Some(Some(it.clone())),
        Some(it) => it.weaker().find(can_both).map(Some),
    };
    Some(Policy {
        encryption: usable(&policy.encryption)?,
        integrity: usable(&policy.integrity)?,
        ..policy.clone()
    })
}

/// Whether what is written at both ends agrees; what is not written may be any model's default.
fn algorithms_agree(mine: &Policy, theirs: &Policy) -> bool {
    let encryption = mine.encryption.as_ref().zip(theirs.encryption.as_ref());
    let integrity = match (&mine.integrity, &theirs.integrity) {
        (Some(mine), Some(theirs)) => mine.same(theirs),
        (None, None) => true,
        // Without one written, ESP goes without; for AH the default is a matter of the model.
        _ => !mine.is_esp,
    };
    integrity && encryption.is_none_or(|(mine, theirs)| mine.same(theirs))
}

fn words(policy: &Policy) -> String {
    let mut words = vec![if policy.is_esp { "esp" } else { "ah" }];
    let written = [&policy.encryption, &policy.integrity];
    words.extend(written.into_iter().flatten().map(|it| it.0.as_str()));
    words.join(" ")
}

/// The policy of an end with the algorithms of the other.
fn line(told: &Told<'_>, own: &Policy, wanted: &Policy) -> String {
    format!(
        "ipsec sa policy {} {} {}",
        own.id.0,
        told.number(),
        words(wanted)
    )
}

/// Grows with what a policy protects.
fn strength(policy: &Policy) -> impl Ord + use<> {
    let rank = |it: &Option<Algorithm>| it.as_ref().and_then(Algorithm::strength);
    (
        policy.is_esp,
        rank(&policy.integrity),
        rank(&policy.encryption),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, ONLY_IKE, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    fn policy(words: &str) -> String {
        changed(SETTINGS, "B", "esp aes-cbc sha-hmac", words)
    }

    #[test]
    fn fires_on_esp_against_ah() {
        check(&RULE, &policy("ah sha-hmac")).fires_as_fault();
        check(&RULE, &policy("ah sha-hmac")).fires_at(["A11", "B11"]);
    }

    #[test]
    fn other_algorithms_are_a_remark_until_phase_2_is_seen_to_fail() {
        for words in [
            "esp aes256-cbc sha-hmac",
            "esp aes-cbc sha256-hmac",
            "esp aes-cbc",
        ] {
            check(&RULE, &policy(words)).fires_as_remark();
            check(&RULE, &joined(ONLY_IKE, &policy(words))).fires_as_fault();
            check(&RULE, &joined(HEALTHY, &policy(words))).fires_as_remark();
        }
    }

    /// The steps where B, of a model, has one policy and A another.
    fn steps(model: &str, a: &str, b: &str) -> Vec<String> {
        let head = format!("//- B\n# show config\n# {model} (Thu Jan  1 00:00:00 2026)");
        let fixture = changed(&policy(b), "A", "esp aes-cbc sha-hmac", a);
        let steps = commands(&RULE, &fixture.replacen("//- B\n# show config", &head, 1));
        let lines = steps.iter().flat_map(|it| it.lines());
        let policies = lines.filter_map(|it| it.strip_prefix("ipsec sa policy "));
        let words = policies.filter_map(|it| it.splitn(3, ' ').last());
        words.map(str::to_owned).collect()
    }

    #[test]
    fn no_model_is_told_to_do_what_it_cannot() {
        let old = "RTX1100 Rev.8.03.94";
        let strong = "esp aes256-cbc sha256-hmac";
        let common = ["esp aes-cbc sha-hmac"; 2];
        assert_eq!(steps(old, strong, "ah sha-hmac")[..1], common[..1]);
        assert_eq!(steps(old, strong, "esp aes-cbc sha-hmac"), common[..1]);
        assert_eq!(steps(old, strong, "esp 3des-cbc md5-hmac"), common);
        let long = "esp aes256-cbc sha512-hmac";
        let common = ["esp aes256-cbc sha256-hmac"; 2];
        assert_eq!(steps("RTX830 Rev.15.02.33", long, "esp aes-cbc"), common);
        let new = steps("RTX1300 Rev.23.00.17", long, "esp aes-cbc");
        assert_eq!(new, ["esp aes256-cbc sha512-hmac"]);
    }

    #[test]
    fn silent_where_they_agree() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &policy("esp aes-cbc sha-hmac anti-replay-check=off"));
    }

    #[test]
    fn with_ikev2_the_answering_end_chooses() {
        let v2 = " ipsec ike version 1 2\n tunnel enable 1";
        let fixture = changed(
            &policy("esp aes256-cbc sha256-hmac"),
            "A",
            " tunnel enable 1",
            v2,
        );
        finds_nothing(&RULE, &changed(&fixture, "B", " tunnel enable 1", v2));
    }
}
