//! Masks what identifies a router as a device, its serial number and MAC addresses, also where the
//! terminal has cut one.

use std::borrow::Cow;

use super::{Entry, MASK, SecretKind, Vault, is_hidden};

/// Masks the word behind `serial=` and its like.
pub(super) fn mask_serial<'t>(line: u32, text: Cow<'t, str>, vault: &mut Vault) -> Cow<'t, str> {
    let lower = text.to_ascii_lowercase();
    let found = [
        "serial=",
        "serial no.",
        "serial number",
        "シリアル番号",
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
