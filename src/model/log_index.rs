//! Turns the events of a log into lists by what they are about, put together once: of a hub each pair
//! asks for what is of its own peer and tunnel, and must not walk the whole log for it.

use std::cmp::Ordering;
use std::net::IpAddr;

use super::{
    Exchange, Happening, Interface, Log, LogEvent, Rejected, RouterTime, Settings, Sourced,
    TunnelNumber,
};
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

/// What an event is about; each is about one thing or about none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic<'t> {
    /// Phases of key exchange with an address.
    Peer(IpAddr),
    /// Phases of key exchange with somebody whom a name, or nothing, stands for.
    PeerNamed(Option<AnyCase<'t>>),
    /// A message or notify of key exchange, with whom it may be.
    Said,
    /// Whatever else of key exchange may be of any peer.
    OfSomebody,
    /// A tunnel interface.
    Tunnel(TunnelNumber),
    /// A line to the internet: its session or its address.
    Line(&'t Interface),
    /// Packets from an address that were thrown away outside of tunnels.
    Dropped(IpAddr),
    /// The same where a name, or nothing, stands in place of the address.
    DroppedNamed(AnyCase<'t>),
    /// Packets that were thrown away in a tunnel.
    DroppedIn(TunnelNumber),
    /// A start of the router.
    Started,
    /// Somebody at work.
    LoggedIn,
    /// Settings that were saved.
    Saved,
}

/// A name of which the case of letters tells nothing.
#[derive(Debug, Clone, Copy)]
pub struct AnyCase<'t>(pub &'t str);

impl Ord for AnyCase<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let small = |it: &u8| it.to_ascii_lowercase();
        let (own, others) = (self.0.bytes(), other.0.bytes());
        own.map(|it| small(&it)).cmp(others.map(|it| small(&it)))
    }
}

impl PartialOrd for AnyCase<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for AnyCase<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for AnyCase<'_> {}

impl<'t> Topic<'t> {
    fn of(what: &'t Happening) -> Option<Self> {
        Some(match what {
            Happening::Exchange(it) => Self::of_exchange(it),
            Happening::Message(_) | Happening::Notify(_) => Self::Said,
            Happening::IkeSa(_) | Happening::CannotAccept | Happening::NotInterpreted => {
                Self::OfSomebody
            }
            Happening::Tunnel(number, _) => Self::Tunnel(*number),
            Happening::Session(line, _) | Happening::Addressed(line, _) => Self::Line(line),
            Happening::Rejected(it) => Self::of_rejected(it),
            Happening::Started => Self::Started,
            Happening::LoggedIn => Self::LoggedIn,
            Happening::Saved => Self::Saved,
            Happening::Keepalive(_) | Happening::Link(..) => return None,
        })
    }

    fn of_exchange(it: &'t Exchange) -> Self {
        match it.peer.seen() {
            Some(peer) => Self::Peer(peer.value),
            None => Self::PeerNamed(it.peer_name.as_deref().map(AnyCase)),
        }
    }

    fn of_rejected(it: &'t Rejected) -> Self {
        match (&it.interface, it.source.address) {
            (Interface::Tunnel(number), _) => Self::DroppedIn(*number),
            (_, Some(address)) => Self::Dropped(address),
            (_, None) => Self::DroppedNamed(AnyCase(&it.source.text)),
        }
    }
}

/// The places of events in their log, by what they are about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LogIndex {
    /// Those with a topic, in order of topics, and of one topic oldest first.
    by_topic: Vec<usize>,
    /// Those with a time, in order of what the clock showed.
    by_time: Vec<usize>,
    /// Seconds between the most eastern and the most western zone of these times.
    zones: i64,
    /// Phases of key exchange with whom the settings do not name, oldest first.
    strangers: Vec<usize>,
    /// The newest by which a line came up or got an address.
    line_up: Option<usize>,
    hides_peers: bool,
    only_peer: Option<IpAddr>,
    only_tunnel: Option<TunnelNumber>,
    only_line: Option<Interface>,
    called_from: Option<Sourced<IpAddr>>,
}

impl LogIndex {
    fn of(events: &[LogEvent], settings: &Settings) -> Self {
        let what = |at: &usize| events.get(*at).map(|it| &it.what);
        let topic = |at: &usize| what(at).and_then(Topic::of);
        let time = |at: &usize| events.get(*at)?.time;
        let places = || 0..events.len();
        let mut by_topic = places().filter(|at| topic(at).is_some()).listed();
        sort_by_key(&mut by_topic, topic);
        let mut by_time = places().filter(|at| time(at).is_some()).listed();
        sort_by_key(&mut by_time, |at| time(at).map(|it| it.local_secs));
        let exchange = |at: &usize| what(at).and_then(Happening::exchange);
        let is_stranger = |at: &usize| exchange(at).is_some_and(|it| !settings.calls(it));
        let whats = || events.iter().map(|it| &it.what);
        let exchanges = || whats().filter_map(Happening::exchange);
        let sessions = whats().filter_map(Happening::session);
        Self {
            by_topic,
            zones: zones(events),
            by_time,
            strangers: places().filter(is_stranger).listed(),
            line_up: places().rfind(|at| what(at).is_some_and(Happening::is_line_up)),
            hides_peers: exchanges().any(|it| it.peer.seen().is_none()),
            only_peer: only(exchanges().filter_map(|it| Some(it.peer.seen()?.value))),
            only_tunnel: only(whats().filter_map(|it| Some(it.tunnel()?.0))),
            only_line: only(sessions.map(|it| it.0)).cloned(),
            called_from: events.iter().rev().find_map(called_from),
        }
    }
}

/// The only one among what may be repeated.
fn only<T: PartialEq>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.all(|it| it == first).then_some(first)
}

fn zones(events: &[LogEvent]) -> i64 {
    let offsets = || events.iter().filter_map(|it| it.time?.offset_secs);
    let ends = offsets().max().zip(offsets().min());
    ends.map_or(0, |(east, west)| east - west)
}

fn called_from(event: &LogEvent) -> Option<Sourced<IpAddr>> {
    let begun = event.what.exchange().filter(|it| !it.answers)?;
    Some(Sourced::new(begun.local?, event.line))
}

impl Log {
    /// The same with its index.
    pub(super) fn indexed(self, settings: &Settings) -> Self {
        Self {
            index: LogIndex::of(&self.events, settings),
            ..self
        }
    }

    /// The places among the events of those about a topic, oldest first.
    fn places(&self, topic: Topic<'_>) -> &[usize] {
        find_equal(&self.index.by_topic, |at| {
            let own = self.events.get(*at).and_then(|it| Topic::of(&it.what));
            own.cmp(&Some(topic))
        })
    }

    /// The places among the events of those about any of these topics, oldest first.
    pub fn places_about(&self, topics: &[Topic<'_>]) -> Vec<usize> {
        let mut places = Vec::new();
        for topic in topics {
            places.extend(self.places(*topic));
        }
        sort_once(&mut places);
        places
    }

    /// The events at some places.
    pub fn at(&self, places: Vec<usize>) -> impl DoubleEndedIterator<Item = &LogEvent> + use<'_> {
        let places = places.into_iter();
        places.filter_map(|at| self.events.get(at))
    }

    /// The events about any of these topics, oldest first.
    pub fn about<'l>(
        &'l self,
        topics: &[Topic<'_>],
    ) -> impl DoubleEndedIterator<Item = &'l LogEvent> + use<'l> {
        self.at(self.places_about(topics))
    }

    /// The same, as far as they are newer than the newest about one topic.
    pub fn about_since<'l>(
        &'l self,
        since: Topic<'_>,
        topics: &[Topic<'_>],
    ) -> impl DoubleEndedIterator<Item = &'l LogEvent> + use<'l> {
        let since = self.newest(since);
        let mut places = self.places_about(topics);
        places.retain(|at| Some(*at) > since);
        self.at(places)
    }

    /// The place of the newest event about a topic.
    pub fn newest(&self, topic: Topic<'_>) -> Option<usize> {
        self.places(topic).last().copied()
    }

    /// The newest event about a topic that is such a one, and its place.
    pub fn newest_where(
        &self,
        topic: Topic<'_>,
        fits: impl Fn(&LogEvent) -> bool,
    ) -> Option<(usize, &LogEvent)> {
        let newest_first = self.places(topic).iter().rev();
        let mut events = newest_first.filter_map(|at| Some((*at, self.events.get(*at)?)));
        events.find(|it| fits(it.1))
    }

    /// The place of the newest event by which a line came up or got an address.
    pub fn newest_line_up(&self) -> Option<usize> {
        self.index.line_up
    }

    /// The place of the newest phase of key exchange, with somebody whom the settings do not name, that
    /// also an end does not know.
    pub fn newest_stranger(&self, is_known: impl Fn(&Exchange) -> bool) -> Option<usize> {
        let mut newest_first = self.index.strangers.iter().rev().copied();
        newest_first.find(|at| {
            let what = self.events.get(*at).map(|it| &it.what);
            let exchange = what.and_then(Happening::exchange);
            exchange.is_some_and(|it| !is_known(it))
        })
    }

    /// The places of the events within so many seconds of a time of this log.
    pub fn places_near(&self, time: RouterTime, secs: u64) -> Vec<usize> {
        // Beyond that no zone brings them together; within it their distance decides.
        let most = i64::try_from(secs).unwrap_or(i64::MAX / 2) + self.index.zones;
        let time_of = |at: &usize| self.events.get(*at)?.time;
        let near = find_equal(&self.index.by_time, |at| {
            let away = time_of(at).map_or(0, |it| it.local_secs - time.local_secs);
            if away < -most {
                Ordering::Less
            } else if away > most {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        });
        let is_near = |at: &&usize| time_of(at).is_some_and(|it| it.distance(time) <= secs);
        near.iter().filter(is_near).copied().listed()
    }

    /// Whether phases of key exchange stand in it with somebody of whom it tells no address.
    pub fn hides_peers(&self) -> bool {
        self.index.hides_peers
    }

    /// The only address that phases of key exchange name.
    pub fn only_peer(&self) -> Option<IpAddr> {
        self.index.only_peer
    }

    /// The only tunnel that comes up or goes down.
    pub fn only_tunnel(&self) -> Option<TunnelNumber> {
        self.index.only_tunnel
    }

    /// The only line whose session changes.
    pub fn only_line(&self) -> Option<&Interface> {
        self.index.only_line.as_ref()
    }

    /// The address from which the router called last, be it whom it may.
    pub fn called_from(&self) -> Option<Sourced<IpAddr>> {
        self.index.called_from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_whatever_the_case_of_their_letters() {
        assert_eq!(AnyCase("Hub.example"), AnyCase("hub.EXAMPLE"));
        assert!(AnyCase("A") < AnyCase("b") && AnyCase("B") > AnyCase("a"));
    }
}
