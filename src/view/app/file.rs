//! Turns a dropped file into a box's text, whatever Japanese encoding it is in.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, FileReader, TextDecoder, TextDecoderOptions};

use super::{App, field};

/// The encodings of router output, the strictest first.
const ENCODINGS: [&str; 3] = ["utf-8", "shift_jis", "euc-jp"];

impl App {
    /// Takes dropped files: one goes where it was dropped, two fill both boxes.
    pub(super) fn drop_files(&mut self, event: &DragEvent) {
        let Some(files) = event.data_transfer().and_then(|data| data.files()) else {
            return;
        };
        if files.length() == 0 {
            return;
        }
        event.prevent_default();
        let first = if files.length() > 1 {
            0
        } else {
            self.box_under(event).unwrap_or(0)
        };
        self.undo = self
            .slots()
            .iter()
            .any(|slot| slot.filled)
            .then(|| self.keep());
        for (index, paste) in (0..files.length()).zip(first..self.boxes.len()) {
            if let Some(file) = files.item(index) {
                self.read_file(&file, paste);
            }
        }
    }

    fn box_under(&self, event: &DragEvent) -> Option<usize> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let parent = target.closest(".box").ok()??;
        (0..self.boxes.len()).find(|paste| {
            let key = format!("box-{paste}");
            parent.get_attribute("data-key").as_deref() == Some(&key)
        })
    }

    fn read_file(&mut self, file: &web_sys::File, paste: usize) {
        let Ok(reader) = FileReader::new() else {
            return;
        };
        let done = reader.clone();
        let handle = self.handle.clone();
        self.reading
            .push(EventListener::once(&reader, "load", move |_| {
                let bytes = done
                    .result()
                    .map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec());
                let text = bytes.ok().and_then(|bytes| decode(&bytes));
                handle.with(|app| app.take_file(paste, &text.unwrap_or_default()));
            }));
        // A file that cannot be read fires no `load`, and the box keeps its text.
        reader.read_as_array_buffer(file).unwrap_or_default();
    }

    fn take_file(&mut self, paste: usize, text: &str) {
        if let Some(state) = self.boxes.get_mut(paste) {
            state.captured_at = None;
        }
        field::set_text(&self.place, paste, text);
        self.ask();
    }
}

fn decode(bytes: &[u8]) -> Option<String> {
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    let strict = ENCODINGS.iter().find_map(|encoding| {
        let decoder = TextDecoder::new_with_label_and_options(encoding, &options).ok()?;
        decoder.decode_with_u8_array(bytes).ok()
    });
    strict.or_else(|| TextDecoder::new().ok()?.decode_with_u8_array(bytes).ok())
}
