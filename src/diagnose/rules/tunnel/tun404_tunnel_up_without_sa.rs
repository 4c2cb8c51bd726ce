//! TUN404 tunnel-up-without-sa: a tunnel is connected, and the list shows no SA for it.

use super::up;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing, steps,
};
use crate::model::Direction;
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// TUN404 tunnel-up-without-sa.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN404",
    slug: "tunnel-up-without-sa",
    rung: None,
    title: Phrase {
        ja: "{here}のトンネル {tunnel} は接続中なのに、SA の一覧に {what}",
        en: "Tunnel {tunnel} of {here} is connected, and the list of SAs shows {what}",
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

const NONE: Phrase = Phrase {
    ja: "SA がありません",
    en: "none",
};
const ONE_WAY: Phrase = Phrase {
    ja: "SA が片方の向きしかありません",
    en: "those of one direction alone",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite {
        return nothing();
    }
    Ok(pair.ends().filter_map(|end| find(&end)).listed())
}

fn find(end: &End<'_>) -> Option<Finding> {
    let (tunnel, line) = up(end)?;
    let by_number = end.gateway_by_number();
    let lacks = end.lacks_child_sas();
    let lacks = lacks.or_else(|| by_number.as_ref()?.lacks_child_sas());
    let (opening, what) = match lacks {
        Some(line) => (line, NONE),
        // Of a gateway that is known to be its own, another rule tells.
        None => (one_way(by_number.as_ref()?)?, ONE_WAY),
    };
    let side = end.router.side;
    let status = Need::tunnel_status(end);
    Some(
        Finding::new([end.router.place(line), end.router.place(opening)])
            .at(Where::Site(side))
            .site("here", side)
            .arg("tunnel", tunnel.number.0)
            .phrase("what", what)
            .read(side, "show ipsec sa", steps::LIST_SAS)
            .read(side, status.command.clone(), steps::READ_TUNNEL)
            .ask(Need::sa_table(side))
            .ask(status),
    )
}

/// The line by which an end lacks the SAs of either direction.
fn one_way(end: &End<'_>) -> Option<u32> {
    let inbound = end.lacks_sas(Direction::Inbound);
    inbound.or_else(|| end.lacks_sas(Direction::Outbound))
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
    fn of_a_tunnel_whose_gateway_nothing_tells_the_one_of_its_number_counts() {
        let around = |own: u32, other: u32| {
            format!(
                "# show ip route\nDestination Gateway Interface Kind Additional Info.\n192.168.{own}.0/24 192.168.{own}.1 LAN1 implicit\n192.168.{other}.0/24 - TUNNEL[1] static\n# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n"
            )
        };
        let then = |lines: &str| format!("//- A\n{}{lines}//- B\n{}", around(1, 2), around(2, 1));
        let counted = |gateway: u32, sent: u32, received: u32| {
            then(&format!(
                "# show ipsec sa gateway\nsgw  flags local-id                      remote-id        # of sa\n{gateway}    U K   192.168.1.1                  203.0.113.2    i:1 s:{sent} r:{received}\n"
            ))
        };
        check(&RULE, &counted(1, 0, 0)).fires_at(["A8", "A11"]);
        finds_nothing(&RULE, &counted(1, 1, 1));
        finds_nothing(&RULE, &counted(2, 0, 0));
        check(&RULE, &counted(1, 1, 0)).fires_at(["A8", "A11"]);
        let empty = "# show ipsec sa gateway 1 detail\n#\n";
        check(&RULE, &then(empty)).fires();
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
