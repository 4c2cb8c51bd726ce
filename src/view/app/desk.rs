//! Turns what the page wants read into messages to whoever reads: a worker, or this very thread where there is none.
//!
//! One question is under way at a time; what is asked meanwhile is asked once it is answered, and its answer dropped.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, JsString};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, MessageEvent, Worker};

use super::clerk::{Clerk, array};
use super::{App, Handle};

/// How long a worker may take to start before this thread does its work.
const PATIENCE_MS: u32 = 10_000;

/// Where the reading happens.
#[derive(Debug)]
enum Seat {
    /// Nowhere yet.
    Free,
    /// In this thread.
    Here(Clerk),
    /// In a worker.
    There(Away),
}

/// A worker and what is heard from it.
#[derive(Debug)]
struct Away {
    worker: Worker,
    /// Until it says that it started; then it is dropped.
    patience: Option<Timeout>,
    _listeners: [EventListener; 2],
}

impl Drop for Away {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// The one that reads, and what it was told.
#[derive(Debug)]
pub(super) struct Desk {
    seat: Seat,
    handle: Handle,
    /// The host's way to start a worker.
    start: Option<Function>,
    /// The number of the newest question.
    asked: u32,
    waiting: bool,
    again: bool,
    /// The text of each box as it was told last.
    told: Vec<JsString>,
    told_files: Vec<Vec<Blob>>,
}

impl Desk {
    pub(super) fn new(handle: Handle, start: Option<Function>) -> Self {
        Self {
            seat: Seat::Free,
            handle,
            start,
            asked: 0,
            waiting: false,
            again: false,
            told: Vec::new(),
            told_files: Vec::new(),
        }
    }

    /// Takes a seat: a worker if the host starts one, else this thread.
    pub(super) fn sit(&mut self) {
        if matches!(self.seat, Seat::Free) {
            let away = self.away();
            self.seat = away.map_or_else(|| self.here(), Seat::There);
        }
    }

    fn away(&self) -> Option<Away> {
        let worker = self.start.as_ref()?.call0(&JsValue::NULL).ok()?;
        let worker: Worker = worker.dyn_into().ok()?;
        let (heard, failed) = (self.handle.clone(), self.handle.clone());
        let late = self.handle.clone();
        Some(Away {
            patience: Some(Timeout::new(PATIENCE_MS, move || {
                late.with(App::worker_failed);
            })),
            _listeners: [
                EventListener::new(&worker, "message", move |event| {
                    let message = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
                    if let Some(Ok(message)) = message.map(JsCast::dyn_into) {
                        heard.with(|app| app.heard(&message));
                    }
                }),
                EventListener::new(&worker, "error", move |event| {
                    // Told on the page; the console need not repeat it.
                    event.prevent_default();
                    failed.with(App::worker_failed);
                }),
            ],
            worker,
        })
    }

    /// Notes that the worker runs.
    pub(super) fn started(&mut self) {
        if let Seat::There(away) = &mut self.seat {
            away.patience = None;
        }
    }

    /// Gives up the worker. One that never started is replaced by this thread; one that stopped is not,
    /// because whatever stopped it would stop the page too. Says whether it had started.
    pub(super) fn leave(&mut self) -> bool {
        let started = matches!(&self.seat, Seat::There(away) if away.patience.is_none());
        self.seat = if started { Seat::Free } else { self.here() };
        self.forget();
        started
    }

    fn forget(&mut self) {
        self.told.clear();
        self.told_files.clear();
        self.waiting = false;
        self.again = false;
    }

    /// Ends what is being read, if it is read elsewhere and nobody needs it any more: the next question
    /// goes to a new worker.
    pub(super) fn drop_work(&mut self) {
        if self.waiting && matches!(self.seat, Seat::There(_)) {
            self.seat = Seat::Free;
            self.forget();
        }
    }

    /// Tells a box's files, unless they are known.
    pub(super) fn tell_files(&mut self, paste: usize, files: Vec<&Blob>) {
        let known = self.told_files.get(paste).map(Vec::as_slice);
        if files.iter().copied().eq(known.unwrap_or_default()) {
            return;
        }
        let list: Array = files.iter().collect();
        self.say(&array([&"files".into(), &paste.into(), &list]));
        if paste >= self.told_files.len() {
            self.told_files.resize(paste + 1, Vec::new());
        }
        if let Some(known) = self.told_files.get_mut(paste) {
            *known = files.into_iter().cloned().collect();
        }
    }

    /// Asks for the texts of the routers in a box.
    pub(super) fn ask_part(&self, paste: usize) {
        self.say(&array([&"part".into(), &paste.into()]));
    }

    /// Asks in which box a text belongs.
    pub(super) fn ask_place(&self, text: &str, file: &str) {
        self.say(&array([&"place".into(), &text.into(), &file.into()]));
    }

    /// Asks for lines of a box.
    pub(super) fn ask_lines(&self, paste: usize, first: u32, last: u32) {
        self.say(&array([
            &"lines".into(),
            &paste.into(),
            &first.into(),
            &last.into(),
        ]));
    }

    /// Tells a box's text, unless it is known.
    pub(super) fn tell(&mut self, paste: usize, text: JsString) {
        let known = self.told.get(paste);
        if known == Some(&text) {
            return;
        }
        self.say(&array([&"text".into(), &paste.into(), &text]));
        if paste >= self.told.len() {
            self.told.resize(paste + 1, JsString::from(""));
        }
        if let Some(known) = self.told.get_mut(paste) {
            *known = text;
        }
    }

    /// Whether a question may go out now; if not, it is asked later.
    pub(super) fn may_ask(&mut self) -> bool {
        self.again = self.waiting;
        !self.waiting
    }

    /// Asks; `rest` is what follows the number.
    pub(super) fn ask<const N: usize>(&mut self, rest: [&JsValue; N]) {
        self.asked += 1;
        self.waiting = true;
        let message = array([&"ask".into(), &self.asked.into()]);
        for item in rest {
            message.push(item);
        }
        self.say(&message);
    }

    /// Notes an answer: `None` when it is not the one waited for, else whether it is old already.
    pub(super) fn answered(&mut self, message: &Array) -> Option<bool> {
        if message.get(1).as_f64() != Some(f64::from(self.asked)) {
            return None;
        }
        self.waiting = false;
        Some(std::mem::take(&mut self.again))
    }

    fn say(&self, message: &Array) {
        match &self.seat {
            Seat::Free => {}
            // What can be cloned arrives; texts, numbers and files can.
            Seat::There(away) => away.worker.post_message(message).unwrap_or_default(),
            Seat::Here(clerk) => clerk.hear(message),
        }
    }

    fn here(&self) -> Seat {
        let handle = self.handle.clone();
        Seat::Here(Clerk::new(move |answer| {
            // The page is in use while this runs, so the answer comes later, as from a worker.
            let (handle, answer) = (handle.clone(), answer.clone());
            let later = Closure::once_into_js(move || handle.with(|app| app.heard(&answer)));
            gloo::utils::window().queue_microtask(later.unchecked_ref());
        }))
    }
}
