//! Turns the outputs about lines and address translation into [`Links`].

use std::net::IpAddr;

use crate::model::{
    DelegatedPrefix, DhcpLease, DynamicName, Fact, Happening, Interface, LanPort, LinkState, Links,
    Log, NatBinding, Network, PppLink, Seconds, SharedAddress, Sourced, Topic, is_masked,
};
use crate::parse::{
    Answer, Dhcpv6Block, Extent, LanStatus, LeaseBlock, NameService, NatTable, PpState, PpStatus,
    Printed, Record, VrrpGroup,
};
use crate::text::keep_last_by_key;

/// Of each interface the newest output counts.
pub(super) fn assemble(answers: &[Answer]) -> Links {
    let mut links = Links::default();
    for answer in answers {
        add(answer, &mut links);
    }
    remember_v6(&mut links.ppp);
    keep_last_by_key(&mut links.ppp, |it| it.interface.clone());
    keep_last_by_key(&mut links.dhcp, |it| it.interface.clone());
    keep_last_by_key(&mut links.prefixes, |it| it.interface.clone());
    keep_last_by_key(&mut links.lan, |it| it.interface.clone());
    keep_last_by_key(&mut links.names, |it| it.interface.clone());
    keep_last_by_key(&mut links.shared, |it| (it.interface.clone(), it.group));
    keep_last_by_key(&mut links.nat, |it| (it.interface.clone(), it.descriptor));
    links
}

/// Gives each session the address that it got last, by a log below its output; since when it stands, and what it counted,
/// nothing tells then.
pub(super) fn readdress(links: &mut Links, log: Option<&Log>) {
    let Some(log) = log else { return };
    for link in &mut links.ppp {
        // What was saved at a start is of before it.
        let told = log.about(&[Topic::Line(&link.interface), Topic::Started]);
        let Some(newest) = told.last() else { continue };
        let Happening::Addressed(_, Some(address)) = newest.what else {
            continue;
        };
        let shown = link.local_address.seen();
        let is_another = shown.is_some_and(|it| it.value != address && it.line < newest.line);
        if is_another && link.state.value == LinkState::Up {
            link.local_address = Fact::Seen(Sourced::new(address, newest.line));
            (link.uptime, link.received, link.sent) = (None, None, None);
        }
    }
}

fn add(answer: &Answer, links: &mut Links) {
    let record = &answer.record;
    if let Record::PpStatus(status) = record {
        if let Some(link) = ppp(status, answer) {
            links.ppp.push(link);
        }
    } else if let Record::DhcpClient(client) = record {
        for block in &client.leases {
            links.dhcp.push(lease(block));
        }
    } else if let Record::Dhcpv6(dhcp) = record {
        for block in dhcp.blocks.iter().filter(|it| it.is_client) {
            if let Some(prefix) = prefix(block) {
                links.prefixes.push(prefix);
            }
        }
    } else if let Record::LanStatus(status) = record {
        links.lan.push(lan(status));
    } else if let Record::NameService(service) = record {
        add_names(service, &mut links.names);
    } else if let Record::VrrpGroups(read) = record {
        links.shared.extend(read.groups.iter().filter_map(shared));
    } else if let Record::NatTable(table) = record {
        add_nat(table, answer, links);
    }
}

/// A session that is over carried what it was shown to carry above.
fn remember_v6(links: &mut [PppLink]) {
    let mut shown: Vec<(Interface, u32)> = Vec::new();
    for link in links {
        let above = shown.iter().rev().find(|it| it.0 == link.interface);
        if link.state.value != LinkState::Up && link.ipv6.is_none() {
            link.ipv6 = above.map(|it| it.1);
        }
        shown.extend(link.ipv6.map(|line| (link.interface.clone(), line)));
    }
}

fn shared(group: &VrrpGroup) -> Option<SharedAddress> {
    let state = group.state.as_ref();
    let is_master = state.and_then(|(line, state)| {
        let is_master = match state.as_str() {
            "master" | "マスター" | "マスタ" => true,
            "backup" | "バックアップ" => false,
            _ => return None,
        };
        Some(Sourced::new(is_master, *line))
    });
    Some(SharedAddress {
        line: group.line,
        interface: Interface::read(&group.name.0),
        group: group.name.1.parse().ok()?,
        is_master,
    })
}

fn ppp(status: &PpStatus, answer: &Answer) -> Option<PppLink> {
    let local_address = address(status.local.as_ref());
    let said = status.state.as_ref();
    let said = said.map(|it| Sourced::new(link_state(it.value), it.line));
    // Where the sentence is lost, a session that shows its address is not shown to be up by it.
    let unsaid = || Some(Sourced::new(LinkState::NotUp, local_address.seen()?.line));
    let state = said.or_else(unsaid)?;
    let argument = || answer.arguments.first().map(|word| format!("PP{word}"));
    let interface = status.interface.clone().or_else(argument)?;
    let named = |words: &[&str]| words.contains(&status.kind.as_str());
    let session =
        (!status.kind.is_empty() && !named(&["line", "回線"])).then(|| status.kind.clone());
    let line_of = status.local.as_ref();
    Some(PppLink {
        interface: Interface::read(&interface),
        line: status.line,
        state,
        session,
        local_address,
        no_address: line_of
            .filter(|it| is_no_address(&it.value))
            .map(|it| it.line),
        ipv6: status.ipv6,
        remote_address: address(status.remote.as_ref()),
        uptime: (status.uptime.as_ref()).map(|it| Sourced::new(Seconds(it.value), it.line)),
        received: sourced(status.received.as_ref()),
        sent: sourced(status.sent.as_ref()),
        past: status.past,
        past_end: status.past_end.as_ref().map(text),
        past_address: address(status.past_local.as_ref()),
        // A word in place of the address, such as for an unnumbered line, is not the lack of one.
        whole: answer.extent == Extent::Whole && line_of.is_none_or(|it| is_no_address(&it.value)),
    })
}

fn sourced(printed: Option<&Printed<u64>>) -> Option<Sourced<u64>> {
    printed.map(|it| Sourced::new(it.value, it.line))
}

pub(super) fn link_state(state: PpState) -> LinkState {
    match state {
        PpState::Connected => LinkState::Up,
        PpState::Connecting => LinkState::Connecting,
        PpState::Offline => LinkState::Down,
        PpState::Never => LinkState::NeverUp,
        PpState::Disabled => LinkState::Disabled,
        PpState::Unconfigured => LinkState::NotConfigured,
        PpState::Other => LinkState::NotUp,
    }
}

fn lease(lease: &LeaseBlock) -> DhcpLease {
    let printed = lease.address.as_ref();
    // The length of the prefix may stand behind it.
    let bare = printed.map(|it| Printed {
        line: it.line,
        value: it.value.split('/').next().unwrap_or_default().to_owned(),
    });
    let address = address(bare.as_ref());
    let is_word = |it: &&Printed<String>| address == Fact::NotPasted && !it.value.is_empty();
    let gateway = lease.gateway.as_ref();
    DhcpLease {
        interface: Interface::read(&lease.interface),
        line: lease.line,
        waiting: printed.filter(is_word).map(text),
        address,
        gateway: gateway.and_then(|it| Some(Sourced::new(it.value.parse().ok()?, it.line))),
    }
}

fn text(printed: &Printed<String>) -> Sourced<String> {
    Sourced::new(printed.value.clone(), printed.line)
}

fn prefix(block: &Dhcpv6Block) -> Option<DelegatedPrefix> {
    let state = block.state.as_ref()?;
    Some(DelegatedPrefix {
        interface: Interface::read(&block.interface),
        line: block.line,
        established: Sourced::new(state.value == "established", state.line),
        prefix: block
            .prefix
            .as_ref()
            .map(|it| Sourced::new(it.value.clone(), it.line)),
    })
}

fn lan(status: &LanStatus) -> LanPort {
    let network = |it: &Printed<String>| {
        let word = it.value.split_ascii_whitespace().next()?;
        Some(Sourced::new(Network::read(word)?, it.line))
    };
    LanPort {
        interface: Interface::read(&status.interface),
        line: status.line,
        link: status
            .link
            .as_ref()
            .map(|it| Sourced::new(it.value, it.line)),
        address: status.address.as_ref().and_then(network),
    }
}

/// Of several servers the first that holds an address counts, so it comes last.
fn add_names(service: &NameService, names: &mut Vec<DynamicName>) {
    let all = service.servers.iter().filter_map(|server| {
        Some(DynamicName {
            interface: server.interface.as_deref().map(Interface::read)?,
            line: server.line,
            name: server.name.as_ref().map(text),
            address: address(server.address.as_ref()),
        })
    });
    let mut with_address = Vec::new();
    for name in all {
        match name.address.line() {
            Some(_) => with_address.push(name),
            None => names.push(name),
        }
    }
    while let Some(name) = with_address.pop() {
        names.push(name);
    }
}

/// What is printed where there is no address.
fn is_no_address(value: &str) -> bool {
    ["-", "None", "0.0.0.0"].contains(&value)
}

/// An address as printed; not pasted where the value says that there is none.
fn address(printed: Option<&Printed<String>>) -> Fact<IpAddr> {
    let Some(printed) = printed.filter(|it| !is_no_address(&it.value)) else {
        return Fact::NotPasted;
    };
    let value = printed.value.as_str();
    match value.parse() {
        Ok(address) => Fact::Seen(Sourced::new(address, printed.line)),
        // `<global>` is what people write in place of theirs.
        // No router prints the label without its value.
        Err(_) if value.is_empty() || is_masked(value) || value.starts_with('<') => {
            Fact::Hidden(printed.line)
        }
        Err(_) => Fact::NotPasted,
    }
}

fn add_nat(table: &NatTable, answer: &Answer, links: &mut Links) {
    let number = answer
        .arguments
        .iter()
        .find_map(|it| it.parse::<u32>().ok());
    // Without its command line it may be of one descriptor.
    let has_command = answer.first_line < table.line;
    let is_of_all = has_command && number.is_none();
    if is_of_all {
        links.nat.clear();
        links.nat_whole = (answer.extent == Extent::Whole).then_some(table.line);
    }
    for block in &table.blocks {
        let outer = block.outer.as_ref();
        let printed = outer.map(|it| {
            // The word in front says only that it follows the interface.
            let (_, value) = it.value.split_once('/').unwrap_or(("", &it.value));
            Printed {
                line: it.line,
                value: value.to_owned(),
            }
        });
        links.nat.push(NatBinding {
            line: block.line,
            descriptor: block.descriptor,
            interface: Interface::read(&block.interface),
            outer: address(printed.as_ref()),
        });
    }
}
