//! Tells which gateways hold IKE SAs that have as long to live: those may be the two ends of one, and those of which
//! another's has are not.

use super::candidate::{Candidates, Key, few};
use super::unit::Unit;
use super::{MatchedBy, Search};
use crate::model::{IkeSa, ONE_MOMENT_SECS};
use crate::text::{Listed, find_equal, sort_once};

/// How long the IKE SAs of all free gateways have to live, by their routers, in order.
pub(super) struct Ages(Vec<(usize, u32, Unit)>);

/// More SAs of a router than these with as long to live are looked at by nobody.
const MOST_NEAR: usize = 64;

impl Search<'_> {
    pub(super) fn ages(&self) -> Ages {
        let mut ages = Vec::new();
        for (key, _) in self.free_gateways() {
            let lives = self.lives(&key).into_iter();
            ages.extend(lives.map(|life| (key.0, life, key.1)));
        }
        sort_once(&mut ages);
        Ages(ages)
    }

    /// The seconds that IKE SAs of a gateway have left.
    fn lives(&self, key: &Key) -> Vec<u32> {
        let sas = self.end(*key).map(|it| it.ike_sas().listed());
        let sas = sas.unwrap_or_default();
        let life = |it: &&IkeSa| it.common.remaining.map(|it| it.value.0);
        few(&sas).iter().filter_map(life).listed()
    }

    /// Whether two gateways hold IKE SAs that have as long to live, so that these may be one.
    pub(super) fn are_of_one_age(&self, one: &Key, other: &Key) -> bool {
        let theirs = self.lives(other);
        let is_near = |it: &u32| theirs.iter().any(|of| of.abs_diff(*it) <= ONE_MOMENT_SECS);
        self.lives(one).iter().any(is_near)
    }

    /// The free gateways of a router with an IKE SA that has as long to live as one of a gateway.
    pub(super) fn of_one_age(&self, key: &Key, at: usize, ages: &Ages) -> Vec<Key> {
        let mut near = Vec::new();
        for life in self.lives(key) {
            let least = (at, life.saturating_sub(ONE_MOMENT_SECS));
            let from = ages.0.partition_point(|it| (it.0, it.1) < least);
            let rest = ages.0.get(from..).unwrap_or_default().iter();
            let same =
                rest.take_while(|it| it.0 == at && it.1 <= life.saturating_add(ONE_MOMENT_SECS));
            near.extend(same.take(MOST_NEAR).map(|it| (at, it.2)));
        }
        near.retain(|it| self.is_free(it));
        sort_once(&mut near);
        near
    }

    /// Joins gateways of which both hold an IKE SA and no IPsec SA, where one calls an address that is known to be the
    /// other's router's, and no other gateway there has an IKE SA of that age.
    pub(super) fn by_calls_of_one_age(&mut self) {
        let stopped = self.free_gateways().map(|it| it.0);
        let mut stopped = stopped.filter(|it| self.has_ike_only(it)).listed();
        if stopped.is_empty() {
            return;
        }
        sort_once(&mut stopped);
        let (known, ages) = (self.known_addresses(), self.ages());
        let mut candidates = Candidates::default();
        for key in &stopped {
            for address in self.called(key) {
                let owners = find_equal(&known, |it| it.0.cmp(&address)).iter();
                for owner in owners.map(|it| it.1).filter(|it| *it != key.0) {
                    let mut near = self.of_one_age(key, owner, &ages);
                    near.retain(|it| !self.is_with_another(key, it));
                    if let [only] = near.as_slice()
                        && stopped.binary_search(only).is_ok()
                    {
                        candidates.add(*key, *only);
                    }
                }
            }
        }
        self.join(candidates, MatchedBy::Addresses);
    }

    fn has_ike_only(&self, key: &Key) -> bool {
        let end = self.end(*key);
        end.is_some_and(|it| it.ike_presence().is_shown() && it.lacks_child_sas().is_some())
    }

    /// Whether the IKE SA of one of two gateways is as old as that of a further gateway of the other's router, and not as
    /// the other's.
    pub(super) fn is_as_old_as_another(&self, one: &Key, other: &Key, ages: &Ages) -> bool {
        let fits_beside = |own: &Key, other: &Key| {
            let near = self.of_one_age(own, other.0, ages);
            near.iter()
                .any(|it| it != other && !self.is_with_another(own, it))
        };
        !self.are_of_one_age(one, other) && (fits_beside(one, other) || fits_beside(other, one))
    }
}
