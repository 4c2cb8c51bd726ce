//! Turns a paste into numbered, mended lines with every secret masked, and the lines into sections,
//! one per command that was run.
//!
//! Nothing here knows what a command prints. Line numbers count the text as pasted, from 1, where
//! CRLF, LF and a lone CR each end a line, as in a browser's text box.

mod clean;
mod command;
mod comment;
mod dressed;
mod japanese;
mod lines;
mod list;
mod note;
mod nothing;
mod numbered;
mod repair;
mod secret;
mod site;
mod sort;
mod split;
mod stamp;

use std::borrow::Cow;
use std::num::NonZeroU32;

pub use clean::{Document, read};
pub use command::{Command, Grammar, Shape};
pub use japanese::{is_binary, oddness};
pub use lines::{line_range, lines};
pub use list::Listed;
pub use note::said_behind;
pub use nothing::{are_words, is_nothing_mark, says_nothing};
pub use repair::{Repair, Repairs};
pub use secret::{SecretKind, Vault, masked};
pub use site::{SitePart, sites};
pub use sort::{Numbers, find_equal, keep_last_by_key, sort_by_key, sort_once};
pub use split::{Part, Section, split};

/// One site, by its place in the row of sites: 0 is A, 1 is B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Side(pub u16);

/// A line of one site's paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The site.
    pub side: Side,
    /// Line number in the text as pasted, from 1.
    pub line: u32,
}

/// Whether words are made of it: letters of ASCII and all that Japanese is written with, in either
/// width. Unicode's table of all letters is not worth its place in the page.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '々'..='〇' | 'ぁ'..='ゖ' | 'ゝ'..='ゟ' | 'ァ'..='ヺ' | 'ー'..='ヿ')
        || matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | 'ｦ'..='ﾟ' | '\u{20000}'..='\u{3ffff}')
        || matches!(c, '\u{c0}'..='\u{24f}' if !matches!(c, '×' | '÷'))
}

/// One mended line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'t> {
    /// Line number in the text as pasted, from 1.
    pub number: u32,
    /// The text: blanks are spaces, no control characters, no pager marks, secrets masked, no
    /// trailing blanks. Borrowed from the paste where nothing had to be mended.
    pub text: Cow<'t, str>,
    /// Whether the line fills a terminal of 80 columns, so that the next may be its rest.
    pub full: bool,
    /// The time that a terminal program wrote before it, as a number that grows with the time and can only be
    /// compared; None where none stands.
    pub stamp: Option<NonZeroU32>,
}

impl Line<'_> {
    /// Whether nothing but blanks is on the line.
    pub fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| byte == b' ')
    }
}

#[cfg(test)]
mod tests {
    use super::is_letter;

    #[test]
    fn letters_agree_with_unicode_where_japanese_is_written() {
        let written = [' '..='ɏ', '\u{3000}'..='ヿ', '\u{4e00}'..='龠', '！'..='ﾟ'];
        // Signs that stand for words or numbers, which no name in a prompt and no label holds.
        let signs = "ªµº〡〢〣〤〥〦〧〨〩〱〲〳〴〵〸〹〺〻〼";
        for c in written
            .into_iter()
            .flatten()
            .filter(|c| !signs.contains(*c))
        {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c}");
        }
    }
}
