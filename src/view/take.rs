//! Turns a diagnosis or a log, set as text, into the part of the page from which it is taken along: the
//! text as it will be copied, what was replaced in it, and the way back.

use super::action::Action;
use super::node::{Element, Tag, el};
use super::parts::{self, button, fold};
use super::screen::{Lang, Screen};
use super::words::{self, Say, log as say};
use super::worklog::switch;
use crate::report::redact::Replacement;

/// The id of the fold.
pub const FOLD: &str = "take";
/// The id of the text to take along.
pub const TEXT: &str = "take-text";
/// The id of the field for a text with markers.
pub const RESTORE: &str = "restore";
/// The id of the text with its values.
pub const RESTORED: &str = "restored";

/// What is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    /// The diagnosis.
    #[default]
    Report,
    /// The work log.
    Log,
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Plain text; of the diagnosis only.
    #[default]
    Text,
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
    /// CSV; of the log only.
    Csv,
}

/// What a reader wants to take along, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The diagnosis or the log.
    pub what: What,
    /// The form.
    pub form: Form,
    /// Whether addresses, names and SPIs are replaced.
    pub hidden: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            what: What::default(),
            form: Form::default(),
            hidden: true,
        }
    }
}

const WHATS: [(What, &str); 2] = [(What::Report, "report"), (What::Log, "log")];

const FORMS: [(Form, &str, &str); 4] = [
    (Form::Text, "text", "txt"),
    (Form::Markdown, "markdown", "md"),
    (Form::Json, "json", "json"),
    (Form::Csv, "csv", "csv"),
];

impl Wish {
    /// The wish as one word, `report-text-hidden`.
    pub fn slug(self) -> String {
        let what = WHATS.iter().find(|it| it.0 == self.what);
        let form = FORMS.iter().find(|it| it.0 == self.form);
        let (what, form) = (what.map_or("", |it| it.1), form.map_or("", |it| it.1));
        let hidden = if self.hidden { "hidden" } else { "open" };
        format!("{what}-{form}-{hidden}")
    }

    /// Reads what [`slug`](Self::slug) wrote.
    pub fn read(slug: &str) -> Option<Self> {
        let mut words = slug.split('-');
        let (what, form, hidden) = (words.next()?, words.next()?, words.next()?);
        Some(Self {
            what: WHATS.iter().find(|it| it.1 == what)?.0,
            form: FORMS.iter().find(|it| it.1 == form)?.0,
            hidden: hidden == "hidden",
        })
    }

    /// The same for the other thing, in a form that it has.
    fn of(self, what: What) -> Self {
        let form = match (what, self.form) {
            (What::Log, Form::Text) => Form::Markdown,
            (What::Report, Form::Csv) => Form::Text,
            (_, form) => form,
        };
        Self { what, form, ..self }
    }

    /// What a file of it is called.
    fn file(self) -> String {
        let end = FORMS.iter().find(|it| it.0 == self.form);
        let what = match self.what {
            What::Report => "report",
            What::Log => "worklog",
        };
        format!("rtx-vpn-{what}.{}", end.map_or("txt", |it| it.2))
    }
}

/// What is ready to be taken along.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// What was wished for.
    pub wish: Wish,
    /// It, as text; none where there is nothing of it yet.
    pub text: Option<String>,
    /// What the markers in it stand for.
    pub replaced: Vec<Replacement>,
    /// The text that was to have its values back, with them; none where nothing was given.
    pub restored: Option<String>,
}

/// The part; only its heading until it is opened.
pub fn part(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let part = fold(FOLD, say::TAKE.to(lang)).id(FOLD).class("card");
    let Some(taken) = screen.taken else {
        return part;
    };
    part.with(el(Tag::P).class("hint").text(say::TAKE_HINT.to(lang)))
        .with(wishes(taken.wish, lang))
        .maybe(
            (!taken.wish.hidden)
                .then(|| el(Tag::P).class("warning").text(say::NOT_HIDDEN.to(lang))),
        )
        .maybe(replaced(taken, lang))
        .with(text(taken, screen))
        .with(restore(taken, screen))
}

fn wishes(wish: Wish, lang: Lang) -> Element {
    let whats = [(What::Report, say::TAKE_REPORT), (What::Log, say::LOG)];
    let forms = match wish.what {
        What::Report => [
            (Form::Text, say::FORM_TEXT.to(lang)),
            (Form::Markdown, "Markdown"),
            (Form::Json, "JSON"),
        ],
        What::Log => [
            (Form::Markdown, "Markdown"),
            (Form::Csv, "CSV"),
            (Form::Json, "JSON"),
        ],
    };
    let whats = whats.map(|(what, label)| {
        let action = Action::Take(wish.of(what));
        button(label.to(lang), &action).pressed(what == wish.what)
    });
    let forms = forms.map(|(form, label)| {
        let action = Action::Take(Wish { form, ..wish });
        button(label, &action).pressed(form == wish.form)
    });
    let hide = Action::Take(Wish {
        hidden: !wish.hidden,
        ..wish
    });
    let backup =
        (wish.what == What::Log).then(|| el(Tag::P).class("hint").text(say::FOR_BACKUP.to(lang)));
    el(Tag::Div)
        .class("wishes")
        .with(group(say::TAKE_WHAT, lang).all(whats))
        .with(group(say::TAKE_FORM, lang).all(forms))
        .with(switch(say::HIDE, wish.hidden, &hide, lang))
        .maybe(backup)
}

fn group(label: Say, lang: Lang) -> Element {
    el(Tag::Div)
        .class("choice")
        .role("group")
        .aria_label(label.to(lang))
}

/// What the markers stand for; shown before anything is copied.
fn replaced(taken: &Taken, lang: Lang) -> Option<Element> {
    if taken.replaced.is_empty() {
        return None;
    }
    let row = |it: &Replacement| {
        el(Tag::Tr)
            .with(
                el(Tag::Th)
                    .scope("row")
                    .with(parts::code(it.marker.clone())),
            )
            .with(parts::td().with(parts::code(it.original.clone())))
    };
    let heads = [say::MARKER, say::VALUE].map(|head| parts::th(head.to(lang)));
    let count = words::with::counted(say::REPLACED.to(lang), taken.replaced.len());
    Some(
        el(Tag::Div)
            .class("replaced")
            .with(el(Tag::H3).text(count))
            .with(el(Tag::P).class("hint").text(say::REPLACED_HINT.to(lang)))
            .with(
                el(Tag::Div)
                    .class("scroller")
                    .role("region")
                    .aria_label(say::REPLACED.to(lang))
                    .focusable()
                    .with(
                        el(Tag::Table)
                            .with(el(Tag::Thead).with(el(Tag::Tr).all(heads)))
                            .with(el(Tag::Tbody).all(taken.replaced.iter().map(row))),
                    ),
            ),
    )
}

fn text(taken: &Taken, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let part = el(Tag::Div).class("taken");
    let Some(text) = &taken.text else {
        let nothing = match taken.wish.what {
            What::Report => words::WAITING,
            What::Log => say::NOBODY_YET,
        };
        return part.with(el(Tag::P).class("hint").text(nothing.to(lang)));
    };
    let save = Action::Save {
        from: TEXT.to_owned(),
        file: taken.wish.file(),
    };
    let copy = Action::CopyFrom(TEXT.to_owned());
    part.with(
        el(Tag::Div)
            .class("tools")
            .with(parts::copy_button(&copy, say::COPY_THIS, None, screen))
            .with(button(say::SAVE.to(lang), &save)),
    )
    .with(long(TEXT, say::TEXT_TO_TAKE, text, lang))
}

/// A long text that scrolls by itself.
fn long(id: &'static str, label: Say, text: &str, lang: Lang) -> Element {
    el(Tag::Pre)
        .class("json")
        .id(id)
        .role("region")
        .aria_label(label.to(lang))
        .focusable()
        .with(parts::code(text))
}

fn restore(taken: &Taken, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let copy = Action::CopyFrom(RESTORED.to_owned());
    let restored = taken.restored.as_ref().map(|text| {
        el(Tag::Div)
            .class("taken")
            .with(parts::copy_button(&copy, say::COPY_THIS, None, screen))
            .with(long(RESTORED, say::RESTORED, text, lang))
    });
    fold("put-back", say::RESTORE.to(lang))
        .with(el(Tag::P).class("hint").text(say::RESTORE_HINT.to(lang)))
        .with(
            el(Tag::Label)
                .labels(RESTORE)
                .text(say::RESTORE_IN.to(lang)),
        )
        .with(
            el(Tag::Textarea)
                .id(RESTORE)
                .set("rows", "4")
                .set("spellcheck", "false")
                .set("autocomplete", "off"),
        )
        .maybe(restored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wish_survives_the_way_through_the_document() {
        for (what, _) in WHATS {
            for (form, ..) in FORMS {
                for hidden in [true, false] {
                    let wish = Wish { what, form, hidden };
                    assert_eq!(Wish::read(&wish.slug()), Some(wish));
                }
            }
        }
        for slug in ["", "report", "report-text", "moon-text-open"] {
            assert_eq!(Wish::read(slug), None, "{slug}");
        }
    }

    #[test]
    fn what_changes_place_has_a_form_that_it_has() {
        let text = Wish::default();
        assert_eq!(text.of(What::Log).form, Form::Markdown);
        assert!(text.of(What::Log).hidden);
        let csv = Wish {
            what: What::Log,
            form: Form::Csv,
            hidden: false,
        };
        assert_eq!(csv.of(What::Report).form, Form::Text);
        assert_eq!(csv.file(), "rtx-vpn-worklog.csv");
    }
}
