//! Turns a log into Markdown for a ticket and into CSV for a spreadsheet, in which what was typed or
//! pasted stays text: it begins no list, closes no fence, follows no link and computes nothing.

use super::words::{Words, words};
use super::{Check, Comparison, Log, lines};
use crate::report::markdown::{escaped, table};
use crate::report::{Lang, label, tame};
use crate::text::Listed;

/// The log as Markdown (`CommonMark` with tables) in one language.
pub fn markdown(log: &Log, lang: Lang) -> String {
    let words = words(lang);
    let mut out = vec![format!("# {}", words.title)];
    let lead = shown(&log.lead);
    if !lead.is_empty() {
        out.push(format!("{}: {lead}", words.lead));
    }
    if log.checks().is_empty() {
        out.push(words.none.to_owned());
    } else {
        out.push(overview(log, lang).join("\n"));
    }
    for (check, index) in log.checks().iter().zip(0..) {
        let at = shown(&date_time(&check.at, lang));
        out.push(format!("## {at}"));
        let mut facts = Vec::new();
        for (label, text) in typed(check, words) {
            facts.extend(fact(label, &lines(text)));
        }
        facts.extend(verdict(check, lang, words));
        if let Some(since) = log.since_before(index) {
            let said = differences(&since, lang);
            facts.extend(fact(words.since, &said.iter().map(String::as_str).listed()));
        }
        if !facts.is_empty() {
            out.push(facts.join("\n"));
        }
    }
    out.join("\n\n") + "\n"
}

/// One row per check: when, who, and how it stood.
fn overview(log: &Log, lang: Lang) -> Vec<String> {
    let words = words(lang);
    let head = [words.at, words.person, words.verdict].map(str::to_owned);
    let row = |check: &Check| {
        let digest = check.digest.as_ref();
        let headline = digest.map_or("", |digest| digest.headline.of(lang));
        let cells = [&date_time(&check.at, lang), &check.person, headline];
        cells.map(plain).to_vec()
    };
    table(&head, &log.checks().iter().map(row).listed())
}

fn verdict(check: &Check, lang: Lang, words: &Words) -> Vec<String> {
    let Some(digest) = &check.digest else {
        return Vec::new();
    };
    let mut facts = fact(words.verdict, &[digest.headline.of(lang)]);
    facts.extend(fact(words.state, &[label::state(digest.state).to(lang)]));
    if let Some(cause) = &digest.cause {
        facts.extend(fact(words.cause, &[cause]));
    }
    facts
}

fn fact(label: &str, lines: &[&str]) -> Vec<String> {
    let lines = lines.iter().map(|line| shown(line));
    // A dash alone below a text would make that a heading.
    let lines = lines.filter(|line| !line.is_empty()).listed();
    match lines.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!("- {label}: {one}")],
        several => {
            let items = several.iter().map(|line| format!("  - {line}"));
            [format!("- {label}:")].into_iter().chain(items).listed()
        }
    }
}

/// One line of text without a meaning to Markdown.
fn shown(text: &str) -> String {
    escaped(&plain(text))
}

/// One line of text.
fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    tame(&mut text);
    text
}

/// What a person typed besides when, with its labels.
fn typed<'c>(check: &'c Check, words: &Words) -> [(&'static str, &'c str); 5] {
    [
        (words.person, &check.person),
        (words.changed, &check.changed),
        (words.done, &check.done),
        (words.seen, &check.seen),
        (words.note, &check.note),
    ]
}

/// The differences and what is to be said of them.
fn differences(since: &Comparison, lang: Lang) -> Vec<String> {
    let changes = since.changes.iter().map(|change| &change.text);
    let said = changes.map(|text| text.of(lang).to_owned());
    let remarks = since.remarks();
    let remarks = remarks.iter().map(|text| text.of(lang).to_owned());
    said.chain(remarks).listed()
}

/// The log as CSV (RFC 4180) in one language, with the mark by which Excel knows UTF-8.
pub fn csv(log: &Log, lang: Lang) -> String {
    let words = words(lang);
    let head = [
        words.at,
        words.person,
        words.changed,
        words.done,
        words.seen,
        words.note,
        words.state,
        words.verdict,
        words.cause,
        words.since,
        words.lead,
    ];
    let mut out = String::from("\u{feff}");
    row(&mut out, head.iter().copied());
    for (check, index) in log.checks().iter().zip(0..) {
        let digest = check.digest.as_ref();
        let since = log.since_before(index);
        let since = since.map(|since| differences(&since, lang).join("\n"));
        let at = date_time(&check.at, lang);
        let cells = [
            at.as_str(),
            &check.person,
            &check.changed,
            &check.done,
            &check.seen,
            &check.note,
            digest.map_or("", |digest| label::state(digest.state).to(lang)),
            digest.map_or("", |digest| digest.headline.of(lang)),
            digest
                .and_then(|it| it.cause.as_deref())
                .unwrap_or_default(),
            since.as_deref().unwrap_or_default(),
            &log.lead,
        ];
        row(&mut out, cells.into_iter());
    }
    out
}

fn row<'c>(out: &mut String, cells: impl Iterator<Item = &'c str>) {
    for (cell, place) in cells.zip(0..) {
        if place > 0 {
            out.push(',');
        }
        out.push('"');
        out.push_str(&self::cell(cell).replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// A text that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let lines = text.lines().map(plain);
    let text = lines.listed().join("\n");
    // Some spreadsheets pass over blanks, and a Japanese one takes the wide signs too.
    let first = text.trim_start().chars().next();
    let computes = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|' | '%')
    );
    if computes { format!("'{text}") } else { text }
}

/// A date and time as it is written in a language: `2026/11/23 17:45`, `23 Nov 2026, 17:45`. What is
/// none stays as it is.
pub fn date_time(at: &str, lang: Lang) -> String {
    let parts = || {
        let (date, time) = at.split_once('T')?;
        let mut numbers = date.split('-');
        let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
        let time = time.get(..5)?;
        let (hour, minute) = time.split_once(':')?;
        let all = [year, month, day, hour, minute];
        let written = all
            .iter()
            .all(|it| !it.is_empty() && it.bytes().all(|c| c.is_ascii_digit()));
        let name = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
        let day_number = day.trim_start_matches('0');
        (written && numbers.next().is_none()).then(|| match lang {
            Lang::Ja => format!("{year}/{month}/{day} {time}"),
            Lang::En => format!("{day_number} {name} {year}, {time}"),
        })
    };
    parts().unwrap_or_else(|| at.to_owned())
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
