//! Finds the key that a sentence tells: 鍵を dummy に変えた.

use super::bracket::behind_own_brackets;
use super::marker::Marked;
use super::note::{behind_number, first_word, is_likely_key, is_mixed, may_be_key};
use super::words::Words;

/// Words for a key in a sentence: 鍵を dummy に変えた. Elsewhere they mean something else, so that what a key
/// may look like must follow.
static SAID: Words = Words::of(&["鍵", "合言葉", "パス", "key"]);

/// What may be left out behind each of them.
const UNSAID: [Unsaid; 4] = [
    Unsaid::Blank,
    Unsaid::Blank,
    Unsaid::BlankBeforeDigits,
    Unsaid::BlankBeforeDigits,
];

/// Whether the particle between such a word and the key may be left out.
#[derive(Clone, Copy, PartialEq)]
enum Unsaid {
    /// A blank is enough.
    Blank,
    /// The same, where the key holds letters and digits: `key exchange` is none.
    BlankBeforeDigits,
}

/// Where a sentence has a key.
pub(super) fn said_secret(line: &str) -> Option<Marked> {
    let lower = line.to_ascii_lowercase();
    let found = SAID.places(&lower).filter_map(|(at, number)| {
        let (label, unsaid) = (SAID.word(number), *UNSAID.get(number)?);
        let numbered = || match behind_number(line, at + label.len(), true)? {
            Marked::From(place) if unsaid == Unsaid::Blank => Some(place),
            Marked::From(_) | Marked::NextLine(_) | Marked::NextLineOfCut | Marked::NextWord => {
                None
            }
        };
        behind_said(&lower, at, label, unsaid).or_else(numbered)
    });
    found.min().map(Marked::From)
}

fn behind_said(line: &str, at: usize, label: &str, unsaid: Unsaid) -> Option<usize> {
    const PARTICLES: [&str; 10] = ["は", "を", "が", "→", "⇒", "->", "=>", "is ", "=", "＝"];
    // In the next cell, and in brackets, there may be other things than a key.
    const JOINTS: [char; 9] = [',', '、', ';', '|', '(', '（', '[', '【', '〈'];
    let before = line.get(..at)?;
    if label.is_ascii() && before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let behind = line.get(at + label.len()..)?;
    if let Some((opened, rest)) = behind_own_brackets(before, behind) {
        let key = rest.trim_start_matches([' ', '\u{3000}', ':', '：', '=', '＝', '→', '⇒']);
        let word = first_word(key);
        let is_key = may_be_key(word) && (unsaid == Unsaid::Blank || opened.holds_label(word));
        return is_key.then(|| line.len() - key.len());
    }
    let text = behind.trim_start();
    let particle = PARTICLES.iter().find_map(|it| text.strip_prefix(it));
    let joined = text
        .strip_prefix(JOINTS)
        .filter(|_| unsaid == Unsaid::Blank || text.starts_with('('));
    let is_quote = |c: char| c.is_whitespace() || matches!(c, '「' | '『' | '"' | '\'' | '`');
    let told = TOLD.iter().find_map(|it| text.strip_prefix(it));
    let rest = particle.or(joined).or(told).unwrap_or(text);
    let rest = rest.trim_start_matches(is_quote);
    let rest = behind_words(rest).unwrap_or(rest);
    let word = first_word(rest);
    let is_quoted = text.starts_with(['「', '『']);
    let may_follow = particle.is_some()
        || is_quoted
        || (told.is_some() && is_likely_key(word))
        || (joined.is_some() && is_likely_key(word))
        || (text.len() < behind.len()
            && match unsaid {
                Unsaid::Blank => true,
                Unsaid::BlankBeforeDigits => is_mixed(word),
            });
    (may_follow && may_be_key(word)).then(|| line.len() - rest.len())
}

/// What stands in front of a key in an English sentence.
const TOLD: [&str; 4] = ["to ", "changed to ", "set to ", "was changed to "];

/// The key behind a few words of Japanese: 鍵は両方とも dummy1 に変更.
fn behind_words(text: &str) -> Option<&str> {
    const MOST: usize = 8;
    let (at, _) = text
        .char_indices()
        .take(MOST + 1)
        .find(|(_, c)| c.is_ascii() || "「『".contains(*c))?;
    let behind = text.get(at..).filter(|_| at > 0)?;
    let behind = behind.trim_start_matches([' ', '「', '『']);
    is_likely_key(first_word(behind)).then_some(behind)
}
