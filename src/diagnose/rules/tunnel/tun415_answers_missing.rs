//! TUN415 answers-missing: a ping from LAN to LAN was answered in part.

use crate::diagnose::{
    Certainty, Check, Finding, Outcome, Phrase, Rule, SasSince, Severity, Where, cited, ends,
    for_docs, found, nothing,
};
use crate::pair::{End, GatewayPair, Role};

/// TUN415 answers-missing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN415",
    slug: "answers-missing",
    rung: None,
    title: Phrase {
        ja: "{here}から{there}への ping は、{sent}回のうち{lost}回に応答がありません",
        en: "Of {sent} packets of the ping from {here} to {there}, {lost} were not answered",
    },
    headline: Phrase {
        ja: "{here}から{there}への ping の一部に応答がありません。",
        en: "A part of the ping from {here} to {there} was not answered.",
    },
    why: Phrase {
        ja: "通信は流れていますが、一部が失われています。回線の混雑や品質、機器の負荷が疑われます。回数を増やして、続くかどうかを見ます。",
        en: "Traffic flows, and a part of it is lost: by a busy or bad line, or a busy device. More packets tell whether it goes on.",
    },
    question: Phrase {
        ja: "ping の応答が抜けていないか",
        en: "Whether all of a ping is answered",
    },
    silent_when: for_docs(Phrase {
        ja: "応答のないものが一つだけか、2割未満のとき（最初の一つは、よく失われます）。",
        en: "When but one is missing, or less than a fifth: the first one is often lost.",
    }),
    references: cited(&["Command Reference, ping"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Shown,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const AGAIN: Phrase = Phrase {
    ja: "回数を増やして（-c 30）もう一度実行します。続くなら、回線側の ping やポートのエラーの数と比べます。",
    en: "Run it once more with more packets (-c 30). If it goes on, compare it with a ping along the line, and with the errors counted at its port.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite || !pair.is_answered() {
        return nothing();
    }
    found(
        ends::both(pair)
            .into_iter()
            .filter_map(|(end, other)| find(pair, &end, &other)),
    )
}

fn find(pair: &GatewayPair<'_>, end: &End<'_>, other: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let is_told = |line: u32| pair.answered_at().contains(&router.place(line));
    let ping = router.pings.iter().rfind(|it| is_told(it.sent.line))?;
    let sent = ping.sent.value;
    let lost = sent.saturating_sub(ping.answered);
    if lost < 2 || lost.saturating_mul(5) < sent {
        return None;
    }
    let side = router.side;
    Some(
        Finding::new([router.place(ping.sent.line)])
            .at(Where::Site(side))
            .site("here", side)
            .site("there", other.router.side)
            .arg("sent", sent)
            .arg("lost", lost)
            .advise_at(side, AGAIN),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    fn with(answered: u32) -> String {
        let ping = format!(
            "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, {answered} packets received, x% packet loss\n//- B"
        );
        HEALTHY_AROUND.replacen("//- B", &ping, 1)
    }

    #[test]
    fn fires_where_some_are_missing_as_a_remark() {
        check(&RULE, &with(3)).fires_at(["A24"]);
        check(&RULE, &with(1)).fires_as_remark();
    }

    #[test]
    fn silent_where_the_first_alone_or_none_or_all_are_missing() {
        for answered in [0, 4, 5] {
            finds_nothing(&RULE, &with(answered));
        }
        finds_nothing(&RULE, HEALTHY_AROUND);
    }
}
