//! CFG605 pre-shared-key-missing: a gateway that proves itself by a key has none.

use crate::diagnose::settings::{self, Change, Standing, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::{AuthMethod, IkeVersion};
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG605 pre-shared-key-missing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG605",
    slug: "pre-shared-key-missing",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のゲートウェイ {gateway} に事前共有鍵がありません",
        en: "Gateway {gateway} of {here} has no pre-shared key",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の設定に事前共有鍵がありません。",
        en: "The VPN is down. The settings of {here} lack the pre-shared key.",
    },
    why: Phrase {
        ja: "事前共有鍵で認証するゲートウェイに鍵がないと、鍵交換は行われません。\
             貼る前に鍵の行を消した場合は、この指摘は当てはまりません。",
        en: "A gateway that proves itself by a pre-shared key and has none takes part in no key exchange. \
             If you removed the line of the key before pasting, this does not apply.",
    },
    question: Phrase {
        ja: "事前共有鍵が設定されているか",
        en: "Whether the pre-shared key is set",
    },
    silent_when: for_docs(Phrase {
        ja: "証明書などで認証するとき、設定が全部は貼られていないとき、IKE SA があるとき、両端とも鍵の行がないとき\
             （貼る前に消したと考えられます）。",
        en: "Where certificates or logins are used, when the settings were not pasted whole, where an IKE SA is \
             held, and where neither end shows a key: then the lines were probably removed before pasting.",
    }),
    references: cited(&["Command Reference 15.3, 15.5"]),
    cause: Some(Cause::PreSharedKeyMissing),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const SET_KEY: Phrase = Phrase {
    ja: "<KEY> を相手のルーターと同じ鍵に置き換えて、まとめて実行します。",
    en: "Put the key that the peer's router has in place of <KEY> and run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if settings::standing(pair) == Standing::Up {
        return nothing();
    }
    let mut findings = Vec::new();
    let ends: Vec<Told<'_>> = pair.ends().filter_map(|end| settings::told(&end)).listed();
    let has_no_key = |told: &Told<'_>| told.gateway.pre_shared_key.absent().is_some();
    if ends.len() > 1 && ends.iter().all(has_no_key) {
        return nothing();
    }
    for told in ends {
        let Some(line) = told.gateway.pre_shared_key.absent() else {
            continue;
        };
        let is_used = told.is_used();
        if !is_used || !needs_key(&told) || told.end.ike_presence().is_shown() {
            continue;
        }
        let side = told.side();
        let number = told.number();
        let key = format!("ipsec ike pre-shared-key {number} text <KEY>");
        let finding = Finding::new([told.place(line), told.place(told.gateway.line)])
            .about(&["preSharedKey"])
            .at(Where::Site(side))
            .site("here", side)
            .arg("gateway", number);
        let change = Change::of(key, &told.gateway.pre_shared_key);
        let finding = told.mend(finding, SET_KEY, [change]).look_for_sas(side);
        findings.push(finding);
    }
    Ok(settings::remarks_where_met(pair, findings))
}

fn needs_key(told: &Told<'_>) -> bool {
    let version = told.gateway.version.known().map(|it| it.value);
    let method = told.gateway.method.known().map(|it| it.value);
    match (version, method) {
        (Some(IkeVersion::V1), _) | (Some(IkeVersion::V2), Some(AuthMethod::Key)) => true,
        (Some(IkeVersion::V2), Some(AuthMethod::Auto)) => told.gateway.login.is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn keyless() -> String {
        changed(SETTINGS, "B", "  ipsec ike pre-shared-key 1 text dummy", "")
    }

    #[test]
    fn fires_on_a_gateway_without_key() {
        check(&RULE, &keyless()).fires_at(["B1", "B11"]);
    }

    #[test]
    fn silent_on_healthy_pairs_and_masked_keys() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &changed(SETTINGS, "B", "text dummy", "text ***"));
    }

    #[test]
    fn silent_where_the_keys_of_both_were_removed() {
        let key = "  ipsec ike pre-shared-key 1 text dummy";
        finds_nothing(&RULE, &changed(&keyless(), "A", key, ""));
    }

    #[test]
    fn silent_with_certificates() {
        let v2 = " ipsec ike version 1 2\n ipsec ike pki file 1 certificate=1\n tunnel enable 1";
        finds_nothing(&RULE, &changed(&keyless(), "B", " tunnel enable 1", v2));
    }

    #[test]
    fn silent_where_the_settings_are_a_part_or_sas_contradict() {
        finds_nothing(
            &RULE,
            &keyless().replace("show config", "show config | grep i"),
        );
        finds_nothing(&RULE, &joined(HEALTHY, &keyless()));
    }
}
