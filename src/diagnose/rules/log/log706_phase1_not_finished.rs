//! LOG706 phase1-not-finished: one end calls, the other answers, and no phase 2 comes of it.

use super::{compare_settings, of_kind};
use crate::diagnose::log::{Kind, Said, log_more};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Phrase, Rule, Rung, SasSince, Severity, cited, for_docs,
};
use crate::model::{Algorithm, by_model};
use crate::pair::End;
use crate::text::SecretKind;

/// LOG706 phase1-not-finished.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG706",
    slug: "phase1-not-finished",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{peer}は{here}に応答していますが、フェーズ1が終わりません",
        en: "{peer} answers {here}, and phase 1 does not finish",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}と{peer}の鍵交換は始まりますが、フェーズ1が終わりません。",
        en: "The VPN is down. Key exchange of {here} and {peer} begins, and phase 1 does not finish.",
    },
    why: Phrase {
        ja: "{peer}のログに respond ISAKMP phase があるので、{here}からの UDP 500 は届いています。しかし IPsec phase の行がありません。{passing}",
        en: "The log of {peer} has respond ISAKMP phase, so UDP 500 of {here} arrives. But there is no line of an IPsec phase. {passing}",
    },
    question: Phrase {
        ja: "フェーズ1が終わっているか",
        en: "Whether phase 1 finishes",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかのログがないとき、IPsec phase の行が後にあるとき、SA があるとき、トンネルが Up のままのとき。",
        en: "Without either log, with lines of an IPsec phase behind them, where SAs are held, and while the tunnel stays Up.",
    }),
    references: cited(&["RFC 2409 §5", "Command Reference 15.11"]),
    cause: Some(Cause::Phase1Rejected),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(|pair| of_kind(pair, Kind::Phase1, with_steps)),
};

const BOTH_WAYS: Phrase = Phrase {
    ja: "逆向きにも届いているので、経路ではなく条件の食い違いです。{order}",
    en: "Packets arrive the other way too, so it is not the path but the conditions. {order}",
};
const ONE_WAY: Phrase = Phrase {
    ja: "条件の食い違いか、{peer}からの返事が{here}に届いていないかです。{peer}から始めさせて{here}のログに respond が出れば、\
         経路は両方向とも通じています。{order}",
    en: "Either the conditions differ, or what {peer} answers does not reach {here}. Let {peer} begin: if respond \
         appears in the log of {here}, the path is open both ways. {order}",
};
const KEYS_FIRST: Phrase = Phrase {
    ja: "条件は、事前共有鍵、名前とモード、アルゴリズムの順に確かめます。",
    en: "Of the conditions, look at the pre-shared key first, then at names and mode, then at algorithms.",
};
const ALGORITHMS_FIRST: Phrase = Phrase {
    ja: "提案を厳しく確かめる設定か、他社の機器か、使えるアルゴリズムの少ない機種があるので、条件はアルゴリズム、事前共有鍵、名前の順に確かめます。",
    en: "An end is strict, of another make, or of a model with few algorithms: of the conditions, look at the algorithms first, then at the pre-shared key, then at names.",
};
const SAME_ALGORITHMS: Phrase = Phrase {
    ja: "両方のルーターで、IKE の暗号、ハッシュ、DH グループを同じにします（ipsec ike encryption、hash、group）。古い機種でも使えるものを選びます。",
    en: "Give both routers the same encryption, hash and group of IKE (ipsec ike encryption, hash, group), of those that the older model can do.",
};
const SAME_KEY: Phrase = Phrase {
    ja: "両方のルーターで、同じ事前共有鍵を入れ直します（ipsec ike pre-shared-key）。全角の文字、行末の空白、大文字と小文字に注意します。",
    en: "Enter the same pre-shared key at both routers again (ipsec ike pre-shared-key). Look for wide characters, a blank at the end, and capitals.",
};

fn with_steps(finding: Finding, said: &Said<'_>) -> Finding {
    let passing = if said.both_ways { BOTH_WAYS } else { ONE_WAY };
    let finding = compare_settings(finding.phrase("passing", passing), said);
    let finding = if [&said.from, &said.to].into_iter().any(is_choosy) {
        finding
            .phrase("order", ALGORITHMS_FIRST)
            .advise(SAME_ALGORITHMS)
    } else {
        finding.phrase("order", KEYS_FIRST)
    };
    let finding = if have_one_key(&said.from, &said.to) {
        finding
    } else {
        finding.advise(SAME_KEY)
    };
    log_more(finding, &said.to)
}

/// Whether the keys of both were pasted, and are one.
fn have_one_key(one: &End<'_>, other: &End<'_>) -> bool {
    let line = |end: &End<'_>| Some(end.gateway_settings()?.pre_shared_key.explicit()?.line);
    let lines = line(one).zip(line(other));
    lines.is_some_and(|(mine, theirs)| {
        let kind = SecretKind::PreSharedKey;
        let same = one
            .router
            .vault
            .same(kind, mine, &other.router.vault, theirs);
        same == Some(true)
    })
}

/// Whether an end is told to refuse what it was not set to, is of another make, or cannot do what today's
/// models do.
fn is_choosy(end: &End<'_>) -> bool {
    let strict = end.gateway_settings().and_then(|it| it.is_strict.known());
    let model = end.router.device.model.as_ref();
    let sha256 = Algorithm("sha256".to_owned());
    strict.is_some_and(|it| it.value)
        || end.router.foreign.is_some()
        || model.is_some_and(|it| by_model::can_use(&it.value, &sha256) == Some(false))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing, joined};

    const REFUSED: &str = "\
//- A
# show log | grep IKE
2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 10:00:40: [IKE] respond ISAKMP phase to 203.0.113.2
2026/11/23 10:01:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
# show ipsec sa
#
//- B
# show log | grep IKE
2026/11/23 10:00:00: [IKE] respond ISAKMP phase to 192.0.2.1
2026/11/23 10:00:40: [IKE] initiate ISAKMP phase to 192.0.2.1 (local address 203.0.113.2)
2026/11/23 10:01:00: [IKE] respond ISAKMP phase to 192.0.2.1
";

    #[test]
    fn fires_where_both_receive_and_no_phase_2_begins() {
        check(&RULE, REFUSED).fires_at(["A2", "A3", "A4", "A5", "B2", "B4"]);
    }

    #[test]
    fn keys_come_first_unless_an_end_is_choosy() {
        check(&RULE, REFUSED).tells("事前共有鍵、名前とモード");
        let old = REFUSED.replacen("//- B\n", "//- B\n# RTX1100 Rev.8.03.94 (x)\n", 1);
        check(&RULE, &old).tells("アルゴリズム、事前共有鍵");
        let strict = "tunnel select 1\nipsec tunnel 1\nipsec sa policy 1 1 esp aes-cbc\nipsec ike negotiate-strictly 1 on\n";
        let strict = REFUSED.replacen("//- B\n", &format!("//- B\n{strict}"), 1);
        check(&RULE, &strict).tells("アルゴリズム、事前共有鍵");
    }

    #[test]
    fn the_log_of_the_end_that_answers_is_enough() {
        let (a, _) = REFUSED.split_once("//- B").unwrap();
        let answers = a.replace("initiate ISAKMP", "respond ISAKMP");
        check(&RULE, &format!("{answers}//- B\n")).fires_at(["A2", "A4", "A5"]);
        check(&RULE, &format!("{answers}//- B\n")).tells("事前共有鍵、名前とモード");
        let other = "//- B\n12[IKE] initiating Main Mode IKE_SA x[3] to 192.0.2.1\n";
        check(&RULE, &format!("{answers}{other}")).tells("アルゴリズム、事前共有鍵");
        // Once may be on its way.
        finds_nothing(&RULE, &format!("{a}//- B\n"));
    }

    #[test]
    fn silent_where_phase_2_follows_or_sas_are_held() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &joined(HEALTHY, REFUSED));
        let follows = "2026/11/23 10:01:01: [IKE] initiate IPsec phase to 192.0.2.1\n";
        finds_nothing(&RULE, &format!("{REFUSED}{follows}"));
    }

    #[test]
    fn silent_where_the_answers_are_of_another_day() {
        let (a, b) = REFUSED.split_once("//- B").unwrap();
        let other = b.replace("2026/11/23", "2026/11/01");
        finds_nothing(&RULE, &format!("{a}//- B{other}"));
    }

    #[test]
    fn silent_where_the_answers_may_be_to_somebody_else() {
        let other = REFUSED
            .replacen(
                "respond ISAKMP phase to 192.0.2.1",
                "respond ISAKMP phase to 198.51.100.9",
                1,
            )
            .replace(
                "10:01:00: [IKE] respond ISAKMP phase to 192.0.2.1",
                "10:01:00: [IKE] respond ISAKMP phase to 198.51.100.9",
            );
        finds_nothing(&RULE, &other);
    }

    #[test]
    fn silent_where_the_settings_call_another_than_the_log() {
        let settings = "tunnel select 1\nipsec tunnel 1\nipsec sa policy 1 1 esp aes-cbc\n\
                        ipsec ike remote address 1 203.0.113.2\n";
        let (a, _) = REFUSED.split_once("//- B").unwrap();
        let answers = a.replace("initiate ISAKMP", "respond ISAKMP");
        let told = answers.replacen("//- A\n", &format!("//- A\n{settings}"), 1);
        check(&RULE, &format!("{told}//- B\n")).fires_at(["A6", "A8", "A9"]);
        let stranger = told.replace("phase to 203.0.113.2", "phase to 198.51.100.9");
        finds_nothing(&RULE, &format!("{stranger}//- B\n"));
    }
}
