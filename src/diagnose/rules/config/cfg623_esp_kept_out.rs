//! CFG623 esp-kept-out: key exchange may pass the line of an end, and the packets of the VPN may not.

use crate::diagnose::between::traverses_at_one_end;
use crate::diagnose::settings::{self, Both, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs, nothing, steps,
};
use crate::model::{
    FilterList, InterfaceSettings, NatStatic, NatTable, Packet, Packets, Passage, Protocol,
};
use crate::pair::{GatewayPair, TrafficBy};
use crate::text::Listed;

/// CFG623 esp-kept-out.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG623",
    slug: "esp-kept-out",
    rung: Some(Rung::Ipsec),
    title: Phrase {
        ja: "{here}の{what}が、VPN のパケット（ESP）を通しません",
        en: "The packets of the VPN (ESP) are kept out by {what} of {here}",
    },
    headline: Phrase {
        ja: "VPN はつながっていますが、{here}の{what}が VPN のパケット（ESP）を通しません。",
        en: "The VPN is up, but {what} of {here} keeps out its packets (ESP).",
    },
    why: Phrase {
        ja: "鍵交換（UDP 500）とは別に、暗号化されたパケットは ESP（プロトコル番号 50）で運ばれます。\
             SA ができて送信側のパケット数が増えるのに相手の受信が 0 なら、経路ではなく、この先で落ちています。{way}",
        en: "Apart from key exchange (UDP 500), the encrypted packets are carried by ESP (protocol 50). With SAs, and \
             “sent” that grows while “received” at the other end stays 0, they are lost here and not by a route. {way}",
    },
    question: Phrase {
        ja: "フィルターと NAT が ESP を通すか",
        en: "Whether filters and translations let ESP pass",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき、両端で NAT トラバーサルか esp-encapsulation を使うとき、鍵交換も落とすとき（CFG607、CFG608 が答えます）、\
             通信が見えているとき。通信が届かないと分からないときは注意点です。",
        en: "When the settings were not pasted whole, with NAT traversal or esp-encapsulation at both ends, where key exchange is kept \
             out too (then CFG607 and CFG608 answer), and while traffic is seen. A remark where traffic is not shown to fail.",
    }),
    references: cited(&[
        "Command Reference 8.1.10, 8.1.25, 23.8",
        "RFC 4303",
        "RFC 3948 §1",
    ]),
    cause: Some(Cause::EspBlocked),
    severity: Severity::Degrades,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const FILTER_IN: Phrase = Phrase {
    ja: "受信フィルター",
    en: "the inbound filter",
};
const FILTER_OUT: Phrase = Phrase {
    ja: "送信フィルター",
    en: "the outbound filter",
};
const TRANSLATION: Phrase = Phrase {
    ja: "NAT",
    en: "the address translation",
};
const BY_FILTER: Phrase = Phrase {
    ja: "secure filter は書かれた順に調べ、どれにも当てはまらなければ落とします。ESP を通すものが、その前にありません。",
    en: "secure filter is tried in the order written, and what fits none is dropped. Nothing before that lets ESP pass.",
};
const BY_TRANSLATION: Phrase = Phrase {
    ja: "NAT には udp 500 の静的な登録があり、esp をこのルーターに届ける登録がありません。{here}が先に送ったときだけ、相手のパケットが入ってこられます。",
    en: "The translation has a static entry for udp 500 and none that leads esp to the router. The peer's packets come in only after {here} has sent some.",
};
const ADD_FILTER: Phrase = Phrase {
    ja: "ESP を通すフィルターを、リストの先頭に加えます。番号がほかと重なるときは変えてください。",
    en: "Puts a filter that lets ESP pass at the head of the list. Change the number where it is taken.",
};
const ADD_ENTRY: Phrase = Phrase {
    ja: "ESP をこのルーター自身に届けるようにします。番号がほかと重なるときは変えてください。",
    en: "Leads ESP to this router itself. Change the number where it is taken.",
};

/// The port of key exchange (RFC 7296 §2).
const IKE_PORT: u16 = 500;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let Some(both) = settings::both(pair)? else {
        return nothing();
    };
    let mut findings = Vec::new();
    if pair.flows() || is_carried_in_udp(&both) {
        return nothing();
    }
    for (own, peer) in both.ends() {
        if own.end.router.settings.whole.is_some() && peer.knows_peer() {
            findings.extend(find(pair, own, peer));
        }
    }
    Ok(findings)
}

/// Whether both ends may carry ESP in UDP; what is not known counts as if they did.
fn is_carried_in_udp(both: &Both<'_>) -> bool {
    let may = |told: &Told<'_>| {
        let settings = [&told.gateway.nat_traversal, &told.gateway.esp_in_udp];
        let mut known = settings.iter().map(|it| it.known());
        known.any(|it| it.is_none_or(|it| it.value))
    };
    may(&both.a) && may(&both.b)
}

/// What keeps ESP out, and the lines that say so.
struct Barrier {
    what: Phrase,
    way: Phrase,
    lines: Vec<u32>,
    block: Option<(String, Phrase, String)>,
    /// Whether it meets what this end sends.
    outward: bool,
    /// How sure it is that nothing passes.
    certainty: Certainty,
}

fn find(pair: &GatewayPair<'_>, own: &Told<'_>, peer: &Told<'_>) -> Option<Finding> {
    let interface = own.line(peer)?;
    let barrier = by_filter(own, peer, interface, true)
        .or_else(|| by_filter(own, peer, interface, false))
        .or_else(|| by_translation(own, interface))?;
    let side = own.side();
    let places = barrier.lines.iter().map(|line| own.place(*line));
    let mut finding = Finding::new(places)
        .at(Where::Site(side))
        .site("here", side)
        .site("there", peer.side())
        .phrase("what", barrier.what)
        .phrase("way", barrier.way);
    if let Some((block, text, back)) = barrier.block {
        finding = finding.change_and_back(side, block, text, back);
    }
    let finding = steps::ping(finding, own.end.router, peer.end.router);
    let loss = pair.loss(TrafficBy::Counters);
    let sender = if barrier.outward { side } else { peer.side() };
    // That ESP is not carried in UDP through the NAT that is there is the more exact cause.
    if traverses_at_one_end(pair) {
        return Some(finding.severity(Severity::Risk));
    }
    Some(match loss {
        Some(loss) if loss.both_ways || loss.from.router.side == sender => finding
            .and_places(loss.lines.iter().copied())
            .certainty(barrier.certainty),
        None if pair.fails() => finding,
        _ => finding.severity(Severity::Risk),
    })
}

fn by_filter(
    own: &Told<'_>,
    peer: &Told<'_>,
    interface: &InterfaceSettings,
    inward: bool,
) -> Option<Barrier> {
    let settings = &own.end.router.settings;
    let mut lists = interface.filter_lists(!own.is_v4());
    if !inward {
        lists.reverse();
    }
    let [list, back] = lists;
    let list = list?;
    let (local, called) = (own.is_called_at(peer)?, own.called());
    let passage = |protocol| {
        let [source, destination] = if inward {
            [called, Some(local)]
        } else {
            [Some(local), called]
        };
        let packet = Packet {
            source,
            destination,
            protocol,
        };
        settings.passage(list, &Packets::Of(packet))
    };
    let Passage::None(lines) = passage(Protocol::Esp) else {
        return None;
    };
    let drops_ike = matches!(passage(Protocol::Udp(IKE_PORT)), Passage::None(_));
    let lets_back = back.is_some_and(|it| settings.may_remember_esp(it, !own.is_v4()));
    if lets_back || (inward && drops_ike) {
        return None;
    }
    let block = called.filter(|_| !list.of_set).map(|called| {
        let (local, called) = (local.to_string(), called.to_string());
        let ends = if inward {
            format!("{called} {local}")
        } else {
            format!("{local} {called}")
        };
        let (block, back) = filter_blocks(own, interface, list, &ends, inward);
        (block, ADD_FILTER, back)
    });
    Some(Barrier {
        what: if inward { FILTER_IN } else { FILTER_OUT },
        way: BY_FILTER,
        lines,
        block,
        outward: !inward,
        certainty: Certainty::Shown,
    })
}

/// The lines that let ESP pass, and those that take them back.
fn filter_blocks(
    own: &Told<'_>,
    interface: &InterfaceSettings,
    list: &FilterList,
    ends: &str,
    inward: bool,
) -> (String, String) {
    let ip = if own.is_v4() { "ip" } else { "ipv6" };
    let free = own.end.router.settings.free_filter(!own.is_v4(), list);
    let direction = if inward { "in" } else { "out" };
    let (select, name) = interface.named();
    let bind = format!("{select}{ip} {name} secure filter {direction}");
    let list = &list.text;
    (
        format!("{ip} filter {free} pass {ends} esp * *\n{bind} {free} {list}\nsave"),
        format!("{bind} {list}\nno {ip} filter {free}\nsave"),
    )
}

fn by_translation(own: &Told<'_>, interface: &InterfaceSettings) -> Option<Barrier> {
    let settings = &own.end.router.settings;
    let local = own.speaks_from().filter(|_| own.is_v4())?;
    let bound = interface
        .nat
        .iter()
        .map(|number| settings.nat_table(number.value));
    let tables: Option<Vec<&NatTable>> = bound.collect();
    let tables = tables?;
    let leads = |table: &&NatTable| {
        let mut entries = table.statics.iter();
        // A masked address may be the right one.
        let leads = |it: &NatStatic| takes_esp(it) && it.inner.is_none_or(|it| it == local);
        table.lets_in.is_some() || entries.any(leads)
    };
    if tables.iter().any(leads) {
        return None;
    }
    let is_own = |it: &&NatStatic| it.inner == Some(local) && it.ports.as_deref() == Some("500");
    let mut found = tables.iter().filter_map(|table| {
        let masquerades = table.is_masquerade.is_some_and(|it| it.value);
        let entry = table.statics.iter().find(is_own).filter(|_| masquerades)?;
        Some((table, entry))
    });
    let (table, entry) = found.next()?;
    // Of two entries for ESP a router takes but one.
    let old = table.statics.iter().find(|it| takes_esp(it));
    let numbers = table.statics.iter().filter_map(|it| it.number);
    let free = numbers.max().unwrap_or_default().saturating_add(1);
    let (number, at) = (table.number, old.and_then(|it| it.number).unwrap_or(free));
    let set = format!("nat descriptor masquerade static {number} {at}");
    let block = format!("{set} {local} esp\nsave");
    let back = match old.and_then(|it| it.inner) {
        Some(led) => format!("{set} {led} esp\nsave"),
        None => format!("no {set}\nsave"),
    };
    Some(Barrier {
        what: TRANSLATION,
        way: BY_TRANSLATION,
        lines: [Some(entry.line), old.map(|it| it.line)]
            .into_iter()
            .flatten()
            .listed(),
        block: Some((block, ADD_ENTRY, back)),
        outward: false,
        // What this end sends opens the way for a while.
        certainty: Certainty::Likely,
    })
}

fn takes_esp(entry: &NatStatic) -> bool {
    let protocol = entry.protocol.as_deref();
    protocol.is_none_or(|it| matches!(it, "esp" | "50" | "*"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, HEALTHY_AROUND, SETTINGS, changed, check, finds_nothing, joined,
    };

    /// Filters of B's line.
    fn with(list: &str, filters: &str) -> String {
        let bound = format!("{list} pp enable 1");
        let fixture = changed(SETTINGS, "B", " pp enable 1", &bound);
        changed(&fixture, "B", "ipsec auto", &format!("{filters}ipsec auto"))
    }

    const IN: &str = " ip pp secure filter in 1 2\n";
    const IKE: &str =
        "ip filter 1 pass 192.0.2.1 203.0.113.2 udp * 500\nip filter 2 pass * * icmp\n";
    const ESP: &str = "ip filter 2 pass 192.0.2.1 203.0.113.2 esp\n";

    /// Nothing of what A sends arrives at B.
    fn lost(fixture: &str) -> String {
        let around = HEALTHY_AROUND.replacen("Received: (IPv4) 41", "Received: (IPv4) 0", 1);
        joined(&around, fixture)
    }

    #[test]
    fn fires_where_packets_are_lost_and_the_filter_drops_esp() {
        let said = check(&RULE, &lost(&with(IN, IKE)));
        assert!(said.degrades());
        said.points_at("B");
        check(&RULE, &joined(HEALTHY, &with(IN, IKE))).fires_as_remark();
        check(&RULE, &with(IN, IKE)).fires_at(["B8"]);
        let rejects = "ip filter 1 pass * * udp * 500\nip filter 2 reject * * esp\n";
        check(&RULE, &with(IN, rejects)).fires_at(["B8", "B18"]);
        let out = with(" ip pp secure filter out 1\n", IKE);
        check(&RULE, &out).fires_at(["B8"]);
    }

    #[test]
    fn a_remark_where_other_packets_are_lost() {
        let other = lost(&with(IN, IKE))
            .replacen("Received: (IPv4) 0", "Received: (IPv4) 41", 1)
            .replacen("Received: (IPv4) 40", "Received: (IPv4) 0", 1);
        check(&RULE, &other).fires_as_remark();
    }

    #[test]
    fn fires_on_a_translation_without_an_entry_for_esp() {
        let entry = "nat descriptor type 1 masquerade\nnat descriptor masquerade static 1 1 203.0.113.2 udp 500\n";
        let nat = with(" ip pp nat descriptor 1\n", entry);
        check(&RULE, &nat).fires_at(["B18"]);
        let esp = format!("{entry}nat descriptor masquerade static 1 2 203.0.113.2 esp\n");
        finds_nothing(&RULE, &with(" ip pp nat descriptor 1\n", &esp));
        finds_nothing(&RULE, &with(" ip pp nat descriptor 1\n", ""));
    }

    #[test]
    fn silent_where_esp_passes_or_is_carried_in_udp() {
        finds_nothing(&RULE, &with(IN, &format!("{IKE}{ESP}")));
        finds_nothing(&RULE, &with(&IN.replace("1 2", "1 2 dynamic 9"), IKE));
        let out = format!("{IN} ip pp secure filter out 3 dynamic 9\n");
        finds_nothing(&RULE, &with(&out, &format!("{IKE}ip filter 3 pass * *\n")));
        // What remembers connections of TCP and UDP lets no ESP back.
        let udp = format!("{IKE}ip filter 3 pass * *\nip filter dynamic 9 * * udp\n");
        check(&RULE, &with(&out, &udp)).fires_as_remark();
        let udp = with(IN, IKE).replace(
            " tunnel enable 1",
            " ipsec ike nat-traversal 1 on\n tunnel enable 1",
        );
        finds_nothing(&RULE, &udp);
        let v6 = with(IN, IKE)
            .replace("203.0.113.2", "2001:db8::2")
            .replace("192.0.2.1", "2001:db8::1");
        finds_nothing(&RULE, &v6);
        finds_nothing(&RULE, &joined(HEALTHY_AROUND, &with(IN, IKE)));
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }
}
