//! Turns a line of the form `label: value` into the two, and counts into numbers.

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
    fn counts_may_have_commas() {
        assert_eq!(count("395 パケット [47514 オクテット]"), Some(395));
        assert_eq!(count("5,678 packets(1 octet)"), Some(5_678));
        assert_eq!(count("14127パケット"), Some(14_127));
        assert_eq!(count("(IPv4) 5"), None);
    }
}
