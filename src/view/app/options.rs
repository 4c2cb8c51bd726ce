//! Turns what a host says about its page, a JavaScript object, into options; wrong kinds count as not said.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use crate::text::Listed;
use crate::view::screen::Lang;

/// What a host may say about its page.
#[derive(Debug, Default)]
pub struct Options {
    /// `whole`: the document is this page and nothing else.
    pub whole: bool,
    /// `lang`: the language to begin with.
    pub lang: Option<Lang>,
    /// `names`: what the sites are called until the reader changes it.
    pub names: Vec<String>,
    /// `startWorker`: gives back a worker that runs `hear`, or throws where there can be none.
    pub start_worker: Option<js_sys::Function>,
    /// `onReport`: called with each new report.
    pub on_report: Option<js_sys::Function>,
}

impl Options {
    /// Reads the object; `undefined` says nothing.
    pub fn read(value: &JsValue) -> Self {
        let field = |name: &str| Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default();
        Self {
            whole: field("whole").is_truthy(),
            lang: field("lang")
                .as_string()
                .and_then(|code| Lang::from_code(&code)),
            names: names(&field("names")),
            start_worker: field("startWorker").dyn_into().ok(),
            on_report: field("onReport").dyn_into().ok(),
        }
    }
}

/// A list of names; what is no text counts as an empty one.
fn names(value: &JsValue) -> Vec<String> {
    if !js_sys::Array::is_array(value) {
        return Vec::new();
    }
    let list = js_sys::Array::from(value);
    list.iter()
        .map(|name| name.as_string().unwrap_or_default())
        .listed()
}
