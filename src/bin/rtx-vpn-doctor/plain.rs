//! Turns text into text that steers no terminal.

use rtx_vpn_doctor::report::steers;

/// What is said of the command line, without what would steer the terminal in the arguments that it quotes.
pub(crate) fn tamed(told: &str) -> String {
    told.chars().filter(|c| *c == '\n' || !steers(*c)).collect()
}

/// JSON in which also those characters are escaped that JSON allows but terminals obey.
/// Line ends stay: in JSON they stand between values only.
pub(crate) fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for line in json.split_inclusive('\n') {
        // Hardly any line has one of them, and a report may be many megabytes.
        if line.bytes().any(may_begin_steering) {
            line.chars().for_each(|c| push_harmless(&mut out, c));
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Whether a character that steers may begin with this byte of UTF-8.
fn may_begin_steering(byte: u8) -> bool {
    let is_control = byte.is_ascii_control() && byte != b'\n';
    is_control || matches!(byte, 0xc2 | 0xd8 | 0xe2 | 0xef | 0xf3)
}

fn push_harmless(out: &mut String, c: char) {
    if c == '\n' || !steers(c) {
        out.push(c);
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        let digits = [12, 8, 4, 0].into_iter().map(|by| (*unit >> by) & 15);
        out.extend(digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_holds_nothing_that_a_terminal_obeys() {
        assert_eq!(
            harmless("\"a\u{9b}2J\u{7f}本社\u{202e}\u{e0041}\"\n"),
            "\"a\\u009b2J\\u007f本社\\u202e\\udb40\\udc41\"\n"
        );
    }

    #[test]
    fn what_steers_is_known_by_its_first_byte() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let mut bytes = [0; 4];
            let first = c.encode_utf8(&mut bytes).bytes().next().unwrap();
            assert!(
                c == '\n' || !steers(c) || may_begin_steering(first),
                "{c:?}"
            );
        }
    }
}
