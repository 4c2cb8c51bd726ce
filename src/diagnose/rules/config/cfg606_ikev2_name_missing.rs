//! CFG606 ikev2-name-missing: a gateway of IKEv2 lacks its own name or the peer's.

use crate::diagnose::settings::taken_out::{self, Asked};
use crate::diagnose::settings::{self, Change, Standing, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, log, nothing,
};
use crate::model::{GatewaySettings, IkeName, Setting};
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG606 ikev2-name-missing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG606",
    slug: "ikev2-name-missing",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のゲートウェイ {gateway} に {command} がありません（IKEv2 では必須）",
        en: "Gateway {gateway} of {here} has no {command}, which IKEv2 requires",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の IKEv2 の設定に {command} がありません。",
        en: "The VPN is down. The IKEv2 settings of {here} lack {command}.",
    },
    why: Phrase {
        ja: "IKEv2 では、アドレスではなく名前で互いを確かめます。自分の名前（local name）と相手の名前\
             （remote name）の両方が要り、両端で入れ替わりに同じでなければなりません。",
        en: "With IKEv2 the ends know each other by names, not by addresses. Both the own name (local name) \
             and the peer's (remote name) are needed, and those of the two ends must mirror each other.",
    },
    question: Phrase {
        ja: "IKEv2 の名前が設定されているか",
        en: "Whether the names of IKEv2 are set",
    },
    silent_when: for_docs(Phrase {
        ja: "IKEv1 のとき、相手が IKEv1 のとき（CFG609 が答えます）、証明書などで認証するとき、設定が全部は貼られていないとき、IKE SA があるとき。両端とも名前が一つもなければ尋ねるだけで、ログにその鍵交換があれば黙っています。",
        en: "With IKEv1, with a peer that speaks IKEv1 (CFG609 answers), where certificates or logins are used, when the settings were not pasted whole, and where an IKE SA is held. It only asks where neither end has any name, and is silent where a log shows that key exchange.",
    }),
    references: cited(&["Command Reference 15.14, 15.17"]),
    cause: Some(Cause::Ikev2NameMissing),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const SET_NAME: Phrase = Phrase {
    ja: "<NAME> を名前に置き換えて、まとめて実行します。相手側では local と remote を入れ替えた同じ名前にします。",
    en: "Put the name in place of <NAME> and run the lines together. At the peer, local and remote change places.",
};

const SET_NAME_OF_PEER: Phrase = Phrase {
    ja: "相手の設定にある名前と種別に合わせます。まとめて実行します。",
    en: "This is the name, with its type, that the settings of the peer have. Run the lines together.",
};

const ASKED: Asked = Asked {
    word: "name",
    question: Phrase {
        ja: "名前の行を、貼る前に消しましたか。消したのなら、ここは問題ありません。覚えがなければ実行し、{command} {gateway} の行が出るかを見ます。",
        en: "Did you remove the line of the name before pasting? Then all is well here. If not, run it and look for the line {command} {gateway}.",
    },
    headline: Phrase {
        ja: "まだ判断できません。どちらの設定にも IKEv2 の名前がありません。貼る前に消したのでなければ、それが原因です。",
        en: "This cannot be decided yet. Neither end's settings show the names of IKEv2: unless you removed the lines before pasting, that is the cause.",
    },
};

/// Whether an end shows neither name.
fn lacks_both(told: &Told<'_>) -> bool {
    let names = [&told.gateway.local_name, &told.gateway.remote_name];
    names.iter().all(|it| it.absent().is_some())
}

/// A name that an end lacks: the command, the setting, that of its peer which mirrors it, and the line that opens the
/// settings.
type Lacking<'t> = (
    &'static str,
    &'t Setting<IkeName>,
    Option<&'t Setting<IkeName>>,
    u32,
);

fn lacking<'t>(told: &Told<'t>, peer: Option<&'t GatewaySettings>) -> Option<Lacking<'t>> {
    let (own, other) = (&told.gateway.local_name, &told.gateway.remote_name);
    let mirrors = [
        peer.map(|it| &it.remote_name),
        peer.map(|it| &it.local_name),
    ];
    let [of_own, of_other] = mirrors;
    let names = [
        ("ipsec ike local name", own, of_own),
        ("ipsec ike remote name", other, of_other),
    ];
    let mut lacking = names.into_iter();
    lacking.find_map(|(command, name, mirror)| Some((command, name, mirror, name.absent()?)))
}

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let standing = settings::standing(pair);
    if standing == Standing::Up {
        return nothing();
    }
    // With an end that speaks IKEv1, names alone mend nothing: CFG609 answers.
    if settings::both(pair).ok().flatten().is_some_and(|both| {
        let version = |told: &Told<'_>| told.gateway.version.known().map(|it| it.value);
        version(&both.a) != version(&both.b)
    }) {
        return nothing();
    }
    let mut findings = Vec::new();
    let ends: Vec<Told<'_>> = pair.ends().filter_map(|end| settings::told(&end)).listed();
    let all_lack = ends.len() > 1 && ends.iter().all(lacks_both);
    for told in &ends {
        let peer = ends.iter().find(|it| it.side() != told.side());
        let peer = peer.map(|it| it.gateway);
        let method = told.gateway.method.known().map(|it| it.value);
        let by_other = method.is_none_or(|it| !it.may_be_key());
        let is_v2 = told.is_v2() && told.tunnel.is_some();
        let by_other = by_other || told.gateway.login.is_some();
        let works = told.end.ike_presence().is_shown() || log::takes_part(&told.end, pair);
        if !is_v2 || by_other || works {
            continue;
        }
        let Some((command, name, mirror, line)) = lacking(told, peer) else {
            continue;
        };
        let side = told.side();
        let number = told.number();
        let value = settings::mirrored_name(mirror, "<NAME>");
        let text = if value.contains('<') {
            SET_NAME
        } else {
            SET_NAME_OF_PEER
        };
        let lines = format!("{command} {number} {value}");
        let version = told.gateway.version.line();
        let lines_shown = [Some(line), version].into_iter().flatten();
        let mut finding = Finding::new(lines_shown.map(|line| told.place(line)))
            .about(&["localName", "remoteName"])
            .at(Where::Site(side))
            .site("here", side)
            .arg("gateway", number)
            .arg("command", command);
        // Who takes names out takes both.
        if lacks_both(told) {
            finding = taken_out::ask(finding.yielding(), told, &ASKED, standing, all_lack);
        }
        let finding = told
            .mend(finding, text, [Change::of(lines, name)])
            .look_for_sas(side);
        findings.push(finding);
    }
    Ok(settings::remarks_where_met(pair, findings))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    fn v2(lines: &str) -> String {
        let new = |lines: &str| format!(" ipsec ike version 1 2\n{lines} tunnel enable 1");
        let names = " ipsec ike local name 1 branch key-id\n ipsec ike remote name 1 hq key-id\n";
        let both = changed(SETTINGS, "B", " tunnel enable 1", &new(names));
        changed(&both, "A", " tunnel enable 1", &new(lines))
    }

    #[test]
    fn fires_on_each_missing_name() {
        check(&RULE, &v2(" ipsec ike local name 1 hq key-id\n")).fires_at(["A1", "A15"]);
        check(&RULE, &v2(" ipsec ike remote name 1 branch key-id\n")).fires_at(["A1", "A15"]);
    }

    #[test]
    fn the_step_writes_the_name_that_the_peer_has() {
        let names = " ipsec ike local name 1 hq fqdn\n";
        let fqdn = v2(names).replace("1 branch key-id", "1 branch fqdn");
        let lines = commands(&RULE, &fqdn).join("\n");
        assert!(
            lines.contains("ipsec ike remote name 1 branch fqdn"),
            "{lines}"
        );
        let masked = fqdn.replace("1 branch fqdn", "1 ***");
        let lines = commands(&RULE, &masked).join("\n");
        assert!(lines.contains("remote name 1 <NAME> key-id"), "{lines}");
    }

    #[test]
    fn silent_with_both_names_and_with_ikev1() {
        let both = " ipsec ike local name 1 hq\n ipsec ike remote name 1 branch\n";
        finds_nothing(&RULE, &v2(both));
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_where_the_settings_are_a_part_or_sas_contradict() {
        finds_nothing(
            &RULE,
            &v2("").replace("show config", "show config | grep i"),
        );
        finds_nothing(&RULE, &joined(HEALTHY, &v2("")));
    }
}
