//! Takes from a line the signs and words by which a person marked it: `★`, `→`, `← ここ`.

use super::nothing::is_nothing_mark;

/// Signs in front of a line that somebody wants to be looked at. No router begins a line with one.
const IN_FRONT: &[char] = &['★', '☆', '→', '⇒', '➡', '▶', '►', '⚠'];

/// Signs with which the words of a person begin at the end of a line.
const BEHIND: [&str; 12] = [
    "←", "⇐", "⇦", "⬅", "◀", "◁", "<--", "<-", "<==", "★", "☆", "※",
];

/// The line without them; None where it has none, or nothing else.
pub(super) fn without_note(line: &str) -> Option<&str> {
    if line.is_ascii() && !line.contains(" <") {
        return None;
    }
    // A sign may be what makes a note of a word: → なし.
    if is_nothing_mark(line) {
        return None;
    }
    let bare = line.trim_start();
    let behind_sign = bare.trim_start_matches(IN_FRONT);
    let kept = if behind_sign.len() < bare.len() {
        behind_sign.trim_start()
    } else {
        line
    };
    let kept = before_words(kept).unwrap_or(kept);
    let is_told = kept.chars().any(char::is_alphanumeric);
    (kept.len() < line.len() && is_told).then_some(kept)
}

/// What stands in front of the words of a person. Within quotation marks a sign is part of a value.
fn before_words(line: &str) -> Option<&str> {
    let places = BEHIND.iter().filter_map(|sign| {
        let at = line.find(sign)?;
        let before = line.get(..at)?;
        let is_apart = before.ends_with([' ', '\u{3000}']) || !sign.is_ascii();
        let is_quoted = before.bytes().filter(|it| *it == b'"').count() % 2 == 1;
        (is_apart && !is_quoted && !before.trim().is_empty()).then_some(at)
    });
    line.get(..places.min()?).map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::without_note;

    #[test]
    fn signs_and_words_of_a_person_go() {
        for (marked, kept) in [
            (
                "  トンネルインタフェースは接続されていません ← ここ",
                "  トンネルインタフェースは接続されていません",
            ),
            (
                "★PPPoEセッションは継っていません",
                "PPPoEセッションは継っていません",
            ),
            ("→ 3個のパケットを送信し、0個", "3個のパケットを送信し、0個"),
            (
                "  ipsec ike remote address 1 198.51.100.20 <- here",
                "  ipsec ike remote address 1 198.51.100.20",
            ),
            (
                "2026/11/23 10:00:00: IP Tunnel[1] Down←落ちた",
                "2026/11/23 10:00:00: IP Tunnel[1] Down",
            ),
        ] {
            assert_eq!(without_note(marked), Some(kept), "{marked}");
        }
    }

    #[test]
    fn what_a_router_prints_and_what_is_a_note_alone_stay() {
        for line in [
            "# show log",
            "RTX> show ipsec sa",
            "description tunnel \"A <- B\"",
            "トンネルインタフェースは接続されています",
            "→ なし",
            "← ここ",
            "※",
            "a<-b",
        ] {
            assert_eq!(without_note(line), None, "{line}");
        }
    }
}
