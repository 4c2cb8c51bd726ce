//! Turns boxes and name fields of a page into texts, and lines into selections.

use js_sys::{JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, FocusOptions, HtmlElement, HtmlInputElement, HtmlTextAreaElement,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::place::Place;
use crate::text::{line_range, lines};
use crate::view::boxes::{name_id, text_id};

fn area(place: &Place, paste: usize) -> Option<HtmlTextAreaElement> {
    place.find(&text_id(paste))?.dyn_into().ok()
}

fn name_field(place: &Place, paste: usize) -> Option<HtmlInputElement> {
    place.find(&name_id(paste))?.dyn_into().ok()
}

/// What stands in a box.
pub(super) fn text(place: &Place, paste: usize) -> Option<String> {
    area(place, paste).map(|area| area.value())
}

/// What stands in the field of an id.
pub(super) fn value(place: &Place, id: &str) -> Option<String> {
    let field = place.find(id)?;
    let value = Reflect::get(&field, &JsValue::from_str("value"));
    value.ok()?.as_string()
}

/// Replaces what stands in the field of an id.
pub(super) fn set_value(place: &Place, id: &str, value: &str) {
    if let Some(field) = place.find(id) {
        // Every kind of field has this, and takes any text.
        Reflect::set(&field, &JsValue::from_str("value"), &value.into()).unwrap_or_default();
    }
}

/// What stands in a box, as the document's own string, which costs no copy.
pub(super) fn own_text(place: &Place, paste: usize) -> Option<JsString> {
    let area = area(place, paste)?;
    Reflect::get(&area, &JsValue::from_str("value"))
        .ok()?
        .dyn_into()
        .ok()
}

/// Whether everything in a box is selected, so that a paste would replace it.
pub(super) fn is_all_selected(place: &Place, paste: usize) -> bool {
    area(place, paste).is_some_and(|area| {
        let end = area.selection_end().ok().flatten();
        area.selection_start().ok().flatten() == Some(0) && end == Some(area.text_length())
    })
}

/// Whether a box's own text has a line of this number.
pub(super) fn has_line(place: &Place, paste: usize, line: u32) -> bool {
    let text = text(place, paste).unwrap_or_default();
    usize::try_from(line).is_ok_and(|line| lines(&text).count() >= line)
}

/// Replaces what stands in a box.
pub(super) fn set_text(place: &Place, paste: usize, text: &str) {
    if let Some(area) = area(place, paste) {
        area.set_value(text);
    }
}

/// What stands in a name field.
pub(super) fn name(place: &Place, paste: usize) -> Option<String> {
    name_field(place, paste).map(|field| field.value())
}

/// Replaces what stands in a name field.
pub(super) fn set_name(place: &Place, paste: usize, name: &str) {
    if let Some(field) = name_field(place, paste) {
        field.set_value(name);
    }
}

/// Gives a box's name field the focus.
pub(super) fn focus_name(place: &Place, paste: usize) {
    if let Some(field) = name_field(place, paste) {
        focus(&field);
        field.select();
    }
}

/// Which box an element is, if it is one.
pub(super) fn paste_of(element: &Element) -> Option<usize> {
    element.id().strip_prefix("paste-")?.parse().ok()
}

/// Moves the focus without scrolling.
pub(super) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // An element that cannot take the focus leaves it where it was.
        element.focus_with_options(&options).unwrap_or_default();
    }
}

/// Selects a line (from 1) of a box and brings it into view.
pub(super) fn select_line(place: &Place, paste: usize, line: u32) {
    let Some(area) = area(place, paste) else {
        return;
    };
    let text = area.value();
    let Some(range) = line_range(&text, line) else {
        return;
    };
    let before = text.get(..range.start).unwrap_or_default();
    let start = units(before);
    let end = start + units(text.get(range).unwrap_or_default());
    focus(&area);
    // The range lies within the value that was just read.
    area.set_selection_range(start, end).unwrap_or_default();
    // Lines do not wrap, so each that a text box shows has the same share of the height.
    let shown = |text: &str| text.matches('\n').count();
    let above = u32::try_from(shown(before)).unwrap_or_default();
    let count = u32::try_from(shown(&text) + 1).unwrap_or(u32::MAX);
    let share = f64::from(area.scroll_height()) / f64::from(count);
    let top = share * f64::from(above) - f64::from(area.client_height()) / 3.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a scroll position in pixels"
    )]
    area.set_scroll_top(top.max(0.0) as i32);
    area.set_scroll_left(0);
    show(&area, ScrollLogicalPosition::Center);
}

/// Scrolls an element to a place of the window.
pub(super) fn show(element: &Element, block: ScrollLogicalPosition) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(block);
    options.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// How long a text is in UTF-16 units, the way the document counts.
fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}
