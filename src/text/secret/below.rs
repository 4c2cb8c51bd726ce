//! Tells the label of a key or a serial number that stands alone, and finds what it announces in the rows below: one for
//! each site, as people keep such lists.

use std::borrow::Cow;
use std::ops::Range;

use super::marker::{Marked, marked_secret};
use super::note::{is_likely_key, may_be_key};
use super::rest::{RunsOn, is_rest_of_cut_line};
use super::serial::{is_serial, mask_serial};
use super::sign::has_sign;
use super::{MASK, Masker, Vault, is_hidden};
use crate::text::Listed;

/// What a label announces.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Announced {
    /// A key or a password.
    Key,
    /// The number of a device.
    Serial,
}

/// What a cell or a line announces that is nothing but a label.
pub(super) fn announced(label: &str) -> Option<Announced> {
    const LONGEST: usize = 60;
    if label.len() > LONGEST || !has_sign(label.as_bytes()) || label.contains("鍵交換") {
        return None;
    }
    let one = label.strip_suffix('s');
    announced_by(label).or_else(|| one.and_then(announced_by))
}

fn announced_by(label: &str) -> Option<Announced> {
    // What would a word be behind the label?
    let probe = format!("{label}=a1b2c3d4");
    if marked_secret(&probe) == Some(Marked::From(label.len() + 1)) {
        return Some(Announced::Key);
    }
    let as_serial = mask_serial(0, Cow::Borrowed(&probe), &mut Vault::default());
    as_serial.ends_with(MASK).then_some(Announced::Serial)
}

/// The lines below a label.
pub(super) struct Below {
    announced: Announced,
    /// How many more may be rows.
    left: usize,
}

impl Below {
    /// Where the line is a label, or a sentence that points to what stands below: 鍵は次の通り.
    pub(super) fn of(text: &str) -> Option<Self> {
        const MOST_ROWS: usize = 16;
        const POINTERS: [&str; 10] = [
            "次の",
            "以下",
            "下記",
            "こちら",
            "一覧",
            "↓",
            "below",
            "as follows",
            "the following",
            "list",
        ];
        if text.contains(MASK) || text.contains('#') || !is_rest_of_cut_line(text) {
            return None;
        }
        let pointer = POINTERS.iter().filter_map(|it| text.find(it)).min();
        let label = pointer.and_then(|at| text.get(..at)).unwrap_or(text);
        let label = without_ending(label.trim_matches(is_around));
        let announced = announced(label.trim_end_matches(is_around))?;
        Some(Self {
            announced,
            left: MOST_ROWS,
        })
    }

    /// Where the secrets stand in the next line; None where the rows have ended above.
    pub(super) fn secrets(&mut self, text: &str) -> Option<Vec<Range<usize>>> {
        const MOST_WORDS: usize = 6;
        self.left = self.left.checked_sub(1)?;
        if !text.contains(|c: char| c.is_ascii_alphanumeric()) {
            return (!text.ends_with([':', '：'])).then(Vec::new);
        }
        let words = words(text);
        let is_name = |word: &Range<usize>| {
            let word = text.get(word.clone()).unwrap_or_default();
            !word.bytes().any(|it| it.is_ascii_digit())
        };
        if !is_rest_of_cut_line(text) || words.len() > MOST_WORDS {
            return None;
        }
        let name = words.first().and_then(|it| text.get(it.clone()))?;
        let is_of_site = words.len() > 1 && is_site(name);
        let found = words.iter().skip(usize::from(is_of_site)).filter(|word| {
            let word = text.get((*word).clone()).unwrap_or_default();
            self.may_be(word, is_of_site) && !is_hidden(word) && !is_of_answer(name)
        });
        // A key ends with a blank, whatever signs are in it.
        let found = found.map(|it| it.start..end_of_key(text, it.end)).listed();
        let is_row = !found.is_empty() || text.contains(MASK);
        let is_lone_name = words.len() == 1 && words.iter().all(is_name) && !text.contains(':');
        (is_row || is_lone_name).then_some(found)
    }

    fn may_be(&self, word: &str, is_of_site: bool) -> bool {
        if is_model(word) || is_measure(word) {
            return false;
        }
        match self.announced {
            Announced::Key => is_likely_key(word) || (is_of_site && may_be_key(word)),
            Announced::Serial => is_serial(word),
        }
    }
}

impl Masker {
    /// A row below a label that stands alone, without its secret.
    pub(super) fn mask_below<'t>(&mut self, text: Cow<'t, str>) -> Cow<'t, str> {
        let Some(mut below) = self.below.take() else {
            return text;
        };
        let Some(secrets) = below.secrets(&text) else {
            return text;
        };
        self.below = Some(below);
        let masked = masked_at(text, secrets);
        // The word that the label announced stands in the row.
        if self.runs_on == RunsOn::MaybeCut && masked.contains(MASK) {
            self.runs_on = RunsOn::No;
        }
        masked
    }
}

/// The line without what stands at some places, in order.
pub(super) fn masked_at(mut text: Cow<'_, str>, secrets: Vec<Range<usize>>) -> Cow<'_, str> {
    for secret in secrets.into_iter().rev() {
        text.to_mut().replace_range(secret, MASK);
    }
    text
}

/// What people set around a label.
fn is_around(c: char) -> bool {
    !c.is_alphanumeric()
}

/// A label without the words that lead on.
fn without_ending(label: &str) -> &str {
    const ENDINGS: [&str; 4] = ["は", "の", " is", " are"];
    let mut endings = ENDINGS.iter().filter_map(|it| label.strip_suffix(it));
    endings.next().unwrap_or(label)
}

/// Whether a word says which site a row is of.
fn is_site(name: &str) -> bool {
    const SITES: [&str; 14] = [
        "本社",
        "支社",
        "本店",
        "支店",
        "拠点",
        "営業所",
        "事務所",
        "工場",
        "倉庫",
        "センター",
        "本部",
        "店舗",
        "HQ",
        "BR",
    ];
    SITES.iter().any(|it| name.contains(it))
}

/// Whether a row begins as lines of an answer do that have a number of letters and digits, too.
fn is_of_answer(name: &str) -> bool {
    let is_date = name.contains('/') && name.starts_with(|c: char| c.is_ascii_digit());
    is_date || ["SPI", "SA", "Rev", "Total", "PP", "TUNNEL"].contains(&name)
}

/// Whether it is the name of a kind of routers, or of a firmware.
fn is_model(word: &str) -> bool {
    ["RTX", "NVR", "FWX", "vRX", "Rev.", "RT1", "RT5"]
        .iter()
        .any(|it| word.starts_with(it))
}

/// A number with its unit: `27999s`.
pub(super) fn is_measure(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < word.len() && unit.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The words of a row, parted by blanks and by what stands between a name and its value.
fn words(text: &str) -> Vec<Range<usize>> {
    let parts =
        |c: char| c.is_whitespace() || "：:=＝→⇒|│,、・「」『』【】()（）[]<>`\"'*".contains(c);
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if !parts(c) {
            start = start.or(Some(at));
        } else if let Some(start) = start.take() {
            words.push(start..at);
        }
    }
    words
}

fn end_of_key(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_ascii_graphic() || "|,)]>`\"'*".contains(c));
    from + end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use crate::text::masked;

    #[test]
    fn rows_below_a_label_are_masked() {
        for (text, expected) in [
            (
                "事前共有鍵\n本社 dummyA9\n支社：dummyB92",
                "事前共有鍵\n本社 ***\n支社：***",
            ),
            ("鍵は次の通り\n\ndummyA9", "鍵は次の通り\n\n***"),
            ("【鍵一覧】\n本社：geheimnis", "【鍵一覧】\n本社：***"),
            (
                "PSK\n本社\ndummyA9\n支社\ndummyB9",
                "PSK\n本社\n***\n支社\n***",
            ),
            ("シリアル番号\nDUMMY10053", "シリアル番号\n***"),
            (
                "■S/N一覧\n・本社 RTX1220 DUMMY10053（予備）",
                "■S/N一覧\n・本社 RTX1220 ***（予備）",
            ),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn answers_below_a_label_stay() {
        for text in [
            "PSK\nSA[1] Duration: 27999s\nSPI: a6674747",
            "PSK\nSPI: a6674747",
            "鍵交換のログは以下の通り\n2026/11/23 10:00:00: x1y2z3",
            "シリアル番号\n説明:\nTUNNEL1000",
            "事前共有鍵\nRTX1220 Rev.15.04.07",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
