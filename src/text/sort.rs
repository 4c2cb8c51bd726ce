//! Sorts the lists of all layers with one piece of code, and finds in them what a map would.
//!
//! The library's sorts are compiled anew for every type and key, also within `collect` of its
//! ordered maps; in the page they were a sixth of the program.

use std::cmp::Ordering;
use std::ops::Range;

use super::Listed;

/// Sorts by a key; what has the same key stays as it came.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let count = items.len();
    sort(count, &mut Keyed { items, key });
}

/// Sorts by a key, and of what has the same one keeps what came last.
pub fn keep_last_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let count = items.len();
    let kept = keep_last(count, &mut Keyed { items, key });
    items.truncate(kept);
}

/// Sorts, and keeps each item once.
pub fn sort_once<T: Ord + Copy>(items: &mut Vec<T>) {
    keep_last_by_key(items, |it| *it);
}

/// A list that can be sorted by whoever does not know what it holds.
trait List {
    /// Whether one item may stand before the other.
    fn in_order(&self, one: usize, other: usize) -> bool;

    /// Lets two items change their places.
    fn swap(&mut self, one: usize, other: usize);
}

struct Keyed<'l, T, F> {
    items: &'l mut [T],
    key: F,
}

impl<T, K: Ord, F: Fn(&T) -> K> List for Keyed<'_, T, F> {
    fn in_order(&self, one: usize, other: usize) -> bool {
        match (self.items.get(one), self.items.get(other)) {
            (Some(one), Some(other)) => (self.key)(one) <= (self.key)(other),
            _ => true,
        }
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.items.swap(one, other);
    }
}

fn sort(count: usize, list: &mut dyn List) {
    let mut order = order(count, list);
    for start in 0..order.len() {
        let mut at = start;
        while let Some(place) = order.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == at || from == start {
                break;
            }
            list.swap(at, from);
            at = from;
        }
    }
}

/// Sorts, and moves the last of each to the front; says how many there are.
fn keep_last(count: usize, list: &mut dyn List) -> usize {
    sort(count, list);
    let mut kept = 0;
    for at in 0..count {
        if at + 1 == count || !list.in_order(at + 1, at) {
            list.swap(kept, at);
            kept += 1;
        }
    }
    kept
}

/// What compares as equal, in a list in which the smaller stands before it and the larger behind.
pub fn find_equal<T>(sorted: &[T], compare: impl Fn(&T) -> Ordering) -> &[T] {
    let equal = equal_range(sorted.len(), &|at| sorted.get(at).map(&compare));
    sorted.get(equal).unwrap_or_default()
}

fn equal_range(count: usize, compare: &dyn Fn(usize) -> Option<Ordering>) -> Range<usize> {
    let start = first_not(0..count, &|at| compare(at) == Some(Ordering::Less));
    let is_equal = |at: usize| compare(at) == Some(Ordering::Equal);
    // Mostly there are few, so their end is near.
    let mut near = 1;
    while is_equal(start + near) {
        near *= 2;
    }
    start..first_not(start..count.min(start + near), &is_equal)
}

/// Where in a range, in which some numbers are so and all behind them are not, the latter begin.
fn first_not(within: Range<usize>, is_so: &dyn Fn(usize) -> bool) -> usize {
    let Range { mut start, mut end } = within;
    while start < end {
        let middle = start.midpoint(end);
        if is_so(middle) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start
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

/// The indexes of a list's items in their order; none where they stand in it. Merging begins with the
/// runs that do, as most of what a router prints is in order.
fn order(count: usize, list: &dyn List) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..count).filter(|&at| !list.in_order(at - 1, at)).listed();
    if ends.is_empty() {
        return ends;
    }
    ends.push(count);
    let mut sorted: Vec<usize> = (0..count).listed();
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
                if list.in_order(*one, *other) {
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
            .listed();
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
        fn the_last_of_each_is_kept(keys: Vec<u8>) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let expected: std::collections::BTreeMap<u8, usize> = items.iter().copied().collect();
            keep_last_by_key(&mut items, |it| it.0);
            prop_assert_eq!(items, expected.into_iter().collect::<Vec<_>>());
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
