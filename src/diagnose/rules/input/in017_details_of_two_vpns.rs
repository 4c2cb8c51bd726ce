//! IN017 details-of-two-vpns: SPIs do not meet, and nothing shows that the details pasted are of one VPN.

use crate::diagnose::unmet::lines;
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where, cited,
    for_docs, nothing,
};
use crate::pair::{End, Flow, GatewayPair, SaState, is_decisive};
use crate::text::Listed;

/// IN017 details-of-two-vpns.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN017",
    slug: "details-of-two-vpns",
    rung: None,
    title: Phrase {
        ja: "{here}と{there}の detail は、別々の VPN のものかもしれません",
        en: "The details of {here} and {there} may be of two different VPNs",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}と{there}の detail が、同じ VPN のものか分かりません。互いにつながるゲートウェイの detail を貼ってください。",
        en: "This cannot be decided yet. The details of {here} and {there} may be of two different VPNs. Please paste those of the gateways that join the two.",
    },
    why: Phrase {
        ja: "{reason}別々の VPN なら、どちらも正常でも SPI は合いません。",
        en: "{reason}Of two VPNs the SPIs do not meet, though both are well.",
    },
    question: Phrase {
        ja: "両端の detail が同じ VPN のものか",
        en: "Whether the details of both ends are of one VPN",
    },
    silent_when: for_docs(Phrase {
        ja: "一方向でも SPI が合うとき、同じ IKE SA が両端にあるとき、互いを相手として名乗り合い、相手が同じかもしれないゲートウェイがほかにないとき。同じ時刻の出力と確かめられないとき（IN005）。",
        en: "When SPIs meet in one direction or both ends show one IKE SA, when each end names the other and no gateway beside them may have the same peer, and when one moment is not shown (IN005).",
    }),
    references: cited(&["RFC 4301 §4.1", "RFC 7296 §3.5"]),
    cause: None,
    severity: Severity::Input,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const WITH_ANOTHER: Phrase = Phrase {
    ja: "{end}の SA の相手は {peer} ですが、貼られた{other}のアドレスや名前にこれはありません。",
    en: "The SAs of {end} are with {peer}, and no address or name of {other} that was pasted is that. ",
};
const HAS_ANOTHER: Phrase = Phrase {
    ja: "{end}では、ゲートウェイ {gateways} の相手も{other}かもしれません。その detail がまだありません。",
    en: "At {end}, the peer of gateway {gateways} may be {other} as well, and its detail was not pasted. ",
};
const NOT_NAMED: Phrase = Phrase {
    ja: "{end}の SA の相手が{other}だと分かる行がありません。",
    en: "No line shows that the peer of the SAs of {end} is {other}. ",
};

const PASTE_DETAIL: Phrase = Phrase {
    ja: "このゲートウェイの detail も、両方のルーターで1分以内に取って貼ってください。",
    en: "Paste the detail of this gateway as well, taken within one minute of the other router's.",
};
const FIND_GATEWAY: Phrase = Phrase {
    ja: "一覧を貼ってください。sgw の列がゲートウェイの番号、remote-id がその相手です。もう一方の拠点が相手の番号で detail も取ります。",
    en: "Paste the list. The column sgw is the number of the gateway, remote-id its peer. Take the detail of the number whose peer is the other site, too.",
};
const READ_SETTINGS: Phrase = Phrase {
    ja: "どのゲートウェイの相手がもう一方の拠点かを設定で確かめます。その番号の SA がなければ、そちらの VPN は切れています。",
    en: "Look in the settings for the gateway whose peer is the other site. If there are no SAs of its number, that VPN is down.",
};

/// More gateways than this are not asked for one by one.
const MOST_GATEWAYS: usize = 3;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(b) = pair.b.filter(|_| !pair.is_one_vpn) else {
        return nothing();
    };
    if !pair.moment.is_shown() || pair.may_fit_both_ways() {
        return nothing();
    }
    let Some(unmet) = pair.flows.iter().find(|it| do_not_meet(it)) else {
        return nothing();
    };
    let ends = [(pair.a, b), (b, pair.a)];
    let finding = Finding::new(lines(pair, &b, unmet))
        .at(Where::Both)
        .site("here", pair.a.router.side)
        .site("there", b.router.side);
    Ok(vec![ask(give_reason(finding, &ends), &ends)])
}

/// Whether both ends hold an SA of a direction, with SPIs that differ.
fn do_not_meet(flow: &Flow<'_>) -> bool {
    let both = flow.sender.zip(flow.receiver);
    let differ = both.is_some_and(|(sender, receiver)| {
        let have_spis = sender.spi.is_some() && receiver.spi.is_some();
        have_spis && is_decisive(sender) && is_decisive(receiver)
    });
    differ && flow.state != SaState::Matched
}

/// An end, and the other.
type Way<'m> = (End<'m>, End<'m>);

/// Says why the two may be of two VPNs, the surest reason first, with the line of a peer who is another.
fn give_reason(finding: Finding, ways: &[Way<'_>; 2]) -> Finding {
    let about = |finding: Finding, (end, other): &Way<'_>, reason| {
        let finding = finding.site("end", end.router.side);
        finding
            .site("other", other.router.side)
            .phrase("reason", reason)
    };
    let mut with_another = ways
        .iter()
        .filter_map(|it| Some((it, it.0.with_another(it.1)?)));
    if let Some((way, peer)) = with_another.next() {
        let finding = finding.and_places([way.0.router.place(peer.line)]);
        return about(finding, way, WITH_ANOTHER).arg("peer", peer.value);
    }
    if let Some(way) = ways.iter().find(|it| !numbers(it).is_empty()) {
        let (end, other) = way;
        let rows = end.beside(*other).filter_map(|it| it.remote_id.line());
        let rows = rows.take(MOST_GATEWAYS).map(|it| end.router.place(it));
        let finding = finding.and_places(rows);
        let numbers = numbers(way).iter().map(ToString::to_string).listed();
        return about(finding, way, HAS_ANOTHER).arg("gateways", numbers.join(", "));
    }
    let [first, second] = ways;
    let unnamed = if first.0.names(first.1) {
        second
    } else {
        first
    };
    about(finding, unnamed, NOT_NAMED)
}

/// Asks for what tells the gateways that join the two: their details, else the lists, else the settings.
fn ask(finding: Finding, ways: &[Way<'_>; 2]) -> Finding {
    let mut finding = finding;
    for way in ways {
        let side = way.0.router.side;
        for number in numbers(way) {
            let command = format!("show ipsec sa gateway {number} detail");
            finding = finding.read_and_ask(Need { side, command }, PASTE_DETAIL);
        }
    }
    let lists_all = |end: &End<'_>| end.router.whole_answer(None).is_some();
    for (end, _) in ways.iter().filter(|it| !lists_all(&it.0)) {
        finding = finding.read_and_ask(Need::sa_table(end.router.side), FIND_GATEWAY);
    }
    if finding.asks.is_empty() {
        for (end, _) in ways {
            finding = finding.read_and_ask(Need::settings(end.router.side), READ_SETTINGS);
        }
    }
    finding
}

/// The numbers of the gateways beside an end that may be with the other.
fn numbers((end, other): &Way<'_>) -> Vec<u32> {
    let known = end.beside(*other).filter_map(|it| Some(it.id?.0));
    known.take(MOST_GATEWAYS).listed()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing};

    /// The details of two VPNs, of one moment by their clocks.
    fn strangers() -> String {
        let clock = "# show environment\nCurrent time: 2026/11/23 10:00:00 +09:00\n";
        let (a, b) = HEALTHY_DETAIL.split_once("//- B\n").unwrap();
        let other = b
            .replace("SPI: a", "SPI: 1")
            .replace("SPI: b", "SPI: 2")
            .replace("SPI: 0", "SPI: 3");
        format!("{a}{clock}//- B\n{other}{clock}")
    }

    #[test]
    fn silent_where_each_names_the_other() {
        finds_nothing(&RULE, &strangers());
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }

    #[test]
    fn fires_where_one_is_with_another_address() {
        let other = strangers().replace("Remote ID: 203.0.113.2", "Remote ID: 203.0.113.66");
        check(&RULE, &other).fires_and_asks_for(["A show ipsec sa", "B show ipsec sa"]);
    }

    #[test]
    fn fires_where_a_list_has_a_second_gateway_with_the_same_peer() {
        let list = "\n# show ipsec sa\nTotal: isakmp:1 send:2 recv:2\n\
             sa    sgw  isakmp connection    dir  life[s] remote-id\n\
             1     1    -      isakmp        -    28768   203.0.113.2\n\
             2     1    1      tun[0001]esp  send 28769   203.0.113.2\n\
             3     1    1      tun[0001]esp  recv 28769   203.0.113.2\n";
        let second = "8     2    1      tun[0002]esp  send 20000   203.0.113.2\n\
             9     2    1      tun[0002]esp  recv 20000   203.0.113.2\n";
        let with = |rows: &str| strangers().replacen("//- B", &format!("{rows}//- B"), 1);
        check(&RULE, &with(&format!("{list}{second}")))
            .fires_and_asks_for(["A show ipsec sa gateway 2 detail", "B show ipsec sa"]);
        let another = second.replace("203.0.113.2", "203.0.113.66");
        finds_nothing(&RULE, &with(&format!("{list}{another}")));
    }
}
