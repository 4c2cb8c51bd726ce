//! Turns a log into what it says last of one peer.

use std::net::IpAddr;

use super::own::own_tunnels;
use crate::diagnose::wan;
use crate::model::{
    AnyCase, Cover, Exchange, Happening, Log, LogEvent, Notify, PeerAddress, Reach, Router,
    RouterTime, Settings, Sourced, Topic, TunnelNumber, reach,
};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, sort_once};

/// Lines of one kind: the first, the last, how many messages they stand for, and when the first and the last were.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) count: u32,
    pub(super) time: Option<RouterTime>,
    since: Option<RouterTime>,
    /// The fewest seconds between two of them.
    closest: Option<u64>,
}

/// Seconds between two phases, so many that an end which gets no answer had called again long before.
const SELDOM_SECS: u64 = 1_800;

/// Seconds after which SAs are made anew at the soonest by their time: 70 % of the shortest life (command reference
/// 15.48.1). By their bytes IPsec SAs may be made anew at any time, without a new phase 1.
const SOONEST_SECS: u64 = 210;

impl Tally {
    fn add(&mut self, event: &LogEvent) {
        if self.count == 0 {
            self.first = event.line;
            self.since = event.time;
        }
        let apart = self.time.zip(event.time).map(|it| it.0.distance(it.1));
        let apart = if event.times > 1 { Some(0) } else { apart };
        self.closest = [self.closest, apart].into_iter().flatten().min();
        self.last = event.line;
        self.count = self.count.saturating_add(event.times);
        self.time = event.time;
    }

    /// Whether they follow each other faster than SAs are made anew while all is well.
    pub(super) fn is_no_renewal(&self) -> bool {
        let (Some(since), Some(last)) = (self.since, self.time) else {
            return false;
        };
        let gaps = u64::from(self.count.saturating_sub(1));
        gaps > 1 && since.distance(last) < gaps.saturating_mul(SOONEST_SECS)
    }

    /// Whether all of them are as far apart as those by which keys are made anew while all is well: a call that nobody
    /// answers is begun anew within minutes.
    pub(super) fn may_be_renewals(&self) -> bool {
        self.closest.is_some_and(|it| it >= SELDOM_SECS)
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
    /// How many messages begin or answer phase 1, whatever stands behind them.
    pub(super) n_phase_1: u32,
    /// The address called last.
    pub(super) called: Option<IpAddr>,
    /// The address in the last of all phases.
    pub(super) met: Option<IpAddr>,
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
    /// Whether phases of one kind follow each other faster than SAs are made anew while all is well, phase 1 with them.
    pub(super) fn begins_anew(&self, phase_2: &Tally) -> bool {
        self.n_phase_1 > 1 && phase_2.is_no_renewal()
    }

    /// Whether phases of one kind may be renewals of a tunnel that was up all along: the log shows neither that it fell
    /// before them, nor that the router started.
    pub(super) fn may_renew(&self, phase_2: &Tally) -> bool {
        self.up != Some(false) && !self.since_start && phase_2.may_be_renewals()
    }

    /// None without a log that shows key exchange.
    pub(super) fn of(end: &End<'_>, pair: &GatewayPair<'_>) -> Option<Self> {
        let log = end.router.log.as_ref().filter(|log| log.shows_ike)?;
        let who = Who::of(end, pair, log);
        let own = own_tunnels(end, log);
        let mut tail = Self::default();
        for event in who.last_said(log, &own) {
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
            } else if event.what.is_line_up() {
                // What was called while the line was down reached nobody.
                tail.calls = Tally::default();
                tail.calls_2 = Tally::default();
            } else if is_of_somebody(&event.what) {
                tail.is_unsure = true;
            }
        }
        if own.is_empty() && log.brings_tunnels_up() {
            // Any of those tunnels may be the one for which this end began.
            tail.calls_2 = Tally::default();
            tail.answers_2 = Tally::default();
            tail.since_start = false;
        }
        Some(tail)
    }

    fn take(&mut self, event: &LogEvent, it: &Exchange, is_peer: Option<bool>) {
        if is_peer != Some(true) {
            self.is_unsure |= is_peer.is_none();
            return;
        }
        self.met = it.peer.seen().map(|it| it.value);
        if it.phase == 2 {
            self.had_phase_2 = true;
            self.calls = Tally::default();
            self.answers = Tally::default();
            if it.answers {
                self.answers_2.add(event);
            } else {
                self.calls_2.add(event);
            }
            return;
        }
        self.n_phase_1 = self.n_phase_1.saturating_add(event.times);
        if it.answers {
            self.answers.add(event);
        } else {
            self.calls.add(event);
            self.called = self.met;
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

/// By which addresses the messages of a peer are told from those of others.
pub(super) struct Who<'m> {
    settings: &'m Settings,
    known: Vec<IpAddr>,
    /// The name by which the settings call it.
    name: Option<&'m str>,
    /// The other end, where that is known, and what else tells which of the peers in the settings it is.
    other: Option<&'m Router>,
    is_told: bool,
    /// Whether the router knows no other peer.
    alone: bool,
    /// The only address in the log, where it may be this peer's.
    only: Option<IpAddr>,
}

impl<'m> Who<'m> {
    pub(super) fn of(end: &End<'m>, pair: &GatewayPair<'m>, log: &Log) -> Self {
        let mut known = end.called().into_iter().map(|it| it.value).listed();
        let other = pair.ends().find(|it| it.router.side != end.router.side);
        let other = other.map(|it| it.router);
        known.extend(other.into_iter().flat_map(|it| &it.networks.seen_addresses));
        let alone = end.is_alone();
        // Who calls from elsewhere than the settings say may be this peer, or anybody.
        let told = end.gateway_settings().map(|it| &it.remote_address);
        let told = told.and_then(|it| it.explicit());
        let is_set = told.is_some_and(|it| matches!(it.value, PeerAddress::Address(_)));
        // Where an address of the other end is known that the internet knows, another one is not its own, nor is it
        // behind the translation of a provider.
        let of_other = other.map_or(&[][..], |it| &it.networks.seen_addresses);
        let is_known = of_other.iter().any(|it| wan::is_global(*it));
        let is_of_lines = |it: IpAddr| matches!(reach(it), Reach::Global | Reach::Shared);
        let is_strangers = |it: &IpAddr| {
            let is_further = is_known && is_of_lines(*it) && !of_other.contains(it);
            is_further || other.is_some_and(|other| other.networks.calls(*it).is_some())
        };
        Self {
            settings: &end.router.settings,
            is_told: end.gateway_settings().is_some() || end.called_name().is_some(),
            known,
            other,
            name: end.called_name(),
            alone,
            only: log
                .only_peer()
                .filter(|it| alone && !is_set && !is_strangers(it)),
        }
    }

    /// Whether an address is known to be the peer's.
    pub(super) fn knows(&self, address: IpAddr) -> bool {
        self.known.contains(&address)
    }

    /// What an event must be about to be a phase of key exchange with this peer; None where that may be
    /// anything.
    fn topics(&self, log: &Log) -> Option<Vec<Topic<'m>>> {
        // What is said of nobody can be of nobody else.
        if self.alone && log.hides_peers() {
            return None;
        }
        // Any of the peers in the settings may be the other end, where nothing tells which.
        if !self.is_told && !self.settings.gateways.is_empty() {
            return None;
        }
        let mut topics = self.known.iter().copied().map(Topic::Peer).listed();
        topics.extend(self.only.map(Topic::Peer));
        topics.extend(self.name.map(|it| Topic::PeerNamed(Some(AnyCase(it)))));
        Some(topics)
    }

    /// The places of all that a log tells of this peer, of its tunnels, and about some topics besides.
    fn places(&self, log: &Log, tunnels: &[TunnelNumber], more: &[Topic<'m>]) -> Vec<usize> {
        let Some(mut topics) = self.topics(log) else {
            return (0..log.events.len()).listed();
        };
        topics.extend(tunnels.iter().copied().map(Topic::Tunnel));
        topics.extend(more);
        log.places_about(&topics)
    }

    /// All that a log tells of this peer and its tunnels, and of key exchange with whomever, oldest first.
    pub(super) fn all_said<'l>(&self, log: &'l Log, tunnels: &[TunnelNumber]) -> Vec<&'l LogEvent> {
        use Topic::{OfSomebody, Said, Saved, Started};
        log.at(&self.places(log, tunnels, &[Started, Saved, Said, OfSomebody]))
    }

    /// The events that decide what a log says last of this peer, oldest first: its own, and of each kind
    /// that may be of any peer the newest, as that alone can stand behind all of its own.
    fn last_said<'l>(&self, log: &'l Log, tunnels: &[TunnelNumber]) -> Vec<&'l LogEvent> {
        let mut places = self.places(log, tunnels, &[]);
        for topic in [Topic::Started, Topic::Said, Topic::OfSomebody] {
            places.extend(log.newest(topic));
        }
        places.extend(log.newest_line_up());
        places.extend(log.newest_stranger(|it| self.is(it).is_some()));
        sort_once(&mut places);
        log.at(&places)
    }

    /// The phases of key exchange with this peer, oldest first, each with its place.
    pub(super) fn passed<'l>(&self, log: &'l Log) -> Vec<(usize, &'l Exchange)> {
        let places = self.places(log, &[], &[]).into_iter();
        let events = places.filter_map(|at| Some((at, log.events.get(at)?)));
        let phases = events.filter_map(|(at, event)| Some((at, event.what.exchange()?)));
        phases.filter(|it| self.is(it.1) == Some(true)).listed()
    }

    /// Whether the router answered this peer since its settings were saved last, and since an event.
    pub(super) fn is_answered(&self, log: &Log, since: Option<&LogEvent>) -> bool {
        // Both are of one list, oldest first.
        let is_newer = |event: &LogEvent| {
            since.is_none_or(|it| std::ptr::from_ref(event) > std::ptr::from_ref(it))
        };
        let answers = |event: &LogEvent| {
            let exchange = event.what.exchange();
            let exchange = exchange.filter(|it| it.answers && is_newer(event));
            exchange.is_some_and(|it| self.is(it) == Some(true))
        };
        if let Some(topics) = self.topics(log) {
            let mut since = log.about_since(Topic::Saved, &topics).into_iter();
            return since.any(answers);
        }
        let newest_first = log.events.iter().rev();
        let mut since = newest_first.take_while(|it| it.what != Happening::Saved);
        since.any(answers)
    }

    /// Whether a message is of this peer; None where nobody can tell.
    pub(super) fn is(&self, it: &Exchange) -> Option<bool> {
        let seen = it.peer.seen().map(|it| it.value);
        let is_own = match seen {
            Some(peer) => self.known.contains(&peer),
            None => self.is_called(it.peer_name.as_deref()),
        };
        if is_own {
            Some(true)
        } else if self.settings.calls(it) {
            // Of several peers in the settings, nobody knows which one is the other end.
            let is_anothers = |it: &IpAddr| {
                self.other
                    .is_some_and(|other| other.networks.is_anothers(*it))
            };
            (self.is_told || seen.is_some_and(|it| is_anothers(&it))).then_some(false)
        } else {
            // An address must be the only one.
            let may_be = seen.is_none() || seen == self.only;
            (self.alone && may_be).then_some(true)
        }
    }

    /// Whether a notify is of this peer, or may be, as it does not say of whom it is, or names the router
    /// itself. An address that nobody knows may be anybody's.
    pub(super) fn may_have_sent(&self, end: &End<'_>, it: &Notify) -> bool {
        let of_settings = end.gateway_settings().or(self.settings.gateways.first());
        let own = end.gateway_id().or(of_settings.map(|it| it.id));
        let is_own = |gateway| own.is_none_or(|own| own == gateway);
        let networks = &end.router.networks;
        let is_known =
            |peer| networks.goes_by(peer) || self.known.contains(&peer) || self.only == Some(peer);
        it.gateway.is_none_or(is_own) && it.peer.is_none_or(is_known)
    }

    fn is_called(&self, name: Option<&str>) -> bool {
        let names = self.name.zip(name);
        names.is_some_and(|(own, name)| AnyCase(own) == AnyCase(name))
    }
}

/// Whether an end calls another by its settings, or its log shows key exchange with it: with an address that the
/// other's SAs say it has, or that is one of its router.
pub(in crate::diagnose) fn calls(end: &End<'_>, other: &End<'_>) -> bool {
    let networks = &other.router.networks;
    let mut all = networks.seen_addresses.clone();
    all.extend(other.own_addresses().iter().map(|it| it.value));
    all.retain(|it| wan::is_global(*it));
    sort_once(&mut all);
    let log = end.router.log.as_ref();
    let has_met = |it: &IpAddr| log.is_some_and(|log| log.newest(Topic::Peer(*it)).is_some());
    let mut called = end.called().into_iter();
    called.any(|it| all.binary_search(&it.value).is_ok()) || all.iter().any(has_met)
}

/// The address from which a log shows an end to have called its peer last; be it whom it may, where the router has no
/// other VPN, which could go by another line.
pub(in crate::diagnose) fn calls_from(end: &End<'_>) -> Option<Sourced<IpAddr>> {
    let log = end.router.log.as_ref()?;
    let peers = end.called().into_iter().map(|it| it.value).listed();
    let any = || {
        let alone = end.is_alone();
        log.called_from().filter(|_| alone)
    };
    from_to(log, &peers).or_else(any)
}

/// The same, where it calls one address; whom it called is not asked where the log hides that.
pub(in crate::diagnose) fn calls_from_to(end: &End<'_>, peer: IpAddr) -> Option<Sourced<IpAddr>> {
    let log = end.router.log.as_ref()?;
    let hidden = || calls_from(end).filter(|_| log.hides_peers());
    from_to(log, &[peer]).or_else(hidden)
}

/// The address from which a router called one of these last.
fn from_to(log: &Log, peers: &[IpAddr]) -> Option<Sourced<IpAddr>> {
    let peers = peers.iter().copied().map(Topic::Peer).listed();
    let met = log.about(&peers).into_iter().rev();
    let mut from = met.filter_map(|it| Some(Sourced::new(it.what.exchange()?.local?, it.line)));
    from.next()
}
