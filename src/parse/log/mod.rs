//! Turns `show log`, and the file of a syslog server, into the messages that tell something.
//!
//! # Source
//! Command reference, "ログの表示" and "SYSLOG の転送フォーマット".
//! # Shape
//! `YYYY/MM/DD HH:MM:SS: message`, oldest first, or newest first with `reverse`. A server puts the time
//! of RFC 3164 or RFC 5424 and a host in front, or nothing but the priority.
//! # Units
//! Times are those of the router's clock; RFC 3164 has no year.
//! # Lines
//! message of [`LogKind`] → [`LogLine`] · any other message → known, no fact · bytes, and the SPIs below
//! a message of IKEv2 → known, no fact · what follows a line of the terminal's width → its rest ·
//! line of another program → unread · anything else → unread
//! # Wording
//! Seen: the lines of phase 1 and 2, tunnels, PPPoE, IPCP, links, filters, start, login. Documented: the
//! three forms of a server. Guessed and accepted: `last message repeated`, heartbeat.

mod head;
mod kind;

use std::borrow::Cow;

use super::atom::single_blanks;
use super::{Extent, Notes, Output, Reading, Record, Span, documented, guessed, seen};
use crate::text::{Command, Line, Shape, is_nothing_mark};

pub use head::Stamp;
pub(super) use head::month_first;
use head::{Head, head};
pub use kind::LogKind;
use kind::{is_bytes, is_foreign, is_spis, kind};

pub(super) const SHOW_LOG: Shape = Shape {
    words: &["show", "log"],
    options: &["reverse", "saved"],
    analysed: true,
};

pub(super) static OUTPUT: Output = Output {
    shape: Some(SHOW_LOG),
    command: "show log",
    first: "0123456789<[IPSGJFMAOND",
    claims,
    continues: |text| head(text).is_some() || is_spis(text) || is_bytes(text),
    wording: &[
        seen(
            "鍵交換の開始と応答、トンネル、PPPoE、フィルター、起動、ログインの行",
            "lines of key exchange (initiate, respond), tunnels, PPPoE, filters, start and login",
        ),
        seen(
            "IKEv2 の詳しい記録（SPI の行が続くもの）",
            "the detailed log of IKEv2, with lines of SPIs",
        ),
        documented(
            "SYSLOG サーバーの形（yamaha、rfc3164、rfc5424）",
            "the forms of a syslog server (yamaha, rfc3164, rfc5424)",
        ),
        guessed(
            "last message repeated、heartbeat の行",
            "last message repeated, lines of heartbeat",
        ),
    ],
    read,
};

/// A log, or what `grep` left of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// The line that opens it.
    pub opening: u32,
    /// The messages that tell something, in the order printed.
    pub lines: Vec<LogLine>,
    /// The times of the first and the last message printed, of whatever kind.
    pub ends: Option<(Stamp, Stamp)>,
    /// Whether the newest message comes first.
    pub reversed: bool,
    /// Whether it is of the time before the last start.
    pub saved: bool,
    /// How it was printed.
    pub cover: LogCover,
    /// Whether all that is said of key exchange stands in it, as far as it reaches.
    pub shows_ike: bool,
    /// Whether times rose more often than they fell.
    rises: Option<bool>,
    /// Whether messages of key exchange and others stand in it.
    mixed: (bool, bool),
}

/// How a log was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogCover {
    /// By the command alone.
    Whole,
    /// Through `grep` or its like, which picked lines out.
    Extract,
    /// Pasted without its command.
    #[default]
    Unknown,
}

/// One message that tells something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Line number.
    pub line: u32,
    /// The last line of what belongs to it.
    pub last_line: u32,
    /// Its place among all messages, also those that tell nothing.
    pub at: u32,
    /// When, where the line tells.
    pub time: Option<Stamp>,
    /// What kind of message.
    pub kind: LogKind,
    /// The message, without what a server put in front.
    pub text: Box<str>,
}

/// Whether a message is of a kind that is read.
pub(super) fn tells(text: &str) -> bool {
    head(text).is_some_and(|it| kind(it.message).is_some())
}

fn claims(text: &str) -> bool {
    match head(text) {
        // Any program writes to a server, so there the message must be one of a router.
        Some(Head {
            server: true,
            message,
            ..
        }) => kind(message).is_some(),
        Some(_) => true,
        None => false,
    }
}

/// A message while the lines that it was cut into are joined.
struct Pending<'d> {
    first: u32,
    last: u32,
    time: Option<Stamp>,
    message: Cow<'d, str>,
    rest: Rest,
}

/// Whether the next line may be the rest of one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    None,
    /// It follows as it stands.
    Next,
    /// A blank stood in the last column, which a copy does not keep.
    BehindBlank,
}

impl Rest {
    fn behind(line: &Line<'_>, widest: usize) -> Self {
        let length = line.text.len();
        // Where Japanese stands in a line, somebody wrote beside it.
        if !line.text.is_ascii() {
            Self::None
        } else if length + 1 == widest {
            Self::BehindBlank
        } else if line.full || length == widest {
            Self::Next
        } else {
            Self::None
        }
    }
}

impl Pending<'_> {
    /// Adds the rest that a terminal had cut off.
    fn join(&mut self, rest: &str) {
        // Before and behind these always stands a blank.
        let is_apart = [" >", "(local address"]
            .iter()
            .any(|it| self.message.ends_with(it))
            || ["> ", "(local "].iter().any(|it| rest.starts_with(it));
        if self.rest == Rest::BehindBlank || is_apart {
            self.message.to_mut().push(' ');
        }
        self.message.to_mut().push_str(rest);
    }
}

fn read(lines: &[Line<'_>], notes: &mut Notes) -> Vec<Reading> {
    let mut log = Log::default();
    let mut span: Option<Span> = None;
    let mut order = Order::default();
    let mut pending: Option<Pending<'_>> = None;
    let widest = widest(lines);
    for line in lines {
        if line.is_blank() || is_nothing_mark(&line.text) {
            continue;
        }
        let rest = Rest::behind(line, widest);
        if let Some(head) = head(&line.text) {
            order.add(&mut log, pending.take());
            if head.server && is_foreign(head.message) {
                notes.unread.push(line.number);
                continue;
            }
            pending = Some(Pending {
                first: line.number,
                last: line.number,
                time: head.time,
                message: Cow::Borrowed(head.message),
                rest,
            });
        } else if is_spis(&line.text) || is_bytes(&line.text) {
            // They belong to the message before and say nothing by themselves.
            if let Some(before) = pending.as_mut() {
                before.last = line.number;
            }
        } else if let Some(before) = pending.as_mut().filter(|it| it.rest != Rest::None) {
            before.join(&line.text);
            before.rest = rest;
            before.last = line.number;
            notes.wraps += 1;
        } else {
            notes.unread.push(line.number);
            continue;
        }
        let first = span.map_or(line.number, |it| it.first);
        let last = line.number;
        span = Some(Span { first, last });
    }
    order.add(&mut log, pending);
    let Some(span) = span else { return Vec::new() };
    log.opening = span.first;
    log.rises = (order.balance != 0).then_some(order.balance > 0);
    vec![Reading {
        record: Record::Log(log),
        extent: Extent::Whole,
        span,
    }]
}

/// The length of the longest line that a message begins on, where a terminal narrower than that must
/// have cut it; none is as long where nothing was cut.
fn widest(lines: &[Line<'_>]) -> usize {
    let begun = lines.iter().filter(|line| head(&line.text).is_some());
    let longest = begun.map(|line| line.text.len()).max();
    longest.filter(|it| *it >= NARROWEST).unwrap_or(usize::MAX)
}

/// No terminal is narrower (command reference, console columns).
const NARROWEST: usize = 80;

/// Which way the times go.
#[derive(Default)]
struct Order {
    n_messages: u32,
    before: Option<Stamp>,
    balance: i32,
}

impl Order {
    fn add(&mut self, log: &mut Log, message: Option<Pending<'_>>) {
        let Some(message) = message else { return };
        if is_bytes(&message.message) {
            return;
        }
        self.n_messages += 1;
        if let Some(time) = message.time {
            if let Some(before) = self.before {
                self.balance += i32::from(time > before) - i32::from(time < before);
            }
            self.before = Some(time);
            let first = log.ends.map_or(time, |it| it.0);
            log.ends = Some((first, time));
        }
        let text = single_blanks(&message.message);
        let Some(kind) = kind(&text) else {
            log.mixed.1 = true;
            return;
        };
        if kind.is_ike() {
            log.mixed.0 = true;
        } else {
            log.mixed.1 = true;
        }
        log.lines.push(LogLine {
            line: message.first,
            last_line: message.last,
            at: self.n_messages,
            time: message.time,
            kind,
            text: text.into(),
        });
    }
}

impl Log {
    /// Says how it was asked for; `filter` is what `grep` kept of a filtered one. Without a command,
    /// only lines of several kinds show that nothing was picked out.
    pub(super) fn asked(
        &mut self,
        arguments: Option<&[String]>,
        filtered: bool,
        filter: Option<&str>,
    ) -> Extent {
        let has = |word: &str| arguments.is_some_and(|it| it.iter().any(|it| it == word));
        self.reversed = self.rises.map_or_else(|| has("reverse"), |rises| !rises);
        self.saved = has("saved");
        self.shows_ike = match (arguments, filtered) {
            (_, true) => filter.is_some_and(|it| it.eq_ignore_ascii_case("ike")),
            (Some(_), false) => true,
            (None, false) => self.mixed == (true, true),
        };
        self.cover = match (arguments, filtered) {
            (_, true) => LogCover::Extract,
            (Some(_), false) => LogCover::Whole,
            (None, false) => LogCover::Unknown,
        };
        if self.cover == LogCover::Whole {
            Extent::Whole
        } else {
            Extent::Cut
        }
    }

    /// The answer of a `grep` that found nothing of key exchange; None for any other command.
    pub(super) fn without_ike(command: &Command) -> Option<Self> {
        let of_log = command.text.starts_with("show log");
        let mut log = Self {
            opening: command.line,
            ..Self::default()
        };
        log.asked(
            Some(&command.arguments),
            command.filtered,
            command.pattern.as_deref(),
        );
        (of_log && command.filtered && log.shows_ike && !log.saved).then_some(log)
    }
}

#[cfg(test)]
mod tests;
