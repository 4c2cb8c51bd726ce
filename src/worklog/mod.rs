//! Turns checks of a VPN into a log of the work: who looked when, what was changed, done and seen,
//! what the report said, and what is different since the check before.
//!
//! The log knows no clock and no storage: times and texts are given in. What a person types is kept as
//! text, with keys and passwords masked; of a report only a [`Digest`] is kept.

mod compare;
mod digest;
mod export;
mod json;
mod read;
mod words;

pub use compare::{Change, Comparison, compare};
pub use digest::{Digest, Fact, Kind};
pub use export::{csv, date_time, markdown};
pub use read::{Refusal, read};

use serde::Serialize;

use crate::report::redact::Redactor;
use crate::text::{self, Listed, sort_by_key};

/// What the JSON form says it is.
pub const FORMAT: &str = "rtx-vpn-doctor-worklog";

/// The version of the JSON form; a newer one is refused.
pub const VERSION: u32 = 1;

/// How many characters of one field are kept.
const FIELD: usize = 4000;

/// One check of the VPN.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Date and time on the wall, `2026-11-23T17:45`; anything else is kept and shown as it is.
    pub at: String,
    /// Who made the check.
    pub person: String,
    /// What was changed before it.
    pub changed: String,
    /// What was done besides.
    pub done: String,
    /// What was seen.
    pub seen: String,
    /// Anything else.
    pub note: String,
    /// What the report said; null when nothing had been pasted.
    pub digest: Option<Digest>,
}

impl Check {
    /// The texts that a person typed, in the order of the form, the time among them.
    pub fn typed(&mut self) -> [&mut String; 6] {
        let Self {
            at,
            person,
            changed,
            done,
            seen,
            note,
            digest: _,
        } = self;
        [at, person, changed, done, seen, note]
    }

    /// Whether it says nothing but when and who.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.changed, &self.done, &self.seen, &self.note];
        self.digest.is_none() && texts.iter().all(|text| text.is_empty())
    }
}

/// All checks, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// The one person who decides.
    pub lead: String,
    checks: Vec<Check>,
}

/// The log as a file holds it.
#[derive(Serialize)]
struct File<'l> {
    format: &'static str,
    version: u32,
    lead: &'l str,
    checks: &'l [Check],
}

impl Log {
    /// The checks, the oldest first.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.lead.is_empty() && self.checks.is_empty()
    }

    /// Names the person who decides.
    pub fn led_by(&mut self, lead: &str) {
        self.lead = kept(lead);
    }

    /// Takes a check in at its time, with keys and passwords masked. One that is there already, to
    /// the letter, is not taken again; tells whether it was taken.
    pub fn add(&mut self, mut check: Check) -> bool {
        for text in check.typed() {
            *text = kept(text);
        }
        if self.checks.contains(&check) {
            return false;
        }
        self.checks.push(check);
        sort_by_key(&mut self.checks, |check| check.at.clone());
        true
    }

    /// Puts what was typed anew in place of a check, whose diagnosis stays, and whose time does where none
    /// was typed. One that would say nothing is not taken; tells whether it was.
    pub fn mend(&mut self, old: Option<&Check>, mut check: Check) -> bool {
        if let Some(old) = old {
            check.digest.clone_from(&old.digest);
            if check.at.is_empty() {
                check.at.clone_from(&old.at);
            }
        }
        if check.is_empty() {
            return false;
        }
        if let Some(old) = old {
            self.remove(old);
        }
        self.add(check);
        true
    }

    /// Takes in the checks of another log; tells how many were new.
    pub fn merge(&mut self, other: Self) -> usize {
        if self.lead.is_empty() {
            self.led_by(&other.lead);
        }
        let taken = other.checks.into_iter().filter_map(|check| {
            let taken = self.add(check);
            taken.then_some(())
        });
        taken.count()
    }

    /// Takes a check out; one that is not there changes nothing.
    pub fn remove(&mut self, check: &Check) {
        self.checks.retain(|other| other != check);
    }

    /// What is different at a check since the one before it; none for the first, and for one
    /// without a report.
    pub fn since_before(&self, index: usize) -> Option<Comparison> {
        let now = self.checks.get(index)?.digest.as_ref()?;
        let earlier = self.checks.get(..index)?;
        let before = earlier.iter().rev().find_map(|it| it.digest.as_ref())?;
        Some(compare(before, now))
    }

    /// The log as JSON in one line, which [`read`] takes back.
    pub fn json(&self) -> String {
        crate::report::json::of(&File {
            format: FORMAT,
            version: VERSION,
            lead: &self.lead,
            checks: &self.checks,
        })
    }

    /// The same log with a marker for each address, name and SPI.
    pub fn redacted(&self, redactor: &mut Redactor) -> Self {
        let mut log = self.clone();
        let persons = self.checks.iter().map(|check| &check.person);
        persons
            .chain([&self.lead])
            .for_each(|name| redactor.learn_name(name));
        for digest in self.checks.iter().filter_map(|it| it.digest.as_ref()) {
            digest.teach(redactor);
        }
        log.each_string(&mut |text| redactor.learn(text));
        log.each_string(&mut |text| *text = redactor.text(text));
        log
    }

    /// Hands over every string that can hold a typed or pasted text.
    fn each_string(&mut self, change: &mut dyn FnMut(&mut String)) {
        change(&mut self.lead);
        for check in &mut self.checks {
            check.typed().into_iter().for_each(&mut *change);
            if let Some(digest) = &mut check.digest {
                digest.each_string(change);
            }
        }
    }
}

/// A typed text as the log keeps it: without keys and passwords, without blanks around it, and
/// not without end.
fn kept(typed: &str) -> String {
    let masked = text::masked(typed.trim());
    let within: String = masked.chars().take(FIELD).collect();
    // The limit may fall on a blank.
    within.trim_end().to_owned()
}

/// The lines of a typed text that say something.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).listed()
}

#[cfg(test)]
mod tests;
