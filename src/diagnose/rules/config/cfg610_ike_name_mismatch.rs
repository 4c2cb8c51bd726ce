//! CFG610 ike-name-mismatch: the name that one end says is not the one that the other waits for.

use crate::diagnose::settings::{self, Both, Change, Names, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::IkeName;
use crate::pair::GatewayPair;

/// CFG610 ike-name-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG610",
    slug: "ike-name-mismatch",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{own}の名前（local name）と、{other}が待っている名前（remote name）が違います",
        en: "The name of {own} (local name) is not the one that {other} waits for (remote name)",
    },
    headline: Phrase {
        ja: "VPN は切れています。{own}の名前と、{other}が待っている相手の名前が違います。",
        en: "The VPN is down. The name of {own} is not the one that {other} waits for.",
    },
    why: Phrase {
        ja: "{own}は「{said}」と名乗り、{other}は「{wanted}」を待っています。名前（IKEv2 では種別も）が一致しないと、\
             {other}は相手のゲートウェイを見つけられず、鍵交換に応じません。大文字と小文字も区別して比べています。",
        en: "{own} says it is “{said}”, and {other} waits for “{wanted}”. Unless the names (with IKEv2 their \
             types too) agree, {other} finds no gateway for it and refuses the key exchange. Upper and lower case are told apart here.",
    },
    question: Phrase {
        ja: "両端の名前が入れ替わりに一致しているか",
        en: "Whether the names of both ends mirror each other",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv1 のメインモード（名前を使いません）、名前が伏せられているとき。",
        en: "With IKEv1 in main mode, which uses no names, and where a name is masked.",
    }),
    references: cited(&["Command Reference 15.14, 15.17", "RFC 7296 §3.5"]),
    cause: Some(Cause::IkeNameMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const CHANGE_REMOTE: Phrase = Phrase {
    ja: "待っている名前を、相手の名乗る名前に合わせます。次の行をまとめて実行します。",
    en: "Makes this end wait for the name that the peer says. Run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let mut findings = Vec::new();
    for (own, other) in both.ends() {
        if let Some(finding) = mismatch(&both, own, other) {
            findings.push(finding);
        }
    }
    Ok(findings)
}

fn mismatch(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> Option<Finding> {
    let said = own.gateway.local_name.explicit()?;
    let wanted = other.gateway.remote_name.explicit()?;
    if settings::names(own, other) != Names::Wrong {
        return None;
    }
    let name = format!("{}{}", said.value.name.as_str(), kind(&said.value));
    let line = format!("ipsec ike remote name {} {name}", other.number());
    // That case counts is inferred.
    let names = (said.value.name.as_str(), wanted.value.name.as_str());
    let only_case = names.0 != names.1 && names.0.eq_ignore_ascii_case(names.1);
    let finding = Finding::new([own.place(said.line), other.place(wanted.line)])
        .about(both.row_of(own, "localName", "remoteName"))
        .at(Where::Site(other.side()))
        .site("own", own.side())
        .site("other", other.side())
        .arg("said", name)
        .arg(
            "wanted",
            format!("{}{}", wanted.value.name.as_str(), kind(&wanted.value)),
        );
    let change = Change::of(line, &other.gateway.remote_name);
    let finding = other
        .mend(finding, CHANGE_REMOTE, [change])
        .look_for_sas(own.side());
    let finding = both.weigh(finding, true);
    Some(if only_case {
        finding.certainty(Certainty::Likely)
    } else {
        finding
    })
}

/// The type as it stands behind the name.
fn kind(name: &IkeName) -> String {
    name.kind
        .as_ref()
        .map_or(String::new(), |kind| format!(" {kind}"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    /// IKEv2 with names that mirror each other, types written.
    fn v2() -> String {
        let lines = |own: &str, other: &str| {
            format!(
                " ipsec ike version 1 2\n ipsec ike local name 1 {own} key-id\n \
                 ipsec ike remote name 1 {other} key-id\n tunnel enable 1"
            )
        };
        let a = changed(SETTINGS, "A", " tunnel enable 1", &lines("hq", "branch"));
        changed(&a, "B", " tunnel enable 1", &lines("branch", "hq"))
    }

    #[test]
    fn fires_on_another_name_or_type() {
        check(
            &RULE,
            &changed(&v2(), "B", "remote name 1 hq", "remote name 1 HQ"),
        )
        .fires_at(["A16", "B17"]);
        check(
            &RULE,
            &changed(
                &v2(),
                "B",
                "remote name 1 hq key-id",
                "remote name 1 hq fqdn",
            ),
        )
        .fires_at(["A16", "B17"]);
    }

    #[test]
    fn silent_where_names_mirror_or_a_type_is_not_written() {
        finds_nothing(&RULE, &v2());
        finds_nothing(
            &RULE,
            &changed(&v2(), "B", "remote name 1 hq key-id", "remote name 1 hq"),
        );
        finds_nothing(
            &RULE,
            &changed(&v2(), "B", "remote name 1 hq", "remote name 1 ***"),
        );
        for (said, wanted) in [
            ("\"hq\" key-id", "hq key-id"),
            ("\"our hq\" key-id", "\"hq\" key-id"),
            ("hq@example.jp user-fqdn", "hq@example.jp rfc822-addr"),
        ] {
            let other = changed(&v2(), "A", "hq key-id", said);
            finds_nothing(&RULE, &changed(&other, "B", "hq key-id", wanted));
        }
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn names_count_in_aggressive_mode_and_not_in_main_mode() {
        let named = " ipsec ike remote name 1 wrong\n tunnel enable 1";
        let a = changed(SETTINGS, "A", " tunnel enable 1", named);
        let main = changed(
            &a,
            "B",
            " tunnel enable 1",
            " ipsec ike local name 1 branch\n tunnel enable 1",
        );
        finds_nothing(&RULE, &main);
        check(&RULE, &changed(&main, "A", "203.0.113.2", "any")).fires_at(["A15", "B15"]);
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        let other = changed(&v2(), "B", "remote name 1 hq", "remote name 1 HQ");
        check(&RULE, &joined(HEALTHY, &other)).fires_as_remark();
    }

    #[test]
    fn a_template_waits_for_its_name_with_the_number_of_the_tunnel() {
        let said = "ipsec ike local name 1 branch3 key-id\n tunnel enable 1";
        let waits = "ipsec ike remote name 1 branch key-id\n tunnel template 2-5\n tunnel enable 1";
        let hub = changed(SETTINGS, "A", "tunnel enable 1", waits);
        let hub = changed(&hub, "A", "203.0.113.2", "any");
        let third = changed(&hub, "B", "tunnel enable 1", said);
        check(&RULE, &third).asks_for(["A show config tunnel 3 expand"]);
        for other in ["branch9", "branchx", "other"] {
            finds_nothing(&RULE, &third.replace("branch3", other));
        }
        let own = third.replace(" tunnel template 2-5\n", "");
        check(&RULE, &own).fires();
    }
}
