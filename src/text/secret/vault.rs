//! Turns secrets that were masked into answers to whether two are the same, and into nothing else.

use std::borrow::Cow;

use crate::text::{Listed, find_equal};

/// What kind of secret a vault holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// The key of an SA, printed in clear by very old firmware.
    SaKey,
    /// The router's serial number.
    Serial,
    /// A key that both ends of a VPN share.
    PreSharedKey,
}

/// Secrets of one paste. They can be compared with those of another and nothing else: there is no
/// way to read, print or store one.
#[derive(Default)]
pub struct Vault(
    /// In the order of the lines; the masker alone, which saw them anyway, adds to them.
    pub(super) Vec<Entry>,
);

#[derive(Clone)]
pub(super) struct Entry {
    pub(super) line: u32,
    pub(super) kind: SecretKind,
    pub(super) secret: String,
}

impl Entry {
    /// What is compared. A pre-shared key may be written as text or as the bytes of that text.
    pub(super) fn secret(&self) -> Cow<'_, str> {
        if self.kind != SecretKind::PreSharedKey {
            return Cow::Borrowed(&self.secret);
        }
        let Some(text) = self.secret.strip_prefix("text ") else {
            let digits = self.secret.trim_start_matches("0x").chars();
            let digits = digits.filter(char::is_ascii_hexdigit);
            return Cow::Owned(digits.map(|c| c.to_ascii_lowercase()).collect());
        };
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let bytes = quoted.unwrap_or(text).bytes();
        let mut digits = String::new();
        for digit in bytes.flat_map(|byte| [byte >> 4, byte & 0xf]) {
            digits.extend(char::from_digit(u32::from(digit), 16));
        }
        Cow::Owned(digits)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({} secrets)", self.0.len())
    }
}

impl Vault {
    /// Whether it has any secret of a kind.
    pub fn has(&self, kind: SecretKind) -> bool {
        self.of(kind).next().is_some()
    }

    /// Whether the secret on `line` equals the one on `other_line` of the other paste. None when
    /// either line holds none in clear.
    pub fn same(&self, kind: SecretKind, line: u32, other: &Self, other_line: u32) -> Option<bool> {
        Some(self.find(kind, line)?.secret() == other.find(kind, other_line)?.secret())
    }

    /// Whether a secret stood in clear on a line.
    pub fn holds(&self, kind: SecretKind, line: u32) -> bool {
        self.find(kind, line).is_some()
    }

    /// The first pair of lines on which both pastes hold the same secret.
    pub fn shared(&self, kind: SecretKind, other: &Self) -> Option<(u32, u32)> {
        self.of(kind).find_map(|mine| {
            other
                .of(kind)
                .find(|theirs| theirs.secret == mine.secret)
                .map(|it| (mine.line, it.line))
        })
    }

    /// The secrets on some of the lines: those of one router, where two were pasted into one box.
    pub fn on_lines(&self, are_own: impl Fn(u32) -> bool) -> Self {
        let own = self.0.iter().filter(|entry| are_own(entry.line));
        Self(own.cloned().listed())
    }

    /// The first pair of lines, within the two spans, on which this paste holds different secrets
    /// of a kind of which a router has one.
    pub fn differing(&self, kind: SecretKind) -> Option<(u32, u32)> {
        let first = self.of(kind).next()?;
        let other = self.of(kind).find(|entry| entry.secret != first.secret)?;
        Some((first.line, other.line))
    }

    fn of(&self, kind: SecretKind) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(move |entry| entry.kind == kind)
    }

    pub(super) fn find(&self, kind: SecretKind, line: u32) -> Option<&Entry> {
        let mut on_line = find_equal(&self.0, |entry| entry.line.cmp(&line)).iter();
        on_line.find(|entry| entry.kind == kind)
    }
}
