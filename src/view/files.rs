//! Turns the files that stand beside a box's text, and the lines shown of them, into what is seen below it.

use super::action::Action;
use super::node::{Element, Tag, el};
use super::parts::{self, button};
use super::screen::{Chip, Excerpt, Screen, Slot};
use super::words;

/// The id of the lines that are shown of a box's files.
pub fn excerpt_id(paste: usize) -> String {
    format!("excerpt-{paste}")
}

/// The files of one box, and the lines around the one that was asked for.
pub fn part(slot: &Slot, paste: usize, screen: &Screen<'_>) -> Element {
    let chips = slot.files.iter().zip(0..);
    let excerpt = screen.excerpt.filter(|it| it.paste == paste);
    el(Tag::Div)
        .class("files")
        .keyed("files")
        .all(chips.map(|(chip, place)| self::chip(chip, paste, place, screen)))
        .maybe(excerpt.map(|it| self::excerpt(it, screen)))
}

fn chip(chip: &Chip, paste: usize, place: usize, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let name = match &chip.name {
        Some(name) => name.clone(),
        None => words::PASTED_TEXT.to(lang).to_owned(),
    };
    let (state, drop) = match chip.read {
        Some(part) => (words::with::reading(part, lang), words::STOP_READING),
        None => (words::with::size(chip.size), words::REMOVE_FILE),
    };
    let remove = button(drop.to(lang), &Action::RemoveFile { paste, place })
        .aria_label(words::with::named(drop.to(lang), &name, lang));
    el(Tag::Div)
        .class("file")
        .keyed(format!("file-{place}"))
        .with(el(Tag::Strong).text(name))
        .with(el(Tag::Span).class("hint").text(state))
        .with(remove)
        .maybe((!chip.head.is_empty()).then(|| {
            el(Tag::Pre)
                .class("file-head")
                .with(parts::code(chip.head.clone()))
        }))
}

/// A few numbered lines, the one that was asked for marked.
fn excerpt(excerpt: &Excerpt, screen: &Screen<'_>) -> Element {
    let lines = excerpt.lines.iter().zip(excerpt.first..);
    let lines = lines.map(|(line, number)| {
        let row = el(Tag::Li)
            .with(el(Tag::Span).class("where").text(number.to_string()))
            .with(parts::code(line.clone()));
        if number == excerpt.line {
            row.class("asked")
        } else {
            row
        }
    });
    el(Tag::Div)
        .class("excerpt")
        .id(excerpt_id(excerpt.paste))
        .role("region")
        .aria_label(words::with::line_number(excerpt.line, screen.lang))
        .focusable()
        .with(el(Tag::Ol).all(lines))
}
