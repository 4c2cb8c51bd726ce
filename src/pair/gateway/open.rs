//! Asks about two of several sites that nothing joins, where something tells that there may be a VPN between them which
//! is dead: beside VPNs with others it would be lost.

use std::net::IpAddr;

use super::candidate::Key;
use super::silent::{may_be_ipsec, only};
use super::unit::Unit;
use super::{Found, MatchedBy, Search};
use crate::model::{Network, Ping, Router, TunnelNumber};
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

/// More peers than these are not looked at: a router that knows so many is a hub, and its VPNs are in its lists.
pub(super) const MOST_PEERS: usize = 64;

/// Two sites, the lower one first, and what tells of a VPN between them.
type Question = ((usize, usize), MatchedBy);

impl Search<'_> {
    /// Asks about each two that are joined by nothing, once.
    pub(super) fn by_open_questions(&mut self) {
        if self.routers.len() < 3 {
            return;
        }
        let units = self.open_units();
        let settled = self.connected_routers();
        let mut asked = self.calls();
        self.ask_by_ways(&units, &mut asked);
        self.ask_by_pings(&mut asked);
        asked.retain(|it| settled.binary_search(&it.0).is_err());
        self.ask_by_what_is_left(&units, &settled, &mut asked);
        sort_by_key(&mut asked, |it| *it);
        asked.dedup_by_key(|it| it.0);
        asked.retain(|((one, other), _)| {
            !(self.stands_in_for_another(*one) || self.stands_in_for_another(*other))
        });
        for ((one, other), matched_by) in asked {
            let ways = [(one, other), (other, one)];
            let keys = ways.map(|(at, to)| (at, to, self.only_open(&units, at, to, &settled)));
            let [a, b] = keys.map(|(at, to, key)| match key {
                Some(key) => self.end(key),
                None => self.other_end(at, to),
            });
            if let Some((a, b)) = a.zip(b) {
                self.taken.extend(keys.iter().filter_map(|it| it.2));
                sort_once(&mut self.taken);
                self.found.push(Found {
                    may_be_none: true,
                    ..Found::between(a, b, matched_by)
                });
            }
        }
    }

    /// The only thing of a router that is not shown to be up and may be an end of a VPN with another, and with none else
    /// that is joined to it by nothing.
    fn only_open(
        &self,
        units: &[Key],
        at: usize,
        to: usize,
        settled: &[(usize, usize)],
    ) -> Option<Key> {
        let may_be = |key: &&Key| key.0 == at && self.is_free(key) && self.may_lead_to(key, to);
        let mut own = units.iter().filter(may_be);
        let key = own.next().filter(|_| own.next().is_none())?;
        let is_rival = |it: &usize| {
            ![at, to].contains(it) && settled.binary_search(&between(at, *it)).is_err()
        };
        let mut rivals = (0..self.routers.len()).filter(is_rival);
        (!rivals.any(|it| self.may_lead_to(key, it))).then_some(*key)
    }

    /// Whether nothing shows that a gateway or a tunnel is with somebody else than a router.
    fn may_lead_to(&self, key: &Key, to: usize) -> bool {
        let far = self
            .end(*key)
            .map(|it| it.far_networks())
            .unwrap_or_default();
        let lans = |at: usize| self.router(at).into_iter().flat_map(|it| &it.networks.lans);
        let leads =
            |at: usize| lans(at).any(|lan| far.iter().any(|it| it.value.overlaps(&lan.value)));
        let mut others = (0..self.routers.len()).filter(|it| ![key.0, to].contains(it));
        !self.calls_another(key, to) && (leads(to) || !others.any(leads))
    }

    /// Sites of which one calls an address that is known to be the other's, or throws away what comes from there.
    fn calls(&self) -> Vec<Question> {
        let known = self.known_addresses();
        let mut asked = Vec::new();
        for (at, router) in self.routers.iter().enumerate() {
            let peers = router.networks.peer_addresses().take(MOST_PEERS);
            for address in peers.chain(rejected(router)) {
                let owners = find_equal(&known, |it| it.0.cmp(&address)).iter();
                let others = owners.map(|it| it.1).filter(|to| *to != at);
                asked.extend(others.map(|to| (between(at, to), MatchedBy::Addresses)));
            }
        }
        asked
    }

    /// Sites of which one leads the other's network into a tunnel that is none of those that are joined.
    fn ask_by_ways(&self, units: &[Key], asked: &mut Vec<Question>) {
        let networks = self.known_networks();
        let mut add = |key: &Key, far: &[Network]| {
            let reached = networks
                .iter()
                .filter(|it| far.iter().any(|far| far.overlaps(&it.0)));
            let to = only(reached.map(|it| it.1)).filter(|to| *to != key.0);
            let to = to.filter(|to| !self.calls_another(key, *to));
            asked.extend(to.map(|to| (between(key.0, to), MatchedBy::Routes)));
        };
        for key in units {
            let far = self.end(*key).map(|it| it.far_networks());
            let far = far.into_iter().flatten().map(|it| it.value);
            add(key, &far.listed());
        }
        for at in 0..self.routers.len() {
            for (number, far) in self.led_only(at) {
                add(&(at, Unit::Tunnel(number)), &far);
            }
        }
    }

    /// The tunnels of a router that nothing but a route names, each with what is led there, where they cannot all be those
    /// of its ends that are joined.
    fn led_only(&self, at: usize) -> Vec<(TunnelNumber, Vec<Network>)> {
        let Some(router) = self.router(at) else {
            return Vec::new();
        };
        let ways = &router.networks.behind_tunnels;
        if ways.is_empty() {
            return Vec::new();
        }
        let mut named = router.loose_tunnels.clone();
        named.extend(router.gateways.iter().flat_map(|it| &it.tunnels));
        let mut nameless = 0;
        for end in self.joined_ends_of(router) {
            let before = named.len();
            named.extend(end.tunnel_numbers());
            nameless += usize::from(named.len() == before);
        }
        sort_once(&mut named);
        let ways = ways.chunk_by(|one, other| one.0 == other.0);
        let led = ways.filter_map(|same| {
            let number = same.first()?.0;
            let far = same.iter().map(|it| it.1.value).listed();
            let is_named = named.binary_search(&number).is_ok();
            (!is_named && may_be_ipsec(router, number)).then_some((number, far))
        });
        let led = led.listed();
        if led.len() > nameless {
            led
        } else {
            Vec::new()
        }
    }

    /// Sites of which one pings a host in the other's network in vain, and not by way of a third.
    fn ask_by_pings(&self, asked: &mut Vec<Question>) {
        let lans = self.known_networks();
        for (at, router) in self.routers.iter().copied().enumerate() {
            for target in router.pings.iter().filter_map(|it| lost(router, it)) {
                let owners = lans.iter().filter(|it| it.0.contains(target));
                let to = only(owners.map(|it| it.1)).filter(|to| *to != at);
                let to = to.filter(|to| {
                    let are_set = [at, *to].iter().all(|it| self.is_set_with_others(*it));
                    !are_set && !self.goes_by_a_joined(at, target)
                });
                asked.extend(to.map(|to| (between(at, to), MatchedBy::Only)));
            }
        }
    }

    /// Whether the whole settings of a router tell of no gateway but those that are joined to others.
    fn is_set_with_others(&self, at: usize) -> bool {
        let Some(router) = self.router(at) else {
            return false;
        };
        let mut set = router.settings.gateways.iter();
        let is_whole = router.settings.whole.is_some() && self.has_paired_all(at);
        is_whole && set.all(|it| !self.is_free(&(at, Unit::Gateway(Some(it.id)))))
    }

    /// Whether routes of a router lead an address into a tunnel of an end that is joined.
    fn goes_by_a_joined(&self, at: usize, target: IpAddr) -> bool {
        let own = self.router(at).into_iter();
        let mut own = own.flat_map(|it| self.joined_ends_of(it));
        own.any(|it| {
            it.far_networks()
                .iter()
                .any(|far| far.value.contains(target))
        })
    }

    /// Sites that have something which is not up and may be with the other alone.
    fn ask_by_what_is_left(
        &self,
        units: &[Key],
        settled: &[(usize, usize)],
        asked: &mut Vec<Question>,
    ) {
        let toward = |key: &Key| {
            let is_open = |to: &usize| {
                let is_settled = settled.binary_search(&between(key.0, *to)).is_ok();
                *to != key.0 && !is_settled && self.may_lead_to(key, *to)
            };
            let mut open = (0..self.routers.len()).filter(is_open);
            open.next().filter(|_| open.next().is_none())
        };
        let mut ways = units
            .iter()
            .filter_map(|it| Some((it.0, toward(it)?, *it)))
            .listed();
        sort_once(&mut ways);
        let leads_back = |from: usize, to: usize| ways.iter().any(|it| (it.0, it.1) == (to, from));
        let meant = ways.iter().filter(|(from, to, key)| {
            leads_back(*from, *to) || self.is_down_and_leads_nowhere(key)
        });
        asked.extend(meant.map(|it| (between(it.0, it.1), MatchedBy::Only)));
    }

    fn is_down_and_leads_nowhere(&self, (at, unit): &Key) -> bool {
        let (Some(router), Unit::Tunnel(number)) = (self.router(*at), unit) else {
            return false;
        };
        let state = router.tunnel(*number).and_then(|it| it.up);
        let mut led = router.networks.into_tunnels.iter();
        let is_in_use = router.settings.tunnel(*number).is_some() || led.any(|it| it.0 == *number);
        state.is_some_and(|it| !it.value) && !is_in_use
    }
}

fn between(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

/// The target of the newest ping there from the own network, if that was lost.
fn lost(router: &Router, ping: &Ping) -> Option<IpAddr> {
    let target = ping
        .target
        .filter(|_| ping.is_lost() && !ping.loses_large_only())?;
    let mut newer = router.pings.iter().filter(|it| it.line > ping.line);
    let is_answered = newer.any(|it| it.target == Some(target) && it.is_answered());
    let lans = &router.networks.lans;
    let is_from_lan = |it: IpAddr| lans.is_empty() || lans.iter().any(|lan| lan.value.contains(it));
    (!is_answered && ping.source.is_some_and(is_from_lan)).then_some(target)
}

/// From where come the packets of key exchange that a router's filter throws away.
fn rejected(router: &Router) -> impl Iterator<Item = IpAddr> {
    let events = router.log.iter().flat_map(|it| &it.events);
    let rejected = events.filter_map(|it| it.what.rejected());
    let of_ike = rejected.filter(|it| it.is_of_ike() && it.inbound);
    of_ike.filter_map(|it| it.source.address).take(MOST_PEERS)
}
