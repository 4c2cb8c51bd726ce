//! Turns a text into the clipboard's content, also where the page has no secure origin.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlDocument, HtmlTextAreaElement};

use super::place::Place;
use super::{App, field};
use crate::view::words;

impl App {
    /// Copies a text; the pressed button then says so.
    pub(super) fn copy(&mut self, text: &str) {
        let Some(clipboard) = clipboard() else {
            return self.copy_by_selection(text);
        };
        let kept = text.to_owned();
        // The app is in use while this runs, so the answer always comes later.
        let handle = self.handle.clone();
        let yes = Closure::new(move |_| handle.with(App::copied));
        let handle = self.handle.clone();
        let no = Closure::new(move |_| handle.with(|app| app.copy_by_selection(&kept)));
        let promise = clipboard.write_text(text);
        // Both ways out are handled by the two closures; the new promise says nothing more.
        drop(promise.then2(&yes, &no));
        self.copying = vec![yes, no];
    }

    /// The older way, for `http:` and `file:` pages.
    fn copy_by_selection(&mut self, text: &str) {
        if select_and_copy(&self.place, text).unwrap_or(false) {
            self.copied();
        } else {
            self.notice(Some(words::COPY_FAILED));
        }
    }
}

/// The clipboard, where the browser lets this page have it.
fn clipboard() -> Option<web_sys::Clipboard> {
    let navigator = web_sys::window()?.navigator();
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    clipboard.is_object().then(|| clipboard.unchecked_into())
}

fn select_and_copy(place: &Place, text: &str) -> Option<bool> {
    let focused = place.active();
    let document = &place.document;
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_class_name("hidden");
    area.set_value(text);
    place.page.append_child(&area).ok()?;
    area.select();
    let done = document
        .dyn_ref::<HtmlDocument>()?
        .exec_command("copy")
        .unwrap_or(false);
    area.remove();
    if let Some(focused) = focused {
        field::focus(&focused);
    }
    Some(done)
}
