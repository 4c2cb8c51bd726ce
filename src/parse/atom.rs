//! Turns the small things that several outputs share into values: numbers, rulers, hex bytes, words.

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

/// Whether the line is a ruler: nothing but dashes, many of them.
pub(super) fn is_ruler(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 20 && text.bytes().all(|byte| byte == b'-')
}

/// Bytes such as `a6 67 47 47` as one number, the first byte highest; None for anything else and for
/// another count of bytes. More than 16 do not fit.
pub fn hex_bytes(text: &str, count: usize) -> Option<u128> {
    let mut digits = 0;
    let mut number = 0;
    for c in text.chars().filter(|c| *c != ' ') {
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
    fn hex_bytes_are_counted() {
        assert_eq!(hex_bytes("A6 67 47 47 ", 4), Some(0xa667_4747));
        assert_eq!(hex_bytes("a6 67 4", 4), None);
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
