//! Finds which gateway of one site talks to which gateway of another, the surest reason first.

use std::cmp::Reverse;
use std::net::IpAddr;

use super::{End, MatchedBy, Role};
use crate::model::{Direction, GatewayId, IkeIdentity, IpsecSa, Router, SecurityGateway};
use crate::text::{find_equal, sort_by_key};

/// Two ends that belong together, or one alone.
pub(super) struct Found<'m> {
    pub(super) role: Role,
    pub(super) matched_by: MatchedBy,
    pub(super) a: End<'m>,
    pub(super) b: Option<End<'m>>,
}

/// A gateway by the index of its router and its number.
type Key = (usize, Option<GatewayId>);

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
    search.by_being_the_only_ones();
    sort_by_key(&mut search.found, |found| {
        let side = |end: End<'_>| (end.router.side, end.gateway_id());
        (side(found.a), found.b.map(side))
    });
    search.lonely_sites();
    search.leftovers();
    search.found
}

/// Pairs of gateways of different routers, the one of the lower router first.
#[derive(Default)]
struct Candidates(Vec<(Key, Key)>);

impl Candidates {
    fn add(&mut self, one: Key, other: Key) {
        if one.0 != other.0 {
            self.0.push((one.min(other), one.max(other)));
        }
    }
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
        let gateway = router.gateway(key.1);
        Some(End::new(router, gateway))
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
                let key = (at, sa.common.gateway);
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
                let key = (at, sa.common.gateway);
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

    /// Two sites with one gateway each must mean each other.
    fn by_being_the_only_ones(&mut self) {
        let [first, second] = self.routers else {
            return;
        };
        if let (Some(one), Some(other)) = (only_gateway(first), only_gateway(second)) {
            let mut candidates = Candidates::default();
            candidates.add((0, one.id), (1, other.id));
            self.join(candidates, MatchedBy::Only);
        }
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
        let gateway = only_gateway(router).filter(|it| {
            let key = (at, it.id);
            let place = self.taken.binary_search(&key);
            if let Err(place) = place {
                self.taken.insert(place, key);
            }
            place.is_err()
        });
        Some(End::new(router, gateway))
    }

    fn leftovers(&mut self) {
        let left: Vec<(Key, &'m SecurityGateway)> = self.free_gateways().collect();
        for (key, gateway) in left {
            let Some(router) = self.routers.get(key.0) else {
                continue;
            };
            let a = End::new(router, Some(gateway));
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
                .map(move |gateway| ((at, gateway.id), gateway))
        });
        all.filter(|(key, _)| self.is_free(key))
    }
}

/// As many as show that there is a choice. Without a bound, two hubs whose gateways all have one name
/// would be compared each with each.
fn few<T>(same: &[T]) -> &[T] {
    const MOST: usize = 20;
    same.get(..MOST).unwrap_or(same)
}

/// The only gateway of a router that is not of a dial-in client.
fn only_gateway(router: &Router) -> Option<&SecurityGateway> {
    let mut gateways = router.gateways.iter().filter(|gateway| {
        !router
            .ipsec_sas_of(gateway.id)
            .iter()
            .any(IpsecSa::is_transport)
    });
    gateways.next().filter(|_| gateways.next().is_none())
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
