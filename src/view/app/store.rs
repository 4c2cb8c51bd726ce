//! Turns the little that may outlast a page into what the browser stores, and back.
//!
//! Nothing else in this program stores anything.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

use crate::view::screen::Lang;

const LANG: &str = "lang";
const LOG: &str = "worklog";

/// What the browser lets this page store in; some let none.
pub(super) fn open() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The language that was chosen last.
pub(super) fn language() -> Option<Lang> {
    Lang::from_code(&open()?.get_item(LANG).ok()??)
}

/// Keeps the language. A browser that stores nothing forgets it; the page works all the same.
pub(super) fn keep_language(lang: Lang) {
    if let Some(storage) = open() {
        storage.set_item(LANG, lang.code()).unwrap_or_default();
    }
}

/// The log as JSON.
pub(super) fn kept(storage: &Storage) -> Option<JsString> {
    let text = storage.get_item(LOG).ok()??;
    JsValue::from(text).dyn_into().ok()
}

/// Keeps the log; says whether there was room.
pub(super) fn keep(storage: &Storage, json: &JsString) -> bool {
    storage.set_item(LOG, &String::from(json)).is_ok()
}

/// Removes the log.
pub(super) fn forget(storage: &Storage) {
    // What is not there need not be removed.
    storage.remove_item(LOG).unwrap_or_default();
}
