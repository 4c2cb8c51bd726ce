//! Turns the times of events into distances and into what a clock shows.

use crate::report::timeline::Event;
use crate::text::Listed;

/// Seconds from one event to a later one; none where their clocks cannot be compared, or where the
/// second is not later.
pub(super) fn between(one: &Event, other: &Event) -> Option<u64> {
    let (from, to) = match (one.shifted, other.shifted) {
        (Some(from), Some(to)) => (from, to),
        _ if one.side == other.side => (own(one)?, own(other)?),
        _ => return None,
    };
    u64::try_from(to - from - i64::from(one.lasts)).ok()
}

/// Seconds of a router's own clock, from a point that is the same for all lines of a log.
fn own(event: &Event) -> Option<i64> {
    let (date, time) = split(event)?;
    let numbers = |text: &str, sign| {
        text.split(sign)
            .map(|it| it.parse::<i64>().unwrap_or_default())
            .listed()
    };
    let days = match *numbers(date, '-') {
        [year, month, day] => days(year, month, day),
        [month, day] => days(2000, month, day),
        _ => return None,
    };
    match *numbers(time, ':') {
        [hour, minute, second] => Some(((days * 24 + hour) * 60 + minute) * 60 + second),
        _ => None,
    }
}

/// Days in the Gregorian calendar; a year begins in March, so that a leap day ends it.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day
}

fn split(event: &Event) -> Option<(&str, &str)> {
    event.at.as_deref()?.split_once('T')
}

/// The date that its clock shows; empty where the line has no time.
pub(super) fn date(event: &Event) -> &str {
    split(event).map_or("", |it| it.0)
}

/// The time of day that its clock shows, with the date where that is not the given one.
pub(super) fn shown(event: &Event, date: &str) -> String {
    match split(event) {
        Some((own, time)) if own == date => time.to_owned(),
        Some((own, time)) => {
            // A year says nothing in a column this narrow.
            let day = own.split_at_checked(5).filter(|_| own.len() > 5);
            format!("{} {time}", day.map_or(own, |it| it.1))
        }
        None => String::new(),
    }
}

/// Date and time of its clock; empty where the line has none.
pub(super) fn whole(event: &Event) -> String {
    event.at.as_deref().unwrap_or_default().replace('T', " ")
}
