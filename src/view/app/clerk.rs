//! Turns messages into calls of the engine and its answers into messages, in the page's thread or a worker's.
//!
//! | message | answer |
//! |---|---|
//! | `text`, box, text | – |
//! | `ask`, number, language, picked pair or -1, what to take along, names, paste times, text to restore | `sheet`, number, bytes, JSON |
//! | `log`, JSON | `refused`, why in Japanese, in English; only where it is no log |
//! | `note`, `add`, typed texts, who decides | `log`, JSON, what became of it in Japanese, in English, who decides, whether it was added |
//! | `note`, `remove`, place; `read` or `keep`, JSON; `forget` | the same |
//!
//! Each is an array. What is none of these is not answered: both ends are this program.

use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::text::Listed;
use crate::view::codec;
use crate::view::engine::{Engine, Label, Request, View};
use crate::view::screen::Lang;
use crate::view::take::Wish;
use crate::worklog::Check;

/// The engine behind its messages.
#[derive(Debug, Default)]
pub struct Clerk {
    engine: Engine,
}

impl Clerk {
    /// Does what a message says; the answer, where there is one.
    pub fn hear(&mut self, message: &Array) -> Option<Array> {
        match message.get(0).as_string()?.as_str() {
            "text" => {
                let paste = number(message, 1)?;
                self.engine.set_text(paste, message.get(2).as_string()?);
                None
            }
            "ask" => Some(self.answer(message)),
            "log" => {
                let refusal = self.engine.set_log(&text(message, 1)).err()?.text();
                let (ja, en) = (refusal.ja.as_ref().into(), refusal.en.as_ref().into());
                Some(array([&"refused".into(), &ja, &en]))
            }
            "note" => self.note(message),
            _ => None,
        }
    }

    fn note(&mut self, message: &Array) -> Option<Array> {
        let request = match text(message, 1).as_str() {
            "add" => Request::Add {
                check: Box::new(check(&message.get(2))),
                lead: text(message, 3),
            },
            "remove" => Request::Remove(number(message, 2)?),
            "read" => Request::Read(text(message, 2)),
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

    fn answer(&mut self, message: &Array) -> Array {
        self.engine.label(labels(message));
        self.engine.analyse();
        let json = self.engine.json();
        let sheet = self.engine.sheet(&View {
            lang: lang(message, 2),
            picked: number(message, 3),
            wish: Wish::read(&text(message, 4)),
            restore: &text(message, 7),
        });
        let bytes = Uint8Array::from(codec::write(&sheet.pack()).as_slice());
        let json = json.map_or(JsValue::UNDEFINED, JsValue::from);
        array([&"sheet".into(), &message.get(1), &bytes, &json])
    }
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
