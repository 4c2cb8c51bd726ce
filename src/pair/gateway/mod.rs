//! Finds which gateway of one site talks to which gateway of another, the surest reason first.

mod age;
mod alone;
mod candidate;
mod lacking;
mod meant;
mod name;
mod only;
mod open;
mod reason;
mod sibling;
mod silent;
mod third;
mod unit;
mod without;

use super::counterpart::shares_sa;
use super::{End, MatchedBy, Role};
use crate::model::{Router, SecurityGateway, TunnelNumber};
use crate::text::{Listed, find_equal, sort_by_key, sort_once};
use candidate::{Candidates, Key};
pub(super) use unit::is_dial_in;
use unit::{Unit, is_known};
pub(super) use without::plain_tunnel;
use without::{are_joined_without_ipsec, is_set_up_without_vpn, shows_no_vpn, tells_ways};

/// Two ends that belong together, or one alone.
pub(super) struct Found<'m> {
    pub(super) role: Role,
    pub(super) matched_by: MatchedBy,
    pub(super) a: End<'m>,
    pub(super) b: Option<End<'m>>,
    /// Whether nothing shows that there should be a VPN between the two.
    pub(super) may_be_none: bool,
}

impl<'m> Found<'m> {
    /// Two ends that should have a VPN; that of the lower side comes first.
    fn between(one: End<'m>, other: End<'m>, matched_by: MatchedBy) -> Self {
        let is_first = one.router.side < other.router.side;
        let (a, b) = if is_first { (one, other) } else { (other, one) };
        Self {
            role: Role::SiteToSite,
            matched_by,
            a,
            b: Some(b),
            may_be_none: false,
        }
    }
}

/// Site-to-site pairs first, then gateways without a pasted partner. A router without any VPN, of several, is in none.
pub(super) fn matches<'m>(routers: &[&'m Router]) -> Vec<Found<'m>> {
    let mut found = search(routers);
    for it in found.iter_mut().filter(|it| it.matched_by.is_guess()) {
        let other = it.b.map(|b| b.router);
        it.may_be_none |= other.is_some_and(|other| are_joined_without_ipsec(it.a.router, other));
    }
    found
}

fn search<'m>(routers: &[&'m Router]) -> Vec<Found<'m>> {
    let mut with_vpn = routers.to_vec();
    with_vpn.retain(|it| !is_set_up_without_vpn(it));
    // Where the others do not tell whither they lead, one of them may miss it.
    let tell_all = with_vpn.iter().all(|it| tells_ways(it));
    if tell_all && (2..routers.len()).contains(&with_vpn.len()) {
        let others = routers
            .iter()
            .filter(|it| is_set_up_without_vpn(it))
            .copied()
            .listed();
        let mut search = Search::of(with_vpn);
        search.run();
        if !search.may_mean(&others) {
            return search.found;
        }
    }
    let mut search = Search::of(routers.to_vec());
    search.run();
    search.found
}

struct Search<'m> {
    routers: Vec<&'m Router>,
    /// Of each router the tunnels that its list shows to have no SA, in order.
    silent: Vec<Vec<TunnelNumber>>,
    /// In order.
    taken: Vec<Key>,
    found: Vec<Found<'m>>,
}

impl<'m> Search<'m> {
    fn of(routers: Vec<&'m Router>) -> Self {
        let silent = routers.iter().map(|it| silent::silent_tunnels(it));
        Self {
            silent: silent.listed(),
            routers,
            taken: Vec::new(),
            found: Vec::new(),
        }
    }

    fn run(&mut self) {
        self.by_spi();
        self.by_ike_spi();
        self.by_ids();
        self.by_addresses();
        self.by_told_names();
        self.by_routes();
        self.by_silent_tunnels();
        self.by_being_the_only_ones();
        self.by_calls_of_one_age();
        self.by_ways_of_one_end();
        self.by_lacking();
        self.by_open_questions();
        sort_by_key(&mut self.found, |found| {
            let side = |end: End<'_>| (end.router.side, end.gateway_id(), end.own_tunnel);
            (side(found.a), found.b.map(side))
        });
        self.lonely_sites();
        self.by_unknown_peers();
        self.leftovers();
    }

    fn router(&self, at: usize) -> Option<&'m Router> {
        self.routers.get(at).copied()
    }

    fn end(&self, key: Key) -> Option<End<'m>> {
        let router = self.router(key.0)?;
        Some(match key.1 {
            Unit::Gateway(gateway) => End::new(router, router.gateway(gateway)),
            Unit::Tunnel(tunnel) => End::of_tunnel(router, tunnel, self.is_silent(key.0, tunnel)),
        })
    }

    /// Joins the candidates that leave no choice: both gateways are free and each is in one candidate
    /// only. Where there is a choice, to take any would be a guess.
    fn join(&mut self, candidates: Candidates, matched_by: MatchedBy) {
        let Candidates(mut candidates) = candidates;
        candidates.retain(|(one, other)| self.is_free(one) && self.is_free(other));
        if !shares_sa(matched_by) {
            candidates.retain(|(one, other)| {
                !self.is_with_a_client(one, other) && !self.is_meant_for_another(one, other)
            });
        }
        sort_once(&mut candidates);
        let mut named: Vec<Key> = Vec::new();
        for (one, other) in &candidates {
            named.extend([one, other]);
        }
        sort_by_key(&mut named, |key| *key);
        let alone = |key: &Key| find_equal(&named, |it| it.cmp(key)).len() == 1;
        for (first, second) in candidates {
            let ends = self.end(first).zip(self.end(second));
            let Some((a, b)) = ends.filter(|_| alone(&first) && alone(&second)) else {
                continue;
            };
            self.taken.extend([first, second]);
            self.found.push(Found::between(a, b, matched_by));
        }
        sort_by_key(&mut self.taken, |key| *key);
    }

    fn is_free(&self, key: &Key) -> bool {
        self.taken.binary_search(key).is_err()
    }

    /// A pair for each site that none was found for, so that the report says something of it: with
    /// the site that has most gateways, which is the hub if there is one.
    fn lonely_sites(&mut self) {
        // All that the others have is with each other.
        let leaves_nothing = !self.found.is_empty() && self.leaves_nothing();
        let mut paired: Vec<_> = self
            .found
            .iter()
            .flat_map(|found| [Some(found.a), found.b])
            .flatten()
            .map(|end| end.router.side)
            .listed();
        sort_by_key(&mut paired, |side| *side);
        let mut done = vec![false; self.routers.len()];
        let (complete, known) = (self.complete(), self.known_addresses());
        let n_joined = self.found.len();
        for at in self.surest_first(&complete, &known) {
            let Some(router) = self.router(at) else {
                continue;
            };
            if paired.binary_search(&router.side).is_ok() || done.get(at) == Some(&true) {
                continue;
            }
            let is_apart = self.is_apart_from_all(at);
            let is_needless = is_apart
                && (0..self.routers.len()).all(|it| it == at || !self.may_have_another(it));
            if is_needless || self.stands_in_for_another(at) {
                continue;
            }
            let partner = self
                .partner(at, &complete, &known)
                .filter(|&(partner, _)| self.may_have_another(partner));
            let is_open = self.routers.len() > 2 && partner.is_some_and(|it| !it.1);
            let partner = partner.map(|it| it.0);
            let ends = [
                Some(at.min(partner.unwrap_or(at))),
                partner.map(|partner| partner.max(at)),
            ];
            let [one, other] = ends;
            let a = one.and_then(|at| self.lonely_end(at, other));
            let b = other.and_then(|at| self.lonely_end(at, one));
            let Some(a) = a else { continue };
            for at in ends.into_iter().flatten() {
                if let Some(done) = done.get_mut(at) {
                    *done = true;
                }
            }
            self.found.push(Found {
                role: Role::SiteToSite,
                matched_by: MatchedBy::Nothing,
                a,
                b,
                may_be_none: is_apart || is_open || (leaves_nothing && shows_no_vpn(router)),
            });
        }
        let added = self.found.get_mut(n_joined..).unwrap_or_default();
        sort_by_key(added, |it| (it.a.router.side, it.b.map(|b| b.router.side)));
    }

    /// Whether a router may have a gateway that is not paired: its whole settings tell of all. Of two sites, each is
    /// meant to be the other's.
    fn may_have_another(&self, at: usize) -> bool {
        let are_two = self.routers.len() == 2;
        are_two
            || self.router(at).is_some_and(|router| {
                let mut set = router.settings.gateways.iter();
                let is_paired = |id| {
                    self.taken
                        .binary_search(&(at, Unit::Gateway(Some(id))))
                        .is_ok()
                };
                router.settings.whole.is_none() || !set.all(|it| is_paired(it.id))
            })
    }

    /// A site with its gateway, where it has one only and that is free and may be for the other site.
    fn lonely_end(&mut self, at: usize, other: Option<usize>) -> Option<End<'m>> {
        // Of three sites, any may be the one that the only gateway is for.
        let only = match other {
            Some(other) if self.routers.len() == 2 => self.only_unit_toward(at, other),
            Some(_) => None,
            None => self.only_unit(at),
        };
        let only = only.map(|unit| (at, unit));
        let free = only.filter(|key| {
            let place = self.taken.binary_search(key);
            if let Err(place) = place {
                self.taken.insert(place, *key);
            }
            place.is_err()
        });
        free.map_or_else(|| self.unknown_end(at, other), |key| self.end(key))
    }

    fn leftovers(&mut self) {
        let left: Vec<Key> = self.free_units().listed();
        for key in left {
            let Some(a) = self.end(key) else { continue };
            // Which gateway it belongs to is not known, and that gateway is listed.
            if a.gateway.is_none() && !a.router.gateways.is_empty() {
                continue;
            }
            // Nothing tells whose it is, or whether there is such a gateway.
            if a.gateway.is_some_and(|it| !is_known(a.router, it)) {
                continue;
            }
            let role = if is_dial_in(a.router, a.gateway) {
                Role::RemoteAccess
            } else {
                Role::OtherPeer
            };
            self.found.push(Found {
                role,
                matched_by: MatchedBy::Nothing,
                a,
                b: None,
                may_be_none: self.stands_in_for_another(key.0),
            });
        }
    }

    fn free_gateways(&self) -> impl Iterator<Item = (Key, &'m SecurityGateway)> {
        let all = self
            .routers
            .iter()
            .copied()
            .enumerate()
            .flat_map(|(at, router)| {
                router
                    .gateways
                    .iter()
                    .map(move |gateway| ((at, Unit::Gateway(gateway.id)), gateway))
            });
        all.filter(|(key, _)| self.is_free(key))
    }

    /// Gateways, and tunnels of which no output tells the gateway.
    fn free_units(&self) -> impl Iterator<Item = Key> {
        let gateways = self.free_gateways().map(|(key, _)| key);
        let routers = self.routers.iter().copied().enumerate();
        let tunnels = routers.flat_map(|(at, router)| {
            let loose = router.loose_tunnels.iter();
            loose.map(move |it| (at, Unit::Tunnel(*it)))
        });
        gateways.chain(tunnels.filter(|key| self.is_free(key)))
    }

    /// The ends that are joined, each with the place of the router at its other end.
    fn joined_ends(&self) -> Vec<(End<'m>, usize)> {
        let both = self.found.iter().filter_map(|it| Some((it.a, it.b?)));
        let both = both.flat_map(|(a, b)| [(a, b), (b, a)]);
        both.filter_map(|(end, other)| Some((end, self.place(other)?)))
            .listed()
    }

    /// Those of one router.
    fn joined_ends_of(&self, router: &Router) -> impl Iterator<Item = End<'m>> {
        let both = self.found.iter().filter_map(|it| Some([it.a, it.b?]));
        let side = router.side;
        both.flatten().filter(move |it| it.router.side == side)
    }

    /// Where the router of an end stands among all, which are in order of their sites.
    fn place(&self, end: End<'_>) -> Option<usize> {
        let side = end.router.side;
        self.routers.binary_search_by_key(&side, |it| it.side).ok()
    }
}
