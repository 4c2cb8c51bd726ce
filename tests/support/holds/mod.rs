//! What must hold for any bytes: one function for each layer and one for the whole.
//!
//! `cargo test` runs them over all stories and over what the fuzzer once found, `fuzz/` over whatever it makes up.

#[path = "../../../src/bin/rtx-vpn-doctor/encoding.rs"]
mod encoding;
mod layers;
#[path = "../mirror.rs"]
mod mirror;
mod page;
pub(crate) mod paste;
mod whole;
mod worklog;

use std::borrow::Cow;

/// Panics where something does not hold.
pub(crate) type Check = fn(&[u8]);

/// Each check by the name of its fuzz target.
pub(crate) const CHECKS: [(&str, Check); 10] = [
    ("whole", whole::check),
    ("text", layers::text),
    ("parse", layers::parse),
    ("model", layers::model),
    ("pair", layers::pair),
    ("diagnose", layers::diagnose),
    ("forms", whole::forms),
    ("worklog", worklog::check),
    ("decode", decode),
    ("page", page::check),
];

/// Stands between the pastes of two sites in one input.
pub(crate) const BETWEEN_SITES: char = '\u{1e}';

/// Sites of one input at most.
const MOST_SITES: usize = 3;

/// The pastes that an input stands for.
fn pastes(input: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(input);
    let sites = text.splitn(MOST_SITES, BETWEEN_SITES);
    sites.map(str::to_owned).collect()
}

/// Whatever bytes a file holds, they are refused, or read as a text in which no ASCII is lost.
fn decode(input: &[u8]) {
    let Some(text) = encoding::decode(input) else {
        return;
    };
    if input.is_ascii() {
        assert_eq!(text, String::from_utf8_lossy(input));
    } else if let Ok(plain) = std::str::from_utf8(input) {
        let plain = plain.strip_prefix('\u{feff}').unwrap_or(plain);
        assert_eq!(text, Cow::Borrowed(plain));
    }
}
