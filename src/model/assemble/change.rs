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
    let number = || third.parse().ok().map(TunnelNumber);
    match (first, second) {
        ("restart", "") | ("cold", "start") => Some(Changed::All),
        ("ipsec", "refresh") if third == "sa" => Some(Changed::All),
        ("ipsec", "use") if third == "off" => Some(Changed::All),
        ("ipsec", "sa") if !third.is_empty() && "delete".starts_with(third) => {
            let number = next().parse().ok().map(SaId);
            Some(number.map_or(Changed::All, Changed::Sa))
        }
        ("tunnel", "enable" | "disable") => number().map(Changed::Tunnel),
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
            ("ipsec sa policy 1 1 esp aes-cbc sha-hmac", None),
            ("tunnel select 1", None),
            ("show ipsec sa", None),
            ("save", None),
        ] {
            assert_eq!(changed(command), expected, "{command}");
        }
    }
}
