//! Turns a line into the places where the words of a list begin, in one pass.

/// Words that are looked for together. Each has at least two bytes, and letters of ASCII in lower case.
#[derive(Debug)]
pub(super) struct Words {
    words: &'static [&'static str],
    /// One bit for each pair of bytes with which a word begins, in either case: most places of a line are none of these.
    pairs: [u64; 64],
}

/// Where a pair has its bit: of each byte, the lower five and the one that parts letters from digits.
const fn pair(first: u8, second: u8) -> usize {
    (six(first) << 6) | six(second)
}

const fn six(byte: u8) -> usize {
    ((byte & 0b1_1111) | (byte & 0b100_0000) >> 1) as usize
}

impl Words {
    #[expect(
        clippy::indexing_slicing,
        reason = "in a constant, an index out of range does not compile"
    )]
    pub(super) const fn of(words: &'static [&'static str]) -> Self {
        let mut pairs = [0; 64];
        let mut rest = words;
        while let [word, others @ ..] = rest {
            if let [first, second, ..] = word.as_bytes() {
                let at = pair(*first, *second);
                pairs[at / 64] |= 1 << (at % 64);
            }
            rest = others;
        }
        Self { words, pairs }
    }

    /// Where each word begins, in whatever case, the first place first and there the word first that stands first in the
    /// list: the place and the word's number in the list.
    pub(super) fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> {
        let mut from = (0, 0);
        std::iter::from_fn(move || {
            let (at, number) = self.next(text.as_bytes(), from)?;
            from = (at, number + 1);
            Some((at, number))
        })
    }

    // One for all lists, whatever is done with what they find.
    #[inline(never)]
    fn next(&self, text: &[u8], from: (usize, usize)) -> Option<(usize, usize)> {
        let (start, mut number) = from;
        let (first, rest) = text.get(start..)?.split_first()?;
        let mut before = six(*first);
        for (at, byte) in rest.iter().enumerate() {
            let byte = six(*byte);
            let seconds = self.pairs.get(before).copied().unwrap_or_default();
            before = byte;
            if seconds >> byte & 1 == 1
                && let Some(number) = self.word_at(text.get(start + at..)?, number)
            {
                return Some((start + at, number));
            }
            number = 0;
        }
        None
    }

    /// The number of the first word, from one on, with which a text begins.
    fn word_at(&self, text: &[u8], from: usize) -> Option<usize> {
        let begins = |word: &&str| {
            let begun = text.get(..word.len());
            begun.is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()))
        };
        let words = self.words.get(from..)?;
        let found = words.iter().position(begins)?;
        Some(from + found)
    }

    /// The word of a number.
    pub(super) fn word(&self, number: usize) -> &'static str {
        self.words.get(number).copied().unwrap_or_default()
    }

    /// Whether any of them stands in the line.
    pub(super) fn any_in(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    /// Whether a text, in either case, can be the beginning of one; an empty one is none's.
    pub(super) fn may_begin_within(&self, text: &str) -> bool {
        match text.as_bytes() {
            [first, second, ..] => self.has_pair(pair(*first, *second)),
            short => !short.is_empty(),
        }
    }

    fn has_pair(&self, pair: usize) -> bool {
        let bits = self.pairs.get(pair / 64);
        bits.is_some_and(|bits| bits >> (pair % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn each_place_of_each_word_is_found_in_order() {
        static WORDS: Words = Words::of(&["serial no.", "serial", "鍵", "key"]);
        let found: Vec<_> = WORDS.places("Key 鍵 serial No. keyKEY").collect();
        assert_eq!(found, [(0, 3), (4, 2), (8, 0), (8, 1), (19, 3), (22, 3)]);
        assert_eq!(WORDS.word(2), "鍵");
        assert!(WORDS.any_in("鍵"));
        assert!(!WORDS.any_in("ke y") && !WORDS.any_in("") && !WORDS.any_in("k"));
    }
}
