//! TUN416 tunnel-of-unknown-gateway-not-up: an end holds SAs, and the only tunnels that were shown are not up;
//! whether one of them is its own is not known.

use super::not_up_of;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, Severity, Where, cited, for_docs,
    found, steps, wan,
};
use crate::pair::{End, GatewayPair, Role};

/// TUN416 tunnel-of-unknown-gateway-not-up.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN416",
    slug: "tunnel-of-unknown-gateway-not-up",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネル {tunnel} は接続中ではなく、どのゲートウェイのものか分かりません",
        en: "Tunnel {tunnel} of {here} is not shown to be connected, and nothing tells whose it is",
    },
    headline: Phrase {
        ja: "まだ判断できません。SA はありますが、{here}のトンネル {tunnel} が接続中になっていません。",
        en: "This cannot be decided yet. There are SAs, and tunnel {tunnel} of {here} is not shown to be connected.",
    },
    why: Phrase {
        ja: "このトンネルがここで見ている VPN のものなら、SA は残っていても使われていません。別の相手のものなら、関係ありません。\
             show ipsec sa の一覧で、SA のトンネル番号が分かります。",
        en: "If that tunnel is the one of this VPN, the SAs are there and not in use; if it is of another peer, it does not matter here. \
             The list of show ipsec sa tells which tunnel the SAs belong to.",
    },
    question: Phrase {
        ja: "接続中でないトンネルが、この VPN のものではないか",
        en: "Whether a tunnel that is not connected is the one of this VPN",
    },
    silent_when: for_docs(Phrase {
        ja: "ゲートウェイのトンネルが一覧や設定から分かるとき（TUN402 が答えます）、接続中のトンネルもあるとき、LAN から LAN への ping に応答があるとき。",
        en: "Where the list or the settings tell the tunnel of the gateway (then TUN402 answers), where another tunnel is connected, and where a ping from LAN to \
             LAN was answered.",
    }),
    references: cited(&[
        "Command Reference, show status tunnel",
        "Command Reference, show ipsec sa",
    ]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    check: Check::Pair(check),
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let joins = pair.role == Role::SiteToSite && !pair.is_answered();
    let ends = wan::ends(pair).filter(|_| joins);
    found(ends.filter_map(|end| find(&end)))
}

fn find(end: &End<'_>) -> Option<Finding> {
    let side = end.router.side;
    let sa = end.all_ipsec_sas().next()?;
    if end.tunnel_numbers().next().is_some() {
        return None;
    }
    let mut shown = end.loose_tunnels().peekable();
    shown.peek()?;
    let mut states = shown.map(not_up_of);
    let (tunnel, line) = states.next()??;
    if !states.all(|it| it.is_some()) {
        return None;
    }
    let places = [line, sa.common.line].map(|it| end.router.place(it));
    let finding = Finding::new(places)
        .at(Where::Site(side))
        .site("here", side)
        .arg("tunnel", tunnel.number.0);
    Some(finding.read_and_ask(Need::sa_table(side), steps::LIST_SAS))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, joined};

    const DOWN: &str =
        "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Offline.\n";

    #[test]
    fn fires_where_nothing_names_the_tunnel_of_the_sas() {
        let text = HEALTHY_DETAIL.replacen("//- B", &format!("{DOWN}//- B"), 1);
        let found = check(&RULE, &text);
        assert!(found.leaves_open());
        check(&RULE, &text).fires_and_asks_for(["A show ipsec sa"]);
    }

    #[test]
    fn silent_where_the_list_names_it_or_another_is_up() {
        let text = joined(HEALTHY, HEALTHY_DETAIL);
        finds_nothing(&RULE, &text);
        finds_nothing(&RULE, &text.replacen("//- B", &format!("{DOWN}//- B"), 1));
        let other = DOWN.replace("Offline", "Online").replace('1', "2");
        finds_nothing(
            &RULE,
            &HEALTHY_DETAIL.replacen("//- B", &format!("{DOWN}{other}//- B"), 1),
        );
    }

    #[test]
    fn silent_without_any_state() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }
}
