//! Finds which gateway of one site talks to which gateway of another, the surest reason first.

mod candidate;
mod unit;

use std::cmp::Reverse;
use std::net::IpAddr;

use super::{End, MatchedBy, Role};
use crate::model::{
    Direction, IkeIdentity, IpsecSa, Network, Router, SecurityGateway, Sourced, TunnelNumber,
};
use crate::text::{find_equal, sort_by_key};
use candidate::{Candidates, Key, Ways, few};
pub(super) use unit::only_tunnel;
use unit::{Unit, called_addresses, lan_networks, loose_tunnels, only_gateway};

/// Two ends that belong together, or one alone.
pub(super) struct Found<'m> {
    pub(super) role: Role,
    pub(super) matched_by: MatchedBy,
    pub(super) a: End<'m>,
    pub(super) b: Option<End<'m>>,
}

/// Site-to-site pairs first, then gateways without a pasted partner.
pub(super) fn matches(routers: &[Router]) -> Vec<Found<'_>> {
    let mut search = Search {
        routers,
        taken: Vec::new(),
        found: Vec::new(),
    };
    search.by_spi();
    search.by_ike_spi();
    search.by_ids();
    search.by_addresses();
    search.by_routes();
    search.by_being_the_only_ones();
    sort_by_key(&mut search.found, |found| {
        let side = |end: End<'_>| (end.router.side, end.gateway_id(), end.own_tunnel);
        (side(found.a), found.b.map(side))
    });
    search.lonely_sites();
    search.leftovers();
    search.found
}

struct Search<'m> {
    routers: &'m [Router],
    /// In order.
    taken: Vec<Key>,
    found: Vec<Found<'m>>,
}

impl<'m> Search<'m> {
    fn end(&self, key: Key) -> Option<End<'m>> {
        let router = self.routers.get(key.0)?;
        Some(match key.1 {
            Unit::Gateway(gateway) => End::new(router, router.gateway(gateway)),
            Unit::Tunnel(tunnel) => End::of_tunnel(router, tunnel),
        })
    }

    /// Joins the candidates that leave no choice: both gateways are free and each is in one candidate
    /// only. Where there is a choice, to take any would be a guess.
    fn join(&mut self, candidates: Candidates, matched_by: MatchedBy) {
        let Candidates(mut candidates) = candidates;
        candidates.retain(|(one, other)| self.is_free(one) && self.is_free(other));
        sort_by_key(&mut candidates, |it| *it);
        candidates.dedup();
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
            let role = Role::SiteToSite;
            let b = Some(b);
            self.found.push(Found {
                role,
                matched_by,
                a,
                b,
            });
        }
        sort_by_key(&mut self.taken, |key| *key);
    }

    fn is_free(&self, key: &Key) -> bool {
        self.taken.binary_search(key).is_err()
    }

    fn by_spi(&mut self) {
        let mut senders = Vec::new();
        let mut receivers = Vec::new();
        for (at, router) in self.routers.iter().enumerate() {
            for sa in &router.ipsec_sas {
                let Some(spi) = sa.spi else { continue };
                let key = (at, Unit::Gateway(sa.common.gateway));
                match sa.direction {
                    Direction::Outbound => senders.push((spi.value, key)),
                    Direction::Inbound => receivers.push((spi.value, key)),
                }
            }
        }
        sort_by_key(&mut senders, |it| it.0);
        let mut candidates = Candidates::default();
        for (spi, receiver) in receivers {
            for &(_, sender) in few(find_equal(&senders, |it| it.0.cmp(&spi))) {
                candidates.add(sender, receiver);
            }
        }
        self.join(candidates, MatchedBy::Spi);
    }

    fn by_ike_spi(&mut self) {
        let mut owners = Vec::new();
        for (at, router) in self.routers.iter().enumerate() {
            for sa in &router.ike_sas {
                let Some(spis) = sa.spis.map(|spis| spis.value) else {
                    continue;
                };
                let (one, other) = (spis.initiator, spis.responder);
                let key = (at, Unit::Gateway(sa.common.gateway));
                owners.push(((one.min(other), one.max(other)), key));
            }
        }
        sort_by_key(&mut owners, |it| it.0);
        let mut candidates = Candidates::default();
        for same in owners.chunk_by(|one, other| one.0 == other.0) {
            for (at, &(_, one)) in same.iter().enumerate() {
                for &(_, other) in few(same.get(at + 1..).unwrap_or_default()) {
                    candidates.add(one, other);
                }
            }
        }
        self.join(candidates, MatchedBy::IkeSpi);
    }

    /// Joins gateways that name each other: first where both names agree, then where one does,
    /// because the other is not known or hidden by a NAT.
    fn by_ids(&mut self) {
        let mut owners: Vec<((Name<'_>, Option<Name<'_>>), Key)> = Vec::new();
        for (key, gateway) in self.free_gateways() {
            let peer = gateway.remote_id.seen().map(|id| Name::of(&id.value));
            if let Some(id) = gateway.local_id.seen() {
                owners.push(((Name::of(&id.value), peer), key));
            }
        }
        if owners.is_empty() {
            return;
        }
        sort_by_key(&mut owners, |it| it.0);
        let mut mutual = Candidates::default();
        for (key, gateway) in self.free_gateways() {
            let (own, peer) = (gateway.local_id.seen(), gateway.remote_id.seen());
            let Some((own, peer)) = own.zip(peer) else {
                continue;
            };
            let ends = (Name::of(&peer.value), Some(Name::of(&own.value)));
            for &(_, owner) in few(find_equal(&owners, |it| it.0.cmp(&ends))) {
                mutual.add(key, owner);
            }
        }
        self.join(mutual, MatchedBy::Ids);
        owners.retain(|(_, key)| self.is_free(key));
        let mut one_way = Candidates::default();
        for (key, gateway) in self.free_gateways() {
            let Some(peer) = gateway.remote_id.seen() else {
                continue;
            };
            let peer = Name::of(&peer.value);
            for &(_, owner) in few(find_equal(&owners, |it| it.0.0.cmp(&peer))) {
                one_way.add(key, owner);
            }
        }
        self.join(one_way, MatchedBy::Ids);
    }

    /// Joins ends whose routes lead to each other's networks.
    fn by_routes(&mut self) {
        let lans: Vec<Vec<Network>> = self.routers.iter().map(lan_networks).collect();
        if lans.iter().all(Vec::is_empty) {
            return;
        }
        let ways_in: Vec<Vec<(TunnelNumber, Sourced<Network>)>> =
            self.routers.iter().map(Router::tunnel_routes).collect();
        let mut ways = Ways::default();
        for (from, unit) in self.free_units() {
            let Some(end) = self.end((from, unit)) else {
                continue;
            };
            let routes = ways_in.get(from).map_or(&[][..], Vec::as_slice);
            for number in end.tunnel_numbers() {
                let far = find_equal(routes, |it| it.0.cmp(&number));
                for (to, lans) in lans.iter().enumerate().filter(|it| it.0 != from) {
                    let is_lan = |it: &Network| lans.iter().any(|lan| it.overlaps(lan));
                    if far.iter().any(|(_, it)| is_lan(&it.value)) {
                        ways.0.push(((from, to), unit));
                    }
                }
            }
        }
        // Two branches of a hub lead to each other's networks, too, and each calls the hub.
        let mut candidates = ways.both_ways();
        candidates.0.retain(|(one, other)| {
            !(self.calls_another(one, other.0) && self.calls_another(other, one.0))
        });
        self.join(candidates, MatchedBy::Routes);
    }

    /// Whether a gateway calls none of a router's addresses, as far as both are known.
    fn calls_another(&self, (at, unit): &Key, to: usize) -> bool {
        let Unit::Gateway(id) = unit else {
            return false;
        };
        let routers = (self.routers.get(*at), self.routers.get(to));
        let (Some(router), Some(other)) = routers else {
            return false;
        };
        let Some(gateway) = router.gateway(*id) else {
            return false;
        };
        let called = called_addresses(router, gateway);
        let own = other.own_addresses();
        let is_own = |address: &IpAddr| own.binary_search(address).is_ok();
        !called.is_empty() && !own.is_empty() && !called.iter().any(is_own)
    }

    /// Joins gateways that are told to call an address of the other's router.
    fn by_addresses(&mut self) {
        let mut owners: Vec<(IpAddr, usize)> = Vec::new();
        for (at, router) in self.routers.iter().enumerate() {
            let own = router.own_addresses();
            owners.extend(own.into_iter().map(|address| (address, at)));
        }
        if owners.is_empty() {
            return;
        }
        sort_by_key(&mut owners, |it| *it);
        let mut ways = Ways::default();
        for ((from, unit), gateway) in self.free_gateways() {
            let Some(router) = self.routers.get(from) else {
                continue;
            };
            let called = called_addresses(router, gateway);
            for address in called {
                let owners = find_equal(&owners, |it| it.0.cmp(&address));
                let others = owners.iter().filter(|it| it.1 != from);
                ways.0.extend(others.map(|(_, to)| ((from, *to), unit)));
            }
        }
        self.join(ways.both_ways(), MatchedBy::Addresses);
    }

    /// Two sites with one gateway each, or one tunnel, must mean each other.
    fn by_being_the_only_ones(&mut self) {
        if self.routers.len() != 2 {
            return;
        }
        if let (Some(one), Some(other)) = (self.only_unit(0), self.only_unit(1)) {
            let mut candidates = Candidates::default();
            candidates.add((0, one), (1, other));
            self.join(candidates, MatchedBy::Only);
        }
    }

    /// The only gateway of a router that is not of a dial-in client, else its only tunnel.
    fn only_unit(&self, at: usize) -> Option<Unit> {
        let router = self.routers.get(at)?;
        if router.gateways.is_empty() {
            let mut tunnels = loose_tunnels(router);
            return tunnels
                .next()
                .filter(|_| tunnels.next().is_none())
                .map(Unit::Tunnel);
        }
        only_gateway(router).map(|gateway| Unit::Gateway(gateway.id))
    }

    /// A pair for each site that none was found for, so that the report says something of it: with
    /// the site that has most gateways, which is the hub if there is one.
    fn lonely_sites(&mut self) {
        let mut paired: Vec<_> = self
            .found
            .iter()
            .flat_map(|found| [Some(found.a), found.b])
            .flatten()
            .map(|end| end.router.side)
            .collect();
        sort_by_key(&mut paired, |side| *side);
        let hub = (0..self.routers.len()).min_by_key(|&at| {
            (
                Reverse(self.routers.get(at).map_or(0, |it| it.gateways.len())),
                at,
            )
        });
        let mut done = vec![false; self.routers.len()];
        for at in 0..self.routers.len() {
            let Some(router) = self.routers.get(at) else {
                continue;
            };
            if paired.binary_search(&router.side).is_ok() || done.get(at) == Some(&true) {
                continue;
            }
            let partner = hub
                .filter(|&hub| hub != at)
                .or_else(|| (0..self.routers.len()).find(|&it| it != at));
            let ends = [
                Some(at.min(partner.unwrap_or(at))),
                partner.map(|partner| partner.max(at)),
            ];
            let [Some(a), b] = ends.map(|at| at.and_then(|at| self.lonely_end(at))) else {
                continue;
            };
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
            });
        }
    }

    /// A site with its gateway, where it has one only and that is free.
    fn lonely_end(&mut self, at: usize) -> Option<End<'m>> {
        let router = self.routers.get(at)?;
        let only = self.only_unit(at).map(|unit| (at, unit));
        let free = only.filter(|key| {
            let place = self.taken.binary_search(key);
            if let Err(place) = place {
                self.taken.insert(place, *key);
            }
            place.is_err()
        });
        free.map_or_else(|| Some(End::new(router, None)), |key| self.end(key))
    }

    fn leftovers(&mut self) {
        let left: Vec<Key> = self.free_units().collect();
        for key in left {
            let Some(a) = self.end(key) else { continue };
            // Which gateway it belongs to is not known, and that gateway is listed.
            if a.gateway.is_none() && !a.router.gateways.is_empty() {
                continue;
            }
            let role = if a.all_ipsec_sas().any(IpsecSa::is_transport) {
                Role::RemoteAccess
            } else {
                Role::OtherPeer
            };
            self.found.push(Found {
                role,
                matched_by: MatchedBy::Nothing,
                a,
                b: None,
            });
        }
    }

    fn free_gateways(&self) -> impl Iterator<Item = (Key, &'m SecurityGateway)> {
        let all = self.routers.iter().enumerate().flat_map(|(at, router)| {
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
        let routers = self.routers.iter().enumerate();
        let tunnels = routers
            .flat_map(|(at, router)| loose_tunnels(router).map(move |it| (at, Unit::Tunnel(it))));
        gateways.chain(tunnels.filter(|key| self.is_free(key)))
    }
}

/// An identity as a key: equal exactly where [`IkeIdentity::same`] says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'m> {
    Address(IpAddr),
    Text(&'m str),
}

impl<'m> Name<'m> {
    fn of(identity: &'m IkeIdentity) -> Self {
        identity
            .address()
            .map_or(Self::Text(identity.as_str()), Self::Address)
    }
}
