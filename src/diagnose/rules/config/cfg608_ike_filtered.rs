//! CFG608 ike-filtered: a filter on the line drops the key exchange that the peer begins, or all that goes out of it.

use crate::diagnose::settings::{self, Both, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    cited, for_docs,
};
use crate::model::{FilterList, FilterSet, InterfaceSettings, Packet, Packets, Passage, Protocol};
use crate::pair::GatewayPair;

/// CFG608 ike-filtered.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG608",
    slug: "ike-filtered",
    rung: Some(Rung::Ike),
    title: Phrase {
        ja: "{here}のフィルターが、{whose}鍵交換（UDP 500）を落とします",
        en: "A filter of {here} drops the key exchange (UDP 500) that {whose}",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}のフィルターが、{whose}鍵交換（UDP 500）を落とします。",
        en: "The VPN is down. A filter of {here} drops the key exchange (UDP 500) that {whose}.",
    },
    why: Phrase {
        ja: "secure filter は書かれた順に調べ、最初に当てはまったものに従い、どれにも当てはまらなければ落とします。\
             鍵交換を通すフィルターが、その前にありません。",
        en: "secure filter is tried in the order written; the first that fits decides, and what \
             fits none is dropped. No filter before that lets the key exchange pass.",
    },
    question: Phrase {
        ja: "フィルターが鍵交換を通すか",
        en: "Whether the filters let key exchange pass",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき、回線のインターフェースが分からないとき、当てはまるか分からないフィルターが\
             先にあるとき、鍵交換を通すかもしれない動的フィルターがあるとき、SA があるとき。自分から始め、out に動的フィルターがある側では注意点です。",
        en: "When the settings were not pasted whole, when the interface of the line is not known, where a \
             filter before cannot be judged, with dynamic filters that may let key exchange pass, and where SAs are held. At an end \
             that begins by itself and has dynamic filters outwards it is a remark.",
    }),
    references: cited(&["Command Reference 8.1.10, 8.1.14, 8.1.25"]),
    cause: Some(Cause::IkeFiltered),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const OF_PEER: Phrase = Phrase {
    ja: "{peer}から始まる",
    en: "{peer} begins",
};
const OF_ITS_OWN: Phrase = Phrase {
    ja: "{here}自身が送る",
    en: "{here} itself sends",
};

const ADD: Phrase = Phrase {
    ja: "鍵交換と ESP を通すフィルターを、リストの先頭に加えます。番号がほかと重なるときは変えてください。",
    en: "Puts filters that let key exchange and ESP pass at the head of the list. Change the \
         numbers where they are taken.",
};

const BY_HAND: Phrase = Phrase {
    ja: "フィルターの今の行を表示します。相手のアドレスとの UDP 500 と ESP を通すフィルターを、落としている行より前に加えます。",
    en: "Shows the lines of the filters. Before the one that drops the packets, add filters that let UDP 500 and ESP of the \
         peer's address pass.",
};

/// The port of key exchange (RFC 7296 §2).
const IKE_PORT: u16 = 500;

fn check(pair: &GatewayPair<'_>) -> Outcome {
    settings::kept_out(pair, filtered)
}

fn filtered(both: &Both<'_>, own: &Told<'_>, peer: &Told<'_>) -> Option<Finding> {
    let interface = own.line(peer)?;
    let inward = find(both, own, peer, (interface, true));
    inward.or_else(|| find(both, own, peer, (interface, false)))
}

/// What a list of an interface drops, of what comes in or of what goes out.
fn find(
    both: &Both<'_>,
    own: &Told<'_>,
    peer: &Told<'_>,
    (interface, inward): (&InterfaceSettings, bool),
) -> Option<Finding> {
    let settings = &own.end.router.settings;
    let is_v6 = !own.is_v4();
    let mut lists = interface.filter_lists(is_v6);
    let mut ends = [own.called(), Some(own.is_called_at(peer)?)];
    if !inward {
        lists.reverse();
        ends.reverse();
    }
    let ([list, back], [source, destination]) = (lists, ends);
    let list = list?;
    let packet = Packet {
        source,
        destination,
        protocol: Protocol::Udp(IKE_PORT),
    };
    let Passage::None(lines) = settings.passage(list, &Packets::Of(packet)) else {
        return None;
    };
    let side = own.side();
    let mut finding = Finding::new(lines.into_iter().map(|line| own.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .site("peer", peer.side())
        .phrase("whose", if inward { OF_PEER } else { OF_ITS_OWN });
    let addresses = packet.source.zip(packet.destination);
    let bind = binding(own, interface, list, inward);
    finding = if let Some(((source, destination), bind)) = addresses.zip(bind) {
        let ends = format!("{source} {destination}");
        let (block, back) = blocks(own, &bind, list, &ends);
        let finding = finding.change_and_back(side, block, ADD, back);
        finding.look_for_sas(side)
    } else {
        finding.read(side, "show config", BY_HAND)
    };
    // What it begins by itself may be let back, and what comes in may be answered.
    let lets_back = back.is_some_and(|it| it.has_more);
    Some(if inward {
        both.weigh_kept_out(finding, own, lets_back)
    } else {
        both.weigh_kept_in(finding, lets_back)
    })
}

/// What stands before and behind the filters of a list where it is set.
struct Binding {
    before: String,
    behind: String,
}

/// Of a list on an interface, or of a named set.
fn binding(
    own: &Told<'_>,
    interface: &InterfaceSettings,
    list: &FilterList,
    inward: bool,
) -> Option<Binding> {
    if !list.of_set {
        let (select, name) = interface.named();
        let direction = if inward { "in" } else { "out" };
        let ip = ip(own);
        let before = format!("{select}{ip} {name} secure filter {direction}");
        let behind = String::new();
        return Some(Binding { before, behind });
    }
    let of = |set: &FilterSet| [set.filters_in.clone(), set.filters_out.clone()];
    let is_it = |it: &FilterSet| of(it).iter().flatten().any(|it| it.line == list.line);
    let mut sets = own.end.router.settings.filter_sets.iter();
    let set = sets.find(|it| is_it(it))?;
    let text = |list: &Option<FilterList>, direction: &str| {
        let list = list.as_ref();
        list.map_or_else(String::new, |it| format!(" {direction} {}", it.text))
    };
    let before = format!("ip filter set {}", set.name);
    Some(if inward {
        Binding {
            before: format!("{before} in"),
            behind: text(&set.filters_out, "out"),
        }
    } else {
        Binding {
            before: format!("{before}{} out", text(&set.filters_in, "in")),
            behind: String::new(),
        }
    })
}

/// The first word of the commands for the version of IP that an end speaks.
fn ip(own: &Told<'_>) -> &'static str {
    if own.is_v4() { "ip" } else { "ipv6" }
}

/// The lines that let packets from one end to the other pass, and those that take them back.
fn blocks(own: &Told<'_>, bind: &Binding, list: &FilterList, ends: &str) -> (String, String) {
    let free = own.end.router.settings.free_filter(!own.is_v4(), list);
    let second = free.saturating_add(1);
    let through_nat = own.gateway.nat_traversal.known().is_some_and(|it| it.value);
    let carrier = if through_nat { "udp * 4500" } else { "esp * *" };
    let Binding { before, behind } = bind;
    let ip = ip(own);
    let block = format!(
        "{ip} filter {free} pass {ends} udp * 500\n{ip} filter {second} pass {ends} {carrier}\n\
         {before} {free} {second} {}{behind}\nsave",
        list.text
    );
    let back = format!(
        "{before} {}{behind}\nno {ip} filter {free}\nno {ip} filter {second}\nsave",
        list.text
    );
    (block, back)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    /// Filters of B's line.
    fn with(list: &str, filters: &str) -> String {
        let bound = format!(" {list}\n pp enable 1");
        let fixture = changed(SETTINGS, "B", " pp enable 1", &bound);
        changed(&fixture, "B", "ipsec auto", &format!("{filters}ipsec auto"))
    }

    const IN: &str = "ip pp secure filter in 1 2";
    const ONLY_TCP: &str = "ip filter 1 pass * * tcp * 443\nip filter 2 pass * * icmp\n";
    const IKE: &str = "ip filter 2 pass 192.0.2.1 203.0.113.2 udp * 500\n";

    #[test]
    fn fires_at_the_end_of_a_list_and_on_a_filter_that_rejects() {
        check(&RULE, &with(IN, ONLY_TCP)).fires_as_fault();
        check(&RULE, &with(IN, ONLY_TCP)).fires_at(["B8"]);
        let rejects = format!("ip filter 1 reject-nolog * * udp * 1-1023\n{IKE}");
        check(&RULE, &with(IN, &rejects)).fires_at(["B8", "B17"]);
    }

    #[test]
    fn names_of_ports_are_of_other_ports() {
        let named = |ports: &str| {
            let filters = format!(
                "ip filter 1 pass * 192.168.2.0/24 {ports}\nip filter 2 reject * * * * *\n"
            );
            with(IN, &filters)
        };
        for ports in [
            "udp domain *",
            "udp * ntp",
            "tcp,udp netbios_ns-netbios_ssn *",
            "udp www,snmp *",
        ] {
            check(&RULE, &named(ports)).fires_as_fault();
        }
        for ports in [
            "udp * domain-submission",
            "udp * nobody-knows",
            "udp * domain,500",
        ] {
            finds_nothing(&RULE, &named(ports).replace("192.168.2.0/24", "*"));
        }
    }

    #[test]
    fn fires_where_addresses_are_masked_that_no_filter_names() {
        let masked = |filters: &str| {
            let all = with(IN, filters);
            all.replace("192.0.2.1", "xxx.xxx.xxx.xxx")
        };
        check(
            &RULE,
            &masked("ip filter 1 pass * * icmp\nip filter 2 reject * * * * *\n"),
        )
        .fires_as_fault();
        finds_nothing(
            &RULE,
            &masked("ip filter 1 pass 192.0.2.1 * udp * 500\nip filter 2 reject * * * * *\n"),
        );
    }

    #[test]
    fn silent_where_key_exchange_passes() {
        finds_nothing(&RULE, &with(IN, &format!("{ONLY_TCP}{IKE}")));
        finds_nothing(
            &RULE,
            &with(IN, "ip filter 1 pass * *\nip filter 2 reject * *\n"),
        );
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(&RULE, HEALTHY);
    }

    #[test]
    fn silent_where_a_filter_before_cannot_be_judged() {
        let masked = "ip filter 1 pass xxx.xxx.xxx.xxx 203.0.113.2 udp * 500\n";
        finds_nothing(&RULE, &with(IN, masked));
        finds_nothing(&RULE, &with(IN, "ip filter 1 restrict * * * * *\n"));
        finds_nothing(&RULE, &with(&format!("{IN} dynamic 100"), ONLY_TCP));
    }

    #[test]
    fn fires_where_the_own_key_exchange_does_not_leave() {
        let out = IN.replace("filter in", "filter out");
        check(&RULE, &with(&out, ONLY_TCP)).fires_as_fault();
        let dynamic = |carried: &str| {
            let filters = format!("{ONLY_TCP}ip filter dynamic 100 * * {carried}\n");
            with(&format!("{out} dynamic 100"), &filters)
        };
        check(&RULE, &dynamic("ftp")).fires_as_fault();
        finds_nothing(&RULE, &dynamic("udp"));
        finds_nothing(&RULE, &with(&format!("{out} dynamic 100"), ONLY_TCP));
        let pass = "ip filter 2 pass 203.0.113.2 192.0.2.1 udp * 500\n";
        finds_nothing(&RULE, &with(&out, &format!("{ONLY_TCP}{pass}")));
    }

    #[test]
    fn filters_of_ipv6_drop_what_is_of_ipv6() {
        let v6 = |lines: &str| {
            let filters = "ipv6 filter 1 pass * * icmp6\nipv6 filter 2 pass * * tcp * 22\n";
            let line = format!("ipv6 lan2 address 2001:db8:2::2/64\n{filters}{lines}");
            let fixture = changed(
                SETTINGS,
                "B",
                "ip lan1 address",
                &format!("{line}ip lan1 address"),
            );
            fixture
                .replace("203.0.113.2", "2001:db8:2::2")
                .replace("192.0.2.1", "2001:db8:1::1")
        };
        let list = "ipv6 lan2 secure filter in 1 2\n";
        check(&RULE, &v6(list)).fires_at(["B7"]);
        let block = commands(&RULE, &v6(list));
        let pass = "ipv6 filter 3 pass 2001:db8:1::1 2001:db8:2::2 udp * 500\n";
        assert!(
            block[0].starts_with(pass)
                && block[0].contains("\nipv6 lan2 secure filter in 3 4 1 2\n")
        );
        let ike = "ipv6 filter 2 pass * 2001:db8:2::/64 udp * 500\n";
        finds_nothing(&RULE, &v6(&format!("{ike}{list}")));
        finds_nothing(
            &RULE,
            &v6("ip filter 1 reject * *\nip lan2 secure filter in 1\n"),
        );
        finds_nothing(&RULE, &v6(&list.replace("lan2", "lan1")));
        finds_nothing(
            &RULE,
            &v6(&format!("ipv6 route default gateway pp 1\n{list}")),
        );
        finds_nothing(&RULE, &with("ipv6 pp secure filter in 1", ONLY_TCP));
    }

    #[test]
    fn a_remark_where_answers_are_let_back() {
        let list = format!("{IN}\n ip pp secure filter out 3 dynamic 100");
        check(&RULE, &with(&list, ONLY_TCP)).fires_as_remark();
    }

    #[test]
    fn silent_where_sas_contradict_it() {
        finds_nothing(&RULE, &joined(HEALTHY, &with(IN, ONLY_TCP)));
    }
}
