//! IKE101 no-sa: at least one end has no SA at all, and neither shows a trace of key exchange.

use crate::diagnose::rules::is_up;
use crate::diagnose::{
    Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince, Severity,
    Where, cited, for_docs, log, nothing, steps, wan,
};
use crate::model::{Encapsulation, TunnelSettings};
use crate::pair::{End, GatewayPair, Role};
use crate::text::Listed;

/// IKE101 no-sa.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "IKE101",
    slug: "no-sa",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{where}{own} SA が一つもありません",
        en: "There is no SA {own}at {where}",
    },
    headline: Phrase {
        ja: "VPN は切れています。{where}{own} SA が一つもありません。",
        en: "The VPN is down. There is no SA {own}at {where}.",
    },
    why: Phrase {
        ja: "{meaning}",
        en: "{meaning}",
    },
    question: Phrase {
        ja: "SA が作られているか",
        en: "Whether there are SAs",
    },
    silent_when: for_docs(Phrase {
        ja: "一覧が途中で切れているとき、どちらかの端に SA が残っているとき（SA201、IKE102 が答えます）、\
             トンネルが接続中と表示されているとき（TUN404 が答えます）。リモートアクセスのゲートウェイのとき、ログが答えるとき（LOG704 から LOG707）。\
             設定で IPsec でないトンネルが両拠点を結んでいれば、判断を保留します。",
        en: "When a list is cut, when an end still has SAs (then SA201 or IKE102 answers), when its \
             tunnel is shown to be connected (then TUN404 answers), for clients that dial in, and \
             where the logs tell (LOG704 to LOG707). Where the settings join the two by a tunnel without IPsec, the verdict stays open.",
    }),
    references: cited(&["Command Reference, show ipsec sa", "RFC 4301 §4.4.2"]),
    cause: None,
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::LeaveOpen,
    check: Check::Pair(check),
};

const BOTH: Phrase = Phrase {
    ja: "{here}にも{there}にも",
    en: "{here} or {there}",
};
const ONE: Phrase = Phrase {
    ja: "{here}に",
    en: "{here}",
};

/// Where a router holds SAs with other peers.
const OF_THIS_VPN: Phrase = Phrase {
    ja: "この VPN の",
    en: "of this VPN ",
};

const MAY_BE_NONE: Phrase = Phrase {
    ja: "まだ判断できません。{where}{own} SA がありませんが、あるはずの VPN なのかも分かりません。",
    en: "This cannot be decided yet. There is no SA {own}at {where}, and nothing shows whether there should be one.",
};
const NOT_FINISHED: Phrase = Phrase {
    ja: "鍵交換が終わっていません。相手が応答していないのか、応答はあっても条件が合わないのかは、\
         この出力だけでは分かりません。鍵交換の記録（ログ）が決め手になります。",
    en: "The key exchange has not finished. Whether the peer does not answer, or answers with \
         conditions that do not agree, these outputs do not tell. The log of the key exchange does.",
};
const NOT_NEEDED: Phrase = Phrase {
    ja: "設定では、{from}から{to}の LAN への経路は、IPsec でないトンネル {tunnel}（{kind}）に向いています。このトンネルは SA を使わないので、\
         SA がないことは異常ではありません。通信できるかは、LAN から LAN への ping で確かめられます。",
    en: "By the settings, {from} reaches the LAN of {to} by tunnel {tunnel}, which is without IPsec ({kind}). It uses no \
         SA, so that there is none is no fault. A ping from LAN to LAN tells whether it carries traffic.",
};
const WITHOUT_IPSEC: Phrase = Phrase {
    ja: "まだ判断できません。設定では、{from}と{to}の間は IPsec でないトンネル（{kind}）で、SA は使いません。",
    en: "This cannot be decided yet. By the settings, {from} and {to} are joined by a tunnel without IPsec ({kind}), which uses no SA.",
};
const READ_WHO_BEGINS: Phrase = Phrase {
    ja: "ログだけでは原因が分からないので、設定の全体を見ます。どちらが鍵交換を始める設定か（ipsec auto refresh）、どのアドレスを呼ぶか、IPsec が有効か（ipsec use）が分かります。",
    en: "The logs alone do not tell why, so look at the whole settings: which end is told to begin (ipsec auto refresh), which address it calls, and whether IPsec is on (ipsec use).",
};
const READ_WHOM: Phrase = Phrase {
    ja: "どの拠点との VPN が設定されているかを見ます。",
    en: "See with which sites a VPN is set up.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    // Clients dial in when they need to.
    if pair.role == Role::RemoteAccess {
        return nothing();
    }
    let ends: Vec<End<'_>> = pair.ends().listed();
    // Those of an end that serves several peers may be of another.
    let holds = |end: &End<'_>| end.has_any_sa() && !end.serves_several();
    // Where the logs decide between the two cases, a rule of theirs answers.
    if ends.iter().any(holds) || log::said(pair).is_some() {
        return nothing();
    }
    let plain = pair.plain_tunnel().filter(|_| pair.may_be_none);
    if let Some(way) = plain {
        return Ok(not_needed(&ends, &way).into_iter().listed());
    }
    let empty: Vec<(&End<'_>, u32)> = ends
        .iter()
        .filter_map(|end| Some((end, no_child_sa(end)?)))
        .listed();
    let Some((first, _)) = empty.first() else {
        return missing(pair, &ends);
    };
    let whole_pair = empty.len() == ends.len() && ends.len() > 1;
    let mut finding = Finding::new(empty.iter().map(|(end, line)| end.router.place(*line)))
        // That one end shows none says nothing about which of the two is at fault.
        .at(if ends.len() > 1 {
            Where::Both
        } else {
            Where::Site(first.router.side)
        })
        .site("here", first.router.side)
        .phrase("own", own_only(&empty))
        .phrase("where", if whole_pair { BOTH } else { ONE })
        .phrase("meaning", NOT_FINISHED);
    if let (true, Some(other)) = (whole_pair, ends.last()) {
        finding = finding.site("there", other.router.side);
    }
    if pair.may_be_none {
        finding = leave_open(finding, &ends);
    }
    for end in &ends {
        let side = end.router.side;
        if !end.router.lists_sas() {
            finding = finding.read_and_ask(Need::sa_table(side), steps::LIST_SAS);
        }
    }
    for end in &ends {
        finding = with_steps(finding, end);
    }
    if ends.iter().all(|it| shows_log(it) && !log::heard(it, pair)) {
        finding = ask_all_settings(finding, &ends);
    }
    if finding.steps.is_empty() {
        // All was pasted, and nothing of it tells: what the next attempt leaves in the logs may.
        for end in &ends {
            let side = end.router.side;
            let log = Need::ike_log(side);
            finding = finding.read(side, log.command, steps::READ_IKE_LOG);
        }
    }
    Ok(vec![finding])
}

/// Where a tunnel without IPsec joins the two, a ping tells whether it carries traffic.
fn not_needed(
    ends: &[End<'_>],
    (from, to, tunnel): &(End<'_>, End<'_>, &TunnelSettings),
) -> Option<Finding> {
    let kind = match &tunnel.encapsulation.explicit()?.value {
        Encapsulation::Other(kind) => kind.as_str(),
        Encapsulation::Ipsec => return None,
    };
    let line = |end: &End<'_>| end.lacks_child_sas().or_else(|| end.outdated_absence());
    let empty = ends.iter().filter_map(|it| Some((it, line(it)?))).listed();
    let places = empty.iter().map(|(end, line)| end.router.place(*line));
    let (sites, number) = ((from.router.side, to.router.side), tunnel.number);
    let (one, other) = (ends.first()?.router, ends.last()?.router);
    let finding = Finding::new(places)
        .and_places([from.router.place(tunnel.encapsulation.line()?)])
        .at(Where::Both)
        .severity(Severity::Input)
        .headed(WITHOUT_IPSEC)
        .phrase("own", own_only(&empty))
        .phrase("where", BOTH)
        .phrase("meaning", NOT_NEEDED)
        .site("here", one.side)
        .site("there", other.side)
        .site("from", sites.0)
        .site("to", sites.1)
        .arg("tunnel", number.0)
        .arg("kind", kind);
    let need = Need::tunnel_status_of(sites.0, Some(number));
    let asked = from.router.tunnel(number).is_some();
    let finding = if asked {
        finding
    } else {
        finding.read_and_ask(need, steps::READ_TUNNEL)
    };
    (!empty.is_empty()).then(|| steps::ping(finding, one, other))
}

/// Where nothing shows that there should be a VPN, the settings tell.
fn leave_open(mut finding: Finding, ends: &[End<'_>]) -> Finding {
    finding.headline = Some(MAY_BE_NONE);
    for end in ends.iter().filter(|it| it.router.settings.whole.is_none()) {
        let settings = Need::settings(end.router.side);
        finding = finding.read_and_ask(settings, READ_WHOM);
    }
    finding.severity(Severity::Input)
}

/// What to say of SAs of which there are none: of this VPN, where a router holds others.
fn own_only(empty: &[(&End<'_>, u32)]) -> Phrase {
    let holds_others = empty.iter().any(|(end, _)| {
        let router = end.router;
        let counted = router.gateways.iter().filter_map(|it| it.counts);
        let mut counted = counted.map(|it| it.value.ike + it.value.outbound + it.value.inbound);
        let lists_some = !router.ipsec_sas.is_empty() || !router.ike_sas.is_empty();
        lists_some || counted.any(|it| it > 0)
    });
    if holds_others {
        OF_THIS_VPN
    } else {
        Phrase::NOTHING
    }
}

/// Where the logs of both ends are there and tell nothing, the settings do: only the whole ones show who is told to begin,
/// and whom.
fn ask_all_settings(mut finding: Finding, ends: &[End<'_>]) -> Finding {
    let lacks = |it: &&End<'_>| it.router.settings.whole.is_none() && it.router.foreign.is_none();
    for end in ends.iter().filter(lacks) {
        let settings = Need::settings(end.router.side);
        finding = finding.read_and_ask(settings, READ_WHO_BEGINS);
    }
    finding
}

fn shows_log(end: &End<'_>) -> bool {
    let log = end.router.log.as_ref();
    log.is_some_and(|log| log.shows_ike)
}

/// What to look at next: from the line up, without what was pasted already.
fn with_steps(mut finding: Finding, end: &End<'_>) -> Finding {
    let side = end.router.side;
    let links = &end.router.links;
    let (line, text) = wan::status(end);
    let shows_line = !links.ppp.is_empty() || !links.dhcp.is_empty();
    if !shows_line {
        finding = finding.read(side, line.command.clone(), text);
    }
    let shows_log = shows_log(end);
    if !shows_log {
        finding = finding.read(side, Need::ike_log(side).command, steps::READ_IKE_LOG);
    }
    if end.router.routes.is_none() {
        finding = finding.read(side, Need::routes(side).command, steps::READ_ROUTES);
    }
    if !shows_log {
        finding = finding.ask(Need::ike_log(side));
    }
    if !shows_line {
        finding = finding.ask(line);
    }
    finding
}

/// The line that opens the output in which SAs would stand, where there are none in either direction.
fn no_child_sa(end: &End<'_>) -> Option<u32> {
    // A list that a tunnel contradicts is of another moment; TUN404 tells.
    if is_up(end) {
        None
    } else {
        end.lacks_child_sas()
    }
}

fn missing(pair: &GatewayPair<'_>, ends: &[End<'_>]) -> Outcome {
    let needs: Vec<Need> = ends
        .iter()
        .filter(|end| !end.router.lists_sas())
        .map(|end| Need::sa_table(end.router.side))
        .listed();
    if needs.is_empty() || pair.role != Role::SiteToSite {
        nothing()
    } else {
        Err(Missing(needs))
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{HEALTHY, check, finds_nothing};

    #[test]
    fn fires_when_both_answers_are_empty() {
        check(
            &RULE,
            "//- A\n# show ipsec sa\n#\n//- B\n# show ipsec sa\n（出力なし）",
        )
        .fires_at(["A1", "B1"]);
    }

    #[test]
    fn fires_on_one_empty_answer_and_asks_for_the_other() {
        check(&RULE, "//- A\n# show ipsec sa\n# show log\n//- B\n").fires_at(["A1"]);
        check(&RULE, "//- A\nTotal: isakmp:0 send:0 recv:0\n").fires_at(["A1"]);
    }

    #[test]
    fn leaves_open_where_a_tunnel_without_ipsec_joins_the_two() {
        let site = |letter: &str, lan: &str, far: &str, more: &str| {
            format!(
                "//- {letter}\n# show ipsec sa\n#\n# show config\n# RTX830 Rev.15.02.33\n# Reporting Date: Nov 23 10:00:00 2026\n\
                 ip route default gateway pp 1\nip route {far} gateway tunnel 1\nip lan1 address {lan}\npp select 1\n pp enable 1\n\
                 tunnel select 1\n{more} tunnel encapsulation ipip\n tunnel enable 1\ndhcp service server\ndns server pp 1\n"
            )
        };
        let both = |more: &str| {
            let a = site("A", "192.168.1.1/24", "192.168.2.0/24", more);
            a + &site("B", "192.168.2.1/24", "192.168.1.0/24", more)
        };
        assert!(check(&RULE, &both("")).leaves_open());
        let ipsec = " ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n";
        check(&RULE, &both(ipsec)).fires_as_fault();
    }

    #[test]
    fn silent_on_a_healthy_pair() {
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_when_the_list_may_be_cut() {
        finds_nothing(
            &RULE,
            "//- A\n# show ipsec sa | grep tun\n#\n//- B\nsa    sgw isakmp connection",
        );
    }

    #[test]
    fn asks_for_the_list_of_both() {
        check(
            &RULE,
            "//- A\n# show config\nip route default gateway pp 1\n//- B\n",
        )
        .asks_for(["A show ipsec sa", "B show ipsec sa"]);
    }
}
