//! CFG602 ipsec-off: a router is told not to use IPsec at all.

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, Severity, Where, for_docs,
    nothing,
};
use crate::model::{Happening, Router};

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
        ja: "ipsec use off のルーターは、鍵交換を始めず、相手から始まっても答えません。ログにも何も残りません。",
        en: "With ipsec use off a router neither begins a key exchange nor answers one, and logs nothing of it.",
    },
    question: Phrase {
        ja: "IPsec が使われる設定か",
        en: "Whether IPsec is switched on",
    },
    silent_when: for_docs(Phrase {
        ja: "そのルーターに SA があるとき、鍵交換に応じた記録がログにあるとき（いまは動いています）。",
        en: "When the router holds SAs, or its log shows that it answered a key exchange: then it is in use.",
    }),
    references: &["Command Reference 15.1"],
    cause: Some(Cause::IpsecOff),
    severity: Severity::Blocks,
    certainty: Certainty::Shown,
    check: Check::Router(check),
};

const TURN_ON: Phrase = Phrase {
    ja: "IPsec を使うようにします。",
    en: "Switches IPsec on.",
};

fn check(router: &Router) -> Outcome {
    let Some(line) = router
        .settings
        .ipsec
        .explicit()
        .filter(|it| !it.value)
        .map(|it| it.line)
    else {
        return nothing();
    };
    if !router.ike_sas.is_empty() || !router.ipsec_sas.is_empty() || answers(router) {
        return nothing();
    }
    let side = router.side;
    let finding = Finding::new([router.place(line)])
        .about(&["ipsecUse"])
        .at(Where::Site(side))
        .site("here", side)
        .change_and_back(side, "ipsec use on\nsave", TURN_ON, "ipsec use off\nsave")
        .look_for_sas(side);
    Ok(vec![finding])
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
    fn silent_where_sas_contradict_it() {
        finds_nothing(&RULE, &joined(HEALTHY, &off()));
    }
}
