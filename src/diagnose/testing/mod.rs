//! Turns a fixture of both sites into what one rule says of it.
//!
//! A fixture holds the sites behind lines `//- A`, `//- B`; line numbers count from 1 behind each.

mod fixtures;

pub(super) use fixtures::{
    ENVIRONMENT, HEALTHY, HEALTHY_AROUND, HEALTHY_DETAIL, ONLY_IKE, SETTINGS,
};

use super::{Diagnosis, Found, Need, Rule, Severity, Where, run_rules};
use crate::model::{Moment, Router, assemble};
use crate::text::{Place, Side};

/// The fixture with one line of a site replaced; several lines where `new` has some, none where it is
/// empty.
pub(super) fn changed(fixture: &str, letter: &str, old: &str, new: &str) -> String {
    let before = side(fixture, letter);
    assert!(before.contains(old), "{old}");
    let old = if new.is_empty() {
        format!("{old}\n")
    } else {
        old.to_owned()
    };
    fixture.replace(before, &before.replacen(&old, new, 1))
}

/// The fixture with the lines of another in front, site by site.
pub(super) fn joined(first: &str, second: &str) -> String {
    let both = |letter: &str| {
        let of_second = side(second, letter);
        let lines = of_second.split_once('\n').map_or("", |it| it.1);
        format!("{}\n{lines}\n", side(first, letter))
    };
    both("A") + &both("B")
}

/// One site's part of a fixture, with its `//-` line.
pub(super) fn side<'f>(fixture: &'f str, letter: &str) -> &'f str {
    let marked = format!("//- {letter}");
    let start = fixture.find(&marked).unwrap();
    let (_, part) = fixture.split_at(start);
    let end = part
        .rfind("//- ")
        .filter(|at| *at > 0)
        .unwrap_or(part.len());
    part.split_at(end).0.trim_end()
}

/// What one rule says.
#[derive(Debug)]
pub(super) struct Said {
    evidence: Vec<Vec<String>>,
    severities: Vec<Severity>,
    /// Why, in Japanese.
    whys: Vec<String>,
    sides: Vec<Option<Where>>,
    needs: Vec<String>,
    /// What its findings ask for.
    open: Vec<String>,
}

/// Runs one rule on a fixture.
pub(super) fn check(rule: &'static Rule, fixture: &str) -> Said {
    said(rule, fixture, None)
}

/// The commands that a rule's findings give to change something.
pub(super) fn commands(rule: &'static Rule, fixture: &str) -> Vec<String> {
    with_diagnosis(rule, fixture, None, |diagnosis| {
        let findings = diagnosis.found.iter();
        let steps = findings.flat_map(|it| &it.finding.steps);
        let changes = steps.filter(|it| it.changes_state);
        changes.filter_map(|it| it.command.clone()).collect()
    })
}

/// The same, of a fixture that was pasted at a moment.
pub(super) fn check_pasted_at(rule: &'static Rule, fixture: &str, pasted: &str) -> Said {
    said(rule, fixture, Moment::read(pasted))
}

fn said(rule: &'static Rule, fixture: &str, captured_at: Option<Moment>) -> Said {
    with_diagnosis(rule, fixture, captured_at, |diagnosis| Said {
        evidence: diagnosis
            .found
            .iter()
            .map(|it| names(&it.finding.evidence))
            .collect(),
        severities: diagnosis.found.iter().map(Found::severity).collect(),
        whys: diagnosis.found.iter().map(why).collect(),
        sides: diagnosis.found.iter().map(|it| it.finding.side).collect(),
        needs: asked(diagnosis.not_checked.iter().flat_map(|it| &it.needs)),
        open: asked(diagnosis.found.iter().flat_map(|it| &it.finding.asks)),
    })
}

fn asked<'n>(needs: impl Iterator<Item = &'n Need>) -> Vec<String> {
    needs
        .map(|need| format!("{} {}", letter(need.side), need.command))
        .collect()
}

fn why(found: &Found) -> String {
    let name = |side: Side| letter(side).to_string();
    let (ja, _) = found.rule.why.fill(&found.finding.args, &name);
    ja.into_owned()
}

/// The rule must look and find nothing, or lack something; it must not fire.
pub(super) fn finds_nothing(rule: &'static Rule, fixture: &str) {
    let said = check(rule, fixture);
    assert!(said.evidence.is_empty(), "{} fired: {said:?}", rule.id);
}

impl Said {
    /// It fired once, on exactly these lines.
    #[track_caller]
    pub(super) fn fires_at<const N: usize>(self, lines: [&str; N]) {
        assert_eq!(self.evidence, [lines.map(str::to_owned)]);
    }

    /// It fired, with evidence.
    #[track_caller]
    pub(super) fn fires(self) {
        assert!(
            self.evidence.iter().any(|lines| !lines.is_empty()),
            "{self:?}"
        );
    }

    /// It fired once, and this site is where to look first.
    #[track_caller]
    pub(super) fn points_at(&self, letter: &str) {
        let side = letter.bytes().next().unwrap() - b'A';
        let side = Where::Site(Side(u16::from(side)));
        assert_eq!(self.sides, [Some(side)], "{self:?}");
    }

    /// Where to look first, of each finding.
    pub(super) fn sides(&self) -> &[Option<Where>] {
        &self.sides
    }

    /// It fired, and says this in its reasons.
    #[track_caller]
    pub(super) fn tells(self, words: &str) {
        assert!(self.whys.iter().any(|it| it.contains(words)), "{self:?}");
    }

    /// It does not say this in its reasons.
    #[track_caller]
    pub(super) fn tells_nothing_of(self, words: &str) {
        assert!(!self.whys.iter().any(|it| it.contains(words)), "{self:?}");
    }

    /// It fired, and nothing of it is a remark.
    #[track_caller]
    pub(super) fn fires_as_faults(self) {
        let is_remark = |it: &Severity| *it == Severity::Risk;
        let is_fault = !self.severities.is_empty() && !self.severities.iter().any(is_remark);
        assert!(is_fault, "{self:?}");
    }

    /// It fired once, and only remarks.
    #[track_caller]
    pub(super) fn fires_as_remark(self) {
        assert_eq!(self.severities, [Severity::Risk], "{self:?}");
    }

    /// It fired once, and takes the VPN for down.
    #[track_caller]
    pub(super) fn fires_as_fault(self) {
        assert_eq!(self.severities, [Severity::Blocks], "{self:?}");
    }

    /// It fired once, and takes traffic for hindered.
    pub(super) fn degrades(&self) -> bool {
        self.severities == [Severity::Degrades]
    }

    /// It fired once, and keeps the verdict from being decided.
    pub(super) fn leaves_open(&self) -> bool {
        self.severities == [Severity::Input]
    }

    /// It fired, and its findings ask for these outputs.
    #[track_caller]
    pub(super) fn fires_and_asks_for<const N: usize>(self, needs: [&str; N]) {
        assert_eq!(self.open, needs, "{self:?}");
    }

    /// It could not look without these outputs.
    #[track_caller]
    pub(super) fn asks_for<const N: usize>(self, needs: [&str; N]) {
        assert_eq!(self.needs, needs);
        assert!(self.evidence.is_empty(), "{self:?}");
    }
}

fn letter(side: Side) -> char {
    char::from(b'A' + u8::try_from(side.0).unwrap())
}

fn names(places: &[Place]) -> Vec<String> {
    places
        .iter()
        .map(|place| format!("{}{}", letter(place.side), place.line))
        .collect()
}

fn with_diagnosis<T>(
    rule: &'static Rule,
    fixture: &str,
    captured_at: Option<Moment>,
    read: impl FnOnce(&Diagnosis) -> T,
) -> T {
    let texts: Vec<&str> = fixture
        .split("//- ")
        .skip(1)
        .map(|text| text.split_once('\n').map_or("", |it| it.1))
        .collect();
    let documents: Vec<_> = texts.iter().map(|text| crate::text::read(text)).collect();
    let routers: Vec<Router> = documents
        .into_iter()
        .enumerate()
        .map(|(at, mut document)| {
            let vault = std::rc::Rc::new(std::mem::take(&mut document.vault));
            let parts = crate::text::split(&document, &crate::parse::grammar());
            let parsed = crate::parse::parse(&parts[0]);
            let side = Side(u16::try_from(at).unwrap());
            let lines = &document.lines;
            assemble::router(
                &assemble::Origin {
                    side,
                    captured_at,
                    lines,
                    vault,
                },
                &parsed,
            )
        })
        .collect();
    let pairing = crate::pair::pair(&routers);
    read(&run_rules(&pairing, &[rule]))
}
