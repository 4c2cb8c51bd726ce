//! TUN404 tunnel-up-without-sa: a tunnel is connected, and the list shows no SA for it.

use super::up;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// TUN404 tunnel-up-without-sa.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN404",
    slug: "tunnel-up-without-sa",
    rung: None,
    title: Phrase {
        ja: "{here}のトンネル {tunnel} は接続中なのに、SA の一覧に SA がありません",
        en: "Tunnel {tunnel} of {here} is connected, and the list of SAs shows none",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}の2つの出力が食い違います。続けて取り直してください。",
        en: "This cannot be decided yet. Two outputs of {here} do not agree; take them again together.",
    },
    why: Phrase {
        ja: "IPsec のトンネルが接続中なら、SA があるはずです。2つの出力を取る間に、つながったか切れたと考えられます。",
        en: "An IPsec tunnel that is connected has SAs. It must have connected or disconnected between \
             the two outputs.",
    },
    question: Phrase {
        ja: "トンネルの状態と SA の一覧が食い違わないか",
        en: "Whether the tunnel's state and the list of SAs agree",
    },
    silent_when: for_docs(Phrase {
        ja: "SA の一覧が途中で切れているとき。",
        en: "When the list of SAs is cut.",
    }),
    references: cited(&[
        "Command Reference, show status tunnel",
        "Command Reference, show ipsec sa",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite {
        return nothing();
    }
    Ok(pair.ends().filter_map(|end| find(&end)).listed())
}

fn find(end: &End<'_>) -> Option<Finding> {
    let (tunnel, line) = up(end)?;
    let opening = end.lacks_child_sas()?;
    let side = end.router.side;
    let status = Need::tunnel_status(end);
    Some(
        Finding::new([end.router.place(line), end.router.place(opening)])
            .at(Where::Site(side))
            .site("here", side)
            .arg("tunnel", tunnel.number.0)
            .read(side, "show ipsec sa", steps::LIST_SAS)
            .read(side, status.command.clone(), steps::READ_TUNNEL)
            .ask(Need::sa_table(side))
            .ask(status),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY_AROUND, check, finds_nothing};

    /// The same, where A's list is empty.
    fn without_sas(list: &str) -> String {
        let (head, tail) = HEALTHY_AROUND.split_once("Total:").unwrap();
        let (_, rest) = tail.split_once("# show status tunnel").unwrap();
        let (tunnel, rest) = rest.split_once("//- B").unwrap();
        format!("{head}# show status tunnel{tunnel}{list}\n//- B{rest}")
    }

    #[test]
    fn fires_where_the_list_is_empty() {
        let fixture = without_sas("# show ipsec sa\n#");
        let lines = fixture.lines().position(|it| it == "# show ipsec sa");
        let opening = format!("A{}", lines.unwrap());
        check(&RULE, &fixture).fires_at(["A5", &opening]);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY_AROUND);
    }

    #[test]
    fn silent_when_the_list_is_cut_or_missing() {
        finds_nothing(&RULE, &without_sas(""));
        finds_nothing(&RULE, &without_sas("Total: isakmp:1 send:1 recv:1"));
    }
}
