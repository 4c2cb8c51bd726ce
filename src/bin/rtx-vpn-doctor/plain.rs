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
    for c in json.chars() {
        if c == '\n' || !steers(c) {
            out.push(c);
            continue;
        }
        out.push_str("\\u");
        let code = u32::from(c);
        let digits = [12, 8, 4, 0].into_iter().map(|by| (code >> by) & 15);
        out.extend(digits.filter_map(|digit| char::from_digit(digit, 16)));
    }
    out
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
}
