//! Turns the bytes of a saved log into text, whichever encoding the terminal program wrote.
//!
//! UTF-8 and UTF-16 show themselves. `Shift_JIS` and EUC-JP share most of their bytes; the one in
//! which the bytes make sense as Japanese is taken (`console character` of the router offers both).

use std::borrow::Cow;

use rtx_vpn_doctor::text::{is_binary, oddness};

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// The text, or nothing when the bytes are no text at all.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes)
        && [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding)
    {
        return Some(encoding.decode_with_bom_removal(bytes).0);
    }
    if is_binary(bytes) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let (mut shift_jis, mut euc_jp) = (Reading::of(bytes, SHIFT_JIS), Reading::of(bytes, EUC_JP));
    // A log cut in the middle of a character is still UTF-8, so it takes part in the comparison.
    let mut utf_8 = Reading::of(bytes, UTF_8);
    let best = [&mut utf_8, &mut shift_jis, &mut euc_jp]
        .into_iter()
        .min_by_key(|reading| reading.oddness)?;
    Some(std::mem::take(&mut best.text))
}

/// The bytes, taken for one encoding.
struct Reading<'b> {
    text: Cow<'b, str>,
    /// How little sense it makes; 0 is perfect.
    oddness: usize,
}

impl<'b> Reading<'b> {
    fn of(bytes: &'b [u8], encoding: &'static Encoding) -> Self {
        let text = encoding.decode_without_bom_handling(bytes).0;
        let oddness = oddness(&text);
        Self { text, oddness }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What RTX routers print in Japanese, and a description that someone typed.
    const LINES: [&str; 7] = [
        "PPPoEセッションは接続されています",
        "エラー: コマンド名を確認してください",
        "エラー：パラメータの数が不適当です",
        "トンネルインタフェースは接続されています\n  受信: 1 パケット\n",
        "2個のパケットを送信し、2個のパケットを受信しました。0.0%パケットロス",
        "---つづく---",
        " description tunnel 本社\n",
    ];

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy);
        bytes.into_owned()
    }

    #[test]
    fn japanese_lines_are_read_in_both_encodings() {
        for line in LINES {
            for encoding in [SHIFT_JIS, EUC_JP, UTF_8] {
                let bytes = encoded(line, encoding);
                assert_eq!(decode(&bytes).unwrap(), line, "{}", encoding.name());
            }
        }
    }

    #[test]
    fn a_byte_order_mark_decides_and_goes() {
        assert_eq!(decode(b"\xef\xbb\xbfshow").unwrap(), "show");
        assert_eq!(decode(b"\xff\xfes\0h\0").unwrap(), "sh");
        assert_eq!(decode(b"\xfe\xff\0s\0h").unwrap(), "sh");
    }

    #[test]
    fn single_width_katakana_of_shift_jis_is_no_euc_jp() {
        let line = " description pp 1 ﾌﾟﾛﾊﾞｲﾀﾞ\nPPPoEセッションは接続されています\n";
        assert_eq!(decode(&encoded(line, SHIFT_JIS)).unwrap(), line);
    }

    #[test]
    fn a_log_cut_within_a_character_stays_utf_8() {
        let whole = "トンネルは接続されています".as_bytes();
        let cut = &whole[..whole.len() - 1];
        assert_eq!(decode(cut).unwrap(), "トンネルは接続されていま\u{fffd}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x01\x02"), None);
        assert_eq!(decode(&[0; 64]), None);
    }

    #[test]
    fn colours_of_a_terminal_are_text() {
        assert_eq!(
            decode(b"\x1b[1mshow\x1b[0m").unwrap(),
            "\u{1b}[1mshow\u{1b}[0m"
        );
        assert_eq!(decode(b"").unwrap(), "");
    }
}
