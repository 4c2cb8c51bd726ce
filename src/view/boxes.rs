//! Turns the two boxes and what was recognised in them into the second section.

use super::action::Action;
use super::examples::EXAMPLES;
use super::files;
use super::node::{Element, Tag, el};
use super::parts::{self, button, fold};
use super::screen::{Screen, Slot};
use super::shape::{self, Tone, output_sign};
use super::sheet::Sheet;
use super::words;
use crate::report::{Letter, Output, OutputState, Site};
use crate::text::Listed;

/// As many sites as letters.
pub const MOST_BOXES: usize = 26;

/// How many routers of one box are listed before the rest folds away.
const SITES_SHOWN: usize = 2;

/// The id of a box's text area.
pub fn text_id(paste: usize) -> String {
    format!("paste-{paste}")
}

/// The id of a box's name field.
pub fn name_id(paste: usize) -> String {
    format!("name-{paste}")
}

/// The id of what is said under a box.
pub fn note_id(paste: usize) -> String {
    format!("{}-note", text_id(paste))
}

/// The id of a site's list of unread lines.
pub fn unread_id(site: &Site) -> String {
    format!("unread-{}", site.side)
}

/// The section.
pub fn section(screen: &Screen<'_>, sheet: &Sheet) -> Element {
    let boxes = screen
        .slots
        .iter()
        .zip(0..)
        .map(|(slot, paste)| paste_box(slot, paste, screen, sheet));
    parts::section("paste", "2", words::PASTE, screen)
        .with(
            el(Tag::Div)
                .class("intro")
                .with(el(Tag::P).text(words::PASTE_HINT.to(screen.lang)))
                .with(tools(screen)),
        )
        .with(
            el(Tag::P).class("busy").role("status").maybe(
                screen
                    .busy
                    .then(|| el(Tag::Span).text(words::BUSY.to(screen.lang))),
            ),
        )
        .with(el(Tag::Div).class("boxes").all(boxes))
        .with(
            el(Tag::Div).class("more-sites").with(
                button(words::ADD_SITE.to(screen.lang), &Action::AddBox)
                    .class("link")
                    .disabled(screen.slots.len() >= MOST_BOXES),
            ),
        )
}

/// What can be done with one box of many.
fn box_tools(paste: usize, slot: &Slot, screen: &Screen<'_>) -> Option<Element> {
    let lang = screen.lang;
    let shift = (paste > 0).then(|| {
        button("⇄", &Action::Shift(paste)).aria_label(words::with::named(
            words::SHIFT.to(lang),
            &slot.name,
            lang,
        ))
    });
    let remove = button("✕", &Action::RemoveBox(paste)).aria_label(words::with::named(
        words::REMOVE_SITE.to(lang),
        &slot.name,
        lang,
    ));
    (screen.slots.len() > 2).then(|| el(Tag::Span).class("box-tools").maybe(shift).with(remove))
}

fn tools(screen: &Screen<'_>) -> Element {
    let filled = screen.slots.iter().any(|slot| slot.filled);
    let undo = screen
        .undo
        .then(|| button(words::UNDO.to(screen.lang), &Action::Undo));
    el(Tag::Div)
        .class("tools")
        .with(choose(screen))
        .with(examples(screen))
        .maybe((screen.slots.len() == 2).then(|| {
            el(Tag::Button)
                .set("type", "button")
                .does(&Action::Swap)
                .disabled(!filled)
                .with(el(Tag::Span).decorative().text("⇄ "))
                .text(words::SWAP.to(screen.lang))
        }))
        .with(button(words::CLEAR.to(screen.lang), &Action::Clear).disabled(!filled))
        .maybe(undo)
}

/// Opens the browser's dialogue for files; a label, so that no program need press it.
fn choose(screen: &Screen<'_>) -> Element {
    el(Tag::Label)
        .class("button")
        .with(
            el(Tag::Input)
                .class("hidden")
                .id("choose")
                .set("type", "file")
                .set("multiple", ""),
        )
        .with(el(Tag::Span).text(words::CHOOSE.to(screen.lang)))
}

fn examples(screen: &Screen<'_>) -> Element {
    let items = EXAMPLES.iter().zip(0..).map(|(example, number)| {
        el(Tag::Li).with(button(
            example.title.to(screen.lang),
            &Action::Example(number),
        ))
    });
    fold("examples", words::EXAMPLES.to(screen.lang))
        .class("menu")
        .with(el(Tag::Ul).all(items))
}

fn paste_box(slot: &Slot, paste: usize, screen: &Screen<'_>, sheet: &Sheet) -> Element {
    let id = text_id(paste);
    let note = note_id(paste);
    let letter = Letter(u16::try_from(paste).unwrap_or_default());
    el(Tag::Div)
        .class("box")
        .keyed(format!("box-{paste}"))
        .with(
            el(Tag::Div)
                .class("head")
                .with(
                    el(Tag::Span)
                        .class("letter")
                        .decorative()
                        .text(letter.to_string()),
                )
                .with(
                    el(Tag::Label)
                        .class("hidden")
                        .labels(name_id(paste))
                        .text(format!("{} {letter}", words::SITE_NAME.to(screen.lang))),
                )
                .with(
                    el(Tag::Input)
                        .id(name_id(paste))
                        .set("type", "text")
                        .set("autocomplete", "off")
                        .set("maxlength", "40")
                        .value_at_first(slot.name.clone()),
                )
                .maybe(sheet.model(paste))
                .maybe(box_tools(paste, slot, screen)),
        )
        .with(
            el(Tag::Label)
                .class("hidden")
                .labels(id.clone())
                .text(words::with::box_label(&slot.name, screen.lang)),
        )
        .with(
            el(Tag::Textarea)
                .id(id)
                .set("rows", "9")
                .set("wrap", "off")
                .set("spellcheck", "false")
                .set("autocapitalize", "off")
                .set("autocomplete", "off")
                .described_by(note.clone())
                .placeholder(words::with::box_hint(&slot.name, screen.lang)),
        )
        .with(files::part(slot, paste, screen))
        .maybe(sheet.under(paste))
}

/// What stands beside a box's name: model and revision of its router.
pub fn model(paste: usize, screen: &Screen<'_>) -> Element {
    el(Tag::Span).class("model").text(models(paste, screen))
}

/// What stands under a box: what was recognised, mended and not understood.
pub fn under(paste: usize, screen: &Screen<'_>) -> Element {
    el(Tag::Div)
        .class("under")
        .id(note_id(paste))
        .focus_target()
        .maybe(parting(paste, screen))
        .all(recognised(paste, screen))
}

fn models(paste: usize, screen: &Screen<'_>) -> String {
    let sites: Vec<&Site> = screen.sites_of(paste).listed();
    if sites.len() > SITES_SHOWN {
        return words::with::routers(sites.len(), screen.lang);
    }
    let said = sites.into_iter().filter_map(|site| {
        let model = site.model.as_deref()?;
        let revision = site.revision.as_deref();
        Some(revision.map_or_else(|| model.to_owned(), |rev| format!("{model} Rev.{rev}")))
    });
    said.listed().join(" / ")
}

/// Offers a box of its own to each router of a box, where that can be done.
fn parting(paste: usize, screen: &Screen<'_>) -> Option<Element> {
    let count = screen.sites_of(paste).count();
    let from_files = screen
        .slots
        .get(paste)
        .is_some_and(|it| !it.files.is_empty());
    (count > 1 && !from_files).then(|| {
        el(Tag::P)
            .class("offer")
            .with(el(Tag::Span).text(words::with::routers_in_one(count, screen.lang)))
            .with(button(words::PART.to(screen.lang), &Action::Part(paste)))
    })
}

/// One list per router in the box; where there are many, the rest folds away.
fn recognised(paste: usize, screen: &Screen<'_>) -> Vec<Element> {
    let mut lists: Vec<Element> = screen
        .sites_of(paste)
        .map(|site| of_site(site, screen))
        .listed();
    let rest = lists.split_off(lists.len().min(SITES_SHOWN));
    if !rest.is_empty() {
        let heading = words::with::routers(rest.len(), screen.lang);
        lists.push(fold("more-sites", heading).all(rest));
    }
    lists
}

/// What was recognised, mended and not understood in one site's text.
fn of_site(site: &Site, screen: &Screen<'_>) -> Element {
    let chips = site.outputs.iter().map(|output| chip(output, screen));
    let repairs = site.repairs.iter().map(|repair| {
        el(Tag::Li).class("repair").text(words::with::repair(
            repair.kind,
            repair.count,
            screen.lang,
        ))
    });
    let unread = (!site.unread.is_empty()).then(|| {
        let id = unread_id(site);
        el(Tag::Li).class("unread").with(
            el(Tag::A)
                .href(&id)
                .does(&Action::Unfold(id))
                .text(words::with::unread(site.unread.len(), screen.lang)),
        )
    });
    el(Tag::Ul)
        .class("chips")
        .all(chips)
        .maybe(unread)
        .all(repairs)
}

fn chip(output: &Output, screen: &Screen<'_>) -> Element {
    let word = words::output_state(output.state).to(screen.lang);
    let extra = (!output.analysed).then(|| {
        el(Tag::Span)
            .class("extra")
            .text(format!("– {}", words::NOT_ANALYSED.to(screen.lang)))
    });
    el(Tag::Li)
        .class("chip")
        .class(match output.state {
            OutputState::Whole => "whole",
            OutputState::Cut => "cut",
            OutputState::Empty => "empty",
            OutputState::Error => "error",
        })
        .with(
            el(Tag::Span)
                .class("mark")
                .decorative()
                .text(output_sign(output.state)),
        )
        .with(parts::code(output.command.clone()))
        .with(
            el(Tag::Span)
                .class(if output.state == OutputState::Whole {
                    "hidden"
                } else {
                    "extra"
                })
                .text(word),
        )
        .maybe(extra)
}

/// The verdict in a few words under the boxes, for those who do not see the answer yet.
pub fn glance(screen: &Screen<'_>) -> Element {
    let link = screen.report.map(|report| {
        el(Tag::A)
            .href("answer")
            .class("glance")
            .class(Tone::from(report.verdict.state).class())
            .with(shape::sign(report.verdict.state.into()))
            .with(
                el(Tag::Span)
                    .class("what")
                    .text(report.verdict.headline.of(screen.lang)),
            )
            .with(
                el(Tag::Span)
                    .class("go")
                    .text(words::TO_ANSWER.to(screen.lang)),
            )
    });
    el(Tag::Div).id("glance").class("glances").maybe(link)
}
