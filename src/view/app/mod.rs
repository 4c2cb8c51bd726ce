//! Turns what the reader types and presses into questions, and their answers into the page.

mod act;
mod clerk;
mod clipboard;
mod desk;
mod field;
mod file;
mod listen;
mod live;
mod log;
mod options;
mod place;
mod save;
mod store;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::node::Element;
use super::screen::{Lang, Paper, Screen, Slot};
use super::sheet::Sheet;
use super::take::{RESTORE, Wish};
use super::{codec, framed, mount as patch, words};
use crate::text::Listed;

pub use clerk::Clerk;
use desk::Desk;
use live::Handle;
pub use live::{close, mount, stopped, with};
use log::Book;
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
    desk: Desk,
    /// The parts of the page that the report decides, and the bytes they came in.
    sheet: Sheet,
    packed: Vec<u8>,
    /// The newest report.
    json: Option<JsString>,
    /// What is to be taken along, and whether that part is open.
    wish: Wish,
    taking: bool,
    book: Book,
    picked: Option<usize>,
    /// The button that was pressed last.
    pressed: Option<web_sys::Element>,
    copied: Option<act::Copied>,
    /// The box under which the focus goes if drawing takes away what has it.
    noted: Option<usize>,
    undo: Option<Vec<Kept>>,
    notice: Option<words::Say>,
    /// Dropping a timer stops it, so each is kept until it is due or replaced.
    analysis: Option<Timeout>,
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
            desk: Desk::new(handle.clone(), options.start_worker),
            place,
            handle,
            whole: options.whole,
            names: options.names,
            on_report: options.on_report,
            drawn: None,
            lang: Lang::default(),
            boxes: (0..BOXES).map(|_| BoxState::default()).listed(),
            sheet: Sheet::of(&Screen::default()),
            packed: Vec::new(),
            json: None,
            wish: Wish::default(),
            taking: false,
            book: Book::default(),
            picked: None,
            pressed: None,
            copied: None,
            noted: None,
            undo: None,
            notice: None,
            analysis: None,
            copying: Vec::new(),
            reading: Vec::new(),
        }
    }

    /// Draws for the first time and reads what a browser may have put back into the boxes.
    fn begin(&mut self, lang: Option<Lang>) {
        // The names that the markup brings are those of the default language.
        if field::name(&self.place, 0).is_none() {
            self.sheet = self.empty_sheet();
            self.draw();
        }
        for (paste, name) in self.names.iter().enumerate() {
            let default = words::default_name(paste).to(self.lang);
            if field::name(&self.place, paste).as_deref() == Some(default) {
                field::set_name(&self.place, paste, name);
            }
        }
        self.open_book();
        let stored = || self.whole.then(store::language)?;
        let lang = lang.or_else(stored).unwrap_or_default();
        self.speak(lang);
        self.sheet = self.empty_sheet();
        self.draw();
        self.watch = listen::watch(&self.place);
        // Also with empty boxes: then the worker has started when the first paste comes.
        self.ask();
    }

    /// Has the boxes read a moment after the last change.
    fn ask_soon(&mut self) {
        let handle = self.handle.clone();
        self.analysis = Some(Timeout::new(REST_MS, move || handle.with(Self::ask)));
    }

    /// Has the boxes read now; the answer is drawn when it comes.
    fn ask(&mut self) {
        self.analysis = None;
        self.desk.sit();
        if !self.desk.may_ask() {
            return;
        }
        let (names, times) = (Array::new(), Array::new());
        for (paste, slot) in self.slots().into_iter().enumerate() {
            names.push(&slot.name.into());
            let time = self.boxes.get(paste).and_then(|it| it.captured_at.clone());
            times.push(&time.into());
            if let Some(text) = field::own_text(&self.place, paste) {
                self.desk.tell(paste, text);
            }
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
            &restore.unwrap_or_default().into(),
        ]);
    }

    /// Takes a message of the one who reads.
    fn heard(&mut self, message: &Array) {
        match message.get(0).as_string().as_deref() {
            Some("ready") => self.desk.started(),
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
    fn show(&mut self, message: &Array) {
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
    fn worker_failed(&mut self) {
        if self.desk.leave() {
            self.sheet = self.empty_sheet();
            self.packed.clear();
            self.json = None;
            self.notice(Some(words::WORK_STOPPED));
        } else {
            self.ask();
        }
    }

    fn empty_sheet(&self) -> Sheet {
        Sheet::of(&Screen {
            lang: self.lang,
            slots: &self.slots(),
            ..Screen::default()
        })
    }

    /// Hands the report to whoever asked for it, once this page is no longer in use.
    fn tell(&self) {
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

    /// Puts a text into a box, as if it had been typed there.
    pub fn set_text(&mut self, paste: usize, text: &str) {
        if let Some(state) = self.boxes.get_mut(paste) {
            state.captured_at = None;
            field::set_text(&self.place, paste, text);
            self.ask();
        }
    }

    /// Names the sites; what the reader wrote is replaced.
    pub fn set_names(&mut self, names: Vec<String>) {
        for (paste, name) in names.iter().enumerate() {
            field::set_name(&self.place, paste, name);
        }
        self.names = names;
        self.ask();
    }

    /// Changes the language.
    pub fn set_language(&mut self, lang: Lang) {
        self.speak(lang);
        // Names may have changed, and the report names the sites.
        self.ask();
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
            filled: field::own_text(&self.place, paste).is_some_and(|text| !clerk::is_blank(&text)),
        };
        (0..self.boxes.len()).map(slot).listed()
    }

    /// Brings the document up to date, and the focus back if drawing moved its element.
    fn draw(&mut self) {
        let slots = self.slots();
        let (now, person, lead) = self.paper();
        let screen = Screen {
            lang: self.lang,
            slots: &slots,
            said: self.copied.as_ref().map(|_| words::COPIED.to(self.lang)),
            undo: self.undo.is_some(),
            notice: self.notice.map(|say| say.to(self.lang)),
            kept: self.keeps(),
            log_said: self.book.said.as_ref().map(|said| said.of(self.lang)),
            paper: Paper {
                at: &now,
                person: &person,
                lead: &lead,
            },
            ..Screen::default()
        };
        let new = framed(&screen, &self.sheet);
        let focused = self.place.active();
        patch::patch(
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

    /// Says something above the page, when a button could not do its work.
    fn notice(&mut self, text: Option<words::Say>) {
        self.notice = text;
        self.draw();
    }
}

/// How many sites there are at first.
const BOXES: usize = 2;
