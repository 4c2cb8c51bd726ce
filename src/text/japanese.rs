//! Turns a text whose encoding is in doubt into how little sense it makes as what a router prints.
//!
//! `Shift_JIS` and EUC-JP share most of their bytes; the encoding in which they make the most sense
//! is the one they were written in (`console character` of the router offers both).

/// How odd a text is as a router's, 0 for not at all; to be compared between readings of the same bytes.
pub fn oddness(text: &str) -> usize {
    text.chars().map(of_char).sum()
}

fn of_char(c: char) -> usize {
    match c {
        // Bytes that the encoding does not know.
        char::REPLACEMENT_CHARACTER => 100,
        // ASCII, Japanese punctuation, kana, forms of double width.
        '\0'..='\u{7f}' | '\u{3000}'..='\u{30ff}' | '\u{ff01}'..='\u{ff5e}' => 0,
        // Kanji: right in either encoding, and what nonsense mostly looks like, too.
        '\u{4e00}'..='\u{9fff}' => 1,
        // Katakana of single width is what EUC-JP looks like when taken for Shift_JIS.
        '\u{ff61}'..='\u{ff9f}' => 3,
        _ => 4,
    }
}

/// Whether bytes are no text at all: a tenth of control characters is more than any terminal log holds.
pub fn is_binary(bytes: &[u8]) -> bool {
    let controls = bytes
        .iter()
        .filter(|byte| matches!(byte, 0..=6 | 0x0e..=0x1a | 0x1c..=0x1f));
    controls.count() * 10 > bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_router_prints_is_less_odd_than_the_same_bytes_misread() {
        assert_eq!(oddness("エラー: コマンド名"), 1);
        assert!(oddness("･ｨ･鬘ｼ") > oddness("エラー: コマンド名"));
        assert!(oddness("\u{fffd}") > 50);
    }

    #[test]
    fn a_picture_is_no_text_and_a_terminal_log_is() {
        assert!(is_binary(b"\x89PNG\0\0\0\x0d\0\0\0\0"));
        assert!(!is_binary(
            "\u{1b}[7m---つづく---\u{1b}[0m show ipsec sa\r\n".as_bytes()
        ));
    }
}
