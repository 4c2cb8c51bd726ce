//! Turns events of the document into calls of the app.

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    ClipboardEvent, DragEvent, Element, Event, HtmlDetailsElement, HtmlInputElement,
    IntersectionObserver, IntersectionObserverEntry, KeyboardEvent, ScrollLogicalPosition,
};

use super::place::Place;
use super::{App, Handle, field};
use crate::view::action::Action;
use crate::view::take::FOLD;
use crate::view::worklog::FILE;

/// All listeners of a page; they live as long as the list.
pub(super) fn all(root: &Element, handle: &Handle) -> Vec<EventListener> {
    // Seen on the way down: `toggle` does not bubble, and a drop must be kept from opening the file.
    let on = |name: &'static str, on: fn(&Handle, &Event)| {
        let options = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: false,
        };
        let handle = handle.clone();
        EventListener::new_with_options(root, name, options, move |event| on(&handle, event))
    };
    vec![
        on("click", on_click),
        on("input", on_input),
        on("change", on_change),
        on("paste", on_paste),
        on("keydown", on_key),
        on("keyup", on_key_up),
        on("toggle", on_toggle),
        on("dragover", on_drag_over),
        on("dragleave", on_drag_leave),
        on("drop", |handle, event| {
            with_drag(handle, event, App::drop_files);
        }),
    ]
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn on_click(handle: &Handle, event: &Event) {
    let Some(target) = target(event) else { return };
    let within = |selector: &str| target.closest(selector).ok().flatten();
    let button = within("[data-do]");
    let action = button
        .as_ref()
        .and_then(|button| button.get_attribute("data-do"))
        .and_then(|value| Action::read(&value));
    let menu = within("details.menu");
    let leads = within("a[href^='#']").and_then(|link| link.get_attribute("href"));
    if leads.is_some() {
        event.prevent_default();
    }
    handle.with(|app| {
        app.close_menus(menu.as_ref(), false);
        if let Some(action) = action {
            app.pressed = button;
            app.act(action);
        }
        if let Some(id) = leads.as_deref().and_then(|href| href.strip_prefix('#')) {
            app.place.go_to(id);
        }
    });
}

fn on_input(handle: &Handle, event: &Event) {
    let target = target(event);
    // What is typed into the log's form is read when it is added.
    if target
        .as_ref()
        .is_some_and(|it| it.id().starts_with("log-"))
    {
        return;
    }
    let paste = target.and_then(|target| field::paste_of(&target));
    handle.with(|app| {
        if let Some(paste) = paste
            && app.text(paste).is_empty()
            && let Some(state) = app.boxes.get_mut(paste)
        {
            state.captured_at = None;
        }
        app.ask_soon();
    });
}

fn on_change(handle: &Handle, event: &Event) {
    if target(event).is_some_and(|it| it.id() == FILE) {
        handle.with(App::log_read);
    }
    let chooser = target(event).filter(|it| it.id() == "choose");
    if let Some(chooser) = chooser.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
        handle.with(|app| app.take_files(chooser.files(), None));
        // So that the same file can be chosen again.
        chooser.set_value("");
    }
}

/// A real paste dates the box; typing, examples and files do not.
fn on_paste(handle: &Handle, event: &Event) {
    let Some(paste) = target(event).and_then(|target| field::paste_of(&target)) else {
        return;
    };
    let data = event.dyn_ref::<ClipboardEvent>();
    let data = data.and_then(ClipboardEvent::clipboard_data);
    handle.with(|app| {
        if let Some(state) = app.boxes.get_mut(paste) {
            state.captured_at = js_sys::Date::new_0().to_iso_string().as_string();
        }
        if data.is_some_and(|data| app.take_paste(paste, &data)) {
            event.prevent_default();
        }
    });
}

fn on_key(handle: &Handle, event: &Event) {
    if is_key(event, "Escape") {
        handle.with(|app| app.close_menus(None, true));
    }
}

/// What Tab led to comes out from under what floats; browsers alone do not see to that for all elements.
fn on_key_up(handle: &Handle, event: &Event) {
    if is_key(event, "Tab") {
        handle.with(|app| {
            if let Some(focused) = app.place.active() {
                field::show(&focused, ScrollLogicalPosition::Nearest);
            }
        });
    }
}

fn is_key(event: &Event, name: &str) -> bool {
    let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
    key.as_deref() == Some(name)
}

/// What is taken along is made only while its fold is open.
fn on_toggle(handle: &Handle, event: &Event) {
    let fold = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlDetailsElement>().ok());
    let Some(fold) = fold.filter(|fold| fold.id() == FOLD) else {
        return;
    };
    handle.with(|app| {
        app.taking = fold.open();
        app.ask();
    });
}

fn on_drag_over(handle: &Handle, event: &Event) {
    let brings_files = |event: &DragEvent| {
        event.data_transfer().is_some_and(|data| {
            data.types()
                .iter()
                .any(|kind| kind.as_string().as_deref() == Some("Files"))
        })
    };
    if event.dyn_ref::<DragEvent>().is_some_and(brings_files) {
        event.prevent_default();
        handle.with(|app| app.place.mark("data-drop", ""));
    }
}

/// Leaving for another element of the page is no leaving.
fn on_drag_leave(handle: &Handle, event: &Event) {
    let to = event
        .dyn_ref::<DragEvent>()
        .and_then(|it| it.related_target());
    if to.is_none() {
        handle.with(|app| app.place.unmark("data-drop"));
    }
}

fn with_drag(handle: &Handle, event: &Event, work: fn(&mut App, &DragEvent)) {
    if let Some(event) = event.dyn_ref::<DragEvent>() {
        handle.with(|app| {
            app.place.unmark("data-drop");
            work(app, event);
        });
    }
}

/// Notes on the page's host whether the section with the verdict is in view, for the style sheet.
#[derive(Debug)]
pub(super) struct Watch {
    observer: IntersectionObserver,
    _on_change: Closure<dyn FnMut(js_sys::Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Watches that section, in browsers that can. Once it begins, what floats has nothing left to say, and
/// where it would rest it would cover what stands above.
pub(super) fn watch(place: &Place) -> Option<Watch> {
    let answer = place.page.query_selector("#answer").ok()??;
    let place = place.clone();
    let on_change = Closure::new(move |entries: js_sys::Array| {
        let newest = entries.iter().last();
        let seen = newest
            .and_then(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok())
            .is_some_and(|entry| entry.is_intersecting());
        let value = if seen { "seen" } else { "away" };
        place.mark("data-answer", value);
    });
    let observer = IntersectionObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
    observer.observe(&answer);
    Some(Watch {
        observer,
        _on_change: on_change,
    })
}
