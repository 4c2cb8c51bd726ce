//! Turns a log into what it says last of one peer.

use std::net::IpAddr;

use crate::diagnose::wan;
use crate::model::{
    Cover, Exchange, Fact, Happening, Log, LogEvent, PeerAddress, RouterTime, Session, Sourced,
    TunnelNumber,
};
use crate::pair::{End, GatewayPair, own_addresses};
use crate::text::Listed;

/// Lines of one kind: the first, the last, how many messages they stand for, and when the last was.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) count: u32,
    pub(super) time: Option<RouterTime>,
}

impl Tally {
    fn add(&mut self, event: &LogEvent) {
        if self.count == 0 {
            self.first = event.line;
        }
        self.last = event.line;
        self.count = self.count.saturating_add(event.times);
        self.time = event.time;
    }

    /// Seconds between the last of them and the end of the log.
    pub(super) fn age(&self, end: &End<'_>) -> Option<u64> {
        age(end, self.time)
    }
}

/// Seconds between a time and the end of the log of an end.
pub(super) fn age(end: &End<'_>, time: Option<RouterTime>) -> Option<u64> {
    let (_, newest) = end.router.log.as_ref()?.span?;
    Some(time?.distance(newest))
}

/// What a log says of one peer, since tunnel, line or router came up last.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// Phase 1 begun by this end, with no phase 2 behind it.
    pub(super) calls: Tally,
    /// Phase 1 answered by this end, with no phase 2 behind it.
    pub(super) answers: Tally,
    /// Phase 2 begun by this end.
    pub(super) calls_2: Tally,
    /// Phase 2 answered by this end.
    pub(super) answers_2: Tally,
    /// The address called last.
    pub(super) called: Option<IpAddr>,
    /// Whether the tunnel came up, or went down, last.
    pub(super) up: Option<bool>,
    /// Whether any phase 2 was begun or answered since the router started.
    pub(super) had_phase_2: bool,
    /// Whether the log reaches back to the last start, with all that came behind.
    pub(super) since_start: bool,
    /// Whether a line stands there that may say anything of this peer.
    pub(super) is_unsure: bool,
}

impl Tail {
    /// None without a log that shows key exchange.
    pub(super) fn of(end: &End<'_>, pair: &GatewayPair<'_>) -> Option<Self> {
        let log = end.router.log.as_ref().filter(|log| log.shows_ike)?;
        let who = Who::of(end, pair, log);
        let own = own_tunnels(end, log);
        let mut tail = Self::default();
        for event in &log.events {
            if let Some(it) = event.what.exchange() {
                tail.take(event, it, who.is(it));
            } else if let Some((number, up)) = event.what.tunnel() {
                if own.contains(&number) {
                    tail = Self {
                        up: Some(up),
                        had_phase_2: tail.had_phase_2,
                        since_start: tail.since_start,
                        ..Self::default()
                    };
                }
            } else if event.what == Happening::Started {
                tail = Self {
                    since_start: log.cover == Cover::Whole,
                    ..Self::default()
                };
            } else if is_line_up(&event.what) {
                // What was called while the line was down reached nobody.
                tail.calls = Tally::default();
                tail.calls_2 = Tally::default();
            } else if is_of_somebody(&event.what) {
                tail.is_unsure = true;
            }
        }
        Some(tail)
    }

    fn take(&mut self, event: &LogEvent, it: &Exchange, is_peer: Option<bool>) {
        if is_peer != Some(true) {
            self.is_unsure |= is_peer.is_none();
            return;
        }
        if it.phase == 2 {
            self.had_phase_2 = true;
            self.calls = Tally::default();
            self.answers = Tally::default();
            if it.answers {
                self.answers_2.add(event);
            } else {
                self.calls_2.add(event);
            }
        } else if it.answers {
            self.answers.add(event);
        } else {
            self.calls.add(event);
            self.called = it.peer.seen().map(|it| it.value);
        }
    }
}

/// Whether it may be of this peer, and the line does not say of whom.
fn is_of_somebody(what: &Happening) -> bool {
    matches!(
        what,
        Happening::IkeSa(_)
            | Happening::Message(_)
            | Happening::Notify(_)
            | Happening::CannotAccept
            | Happening::NotInterpreted
    )
}

fn is_line_up(what: &Happening) -> bool {
    matches!(
        what,
        Happening::Session(_, Session::Up) | Happening::Addressed(_, Some(_))
    )
}

/// The numbers of an end's tunnels; where none is known, of the only one in its log.
pub(super) fn own_tunnels(end: &End<'_>, log: &Log) -> Vec<TunnelNumber> {
    let known = end.tunnel_numbers().listed();
    if !known.is_empty() {
        return known;
    }
    let mut in_log: Vec<TunnelNumber> = Vec::new();
    for event in &log.events {
        if let Some((number, _)) = event.what.tunnel()
            && !in_log.contains(&number)
        {
            in_log.push(number);
        }
    }
    in_log.truncate(usize::from(in_log.len() == 1));
    in_log
}

/// By which addresses the messages of a peer are told from those of others.
pub(super) struct Who {
    known: Vec<IpAddr>,
    others: Vec<IpAddr>,
    /// The name by which the settings call it, and those of the others.
    name: Option<String>,
    other_names: Vec<String>,
    /// Whether the log or the router knows no other peer.
    alone: bool,
    only: Option<IpAddr>,
}

impl Who {
    pub(super) fn of(end: &End<'_>, pair: &GatewayPair<'_>, log: &Log) -> Self {
        let mut known = wan::called(end).into_iter().map(|it| it.value).listed();
        let other = pair.ends().find(|it| it.router.side != end.router.side);
        known.extend(other.iter().flat_map(addresses));
        let gateways = end.router.settings.gateways.iter();
        let mut others = Vec::new();
        let mut other_names = Vec::new();
        for gateway in gateways {
            match gateway.remote_address.explicit().map(|it| &it.value) {
                Some(PeerAddress::Address(address)) => others.push(*address),
                Some(PeerAddress::Name(name)) => other_names.push(name.clone()),
                Some(PeerAddress::Any) | None => {}
            }
        }
        let mut seen: Option<IpAddr> = None;
        let mut alone = true;
        for event in &log.events {
            if let Some(it) = event.what.exchange()
                && let Fact::Seen(peer) = &it.peer
            {
                alone &= seen.is_none_or(|it| it == peer.value);
                seen = Some(peer.value);
            }
        }
        Self {
            known,
            others,
            name: wan::called_name(end).map(str::to_owned),
            other_names,
            alone: end.router.gateways.len() < 2,
            only: seen.filter(|_| alone),
        }
    }

    fn is_named(&self, name: Option<&str>) -> Option<bool> {
        let same = |known: &String| name.is_some_and(|name| known.eq_ignore_ascii_case(name));
        if self.name.as_ref().is_some_and(same) {
            Some(true)
        } else if self.other_names.iter().any(same) {
            Some(false)
        } else {
            self.alone.then_some(true)
        }
    }

    /// Whether a message is of this peer; None where nobody can tell.
    pub(super) fn is(&self, it: &Exchange) -> Option<bool> {
        let Fact::Seen(peer) = &it.peer else {
            return self.is_named(it.peer_name.as_deref());
        };
        if self.known.contains(&peer.value) {
            Some(true)
        } else if self.others.contains(&peer.value) {
            Some(false)
        } else {
            (self.alone && self.only == Some(peer.value)).then_some(true)
        }
    }
}

/// The address from which a log shows an end to have called last, be it whom it may.
pub(in crate::diagnose) fn calls_from(end: &End<'_>) -> Option<Sourced<IpAddr>> {
    let events = end
        .router
        .log
        .iter()
        .flat_map(|log| log.events.iter().rev());
    let mut begun = events.filter_map(|event| {
        let exchange = event.what.exchange().filter(|it| !it.answers)?;
        Some(Sourced::new(exchange.local?, event.line))
    });
    begun.next()
}

/// The addresses that an end is known by: those it speaks from, and those of its lines.
pub(super) fn addresses(end: &End<'_>) -> Vec<IpAddr> {
    own_addresses(end.router)
}
