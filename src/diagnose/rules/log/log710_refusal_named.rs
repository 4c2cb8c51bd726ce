//! LOG710 refusal-named: the log names the reason for which key exchange is refused.

use crate::diagnose::log::{Refusal, refusal};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing, steps,
};
use crate::model::NotifyAbout;
use crate::pair::GatewayPair;

/// LOG710 refusal-named.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LOG710",
    slug: "refusal-named",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のログに、鍵交換が断られた理由（{about}）があります",
        en: "The log of {here} names why key exchange is refused: {about}",
    },
    headline: Phrase {
        ja: "VPN は切れています。応答はありますが、鍵交換が断られています（{about}）。",
        en: "The VPN is down. There are answers, but key exchange is refused: {about}.",
    },
    why: Phrase {
        ja: "根拠の行の通知は、片方が相手の申し出を断ったことを示します。届いてはいるので、回線やフィルターではありません。{means}",
        en: "The notify quoted shows that one end refuses what the other offers. Packets arrive, so it is neither the line nor a filter. {means}",
    },
    question: Phrase {
        ja: "鍵交換が断られた理由がログにあるか",
        en: "Whether the log names why key exchange is refused",
    },
    silent_when: for_docs(Phrase {
        ja: "その後につながったとき、設定が保存されたとき、再起動したとき、SA があるとき、ゲートウェイが複数あってどれの通知か分からないとき、ほかのゲートウェイや相手の通知のとき、IKEv1 どうしなのに、だれとも分からない相手（GW:*）の IKEv2 の通知のとき。\
             知らない SA の通知（INVALID-SPI など）と、1、2回だけの INVALID_KE_PAYLOAD は断りではありません。",
        en: "When it came up, settings were saved or the router was started later, where SAs are held, where several gateways may be meant, where another gateway or peer is named, and where both speak IKEv1 and a notify of IKEv2 is of nobody known (GW:*). \
             A notify about an unknown SA (such as INVALID-SPI) and INVALID_KE_PAYLOAD once or twice refuse nothing.",
    }),
    references: cited(&["RFC 2408 §3.14.1", "RFC 7296 §3.10.1"]),
    cause: Some(Cause::Phase1Rejected),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

/// A kind of refusal: its name, what it means, and its cause in phase 1 and in phase 2.
struct Meaning {
    about: Phrase,
    means: Phrase,
    causes: [Cause; 2],
}

const PROPOSAL: Meaning = Meaning {
    about: Phrase {
        ja: "暗号などの組み合わせが合わない",
        en: "no proposal fits",
    },
    means: Phrase {
        ja: "フェーズ1なら ipsec ike encryption・hash・group、フェーズ2なら ipsec sa policy（esp か ah か、暗号と認証）を両端で同じにします。",
        en: "In phase 1 make ipsec ike encryption, hash and group the same at both ends, in phase 2 ipsec sa policy (esp or ah, and its algorithms).",
    },
    causes: [Cause::IkeProposalMismatch, Cause::EspProposalMismatch],
};
const GROUP: Meaning = Meaning {
    about: Phrase {
        ja: "DH グループが合わない",
        en: "the group of Diffie-Hellman does not fit",
    },
    means: Phrase {
        ja: "一度なら正常なやり取りですが、繰り返しています。ipsec ike group を両端で同じにします（data:000e は 14、modp2048 を求めています）。",
        en: "Once is how a group is agreed on, but this repeats. Make ipsec ike group the same at both ends (data:000e asks for 14, modp2048).",
    },
    causes: [Cause::IkeProposalMismatch, Cause::IkeProposalMismatch],
};
const AUTHENTICATION: Meaning = Meaning {
    about: Phrase {
        ja: "認証に失敗",
        en: "authentication failed",
    },
    means: Phrase {
        ja: "事前共有鍵の違いが最も多く、次に名前（local name・remote name）やモードの違いです。",
        en: "Most often the pre-shared keys differ, next the names (local name, remote name) or the mode.",
    },
    causes: [Cause::PskMismatch, Cause::PskMismatch],
};
const IDENTITY: Meaning = Meaning {
    about: Phrase {
        ja: "フェーズ2の ID が合わない",
        en: "the ids of phase 2 do not fit",
    },
    means: Phrase {
        ja: "ipsec ike local id と remote id を両端で対にするか、両端で消します。",
        en: "Let ipsec ike local id and remote id mirror each other, or remove them at both ends.",
    },
    causes: [Cause::Phase2IdMismatch, Cause::Phase2IdMismatch],
};
const SELECTORS: Meaning = Meaning {
    about: Phrase {
        ja: "通信の範囲（トラフィックセレクター）が合わない",
        en: "the traffic selectors do not fit",
    },
    means: Phrase {
        ja: "両端で、トンネルに通すネットワークの指定を対にします。",
        en: "Let the networks that both ends name for the tunnel mirror each other.",
    },
    causes: [Cause::Phase2Rejected, Cause::Phase2Rejected],
};
const VERSION: Meaning = Meaning {
    about: Phrase {
        ja: "IKE のバージョンかモードが合わない",
        en: "version or mode of IKE does not fit",
    },
    means: Phrase {
        ja: "ipsec ike version と、メインモードかアグレッシブモードか（名前で認証するか）を両端で見比べます。",
        en: "Compare ipsec ike version at both ends, and whether main or aggressive mode is used (whether peers are known by names).",
    },
    causes: [Cause::Phase1Rejected, Cause::Phase1Rejected],
};

/// None where nothing is refused.
fn meaning(about: NotifyAbout) -> Option<&'static Meaning> {
    match about {
        NotifyAbout::Proposal => Some(&PROPOSAL),
        NotifyAbout::Group => Some(&GROUP),
        NotifyAbout::Authentication => Some(&AUTHENTICATION),
        NotifyAbout::Identity => Some(&IDENTITY),
        NotifyAbout::Selectors => Some(&SELECTORS),
        NotifyAbout::Version => Some(&VERSION),
        NotifyAbout::UnknownSa | NotifyAbout::State => None,
    }
}

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let found = refusal(pair);
    let found = found.and_then(|it| Some((meaning(it.about)?, it)));
    let Some((
        meaning,
        Refusal {
            phase, at, places, ..
        },
    )) = found
    else {
        return nothing();
    };
    let [first, second] = meaning.causes;
    let mut finding = Finding::new(places)
        .at(Where::Both)
        .site("here", at)
        .phrase("about", meaning.about)
        .phrase("means", meaning.means)
        .cause(Some(if phase == 2 { second } else { first }));
    for end in pair.ends() {
        let settings = Need::tunnel_settings(&end);
        let command = settings.command.clone();
        finding = finding.read(end.router.side, command, steps::READ_TUNNEL_SETTINGS);
        if end.lacks_settings() {
            finding = finding.ask(settings);
        }
    }
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing, joined};

    const REFUSED: &str = "\
//- A
# show log
2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 10:00:01: [IKE] receive AUTHENTICATION-FAILED
2026/11/23 10:01:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)
2026/11/23 10:01:01: [IKE] receive AUTHENTICATION-FAILED
# show ipsec sa
#
//- B
";

    #[test]
    fn fires_on_the_first_and_the_last_of_one_log_alone() {
        check(&RULE, REFUSED).fires_at(["A3", "A5", "A6"]);
        check(&RULE, REFUSED).tells("事前共有鍵");
        let (_, a) = REFUSED.split_once("//- A\n").unwrap();
        check(
            &RULE,
            &format!("//- A\n//- B\n{}", a.replace("//- B\n", "")),
        )
        .fires();
    }

    #[test]
    fn each_name_has_its_meaning() {
        for (name, says) in [
            ("NO_PROPOSAL_CHOSEN", "ipsec sa policy"),
            ("notify type 18", "remote id"),
            ("TS_UNACCEPTABLE", "トンネルに通すネットワーク"),
            ("INVALID-EXCHANGE-TYPE", "ipsec ike version"),
        ] {
            check(&RULE, &REFUSED.replace("AUTHENTICATION-FAILED", name)).tells(says);
        }
    }

    #[test]
    fn silent_where_it_came_up_or_changed_since_and_on_what_refuses_nothing() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &joined(HEALTHY, REFUSED));
        for line in [
            "IP Tunnel[1] Up",
            "Configuration saved in \"CONFIG0\"",
            "Power-on boot",
        ] {
            let later = format!("2026/11/23 10:02:00: {line}\n# show ipsec sa");
            finds_nothing(&RULE, &REFUSED.replace("# show ipsec sa", &later));
        }
        for name in [
            "INVALID-SPI",
            "INITIAL-CONTACT",
            "INVALID_KE_PAYLOAD data:000e",
        ] {
            finds_nothing(&RULE, &REFUSED.replace("AUTHENTICATION-FAILED", name));
        }
        finds_nothing(&RULE, &REFUSED.replace("# show ipsec sa\n#\n", ""));
    }

    #[test]
    fn silent_where_another_gateway_or_peer_is_named() {
        let named = |before: &str, behind: &str| {
            let notify = format!("{before} AUTHENTICATION-FAILED{behind}");
            let settings = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  \
                            ipsec sa policy 1 1 esp aes-cbc\n  \
                            ipsec ike remote address 1 203.0.113.2\n# show log";
            let refused = REFUSED.replace("receive AUTHENTICATION-FAILED", &notify);
            refused.replace("# show log", settings)
        };
        for (before, behind) in [
            ("GW:7/SA:3/AUTH", ""),
            ("receive", " from 198.51.100.9"),
            ("send", " to 198.51.100.9"),
            ("receive", " from 198.51.100.9:500"),
            ("198.51.100.9", ""),
        ] {
            finds_nothing(&RULE, &named(before, behind));
        }
        for (before, behind) in [
            ("GW:1/SA:3/AUTH", ""),
            ("receive", " from 203.0.113.2"),
            ("send", " to 203.0.113.2:500"),
            ("203.0.113.2", ""),
            ("(local address 192.0.2.1)", ""),
        ] {
            check(&RULE, &named(before, behind)).fires();
        }
    }

    #[test]
    fn silent_on_a_stranger_who_speaks_another_version() {
        let scanned = "2026/11/23 10:01:01: GW:*/SA:3/INIT receive message:\n2026/11/23 10:01:01: [IKE] NO_PROPOSAL_CHOSEN";
        let refused = REFUSED.replace(
            "2026/11/23 10:00:01: [IKE] receive AUTHENTICATION-FAILED\n",
            "",
        );
        let refused = refused.replace(
            "2026/11/23 10:01:01: [IKE] receive AUTHENTICATION-FAILED",
            scanned,
        );
        let told = |version: &str| {
            let settings = "# show config tunnel 1\ntunnel select 1\n ipsec tunnel 1\n  \
                            ipsec sa policy 1 1 esp aes-cbc\n  \
                            ipsec ike remote address 1 203.0.113.2\n";
            refused.replace("# show log", &format!("{settings}{version}# show log"))
        };
        finds_nothing(&RULE, &refused);
        finds_nothing(&RULE, &told(""));
        check(&RULE, &told("  ipsec ike version 1 2\n")).fires();
        // At another time it is what this peer is told.
        check(
            &RULE,
            &told("").replace("10:01:01: [IKE] NO", "10:02:00: [IKE] NO"),
        )
        .fires();
    }

    #[test]
    fn silent_where_several_gateways_may_be_meant() {
        let two = "# show config\nipsec ike remote address 1 203.0.113.2\n\
                   ipsec ike remote address 2 203.0.113.9\n# show log";
        finds_nothing(&RULE, &REFUSED.replace("# show log", two));
    }
}
