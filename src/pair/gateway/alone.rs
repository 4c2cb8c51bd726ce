//! Finds the site that one which nothing joins to another is most likely meant for, and tells whether it is for none.

use std::cmp::Reverse;
use std::net::IpAddr;

use super::Search;
use super::candidate::Key;
use super::unit::said_addresses;
use crate::model::{LocalAddress, PeerAddress, Router, is_global};
use crate::text::Listed;

impl Search<'_> {
    /// The site for which another is meant: whose address it calls, else that with most gateways, which is the hub if
    /// there is one.
    pub(super) fn partner(&self, at: usize) -> Option<usize> {
        let others = (0..self.routers.len()).filter(|&it| it != at);
        let called = self.router(at).map(told).unwrap_or_default();
        let is_called = |other: usize| called.iter().any(|it| self.is_of(other, *it));
        let n_gateways = |other| self.router(other).map_or(0, |it| it.gateways.len());
        others.min_by_key(|&it| {
            let is_apart = self.are_apart(at, it);
            (!is_called(it), is_apart, Reverse(n_gateways(it)), it)
        })
    }

    /// Whether a site is told to call nobody but routers that were not pasted. Of two sites, each is meant to be the
    /// other's, whose address may have changed.
    pub(super) fn is_apart_from_all(&self, at: usize) -> bool {
        let mut others = (0..self.routers.len()).filter(|&it| it != at);
        self.routers.len() > 2 && others.all(|it| self.calls_away(at, it))
    }

    /// Whether one of two sites is told to call nobody but others.
    fn are_apart(&self, one: usize, other: usize) -> bool {
        self.calls_away(one, other) || self.calls_away(other, one)
    }

    fn calls_away(&self, from: usize, to: usize) -> bool {
        let Some(router) = self.router(from) else {
            return false;
        };
        let called = told(router);
        let tells_all = router.settings.whole.is_some()
            && called.len() == router.settings.gateways.len()
            && !called.is_empty();
        let is_away = |it: &IpAddr| {
            let mut thirds = (0..self.routers.len()).filter(|&it| it != from && it != to);
            self.is_not_of(to, *it) || thirds.any(|third| self.is_of(third, *it))
        };
        tells_all && called.iter().all(is_away)
    }

    /// Whether an address of the internet is a router's, by its lines or by what its SAs say.
    fn is_of(&self, at: usize, address: IpAddr) -> bool {
        let Some(router) = self.router(at) else {
            return false;
        };
        is_global(address)
            && (router.networks.owns(address) || said_addresses(router).contains(&address))
    }

    fn is_not_of(&self, at: usize, address: IpAddr) -> bool {
        let Some(router) = self.router(at) else {
            return false;
        };
        let says_others = is_global(address) && !said_addresses(router).is_empty();
        !self.is_of(at, address) && (router.networks.is_anothers(address) || says_others)
    }

    /// Whether a site without SAs speaks from the address of a group of VRRP, and a gateway of another that is joined
    /// calls the same peer: it stands by, and that one is the master.
    pub(super) fn stands_in_for_another(&self, at: usize) -> bool {
        let Some(router) = self.router(at) else {
            return false;
        };
        let mut gateways = router.settings.gateways.iter();
        let shares = gateways.any(|it| {
            let local = it.local_address.explicit().map(|it| &it.value);
            matches!(local, Some(LocalAddress::Vrrp(_)))
        });
        let called = told(router);
        let calls_it = |key: &Key| self.called(key).iter().any(|it| called.contains(it));
        let is_without = router.ipsec_sas.is_empty() && router.ike_sas.is_empty();
        shares && is_without && self.taken.iter().any(|key| key.0 != at && calls_it(key))
    }
}

/// The addresses that a router's settings tell it to call.
fn told(router: &Router) -> Vec<IpAddr> {
    let gateways = router.settings.gateways.iter();
    let called = gateways.filter_map(|it| match it.remote_address.explicit()?.value {
        PeerAddress::Address(address) => Some(address),
        PeerAddress::Name(_) | PeerAddress::Any => None,
    });
    called.listed()
}
