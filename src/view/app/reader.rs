//! Turns files into pieces of text, one after the other, so that between two pieces others have their turn.

use std::collections::VecDeque;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::decoder::{Decoder, Piece};

/// How much is read at once: quick to read, and few enough messages.
const PIECE: f64 = 1_048_576.0;

type OnBytes = Closure<dyn FnMut(JsValue)>;

/// The files that wait, and the one that is being read.
#[derive(Default)]
pub(super) struct Reader {
    waiting: VecDeque<Source>,
    now: Option<Source>,
    /// What hears of the bytes; kept while they are on their way.
    hearing: Option<(OnBytes, OnBytes)>,
}

/// One file of one box.
struct Source {
    paste: usize,
    place: usize,
    blob: Blob,
    /// How far it is read, in bytes.
    at: f64,
    decoder: Decoder,
    /// How long the box's text was before this file.
    before: Option<usize>,
    /// The box got other files meanwhile.
    dropped: bool,
}

/// What came of a piece.
pub(super) enum Step {
    /// A text, how much of the file is read now, and whether it is its first.
    Piece {
        text: String,
        part: f64,
        first: bool,
    },
    /// The file is read anew; what came of it so far goes, down to this length.
    Anew(usize),
    /// It cannot be read, or is no text.
    Unreadable,
}

impl Reader {
    /// Gives a box these files in place of those it had.
    pub(super) fn replace(&mut self, paste: usize, blobs: Vec<Blob>) {
        self.waiting.retain(|source| source.paste != paste);
        if let Some(now) = self.now.as_mut().filter(|now| now.paste == paste) {
            now.dropped = true;
        }
        for (place, blob) in blobs.into_iter().enumerate() {
            self.waiting.push_back(Source {
                paste,
                place,
                blob,
                at: 0.0,
                decoder: Decoder::new(),
                before: None,
                dropped: false,
            });
        }
    }

    /// Whether bytes are on their way.
    pub(super) fn is_busy(&self) -> bool {
        self.hearing.is_some()
    }

    /// Sends for the next bytes; `false` when every file is read.
    pub(super) fn begin(&mut self, heard: impl Fn(Option<Vec<u8>>) + Clone + 'static) -> bool {
        if self.now.is_none() {
            self.now = self.waiting.pop_front();
        }
        let Some(now) = &self.now else { return false };
        let piece = now.blob.slice_with_f64_and_f64(now.at, now.at + PIECE);
        let bytes = piece.map_or_else(|error| Promise::reject(&error), |it| it.array_buffer());
        let failed = heard.clone();
        let yes: OnBytes = Closure::new(move |buffer: JsValue| {
            let buffer: ArrayBuffer = buffer.unchecked_into();
            heard(Some(Uint8Array::new(&buffer).to_vec()));
        });
        let no: OnBytes = Closure::new(move |_| failed(None));
        // Both ways out are heard; the new promise says nothing more.
        drop(bytes.then2(&yes, &no));
        self.hearing = Some((yes, no));
        true
    }

    /// Takes the bytes that were sent for: which box, which of its files, and what came of it.
    pub(super) fn took(
        &mut self,
        bytes: Option<&[u8]>,
        length: impl Fn(usize) -> usize,
    ) -> Option<(usize, usize, Step)> {
        self.hearing = None;
        let mut now = self.now.take().filter(|now| !now.dropped)?;
        let of = (now.paste, now.place);
        let step = match bytes {
            None => Step::Unreadable,
            Some(bytes) => now.take(bytes, length(of.0)),
        };
        let is_done = now.at >= now.blob.size() && !matches!(step, Step::Anew(_));
        if !is_done && !matches!(step, Step::Unreadable) {
            self.now = Some(now);
        }
        Some((of.0, of.1, step))
    }
}

impl Source {
    fn take(&mut self, bytes: &[u8], length: usize) -> Step {
        let before = *self.before.get_or_insert(length);
        let first = self.at == 0.0;
        let size = self.blob.size();
        self.at = (self.at + PIECE).min(size);
        match self.decoder.feed(bytes, self.at >= size) {
            Piece::Text(text) => Step::Piece {
                text,
                part: if size > 0.0 { self.at / size } else { 1.0 },
                first,
            },
            Piece::Elsewhere(label) => {
                self.at = 0.0;
                self.decoder = Decoder::of(label);
                Step::Anew(before)
            }
            Piece::Binary => Step::Unreadable,
        }
    }
}
