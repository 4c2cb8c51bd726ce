//! CFG626 worth-strengthening: settings with which a VPN works, and that are weaker than they need be.

use crate::diagnose::{
    Back, Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs,
};
use crate::model::{Algorithm, GatewaySettings, IkeVersion, PeerAddress, Policy, Router, Setting};
use crate::text::{Listed, SecretKind};

/// CFG626 worth-strengthening.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG626",
    slug: "worth-strengthening",
    // Nobody gets further by it.
    rung: None,
    title: Phrase {
        ja: "{here}の VPN の設定には、つながっているうちに強くしておきたいものがあります",
        en: "Some VPN settings of {here} are worth strengthening while the VPN works",
    },
    headline: Phrase {
        ja: "{here}の VPN の設定には、強くしておきたいものがあります。",
        en: "Some VPN settings of {here} are worth strengthening.",
    },
    why: Phrase {
        ja: "つながらない原因ではありません。{algorithms}{plain}{key}{aggressive}{logged}",
        en: "None of this keeps a VPN from coming up. {algorithms}{plain}{key}{aggressive}{logged}",
    },
    question: Phrase {
        ja: "設定の強さ",
        en: "How strong the settings are",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が貼られていないとき、鍵が伏せられているとき（鍵の強さだけ）、SA の一覧に実際のアルゴリズムが出ているとき（SA208 が答えます）。\
             鍵そのものは表示も保存もしません。",
        en: "When no settings were pasted; of the key, when it is masked; of algorithms, where SAs show those in use (then SA208 \
             answers). The key itself is neither shown nor kept.",
    }),
    references: cited(&[
        "RFC 8247 §2",
        "RFC 8221 §5",
        "RFC 9395 §3",
        "Command Reference 15.5, 15.22, 15.24, 15.25, 15.42",
    ]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const ALGORITHMS: Phrase = Phrase {
    ja: "{weak} は、RFC で使わないように、または使うべきではないとされています（書かなければ 3des-cbc と modp1024 になります）。",
    en: "The RFCs say that {weak} must or should not be used (what is not written is 3des-cbc and modp1024). ",
};
const PLAIN: Phrase = Phrase {
    ja: "ipsec sa policy に認証アルゴリズムがないので、改ざんに気付けません。",
    en: "Without an authentication algorithm in ipsec sa policy, forged packets go unnoticed. ",
};
const KEY: Phrase = Phrase {
    ja: "事前共有鍵が短い（16文字未満）か、例としてよく知られたものです。",
    en: "The pre-shared key is short (below 16 characters), or well known from examples. ",
};
const AGGRESSIVE: Phrase = Phrase {
    ja: "アグレッシブモードでは鍵の推測を試されやすいので、鍵を長くするか IKEv2 にします。",
    en: "In aggressive mode the key can be tried out from outside: use a long one, or IKEv2. ",
};
const LOGGED: Phrase = Phrase {
    ja: "ipsec ike log の key-info で、鍵の情報がログに残ります。調べ終わったら切ってください。",
    en: "ipsec ike log with key-info leaves key material in the log: switch it off when it is not needed any more. ",
};
const STOP_LOGGING: Phrase = Phrase {
    ja: "鍵交換の詳しい記録を止めます。元に戻すには、根拠の行をそのまま実行します。",
    en: "Ends the detailed log of key exchange. The line quoted here takes it back.",
};
const CHANGE_TOGETHER: Phrase = Phrase {
    ja: "VPN がつながっているときに、両端で同時に変えます。古い機種には modp2048 や sha256 がないので、先に両方の機種を確かめてください。",
    en: "Change it at both ends together, while the VPN works. Old models lack modp2048 or sha256, so look at both models first.",
};

/// More lines than these say nothing new.
const MOST_LINES: usize = 8;

/// What is weak in the settings of a router, and the lines.
#[derive(Default)]
struct Weak {
    lines: Vec<u32>,
    algorithms: Vec<String>,
    is_plain: bool,
    has_weak_key: bool,
    is_aggressive: bool,
    logs_keys: Option<(u32, u32)>,
}

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(router: &Router) -> Outcome {
    let mut weak = Weak::default();
    for gateway in &router.settings.gateways {
        // A gateway that no tunnel uses opens nothing.
        if let Some((_, policy)) = router.settings.tunnels_of(gateway.id).next() {
            weak.look(router, gateway, policy);
        }
    }
    let first = weak.lines.first().copied();
    Ok(first.map(|_| weak.finding(router)).into_iter().listed())
}

impl Weak {
    fn look(&mut self, router: &Router, gateway: &GatewaySettings, policy: &Policy) {
        let mut in_use = router.ike_sas_of(Some(gateway.id)).iter();
        if !in_use.any(|sa| sa.algorithm.is_some()) {
            for setting in [&gateway.encryption, &gateway.hash, &gateway.group] {
                self.judge(setting);
            }
            for it in [&policy.encryption, &policy.integrity]
                .into_iter()
                .flatten()
            {
                self.add_algorithm(it, policy.line);
            }
        }
        if policy.is_esp && policy.integrity.is_none() {
            self.is_plain = true;
            self.lines.push(policy.line);
        }
        let key = gateway.pre_shared_key.explicit();
        let vault = &router.vault;
        let is_weak = |line: u32| vault.is_guessable(SecretKind::PreSharedKey, line);
        if let Some(key) = key.filter(|it| is_weak(it.line)) {
            self.has_weak_key = true;
            self.lines.push(key.line);
            self.is_aggressive |= is_aggressive(gateway);
        }
        if let Some(line) = gateway.logs_keys {
            self.logs_keys.get_or_insert((gateway.id.0, line));
            self.lines.push(line);
        }
    }

    fn judge(&mut self, setting: &Setting<Algorithm>) {
        if let Some(known) = setting.known() {
            self.add_algorithm(&known.value, known.line);
        }
    }

    fn add_algorithm(&mut self, algorithm: &Algorithm, line: u32) {
        if algorithm.weakest().is_some() {
            if !self.algorithms.contains(&algorithm.0) {
                self.algorithms.push(algorithm.0.clone());
            }
            self.lines.push(line);
        }
    }

    fn finding(mut self, router: &Router) -> Finding {
        let side = router.side;
        crate::text::sort_once(&mut self.lines);
        self.lines.truncate(MOST_LINES);
        let says = |is_so: bool, phrase: Phrase| if is_so { phrase } else { Phrase::NOTHING };
        let lines = self.lines.iter().map(|line| router.place(*line));
        let mut finding = Finding::new(lines)
            .at(Where::Site(side))
            .site("here", side)
            .arg("weak", self.algorithms.join(", "))
            .phrase("algorithms", says(!self.algorithms.is_empty(), ALGORITHMS))
            .phrase("plain", says(self.is_plain, PLAIN))
            .phrase("key", says(self.has_weak_key, KEY))
            .phrase("aggressive", says(self.is_aggressive, AGGRESSIVE))
            .phrase("logged", says(self.logs_keys.is_some(), LOGGED));
        if let Some((gateway, line)) = self.logs_keys {
            let back = vec![Back::Line(line), Back::Text("save".to_owned())];
            finding = finding
                .change(
                    side,
                    format!("no ipsec ike log {gateway}\nsave"),
                    STOP_LOGGING,
                )
                .with_way_back(back);
        }
        finding.advise_at(side, CHANGE_TOGETHER)
    }
}

/// Whether the peer is known by its name alone, or this end by its own: aggressive mode of IKEv1.
fn is_aggressive(gateway: &GatewaySettings) -> bool {
    let is_v1 = gateway
        .version
        .known()
        .is_some_and(|it| it.value == IkeVersion::V1);
    let address = gateway.remote_address.explicit().map(|it| &it.value);
    let names = [&gateway.local_name, &gateway.remote_name];
    let is_named = names.iter().any(|it| it.explicit().is_some());
    is_v1 && (is_named || address == Some(&PeerAddress::Any))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_DETAIL, SETTINGS, changed, check, finds_nothing, joined,
    };

    /// The settings of A alone, strong but for these lines.
    fn with(lines: &str) -> String {
        let key = "pre-shared-key 1 text dummy";
        let strong = changed(
            SETTINGS,
            "A",
            key,
            "pre-shared-key 1 text dummy-dummy-dummy-dummy",
        );
        let strong = changed(&strong, "B", key, "pre-shared-key 1 text ***");
        let lines = format!(
            "  ipsec ike encryption 1 aes256-cbc\n  ipsec ike group 1 modp2048\n{lines} tunnel enable 1"
        );
        let strong = changed(&strong, "A", " tunnel enable 1", &lines);
        strong.split("//- B").next().unwrap().to_owned() + "//- B\n"
    }

    #[test]
    fn fires_once_on_what_is_weak() {
        check(&RULE, &with("  ipsec ike log 1 key-info message-info\n")).fires_at(["A17"]);
        check(&RULE, &with("  ipsec ike hash 1 md5\n")).fires_as_remark();
        check(&RULE, &with("  ipsec ike group 1 modp768\n")).fires_at(["A17"]);
        let plain = with("").replace("esp aes-cbc sha-hmac", "esp aes-cbc");
        check(&RULE, &plain).fires_at(["A11"]);
        let famous = with("").replace("dummy-dummy-dummy-dummy", "passwordpassword");
        check(&RULE, &famous).fires_at(["A13"]);
        let short = with("").replace("text dummy-dummy-dummy-dummy", "0x64756d6d79");
        check(&RULE, &short).fires_at(["A13"]);
    }

    #[test]
    fn what_is_not_written_is_weak_as_well() {
        check(&RULE, SETTINGS).fires();
    }

    #[test]
    fn silent_on_strong_settings_and_where_sas_show_what_is_in_use() {
        finds_nothing(&RULE, &with(""));
        finds_nothing(&RULE, &with("").replace("dummy-dummy-dummy-dummy", "***"));
        finds_nothing(
            &RULE,
            &with("  ipsec ike log 1 message-info payload-info\n"),
        );
        finds_nothing(
            &RULE,
            &joined(HEALTHY_DETAIL, &with("  ipsec ike group 1 modp1024\n")),
        );
        finds_nothing(&RULE, HEALTHY);
    }
}
