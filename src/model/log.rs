//! What a router's log tells of key exchange, tunnels and lines, in the order in which it happened.

use std::net::IpAddr;

use super::{Fact, Interface, RouterTime, TunnelNumber};

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
    /// When, where the line tells.
    pub time: Option<RouterTime>,
    /// How many times in a row.
    pub times: u32,
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
    /// A probe of the keepalive of IKE.
    Keepalive,
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
    /// From which of its own addresses.
    pub local: Option<IpAddr>,
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
    /// From where, and from which port.
    pub source: Option<(IpAddr, Option<u16>)>,
    /// To where, and to which port.
    pub destination: Option<(IpAddr, Option<u16>)>,
}
