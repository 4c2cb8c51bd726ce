//! Turns a paste into numbered, mended lines with every secret masked, and the lines into sections,
//! one per command that was run.
//!
//! Nothing here knows what a command prints. Line numbers count the text as pasted, from 1, where
//! CRLF, LF and a lone CR each end a line, as in a browser's text box.

mod clean;
mod command;
mod repair;
mod secret;
mod site;
mod split;

use std::borrow::Cow;

pub use clean::{Document, read};
pub use command::{Command, Grammar, Shape};
pub use repair::{Repair, Repairs};
pub use secret::{SecretKind, Vault};
pub use site::{SitePart, sites};
pub use split::{Part, Section, is_nothing_mark, says_nothing, split};

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
}

impl Line<'_> {
    /// Whether nothing but blanks is on the line.
    pub fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| byte == b' ')
    }
}
