//! Finds in the logs of both ends a packet of key exchange that a filter threw away: of the called end on its
//! way in, or of the calling end on its way out.

use super::{LATELY_SECS, Way, places, tail};
use crate::model::{AnyCase, Rejected, Topic};
use crate::text::{Listed, Place};

impl Way<'_, '_> {
    /// By the log of the called end: what the other sends arrives and is thrown away.
    pub(super) fn filtered(&self) -> Option<Vec<Place>> {
        if self.theirs.is_some_and(|it| it.answers.count > 0) {
            return None;
        }
        let known = self.other.called().into_iter().map(|it| it.value);
        // Whom the other end calls is where an answer comes from.
        let known = known.chain(self.theirs.and_then(|it| it.called));
        let known = known.chain(self.own.router.networks.seen_addresses.iter().copied());
        let mut dropped = known.map(Topic::Dropped).listed();
        let name = self.other.called_name();
        dropped.extend(name.map(|it| Topic::DroppedNamed(AnyCase(it))));
        let log = self.other.router.log.as_ref()?;
        let mut since_saved = log.about_since(Topic::Saved, &dropped).into_iter().rev();
        let found = since_saved.find(|event| {
            let rejected = event.what.rejected();
            let is_past = tail::age(self.other, event.time).is_some_and(|it| it > LATELY_SECS);
            rejected.is_some_and(|it| it.inbound && is_of_ike(it)) && !is_past
        })?;
        let mut lines = vec![self.other.router.place(found.line)];
        if let Some(mine) = self.mine.filter(|it| it.calls.count > 0) {
            lines.extend(places(self.own, &mine.calls));
        }
        Some(lines)
    }

    /// By the log of the end that calls: what it sends to the address that it calls does not leave it.
    pub(super) fn held(&self) -> Option<Vec<Place>> {
        let mine = self.mine.filter(|it| it.calls.count > 0)?;
        if self.theirs.is_some_and(|it| it.answers.count > 0) {
            return None;
        }
        let called = mine.called?;
        let networks = &self.own.router.networks;
        let own = networks
            .own_addresses
            .iter()
            .chain(&networks.seen_addresses);
        let dropped = own.copied().map(Topic::Dropped).listed();
        let log = self.own.router.log.as_ref()?;
        let mut since_saved = log.about_since(Topic::Saved, &dropped).into_iter().rev();
        let found = since_saved.find(|event| {
            let rejected = event.what.rejected();
            let is_past = tail::age(self.own, event.time).is_some_and(|it| it > LATELY_SECS);
            let is_to_peer = |it: &Rejected| it.destination.address == Some(called);
            rejected.is_some_and(|it| !it.inbound && is_of_ike(it) && is_to_peer(it)) && !is_past
        })?;
        let mut lines = vec![self.own.router.place(found.line)];
        lines.extend(places(self.own, &mine.calls));
        Some(lines)
    }
}

/// Whether a packet that was thrown away is one of key exchange.
fn is_of_ike(rejected: &Rejected) -> bool {
    let port = rejected.destination.port;
    port.is_some_and(|port| IKE_PORTS.contains(&port))
}

/// The ports of key exchange, plain (RFC 7296 §2) and behind a translation (RFC 3947).
const IKE_PORTS: [u16; 2] = [500, 4500];
