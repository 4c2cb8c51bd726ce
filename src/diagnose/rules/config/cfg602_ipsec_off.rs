//! CFG602 ipsec-off: a router is told not to use IPsec at all.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, found, settings,
};
use crate::model::{Happening, Router};
use crate::pair::Pairing;

/// CFG602 ipsec-off.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG602",
    slug: "ipsec-off",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}は IPsec を使わない設定（ipsec use off）です",
        en: "{here} is set not to use IPsec (ipsec use off)",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}は IPsec を使わない設定です。",
        en: "The VPN is down. {here} is set not to use IPsec.",
    },
    why: Phrase {
        ja: "ipsec use off のルーターは、鍵交換を始めず、相手から始まっても答えません。ログにも何も残りません。{later}",
        en: "With ipsec use off a router neither begins a key exchange nor answers one, and logs nothing of it.{later}",
    },
    question: Phrase {
        ja: "IPsec が使われる設定か",
        en: "Whether IPsec is switched on",
    },
    silent_when: for_docs(Phrase {
        ja: "鍵交換に応じた記録がログにあるとき（いまは動いています）。そのルーターか相手に SA があるときは注意点です。",
        en: "When its log shows that it answered a key exchange: then it is in use. A remark while this router or its peer holds SAs.",
    }),
    references: cited(&["Command Reference 15.1"]),
    cause: Some(Cause::IpsecOff),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Whole(check),
};

const TURN_ON: Phrase = Phrase {
    ja: "IPsec を使うようにします。",
    en: "Switches IPsec on.",
};

fn check(pairing: &Pairing<'_>) -> Outcome {
    let all = pairing.routers.iter();
    found(all.filter_map(|router| find(pairing, router)))
}

fn find(pairing: &Pairing<'_>, router: &Router) -> Option<Finding> {
    let off = router.settings.ipsec.explicit().filter(|it| !it.value)?;
    if answers(router) {
        return None;
    }
    let (side, line) = (router.side, off.line);
    let finding = Finding::new([router.place(line)])
        .about(&["ipsecUse"])
        .at(Where::Site(side))
        .site("here", side)
        .change_and_back(side, "ipsec use on\nsave", TURN_ON, "ipsec use off\nsave")
        .look_for_sas(side);
    let has_sas = !router.ike_sas.is_empty() || !router.ipsec_sas.is_empty();
    let has_met = has_sas || pairing.pairs_of(side).any(settings::has_met);
    Some(settings::weigh_later(finding, has_met))
}

/// Whether it answered a key exchange since its settings were saved last.
fn answers(router: &Router) -> bool {
    let events = router.log.iter().flat_map(|log| log.events.iter().rev());
    let mut since_saved = events.take_while(|it| it.what != Happening::Saved);
    since_saved.any(|event| event.what.exchange().is_some_and(|it| it.answers))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    fn off() -> String {
        changed(SETTINGS, "B", "ipsec auto", "ipsec use off\nipsec auto")
    }

    #[test]
    fn fires_on_the_line() {
        check(&RULE, &off()).fires_at(["B16"]);
    }

    #[test]
    fn silent_without_it() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &off().replace("use off", "use on"));
    }

    #[test]
    fn silent_where_the_log_shows_an_answer() {
        let log = "# show log\n2026/11/23 10:00:00: [IKE] respond ISAKMP phase to 192.0.2.1\n";
        let answered = off().replacen("//- B\n", &format!("//- B\n{log}"), 1);
        finds_nothing(&RULE, &answered);
        let begun = answered.replace("respond", "initiate");
        check(&RULE, &begun).fires_at(["B18"]);
    }

    #[test]
    fn a_remark_while_an_end_holds_sas() {
        check(&RULE, &joined(HEALTHY, &off())).fires_as_remark();
        let (a, _) = HEALTHY.split_once("//- B").unwrap();
        let one = joined(&format!("{a}//- B\n"), &off());
        check(&RULE, &one).fires_as_remark();
        check(&RULE, &one).tells("次に SA を作り直す");
    }
}
