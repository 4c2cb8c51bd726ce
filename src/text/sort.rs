//! Sorts the lists of all layers with one piece of code, and finds in them what a map would.
//!
//! The library's sorts are compiled anew for every type and key, also within `collect` of its
//! ordered maps; in the page they were a sixth of the program.

use std::cmp::Ordering;

/// Sorts by a key; what has the same key stays as it came.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let in_order = |one: usize, other: usize| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => key(one) <= key(other),
        _ => true,
    };
    let mut order = order(items.len(), &in_order);
    for start in 0..items.len() {
        let mut at = start;
        while let Some(place) = order.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == at || from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// What compares as equal, in a list in which the smaller stands before it and the larger behind.
pub fn find_equal<T>(sorted: &[T], compare: impl Fn(&T) -> Ordering) -> &[T] {
    let start = sorted.partition_point(|it| compare(it).is_lt());
    let rest = sorted.get(start..).unwrap_or_default();
    // Mostly there are few, so their end is near.
    let mut near = 1;
    while rest.get(near).is_some_and(|it| compare(it).is_eq()) {
        near *= 2;
    }
    let near = rest.get(..near).unwrap_or(rest);
    let end = near.partition_point(|it| compare(it).is_eq());
    near.get(..end).unwrap_or_default()
}

/// Numbers that were met. Each costs about the same, in whatever order they come.
#[derive(Debug, Default)]
pub struct Numbers {
    /// In order within each run; a run has at least twice the length of the next.
    runs: Vec<Vec<u32>>,
}

impl Numbers {
    /// Whether the number was added before.
    pub fn has(&self, number: u32) -> bool {
        let mut runs = self.runs.iter();
        runs.any(|run| run.binary_search(&number).is_ok())
    }

    /// Adds a number.
    pub fn add(&mut self, number: u32) {
        match self.runs.last_mut() {
            Some(run) if run.last() < Some(&number) => run.push(number),
            _ => self.runs.push(vec![number]),
        }
        while let [.., longer, last] = self.runs.as_mut_slice()
            && longer.len() < 2 * last.len()
        {
            longer.append(last);
            sort_by_key(longer, |number| *number);
            self.runs.pop();
        }
    }
}

/// The indexes of `count` things in their order; `in_order` tells whether the first may stand
/// before the second; none where they stand in it. Merging begins with the runs that do, as most of
/// what a router prints is in order.
fn order(count: usize, in_order: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..count).filter(|&at| !in_order(at - 1, at)).collect();
    if ends.is_empty() {
        return ends;
    }
    ends.push(count);
    let mut sorted: Vec<usize> = (0..count).collect();
    while ends.len() > 1 {
        let mut merged = Vec::with_capacity(count);
        let mut rest = sorted.as_slice();
        let mut start = 0;
        for both in ends.chunks(2) {
            let (middle, end) = match both {
                [middle, end] => (*middle, *end),
                _ => (count, count),
            };
            let (run, others) = rest.split_at_checked(end - start).unwrap_or((rest, &[]));
            let (mut left, mut right) = run.split_at_checked(middle - start).unwrap_or((run, &[]));
            while let ([one, left_rest @ ..], [other, right_rest @ ..]) = (left, right) {
                if in_order(*one, *other) {
                    merged.push(*one);
                    left = left_rest;
                } else {
                    merged.push(*other);
                    right = right_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
            (rest, start) = (others, end);
        }
        ends = ends
            .chunks(2)
            .filter_map(|both| both.last().copied())
            .collect();
        sorted = merged;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_library_does(keys: Vec<u8>) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|it| it.0);
            sort_by_key(&mut items, |it| it.0);
            prop_assert_eq!(items, expected);
        }
    }

    proptest! {
        #[test]
        fn numbers_are_met_once_they_were_added(numbers: Vec<u8>) {
            let mut met = Numbers::default();
            for (at, number) in numbers.iter().enumerate() {
                let before = numbers.iter().take(at).any(|it| it == number);
                prop_assert_eq!(met.has(u32::from(*number)), before);
                met.add(u32::from(*number));
            }
        }

        #[test]
        fn finds_all_that_are_equal(mut keys: Vec<u8>, wanted: u8) {
            keys.sort_unstable();
            let expected: Vec<u8> = keys.iter().copied().filter(|key| *key == wanted).collect();
            prop_assert_eq!(find_equal(&keys, |key| key.cmp(&wanted)), expected);
        }
    }

    #[test]
    fn what_is_in_order_is_compared_once() {
        let compared = std::cell::Cell::new(0);
        let mut items: Vec<u32> = (0..1000).collect();
        sort_by_key(&mut items, |it| {
            compared.set(compared.get() + 1);
            *it
        });
        assert_eq!(compared.get(), 2 * 999);
        assert!(items.is_sorted());
    }
}
