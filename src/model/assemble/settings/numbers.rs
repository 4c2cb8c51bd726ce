//! Turns a list of numbers, as commands take one for tunnels and gateways, into the numbers that it names.

use super::MOST;
use crate::text::Listed;

/// Numbers as a list names them: `1`, `1-3`, `1,3`, `1-`, `-5`, `all`, and what commas join of these.
pub(super) struct Numbers(Vec<(u32, u32)>);

impl Numbers {
    /// What is no number is left out.
    pub(super) fn read(words: &str) -> Self {
        if words == "all" {
            return Self(vec![(0, u32::MAX)]);
        }
        Self(words.split(',').filter_map(span).listed())
    }

    /// The only number.
    pub(super) fn only(&self) -> Option<u32> {
        match self.0.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }

    pub(super) fn holds(&self, number: u32) -> bool {
        let mut spans = self.0.iter();
        spans.any(|(first, last)| (*first..=*last).contains(&number))
    }
}

/// The numbers of a list; an open or absurd range means none.
pub(super) fn range(words: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    for (first, last) in words.split(',').filter_map(span) {
        if (last.saturating_sub(first) as usize) < MOST {
            numbers.extend(first..=last);
        }
    }
    numbers
}

fn span(part: &str) -> Option<(u32, u32)> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    match (first, last) {
        ("", "") => None,
        ("", last) => Some((0, last.parse().ok()?)),
        (first, "") => Some((first.parse().ok()?, u32::MAX)),
        (first, last) => Some((first.parse().ok()?, last.parse().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, range};

    #[test]
    fn a_list_names_numbers() {
        let named = |words: &str| {
            let numbers = Numbers::read(words);
            let named = (1..=7).filter(|it| numbers.holds(*it));
            named.map(|it| it.to_string()).collect::<String>()
        };
        for (words, expected) in [
            ("1", "1"),
            ("2-4", "234"),
            ("1,3", "13"),
            ("1-3,5", "1235"),
            ("5-", "567"),
            ("-3", "123"),
            ("-2,6-", "1267"),
            ("all", "1234567"),
            ("none", ""),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(named(words), expected, "{words}");
        }
        assert_eq!(Numbers::read("3").only(), Some(3));
        assert_eq!(Numbers::read("1,3").only(), None);
    }

    #[test]
    fn an_open_range_names_no_list() {
        assert_eq!(range("1-3,5"), [1, 2, 3, 5]);
        assert!(range("1-").is_empty() && range("0-99999").is_empty());
    }
}
