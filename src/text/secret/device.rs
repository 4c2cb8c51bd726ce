//! Masks the MAC addresses that identify a router as a device, also where the terminal has cut one, and who logs in
//! at a web address.

use std::borrow::Cow;
use std::ops::Range;

use super::MASK;
use super::words::Words;
use crate::text::Listed;

/// Masks the name and the password in a web address, and a password in front of a host, `ann:dummy@`,
/// which stand before an `@`.
pub(super) fn without_user_info(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('@') && !text.contains("://") {
        return text;
    }
    let words = text.split(' ').map(|word| {
        // A password may hold a slash, and an @.
        let Some((user_info, host)) = word.rsplit_once('@') else {
            return Cow::Borrowed(word);
        };
        if let Some((scheme, _)) = user_info.split_once("://") {
            return Cow::Owned(format!("{scheme}://{MASK}@{host}"));
        }
        let Some((user, _)) = user_info.split_once(':') else {
            return Cow::Borrowed(word);
        };
        let is_address = ["sip", "sips", "mailto", "smtp"]
            .iter()
            .any(|it| user.ends_with(it));
        let is_user = user.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_user && !is_address && !host.is_empty() {
            return Cow::Owned(format!("{user}:{MASK}@{host}"));
        }
        Cow::Borrowed(word)
    });
    let mut words = words.listed();
    if let Some(cut) = words.last().and_then(|it| cut_user_info(it)) {
        words.pop();
        words.push(Cow::Owned(cut));
    }
    Cow::Owned(words.join(" "))
}

/// A web address that ends within its password, where the line does.
fn cut_user_info(word: &str) -> Option<String> {
    let (scheme, rest) = word.split_once("://")?;
    let (user, password) = rest.split_once(':')?;
    let is_port = password.starts_with(|c: char| c.is_ascii_digit() || c == '/');
    let is_whole = password.is_empty() || is_port || word.contains(['@', '[']);
    (!is_whole && !user.contains('/')).then(|| format!("{scheme}://{user}:{MASK}"))
}

/// Words behind which an address without joints may stand.
static ANNOUNCED: Words = Words::of(&[
    "mac",
    "ethernet",
    "client",
    "scope bind",
    "duid",
    "アドレス",
    "クライアント",
]);

/// Masks the addresses without joints, or with other ones, that stand behind a word for what they are:
/// `00005e005301`, `0000.5e00.5301`, `00 00 5e 00 53 01`.
pub(super) fn mask_bare_addresses(text: Cow<'_, str>) -> Cow<'_, str> {
    let announced = ANNOUNCED.places(&text).next();
    let Some((before, tail)) = announced.and_then(|(at, _)| text.split_at_checked(at)) else {
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

/// The digits of an address.
const DIGITS: usize = 12;

/// `00005e005301`, `0000.5e00.5301` or `0000-5e00-5301`, perhaps with a sign behind it.
fn is_bare_address(word: &str) -> bool {
    if word.len() < DIGITS {
        return false;
    }
    let word = word.trim_end_matches([',', ')', ';']);
    let is_joined = word
        .bytes()
        .filter(|byte| matches!(byte, b'.' | b'-'))
        .count();
    let digits = word.bytes().filter(u8::is_ascii_hexdigit).count();
    digits == DIGITS && matches!(is_joined, 0 | 2) && word.len() == DIGITS + is_joined
}

/// Words of lines in which twelve digits may be the identity of an end, or number an exchange.
static IDENTITIES: Words = Words::of(&[
    "ike",
    "isakmp",
    "]esp",
    "]ah",
    " i:",
    "spi",
    "id:",
    "id :",
    "識別子",
]);

/// Masks `00005e005301`, `0000.5e00.5301` and `0000-5e00-5301` wherever they stand, but not where the
/// diagnosis looks for an identity.
pub(super) fn mask_lone_addresses(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept_to = 0;
    for run in long_words(&text) {
        let word = text.get(run.clone()).unwrap_or_default();
        let word = word.trim_matches(['.', '-']);
        // RTX1210-00005e005301
        let last = word.rsplit_once('-').map_or(word, |(_, last)| last);
        let found = [word, last].into_iter().find(|it| is_lone_address(it));
        let Some(found) = found else { continue };
        let at = text.get(run.clone()).and_then(|it| it.find(found));
        let Some(at) = at.map(|at| run.start + at) else {
            continue;
        };
        out.push_str(text.get(kept_to..at).unwrap_or_default());
        out.push_str(MASK);
        kept_to = at + found.len();
    }
    if kept_to == 0 || IDENTITIES.any_in(&text) {
        return text;
    }
    out.push_str(text.get(kept_to..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the words stand that are as long as an address or longer. Hardly any line has one.
fn long_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let parts = |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let mut start = 0;
    let words = text.as_bytes().split(parts).map(move |word| {
        let at = start;
        start += word.len() + 1;
        at..at + word.len()
    });
    words.filter(|word| word.len() >= DIGITS)
}

/// Whether nothing else looks like it: of digits alone, it may be a counter or the number of a telephone.
fn is_lone_address(word: &str) -> bool {
    let has_letter = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let is_dotted = word.contains('.');
    let mut groups = word.split(['.', '-']);
    let is_even = !(is_dotted && word.contains('-')) && groups.all(|it| matches!(it.len(), 4 | 12));
    is_bare_address(word) && is_even && (is_dotted || (has_letter && has_digit))
}

/// Masks every `00:00:5e:00:53:01` and `00-00-5e-00-53-01`.
pub(super) fn mask_mac_addresses(text: Cow<'_, str>) -> Cow<'_, str> {
    const LENGTH: usize = 17;
    let mut masked = None::<String>;
    let mut kept_to = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    let is_joint = |byte: &u8| matches!(byte, b':' | b'-');
    let next_joint = |at| bytes.get(at + 2..)?.iter().position(is_joint);
    while let Some(joint) = next_joint(at) {
        at += joint;
        let alone = at == 0 || !bytes.get(at - 1).is_some_and(u8::is_ascii_hexdigit);
        if !alone || !text.get(at..at + LENGTH).is_some_and(is_mac_address) {
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
    // Its first two digits have no joint yet, and look like any number.
    let before = text.get(..at)?.trim_end();
    let may_follow = || full && before.ends_with(['=', ',', ':']);
    (announced && is_part && (tail.contains([':', '-']) || may_follow())).then_some(at)
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
