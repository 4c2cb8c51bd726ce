//! CFG607 nat-static-missing: address translation on the line leads the peer's key exchange to nobody.

use std::net::IpAddr;

use crate::diagnose::settings::{self, Both, Told};
use crate::diagnose::{
    Cause, Certainty, Check, Finding, Outcome, Phrase, Rule, Rung, SasSince, Severity, Where,
    addresses, cited, for_docs,
};
use crate::model::{Interface, InterfaceSettings, NatStatic, NatTable, is_global};
use crate::pair::GatewayPair;
use crate::text::Listed;

/// CFG607 nat-static-missing.
pub(in crate::diagnose) static RULE: Rule = Rule {
    id: "CFG607",
    slug: "nat-static-missing",
    rung: Some(Rung::Translation),
    title: Phrase {
        ja: "{here}の NAT（{table}）に、鍵交換（UDP {port}）をルーター自身に届ける設定がありません",
        en: "The NAT of {here} ({table}) has no entry that leads key exchange (UDP {port}) to the router itself",
    },
    headline: Phrase {
        ja: "VPN は切れています。{here}の NAT に、鍵交換（UDP {port}）をルーター自身に届ける設定がありません。",
        en: "The VPN is down. The NAT of {here} has no entry that leads key exchange (UDP {port}) to the router itself.",
    },
    why: Phrase {
        ja: "回線のインターフェースに IP マスカレードがかかっていると、相手から始まる鍵交換は、静的な設定がない限り\
             {here}のルーター自身に届きません。",
        en: "With IP masquerade on the interface of the line, a key exchange that the peer begins does not \
             reach the router of {here} itself unless a static entry leads it there.",
    },
    question: Phrase {
        ja: "NAT が鍵交換を通すか",
        en: "Whether the NAT lets key exchange in",
    },
    silent_when: for_docs(Phrase {
        ja: "設定が全部は貼られていないとき、回線のインターフェースが分からないとき、SA があるとき。UDP 4500 は、両端で NAT トラバーサルを使うときだけ見ます。\
             自分から鍵交換を始める側では、相手が受け取れるかぎり、注意点として示します。",
        en: "When the settings were not pasted whole, when the interface of the line is not known, and where \
             SAs are held. UDP 4500 counts only where both ends use NAT traversal. At an end that begins key exchange by itself it is a remark, as long as the other can take it in.",
    }),
    references: cited(&["Command Reference 15.18, 23.2, 23.8, 23.10"]),
    cause: Some(Cause::NatStaticMissing),
    severity: Severity::Blocks,
    certainty: Certainty::Likely,
    sas_since: SasSince::SayNothing,
    check: Check::Pair(check),
};

const ADD: Phrase = Phrase {
    ja: "鍵交換と ESP を、このルーター自身に届けるようにします。番号がほかと重なるときは変えてください。",
    en: "Leads key exchange and ESP to this router itself. Change the numbers where they are taken.",
};
const LEAD_ANEW: Phrase = Phrase {
    ja: "{led} に届けている登録を、このルーター自身に届けるように書き換えます。{led} がほかの VPN 装置のアドレスでないことを確かめてから実行してください。",
    en: "Leads to this router itself what the entries lead to {led}. First make sure that {led} is not another VPN device.",
};

fn check(pair: &GatewayPair<'_>) -> Outcome {
    let found = settings::kept_out(pair, unled)?;
    if found.is_empty() {
        return settings::kept_out_later(pair, unled_later);
    }
    // What an end begins opens its own table for the answers, which the other sends once the call has come in.
    if found.len() > 1 {
        return settings::kept_out(pair, unled_at_both);
    }
    Ok(found)
}

fn unled(both: &Both<'_>, own: &Told<'_>, peer: &Told<'_>) -> Option<Finding> {
    let finding = find(own, peer, IKE)?;
    Some(both.weigh_kept_out(finding, own, true))
}

/// With NAT traversal, and an own address that is translated, what follows the first messages goes to another port (RFC
/// 3947 §4, RFC 7296 §2.23).
fn unled_later(both: &Both<'_>, own: &Told<'_>, peer: &Told<'_>) -> Option<Finding> {
    let is_on = |told: &Told<'_>| {
        told.gateway
            .nat_traversal
            .known()
            .is_some_and(|it| it.value)
    };
    let is_translated = own.speaks_from().is_some_and(|it| !is_global(it));
    let finding = find(own, peer, IKE_THROUGH_NAT);
    let finding = finding.filter(|_| is_translated && is_on(own) && is_on(peer))?;
    Some(both.weigh_kept_out(finding, own, true))
}

fn unled_at_both(both: &Both<'_>, own: &Told<'_>, peer: &Told<'_>) -> Option<Finding> {
    let finding = find(own, peer, IKE)?;
    Some(both.weigh_kept_out(finding, own, false))
}

/// The ports of key exchange.
const IKE: &str = "500";
const IKE_THROUGH_NAT: &str = "4500";

fn find(own: &Told<'_>, peer: &Told<'_>, port: &'static str) -> Option<Finding> {
    let settings = &own.end.router.settings;
    let local = own.speaks_from().filter(|_| own.is_v4())?;
    // Where that is not the router's own, the entries may be right: CFG619 answers.
    let all = addresses::all_addresses(own.end.router, local);
    if all.is_some_and(|it| !it.contains(&local)) {
        return None;
    }
    let interface = own.line(peer)?;
    let mut bound = interface.nat.iter();
    let mut tables = Vec::new();
    for number in bound.by_ref() {
        tables.push((number.line, settings.nat_table(number.value)?));
    }
    let leads = |table: &NatTable| {
        table.lets_in.is_some() || table.statics.iter().any(|it| leads_to(it, local, port))
    };
    let translates = |table: &NatTable| {
        table.is_masquerade.is_some_and(|it| it.value) && outer_is_the_line(table, interface, peer)
    };
    let (line, table) = *tables.iter().find(|it| translates(it.1))?;
    if tables.iter().any(|it| leads(it.1)) {
        return None;
    }
    let side = own.side();
    let entries = entries(own, table, local);
    let led = entries.iter().find_map(|it| it.instead);
    let wrong = table.statics.iter().find(|it| takes(it, port));
    let lines = [
        Some(line),
        Some(table.line),
        wrong.map(|it| it.line),
        own.gateway.local_address.line(),
    ];
    let mut finding = Finding::new(lines.into_iter().flatten().map(|line| own.place(line)))
        .at(Where::Site(side))
        .site("here", side)
        .arg("port", port)
        .arg("table", table.number);
    if let Some(led) = led {
        finding = finding.arg("led", led);
    }
    let text = led.map_or(ADD, |_| LEAD_ANEW);
    let [block, back] = [set(&entries, table, local), take_back(&entries, table)];
    let finding = finding.change_and_back(side, block, text, back);
    Some(finding.look_for_sas(side))
}

/// Whether the address that the peer calls is translated by the table.
fn outer_is_the_line(table: &NatTable, interface: &InterfaceSettings, peer: &Told<'_>) -> bool {
    match table.outer.as_ref().map(|it| it.value.as_str()) {
        None | Some("ipcp") => matches!(interface.interface, Interface::Pp(_)),
        Some("primary") => true,
        Some(address) => peer.called().is_some_and(|it| Ok(it) == address.parse()),
    }
}

/// Whether an entry leads a port of UDP to the address.
fn leads_to(entry: &NatStatic, local: IpAddr, port: &str) -> bool {
    // A masked address may be the right one.
    takes(entry, port) && entry.inner.is_none_or(|it| it == local)
}

fn takes(entry: &NatStatic, wanted: &str) -> bool {
    let protocol = entry.protocol.as_deref();
    let ports = entry.ports.as_deref();
    match (protocol, ports) {
        (None | Some("*"), _) | (Some("udp" | "17"), None | Some("*")) => true,
        (Some("udp" | "17"), Some(ports)) => ports.split(',').any(|port| {
            let outer = port.split('=').next().unwrap_or(port);
            // A range, or a name, may mean it.
            outer == wanted || outer.bytes().any(|byte| !byte.is_ascii_digit())
        }),
        _ => false,
    }
}

/// An entry that leads one kind of packets to the router.
struct Entry {
    number: u32,
    what: &'static str,
    /// Where the entry of that number leads the same now: of two for one port, a router takes but one.
    instead: Option<IpAddr>,
}

/// The entries for key exchange, and for what carries traffic where none is right.
fn entries(own: &Told<'_>, table: &NatTable, local: IpAddr) -> Vec<Entry> {
    let through_nat = own.gateway.nat_traversal.known().is_some_and(|it| it.value);
    let carrier = if through_nat { "udp 4500" } else { "esp" };
    let mut free = free_number(table);
    let mut entries = Vec::new();
    for what in ["udp 500", carrier] {
        let is_of = |it: &&NatStatic| said(it) == what;
        let mut set = table.statics.iter().filter(is_of).peekable();
        let anew = set.peek().and_then(|it| it.number.zip(it.inner));
        if set.any(|it| it.inner == Some(local)) {
            continue;
        }
        let number = anew.map_or(free, |it| it.0);
        if anew.is_none() {
            free = free.saturating_add(1);
        }
        entries.push(Entry {
            number,
            what,
            instead: anew.map(|it| it.1),
        });
    }
    entries
}

/// What an entry leads, as a command says it.
fn said(entry: &NatStatic) -> String {
    let words = [&entry.protocol, &entry.ports];
    let words = words.into_iter().flatten().map(String::as_str);
    words.listed().join(" ")
}

/// A number that no entry of the table has, nor the next one.
fn free_number(table: &NatTable) -> u32 {
    let numbers = table.statics.iter().filter_map(|it| it.number);
    numbers.max().unwrap_or_default().saturating_add(1)
}

/// The lines that lead to an address.
fn set(entries: &[Entry], table: &NatTable, local: IpAddr) -> String {
    let lines = entries
        .iter()
        .map(|it| line(table, it, local))
        .chain(["save".to_owned()]);
    lines.listed().join("\n")
}

/// The lines that take that back.
fn take_back(entries: &[Entry], table: &NatTable) -> String {
    let back = |it: &Entry| match it.instead {
        Some(led) => line(table, it, led),
        None => format!(
            "no nat descriptor masquerade static {} {}",
            table.number, it.number
        ),
    };
    let lines = entries.iter().map(back).chain(["save".to_owned()]);
    lines.listed().join("\n")
}

fn line(table: &NatTable, entry: &Entry, to: IpAddr) -> String {
    let (table, number, what) = (table.number, entry.number, entry.what);
    format!("nat descriptor masquerade static {table} {number} {to} {what}")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnose::testing::{
        HEALTHY, SETTINGS, changed, check, commands, finds_nothing, joined,
    };

    /// B answers only, behind masquerade, with these lines of its table.
    fn behind_nat(lines: &str) -> String {
        let fixture = changed(
            SETTINGS,
            "B",
            " pp enable 1",
            " ip pp nat descriptor 1\n pp enable 1",
        );
        let fixture = changed(
            &fixture,
            "B",
            "local address 1 203.0.113.2",
            "local address 1 192.168.2.1",
        );
        let table = format!("nat descriptor type 1 masquerade\n{lines}ipsec auto refresh off");
        changed(&fixture, "B", "ipsec auto refresh on", &table)
    }

    const UDP: &str = "nat descriptor masquerade static 1 1 192.168.2.1 udp 500\n";

    #[test]
    fn fires_where_nothing_leads_to_the_router() {
        check(&RULE, &behind_nat("")).fires_as_fault();
        check(&RULE, &behind_nat("")).fires_at(["B8", "B13", "B17"]);
        let esp = UDP.replace("udp 500", "esp");
        check(&RULE, &behind_nat(&esp)).fires_as_fault();
    }

    #[test]
    fn fires_where_it_leads_to_another_address() {
        check(
            &RULE,
            &behind_nat(&UDP.replace("192.168.2.1", "192.168.2.9")),
        )
        .fires_at(["B8", "B13", "B17", "B18"]);
    }

    #[test]
    fn an_entry_for_the_same_port_is_written_anew() {
        let old = UDP.replace("192.168.2.1", "192.168.2.9");
        let said = commands(&RULE, &behind_nat(&old));
        let anew = "nat descriptor masquerade static 1 1 192.168.2.1 udp 500\n\
                    nat descriptor masquerade static 1 2 192.168.2.1 esp\nsave";
        assert!(said.iter().any(|it| it == anew), "{said:?}");
    }

    #[test]
    fn silent_where_something_leads_to_the_router() {
        finds_nothing(&RULE, &behind_nat(UDP));
        finds_nothing(
            &RULE,
            &behind_nat("nat descriptor masquerade incoming 1 through\n"),
        );
        finds_nothing(
            &RULE,
            &behind_nat("nat descriptor static 1 1 203.0.113.2=192.168.2.1 1\n"),
        );
    }

    #[test]
    fn silent_where_the_table_is_not_bound_or_of_another_address() {
        finds_nothing(&RULE, SETTINGS);
        finds_nothing(
            &RULE,
            &behind_nat("").replace(" ip pp nat descriptor 1\n", ""),
        );
        finds_nothing(
            &RULE,
            &behind_nat("nat descriptor address outer 1 203.0.113.9\n"),
        );
    }

    #[test]
    fn a_remark_where_the_router_begins_by_itself() {
        check(&RULE, &behind_nat("").replace("refresh off", "refresh on")).fires_as_remark();
    }

    #[test]
    fn a_fault_where_neither_lets_in_what_the_other_begins() {
        let one = behind_nat("").replace("refresh off", "refresh on");
        let nat = "nat descriptor type 1 masquerade\nipsec auto";
        let both = changed(
            &one,
            "A",
            " pp enable 1",
            " ip pp nat descriptor 1\n pp enable 1",
        );
        let both = changed(&both, "A", "ipsec auto", nat);
        let said = check(&RULE, &both);
        assert_eq!(said.sides().len(), 2);
        said.fires_as_faults();
    }

    #[test]
    fn silent_where_sas_contradict_it() {
        finds_nothing(&RULE, HEALTHY);
        finds_nothing(&RULE, &joined(HEALTHY, &behind_nat("")));
    }
}
