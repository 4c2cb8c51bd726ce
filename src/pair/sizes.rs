//! Tells from pings of several sizes whether small packets pass and large ones are lost.

use super::End;
use super::traffic::{leaves_from_lan, tells_of};
use crate::model::Ping;

/// The newest two pings from one end into the network of the other by which small packets pass and
/// large ones are lost.
#[derive(Debug, Clone, Copy)]
pub struct Sizes<'m> {
    /// Of small packets: answered. None where none was tried.
    pub small: Option<&'m Ping>,
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
        let is_known = tells_of(self, to, large);
        passes.then_some(Sizes {
            small,
            large,
            is_known,
        })
    }
}
