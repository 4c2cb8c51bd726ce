//! Turns the lines of `ip lanN …`, `ip pp …`, `pp …` and `pppoe …` into the settings of interfaces.

use super::{Draft, MOST, Written, is_left_out, nat};
use crate::model::{AddressSource, Fact, Interface, InterfaceSettings, Network, Sourced};
use crate::parse::Selected;

impl Draft<'_> {
    pub(super) fn take_interface(&mut self, written: &Written<'_>) {
        let line = written.line;
        match written.words.as_slice() {
            ["pppoe", "use", port, ..] => {
                let port = Sourced::new(Interface::read(port), line);
                self.change(written, None, |it| it.pppoe = Some(port));
            }
            ["pp", "select", ..] => self.change(written, None, |_| {}),
            ["pp", word @ ("enable" | "disable"), number] => {
                let interface = Interface::read(&format!("pp{number}"));
                let is_on = Sourced::new(*word == "enable" && !written.is_removed, line);
                self.change(written, Some(interface), |it| it.enabled = Some(is_on));
            }
            ["ip", name, "address", words @ ..] => {
                let address = address(words, line);
                self.change(written, named(name), |it| it.address = address);
            }
            ["ip", name, "secondary", "address", word, ..] | ["ip", name, "vrrp", _, word, ..] => {
                let further = Network::read(word).map(|it| it.address);
                self.change(written, named(name), |it| it.further.push(further));
            }
            ["ip", name, "nat", "descriptor", numbers @ ..] => {
                let numbers = numbers.iter().filter_map(|word| word.parse().ok());
                let mut bound: Vec<_> = numbers.map(|it| Sourced::new(it, line)).collect();
                if written.is_removed {
                    bound.clear();
                }
                self.change(written, named(name), |it| it.nat = bound);
            }
            ["ip", name, "secure", "filter", direction, words @ ..] => {
                let list = nat::filter_list(words, line);
                let list = Some(list).filter(|_| !written.is_removed);
                self.change(written, named(name), |it| match *direction {
                    "in" => it.filters_in = list,
                    _ => it.filters_out = list,
                });
            }
            _ => {}
        }
    }

    /// Changes an interface: the one named, or the PP interface that is selected above the line.
    fn change(
        &mut self,
        written: &Written<'_>,
        interface: Option<Interface>,
        change: impl FnOnce(&mut InterfaceSettings),
    ) {
        let selected = || match written.selected {
            Selected::Pp(number) => Some(Interface::read(&format!("pp{number}"))),
            Selected::Tunnel(_) | Selected::Nothing => None,
        };
        let Some(interface) = interface.or_else(selected) else {
            return;
        };
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
        if let Some(found) = found.filter(|it| it.interface == interface) {
            change(found);
        }
    }
}

/// The interface that a command names; none for `pp`, which means the selected one.
fn named(name: &str) -> Option<Interface> {
    let interface = Interface::read(name);
    let is_numbered = name.ends_with(|c: char| c.is_ascii_digit());
    is_numbered.then_some(interface)
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
