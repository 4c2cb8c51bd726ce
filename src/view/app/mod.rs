//! Turns what the reader types and presses into a report, and the report into the page.

mod act;
mod clipboard;
mod field;
mod file;
mod listen;
mod live;
mod options;
mod place;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::node::Element;
use super::screen::{Lang, Screen, Slot};
use super::{mount, page, words};
use crate::Paste;
use crate::report::{Report, json};
use crate::text::Listed;

use live::Handle;
pub use live::{close, mount, stopped, with};
pub use options::Options;
use place::Place;

/// How long typing must rest before it is read.
const REST_MS: u32 = 150;

/// One box: what the document does not know about it.
#[derive(Debug, Default)]
struct BoxState {
    /// When its newest paste happened, by the computer's clock.
    captured_at: Option<String>,
}

/// A box's text and paste time, kept to bring them back.
#[derive(Debug)]
struct Kept {
    text: String,
    captured_at: Option<String>,
}

/// One running page.
#[derive(Debug)]
pub struct App {
    place: Place,
    handle: Handle,
    /// Whether the document is this page and nothing else: then its title, language and storage are ours.
    whole: bool,
    /// The names that the sites have until the reader changes them, where the host gave any.
    names: Vec<String>,
    on_report: Option<js_sys::Function>,
    /// What was drawn last.
    drawn: Option<Element>,
    lang: Lang,
    boxes: Vec<BoxState>,
    report: Option<Report>,
    picked: Option<usize>,
    copied: Option<String>,
    json: Option<String>,
    undo: Option<Vec<Kept>>,
    notice: Option<words::Say>,
    /// Dropping a timer stops it, so each is kept until it is due or replaced.
    analysis: Option<Timeout>,
    fading: Option<Timeout>,
    copying: Vec<Closure<dyn FnMut(JsValue)>>,
    reading: Vec<EventListener>,
    watch: Option<listen::Watch>,
    _listeners: Vec<EventListener>,
}

impl App {
    /// A page in its place, not yet drawn.
    fn new(place: Place, handle: Handle, options: Options) -> Self {
        Self {
            _listeners: listen::all(&place.page, &handle),
            watch: None,
            place,
            handle,
            whole: options.whole,
            names: options.names,
            on_report: options.on_report,
            drawn: None,
            lang: Lang::default(),
            boxes: (0..BOXES).map(|_| BoxState::default()).listed(),
            report: None,
            picked: None,
            copied: None,
            json: None,
            undo: None,
            notice: None,
            analysis: None,
            fading: None,
            copying: Vec::new(),
            reading: Vec::new(),
        }
    }

    /// Draws for the first time and reads what a browser may have put back into the boxes.
    fn begin(&mut self, lang: Option<Lang>) {
        // The names that the markup brings are those of the default language.
        if field::name(&self.place, 0).is_none() {
            self.draw();
        }
        for (paste, name) in self.names.iter().enumerate() {
            let default = words::default_name(paste).to(self.lang);
            if field::name(&self.place, paste).as_deref() == Some(default) {
                field::set_name(&self.place, paste, name);
            }
        }
        let stored = || self.whole.then(stored_language)?;
        let lang = lang.or_else(stored).unwrap_or_default();
        self.speak(lang);
        self.analyse();
        self.watch = listen::watch(&self.place);
        // Whoever drives the page by program waits for this.
        self.place.mark("data-ready", "");
    }

    /// Reads the boxes a moment after the last change.
    fn analyse_soon(&mut self) {
        let handle = self.handle.clone();
        self.analysis = Some(Timeout::new(REST_MS, move || handle.with(Self::analyse)));
    }

    /// Reads the boxes now and shows the answer.
    fn analyse(&mut self) {
        self.analysis = None;
        let slots = self.slots();
        let texts: Vec<String> = (0..slots.len()).map(|paste| self.text(paste)).listed();
        let filled = slots.iter().any(|slot| slot.filled);
        self.report = filled.then(|| {
            let pastes: Vec<Paste<'_>> = slots
                .iter()
                .zip(&texts)
                .zip(&self.boxes)
                .map(|((slot, text), state)| Paste {
                    text,
                    name: Some(&slot.name),
                    captured_at: state.captured_at.as_deref(),
                })
                .listed();
            crate::analyze(&pastes)
        });
        if self.json.is_some() {
            self.json = self.report_as_json();
        }
        self.draw();
        self.tell();
    }

    /// Hands the report to whoever asked for it, once this page is no longer in use.
    fn tell(&self) {
        let Some(on_report) = self.on_report.clone() else {
            return;
        };
        if let Some(report) = self.report() {
            // What the host does with it is its own affair, also when it fails.
            let told = Closure::once_into_js(move || {
                on_report.call1(&JsValue::NULL, &report).unwrap_or_default();
            });
            gloo::utils::window().queue_microtask(&told.into());
        }
    }

    /// The report as plain objects, once there is one.
    pub fn report(&self) -> Option<JsValue> {
        js_sys::JSON::parse(&json::render(self.report.as_ref()?)).ok()
    }

    /// Puts a text into a box, as if it had been typed there.
    pub fn set_text(&mut self, paste: usize, text: &str) {
        if let Some(state) = self.boxes.get_mut(paste) {
            state.captured_at = None;
            field::set_text(&self.place, paste, text);
            self.analyse();
        }
    }

    /// Names the sites; what the reader wrote is replaced.
    pub fn set_names(&mut self, names: Vec<String>) {
        for (paste, name) in names.iter().enumerate() {
            field::set_name(&self.place, paste, name);
        }
        self.names = names;
        self.analyse();
    }

    /// Changes the language.
    pub fn set_language(&mut self, lang: Lang) {
        self.speak(lang);
        // Names may have changed, and the report names the sites.
        self.analyse();
    }

    fn text(&self, paste: usize) -> String {
        field::text(&self.place, paste).unwrap_or_default()
    }

    fn slots(&self) -> Vec<Slot> {
        let slot = |paste| Slot {
            name: field::name(&self.place, paste)
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| words::default_name(paste).to(self.lang).to_owned()),
            filled: !self.text(paste).trim().is_empty(),
        };
        (0..self.boxes.len()).map(slot).listed()
    }

    /// Brings the document up to date, and the focus back if drawing moved its element.
    fn draw(&mut self) {
        let slots = self.slots();
        let new = page(&Screen {
            lang: self.lang,
            slots: &slots,
            report: self.report.as_ref(),
            picked: self.picked,
            copied: self.copied.as_deref(),
            json: self.json.as_deref(),
            undo: self.undo.is_some(),
            notice: self.notice.map(|say| say.to(self.lang)),
        });
        let focused = self.place.active();
        mount::patch(
            &self.place.document,
            &self.place.page,
            self.drawn.as_ref(),
            &new,
        );
        self.drawn = Some(new);
        if self.place.active() != focused
            && let Some(focused) = focused.filter(|it| it.is_connected())
        {
            field::focus(&focused);
        }
    }

    /// Changes the language; names that nobody edited change with it.
    fn speak(&mut self, lang: Lang) {
        for paste in 0..self.boxes.len() {
            let default = words::default_name(paste);
            if field::name(&self.place, paste).as_deref() == Some(default.to(self.lang)) {
                field::set_name(&self.place, paste, default.to(lang));
            }
        }
        self.lang = lang;
        if self.whole {
            self.place.document.set_title(words::TITLE.to(lang));
            self.place.mark("lang", lang.code());
        }
    }

    /// The report as a program gets it.
    fn report_as_json(&self) -> Option<String> {
        let two = JsValue::from_f64(2.0);
        let plain = self.report()?;
        let text = js_sys::JSON::stringify_with_replacer_and_space(&plain, &JsValue::NULL, &two);
        text.ok().map(String::from)
    }

    /// Says something above the page, when a button could not do its work.
    fn notice(&mut self, text: Option<words::Say>) {
        self.notice = text;
        self.draw();
    }
}

/// How many sites there are at first.
const BOXES: usize = 2;

fn stored_language() -> Option<Lang> {
    let storage = web_sys::window()?.local_storage().ok()??;
    Lang::from_code(&storage.get_item("lang").ok()??)
}
