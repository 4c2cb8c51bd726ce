//! Finds which gateway of one site talks to which gateway of another, the surest reason first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{End, MatchedBy, Role};
use crate::model::{Direction, GatewayId, IkeIdentity, Router, SecurityGateway};

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
        taken: BTreeSet::new(),
        found: Vec::new(),
    };
    search.by_spi();
    search.by_ike_spi();
    search.by_ids();
    search.by_being_the_only_ones();
    search.found.sort_by_key(|found| {
        let side = |end: End<'_>| (end.router.side, end.gateway_id());
        (side(found.a), found.b.map(side))
    });
    search.lonely_sites();
    search.leftovers();
    search.found
}

/// Pairs of gateways of different routers, each once, the one of the lower router first.
#[derive(Default)]
struct Candidates(BTreeSet<(Key, Key)>);

impl Candidates {
    fn add(&mut self, one: Key, other: Key) {
        if one.0 != other.0 {
            self.0.insert((one.min(other), one.max(other)));
        }
    }
}

struct Search<'m> {
    routers: &'m [Router],
    taken: BTreeSet<Key>,
    found: Vec<Found<'m>>,
}

impl<'m> Search<'m> {
    fn end(&self, key: Key) -> Option<End<'m>> {
        let router = self.routers.get(key.0)?;
        let gateway = router.gateway(key.1);
        Some(End { router, gateway })
    }

    /// Joins the candidates that leave no choice: both gateways are free and each is in one candidate
    /// only. Where there is a choice, to take any would be a guess.
    fn join(&mut self, candidates: Candidates, matched_by: MatchedBy) {
        let free =
            |(one, other): &(Key, Key)| !self.taken.contains(one) && !self.taken.contains(other);
        let candidates: Vec<(Key, Key)> = candidates.0.into_iter().filter(free).collect();
        let mut times: BTreeMap<Key, usize> = BTreeMap::new();
        for (one, other) in &candidates {
            *times.entry(*one).or_default() += 1;
            *times.entry(*other).or_default() += 1;
        }
        let alone = |key: &Key| times.get(key) == Some(&1);
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
    }

    fn by_spi(&mut self) {
        let mut senders: BTreeMap<_, Vec<Key>> = BTreeMap::new();
        let mut receivers = Vec::new();
        for (at, router) in self.routers.iter().enumerate() {
            for sa in &router.ipsec_sas {
                let Some(spi) = sa.spi else { continue };
                let key = (at, sa.common.gateway);
                match sa.direction {
                    Direction::Outbound => senders.entry(spi.value).or_default().push(key),
                    Direction::Inbound => receivers.push((spi.value, key)),
                }
            }
        }
        let mut candidates = Candidates::default();
        for (spi, receiver) in receivers {
            for &sender in senders.get(&spi).map(Vec::as_slice).unwrap_or_default() {
                candidates.add(sender, receiver);
            }
        }
        self.join(candidates, MatchedBy::Spi);
    }

    fn by_ike_spi(&mut self) {
        let mut owners: BTreeMap<(u64, u64), Vec<Key>> = BTreeMap::new();
        for (at, router) in self.routers.iter().enumerate() {
            for sa in &router.ike_sas {
                let Some(spis) = sa.spis.map(|spis| spis.value) else {
                    continue;
                };
                let (one, other) = (spis.initiator, spis.responder);
                let key = (at, sa.common.gateway);
                owners
                    .entry((one.min(other), one.max(other)))
                    .or_default()
                    .push(key);
            }
        }
        let mut candidates = Candidates::default();
        for keys in owners.into_values() {
            for (at, &one) in keys.iter().enumerate() {
                for &other in keys.iter().skip(at + 1) {
                    candidates.add(one, other);
                }
            }
        }
        self.join(candidates, MatchedBy::IkeSpi);
    }

    /// Joins gateways that name each other: first where both names agree, then where one does,
    /// because the other is not known or hidden by a NAT.
    fn by_ids(&mut self) {
        let mut owners: BTreeMap<Name, Vec<(Key, &SecurityGateway)>> = BTreeMap::new();
        for (key, gateway) in self.free_gateways() {
            if let Some(id) = gateway.local_id.seen() {
                owners
                    .entry(Name::of(&id.value))
                    .or_default()
                    .push((key, gateway));
            }
        }
        let mut mutual = Candidates::default();
        let mut one_way = Candidates::default();
        for (key, gateway) in self.free_gateways() {
            let Some(peer) = gateway.remote_id.seen() else {
                continue;
            };
            for &(owner, other) in owners.get(&Name::of(&peer.value)).into_iter().flatten() {
                let back = other.remote_id.seen().zip(gateway.local_id.seen());
                if back.is_some_and(|(back, own)| back.value.same(&own.value)) {
                    mutual.add(key, owner);
                }
                one_way.add(key, owner);
            }
        }
        self.join(mutual, MatchedBy::Ids);
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
        let paired: BTreeSet<_> = self
            .found
            .iter()
            .flat_map(|found| [Some(found.a), found.b])
            .flatten()
            .map(|end| end.router.side)
            .collect();
        let hub = (0..self.routers.len()).min_by_key(|&at| {
            (
                Reverse(self.routers.get(at).map_or(0, |it| it.gateways.len())),
                at,
            )
        });
        let mut done = BTreeSet::new();
        for at in 0..self.routers.len() {
            let Some(router) = self.routers.get(at) else {
                continue;
            };
            if paired.contains(&router.side) || done.contains(&at) {
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
            done.extend(ends.into_iter().flatten());
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
        let gateway = only_gateway(router).filter(|it| self.taken.insert((at, it.id)));
        Some(End { router, gateway })
    }

    fn leftovers(&mut self) {
        let left: Vec<(Key, &'m SecurityGateway)> = self.free_gateways().collect();
        for (key, gateway) in left {
            let Some(router) = self.routers.get(key.0) else {
                continue;
            };
            let transport = router
                .ipsec_sas_of(gateway.id)
                .any(crate::model::IpsecSa::is_transport);
            let role = if transport {
                Role::RemoteAccess
            } else {
                Role::OtherPeer
            };
            let a = End {
                router,
                gateway: Some(gateway),
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
        all.filter(|(key, _)| !self.taken.contains(key))
    }
}

/// The only gateway of a router that is not of a dial-in client.
fn only_gateway(router: &Router) -> Option<&SecurityGateway> {
    let mut gateways = router.gateways.iter().filter(|gateway| {
        !router
            .ipsec_sas_of(gateway.id)
            .any(crate::model::IpsecSa::is_transport)
    });
    gateways.next().filter(|_| gateways.next().is_none())
}

/// An identity as the key of a map: equal exactly where [`IkeIdentity::same`] says so.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Address(IpAddr),
    Text(String),
}

impl Name {
    fn of(identity: &IkeIdentity) -> Self {
        identity
            .address()
            .map_or_else(|| Self::Text(identity.as_str().to_owned()), Self::Address)
    }
}
