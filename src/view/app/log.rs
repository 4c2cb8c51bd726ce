//! Turns what the reader does with the work log into requests to whoever keeps it, and the log that comes
//! back into what the browser stores, if the reader says so.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, JSON, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FileReader, HtmlInputElement};

use super::clerk::array;
use super::{App, field, store};
use crate::report::Text;
use crate::view::take::RESTORE;
use crate::view::words::{Say, log as say};
use crate::view::worklog::{FIELDS, FILE, LEAD, SAID};

/// The log of this page and what became of it.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// As JSON; none while it was never written.
    pub(super) json: Option<JsString>,
    /// Whether the browser keeps it.
    pub(super) kept: bool,
    /// Whether the browser lets this page store nothing.
    pub(super) refused: bool,
    /// What was done last, in both languages.
    pub(super) said: Option<Text>,
    /// The log before a check was taken out, as JSON, until something else is done with it.
    pub(super) removed: Option<JsString>,
    /// The check that is to be added once the newest texts are read.
    adding: bool,
    /// The check that stands in the form to be corrected.
    mending: Option<Mending>,
    reading: Option<EventListener>,
}

/// A check that is being corrected.
#[derive(Debug)]
struct Mending {
    /// As JSON, to find it again.
    check: JsString,
    /// Its date and time.
    at: String,
    /// What stood in the form before.
    before: Array,
}

/// A check's typed texts as JSON names them, in the order of the form.
const TYPED: [&str; FIELDS.len()] = ["at", "person", "changed", "done", "seen", "note"];

impl Book {
    /// The time of the check that is being corrected.
    pub(super) fn mending(&self) -> Option<&str> {
        self.mending.as_ref().map(|it| it.at.as_str())
    }

    /// Each check as JSON.
    fn checks(&self) -> Array {
        let log = self
            .json
            .as_ref()
            .map(|json| JSON::parse(&String::from(json)));
        let checks = log.map(|log| member(&log.unwrap_or_default(), "checks"));
        let checks: Array = checks.unwrap_or_default().dyn_into().unwrap_or_default();
        checks.map(&mut |check, _, _| JSON::stringify(&check).unwrap_or_default().into())
    }

    /// Where a check stands now; -1 when it is gone.
    fn place_of(&self, check: &JsValue) -> i32 {
        self.checks().index_of(check, 0)
    }
}

fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

impl App {
    /// Takes the log that the browser kept, if it did.
    pub(super) fn open_book(&mut self) {
        let storage = self.storage();
        self.book.refused = self.whole && storage.is_none();
        self.book.json = storage.and_then(|storage| store::kept(&storage));
        self.book.kept = self.book.json.is_some();
    }

    /// Where the log may be kept; a page in another one stores nothing.
    fn storage(&self) -> Option<web_sys::Storage> {
        self.whole.then(store::open).flatten()
    }

    /// Whether the switch is on; none where it makes no sense.
    pub(super) fn keeps(&self) -> Option<bool> {
        (self.whole && !self.book.refused).then_some(self.book.kept)
    }

    /// Adds what stands in the form, with the diagnosis of what stands in the boxes now.
    pub(super) fn log_add(&mut self) {
        if let Some(mending) = &self.book.mending {
            let (check, texts) = (mending.check.clone(), self.typed());
            let lead = field::value(&self.place, LEAD).unwrap_or_default();
            self.renew();
            let index = self.book.place_of(&check).into();
            return self.note([&"mend".into(), &texts, &lead.into(), &index]);
        }
        self.book.adding = true;
        self.ask();
    }

    /// What stands in the form.
    fn typed(&self) -> Array {
        let text = |id| field::value(&self.place, id).unwrap_or_default();
        FIELDS.iter().map(|id| JsValue::from(text(id))).collect()
    }

    fn fill_form(&self, texts: &Array) {
        for (id, text) in FIELDS.iter().zip(texts.iter()) {
            field::set_value(&self.place, id, &text.as_string().unwrap_or_default());
        }
    }

    /// Takes what was typed for a check back into the form.
    pub(super) fn log_edit(&mut self, index: usize) {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let Ok(check) = self.book.checks().get(index).dyn_into::<JsString>() else {
            return;
        };
        let parsed = JSON::parse(&String::from(&check)).unwrap_or_default();
        let texts: Array = TYPED.iter().map(|name| member(&parsed, name)).collect();
        let before = match self.book.mending.take() {
            Some(mending) => mending.before,
            None => self.typed(),
        };
        self.fill_form(&texts);
        let at = texts.get(0).as_string().unwrap_or_default();
        self.book.said = None;
        self.book.mending = Some(Mending { check, at, before });
        self.draw();
        let [at, ..] = FIELDS;
        self.place.go_to(at);
    }

    /// Leaves the check that is being corrected as it was; the form holds again what it held before.
    pub(super) fn log_leave(&mut self) {
        if let Some(mending) = self.book.mending.take() {
            let index = self.book.place_of(&mending.check);
            self.fill_form(&mending.before);
            self.book.said = None;
            self.draw();
            self.place.go_to(&format!("log-edit-{index}"));
        }
    }

    /// Sends the check that waited for the newest diagnosis.
    pub(super) fn add_if_waiting(&mut self) {
        if !std::mem::take(&mut self.book.adding) {
            return;
        }
        let texts = self.typed();
        // The time comes first.
        if texts.get(0) == "" {
            texts.set(0, now().into());
        }
        let lead = field::value(&self.place, LEAD).unwrap_or_default();
        self.note([&"add".into(), &texts, &lead.into()]);
    }

    /// Takes a check out.
    pub(super) fn log_remove(&mut self, index: usize) {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let check = self.book.checks().get(index);
        if self
            .book
            .mending
            .as_ref()
            .is_some_and(|it| check == **it.check)
        {
            self.log_leave();
        }
        self.renew();
        let index = self.book.place_of(&check).into();
        let before = self.book.json.clone();
        self.note([&"remove".into(), &index]);
        self.book.removed = before;
        self.focus_said();
    }

    /// Puts back the check that was taken out last.
    pub(super) fn log_back(&mut self) {
        if let Some(before) = self.book.removed.take() {
            self.note([&"back".into(), &before]);
            self.focus_said();
        }
    }

    /// The row or the form that had the focus is another now.
    fn focus_said(&self) {
        if let Some(said) = self.place.find(SAID) {
            field::focus(&said);
        }
    }

    /// Forgets the log here, in the browser and in the form.
    pub(super) fn log_forget(&mut self) {
        if let Some(storage) = self.storage() {
            store::forget(&storage);
        }
        self.book.kept = false;
        self.book.mending = None;
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

    /// Takes the log as other windows left it.
    fn renew(&mut self) {
        let kept = self.storage().filter(|_| self.book.kept);
        let kept = kept.and_then(|storage| store::kept(&storage));
        if kept.is_some() && kept != self.book.json {
            self.book.json = kept;
            self.desk.forget_log();
        }
    }

    /// Has something done with the log, as other windows left it.
    fn note<const N: usize>(&mut self, request: [&JsValue; N]) {
        self.renew();
        self.book.removed = None;
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
        let is_added = message.get(5).is_truthy();
        let mended = self.book.mending.take_if(|_| is_added);
        if let Some(mending) = mended {
            self.fill_form(&mending.before);
            self.focus_said();
        } else if is_added {
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
