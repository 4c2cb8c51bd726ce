//! Takes from a setting what somebody wrote behind it: `tunnel enable 1 (OK)`, `ipsec tunnel 1   # 支社`.

use super::grammar::begins_with_one;
use crate::parse::{Answer, Record};
use crate::text::{Line, Listed};

/// First words of settings that hold no free text.
const PLAIN: [&str; 10] = [
    "ipsec ",
    "tunnel select ",
    "tunnel enable ",
    "pp enable ",
    "pp select ",
    "pppoe use ",
    "ip route ",
    "nat descriptor ",
    "ip filter ",
    "ip lan",
];

/// With what a remark begins, behind a blank.
const SIGNS: [&str; 9] = ["(", "（", "#", "＃", "//", ";", "!!", "！", "＜"];

/// The setting without it.
pub(super) fn without_remark(text: &str) -> &str {
    let bare = text.trim_start();
    let bare = bare.strip_prefix("no ").unwrap_or(bare);
    if !PLAIN.iter().any(|it| bare.starts_with(it)) || text.contains('"') {
        return text;
    }
    let places = text
        .char_indices()
        .filter(|(_, c)| matches!(c, ' ' | '\u{3000}'));
    let mut remarks = places.filter(|(at, blank)| {
        let behind = text.get(at + blank.len_utf8()..).unwrap_or_default();
        SIGNS.iter().any(|sign| behind.starts_with(sign))
    });
    let end = remarks.next().map(|it| it.0);
    end.and_then(|end| text.get(..end))
        .unwrap_or(text)
        .trim_end()
}

/// Whether a line among printed settings that is not understood hides one: what they lack may be what it says.
pub(in crate::parse) fn hides_one_among(
    answer: &Answer,
    lines: &[Line<'_>],
    unread: &[u32],
) -> bool {
    let is_within = |line: &&Line<'_>| {
        (answer.first_line..=answer.last_line).contains(&line.number)
            && unread.contains(&line.number)
    };
    matches!(answer.record, Record::Config(_))
        && !unread.is_empty()
        && lines
            .iter()
            .filter(is_within)
            .any(|line| hides_one(&line.text))
}

/// Whether a line that is no setting begins with a whole one of IPsec.
fn hides_one(text: &str) -> bool {
    let words: Vec<&str> = text.split_ascii_whitespace().listed();
    begins_with_one(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_go_and_values_stay() {
        for (written, setting) in [
            (
                "  ipsec ike remote address 1 198.51.100.20 (OK)",
                "  ipsec ike remote address 1 198.51.100.20",
            ),
            (" tunnel enable 1 // ok", " tunnel enable 1"),
            (" ipsec tunnel 1   # branch", " ipsec tunnel 1"),
            (
                "ip route default gateway pp 1 （回線）",
                "ip route default gateway pp 1",
            ),
        ] {
            assert_eq!(without_remark(written), setting);
        }
        for stays in [
            "ipsec ike local name 1 \"a #b\"",
            " description tunnel A (B)",
            "ipsec ike local id 1 192.168.1.0/24",
            "pp name (x)",
        ] {
            assert_eq!(without_remark(stays), stays);
        }
    }

    #[test]
    fn a_whole_setting_with_words_behind_it_hides_one() {
        assert!(hides_one(
            "  ipsec ike remote address 1 198.51.100.20 branch"
        ));
        assert!(hides_one(" tunnel enable 1 yes"));
        assert!(!hides_one("ipsec ike something new 1"));
        assert!(!hides_one("ipsec ike remote address 1 198.51.100.20"));
    }
}
