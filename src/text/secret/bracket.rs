//! Finds what brackets beside a label hold, and what stands behind those around a label: PSK【dummy】, 【PSK】dummy.

use super::note::is_mixed;
use super::wide::narrow;

/// In single width, those first that may hold a key.
const BRACKETS: [[char; 2]; 9] = [
    ['(', ')'],
    ['[', ']'],
    ['【', '】'],
    ['〔', '〕'],
    ['〈', '〉'],
    ['《', '》'],
    ['「', '」'],
    ['『', '』'],
    ['<', '>'],
];

/// How many of them may hold a key right behind its label.
const HOLDING: usize = 6;

/// The bracket in front of a label.
#[derive(Clone, Copy)]
pub(super) struct Opened(char);

impl Opened {
    /// Whether the brackets are those of a heading, or the word behind them looks like a key: elsewhere a word that has
    /// another meaning, too, is none.
    pub(super) fn holds_label(self, word: &str) -> bool {
        matches!(self.0, '【' | '〔' | '《') || is_mixed(word)
    }
}

/// What stands behind the brackets around a label, from what stands before it and behind it.
pub(super) fn behind_own_brackets<'t>(before: &str, behind: &'t str) -> Option<(Opened, &'t str)> {
    // No label has so many more letters.
    const LONGEST: usize = 24;
    let mut chars = behind.chars();
    let end = narrow(chars.next()?);
    let [open, close] = *BRACKETS.iter().find(|it| it.last() == Some(&end))?;
    let mut near = before.chars().rev().take(LONGEST).map(narrow);
    let opened = near.find(|c| *c == open || *c == close);
    (opened == Some(open)).then_some((Opened(open), chars.as_str()))
}

/// What stands in the brackets with which a text begins, and behind them.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 128;
    let mut found = BRACKETS
        .iter()
        .take(HOLDING)
        .filter_map(|[open, close]| Some((text.strip_prefix(*open)?, *close)));
    let (within, close) = found.next()?;
    let mut near = within.char_indices().take(LONGEST);
    let (end, _) = near.find(|(_, c)| *c == close)?;
    let (within, behind) = within.split_at_checked(end)?;
    Some((within, behind.strip_prefix(close)?))
}

/// The text behind a remark in brackets with which it begins.
pub(super) fn without_remark(text: &str) -> &str {
    // The label may itself be one, 認証鍵 (PSK), or go on: コミュニティ名.
    let text = text.strip_prefix([')', '名']).unwrap_or(text);
    bracketed(text).map_or(text, |(_, behind)| behind)
}
