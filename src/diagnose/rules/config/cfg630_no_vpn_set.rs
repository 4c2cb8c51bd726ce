//! CFG630 no-vpn-set: the whole settings of a router hold no tunnel and no gateway, and nothing else shows one.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, Severity, Where, cited, for_docs,
    nothing,
};
use crate::model::Router;

/// CFG630 no-vpn-set.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG630",
    slug: "no-vpn-set",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}の設定に VPN がありません",
        en: "The settings of {here} hold no VPN",
    },
    headline: Phrase {
        ja: "{here}の設定に VPN がありません。",
        en: "The settings of {here} hold no VPN.",
    },
    why: Phrase {
        ja: "tunnel select の行も ipsec の行もありません。VPN を終端しないルーターなら、これで正常です。終端するはずなら、設定が失われたか、\
             別の設定ファイルで起動しているか、別のルーターの結果です。",
        en: "There is no line of tunnel select or ipsec. If no VPN is meant to end here, all is well. Otherwise its settings are lost, \
             it runs with another file of settings, or this is another router.",
    },
    question: Phrase {
        ja: "設定に VPN があるか",
        en: "Whether the settings hold a VPN",
    },
    silent_when: for_docs(Phrase {
        ja: "show config がすべて貼られていないとき、アドレス変換（nat descriptor）の行が一つもないとき（途中で切れた貼り付けかもしれません）、SA かトンネルの状態が一つでもあるとき。",
        en: "When show config was not pasted whole or has no line of a translation (nat descriptor), without which it may be cut, and where an SA or the state of a tunnel was pasted.",
    }),
    references: cited(&["Command Reference 14, 15"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    check: Check::Router(check),
};

const PRINT: Phrase = Phrase {
    ja: "VPN の設定の行があるかを見ます。何も出なければ、ありません。",
    en: "Shows the lines of a VPN. If there are none, it has none.",
};

fn check(router: &Router) -> Outcome {
    let side = router.side;
    let Some(line) = router.has_no_vpn() else {
        return nothing();
    };
    let finding = Finding::new([router.place(line)])
        .at(Where::Site(side))
        .site("here", side);
    Ok(vec![finding.read(side, "show config | grep tunnel", PRINT)])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, check, finds_nothing};

    const NONE: &str = "//- A\n# show config\nip route default gateway pp 1\nip lan1 address 192.168.1.1/24\npp select 1\n pppoe use lan2\n pp enable 1\nnat descriptor type 1000 masquerade\nsyslog notice on\ndns server pp 1\n# show ipsec sa\n#\n//- B\n";

    #[test]
    fn fires_on_whole_settings_without_a_tunnel() {
        check(&RULE, NONE).fires_as_remark();
    }

    #[test]
    fn silent_where_one_is_set_or_shown_or_may_be() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(
            &RULE,
            &NONE.replace("nat descriptor type 1000 masquerade\n", ""),
        );
        finds_nothing(
            &RULE,
            &NONE.replace("# show config\n", "# show config | grep i\n"),
        );
        finds_nothing(
            &RULE,
            &NONE.replace("\npp sel", "\ntunnel select 1\n tunnel enable 1\npp sel"),
        );
    }
}
