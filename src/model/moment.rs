//! Turns an ISO 8601 date and time into a number that can be subtracted.
//!
//! Written here because the page only ever sends what `Date.toISOString` prints, and a date library
//! would weigh more than the parsers.

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// Reads `2026-11-23T10:00:00.000Z` or the same with `+09:00`; None for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (date, time) = text.trim().split_once(['T', ' '])?;
        let mut date = date.splitn(3, '-').map(str::parse::<i64>);
        let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
        let (clock, offset) = match time.find(['Z', '+', '-']) {
            Some(at) => (time.get(..at)?, offset(time.get(at..)?)?),
            None => return None,
        };
        let mut clock = clock.split(':');
        let hour: i64 = clock.next()?.parse().ok()?;
        let minute: i64 = clock.next()?.parse().ok()?;
        let second: i64 = clock.next()?.split('.').next()?.parse().ok()?;
        let plausible = (1970..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..=60).contains(&second);
        plausible.then(|| {
            Self(
                days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
                    - offset,
            )
        })
    }

    /// Seconds between two moments, never negative.
    pub fn distance(self, other: Self) -> u32 {
        u32::try_from(self.0.abs_diff(other.0)).unwrap_or(u32::MAX)
    }
}

/// A time by a router's own clock, which may be wrong, unset, or of an unknown zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RouterTime {
    /// Seconds since 1970-01-01T00:00:00 of the router's own zone.
    pub local_secs: i64,
    /// Seconds east of Greenwich, where they are printed.
    pub offset_secs: Option<i64>,
}

/// 1990-01-01: a clock that shows less was never set.
const EARLIEST_SET: i64 = 631_152_000;

impl RouterTime {
    /// Reads `2026/11/23 10:00:00` with or without `+09:00` behind it; None for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let (date, time) = (words.next()?.replace('/', "-"), words.next()?);
        let as_utc = |text: String| Moment::read(&text);
        let Moment(local_secs) = as_utc(format!("{date}T{time}Z"))?;
        let offset_secs = words.next().and_then(offset);
        Some(Self {
            local_secs,
            offset_secs,
        })
    }

    /// From year, month and day, and seconds since midnight; None where the clock cannot show them.
    pub fn of(year: u16, month: u8, day: u8, secs: u32) -> Option<Self> {
        let plausible = (1970..=9999).contains(&year) && secs <= 86_400;
        let days = days_from_civil(year.into(), month.into(), day.into());
        plausible.then(|| Self {
            local_secs: days * 86_400 + i64::from(secs),
            offset_secs: None,
        })
    }

    /// Whether the clock was set since the router started: an unset one begins in 1980.
    pub fn is_set(self) -> bool {
        self.local_secs >= EARLIEST_SET
    }

    /// Seconds between two times; zones count where both are known.
    pub fn distance(self, other: Self) -> u64 {
        let offsets = self.offset_secs.zip(other.offset_secs);
        let (mine, theirs) = offsets.unwrap_or_default();
        (self.local_secs - mine).abs_diff(other.local_secs - theirs)
    }

    /// As a moment, where the zone is known.
    pub fn moment(self) -> Option<Moment> {
        Some(Moment(self.local_secs - self.offset_secs?))
    }
}

/// As the router prints it, without the zone.
impl std::fmt::Display for RouterTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (days, secs) = (
            self.local_secs.div_euclid(86_400),
            self.local_secs.rem_euclid(86_400),
        );
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) = (secs / 3_600, secs / 60 % 60, secs % 60);
        write!(
            f,
            "{year}/{month:02}/{day:02} {hour:02}:{minute:02}:{second:02}"
        )
    }
}

/// Seconds east of Greenwich in `Z`, `+09:00` or `+0900`.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = match minutes.len() {
        0 => 0,
        2 => minutes.parse::<i64>().ok()?,
        _ => return None,
    };
    Some(sign * (hours.parse::<i64>().ok()? * 3_600 + minutes * 60))
}

/// Days since 1970-01-01 in the Gregorian calendar; months counted from March so that a leap day ends a year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = if month <= 2 { month + 9 } else { month - 3 };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// Year, month and day of a day counted from 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let mut year = 1970 + days / 366;
    while days_from_civil(year + 1, 1, 1) <= days {
        year += 1;
    }
    let starts = |month: &i64| days_from_civil(year, *month, 1) <= days;
    let month = (1..=12).rev().find(starts).unwrap_or(1);
    (year, month, days - days_from_civil(year, month, 1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_can_be_subtracted() {
        let at = |text| Moment::read(text).unwrap();
        assert_eq!(at("1970-01-01T00:00:00Z"), Moment(0));
        assert_eq!(
            at("2026-11-23T10:00:00.000Z"),
            at("2026-11-23T19:00:00+09:00")
        );
        assert_eq!(
            at("2024-02-29T23:59:59Z").distance(at("2024-03-01T00:00:00Z")),
            1
        );
    }

    #[test]
    fn a_routers_time_may_have_a_zone() {
        let at = |text| RouterTime::read(text).unwrap();
        let zoned = at("2026/11/23 19:00:00 +09:00");
        assert_eq!(zoned.moment(), Moment::read("2026-11-23T10:00:00Z"));
        assert_eq!(at("2026/11/23 19:00:00").moment(), None);
        assert_eq!(zoned.distance(at("2026/11/23 19:01:00")), 60);
        assert_eq!(zoned.distance(at("2026/11/23 10:00:00 +00:00")), 0);
    }

    #[test]
    fn a_routers_time_is_written_as_it_is_printed() {
        for text in [
            "1980/01/01 09:02:49",
            "2024/02/29 23:59:59",
            "2026/12/31 00:00:00",
        ] {
            assert_eq!(RouterTime::read(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_clock_that_begins_in_1980_is_unset() {
        assert!(!RouterTime::read("1980/01/01 09:02:49").unwrap().is_set());
        assert!(RouterTime::read("2021/03/25 15:04:47").unwrap().is_set());
        assert_eq!(RouterTime::read("yesterday"), None);
    }

    #[test]
    fn anything_else_is_no_moment() {
        for text in [
            "",
            "yesterday",
            "2026-13-01T00:00:00Z",
            "2026-11-23T10:00:00",
            "T",
            "2026-11-23TZ",
        ] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }
}
