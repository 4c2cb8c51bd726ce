//! Turns text into text that steers no terminal.

use std::io::{self, Write};

use rtx_vpn_doctor::report::steers;

/// What is said of the command line, without what would steer the terminal in the arguments that it quotes.
pub(crate) fn tamed(told: &str) -> String {
    told.chars().filter(|c| *c == '\n' || !steers(*c)).collect()
}

/// Passes JSON on, each piece in one piece, with also those characters escaped that JSON allows but terminals obey. Line ends stay:
/// in JSON they stand between values only.
///
/// A report may be many times as large as what was pasted, so it is never held as a text.
#[derive(Debug)]
pub(crate) struct Harmless<W> {
    inner: W,
    /// The beginning of a character whose rest is still to come.
    begun: Vec<u8>,
}

impl<W: Write> Harmless<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self {
            inner,
            begun: Vec::new(),
        }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        let n_whole = match std::str::from_utf8(&self.begun) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.begun.split_off(n_whole);
        let whole = String::from_utf8(std::mem::replace(&mut self.begun, rest));
        let whole = whole.map_err(io::Error::other)?;
        // Hardly any piece has one of them, and of that only a line.
        if !may_steer(&whole) {
            self.inner.write_all(whole.as_bytes())?;
            return Ok(bytes.len());
        }
        let mut out = String::with_capacity(whole.len());
        for line in whole.split_inclusive('\n') {
            if may_steer(line) {
                line.chars().for_each(|c| push_harmless(&mut out, c));
            } else {
                out.push_str(line);
            }
        }
        self.inner.write_all(out.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Looks at every byte without stopping at the first, as the processor can do with many at once.
fn may_steer(text: &str) -> bool {
    let bytes = text.bytes().map(may_begin_steering);
    bytes.fold(false, |found, it| found | it)
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
        let json = "\"a\u{9b}2J\u{7f}本社\u{202e}\u{e0041}\"\n";
        // However it is cut into pieces.
        for size in 1..=json.len() {
            let mut out = Vec::new();
            let mut harmless = Harmless::new(&mut out);
            for piece in json.as_bytes().chunks(size) {
                harmless.write_all(piece).unwrap();
            }
            assert_eq!(
                String::from_utf8(out).unwrap(),
                "\"a\\u009b2J\\u007f本社\\u202e\\udb40\\udc41\"\n",
                "{size}"
            );
        }
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
