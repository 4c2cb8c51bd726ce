//! Turns a command, a name or a state into the small pieces that every part of the page uses.

use super::action::Action;
use super::node::{Element, Tag, el};
use super::screen::Screen;
use super::shape::{self, Tone};
use super::words::{self, Say};
use crate::report::{Letter, SaState};

/// A button with a text.
pub fn button(text: impl Into<String>, action: &Action) -> Element {
    el(Tag::Button)
        .set("type", "button")
        .does(action)
        .text(text)
}

/// A button that copies; the running page lets it say so for a moment.
pub fn copy_button(
    action: &Action,
    label: Say,
    name: Option<&str>,
    screen: &Screen<'_>,
) -> Element {
    let button = button(label.to(screen.lang), action)
        .class("copy")
        .class("ready");
    match name {
        Some(name) => button.aria_label(words::with::copy(name, screen.lang)),
        None => button,
    }
}

/// A command to run, with its copy button.
pub fn command(line: &str, screen: &Screen<'_>) -> Element {
    let action = Action::Copy(line.to_owned());
    el(Tag::Span)
        .class("command")
        .with(code(line))
        .with(copy_button(&action, words::COPY, Some(line), screen))
}

/// Text of a router.
pub fn code(text: impl Into<String>) -> Element {
    el(Tag::Code).text(text)
}

/// What stands in place of an SA: only where both ends were read is there none.
pub const fn no_sa(state: SaState, pasted: bool) -> Say {
    match state {
        _ if !pasted => words::NOT_PASTED,
        SaState::Unverifiable => words::SA_UNKNOWN,
        SaState::Matched | SaState::Mismatched | SaState::OneSided => words::NO_SA,
    }
}

/// The button for the most telling answer of all: none.
pub fn ran_empty(paste: usize, command: &str, screen: &Screen<'_>) -> Element {
    let name = screen
        .slots
        .get(paste)
        .map_or("", |slot| slot.name.as_str());
    button(
        words::RAN_EMPTY.to(screen.lang),
        &Action::Empty {
            paste,
            command: command.to_owned(),
        },
    )
    .class("quiet")
    .aria_label(words::with::ran_empty(name, command, screen.lang))
}

/// A site's name.
pub fn name(letter: Letter, screen: &Screen<'_>) -> Element {
    el(Tag::Strong).class("site").text(screen.name(letter))
}

/// A state's sign and word.
pub fn state(tone: Tone, word: Say, screen: &Screen<'_>) -> Element {
    el(Tag::Span)
        .class("state")
        .class(tone.class())
        .with(shape::sign(tone))
        .with(el(Tag::Span).text(word.to(screen.lang)))
}

/// A small calm tag.
pub fn tag(word: Say, screen: &Screen<'_>) -> Element {
    el(Tag::Span).class("tag").text(word.to(screen.lang))
}

/// A fold with its heading; `key` keeps it open while the page changes.
pub fn fold(key: impl Into<String>, heading: impl Into<String>) -> Element {
    el(Tag::Details)
        .keyed(key.into())
        .with(el(Tag::Summary).text(heading))
}

/// A section with its heading and number.
pub fn section(
    id: &'static str,
    number: &'static str,
    heading: Say,
    screen: &Screen<'_>,
) -> Element {
    el(Tag::Section)
        .class("step")
        .id(id)
        .labelled_by(format!("{id}-title"))
        .with(
            el(Tag::H2)
                .id(format!("{id}-title"))
                .with(el(Tag::Span).class("number").decorative().text(number))
                .text(heading.to(screen.lang)),
        )
}

/// A table heading cell.
pub fn th(text: impl Into<String>) -> Element {
    el(Tag::Th).scope("col").text(text)
}

/// A table cell.
pub fn td() -> Element {
    el(Tag::Td)
}

/// A box that scrolls sideways or down when its content is too large.
pub fn scroller(label: Say, screen: &Screen<'_>) -> Element {
    el(Tag::Div)
        .class("scroller")
        .role("region")
        .aria_label(label.to(screen.lang))
        .focusable()
}
