//! Finds where a note, a chat or a cell holds a password or a key: behind a label as people write it, with
//! marks of the program around it, and blanks that a reader of pictures has set in.

use std::net::IpAddr;

use super::bracket::{behind_own_brackets, bracketed, without_remark};
use super::marker::{FORMS, Marked};
use super::said::said_secret;
use super::stand_in::is_stand_in;
use super::wide::narrow;
use super::words::Words;

/// Labels without blanks, in lower case and single width.
static LABELS: Words = Words::of(&[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "/pass",
    "/key",
    "pwd",
    "p/w",
    "pw",
    "psk",
    "sharedkey",
    "パスワード",
    "パスフレーズ",
    "パスコード",
    "ﾊﾟｽﾜｰﾄﾞ",
    "共有鍵",
    "キー",
    "シークレット",
    "コミュニティ",
    "暗証番号",
    "pass",
    "pin",
    "token",
    "secret",
    "key",
    "パス",
    "ﾊﾟｽ",
    "ｷｰ",
    "合言葉",
    "shared-key",
]);

/// How many of them are clear: behind these a blank, a comma or a bar is enough. The others also mean something
/// else: behind these a colon or an equals sign must stand.
const CLEAR: usize = 20;

/// The last one is of a command. What stands behind that is found by its marker, but for brackets.
const OF_COMMAND: usize = 29;

/// A line as its labels are looked for: without what may stand between their letters.
struct Squeezed {
    text: String,
    /// Where in the line each byte comes from.
    places: Vec<usize>,
}

impl Squeezed {
    fn of(line: &str) -> Self {
        let mut text = String::with_capacity(line.len());
        let mut places = Vec::with_capacity(line.len());
        for (at, c) in line.char_indices() {
            let c = narrow(c).to_ascii_lowercase();
            if !matches!(c, ' ' | '*' | '_' | '`' | '"' | '\'' | '\u{200b}') {
                text.push(c);
                places.resize(text.len(), at);
            }
        }
        Self { text, places }
    }
}

/// Where the first secret behind a label stands.
pub(super) fn noted_secret(line: &str) -> Option<Marked> {
    let squeezed = Squeezed::of(line);
    // Of each label, the first place that has one counts.
    let mut met = 0_u32;
    let found = LABELS.places(&squeezed.text).filter_map(|(at, number)| {
        if met >> number & 1 == 1 {
            return None;
        }
        let label = LABELS.word(number);
        let (is_clear, is_command) = (number < CLEAR, number == OF_COMMAND);
        let bracketed = (is_clear || is_command).then(|| by_brackets(line, &squeezed, at, label));
        let plain = || behind_label(line, &squeezed, at, label, is_clear).filter(|_| !is_command);
        let end = *squeezed.places.get(at + label.len()).unwrap_or(&line.len());
        let numbered = || {
            let begins = begins_word(line, &squeezed, at, label, is_clear) && !is_command;
            begins.then(|| behind_number(line, end, is_clear)).flatten()
        };
        let marked = bracketed.flatten().or_else(plain).or_else(numbered)?;
        met |= 1 << number;
        Some(marked)
    });
    let found = found.min();
    let all = found.into_iter().chain(said_secret(line));
    all.min().or_else(|| lone_note(line))
}

/// Where the key stands behind the number or the short name that a label has of its own: PSK1: dummy, 鍵A dummy1.
pub(super) fn behind_number(line: &str, end: usize, clear: bool) -> Option<Marked> {
    const LONGEST: usize = 5;
    let behind = line.get(end..)?;
    let behind = behind.trim_start_matches([' ', '-', '_', '\u{3000}']);
    let mut near = behind.char_indices().take(LONGEST + 1);
    let (name_end, _) = near.find(|(_, c)| !c.is_alphanumeric())?;
    let (name, rest) = behind.split_at_checked(name_end)?;
    let is_name = !name.is_empty() && (clear || name.chars().all(char::is_numeric));
    if !is_name {
        return None;
    }
    let value = rest.trim_start();
    let told = value.trim_start_matches([':', '：', '=', '＝']);
    let is_told = told.len() < value.len();
    let key = told.trim_start();
    let word = first_word(key);
    let is_key = if is_told {
        may_be_key(word)
    } else {
        clear && value.len() < rest.len() && is_likely_key(word)
    };
    is_key.then(|| Marked::From(line.len() - key.len()))
}

/// The word of ASCII with which a text begins.
pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_graphic());
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Whether a word looks like a key where other words may stand, too.
pub(super) fn is_likely_key(word: &str) -> bool {
    const FEWEST_LETTERS: usize = 6;
    is_mixed(word) && may_be_key(word) && word.len() >= FEWEST_LETTERS
}

pub(super) fn is_mixed(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.bytes().any(|byte| is(&byte));
    has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}

/// Whether a word behind a label may be a key.
pub(super) fn may_be_key(word: &str) -> bool {
    const FEWEST_LETTERS: usize = 3;
    let is_word = word.starts_with(|c: char| c.is_ascii_alphanumeric());
    is_word && word.len() >= FEWEST_LETTERS && word.parse::<IpAddr>().is_err()
}

/// A note that says nothing but a password, so that it needs no sign between: `pass dummy`, `admin / dummy`.
fn lone_note(line: &str) -> Option<Marked> {
    let note = line.trim_start_matches([' ', '>', '*', '-', '・']);
    if let Some(at) = behind_account(note) {
        return Some(Marked::From(line.len() - note.len() + at));
    }
    if let Some((_, behind)) = line.split_once("admin")
        && let Some(behind) = behind.trim_start().strip_prefix(['/', '／'])
        && is_likely_key(first_word(behind.trim_start()))
    {
        return Some(Marked::From(line.len() - behind.trim_start().len()));
    }
    let parts = |c: char| c.is_whitespace() || matches!(c, '/' | '／');
    let (label, rest) = note.split_at_checked(note.find(parts)?)?;
    let behind = rest.trim_start_matches(parts);
    let has_slash = rest.trim_start().starts_with(['/', '／']);
    let wanted = match label.to_ascii_lowercase().as_str() {
        "pass" => true,
        "admin" | "administrator" => has_slash,
        _ => false,
    };
    let has_letter = behind.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_word = has_letter && !behind.trim_end().contains(parts);
    (wanted && is_word).then(|| Marked::From(line.len() - behind.len()))
}

/// Where the password stands behind the name of an account: アカウント ann / dummy.
fn behind_account(note: &str) -> Option<usize> {
    const ACCOUNTS: [&str; 6] = [
        "アカウント",
        "ログイン名",
        "ログインID",
        "ログイン",
        "ユーザー",
        "login",
    ];
    let behind = ACCOUNTS.iter().find_map(|it| {
        let (label, behind) = note.split_at_checked(it.len())?;
        label.eq_ignore_ascii_case(it).then_some(behind)
    })?;
    let is_joint = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | 'は' | '→');
    let both = behind.trim_start_matches(is_joint);
    let (name, secret) = both.split_once(['/', '／'])?;
    let secret = secret.trim_start();
    let is_one = |it: &str| !it.is_empty() && !it.contains(char::is_whitespace);
    (both.len() < behind.len() && is_one(name.trim_end()) && is_one(secret.trim_end()))
        .then(|| note.len() - secret.len())
}

/// Whether a label begins where it was found, and does not end another word.
fn begins_word(line: &str, squeezed: &Squeezed, at: usize, label: &str, clear: bool) -> bool {
    let before = squeezed.places.get(at).and_then(|at| line.get(..*at));
    let before = before.and_then(|it| it.chars().next_back());
    // `wpapsk` and `adminpassword` are labels, `bypass` is none.
    let may_end_word = !label.is_ascii() || (clear && (label == "psk" || label.len() > 3));
    may_end_word || !before.is_some_and(|c| narrow(c).is_ascii_alphanumeric())
}

/// Where the key stands that brackets right behind a label hold, or which follows a remark in them: PSK【dummy】,
/// PSK（本社）dummy.
fn by_brackets(line: &str, squeezed: &Squeezed, at: usize, label: &str) -> Option<Marked> {
    let (within, behind) = bracketed(squeezed.text.get(at + label.len()..)?)?;
    // The label in other words is a remark: 事前共有鍵（Pre-Shared Key）.
    let is_key = may_be_key(within) && first_word(within) == within && !is_stand_in(within, true);
    let start = if is_key {
        at + label.len() + squeezed.text.get(at + label.len()..)?.find(within)?
    } else if may_be_key(first_word(behind)) {
        squeezed.text.len() - behind.len()
    } else {
        return None;
    };
    let place = *squeezed.places.get(start)?;
    begins_word(line, squeezed, at, label, true).then_some(Marked::From(place))
}

fn behind_label(
    line: &str,
    squeezed: &Squeezed,
    at: usize,
    label: &str,
    clear: bool,
) -> Option<Marked> {
    let begins_word = begins_word(line, squeezed, at, label, clear);
    let end = at + label.len();
    let own = behind_own_brackets(squeezed.text.get(..at)?, squeezed.text.get(end..)?);
    let own = own.filter(|(opened, rest)| clear || opened.holds_label(first_word(rest)));
    let behind = match own {
        Some((_, rest)) => rest,
        None => without_remark(squeezed.text.get(end..)?),
    };
    let arrow = ["->", "=>"].iter().find_map(|it| behind.strip_prefix(it));
    let behind = arrow.unwrap_or(behind);
    let start = squeezed.text.len() - behind.len();
    // A slash also stands between two labels.
    let slashed = behind.strip_prefix('/').map(first_word);
    let before_key = slashed.is_some_and(is_likely_key);
    let is_sign = |c: char| match c {
        ':' | '=' => true,
        'は' | '「' | '『' | '→' | '⇒' | '|' | ',' | ';' | '、' | '<' | ']' | '】' | '・' => {
            clear
        }
        '/' => clear && before_key,
        _ => false,
    };
    let signs = behind.len() - behind.trim_start_matches(is_sign).len();
    // Letters that a blank parts from the label are no part of its word.
    let place = |at: usize| squeezed.places.get(at).copied();
    let last = place(start.saturating_sub(1))?;
    let parted = || {
        let gap = line.get(last..place(start)?)?;
        gap.contains([' ', '\t', '\u{3000}']).then_some(())
    };
    let is_joined = signs > 0 || behind.is_empty() || arrow.is_some() || own.is_some();
    if !begins_word || !(is_joined || (clear && parted().is_some())) {
        return None;
    }
    let last = place((start + signs).saturating_sub(1))?;
    let mut chars = line.get(last..)?.chars();
    chars.next();
    // What somebody has hidden is not alone.
    if behind.len() == signs && !chars.as_str().contains("***") {
        return (clear || signs > 0).then_some(Marked::NextWord);
    }
    let mut rest = chars.as_str().trim_start();
    // **PW:** ends what Markdown shows bold.
    let marks = rest.trim_start_matches('*');
    let is_bold = marks.contains("**") && marks.starts_with(|c: char| c.is_ascii_alphanumeric());
    if marks.len() < rest.len() && (is_bold || marks.trim_start().len() < marks.len()) {
        rest = marks.trim_start();
    }
    // How it is written is no part of it.
    while let Some((form, behind)) = rest.split_once(' ')
        && FORMS.iter().any(|it| form.eq_ignore_ascii_case(it))
    {
        rest = behind.trim_start();
    }
    Some(Marked::From(line.len() - rest.len()))
}
