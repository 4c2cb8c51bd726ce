//! Turns text into text that steers no terminal.

/// Whether a terminal would obey this character instead of showing it: controls, and the marks that
/// turn the direction of writing.
pub(crate) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
    is_control || matches!(byte, 0xc2 | 0xd8 | 0xe2)
}

fn push_harmless(out: &mut String, c: char) {
    if c == '\n' || !steers(c) {
        out.push(c);
        return;
    }
    out.push_str("\\u");
    let code = u32::from(c);
    let digits = [12, 8, 4, 0].into_iter().map(|by| (code >> by) & 15);
    out.extend(digits.filter_map(|digit| char::from_digit(digit, 16)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_holds_nothing_that_a_terminal_obeys() {
        assert_eq!(
            harmless("\"a\u{9b}2J\u{7f}本社\u{202e}\"\n"),
            "\"a\\u009b2J\\u007f本社\\u202e\"\n"
        );
    }

    #[test]
    fn what_steers_is_known_by_its_first_byte() {
        for c in (0..=0x1_ffff).filter_map(char::from_u32) {
            let mut bytes = [0; 4];
            let first = c.encode_utf8(&mut bytes).bytes().next().unwrap();
            assert!(
                c == '\n' || !steers(c) || may_begin_steering(first),
                "{c:?}"
            );
        }
    }
}
