//! Turns a key into whether it could be guessed, and into nothing else.

use super::{SecretKind, Vault};

/// A key below this length can be tried out.
const SHORT_KEY_BYTES: usize = 16;

/// Keys of that length that stand in examples, or are the first to be tried.
const FAMOUS: [&str; 6] = [
    "passwordpassword",
    "1234567890123456",
    "0123456789abcdef",
    "himitsuhimitsuhimitsu",
    "abcdefghijklmnop",
    "pre-shared-key-text",
];

impl Vault {
    /// Whether the key on a line could be guessed: it is short, or one that stands in manuals. Tells
    /// nothing else of it. False where the line holds none in clear.
    pub fn is_guessable(&self, kind: SecretKind, line: u32) -> bool {
        let Some(entry) = self.find(kind, line) else {
            return false;
        };
        let secret = entry.secret();
        let of_text = |text: &str| {
            let bytes = text.bytes().flat_map(|byte| [byte >> 4, byte & 0xf]);
            let digits = bytes.filter_map(|digit| char::from_digit(u32::from(digit), 16));
            digits.eq(secret.chars())
        };
        secret.len() < SHORT_KEY_BYTES * 2 || FAMOUS.iter().any(|it| of_text(it))
    }
}

#[cfg(test)]
mod tests {
    use super::SecretKind;
    use crate::text::read;

    #[test]
    fn short_and_famous_keys_can_be_guessed() {
        for (key, expected) in [
            ("text dummy", true),
            ("text dummy-dummy-dummy-dummy", false),
            ("text passwordpassword", true),
            ("0x70617373776f726470617373776f7264", true),
            ("0x64756d6d792d64756d6d792d64756d6d79", false),
            ("text ***", false),
        ] {
            let vault = read(&format!("ipsec ike pre-shared-key 1 {key}")).vault;
            let said = vault.is_guessable(SecretKind::PreSharedKey, 1);
            assert_eq!(said, expected, "{key}");
        }
    }
}
