//! Turns messages into calls of the engine and its answers into messages, in the page's thread or a worker's.
//!
//! | message | answer |
//! |---|---|
//! | `text`, box, text | – |
//! | `ask`, number, language, picked pair or -1, whether JSON is shown, names, paste times | `sheet`, number, bytes, JSON |
//!
//! Each is an array. What is none of these is not answered: both ends are this program.

use js_sys::{Array, JSON, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::text::Listed;
use crate::view::codec;
use crate::view::engine::{Engine, Label, View};
use crate::view::screen::Lang;

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
            _ => None,
        }
    }

    fn answer(&mut self, message: &Array) -> Array {
        self.engine.label(labels(message));
        self.engine.analyse();
        let json = self.engine.json();
        let open = message.get(4).is_truthy();
        let laid_out = json.as_deref().filter(|_| open).and_then(lay_out);
        let sheet = self.engine.sheet(&View {
            lang: lang(message, 2),
            picked: number(message, 3),
            json: laid_out.as_deref(),
        });
        let bytes = Uint8Array::from(codec::write(&sheet.pack()).as_slice());
        let json = json.map_or(JsValue::UNDEFINED, JsValue::from);
        array([&"sheet".into(), &message.get(1), &bytes, &json])
    }
}

/// JSON on many lines, for people.
pub(super) fn lay_out(json: &str) -> Option<String> {
    let plain = JSON::parse(json).ok()?;
    let two = JsValue::from_f64(2.0);
    let text = JSON::stringify_with_replacer_and_space(&plain, &JsValue::NULL, &two);
    text.ok().map(String::from)
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
