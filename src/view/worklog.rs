//! Turns a log of checks into the fourth section: a table that reads downwards in time, and the form for
//! the next check.
//!
//! What stands in the form stays in the document until it is added.

use super::action::Action;
use super::node::{Element, Tag, el};
use super::parts::{self, button, fold};
use super::screen::{Lang, Screen};
use super::shape::{self, Tone};
use super::words::{self, Say, log as say};
use crate::text::Listed;
use crate::worklog::{Check, Comparison, Digest, Log, date_time};

/// The ids of the form's fields, in the order of [`Check::typed`].
pub const FIELDS: [&str; 6] = [
    "log-at",
    "log-person",
    "log-changed",
    "log-done",
    "log-seen",
    "log-note",
];

/// The id of the field for the person who decides.
pub const LEAD: &str = "log-lead";

/// The id of the fold with the form.
const FORM: &str = "log-write";

/// The id of what is said of the log; where the focus goes when what had it is gone.
pub const SAID: &str = "log-said";

/// The id of the field that takes a file.
pub const FILE: &str = "log-file";

/// The section; `list` is what [`list`] made.
pub fn section(screen: &Screen<'_>, list: Element) -> Element {
    let lang = screen.lang;
    parts::section("log", "4", say::LOG, screen)
        .with(el(Tag::P).class("hint").text(say::LOG_HINT.to(lang)))
        .with(list)
        .with(form(screen))
        .with(
            el(Tag::P)
                .id(SAID)
                .set("tabindex", "-1")
                .live()
                .text(screen.log_said.text.unwrap_or_default()),
        )
        .all(screen.log_said.can_undo.then(|| {
            let back = button(words::UNDO.to(lang), &Action::LogBack);
            el(Tag::P).with(back)
        }))
        .with(keeping(screen))
}

/// The checks, the oldest first.
pub fn list(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let list = el(Tag::Div).id("log-list");
    let Some(log) = screen.log.filter(|log| !log.checks().is_empty()) else {
        return list.with(el(Tag::P).class("hint").text(say::NOBODY_YET.to(lang)));
    };
    let rows = log.checks().iter().zip(0..);
    let rows = rows.map(|(check, index)| row(check, index, log, lang));
    let heads = [say::WHEN_WHO, say::WRITTEN, say::VERDICT, say::SINCE];
    list.with(
        el(Tag::Table)
            .class("log")
            .with(el(Tag::Caption).class("hidden").text(say::LOG.to(lang)))
            .with(el(Tag::Thead).with(el(Tag::Tr).all(heads.map(|head| parts::th(head.to(lang))))))
            .with(el(Tag::Tbody).all(rows)),
    )
}

fn row(check: &Check, index: usize, log: &Log, lang: Lang) -> Element {
    let at = date_time(&check.at, lang);
    let remove = button(say::REMOVE.to(lang), &Action::LogRemove(index))
        .class("quiet")
        .aria_label(say::remove(&at, lang));
    let edit = button(say::EDIT.to(lang), &Action::LogEdit(index))
        .id(format!("log-edit-{index}"))
        .class("quiet")
        .aria_label(say::edit(&at, lang));
    let person = (!check.person.is_empty())
        .then(|| el(Tag::Span).class("person").text(check.person.clone()));
    let since = log.since_before(index);
    el(Tag::Tr)
        .keyed(format!("check-{}-{index}", check.at))
        .with(
            el(Tag::Th)
                .scope("row")
                .with(el(Tag::Span).class("at").text(at))
                .maybe(person)
                .with(edit)
                .with(remove),
        )
        // What was noted has labels of its own.
        .with(parts::td().maybe(written(check, lang)))
        .with(cell(say::VERDICT, lang).all(check.digest.iter().flat_map(|it| verdict(it, lang))))
        .with(cell(say::SINCE, lang).all(since.iter().flat_map(|it| differences(it, lang))))
}

/// A cell that says what it is where the table's head is out of sight.
fn cell(head: Say, lang: Lang) -> Element {
    parts::td().with(el(Tag::Span).class("head").decorative().text(head.to(lang)))
}

fn written(check: &Check, lang: Lang) -> Option<Element> {
    let texts = [
        (say::CHANGED, &check.changed),
        (say::DONE, &check.done),
        (say::SEEN, &check.seen),
        (say::NOTE, &check.note),
    ];
    let said = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let items = said.flat_map(|(label, text)| {
        [
            el(Tag::Dt).text(label.to(lang)),
            el(Tag::Dd).text(text.clone()),
        ]
    });
    let items = items.listed();
    (!items.is_empty()).then(|| el(Tag::Dl).all(items))
}

fn verdict(digest: &Digest, lang: Lang) -> Vec<Element> {
    let tone = Tone::from(digest.state);
    let state = el(Tag::Span)
        .class("state")
        .class(tone.class())
        .with(shape::sign(tone))
        .with(el(Tag::Span).text(words::state(digest.state).to(lang)));
    let cause = digest.cause.as_ref();
    let cause = cause.map(|slug| el(Tag::Span).class("tag").class("rule").text(slug.clone()));
    let headline = el(Tag::P).text(digest.headline.of(lang));
    [state, headline].into_iter().chain(cause).listed()
}

fn differences(since: &Comparison, lang: Lang) -> Vec<Element> {
    let mut said = Vec::new();
    if !since.changes.is_empty() {
        let changes = since.changes.iter();
        let changes = changes.map(|change| el(Tag::Li).text(change.text.of(lang)));
        said.push(el(Tag::Ul).class("changes").all(changes));
    }
    for (remark, place) in since.remarks().iter().zip(0..) {
        let warns = place == 0 && since.too_many_at_once();
        let class = if warns { "warning" } else { "hint" };
        said.push(el(Tag::P).class(class).text(remark.of(lang)));
    }
    said
}

/// A field with its label before it.
fn field(
    id: &'static str,
    kind: &'static str,
    label: Say,
    hint: Option<Say>,
    lang: Lang,
) -> [Element; 2] {
    let label = el(Tag::Label).labels(id).text(label.to(lang));
    let field = if kind == "area" {
        el(Tag::Textarea).id(id).set("rows", "2")
    } else {
        el(Tag::Input).id(id).set("type", kind)
    };
    let field = field.set("maxlength", "4000").set("autocomplete", "off");
    let field = match hint {
        Some(hint) => field.placeholder(hint.to(lang)),
        None => field,
    };
    [label, field]
}

fn form(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let part = |fields: [Element; 2]| el(Tag::Div).all(fields);
    let area = |id, label, hint| part(field(id, "area", label, hint, lang)).class("area");
    let [at, person, changed, done, seen, note] = FIELDS;
    let filled = screen.slots.iter().any(|slot| slot.filled);
    let mending = screen.mending.map(|at| date_time(at, lang));
    let (head, at_hint, send, with) = match &mending {
        Some(at) => (say::edit(at, lang), say::MEND_AT, say::MEND, say::MEND_WITH),
        None => (
            say::WRITE.to(lang).to_owned(),
            say::AT_HINT,
            say::ADD,
            if filled {
                say::ADD_WITH
            } else {
                say::ADD_WITHOUT
            },
        ),
    };
    let leave = mending.map(|_| button(say::LEAVE.to(lang), &Action::LogLeave));
    fold(FORM, head)
        .id(FORM)
        .class("card")
        .with(
            el(Tag::Div)
                .class("form")
                .with(
                    part(field(at, "datetime-local", say::AT, None, lang))
                        .with(el(Tag::P).class("hint").text(at_hint.to(lang))),
                )
                .with(part(field(person, "text", say::PERSON, None, lang)))
                .with(part(field(LEAD, "text", say::LEAD, None, lang)))
                .with(area(changed, say::CHANGED, Some(say::CHANGED_HINT)))
                .with(area(done, say::DONE, Some(say::DONE_HINT)))
                .with(area(seen, say::SEEN, Some(say::SEEN_HINT)))
                .with(area(note, say::NOTE, None)),
        )
        .with(el(Tag::P).class("hint").text(say::NO_KEYS.to(lang)))
        .with(
            el(Tag::P)
                .class("send")
                .with(button(send.to(lang), &Action::LogAdd).class("main"))
                .maybe(leave)
                .with(el(Tag::Span).class("hint").text(with.to(lang))),
        )
}

/// Where the log stays, and how it comes and goes.
fn keeping(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let keep = screen.kept.map(|kept| {
        el(Tag::Div)
            .class("keep")
            .with(switch(say::KEEP, kept, &Action::LogKeep, lang))
            .with(el(Tag::P).class("hint").text(say::KEEP_HINT.to(lang)))
    });
    let refused = el(Tag::P).class("hint").class("keep");
    let refused = screen.refused.then(|| refused.text(say::REFUSED.to(lang)));
    let file = el(Tag::Div)
        .class("read-in")
        .with(
            el(Tag::Input)
                .id(FILE)
                .set("type", "file")
                .set("accept", ".json,application/json")
                .class("hidden"),
        )
        .with(el(Tag::Label).labels(FILE).text(say::READ_FILE.to(lang)));
    el(Tag::Div)
        .class("keeping")
        .maybe(keep)
        .maybe(refused)
        .with(
            el(Tag::Div)
                .class("tools")
                .with(file)
                .with(button(say::PRINT.to(lang), &Action::Print))
                .with(button(say::FORGET.to(lang), &Action::LogForget)),
        )
}

/// What a printed page says at its head; not seen on a screen.
pub fn paper(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let sites = screen.slots.iter().map(|slot| slot.name.clone());
    let sites = sites.listed().join(" – ");
    let at = date_time(screen.paper.at, lang);
    let facts = [
        (say::PRINT_AT, at.as_str()),
        (say::PRINT_PERSON, screen.paper.person),
        (say::LEAD, screen.paper.lead),
        (say::PRINT_SITES, sites.as_str()),
    ];
    let facts = facts
        .into_iter()
        .flat_map(|(label, value)| [el(Tag::Dt).text(label.to(lang)), el(Tag::Dd).text(value)]);
    el(Tag::Dl).class("paper").decorative().all(facts)
}

/// A button that is on or off, and says so in words.
pub fn switch(label: Say, on: bool, action: &Action, lang: Lang) -> Element {
    let state = if on { say::ON } else { say::OFF };
    el(Tag::Button)
        .set("type", "button")
        .class("switch")
        .role("switch")
        .set("aria-checked", if on { "true" } else { "false" })
        .aria_label(label.to(lang))
        .does(action)
        .with(el(Tag::Span).class("track").decorative())
        .with(el(Tag::Span).text(label.to(lang)))
        .with(el(Tag::Span).class("is").decorative().text(state.to(lang)))
}
