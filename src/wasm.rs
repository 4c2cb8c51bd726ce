//! Turns calls from JavaScript into calls of this crate.

use wasm_bindgen::prelude::*;

use crate::Paste;
use crate::report::json;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("wasm.d.ts");

/// Makes a panic readable in the console and on the page, and starts the page if this is it.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        crate::view::app::stopped();
    }));
    crate::view::app::start();
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
