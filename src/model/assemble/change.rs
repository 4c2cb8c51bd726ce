//! Turns commands that were typed at the prompt into the changes that lists above them do not show.

use crate::model::{Change, Changed, GatewayId, Network, SaId, TunnelNumber};
use crate::parse::{Answer, Record, Selected, Setting};
use crate::text::Listed;

/// The changes, in the order in which they were typed.
pub(super) fn changes(answers: &[Answer]) -> Vec<Change> {
    let accepted = answers
        .iter()
        .filter(|it| !matches!(it.record, Record::RouterError(_)));
    let changes = accepted.filter_map(|answer| {
        Some(Change {
            line: answer.first_line,
            of: changed(&answer.command).or_else(|| told(&answer.record))?,
        })
    });
    changes.listed()
}

/// What a setting changes that was typed at the prompt: one that was printed holds already.
fn told(record: &Record) -> Option<Changed> {
    let Record::Config(config) = record else {
        return None;
    };
    let mut typed = config.settings.iter().filter(|_| config.is_typed);
    typed.find_map(of_setting)
}

/// The settings on which the SAs, their tunnel and the way of their packets rest. A router resets the SAs of a
/// gateway that is told something else (note in §15.4 of the command reference).
fn of_setting(setting: &Setting) -> Option<Changed> {
    let words = setting.text.split(' ').listed();
    match words.as_slice() {
        ["ipsec", "ike", rest @ ..] if !rest.contains(&"log") => {
            let number = rest.iter().find_map(|it| it.parse().ok());
            Some(number.map_or(Changed::All, |it| Changed::Gateway(GatewayId(it))))
        }
        ["ipsec", "sa", "policy", _, gateway, ..] => {
            let number = gateway.parse().ok();
            Some(number.map_or(Changed::All, |it| Changed::Gateway(GatewayId(it))))
        }
        ["ipsec", "tunnel", _]
        | ["tunnel", "encapsulation" | "endpoint", ..]
        | ["ip", "tunnel", "secure", "filter", ..] => Some(of_selected(&setting.selected)),
        ["ip", _, "secure", "filter", ..] | ["ip", _, "address" | "nat", _, ..] => {
            Some(Changed::All)
        }
        ["ip", "route", to, "gateway", hops @ ..] => Some(of_route(to, hops)),
        _ => None,
    }
}

fn of_selected(selected: &Selected) -> Changed {
    match selected {
        Selected::Tunnel(number) => number
            .parse()
            .map_or(Changed::All, |it| Changed::Tunnel(TunnelNumber(it))),
        Selected::Nothing | Selected::Pp(_) => Changed::All,
    }
}

fn of_route(to: &str, hops: &[&str]) -> Changed {
    let to = if to == "default" {
        Some(Network::DEFAULT_V4)
    } else {
        Network::read(to)
    };
    let into = match hops {
        ["tunnel", number] => number.parse().ok().map(TunnelNumber),
        _ => None,
    };
    to.map_or(Changed::All, |to| Changed::Route { to, into })
}

fn changed(command: &str) -> Option<Changed> {
    let mut words = command.split(' ');
    let mut next = || words.next().unwrap_or_default();
    let (first, second, third) = (next(), next(), next());
    // All, a range or a list of tunnels may have this one among them.
    let of_tunnels = |numbers: &str| {
        let one = numbers.parse().ok().map(TunnelNumber);
        one.map_or(Changed::All, Changed::Tunnel)
    };
    match (first, second) {
        ("restart", "")
        | ("cold", "start")
        | ("pp", "disable")
        | ("interface", "reset")
        | ("lan", "shutdown")
        | ("no", "ipsec") => Some(Changed::All),
        ("disconnect", line) if !line.is_empty() => Some(Changed::All),
        ("ipsec", "refresh") if third == "sa" => Some(Changed::All),
        ("ipsec", "use") if third == "off" => Some(Changed::All),
        ("no", "ip") if third == "route" => Some(Changed::All),
        ("no", "pp") if third == "enable" => Some(Changed::All),
        ("no", "tunnel") if third == "enable" => Some(of_tunnels(next())),
        ("ipsec", "sa") if !third.is_empty() && "delete".starts_with(third) => {
            let number = next().parse().ok().map(SaId);
            Some(number.map_or(Changed::All, Changed::Sa))
        }
        ("tunnel", "enable" | "disable") => Some(of_tunnels(third)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, selected: &Selected) -> Option<Changed> {
        of_setting(&Setting {
            line: 1,
            text: text.to_owned(),
            is_removed: false,
            selected: selected.clone(),
        })
    }

    #[test]
    fn a_typed_setting_of_the_way_is_told_from_all_else() {
        let tunnel = Selected::Tunnel("2".to_owned());
        let route = |to: &str, into: Option<u32>| Changed::Route {
            to: Network::read(to).unwrap(),
            into: into.map(TunnelNumber),
        };
        for (text, expected) in [
            (
                "ipsec ike pre-shared-key 3 text ***",
                Some(Changed::Gateway(GatewayId(3))),
            ),
            (
                "ipsec ike remote address 1 203.0.113.9",
                Some(Changed::Gateway(GatewayId(1))),
            ),
            (
                "ipsec sa policy 101 4 esp aes-cbc sha-hmac",
                Some(Changed::Gateway(GatewayId(4))),
            ),
            (
                "tunnel encapsulation ipip",
                Some(Changed::Tunnel(TunnelNumber(2))),
            ),
            (
                "ip tunnel secure filter in 99",
                Some(Changed::Tunnel(TunnelNumber(2))),
            ),
            ("ip pp secure filter in 99", Some(Changed::All)),
            ("ip lan2 address dhcp", Some(Changed::All)),
            (
                "ip route 192.168.1.0/24 gateway null",
                Some(route("192.168.1.0/24", None)),
            ),
            (
                "ip route default gateway tunnel 1",
                Some(route("0.0.0.0/0", Some(1))),
            ),
            ("ipsec ike log 1 key-info", None),
            ("ipsec ike keepalive log 1 on", None),
            ("ip tunnel tcp mss limit auto", None),
            ("syslog notice on", None),
            ("tunnel select 2", None),
            ("ip filter 99 pass * *", None),
        ] {
            assert_eq!(typed(text, &tunnel), expected, "{text}");
        }
        assert_eq!(
            typed("tunnel encapsulation ipip", &Selected::Nothing),
            Some(Changed::All)
        );
    }

    #[test]
    fn what_ends_or_renews_sas_is_told_from_all_else() {
        for (command, expected) in [
            ("restart", Some(Changed::All)),
            ("cold start", Some(Changed::All)),
            ("ipsec refresh sa", Some(Changed::All)),
            ("ipsec sa delete all", Some(Changed::All)),
            ("ipsec sa del 5", Some(Changed::Sa(SaId(5)))),
            ("tunnel disable 12", Some(Changed::Tunnel(TunnelNumber(12)))),
            (
                "no tunnel enable 12",
                Some(Changed::Tunnel(TunnelNumber(12))),
            ),
            ("tunnel disable all", Some(Changed::All)),
            ("pp disable 1", Some(Changed::All)),
            ("disconnect 1", Some(Changed::All)),
            ("interface reset lan2", Some(Changed::All)),
            ("no ip route default", Some(Changed::All)),
            ("no ipsec ike remote address 1", Some(Changed::All)),
            ("pp select 1", None),
            ("no syslog notice", None),
            ("ipsec sa policy 1 1 esp aes-cbc sha-hmac", None),
            ("tunnel select 1", None),
            ("show ipsec sa", None),
            ("save", None),
        ] {
            assert_eq!(changed(command), expected, "{command}");
        }
    }
}
