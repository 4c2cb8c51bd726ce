//! Turns a text of the page into a file that the browser saves; nothing is sent anywhere.

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::App;

/// How long the browser may take to begin with the file.
const BEGUN_MS: u32 = 60_000;

impl App {
    /// Saves what stands in an element; does nothing where there is no such element.
    pub(super) fn save(&self, from: &str, name: &str) -> Option<()> {
        let text = self.place.find(from)?.text_content()?;
        let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
        let address = Url::create_object_url_with_blob(&blob).ok()?;
        let link = self.place.document.create_element("a").ok()?;
        let link: HtmlAnchorElement = link.dyn_into().ok()?;
        link.set_href(&address);
        link.set_download(name);
        link.click();
        let done = Timeout::new(BEGUN_MS, move || {
            Url::revoke_object_url(&address).unwrap_or_default();
        });
        done.forget();
        Some(())
    }
}
