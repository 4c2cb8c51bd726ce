//! What the logs of all sites tell, in one order, as plain data.

use serde::Serialize;

use super::{Letter, Text};

/// What the logs of all sites tell, in one order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    /// The logs, in the order of the sides.
    pub logs: Vec<LogSpan>,
    /// The clocks of the pairs of which both logs were pasted.
    pub clocks: Vec<Clock>,
    /// What belongs to one attempt to agree on keys, in order of their first events.
    pub attempts: Vec<Attempt>,
    /// What happened: by the clock of the first site with a log where the distance to it is known, behind
    /// it each other site by itself; of each site oldest first.
    pub events: Vec<Event>,
}

/// Of which time a log tells, and how much of it was pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogSpan {
    /// Whose log.
    pub side: Letter,
    /// Its oldest time, as [`Event::at`].
    pub from: Option<String>,
    /// Its newest time.
    pub to: Option<String>,
    /// Whether its clock was set; one that was not gives order and distance alone.
    pub clock_set: bool,
    /// How much of it was pasted.
    pub cover: LogCover,
    /// How many packets of no VPN filters threw away; they are not among the events.
    pub left_out: u32,
}

/// How much of a log was pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LogCover {
    /// All of it.
    Whole,
    /// What a filter picked out.
    Extract,
    /// Nobody knows: it was pasted without its command.
    Unknown,
}

/// The clocks of the two ends of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    /// Index into `pairs`.
    pub pair: usize,
    /// The end at the lower letter.
    pub a: Letter,
    /// The other end.
    pub b: Letter,
    /// Seconds by which the clock of `b` is ahead of the clock of `a`; null where the logs do not tell.
    pub offset_seconds: Option<i64>,
    /// How many seconds it may be off.
    pub within_seconds: Option<u32>,
    /// How many events of one log agree on it with one of the other.
    pub matches: u32,
    /// The same in words.
    pub says: Text,
}

/// One attempt to agree on keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Index into `pairs`, null where nobody can tell.
    pub pair: Option<usize>,
    /// The site that began, null where that is not known or was not pasted.
    pub from: Option<Letter>,
    /// The phase that it got to: 1 or 2.
    pub phase: u8,
    /// What became of it.
    pub outcome: Outcome,
    /// Index into `events` of its first.
    pub first: usize,
    /// Index into `events` of its last; events of others may stand between.
    pub last: usize,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The tunnel came up, or an IKE SA was made.
    Established,
    /// Keys were made anew while the tunnel was up.
    Renewed,
    /// The other end's log is of that time and shows nothing of it.
    Unanswered,
    /// A filter threw it away, or an end refused it.
    Refused,
    /// It was answered and went no further.
    AnsweredOnly,
    /// What was pasted does not tell.
    Unknown,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Whose log.
    pub side: Letter,
    /// Line number in the text as pasted, from 1.
    pub line: u32,
    /// The last line of the same message.
    pub last_line: u32,
    /// The message without time and host, secrets masked.
    pub text: String,
    /// Its time by its own clock: `2026-11-23T10:00:00`, or `11-23T10:00:00` where the log has no years.
    pub at: Option<String>,
    /// Its time by the clock of the first site with a log, in seconds since 1970-01-01T00:00:00 as that
    /// clock shows them; null where the distance to that clock is not known.
    pub shifted: Option<i64>,
    /// What.
    pub kind: EventKind,
    /// Which way a message went, as this router sees it.
    pub direction: EventDirection,
    /// The site of the peer that it is about, null where that was not pasted or nobody can tell.
    pub peer: Option<Letter>,
    /// Index into `pairs`.
    pub pair: Option<usize>,
    /// Index into `attempts`.
    pub attempt: Option<usize>,
    /// Index into `events` of the one by which the peer's log shows the same message.
    pub meets: Option<usize>,
    /// How many times in a row.
    pub times: u32,
    /// Line of the last of these, null where there is but one line.
    pub until_line: Option<u32>,
    /// Seconds from the first of these to the last.
    pub lasts: u32,
    /// The packet that a filter threw away.
    pub packet: Option<Packet>,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EventKind {
    /// This router begins phase 1.
    Phase1Initiate,
    /// It answers phase 1.
    Phase1Respond,
    /// It begins phase 2.
    Phase2Initiate,
    /// It answers phase 2.
    Phase2Respond,
    /// An IKE SA was made.
    IkeSaEstablished,
    /// An IKE SA was deleted.
    IkeSaDeleted,
    /// Any message of key exchange, of which only the way is told.
    Message,
    /// A notify.
    Notify,
    /// A fault of key exchange.
    ExchangeError,
    /// A probe of keepalive.
    Keepalive,
    /// A tunnel interface came up.
    TunnelUp,
    /// A tunnel interface went down.
    TunnelDown,
    /// A filter threw a packet away.
    Rejected,
    /// A line is being set up.
    LineDialling,
    /// A line came up.
    LineUp,
    /// Nobody answered on a line.
    LineUnanswered,
    /// The login of a line was refused.
    LineRefused,
    /// A line ended.
    LineDown,
    /// A line got an address.
    LineAddress,
    /// A line got no address.
    LineNoAddress,
    /// A port got its link.
    LinkUp,
    /// A port lost its link.
    LinkDown,
    /// The router started.
    Restart,
    /// Somebody logged in.
    Login,
    /// The settings were saved.
    ConfigurationSaved,
    /// A line of key exchange that nobody interpreted.
    NotInterpreted,
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EventDirection {
    /// To the peer.
    Out,
    /// From the peer.
    In,
    /// No message, or the line does not tell.
    None,
}

/// A packet that a filter threw away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Packet {
    /// At which interface, as in `show status …`.
    pub interface: String,
    /// The filter's number, or `default`.
    pub filter: String,
    /// Its protocol, as printed.
    pub protocol: String,
    /// From where: an address, and a port where there is one.
    pub source: Option<Endpoint>,
    /// To where.
    pub destination: Option<Endpoint>,
}

/// An address and a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// The address, or the name in its place.
    pub address: String,
    /// The port, null where the protocol has none.
    pub port: Option<u32>,
}
