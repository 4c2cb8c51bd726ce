//! The reasons for which two gateways are taken for the two ends of one VPN, each a search of its own.

use std::iter::Chain;
use std::net::IpAddr;
use std::slice::Iter;

use super::alone::is_backup;
use super::candidate::{Candidates, Key, Ways, few};
use super::name::Name;
use super::unit::{Unit, called_addresses, shown_networks};
use super::{MatchedBy, Search};

use crate::model::{
    Direction, IkeIdentity, IpsecSa, Network, NetworkIndex, RouteTable, Router, Sourced,
    TunnelNumber, is_global,
};
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

/// SAs of now, and behind them those of earlier.
type Sas<'m> = Chain<Iter<'m, IpsecSa>, Iter<'m, IpsecSa>>;

impl<'m> Search<'m> {
    /// Joins gateways that have an SA in common: one of now, else one that an output above showed, of which the end
    /// tells nothing of now but to whom the gateway belongs.
    pub(super) fn by_spi(&mut self) {
        self.by_spi_of(|router| router.ipsec_sas.iter().chain(&[]));
        if self.routers.iter().any(|it| !it.former_sas.is_empty()) {
            self.by_spi_of(|router| router.ipsec_sas.iter().chain(&router.former_sas));
        }
    }

    fn by_spi_of(&mut self, sas: impl Fn(&'m Router) -> Sas<'m>) {
        let mut senders = Vec::new();
        let mut receivers = Vec::new();
        for (at, router) in self.routers.iter().copied().enumerate() {
            for sa in sas(router) {
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

    pub(super) fn by_ike_spi(&mut self) {
        let mut owners = Vec::new();
        for (at, router) in self.routers.iter().copied().enumerate() {
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
    pub(super) fn by_ids(&mut self) {
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
        let mut one_way = Vec::new();
        for (key, gateway) in self.free_gateways() {
            let Some(peer) = gateway.remote_id.seen() else {
                continue;
            };
            let peer = Name::of(&peer.value);
            let own = gateway.local_id.seen().map(|it| Name::of(&it.value));
            for &((_, back), owner) in few(find_equal(&owners, |it| it.0.0.cmp(&peer))) {
                // A hub says one address to all its branches; what a NAT hides is private.
                let is_anothers = own
                    .zip(back)
                    .is_some_and(|(own, back)| own.is_another(&back));
                if !is_anothers {
                    one_way.push((key, owner));
                }
            }
        }
        let one_way = self.sure(one_way);
        self.join(one_way, MatchedBy::Ids);
    }

    /// Of gateways that name another, those that nothing shows to be with a third, or with another gateway of its router.
    fn sure(&self, one_way: Vec<(Key, Key)>) -> Candidates {
        let (callers, siblings, ages) = (self.callers(), self.siblings(), self.ages());
        let mut sure = Candidates::default();
        for (key, owner) in one_way {
            if !self.suits_another(&siblings, &key, &owner) {
                sure.add(key, owner);
            }
        }
        sure.0.retain(|(one, other)| {
            let left = |key, of| self.leaves_to_another(key, of, &callers);
            let is_doubted = left(one, other)
                || left(other, one)
                || self.is_with_another(one, other)
                || self.has_key_of_another(one, other);
            // A router with two lines has a further address, which nothing pasted may show. A hub says one address to
            // all, and the detail of one gateway alone may tell it.
            (!is_doubted || self.are_of_one_age(one, other))
                && !self.is_as_old_as_another(one, other, &ages)
        });
        sure
    }

    /// The addresses that gateways call, each with the gateway, in order.
    fn callers(&self) -> Vec<(IpAddr, Key)> {
        let gateways = self.free_gateways().map(|(key, _)| key);
        let called =
            gateways.flat_map(|key| self.called(&key).into_iter().map(move |it| (it, key)));
        let mut callers = called.listed();
        sort_once(&mut callers);
        callers
    }

    /// Joins gateways of which one says a name, and the other waits for it, by their SAs or by what they are told: of
    /// one the SAs may be pasted and of the other the settings.
    pub(super) fn by_told_names(&mut self) {
        let mut said = Vec::new();
        let mut awaited = Vec::new();
        for (key, gateway) in self.free_gateways() {
            let Some(end) = self.end(key) else { continue };
            let router = self.router(key.0);
            let told = router
                .zip(gateway.id)
                .and_then(|(it, id)| it.settings.gateway(id));
            let [says, awaits] = [
                told.and_then(|it| it.local_name.explicit()),
                told.and_then(|it| it.remote_name.explicit()),
            ]
            .map(|it| it.map(|it| &it.value.name));
            // Addresses are compared with those of lines.
            let is_name = |it: &&IkeIdentity| it.address().is_none();
            let own = end.own_ids().into_iter().filter(is_name);
            let peers = end.peer_ids().into_iter().filter(is_name);
            said.extend(own.chain(says).map(|it| (Name::of(it), key)));
            awaited.extend(peers.chain(awaits).map(|it| (Name::of(it), key)));
        }
        sort_by_key(&mut said, |it| *it);
        let mut candidates = Candidates::default();
        for (name, waiting) in awaited {
            for &(_, says) in few(find_equal(&said, |it| it.0.cmp(&name))) {
                candidates.add(waiting, says);
            }
        }
        // Branches of two companies may have one name; whom they call tells them apart. To all its branches a hub
        // says one name; with whom its SAs are tells which of them it is.
        let holds_for_another = |one: &Key, other: &Key| {
            let ends = self.end(*one).zip(self.end(*other));
            ends.is_some_and(|(one, other)| {
                let is_with = one.names_another(&other) || one.awaits_another(&other);
                one.has_any_sa() && is_with
            })
        };
        candidates.0.retain(|(one, other)| {
            let call_others = self.calls_another(one, other.0) || self.calls_another(other, one.0);
            let hold = holds_for_another(one, other) || holds_for_another(other, one);
            !(call_others || hold)
        });
        self.join(candidates, MatchedBy::Ids);
    }

    /// Joins ends whose routes lead to each other's networks.
    pub(super) fn by_routes(&mut self) {
        let candidates = self.led_to_each_other(&self.free_units().listed());
        self.join(candidates, MatchedBy::Routes);
    }

    /// Those of some units whose routes lead to each other's networks.
    pub(super) fn led_to_each_other(&self, units: &[Key]) -> Candidates {
        // The networks of all LANs, and the routers that they are of.
        let mut owners: Vec<usize> = Vec::new();
        let mut lans: Vec<Option<Network>> = Vec::new();
        for (at, router) in self.routers.iter().copied().enumerate() {
            for lan in shown_networks(router) {
                owners.push(at);
                lans.push(Some(lan));
            }
        }
        let lans = NetworkIndex::of(lans.into_iter());
        let ways_in: Vec<&[(TunnelNumber, Sourced<Network>)]> = self
            .routers
            .iter()
            .copied()
            .map(|router| router.networks.behind_tunnels.as_slice())
            .listed();
        let mut ways = Ways::default();
        for &(from, unit) in units {
            let Some(end) = self.end((from, unit)) else {
                continue;
            };
            let routes = ways_in.get(from).copied().unwrap_or_default();
            for number in end.tunnel_numbers() {
                let far = find_equal(routes, |it| it.0.cmp(&number));
                let reached = far.iter().flat_map(|(_, it)| lans.overlapping(it.value));
                let reached = reached.filter_map(|lan| owners.get(lan).copied());
                let others = reached.filter(|to| *to != from);
                ways.0.extend(others.map(|to| ((from, to), unit)));
            }
        }
        // Two branches of a hub lead to each other's networks, too, and each calls the hub.
        let mut candidates = ways.both_ways();
        candidates.0.retain(|(one, other)| {
            let call_others = self.calls_another(one, other.0) && self.calls_another(other, one.0);
            let lead_on = self.leads_on(one) && self.leads_on(other);
            let to_third = self.lead_to_a_third(one, other);
            let call_third = self.call_one_peer(one, other) || self.name_others(one, other);
            // Of several, the master may be among them, in the same LAN.
            let mut ends = [one, other].into_iter();
            let is_backup = ends.any(|it| self.router(it.0).is_some_and(is_backup));
            let stands_by = self.routers.len() > 2 && is_backup;
            !(call_others || lead_on || to_third || call_third || stands_by)
        });
        candidates
    }

    /// Whether all that is led into a unit's tunnels also holds the own LAN: that is a whole company,
    /// and behind the tunnel may be a hub.
    fn leads_on(&self, key: &Key) -> bool {
        let (Some(router), Some(end)) = (self.router(key.0), self.end(*key)) else {
            return false;
        };
        let lans = &router.networks.lans;
        let far = end.far_networks();
        far.iter()
            .all(|far| lans.iter().any(|lan| lan.value.overlaps(&far.value)))
    }

    /// The addresses that a gateway calls.
    pub(super) fn called(&self, (at, unit): &Key) -> Vec<IpAddr> {
        let Unit::Gateway(id) = unit else {
            return Vec::new();
        };
        let router = self.router(*at);
        let called = router.and_then(|it| Some(called_addresses(it, it.gateway(*id)?)));
        called.unwrap_or_default()
    }

    /// Whether a gateway calls none of a router's addresses, as far as both are known.
    pub(super) fn calls_another(&self, key: &Key, to: usize) -> bool {
        let Some(other) = self.router(to) else {
            return false;
        };
        let called = self.called(key);
        let is_anothers = |it: &IpAddr| other.networks.is_anothers(*it);
        !called.is_empty() && called.iter().all(is_anothers)
    }

    /// Joins gateways that are told to call an address of the other's router.
    pub(super) fn by_addresses(&mut self) {
        let mut owners: Vec<(IpAddr, usize)> = Vec::new();
        for (at, router) in self.routers.iter().copied().enumerate() {
            let own = router.networks.own_addresses.iter();
            owners.extend(own.map(|address| (*address, at)));
        }
        // What the SAs of one gateway say is an address of its router, at which others of it are called, too.
        for ((at, _), gateway) in self.free_gateways() {
            let said = gateway.local_id.seen().and_then(|it| it.value.address());
            owners.extend(said.filter(|it| is_global(*it)).map(|it| (it, at)));
        }
        if owners.is_empty() {
            return;
        }
        sort_once(&mut owners);
        let mut ways = Ways::default();
        for ((from, unit), gateway) in self.free_gateways() {
            let Some(router) = self.router(from) else {
                continue;
            };
            let called = called_addresses(router, gateway);
            for address in called {
                let owners = find_equal(&owners, |it| it.0.cmp(&address));
                let others = owners.iter().filter(|it| it.1 != from);
                ways.0.extend(others.map(|(_, to)| ((from, *to), unit)));
            }
        }
        let mut all = ways.both_ways();
        self.join(self.called_as_told(), MatchedBy::Addresses);
        // With two lines at one end, that which each gateway speaks from tells which is meant.
        let meant = all.0.iter().copied();
        let meant = meant.filter(|(one, other)| {
            self.calls_line(one, other) != Some(false) && self.calls_line(other, one) != Some(false)
        });
        let meant = Candidates(meant.listed());
        self.join(meant, MatchedBy::Addresses);
        // Of two tunnels by two lines each, one of which was pasted at either end, those are not the ends of one.
        let is_one_of_several = |key: &Key| {
            let router = self.router(key.0);
            router.is_some_and(|it| it.has_several_vpns() || it.gateways.len() > 1)
        };
        all.0.retain(|(one, other)| {
            let may_cross = is_one_of_several(one) && is_one_of_several(other);
            let calls = |one, other| self.calls_line(one, other) == Some(true);
            !may_cross || calls(one, other) || calls(other, one)
        });
        self.join(all, MatchedBy::Addresses);
    }

    /// Whether a gateway calls the address of the internet that the other speaks from, where one is
    /// written, else that of the line by which it calls; behind a translation that is not the one to be called. None
    /// where nothing tells.
    fn calls_line(&self, one: &Key, other: &Key) -> Option<bool> {
        let called = self.called(one);
        if let Some(own) = self.told_address(other) {
            return Some(called.contains(&own));
        }
        let router = self.router(other.0)?;
        let peers = self.called(other).into_iter();
        let lines = peers.filter_map(|peer| leaves_from(router, peer)).listed();
        (!lines.is_empty()).then(|| lines.iter().all(|it| called.contains(it)))
    }
}

/// The address of the internet from which packets to `peer` leave; None where nothing tells, or where they are
/// translated further out.
fn leaves_from(router: &Router, peer: IpAddr) -> Option<IpAddr> {
    let way = router.way_to(Some(peer));
    // The only line that was pasted may not be the only one.
    let way = way.filter(|it| it.route.is_some())?;
    let set = router.settings.interface(&way.interface);
    let fixed = set.and_then(|it| Some(it.fixed()?.value.address));
    let present = router.line(&way.interface).address();
    let present = present.map(|it| it.value);
    // A port is also shown by its translation, or by the network that it is in.
    let mut nat = router.links.nat.iter();
    let nat = nat.find(|it| it.interface == way.interface);
    let nat = nat.and_then(|it| Some(it.outer.seen()?.value));
    let mut rows = router.routes.iter().flat_map(RouteTable::connected_rows);
    let row = rows.find(|it| it.interface == way.interface);
    let row = row.and_then(|it| Some(it.gateway.seen()?.value));
    let address = present.or(nat).or(fixed).or(row);
    address.filter(|it| is_global(*it))
}
