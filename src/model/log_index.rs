//! Turns the events of a log into lists by what they are about, put together once: of a hub each pair
//! asks for what is of its own peer and tunnel, and must not walk the whole log for it.

use std::cmp::Ordering;
use std::net::IpAddr;

use super::{
    Exchange, Happening, Interface, Log, LogEvent, Rejected, Settings, Sourced, TunnelNumber,
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
    /// An interface that may be a line to the internet: its session, its address or its link.
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
            Happening::Session(line, _)
            | Happening::Addressed(line, _)
            | Happening::Link(line, _) => Self::Line(line),
            Happening::Rejected(it) => Self::of_rejected(it),
            Happening::Started => Self::Started,
            Happening::LoggedIn => Self::LoggedIn,
            Happening::Saved => Self::Saved,
            Happening::Keepalive(_) => return None,
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
    /// Phases of key exchange with whom the settings do not name, oldest first.
    strangers: Vec<usize>,
    /// The newest by which a line came up or got an address.
    line_up: Option<usize>,
    hides_peers: bool,
    brings_up: bool,
    only_peer: Option<IpAddr>,
    /// The first tunnels that come up or go down, two at most.
    first_tunnels: Vec<TunnelNumber>,
    only_line: Option<Interface>,
    only_dropped: Option<IpAddr>,
    /// Key exchange that came in and was thrown away, oldest first.
    keys_dropped: Vec<usize>,
    called_from: Option<Sourced<IpAddr>>,
}

impl LogIndex {
    fn of(events: &[LogEvent], settings: &Settings) -> Self {
        let mut index = Self::default();
        let (mut peers, mut lines) = (Only::None, Only::None);
        let (mut addressed, mut dropped) = (Only::None, Only::None);
        for (at, event) in events.iter().enumerate() {
            let what = &event.what;
            if Topic::of(what).is_some() {
                index.by_topic.push(at);
            }
            if let Some(it) = what.exchange() {
                match it.peer.seen() {
                    Some(peer) => peers.add(peer.value),
                    None => index.hides_peers = true,
                }
                if !settings.calls(it) {
                    index.strangers.push(at);
                }
                let local = it.local.filter(|_| !it.answers);
                let called_from = local.map(|it| Sourced::new(it, event.line));
                index.called_from = called_from.or(index.called_from);
            } else if let Some((number, up)) = what.tunnel() {
                let first = &mut index.first_tunnels;
                if first.len() < 2 && !first.contains(&number) {
                    first.push(number);
                }
                index.brings_up |= up;
            } else if let Some((line, _)) = what.session() {
                lines.add(line);
            } else if let Happening::Addressed(line, _) = what {
                addressed.add(line);
            } else if let Some(it) = what.rejected().filter(|it| it.inbound && it.is_of_ike()) {
                dropped.add(it.source.address);
                index.keys_dropped.push(at);
            }
            if what.is_line_up() {
                index.line_up = Some(at);
            }
        }
        let event = |at: &usize| events.get(*at);
        sort_by_key(&mut index.by_topic, |at| {
            event(at).map(|it| Topic::of(&it.what))
        });
        index.only_peer = peers.get();
        let lines = if matches!(lines, Only::None) {
            addressed
        } else {
            lines
        };
        index.only_line = lines.get().cloned();
        index.only_dropped = dropped.get().flatten();
        index
    }
}

/// The only one among what may be repeated.
enum Only<T> {
    None,
    One(T),
    Several,
}

impl<T: PartialEq> Only<T> {
    fn add(&mut self, item: T) {
        let is_other = match self {
            Self::None => {
                *self = Self::One(item);
                return;
            }
            Self::One(known) => *known != item,
            Self::Several => return,
        };
        if is_other {
            *self = Self::Several;
        }
    }

    fn get(self) -> Option<T> {
        match self {
            Self::One(it) => Some(it),
            Self::None | Self::Several => None,
        }
    }
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
    pub fn at(&self, places: &[usize]) -> Vec<&LogEvent> {
        let places = places.iter();
        places.filter_map(|at| self.events.get(*at)).listed()
    }

    /// The events about any of these topics, oldest first.
    pub fn about(&self, topics: &[Topic<'_>]) -> Vec<&LogEvent> {
        self.at(&self.places_about(topics))
    }

    /// The same, as far as they are newer than the newest about one topic.
    pub fn about_since(&self, since: Topic<'_>, topics: &[Topic<'_>]) -> Vec<&LogEvent> {
        let since = self.newest(since);
        let mut places = self.places_about(topics);
        places.retain(|at| Some(*at) > since);
        self.at(&places)
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

    /// The places of the events within so many seconds of the one at a place: its neighbours, as a log has
    /// them in the order in which they happened.
    pub fn places_near(&self, place: usize, secs: u64) -> Vec<usize> {
        let time_of = |at: usize| self.events.get(at).and_then(|it| it.time);
        let own = time_of(place);
        let away = |at: usize| Some(time_of(at)?.distance(own?));
        // What has no time happened between the others.
        let is_near = |at: &usize| away(*at).is_none_or(|it| it <= secs);
        let before = (0..place).rev().take_while(is_near);
        let behind = (place..self.events.len()).take_while(is_near);
        let near = before.chain(behind);
        near.filter(|at| time_of(*at).is_some()).listed()
    }

    /// Whether phases of key exchange stand in it with somebody of whom it tells no address.
    pub fn hides_peers(&self) -> bool {
        self.index.hides_peers
    }

    /// The only address that phases of key exchange name.
    pub fn only_peer(&self) -> Option<IpAddr> {
        self.index.only_peer
    }

    /// Whether any tunnel comes up in it.
    pub fn brings_tunnels_up(&self) -> bool {
        self.index.brings_up
    }

    /// The first tunnels that come up or go down, two at most.
    pub fn first_tunnels(&self) -> impl Iterator<Item = TunnelNumber> {
        self.index.first_tunnels.iter().copied()
    }

    /// The only tunnel that comes up or goes down.
    pub fn only_tunnel(&self) -> Option<TunnelNumber> {
        let [only] = self.index.first_tunnels.as_slice() else {
            return None;
        };
        Some(*only)
    }

    /// The only line whose session changes; where none does, the only one that gets an address.
    pub fn only_line(&self) -> Option<&Interface> {
        self.index.only_line.as_ref()
    }

    /// The only address from which key exchange came in and was thrown away.
    pub fn only_dropped(&self) -> Option<IpAddr> {
        self.index.only_dropped
    }

    /// The newest few packets of key exchange that came in and were thrown away since the settings were saved, the
    /// newest first.
    pub fn keys_dropped(&self) -> impl Iterator<Item = &LogEvent> {
        const FEW: usize = 16;
        let saved = self.newest(Topic::Saved);
        let newest_first = self.index.keys_dropped.iter().rev().take(FEW);
        let since = newest_first.filter(move |at| Some(**at) > saved);
        since.filter_map(|at| self.events.get(*at))
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
