//! Joins the only gateways of two sites, or their only tunnels, unless something shows that the peer of one is a third.

use std::net::IpAddr;

use super::candidate::{Candidates, Key, few};
use super::unit::{Unit, is_dial_in, is_known, lan_networks, only_gateway, shown_networks};
use super::{MatchedBy, Search};
use crate::model::{
    AddressSource, IkeSa, Interface, InterfaceSettings, Network, ONE_MOMENT_SECS, PeerAddress,
    Router, SecurityGateway,
};
use crate::text::Listed;

impl Search<'_> {
    /// Two sites with one gateway each, or one tunnel, must mean each other.
    pub(super) fn by_being_the_only_ones(&mut self) {
        if self.routers.len() != 2 {
            return;
        }
        let ends = (self.only_unit_toward(0, 1), self.only_unit_toward(1, 0));
        if let (Some(one), Some(other)) = ends {
            let mut candidates = Candidates::default();
            candidates.add((0, one), (1, other));
            self.join(candidates, MatchedBy::Only);
        }
    }

    /// The only gateway of a router that is not of a dial-in client, else its only tunnel.
    pub(super) fn only_unit(&self, at: usize) -> Option<Unit> {
        let router = self.router(at)?;
        if router.gateways.is_empty() {
            let [tunnel] = router.loose_tunnels.as_slice() else {
                return None;
            };
            return Some(Unit::Tunnel(*tunnel));
        }
        // A tunnel that no gateway is known to have may be of a further one, or of one whose own is not known.
        only_gateway(router).and_then(|it| unit_of(router, it))
    }

    /// The same where one more gateway was asked for in vain: of two that hold SAs, it is not the other's.
    fn only_with_sas(&self, at: usize, other: usize) -> Option<Unit> {
        let (router, other) = (self.router(at)?, self.router(other)?);
        let sites = router.gateways.iter();
        let mut sites = sites.filter(|it| !is_dial_in(router, Some(it)) && is_known(router, it));
        let only = sites.next().filter(|_| sites.next().is_none())?;
        let hold = !router.ipsec_sas_of(only.id).is_empty() && !other.ipsec_sas.is_empty();
        hold.then(|| unit_of(router, only)).flatten()
    }

    /// The only unit of a router, unless something shows that its peer is not this other router.
    pub(super) fn only_unit_toward(&self, at: usize, other: usize) -> Option<Unit> {
        let unit = self.only_unit(at);
        let unit = unit.or_else(|| self.only_with_sas(at, other))?;
        let key = (at, unit);
        let may_be_anothers = self.is_of_another_peer(&key, other)
            || self.may_follow_another(&key, other)
            || self.is_set_for_a_third(&key, other);
        (!may_be_anothers).then_some(unit)
    }

    /// Whether a gateway that is the only one with SAs may be for a third router: there is another
    /// tunnel, and it calls somebody else, or the other router has no SAs that could be of these.
    fn is_of_another_peer(&self, key: &Key, other: usize) -> bool {
        let (Some(router), Some(to)) = (self.router(key.0), self.router(other)) else {
            return false;
        };
        let Some(end) = self.end(*key) else {
            return false;
        };
        let own = end.tunnel_numbers().listed();
        let lans = lan_networks(to);
        let leads_there = |far: &Network| lans.iter().any(|lan| far.overlaps(lan));
        let far = end.far_networks();
        let ways = router.networks.behind_tunnels.iter();
        let beside = ways.filter(|it| !own.contains(&it.0)).listed();
        if own.is_empty() || beside.is_empty() || far.iter().any(|it| leads_there(&it.value)) {
            return false;
        }
        // A tunnel of its own leads there, and this one to somebody else.
        if !far.is_empty() && beside.iter().any(|it| leads_there(&it.1.value)) {
            return true;
        }
        // The other has no SAs that could be of one age with these.
        let calls_it = self.called(key).iter().any(|it| to.networks.owns(*it));
        let has_none = to.ipsec_sas.is_empty() && to.ike_sas.is_empty();
        let is_alone = has_none && !router.ipsec_sas.is_empty() && !calls_it;
        is_alone || self.calls_another(key, other)
    }

    /// Whether a gateway is set to call somebody else than the other router, and its tunnel leads to somebody else's network,
    /// while that router calls this one: for it there is none.
    pub(super) fn is_set_for_a_third(&self, key: &Key, other: usize) -> bool {
        let (Some(router), Some(to)) = (self.router(key.0), self.router(other)) else {
            return false;
        };
        let Some(end) = self.end(*key).filter(|_| router.settings.whole.is_some()) else {
            return false;
        };
        // Behind a translation a LAN is reached by other addresses, and that of a line which nothing tells may be the one.
        let own = end.tunnel_numbers();
        let own = own.filter_map(|it| router.settings.tunnel(it));
        let mut tunnels = own.chain(&to.settings.tunnels);
        if tunnels.any(|it| it.nat.is_some()) || has_line_without_address(to) {
            return false;
        }
        let (far, mut lans) = (end.far_networks(), shown_networks(to));
        lans.extend(to.networks.behind_lans.iter().map(|it| it.value));
        let leads_there = far
            .iter()
            .any(|it| lans.iter().any(|lan| it.value.overlaps(lan)));
        let leads_away = !far.is_empty() && !lans.is_empty() && !leads_there;
        let mut peers = to.networks.peer_addresses();
        let is_fixed = end.gateway_settings().is_some_and(|it| {
            let peer = it.remote_address.explicit().map(|it| &it.value);
            matches!(peer, Some(PeerAddress::Address(_)))
        });
        leads_away
            && is_fixed
            && self.calls_another(key, other)
            && peers.any(|it| router.networks.owns(it))
    }

    /// Whether a gateway with SAs, the only one that was shown, is not the first by its number, and the other router
    /// lists no SA that could be one of these: the first may be the one for that router, and hold none.
    fn may_follow_another(&self, key: &Key, other: usize) -> bool {
        let (Some(router), Some(to)) = (self.router(key.0), self.router(other)) else {
            return false;
        };
        let Unit::Gateway(Some(id)) = key.1 else {
            return false;
        };
        let ike = router.ike_sas_of(Some(id));
        let holds = !ike.is_empty() || !router.ipsec_sas_of(Some(id)).is_empty();
        if id.0 <= 1 || !holds || router.settings.whole.is_some() {
            return false;
        }
        let lists_none = to.ipsec_sas.is_empty() && to.whole_answer(None).is_some();
        let is_own = |it: &IpAddr| to.networks.goes_by(*it);
        lists_none && !share_age(ike, &to.ike_sas) && !self.called(key).iter().any(is_own)
    }
}

/// Whether the settings of a router tell of a line that gets its address from the provider, and nothing shows which.
fn has_line_without_address(router: &Router) -> bool {
    let links = &router.links;
    let is_shown = |of: &Interface| {
        let mut ppp = links.ppp.iter().filter(|it| it.interface == *of);
        let mut dhcp = links.dhcp.iter().filter(|it| it.interface == *of);
        ppp.any(|it| it.local_address.seen().is_some())
            || dhcp.any(|it| it.address.seen().is_some())
    };
    let is_line = |it: &InterfaceSettings| {
        let source = it.address.seen().map(|it| &it.value);
        it.pppoe.is_some() || source == Some(&AddressSource::Dhcp)
    };
    let mut interfaces = router.settings.interfaces.iter();
    interfaces.any(|it| is_line(it) && it.fixed().is_none() && !is_shown(&it.interface))
}

/// Whether two of the IKE SAs may be one by the lives they have left, on which IKEv1 agrees.
fn share_age(here: &[IkeSa], there: &[IkeSa]) -> bool {
    let life = |sa: &IkeSa| sa.common.remaining.map(|it| it.value.0);
    let is_near = |one: &IkeSa, other: &IkeSa| {
        let lives = life(one).zip(life(other));
        lives.is_none_or(|(one, other)| one.abs_diff(other) <= ONE_MOMENT_SECS)
    };
    let mut here = few(here).iter();
    here.any(|own| few(there).iter().any(|it| is_near(own, it)))
}

/// A gateway, unless more tunnels than its own are there of which nothing tells whose they are.
fn unit_of(router: &Router, gateway: &SecurityGateway) -> Option<Unit> {
    let own = usize::from(gateway.tunnels.is_empty());
    (router.loose_tunnels.len() <= own).then_some(Unit::Gateway(gateway.id))
}
