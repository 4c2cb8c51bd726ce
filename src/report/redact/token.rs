//! Turns the start of a text into the address or SPI that stands there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Hit, Kind};

/// The address at the start of `rest`, unless it is the tail of something longer.
pub(super) fn address_at(before: Option<char>, rest: &str) -> Option<Hit> {
    let single = ipv6_at(before, rest).or_else(|| ipv4_at(before, rest));
    let single = single.or_else(|| hyphened_at(before, rest));
    single.or_else(|| wide_at(before, rest))
}

/// An address of IPv4 as providers write it into names (`203-0-113-2.isp.example`).
fn hyphened_at(before: Option<char>, rest: &str) -> Option<Hit> {
    // The longest address.
    const LONGEST: usize = 15;
    if before.is_some_and(|c| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    let length = rest.bytes().take(LONGEST + 1).take_while(is_part).count();
    let text = rest.get(..length).filter(|it| it.contains('-'))?;
    let text = text.trim_end_matches('-');
    let hit = ipv4_at(None, &text.replace('-', "."))?;
    (hit.length == text.len()).then_some(hit)
}

/// The part of an address that a terminal has broken over two lines: the end of a line as long as one is broken
/// at, or the beginning of the next.
pub(super) fn torn_at(before: Option<char>, rest: &str, line_length: usize) -> Option<Hit> {
    // Notes are broken where they are written.
    const SHORTEST_BROKEN: usize = 60;
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    // Within a number nothing begins, however long it is.
    if before.is_some_and(is_part) {
        return None;
    }
    let length = rest.len() - rest.trim_start_matches(is_part).len();
    let (part, behind) = rest.split_at_checked(length)?;
    let begins_word = before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '.');
    let ends_line = behind.is_empty() && line_length >= SHORTEST_BROKEN && begins_word;
    let octets = part.split('.').filter(|it| !it.is_empty()).count();
    let is_head = ends_line && octets > 1 && part.starts_with(|c: char| c.is_ascii_digit());
    let ends_word = !behind.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_tail = before.is_none_or(|c| c == ' ') && ends_word && line_length > part.len();
    let is_tail = is_tail && part.starts_with('.') && part.ends_with(|c: char| c.is_ascii_digit());
    let is_octet = |it: &str| it.is_empty() || it.parse::<u8>().is_ok();
    let is_torn =
        (is_head || is_tail) && part.matches('.').count() <= 3 && part.split('.').all(is_octet);
    is_torn.then(|| Hit {
        kind: Kind::Address,
        key: part.to_owned(),
        length,
    })
}

/// The same in double width, as an input method may have written it.
fn wide_at(before: Option<char>, rest: &str) -> Option<Hit> {
    // The longest address.
    const LONGEST: usize = 48;
    let first = rest.chars().next()?;
    if narrow(first) == first {
        return None;
    }
    let run = || {
        rest.chars()
            .take(LONGEST)
            .take_while(|c| narrow(*c).is_ascii_graphic())
    };
    let text: String = run().map(narrow).collect();
    let before = before.map(narrow);
    let hit = ipv6_at(before, &text).or_else(|| ipv4_at(before, &text))?;
    let length = run().take(hit.length).map(char::len_utf8).sum();
    Some(Hit { length, ..hit })
}

/// The character in single width, where it has one.
fn narrow(c: char) -> char {
    const AWAY: u32 = '！' as u32 - '!' as u32;
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - AWAY).unwrap_or(c),
        _ => c,
    }
}

/// Four numbers with points between, where `*` may take the place of any but the first
/// (`192.168.1.*` in filters). A port behind a further point stays.
fn ipv4_at(before: Option<char>, rest: &str) -> Option<Hit> {
    if before.is_some_and(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let mut length = 0;
    for place in 0..4 {
        let part = rest.get(length..)?;
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let number = part.get(..digits)?;
        length += if place > 0 && part.starts_with('*') {
            1
        } else if digits <= 3 && number.parse::<u8>().is_ok() {
            digits
        } else {
            return None;
        };
        if place < 3 {
            length += rest.get(length..)?.starts_with('.').then_some(1)?;
        }
    }
    let key = rest.get(..length)?;
    let key = match canonical_ipv4(key) {
        Some(address) if says_nothing(address) => return None,
        Some(address) => address.to_string(),
        None => key.to_owned(),
    };
    Some(Hit {
        kind: Kind::Address,
        key,
        length,
    })
}

/// Routers print no leading zeros, people do.
fn canonical_ipv4(text: &str) -> Option<Ipv4Addr> {
    let mut parts = text.split('.').map(|part| part.parse::<u8>().ok());
    let mut part = || parts.next().flatten();
    Some(Ipv4Addr::new(part()?, part()?, part()?, part()?))
}

/// Unspecified, loopback and netmasks.
fn says_nothing(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    let is_mask = bits.leading_ones() + bits.trailing_zeros() >= 32;
    address.is_unspecified() || address.is_loopback() || (is_mask && bits.leading_ones() >= 8)
}

fn ipv6_at(before: Option<char>, rest: &str) -> Option<Hit> {
    // The longest address, and what a sentence puts behind it; a row without end is looked at piece by piece.
    const LONGEST: usize = 48;
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == ':') {
        return None;
    }
    let run = rest
        .bytes()
        .take(LONGEST)
        .take_while(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
        .count();
    let run = rest.get(..run)?;
    if !run.contains(':')
        || rest
            .get(run.len()..)?
            .starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        return None;
    }
    // A sentence may go on behind the address with a point or a colon.
    let mut text = run;
    let address: Ipv6Addr = loop {
        match text.parse() {
            Ok(address) => break address,
            Err(_) => text = text.strip_suffix([':', '.'])?,
        }
    };
    if address.is_unspecified() || address.is_loopback() {
        return None;
    }
    Some(Hit {
        kind: Kind::Address,
        key: IpAddr::V6(address).to_string(),
        length: text.len(),
    })
}

/// The SPI at the start of `rest`: `a6674747`, `0xa6674747` or `a6 67 47 47`.
///
/// What `is_known` does not know is taken for one if it is as long as one and cannot be a number.
pub(super) fn spi_at(
    before: Option<char>,
    rest: &str,
    is_known: impl Fn(&str) -> bool,
) -> Option<Hit> {
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    contiguous(rest, &is_known).or_else(|| spaced(rest, &is_known))
}

fn contiguous(rest: &str, is_known: &impl Fn(&str) -> bool) -> Option<Hit> {
    let prefix = if rest.starts_with("0x") { 2 } else { 0 };
    let behind = rest.get(prefix..)?;
    let run = behind.bytes().take_while(u8::is_ascii_hexdigit).count();
    if behind
        .get(run..)?
        .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    {
        return None;
    }
    let key = behind.get(..run)?.to_ascii_lowercase();
    (is_known(&key) || may_be_spi(&key)).then_some(Hit {
        kind: Kind::Spi,
        key,
        length: prefix + run,
    })
}

fn may_be_spi(digits: &str) -> bool {
    matches!(digits.len(), 8 | 16 | 32)
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Bytes of two digits with blanks or colons between.
///
/// No SPI is longer than two of IKE together; without an end, each byte of a long row would be the first of
/// another.
fn spaced(rest: &str, is_known: &impl Fn(&str) -> bool) -> Option<Hit> {
    let mut digits = String::new();
    let mut length = 0;
    let mut known = None;
    while let Some((byte, end)) = next_byte(rest, length).filter(|_| digits.len() < 64) {
        digits.push_str(&byte);
        length = end;
        if is_known(&digits) {
            known = Some((digits.clone(), length));
        }
    }
    // Filter numbers in a row look alike, but have no letters.
    let foreign = digits.len() >= 8 && digits.bytes().any(|byte| byte.is_ascii_alphabetic());
    let (key, length) = known.or_else(|| foreign.then_some((digits, length)))?;
    Some(Hit {
        kind: Kind::Spi,
        key,
        length,
    })
}

/// The byte that follows at `from`, in lower case, and where it ends.
fn next_byte(rest: &str, from: usize) -> Option<(String, usize)> {
    let behind = rest.get(from..)?;
    let gap = match from {
        0 => 0,
        _ if behind.starts_with(':') => 1,
        _ => match behind.bytes().take_while(|byte| *byte == b' ').count() {
            gap @ 1..=2 => gap,
            _ => return None,
        },
    };
    let byte = behind.get(gap..gap + 2)?;
    let ends = !behind
        .get(gap + 2..)?
        .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_hex = byte.bytes().all(|byte| byte.is_ascii_hexdigit());
    (ends && is_hex).then(|| (byte.to_ascii_lowercase(), from + gap + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<(String, usize)> {
        address_at(None, text).map(|hit| (hit.key, hit.length))
    }

    fn spi(text: &str) -> Option<(String, usize)> {
        let is_known = |digits: &str| matches!(digits, "12345678" | "a6674747");
        spi_at(None, text, is_known).map(|hit| (hit.key, hit.length))
    }

    fn is((found, end): (String, usize), key: &str, length: usize) {
        assert_eq!((found.as_str(), end), (key, length));
    }

    #[test]
    fn an_address_in_a_name_is_one() {
        is(
            address("203-0-113-2.isp.example").unwrap(),
            "203.0.113.2",
            11,
        );
        for other in [
            "2026-11-23-1",
            "1-2-3",
            "1-2-3-4-5",
            "192.168.1.2-192.168.1.9",
            "300-1-1-1",
        ] {
            assert!(
                address(other).is_none_or(|it| it.0.starts_with("192.168")),
                "{other}"
            );
        }
    }

    #[test]
    fn addresses_end_before_ports_and_prefixes() {
        is(address("192.0.2.1/24").unwrap(), "192.0.2.1", 9);
        is(address("192.0.2.1:500").unwrap(), "192.0.2.1", 9);
        is(address("192.0.2.1.4500 x").unwrap(), "192.0.2.1", 9);
        is(address("192.168.*.*,").unwrap(), "192.168.*.*", 11);
        is(address("192.000.002.001").unwrap(), "192.0.2.1", 15);
        is(address("2001:DB8::1/64").unwrap(), "2001:db8::1", 11);
        is(address("2001:db8::1: x").unwrap(), "2001:db8::1", 11);
    }

    #[test]
    fn what_a_terminal_has_broken_goes_too() {
        let torn = |before, rest, line| torn_at(before, rest, line).map(|hit| hit.key);
        for head in ["203.0.113", "203.0.", "192.0", "2001.1"] {
            let found = torn(Some(' '), head, 80);
            assert_eq!(found.as_deref(), (head != "2001.1").then_some(head));
        }
        assert_eq!(torn(Some(' '), "203.0.113", 20), None);
        assert_eq!(torn(Some(' '), "1.", 80), None);
        assert_eq!(torn(Some('.'), "01.42", 80), None);
        assert_eq!(torn(None, ".113.2 : echo", 13).as_deref(), Some(".113.2"));
        assert_eq!(torn(Some('1'), ".5 s", 80), None);
        assert_eq!(torn(None, "1.5 s", 80), None);
    }

    #[test]
    fn addresses_of_double_width_are_the_same() {
        is(
            address("１９２．０．２．１／２４").unwrap(),
            "192.0.2.1",
            27,
        );
        is(
            address("２００１：ｄｂ８：：１ ").unwrap(),
            "2001:db8::1",
            33,
        );
        assert_eq!(address("２５５．２５５．２５５．０"), None);
        assert_eq!(address_at(Some('１'), "９２．０．２．１"), None);
    }

    #[test]
    fn what_says_nothing_about_anybody_stays() {
        for text in [
            "0.0.0.0/0",
            "255.255.255.0",
            "127.0.0.1",
            "::/0",
            "::1",
            "12:34:56",
            "14.01.42",
            "256.1.1.1",
            "1.2.3",
            "*.*.*.*",
            "1.",
            "",
            "dead:",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(address_at(Some('1'), "2.0.2.10"), None);
        assert_eq!(address_at(Some('n'), "2001:db8::1"), None);
    }

    #[test]
    fn spis_are_found_in_every_form() {
        is(spi("12345678").unwrap(), "12345678", 8);
        is(spi("0xA6674747,").unwrap(), "a6674747", 10);
        is(spi("12 34 56 78  9a").unwrap(), "12345678", 11);
        is(spi("de ad be ef").unwrap(), "deadbeef", 11);
        is(spi("0123456789abcdef").unwrap(), "0123456789abcdef", 16);
    }

    #[test]
    fn numbers_and_words_are_no_spis() {
        for text in [
            "20240131",
            "10 20 30 40 50",
            "deadbeef",
            "a6674747x",
            "aa bb cc",
            "12:34:56",
        ] {
            assert_eq!(spi(text), None, "{text}");
        }
    }
}
