//! Turns calls from JavaScript into calls of this crate.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::Paste;
use crate::report::json;
use crate::view::{Lang, app};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("wasm.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const REPORT_TYPES: &str = include_str!("report.d.ts");

/// Makes a panic readable in the console and on every page.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        app::stopped();
    }));
}

thread_local! {
    /// The one who works in this thread, if it is a worker's.
    static CLERK: RefCell<Option<app::Clerk>> = RefCell::default();
}

/// In a worker: does what a message of the page says; each answer is given to `post`.
#[wasm_bindgen]
pub fn hear(message: &js_sys::Array, post: &js_sys::Function) {
    let clerk = CLERK.with_borrow_mut(|clerk| {
        let post = post.clone();
        let new = || {
            app::Clerk::new(move |answer| {
                // A page that does not listen any more misses nothing.
                post.call1(&JsValue::NULL, answer).unwrap_or_default();
            })
        };
        clerk.get_or_insert_with(new).clone()
    });
    clerk.hear(message);
}

/// A page that lives in an element.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Page(u32);

/// Makes an element, of a document or of a shadow root, a page.
///
/// # Errors
///
/// A `TypeError` when the element is in no document.
#[wasm_bindgen]
pub fn mount(
    root: web_sys::Element,
    #[wasm_bindgen(unchecked_param_type = "PageOptions")] options: &JsValue,
) -> Result<Page, JsValue> {
    app::mount(root, app::Options::read(options))
        .map(Page)
        .ok_or_else(|| type_error("mount: the element must be in a document"))
}

#[wasm_bindgen]
impl Page {
    /// Ends the page: it hears no events any more, and what it drew stays.
    pub fn close(&self) {
        app::close(self.0);
    }

    /// Changes the language, `ja` or `en`.
    #[wasm_bindgen(js_name = setLanguage)]
    pub fn set_language(&self, code: &str) {
        if let Some(lang) = Lang::from_code(code) {
            app::with(self.0, |page| page.set_language(lang));
        }
    }

    /// Names the sites.
    #[wasm_bindgen(js_name = setNames)]
    pub fn set_names(&self, names: Vec<String>) {
        app::with(self.0, |page| page.set_names(names));
    }

    /// Puts a text into a box, counted from 0.
    #[wasm_bindgen(js_name = setText)]
    pub fn set_text(&self, site: usize, text: &str) {
        app::with(self.0, |page| page.set_text(site, text));
    }

    /// The newest report; nothing while the boxes are empty.
    #[wasm_bindgen(unchecked_return_type = "Report | undefined")]
    pub fn report(&self) -> JsValue {
        let mut report = None;
        app::with(self.0, |page| report = page.report());
        report.unwrap_or_default()
    }
}

/// Reads what was pasted for each site and answers with the report.
///
/// # Errors
///
/// A `TypeError` that says which argument is not what it should be.
#[wasm_bindgen(unchecked_return_type = "Report")]
pub fn analyze(
    #[wasm_bindgen(unchecked_param_type = "SiteInput[]")] sites: &JsValue,
) -> Result<JsValue, JsValue> {
    if !js_sys::Array::is_array(sites) {
        return Err(type_error(
            "analyze: the argument must be an array of {text, name?, capturedAt?}",
        ));
    }
    let sites = js_sys::Array::from(sites)
        .iter()
        .enumerate()
        .map(|(index, site)| Input::read(index, &site))
        .collect::<Result<Vec<_>, _>>()?;
    let pastes: Vec<Paste<'_>> = sites.iter().map(Input::paste).collect();
    js_sys::JSON::parse(&json::render(&crate::analyze(&pastes)))
}

/// One argument as JavaScript gave it.
struct Input {
    text: String,
    name: Option<String>,
    captured_at: Option<String>,
}

impl Input {
    fn read(index: usize, site: &JsValue) -> Result<Self, JsValue> {
        if !site.is_object() {
            return Err(type_error(&format!(
                "analyze: sites[{index}] must be an object"
            )));
        }
        let text = field(index, site, "text")?
            .ok_or_else(|| type_error(&format!("analyze: sites[{index}].text is missing")))?;
        Ok(Self {
            text,
            name: field(index, site, "name")?,
            captured_at: field(index, site, "capturedAt")?,
        })
    }

    fn paste(&self) -> Paste<'_> {
        Paste {
            text: &self.text,
            name: self.name.as_deref(),
            captured_at: self.captured_at.as_deref(),
        }
    }
}

/// A string field; `undefined` and `null` count as absent.
fn field(index: usize, site: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    let value = js_sys::Reflect::get(site, &JsValue::from_str(name))?;
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let text = value.as_string();
    text.map(Some)
        .ok_or_else(|| type_error(&format!("analyze: sites[{index}].{name} must be a string")))
}

fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}
