//! Masks what identifies a router as a device, its serial number and MAC addresses, also where the
//! terminal has cut one.

use std::borrow::Cow;

use super::{Entry, MASK, SecretKind, Vault, is_hidden};
use crate::text::Listed;

/// Masks the word behind `serial=` and its like.
pub(super) fn mask_serial<'t>(line: u32, text: Cow<'t, str>, vault: &mut Vault) -> Cow<'t, str> {
    let lower = text.to_ascii_lowercase();
    let found = [
        "serial=",
        "serial no.",
        "serial number",
        "シリアル番号",
        "製造番号",
        "serial:",
    ]
    .into_iter()
    .find_map(|word| Some(lower.find(word)? + word.len()));
    let Some(at) = found else { return text };
    let rest = text.get(at..).unwrap_or_default();
    let value = rest.trim_start_matches([' ', ':', '：', '=']);
    let value = value.split([' ', ',']).next().unwrap_or_default();
    if value.is_empty() || is_hidden(value) {
        return text;
    }
    vault.0.push(Entry {
        line,
        kind: SecretKind::Serial,
        secret: value.to_owned(),
    });
    Cow::Owned(text.replace(value, MASK))
}

/// Masks the name and the password in a web address, which stand before an `@`.
pub(super) fn without_user_info(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some((before, rest)) = text.split_once("://") else {
        return text;
    };
    let (word, behind) = rest
        .split_at_checked(rest.find(' ').unwrap_or(rest.len()))
        .unwrap_or((rest, ""));
    let behind = without_user_info(Cow::Borrowed(behind));
    // A password may hold a slash, and an @.
    match word.rsplit_once('@') {
        Some((_, host)) => Cow::Owned(format!("{before}://{MASK}@{host}{behind}")),
        None => Cow::Owned(format!("{before}://{word}{behind}")),
    }
}

/// Masks the addresses without joints, or with other ones, that stand behind a word for what they are:
/// `00005e005301`, `0000.5e00.5301`, `00 00 5e 00 53 01`.
pub(super) fn mask_bare_addresses(text: Cow<'_, str>) -> Cow<'_, str> {
    const ANNOUNCED: [&str; 7] = [
        "mac",
        "ethernet",
        "client",
        "scope bind",
        "duid",
        "アドレス",
        "クライアント",
    ];
    let lower = text.to_ascii_lowercase();
    let announced = ANNOUNCED.iter().filter_map(|it| lower.find(it)).min();
    let Some((before, tail)) = announced.and_then(|at| text.split_at_checked(at)) else {
        return text;
    };
    let mut words: Vec<&str> = tail.split(' ').listed();
    let mut found = false;
    let mut at = 0;
    while let Some(word) = words.get_mut(at) {
        if is_bare_address(word) {
            (*word, found) = (MASK, true);
        }
        at += 1;
        let rest = words.get_mut(at..).unwrap_or_default();
        let n_bytes = rest.iter().take_while(|word| is_byte(word)).count();
        if n_bytes >= 6 {
            for byte in rest.iter_mut().take(n_bytes) {
                (*byte, found) = (MASK, true);
            }
        }
    }
    if !found {
        return text;
    }
    Cow::Owned(format!("{before}{}", words.join(" ")))
}

fn is_byte(word: &str) -> bool {
    word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `00005e005301`, `0000.5e00.5301` or `0000-5e00-5301`, perhaps with a sign behind it.
fn is_bare_address(word: &str) -> bool {
    const DIGITS: usize = 12;
    let word = word.trim_end_matches([',', ')', ';']);
    let is_joined = word
        .bytes()
        .filter(|byte| matches!(byte, b'.' | b'-'))
        .count();
    let digits = word.bytes().filter(u8::is_ascii_hexdigit).count();
    digits == DIGITS && matches!(is_joined, 0 | 2) && word.len() == DIGITS + is_joined
}

/// Masks every `00:00:5e:00:53:01` and `00-00-5e-00-53-01`.
pub(super) fn mask_mac_addresses(text: Cow<'_, str>) -> Cow<'_, str> {
    const LENGTH: usize = 17;
    let mut masked = None::<String>;
    let mut kept_to = 0;
    let mut at = 0;
    while at + LENGTH <= text.len() {
        let alone = at == 0
            || !text
                .as_bytes()
                .get(at - 1)
                .is_some_and(u8::is_ascii_hexdigit);
        let found = alone && text.get(at..at + LENGTH).is_some_and(is_mac_address);
        if !found {
            at += 1;
            continue;
        }
        let out = masked.get_or_insert_default();
        out.push_str(text.get(kept_to..at).unwrap_or_default());
        out.push_str(MASK);
        at += LENGTH;
        // What goes on is no other address, but the end of a longer name for the same card.
        while text.get(at..at + 3).is_some_and(is_joined_byte) {
            at += 3;
        }
        kept_to = at;
    }
    match masked {
        None => text,
        Some(mut out) => {
            out.push_str(text.get(kept_to..).unwrap_or_default());
            Cow::Owned(out)
        }
    }
}

fn is_joined_byte(text: &str) -> bool {
    let digits = text.strip_prefix([':', '-']).unwrap_or_default();
    digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_mac_address(text: &str) -> bool {
    let joint = text.as_bytes().get(2).copied();
    matches!(joint, Some(b':' | b'-'))
        && text.bytes().enumerate().all(|(at, byte)| {
            if at % 3 == 2 {
                Some(byte) == joint
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

/// Where a MAC address begins that the end of the line cuts off. Where a person has masked something,
/// a line may be cut that does not fill the terminal any more.
pub(super) fn cut_mac_address(text: &str, full: bool) -> Option<usize> {
    const LENGTH: usize = 17;
    let announced = text.contains("MAC-Address=") || text.contains("MAC Address");
    let at = text.rfind(['=', ' ', ','])? + 1;
    let tail = text.get(at..)?;
    let is_part = tail.len() < LENGTH && tail.bytes().all(is_of_mac_address);
    (announced && is_part && (full || tail.contains([':', '-']))).then_some(at)
}

pub(super) fn is_of_mac_address(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b':' | b'-')
}

/// The line without the rest of a word that the line before has begun, if that is what it begins with.
pub(super) fn mask_rest_of_word(text: Cow<'_, str>, is_of_word: fn(u8) -> bool) -> Cow<'_, str> {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find([' ', ',']).unwrap_or(rest.len());
    let (word, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    if word.is_empty() || !word.bytes().all(is_of_word) {
        return text;
    }
    Cow::Owned(format!("{MASK}{behind}"))
}
