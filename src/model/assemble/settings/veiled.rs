//! Turns lines of which a person hid whose setting they are, or which, into settings that are hidden: what
//! stands in the paste is not missing.

use super::{Draft, GatewayId, GatewaySettings, Written, gateway, is_left_out, range};
use crate::model::{NatStatic, Outer, Setting};
use crate::parse::Selected;
use crate::text::{Listed, sort_once};

/// Such a line.
pub(super) struct Veiled {
    line: u32,
    of: Of,
    selected: Selected,
}

/// What it is a setting of, as far as that can be told.
enum Of {
    /// A gateway: the words of the command, and its number where that is shown.
    Gateway(String, Option<GatewayId>),
    Policy,
    Switch,
    Translation(Outer),
    Filter,
}

impl Veiled {
    pub(super) fn of(written: &Written<'_>) -> Option<Self> {
        let of = match written.words.as_slice() {
            _ if written.is_removed => return None,
            ["ipsec", "ike", rest @ ..] => of_gateway(rest)?,
            ["ipsec", "sa", "policy", rest @ ..] if !begin_with_numbers(rest, 2) => Of::Policy,
            ["tunnel", "enable" | "disable", rest @ ..] if is_hidden(rest) => Of::Switch,
            ["nat", "descriptor", rest @ ..] => match rest {
                ["masquerade", "static" | "incoming", rest @ ..] if is_hidden(rest) => {
                    Of::Translation(Outer::OfTable)
                }
                ["static", rest @ ..] if is_hidden(rest) => Of::Translation(Outer::Hidden),
                _ => return None,
            },
            ["ip" | "ipv6", "filter", rest @ ..] if is_hidden(rest) => Of::Filter,
            _ => return None,
        };
        Some(Self {
            line: written.line,
            of,
            selected: written.selected.clone(),
        })
    }
}

fn of_gateway(words: &[&str]) -> Option<Of> {
    let is_hidden = |word: &&str| is_number(word) || is_left_out(word);
    let end = words.iter().position(is_hidden).unwrap_or(words.len());
    let name = words.get(..end).unwrap_or_default();
    let mut rest = words.get(end..).unwrap_or_default().iter();
    let is_shown = rest.clone().next().is_some_and(|it| is_number(it));
    let number = rest.find_map(|it| it.parse().ok()).map(GatewayId);
    // Of some commands of all gateways, such as that of the log, no number is written.
    let is_hidden = words.iter().any(|it| is_left_out(it)) || names_setting(&name.join(" "));
    (!is_shown && is_hidden).then(|| Of::Gateway(name.join(" "), number))
}

/// Whether no number is shown where one should be.
fn is_hidden(words: &[&str]) -> bool {
    words.first().is_none_or(|it| is_left_out(it))
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(['.', ':'])
}

fn begin_with_numbers(words: &[&str], n: usize) -> bool {
    let numbers = words.iter().take(n).filter(|it| is_number(it));
    numbers.count() == n
}

/// Whether the words name a setting of a gateway.
fn names_setting(name: &str) -> bool {
    let mut tried = GatewaySettings::new(GatewayId(0), 0);
    gateway::take(&mut tried, &without_value(0), name, &[]);
    name == "pre-shared-key" || tried != GatewaySettings::new(GatewayId(0), 0)
}

fn without_value(line: u32) -> Written<'static> {
    Written {
        line,
        words: Vec::new(),
        is_removed: false,
        selected: &Selected::Nothing,
    }
}

impl Draft<'_> {
    /// Hides what such lines may be, and gives the gateways of which any setting may be hidden, in order.
    pub(super) fn hide(&mut self) -> Vec<GatewayId> {
        let mut of_any = Vec::new();
        for veiled in std::mem::take(&mut self.veiled) {
            let line = veiled.line;
            match &veiled.of {
                Of::Gateway(name, number) => {
                    for id in self.meant(&veiled, *number) {
                        of_any.extend(Some(id).filter(|_| !self.hide_one(id, name, line)));
                    }
                }
                Of::Policy => self.each_selected(&veiled, |it| it.policy = Setting::Hidden(line)),
                Of::Switch => self.each_selected(&veiled, |it| it.enabled = Setting::Hidden(line)),
                Of::Translation(outer) => self.settings.nat.iter_mut().for_each(|table| {
                    table.statics.push(NatStatic {
                        line,
                        number: None,
                        inner: None,
                        protocol: None,
                        ports: None,
                        outer: outer.clone(),
                    });
                }),
                Of::Filter => self.settings.hides_filters = true,
            }
        }
        sort_once(&mut of_any);
        of_any
    }

    /// The gateways that it may be of.
    fn meant(&self, veiled: &Veiled, number: Option<GatewayId>) -> Vec<GatewayId> {
        let all = self.settings.gateways.iter().map(|it| it.id);
        if let Some(only) = all.clone().find(|it| Some(*it) == number) {
            return vec![only];
        }
        let numbers = match &veiled.selected {
            Selected::Tunnel(numbers) => range(numbers),
            Selected::Nothing | Selected::Pp(_) => Vec::new(),
        };
        let mut tunnels = self.settings.tunnels.iter();
        let own = tunnels.by_ref().filter(|it| numbers.contains(&it.number.0));
        let own = own.map(|it| self.settings.policy_of(it).map(|it| it.gateway));
        match own.collect::<Option<Vec<_>>>() {
            Some(own) if !own.is_empty() => own,
            _ => all.listed(),
        }
    }

    /// Hides one setting of a gateway; false where the words name none.
    fn hide_one(&mut self, id: GatewayId, name: &str, line: u32) -> bool {
        let mut gateways = self.settings.gateways.iter_mut();
        let Some(gateway) = gateways.find(|it| it.id == id) else {
            return true;
        };
        if name == "pre-shared-key" {
            gateway.pre_shared_key = Setting::Hidden(line);
            return true;
        }
        gateway::take(gateway, &without_value(line), name, &[]);
        names_setting(name)
    }

    fn each_selected(
        &mut self,
        veiled: &Veiled,
        change: impl Fn(&mut crate::model::TunnelSettings),
    ) {
        let numbers = match &veiled.selected {
            Selected::Tunnel(numbers) => range(numbers),
            Selected::Nothing | Selected::Pp(_) => Vec::new(),
        };
        let tunnels = self.settings.tunnels.iter_mut();
        for tunnel in tunnels {
            if numbers.is_empty() || numbers.contains(&tunnel.number.0) {
                change(tunnel);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assemble::settings::tests::routed;
    use crate::model::{GatewayId, Setting};

    const GATEWAYS: &str = "# RTX1210 Rev.14.01.42\nip lan1 address 192.168.1.1/24\ntunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp\n\
         tunnel select 2\n ipsec tunnel 2\n  ipsec sa policy 2 2 esp\nsyslog notice on";

    #[test]
    fn a_line_whose_number_is_hidden_is_of_the_selected_tunnel() {
        for line in [
            "ipsec ike pre-shared-key *****",
            "ipsec ike pre-shared-key",
            "ipsec ike pre-shared-key xxxx text xxxx",
            "ipsec ike pre-shared-key ■ text ■■■■",
            "ipsec ike *** 1 text ***",
        ] {
            let text = GATEWAYS.replace("1 1 esp\n", &format!("1 1 esp\n  {line}\n"));
            let settings = routed(&text).settings;
            let key = |id| &settings.gateway(GatewayId(id)).unwrap().pre_shared_key;
            assert!(key(1).absent().is_none(), "{line}");
            assert!(key(2).absent().is_some(), "{line}");
        }
    }

    #[test]
    fn a_line_that_is_of_no_gateway_hides_nothing() {
        let text = GATEWAYS.replace("syslog", "ipsec ike log message-info\nsyslog");
        let settings = routed(&text).settings;
        let gateway = settings.gateway(GatewayId(1)).unwrap();
        assert!(gateway.pre_shared_key.absent().is_some());
    }

    #[test]
    fn a_hidden_number_breaks_no_chain() {
        for (shown, hidden) in [
            ("ipsec tunnel 1", "ipsec tunnel ■"),
            ("ipsec sa policy 1 1 esp", "ipsec sa policy ****"),
        ] {
            let settings = routed(&GATEWAYS.replace(shown, hidden)).settings;
            let policy = &settings.tunnels[0].policy;
            assert!(matches!(policy, Setting::Hidden(_)), "{hidden}");
        }
    }
}
