//! Turns the JSON form of a log back into a log, and refuses what is none.
//!
//! Whatever stands in it stays text: nothing is run, followed or believed to be a secret-free text,
//! so keys and passwords are masked as if it had been typed.

use super::digest::{Digest, Fact, Kind};
use super::json::Value;
use super::{Check, FORMAT, Log, VERSION};
use crate::report::{Certainty, State, Text, Traffic};
use crate::text::Listed;

/// How many bytes are read at most.
const MOST: usize = 8 << 20;

/// Why a text was not taken for a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// More than eight million bytes.
    TooLarge,
    /// No JSON, or cut off.
    NotJson,
    /// JSON of something else.
    Foreign,
    /// A version of the form that this program does not know.
    Newer,
    /// A log of which a part is missing or of another type.
    Broken,
}

/// Reads what [`Log::json`] wrote, also after it was set in another way. Fields that are not known
/// are left out.
///
/// # Errors
///
/// Why it is no log; nothing of it is taken then.
pub fn read(text: &str) -> Result<Log, Refusal> {
    if text.len() > MOST {
        return Err(Refusal::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    let file = Value::read(text).ok_or(Refusal::NotJson)?;
    if file.get("format").and_then(Value::text) != Some(FORMAT) {
        return Err(Refusal::Foreign);
    }
    match file.get("version") {
        Some(Value::Number(VERSION)) => {}
        Some(Value::Number(0)) | None => return Err(Refusal::Broken),
        Some(_) => return Err(Refusal::Newer),
    }
    log(&file).ok_or(Refusal::Broken)
}

fn log(file: &Value) -> Option<Log> {
    let mut log = Log::default();
    log.led_by(file.get("lead")?.text()?);
    for it in file.get("checks")?.list()? {
        log.add(check(it)?);
    }
    Some(log)
}

fn check(it: &Value) -> Option<Check> {
    let typed = |name| string(it, name);
    Some(Check {
        at: typed("at")?,
        person: typed("person")?,
        changed: typed("changed")?,
        done: typed("done")?,
        seen: typed("seen")?,
        note: typed("note")?,
        digest: match it.get("digest")?.said() {
            Some(it) => Some(digest(it)?),
            None => None,
        },
    })
}

fn digest(it: &Value) -> Option<Digest> {
    let slug = |name| it.get(name)?.text();
    let cause = match it.get("cause")?.said() {
        Some(it) => Some(it.text()?.to_owned()),
        None => None,
    };
    Some(Digest {
        state: match slug("state")? {
            "up" => State::Up,
            "degraded" => State::Degraded,
            "down" => State::Down,
            "unknown" => State::Unknown,
            _ => return None,
        },
        certainty: match slug("certainty")? {
            "shown" => Certainty::Shown,
            "likely" => Certainty::Likely,
            _ => return None,
        },
        traffic: match slug("traffic")? {
            "seen" => Traffic::Seen,
            "failing" => Traffic::Failing,
            "notChecked" => Traffic::NotChecked,
            _ => return None,
        },
        cause,
        headline: words(it.get("headline")?)?,
        sites: strings(it.get("sites")?)?,
        facts: facts(it.get("facts")?)?,
        open: strings(it.get("open")?)?,
    })
}

/// Kinds that only a later program knows are left out.
fn facts(it: &Value) -> Option<Vec<Fact>> {
    let mut facts = Vec::new();
    for it in it.list()? {
        let slug = it.get("kind")?.text()?;
        let Some((kind, _)) = Kind::ALL.iter().find(|(_, known)| *known == slug) else {
            continue;
        };
        facts.push(Fact {
            kind: *kind,
            key: string(it, "key")?,
            label: words(it.get("label")?)?,
            value: string(it, "value")?,
        });
    }
    Some(facts)
}

fn words(it: &Value) -> Option<Text> {
    Some(Text {
        ja: string(it, "ja")?.into(),
        en: string(it, "en")?.into(),
    })
}

fn string(it: &Value, name: &str) -> Option<String> {
    Some(it.get(name)?.text()?.to_owned())
}

fn strings(it: &Value) -> Option<Vec<String>> {
    let texts = it.list()?.iter().map(|it| it.text().map(str::to_owned));
    let texts: Vec<Option<String>> = texts.listed();
    texts.into_iter().collect()
}
