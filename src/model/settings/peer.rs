//! Finds among the gateways of the settings those that are told to speak with one peer, without looking at
//! each: a hub has thousands.

use std::net::IpAddr;

use super::{GatewaySettings, PeerAddress, Setting, Settings};
use crate::model::{AnyCase, Exchange};
use crate::text::{Listed, find_equal, sort_by_key};

/// Whom a gateway is told to speak with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Peer<'s> {
    Address(IpAddr),
    Name(AnyCase<'s>),
    /// From wherever it calls; by the name that it must say, where one is written.
    Anybody(Option<&'s str>),
}

impl<'s> Peer<'s> {
    fn of(gateway: &'s GatewaySettings) -> Option<Self> {
        Some(match &gateway.remote_address.explicit()?.value {
            PeerAddress::Address(address) => Self::Address(*address),
            PeerAddress::Name(name) => Self::Name(AnyCase(name)),
            PeerAddress::Any => Self::Anybody(match &gateway.remote_name {
                Setting::Explicit(name) => Some(name.value.name.as_str()),
                Setting::Absent(_) => None,
                Setting::Default(_) | Setting::Hidden(_) | Setting::NotPasted => return None,
            }),
        })
    }
}

impl Settings {
    /// Whether one of its gateways is told to call the peer of a phase of key exchange.
    pub fn calls(&self, it: &Exchange) -> bool {
        let name = it.peer_name.as_deref();
        let peer = match it.peer.seen() {
            Some(peer) => Some(Peer::Address(peer.value)),
            None => name.map(|it| Peer::Name(AnyCase(it))),
        };
        peer.is_some_and(|it| self.gateways_with(it).next().is_some())
    }

    /// The gateways of which the same peer is written as of one, itself among them. Of names the case of
    /// letters does not count.
    pub fn gateways_like(&self, it: &GatewaySettings) -> impl Iterator<Item = &GatewaySettings> {
        let peer = Peer::of(it).into_iter();
        peer.flat_map(|it| self.gateways_with(it))
    }

    fn gateways_with(&self, peer: Peer<'_>) -> impl Iterator<Item = &GatewaySettings> + use<'_> {
        let found = find_equal(&self.by_peer, |at| self.peer_of(*at).cmp(&Some(peer)));
        found.iter().filter_map(|at| self.gateways.get(*at))
    }

    fn peer_of(&self, gateway: usize) -> Option<Peer<'_>> {
        Peer::of(self.gateways.get(gateway)?)
    }

    /// Puts the gateways in order of their peers.
    pub(super) fn index_peers(&mut self) {
        let all = 0..self.gateways.len();
        let mut by_peer = all.filter(|at| self.peer_of(*at).is_some()).listed();
        sort_by_key(&mut by_peer, |at| self.peer_of(*at));
        self.by_peer = by_peer;
    }
}
