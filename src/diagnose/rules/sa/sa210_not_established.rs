//! SA210 not-established: an SA is listed, and its state says that it is not in use.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, ends,
    for_docs, found, steps,
};
use crate::pair::{End, GatewayPair};

/// SA210 not-established.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "SA210",
    slug: "not-established",
    rung: None,
    title: Phrase {
        ja: "{here}の IPsec SA の状態が「{state}」です",
        en: "The state of the IPsec SAs of {here} is “{state}”",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の IPsec SA の状態が「{state}」です。取り直してください。",
        en: "This cannot be decided yet. The state of the IPsec SAs of {here} is “{state}”. Please take them again.",
    },
    why: Phrase {
        ja: "確立済でない SA は、作られている途中か、消える途中です。少し待って取り直すと、残るか消えるかが分かります。",
        en: "An SA that is not established is about to be made or deleted. Wait a little and list them again, and it is gone or stays.",
    },
    question: Phrase {
        ja: "SA の状態が確立済か",
        en: "Whether the SAs are established",
    },
    silent_when: for_docs(Phrase {
        ja: "状態の表示がないとき、確立済の SA が両方向にあるとき。",
        en: "Where no state is printed, and where established SAs of both directions are listed.",
    }),
    references: cited(&["Command Reference, show ipsec sa"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    found(
        ends::both(pair)
            .into_iter()
            .filter_map(|(end, _)| find(&end)),
    )
}

fn find(end: &End<'_>) -> Option<Finding> {
    let mut states = end
        .all_ipsec_sas()
        .filter_map(|sa| sa.common.unsettled.as_ref());
    let state = states.next().filter(|_| !end.has_sas_both_ways())?;
    let side = end.router.side;
    let places = states.chain([state]).map(|it| end.router.place(it.line));
    Some(
        Finding::new(places)
            .at(Where::Site(side))
            .site("here", side)
            .arg("state", &state.value)
            .read_and_ask(Need::sa_detail(end), steps::BOTH_WITHIN_A_MINUTE),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    /// A's SAs with this state.
    fn with(state: &str) -> String {
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        format!(
            "{}//- B{b}",
            a.replace("] Duration", &format!("] 状態: {state}  寿命"))
        )
    }

    #[test]
    fn fires_where_none_is_established() {
        let said = check(&RULE, &with("削除中"));
        assert!(said.leaves_open());
        said.fires_at(["A9", "A16"]);
    }

    #[test]
    fn fires_where_they_are_being_made_or_could_not_be() {
        for state in ["確立中", "確立待ち", "確立失敗", "establishing"] {
            check(&RULE, &with(state)).fires();
        }
    }

    #[test]
    fn silent_where_they_are_or_nothing_tells() {
        finds_nothing(&RULE, &with("確立済"));
        finds_nothing(&RULE, &with("Established"));
        finds_nothing(&RULE, HEALTHY_DETAIL);
        finds_nothing(&RULE, HEALTHY);
    }
}
