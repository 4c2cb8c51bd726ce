//! Finds the tunnels that are shown not to be up and lead nobody knows where, and asks whether they are for a pasted site.

use super::candidate::Key;
use super::unit::Unit;
use super::{Found, MatchedBy, Search};
use crate::text::sort_once;

impl Search<'_> {
    /// Asks about tunnels that are shown not to be up and of which nothing tells whither they lead, where one other of
    /// several routers is joined to theirs by nothing: they may be an end of a dead VPN with that one.
    pub(super) fn by_states_alone(&mut self) {
        if self.routers.len() < 3 {
            return;
        }
        let mut units = self.units_without_sas();
        units.retain(|key| self.is_down_and_leads_nowhere(key));
        let settled = self.settled_routers();
        let mut asked: Vec<(usize, usize)> = Vec::new();
        for key in &units {
            let between = |to: usize| (key.0.min(to), key.0.max(to));
            let is_open =
                |to: &usize| *to != key.0 && settled.binary_search(&between(*to)).is_err();
            let mut open = (0..self.routers.len()).filter(is_open);
            let only = open.next().filter(|_| open.next().is_none());
            let mut own = units.iter().filter(|it| Some(it.0) == only);
            let back = own.next().filter(|_| own.next().is_none()).copied();
            let Some(to) = only.filter(|to| !asked.contains(&between(*to))) else {
                continue;
            };
            let b = match back {
                Some(back) => self.end(back),
                None => self.other_end(to),
            };
            if let Some((a, b)) = self.end(*key).zip(b) {
                asked.push(between(to));
                self.taken.extend(back.into_iter().chain([*key]));
                self.found.push(Found {
                    may_be_none: true,
                    ..Found::between(a, b, MatchedBy::Only)
                });
            }
        }
        sort_once(&mut self.taken);
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
