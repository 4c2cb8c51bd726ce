//! Turns the small things that several outputs share into values: numbers, rulers, hex bytes, words.

use std::borrow::Cow;

use nom::{
    IResult, Parser,
    character::complete::{char, digit1, multispace0},
    combinator::{map_res, opt},
};

/// A whole number that fits.
pub(super) fn number(input: &str) -> IResult<&str, u32> {
    map_res(digit1, str::parse).parse(input)
}

/// A number, or the dash that stands for none.
pub(super) fn number_or_dash(input: &str) -> IResult<&str, Option<u32>> {
    let (rest, dash) = opt(char('-')).parse(input)?;
    match dash {
        Some(_) => Ok((rest, None)),
        None => number.map(Some).parse(input),
    }
}

/// Blanks, which separate columns however many there are.
pub(super) fn blanks(input: &str) -> IResult<&str, &str> {
    multispace0(input)
}

/// The text with single blanks, however a copy has spread it.
pub(super) fn single_blanks(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().windows(2).any(|two| two == b"  ") {
        return Cow::Borrowed(text);
    }
    let mut single = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !single.is_empty() {
            single.push(' ');
        }
        single.push_str(word);
    }
    Cow::Owned(single)
}

/// Whether the line is a ruler: nothing but dashes, many of them.
pub(super) fn is_ruler(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 20 && text.bytes().all(|byte| byte == b'-')
}

/// Seconds in `3時間7分20秒`, `2 minutes 1 second` or `5days 21:12:17`; None where anything else stands
/// there too.
pub(super) fn duration(text: &str) -> Option<u32> {
    let mut rest = text.trim();
    let mut total: Option<u32> = None;
    while !rest.is_empty() {
        let (behind, count) = number(rest).ok()?;
        let behind = behind.trim_start();
        let end = behind
            .find(|c: char| c.is_ascii_digit() || c == ' ')
            .unwrap_or(behind.len());
        let (unit, next) = behind.split_at_checked(end)?;
        if unit == ":" {
            let secs = clock(count, next)?;
            return total.unwrap_or(0).checked_add(secs);
        }
        let unit = UNITS.iter().find(|it| it.0 == unit.trim_end_matches('s'))?;
        let secs = count.checked_mul(unit.1)?;
        total = Some(total.unwrap_or(0).checked_add(secs)?);
        rest = next.trim_start();
    }
    total
}

/// Seconds of hours, and of the minutes and seconds in `12:17`.
fn clock(hours: u32, rest: &str) -> Option<u32> {
    let (minutes, seconds) = rest.trim().split_once(':')?;
    let minutes = hours.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    minutes.checked_mul(60)?.checked_add(seconds.parse().ok()?)
}

/// Units of time without the `s` of the plural, and their seconds.
const UNITS: [(&str, u32); 8] = [
    ("日", 86_400),
    ("時間", 3_600),
    ("分", 60),
    ("秒", 1),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
    ("second", 1),
];

/// Signs with which somebody's words behind a value begin.
const REMARKS: &[char] = &['(', '（', '#', '＃', '*', '!', '！', ';', '/', ','];

/// Bytes such as `a6 67 47 47` as one number, the first byte highest, whatever somebody wrote behind them; None for
/// anything else and for another count of bytes. More than 16 do not fit.
pub fn hex_bytes(text: &str, count: usize) -> Option<u128> {
    let mut digits = 0;
    let mut number = 0;
    let bytes = text.split(REMARKS).next().unwrap_or_default();
    let is_byte = |word: &&str| word.bytes().all(|it| it.is_ascii_hexdigit());
    for c in bytes.split(' ').take_while(is_byte).flat_map(str::chars) {
        number = number << 4 | u128::from(c.to_digit(16)?);
        digits += 1;
    }
    (digits == 2 * count && count <= 16).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        assert_eq!(number("21398 s"), Ok((" s", 21398)));
        assert!(number("99999999999").is_err());
        assert_eq!(number_or_dash("- x"), Ok((" x", None)));
    }

    #[test]
    fn durations_are_read_in_both_languages() {
        for (text, secs) in [
            ("3時間7分20秒", Some(11_240)),
            ("1日 0時間 0分 1秒", Some(86_401)),
            ("1 day 1 hour 1 minute 40 seconds  ", Some(90_100)),
            ("39秒", Some(39)),
            ("5days 21:12:17", Some(508_337)),
            ("7日 01:23:45", Some(609_825)),
            ("00:00:09", Some(9)),
            ("1:2", None),
            ("", None),
            ("5", None),
            ("5 apples", None),
            ("99999999日", None),
        ] {
            assert_eq!(duration(text), secs, "{text}");
        }
    }

    #[test]
    fn hex_bytes_are_counted() {
        assert_eq!(hex_bytes("A6 67 47 47 ", 4), Some(0xa667_4747));
        assert_eq!(hex_bytes("a6 67 47 47 # differs", 4), Some(0xa667_4747));
        assert_eq!(hex_bytes("a6 67 47 47 differs", 4), Some(0xa667_4747));
        assert_eq!(hex_bytes("a6 67 47 4x", 4), None);
        assert_eq!(hex_bytes("a6 67 47 47（不一致）", 4), Some(0xa667_4747));
        assert_eq!(hex_bytes("a6 67 4", 4), None);
        assert_eq!(hex_bytes("# a6 67 47 47", 4), None);
        assert_eq!(hex_bytes("a6 67 47 47 00", 4), None);
        assert_eq!(hex_bytes("(none)", 4), None);
        assert_eq!(hex_bytes(&"ff".repeat(16), 16), Some(u128::MAX));
        assert_eq!(hex_bytes(&"ff".repeat(17), 17), None);
    }

    #[test]
    fn a_ruler_is_long_and_plain() {
        assert!(is_ruler(&"-".repeat(52)));
        assert!(!is_ruler("---つづく---"));
        assert!(!is_ruler("---"));
    }
}
