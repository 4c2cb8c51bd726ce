//! TUN416 tunnel-of-unknown-gateway-not-up: an end holds SAs, and the only tunnels that were shown are not up, or
//! carry nothing; whether one of them is its own is not known.

use super::{is_settling, not_up_of};
use crate::diagnose::{
    Certainty, Check, Finding, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where, cited,
    ends, for_docs, nothing, steps,
};
use crate::model::{Answering, TunnelStatus};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// TUN416 tunnel-of-unknown-gateway-not-up.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "TUN416",
    slug: "tunnel-of-unknown-gateway-not-up",
    rung: Some(Rung::Tunnel),
    title: Phrase {
        ja: "{here}のトンネル {tunnel} は{what}、どのゲートウェイのものか分かりません",
        en: "Tunnel {tunnel} of {here} {what}, and nothing tells whose it is",
    },
    headline: Phrase {
        ja: "まだ判断できません。SA はありますが、{here}のトンネル {tunnel} は{so}。",
        en: "This cannot be decided yet. There are SAs, and tunnel {tunnel} of {here} {so}.",
    },
    why: Phrase {
        ja: "{reading}",
        en: "{reading}",
    },
    question: Phrase {
        ja: "接続中でないか通信の流れていないトンネルが、この VPN のものではないか",
        en: "Whether a tunnel that is not connected, or carries nothing, is the one of this VPN",
    },
    silent_when: for_docs(Phrase {
        ja: "ゲートウェイのトンネルが一覧や設定から分かるとき（TUN402、TUN405、TUN408 が答えます）、支障のないトンネルもあるとき、LAN から LAN への ping に応答があるとき。",
        en: "Where the list or the settings tell the tunnel of the gateway (then TUN402, TUN405 or TUN408 answers), where another tunnel is connected and shows no fault, and where a ping from LAN to \
             LAN was answered.",
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

const MAY_BE_OWN: Phrase = Phrase {
    ja: "このトンネルがここで見ている VPN のものなら、SA はあっても通信は流れていません。別の相手のものなら、関係ありません。\
         show ipsec sa の一覧で、SA のトンネル番号が分かります。",
    en: "If that tunnel is the one of this VPN, the SAs are there and no traffic flows; if it is of another peer, it does not matter here. \
         The list of show ipsec sa tells which tunnel the SAs belong to.",
};
const MAY_BE_MAIN: Phrase = Phrase {
    ja: "この VPN の SA は別のトンネルのものです。このトンネルが同じ相手へのメインなら、いまは予備のトンネルで動いています。別の相手のものか、使って\
         いないものなら、関係ありません。トンネルの設定で、相手が分かります。",
    en: "The SAs of this VPN belong to another tunnel. If this one is the main way to the same peer, the VPN runs on its reserve now; \
         if it is of another peer, or not in use, it does not matter here. Its settings tell the peer.",
};
const READ_PEER: Phrase = Phrase {
    ja: "このトンネルの相手（ipsec ike remote address、remote name）を見ます。",
    en: "Look whom this tunnel is for (ipsec ike remote address, remote name).",
};

const NOT_UP: [Phrase; 2] = [
    Phrase {
        ja: "接続中ではなく",
        en: "is not shown to be connected",
    },
    Phrase {
        ja: "接続中になっていません",
        en: "is not shown to be connected",
    },
];
const NOT_OK: [Phrase; 2] = [
    Phrase {
        ja: "キープアライブに応答がなく",
        en: "shows a keepalive that is not answered",
    },
    Phrase {
        ja: "キープアライブに応答がありません",
        en: "shows a keepalive that is not answered",
    },
];
const NOTHING_RECEIVED: [Phrase; 2] = [
    Phrase {
        ja: "相手が送ったパケットを一つも受信しておらず",
        en: "has received none of the packets that the other end counts as sent",
    },
    Phrase {
        ja: "相手が送ったパケットを一つも受信していません",
        en: "has received none of the packets that the other end counts as sent",
    },
];
const SENT_IN_VAIN: [Phrase; 2] = [
    Phrase {
        ja: "送ったパケットが相手に一つも届いておらず",
        en: "has sent packets of which the other end counts none as received",
    },
    Phrase {
        ja: "送ったパケットが相手に一つも届いていません",
        en: "has sent packets of which the other end counts none as received",
    },
];
const NOTHING_SENT: [Phrase; 2] = [
    Phrase {
        ja: "受信するだけで一つも送信しておらず",
        en: "receives packets and has sent none",
    },
    Phrase {
        ja: "受信するだけで一つも送信していません",
        en: "receives packets and has sent none",
    },
];

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.role != Role::SiteToSite {
        return nothing();
    }
    if pair.is_answered() {
        let ends = ends::of_sites(pair);
        let found = ends.filter_map(|end| find(&end).filter(|it| is_since(pair, &end, it)));
        let found = found.listed();
        return Ok(if found.is_empty() {
            beside(pair)
        } else {
            found
        });
    }
    let found = ends::of_sites(pair).filter_map(|end| find(&end)).listed();
    if !found.is_empty() {
        return Ok(found);
    }
    let lost = pair.may_lose().into_iter();
    let lost = lost.filter_map(|[(from, sending, sent), (to, counting, received)]| {
        told(&to, counting, received.line, NOTHING_RECEIVED).or_else(|| {
            let finding = told(&from, sending, sent.line, SENT_IN_VAIN)?;
            Some(finding.and_places([received]))
        })
    });
    let mute = pair.sends_nothing_back().into_iter();
    let mute =
        mute.filter_map(|(end, _, tunnel, [_, sent])| told(&end, tunnel, sent.line, NOTHING_SENT));
    let found = lost.chain(mute).listed();
    Ok(if found.is_empty() {
        beside(pair)
    } else {
        found
    })
}

/// Whether what is found of an end may be newer than the pings that were answered: none of its own stands below, and its
/// tunnel has the number of its gateway, as it mostly does.
fn is_since(pair: &GatewayPair<'_>, end: &End<'_>, finding: &Finding) -> bool {
    let mut loose = end.loose_tunnels();
    let is_of_gateway = loose.any(|it| is_of_gateway(end, it));
    let shown = finding.evidence.iter().map(|it| it.line).max();
    is_of_gateway && shown.is_some_and(|it| !pair.has_answer_below(end.router.side, it))
}

/// Whether a tunnel has the number of the gateway of an end, where that is known.
fn is_of_gateway(end: &End<'_>, tunnel: &TunnelStatus) -> bool {
    end.gateway_id().is_none_or(|id| id.0 == tunnel.number.0)
}

/// Tunnels that are not up at both ends beside those that have the SAs: who works over a reserve is to know it. One at
/// one end alone is mostly for somebody else.
fn beside(pair: &GatewayPair<'_>) -> Vec<Finding> {
    let may_pass = pair.ends().all(|end| end.has_sas_both_ways());
    let ends = pair.ends().filter(|_| may_pass);
    let found = ends.filter_map(|end| idle_beside(&end)).listed();
    if found.len() > 1 { found } else { Vec::new() }
}

/// The whole settings would tell whose it is.
fn idle_beside(end: &End<'_>) -> Option<Finding> {
    let side = end.router.side;
    let is_told = end.router.settings.whole.is_some();
    end.tunnel_numbers().next().filter(|_| !is_told)?;
    let (tunnel, line) = end.loose_tunnels().find_map(not_up_of)?;
    let [what, _] = NOT_UP;
    let settings = Need::settings_of(side, tunnel.number);
    let finding = Finding::new([end.router.place(line)])
        .at(Where::Site(side))
        .site("here", side)
        .arg("tunnel", tunnel.number.0)
        .phrase("what", what)
        .phrase("reading", MAY_BE_MAIN)
        .severity(Severity::Risk);
    Some(finding.read_and_ask(settings, READ_PEER))
}

fn find(end: &End<'_>) -> Option<Finding> {
    let states = end.loose_tunnels().map(faulty).listed();
    let mut faulty = states.iter().flatten();
    let own = faulty.clone().find(|it| is_of_gateway(end, it.0));
    let (tunnel, line, what) = *own.or_else(|| faulty.next())?;
    if !states.iter().all(Option::is_some) {
        return None;
    }
    told(end, tunnel, line, what)
}

/// A tunnel that is not up, or whose peer does not answer, with the line that says so.
fn faulty(tunnel: &TunnelStatus) -> Option<(&TunnelStatus, u32, [Phrase; 2])> {
    if let Some((tunnel, line)) = not_up_of(tunnel) {
        return Some((tunnel, line, NOT_UP));
    }
    let is_new = is_settling(tunnel);
    let status = tunnel
        .keepalive
        .filter(|it| it.value == Answering::No && !is_new)?;
    Some((tunnel, status.line, NOT_OK))
}

/// The finding, at an end that holds SAs of which nothing tells the tunnel.
fn told(end: &End<'_>, tunnel: &TunnelStatus, line: u32, what: [Phrase; 2]) -> Option<Finding> {
    let side = end.router.side;
    let sa = end.all_ipsec_sas().next()?;
    if end.tunnel_numbers().next().is_some() {
        return None;
    }
    let places = [line, sa.common.line].map(|it| end.router.place(it));
    let [what, so] = what;
    let finding = Finding::new(places)
        .at(Where::Site(side))
        .site("here", side)
        .phrase("what", what)
        .phrase("so", so)
        .phrase("reading", MAY_BE_OWN)
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
    fn fires_where_the_tunnel_of_the_end_that_sends_in_vain_is_not_named() {
        let status = |sent: u32, received: u32| {
            format!(
                "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n3 hours connection.\nReceived: (IPv4) {received} packets\nTransmitted: (IPv4) {sent} packets\n"
            )
        };
        let (list, _) = HEALTHY.split_once("//- B").unwrap();
        let (_, detail) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let counted = |received: u32| {
            format!(
                "{list}{}//- B{detail}{}",
                status(300, received),
                status(310, 300)
            )
        };
        assert!(check(&RULE, &counted(0)).leaves_open());
        check(&RULE, &counted(0)).fires_and_asks_for(["B show ipsec sa"]);
        finds_nothing(&RULE, &counted(310));
    }

    #[test]
    fn fires_where_nothing_names_the_tunnel_of_the_sas() {
        let text = HEALTHY_DETAIL.replacen("//- B", &format!("{DOWN}//- B"), 1);
        let found = check(&RULE, &text);
        assert!(found.leaves_open());
        check(&RULE, &text).fires_and_asks_for(["A show ipsec sa"]);
    }

    #[test]
    fn below_an_answered_ping_the_one_with_the_number_of_the_gateway_is_asked_about() {
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
        let second = DOWN.replace('1', "2");
        let with = |lines: &str| {
            let lines = format!("{ping}{lines}");
            let lan = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n192.168.2.0/24 192.168.2.1 LAN1 implicit\n";
            let named = HEALTHY_DETAIL.replacen("gateway 1", "gateway 2", 1);
            format!(
                "{}\n{lan}",
                named.replacen("//- B", &format!("{lines}//- B"), 1)
            )
        };
        assert!(check(&RULE, &with(&format!("{DOWN}{second}"))).leaves_open());
        let third = DOWN.replace('1', "3");
        finds_nothing(&RULE, &with(&format!("{DOWN}{third}")));
        let up = DOWN.replace("Offline", "Online");
        finds_nothing(&RULE, &with(&format!("{up}{second}")));
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
    fn a_tunnel_that_is_not_up_beside_that_of_the_sas_is_a_remark() {
        let text = joined(HEALTHY, HEALTHY_DETAIL);
        let at_a = |more: &str| text.replacen("//- B", &format!("{more}//- B"), 1);
        let second = DOWN.replace('1', "2");
        let both = |more: &str| format!("{}{more}", at_a(more));
        let found = check(&RULE, &both(&second));
        found.fires_and_asks_for(["A show config tunnel 2", "B show config tunnel 2"]);
        finds_nothing(&RULE, &at_a(&second));
        finds_nothing(&RULE, &both(&second.replace("IPsec", "L2TP")));
    }

    #[test]
    fn fires_where_it_carries_nothing() {
        let tunnel = |received: u32, status: &str| {
            format!(
                "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n\
                 2 hours connection.\nReceived: (IPv4) {received} packets [9 octets]\n\
                 Transmitted: (IPv4) 40 packets [9 octets]\nIKE keepalive:\n[Type]: heartbeat\n[Status]: {status}\n"
            )
        };
        let text = |a: &str, b: &str| {
            let with_a = HEALTHY_DETAIL.replacen("//- B", &format!("{a}//- B"), 1);
            format!("{with_a}\n{b}")
        };
        let ok = tunnel(40, "OK");
        finds_nothing(&RULE, &text(&ok, &ok));
        assert!(check(&RULE, &text(&tunnel(40, "NG"), &ok)).leaves_open());
        assert!(check(&RULE, &text(&tunnel(0, "OK"), &ok)).leaves_open());
        let mute = ok.replace("Transmitted: (IPv4) 40", "Transmitted: (IPv4) 0");
        assert!(check(&RULE, &text(&mute, &tunnel(0, "OK"))).leaves_open());
        let other = tunnel(40, "OK").replace("TUNNEL[1]", "TUNNEL[2]");
        // Of two, that of the gateway's number is the likelier.
        let both = format!("{}{other}", tunnel(0, "OK"));
        assert!(check(&RULE, &text(&both, &ok)).leaves_open());
        let others = both
            .replace("unnel 1", "unnel 3")
            .replace("TUNNEL[1]", "TUNNEL[3]");
        finds_nothing(&RULE, &text(&others, &ok));
    }

    #[test]
    fn silent_without_any_state() {
        finds_nothing(&RULE, HEALTHY_DETAIL);
    }
}
