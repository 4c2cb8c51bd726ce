//! LINE314 restarted-lately: the router has started a short time ago.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, for_docs,
    found,
};
use crate::model::Router;

/// LINE314 restarted-lately.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE314",
    slug: "restarted-lately",
    rung: None,
    title: Phrase {
        ja: "{here}は起動してから{minutes}分ほどです",
        en: "{here} started about {minutes} minutes ago",
    },
    headline: Phrase {
        ja: "{here}は起動してから{minutes}分ほどです。",
        en: "{here} started about {minutes} minutes ago.",
    },
    why: Phrase {
        ja: "再起動すると SA は失われ、両端で鍵交換をやり直します。電源や再起動に心当たりがなければ、起動の理由をログで確かめます。",
        en: "A restart loses all SAs, and both ends begin anew. If nobody restarted it, the log tells why it started.",
    },
    question: Phrase {
        ja: "最近、再起動していないか",
        en: "Whether the router was restarted lately",
    },
    silent_when: for_docs(Phrase {
        ja: "起動から30分以上たっているとき。",
        en: "When it started 30 minutes ago or more.",
    }),
    references: cited(&["Command Reference, show environment"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

/// After this, a restart has no more to do with the SAs of now.
const LATELY_SECS: u32 = 1800;

const READ_LOG: Phrase = Phrase {
    ja: "起動の理由（Power-on boot、Restart など）を見ます。",
    en: "Look why it started (Power-on boot, Restart and the like).",
};

fn check(router: &Router) -> Outcome {
    found(find(router).into_iter())
}

fn find(router: &Router) -> Option<Finding> {
    let uptime = router.device.uptime.filter(|it| it.value.0 < LATELY_SECS)?;
    let side = router.side;
    let finding = Finding::new([router.place(uptime.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("minutes", (uptime.value.0 / 60).max(1))
        .read(side, "show log | grep boot", READ_LOG);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{ENVIRONMENT, HEALTHY, check, finds_nothing};

    #[test]
    fn fires_within_half_an_hour() {
        let text = ENVIRONMENT.replace("31days 02:00:06", "0days 00:12:06");
        check(&RULE, &text).fires_at(["A8"]);
    }

    #[test]
    fn silent_later() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, ENVIRONMENT);
    }
}
