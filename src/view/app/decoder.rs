//! Turns the bytes of a file, piece by piece, into text, whatever Japanese encoding they are in.

use web_sys::{TextDecodeOptions, TextDecoder};

use crate::text::{is_binary, oddness};

/// What the bytes may be in; names as browsers know them.
const CANDIDATES: [&str; 3] = ["utf-8", "shift_jis", "euc-jp"];

/// What a piece turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text.
    Text(String),
    /// Text in another encoding than was thought; the file is to be read anew.
    Elsewhere(&'static str),
    /// No text at all.
    Binary,
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct Decoder {
    /// `None` as long as all was UTF-8, which needs nobody's help.
    browser: Option<TextDecoder>,
    /// The beginning of a character whose end is in the next piece.
    carried: Vec<u8>,
    begun: bool,
}

impl Decoder {
    /// For a file of which nothing is known yet.
    pub(super) fn new() -> Self {
        Self {
            browser: None,
            carried: Vec::new(),
            begun: false,
        }
    }

    /// For a file that is in an encoding.
    pub(super) fn of(label: &str) -> Self {
        Self {
            browser: TextDecoder::new_with_label(label).ok(),
            begun: true,
            ..Self::new()
        }
    }

    /// Reads the next piece; `last` when none follows.
    pub(super) fn feed(&mut self, bytes: &[u8], last: bool) -> Piece {
        if let Some(browser) = &self.browser {
            let options = TextDecodeOptions::new();
            options.set_stream(!last);
            let text = browser.decode_with_u8_array_and_options(bytes, &options);
            return Piece::Text(text.unwrap_or_default());
        }
        let mut bytes = [std::mem::take(&mut self.carried).as_slice(), bytes].concat();
        if !std::mem::replace(&mut self.begun, true) {
            match bytes.as_slice() {
                [0xff, 0xfe, ..] => return Piece::Elsewhere("utf-16le"),
                [0xfe, 0xff, ..] => return Piece::Elsewhere("utf-16be"),
                [0xef, 0xbb, 0xbf, ..] => drop(bytes.drain(..3)),
                whole if is_binary(whole) => return Piece::Binary,
                _ => {}
            }
        }
        match String::from_utf8(bytes) {
            Ok(text) => Piece::Text(text),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let is_cut = error.utf8_error().error_len().is_none() && !last;
                let mut bytes = error.into_bytes();
                if !is_cut {
                    return Piece::Elsewhere(best(&bytes));
                }
                self.carried = bytes.split_off(good);
                Piece::Text(String::from_utf8(bytes).unwrap_or_default())
            }
        }
    }

    /// A whole file at once; nothing when it is no text.
    pub(super) fn whole(bytes: &[u8]) -> Option<String> {
        match Self::new().feed(bytes, true) {
            Piece::Text(text) => Some(text),
            Piece::Binary => None,
            Piece::Elsewhere(label) => match Self::of(label).feed(bytes, true) {
                Piece::Text(text) => Some(text),
                Piece::Elsewhere(_) | Piece::Binary => None,
            },
        }
    }
}

/// The encoding in which the bytes make the most sense. A log cut in the middle of a character is
/// still UTF-8, so it takes part.
fn best(bytes: &[u8]) -> &'static str {
    let odd = |label: &&'static str| {
        let decoder = TextDecoder::new_with_label(label).ok();
        let text = decoder.and_then(|it| it.decode_with_u8_array(bytes).ok());
        text.map_or(usize::MAX, |text| oddness(&text))
    };
    CANDIDATES.into_iter().min_by_key(odd).unwrap_or("utf-8")
}
