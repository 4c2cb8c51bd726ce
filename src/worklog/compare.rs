//! Turns two digests into what is different between them, in words.
//!
//! Only what both checks show is compared: an output that was not pasted is no change.

use super::digest::{Digest, Fact, Kind};
use super::words;
use crate::report::Text;
use crate::text::Listed;

/// What is different between two checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The differences: the verdict, the settings, the SAs, how far the sites get, the findings.
    pub changes: Vec<Change>,
    /// How many settings changed; one that changed at both ends counts once.
    pub settings: usize,
    /// Whether both checks show settings of the same tunnel.
    pub settings_compared: bool,
    /// Whether both checks show SAs of the same tunnel, or that there are none.
    pub sas_compared: bool,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about; none for the verdict.
    pub kind: Option<Kind>,
    /// The difference in one sentence or in `old → new`.
    pub text: Text,
}

impl Comparison {
    /// Whether so much was changed at once that nobody can say what helped.
    pub fn too_many_at_once(&self) -> bool {
        self.settings > 1
    }

    /// What to say besides the changes: that too many settings changed, that nothing did, or what
    /// could not be compared.
    pub fn remarks(&self) -> Vec<Text> {
        let mut remarks = Vec::new();
        if self.too_many_at_once() {
            remarks.push(words::too_many(self.settings));
        }
        if self.changes.is_empty() && (self.settings_compared || self.sas_compared) {
            remarks.push(words::nothing_changed());
        }
        if !self.settings_compared {
            remarks.push(words::settings_not_compared());
        }
        if !self.sas_compared {
            remarks.push(words::sas_not_compared());
        }
        remarks
    }
}

/// Compares a check with the one before it.
pub fn compare(before: &Digest, now: &Digest) -> Comparison {
    let mut found = Comparison::default();
    if before.state != now.state {
        found.push(None, words::verdict(before.state, now.state));
    } else if before.cause != now.cause {
        found.push(None, words::cause(&before.headline, &now.headline));
    }
    let mut settings = Settings::default();
    for (kind, _) in Kind::ALL {
        for fact in now.facts.iter().filter(|fact| fact.kind == kind) {
            let old = find(before, fact);
            match kind {
                Kind::Finding => {
                    if old.is_none() && !says_the_same(before, fact) {
                        found.push(Some(kind), words::found(&fact.label));
                    }
                    continue;
                }
                Kind::Setting | Kind::Agreement => {
                    found.settings_compared |= old.is_some();
                }
                Kind::Sa | Kind::Spi => found.sas_compared |= old.is_some(),
                Kind::Rung => {
                    found.sas_compared |= old.is_some() && fact.key.starts_with("ipsec@");
                }
                Kind::Router | Kind::InUse => {}
            }
            let Some(old) = old.filter(|old| old.value != fact.value) else {
                continue;
            };
            if matches!(kind, Kind::Setting | Kind::Agreement | Kind::Router) {
                settings.note(&fact.key);
            }
            if let Some(text) = words::changed(old, fact) {
                found.push(Some(kind), text);
            }
        }
    }
    for old in before.facts.iter().filter(|it| it.kind == Kind::Finding) {
        if find(now, old).is_none() && !says_the_same(now, old) {
            let open = now.open.contains(&old.value);
            found.push(Some(Kind::Finding), words::gone(&old.label, open));
        }
    }
    found.settings = settings.count();
    found
}

impl Comparison {
    fn push(&mut self, kind: Option<Kind>, text: Text) {
        self.changes.push(Change { kind, text });
    }
}

fn find<'d>(digest: &'d Digest, fact: &Fact) -> Option<&'d Fact> {
    let mut facts = digest.facts.iter();
    facts.find(|other| other.kind == fact.kind && other.key == fact.key)
}

/// Whether a digest holds the same finding in the same words, if only of another place: an end whose
/// answers were not pasted gives the pair another name.
fn says_the_same(digest: &Digest, finding: &Fact) -> bool {
    let same = |it: &Fact| (it.kind, &it.value) == (finding.kind, &finding.value);
    let mut facts = digest.facts.iter();
    facts.any(|it| same(it) && it.label == finding.label)
}

/// The settings that changed, each once by its name and once by its command.
#[derive(Default)]
struct Settings<'d> {
    names: Vec<[&'d str; 2]>,
    commands: Vec<[&'d str; 2]>,
}

impl<'d> Settings<'d> {
    fn note(&mut self, key: &'d str) {
        let mut parts = key.split('@');
        let name = parts.next().unwrap_or_default();
        let place = parts.next().unwrap_or_default();
        let command = parts.nth(1).filter(|it| !it.is_empty()).unwrap_or(name);
        for (list, what) in [(&mut self.names, name), (&mut self.commands, command)] {
            if !list.contains(&[what, place]) {
                list.push([what, place]);
            }
        }
    }

    /// One that is told to both ends is one, and so are all that one command tells.
    fn count(&self) -> usize {
        self.names.len().min(self.commands.len())
    }
}

/// The SPIs that stand only in `one`.
pub(super) fn only_in<'s>(one: &'s str, other: &str) -> Vec<&'s str> {
    let here = one.split(' ');
    here.filter(|spi| !other.split(' ').any(|it| it == *spi))
        .listed()
}
