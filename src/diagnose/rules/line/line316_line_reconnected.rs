//! LINE316 line-reconnected: the line came up a short time ago, long after the router started.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited, ends,
    for_docs, found, wan,
};
use crate::model::LinkState;
use crate::pair::{End, GatewayPair};

/// LINE316 line-reconnected.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE316",
    slug: "line-reconnected",
    rung: Some(Rung::Line),
    title: Phrase {
        ja: "{here}の回線（{line}）は、つながってから{minutes}分ほどです",
        en: "The line of {here} ({line}) came up about {minutes} minutes ago",
    },
    headline: Phrase {
        ja: "{here}の回線は、つながってから間もありません。",
        en: "The line of {here} came up a short time ago.",
    },
    why: Phrase {
        ja: "回線がつなぎ直されるとトンネルも切れ、アドレスが変わることもあります。何度も繰り返していないかを、ログで確かめます。",
        en: "When the line reconnects, the tunnel falls too, and the address may change. The log tells whether that happens again and again.",
    },
    question: Phrase {
        ja: "回線がつなぎ直されていないか",
        en: "Whether the line has reconnected",
    },
    silent_when: for_docs(Phrase {
        ja: "つながってから10分以上たっているとき、ルーターの起動と同じころにつながったとき。",
        en: "When it is up for 10 minutes or more, and when it came up with the router.",
    }),
    references: cited(&["Command Reference, show status pp"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

/// A session younger than this is new.
const NEW_SECS: u32 = 600;

const READ_LOG: Phrase = Phrase {
    ja: "切断と接続が繰り返されていないかを見ます。",
    en: "Look whether it falls and comes up again and again.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    found(ends::of_sites(pair).filter_map(|end| find(&end)))
}

fn find(end: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let way = wan::way(end)?;
    let ppp = router.line(&way.interface).ppp?;
    let session = ppp.uptime.filter(|_| ppp.state.value == LinkState::Up)?;
    let since_start = router.device.uptime?;
    let older = since_start.value.0.saturating_sub(session.value.0);
    let is_new = session.value.0 < NEW_SECS && older > NEW_SECS;
    if !is_new {
        return None;
    }
    let side = router.side;
    let finding = Finding::new([router.place(session.line), router.place(since_start.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("line", &way.interface)
        .arg("minutes", session.value.0 / 60)
        .read(side, "show log | grep PP", READ_LOG);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const NEW: &str = "\
//- A
# show status pp 1
PP[01]:
PPPoEセッションは接続されています
通信時間: 3分39秒
# show environment
RTX1210 Rev.14.01.42 (Fri Jul  8 09:57:02 2022)
Elapsed time from boot: 31days 02:00:06
//- B
";

    #[test]
    fn fires_on_a_young_session_of_an_old_router() {
        check(&RULE, NEW).fires_at(["A4", "A7"]);
    }

    #[test]
    fn silent_on_an_old_session_or_a_young_router() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &NEW.replace("3分39秒", "13分39秒"));
        finds_nothing(&RULE, &NEW.replace("31days 02:00:06", "0days 00:05:06"));
    }
}
