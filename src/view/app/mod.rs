//! Turns what the reader types and presses into questions, and their answers into the page.

mod act;
mod clerk;
mod clipboard;
mod decoder;
mod desk;
mod field;
mod file;
mod listen;
mod live;
mod log;
mod options;
mod place;
mod reader;
mod save;
mod sites;
mod store;
mod talk;

use std::collections::VecDeque;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::node::Element;
use super::screen::{Excerpt, Lang, LogSaid, Paper, Screen, Slot};
use super::sheet::Sheet;
use super::take::Wish;
use super::{framed, mount as patch, words};
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

/// How long an answer may take before the page says that it is on its way.
const LONG_MS: u32 = 400;

/// One box: what the document does not know about it.
#[derive(Debug, Default, Clone)]
struct BoxState {
    /// When its newest paste happened, by the computer's clock.
    captured_at: Option<String>,
    /// What is too large for its text area.
    files: Vec<file::Attached>,
}

/// A box, kept to bring it back.
#[derive(Debug)]
struct Kept {
    text: String,
    state: BoxState,
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
    coming: Vec<Closure<dyn FnMut(JsValue)>>,
    excerpt: Option<Excerpt>,
    /// Files whose box is not known yet, and the one of them that is asked about.
    homeless: VecDeque<web_sys::File>,
    guest: Option<file::Guest>,
    /// Runs until an answer is long in coming; then the page says so.
    patience: Option<Timeout>,
    busy: bool,
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
            coming: Vec::new(),
            excerpt: None,
            homeless: VecDeque::new(),
            guest: None,
            patience: None,
            busy: false,
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
            let default = words::with::site_name(paste, self.lang);
            if field::name(&self.place, paste) == Some(default) {
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

    /// Puts a text into a box, in place of what was there; a large one stands beside it.
    pub fn set_text(&mut self, paste: usize, text: &str) {
        let Some(state) = self.boxes.get_mut(paste) else {
            return;
        };
        *state = BoxState::default();
        if text.len() > file::LARGE as usize {
            field::set_text(&self.place, paste, "");
            self.attach_text(paste, &text.into());
        } else {
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

    fn is_filled(&self, paste: usize) -> bool {
        let has_files = self.boxes.get(paste).is_some_and(|it| !it.files.is_empty());
        let text = field::own_text(&self.place, paste);
        has_files || text.is_some_and(|text| !clerk::is_blank(&text))
    }

    fn slots(&self) -> Vec<Slot> {
        let slot = |paste| Slot {
            name: field::name(&self.place, paste)
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| words::with::site_name(paste, self.lang)),
            filled: self.is_filled(paste),
            files: self.boxes.get(paste).map_or_else(Vec::new, |it| {
                it.files.iter().map(file::Attached::chip).listed()
            }),
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
            excerpt: self.excerpt.as_ref(),
            busy: self.busy,
            notice: self.notice.map(|say| say.to(self.lang)),
            kept: self.keeps(),
            refused: self.book.refused,
            mending: self.book.mending(),
            log_said: LogSaid {
                text: self.book.said.as_ref().map(|said| said.of(self.lang)),
                can_undo: self.book.removed.is_some(),
            },
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
            let default = words::with::site_name(paste, self.lang);
            if field::name(&self.place, paste) == Some(default) {
                field::set_name(&self.place, paste, &words::with::site_name(paste, lang));
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
