//! Turns the answer to `show ipsec sa gateway N detail` into one record per SA: a block of labels.
//!
//! # Source
//! Command reference, "IPsec の SA の表示".
//! # Shape
//! `SA[1] Duration: 124s`, then one or two `label: value` on a line, then a ruler of 52 dashes.
//! The blocks that very old firmware printed for `show ipsec sa` have the same shape.
//! # Units
//! `Duration` / `寿命`: seconds left. `SPI`: bytes in hex, 16 for an IKE SA, 4 for an IPsec SA.
//! # Lines
//! `SA[n]` → new block, also where it lost its line to the ruler above it · label inside a block → [`Field`], also an unknown one beside it · traffic selectors
//! → field · ruler → ends the block · anything else → unread
//! Known labels behind a ruler show that the `SA[n]` above them is lost: the answer is not whole.
//! # Wording
//! seen: the English IKEv1 form, and the old Japanese form (寿命, 送受信方向, プロトコル, アルゴリズム,
//! 認証, モード, 鍵, 相手ホスト). Remembered and accepted: all other Japanese labels and every IKEv2 label.

mod fields;

use fields::{Fields, first_pair};

use super::atom::is_ruler;
use super::catalog::SHOW_IPSEC_SA;
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::{Listed, Numbers, sort_by_key};

pub(super) static OUTPUT: Output = Output {
    shape: Some(SHOW_IPSEC_SA),
    command: "show ipsec sa gateway detail",
    first: "S",
    claims: |text| text.trim_start().starts_with("SA[") && block_start(text).is_some(),
    continues: |text| block_start(text).is_some() || is_ruler(text) || known_label(text),
    wording: &[
        seen("IKEv1 の英語の表示", "IKEv1 in English"),
        seen(
            "表になる前の古いファームウェアの日本語の表示",
            "the Japanese blocks of old firmware, before the table",
        ),
        guessed(
            "IKEv1 の新しい日本語の表示（自分側の識別子 など）",
            "IKEv1 in today's Japanese (自分側の識別子 and the like)",
        ),
        guessed("IKEv2 の表示", "IKEv2"),
    ],
    read: answers::<Reader>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SaBlocks {
    /// The blocks, in the order printed.
    pub blocks: Vec<SaBlock>,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaBlock {
    /// Line of `SA[n]`.
    pub line: u32,
    /// The router's own number for the SA.
    pub sa: u32,
    /// Labels and values in the order printed.
    pub fields: Vec<Field>,
    /// Whether the ruler below it was reached.
    pub closed: bool,
}

impl SaBlocks {
    /// Whether the last block is of a direction that has more blocks than the other, or none has any: a router
    /// prints both.
    pub(super) fn ends_in_half(&self) -> bool {
        let all = self.blocks.iter().filter_map(SaBlock::direction).listed();
        let last = self.blocks.last().and_then(SaBlock::direction);
        let same = all.iter().filter(|it| Some(**it) == last).count();
        // With nothing but IKE SAs, those of IPsec may be what is missing.
        same * 2 > all.len() || (all.is_empty() && !self.blocks.is_empty())
    }

    /// Whether lines are missing between its blocks, or stand there twice: some blocks have a key and others none, one
    /// has two SPIs or two keys, or a number comes again.
    fn lacks_lines(&self) -> bool {
        let keys = self
            .blocks
            .iter()
            .map(|block| block.count(&Label::Key))
            .listed();
        let some_lack_keys = keys.contains(&0) && keys.iter().any(|count| *count > 0);
        // What a cut glued to the block of an IKE SA has a shorter SPI and no direction.
        let is_of_two =
            |block: &SaBlock| block.count(&Label::Spi) > 1 || block.count(&Label::Key) > 1;
        let mut numbers = self.blocks.iter().map(|block| block.sa).listed();
        sort_by_key(&mut numbers, |it| *it);
        let comes_again = numbers.windows(2).any(|two| two.first() == two.last());
        some_lack_keys || comes_again || self.blocks.iter().any(is_of_two)
    }
}

impl SaBlock {
    /// How many lines have a label.
    fn count(&self, label: &Label) -> usize {
        self.fields.iter().filter(|it| it.label == *label).count()
    }

    /// Its direction as printed; an IKE SA has none.
    fn direction(&self) -> Option<&str> {
        let mut fields = self.fields.iter();
        let field = fields.find(|it| it.label == Label::Direction)?;
        Some(&field.value)
    }
}

/// One label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Line number.
    pub line: u32,
    /// What the label says.
    pub label: Label,
    /// The value as printed, keys masked.
    pub value: Box<str>,
}

impl Field {
    fn is_unknown(&self) -> bool {
        matches!(self.label, Label::Other(_))
    }
}

/// The labels that are understood, in the router's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// `Duration`, `寿命`.
    Duration,
    /// `状態`.
    State,
    /// `Local ID`, `自分側の識別子`.
    LocalId,
    /// `Remote ID`, `相手側の識別子`.
    RemoteId,
    /// `ローカルホスト`.
    LocalHost,
    /// `リモートホスト`, `相手ホスト`.
    RemoteHost,
    /// `Direction`, `送受信方向`.
    Direction,
    /// `Protocol`, `プロトコル`.
    Protocol,
    /// `Mode`, `モード`.
    Mode,
    /// `Algorithm`, `アルゴリズム`: IKEv1 prints all in one.
    Algorithm,
    /// `for Auth.`, `認証`: the integrity algorithm of an IKEv1 IPsec SA.
    ForAuth,
    /// `暗号アルゴリズム`.
    Encryption,
    /// `認証アルゴリズム`.
    Integrity,
    /// `PRF`.
    Prf,
    /// `DHグループ`.
    DhGroup,
    /// `ESN`.
    Esn,
    /// `SPI`.
    Spi,
    /// `Key`, `鍵`.
    Key,
    /// A traffic selector, or its heading.
    Selector,
    /// A label nobody has described, as printed.
    Other(Box<str>),
}

pub(super) enum Item {
    /// `SA[n]`, and whether the ruler that closes the block above stands before it.
    Start {
        sa: u32,
        fields: Vec<Field>,
        ruled: bool,
    },
    /// The first label of a line and, mostly empty, those behind it.
    Fields(Field, Vec<Field>),
    Ruler,
}

/// The number in `SA[12]`, and what stands behind it; before it may stand the ruler of the block above.
fn block_start(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start().trim_start_matches('-').trim_start();
    let (number, rest) = text.strip_prefix("SA[")?.split_once(']')?;
    Some((number.parse().ok()?, rest))
}

fn known_label(text: &str) -> bool {
    first_pair(text).is_some_and(|(label, _)| !matches!(label, Label::Other(_)))
}

/// Whether a line can only be one of a block: it says who the ends are, the direction or the SPI.
pub(super) fn is_of_a_block(text: &str) -> bool {
    let own = [
        Label::LocalId,
        Label::RemoteId,
        Label::RemoteHost,
        Label::Direction,
        Label::Spi,
    ];
    first_pair(text.trim()).is_some_and(|(label, _)| own.contains(&label))
}

/// An answer while it is read.
#[derive(Default)]
pub(super) struct Reader {
    answer: SaBlocks,
    /// The numbers of its blocks.
    printed: Numbers,
    /// Whether the block to which labels belong has its beginning.
    open: bool,
    /// Whether there was one that has none.
    torn: bool,
}

impl Collect for Reader {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(_line: u32, first: &Item) -> Option<Self> {
        matches!(first, Item::Start { .. }).then(Self::default)
    }

    fn is_next(&self, item: &Item) -> bool {
        // No answer prints an SA twice, so a second one has begun.
        matches!(item, Item::Start { sa, .. } if self.printed.has(*sa))
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        if let Item::Start { sa, .. } = item {
            self.printed.add(sa);
        }
        match &item {
            Item::Start { .. } => self.open = true,
            Item::Ruler => {}
            // Another thing may have been printed in between, such as a message of the console.
            Item::Fields(first, more) if [first].into_iter().chain(more).all(Field::is_unknown) => {
                return false;
            }
            Item::Fields(first, _) => {
                let last = self.answer.blocks.last();
                if last.is_some_and(|block| is_of_another(block, &first.label)) {
                    (self.torn, self.open) = (true, false);
                }
            }
        }
        (self.open || matches!(item, Item::Ruler)) && add(&mut self.answer, at.first, item)
    }

    fn finish(self) -> (Record, Extent) {
        let closed = self.answer.blocks.iter().all(|block| block.closed);
        let is_whole = closed && !self.torn && !self.answer.lacks_lines();
        let extent = if is_whole { Extent::Whole } else { Extent::Cut };
        (Record::SaBlocks(self.answer), extent)
    }
}

/// Whether a label below a block is of a further one, whose beginning is lost: behind the ruler, or said
/// a second time.
fn is_of_another(block: &SaBlock, label: &Label) -> bool {
    let told_once = [
        Label::LocalId,
        Label::RemoteHost,
        Label::Direction,
        Label::Protocol,
    ];
    let is_told = || told_once.contains(label) && block.fields.iter().any(|it| it.label == *label);
    if block.closed {
        !matches!(label, Label::Other(_))
    } else {
        is_told()
    }
}

/// Adds an item to the last block; says no where it has none to belong to.
fn add(answer: &mut SaBlocks, line: u32, item: Item) -> bool {
    let at = |field: Field| Field { line, ..field };
    match (item, answer.blocks.last_mut()) {
        (
            Item::Start {
                sa,
                mut fields,
                ruled,
            },
            last,
        ) => {
            if let Some(block) = last {
                block.closed |= ruled;
            }
            for field in &mut fields {
                field.line = line;
            }
            answer.blocks.push(SaBlock {
                line,
                sa,
                fields,
                closed: false,
            });
        }
        (Item::Ruler, Some(block)) => block.closed = true,
        (Item::Fields(first, more), Some(block)) if !block.closed => {
            if block.fields.len() == block.fields.capacity() {
                // With the four of the first line, as many as an IPsec SA of IKEv1 has.
                block.fields.reserve_exact(6);
            }
            block.fields.push(at(first));
            block.fields.extend(more.into_iter().map(at));
        }
        (Item::Ruler | Item::Fields(..), _) => return false,
    }
    true
}

fn item(text: &str) -> Option<Item> {
    let text = text.trim();
    if let Some((sa, rest)) = block_start(text) {
        return Some(Item::Start {
            sa,
            fields: Fields::of(rest).listed(),
            ruled: text.starts_with('-'),
        });
    }
    if is_ruler(text) {
        return Some(Item::Ruler);
    }
    if is_selector(text) {
        let selector = Field {
            line: 0,
            label: Label::Selector,
            value: text.into(),
        };
        return Some(Item::Fields(selector, Vec::new()));
    }
    let mut fields = Fields::of(text);
    Some(Item::Fields(fields.next()?, fields.listed()))
}

/// A traffic selector or its heading; remembered, not seen.
fn is_selector(text: &str) -> bool {
    // Nearly every line of a block is a label with a colon, and has no slash.
    let bytes = text.as_bytes();
    if memchr::memchr(b'/', bytes).is_none() && memchr::memchr(b':', bytes).is_some() {
        return false;
    }
    let has_slashes = text.matches(" / ").count() >= 3;
    has_slashes
        || text.contains("トラフィックセレクタ")
        || text.to_ascii_lowercase().contains("traffic selector")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn check(paste: &str, expected: &Expect) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let mut printed = Vec::new();
        for Reading {
            record,
            extent,
            span,
        } in answers::<Reader>(&document.lines, &mut notes)
        {
            let Record::SaBlocks(answer) = record else {
                continue;
            };
            printed.push(format!("{extent:?} {}-{}", span.first, span.last));
            for block in answer.blocks {
                printed.push(format!("  SA {} closed {}", block.sa, block.closed));
                for field in block.fields {
                    printed.push(format!(
                        "    {} {:?} = {}",
                        field.line, field.label, field.value
                    ));
                }
            }
        }
        if !notes.unread.is_empty() {
            printed.push(format!("unread {:?}", notes.unread));
        }
        expected.assert_eq(&(printed.join("\n") + "\n"));
    }

    #[test]
    fn the_english_form_of_ikev1_is_read() {
        check(
            "\
SA[1] Duration: 10675s
Local ID: 192.0.2.1
Remote ID: 203.0.113.2
Protocol: IKE
Algorithm: AES-CBC, SHA-1, MODP 1024bit

SPI: 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 
Key: ** ** ** ** **  (confidential)   ** ** ** ** **
----------------------------------------------------
SA[2] Duration: 1719s
Direction: send
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: 0a 0b 0c 0d 
Key: ** ** ** ** **  (confidential)   ** ** ** ** **
----------------------------------------------------",
            &expect![[r#"
                Whole 1-16
                  SA 1 closed true
                    1 Duration = 10675s
                    2 LocalId = 192.0.2.1
                    3 RemoteId = 203.0.113.2
                    4 Protocol = IKE
                    5 Algorithm = AES-CBC, SHA-1, MODP 1024bit
                    7 Spi = 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff
                    8 Key = ** ** ** ** ** (confidential) ** ** ** ** **
                  SA 2 closed true
                    10 Duration = 1719s
                    11 Direction = send
                    12 Protocol = ESP
                    12 Mode = tunnel
                    13 Algorithm = AES-CBC
                    13 ForAuth = HMAC-SHA
                    14 Spi = 0a 0b 0c 0d
                    15 Key = ** ** ** ** ** (confidential) ** ** ** ** **
            "#]],
        );
    }

    #[test]
    fn the_old_japanese_form_is_read() {
        check(
            "\
SA[5] 寿命: 126秒
相手ホスト: 203.0.113.2, 送受信方向: 送信
プロトコル: ESP (モード: tunnel)
アルゴリズム: DES-CBC (認証: none)
SPI: 0a 0b 0c 0d
鍵 : 00 01 02 03",
            &expect![[r#"
                Cut 1-6
                  SA 5 closed false
                    1 Duration = 126秒
                    2 RemoteHost = 203.0.113.2
                    2 Direction = 送信
                    3 Protocol = ESP
                    3 Mode = tunnel
                    4 Algorithm = DES-CBC
                    4 ForAuth = none
                    5 Spi = 0a 0b 0c 0d
                    6 Key = ***
            "#]],
        );
    }

    #[test]
    fn two_labels_on_a_line_are_kept_and_unknown_ones_are_told() {
        // Guessed: the IKEv2 labels are remembered, not seen.
        check(
            "\
SA[1] 状態: 確立済 寿命: 27836秒
ローカルホスト: 192.0.2.1:500
暗号アルゴリズム: AES256_CBC     PRF : HMAC_SHA2_256
認証アルゴリズム: HMAC_SHA2_256_128   DHグループ: MODP_2048
新しい項目: 2001:db8::1
始点トラフィックセレクタ (タイプ / プロトコル / ポート / アドレス)
 IPv4-range / any / 0-65535 / 192.0.2.0-192.0.2.255
--------------------
これは何でもない",
            &expect![[r#"
                Whole 1-8
                  SA 1 closed true
                    1 State = 確立済
                    1 Duration = 27836秒
                    2 LocalHost = 192.0.2.1:500
                    3 Encryption = AES256_CBC
                    3 Prf = HMAC_SHA2_256
                    4 Integrity = HMAC_SHA2_256_128
                    4 DhGroup = MODP_2048
                    6 Selector = 始点トラフィックセレクタ (タイプ / プロトコル / ポート / アドレス)
                    7 Selector = IPv4-range / any / 0-65535 / 192.0.2.0-192.0.2.255
                unread [5, 9]
            "#]],
        );
    }

    #[test]
    fn a_label_without_block_is_left_unread() {
        check(
            "SPI: 0a 0b 0c 0d\nSA[x] Duration: 1s",
            &expect![[r#"
            unread [1, 2]
        "#]],
        );
    }

    #[test]
    fn a_repeated_number_begins_another_answer() {
        check(
            "SA[2] Duration: 5s\n--------------------\nSA[1] Duration: 5s\nSA[2] Duration: 4s",
            &expect![[r#"
                Cut 1-3
                  SA 2 closed true
                    1 Duration = 5s
                  SA 1 closed false
                    3 Duration = 5s
                Cut 4-4
                  SA 2 closed false
                    4 Duration = 4s
            "#]],
        );
    }

    #[test]
    fn a_heading_behind_the_ruler_on_its_line_begins_a_block() {
        check(
            "\
SA[1] Duration: 120s
SPI: 0a 0b 0c 0d
--------------------------------SA[2] Duration: 121s
SPI: 01 02 03 04
--------------------------------",
            &expect![[r#"
                Whole 1-5
                  SA 1 closed true
                    1 Duration = 120s
                    2 Spi = 0a 0b 0c 0d
                  SA 2 closed true
                    3 Duration = 121s
                    4 Spi = 01 02 03 04
            "#]],
        );
    }

    #[test]
    fn a_block_without_its_heading_makes_the_answer_a_part_of_one() {
        check(
            "\
SA[1] Duration: 120s
Direction: send
SPI: 0a 0b 0c 0d
--------------------------------
Direction: receive
SPI: 01 02 03 04
--------------------------------
SA[3] Duration: 120s
Direction: send
SPI: 0a 0b 0c 0e
Direction: receive
SPI: 01 02 03 05
--------------------------------
Note: mine",
            &expect![[r#"
                Cut 1-13
                  SA 1 closed true
                    1 Duration = 120s
                    2 Direction = send
                    3 Spi = 0a 0b 0c 0d
                  SA 3 closed true
                    8 Duration = 120s
                    9 Direction = send
                    10 Spi = 0a 0b 0c 0e
                unread [5, 6, 11, 12, 14]
            "#]],
        );
    }
}
