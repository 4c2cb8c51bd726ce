//! Turns what the reader does with the work log into requests to whoever keeps it, and the log that comes
//! back into what the browser stores, if the reader says so.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FileReader, HtmlInputElement};

use super::clerk::array;
use super::{App, field, store};
use crate::report::Text;
use crate::view::take::RESTORE;
use crate::view::words::{Say, log as say};
use crate::view::worklog::{FIELDS, FILE, LEAD};

/// The log of this page and what became of it.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// As JSON; none while it was never written.
    pub(super) json: Option<JsString>,
    /// Whether the browser keeps it.
    pub(super) kept: bool,
    /// What was done last, in both languages.
    pub(super) said: Option<Text>,
    /// The check that is to be added once the newest texts are read.
    adding: bool,
    reading: Option<EventListener>,
}

impl App {
    /// Takes the log that the browser kept, if it did.
    pub(super) fn open_book(&mut self) {
        self.book.json = self.storage().and_then(|storage| store::kept(&storage));
        self.book.kept = self.book.json.is_some();
    }

    /// Where the log may be kept; a page in another one stores nothing.
    fn storage(&self) -> Option<web_sys::Storage> {
        self.whole.then(store::open).flatten()
    }

    /// Whether the switch is on; none where it makes no sense.
    pub(super) fn keeps(&self) -> Option<bool> {
        self.whole.then_some(self.book.kept)
    }

    /// Adds what stands in the form, with the diagnosis of what stands in the boxes now.
    pub(super) fn log_add(&mut self) {
        self.book.adding = true;
        self.ask();
    }

    /// Sends the check that waited for the newest diagnosis.
    pub(super) fn add_if_waiting(&mut self) {
        if !std::mem::take(&mut self.book.adding) {
            return;
        }
        let texts = Array::new();
        for (id, place) in FIELDS.iter().zip(0..) {
            let text = field::value(&self.place, id).unwrap_or_default();
            // The time comes first.
            let is_open = place == 0 && text.is_empty();
            texts.push(&if is_open { now() } else { text }.into());
        }
        let lead = field::value(&self.place, LEAD).unwrap_or_default();
        self.note([&"add".into(), &texts, &lead.into()]);
    }

    /// Takes a check out.
    pub(super) fn log_remove(&mut self, index: usize) {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        self.note([&"remove".into(), &index.into()]);
    }

    /// Forgets the log here, in the browser and in the form.
    pub(super) fn log_forget(&mut self) {
        if let Some(storage) = self.storage() {
            store::forget(&storage);
        }
        self.book.kept = false;
        for id in FIELDS.iter().chain(&[LEAD, RESTORE]) {
            field::set_value(&self.place, id, "");
        }
        self.note([&"forget".into()]);
    }

    /// Begins or ends keeping the log in the browser.
    pub(super) fn log_keep(&mut self) {
        let Some(storage) = self.storage() else {
            return self.tell_of_log(say::NO_ROOM);
        };
        if self.book.kept {
            store::forget(&storage);
            self.book.kept = false;
            return self.tell_of_log(say::NOT_KEPT);
        }
        self.book.kept = true;
        // Another window may have kept one meanwhile; neither is lost.
        let other = store::kept(&storage).unwrap_or_else(|| "".into());
        self.note([&"keep".into(), &other]);
    }

    /// Reads the file that was chosen.
    pub(super) fn log_read(&mut self) {
        let input = self.place.find(FILE);
        let Some(input) = input.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let file = input.files().and_then(|files| files.item(0));
        let (Some(file), Ok(reader)) = (file, FileReader::new()) else {
            return;
        };
        let (done, handle) = (reader.clone(), self.handle.clone());
        self.book.reading = Some(EventListener::once(&reader, "loadend", move |_| {
            let text = done.result().unwrap_or_default().as_string();
            let text = text.unwrap_or_default();
            handle.with(|app| {
                // So that the same file can be chosen again.
                input.set_value("");
                app.note([&"read".into(), &text.into()]);
            });
        }));
        // A file that cannot be read ends without a text, which is refused in words.
        reader.read_as_text(&file).unwrap_or_default();
    }

    /// Has something done with the log, as other windows left it.
    fn note<const N: usize>(&mut self, request: [&JsValue; N]) {
        let kept = self.storage().filter(|_| self.book.kept);
        let kept = kept.and_then(|storage| store::kept(&storage));
        if kept.is_some() && kept != self.book.json {
            self.book.json = kept;
            self.desk.forget_log();
        }
        self.desk.sit();
        self.desk.tell_log(self.book.json.as_ref());
        self.desk
            .say(&array([&"note".into()]).concat(&array(request)));
    }

    /// Takes the log as it is now: `log`, JSON, what to say in Japanese and in English, who decides,
    /// whether the form has done its work.
    pub(super) fn logged(&mut self, message: &Array) {
        let text = |at| message.get(at).as_string().unwrap_or_default();
        self.book.said = Some(Text {
            ja: text(2).into(),
            en: text(3).into(),
        });
        self.book.json = message.get(1).dyn_into().ok();
        if message.get(5).is_truthy() {
            let [at, _, others @ ..] = FIELDS;
            for id in others.iter().chain(&[at]) {
                field::set_value(&self.place, id, "");
            }
        }
        field::set_value(&self.place, LEAD, &text(4));
        self.store();
        self.ask();
    }

    /// Takes a refusal: the kept log is damaged, so it is left alone.
    pub(super) fn refused(&mut self, message: &Array) {
        let text = |at| message.get(at).as_string().unwrap_or_default();
        self.book.said = Some(Text {
            ja: text(1).into(),
            en: text(2).into(),
        });
        self.book.kept = false;
        self.book.json = None;
        self.draw();
    }

    /// What a printed page says at its head: the time, who made the check, who decides.
    pub(super) fn paper(&self) -> (String, String, String) {
        let field = |id| field::value(&self.place, id).unwrap_or_default();
        let [_, person, ..] = FIELDS;
        (now(), field(person), field(LEAD))
    }

    /// Prints the page once it is up to date.
    pub(super) fn print(&mut self) {
        self.draw();
        // The browser may hold everything until its dialog is closed.
        let later = Timeout::new(0, || {
            gloo::utils::window().print().unwrap_or_default();
        });
        later.forget();
    }

    fn store(&mut self) {
        let storage = self.storage().filter(|_| self.book.kept);
        let (Some(storage), Some(json)) = (storage, &self.book.json) else {
            return;
        };
        if !store::keep(&storage, json) {
            self.book.kept = false;
            self.book.said = Some(both(say::NO_ROOM));
        }
    }

    fn tell_of_log(&mut self, say: Say) {
        self.book.said = Some(both(say));
        self.draw();
    }
}

fn both(say: Say) -> Text {
    Text {
        ja: say.ja.into(),
        en: say.en.into(),
    }
}

/// The time on the computer's clock, as a field for date and time has it.
pub(super) fn now() -> String {
    let date = js_sys::Date::new_0();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}
