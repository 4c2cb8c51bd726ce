//! Turns an interface's name, as outputs, logs and settings spell it, into one value that can be compared.

use std::fmt;

use super::TunnelNumber;

/// An interface of a router.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interface {
    /// A LAN port, and the tag VLAN on it: `LAN2`, `LAN3/1`.
    Lan(u32, Option<u32>),
    /// A PP interface: PPPoE, PPTP, L2TP. None is `anonymous`, for callers that are not known beforehand.
    Pp(Option<u32>),
    /// A tunnel interface.
    Tunnel(TunnelNumber),
    /// A mobile line.
    Wan(u32),
    /// Any other, in capitals as printed: `BRIDGE1`, `LOOPBACK1`, `NULL`.
    Other(String),
}

impl Interface {
    /// The port that most models have for the line.
    pub const USUAL_LINE: Self = Self::Lan(2, None);

    /// The interface in `PP[01]`, `LAN3(DHCP)`, `LAN3/1`, `TUNNEL[1](1)`, `lan2` or `pp1`; a remark in
    /// parentheses is left out. Never fails: what is not known is `Other`.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let bare = text.split('(').next().unwrap_or(text);
        let name = bare.to_ascii_uppercase().replace(['[', ']', ' '], "");
        Self::known(&name).unwrap_or(Self::Other(name))
    }

    /// The interface of what is thrown away: `null` in settings, `NULL` in tables.
    pub fn nowhere() -> Self {
        Self::Other("NULL".to_owned())
    }

    fn known(name: &str) -> Option<Self> {
        let number = |kind: &str| name.strip_prefix(kind)?.parse::<u32>().ok();
        if let Some(ports) = name.strip_prefix("LAN") {
            let (port, sub) = match ports.split_once('/') {
                Some((port, sub)) => (port, Some(sub.parse().ok()?)),
                None => (ports, None),
            };
            return Some(Self::Lan(port.parse().ok()?, sub));
        }
        if name == "PPANONYMOUS" {
            return Some(Self::Pp(None));
        }
        number("PP")
            .map(|it| Self::Pp(Some(it)))
            .or_else(|| number("TUNNEL").map(|it| Self::Tunnel(TunnelNumber(it))))
            .or_else(|| number("WAN").map(Self::Wan))
    }

    /// As a command names it: `lan2`, `pp 1`, `tunnel 1`.
    pub fn argument(&self) -> String {
        match self {
            Self::Lan(port, None) => format!("lan{port}"),
            Self::Lan(port, Some(sub)) => format!("lan{port}/{sub}"),
            Self::Pp(Some(number)) => format!("pp {number}"),
            Self::Pp(None) => "pp anonymous".to_owned(),
            Self::Tunnel(number) => format!("tunnel {}", number.0),
            Self::Wan(number) => format!("wan{number}"),
            Self::Other(name) => name.to_ascii_lowercase(),
        }
    }
}

/// As `show ip route` prints it: `LAN2`, `PP[01]`, `TUNNEL[1]`.
impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lan(port, None) => write!(f, "LAN{port}"),
            Self::Lan(port, Some(sub)) => write!(f, "LAN{port}/{sub}"),
            Self::Pp(Some(number)) => write!(f, "PP[{number:02}]"),
            Self::Pp(None) => f.write_str("PP[ANONYMOUS]"),
            Self::Tunnel(number) => write!(f, "TUNNEL[{}]", number.0),
            Self::Wan(number) => write!(f, "WAN{number}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_interface_is_one_value() {
        for (spelling, interface) in [
            ("PP[01]", Interface::Pp(Some(1))),
            ("pp 1", Interface::Pp(Some(1))),
            ("PP[anonymous]", Interface::Pp(None)),
            ("LAN3(DHCP)", Interface::Lan(3, None)),
            ("lan3/1", Interface::Lan(3, Some(1))),
            ("TUNNEL[2](1)", Interface::Tunnel(TunnelNumber(2))),
            ("tunnel 2", Interface::Tunnel(TunnelNumber(2))),
            ("WAN1", Interface::Wan(1)),
            ("null", Interface::Other("NULL".to_owned())),
        ] {
            assert_eq!(Interface::read(spelling), interface, "{spelling}");
        }
    }

    #[test]
    fn names_are_written_for_people_and_for_commands() {
        let pp = Interface::read("PP[01]");
        assert_eq!(
            (pp.to_string(), pp.argument()),
            ("PP[01]".into(), "pp 1".into())
        );
    }
}
