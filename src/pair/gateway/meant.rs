//! Tells for which of several gateways of a router another gateway is meant: by the names and the keys in the settings of
//! both.

use super::Search;
use super::candidate::Key;
use crate::model::{GatewaySettings, PeerAddress, Router};
use crate::text::SecretKind;

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
}

/// A router, and its settings of a gateway.
type Told<'m> = (&'m Router, &'m GatewaySettings);

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
