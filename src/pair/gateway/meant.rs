//! Tells for which of several gateways of a router another gateway is meant: by the names in the settings of both, or by
//! the age of their IKE SAs.

use super::candidate::{Candidates, Key};
use super::unit::Unit;
use super::{MatchedBy, Search};
use crate::model::{GatewaySettings, ONE_MOMENT_SECS, PeerAddress, Router};
use crate::pair::End;
use crate::text::{Listed, SecretKind, find_equal, sort_once};

impl Search<'_> {
    /// Whether the settings of one of two gateways mirror those of a further gateway of the other's router, and not those
    /// of the other: by their names the peers know each other, so that no SA between the two can be.
    pub(super) fn is_meant_for_another(&self, one: &Key, other: &Key) -> bool {
        self.mirrors_beside(one, other) || self.mirrors_beside(other, one)
    }

    fn mirrors_beside(&self, own: &Key, other: &Key) -> bool {
        let Some(((here, own), (there, met))) = self.told(own).zip(self.told(other)) else {
            return false;
        };
        if are_mirrored(own, met) != Some(false) || calls(met, here) {
            return false;
        }
        let mut beside = there.settings.gateways.iter().filter(|it| it.id != met.id);
        beside.any(|it| {
            are_mirrored(own, it) == Some(true)
                && have_one_key((here, own), (there, it)) != Some(false)
        })
    }

    /// Whether the key of one of two gateways is that of a further gateway of the other's router, and not the other's.
    pub(super) fn has_key_of_another(&self, one: &Key, other: &Key) -> bool {
        let has = |own: &Key, other: &Key| {
            let Some((own, met)) = self.told(own).zip(self.told(other)) else {
                return false;
            };
            let mut beside = met.0.settings.gateways.iter();
            let is_key_of = |it: &GatewaySettings| have_one_key(own, (met.0, it)) == Some(true);
            have_one_key(own, met) == Some(false) && beside.any(is_key_of)
        };
        has(one, other) || has(other, one)
    }

    fn told(&self, key: &Key) -> Option<Told<'_>> {
        let end = self.end(*key)?;
        Some((end.router, end.gateway_settings()?))
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

    /// The free gateways of a router with an IKE SA that has as long to live as one of a gateway.
    fn of_one_age(&self, key: &Key, at: usize, ages: &Ages) -> Vec<Key> {
        let mut near = Vec::new();
        for life in self.end(*key).iter().flat_map(lives) {
            let least = (at, life.saturating_sub(ONE_MOMENT_SECS));
            let from = ages.0.partition_point(|it| (it.0, it.1) < least);
            let rest = ages.0.get(from..).unwrap_or_default().iter();
            let same =
                rest.take_while(|it| it.0 == at && it.1 <= life.saturating_add(ONE_MOMENT_SECS));
            near.extend(same.map(|it| (at, it.2)));
        }
        near.retain(|it| self.is_free(it));
        sort_once(&mut near);
        near
    }

    pub(super) fn ages(&self) -> Ages {
        let mut ages = Vec::new();
        for (key, _) in self.free_gateways() {
            let end = self.end(key);
            ages.extend(end.iter().flat_map(lives).map(|life| (key.0, life, key.1)));
        }
        sort_once(&mut ages);
        Ages(ages)
    }
}

/// A router, and its settings of a gateway.
type Told<'m> = (&'m Router, &'m GatewaySettings);

/// How long the IKE SAs of all free gateways have to live, by their routers, in order.
pub(super) struct Ages(Vec<(usize, u32, Unit)>);

/// How long the IKE SAs of an end have to live.
fn lives(end: &End<'_>) -> impl Iterator<Item = u32> {
    let lives = end.ike_sas().filter_map(|it| it.common.remaining);
    lives.map(|it| it.value.0)
}

/// Whether each of two waits for the name that the other says, as far as both are written.
fn are_mirrored(one: &GatewaySettings, other: &GatewaySettings) -> Option<bool> {
    let awaited = |by: &GatewaySettings, of: &GatewaySettings| {
        let names = by.remote_name.explicit().zip(of.local_name.explicit());
        names.map(|(awaited, said)| awaited.value.name.same(&said.value.name))
    };
    match (awaited(one, other), awaited(other, one)) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (None, None) => None,
        (Some(true), _) | (_, Some(true)) => Some(true),
    }
}

/// Whether a gateway is told to call an address that is known to be a router's.
fn calls(told: &GatewaySettings, router: &Router) -> bool {
    let called = told.remote_address.explicit().map(|it| &it.value);
    matches!(called, Some(PeerAddress::Address(it)) if router.networks.owns(*it))
}

/// Whether two gateways have one key, as far as both were pasted in clear.
fn have_one_key(one: Told<'_>, other: Told<'_>) -> Option<bool> {
    let line = |it: Told<'_>| Some(it.1.pre_shared_key.explicit()?.line);
    let (here, there) = (line(one)?, line(other)?);
    let vault = &other.0.vault;
    one.0
        .vault
        .same(SecretKind::PreSharedKey, here, vault, there)
}
