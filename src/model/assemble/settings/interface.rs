//! Turns the lines of `ip lanN …`, `ip pp …`, `pp …` and `pppoe …` into the settings of interfaces.

use std::net::IpAddr;

use super::{Draft, MOST, Written, is_left_out, nat};
use crate::model::{AddressSource, Fact, Interface, InterfaceSettings, Network, Sourced};
use crate::parse::Selected;
use crate::text::Listed;

impl Draft<'_> {
    pub(super) fn take_interface(&mut self, written: &Written<'_>) {
        let line = written.line;
        let words = written.words.as_slice();
        if !is_read(words) {
            return;
        }
        let interface = match words {
            ["pp", "enable" | "disable", number] => Some(Interface::read(&format!("pp{number}"))),
            ["ip", name, ..] => named(name),
            _ => None,
        };
        let Some(it) = self.interface(written, interface) else {
            return;
        };
        match words {
            ["pppoe", "use", port, ..] => {
                it.pppoe = Some(Sourced::new(Interface::read(port), line));
            }
            ["pp", word @ ("enable" | "disable"), _] => {
                let is_on = *word == "enable" && !written.is_removed;
                it.enabled = Some(Sourced::new(is_on, line));
            }
            ["ip", _, "address", words @ ..] => it.address = address(words, line),
            ["ip", _, "secondary", "address", word, ..] | ["ip", _, "vrrp", _, word, ..] => {
                it.further.push(Network::read(word).map(|it| it.address));
            }
            ["ip", _, "nat", "descriptor", numbers @ ..] => {
                let numbers = numbers.iter().filter_map(|word| word.parse().ok());
                it.nat = numbers.map(|it| Sourced::new(it, line)).listed();
                if written.is_removed {
                    it.nat.clear();
                }
            }
            ["ip", _, "secure", "filter", words @ ..] => {
                nat::take_filter_list(written, words, &mut it.filters_in, &mut it.filters_out);
            }
            _ => {}
        }
    }

    /// Takes what gives an interface an address of IPv6, of which it may have several.
    pub(super) fn take_ipv6(&mut self, written: &Written<'_>, name: &str, words: &[&str]) {
        if let ["address", word, ..] = words
            && let Some((prefix, rest)) = word.split_once('@')
            && let Some((line, _)) = rest.split_once(':')
            && !written.is_removed
            && self.settings.delegating.len() < MOST
        {
            let line = Interface::read(line);
            if prefix == "dhcp-prefix" {
                self.settings.delegating.push(line.clone());
            }
            if !self.settings.prefixed_by.contains(&line) {
                self.settings.prefixed_by.push(line);
            }
        }
        let address = match words {
            ["address", word, ..] | ["vrrp", _, word, ..] => ipv6_address(word),
            ["address" | "vrrp", ..] | ["dhcp", "service", "client", ..] => None,
            _ => return,
        };
        if self.settings.ipv6.len() < MOST {
            let address = address.filter(|_| !written.is_removed);
            self.settings.ipv6.push(address);
            let port = port(written, name).zip(address);
            self.settings.ports_v6.extend(port);
        }
    }

    /// Takes a list of filters of IPv6 on an interface that is no tunnel.
    pub(super) fn take_filter_list_v6(
        &mut self,
        written: &Written<'_>,
        name: &str,
        words: &[&str],
    ) {
        let port = port(written, name);
        let found = port.and_then(|it| self.interface(written, Some(it)));
        if let Some(it) = found {
            let [inward, outward] = &mut it.filters_v6;
            nat::take_filter_list(written, words, inward, outward);
        }
    }

    /// An interface: the one named, or the PP interface that is selected above the line.
    fn interface(
        &mut self,
        written: &Written<'_>,
        interface: Option<Interface>,
    ) -> Option<&mut InterfaceSettings> {
        let interface = interface.or_else(|| selected(written))?;
        let interfaces = &mut self.settings.interfaces;
        let at = interfaces.partition_point(|it| it.interface < interface);
        let is_new = interfaces
            .get(at)
            .is_none_or(|it| it.interface != interface);
        if is_new && interfaces.len() < MOST {
            let new = InterfaceSettings::new(interface.clone(), written.line);
            interfaces.insert(at, new);
        }
        let found = interfaces.get_mut(at);
        found.filter(|it| it.interface == interface)
    }
}

/// Whether a line is one from which something is taken.
fn is_read(words: &[&str]) -> bool {
    matches!(
        words,
        ["pppoe", "use", _, ..]
            | ["pp", "select", ..]
            | ["pp", "enable" | "disable", _]
            | ["ip", _, "address", ..]
            | ["ip", _, "secondary", "address", _, ..]
            | ["ip", _, "vrrp", _, _, ..]
            | ["ip", _, "nat", "descriptor", ..]
            | ["ip", _, "secure", "filter", _, ..]
    )
}

/// The PP interface that is selected above a line.
fn selected(written: &Written<'_>) -> Option<Interface> {
    match written.selected {
        Selected::Pp(number) => Some(Interface::read(&format!("pp{number}"))),
        Selected::Tunnel(_) | Selected::Nothing => None,
    }
}

/// The interface that a command of IPv6 names, unless it is a tunnel.
fn port(written: &Written<'_>, name: &str) -> Option<Interface> {
    match name {
        "pp" => selected(written),
        "tunnel" => None,
        _ => named(name),
    }
}

/// The interface that a command names; none for `pp`, which means the selected one.
fn named(name: &str) -> Option<Interface> {
    let interface = Interface::read(name);
    let is_numbered = name.ends_with(|c: char| c.is_ascii_digit());
    is_numbered.then_some(interface)
}

/// None where the prefix or the rest of the address comes from elsewhere.
fn ipv6_address(word: &str) -> Option<IpAddr> {
    let network = Network::read(word).filter(|it| it.address.is_ipv6())?;
    let is_prefix_alone = network.prefix < 128 && network.base() == network;
    (!is_prefix_alone).then_some(network.address)
}

fn address(words: &[&str], line: u32) -> Fact<AddressSource> {
    let Some(word) = words.first() else {
        return Fact::NotPasted;
    };
    let source = match *word {
        "dhcp" => AddressSource::Dhcp,
        word if is_left_out(word) => return Fact::Hidden(line),
        word => match Network::read(word) {
            Some(network) => AddressSource::Fixed(network),
            None => AddressSource::Other(words.join(" ")),
        },
    };
    Fact::Seen(Sourced::new(source, line))
}
