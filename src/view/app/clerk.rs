//! Turns messages into calls of the engine and its answers into messages, in the page's thread or a worker's.
//!
//! | message | answers |
//! |---|---|
//! | `text`, box, text | – |
//! | `files`, box, blobs | `progress`, box, place, part of 1, first lines; or `unreadable`, box, place |
//! | `ask`, number, language, picked pair or -1, what to take along, names, paste times, whether the JSON is wanted, filter, text to restore | `sheet`, number, bytes, JSON |
//! | `log`, JSON | `refused`, why in Japanese, in English; only where it is no log |
//! | `note`, `add`, typed texts, who decides | `log`, JSON, what became of it in Japanese, in English, who decides, whether it was added |
//! | `note`, `remove`, place; `read` or `keep`, JSON; `forget` | the same |
//! | `part`, box | `part`, box, texts |
//! | `place`, text, file name | `place`, box or -1 |
//! | `lines`, box, first, last | `lines`, box, first, lines |
//!
//! Each is an array. What is none of these is not answered: both ends are this program.
//! A question waits until all files are read.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::reader::{Reader, Step};
use crate::text::Listed;
use crate::view::codec;
use crate::view::engine::{Engine, Label, Request, View};
use crate::view::screen::Lang;
use crate::view::take::Wish;
use crate::worklog::Check;

/// Whom the clerk answers.
type Post = Rc<dyn Fn(&Array)>;

/// The engine behind its messages.
#[derive(Clone)]
pub struct Clerk {
    work: Rc<RefCell<Work>>,
    post: Post,
}

impl std::fmt::Debug for Clerk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clerk")
    }
}

#[derive(Default)]
struct Work {
    engine: Engine,
    reader: Reader,
    /// The question that waits for files.
    question: Option<Array>,
}

impl Clerk {
    /// A clerk who answers by `post`.
    pub fn new(post: impl Fn(&Array) + 'static) -> Self {
        Self {
            work: Rc::default(),
            post: Rc::new(post),
        }
    }

    /// Does what a message says.
    pub fn hear(&self, message: &Array) {
        let Ok(mut work) = self.work.try_borrow_mut() else {
            return;
        };
        work.hear(message, &self.post);
        drop(work);
        self.go_on();
    }

    /// Reads the next piece of a file, and once there is none answers the question that waits.
    fn go_on(&self) {
        let Ok(mut work) = self.work.try_borrow_mut() else {
            return;
        };
        if work.reader.is_busy() {
            return;
        }
        let clerk = self.clone();
        if work.reader.begin(move |bytes| clerk.took(bytes.as_deref())) {
            return;
        }
        if let Some(question) = work.question.take() {
            (self.post)(&work.answer(&question));
        }
    }

    fn took(&self, bytes: Option<&[u8]>) {
        if let Ok(mut work) = self.work.try_borrow_mut() {
            work.took(bytes, &self.post);
        }
        self.go_on();
    }
}

impl Work {
    fn hear(&mut self, message: &Array, post: &Post) {
        let kind = message.get(0).as_string().unwrap_or_default();
        let paste = number(message, 1).unwrap_or_default();
        match kind.as_str() {
            "text" => {
                let text = message.get(2).as_string().unwrap_or_default();
                self.engine.set_text(paste, text);
            }
            "files" => {
                let blobs: Array = message.get(2).unchecked_into();
                self.engine.cut(paste, 0);
                let blobs = blobs.iter().filter_map(|blob| blob.dyn_into().ok());
                self.reader.replace(paste, blobs.collect());
            }
            "ask" => self.question = Some(message.clone()),
            "part" => {
                let texts = self.engine.part(paste).into_iter().map(JsValue::from);
                post(&array([
                    &kind.into(),
                    &message.get(1),
                    &texts.collect::<Array>(),
                ]));
            }
            "place" => {
                let text = message.get(1).as_string().unwrap_or_default();
                let file = message.get(2).as_string().unwrap_or_default();
                let paste = self.engine.place_of(&text, &file);
                let paste = paste.map_or(JsValue::from(-1), JsValue::from);
                post(&array([&kind.into(), &paste]));
            }
            "lines" => post(&self.lines(paste, message)),
            "log" => {
                if let Err(refusal) = self.engine.set_log(&text(message, 1)) {
                    let why = refusal.text();
                    let (ja, en) = (why.ja.as_ref().into(), why.en.as_ref().into());
                    post(&array([&"refused".into(), &ja, &en]));
                }
            }
            "note" => {
                if let Some(answer) = self.note(message) {
                    post(&answer);
                }
            }
            _ => {}
        }
    }

    /// Takes a piece of the file that is being read.
    fn took(&mut self, bytes: Option<&[u8]>, post: &Post) {
        let Some((paste, place, step)) = self.reader.took(bytes, |paste| self.engine.length(paste))
        else {
            return;
        };
        let (paste_value, place) = (JsValue::from(paste), JsValue::from(place));
        match step {
            Step::Anew(length) => self.engine.cut(paste, length),
            Step::Piece { text, part, first } => {
                if first {
                    self.engine.end_line(paste);
                }
                let head = first.then(|| head(&text)).into();
                self.engine.append(paste, &text);
                post(&array([
                    &"progress".into(),
                    &paste_value,
                    &place,
                    &part.into(),
                    &head,
                ]));
            }
            Step::Unreadable => post(&array([&"unreadable".into(), &paste_value, &place])),
        }
    }

    fn answer(&mut self, message: &Array) -> Array {
        self.engine.label(labels(message));
        self.engine.analyse();
        let wanted = message.get(7).is_truthy();
        let json = wanted.then(|| self.engine.json()).flatten();
        let (filter, restore) = (text(message, 8), text(message, 9));
        let sheet = self.engine.sheet(&View {
            lang: lang(message, 2),
            picked: number(message, 3),
            filter: &filter,
            wish: Wish::read(&text(message, 4)),
            restore: &restore,
        });
        let bytes = Uint8Array::from(codec::write(&sheet.pack()).as_slice());
        let json = json.map_or(JsValue::UNDEFINED, JsValue::from);
        array([&"sheet".into(), &message.get(1), &bytes, &json])
    }

    fn note(&mut self, message: &Array) -> Option<Array> {
        let request = match text(message, 1).as_str() {
            "add" => Request::Add {
                check: Box::new(check(&message.get(2))),
                lead: text(message, 3),
            },
            "mend" => Request::Mend {
                check: Box::new(check(&message.get(2))),
                lead: text(message, 3),
                // One that another window removed meanwhile comes back.
                index: number(message, 4).unwrap_or(usize::MAX),
            },
            "remove" => Request::Remove(number(message, 2)?),
            "read" => Request::Read(text(message, 2)),
            "back" => Request::Back(text(message, 2)),
            "keep" => Request::Keep(text(message, 2)),
            "forget" => Request::Forget,
            _ => return None,
        };
        let (said, added) = self.engine.note(request);
        let log = self.engine.log();
        Some(array([
            &"log".into(),
            &log.json().into(),
            &said.ja.as_ref().into(),
            &said.en.as_ref().into(),
            &log.lead.as_str().into(),
            &added.into(),
        ]))
    }

    fn lines(&self, paste: usize, message: &Array) -> Array {
        let (first, last) = (number(message, 2), number(message, 3));
        let (first, last) = (first.unwrap_or(1), last.unwrap_or(1));
        let lines = self.engine.lines(paste, first, last);
        let lines: Array = lines.into_iter().map(JsValue::from).collect();
        array([&"lines".into(), &message.get(1), &first.into(), &lines])
    }
}

/// The first lines of a file, short, to know it by.
fn head(text: &str) -> String {
    const LINES: usize = 3;
    const WIDTH: usize = 100;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines
        .take(LINES)
        .map(|line| line.chars().take(WIDTH).collect::<String>());
    crate::text::masked(&lines.listed().join("\n"))
}

/// A check by its typed texts; those that are missing count as empty.
fn check(texts: &JsValue) -> Check {
    let texts: Array = texts.clone().dyn_into().unwrap_or_default();
    let mut check = Check::default();
    for (typed, place) in check.typed().into_iter().zip(0..) {
        *typed = text(&texts, place);
    }
    check
}

fn text(message: &Array, at: u32) -> String {
    message.get(at).as_string().unwrap_or_default()
}

pub(super) fn array<const N: usize>(items: [&JsValue; N]) -> Array {
    items.into_iter().collect()
}

pub(super) fn number(message: &Array, at: u32) -> Option<usize> {
    let number = message.get(at).as_f64().filter(|it| *it >= 0.0)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small count, checked not to be negative"
    )]
    Some(number as usize)
}

fn lang(message: &Array, at: u32) -> Lang {
    let code = message.get(at).as_string();
    code.and_then(|code| Lang::from_code(&code))
        .unwrap_or_default()
}

fn labels(message: &Array) -> Vec<Label> {
    let list = |at| -> Vec<Option<String>> {
        let list: Array = message.get(at).unchecked_into();
        list.iter().map(|item| item.as_string()).listed()
    };
    let label = |(name, captured_at): (Option<String>, Option<String>)| Label {
        name: name.unwrap_or_default(),
        captured_at,
    };
    list(5).into_iter().zip(list(6)).map(label).listed()
}

/// Whether a text holds anything but blanks; asked of the document's own string, which is not copied.
pub(super) fn is_blank(text: &JsString) -> bool {
    text.trim().length() == 0
}
