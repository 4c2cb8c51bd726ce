//! Tells comments among the settings of a router from commands typed at a prompt that has no name.

use super::Line;
use super::split::{Cut, prompt};

/// Whether a lone `#` is part of a comment among settings: beside it stands one that says something.
pub(super) fn is_empty_comment(lines: &[Line<'_>], at: usize, cuts: &[Cut<'_>]) -> bool {
    let text = |at: usize| lines.get(at).map(|line| line.text.trim());
    if text(at) != Some("#") {
        return false;
    }
    let among_settings = cuts.last().is_none_or(asks_for_settings);
    let is_comment = |at: Option<usize>| {
        let text = at.and_then(text).filter(|text| text.starts_with('#'));
        text.is_some_and(|text| text != "#" && prompt(text).is_none())
    };
    among_settings && (is_comment(at.checked_sub(1)) || is_comment(at.checked_add(1)))
}

fn asks_for_settings(cut: &Cut<'_>) -> bool {
    let command = cut.command.as_ref();
    command.is_some_and(|command| command.text.starts_with("show config"))
}

/// First words of settings.
const SETTINGS: [&str; 12] = [
    "tunnel",
    "ipsec",
    "pp",
    "ip",
    "ipv6",
    "nat",
    "netvolante-dns",
    "console",
    "syslog",
    "no",
    "dns",
    "schedule",
];

/// Whether what looks like a setting typed at a prompt without a name is one that somebody has set aside by a
/// `#`: it stands among the settings of a router that has a name in its prompt, or further settings follow, and not
/// the next prompt.
pub(super) fn is_set_aside(
    (name, typed): (&str, &str),
    (lines, at): (&[Line<'_>], usize),
    cuts: &[Cut<'_>],
) -> bool {
    if !name.is_empty() || !begins_setting(typed) {
        return false;
    }
    let is_named = |cut: &Cut<'_>| cut.prompt.is_some_and(|name| !name.is_empty());
    match cuts.last() {
        Some(cut) => asks_for_settings(cut) && (is_named(cut) || goes_on(lines, at)),
        None => goes_on(lines, at),
    }
}

fn begins_setting(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    SETTINGS.contains(&first)
}

/// Whether settings go on behind a line and comments.
fn goes_on(lines: &[Line<'_>], at: usize) -> bool {
    let behind = lines.iter().skip(at + 1).map(|line| line.text.trim());
    let mut told = behind.filter(|text| !text.is_empty() && !text.starts_with('#'));
    told.next().is_some_and(begins_setting)
}
