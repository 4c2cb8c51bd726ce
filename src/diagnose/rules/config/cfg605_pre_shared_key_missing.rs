//! CFG605 pre-shared-key-missing: a gateway that proves itself by a key has none.

use crate::diagnose::settings::taken_out::{self, Asked};
use crate::diagnose::settings::{self, Change, Standing, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, log, nothing,
};
use crate::model::{AuthMethod, IkeVersion, Router, Setting};
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG605 pre-shared-key-missing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG605",
    slug: "pre-shared-key-missing",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のゲートウェイ {gateway} の設定に、事前共有鍵の行がありません",
        en: "The settings of gateway {gateway} of {here} show no line of a pre-shared key",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の設定に事前共有鍵がありません。",
        en: "The VPN is down. The settings of {here} lack the pre-shared key.",
    },
    why: Phrase {
        ja: "事前共有鍵で認証するゲートウェイに鍵がないと、鍵交換は行われません。\
             貼る前に鍵の行を消した場合は、この指摘は当てはまりません。{others}",
        en: "A gateway that proves itself by a pre-shared key and has none takes part in no key exchange. \
             If you removed the line of the key before pasting, this does not apply.{others}",
    },
    question: Phrase {
        ja: "事前共有鍵が設定されているか",
        en: "Whether the pre-shared key is set",
    },
    silent_when: for_docs(Phrase {
        ja: "証明書などで認証するとき、設定が全部は貼られていないとき、IKE SA があるとき、両端とも鍵の行がないとき\
             （貼る前に消したと考えられます）。両方のルーターに鍵の行が一つもないとき、そのルーターが鍵交換をしているとログに出ているときは、\
             消したのかを尋ねるだけです。同じルーターに鍵の行が一つもないときは、ほかの原因が見つかれば注意にとどめます。",
        en: "Where certificates or logins are used, when the settings were not pasted whole, where an IKE SA is \
             held, and where neither end shows a key: then the lines were probably removed before pasting. Where neither router \
             shows the line of any key, or a log shows that this one takes part in key exchange, it only asks whether the line was \
             removed. Where this router shows none, it is a remark beside another cause.",
    }),
    references: cited(&["Command Reference 15.3, 15.5"]),
    cause: Some(Cause::PreSharedKeyMissing),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

/// Where the other keys of the router were pasted.
const OTHERS_SHOWN: Phrase = Phrase {
    ja: "このルーターのほかのゲートウェイの鍵の行は貼られているので、鍵の行だけを消したのではなさそうです。",
    en: " The lines of the keys of its other gateways were pasted, so it was hardly removed.",
};

const ASKED: Asked = Asked {
    word: "pre-shared-key",
    question: Phrase {
        ja: "鍵の行を、貼る前に消しましたか。消したのなら、ここは問題ありません。覚えがなければ実行し、{gateway} 番の行が出るかを見ます。",
        en: "Did you remove the line of the key before pasting? Then all is well here. If not, run it and look for the line with \
             number {gateway}.",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の設定に事前共有鍵の行がありません。貼る前に消したのでなければ、それが原因です。",
        en: "This cannot be decided yet. The settings of {here} show no line of the pre-shared key: unless you removed it \
             before pasting, that is the cause.",
    },
};

const SET_KEY_IF_NONE: Phrase = Phrase {
    ja: "鍵の行がルーターにもなかったときだけ、<KEY> を相手のルーターと同じ鍵に置き換えて、まとめて実行します。",
    en: "Only where the router has no such line either: put the key that the peer's router has in place of <KEY> and run the \
         lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let standing = settings::standing(pair);
    if standing == Standing::Up {
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
        findings.push(say(&told, line, standing, pair));
    }
    Ok(settings::remarks_where_met(pair, findings))
}

/// A key that is missing, by the line that would show it. People take the lines of keys out before pasting: it is likely
/// not to be set where other lines of keys were left, the peer's or those of other gateways, and no log shows that the
/// end takes part in key exchange.
fn say(told: &Told<'_>, line: u32, standing: Standing, pair: &GatewayPair<'_>) -> Finding {
    let side = told.side();
    let number = told.number();
    let shows_others = shows_keys(told.end.router);
    let mut routers = pair.ends().map(|it| it.router);
    let may_be = !routers.any(shows_keys) || log::takes_part(&told.end, pair);
    let lines = [told.place(line), told.place(told.gateway.line)];
    let others = if shows_others {
        OTHERS_SHOWN
    } else {
        Phrase::NOTHING
    };
    let mut finding = Finding::new(lines)
        .about(&["preSharedKey"])
        .at(Where::Site(side))
        .site("here", side)
        .arg("gateway", number)
        .phrase("others", others);
    if !shows_others {
        finding = finding.yielding();
    }
    let finding = taken_out::ask(finding, told, &ASKED, standing, may_be);
    let key = format!("ipsec ike pre-shared-key {number} text <KEY>");
    let change = Change::of(key, &told.gateway.pre_shared_key);
    told.mend(finding, SET_KEY_IF_NONE, [change])
        .look_for_sas(side)
}

/// Whether the line of any key of a router was pasted, masked or not.
fn shows_keys(router: &Router) -> bool {
    let mut gateways = router.settings.gateways.iter();
    gateways.any(|it| matches!(it.pre_shared_key, Setting::Explicit(_) | Setting::Hidden(_)))
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
    fn fires_where_the_peers_key_was_left() {
        check(&RULE, &keyless()).fires_as_fault();
    }

    #[test]
    fn fires_where_the_keys_of_other_gateways_were_left() {
        let other = "tunnel select 2\n ipsec tunnel 2\n  ipsec sa policy 2 2 esp aes-cbc sha-hmac\n  ipsec ike pre-shared-key 2 ***\n  ipsec ike remote address 2 203.0.113.77\nipsec auto";
        let told = changed(&keyless(), "B", "ipsec auto", other);
        check(&RULE, &told).fires_as_fault();
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
