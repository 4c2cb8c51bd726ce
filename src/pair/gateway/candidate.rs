//! Pairs of units that may belong together, gathered before any is joined.

use super::unit::Unit;
use crate::text::{find_equal, sort_once};

/// A unit and the index of its router.
pub(super) type Key = (usize, Unit);

/// Pairs of gateways of different routers, the one of the lower router first.
#[derive(Default)]
pub(super) struct Candidates(pub(super) Vec<(Key, Key)>);

impl Candidates {
    pub(super) fn add(&mut self, one: Key, other: Key) {
        if one.0 != other.0 {
            self.0.push((one.min(other), one.max(other)));
        }
    }
}

/// From which site to which, and by which unit.
#[derive(Default)]
pub(super) struct Ways(pub(super) Vec<((usize, usize), Unit)>);

impl Ways {
    /// The units that lead to each other.
    pub(super) fn both_ways(self) -> Candidates {
        let Self(mut ways) = self;
        sort_once(&mut ways);
        let mut mutual = Candidates::default();
        for ((from, to), unit) in &ways {
            let back = find_equal(&ways, |it| it.0.cmp(&(*to, *from)));
            for (_, other) in few(back) {
                mutual.add((*from, *unit), (*to, *other));
            }
        }
        mutual
    }
}

/// As many as show that there is a choice. Without a bound, two hubs whose gateways all have one name
/// would be compared each with each.
pub(super) fn few<T>(same: &[T]) -> &[T] {
    same.get(..FEW).unwrap_or(same)
}

const FEW: usize = 20;
