//! CFG622 tunnel-filtered: a filter on the tunnel drops traffic between the networks of both sites.

use crate::diagnose::rules::carries;
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Missing, Need, Outcome, Phrase, Rule, Rung, SasSince,
    Severity, Where, cited, ends, for_docs, nothing, steps,
};
use crate::model::{
    FilterList, Network, Packets, Passage, Settings, Sourced, Topic, TunnelSettings,
};
use crate::pair::{End, GatewayPair, MatchedBy};
use crate::text::{Listed, Place};

/// CFG622 tunnel-filtered.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG622",
    slug: "tunnel-filtered",
    rung: Some(Rung::Traffic),
    title: Phrase {
        ja: "{here}のトンネルのフィルターが、{there}との通信{what}落とします",
        en: "A filter on the tunnel of {here} drops {what} with {there}",
    },
    headline: Phrase {
        ja: "VPN はつながっていますが、{here}のトンネルのフィルターが通信を落とします。",
        en: "The VPN is up, but a filter on the tunnel of {here} drops the traffic.",
    },
    why: Phrase {
        ja: "ip tunnel secure filter は書かれた順に調べ、最初に当てはまったものに従い、どれにも当てはまらなければ落とします。\
             {direction}",
        en: "ip tunnel secure filter is tried in the order written; the first that fits decides, and what \
             fits none is dropped. {direction}",
    },
    question: Phrase {
        ja: "トンネルのフィルターが通信を落としていないか",
        en: "Whether a filter on the tunnel drops traffic",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき、どちらかの LAN が分からないとき、トンネルに NAT があるとき、動的フィルターが通すかもしれないとき、\
             ping で通信が確かめられているとき（一部だけを落とすものは注意点にします）。トンネルがつながっていると分からないときや、\
             反対向きの動的フィルターが返事を通すときも注意点です。",
        en: "When the settings were not pasted whole, when the LAN of an end is not known, with a NAT on the tunnel, \
             where dynamic filters may let traffic pass, and where a ping shows traffic (what drops but some is a \
             remark). A remark, too, where the tunnel is not shown to be up, and where dynamic filters the other \
             way let answers back.",
    }),
    references: cited(&["Command Reference 8.1.10, 8.1.14, 8.1.25"]),
    cause: Some(Cause::TunnelFiltered),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ALL: Phrase = Phrase {
    ja: "をすべて",
    en: "all traffic",
};
const BEGUN: Phrase = Phrase {
    ja: "のうち、片方から始まるものを",
    en: "the traffic that one end begins",
};
const PART: Phrase = Phrase {
    ja: "の一部を",
    en: "part of the traffic",
};
const INWARD: Phrase = Phrase {
    ja: "in のフィルターは、{there}の LAN（{far}）から{here}の LAN（{lan}）への通信に当てはまります。",
    en: "Those of “in” meet what comes from the LAN of {there} ({far}) to that of {here} ({lan}).",
};
const OUTWARD: Phrase = Phrase {
    ja: "out のフィルターは、{here}の LAN（{lan}）から{there}の LAN（{far}）への通信に当てはまります。",
    en: "Those of “out” meet what goes from the LAN of {here} ({lan}) to that of {there} ({far}).",
};
const ADD: Phrase = Phrase {
    ja: "両拠点の LAN の間を通すフィルターを、リストの先頭に加えます。通したい通信に合わせて絞ってください。番号がほかと重なるときは変えてください。",
    en: "Puts a filter that lets the two LANs talk at the head of the list. Narrow it to what should pass, and change \
         the number where it is taken.",
};

/// A site with more networks than these is none.
const MOST: usize = 16;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    if pair.matched_by == MatchedBy::Nothing {
        return nothing();
    }
    let mut findings = Vec::new();
    let mut needs = Vec::new();
    for (own, peer) in ends::both(pair) {
        match find(pair, &own, &peer) {
            Ok(found) => findings.extend(found),
            Err(need) => needs.push(need),
        }
    }
    if pair.fails() && findings.is_empty() && !needs.is_empty() {
        return Err(Missing(needs));
    }
    Ok(findings)
}

/// One direction of a tunnel.
struct Way<'m> {
    list: &'m FilterList,
    /// The list of the other direction.
    back: Option<&'m FilterList>,
    inward: bool,
}

fn find(pair: &GatewayPair<'_>, own: &End<'_>, peer: &End<'_>) -> Result<Option<Finding>, Need> {
    let settings = &own.router.settings;
    let mut tunnels = own.tunnel_numbers().filter_map(|it| settings.tunnel(it));
    let tunnel = tunnels.next().filter(|it| !it.policy.is_not_pasted());
    let Some(tunnel) = tunnel else {
        return Err(Need::tunnel_settings(own));
    };
    let lists = [&tunnel.filters_in, &tunnel.filters_out];
    if tunnels.next().is_some() || lists.iter().all(|it| it.is_none()) || tunnel.nat.is_some() {
        return Ok(None);
    }
    if settings.whole.is_none() {
        return Err(Need {
            side: own.router.side,
            command: "show config".to_owned(),
        });
    }
    let (lans, far) = networks(own, peer);
    let [filters_in, filters_out] = lists.map(Option::as_ref);
    let ways = [
        (filters_in, filters_out, true),
        (filters_out, filters_in, false),
    ];
    let mut found = ways.into_iter().filter_map(|(list, back, inward)| {
        let list = list?;
        let way = Way { list, back, inward };
        judge(pair, own, peer, tunnel, &way, (&lans, &far))
    });
    let first = found.next();
    // What drops all comes before what drops some.
    Ok(match (first, found.next()) {
        (Some(one), Some(other)) if one.severity.is_some() && other.severity.is_none() => {
            Some(other)
        }
        (first, _) => first,
    })
}

type Networks = (Vec<Network>, Vec<Network>);

/// The networks of an end, and those that it reaches by the tunnel.
fn networks(own: &End<'_>, peer: &End<'_>) -> Networks {
    let values = |list: &[Sourced<Network>]| list.iter().map(|it| it.value.base()).listed();
    let lans = values(&own.router.networks.lans);
    let wanted = values(&peer.far_networks());
    let meant = lans.iter().copied();
    let meant = meant.filter(|lan| wanted.iter().any(|it| it.overlaps(lan)));
    let meant = meant.listed();
    let far = values(&own.far_networks());
    let lans = if meant.is_empty() { lans } else { meant };
    (lans, far)
}

fn judge(
    pair: &GatewayPair<'_>,
    own: &End<'_>,
    peer: &End<'_>,
    tunnel: &TunnelSettings,
    way: &Way<'_>,
    networks: (&[Network], &[Network]),
) -> Option<Finding> {
    let settings = &own.router.settings;
    let (lans, fars) = networks;
    if lans.len() > MOST || fars.len() > MOST {
        return None;
    }
    let (lan, far) = (*lans.first()?, *fars.first()?);
    let pairs = lans
        .iter()
        .flat_map(|lan| fars.iter().map(move |far| (*lan, *far)));
    let passages = pairs
        .map(|(lan, far)| passage(settings, way, lan, far))
        .listed();
    let mut lines: Vec<u32> = Vec::new();
    for it in &passages {
        if let Passage::Some(dropping) | Passage::None(dropping) = it {
            lines.extend(dropping);
        }
    }
    if lines.is_empty() {
        return None;
    }
    let drops_all = passages.iter().all(|it| matches!(it, Passage::None(_)));
    // A ping passed, so this is not what the router does by now.
    if drops_all && pair.is_answered() {
        return None;
    }
    let lets_back = way.back.is_some_and(|it| it.has_more);
    let rejected = rejected(own, tunnel, way.inward);
    let side = own.router.side;
    lines.push(way.list.line);
    lines.dedup();
    let (from, to) = if way.inward { (far, lan) } else { (lan, far) };
    let mut finding = Finding::new(lines.into_iter().map(|line| own.router.place(line)))
        .and_places(rejected)
        .at(Where::Site(side))
        .site("here", side)
        .site("there", peer.router.side)
        .arg("lan", lan)
        .arg("far", far)
        .phrase("direction", if way.inward { INWARD } else { OUTWARD })
        .phrase(
            "what",
            match (drops_all, lets_back) {
                (true, false) => ALL,
                (true, true) => BEGUN,
                (false, _) => PART,
            },
        );
    finding.evidence.dedup();
    if drops_all && !way.list.of_set {
        let (block, back) = blocks(settings, tunnel, way, from, to);
        finding = finding.change_and_back(side, block, ADD, back);
    }
    let finding = steps::ping(finding, own.router, peer.router);
    Some(weigh(pair, finding, drops_all && !lets_back))
}

fn weigh(pair: &GatewayPair<'_>, finding: Finding, drops_all: bool) -> Finding {
    let is_up = pair.belongs() && pair.ends().all(|end| carries(&end));
    if pair.is_answered() || !(drops_all && is_up) {
        finding.severity(Severity::Risk)
    } else if pair.fails() {
        finding.certainty(Certainty::Shown)
    } else {
        finding
    }
}

fn passage(settings: &Settings, way: &Way<'_>, lan: Network, far: Network) -> Passage {
    let (from, to) = if way.inward { (far, lan) } else { (lan, far) };
    settings.passage(way.list, &Packets::Between(from, to))
}

/// The newest line of the log in which the tunnel threw a packet of this direction away.
fn rejected(own: &End<'_>, tunnel: &TunnelSettings, inward: bool) -> Option<Place> {
    let log = own.router.log.as_ref()?;
    let dropped = log.about_since(Topic::Saved, &[Topic::DroppedIn(tunnel.number)]);
    let found = dropped.into_iter().rfind(|event| {
        let rejected = event.what.rejected();
        rejected.is_some_and(|it| it.inbound == inward)
    })?;
    Some(own.router.place(found.line))
}

/// The lines that let the traffic pass, and those that take them back.
fn blocks(
    settings: &Settings,
    tunnel: &TunnelSettings,
    way: &Way<'_>,
    from: Network,
    to: Network,
) -> (String, String) {
    let last = settings.filters.last();
    let free = last.map_or(1, |it| it.number.saturating_add(1));
    let direction = if way.inward { "in" } else { "out" };
    let select = format!("tunnel select {}", tunnel.number.0);
    let bind = format!("ip tunnel secure filter {direction}");
    let old = &way.list.text;
    let block = format!("ip filter {free} pass {from} {to}\n{select}\n{bind} {free} {old}\nsave");
    let back = format!("{select}\n{bind} {old}\nno ip filter {free}\nsave");
    (block, back)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, SETTINGS, changed, check, finds_nothing, joined,
    };

    /// Filters of B's tunnel.
    fn with(lists: &str, filters: &str) -> String {
        let bound = format!("{lists} tunnel enable 1");
        let fixture = changed(SETTINGS, "B", " tunnel enable 1", &bound);
        changed(&fixture, "B", "ipsec auto", &format!("{filters}ipsec auto"))
    }

    fn up(fixture: &str) -> String {
        joined(HEALTHY, fixture)
    }

    const IN: &str = " ip tunnel secure filter in 1 2\n";
    const OTHERS: &str = "ip filter 1 pass 10.0.0.0/8 * * * *\nip filter 2 pass * 172.16.0.0/12\n";

    #[test]
    fn fires_at_the_end_of_a_list_and_on_a_filter_that_rejects() {
        assert!(check(&RULE, &up(&with(IN, OTHERS))).degrades());
        check(&RULE, &up(&with(IN, OTHERS))).fires_at(["B22"]);
        let rejects = "ip filter 1 reject * 192.168.0.0/16 * * *\nip filter 2 pass * *\n";
        check(&RULE, &up(&with(IN, rejects))).fires_at(["B22", "B24"]);
    }

    #[test]
    fn a_named_set_is_looked_into() {
        let set = "ip filter set LAN in 1 2 out 2\n";
        let by_name = with(
            " ip tunnel secure filter name LAN\n",
            &format!("{OTHERS}{set}"),
        );
        check(&RULE, &up(&by_name)).fires_at(["B26"]);
        let missing = with(
            " ip tunnel secure filter name WAN\n",
            &format!("{OTHERS}{set}"),
        );
        finds_nothing(&RULE, &up(&missing));
    }

    #[test]
    fn a_remark_where_only_some_is_dropped_or_answers_are_let_back() {
        let some = "ip filter 1 pass * * tcp * www\nip filter 2 pass * * icmp\n";
        check(&RULE, &up(&with(IN, some))).fires_as_remark();
        let some = "ip filter 1 reject * * tcp * 445\nip filter 2 pass * *\n";
        check(&RULE, &up(&with(IN, some))).fires_as_remark();
        let back = format!("{IN} ip tunnel secure filter out 3 dynamic 100\n");
        let out = format!("{OTHERS}ip filter 3 pass * *\n");
        check(&RULE, &up(&with(&back, &out))).fires_as_remark();
        check(&RULE, &with(IN, OTHERS)).fires_as_remark();
        // Packets are counted before a filter looks at them.
        assert!(check(&RULE, &joined(HEALTHY_AROUND, &with(IN, OTHERS))).degrades());
    }

    #[test]
    fn silent_where_traffic_passes_or_nobody_can_tell() {
        let halves =
            "ip filter 1 pass 192.168.1.0/25 * * * *\nip filter 2 pass 192.168.1.128/25 *\n";
        finds_nothing(&RULE, &up(&with(IN, halves)));
        let masked = "ip filter 1 pass xxx.xxx.xxx.xxx/24 * * * *\nip filter 2 reject * *\n";
        finds_nothing(&RULE, &up(&with(IN, masked)));
        let pass = "ip filter 1 pass 192.168.0.0/16 192.168.2.0/24 * * *\nip filter 2 reject * *\n";
        finds_nothing(&RULE, &up(&with(IN, pass)));
        finds_nothing(
            &RULE,
            &up(&with(&IN.replace("1 2", "1 2 dynamic 100"), OTHERS)),
        );
        finds_nothing(&RULE, &up(&with(IN, "")));
        let nat = format!("{IN} ip tunnel nat descriptor 7\n");
        finds_nothing(&RULE, &up(&with(&nat, OTHERS)));
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n//- B";
        finds_nothing(&RULE, &up(&with(IN, OTHERS)).replacen("//- B", ping, 1));
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn asks_for_the_settings_where_traffic_fails() {
        let fails = HEALTHY_AROUND.replacen("Received: (IPv4) 40", "Received: (IPv4) 0", 1);
        check(&RULE, &fails).asks_for(["A show config tunnel 1", "B show config tunnel 1"]);
    }
}
