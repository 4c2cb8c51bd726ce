//! Turns reports into a verdict on `docs/report.schema.json`: it describes every field and every
//! value that a report can hold, and nothing else.
#![cfg(test)]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/full.rs"]
mod full;
#[path = "support/pastes.rs"]
mod pastes;

use rtx_vpn_doctor::report::timeline::{EventDirection, EventKind, LogCover, Outcome};
use rtx_vpn_doctor::report::{
    AttributeState, Certainty, Letter, OutputState, Report, Role, RungState, SaState, Severity,
    State, Traffic, Where, json, redact,
};
use rtx_vpn_doctor::{Paste, analyze};
use serde::Serialize;
use serde_json::Value;

fn schema() -> Value {
    serde_json::from_str(include_str!("../docs/report.schema.json")).unwrap()
}

fn assert_valid(report: &Report, of: &str) {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let report = serde_json::to_value(report).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{of}: {errors:#?}");
}

fn diagnosed(texts: &[String]) -> Report {
    let pastes: Vec<_> = texts
        .iter()
        .map(|text| Paste {
            text,
            ..Paste::default()
        })
        .collect();
    analyze(&pastes)
}

#[test]
fn the_page_s_json_says_the_same() {
    let report = full::full();
    let of_page: Value = serde_json::from_str(&json::render(&report)).unwrap();
    assert_eq!(of_page, serde_json::to_value(&report).unwrap());
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn reports_of_all_kinds_fit() {
    assert_valid(&full::full(), "the full report");
    assert_valid(&redact::redact(&full::full()).report, "the redacted report");
    assert_valid(&diagnosed(&[]), "no paste");
    assert_valid(&diagnosed(&[String::new(), String::new()]), "empty pastes");
    assert_valid(&diagnosed(&pastes::healthy()), "healthy");
    assert_valid(&diagnosed(&pastes::healthy()[..1]), "one side");
    assert_valid(&diagnosed(&pastes::broken()), "broken");
    let redacted = redact::redact(&diagnosed(&pastes::broken()));
    assert_valid(&redacted.report, "broken, redacted");
}

#[test]
fn the_report_of_every_case_fits() {
    for (case, pastes) in cases::all() {
        let report = diagnosed(&pastes);
        assert_valid(&report, &case);
        assert_valid(&redact::redact(&report).report, &case);
    }
}

#[test]
fn a_report_with_a_wrong_value_does_not_fit() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let mut report = serde_json::to_value(full::full()).unwrap();
    report["verdict"]["state"] = Value::from("broken");
    assert!(!validator.is_valid(&report));
}

/// What a schema says once its reference is followed; its own words stand beside it.
fn followed<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
        return followed(root, target);
    }
    match schema["anyOf"].as_array() {
        Some(choices) => followed(root, &choices[0]),
        None => schema,
    }
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

/// Compares the keys of every object with the schema's, and fails on a value that holds nothing.
fn compare(root: &Value, schema: &Value, value: &Value, place: &str) {
    let schema = followed(root, schema);
    match value {
        Value::Object(fields) => {
            let written = sorted(fields.keys().map(String::as_str));
            let properties = schema["properties"].as_object();
            let properties = properties.unwrap_or_else(|| panic!("{place} has no properties"));
            let described = sorted(properties.keys().map(String::as_str));
            let required = schema["required"].as_array().unwrap();
            let required = sorted(required.iter().map(|name| name.as_str().unwrap()));
            assert_eq!(written, described, "properties of {place}");
            assert_eq!(written, required, "required of {place}");
            assert_eq!(schema["additionalProperties"], true, "{place}");
            for (name, value) in fields {
                compare(root, &properties[name], value, &format!("{place}.{name}"));
            }
        }
        Value::Array(items) => {
            assert!(!items.is_empty(), "{place} must hold something here");
            for item in items {
                compare(root, &schema["items"], item, &format!("{place}[]"));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_schema_names_the_fields_of_the_report_and_no_others() {
    let schema = schema();
    let report = serde_json::to_value(full::full()).unwrap();
    compare(&schema, &schema, &report, "report");
}

fn words(values: &[impl Serialize]) -> Vec<Value> {
    let values = values.iter();
    values.map(|it| serde_json::to_value(it).unwrap()).collect()
}

#[test]
fn the_schema_names_every_state() {
    let schema = schema();
    let listed = |pointer: &str| {
        let pointer = format!("/$defs/{pointer}/enum");
        let listed = schema.pointer(&pointer).and_then(Value::as_array);
        listed.unwrap_or_else(|| panic!("{pointer}")).clone()
    };
    let property = |of: &str| listed(&of.replace('.', "/properties/"));
    let states = [State::Up, State::Degraded, State::Down, State::Unknown];
    assert_eq!(property("Verdict.state"), words(&states));
    let traffic = [Traffic::Seen, Traffic::Failing, Traffic::NotChecked];
    assert_eq!(property("Verdict.traffic"), words(&traffic));
    let outputs = [
        OutputState::Whole,
        OutputState::Cut,
        OutputState::Empty,
        OutputState::Error,
    ];
    assert_eq!(property("Output.state"), words(&outputs));
    let rungs = [
        RungState::Passed,
        RungState::Implied,
        RungState::Failed,
        RungState::Absent,
        RungState::Open,
        RungState::NotPasted,
    ];
    assert_eq!(property("Rung.state"), words(&rungs));
    let roles = [Role::SiteToSite, Role::RemoteAccess, Role::OtherPeer];
    assert_eq!(property("Pair.role"), words(&roles));
    let severities = [
        Severity::Input,
        Severity::Blocks,
        Severity::Degrades,
        Severity::Risk,
    ];
    assert_eq!(property("Finding.severity"), words(&severities));
    let attributes = [
        AttributeState::Same,
        AttributeState::Differs,
        AttributeState::Tolerated,
        AttributeState::Unknown,
    ];
    assert_eq!(property("Attribute.state"), words(&attributes));
    let sas = [
        SaState::Matched,
        SaState::Mismatched,
        SaState::OneSided,
        SaState::Unverifiable,
    ];
    assert_eq!(listed("SaState"), words(&sas));
    assert_eq!(
        listed("Certainty"),
        words(&[Certainty::Shown, Certainty::Likely])
    );
    assert_eq!(
        listed("Where/anyOf/1"),
        [words(&[Where::Both])[0].clone(), Value::Null]
    );
    assert_eq!(words(&[Where::Site(Letter(26))]), ["AA"]);
}

#[test]
fn the_schema_names_every_state_of_the_timeline() {
    use EventKind as Kind;
    let schema = schema();
    let property = |of: &str| {
        let pointer = format!("/$defs/{}/enum", of.replace('.', "/properties/"));
        schema
            .pointer(&pointer)
            .unwrap()
            .as_array()
            .unwrap()
            .clone()
    };
    let covers = [LogCover::Whole, LogCover::Extract, LogCover::Unknown];
    assert_eq!(property("LogSpan.cover"), words(&covers));
    let ways = [
        EventDirection::Out,
        EventDirection::In,
        EventDirection::None,
    ];
    assert_eq!(property("Event.direction"), words(&ways));
    let outcomes = [
        Outcome::Established,
        Outcome::Renewed,
        Outcome::Unanswered,
        Outcome::Refused,
        Outcome::AnsweredOnly,
        Outcome::Unknown,
    ];
    assert_eq!(property("Attempt.outcome"), words(&outcomes));
    let kinds = [
        Kind::Phase1Initiate,
        Kind::Phase1Respond,
        Kind::Phase2Initiate,
        Kind::Phase2Respond,
        Kind::IkeSaEstablished,
        Kind::IkeSaDeleted,
        Kind::Message,
        Kind::Notify,
        Kind::ExchangeError,
        Kind::Keepalive,
        Kind::TunnelUp,
        Kind::TunnelDown,
        Kind::Rejected,
        Kind::LineDialling,
        Kind::LineUp,
        Kind::LineUnanswered,
        Kind::LineRefused,
        Kind::LineDown,
        Kind::LineAddress,
        Kind::LineNoAddress,
        Kind::LinkUp,
        Kind::LinkDown,
        Kind::Restart,
        Kind::Login,
        Kind::ConfigurationSaved,
        Kind::NotInterpreted,
    ];
    assert_eq!(property("Event.kind"), words(&kinds));
}
