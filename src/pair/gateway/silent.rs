//! Finds the tunnels of which a whole list shows no SA, and joins them to the pasted site that routes or settings lead
//! them to: what has no SA is in no list, so nothing else names it.

use std::net::IpAddr;

use super::candidate::Key;
use super::unit::{Unit, is_dial_in, is_known, lan_networks, said_addresses};
use super::{End, Found, MatchedBy, Search};
use crate::model::{Encapsulation, Network, Router, SecurityGateway, TunnelNumber, is_global};
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

/// The tunnels of a router that its whole list shows to have no SA, in order.
pub(super) fn silent_tunnels(router: &Router) -> Vec<TunnelNumber> {
    if !tells_all(router) {
        return Vec::new();
    }
    let holding = router.gateways.iter().filter(|it| holds(router, it));
    let mut used: Vec<TunnelNumber> = holding.flat_map(|it| &it.tunnels).copied().listed();
    used.extend(router.ipsec_sas.iter().filter_map(|sa| sa.tunnel));
    sort_once(&mut used);
    let shown = router.tunnels.iter().map(|it| it.number);
    let led = router.networks.into_tunnels.iter().map(|it| it.0);
    let mut silent: Vec<TunnelNumber> = shown.chain(led).listed();
    silent.retain(|it| used.binary_search(it).is_err() && may_be_ipsec(router, *it));
    sort_once(&mut silent);
    silent
}

/// Whether a router lists all its SAs, and of which tunnels they are.
fn tells_all(router: &Router) -> bool {
    let mut answers = router.sa_answers.iter();
    let is_whole = router.whole_answer(None).is_some() && router.contradictions.is_empty();
    let mut holding = router.gateways.iter().filter(|it| holds(router, it));
    is_whole
        && answers.all(|it| it.miscounted.is_none())
        && holding.all(|it| !it.tunnels.is_empty() || is_dial_in(router, Some(it)))
}

fn holds(router: &Router, gateway: &SecurityGateway) -> bool {
    !router.ike_sas_of(gateway.id).is_empty() || !router.ipsec_sas_of(gateway.id).is_empty()
}

/// Whether a tunnel may carry IPsec, and none of its outputs shows it to be up.
pub(super) fn may_be_ipsec(router: &Router, number: TunnelNumber) -> bool {
    let set = router.settings.tunnel(number);
    // What the settings of gateways bind to none is not in use, or lines of it are lost.
    let is_bound = set.is_some_and(|it| router.settings.policy_of(it).is_some());
    let tells = router.settings.whole.is_some() || set.is_some();
    if tells && !router.settings.gateways.is_empty() && !is_bound {
        return false;
    }
    let set = set.and_then(|it| it.encapsulation.known());
    let shown = router.tunnel(number);
    let may_be = shown.is_none_or(|it| it.may_be_ipsec() && !it.up.is_some_and(|up| up.value));
    may_be && set.is_none_or(|it| it.value == Encapsulation::Ipsec) && !router.is_line(number)
}

/// A site with more networks than these is none.
pub(super) const MOST_NETWORKS: usize = 64;

/// A gateway or a tunnel, and the router that it leads to.
struct Way {
    from: Key,
    to: usize,
    matched_by: MatchedBy,
}

impl Way {
    /// The two routers.
    fn between(&self) -> (usize, usize) {
        (self.from.0.min(self.to), self.from.0.max(self.to))
    }
}

impl<'m> Search<'m> {
    /// Whether a tunnel has no SA, by the whole list of its router.
    pub(super) fn is_silent(&self, at: usize, tunnel: TunnelNumber) -> bool {
        let silent = self.silent.get(at);
        silent.is_some_and(|it| it.binary_search(&tunnel).is_ok())
    }

    /// Joins what has no SA at either end and leads to each other's networks, also tunnels that only a route names, where
    /// nothing joins the two routers yet: beside VPNs with others that fit, a dead one would be lost.
    pub(super) fn by_silent_tunnels(&mut self) {
        let units = self.units_without_sas();
        let settled = self.settled_routers();
        let mut candidates = self.led_to_each_other(&units);
        let are_settled = |one: &Key, other: &Key| settled.binary_search(&(one.0, other.0)).is_ok();
        candidates.0.retain(|(one, other)| {
            let may_stand_by =
                self.is_beside_another(one.0, other.0) || self.is_beside_another(other.0, one.0);
            !are_settled(one, other) && !may_stand_by
        });
        self.join(candidates, MatchedBy::Routes);
    }

    /// Joins what has no SA at one end to the router whose address it is told to call, or to whose LAN its routes lead,
    /// where nothing joins the two yet, and that router holds no SAs which may be the other end's.
    pub(super) fn by_ways_of_one_end(&mut self) {
        let units = self.units_without_sas();
        let mut ways = self.ways(&units);
        let settled = self.settled_routers();
        let holding = self.free_gateways().filter(|(key, gateway)| {
            let router = self.router(key.0);
            router.is_some_and(|it| holds(it, gateway))
        });
        let holding = holding.map(|it| it.0).listed();
        ways.retain(|it| {
            let is_settled = settled.binary_search(&it.between()).is_ok();
            let mut of_other = holding.iter().filter(|key| key.0 == it.to);
            let may_be_its = of_other.any(|key| !self.is_set_for_a_third(key, it.from.0));
            let is_free = !is_settled && !may_be_its;
            let at = it.from.0;
            let may_stand_by = self.is_beside_another(at, it.to)
                && (it.matched_by == MatchedBy::Routes || self.shares_address(at));
            is_free && !may_stand_by && !self.stands_in_for_another(at)
        });
        // The surest first, whichever site was pasted first.
        sort_by_key(&mut ways, |it| (it.between(), it.matched_by, it.from));
        for same in ways.chunk_by(|one, other| one.between() == other.between()) {
            let Some((first, rest)) = same.split_first() else {
                continue;
            };
            let back = rest.iter().find(|it| it.from.0 == first.to);
            let back = back.map(|it| it.from).or_else(|| self.back(first, &units));
            let b = match back {
                Some(key) => self.end(key),
                None => self.other_end(first.to, first.from.0),
            };
            if let Some((a, b)) = self.end(first.from).zip(b) {
                self.taken.extend(back.into_iter().chain([first.from]));
                self.found.push(Found::between(a, b, first.matched_by));
            }
        }
        sort_once(&mut self.taken);
    }

    /// The only thing without SAs at the router to which another leads, where it may be with that one.
    fn back(&self, way: &Way, units: &[Key]) -> Option<Key> {
        let mut own = units.iter().filter(|it| it.0 == way.to);
        let back = own.next().filter(|_| own.next().is_none())?;
        // Where its routes lead to that one, the address that it calls has changed.
        let to = way.from.0;
        let leads_there = self.led_to(back, &self.likely_networks()) == Some(to);
        let may_be = leads_there || !self.calls_another(back, to);
        (may_be && !self.is_set_for_a_third(back, to)).then_some(*back)
    }

    /// The end of a router to which what has no SA leads: all its SAs are those of other ends, or nothing tells which
    /// are not.
    pub(super) fn other_end(&self, at: usize, toward: usize) -> Option<End<'m>> {
        let router = self.router(at)?;
        if tells_all(router) && self.has_paired_all(at) {
            return Some(End::without_sas(router));
        }
        self.unknown_end(at, Some(toward))
    }

    /// An end of a router of which nothing tells what it is toward another: not what is told to call a third.
    pub(super) fn unknown_end(&self, at: usize, toward: Option<usize>) -> Option<End<'m>> {
        let router = self.router(at)?;
        let ends = self.found.iter().flat_map(|it| [Some(it.a), it.b]);
        let is_joined = ends.flatten().any(|it| it.router.side == router.side);
        let is_away = toward.is_some_and(|to| self.tells_to_call_a_third(at, to));
        Some(if is_joined || is_away {
            End::unknown(router)
        } else {
            End::new(router, None)
        })
    }

    /// Asks about what has no SA and leads to a network of which nothing tells whose it is, where it may be that of a
    /// pasted site which nothing joins to its router: the two may be meant to have a VPN.
    pub(super) fn by_unknown_peers(&mut self) {
        if self.routers.len() < 3 {
            return;
        }
        let is_settled = |it: &Key| {
            let side = self.router(it.0).map(|it| it.side);
            let mut known = self
                .found
                .iter()
                .filter(|it| it.matched_by != MatchedBy::Nothing);
            known.any(|it| {
                [Some(it.a), it.b]
                    .into_iter()
                    .flatten()
                    .any(|end| Some(end.router.side) == side)
            })
        };
        let mut units = self.open_units();
        units.retain(is_settled);
        let joined = self.joined_routers();
        let (addresses, networks) = (self.known_addresses(), self.known_networks());
        for from in units {
            let Some(a) = self.end(from) else { continue };
            let called = self.called(&from);
            let far = a.far_networks();
            let may_be = |to: &usize| {
                let is_joined = joined
                    .binary_search(&(from.0.min(*to), from.0.max(*to)))
                    .is_ok();
                let is_elsewhere = !called.is_empty() && addresses.iter().any(|it| it.1 == *to);
                let leads_elsewhere = networks.iter().any(|it| it.1 == *to);
                !(*to == from.0 || is_joined || is_elsewhere || leads_elsewhere)
            };
            let leads_to_another = far.iter().any(|far| {
                let mut known = networks.iter();
                known.any(|it| it.0.overlaps(&far.value))
            });
            let mut others = (0..self.routers.len()).filter(may_be);
            let to = others
                .next()
                .filter(|_| !far.is_empty() && !leads_to_another);
            let Some(b) = to.and_then(|to| self.unknown_end(to, Some(from.0))) else {
                continue;
            };
            self.taken.push(from);
            self.found.push(Found {
                may_be_none: true,
                ..Found::between(a, b, MatchedBy::Nothing)
            });
        }
        sort_once(&mut self.taken);
    }

    /// The pairs of routers that are joined, or of which one has SAs that lead to the other, in order: what has none
    /// beside those may be in reserve.
    pub(super) fn settled_routers(&self) -> Vec<(usize, usize)> {
        let with_sas = self.free_gateways().filter(|(key, gateway)| {
            let router = self.router(key.0);
            router.is_some_and(|it| holds(it, gateway))
        });
        let with_sas = with_sas.map(|it| it.0).listed();
        let mut settled = self.joined_routers();
        settled.extend(self.ways(&with_sas).iter().map(Way::between));
        // The address that they name may be that of another line.
        let networks = self.likely_networks();
        let to = |it: &Key| Some((it.0, self.led_to(it, &networks)?));
        let led = with_sas.iter().filter_map(to);
        settled.extend(led.map(|(from, to)| (from.min(to), from.max(to))));
        sort_once(&mut settled);
        settled
    }

    /// The pairs of routers that are joined, or of which one has SAs of both directions that lead to the other, in order.
    pub(super) fn connected_routers(&self) -> Vec<(usize, usize)> {
        let up = self.free_gateways().map(|it| it.0);
        let up = up.filter(|key| self.end(*key).is_some_and(|it| it.has_sas_both_ways()));
        let mut connected = self.joined_routers();
        connected.extend(self.ways(&up.listed()).iter().map(Way::between));
        sort_once(&mut connected);
        connected
    }

    /// The pairs of routers that are joined, in order.
    fn joined_routers(&self) -> Vec<(usize, usize)> {
        let both = self.found.iter().filter_map(|it| Some((it.a, it.b?)));
        let places = both.filter_map(|(a, b)| Some((self.place(a)?, self.place(b)?)));
        let mut pairs = places
            .map(|(one, other)| (one.min(other), one.max(other)))
            .listed();
        sort_once(&mut pairs);
        pairs
    }

    /// What is free and has no SA, by a whole list, and is no reserve.
    pub(super) fn units_without_sas(&self) -> Vec<Key> {
        let mut units = self.all_free_units();
        units.retain(|key| self.end(*key).is_some_and(|it| is_without_sas(&it)));
        units
    }

    /// What is free and is not shown to be up, and is no reserve.
    pub(super) fn open_units(&self) -> Vec<Key> {
        let mut units = self.all_free_units();
        units.retain(|key| self.end(*key).is_some_and(|it| is_open(&it)));
        units
    }

    /// Gateways, and tunnels, also those that only a route names.
    fn all_free_units(&self) -> Vec<Key> {
        let mut units = self.free_units().listed();
        for (at, (router, silent)) in self.routers.iter().copied().zip(&self.silent).enumerate() {
            let mut named = router.loose_tunnels.clone();
            named.extend(router.gateways.iter().flat_map(|it| &it.tunnels));
            sort_once(&mut named);
            let unnamed = silent.iter().filter(|it| named.binary_search(it).is_err());
            let unnamed = unnamed.map(|it| (at, Unit::Tunnel(*it)));
            units.extend(unnamed.filter(|it| self.is_free(it)));
        }
        units
    }

    /// Where units lead, each to one router.
    fn ways(&self, units: &[Key]) -> Vec<Way> {
        let (addresses, networks) = (self.known_addresses(), self.known_networks());
        let mut ways = Vec::new();
        for &from in units {
            let called = self.called(&from);
            let called = called
                .iter()
                .flat_map(|it| find_equal(&addresses, |of| of.0.cmp(it)));
            let by_address = only(called.map(|it| it.1).filter(|to| *to != from.0));
            let by_route = self.led_to(&from, &networks);
            let by_route = by_route.filter(|to| *to != from.0 && !self.calls_another(&from, *to));
            let way = |to, matched_by| Way {
                from,
                to,
                matched_by,
            };
            let by_address = by_address.map(|to| way(to, MatchedBy::Addresses));
            ways.extend(by_address.or_else(|| by_route.map(|to| way(to, MatchedBy::Routes))));
        }
        ways
    }

    /// The addresses of the internet that are known to be those of one router, in order: as its outputs and its SAs
    /// say, or those of the ends that it is joined to.
    pub(super) fn known_addresses(&self) -> Vec<(IpAddr, usize)> {
        let mut known: Vec<(IpAddr, usize)> = Vec::new();
        for (at, router) in self.routers.iter().copied().enumerate() {
            let own = router.networks.own_addresses.iter().copied();
            let own = own.chain(said_addresses(router));
            known.extend(own.map(|it| (it, at)));
        }
        for (end, other) in self.joined_ends() {
            let peer = end.gateway.and_then(|it| it.remote_id.seen());
            known.extend(peer.and_then(|it| Some((it.value.address()?, other))));
        }
        known.retain(|it| is_global(it.0));
        sort_once(&mut known);
        let owners = known.chunk_by(|one, other| one.0 == other.0);
        let owners = owners.filter(|it| it.len() == 1);
        owners.flatten().copied().listed()
    }

    /// The networks that are known to be at one router: those of its LAN, else those that the ends it is joined to
    /// lead to it, where they are nobody else's.
    pub(super) fn known_networks(&self) -> Vec<(Network, usize)> {
        let routers = self.routers.iter().copied().enumerate();
        let lans =
            routers.flat_map(|(at, it)| lan_networks(it).into_iter().map(move |it| (it, at)));
        let mut known: Vec<(Network, usize)> = lans.listed();
        let mut led: Vec<(Network, usize)> = Vec::new();
        for (end, other) in self.joined_ends() {
            let far = end.far_networks();
            let is_known = known.iter().any(|it| it.1 == other);
            let far = far.iter().take(MOST_NETWORKS).filter(|_| !is_known);
            led.extend(far.map(|it| (it.value, other)));
        }
        let is_anothers = |it: &(Network, usize), all: &[(Network, usize)]| {
            all.iter().any(|of| of.1 != it.1 && of.0.overlaps(&it.0))
        };
        let sure = led
            .iter()
            .filter(|it| !is_anothers(it, &known) && !is_anothers(it, &led));
        let sure = sure.copied().listed();
        known.extend(sure);
        known
    }
}

fn is_without_sas(end: &End<'_>) -> bool {
    let is_silent = end.lacks_child_sas().is_some() && !end.has_any_sa();
    is_silent && !end.is_reserve() && !is_dial_in(end.router, end.gateway)
}

fn is_open(end: &End<'_>) -> bool {
    let is_up = end.has_sas_both_ways() || end.receives().is_some();
    let is_there = end.gateway.is_none_or(|it| is_known(end.router, it));
    !is_up && is_there && !end.is_reserve() && !is_dial_in(end.router, end.gateway)
}

/// The one thing that all are; None where there are several, or none.
pub(super) fn only(mut all: impl Iterator<Item = usize>) -> Option<usize> {
    let first = all.next()?;
    all.all(|it| it == first).then_some(first)
}
