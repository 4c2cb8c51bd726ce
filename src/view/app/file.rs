//! Turns dropped, chosen and pasted files into texts in boxes, or, where they are large, into files beside them.

use js_sys::{ArrayBuffer, JsString, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DataTransfer, DragEvent, Element, FileList};

use super::decoder::Decoder;
use super::{App, field};
use crate::view::files::excerpt_id;
use crate::view::screen::{Chip, Excerpt};
use crate::view::words;

/// From this size on, in characters or bytes, a text no longer enters a text area: browsers stand
/// still for seconds while they lay it out.
pub(super) const LARGE: u32 = 1_000_000;

/// So many bytes of a file tell whose it is.
const BEGINNING: f64 = 200_000.0;

/// A count that JavaScript keeps as a fraction.
fn whole(number: f64) -> u64 {
    let text = js_sys::Number::from(number)
        .to_string_with_radix(10)
        .map(String::from);
    text.ok().and_then(|it| it.parse().ok()).unwrap_or_default()
}

/// How many lines are shown before and after the one that is asked for.
const AROUND: u32 = 6;

/// A file that stands beside a box's text.
#[derive(Debug, Clone)]
pub(super) struct Attached {
    blob: Blob,
    chip: Chip,
}

impl Attached {
    fn of(blob: Blob, name: Option<String>) -> Self {
        let chip = Chip {
            name,
            size: whole(blob.size()),
            head: String::new(),
            read: Some(0),
        };
        Self { blob, chip }
    }

    pub(super) fn blob(&self) -> &Blob {
        &self.blob
    }

    pub(super) fn chip(&self) -> Chip {
        self.chip.clone()
    }
}

/// A file on its way into a box.
#[derive(Debug)]
pub(super) struct Guest {
    blob: Blob,
    name: String,
}

impl Guest {
    fn of(file: web_sys::File) -> Self {
        Self {
            name: file.name(),
            blob: file.unchecked_into(),
        }
    }
}

impl App {
    /// Takes dropped files, or a dropped text that is too large for a box.
    pub(super) fn drop_files(&mut self, event: &DragEvent) {
        let Some(data) = event.data_transfer() else {
            return;
        };
        let paste = self.box_under(event);
        if data.files().is_some_and(|files| files.length() > 0) {
            event.prevent_default();
            self.take_files(data.files(), paste);
        } else if let (Some(paste), Some(text)) = (paste, large_text(&data, 0)) {
            event.prevent_default();
            self.attach_text(paste, &text);
        }
    }

    /// Takes what is pasted into a box, if it is files or too large; says whether it did.
    pub(super) fn take_paste(&mut self, paste: usize, data: &DataTransfer) -> bool {
        if data.files().is_some_and(|files| files.length() > 0) {
            self.take_files(data.files(), Some(paste));
            return true;
        }
        let own = field::own_text(&self.place, paste).map_or(0, |text| text.length());
        let Some(text) = large_text(data, own) else {
            return false;
        };
        if field::is_all_selected(&self.place, paste) {
            self.remember();
            field::set_text(&self.place, paste, "");
        }
        self.attach_text(paste, &text);
        true
    }

    pub(super) fn attach_text(&mut self, paste: usize, text: &JsString) {
        let parts = js_sys::Array::of1(text);
        if let Ok(blob) = Blob::new_with_str_sequence(&parts) {
            self.attach(paste, Attached::of(blob, None));
            self.ask();
        }
    }

    fn attach(&mut self, paste: usize, file: Attached) {
        if let Some(state) = self.boxes.get_mut(paste) {
            state.files.push(file);
        }
        self.draw();
    }

    /// Takes files: those dropped on a box are of that box; of the others, the one who reads finds out.
    pub(super) fn take_files(&mut self, files: Option<FileList>, onto: Option<usize>) {
        let Some(files) = files else { return };
        self.remember();
        for file in (0..files.length()).filter_map(|at| files.item(at)) {
            match onto {
                Some(paste) => self.put(Guest::of(file), paste),
                None => self.homeless.push_back(file),
            }
        }
        self.ask();
        self.greet();
    }

    /// Puts a file into a box or, where it is large, beside it.
    fn put(&mut self, guest: Guest, paste: usize) {
        if guest.blob.size() > f64::from(LARGE) {
            self.attach(paste, Attached::of(guest.blob, Some(guest.name)));
        } else {
            self.read(&guest.blob, move |app, text| app.add_text(paste, &text));
        }
    }

    /// Asks where the next file belongs, by its beginning and its name.
    fn greet(&mut self) {
        if self.guest.is_some() {
            return;
        }
        let Some(file) = self.homeless.pop_front() else {
            return;
        };
        let guest = Guest::of(file);
        let beginning = guest.blob.slice_with_f64_and_f64(0.0, BEGINNING);
        if let Ok(beginning) = beginning {
            let name = guest.name.clone();
            self.guest = Some(guest);
            self.read(&beginning, move |app, text| {
                app.tell_boxes();
                app.desk.ask_place(&text, &name);
            });
        }
    }

    /// Puts the file that was asked about into its box: the one that was found, or a new one.
    pub(super) fn house(&mut self, paste: Option<usize>) {
        let Some(guest) = self.guest.take() else {
            return;
        };
        let last = self.boxes.len().saturating_sub(1);
        let paste = paste.or_else(|| self.add_box()).unwrap_or(last);
        if guest.blob.size() > f64::from(LARGE) {
            self.put(guest, paste);
            self.ask();
            self.greet();
        } else {
            self.read(&guest.blob, move |app, text| {
                app.add_text(paste, &text);
                app.greet();
            });
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

    /// Reads a small file, or the beginning of one, and goes on with its text.
    fn read(&mut self, blob: &Blob, then: impl Fn(&mut Self, String) + 'static) {
        let (done, failed) = (self.handle.clone(), self.handle.clone());
        let yes = Closure::new(move |buffer: JsValue| {
            let buffer: ArrayBuffer = buffer.unchecked_into();
            let text = Decoder::whole(&Uint8Array::new(&buffer).to_vec());
            done.with(|app| match text {
                Some(text) => then(app, text),
                None => app.refuse(words::NOT_TEXT),
            });
        });
        let no = Closure::new(move |_| failed.with(|app| app.refuse(words::NOT_READ)));
        let bytes: Promise = blob.array_buffer();
        // Both ways out are handled by the two closures; the new promise says nothing more.
        drop(bytes.then2(&yes, &no));
        self.coming.extend([yes, no]);
    }

    /// Says why a file is not taken, and goes on with the next.
    fn refuse(&mut self, why: words::Say) {
        self.guest = None;
        self.notice(Some(why));
        self.greet();
    }

    fn add_text(&mut self, paste: usize, text: &str) {
        let mut whole = self.text(paste);
        if whole.trim().is_empty() {
            whole.clear();
        } else if !whole.ends_with('\n') {
            whole.push('\n');
        }
        whole.push_str(text);
        if let Some(state) = self.boxes.get_mut(paste) {
            state.captured_at = None;
        }
        field::set_text(&self.place, paste, &whole);
        self.ask();
    }

    /// Takes a file away; if it is being read or judged, that ends.
    pub(super) fn remove_file(&mut self, paste: usize, place: usize) {
        self.remember();
        self.forget_file(paste, place);
        self.desk.drop_work();
        self.ask();
        self.draw();
    }

    fn forget_file(&mut self, paste: usize, place: usize) {
        self.excerpt = None;
        if let Some(state) = self.boxes.get_mut(paste)
            && place < state.files.len()
        {
            state.files.remove(place);
        }
    }

    /// Shows how much of a file is read.
    pub(super) fn progressed(
        &mut self,
        paste: usize,
        place: usize,
        part: f64,
        head: Option<String>,
    ) {
        let file = self.boxes.get_mut(paste);
        if let Some(file) = file.and_then(|it| it.files.get_mut(place)) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a hundred"
            )]
            let percent = (part * 100.0) as u8;
            file.chip.read = Some(percent).filter(|it| *it < 100);
            file.chip.head = head.unwrap_or_else(|| std::mem::take(&mut file.chip.head));
        }
        self.draw();
    }

    /// Says that a file is no text, or is gone.
    pub(super) fn unreadable(&mut self, paste: usize, place: usize) {
        self.forget_file(paste, place);
        self.notice(Some(words::NOT_TEXT));
        self.ask();
    }

    /// Shows a line of a box: in its text area, or, where it is a file's, among its neighbours below it.
    pub(super) fn show_line(&mut self, paste: usize, line: u32) {
        let has_files = self.boxes.get(paste).is_some_and(|it| !it.files.is_empty());
        if !has_files || field::has_line(&self.place, paste, line) {
            field::select_line(&self.place, paste, line);
            return;
        }
        let first = line.saturating_sub(AROUND).max(1);
        self.excerpt = Some(Excerpt {
            paste,
            line,
            first,
            lines: Vec::new(),
        });
        self.desk.ask_lines(paste, first, line + AROUND);
    }

    /// Draws the lines that were asked for.
    pub(super) fn show_lines(&mut self, paste: usize, first: u32, lines: Vec<String>) {
        let Some(excerpt) = &mut self.excerpt else {
            return;
        };
        if excerpt.paste == paste && excerpt.first == first {
            excerpt.lines = lines;
            self.draw();
            self.place.go_to(&excerpt_id(paste));
        }
    }
}

/// The text that a transfer brings, if with `own` characters that are there already it is too large for a text area.
fn large_text(data: &DataTransfer, own: u32) -> Option<JsString> {
    // The document's own string: fifty megabytes are not copied to be counted.
    let get = js_sys::Reflect::get(data, &JsValue::from_str("getData")).ok()?;
    let get: js_sys::Function = get.dyn_into().ok()?;
    let text = get.call1(data, &JsValue::from_str("text/plain")).ok()?;
    let text: JsString = text.dyn_into().ok()?;
    (text.length().saturating_add(own) > LARGE && text.length() > 0).then_some(text)
}
