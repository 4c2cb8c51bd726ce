//! Tells whether two units are not with each other, but both with a third.

use std::net::IpAddr;

use super::Search;
use super::candidate::Key;
use super::silent::{MOST_NETWORKS, only};
use super::unit::{is_dial_in, shown_networks};
use crate::model::{Fact, IkeIdentity, IpsecSa, Network, SecurityGateway, Sourced, is_global};
use crate::pair::End;
use crate::text::find_equal;

impl Search<'_> {
    /// Whether one of two gateways is that of a client that dials in, by the mode of its SAs, and the other is not shown
    /// to have such.
    pub(super) fn is_with_a_client(&self, one: &Key, other: &Key) -> bool {
        let (Some(a), Some(b)) = (self.end(*one), self.end(*other)) else {
            return false;
        };
        let dials_in = |end: &End<'_>| is_dial_in(end.router, end.gateway);
        let may_be_transport = |end: &End<'_>| {
            let is_bridge = end
                .gateway_id()
                .is_some_and(|id| end.router.settings.is_bridge(id));
            is_bridge || end.all_ipsec_sas().any(IpsecSa::is_transport)
        };
        (dials_in(&a) && !may_be_transport(&b)) || (dials_in(&b) && !may_be_transport(&a))
    }

    /// Whether the SAs of one of two gateways are shown to be with somebody else than the other.
    pub(super) fn is_with_another(&self, one: &Key, other: &Key) -> bool {
        let ends = self.end(*one).zip(self.end(*other));
        ends.is_some_and(|(a, b)| a.with_another(b).is_some() || b.with_another(a).is_some())
    }

    /// Whether both lead into their tunnels what is behind neither: the two ends of one VPN would send it round
    /// and round, so behind both tunnels is a hub.
    pub(super) fn lead_to_a_third(&self, one: &Key, other: &Key) -> bool {
        let (Some(a), Some(b)) = (self.end(*one), self.end(*other)) else {
            return false;
        };
        let (far, back) = (a.far_networks(), b.far_networks());
        let overlaps = |all: &[Sourced<Network>], it: &Sourced<Network>| {
            all.iter().any(|of| of.value.overlaps(&it.value))
        };
        let is_of = |end: &End<'_>, it: &Sourced<Network>| {
            let networks = &end.router.networks;
            overlaps(&networks.lans, it) || overlaps(&networks.behind_lans, it)
        };
        far.iter()
            .any(|it| overlaps(&back, it) && !is_of(&a, it) && !is_of(&b, it))
    }

    /// The networks that are known to be at one router, and those of which its own addresses tell: enough to confirm what
    /// something else says.
    pub(super) fn likely_networks(&self) -> Vec<(Network, usize)> {
        let mut networks = self.known_networks();
        for (at, router) in self.routers.iter().copied().enumerate() {
            let shown = shown_networks(router).into_iter();
            networks.extend(shown.map(|it| (it, at)));
        }
        networks
    }

    /// The only router to whose networks, of those that are known, routes lead what goes into a unit's tunnels.
    pub(super) fn led_to(&self, key: &Key, networks: &[(Network, usize)]) -> Option<usize> {
        let far = self.end(*key).map(|it| it.far_networks());
        let far = far.iter().flatten().take(MOST_NETWORKS);
        let reached = far.flat_map(|far| {
            let owners = networks.iter().filter(|it| it.0.overlaps(&far.value));
            owners.map(|it| it.1)
        });
        only(reached)
    }

    /// Whether a gateway calls somebody else than the router of another, whom a further gateway of its own router
    /// calls: of `callers`, which are in order of what they call.
    pub(super) fn leaves_to_another(
        &self,
        key: &Key,
        other: &Key,
        callers: &[(IpAddr, Key)],
    ) -> bool {
        let (Some(own), Some(peer)) = (self.end(*key), self.end(*other)) else {
            return false;
        };
        let said = peer.own_ids().into_iter().filter_map(IkeIdentity::address);
        let lines = peer.router.networks.own_addresses.iter().copied();
        // One that has no SA is no better, beside one that has some.
        let holds = |it: &Key| {
            self.end(*it)
                .is_some_and(|it| it.lacks_child_sas().is_none())
        };
        let is_further = |address: IpAddr| {
            let calling = find_equal(callers, |it| it.0.cmp(&address)).iter();
            let mut others = calling.filter(|it| it.1.0 == key.0 && it.1 != *key);
            is_global(address) && others.any(|it| holds(&it.1) || !own.has_any_sa())
        };
        own.calls_another(&peer) && said.chain(lines).any(is_further)
    }

    /// Whether two gateways call one and the same address or name, so that a third router is the peer of both.
    pub(super) fn call_one_peer(&self, one: &Key, other: &Key) -> bool {
        let of_other = self.called(other);
        let mut of_one = self.called(one).into_iter();
        let peers = self.ids(one).1.zip(self.ids(other).1);
        of_one.any(|address| of_other.contains(&address))
            || peers.is_some_and(|(one, other)| one.same(other))
    }

    /// Whether each of two gateways names addresses of the internet as both ends of its SAs, and none is the other's.
    pub(super) fn name_others(&self, one: &Key, other: &Key) -> bool {
        let global = |id: Option<&IkeIdentity>| {
            let address = id.and_then(IkeIdentity::address);
            address.filter(|it| is_global(*it))
        };
        let ends = |key| {
            let (own, peer) = self.ids(key);
            global(own).zip(global(peer))
        };
        let both = ends(one).zip(ends(other));
        both.is_some_and(|(one, other)| one.0 != other.1 && one.1 != other.0)
    }

    /// Who a gateway says it is, and who its peer is.
    fn ids(&self, key: &Key) -> (Option<&IkeIdentity>, Option<&IkeIdentity>) {
        let gateway = self.end(*key).and_then(|it| it.gateway);
        let seen = |of: fn(&SecurityGateway) -> &Fact<IkeIdentity>| {
            gateway.and_then(|it| of(it).seen()).map(|it| &it.value)
        };
        (seen(|it| &it.local_id), seen(|it| &it.remote_id))
    }
}
