//! Turns a line of a detail block into its labels and values.

use super::super::atom::single_blanks;
use super::{Field, Label};
use crate::text::is_letter;

/// Spellings, without blanks and in lower case.
static SPELLINGS: [(&str, Label); 46] = [
    ("duration", Label::Duration),
    ("寿命", Label::Duration),
    ("lifetime", Label::Duration),
    ("状態", Label::State),
    ("state", Label::State),
    ("status", Label::State),
    ("localid", Label::LocalId),
    ("自分側の識別子", Label::LocalId),
    ("自分側id", Label::LocalId),
    ("ローカルid", Label::LocalId),
    ("remoteid", Label::RemoteId),
    ("相手側の識別子", Label::RemoteId),
    ("相手側id", Label::RemoteId),
    ("リモートid", Label::RemoteId),
    ("localhost", Label::LocalHost),
    ("ローカルホスト", Label::LocalHost),
    ("remotehost", Label::RemoteHost),
    ("リモートホスト", Label::RemoteHost),
    ("相手ホスト", Label::RemoteHost),
    ("direction", Label::Direction),
    ("送受信方向", Label::Direction),
    ("protocol", Label::Protocol),
    ("プロトコル", Label::Protocol),
    ("mode", Label::Mode),
    ("モード", Label::Mode),
    ("algorithm", Label::Algorithm),
    ("アルゴリズム", Label::Algorithm),
    ("forauth.", Label::ForAuth),
    ("認証", Label::ForAuth),
    ("encryptionalgorithm", Label::Encryption),
    ("encryption", Label::Encryption),
    ("暗号アルゴリズム", Label::Encryption),
    ("authenticationalgorithm", Label::Integrity),
    ("integrityalgorithm", Label::Integrity),
    ("auth.algorithm", Label::Integrity),
    ("integrity", Label::Integrity),
    ("認証アルゴリズム", Label::Integrity),
    ("prf", Label::Prf),
    ("dhgroup", Label::DhGroup),
    ("dhグループ", Label::DhGroup),
    ("group", Label::DhGroup),
    ("esn", Label::Esn),
    ("spi", Label::Spi),
    ("key", Label::Key),
    ("鍵", Label::Key),
    ("trafficselector", Label::Selector),
];

/// Bytes of the longest line that is read for labels: ids have up to 256 characters.
const LONGEST_LINE: usize = 2048;

/// All `label: value` pairs of a line; none where there is no label.
pub(super) struct Fields<'t>(&'t str);

impl<'t> Fields<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        // Each label looks at the rest of the line, and no router prints labels on one so long.
        Self(if text.len() > LONGEST_LINE { "" } else { text })
    }
}

impl Iterator for Fields<'_> {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        let (label, value) = first_pair(self.0)?;
        let end = next_label(value).unwrap_or(value.len());
        let (own, next) = value.split_at_checked(end).unwrap_or((value, ""));
        self.0 = next;
        // `ESP (Mode: tunnel)`: the parenthesis belongs to the label in it.
        let own = own.trim().trim_end_matches([',', '(']).trim_end();
        let own = if own.contains('(') {
            own
        } else {
            own.trim_end_matches(')')
        };
        Some(Field {
            line: 0,
            label,
            value: single_blanks(own).into(),
        })
    }
}

/// Where the first colon of either width stands. Every line is asked more than once.
fn colon(text: &str) -> Option<usize> {
    let wide = "：".as_bytes();
    let bytes = text.as_bytes();
    let mut found = memchr::memchr2_iter(b':', 0xef, bytes);
    found.find(|&at| {
        bytes
            .get(at..)
            .is_some_and(|rest| rest.starts_with(b":") || rest.starts_with(wide))
    })
}

/// The label before the first colon, and everything behind it.
pub(super) fn first_pair(text: &str) -> Option<(Label, &str)> {
    let colon = colon(text)?;
    let (label, rest) = text.split_at_checked(colon)?;
    let label = label.trim_matches([' ', '(', ',']);
    // Beyond this it is a sentence with a colon in it; with a slash, a selector.
    let is_short = || label.len() <= 40 || label.chars().count() <= 40;
    let marks = memchr::memchr2(b'/', b'[', label.as_bytes());
    let plausible = !label.is_empty() && is_short() && marks.is_none();
    let value = rest.trim_start_matches([':', '：']);
    plausible.then(|| (label_of(label), value))
}

fn label_of(label: &str) -> Label {
    known(label).map_or_else(|| Label::Other(label.into()), Label::clone)
}

/// The label that is spelled so, whatever its blanks and case. Asked many times for each line, so it
/// builds nothing.
fn known(label: &str) -> Option<&'static Label> {
    let spelled = |spelling: &str| {
        let significant = label.chars().filter(|c| *c != ' ');
        significant
            .map(|c| c.to_ascii_lowercase())
            .eq(spelling.chars())
    };
    let first = label.as_bytes().first().map(u8::to_ascii_lowercase);
    let mut spellings = SPELLINGS.iter();
    spellings
        .find(|(spelling, _)| spelling.as_bytes().first().copied() == first && spelled(spelling))
        .map(|(_, label)| label)
}

/// Where in a value another label begins: behind a parenthesis or comma, or behind two blanks, or a
/// known one behind one blank.
fn next_label(value: &str) -> Option<usize> {
    let mut searched = 0;
    loop {
        let colon = searched + colon(value.get(searched..)?)?;
        let before = value.get(..colon)?.trim_end();
        if let Some(start) = label_start(before) {
            return Some(start);
        }
        searched = colon + value.get(colon..)?.chars().next()?.len_utf8();
    }
}

/// Where the label that ends `before` begins, if one does.
fn label_start(before: &str) -> Option<usize> {
    let breaks = [("(", 1), ("（", 3), (", ", 2), ("  ", 2)];
    let breaks = breaks
        .iter()
        .filter_map(|(mark, length)| Some(before.rfind(mark)? + length));
    let behind = |start: usize| before.get(start..).map(str::trim_start).unwrap_or_default();
    let known = |start: &usize| known(behind(*start)).is_some();
    let plain = |start: &usize| {
        let label = behind(*start);
        !label.is_empty() && label.chars().all(|c| is_letter(c) || c == ' ')
    };
    let hard = breaks.clone().filter(known).max();
    let hard = hard.or_else(|| breaks.max().filter(plain));
    hard.or_else(|| before.match_indices(' ').map(|(at, _)| at + 1).find(known))
}
