//! Turns the beginning of a log line into its time, and finds where its message begins.

/// When, by the router's clock or that of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// The year; 0 where the form has none.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day, from 1.
    pub day: u8,
    /// Seconds since midnight.
    pub secs: u32,
}

/// What stands before a message.
pub(super) struct Head<'t> {
    /// The time, where there is one.
    pub(super) time: Option<Stamp>,
    /// Whether a syslog server wrote it.
    pub(super) server: bool,
    /// The rest of the line.
    pub(super) message: &'t str,
}

/// With what a message begins that can be no other line, so that it may go without a time: people
/// take times out before they publish a log.
const BARE: [&str; 7] = [
    "[IKE",
    "[IPSEC]",
    "[L2TP]",
    "PPPOE[",
    "IP Tunnel[",
    "GW:",
    "SA:",
];

/// None for a line that begins no message.
pub(super) fn head(text: &str) -> Option<Head<'_>> {
    let text = text.trim_start();
    if let Some((time, message)) = own(text) {
        return Some(Head {
            time: Some(time),
            server: false,
            message,
        });
    }
    let behind = priority(text);
    let rest = behind.map_or(text, |it| it.strip_prefix("1 ").unwrap_or(it));
    if let Some((time, rest)) = iso(rest).or_else(|| month_first(rest)) {
        let (_host, message) = rest.trim_start().split_once(' ')?;
        return Some(Head {
            time: Some(time),
            server: true,
            message: without_dashes(message),
        });
    }
    let is_bare = BARE.iter().any(|it| text.starts_with(it));
    let message = behind.or_else(|| is_bare.then_some(text))?;
    Some(Head {
        time: None,
        server: behind.is_some(),
        message,
    })
}

/// `2026/11/23 10:00:00: `, as the router prints it.
fn own(text: &str) -> Option<(Stamp, &str)> {
    let (date, rest) = date(text, '/')?;
    let (secs, rest) = clock(rest.strip_prefix(' ')?.trim_start())?;
    let message = rest.strip_prefix(':')?;
    Some((Stamp { secs, ..date }, message.trim_start()))
}

/// `2026-11-23T10:00:00+09:00`, of RFC 5424.
fn iso(text: &str) -> Option<(Stamp, &str)> {
    let (date, rest) = date(text, '-')?;
    let (secs, rest) = clock(rest.strip_prefix('T')?)?;
    // Behind it stand parts of a second and the zone.
    Some((Stamp { secs, ..date }, rest.get(rest.find(' ')?..)?))
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `Nov 23 10:00:00`, of RFC 3164, and what follows.
pub(in crate::parse) fn month_first(text: &str) -> Option<(Stamp, &str)> {
    let (name, rest) = text.split_once(' ')?;
    let month = MONTHS.iter().position(|it| *it == name)?;
    let (day, rest) = rest.trim_start().split_once(' ')?;
    let (secs, rest) = clock(rest.trim_start())?;
    let stamp = Stamp {
        year: 0,
        month: u8::try_from(month).ok()? + 1,
        day: day.parse().ok().filter(|it| (1..=31).contains(it))?,
        secs,
    };
    Some((stamp, rest))
}

fn date(text: &str, mark: char) -> Option<(Stamp, &str)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix(mark)?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(mark)?, 2)?;
    let stamp = Stamp {
        year: u16::try_from(year).ok()?,
        month: u8::try_from(month)
            .ok()
            .filter(|it| (1..=12).contains(it))?,
        day: u8::try_from(day).ok().filter(|it| (1..=31).contains(it))?,
        secs: 0,
    };
    Some((stamp, rest))
}

/// Seconds since midnight.
fn clock(text: &str) -> Option<(u32, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    (hour < 24 && minute < 60 && second <= 60).then_some(((hour * 60 + minute) * 60 + second, rest))
}

/// A number of so many digits.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits.parse().ok().filter(|_| is_number)?, rest))
}

/// What stands behind `<134>`.
fn priority(text: &str) -> Option<&str> {
    let (number, rest) = text.strip_prefix('<')?.split_once('>')?;
    let is_number = (1..=3).contains(&number.len()) && number.parse::<u8>().is_ok();
    is_number.then(|| rest.trim_start())
}

/// The message behind the fields that RFC 5424 leaves empty.
fn without_dashes(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(behind) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix(": ")) {
        rest = behind.trim_start();
    }
    rest
}
