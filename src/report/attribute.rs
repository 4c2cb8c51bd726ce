//! Puts the settings and the SA properties of a pair side by side as plain data.

use std::borrow::Cow;

use super::{Attribute, AttributeState, AttributeValue, Text};
use crate::diagnose::{Compared, Diagnosis, Found, Said, SettingState};
use crate::model::{Setting, Sourced, Word};
use crate::pair::{self, End, GatewayPair};
use crate::text::{Listed, Place};

/// What both ends of a pair are told, in the order of the table of settings, then what their SAs show.
///
/// `line` gives the text of a pasted line.
pub(super) fn all(
    at: usize,
    pair: &GatewayPair<'_>,
    diagnosis: &Diagnosis,
    line: &dyn Fn(Place) -> String,
) -> Vec<Attribute> {
    let told = diagnosis.settings.get(at).map_or(&[][..], |it| it);
    let mut all: Vec<Attribute> = Vec::with_capacity(told.len() + pair.attributes.len());
    for compared in told {
        let findings = findings(at, pair, compared, diagnosis);
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

/// The findings that are about a setting of this pair. One that is about a router alone belongs to the
/// pairs of which it quotes the line.
fn findings(
    at: usize,
    pair: &GatewayPair<'_>,
    compared: &Compared,
    diagnosis: &Diagnosis,
) -> Vec<usize> {
    let ends = [(Some(pair.a), &compared.a), (pair.b, &compared.b)];
    let quotes = |found: &Found, end: Option<End<'_>>, said: &Option<Said>| {
        let line = said.as_ref().and_then(|it| it.setting.line());
        let place = end.zip(line).map(|(end, line)| end.router.place(line));
        place.is_some_and(|place| found.finding.evidence.contains(&place))
    };
    let is_of = |found: &Found| {
        let settings = found.finding.settings;
        // Of one that is about several, those that differ.
        let is_about = settings.contains(&compared.row.name)
            && (settings.len() == 1 || compared.state != SettingState::Same);
        let here = match found.pair {
            Some(pair) => pair == at,
            None => ends.iter().any(|(end, said)| quotes(found, *end, said)),
        };
        is_about && here
    };
    let all = diagnosis.found.iter().enumerate();
    all.filter(|it| is_of(it.1)).map(|it| it.0).listed()
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
