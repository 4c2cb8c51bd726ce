//! LINE307 nat-outer-differs: the translation on the line uses another address than the line has now.

use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    ends, for_docs, found, steps, wan,
};
use crate::pair::{End, GatewayPair};

/// LINE307 nat-outer-differs.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "LINE307",
    slug: "nat-outer-differs",
    rung: Some(Rung::Translation),
    title: Phrase {
        ja: "{here}の NAT の外側アドレス {outer} が、回線（{line}）のアドレス {present} と違います",
        en: "The outer address {outer} of the NAT of {here} is not {present}, the address of the line ({line})",
    },
    headline: Phrase {
        ja: "{here}の NAT の外側アドレスが、回線のアドレスと違います。",
        en: "The outer address of the NAT of {here} is not that of the line.",
    },
    why: Phrase {
        ja: "固定アドレスを複数使う契約なら正常です。そうでなければ古いアドレスが残っていて、鍵交換の応答が戻ってこないことがあります。",
        en: "Normal with several fixed addresses by contract. Otherwise an old address is left over, and answers of the key exchange may not come back.",
    },
    question: Phrase {
        ja: "NAT の外側アドレスが回線のアドレスか",
        en: "Whether the outer address of the NAT is that of the line",
    },
    silent_when: for_docs(Phrase {
        ja: "どちらかのアドレスが伏せ字か、表示がないとき、外側アドレスが複数の回線のどれかに合うとき。",
        en: "When an address is masked or not shown, and when the outer address is that of another line.",
    }),
    references: cited(&["Command Reference, show nat descriptor address"]),
    cause: None,
    severity: Severity::Risk,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const READ_SETTINGS: Phrase = Phrase {
    ja: "nat descriptor address outer を確かめます。ipcp や primary なら、回線のアドレスに追従します。",
    en: "Check nat descriptor address outer: with ipcp or primary it follows the address of the line.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    found(ends::of_sites(pair).filter_map(|end| find(&end)))
}

fn find(end: &End<'_>) -> Option<Finding> {
    let router = end.router;
    let way = wan::way(end)?;
    let present = router.line(&way.interface).address()?;
    let mut bound = router
        .links
        .nat
        .iter()
        .filter(|it| it.interface == way.interface);
    let first = bound.next()?;
    let outer = first.outer.seen().filter(|_| bound.next().is_none())?;
    let of_line = router
        .links
        .ppp
        .iter()
        .filter_map(|it| it.local_address.seen());
    if of_line.chain([&present]).any(|it| it.value == outer.value) {
        return None;
    }
    let side = router.side;
    let finding = Finding::new([router.place(outer.line), router.place(present.line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("outer", outer.value)
        .arg("present", present.value)
        .arg("line", &way.interface)
        .read(side, Need::translations(side).command, steps::LOOK_AGAIN)
        .read(side, "show config", READ_SETTINGS);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    const OTHER: &str = "\
//- A
# show status pp 1
PP[01]:
PPPoEセッションは接続されています
PP IP Address Local: 198.51.100.7, Remote: 198.51.100.254
# show nat descriptor address
Reference Descriptor : 1, Assigned Interface : PP[01](1)
Outer address: 192.0.2.1
//- B
";

    #[test]
    fn fires_on_another_outer_address() {
        check(&RULE, OTHER).fires_at(["A4", "A7"]);
    }

    #[test]
    fn silent_when_it_is_the_lines_or_not_known() {
        finds_nothing(&RULE, HEALTHY);
        for outer in ["198.51.100.7", "ipcp/198.51.100.7", "xxx.xxx.xxx.xxx"] {
            finds_nothing(&RULE, &OTHER.replace("192.0.2.1", outer));
        }
        finds_nothing(&RULE, &OTHER.replace("PP[01](1)", "TUNNEL[1](1)"));
    }
}
