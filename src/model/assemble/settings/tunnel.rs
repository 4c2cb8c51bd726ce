//! Turns the lines of `tunnel …` and `ipsec tunnel N` into the settings of tunnel interfaces.

use super::{Draft, MOST, Numbers, Written, nat, range, tunnel_at};
use crate::model::{
    Encapsulation, MssLimit, PolicyId, Setting, Sourced, TunnelNumber, TunnelSettings, is_masked,
};
use crate::parse::Selected;
use crate::text::Listed;

impl Draft<'_> {
    /// Binds tables of address translation to the tunnels that are selected.
    fn bind(&mut self, written: &Written<'_>, tables: &[&str]) {
        let line = (!written.is_removed).then_some(written.line);
        let numbers = tables.iter().filter(|_| line.is_some());
        let numbers = numbers.filter_map(|it| it.parse().ok()).listed();
        self.selected_tunnels(written, &mut |it| {
            it.nat = line;
            it.nat_tables.clone_from(&numbers);
        });
    }

    /// The tunnel that takes over from those that are selected; a line that is no tunnel does not.
    fn take_backup(&mut self, written: &Written<'_>, to: &[&str]) {
        let number = match to {
            ["tunnel", number, ..] if !written.is_removed => number.parse().ok(),
            _ => None,
        };
        let backup = number.map(|it| Sourced::new(TunnelNumber(it), written.line));
        self.selected_tunnels(written, &mut |it| it.backup = backup);
    }

    /// What the ends of `L2TPv3` are called, at the tunnels that are selected.
    fn take_l2tp(&mut self, written: &Written<'_>, of: [&str; 2], id: &str) {
        let known = (!written.is_removed && !is_masked(id)).then(|| id.into());
        let known = known.map(|it: Box<str>| Sourced::new(it, written.line));
        self.selected_tunnels(written, &mut |it| match of {
            ["local", "router-id"] => it.l2tp.local_router.clone_from(&known),
            ["remote", "router-id"] => it.l2tp.remote_router.clone_from(&known),
            ["remote", "end-id"] => it.l2tp.end_id.clone_from(&known),
            _ => {}
        });
    }

    pub(super) fn take_tunnel(&mut self, written: &Written<'_>) {
        match written.words.as_slice() {
            ["tunnel", "select", ..] => self.selected_tunnels(written, &mut |_| {}),
            ["tunnel", word @ ("enable" | "disable"), numbers] => {
                let setting = written.setting(Some(*word == "enable"));
                self.switch(written, Numbers::read(numbers), setting);
            }
            ["tunnel", "encapsulation", rest @ ..] => {
                let value = rest.first().map(|word| match *word {
                    "ipsec" => Encapsulation::Ipsec,
                    other => Encapsulation::Other(other.to_owned()),
                });
                let setting = written.setting(value);
                self.selected_tunnels(written, &mut |it| it.encapsulation = setting.clone());
            }
            ["tunnel", "endpoint", ..] => {
                self.selected_tunnels(written, &mut |it| it.endpoint = Some(written.line));
            }
            ["tunnel", "type", rest @ ..] => {
                let serves = rest.starts_with(&["multipoint", "server"]) && !written.is_removed;
                let line = serves.then_some(written.line);
                self.selected_tunnels(written, &mut |it| it.multipoint_server = line);
            }
            ["tunnel", "backup", rest @ ..] => self.take_backup(written, rest),
            ["tunnel", "template", rest @ ..] => {
                for number in rest.iter().flat_map(|words| range(words)) {
                    self.templated.push(TunnelNumber(number));
                }
                self.selected_tunnels(written, &mut |it| it.template = Some(written.line));
            }
            ["ip", "tunnel", "secure", "filter", words @ ..] => {
                self.selected_tunnels(written, &mut |it| {
                    nat::take_filter_list(written, words, &mut it.filters_in, &mut it.filters_out);
                });
            }
            ["ip", "tunnel", "nat", "descriptor", tables @ ..] => self.bind(written, tables),
            ["ip", "tunnel", "mtu", rest @ ..] => {
                let mtu = rest.first().and_then(|it| it.parse().ok());
                let mtu = mtu.filter(|_| !written.is_removed);
                let mtu = mtu.map(|it| Sourced::new(it, written.line));
                self.selected_tunnels(written, &mut |it| it.mtu = mtu);
            }
            ["ip", "tunnel", "tcp", "mss", "limit", rest @ ..] => {
                let limit = rest.first().and_then(|it| mss_limit(it));
                let limit = limit.filter(|_| !written.is_removed);
                let limit = limit.map(|it| Sourced::new(it, written.line));
                self.selected_tunnels(written, &mut |it| it.mss = limit);
            }
            ["l2tp", whose, what, id] => self.take_l2tp(written, [whose, what], id),
            ["ipsec", "tunnel", rest @ ..] if rest.len() < 2 => {
                let id = rest
                    .first()
                    .and_then(|word| word.parse().ok())
                    .map(PolicyId);
                let setting = written.setting(id);
                self.selected_tunnels(written, &mut |it| it.policy = setting.clone());
            }
            _ => {}
        }
    }

    /// Switches tunnels on or off; a list makes none of what it names.
    fn switch(&mut self, written: &Written<'_>, numbers: Numbers, setting: Setting<bool>) {
        if let Some(number) = numbers.only() {
            self.each_tunnel(written, &[number], &mut |it| it.enabled = setting.clone());
        }
        let tunnels = self.settings.tunnels.iter_mut();
        for tunnel in tunnels.filter(|it| numbers.holds(it.number.0)) {
            tunnel.enabled = setting.clone();
        }
        if self.switched.len() < MOST {
            self.switched.push((numbers, setting));
        }
    }

    /// Changes the tunnels that are selected above the line.
    fn selected_tunnels(
        &mut self,
        written: &Written<'_>,
        change: &mut dyn FnMut(&mut TunnelSettings),
    ) {
        if let Selected::Tunnel(numbers) = written.selected {
            self.each_tunnel(written, &range(numbers), change);
        }
    }

    fn each_tunnel(
        &mut self,
        written: &Written<'_>,
        numbers: &[u32],
        change: &mut dyn FnMut(&mut TunnelSettings),
    ) {
        for number in numbers {
            let number = TunnelNumber(*number);
            let tunnels = &mut self.settings.tunnels;
            if tunnel_at(tunnels, number).is_none() && tunnels.len() < MOST {
                let at = tunnels.partition_point(|it| it.number < number);
                let mut new = TunnelSettings::new(number, written.line);
                let mut switched = self.switched.iter().rev();
                let last = switched.find(|it| it.0.holds(number.0));
                new.enabled = last.map_or(Setting::NotPasted, |it| it.1.clone());
                tunnels.insert(at, new);
            }
            let at = tunnel_at(tunnels, number);
            if let Some(tunnel) = at.and_then(|at| tunnels.get_mut(at)) {
                change(tunnel);
            }
        }
    }
}

fn mss_limit(word: &str) -> Option<MssLimit> {
    match word {
        "auto" => Some(MssLimit::Auto),
        "off" => Some(MssLimit::Off),
        octets => octets.parse().ok().map(MssLimit::At),
    }
}

/// Says of what is not written whether it is the default, missing, or not known.
pub(super) fn settle(tunnel: &mut TunnelSettings, whole: Option<u32>) {
    tunnel
        .encapsulation
        .settle(whole, Some(Encapsulation::Ipsec));
    tunnel.policy.settle(whole, None);
    tunnel.enabled.settle(whole, Some(false));
}
