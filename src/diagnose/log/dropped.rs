//! Finds in the logs of both ends a packet of key exchange that a filter threw away: of the called end on its
//! way in, or of the calling end on its way out.

use std::net::IpAddr;

use super::{LATELY_SECS, NEAR_SECS, Way, are_surely_older, places, secs_since, tail};
use crate::diagnose::wan;
use crate::model::{AnyCase, Log, LogEvent, PeerAddress, Rejected, Topic};
use crate::pair::End;
use crate::text::{Listed, Place};

/// The line of a packet of key exchange, of a sender whom nothing names, that a called end threw away: it may be the
/// caller's, where of the addresses of that none is known.
pub(in crate::diagnose) fn thrown_away_of_somebody(from: &End<'_>, to: &End<'_>) -> Option<Place> {
    if is_known(from) {
        return None;
    }
    let is_named = |it: IpAddr| {
        let mut gateways = to.router.settings.gateways.iter();
        gateways.any(|gateway| {
            let peer = gateway.remote_address.explicit().map(|it| &it.value);
            peer == Some(&PeerAddress::Address(it))
        })
    };
    let mut dropped = to.router.log.as_ref()?.keys_dropped();
    let found = dropped.find(|event| {
        let source = event.what.rejected().and_then(|it| it.source.address);
        let is_past = tail::age(to, event.time).is_some_and(|it| it > LATELY_SECS);
        !is_past && source.is_some_and(|it| wan::is_global(it) && !is_named(it))
    })?;
    Some(to.router.place(found.line))
}

/// Whether an address of an end's router is known that the whole internet knows.
fn is_known(end: &End<'_>) -> bool {
    let networks = &end.router.networks;
    let own = networks.own_addresses.iter();
    let mut known = own.chain(&networks.seen_addresses);
    known.any(|it| wan::is_global(*it))
}

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
        let log = self.other.router.log.as_ref()?;
        // Of a router with one VPN, whom its log names alone is the peer.
        let is_alone = !self.other.router.has_several_vpns();
        let known = known.chain(log.only_peer().filter(|_| is_alone));
        // What an SA says is an address of the end; of the internet, as those behind a translation are many's.
        let said = self.own.own_addresses().into_iter().map(|it| it.value);
        let known = known.chain(said.filter(|it| wan::is_global(*it)));
        let mut dropped = known.map(Topic::Dropped).listed();
        let name = self.other.called_name();
        dropped.extend(name.map(|it| Topic::DroppedNamed(AnyCase(it))));
        let mut since_saved = log.about_since(Topic::Saved, &dropped).into_iter().rev();
        let found = since_saved.find(|event| {
            let rejected = event.what.rejected();
            let is_past = tail::age(self.other, event.time).is_some_and(|it| it > LATELY_SECS);
            rejected.is_some_and(|it| it.inbound && it.is_of_ike()) && !is_past
        });
        let found = found.or_else(|| self.filtered_of_nobody_else(log))?;
        if !self.is_behind_sas(found) {
            return None;
        }
        let mut lines = vec![self.other.router.place(found.line)];
        if let Some(mine) = self.mine.filter(|it| it.calls.count > 0) {
            lines.extend(places(self.own, &mine.calls));
        }
        Some(lines)
    }

    /// Whether the called end threw a packet away behind all SAs that either end holds, by its clock.
    fn is_behind_sas(&self, event: &LogEvent) -> bool {
        let ways = [[self.own, self.other], [self.other, self.own]];
        let mut holders = ways
            .into_iter()
            .filter(|it| it.first().is_some_and(|end| end.has_any_sa()));
        let secs = secs_since(self.other, event);
        holders.all(|ends| secs.is_some_and(|secs| are_surely_older(ends, secs)))
    }

    /// The newest of the packets that came to the address that is called, again and again and from one alone, while
    /// the other end called and of its own addresses none is known.
    fn filtered_of_nobody_else<'l>(&self, log: &'l Log) -> Option<&'l LogEvent> {
        let mine = self.mine.filter(|it| it.calls.count > 1)?;
        let source = log.only_dropped().filter(|it| wan::is_global(*it))?;
        if is_known(self.own) || self.other.router.has_several_vpns() {
            return None;
        }
        let to_called = |event: &&LogEvent| {
            let rejected = event.what.rejected();
            rejected.is_some_and(|it| {
                it.inbound && it.is_of_ike() && it.destination.address == mine.called
            })
        };
        let came = log.about_since(Topic::Saved, &[Topic::Dropped(source)]);
        let mut came = came.into_iter().filter(to_called).rev();
        let last = came.next()?;
        let at_that_time = last.time?.distance(mine.calls.time?) <= NEAR_SECS;
        let times = came.map(|it| it.times).sum::<u32>() + last.times;
        (at_that_time && times > 1).then_some(last)
    }

    /// By the log of the end that calls: what it sends to the address that it calls does not leave it. Where its log
    /// tells of no call, key exchange for an address of the other end, again and again, is one.
    pub(super) fn held(&self) -> Option<Vec<Place>> {
        let mine = self.mine.filter(|it| it.calls.count > 0);
        if self.theirs.is_some_and(|it| it.answers.count > 0) {
            return None;
        }
        let peers = match mine {
            Some(mine) => mine.called.into_iter().listed(),
            None => self.addresses_of_other(),
        };
        let networks = &self.own.router.networks;
        let own = networks
            .own_addresses
            .iter()
            .chain(&networks.seen_addresses);
        let dropped = own.copied().map(Topic::Dropped).listed();
        let log = self.own.router.log.as_ref()?;
        let since_saved = log.about_since(Topic::Saved, &dropped).into_iter().rev();
        let is_to_peer = |it: &Rejected| {
            let to = it.destination.address;
            to.is_some_and(|to| peers.contains(&to))
        };
        let held = since_saved.filter(|event| {
            let rejected = event.what.rejected();
            let is_past = tail::age(self.own, event.time).is_some_and(|it| it > LATELY_SECS);
            rejected.is_some_and(|it| !it.inbound && it.is_of_ike() && is_to_peer(it)) && !is_past
        });
        let held = held.listed();
        let found = held.first()?;
        let mut lines = vec![self.own.router.place(found.line)];
        if let Some(mine) = mine {
            lines.extend(places(self.own, &mine.calls));
        } else if held.iter().map(|it| it.times).sum::<u32>() < 2 {
            return None;
        }
        Some(lines)
    }

    /// The addresses of the internet that the other end is known to have.
    fn addresses_of_other(&self) -> Vec<IpAddr> {
        let own = self.other.router.networks.own_addresses.iter().copied();
        own.filter(|it| wan::is_global(*it)).listed()
    }
}
