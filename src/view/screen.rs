//! Turns the app's state into the one thing that the page's functions look at.

use super::take::Taken;
pub use crate::report::Lang;
use crate::report::{Letter, Report, Site};
use crate::worklog::Log;

impl Lang {
    /// The code that `lang` attributes take.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// One box as the page needs to know it; its text stays in the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slot {
    /// The site's name as it stands in the name field.
    pub name: String,
    /// Whether anything but blanks stands in the box.
    pub filled: bool,
    /// The files that stand beside its text.
    pub files: Vec<Chip>,
}

/// A file that stands beside a box's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chip {
    /// The file's name; a text that was pasted has none.
    pub name: Option<String>,
    /// Bytes.
    pub size: u64,
    /// Its first lines, once they are known.
    pub head: String,
    /// How much of it is read, of a hundred, until all is.
    pub read: Option<u8>,
}

/// Some lines of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The box, from 0.
    pub paste: usize,
    /// The line that was asked for, from 1.
    pub line: u32,
    /// The first line that is shown.
    pub first: u32,
    /// The lines, secrets masked.
    pub lines: Vec<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Screen<'a> {
    /// The language.
    pub lang: Lang,
    /// The boxes, in order.
    pub slots: &'a [Slot],
    /// The answer, once there is something to answer.
    pub report: Option<&'a Report>,
    /// The pair that the reader picked from the list.
    pub picked: Option<usize>,
    /// What the list of pairs is narrowed by.
    pub filter: &'a str,
    /// What is read out to those who do not see a button change.
    pub said: Option<&'a str>,
    /// Whether a button replaced texts that can be brought back.
    pub undo: bool,
    /// The lines of a file that were asked for.
    pub excerpt: Option<&'a Excerpt>,
    /// Whether an answer has been long in coming.
    pub busy: bool,
    /// What a button could not do, in words.
    pub notice: Option<&'a str>,
    /// The log of checks, where there is one.
    pub log: Option<&'a Log>,
    /// What is ready to be taken along, while its fold is open.
    pub taken: Option<&'a Taken>,
    /// Whether the log is kept in the browser; none where it cannot be.
    pub kept: Option<bool>,
    /// Whether the browser lets this page store nothing.
    pub refused: bool,
    /// The time of the check that stands in the form to be corrected.
    pub mending: Option<&'a str>,
    /// What became of the log last.
    pub log_said: LogSaid<'a>,
    /// What stands at the head of a printed page.
    pub paper: Paper<'a>,
}

/// What became of the log last.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogSaid<'a> {
    /// In words, where something did.
    pub text: Option<&'a str>,
    /// Whether it took out a check that can be put back.
    pub can_undo: bool,
}

/// What is known of a check when the page is printed; what is empty is left to be written by hand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Paper<'a> {
    /// Date and time, as the log has it.
    pub at: &'a str,
    /// Who made the check.
    pub person: &'a str,
    /// Who decides.
    pub lead: &'a str,
}

impl<'a> Screen<'a> {
    /// The site of a letter.
    pub fn site(&self, letter: Letter) -> Option<&'a Site> {
        self.report?.sites.iter().find(|site| site.side == letter)
    }

    /// The name of a site: what the reader called it, else its letter.
    pub fn name(&self, letter: Letter) -> String {
        let said = |name: &&str| !name.trim().is_empty();
        let of_site = self
            .site(letter)
            .and_then(|site| site.name.as_deref())
            .filter(said);
        let of_slot = self
            .slots
            .get(self.paste(letter))
            .map(|slot| slot.name.as_str());
        of_site
            .or(of_slot.filter(said))
            .map_or_else(|| letter.to_string(), str::to_owned)
    }

    /// Which box a site was read from.
    pub fn paste(&self, letter: Letter) -> usize {
        self.site(letter)
            .map_or(usize::from(letter.0), |site| site.paste)
    }

    /// The sites that were read from one box.
    pub fn sites_of(&self, paste: usize) -> impl Iterator<Item = &'a Site> {
        self.report
            .map(|report| report.sites.as_slice())
            .unwrap_or_default()
            .iter()
            .filter(move |site| site.paste == paste)
    }
}
