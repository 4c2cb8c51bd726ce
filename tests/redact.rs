//! Turns the report of every case into its redacted form and looks for what must not be in it.
#![cfg(test)]

#[path = "support/cases.rs"]
mod cases;

use std::net::{Ipv4Addr, Ipv6Addr};

use rtx_vpn_doctor::report::{Report, redact};
use rtx_vpn_doctor::{Paste, analyze};

const NAMES: [&str; 3] = ["本社", "支社", "Osaka-2"];

fn diagnosed(texts: &[String]) -> Report {
    let names = NAMES.map(Some).into_iter().chain(std::iter::repeat(None));
    let pastes: Vec<_> = texts
        .iter()
        .zip(names)
        .map(|(text, name)| Paste {
            text,
            name,
            captured_at: None,
        })
        .collect();
    analyze(&pastes)
}

fn words<'t>(text: &'t str, of: &'static [char]) -> impl Iterator<Item = &'t str> {
    text.split(move |c: char| !c.is_ascii_hexdigit() && !of.contains(&c))
}

fn ipv4(text: &str) -> Vec<Ipv4Addr> {
    let found = words(text, &['.']).filter_map(|word| word.parse().ok());
    let is_mask = |it: &Ipv4Addr| it.octets()[0] == 255;
    found
        .filter(|it: &Ipv4Addr| !it.is_unspecified() && !it.is_loopback() && !is_mask(it))
        .collect()
}

fn ipv6(text: &str) -> Vec<Ipv6Addr> {
    let found = words(text, &[':']).filter_map(|word| word.parse().ok());
    found
        .filter(|it: &Ipv6Addr| !it.is_unspecified() && !it.is_loopback())
        .collect()
}

fn spis(paste: &str) -> impl Iterator<Item = &str> {
    let lines = paste.lines().filter_map(|line| line.split_once("SPI: "));
    let values = lines.filter_map(|(_, value)| value.get(..11));
    values.filter(|value| value.split(' ').all(|byte| byte.len() == 2))
}

#[test]
fn no_case_tells_where_it_happened() {
    for (case, pastes) in cases::all() {
        let report = diagnosed(&pastes);
        let redacted = redact::redact(&report);
        let json = serde_json::to_string(&redacted.report).unwrap();
        assert_eq!(ipv4(&json), [Ipv4Addr::UNSPECIFIED; 0], "{case}");
        assert_eq!(ipv6(&json), [Ipv6Addr::UNSPECIFIED; 0], "{case}");
        for name in NAMES {
            assert!(!json.contains(name), "{case}: {name}");
        }
        for spi in pastes.iter().flat_map(|paste| spis(paste)) {
            let spi = spi.to_ascii_lowercase();
            assert!(!json.contains(&spi), "{case}: {spi}");
            assert!(!json.contains(&spi.replace(' ', "")), "{case}: {spi}");
        }
    }
}

#[test]
fn the_table_leads_back_and_holds_each_value_once() {
    for (case, pastes) in cases::all() {
        let redacted = redact::redact(&diagnosed(&pastes));
        let json = serde_json::to_string(&redacted.report).unwrap();
        let mut originals: Vec<_> = redacted.table.iter().map(|it| &it.original).collect();
        for replacement in &redacted.table {
            assert!(
                json.contains(&replacement.marker),
                "{case}: {replacement:?}"
            );
        }
        originals.sort();
        originals.dedup();
        assert_eq!(originals.len(), redacted.table.len(), "{case}");
    }
}

#[test]
fn a_second_time_changes_nothing() {
    for (case, pastes) in cases::all() {
        let once = redact::redact(&diagnosed(&pastes)).report;
        assert_eq!(redact::redact(&once).report, once, "{case}");
    }
}
