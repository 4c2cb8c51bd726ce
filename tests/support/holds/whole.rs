//! What must hold for the pastes of one to three sites, and for every form in which their report leaves.

use std::net::Ipv4Addr;

use rtx_vpn_doctor::report::redact::{Redacted, redact, restore};
use rtx_vpn_doctor::report::{Lang, Report, json, markdown, text};
use rtx_vpn_doctor::{Paste, analyze};

use super::{mirror, paste, pastes};

/// The names that the sites are given, one of them without manners.
const NAMES: [Option<&str>; 3] = [Some("本社"), None, Some("<b>|`#\u{1b}[2J\u{202e}")];

pub(super) fn report_of(pastes: &[String], names: &[Option<&str>]) -> Report {
    let names = names.iter().copied().chain(std::iter::repeat(None));
    let pastes = pastes.iter().zip(names).map(|(text, name)| Paste {
        text,
        name,
        captured_at: None,
    });
    analyze(&pastes.collect::<Vec<_>>())
}

/// The whole: no panic, honest, the same twice, mirrored when swapped, and every form can be made.
pub(super) fn check(input: &[u8]) {
    let pastes = pastes(input);
    let report = report_of(&pastes, &[]);
    if let Err(wrong) = paste::honest(&report, &pastes) {
        panic!("{wrong}");
    }
    assert_eq!(
        json::render(&report),
        json::render(&report_of(&pastes, &[])),
        "same pastes, same bytes"
    );
    let steering = json::render(&report).chars().find(|c| steers(*c));
    assert_eq!(steering, None);
    if let [a, b] = pastes.as_slice() {
        swapped(&report, a, b);
    }
    every_form(&report);
}

/// Swapped pastes give the mirrored report, unless both are of one router or one is of several.
fn swapped(report: &Report, a: &str, b: &str) {
    let of_one_router = |paste: &str| {
        let document = rtx_vpn_doctor::text::read(paste);
        rtx_vpn_doctor::text::split(&document, &rtx_vpn_doctor::parse::grammar()).len() == 1
    };
    let alike = report.verdict.cause == Some("same-router-twice");
    if alike || !of_one_router(a) || !of_one_router(b) {
        return;
    }
    let plain = mirror::of(report, &[0, 1]);
    let other = report_of(&[b.to_owned(), a.to_owned()], &[]);
    let mirrored = mirror::of(&other, &[1, 0]);
    let lost: Vec<_> = plain
        .iter()
        .filter(|line| !mirrored.contains(line))
        .collect();
    let new: Vec<_> = mirrored
        .iter()
        .filter(|line| !plain.contains(line))
        .collect();
    if let (Some(one), Some(other)) = (lost.first(), new.first()) {
        // One line may be long; where the two part is what one must see.
        let alike = one
            .chars()
            .zip(other.chars())
            .take_while(|(a, b)| a == b)
            .count();
        let from = alike.saturating_sub(200);
        let end = |line: &str| line.chars().skip(from).take(400).collect::<String>();
        panic!("not mirrored:\n{}\n{}", end(one), end(other));
    }
    assert!(plain == mirrored, "lost {lost:#?}\nnew {new:#?}");
}

/// The forms of the report of named sites.
pub(super) fn forms(input: &[u8]) {
    let report = report_of(&pastes(input), &NAMES);
    every_form(&report);
    let hidden = redact(&report);
    every_form(&hidden.report);
    names_nobody(&hidden);
    assert_eq!(
        redact(&hidden.report).report,
        hidden.report,
        "redacted a second time"
    );
}

fn every_form(report: &Report) {
    for lang in [Lang::Ja, Lang::En] {
        let plain = text::render(report, lang);
        let marked = markdown::render(report, lang);
        for form in [&plain, &marked] {
            assert!(form.ends_with('\n'));
            let steering = form.chars().find(|c| *c != '\n' && steers(*c));
            assert_eq!(steering, None, "in {form:?}");
        }
    }
    let data = json::render(report);
    let read: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(read, serde_json::to_value(report).unwrap());
    let laid_out = json::laid_out(&data);
    assert_eq!(
        read,
        serde_json::from_str::<serde_json::Value>(&laid_out).unwrap()
    );
}

/// Whether a terminal or a browser obeys the character instead of showing it.
pub(super) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn names_nobody(hidden: &Redacted) {
    let data = json::render(&hidden.report);
    let words = data.split(|c: char| !c.is_ascii_digit() && c != '.');
    for address in words.filter_map(|word| word.parse::<Ipv4Addr>().ok()) {
        let says_nothing =
            address.is_unspecified() || address.is_loopback() || address.octets()[0] == 255;
        assert!(says_nothing, "{address} in {data}");
    }
    assert!(!data.contains("本社"), "a site's name in {data}");
    let back = restore(&data, &hidden.table);
    // What was put back names everybody again; a marker that was pasted stands for nothing.
    assert!(hidden.table.is_empty() || back != data);
}
