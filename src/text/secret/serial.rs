//! Masks the serial numbers that a router prints or people note behind a label.

use std::borrow::Cow;
use std::ops::Range;

use super::words::Words;
use super::{Entry, MASK, SecretKind, Vault, is_hidden};

/// Words behind which a serial number stands, the longest first where one begins another; then what people write
/// in their place.
static SERIALS: Words = Words::of(&[
    "serial=",
    "serial no.",
    "serial number",
    "シリアル番号",
    "製造番号",
    "serial:",
    "s/n",
    "sn",
    "serial",
    "シリアル",
    "ｼﾘｱﾙ",
    "製番",
    "機器番号",
    "機番",
]);

/// How many of them a router prints. A number that was noted may be of any device, so it is compared with none.
const PRINTED: usize = 6;

/// Masks the words behind `serial=` and its like.
pub(super) fn mask_serial<'t>(line: u32, text: Cow<'t, str>, vault: &mut Vault) -> Cow<'t, str> {
    let mut out = String::new();
    let mut kept_to = 0;
    let mut last = None;
    for (at, number) in SERIALS.places(&text) {
        // A shorter word at the same place says less.
        if at < kept_to || last.replace(at) == Some(at) {
            continue;
        }
        let is_noted = number >= PRINTED;
        let Some(value) = serial_behind(&text, at, SERIALS.word(number), is_noted) else {
            continue;
        };
        let secret = text.get(value.clone()).unwrap_or_default();
        let joint = text.get(at..value.start).unwrap_or_default();
        if !is_noted && !joint.contains(|c| is_part(c) || is_joint(c)) {
            vault.0.push(Entry {
                line,
                kind: SecretKind::Serial,
                secret: secret.to_owned(),
            });
        }
        out.push_str(text.get(kept_to..value.start).unwrap_or_default());
        out.push_str(MASK);
        kept_to = value.end;
    }
    if kept_to == 0 {
        return text;
    }
    out.push_str(text.get(kept_to..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the number behind a word stands that begins at a place.
fn serial_behind(text: &str, at: usize, word: &str, is_noted: bool) -> Option<Range<usize>> {
    let before = text.get(..at)?;
    let rest = text.get(at + word.len()..)?;
    let begins_word = !before.ends_with(|c: char| c.is_ascii_alphanumeric());
    if is_noted && word.is_ascii() && !begins_word {
        return None;
    }
    let (rest, behind_word) = if is_noted {
        let rest = ["番号", "ナンバー", "ﾅﾝﾊﾞｰ", "no", "No", "NO", "#"]
            .into_iter()
            .find_map(|it| rest.trim_start().strip_prefix(it));
        let rest = rest.unwrap_or(text.get(at + word.len()..)?);
        let dot_less = rest.strip_prefix('.').unwrap_or(rest);
        (without_parentheses(dot_less), rest)
    } else {
        (rest, rest)
    };
    let sign = |c: char| matches!(c, ' ' | '\t' | ':' | '：' | '=' | 'は');
    let joint = |c: char| sign(c) || is_part(c) || is_joint(c);
    let plain = rest.trim_start_matches(sign);
    // Behind `serial=` no cell follows.
    let may_be_cell = !word.ends_with(['=', ':']);
    let arrow = ["->", "=>"].iter().find_map(|it| plain.strip_prefix(it));
    let cell = arrow.unwrap_or(plain).trim_start_matches(joint);
    let value = if may_be_cell { cell } else { plain };
    let skipped = plain.get(..plain.len() - value.len()).unwrap_or_default();
    if may_be_cell && holds_mask(skipped) {
        return None;
    }
    let is_noted = is_noted || value.len() < plain.len();
    let signs = behind_word.len() - value.len();
    let value = value.strip_prefix("is ").unwrap_or(value);
    let start = text.len() - value.len();
    let value = if is_noted { head(value) } else { value };
    let ends = |c: char| matches!(c, ' ' | '\t' | ',' | '、' | '，' | ')' | '|' | '"');
    let ends_noted = |c: char| ends(c) || !c.is_ascii_graphic() || "(]*`'<>;".contains(c);
    let value = if is_noted {
        value.split(ends_noted).next()?
    } else {
        value.split(|c| ends(c) || c == '）').next()?
    };
    if value.is_empty() || is_hidden(value) || (is_noted && (signs == 0 || !is_serial(value))) {
        return None;
    }
    Some(start..start + value.len())
}

/// Whether a number stood here that is masked by now: what stands behind it is another word. One that touches what follows
/// is how people write it in bold.
fn holds_mask(skipped: &str) -> bool {
    let parts = |c: char| c == ' ' || c == '\t' || is_part(c);
    let mut words = skipped.rsplit(parts).skip(1);
    words.any(|it| it == MASK)
}

/// Whether it parts the cells of a table.
fn is_part(c: char) -> bool {
    matches!(c, '|' | ',' | '"')
}

/// Whether it stands between a label and its number where people note one: an arrow, or the end of a bracket around
/// either.
fn is_joint(c: char) -> bool {
    "→⇒➡＝；;・-*`'()（）[]【】「」『』〔〕〈〉《》<>＜＞".contains(c)
}

/// The text behind a remark in parentheses: `シリアル（本社）：`.
fn without_parentheses(text: &str) -> &str {
    let Some(within) = text.trim_start().strip_prefix(['(', '（']) else {
        return text;
    };
    let end = head(within).find([')', '）']);
    let behind = end.and_then(|at| within.get(at..));
    behind.map_or(text, |it| it.trim_start_matches([')', '）']))
}

/// As much of a text as is longer than any number.
fn head(text: &str) -> &str {
    const LONGEST: usize = 64;
    let end = text
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// Whether it may be a device's number, and is no measure: `S/N: 35 dB`, `Serial user`.
pub(super) fn is_serial(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.len() >= 6 && digits >= 3 && value.is_ascii()
}
