//! Turns a line before which a terminal program wrote the time of its own clock, such as
//! `[2026-11-23 09:20:00.123] HQ# show ipsec sa`, into what the router printed.

use std::num::NonZeroU32;

use super::command::is_verb;

/// What stands behind the time in brackets; None where none stands.
pub(super) fn behind_stamp(raw: &str) -> Option<&str> {
    stamped(raw).map(|it| it.1)
}

/// The time in brackets, as a number that grows with it and tells nothing else, and what stands behind it.
pub(super) fn stamped(raw: &str) -> Option<(Option<NonZeroU32>, &str)> {
    let (stamp, rest) = raw.strip_prefix('[')?.split_once(']')?;
    let (date, time) = stamp.split_once(' ')?;
    let (time, millis) = time.split_once('.').unwrap_or((time, ""));
    let is_digit = |it: &u8| it.is_ascii_digit();
    let is_stamp = has_shape(date, "0000-00-00")
        && has_shape(time, "00:00:00")
        && millis.len() <= 6
        && millis.as_bytes().iter().all(is_digit);
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    is_stamp.then(|| (order(date, time), rest))
}

/// A number that grows with the time, of this century; each month counts as 31 days.
fn order(date: &str, time: &str) -> Option<NonZeroU32> {
    let numbers = date.split('-').chain(time.split(':'));
    let mut numbers = numbers.map_while(|it| it.parse::<u32>().ok());
    let years = numbers.next()?.checked_sub(2000).filter(|it| *it < 100)?;
    let scale = [12, 31, 24, 60, 60].into_iter();
    let whole = scale.zip(numbers).try_fold(years, |sum, (of, part)| {
        sum.checked_mul(of)?.checked_add(part)
    })?;
    NonZeroU32::new(whole)
}

/// Whether a line is one of the router's own log, which it may print to the console at any moment.
pub(super) fn is_of_log(line: &str) -> bool {
    const STAMP: &str = "0000/00/00 00:00:00: ";
    line.get(..STAMP.len())
        .is_some_and(|it| has_shape(it, STAMP))
}

/// Whether a text has a digit where the shape has one, and else its marks.
fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(own, of): (u8, u8)| {
        if of == b'0' {
            own.is_ascii_digit()
        } else {
            own == of
        }
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

/// Whether the lines are those of a terminal that wrote the time before nearly each: a command was typed
/// among them. A log may have a time before each line too, and that is its own.
pub(super) fn are_stamped<'t>(lines: impl Iterator<Item = &'t str>) -> bool {
    let (mut all, mut stamped, mut has_command) = (0, 0, false);
    for line in lines {
        all += 1;
        let Some(rest) = behind_stamp(line) else {
            continue;
        };
        stamped += 1;
        let typed = rest.split(['#', '>']).nth(1).unwrap_or(rest).trim_start();
        let first = typed.split(' ').next().unwrap_or_default();
        has_command |= first == "show" || (typed.len() < rest.len() && is_verb(first));
    }
    all >= 3 && stamped * 10 >= all * 9 && has_command
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn a_time_in_brackets_goes_and_nothing_else() {
        let rest = behind_stamp;
        assert_eq!(
            rest("[2026-11-23 09:20:00.123] HQ# show log"),
            Some("HQ# show log")
        );
        assert_eq!(rest("[2026-11-23 09:20:00]   a"), Some("  a"));
        assert_eq!(rest("[2026-11-23 09:20:00.123] "), Some(""));
        for line in [
            "[IKE] initiate",
            "2026/11/23 09:20:00: x",
            "[2026-11-23] x",
            "[2026-11-23 9:20:00] x",
        ] {
            assert_eq!(rest(line), None, "{line}");
        }
    }

    #[test]
    fn the_number_of_a_time_grows_with_it() {
        let at = |stamp: &str| stamped(&format!("[{stamp}] HQ#")).and_then(|it| it.0);
        let times = [
            "2026-11-16 10:10:00.000",
            "2026-11-16 10:10:01",
            "2026-11-16 11:00:00",
            "2026-11-23 09:58:00",
            "2026-12-01 00:00:00",
            "2027-01-01 00:00:00",
            "2099-12-31 23:59:59",
        ];
        assert!(times.is_sorted_by(|one, other| at(one).is_some() && at(one) < at(other)));
        assert_eq!(at("1999-11-16 10:10:00"), None);
    }

    #[test]
    fn lines_of_a_terminal_are_mended_and_counted_and_those_of_a_log_are_left() {
        let text = "[2026-11-23 09:20:00.123] HQ# show log\n[2026-11-23 09:20:00.200] 2026/11/23 09:00:00: a\n[2026-11-23 09:20:01.000] \n[2026-11-23 09:20:02.000] HQ#";
        let document = read(text);
        let lines: Vec<&str> = document.lines.iter().map(|it| &*it.text).collect();
        assert_eq!(lines, ["HQ# show log", "2026/11/23 09:00:00: a", "", "HQ#"]);
        let repairs: Vec<_> = document
            .repairs
            .counted()
            .map(|(it, n)| (it.slug(), n))
            .collect();
        assert_eq!(repairs, [("timestamp", 4)]);
        let log = "[2026-11-23 09:20:00] [IKE] initiate\n[2026-11-23 09:20:01] a\n[2026-11-23 09:20:02] b";
        assert_eq!(read(log).repairs.counted().count(), 0);
    }
}
