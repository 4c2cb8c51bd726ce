//! Turns commands that were typed at the prompt into the changes that lists above them do not show.

use crate::model::{Change, Changed, SaId, TunnelNumber};
use crate::parse::{Answer, Record};
use crate::text::Listed;

/// The changes, in the order in which they were typed.
pub(super) fn changes(answers: &[Answer]) -> Vec<Change> {
    let accepted = answers
        .iter()
        .filter(|it| !matches!(it.record, Record::RouterError(_)));
    let changes = accepted.filter_map(|answer| {
        Some(Change {
            line: answer.first_line,
            of: changed(&answer.command)?,
        })
    });
    changes.listed()
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
