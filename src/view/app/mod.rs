//! Turns what the reader types and presses into a report, and the report into the page.

mod act;
mod clipboard;
mod field;
mod file;
mod listen;

use std::cell::RefCell;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt};

use super::node::Element;
use super::screen::{Lang, Screen, Slot};
use super::{mount, page, words};
use crate::Paste;
use crate::report::{Report, json};
use crate::text::Listed;

/// How long typing must rest before it is read.
const REST_MS: u32 = 150;

thread_local! {
    static APP: RefCell<Option<App>> = const { RefCell::new(None) };
}

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

/// The running page.
struct App {
    document: web_sys::Document,
    root: web_sys::Element,
    /// What was drawn last.
    drawn: Option<Element>,
    lang: Lang,
    boxes: Vec<BoxState>,
    report: Option<Report>,
    picked: Option<usize>,
    copied: Option<String>,
    json: Option<String>,
    undo: Option<Vec<Kept>>,
    /// Dropping a timer stops it, so each is kept until it is due or replaced.
    analysis: Option<Timeout>,
    fading: Option<Timeout>,
    copying: Vec<Closure<dyn FnMut(JsValue)>>,
    reading: Vec<EventListener>,
    _watch: Option<listen::Watch>,
    _listeners: Vec<EventListener>,
}

/// Takes over the page, if this document is the page; elsewhere this is only a library.
pub fn start() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let Some(root) = document.get_element_by_id("page") else {
        return;
    };
    let lang = stored_language().unwrap_or_default();
    let boxes = (0..).take_while(|paste| field::text(&document, *paste).is_some());
    let app = App {
        boxes: boxes.map(|_| BoxState::default()).listed(),
        _listeners: listen::all(&root),
        _watch: listen::watch(&document),
        document,
        root,
        drawn: None,
        lang: Lang::default(),
        report: None,
        picked: None,
        copied: None,
        json: None,
        undo: None,
        analysis: None,
        fading: None,
        copying: Vec::new(),
        reading: Vec::new(),
    };
    APP.with_borrow_mut(|slot| *slot = Some(app));
    // A browser may have put the texts of the last visit back into the boxes.
    with_app(|app| {
        app.speak(lang);
        app.analyse();
        // Whoever drives the page by program waits for this.
        if let Some(html) = app.document.document_element() {
            html.set_attribute("data-ready", "")
                .expect_throw("data-ready is a valid name");
        }
    });
}

/// Says that the program stopped, and takes the answer away: it may no longer fit the boxes.
pub fn stopped() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let lang = document
        .document_element()
        .and_then(|html| html.get_attribute("lang"));
    let lang = lang
        .and_then(|code| Lang::from_code(&code))
        .unwrap_or_default();
    if let Some(notice) = document.get_element_by_id("notice") {
        notice.set_text_content(Some(words::STOPPED.to(lang)));
        // Nothing more can be done for a page that lost its notice.
        notice.remove_attribute("hidden").unwrap_or_default();
    }
    for id in ["answer", "glance"] {
        if let Some(part) = document.get_element_by_id(id) {
            part.remove();
        }
    }
}

/// Runs `work` on the app; does nothing if an earlier run is still in its middle.
fn with_app(work: impl FnOnce(&mut App)) {
    let mut work = Some(work);
    with_app_do(&mut |app| {
        if let Some(work) = work.take() {
            work(app);
        }
    });
}

/// Compiled once, and not for every kind of work.
fn with_app_do(work: &mut dyn FnMut(&mut App)) {
    APP.with(|app| {
        if let Ok(mut app) = app.try_borrow_mut()
            && let Some(app) = app.as_mut()
        {
            work(app);
        }
    });
}

fn stored_language() -> Option<Lang> {
    let storage = web_sys::window()?.local_storage().ok()??;
    Lang::from_code(&storage.get_item("lang").ok()??)
}

impl App {
    /// Reads the boxes a moment after the last change.
    fn analyse_soon(&mut self) {
        self.analysis = Some(Timeout::new(REST_MS, || with_app(App::analyse)));
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
    }

    fn text(&self, paste: usize) -> String {
        field::text(&self.document, paste).unwrap_or_default()
    }

    fn slots(&self) -> Vec<Slot> {
        let slot = |paste| Slot {
            name: field::name(&self.document, paste)
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
        });
        let focused = self.document.active_element();
        mount::patch(&self.document, &self.root, self.drawn.as_ref(), &new);
        self.drawn = Some(new);
        if self.document.active_element() != focused
            && let Some(focused) = focused.filter(|it| it.is_connected())
        {
            field::focus(&focused);
        }
    }

    /// Changes the language; names that nobody edited change with it.
    fn speak(&mut self, lang: Lang) {
        for paste in 0..self.boxes.len() {
            let default = words::default_name(paste);
            if field::name(&self.document, paste).as_deref() == Some(default.to(self.lang)) {
                field::set_name(&self.document, paste, default.to(lang));
            }
        }
        self.lang = lang;
        self.document.set_title(words::TITLE.to(lang));
        if let Some(html) = self.document.document_element() {
            html.set_attribute("lang", lang.code())
                .expect_throw("lang is a valid name");
        }
    }

    /// The report as a program gets it.
    fn report_as_json(&self) -> Option<String> {
        let plain = js_sys::JSON::parse(&json::render(self.report.as_ref()?)).ok()?;
        let two = JsValue::from_f64(2.0);
        let text = js_sys::JSON::stringify_with_replacer_and_space(&plain, &JsValue::NULL, &two);
        text.ok().map(String::from)
    }

    /// Says something above the page, when a button could not do its work.
    fn notice(&self, text: Option<words::Say>) {
        let notice = self.document.get_element_by_id("notice");
        if let Some(notice) = notice.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
            notice.set_text_content(text.map(|say| say.to(self.lang)));
            notice.set_hidden(text.is_none());
        }
    }
}
