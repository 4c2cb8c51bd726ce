//! CFG641 nat-traversal-mismatch: a NAT is on the path, traffic fails, and one end alone has NAT traversal on.

use crate::diagnose::settings;
use crate::diagnose::{
    Cause, Certainty, Check, Outcome, Phrase, Rule, Rung, Severity, for_docs, nothing,
};
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG641 nat-traversal-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG641",
    slug: "nat-traversal-mismatch",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "NAT トラバーサルが一方だけで、通信が通っていません（{a}は {mine}、{b}は {theirs}）",
        en: "NAT traversal is on at one end only, and traffic fails ({a}: {mine}, {b}: {theirs})",
    },
    headline: Phrase {
        ja: "SA はありますが、通信が通っていません。経路に NAT があり、NAT トラバーサルが一方だけです。",
        en: "There are SAs, but traffic fails: a NAT is on the path, and NAT traversal is on at one end only.",
    },
    why: Phrase {
        ja: "{bites}",
        en: "{bites}",
    },
    question: Phrase {
        ja: "通信が通らないのは NAT トラバーサルの違いのためか",
        en: "Whether NAT traversal at one end only stops traffic",
    },
    silent_when: for_docs(Phrase {
        ja: "通信が通らないと分からないとき、経路に NAT があると分からないとき（その間は CFG616 が注意点として伝えます）。",
        en: "Where traffic is not seen to fail, or no NAT is seen on the path (CFG616 then makes a remark).",
    }),
    references: &["Command Reference 15.48.5"],
    cause: Some(Cause::NatTraversalMismatch),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    // Without the settings of both ends the difference is not known.
    let Ok(Some(both)) = settings::both(pair) else {
        return nothing();
    };
    let Some(places) = settings::needs_traversal(pair, &both) else {
        return nothing();
    };
    let found = settings::row("natTraversal").and_then(|row| {
        let bites = settings::bites(&both, row)?;
        settings::differing(&both, row, bites).ok()?
    });
    Ok(found.map(|it| it.and_places(places)).into_iter().listed())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::rules::config::cfg616_settings_differ;
    use crate::diagnose::testing::{HEALTHY, SETTINGS, changed, check, finds_nothing, joined};

    /// B stands behind a NAT, its pings to A's LAN are lost, and A alone has NAT traversal on.
    fn behind_nat() -> String {
        let on = " ipsec ike nat-traversal 1 on\n tunnel enable 1";
        let fixture = changed(SETTINGS, "A", " tunnel enable 1", on);
        let fixture = changed(&fixture, "B", "203.0.113.2/32", "10.0.0.2/32");
        let fixture = changed(
            &fixture,
            "B",
            "local address 1 203.0.113.2",
            "local address 1 10.0.0.2",
        );
        let lost = "//- A\n# ping -c 5 -sa 192.168.1.1 192.168.2.1\n\
                    5 packets transmitted, 0 packets received, 100.0% packet loss\n//- B\n\
                    # show status pp 1\nPP[01]:\nDescription:\nCurrent PPPoE session status is Connected.\n\
                    PP IP Address Local: 10.0.0.2, Remote: 10.0.0.1\n# \n";
        joined(&joined(HEALTHY, &fixture), lost)
    }

    #[test]
    fn fires_where_traffic_fails_through_a_nat() {
        assert!(check(&RULE, &behind_nat()).degrades());
        finds_nothing(&cfg616_settings_differ::RULE, &behind_nat());
    }

    #[test]
    fn silent_without_a_nat_and_where_traffic_is_not_seen_to_fail() {
        finds_nothing(&RULE, &behind_nat().replace("10.0.0.2", "203.0.113.2"));
        let answered =
            behind_nat().replace("0 packets received, 100.0%", "5 packets received, 0.0%");
        finds_nothing(&RULE, &answered);
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }
}
