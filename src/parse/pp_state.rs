//! Turns a sentence of `show status pp` about a session into what it says.

use super::PpState;
use crate::text::is_letter;

/// What a sentence says, and of what kind of session.
pub(super) fn state(text: &str) -> Option<(PpState, &str)> {
    if let Some(english) = text.strip_prefix("Current ") {
        let (kind, state) = english.split_once(" status is ")?;
        let state = match state.trim_end_matches('.') {
            "Connected" => PpState::Connected,
            "In connecting process" => PpState::Connecting,
            // The second is a guess: nobody has seen it.
            "Offline" | "Disconnected" => PpState::Offline,
            "Offline, never connected" => PpState::Never,
            "disabled" => disabled(kind == "line"),
            // The sentence was cut, and says nothing.
            _ if !state.ends_with('.') => return None,
            _ => PpState::Other,
        };
        return Some((state, kind.trim_end_matches(" session")));
    }
    let (subject, predicate) = text.split_once('は')?;
    let kind = subject
        .strip_suffix("セッション")
        .filter(|kind| kind.starts_with(['P', 'L']))
        .or_else(|| ["携帯端末", "回線"].into_iter().find(|it| *it == subject))?;
    // Behind it may stand a full stop, a note, or the line that followed.
    let is_end = |rest: &str| !rest.starts_with(is_letter) && rest.len() <= LONGEST_NOTE;
    let said = SENTENCES
        .iter()
        .find(|it| predicate.strip_prefix(it.0).is_some_and(is_end));
    if said.is_none() && SENTENCES.iter().any(|it| it.0.starts_with(predicate)) {
        // The sentence was cut, and says nothing.
        return None;
    }
    let state = match said.map(|it| it.1) {
        Some(PpState::Disabled) => disabled(kind == "回線"),
        Some(state) => state,
        // What is no whole sentence says nothing.
        None if predicate.contains(' ') || !predicate.ends_with(ENDS) => return None,
        None => PpState::Other,
    };
    Some((state, kind))
}

/// With what a sentence ends.
const ENDS: [char; 4] = ['す', 'ん', 'た', '。'];

/// In bytes; a longer rest is of several lines.
const LONGEST_NOTE: usize = 80;

/// What is said of a session.
const SENTENCES: [(&str, PpState); 13] = [
    ("接続されています", PpState::Connected),
    ("接続処理中です", PpState::Connecting),
    ("継っていません", PpState::Offline),
    ("繋っていません", PpState::Offline),
    ("繋がっていません", PpState::Offline),
    ("つながっていません", PpState::Offline),
    ("接続されていません", PpState::Offline),
    // Guesses, as nobody has seen them.
    ("切断されています", PpState::Offline),
    ("切断されました", PpState::Offline),
    ("一度も継っていません", PpState::Never),
    ("一度も繋がっていません", PpState::Never),
    ("一度も接続されていません", PpState::Never),
    ("現在使用できません", PpState::Disabled),
];

fn disabled(is_line: bool) -> PpState {
    if is_line {
        PpState::Unconfigured
    } else {
        PpState::Disabled
    }
}
