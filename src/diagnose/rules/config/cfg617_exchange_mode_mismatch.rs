//! CFG617 exchange-mode-mismatch: one end says a name in aggressive mode, or the other waits for one in vain.

use crate::diagnose::settings::{self, Both, Change, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing,
};
use crate::model::PeerAddress;
use crate::pair::GatewayPair;

/// CFG617 exchange-mode-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG617",
    slug: "exchange-mode-mismatch",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}と{other}で、フェーズ1の手順（メインモードとアグレッシブモード）が合いません",
        en: "{here} and {other} do not agree on the mode of phase 1 (main or aggressive)",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}と{other}で、フェーズ1の手順（メインモードとアグレッシブモード）が合いません。",
        en: "The VPN is down. {here} and {other} do not agree on the mode of phase 1 (main or aggressive).",
    },
    why: Phrase {
        ja: "{how}",
        en: "{how}",
    },
    question: Phrase {
        ja: "フェーズ1の手順が合うか",
        en: "Whether the mode of phase 1 agrees",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv2 のとき、どちらかの設定が全部は貼られていないとき、応答側がアドレスで相手を見分けられるとき。",
        en: "With IKEv2, when the settings of an end were not pasted whole, and where the answering end knows the peer by its address.",
    }),
    references: cited(&[
        "Command Reference ch. 15, 15.11, 15.14, 15.17",
        "RFC 2409 §5.4",
    ]),
    cause: Some(Cause::ExchangeModeMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const WAITS_FOR_NAME: Phrase = Phrase {
    ja: "{other}は remote address any と remote name で、相手を名前で見分けます（アグレッシブモード）。\
         {here}には local name がないため名乗らず（メインモード）、{other}は相手が分かりません。",
    en: "{other} has remote address any and a remote name, so it knows its peer by name (aggressive mode). \
         {here} has no local name and says none (main mode), so {other} cannot tell who it is.",
};
const REFUSES_NAME: Phrase = Phrase {
    ja: "{here}は local name で名乗り（アグレッシブモード）、{other}はメインモードの設定で negotiate-strictly が on です。\
         {other}は違う手順の鍵交換を断ります。",
    en: "{here} says its local name (aggressive mode), and {other} is set for main mode with \
         negotiate-strictly on, so it refuses another mode.",
};
const SAY_NAME: Phrase = Phrase {
    ja: "相手が待っている名前を名乗るようにします。次の行をまとめて実行します。",
    en: "Makes this end say the name that the peer waits for. Run the lines together.",
};
const SAY_NONE: Phrase = Phrase {
    ja: "名乗らない形（メインモード）にします。次の行をまとめて実行します。",
    en: "Makes this end say no name (main mode). Run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let is_v1 = |told: &Told<'_>| told.gateway.version.known().is_some() && !told.is_v2();
    if !is_v1(&both.a) || !is_v1(&both.b) {
        return nothing();
    }
    let mut findings = Vec::new();
    for (own, other) in both.ends() {
        findings.extend(nameless(&both, own, other));
        findings.extend(refused(&both, own, other));
    }
    Ok(findings)
}

/// The other end knows its peer by name only, and this one says none.
fn nameless(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> Option<Finding> {
    let wanted = other.gateway.remote_name.explicit()?;
    let any = other.gateway.remote_address.explicit()?;
    let silent = own.gateway.local_name.absent()?;
    if any.value != PeerAddress::Any {
        return None;
    }
    let name = wanted.value.name.as_str();
    let kind = wanted.value.kind.as_deref().unwrap_or("key-id");
    let line = format!("ipsec ike local name {} {name} {kind}", own.number());
    let finding = Finding::new([
        own.place(silent),
        other.place(wanted.line),
        other.place(any.line),
    ])
    .phrase("how", WAITS_FOR_NAME);
    let finding = own.mend(
        finding,
        SAY_NAME,
        [Change::of(line, &own.gateway.local_name)],
    );
    Some(weighed(both, finding, own, other))
}

/// This end says a name, and the other is strict about main mode.
fn refused(both: &Both<'_>, own: &Told<'_>, other: &Told<'_>) -> Option<Finding> {
    let said = own.gateway.local_name.explicit()?;
    let strict = other.gateway.is_strict.explicit().filter(|it| it.value)?;
    other.gateway.remote_name.absent()?;
    let line = format!("no ipsec ike local name {}", own.number());
    let finding =
        Finding::new([own.place(said.line), other.place(strict.line)]).phrase("how", REFUSES_NAME);
    let finding = own.mend(
        finding,
        SAY_NONE,
        [Change::of(line, &own.gateway.local_name)],
    );
    Some(weighed(both, finding, own, other))
}

fn weighed(both: &Both<'_>, finding: Finding, own: &Told<'_>, other: &Told<'_>) -> Finding {
    let finding = finding
        .at(Where::Site(own.side()))
        .site("here", own.side())
        .site("other", other.side())
        .look_for_sas(own.side())
        .certainty(Certainty::Likely);
    let finding = finding.about(both.row_of(own, "localName", "remoteName"));
    both.weigh(finding, true)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn lines(letter: &str, fixture: &str, lines: &str) -> String {
        let enabled = " tunnel enable 1";
        changed(fixture, letter, enabled, &format!("{lines}{enabled}"))
    }

    /// A knows B by name only.
    fn by_name() -> String {
        let named = lines("A", SETTINGS, " ipsec ike remote name 1 branch\n");
        changed(&named, "A", "203.0.113.2", "any")
    }

    #[test]
    fn fires_where_a_name_is_waited_for_in_vain() {
        check(&RULE, &by_name()).fires_at(["A14", "A15", "B1"]);
        check(&RULE, &by_name()).fires_as_fault();
    }

    #[test]
    fn fires_where_a_strict_end_is_offered_aggressive_mode() {
        let strict = lines("A", SETTINGS, " ipsec ike negotiate-strictly 1 on\n");
        let fixture = lines("B", &strict, " ipsec ike local name 1 branch\n");
        check(&RULE, &fixture).fires_at(["A15", "B15"]);
        let lax = fixture.replace("strictly 1 on", "strictly 1 off");
        finds_nothing(&RULE, &lax);
    }

    #[test]
    fn silent_where_the_name_is_said_or_the_address_is_known() {
        finds_nothing(
            &RULE,
            &lines("B", &by_name(), " ipsec ike local name 1 branch\n"),
        );
        finds_nothing(
            &RULE,
            &lines("A", SETTINGS, " ipsec ike remote name 1 branch\n"),
        );
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        check(&RULE, &joined(HEALTHY, &by_name())).fires_as_remark();
    }
}
