//! CFG640 keepalive-mismatch: the tunnel keeps falling, and the ends find out in ways that do not fit whether the other is there.

use crate::diagnose::settings;
use crate::diagnose::{
    Cause, Certainty, Check, Outcome, Phrase, Rule, Rung, Severity, for_docs, nothing,
};
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG640 keepalive-mismatch.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG640",
    slug: "keepalive-mismatch",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "キープアライブの方式が両端で合わず、トンネルが何度も切れています（{a}は {mine}、{b}は {theirs}）",
        en: "The keepalives of the ends do not fit, and the tunnel keeps falling ({a}: {mine}, {b}: {theirs})",
    },
    headline: Phrase {
        ja: "トンネルが何度も切れています。キープアライブの方式が両端で合っていません（{a}は {mine}、{b}は {theirs}）。",
        en: "The tunnel keeps falling. The keepalives of the ends do not fit ({a}: {mine}, {b}: {theirs}).",
    },
    why: Phrase {
        ja: "{bites}",
        en: "{bites}",
    },
    question: Phrase {
        ja: "トンネルが切れるのはキープアライブの違いのためか",
        en: "Whether other keepalives end the tunnel",
    },
    silent_when: for_docs(Phrase {
        ja: "トンネルが何度も切れているとログで分からないとき（その間は CFG616 が注意点として伝えます）、IKEv2 のとき。",
        en: "Where no log shows that the tunnel keeps falling (CFG616 then makes a remark), and with IKEv2.",
    }),
    references: &["Command Reference 15.20"],
    cause: Some(Cause::KeepaliveMismatch),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    // Without the settings of both ends the difference is not known.
    let Ok(Some(both)) = settings::both(pair) else {
        return nothing();
    };
    let Some(places) = settings::falls(&both) else {
        return nothing();
    };
    let found = settings::row("keepalive").and_then(|row| {
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

    fn lines(a: &str, b: &str) -> String {
        let with = |line: &str| format!(" ipsec ike keepalive use 1 {line}\n tunnel enable 1");
        let fixture = changed(SETTINGS, "A", " tunnel enable 1", &with(a));
        joined(
            HEALTHY,
            &changed(&fixture, "B", " tunnel enable 1", &with(b)),
        )
    }

    const FALLS: &str = "\
//- A
# show log
2026/11/23 01:00:00: IP Tunnel[1] Up
2026/11/23 02:00:00: IP Tunnel[1] Down
2026/11/23 02:00:10: IP Tunnel[1] Up
2026/11/23 05:00:00: IP Tunnel[1] Down
2026/11/23 05:00:10: IP Tunnel[1] Up
2026/11/23 09:00:00: IP Tunnel[1] Down
2026/11/23 09:00:10: IP Tunnel[1] Up
//- B
";

    #[test]
    fn fires_where_the_tunnel_keeps_falling() {
        let differing = lines("on heartbeat", "off");
        let falling = joined(&differing, FALLS);
        assert!(check(&RULE, &falling).degrades());
        finds_nothing(&cfg616_settings_differ::RULE, &falling);
        finds_nothing(&RULE, &differing);
    }

    #[test]
    fn silent_where_they_fit() {
        finds_nothing(&RULE, &joined(&lines("on heartbeat", "auto"), FALLS));
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }
}
