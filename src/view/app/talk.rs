//! Turns changes of the boxes into questions, and what is heard from whoever reads into changes of the page.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::clerk::number;
use super::{App, LONG_MS, REST_MS, field, file};
use crate::text::Listed;
use crate::view::answer::WAITING;
use crate::view::pairing::FILTER_ID;
use crate::view::screen::Screen;
use crate::view::sheet::Sheet;
use crate::view::take::RESTORE;
use crate::view::{codec, words};

impl App {
    /// Has the boxes read a moment after the last change.
    pub(super) fn ask_soon(&mut self) {
        let handle = self.handle.clone();
        self.analysis = Some(Timeout::new(REST_MS, move || handle.with(Self::ask)));
    }

    /// Has the boxes read now; the answer is drawn when it comes.
    pub(super) fn ask(&mut self) {
        self.analysis = None;
        self.desk.sit();
        if !self.desk.may_ask() {
            return;
        }
        self.tell_boxes();
        let (names, times) = (Array::new(), Array::new());
        for (slot, state) in self.slots().into_iter().zip(&self.boxes) {
            names.push(&slot.name.into());
            times.push(&state.captured_at.clone().into());
        }
        self.desk.tell_log(self.book.json.as_ref());
        let restore = field::value(&self.place, RESTORE).filter(|_| self.taking);
        let wish = self.taking.then(|| self.wish.slug());
        let picked = self.picked.and_then(|it| u32::try_from(it).ok());
        self.desk.ask([
            &self.lang.code().into(),
            &picked.map_or(-1.0, f64::from).into(),
            &wish.unwrap_or_default().into(),
            &names,
            &times,
            &(self.on_report.is_some() || !self.whole).into(),
            &self.place.value(FILTER_ID).into(),
            &restore.unwrap_or_default().into(),
        ]);
        let handle = self.handle.clone();
        self.patience.get_or_insert_with(|| {
            Timeout::new(LONG_MS, move || {
                handle.with(|app| {
                    app.busy = true;
                    // Nothing was answered yet, and what there is says that nothing was pasted.
                    if app.place.find(WAITING).is_some() {
                        app.sheet = app.empty_sheet();
                    }
                    app.draw();
                });
            })
        });
    }

    /// Tells what changed in the boxes, so that what is asked next is asked of them.
    pub(super) fn tell_boxes(&mut self) {
        self.desk.sit();
        for (paste, state) in self.boxes.iter().enumerate() {
            if let Some(text) = field::own_text(&self.place, paste) {
                self.desk.tell(paste, text);
            }
            let files = state.files.iter().map(file::Attached::blob);
            self.desk.tell_files(paste, files.collect());
        }
    }

    /// Takes a message of the one who reads.
    pub(super) fn heard(&mut self, message: &Array) {
        match message.get(0).as_string().as_deref() {
            Some("ready") => self.desk.started(),
            Some("progress") => {
                let head = message.get(4).as_string();
                let part = message.get(3).as_f64().unwrap_or_default();
                if let (Some(paste), Some(place)) = (number(message, 1), number(message, 2)) {
                    self.progressed(paste, place, part, head);
                }
            }
            Some("unreadable") => {
                if let (Some(paste), Some(place)) = (number(message, 1), number(message, 2)) {
                    self.unreadable(paste, place);
                }
            }
            Some("part") => {
                if let Some(paste) = number(message, 1) {
                    self.part_box(paste, &texts(message, 2));
                }
            }
            Some("place") => self.house(number(message, 1)),
            Some("lines") => {
                if let (Some(paste), Some(first)) = (number(message, 1), number(message, 2)) {
                    let first = u32::try_from(first).unwrap_or_default();
                    self.show_lines(paste, first, texts(message, 3));
                }
            }
            Some("sheet") => match self.desk.answered(message) {
                Some(false) => self.show(message),
                Some(true) => self.ask(),
                None => {}
            },
            Some("log") => self.logged(message),
            Some("refused") => self.refused(message),
            _ => self.worker_failed(),
        }
    }

    /// Draws an answer.
    pub(super) fn show(&mut self, message: &Array) {
        self.patience = None;
        self.busy = false;
        let bytes = Uint8Array::new(&message.get(2)).to_vec();
        if bytes != self.packed {
            if let Some(sheet) = codec::read(&bytes).and_then(|tree| Sheet::unpack(&tree)) {
                self.sheet = sheet;
            }
            self.packed = bytes;
        }
        let json = message.get(3).dyn_into().ok();
        let is_new = json != self.json;
        self.json = json;
        // What stopped has gone on.
        self.notice = self.notice.filter(|it| *it != words::WORK_STOPPED);
        self.draw();
        self.find_lost_focus();
        // Whoever drives the page by program waits for this.
        self.place.mark("data-ready", "");
        if is_new {
            self.tell();
        }
        self.add_if_waiting();
    }

    /// Goes on without a worker that did not start; says so of one that stopped in its work.
    pub(super) fn worker_failed(&mut self) {
        self.patience = None;
        self.busy = false;
        let was_working = self.desk.leave();
        if self.guest.is_some() {
            self.house(None);
        }
        if was_working {
            self.sheet = self.empty_sheet();
            self.packed.clear();
            self.json = None;
            self.notice(Some(words::WORK_STOPPED));
        } else {
            self.ask();
        }
    }

    pub(super) fn empty_sheet(&self) -> Sheet {
        Sheet::of(&Screen {
            lang: self.lang,
            slots: &self.slots(),
            ..Screen::default()
        })
    }

    /// Hands the report to whoever asked for it, once this page is no longer in use.
    pub(super) fn tell(&self) {
        if let (Some(on_report), Some(report)) = (self.on_report.clone(), self.report()) {
            let told = Closure::once_into_js(move || {
                // What the host does with it is its own affair, also when it fails.
                on_report.call1(&JsValue::NULL, &report).unwrap_or_default();
            });
            gloo::utils::window().queue_microtask(told.unchecked_ref());
        }
    }

    /// The newest report as plain objects, once there is one.
    pub fn report(&self) -> Option<JsValue> {
        js_sys::JSON::parse(&String::from(self.json.as_ref()?)).ok()
    }
}

fn texts(message: &Array, at: u32) -> Vec<String> {
    let list: Array = message.get(at).unchecked_into();
    let texts = list.iter().map(|text| text.as_string().unwrap_or_default());
    texts.listed()
}
