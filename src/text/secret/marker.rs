//! Finds, behind the words that announce one, where a line holds a password or a key.

use super::is_hidden;
use super::note::noted_secret;
use super::words::Words;

/// A word after which a secret stands.
struct Marker {
    /// In lower case. Of a command, which has a blank in it, the last word may be abbreviated; a word
    /// alone must stand alone, as `community-center` may be a router's name.
    word: &'static str,
    /// What stands between it and the secret.
    before: Before,
}

/// What stands between a marker and its secret.
#[derive(Clone, Copy)]
enum Before {
    Nothing,
    /// A number, or nothing.
    Number,
    /// So many words: a number, a name.
    Words(usize),
    /// So many words, and the secret may be left out.
    WordsAtLeast(usize),
}

const fn marker(word: &'static str, before: Before) -> Marker {
    Marker { word, before }
}

/// Words behind which the rest of the line is secret.
const MARKERS: [Marker; 47] = [
    marker("ike pre", Before::Number),
    marker("pre-shared-key", Before::Number),
    marker("administrator pass", Before::Nothing),
    marker("login pass", Before::Nothing),
    marker("login user", Before::Words(1)),
    marker("xauth myname", Before::Words(2)),
    marker("eap myname", Before::Words(2)),
    marker("auth myname", Before::Words(1)),
    marker("auth username", Before::Words(1)),
    marker("auth user", Before::Words(2)),
    marker("proxy auth user", Before::Words(1)),
    marker("dns user", Before::Nothing),
    marker("tunnel auth on", Before::Nothing),
    marker("smtp-auth", Before::Words(1)),
    marker("server pop", Before::Words(4)),
    marker("usm user", Before::Words(2)),
    marker("certificate file", Before::Words(3)),
    marker("pin code", Before::Words(1)),
    marker("mobile pin", Before::Words(1)),
    marker("sip server", Before::WordsAtLeast(6)),
    marker("snmp host", Before::WordsAtLeast(1)),
    marker("snmpv2c host", Before::WordsAtLeast(1)),
    marker("trap host", Before::WordsAtLeast(1)),
    marker("access code", Before::Nothing),
    marker("host key generate", Before::Nothing),
    marker("auth key", Before::Nothing),
    marker("ddns key", Before::Nothing),
    marker("security key", Before::Number),
    marker("license-key", Before::Number),
    marker("wep key", Before::Number),
    marker("wpa key", Before::Nothing),
    marker("heartbeat2 transmit", Before::WordsAtLeast(2)),
    marker("heartbeat2 receive", Before::WordsAtLeast(2)),
    marker("syslog filename", Before::WordsAtLeast(2)),
    marker("config filename", Before::WordsAtLeast(1)),
    marker("copy config", Before::WordsAtLeast(2)),
    marker("authkey=", Before::Nothing),
    marker("auth=", Before::Nothing),
    marker("md5key=", Before::Nothing),
    marker("radius secret", Before::Nothing),
    marker("snmp community", Before::Nothing),
    marker("snmpv2c community", Before::Nothing),
    marker("trap community", Before::Nothing),
    marker("secret", Before::Nothing),
    marker("isakmp key", Before::Nothing),
    marker("ike policy", Before::WordsAtLeast(4)),
    marker("community", Before::Nothing),
];

/// Words between a marker and its secret that say only how it is written.
pub(super) const FORMS: [&str; 7] = [
    "text",
    "hex",
    "encrypted",
    "read-only",
    "read-write",
    "=",
    ":",
];

/// Where a marked secret stands, the first place first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Marked {
    /// From here to the end of the line.
    From(usize),
    /// A mail program or a terminal has broken the line before it, or before so many words less one in
    /// front of it.
    NextLine(usize),
    /// It is left out, unless the terminal has cut the line before it.
    NextLineOfCut,
    /// A label stands alone on its line: if one word follows, that is it.
    NextWord,
}

/// The words of the markers, in their order.
#[expect(
    clippy::indexing_slicing,
    reason = "in a constant, an index out of range does not compile"
)]
const WORDS_OF_MARKERS: [&str; MARKERS.len()] = {
    let mut words = [""; MARKERS.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = MARKERS[at].word;
        at += 1;
    }
    words
};

static WORDS: Words = Words::of(&WORDS_OF_MARKERS);

/// Where the first secret behind a marker stands. Of each marker, the first place that has one counts: a
/// router may be called after the word, so that it stands in the prompt first.
pub(super) fn marked_secret(text: &str) -> Option<Marked> {
    // A row of a table has its cells parted by these; a slash otherwise stands in paths and networks.
    let lower = text.to_ascii_lowercase().replace([',', ';', '|'], " ");
    let lower = if lower.contains("pre-shared-key/") {
        lower.replace('/', " ")
    } else {
        lower
    };
    let mut found = noted_secret(text);
    let mut met = [false; MARKERS.len()];
    for (at, number) in WORDS.places(&lower) {
        let (Some(marker), Some(met)) = (MARKERS.get(number), met.get_mut(number)) else {
            continue;
        };
        if !*met && let Some(marked) = behind_marker_at(at, &lower, marker) {
            *met = true;
            found = Some(found.map_or(marked, |it| marked.min(it)));
        }
    }
    found
}

/// The last words of a line that ends within a marker: `login`, where it was broken before `password`, or `my`
/// before `name`.
pub(super) fn broken_marker(text: &str) -> Option<&str> {
    const MOST_WORDS: usize = 3;
    const MOST_TAILS: usize = 4;
    let text = text.trim_end();
    // Half of all lines end in a digit or a sign.
    let last = text.bytes().next_back()?;
    if !last.is_ascii_alphabetic() && last != b'-' {
        return None;
    }
    let is_within = |tail: &str, marker: &Marker| {
        let head = marker.word.get(..tail.len());
        tail.len() < marker.word.len() && head.is_some_and(|it| it.eq_ignore_ascii_case(tail))
    };
    // A word begins behind any sign, as of `netvolante-dns`.
    let signs = text.rmatch_indices(|c: char| !c.is_ascii_alphanumeric());
    let starts = signs.map(|(at, sign)| at + sign.len()).chain([0]);
    let mut tails = starts.take(MOST_TAILS).filter_map(|at| text.get(at..));
    tails.find(|tail| {
        WORDS.may_begin_within(tail) && MARKERS.iter().any(|marker| is_within(tail, marker))
    })?;
    let start = text.rmatch_indices(' ').nth(MOST_WORDS - 1);
    text.get(start.map_or(0, |it| it.0)..)
}

fn behind_marker_at(found: usize, lower: &str, marker: &Marker) -> Option<Marked> {
    let is_command = marker.word.contains(' ');
    let is_inside_word = lower
        .get(..found)
        .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()));
    if is_command && is_inside_word {
        return None;
    }
    let mut at = found + marker.word.len();
    if !marker.word.ends_with('=') {
        let rest = lower.get(at..)?;
        let end_of_word = end_of_word(rest);
        if end_of_word > 0 && !is_command {
            return None;
        }
        at += end_of_word;
    }
    let mut before = marker.before;
    loop {
        let rest = lower.get(at..)?;
        let start = at + (rest.len() - rest.trim_start_matches([' ', ':', '=', '：']).len());
        let rest = lower.get(start..)?;
        let word = rest.split(' ').next().unwrap_or_default();
        if word.is_empty() {
            let behind = match before {
                Before::WordsAtLeast(_) => Marked::NextLineOfCut,
                Before::Words(n) => Marked::NextLine(n + 1),
                Before::Nothing | Before::Number => Marked::NextLine(1),
            };
            // A word alone may end a sentence.
            let is_setting = is_command
                || marker.word.ends_with('=')
                || !matches!(marker.before, Before::Nothing);
            return is_setting.then_some(behind);
        }
        match before {
            _ if FORMS.contains(&word) => {}
            Before::Number if is_number(word) => {
                before = Before::Nothing;
            }
            Before::Words(n) if n > 0 => before = Before::Words(n - 1),
            Before::WordsAtLeast(n) if n > 0 => before = Before::WordsAtLeast(n - 1),
            Before::Nothing | Before::Number | Before::Words(_) | Before::WordsAtLeast(_) => {
                return Some(Marked::From(start));
            }
        }
        at = start + word.len();
    }
}

/// Whether a word can be the number of a gateway or of a key; one with more digits may be the key.
pub(super) fn is_number(word: &str) -> bool {
    const MOST_DIGITS: usize = 9;
    word.len() <= MOST_DIGITS && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where a word ends; one that is longer than any label is no label's.
fn end_of_word(rest: &str) -> usize {
    const LONGEST: usize = 40;
    let end = |(_, c): &(usize, char)| matches!(c, ' ' | ':' | '=' | '：');
    let found = rest.char_indices().take(LONGEST).find(end);
    found.map_or(rest.len(), |(at, _)| at)
}

/// Whether what was masked ends in a word behind which a further secret of the same command stands.
pub(super) fn announces_another(masked: &str) -> bool {
    let last = masked.rsplit(' ').next().unwrap_or_default();
    ["myname", "sha", "md5", "aes128-cfb", "des-cbc"].contains(&last)
}

/// Whether what was masked is no secret, but begins the word that says how one is written: the line was
/// broken within that word.
pub(super) fn is_begun_form(masked: &str) -> bool {
    FORMS
        .iter()
        .any(|form| form.len() > masked.len() && form.starts_with(masked))
}

/// Where the first secret stands that nobody has hidden yet.
pub(super) fn clear_secret(text: &str) -> Option<Marked> {
    // Nobody hides more of them on one line.
    const MOST: usize = 8;
    let mut start = 0;
    for _ in 0..MOST {
        let rest = text.get(start..)?;
        let Marked::From(at) = marked_secret(rest)? else {
            return marked_secret(rest);
        };
        let secret = rest.get(at..)?;
        let hidden = secret.trim_start().split(' ').next().unwrap_or_default();
        if !is_hidden(secret.trim()) || hidden.is_empty() {
            return Some(Marked::From(start + at));
        }
        start += at + (secret.len() - secret.trim_start().len()) + hidden.len();
    }
    Some(Marked::From(start))
}
