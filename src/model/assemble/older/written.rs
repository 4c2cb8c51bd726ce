//! Turns a line that somebody wrote above answers, such as `11/23 正常時`, into the day that it names.

use crate::model::RouterTime;

/// A day, and perhaps a time, as a person writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// The year, where one is written.
    pub(super) year: Option<u16>,
    pub(super) month: u8,
    pub(super) day: u8,
    /// Seconds since midnight, to the minute, where a time is written.
    pub(super) secs: Option<u32>,
}

/// A line that is longer tells a story, which may name any day.
const LONGEST: usize = 120;

/// What may stand around a heading.
const MARKS: [char; 16] = [
    ' ', '#', '-', '=', '*', '■', '◆', '●', '【', '[', '(', '（', '「', '<', '＜', '　',
];

impl Written {
    /// Reads `2026/11/23`, `2026-11-23`, `11/23`, `2026年11月23日` or `11月23日` with which a line begins, and the
    /// time behind it. A router writes seconds, a person none.
    pub(super) fn read(line: &str) -> Option<Self> {
        let text = line.trim_start_matches(MARKS);
        if line.len() > LONGEST {
            return None;
        }
        let (first, rest) = number(text)?;
        let (year, month, rest) = match rest.chars().next()? {
            mark @ ('/' | '-' | '.' | '年') if text.len() - rest.len() == 4 => {
                let (month, rest) = number(rest.strip_prefix(mark)?)?;
                (u16::try_from(first).ok(), month, rest)
            }
            '/' | '月' => (None, first, rest),
            _ => return None,
        };
        let (day, rest) = number(rest.strip_prefix(['/', '-', '.', '月'])?)?;
        let is_number = rest.starts_with(|c: char| c.is_ascii_alphanumeric() || "/.-_".contains(c));
        if is_number || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let secs = match time(rest.strip_prefix('日').unwrap_or(rest)) {
            Time::OfPerson(secs) => Some(secs),
            Time::None => None,
            Time::OfRouter => return None,
        };
        Some(Self {
            year,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
            secs,
        })
    }

    /// The first and the last second that it names, where it names the year.
    pub(super) fn span(self) -> Option<(i64, i64)> {
        let of_day = |secs| RouterTime::of(self.year?, self.month, self.day, secs);
        let (first, last) = self.secs.map_or((0, 86_399), |it| (it, it + 59));
        Some((of_day(first)?.local_secs, of_day(last)?.local_secs))
    }

    /// A number that grows within a year; each month counts as 31 days.
    pub(super) fn in_year(self) -> i64 {
        let days = i64::from(self.month) * 31 + i64::from(self.day);
        days * 86_400 + i64::from(self.secs.unwrap_or(0))
    }
}

enum Time {
    None,
    OfPerson(u32),
    OfRouter,
}

fn time(text: &str) -> Time {
    let hours = number(text.trim_start_matches([' ', '　', '(', '（']));
    let Some((hours, rest)) = hours else {
        return Time::None;
    };
    let minutes = rest.strip_prefix([':', '：', '時']).and_then(number);
    match minutes {
        Some((_, rest)) if rest.starts_with(':') => Time::OfRouter,
        Some((minutes, _)) if hours < 24 && minutes < 60 => {
            Time::OfPerson((hours * 60 + minutes) * 60)
        }
        Some(_) | None => Time::None,
    }
}

/// The number with which a text begins, and what stands behind it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(end)?;
    (end <= 4).then_some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::Written;

    fn read(text: &str) -> Option<(Option<u16>, u8, u8, Option<u32>)> {
        let it = Written::read(text)?;
        Some((it.year, it.month, it.day, it.secs))
    }

    #[test]
    fn a_line_that_begins_with_a_day_names_it() {
        let day = (Some(2026), 11, 23, None);
        for text in [
            "2026/11/23",
            "■ 2026-11-23 正常時",
            "【2026年11月23日】",
            "2026/11/23（月）つながっていたとき",
        ] {
            assert_eq!(read(text), Some(day), "{text}");
        }
        assert_eq!(read("11/23 working"), Some((None, 11, 23, None)));
        assert_eq!(read("1月5日の分"), Some((None, 1, 5, None)));
        let noon = Some((Some(2026), 11, 23, Some(43_200)));
        assert_eq!(read("2026/11/23 12:00 HQ"), noon);
        assert_eq!(read("--- 2026年11月23日 12時00分"), noon);
    }

    #[test]
    fn any_other_line_names_none() {
        for text in [
            "",
            "今日",
            "2026/11/23 09:20:00: [DHCPD] LAN1(port2) Allocates 192.168.1.55",
            "192.168.1.1",
            "10.1.1.1/24",
            "11/23/26",
            "14/23",
            "1-2",
            "3 packets",
            "11/23_hq.txt",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
