//! IN019 site-without-vpn: of several sites, one has no VPN in its settings, and the others have none with it.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
};
use crate::model::Router;
use crate::pair::Pairing;
use crate::text::Listed;

/// IN019 site-without-vpn.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN019",
    slug: "site-without-vpn",
    rung: None,
    title: Phrase {
        ja: "{here}の設定には、VPN（IPsec）がありません",
        en: "The settings of {here} have no VPN (IPsec)",
    },
    headline: Phrase {
        ja: "{here}の設定には、VPN（IPsec）がありません。",
        en: "The settings of {here} have no VPN (IPsec).",
    },
    why: Phrase {
        ja: "ほかの拠点の出力にも、{here}との VPN は見当たりません。{here}は数えずに、ほかの拠点の間だけを判断しています。\
             VPN でつながるはずの拠点なら、設定が失われているか、別のルーターの出力です。",
        en: "The outputs of the other sites show no VPN with {here} either. It is not counted, and only what is between the others is judged. \
             If it should be joined by a VPN, its settings are lost, or the output is of another router.",
    },
    question: Phrase {
        ja: "貼り付けたルーターのすべてに VPN の設定があるか",
        en: "Whether all pasted routers have a VPN set up",
    },
    silent_when: for_docs(Phrase {
        ja: "貼り付けが三つより少ないとき。設定の全体がないとき、SA・トンネル・鍵交換のログのどれかがあるとき。ほかの拠点に、相手の分からないゲートウェイやトンネルがあるとき。",
        en: "With fewer than three pastes, without whole settings, where it shows an SA, a tunnel or a log of key exchange, and where \
             another site has a gateway or a tunnel of which nobody knows the peer.",
    }),
    references: cited(&["Command Reference 15"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Whole(check),
};

const READ_SETTINGS: Phrase = Phrase {
    ja: "VPN でつながるはずなら、tunnel select と ipsec の行があるかを見ます。",
    en: "If it should be joined by a VPN, look for the lines tunnel select and ipsec.",
};

#[expect(clippy::unnecessary_wraps, reason = "every check has one type")]
fn check(pairing: &Pairing<'_>) -> Outcome {
    let left_out = |it: &&Router| pairing.pairs_of(it.side).next().is_none();
    let routers = pairing.routers.iter().filter(left_out);
    Ok(routers.filter_map(tell).listed())
}

fn tell(router: &Router) -> Option<Finding> {
    let side = router.side;
    let whole = router.settings.whole?;
    let finding = Finding::new([router.place(whole)]).at(Where::Site(side));
    Some(
        finding
            .site("here", side)
            .read(side, "show config", READ_SETTINGS),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    const PLAIN: &str = "//- C\n# show config\n# RTX830 Rev.15.02.33\n# Reporting Date: Nov 23 10:00:00 2026\n\
        ip route default gateway pp 1\nip lan1 address 192.168.9.1/24\npp select 1\n pppoe use lan2\n \
        ip pp address 198.51.100.30/32\n pp enable 1\ndhcp service server\ndns server pp 1\n# show ipsec sa\n#\n";

    #[test]
    fn fires_beside_two_sites_that_have_a_vpn() {
        let text = format!("{HEALTHY_AROUND}\n{PLAIN}");
        check(&RULE, &text).fires_as_remark();
    }

    #[test]
    fn silent_where_it_has_one_or_another_site_may_have_one_with_it() {
        finds_nothing(&RULE, HEALTHY_AROUND);
        let set = PLAIN.replace("pp enable 1\n", "pp enable 1\nipsec auto refresh on\n");
        finds_nothing(&RULE, &format!("{HEALTHY_AROUND}\n{set}"));
        let led = HEALTHY_AROUND.replacen(
            "192.168.2.0/24 - TUNNEL[1] static\n",
            "192.168.2.0/24 - TUNNEL[1] static\n192.168.9.0/24 - TUNNEL[2] static\n",
            1,
        );
        finds_nothing(&RULE, &format!("{led}\n{PLAIN}"));
    }
}
