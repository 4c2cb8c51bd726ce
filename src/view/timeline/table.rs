//! Turns the events of an axis into a table, for paper and for those who do not see the picture.

use super::scene::Axis;
use super::time;
use crate::report::timeline::{Event, Timeline};
use crate::text::Listed;
use crate::view::findings::line_button;
use crate::view::node::{Element, Tag, el};
use crate::view::parts::{self, fold, td, th};
use crate::view::screen::Screen;
use crate::view::words::timeline as say;

/// How many rows a table shows at once, and how many more its fold holds; the newest.
const ROWS: usize = 60;
const FOLDED_ROWS: usize = 240;

/// The events of an axis, oldest first; of many, the older ones folded.
pub(super) fn table(axis: &Axis<'_>, timeline: &Timeline, screen: &Screen<'_>) -> Element {
    let events = axis.scenes.iter().flat_map(|it| &it.events);
    let events = events.filter_map(|at| timeline.events.get(*at)).listed();
    let shown = events.len().saturating_sub(ROWS);
    let folded = shown.saturating_sub(FOLDED_ROWS);
    let part = |from: usize, to: usize| {
        let part = events.get(from..to).unwrap_or_default();
        rows(part, screen)
    };
    let older = (shown > 0).then(|| {
        let more = (folded > 0).then(|| {
            el(Tag::P)
                .class("hint")
                .text(say::in_json(folded, screen.lang))
        });
        fold("older-events", say::before(shown, screen.lang))
            .maybe(more)
            .with(part(folded, shown))
    });
    fold("events", say::TABLE.to(screen.lang))
        .class("events")
        .maybe(older)
        .with(part(shown, events.len()))
}

fn rows(events: &[&Event], screen: &Screen<'_>) -> Element {
    let heads = [say::TIME, say::ROUTER, say::EVENT, say::LINES];
    parts::scroller(say::TABLE, screen).with(
        el(Tag::Table)
            .with(el(Tag::Thead).with(el(Tag::Tr).all(heads.map(|it| th(it.to(screen.lang))))))
            .with(el(Tag::Tbody).all(events.iter().map(|it| row(it, screen)))),
    )
}

fn row(event: &Event, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let times = (event.times > 1).then(|| {
        el(Tag::Span)
            .class("detail")
            .text(say::repeated(event, lang))
    });
    el(Tag::Tr)
        .with(td().class("number").text(time::whole(event)))
        .with(td().text(screen.name(event.side)))
        .with(td().text(say::event(event.kind).to(lang)).maybe(times))
        .with(
            td().with(parts::code(&event.text))
                .with(line_button(event.side, event.line, screen)),
        )
}
