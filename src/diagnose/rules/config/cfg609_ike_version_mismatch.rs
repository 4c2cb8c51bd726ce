//! CFG609 ike-version-mismatch: one end speaks IKEv1, the other IKEv2.

use crate::diagnose::settings::{self, CHANGE_ONE, Change, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, cited,
    for_docs, nothing,
};
use crate::model::IkeVersion;
use crate::pair::GatewayPair;

/// CFG609 ike-version-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG609",
    slug: "ike-version-mismatch",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "IKE のバージョンが違います（{a}は {mine}、{b}は {theirs}）",
        en: "The versions of IKE differ ({a}: {mine}, {b}: {theirs})",
    },
    headline: Phrase {
        ja: "VPN は切れています。IKE のバージョンが違います（{a}は {mine}、{b}は {theirs}）。",
        en: "The VPN is down. The versions of IKE differ ({a}: {mine}, {b}: {theirs}).",
    },
    why: Phrase {
        ja: "IKEv1 と IKEv2 は別の手順で、違うバージョンの鍵交換には答えません。ipsec ike version を書かなければ 1 です。",
        en: "IKEv1 and IKEv2 are different protocols, and neither end answers the other's. Without ipsec ike version it is 1.",
    },
    question: Phrase {
        ja: "両端の IKE のバージョンが同じか",
        en: "Whether both ends speak the same version of IKE",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかのバージョンが書かれておらず、設定も全部は貼られていないとき。SA が両端にあるあいだは注意点として示します。",
        en: "When a version is not written and the settings were not pasted whole. While both ends hold SAs it is a remark.",
    }),
    references: cited(&["Command Reference 15.2"]),
    cause: Some(Cause::IkeVersionMismatch),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const TO_V1: Phrase = Phrase {
    ja: "こちらを IKEv1 に合わせる場合の行です。相手を IKEv2 に合わせるなら不要です。",
    en: "The lines that make this end speak IKEv1. Not needed if the other is made to speak IKEv2.",
};

const ONLY_V1: Phrase = Phrase {
    ja: "相手の機種は IKEv2 を使えないので、こちらを IKEv1 に合わせます。次の行をまとめて実行します。",
    en: "The peer's model cannot speak IKEv2, so this end is made to speak IKEv1. Run the lines together.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let Some((mine, theirs)) = both.values(|it| &it.version)? else {
        return nothing();
    };
    if mine.value == theirs.value {
        return nothing();
    }
    let finding = Finding::new([both.a.place(mine.line), both.b.place(theirs.line)])
        .about(&["ikeVersionSetting"]);
    let mut finding = settings::with_values(
        finding,
        [name(mine.value), name(theirs.value)],
        both.defaults(|it| &it.version),
    );
    for (told, other) in both.ends() {
        let version = told.gateway.version.known().map(|it| it.value);
        let has_names = told.gateway.local_name.explicit().is_some()
            && told.gateway.remote_name.explicit().is_some();
        let to = |version| Change::of(to_version(told, version), &told.gateway.version);
        let (changes, text) = match version {
            Some(IkeVersion::V1) if has_names => (vec![to(2)], CHANGE_ONE),
            Some(IkeVersion::V1) => with_names(told, other, to(2)),
            _ if !other.can_run(&to_version(other, 2)) => {
                (without_names(told, other, to(1)), ONLY_V1)
            }
            _ => (without_names(told, other, to(1)), TO_V1),
        };
        finding = told.mend(finding, text, changes);
    }
    finding = finding.look_for_sas(both.a.side());
    Ok(vec![both.weigh(both.name(finding), true)])
}

fn to_version(told: &Told<'_>, version: u32) -> String {
    format!("ipsec ike version {} {version}", told.number())
}

const WITH_NAMES: Phrase = Phrase {
    ja: "どちらか一方のルーターだけ変えます。こちらを IKEv2 に合わせる場合の行で、<…> は相手の \
         local name と remote name を入れ替えた名前に置き換えます。",
    en: "Change one of the two routers only. These lines make this end speak IKEv2; put the peer's local \
         and remote names, changed over, in place of <…>.",
};

fn with_names(told: &Told<'_>, other: &Told<'_>, version: Change) -> (Vec<Change>, Phrase) {
    let n = told.number();
    let (says, waits) = (&other.gateway.local_name, &other.gateway.remote_name);
    let own = settings::mirrored_name(Some(waits), "<LOCAL>");
    let theirs = settings::mirrored_name(Some(says), "<REMOTE>");
    let is_known = waits.explicit().is_some() && says.explicit().is_some();
    let own = format!("ipsec ike local name {n} {own}");
    let theirs = format!("ipsec ike remote name {n} {theirs}");
    let changes = vec![
        version,
        Change::of(own, &told.gateway.local_name),
        Change::of(theirs, &told.gateway.remote_name),
    ];
    (changes, if is_known { CHANGE_ONE } else { WITH_NAMES })
}

/// With IKEv1 a name would choose aggressive mode, for which the other end is not set up where it has none.
fn without_names(told: &Told<'_>, other: &Told<'_>, version: Change) -> Vec<Change> {
    let n = told.number();
    let peers = [&other.gateway.local_name, &other.gateway.remote_name];
    let mut changes = vec![version];
    if peers.iter().all(|it| it.absent().is_some()) {
        let own = &told.gateway;
        for (word, name) in [("local", &own.local_name), ("remote", &own.remote_name)] {
            if name.explicit().is_some() {
                changes.push(Change::of(format!("no ipsec ike {word} name {n}"), name));
            }
        }
    }
    changes
}

fn name(version: IkeVersion) -> &'static str {
    match version {
        IkeVersion::V1 => "IKEv1",
        IkeVersion::V2 => "IKEv2",
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    fn v2_at_b() -> String {
        changed(
            SETTINGS,
            "B",
            " tunnel enable 1",
            " ipsec ike version 1 2\n tunnel enable 1",
        )
    }

    #[test]
    fn fires_on_explicit_against_default() {
        check(&RULE, &v2_at_b()).fires_at(["A1", "B15"]);
    }

    #[test]
    fn fires_on_explicit_against_explicit() {
        let v1 = " ipsec ike version 1 1\n tunnel enable 1";
        check(&RULE, &changed(&v2_at_b(), "A", " tunnel enable 1", v1)).fires_at(["A15", "B15"]);
    }

    #[test]
    fn a_model_without_ikev2_is_not_told_to_speak_it() {
        let head = "//- A\n# show config\n# RTX1100 Rev.8.03.94 (Thu Jan  1 00:00:00 2026)";
        let old = v2_at_b().replacen("//- A\n# show config", head, 1);
        let steps = commands(&RULE, &old);
        assert!(steps.iter().all(|it| it.contains("ipsec ike version 1 1")));
        assert_eq!(steps.len(), 1);
        assert_eq!(commands(&RULE, &v2_at_b()).len(), 2);
    }

    #[test]
    fn silent_where_they_agree() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        let v1 = " ipsec ike version 1 1\n tunnel enable 1";
        finds_nothing(&RULE, &changed(SETTINGS, "A", " tunnel enable 1", v1));
    }

    #[test]
    fn what_is_not_written_in_a_part_is_asked_for() {
        let part = v2_at_b().replace("//- A\n# show config", "//- A\n# show config | grep i");
        check(&RULE, &part).asks_for(["A show config tunnel 1"]);
    }

    #[test]
    fn a_remark_while_both_hold_sas() {
        check(&RULE, &joined(HEALTHY, &v2_at_b())).fires_as_remark();
    }
}
