//! RTE506 bgp-not-established: a router learns no routes from a neighbour.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::model::Router;
use crate::text::Listed;

/// RTE506 bgp-not-established.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "RTE506",
    slug: "bgp-not-established",
    rung: Some(Rung::Route),
    title: Phrase {
        ja: "{here}の BGP は、{neighbor}とつながっていません（{state}）",
        en: "BGP of {here} has no session with {neighbor} ({state})",
    },
    headline: Phrase {
        ja: "{here}の BGP がつながっていません。",
        en: "BGP of {here} has no session.",
    },
    why: Phrase {
        ja: "つながっている BGP は Established と表示されます。そうでない間は、その相手から経路を受け取れません。\
             VPN が切れていれば、その結果です。VPN がつながっているのに続くなら、BGP の設定\
             （AS 番号、相手のアドレス）を見ます。",
        en: "A session of BGP that works shows Established; until then no routes come from that neighbour. \
             While the VPN is down, that is a consequence. If it stays so with the VPN up, look at the \
             settings of BGP (AS number, the neighbour's address).",
    },
    question: Phrase {
        ja: "BGP がつながっているか",
        en: "Whether BGP has a session",
    },
    silent_when: for_docs(Phrase {
        ja: "相手の状態が貼られていないとき。",
        en: "When the neighbour's state was not pasted.",
    }),
    references: cited(&[
        "Command Reference, show status bgp neighbor",
        "RFC 4271 §8.2.2",
    ]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Router(check),
};

const A_NEIGHBOR: Phrase = Phrase {
    ja: "相手",
    en: "a neighbour",
};
const THE_NEIGHBOR: Phrase = Phrase {
    ja: "{address} ",
    en: "{address}",
};
const PING_IT: Phrase = Phrase {
    ja: "BGP の相手のアドレスまで届くかを確かめます。",
    en: "See whether the neighbour's address can be reached.",
};

/// More neighbours than these are not worth a finding each.
const MOST_FINDINGS: usize = 8;

fn check(router: &Router) -> Outcome {
    if router.neighbors.is_empty() {
        return nothing();
    }
    let neighbors = router.neighbors.iter();
    let idle = neighbors.filter(|it| it.state.value != "Established");
    let side = router.side;
    let found = idle.take(MOST_FINDINGS).map(|neighbor| {
        let lines = [neighbor.line, neighbor.state.line];
        let finding = Finding::new(lines.map(|line| router.place(line)))
            .at(Where::Site(side))
            .site("here", side)
            .arg("state", &neighbor.state.value)
            .read(side, Need::routes(side).command, steps::READ_ROUTES);
        match neighbor.address {
            Some(address) => finding
                .arg("address", address)
                .phrase("neighbor", THE_NEIGHBOR)
                .read(side, format!("ping -c 5 {address}"), PING_IT),
            None => finding.phrase("neighbor", A_NEIGHBOR),
        }
    });
    Ok(found.listed())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const IDLE: &str = "//- A\n# show status bgp neighbor\nBGP neighbor is 10.0.0.1, remote AS 64512\n  \
                        BGP state = Active";

    #[test]
    fn fires_on_any_other_state() {
        check(&RULE, IDLE).fires_at(["A2", "A3"]);
        check(&RULE, &IDLE.replace("10.0.0.1", "***.***.***.***")).fires_at(["A2", "A3"]);
    }

    #[test]
    fn silent_on_a_session_and_on_a_newer_output_that_shows_one() {
        finds_nothing(&RULE, HEALTHY);
        let works = IDLE.replace("Active", "Established");
        finds_nothing(&RULE, &works);
        let (_, later) = works.split_once('\n').unwrap();
        finds_nothing(&RULE, &format!("{IDLE}\n{later}"));
    }
}
