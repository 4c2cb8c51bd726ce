//! Turns an element of some document or shadow root into the place where one page lives.
//!
//! Nothing is looked up outside of it, so that several pages in one document do not meet.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlDetailsElement, HtmlInputElement, ShadowRoot};

use super::field;

/// Where one page lives.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The document that makes its elements.
    pub(super) document: Document,
    /// The element that holds the whole page.
    pub(super) page: Element,
    /// What carries the marks for style sheets and programs: the shadow root's host, else `html`.
    pub(super) host: Element,
}

impl Place {
    /// The place of an element that is in a document; elsewhere there is none.
    pub(super) fn of(page: Element) -> Option<Self> {
        let document = page.owner_document()?;
        let host = match page.get_root_node().dyn_into::<ShadowRoot>() {
            Ok(shadow) => shadow.host(),
            Err(_) => document.document_element()?,
        };
        Some(Self {
            document,
            page,
            host,
        })
    }

    /// The element of an id; ids are our own and need no escaping.
    pub(super) fn find(&self, id: &str) -> Option<Element> {
        self.page.query_selector(&format!("#{id}")).ok()?
    }

    /// What stands in a field; nothing where there is none.
    pub(super) fn value(&self, id: &str) -> String {
        let field = self.find(id).and_then(|it| it.dyn_into().ok());
        field.map_or_else(String::new, |it: HtmlInputElement| it.value())
    }

    /// What has the focus: within the shadow root, where there is one, else in the document.
    pub(super) fn active(&self) -> Option<Element> {
        // Documents and shadow roots have it by the same name, and no type in common.
        let root = self.page.get_root_node();
        js_sys::Reflect::get(&root, &JsValue::from_str("activeElement"))
            .ok()?
            .dyn_into()
            .ok()
    }

    /// Sets a mark on the host.
    pub(super) fn mark(&self, name: &str, value: &str) {
        // Our own names are valid.
        self.host.set_attribute(name, value).unwrap_or_default();
    }

    /// Takes a mark off the host.
    pub(super) fn unmark(&self, name: &str) {
        self.host.remove_attribute(name).unwrap_or_default();
    }

    /// Brings an element into view and gives it the focus, opening the folds around it.
    ///
    /// In a shadow root a link to a fragment leads nowhere, and the host's address is not ours to change.
    pub(super) fn go_to(&self, id: &str) {
        let Some(target) = self.find(id) else { return };
        let mut around = Some(target.clone());
        while let Some(element) = around {
            if let Some(fold) = element.dyn_ref::<HtmlDetailsElement>() {
                fold.set_open(true);
            }
            around = element.parent_element();
        }
        target.scroll_into_view();
        field::focus(&target);
    }
}
