//! Tells a key from what a person wrote in its place before showing the settings to others.

/// Words that mean a key or that it was taken out, in small letters. Where no other stands there, nobody can
/// tell whether it is the key.
const WORDS: [&str; 44] = [
    "redacted",
    "masked",
    "hidden",
    "removed",
    "omitted",
    "omit",
    "deleted",
    "erased",
    "censored",
    "sanitized",
    "sanitised",
    "anonymized",
    "obfuscated",
    "stripped",
    "snipped",
    "snip",
    "blanked",
    "withheld",
    "undisclosed",
    "confidential",
    "private",
    "secret",
    "placeholder",
    "replaced",
    "psk",
    "key",
    "keys",
    "presharedkey",
    "sharedkey",
    "ipseckey",
    "secretkey",
    "preshared",
    "pre",
    "shared",
    "ipsec",
    "ike",
    "password",
    "passphrase",
    "text",
    "string",
    "value",
    "here",
    "your",
    "my",
];

/// Whether a word of a setting stands in place of the key. `is_text` says whether the key is written as
/// text; else it is written in hexadecimal digits.
pub(super) fn is_stand_in(secret: &str, is_text: bool) -> bool {
    let inside = secret.trim().trim_matches(['"', '\'']);
    let digits = inside
        .strip_prefix("0x")
        .or_else(|| inside.strip_prefix("0X"));
    let is_hex = |it: &str| {
        it.bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b' ')
    };
    if !is_text && !digits.is_some_and(is_hex) {
        return true;
    }
    !inside.is_ascii()
        || inside.starts_with(['<', '$', '[', '{'])
        || inside.contains("YOUR_")
        || is_one_sign(inside)
        || is_told_by_words(inside)
}

/// Whether one sign is repeated that no key is made of: `########`, `...`, `YYYY`.
fn is_one_sign(text: &str) -> bool {
    let mut letters = text.chars().map(|it| it.to_ascii_lowercase());
    let Some(first) = letters.next() else {
        return true;
    };
    let may_hide = !first.is_ascii_alphanumeric() || matches!(first, 'x' | 'y' | 'z');
    may_hide && letters.all(|it| it == first)
}

fn is_told_by_words(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let mut words = words.filter(|it| !it.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::is_stand_in;

    #[test]
    fn words_and_signs_in_place_of_a_key_are_known() {
        for text in [
            "REDACTED",
            "MASKED",
            "(hidden)",
            "hidden",
            "removed",
            "########",
            "...",
            "???",
            "YYYYYY",
            "PSK",
            "KEY",
            "pre-shared-key",
            "PRESHAREDKEY",
            "your-key",
            "__PSK__",
            "%PSK%",
            "\"<secret>\"",
            "${PSK}",
            "-- key removed --",
            "事前共有鍵",
        ] {
            assert!(is_stand_in(text, true), "{text}");
        }
        for hex in ["0xREDACTED", "0x????", "REDACTED", "0x12..34"] {
            assert!(is_stand_in(hex, false), "{hex}");
        }
    }

    #[test]
    fn keys_are_no_words_for_keys() {
        for text in [
            "dummy",
            "Dummy",
            "open sesame",
            "my-dummy",
            "keydummy",
            "0xREDACTED-dummy",
            "dummy#1",
            "a",
            "1111",
        ] {
            assert!(!is_stand_in(text, true), "{text}");
        }
        assert!(!is_stand_in("0x64756D6d79", false));
    }
}
