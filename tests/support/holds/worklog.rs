//! What must hold for a log of checks, typed, made of reports, or read from any file.

use rtx_vpn_doctor::report::Lang;
use rtx_vpn_doctor::report::redact::Redactor;
use rtx_vpn_doctor::worklog::{Check, Digest, Log, csv, markdown, read};

use super::{BETWEEN_SITES, pastes, whole};

/// Stands between what is typed, what was pasted, and the damage that is done to the log's file.
const BETWEEN_PARTS: char = '\u{1d}';

/// A file of a log, or the parts that make and damage one.
pub(super) fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if text.starts_with(['{', '[']) {
        if let Ok(log) = read(&text) {
            holds(&log);
        }
        return;
    }
    let mut parts = text.splitn(3, BETWEEN_PARTS);
    let (pasted, typed) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let log = made(pasted, typed);
    holds(&log);
    let json = log.json();
    let damaged = damaged(&json, parts.next().unwrap_or_default());
    if let Ok(log) = read(&damaged) {
        holds(&log);
    }
}

fn made(pasted: &str, typed: &str) -> Log {
    let report = whole::report_of(&pastes(pasted.as_bytes()), &[Some(typed)]);
    let mut texts = typed.split(BETWEEN_SITES).map(str::to_owned);
    let mut next = || texts.next().unwrap_or_default();
    let mut log = Log::default();
    log.led_by(&next());
    for digest in [None, Some(Digest::of(&report)), Some(Digest::of(&report))] {
        log.add(Check {
            at: next(),
            person: next(),
            changed: next(),
            done: next(),
            seen: next(),
            note: next(),
            digest,
        });
    }
    log
}

/// The file with some bytes in other places: each line of `damage` goes where its first two bytes say.
fn damaged(json: &str, damage: &str) -> String {
    let mut text: Vec<char> = json.chars().collect();
    for line in damage.lines() {
        let mut chars = line.chars();
        let (Some(a), Some(b)) = (chars.next(), chars.next()) else {
            continue;
        };
        let at = (usize::try_from(u32::from(a) * 256 + u32::from(b)).unwrap()) % text.len().max(1);
        let new: Vec<char> = chars.collect();
        let end = (at + new.len()).min(text.len());
        text.splice(at..end, new);
    }
    text.into_iter().collect()
}

fn holds(log: &Log) {
    assert_eq!(
        read(&log.json()).as_ref(),
        Ok(log),
        "a log comes back as it was"
    );
    let mut redactor = Redactor::default();
    let hidden = log.redacted(&mut redactor);
    for log in [log, &hidden] {
        for lang in [Lang::Ja, Lang::En] {
            let ticket = markdown(log, lang);
            let headings = ticket.lines().filter(|line| line.starts_with('#')).count();
            assert_eq!(headings, log.checks().len() + 1, "{ticket}");
            let steering = ticket.chars().find(|c| *c != '\n' && whole::steers(*c));
            assert_eq!(steering, None, "{ticket:?}");
            no_formula(&csv(log, lang), log.checks().len() + 1);
        }
    }
}

/// So many rows, and no cell that a spreadsheet computes.
fn no_formula(csv: &str, rows: usize) {
    let mut found = 0;
    let mut quoted = false;
    let mut starts_cell = true;
    for c in csv.trim_start_matches('\u{feff}').chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => found += 1,
            ',' | '\r' if !quoted => starts_cell = true,
            ' ' | '\n' | '\u{3000}' => {}
            c => {
                let computes = starts_cell && "=+-@＝＋－＠\t\r".contains(c);
                assert!(!computes, "a cell begins with {c:?}: {csv}");
                starts_cell = false;
            }
        }
    }
    assert_eq!(found, rows, "{csv}");
}
