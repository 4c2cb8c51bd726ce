//! Puts the settings and the SA properties of a pair side by side as plain data.

use std::borrow::Cow;

use super::{Attribute, AttributeState, AttributeValue, Text};
use crate::diagnose::{Compared, Diagnosis, Relation, Said, SettingState};
use crate::model::{Setting, Sourced, Word};
use crate::pair::{self, GatewayPair};
use crate::text::{Place, find_equal, sort_once};

/// What both ends of a pair are told, in the order of the table of settings, then what their SAs show.
///
/// `line` gives the text of a pasted line.
pub(super) fn all(
    at: usize,
    pair: &GatewayPair<'_>,
    of_settings: &OfSettings<'_>,
    line: &dyn Fn(Place) -> String,
) -> Vec<Attribute> {
    let told = of_settings
        .diagnosis
        .settings
        .get(at)
        .map_or(&[][..], |it| it);
    let mut all: Vec<Attribute> = Vec::with_capacity(told.len() + pair.attributes.len());
    for compared in told {
        let findings = of_settings.findings(at, pair, compared);
        let ends = [(Some(pair.a), &compared.a), (pair.b, &compared.b)];
        let values = ends.map(|(end, it)| {
            let value = said(it.as_ref()?);
            let place = end.zip(value.line).map(|(end, at)| end.router.place(at));
            Some(AttributeValue {
                text: place.map(line),
                ..value
            })
        });
        all.push(setting(compared, values, findings));
    }
    all.extend(pair.attributes.iter().map(of_sas));
    all
}

fn setting(
    compared: &Compared,
    values: [Option<AttributeValue>; 2],
    findings: Vec<usize>,
) -> Attribute {
    let row = compared.row;
    let [a, b] = values;
    Attribute {
        name: row.name,
        label: Text {
            ja: row.label.ja.into(),
            en: row.label.en.into(),
        },
        rule: Some(row.relation.slug()),
        section: Some(row.section),
        a,
        b,
        state: match compared.state {
            SettingState::Same => AttributeState::Same,
            SettingState::Differs => AttributeState::Differs,
            SettingState::Tolerated => AttributeState::Tolerated,
            SettingState::Unknown => AttributeState::Unknown,
        },
        findings,
    }
}

fn said(said: &Said) -> AttributeValue {
    let (value, source, line) = match &said.setting {
        Setting::Explicit(it) => (it.value.as_str(), "explicit", Some(it.line)),
        Setting::Default(it) => (it.value.as_str(), "default", None),
        Setting::Absent(_) => ("", "absent", None),
        Setting::Hidden(line) => ("", "hidden", Some(*line)),
        Setting::NotPasted if said.is_of_template => ("", "template", None),
        Setting::NotPasted => ("", "notPasted", None),
    };
    AttributeValue {
        value: Cow::Owned(value.to_owned()),
        source,
        line,
        command: Some(said.command),
        text: None,
    }
}

/// The findings that are about settings, by where they belong.
pub(super) struct OfSettings<'d> {
    diagnosis: &'d Diagnosis,
    /// In order.
    findings: Vec<(Home, usize)>,
}

/// Where a finding belongs: to a pair, or, if it is about a router alone, to whoever shows a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    Pair(usize),
    Line(Place),
}

impl<'d> OfSettings<'d> {
    pub(super) fn of(diagnosis: &'d Diagnosis) -> Self {
        let mut findings = Vec::new();
        let all = diagnosis.found.iter().enumerate();
        for (index, found) in all.filter(|it| !it.1.finding.settings.is_empty()) {
            if let Some(pair) = found.pair {
                findings.push((Home::Pair(pair), index));
            } else {
                let places = found.finding.evidence.iter();
                findings.extend(places.map(|place| (Home::Line(*place), index)));
            }
        }
        sort_once(&mut findings);
        Self {
            diagnosis,
            findings,
        }
    }

    /// The findings that are about a setting of a pair. One that is about a router alone belongs to the
    /// pairs of which it quotes the line.
    fn findings(&self, at: usize, pair: &GatewayPair<'_>, compared: &Compared) -> Vec<usize> {
        let mut homes = vec![Home::Pair(at)];
        for (end, said) in [(Some(pair.a), &compared.a), (pair.b, &compared.b)] {
            let line = said.as_ref().and_then(|it| it.setting.line());
            let place = end.zip(line).map(|(end, line)| end.router.place(line));
            homes.extend(place.map(Home::Line));
        }
        let mut here = Vec::new();
        for home in homes {
            let own = find_equal(&self.findings, |it| it.0.cmp(&home));
            here.extend(own.iter().map(|it| it.1));
        }
        sort_once(&mut here);
        here.retain(|index| self.is_about(*index, compared));
        here
    }

    fn is_about(&self, index: usize, compared: &Compared) -> bool {
        let found = self.diagnosis.found.get(index);
        let settings = found.map_or(&[][..], |it| it.finding.settings);
        // Of one that is about several, those that differ; of what an end must say, both may say the wrong thing.
        let must = matches!(compared.row.relation, Relation::One(_) | Relation::Each(_));
        settings.contains(&compared.row.name)
            && (settings.len() == 1 || must || compared.state != SettingState::Same)
    }
}

fn of_sas(attribute: &pair::Attribute) -> Attribute {
    use pair::AttributeName as Name;
    let (name, ja, en) = match attribute.name {
        Name::IkeVersion => ("ikeVersion", "IKE のバージョン", "IKE version"),
        Name::IkeAlgorithm => ("ikeAlgorithm", "IKE SA のアルゴリズム", "IKE SA algorithms"),
        Name::Protocol => ("protocol", "プロトコル", "Protocol"),
        Name::Mode => ("mode", "モード", "Mode"),
        Name::Encryption => ("encryption", "暗号アルゴリズム", "Encryption algorithm"),
        Name::Integrity => ("integrity", "認証アルゴリズム", "Authentication algorithm"),
    };
    let value = |it: &Option<Sourced<Word>>| {
        let it = it.as_ref()?;
        Some(AttributeValue {
            value: it.value.clone(),
            source: "seen",
            line: Some(it.line),
            command: None,
            text: None,
        })
    };
    Attribute {
        name,
        label: Text {
            ja: ja.into(),
            en: en.into(),
        },
        rule: None,
        section: None,
        a: value(&attribute.a),
        b: value(&attribute.b),
        state: match attribute.same {
            Some(true) => AttributeState::Same,
            Some(false) => AttributeState::Differs,
            None => AttributeState::Unknown,
        },
        findings: Vec::new(),
    }
}
