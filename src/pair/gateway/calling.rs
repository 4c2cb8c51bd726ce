//! Finds the sites of which one is told to call another, or calls it by its log, though nothing else joins the two.

use super::{Found, MatchedBy, Search};
use crate::text::{find_equal, sort_once};

/// More peers than these are not looked at: a router that knows so many is a hub, and its VPNs are in its lists.
const MOST_PEERS: usize = 64;

impl Search<'_> {
    /// Asks about two of several sites that are joined by nothing, where one calls an address that is known to be the
    /// other's: beside VPNs with others, a dead one of which only calls tell would be lost.
    pub(super) fn by_calls_alone(&mut self) {
        if self.routers.len() < 3 {
            return;
        }
        let known = self.known_addresses();
        let settled = self.settled_routers();
        let mut calling: Vec<(usize, usize)> = Vec::new();
        for (at, router) in self.routers.iter().enumerate() {
            for address in router.networks.peer_addresses().take(MOST_PEERS) {
                let owners = find_equal(&known, |it| it.0.cmp(&address)).iter();
                let others = owners.map(|it| it.1).filter(|to| *to != at);
                calling.extend(others.map(|to| (at.min(to), at.max(to))));
            }
        }
        sort_once(&mut calling);
        calling.retain(|it| {
            let stands_by = self.stands_in_for_another(it.0) || self.stands_in_for_another(it.1);
            settled.binary_search(it).is_err() && !stands_by
        });
        for (one, other) in calling {
            if let Some((a, b)) = self.other_end(one).zip(self.other_end(other)) {
                self.found.push(Found {
                    may_be_none: true,
                    ..Found::between(a, b, MatchedBy::Addresses)
                });
            }
        }
    }
}
