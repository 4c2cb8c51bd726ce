//! Turns the outputs about lines and address translation into [`Links`].

use std::net::IpAddr;

use crate::model::{
    Fact, Interface, LinkState, Links, NatBinding, PppLink, Seconds, Sourced, is_masked,
};
use crate::parse::{Answer, Extent, NatTable, PpState, PpStatus, Printed, Record};

/// Of each interface the newest output counts.
pub(super) fn assemble(answers: &[Answer]) -> Links {
    let mut links = Links::default();
    for answer in answers {
        if let Record::PpStatus(status) = &answer.record
            && let Some(link) = ppp(status, answer)
        {
            links.ppp.retain(|it| it.interface != link.interface);
            links.ppp.push(link);
        }
        if let Record::NatTable(table) = &answer.record {
            add_nat(table, answer, &mut links);
        }
    }
    links
}

fn ppp(status: &PpStatus, answer: &Answer) -> Option<PppLink> {
    let state = status.state.as_ref()?;
    let argument = || answer.arguments.first().map(|word| format!("PP{word}"));
    let interface = status.interface.clone().or_else(argument)?;
    let named = |words: &[&str]| words.contains(&status.kind.as_str());
    let session =
        (!status.kind.is_empty() && !named(&["line", "回線"])).then(|| status.kind.clone());
    let line_of = status.local.as_ref();
    Some(PppLink {
        interface: Interface::read(&interface),
        line: status.line,
        state: Sourced::new(link_state(state.value), state.line),
        session,
        local_address: address(line_of),
        remote_address: address(status.remote.as_ref()),
        uptime: (status.uptime.as_ref()).map(|it| Sourced::new(Seconds(it.value), it.line)),
        received: sourced(status.received.as_ref()),
        sent: sourced(status.sent.as_ref()),
        past: status.past,
        past_end: (status.past_end.as_ref()).map(|it| Sourced::new(it.value.clone(), it.line)),
        // A word in place of the address, such as for an unnumbered line, is not the lack of one.
        whole: answer.extent == Extent::Whole && line_of.is_none_or(|it| is_no_address(&it.value)),
    })
}

fn sourced(printed: Option<&Printed<u64>>) -> Option<Sourced<u64>> {
    printed.map(|it| Sourced::new(it.value, it.line))
}

fn link_state(state: PpState) -> LinkState {
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

/// What is printed where there is no address.
fn is_no_address(value: &str) -> bool {
    ["", "-", "None", "0.0.0.0"].contains(&value)
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
        Err(_) if is_masked(value) || value.starts_with('<') => Fact::Hidden(printed.line),
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
        let interface = Interface::read(&block.interface);
        let same = |it: &NatBinding| it.interface == interface && it.descriptor == block.descriptor;
        links.nat.retain(|it| !same(it));
        let outer = block.outer.as_ref();
        let (kind, value) = outer.map_or(("", ""), |it| {
            it.value.split_once('/').unwrap_or(("", &it.value))
        });
        let printed = outer.map(|it| Printed {
            line: it.line,
            value: value.to_owned(),
        });
        links.nat.push(NatBinding {
            line: block.line,
            descriptor: block.descriptor,
            interface,
            outer: address(printed.as_ref()),
            follows_interface: ["ipcp", "primary", "secondary"].contains(&kind),
        });
    }
}
