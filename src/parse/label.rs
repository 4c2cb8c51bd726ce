//! Turns a line of the form `label: value` into the two, and counts and times with units into numbers.

/// A value as printed, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed<T> {
    /// Line number.
    pub line: u32,
    /// The value.
    pub value: T,
}

/// The label before the first colon and the value behind it, both without blanks around them.
pub(super) fn labelled(text: &str) -> Option<(&str, &str)> {
    let colon = text.find([':', '：'])?;
    let (label, rest) = text.split_at_checked(colon)?;
    let value = rest.trim_start_matches([':', '：']);
    let label = label.trim();
    (!label.is_empty()).then_some((label, value.trim()))
}

/// Whether a label is the one spelled so. Blanks, the long-vowel mark and capitals do not count:
/// `インタフェース` and `インターフェース`, `DHCP サーバ` and `DHCPサーバー` are one.
pub(super) fn spells(label: &str, spelling: &str) -> bool {
    letters(label).eq(letters(spelling))
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    let letters = text.chars().filter(|c| !matches!(c, ' ' | 'ー'));
    letters.map(|c| c.to_ascii_lowercase())
}

/// Whether a label is one of those spelled so.
pub(super) fn is_one_of(label: &str, spellings: &[&str]) -> bool {
    spellings.iter().any(|spelling| spells(label, spelling))
}

/// The number before `パケット` or `packets`, which may have commas in it.
pub(super) fn count(text: &str) -> Option<u64> {
    let word = text.split_ascii_whitespace().next()?;
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    digits.replace(',', "").parse().ok()
}

/// Seconds in `20分39秒`, `1 minute 49 seconds`, `5days 21:12:17`; None where anything else stands.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let mut rest = text.trim();
    let mut total: Option<u32> = None;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = rest.split_at_checked(digits)?;
        let behind = behind.trim_start();
        let end = behind.find(|c: char| c.is_ascii_digit() || c == ' ');
        let (unit, next) = behind.split_at_checked(end.unwrap_or(behind.len()))?;
        let more = if unit == ":" {
            let (hours, rest_of_clock) = (number, next);
            rest = "";
            clock(hours, rest_of_clock)?
        } else {
            rest = next.trim_start();
            number.parse::<u32>().ok()?.checked_mul(unit_secs(unit)?)?
        };
        total = Some(total.unwrap_or(0).checked_add(more)?);
    }
    total
}

/// `21` and `12:17` of `21:12:17`.
fn clock(hours: &str, rest: &str) -> Option<u32> {
    let (minutes, seconds) = rest.trim().split_once(':')?;
    let number = |text: &str| text.parse::<u32>().ok();
    let minutes = number(hours)?
        .checked_mul(60)?
        .checked_add(number(minutes)?)?;
    minutes.checked_mul(60)?.checked_add(number(seconds)?)
}

fn unit_secs(unit: &str) -> Option<u32> {
    Some(match unit {
        "日" | "day" | "days" => 86_400,
        "時間" | "hour" | "hours" => 3_600,
        "分" | "minute" | "minutes" => 60,
        "秒" | "second" | "seconds" => 1,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_one_in_every_spelling() {
        assert_eq!(
            labelled(" DHCP サーバー： 192.0.2.1 "),
            Some(("DHCP サーバー", "192.0.2.1"))
        );
        assert_eq!(labelled("no label"), None);
        assert!(spells("DHCP サーバー", "DHCPサーバ"));
        assert!(spells("インターフェース", "インタフェース"));
        assert!(spells("IP Address", "IP address"));
        assert!(!spells("インタフェースの種類", "インタフェース"));
    }

    #[test]
    fn times_have_units_in_both_languages() {
        for (text, expected) in [
            ("20分39秒", 1_239),
            ("1日2時間3分4秒", 93_784),
            ("3時間 3分 6秒", 10_986),
            ("1 minute 49 seconds", 109),
            ("2 days 1 hour 1 second", 176_401),
            ("5days 21:12:17", 508_337),
            ("7日 01:23:45", 609_825),
            ("00:00:09", 9),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in ["", "soon", "5 apples", "12", "1:2", "99999999日"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn counts_may_have_commas() {
        assert_eq!(count("395 パケット [47514 オクテット]"), Some(395));
        assert_eq!(count("5,678 packets(1 octet)"), Some(5_678));
        assert_eq!(count("14127パケット"), Some(14_127));
        assert_eq!(count("(IPv4) 5"), None);
    }
}
