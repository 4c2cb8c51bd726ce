//! IN004 gateways-unrelated: the pastes describe different tunnels.

use std::net::IpAddr;

use crate::diagnose::{
    Cause, Certainty, Check, Finding, Need, Outcome, Phrase, Rule, SasSince, Severity, Where,
    cited, for_docs, nothing, steps,
};
use crate::model::{Fact, IkeIdentity, PeerAddress, Sourced, is_global};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::Listed;

/// IN004 gateways-unrelated.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IN004",
    slug: "gateways-unrelated",
    rung: None,
    title: Phrase {
        ja: "{here}と{there}の相手が、互いを指していません",
        en: "The peers shown at {here} and {there} are not each other",
    },
    headline: Phrase {
        ja: "まだ判断できません。{here}と{there}の出力は、別々の VPN のもののようです。",
        en: "This cannot be decided yet. The outputs of {here} and {there} seem to be of different VPNs.",
    },
    why: Phrase {
        ja: "{here}の相手は {peer_of_here}、{there}の相手は {peer_of_there} です。\
             一本の VPN の両端なら、それぞれの相手がもう一方のルーターになります。",
        en: "The peer of {here} is {peer_of_here}, the peer of {there} is {peer_of_there}. \
             At the two ends of one VPN, each peer is the other router.",
    },
    question: Phrase {
        ja: "二つの貼り付けが同じ VPN の両端か",
        en: "Whether the two pastes are the two ends of one VPN",
    },
    silent_when: for_docs(Phrase {
        ja: "SPI が合うとき、片方の ID だけが違い、どちらかがプライベートアドレスのとき（間に NAT があるとそうなります）、ID が隠されているとき。",
        en: "When SPIs agree, when one id only differs, and one of the two is a private address (as behind a NAT), and when ids are hidden.",
    }),
    references: cited(&["RFC 7296 §3.5", "RFC 2407 §4.6.2"]),
    cause: Some(Cause::GatewaysUnrelated),
    severity: Severity::Void,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const PASTE_PEER: Phrase = Phrase {
    ja: "二つの拠点が同じ相手（センターなど）につながっているなら、その相手のルーターの結果を、どちらかと組にして貼ってください。",
    en: "Where both sites are joined to one other router, such as that of a hub, paste what that one answers beside either of them.",
};

const MAY_BE_APART: Phrase = Phrase {
    ja: "{here}と{there}の SA は合わず、互いの相手かどうかも分かりません",
    en: "The SAs of {here} and {there} do not meet, and whether each is the other's peer is not shown",
};
const MAY_BE_APART_HEADLINE: Phrase = Phrase {
    ja: "まだ判断できません。{here}と{there}の SA が合いません。別の時刻の出力か、別々の VPN の出力です。両方の detail を1分以内に取り直してください。",
    en: "This cannot be decided yet. The SAs of {here} and {there} do not meet: the outputs are of different times, or of different VPNs. Please take the detail of both again within one minute.",
};
const WITHIN_A_MINUTE: Phrase = Phrase {
    ja: "両方のルーターで1分以内に実行します。SPI が合えば、同じ VPN で、前の出力は別の時刻のものです。合わなければ、別々の VPN です。",
    en: "Run it at both within one minute. If the SPIs meet, it is one VPN, and the outputs before were of different times; if not, they are of different VPNs.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if let Some(finding) = by_a_third(pair).or_else(|| by_settings(pair)) {
        return Ok(vec![finding]);
    }
    let Some(b) = pair.b.filter(|_| pair.matched_by == MatchedBy::Only) else {
        return nothing();
    };
    let (Some(mine), Some(theirs)) = (pair.a.gateway, b.gateway) else {
        return nothing();
    };
    let (Some(peer), Some(their_peer)) = (mine.remote_id.seen(), theirs.remote_id.seen()) else {
        return nothing();
    };
    let calls_no_other = |calls: &Fact<IkeIdentity>, other: &End<'_>, own: &Fact<IkeIdentity>| {
        // Behind a NAT a router names its address in the LAN, and is called by that of its line.
        let address = calls.seen().and_then(|it| it.value.address());
        let is_own = address.is_some_and(|it| other.router.networks.owns(it));
        differs(calls, own) && !is_own
    };
    let by_theirs = calls_no_other(&mine.remote_id, &b, &theirs.local_id);
    let by_mine = calls_no_other(&theirs.remote_id, &pair.a, &mine.local_id);
    // No NAT makes another address of the internet of one. Of details of one moment IN017 tells.
    let one_way = (by_theirs && are_global(&mine.remote_id, &theirs.local_id))
        || (by_mine && are_global(&theirs.remote_id, &mine.local_id));
    let crossed = (by_theirs && by_mine) || (one_way && !pair.moment.is_shown());
    let same_peer = peer.value.same(&their_peer.value) && peer.value.address().is_some();
    if !crossed && !same_peer {
        return nothing();
    }
    let evidence = [
        pair.a.router.place(peer.line),
        b.router.place(their_peer.line),
    ];
    let finding = Finding::new(evidence)
        .at(Where::Both)
        .site("here", pair.a.router.side)
        .site("there", b.router.side)
        .arg("peer_of_here", peer.value.as_str())
        .arg("peer_of_there", their_peer.value.as_str());
    if may_be_apart([&pair.a, &b]) && !same_peer {
        return Ok(vec![apart(finding, [&pair.a, &b])]);
    }
    Ok(vec![
        finding
            .advise(PASTE_PEER)
            .read(pair.a.router.side, "show ipsec sa", steps::LIST_SAS)
            .read(b.router.side, "show ipsec sa", steps::LIST_SAS)
            .ask(Need::sa_table(pair.a.router.side))
            .ask(Need::sa_table(b.router.side)),
    ])
}

/// Whether each may be called by another address than it says, as behind a NAT: then a different time explains that their
/// SAs do not meet as well.
fn may_be_apart([one, other]: [&End<'_>; 2]) -> bool {
    [(one, other), (other, one)].into_iter().all(|(end, peer)| {
        let Some((calls, says)) = end.gateway.zip(peer.gateway) else {
            return false;
        };
        let called = calls.remote_id.seen().and_then(|it| it.value.address());
        let is_known = called.is_some_and(|it| peer.router.networks.is_anothers(it));
        are_mixed(&calls.remote_id, &says.local_id) && !is_known
    })
}

fn apart(finding: Finding, [one, other]: [&End<'_>; 2]) -> Finding {
    finding
        .cause(None)
        .titled(MAY_BE_APART)
        .headed(MAY_BE_APART_HEADLINE)
        .read_and_ask(Need::sa_detail(one), WITHIN_A_MINUTE)
        .read_and_ask(Need::sa_detail(other), WITHIN_A_MINUTE)
        .advise(PASTE_PEER)
}

/// Whether one is an address of the internet and the other is not, as where a NAT is between.
fn are_mixed(one: &Fact<IkeIdentity>, other: &Fact<IkeIdentity>) -> bool {
    let address = |it: &Fact<IkeIdentity>| it.seen().and_then(|it| it.value.address());
    let both = address(one).zip(address(other));
    both.is_some_and(|(one, other)| is_global(one) != is_global(other))
}

/// Two ends that nothing joins, of which one calls addresses that the other's router calls as well: they are those of
/// a third.
fn by_a_third(pair: &GatewayPair<'_>) -> Option<Finding> {
    let b = pair.b.filter(|_| pair.matched_by.is_guess())?;
    if !are_two(&pair.a, &b) {
        return None;
    }
    let mut ways = [(pair.a, b), (b, pair.a)].into_iter();
    let (called, places) = ways.find_map(|(end, other)| {
        let called = end.called();
        let third = |it: &Sourced<IpAddr>| end.calls_a_third(&other, it.value);
        let first = called.first()?;
        let line = third(first).filter(|_| called.iter().all(|it| third(it).is_some()))?;
        let places = [end.router.place(first.line), other.router.place(line)];
        Some((first.value, places))
    })?;
    let (here, there) = (pair.a.router.side, b.router.side);
    Some(
        Finding::new(places)
            .at(Where::Both)
            .site("here", here)
            .site("there", there)
            .arg("peer_of_here", called)
            .arg("peer_of_there", called)
            .advise(PASTE_PEER)
            .read(here, "show ipsec sa", steps::LIST_SAS)
            .read(there, "show ipsec sa", steps::LIST_SAS)
            .ask(Need::sa_table(here))
            .ask(Need::sa_table(there)),
    )
}

/// Whether two ends are shown to be of two routers: one pasted twice calls the same peer from both boxes. One calls an
/// address of the other, or both tell addresses of one kind and have none in common.
fn are_two(one: &End<'_>, other: &End<'_>) -> bool {
    let own = |end: &End<'_>| {
        let networks = &end.router.networks;
        let said = end.own_addresses();
        let known = networks
            .own_addresses
            .iter()
            .chain(&networks.seen_addresses);
        known
            .copied()
            .chain(said.iter().map(|it| it.value))
            .listed()
    };
    let (ours, theirs) = (own(one), own(other));
    let calls = |end: &End<'_>, all: &[IpAddr]| {
        let networks = &end.router.networks;
        all.iter().any(|it| networks.calls(*it).is_some())
    };
    let tell = |all: &[IpAddr], is_of_kind: bool| all.iter().any(|it| is_global(*it) == is_of_kind);
    let are_of_one_kind = |kind| tell(&ours, kind) && tell(&theirs, kind);
    let share = ours.iter().any(|it| theirs.contains(it));
    !share
        && (are_of_one_kind(true)
            || are_of_one_kind(false)
            || calls(one, &theirs)
            || calls(other, &ours))
}

/// Two routers that nothing joins, of which each is told to call addresses that are none of the other's, as far as
/// those are known.
fn by_settings(pair: &GatewayPair<'_>) -> Option<Finding> {
    let is_guess = pair.matched_by.is_guess();
    let have_sas = pair.ends().all(|end| end.has_any_sa());
    let b = pair.b.filter(|_| is_guess && !have_sas)?;
    let (mine, theirs) = (calls_others(&pair.a, &b)?, calls_others(&b, &pair.a)?);
    let (here, there) = (pair.a.router.side, b.router.side);
    let places = [pair.a.router.place(mine.line), b.router.place(theirs.line)];
    Some(
        Finding::new(places)
            .at(Where::Both)
            .site("here", here)
            .site("there", there)
            .arg("peer_of_here", mine.value)
            .arg("peer_of_there", theirs.value)
            .advise(PASTE_PEER),
    )
}

/// The first address that a router is told to call, where none of them is the other's.
fn calls_others(end: &End<'_>, other: &End<'_>) -> Option<Sourced<IpAddr>> {
    let settings = &end.router.settings;
    settings.whole?;
    let mut first = None;
    for gateway in &settings.gateways {
        let Some(PeerAddress::Address(address)) =
            gateway.remote_address.explicit().map(|it| &it.value)
        else {
            return None;
        };
        if !other.router.networks.is_anothers(*address) {
            return None;
        }
        let line = gateway.remote_address.line()?;
        first = first.or(Some(Sourced::new(*address, line)));
    }
    first
}

fn are_global(one: &Fact<IkeIdentity>, other: &Fact<IkeIdentity>) -> bool {
    let mut both = [one, other].into_iter();
    both.all(|it| {
        let address = it.seen().and_then(|it| it.value.address());
        address.is_some_and(is_global)
    })
}

fn differs(one: &Fact<IkeIdentity>, other: &Fact<IkeIdentity>) -> bool {
    one.seen()
        .zip(other.seen())
        .is_some_and(|(one, other)| !one.value.same(&other.value))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, SETTINGS, check, finds_nothing};

    #[test]
    fn fires_when_no_id_names_the_other_end() {
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let elsewhere = b
            .replace("Local ID: 203.0.113.2", "Local ID: 198.51.100.9")
            .replace("Remote ID: 192.0.2.1", "Remote ID: 198.51.100.8")
            .replace("SPI: ", "SPI: f");
        check(&RULE, &format!("{a}//- B{elsewhere}")).fires_at(["A3", "B3"]);
    }

    #[test]
    fn fires_when_both_have_the_same_peer() {
        check(
            &RULE,
            "//- A\n2 1 1 tun[0001]esp send 1000 192.0.2.1\n//- B\n5 1 1 tun[0001]esp send 900 192.0.2.1",
        )
        .fires_at(["A1", "B1"]);
    }

    #[test]
    fn fires_where_the_settings_of_both_call_a_third() {
        let (a, b) = SETTINGS.split_once("//- B").unwrap();
        let both = |a: &str, b: &str| format!("{a}//- B{b}");
        let (elsewhere, there) = (
            a.replace(
                "remote address 1 203.0.113.2",
                "remote address 1 198.51.100.9",
            ),
            b.replace(
                "remote address 1 192.0.2.1",
                "remote address 1 198.51.100.9",
            ),
        );
        check(&RULE, &both(&elsewhere, &there)).fires_at(["A14", "B14"]);
        finds_nothing(&RULE, &both(&elsewhere, b));
        finds_nothing(&RULE, SETTINGS);
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_where_one_calls_the_address_of_the_others_line() {
        let (a, b) = HEALTHY_DETAIL.split_once("//- B").unwrap();
        let behind = a.replace("Local ID: 192.0.2.1", "Local ID: 192.168.1.1");
        let there = b
            .replace("Local ID: 203.0.113.2", "Local ID: 192.168.2.1")
            .replace("SPI: ", "SPI: f");
        let apart = format!("{behind}//- B{there}");
        check(&RULE, &apart).fires();
        let routes = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
                      default 203.0.113.1 LAN2 static\n203.0.113.0/24 203.0.113.2 LAN2 implicit\n";
        finds_nothing(&RULE, &format!("{apart}\n{routes}"));
    }

    #[test]
    fn silent_behind_a_nat() {
        let nat = HEALTHY_DETAIL.replace("Local ID: 192.0.2.1", "Local ID: 192.168.1.1");
        finds_nothing(&RULE, &nat);
    }
}
