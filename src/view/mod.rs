//! Turns a report into the nodes of the page.
//!
//! Everything but `app` and `mount` is pure: a [`Screen`] in, nodes out, tested on the host.
//! What a router printed becomes text nodes and attribute values only, never markup.

pub mod action;
pub mod answer;
pub mod boxes;
pub mod codec;
pub mod commands;
pub mod drawing;
pub mod engine;
pub mod examples;
pub mod files;
pub mod findings;
pub mod frame;
pub mod ladder;
pub mod node;
pub mod order;
pub mod pairing;
pub mod parts;
pub mod screen;
pub mod settings;
pub mod shape;
pub mod sheet;
pub mod sorting;
pub mod svg;
pub mod timeline;
pub mod words;

#[cfg(target_family = "wasm")]
pub mod app;
#[cfg(target_family = "wasm")]
mod mount;

#[cfg(test)]
mod canned;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod print;
#[cfg(test)]
mod tests;

pub use action::Action;
pub use engine::Engine;
pub use node::{Element, Node, Tag};
pub use screen::{Lang, Screen, Slot};
pub use sheet::Sheet;

use node::el;

/// The whole page with its answer.
pub fn page(screen: &Screen<'_>) -> Element {
    framed(screen, &Sheet::of(screen))
}

/// The page around parts that were made already; it asks no report itself.
pub fn framed(screen: &Screen<'_>, sheet: &Sheet) -> Element {
    el(Tag::Div)
        .id("page")
        .lang(screen.lang.code())
        .with(frame::notice(screen))
        .with(frame::header(screen))
        .with(
            el(Tag::Main)
                .with(frame::hero(screen))
                .with(sheet.commands())
                .with(boxes::section(screen, sheet))
                .with(sheet.glance())
                .with(sheet.answer()),
        )
        .with(frame::footer(screen))
}
