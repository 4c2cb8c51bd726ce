//! Tells from pings of several sizes whether small packets pass and large ones are lost.

use super::End;
use super::toward::{leaves_from_lan, tells_of};
use super::traffic::is_router;
use crate::model::Ping;
use crate::text::Place;

/// The newest two pings from one end into the network of the other by which small packets pass and
/// large ones are lost.
#[derive(Debug, Clone, Copy)]
pub struct Sizes<'m> {
    /// Of small packets: answered, and the line of it. None where none was tried.
    pub small: Option<Place>,
    /// Of large packets: lost.
    pub large: &'m Ping,
    /// Whether something tells that the target is in the other end's network.
    pub is_known: bool,
}

impl<'m> End<'m> {
    /// The newest ping of large packets from the own network into that of the other end that was lost, unless one of
    /// as many octets passed since, or smaller ones were lost as well.
    pub fn loses_large(&self, to: &Self) -> Option<Sizes<'m>> {
        let pings = self.router.pings.iter().rev();
        let fits = |ping: &&Ping| {
            let leads = tells_of(self, to, ping) || self.goes_somewhere(to, ping);
            leads && leaves_from_lan(self, ping)
        };
        let mut passed = 0;
        let large = pings.clone().filter(fits).find(|ping| {
            if ping.is_answered() {
                passed = passed.max(ping.octets());
            }
            ping.loses_large_only() && passed < ping.octets()
        })?;
        let mut smaller = pings.filter(|ping| {
            // Larger ones that were lost as well say the same.
            let tells = ping.octets() < large.octets() && !ping.loses_large_only();
            tells && ping.target == large.target
        });
        let small = smaller.find(fits);
        let passes = small.is_none_or(Ping::is_answered);
        let here = small.map(|it| self.router.place(it.sent.line));
        let back = here.is_none().then(|| to.answered_back(self, large));
        let back = back.flatten();
        let is_known = tells_of(self, to, large) || back.is_some();
        passes.then_some(Sizes {
            small: here.or(back),
            large,
            is_known,
        })
    }

    /// The newest ping to where that of the other end came from, if it was smaller and answered: small packets pass
    /// both ways then.
    fn answered_back(&self, other: &Self, large: &Ping) -> Option<Place> {
        let mut pings = self.router.pings.iter().rev();
        // Between the same two addresses, or the routers themselves.
        let is_mirrored = |ping: &Ping| {
            ping.source.is_some() && ping.source == large.target && ping.target == large.source
        };
        let is_between_routers = |ping: &Ping| {
            let leads = tells_of(self, other, ping) && leaves_from_lan(self, ping);
            leads && is_router(self, large)
        };
        let back = pings.find(|ping| {
            let is_smaller = ping.octets() < large.octets() && !ping.loses_large_only();
            is_smaller && (is_mirrored(ping) || is_between_routers(ping))
        });
        let back = back.filter(|ping| ping.is_answered())?;
        Some(self.router.place(back.sent.line))
    }
}
