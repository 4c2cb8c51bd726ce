//! Finds gateways whose SAs are with a pasted site that has none of them.

use std::net::IpAddr;

use super::candidate::Key;
use super::unit::{Unit, called_addresses, is_dial_in, is_known};
use super::{End, Found, MatchedBy, Search};
use crate::model::is_global;
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

impl Search<'_> {
    /// Joins what holds SAs with an address of another router to that router, where each of its gateways is the end
    /// of another pair: its list has none of these SAs. Beside a second VPN that fits, a dead one would be taken for
    /// one with somebody who was not pasted.
    pub(super) fn by_lacking(&mut self) {
        let mut owners: Vec<(IpAddr, usize)> = Vec::new();
        for (at, router) in self.routers.iter().copied().enumerate() {
            let lists_all = router.whole_answer(None).is_some() && router.contradictions.is_empty();
            if lists_all && self.has_paired_all(at) {
                let own = router.networks.own_addresses.iter();
                let global = own.filter(|it| is_global(**it));
                owners.extend(global.map(|it| (*it, at)));
            }
        }
        sort_by_key(&mut owners, |it| *it);
        let mut found: Vec<(Key, usize)> = Vec::new();
        for (key, gateway) in self.free_gateways() {
            let Some(router) = self.router(key.0) else {
                continue;
            };
            // SAs of no number beside a gateway that has one may be those of that one.
            let may_be_of_another = gateway.id.is_none() && router.gateways.len() > 1;
            // That of a client may stand behind the line of a site, and a tunnel of no gateway that is known may be this one's.
            let may_be_paired = is_dial_in(router, Some(gateway))
                || (gateway.tunnels.is_empty() && !router.loose_tunnels.is_empty());
            let has_none = router.ipsec_sas_of(gateway.id).is_empty();
            if may_be_of_another || may_be_paired || has_none {
                continue;
            }
            for address in called_addresses(router, gateway) {
                let of_address = find_equal(&owners, |it| it.0.cmp(&address)).iter();
                found.extend(of_address.map(|it| (key, it.1)).filter(|it| it.1 != key.0));
            }
        }
        sort_once(&mut found);
        let alone = found.chunk_by(|one, other| one.0 == other.0);
        let alone = alone.filter_map(|it| it.first().filter(|_| it.len() == 1).copied());
        for (key, other) in alone.listed() {
            let without = self.router(other).map(End::without_sas);
            let Some((holder, without)) = self.end(key).zip(without) else {
                continue;
            };
            self.taken.push(key);
            self.found
                .push(Found::between(holder, without, MatchedBy::Addresses));
        }
        sort_once(&mut self.taken);
    }

    /// Whether a router has gateways, and each is the end of a pair already.
    pub(super) fn has_paired_all(&self, at: usize) -> bool {
        let Some(router) = self.router(at) else {
            return false;
        };
        let mut known = router.gateways.iter().filter(|it| is_known(router, it));
        let is_paired = |id| !self.is_free(&(at, Unit::Gateway(id)));
        !router.gateways.is_empty()
            && known.all(|it| is_paired(it.id))
            && router.loose_tunnels.is_empty()
    }
}
