//! Takes from a line the signs and words by which a person marked it: `★`, `→`, `← ここ`. Those behind a command stay on
//! its line, since they may tell what came of it: `ping 192.168.2.1 ← 応答なし`.

use super::command::is_probe;
use super::nothing::is_nothing_mark;
use super::split::prompt;

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
    let before = before_words(kept).filter(|it| command_at(it).is_none());
    let kept = before.unwrap_or(kept);
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

/// What people write in front of a command is no longer, in bytes.
const LONGEST_LABEL: usize = 30;

/// Where the command begins that a line holds.
fn command_at(line: &str) -> Option<usize> {
    if let Some((_, typed)) = prompt(line.trim_start()) {
        return (!typed.is_empty()).then(|| line.trim_end().len() - typed.len());
    }
    let is_apart = |at: &usize| {
        let before = line.get(..*at).unwrap_or_default();
        before.len() <= LONGEST_LABEL && !before.ends_with(char::is_alphanumeric)
    };
    let asking = ["show ", "ping ", "ping6 "].iter();
    let mut places = asking.filter_map(|it| line.find(it).filter(is_apart));
    places.next()
}

/// The words that a person wrote behind the command that a line holds.
pub fn said_behind(line: &str) -> Option<&str> {
    let typed = line.get(command_at(line)?..)?;
    Some(parted(typed).1).filter(|words| !words.is_empty())
}

/// What was typed, and the words that a person wrote behind it; they are empty where none stand there.
pub(super) fn parted(typed: &str) -> (&str, &str) {
    let end = before_words(typed).map(str::len);
    let end = end.or_else(|| end_of_asking(typed)).unwrap_or(typed.len());
    let (command, words) = typed.split_at_checked(end).unwrap_or((typed, ""));
    (command.trim_end(), words.trim())
}

/// Where words without such a sign begin behind a command that asks for something: no argument of these is written in
/// Japanese. Not where an answer may stand, or where another program reads on.
fn end_of_asking(typed: &str) -> Option<usize> {
    if !typed.starts_with(['s', 'p']) || typed.contains("]:") {
        return None;
    }
    let mut last = None;
    let mut chars = typed.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let before = typed.get(..at)?;
        let is_arrow = matches!(c, '-' | '=') && chars.peek().is_some_and(|next| next.1 == '>');
        let is_behind_blank = last == Some(' ');
        let may_begin = match c {
            '→' | '⇒' | '➡' | '（' | '：' => true,
            '(' | '-' | '=' if is_behind_blank => c == '(' || is_arrow,
            '|' | '>' | '"' => return None,
            _ if c.is_ascii_alphabetic() => is_behind_blank && is_whole(before.trim_end()),
            _ => !c.is_ascii() && (is_behind_blank || c.is_alphabetic()),
        };
        if may_begin && is_asking(before.trim_end()) {
            return Some(at);
        }
        last = Some(c);
    }
    None
}

/// Whether a command asks for something; of a ping, the host must stand there, which people may paint over.
fn is_asking(command: &str) -> bool {
    command.starts_with("sh") && command.contains(' ') || is_probe(command)
}

/// Whether nothing more can be typed behind it.
fn is_whole(command: &str) -> bool {
    let has_number = || {
        let last = command.rsplit(' ').next().unwrap_or_default();
        last.bytes().all(|it| it.is_ascii_digit())
    };
    is_probe(command) || (command.starts_with("show status ") && has_number())
}

#[cfg(test)]
mod tests {
    use super::{said_behind, without_note};

    #[test]
    fn words_behind_a_command_are_told_from_it() {
        for (line, words) in [
            ("HQ# ping -c 5 192.168.2.1  ← 応答なし", "← 応答なし"),
            ("HQ# ping 192.168.2.1 応答なし", "応答なし"),
            ("HQ# ping 192.168.2.1 → NG", "→ NG"),
            ("HQ# ping 192.168.2.1 NG", "NG"),
            ("HQ# ping 192.168.2.1 -> NG", "-> NG"),
            ("HQ# ping 192.168.2.1（応答なし）", "（応答なし）"),
            ("# show status tunnel 1 ※切れています", "※切れています"),
            ("show status tunnel 1：切断", "：切断"),
            ("show status tunnel 1 down", "down"),
            ("HQ# show status tunnel 1 ×", "×"),
            ("1. show status pp 1 <- down", "<- down"),
            ("HQ# ip route default gateway pp 1 ← これ", "← これ"),
        ] {
            assert_eq!(said_behind(line), Some(words), "{line}");
            assert_eq!(without_note(line), None, "{line}");
        }
    }

    #[test]
    fn arguments_answers_and_patterns_are_no_words() {
        for line in [
            "HQ# ping -c 5 -sa 192.168.1.1 192.168.2.1",
            "HQ# ping 192.168.2.●",
            "HQ# ping -sa 192.168.1.1 支社のLAN",
            "HQ# show status pp 1 PP[01]: 説明: x",
            "HQ# show ipsec sa gateway 1 detail",
            "HQ# show log | grep トンネル",
            "HQ# show config > usb1:config.txt",
            "HQ# description tunnel 本社",
            "  description tunnel 本社",
            "HQ#",
            "",
        ] {
            assert_eq!(said_behind(line), None, "{line}");
        }
    }

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
