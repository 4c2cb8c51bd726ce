//! What a router's log tells of key exchange, tunnels and lines, in the order in which it happened.

use std::net::IpAddr;

use super::log_index::LogIndex;
use super::{Direction, Fact, GatewayId, Interface, RouterTime, Sourced, TunnelNumber};

/// A log, or what `grep` left of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// The line that opens it.
    pub opening: u32,
    /// Whether it was printed newest first.
    pub reversed: bool,
    /// How much of it was printed.
    pub cover: Cover,
    /// Whether all that the router said of key exchange in its span stands in it; also true of an
    /// extract that was filtered by IKE.
    pub shows_ike: bool,
    /// The times of its oldest and its newest message, of whatever kind. One before 1990 gives order
    /// and distance alone: the clock was not set, or the form has no year.
    pub span: Option<(RouterTime, RouterTime)>,
    /// What happened, oldest first.
    pub events: Vec<LogEvent>,
    /// Which of it is about what.
    pub(super) index: LogIndex,
}

impl Log {
    /// When its newest message was written, and the line of that, or the first of the log where it tells nothing
    /// that is read. None for an extract, which may leave out what is newer.
    pub fn written_until(&self) -> Option<Sourced<RouterTime>> {
        let (_, newest) = self.span.filter(|_| self.cover != Cover::Extract)?;
        let mut events = self.events.iter().rev();
        let event = events.find(|it| it.time == Some(newest));
        let line = event.map_or(self.opening, |it| it.line);
        Some(Sourced::new(newest, line))
    }
}

/// How much of a log was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Cover {
    /// All, so that nothing in its span is missing.
    Whole,
    /// Nobody knows: it was pasted without its command.
    #[default]
    Unknown,
    /// What a filter picked out: its newest line says nothing of when it was printed, and what explains
    /// an event may be missing.
    Extract,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// Its line.
    pub line: u32,
    /// The last line of what belongs to it: a rest that a terminal cut off, bytes, SPIs.
    pub last_line: u32,
    /// When, where the line tells.
    pub time: Option<RouterTime>,
    /// Whether the time has no year, so that the one in it means nothing.
    pub no_year: bool,
    /// How many times in a row.
    pub times: u32,
    /// The message without time and host, put together where a terminal had cut it.
    pub text: Box<str>,
    /// What.
    pub what: Happening,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A message that begins or answers phase 1 or phase 2 (RFC 2409 §5).
    Exchange(Exchange),
    /// An IKE SA was made (true) or deleted.
    IkeSa(bool),
    /// A probe of the keepalive of IKE (RFC 3706), and which way it went.
    Keepalive(Option<Direction>),
    /// A message of key exchange, of which only the way is told.
    Message(Direction),
    /// A notify by which one end tells the other of a fault or of its state (RFC 2408 §3.14, RFC 7296
    /// §3.10).
    Notify(Notify),
    /// What the peer offered cannot be accepted.
    CannotAccept,
    /// A tunnel interface came up (true) or went down.
    Tunnel(TunnelNumber, bool),
    /// The session of a line changed.
    Session(Interface, Session),
    /// A line got an address, or none.
    Addressed(Interface, Option<IpAddr>),
    /// A filter threw a packet away.
    Rejected(Box<Rejected>),
    /// A port got (true) or lost its link.
    Link(Interface, bool),
    /// The router started.
    Started,
    /// Somebody logged in or became administrator.
    LoggedIn,
    /// The settings were saved.
    Saved,
    /// A line of key exchange that nobody interpreted.
    NotInterpreted,
}

impl Happening {
    /// A message that begins or answers a phase.
    pub fn exchange(&self) -> Option<&Exchange> {
        if let Self::Exchange(it) = self {
            Some(it)
        } else {
            None
        }
    }

    /// A change of a tunnel interface: which, and whether it came up.
    pub fn tunnel(&self) -> Option<(TunnelNumber, bool)> {
        if let Self::Tunnel(number, up) = self {
            Some((*number, *up))
        } else {
            None
        }
    }

    /// A packet that a filter threw away.
    pub fn rejected(&self) -> Option<&Rejected> {
        if let Self::Rejected(it) = self {
            Some(it)
        } else {
            None
        }
    }

    /// Whether a line came up or got an address.
    pub fn is_line_up(&self) -> bool {
        matches!(
            self,
            Self::Session(_, Session::Up) | Self::Addressed(_, Some(_))
        )
    }

    /// A change of the session of a line.
    pub fn session(&self) -> Option<(&Interface, Session)> {
        if let Self::Session(line, change) = self {
            Some((line, *change))
        } else {
            None
        }
    }
}

/// A message that begins or answers a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// 1 or 2.
    pub phase: u8,
    /// Whether this router answers; else it begins.
    pub answers: bool,
    /// With whom; not pasted where a name stands in its place.
    pub peer: Fact<IpAddr>,
    /// The name that stands in place of the address, where names are resolved for the log.
    pub peer_name: Option<Box<str>>,
    /// From which of its own addresses.
    pub local: Option<IpAddr>,
}

/// A notify that a log names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notify {
    /// What it is about.
    pub about: NotifyAbout,
    /// Which way it went, where the line tells.
    pub way: Option<Direction>,
    /// The gateway that the line names.
    pub gateway: Option<GatewayId>,
    /// The peer that the line names.
    pub peer: Option<IpAddr>,
}

/// What a notify is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyAbout {
    /// No proposal fits.
    Proposal,
    /// The group of the key exchange is not the one that is wanted.
    Group,
    /// Keys or names do not agree, or what was sent cannot be read with the key.
    Authentication,
    /// The identity of phase 2 is not the one that is waited for.
    Identity,
    /// The networks offered do not fit (traffic selectors of IKEv2).
    Selectors,
    /// Version or mode of IKE is not the one that is waited for.
    Version,
    /// The sender of a packet holds an SA that this router does not have.
    UnknownSa,
    /// No fault, such as the first contact since a start.
    State,
}

impl NotifyAbout {
    /// Whether it refuses what the other end wants.
    pub fn refuses(self) -> bool {
        !matches!(self, Self::UnknownSa | Self::State)
    }
}

/// A change of the session of a line (PPPoE, RFC 2516).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// It is being set up.
    Dialling,
    /// It is up.
    Up,
    /// It ended, or could not be set up, because nobody answered.
    Unanswered,
    /// It ended, or could not be set up, because the login was refused.
    Refused,
    /// It ended otherwise.
    Ended,
}

/// A packet that a filter threw away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// At which interface.
    pub interface: Interface,
    /// Whether it was coming in.
    pub inbound: bool,
    /// The filter's number, or `default`.
    pub filter: Box<str>,
    /// Its protocol, as printed.
    pub protocol: Box<str>,
    /// From where.
    pub source: PacketEnd,
    /// To where.
    pub destination: PacketEnd,
}

/// The ports of key exchange, plain (RFC 7296 §2) and behind a translation (RFC 3947).
const IKE_PORTS: [u16; 2] = [500, 4500];

impl Rejected {
    /// Whether it is one of key exchange.
    pub fn is_of_ike(&self) -> bool {
        let port = self.destination.port;
        port.is_some_and(|port| IKE_PORTS.contains(&port))
    }
}

/// Where a packet comes from or goes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PacketEnd {
    /// Its address; None where a name stands in its place, or nothing.
    pub address: Option<IpAddr>,
    /// As printed: the address or the name, without the port.
    pub text: Box<str>,
    /// Its port.
    pub port: Option<u16>,
}
