//! Leaves out of what shows packets to pass the pings that are of before the VPN fell.

use super::{End, Traffic, TrafficBy};
use crate::text::Place;

impl Traffic {
    /// Without pings that were answered before the own end was seen to have no SAs.
    pub(super) fn without_past(self, ends: [Option<End<'_>>; 2]) -> Self {
        let Self::Seen {
            by: TrafficBy::Ping,
            mut lines,
        } = self
        else {
            return self;
        };
        let is_past = |ping: &Place| {
            let mut own = ends.iter().flatten();
            let own = own.find(|it| it.router.side == ping.side);
            let list = own.and_then(End::lacks_child_sas);
            list.is_some_and(|list| list > ping.line)
        };
        lines.retain(|ping| !is_past(ping));
        if lines.is_empty() {
            return Self::Unknown;
        }
        Self::Seen {
            by: TrafficBy::Ping,
            lines,
        }
    }
}
