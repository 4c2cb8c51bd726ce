//! Finds the site that one which nothing joins to another is most likely meant for, and tells whether it is for none.

use std::cmp::Reverse;
use std::net::IpAddr;

use super::Search;
use super::candidate::Key;
use super::open::MOST_PEERS;
use super::silent::only;
use super::unit::said_addresses;
use super::without::tells_ways;
use crate::model::{LocalAddress, PeerAddress, Router, is_global};
use crate::text::{Listed, find_equal, sort_by_key};

impl Search<'_> {
    /// The site for which another is meant: whose address it calls, else that with most gateways, which is the hub if
    /// there is one; and whether something shows that the two should have a VPN, which is dead.
    pub(super) fn partner(
        &self,
        at: usize,
        complete: &[bool],
        known: &[(IpAddr, usize)],
    ) -> Option<(usize, bool)> {
        let peers = self.router(at)?.networks.peer_addresses();
        let called = peers.take(MOST_PEERS);
        let called = called.flat_map(|it| find_equal(known, |of| of.0.cmp(&it)));
        let called = called.map(|it| it.1).listed();
        let is_called = |other: &usize| called.contains(other);
        let is_dead = self.router(at).is_some_and(lists_none);
        let n_gateways = |other| self.router(other).map_or(0, |it| it.gateways.len());
        let may_have_more = |it: &usize| complete.get(*it) == Some(&false);
        let others = || (0..self.routers.len()).filter(|&it| it != at);
        let lists_all = |it: &Router| it.whole_answer(None).is_some();
        let only_one = only(others().filter(may_have_more)).filter(|_| is_dead);
        let only_one = only_one.filter(|it| self.router(*it).is_some_and(lists_all));
        let rank = |it: &usize| {
            let is_apart = self.are_apart(at, *it);
            (
                !is_called(it),
                Some(*it) != only_one,
                is_apart,
                Reverse(n_gateways(*it)),
                *it,
            )
        };
        let partner = others().min_by_key(rank)?;
        let mut rest = others().filter(|it| *it != partner);
        let is_hub = n_gateways(partner) > 1 && rest.all(|it| n_gateways(it) < n_gateways(partner));
        let is_told = Some(partner) == only_one || is_hub;
        Some((partner, is_called(&partner) || (is_told && is_dead)))
    }

    /// The sites, those first of which something shows whom they are for, and hubs last, which are whom others are for: so
    /// that it is the same whichever was pasted first.
    pub(super) fn surest_first(&self, complete: &[bool], known: &[(IpAddr, usize)]) -> Vec<usize> {
        let mut all = (0..self.routers.len()).listed();
        let n_gateways = |at: usize| self.router(at).map_or(0, |it| it.gateways.len());
        let is_told = |at: usize| self.partner(at, complete, known).is_some_and(|it| it.1);
        sort_by_key(&mut all, |at| (!is_told(*at), n_gateways(*at), *at));
        all
    }

    /// Of each site whether all that it has is found to be with others, by its whole list.
    pub(super) fn complete(&self) -> Vec<bool> {
        let silent = self.units_without_sas();
        let routers = self.routers.iter().enumerate();
        let complete = routers.map(|(at, router)| {
            let lists_all = router.whole_answer(None).is_some() && self.has_paired_all(at);
            lists_all && !silent.iter().any(|it| it.0 == at)
        });
        complete.listed()
    }

    /// Whether a site is told to call nobody but routers that were not pasted. Of two sites, each is meant to be the
    /// other's, whose address may have changed.
    pub(super) fn is_apart_from_all(&self, at: usize) -> bool {
        let mut others = (0..self.routers.len()).filter(|&it| it != at);
        self.routers.len() > 2 && others.all(|it| self.calls_away(at, it))
    }

    /// Whether all that is known of what a site is told to call is shown not to be another, of several; or its only
    /// gateway is set for somebody else.
    pub(super) fn tells_to_call_a_third(&self, from: usize, to: usize) -> bool {
        let only = self.only_unit(from).map(|it| (from, it));
        if only.is_some_and(|key| self.is_set_for_a_third(&key, to)) {
            return true;
        }
        let called = self.router(from).map(told).unwrap_or_default();
        let are_several = self.routers.len() > 2 && !called.is_empty();
        are_several && called.iter().all(|it| self.is_not_of(to, *it))
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

    /// Whether a site is told to speak from the address of a group of VRRP.
    pub(super) fn shares_address(&self, at: usize) -> bool {
        let router = self.router(at).into_iter();
        let mut gateways = router.flat_map(|it| &it.settings.gateways);
        gateways.any(|it| {
            let local = it.local_address.explicit().map(|it| &it.value);
            matches!(local, Some(LocalAddress::Vrrp(_)))
        })
    }

    /// Whether a third router is in the same LAN as a site, so that one may stand by for the other toward a peer.
    pub(super) fn is_beside_another(&self, at: usize, peer: usize) -> bool {
        let lans = |at: usize| self.router(at).into_iter().flat_map(|it| &it.networks.lans);
        let is_near =
            |it: &usize| lans(at).any(|lan| lans(*it).any(|it| it.value.overlaps(&lan.value)));
        let mut others = (0..self.routers.len()).filter(|it| ![at, peer].contains(it));
        others.any(|it| is_near(&it))
    }

    /// Whether a site without SAs speaks from the address of a group of VRRP, and a gateway of another that is joined
    /// calls the same peer: it stands by, and that one is the master.
    pub(super) fn stands_in_for_another(&self, at: usize) -> bool {
        let Some(router) = self.router(at) else {
            return false;
        };
        let called = told(router);
        let awaited = router.settings.gateways.iter();
        let awaited = awaited.filter_map(|it| it.remote_name.explicit());
        let awaited = awaited.map(|it| &it.value.name).listed();
        let calls_it = |key: &Key| {
            let peers = self.end(*key).map(|it| it.peer_ids()).unwrap_or_default();
            let mut names = peers.iter().filter(|it| it.address().is_none());
            self.called(key).iter().any(|it| called.contains(it))
                || names.any(|it| awaited.iter().any(|of| of.same(it)))
        };
        let is_without = router.ipsec_sas.is_empty() && router.ike_sas.is_empty();
        self.shares_address(at)
            && is_without
            && self.taken.iter().any(|key| key.0 != at && calls_it(key))
    }
}

/// Whether a router shows that another uses the address from which it is told to speak.
pub(super) fn is_backup(router: &Router) -> bool {
    let mut shared = router.links.shared.iter();
    shared.any(|it| it.is_master.is_some_and(|it| !it.value)) && router.ipsec_sas.is_empty()
}

/// Whether a router shows by its whole list that it has no SA, and nothing shows that it leads nothing into a tunnel, or
/// stands by.
fn lists_none(router: &Router) -> bool {
    let has_none = router.ipsec_sas.is_empty() && router.ike_sas.is_empty();
    let leads_nowhere = tells_ways(router) && router.networks.into_tunnels.is_empty();
    has_none && router.whole_answer(None).is_some() && !leads_nowhere && !is_backup(router)
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
