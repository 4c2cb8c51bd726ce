//! CFG610 ike-name-mismatch: the name that one end says is not the one that the other waits for.

use crate::diagnose::settings::{self, Both, CHANGE_ONE, Change, Names, Told, named};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::PeerAddress;
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
        ja: "{how}名前（IKEv2 では種別も）が一致しないと、\
             {other}は相手のゲートウェイを見つけられず、鍵交換に応じません。大文字と小文字も区別して比べています。",
        en: "{how} Unless the names (with IKEv2 their \
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
const CHANGE_LOCAL: Phrase = Phrase {
    ja: "名乗る名前を、相手の待っている名前に合わせます。次の行をまとめて実行します。",
    en: "Makes this end say the name that the peer waits for. Run the lines together.",
};

const NONE_AWAITED: Phrase = Phrase {
    ja: "{other}に、{own}が名乗る名前を待つ設定（remote name）がありません",
    en: "{other} has no remote name, by which it would know the name that {own} says",
};
const NONE_AWAITED_HEADLINE: Phrase = Phrase {
    ja: "VPN は切れています。{other}に、相手の名前を待つ設定（remote name）がないようです。",
    en: "The VPN is down. {other} seems to lack the remote name by which it would know its peer.",
};
const ANOTHER: Phrase = Phrase {
    ja: "{own}は「{said}」と名乗り、{other}は「{wanted}」を待っています。",
    en: "{own} says it is “{said}”, and {other} waits for “{wanted}”.",
};
const NO_NAME: Phrase = Phrase {
    ja: "{own}は「{said}」と名乗ります（アグレッシブモード）。{other}は remote address any なのでアドレスでは相手を見分けず、remote name もありません。",
    en: "{own} says it is “{said}” (aggressive mode). {other} has remote address any, so it knows no peer by its \
         address, and it has no remote name either.",
};
const ADD_REMOTE: Phrase = Phrase {
    ja: "相手の名乗る名前を待つようにします。次の行をまとめて実行します。",
    en: "Makes this end wait for the name that the peer says. Run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    if let Some(finding) = copied(&both) {
        return Ok(vec![finding]);
    }
    let mut findings = Vec::new();
    for (own, other) in both.ends() {
        findings.extend(mismatch(&both, own, other));
        findings.extend(unawaited(&both, own, other));
    }
    Ok(findings)
}

/// Both ends say one name and wait for another one, as where the lines of one were copied to the other: one of them is
/// to change its two names over.
fn copied(both: &Both<'_>) -> Option<Finding> {
    let (own, other) = (&both.a, &both.b);
    let names = |told: &Told<'_>| {
        let gateway = told.gateway;
        let said = gateway.local_name.explicit()?.value.name.clone();
        Some((said, gateway.remote_name.explicit()?.value.name.clone()))
    };
    let is_copied = names(own)? == names(other)? && says_name_of_peer(own).is_some_and(|it| !it);
    if !is_copied || settings::names(other, own) != Names::Wrong {
        return None;
    }
    let finding = said(both, own, other)?.at(Where::Both);
    let mut finding = finding.about(&["localName", "remoteName"]);
    for told in [own, other] {
        let (local, remote) = (&told.gateway.local_name, &told.gateway.remote_name);
        let (say, wait) = (
            named(&remote.explicit()?.value),
            named(&local.explicit()?.value),
        );
        let n = told.number();
        let changes = [
            Change::of(format!("ipsec ike local name {n} {say}"), local),
            Change::of(format!("ipsec ike remote name {n} {wait}"), remote),
        ];
        finding = told.mend(finding, CHANGE_ONE, changes);
    }
    let places = [
        other.gateway.local_name.line(),
        own.gateway.remote_name.line(),
    ];
    let [of_other, of_own] = places;
    let places = [
        of_other.map(|it| other.place(it)),
        of_own.map(|it| own.place(it)),
    ];
    let finding = finding.and_places(places.into_iter().flatten());
    Some(both.weigh(finding.look_for_sas(own.side()), true))
}

fn mismatch(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> Option<Finding> {
    let finding = said(both, own, other)?;
    let says_peer = says_name_of_peer(own) == Some(true);
    let awaits_itself = says_name_of_peer(other) == Some(true);
    // Of two names that differ, nothing tells which is meant, unless one is that of a peer or of itself.
    let says_anothers = says_peer || is_anothers(own, other);
    let finding = match (says_anothers, awaits_itself) {
        (false, true) => waits(finding, own, other, CHANGE_REMOTE)?.at(Where::Site(other.side())),
        (true, false) => says(finding, own, other, CHANGE_LOCAL)?.at(Where::Site(own.side())),
        (true, true) | (false, false) => {
            let finding = waits(finding, own, other, CHANGE_ONE)?;
            says(finding, own, other, CHANGE_ONE)?.at(Where::Both)
        }
    };
    let finding = both.weigh(finding.look_for_sas(own.side()), true);
    // That case counts is inferred.
    let [said, wanted] = [&own.gateway.local_name, &other.gateway.remote_name];
    let [said, wanted] = [said.explicit()?, wanted.explicit()?].map(|it| it.value.name.as_str());
    let only_case = said != wanted && said.eq_ignore_ascii_case(wanted);
    Some(if only_case {
        finding.certainty(Certainty::Likely)
    } else {
        finding
    })
}

/// An end says its name in aggressive mode, and the other accepts a peer from any address and waits for no name.
fn unawaited(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> Option<Finding> {
    let said = own.gateway.local_name.explicit()?;
    let none = other.gateway.remote_name.absent()?;
    let any = other.gateway.remote_address.explicit()?;
    let is_v1 = |told: &Told<'_>| told.gateway.version.known().is_some() && !told.is_v2();
    if any.value != PeerAddress::Any || !is_v1(own) || !is_v1(other) {
        return None;
    }
    let finding = Finding::new([
        own.place(said.line),
        other.place(none),
        other.place(any.line),
    ])
    .about(both.row_of(own, "localName", "remoteName"))
    .at(Where::Site(other.side()))
    .site("own", own.side())
    .site("other", other.side())
    .arg("said", named(&said.value))
    .titled(NONE_AWAITED)
    .headed(NONE_AWAITED_HEADLINE)
    .phrase("how", NO_NAME)
    .certainty(Certainty::Likely);
    let finding = waits(finding, own, other, ADD_REMOTE)?.look_for_sas(other.side());
    Some(both.weigh(finding, true))
}

/// The finding that an end says one name, and the other waits for another one.
fn said(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> Option<Finding> {
    let said = own.gateway.local_name.explicit()?;
    let wanted = other.gateway.remote_name.explicit()?;
    if settings::names(own, other) != Names::Wrong {
        return None;
    }
    let finding = Finding::new([own.place(said.line), other.place(wanted.line)])
        .about(both.row_of(own, "localName", "remoteName"))
        .site("own", own.side())
        .site("other", other.side())
        .arg("said", named(&said.value))
        .arg("wanted", named(&wanted.value))
        .phrase("how", ANOTHER);
    Some(finding)
}

/// Whether another gateway of the other end waits for the name that an end says.
fn is_anothers(own: &Told<'_>, other: &Told<'_>) -> bool {
    let Some(said) = own.gateway.local_name.explicit() else {
        return false;
    };
    let gateways = other.end.router.settings.gateways.iter();
    let mut others = gateways.filter(|it| it.id != other.gateway.id);
    others.any(|it| {
        let awaited = it.remote_name.explicit();
        awaited.is_some_and(|it| it.value.name == said.value.name)
    })
}

/// Whether an end says the very name that it waits for.
fn says_name_of_peer(told: &Told<'_>) -> Option<bool> {
    let gateway = told.gateway;
    let said = gateway.local_name.explicit()?;
    let wanted = gateway.remote_name.explicit()?;
    Some(said.value.name == wanted.value.name)
}

/// Adds the lines that make the other end wait for the name that is said.
fn waits(finding: Finding, own: &Told<'_>, other: &Told<'_>, text: Phrase) -> Option<Finding> {
    let name = named(&own.gateway.local_name.explicit()?.value);
    let line = format!("ipsec ike remote name {} {name}", other.number());
    let change = Change::of(line, &other.gateway.remote_name);
    Some(other.mend(finding, text, [change]))
}

/// Adds the lines that make an end say the name that the other waits for.
fn says(finding: Finding, own: &Told<'_>, other: &Told<'_>, text: Phrase) -> Option<Finding> {
    let name = named(&other.gateway.remote_name.explicit()?.value);
    let line = format!("ipsec ike local name {} {name}", own.number());
    let change = Change::of(line, &own.gateway.local_name);
    Some(own.mend(finding, text, [change]))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::Where;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

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
    fn either_end_may_be_changed_unless_one_says_or_awaits_itself() {
        let remote = " ipsec ike remote name 1 hq key-id";
        let other = changed(&v2(), "B", remote, &remote.replace("hq", "hk"));
        let both = commands(&RULE, &other);
        assert_eq!(both.len(), 2);
        assert!(both[0].contains("remote name 1 hq") && both[1].contains("local name 1 hk"));
        assert_eq!(check(&RULE, &other).sides(), [Some(Where::Both)]);
        let itself = changed(&v2(), "B", remote, &remote.replace("hq", "branch"));
        let only = commands(&RULE, &itself);
        check(&RULE, &itself).points_at("B");
        assert!(only.len() == 1 && only[0].contains("remote name 1 hq"));
        let local = " ipsec ike local name 1 branch key-id";
        let peers = changed(&v2(), "B", local, &local.replace("branch", "hq"));
        let only = commands(&RULE, &peers);
        check(&RULE, &peers).points_at("B");
        assert!(only.len() == 1 && only[0].contains("local name 1 branch"));
    }

    #[test]
    fn a_name_that_another_gateway_waits_for_is_changed_where_it_is_said() {
        let osaka = "tunnel select 2\n ipsec ike version 2 2\n ipsec ike remote name 2 osaka key-id\nipsec auto";
        let hub = changed(&v2(), "A", "ipsec auto", osaka);
        let other = hub.replace("local name 1 branch", "local name 1 osaka");
        check(&RULE, &other).points_at("B");
        let only = commands(&RULE, &other);
        assert!(only.len() == 1 && only[0].contains("local name 1 branch"));
    }

    #[test]
    fn silent_where_another_gateway_mirrors_the_names_and_no_address_tells_the_contrary() {
        let osaka = "tunnel select 2\n ipsec tunnel 2\n  ipsec sa policy 2 2 esp aes-cbc sha-hmac\n  \
                     ipsec ike version 2 2\n  ipsec ike local name 2 hq key-id\n  \
                     ipsec ike pre-shared-key 2 text dummy\n  ipsec ike remote address 2 198.51.100.8\n  \
                     ipsec ike remote name 2 osaka key-id\n tunnel enable 2\nipsec auto";
        let hub = changed(&v2(), "A", "ipsec auto", osaka);
        let other = hub.replace("local name 1 branch", "local name 1 osaka");
        check(&RULE, &other).fires();
        let moved = changed(&other, "A", "203.0.113.2", "198.51.100.9");
        finds_nothing(&RULE, &moved);
        let other_key = moved.replace("pre-shared-key 2 text dummy", "pre-shared-key 2 text Dummy");
        check(&RULE, &other_key).fires();
    }

    #[test]
    fn lines_copied_from_the_peer_are_to_be_changed_over_at_one_end() {
        let copied = v2()
            .replace("local name 1 branch", "local name 1 hq")
            .replace("remote name 1 hq", "remote name 1 branch");
        let lines = commands(&RULE, &copied);
        check(&RULE, &copied).fires_at(["A16", "A17", "B16", "B17"]);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].contains("local name 1 branch key-id\nipsec ike remote name 1 hq key-id"));
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
    fn fires_where_an_end_that_calls_nobody_waits_for_no_name() {
        let said = " ipsec ike local name 1 branch key-id\n tunnel enable 1";
        let fixture = changed(SETTINGS, "B", " tunnel enable 1", said);
        finds_nothing(&RULE, &fixture);
        let any = changed(&fixture, "A", "203.0.113.2", "any");
        check(&RULE, &any).fires_at(["A1", "A14", "B15"]);
        check(&RULE, &any).points_at("A");
        assert!(commands(&RULE, &any)[0].contains("ipsec ike remote name 1 branch key-id"));
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
