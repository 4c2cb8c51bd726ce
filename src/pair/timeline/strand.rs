//! Turns the log of one router into events that know which pair they are of.

use std::net::IpAddr;

use super::Event;
use crate::model::{
    AnyCase, Exchange, Fact, Happening, Interface, Log, LogEvent, Rejected, Router, TunnelNumber,
};
use crate::pair::{BySide, End, GatewayPair};
use crate::text::{Listed, Side, find_equal, sort_by_key, sort_once};

/// The log of one router.
pub(super) struct Strand<'m> {
    pub(super) side: Side,
    /// Oldest first.
    pub(super) events: Vec<Event<'m>>,
    /// For each event, the strand and the place of the event that it meets.
    pub(super) meets: Vec<Option<(usize, usize)>>,
    /// Whether its clock is set by now.
    pub(super) is_set: bool,
    /// Whether its times have no year.
    pub(super) no_year: bool,
    /// How many packets of no VPN filters threw away.
    pub(super) left_out: u32,
    /// Seconds by which its clock is ahead of the first log's.
    pub(super) ahead: Option<i64>,
    /// The pair of each event that has one, and its place: in order of the pairs, oldest first.
    by_pair: Vec<(usize, usize)>,
    log: &'m Log,
}

/// The place among the strands of the log of a site; they are in the order of the sites.
pub(super) fn place(strands: &[Strand<'_>], side: Side) -> Option<usize> {
    strands.binary_search_by_key(&side, |it| it.side).ok()
}

/// Of which time a log tells.
pub(super) struct Reach {
    pub(super) side: Side,
    /// Whether all of key exchange in that time stands in it.
    pub(super) shows_ike: bool,
    /// From when to when by the common clock.
    pub(super) common: Option<(i64, i64)>,
    /// From when to when by its own clock, and whether that was set.
    own: Option<(i64, i64, bool)>,
    /// The pairs of which it shows an answer, in order.
    pub(super) answers: Vec<usize>,
}

/// Seconds by which two clocks that somebody set may differ.
const APART_SECS: i64 = 3_600;

/// Seconds that a log must span where its clock was not set.
const UNSET_SECS: i64 = 600;

impl Reach {
    /// Whether a time of another clock may be of its time.
    pub(super) fn is_near(&self, time: Option<i64>) -> bool {
        match (self.own, time) {
            (Some((from, to, true)), Some(time)) => {
                from <= time + APART_SECS && time <= to + APART_SECS
            }
            (Some((from, to, false)), _) => to - from >= UNSET_SECS,
            (Some(_) | None, _) => false,
        }
    }
}

impl<'m> Strand<'m> {
    /// None without a log in which anything happens.
    pub(super) fn of(
        router: &'m Router,
        pairs: &[GatewayPair<'m>],
        by_side: &BySide,
    ) -> Option<Self> {
        let log = router.log.as_ref().filter(|log| !log.events.is_empty())?;
        let peers = Peers::of(router, pairs, by_side, log);
        let mut left_out = 0_u32;
        let mut events = Vec::with_capacity(log.events.len());
        for event in &log.events {
            let pair = peers.pair_of(&event.what);
            if let Happening::Rejected(it) = &event.what
                && pair.is_none()
                && !is_of_some_vpn(it)
            {
                left_out = left_out.saturating_add(event.times);
                continue;
            }
            events.push(Event {
                side: router.side,
                event,
                shifted: None,
                pair,
                peer: pair.and_then(|at| peer_of(pairs.get(at)?, router.side)),
                attempt: None,
                meets: None,
                times: event.times,
                until: None,
            });
        }
        let places = events.iter().enumerate();
        let of_pairs = places.filter_map(|(at, it)| Some((it.pair?, at)));
        let mut by_pair = of_pairs.listed();
        sort_by_key(&mut by_pair, |it| it.0);
        Some(Self {
            by_pair,
            side: router.side,
            meets: vec![None; events.len()],
            is_set: log.span.is_some_and(|it| it.1.is_set()),
            no_year: log.events.iter().any(|it| it.no_year),
            events,
            left_out,
            ahead: None,
            log,
        })
    }

    /// Of which time it tells.
    pub(super) fn reach(&self) -> Reach {
        let newest = self.log.span.map(|it| it.1.local_secs);
        let times = self.events.iter().filter(|it| self.is_present(it.event));
        let first = times.filter_map(|it| it.event.time).map(|it| it.local_secs);
        let opening = self.log.span.map(|it| it.0);
        let opening = opening.filter(|it| it.is_set() == self.is_set);
        let oldest = opening.map(|it| it.local_secs).or_else(|| first.min());
        let own = oldest.zip(newest);
        let mut answers = Vec::new();
        for event in &self.events {
            let is_answer = event.event.what.exchange().is_some_and(|it| it.answers);
            answers.extend(event.pair.filter(|_| is_answer));
        }
        sort_once(&mut answers);
        Reach {
            side: self.side,
            shows_ike: self.log.shows_ike,
            common: own
                .zip(self.ahead)
                .map(|((from, to), ahead)| (from - ahead, to - ahead)),
            own: own.map(|(from, to)| (from, to, self.is_set)),
            answers,
        }
    }

    /// Whether an event is of the time since the clock was set; one that was not set counts itself.
    pub(super) fn is_present(&self, event: &LogEvent) -> bool {
        event.time.is_some_and(|it| it.is_set() == self.is_set)
    }

    /// The events of a pair by the present clock.
    pub(super) fn present(&self, pair: usize) -> impl Iterator<Item = &'m LogEvent> {
        let of_pair = self.of_pair(pair).map(|it| it.1.event);
        of_pair.filter(|it| self.is_present(it))
    }

    /// The events of a pair, each with its place.
    pub(super) fn of_pair(&self, pair: usize) -> impl Iterator<Item = (usize, &Event<'m>)> {
        let own = find_equal(&self.by_pair, |it| it.0.cmp(&pair)).iter();
        own.filter_map(|(_, at)| Some((*at, self.events.get(*at)?)))
    }
}

fn peer_of(pair: &GatewayPair<'_>, side: Side) -> Option<Side> {
    let other = pair.ends().find(|it| it.router.side != side)?;
    Some(other.router.side)
}

/// Key exchange or IPsec, or inside a tunnel.
fn is_of_some_vpn(it: &Rejected) -> bool {
    let mut ports = [&it.source, &it.destination]
        .into_iter()
        .filter_map(|it| it.port);
    matches!(it.interface, Interface::Tunnel(_))
        || it.protocol.eq_ignore_ascii_case("esp")
        || it.protocol.eq_ignore_ascii_case("ah")
        || ports.any(|port| matches!(port, 500 | 4500))
}

/// Tells of which pair an event is.
struct Peers<'m> {
    /// The addresses of peers, with the pair, in order.
    addresses: Vec<(IpAddr, usize)>,
    /// The names by which the settings call peers, in order.
    names: Vec<(&'m str, usize)>,
    /// In order.
    tunnels: Vec<(TunnelNumber, usize)>,
    /// The only pair of the router.
    alone: Option<usize>,
    /// The only peer that its log names.
    only: Option<IpAddr>,
}

impl<'m> Peers<'m> {
    fn of(router: &Router, pairs: &[GatewayPair<'m>], by_side: &BySide, log: &Log) -> Self {
        let mut addresses = Vec::new();
        let mut tunnels = Vec::new();
        let mut own = Vec::new();
        let mut names = Vec::new();
        for at in by_side.places(router.side) {
            let is_own = |end: &End<'_>| end.router.side == router.side;
            let Some(pair) = pairs.get(at) else { continue };
            let Some(end) = pair.ends().find(is_own) else {
                continue;
            };
            own.push(at);
            addresses.extend(end.called().into_iter().map(|it| (it.value, at)));
            names.extend(end.called_name().map(|it| (it, at)));
            let other = pair.ends().find(|it| !is_own(it));
            let others = other
                .iter()
                .flat_map(|it| &it.router.networks.seen_addresses);
            addresses.extend(others.map(|it| (*it, at)));
            tunnels.extend(end.tunnel_numbers().map(|it| (it, at)));
        }
        sort_once(&mut addresses);
        // Of what two pairs have, the first counts.
        sort_by_key(&mut names, |it: &(&str, usize)| AnyCase(it.0));
        sort_by_key(&mut tunnels, |it: &(TunnelNumber, usize)| it.0);
        let alone = own.first().copied().filter(|_| own.len() == 1);
        Self {
            addresses,
            names,
            tunnels,
            alone,
            only: log.only_peer(),
        }
    }

    fn pair_of(&self, what: &Happening) -> Option<usize> {
        match what {
            Happening::Exchange(it) => self.of_exchange(it),
            Happening::Tunnel(number, _) => self.of_tunnel(*number),
            Happening::Rejected(it) => {
                let far = if it.inbound {
                    &it.source
                } else {
                    &it.destination
                };
                match far.address {
                    Some(address) => self.of_address(address),
                    None => self.of_name(&far.text),
                }
            }
            Happening::IkeSa(_)
            | Happening::Keepalive(_)
            | Happening::Message(_)
            | Happening::Notify(_)
            | Happening::CannotAccept
            | Happening::NotInterpreted => self.alone,
            Happening::Session(..)
            | Happening::Addressed(..)
            | Happening::Link(..)
            | Happening::Started
            | Happening::LoggedIn
            | Happening::Saved => None,
        }
    }

    fn of_exchange(&self, it: &Exchange) -> Option<usize> {
        match &it.peer {
            Fact::Seen(peer) => self
                .of_address(peer.value)
                .or_else(|| self.alone.filter(|_| self.only == Some(peer.value))),
            Fact::Hidden(_) | Fact::NotPasted => {
                let named = it.peer_name.as_deref();
                named.and_then(|name| self.of_name(name)).or(self.alone)
            }
        }
    }

    fn of_name(&self, name: &str) -> Option<usize> {
        let known = find_equal(&self.names, |it| AnyCase(it.0).cmp(&AnyCase(name)));
        known.first().map(|it| it.1)
    }

    /// An address that two pairs have tells nothing.
    fn of_address(&self, address: IpAddr) -> Option<usize> {
        let start = self.addresses.partition_point(|it| it.0 < address);
        let mut found = self.addresses.iter().skip(start);
        let (_, pair) = found.next().filter(|it| it.0 == address)?;
        let is_shared = found.next().is_some_and(|it| it.0 == address);
        (!is_shared).then_some(*pair)
    }

    fn of_tunnel(&self, number: TunnelNumber) -> Option<usize> {
        let known = find_equal(&self.tunnels, |it| it.0.cmp(&number));
        known
            .first()
            .map(|it| it.1)
            .or_else(|| self.alone.filter(|_| self.tunnels.is_empty()))
    }
}
