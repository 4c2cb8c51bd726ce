//! Turns the settings of both ends into a table side by side: what differs first, each with its line and
//! with the lines that would mend it.

use super::findings::{self, finding_id};
use super::node::{Element, Tag, el};
use super::order;
use super::parts::{self, fold, td, th};
use super::screen::Screen;
use super::shape::Tone;
use super::words::{self, settings as said};
use crate::report::{
    Attribute, AttributeState, AttributeValue, Finding, Letter, Pair, Report, Severity, label,
};
use crate::text::Listed;

/// The settings of the pair that is shown, where any were pasted.
pub fn part(report: &Report, shown: usize, screen: &Screen<'_>) -> Option<Element> {
    let pair = report.pairs.get(shown)?;
    let rows = pair.attributes.iter().filter(|it| it.rule.is_some());
    let all: Vec<&Attribute> = rows.listed();
    if all.is_empty() {
        return None;
    }
    let order = order::of_values(all.iter().map(|it| it.state));
    let sorted = order
        .into_iter()
        .filter_map(|at| all.get(at).copied())
        .listed();
    let (first, rest): (Vec<&Attribute>, Vec<&Attribute>) =
        sorted.into_iter().partition(|it| is_worth_a_look(it));
    let (own, same): (Vec<&Attribute>, Vec<&Attribute>) =
        rest.into_iter().partition(|it| is_own(it));
    // Each has a name of its own, for those who go from region to region by ear.
    let table = |name: words::Say, rows: &[&Attribute]| {
        parts::scroller(name, screen).with(table(report, pair, rows, screen))
    };
    let folded = |key: &'static str, heading: words::Say, rows: &[&Attribute]| {
        let counted = words::with::counted(heading.to(screen.lang), rows.len());
        (!rows.is_empty()).then(|| fold(key, counted).with(table(heading, rows)))
    };
    let hint = el(Tag::P).class("hint").text(summary(&all, screen));
    Some(
        el(Tag::Section)
            .class("card")
            .class("settings")
            .id("settings")
            .labelled_by("settings-title")
            .with(
                el(Tag::H3)
                    .id("settings-title")
                    .text(said::TITLE.to(screen.lang)),
            )
            .with(hint)
            .maybe((!first.is_empty()).then(|| table(said::LOOK, &first)))
            .maybe(folded("same-settings", said::SAME, &same))
            .maybe(folded("own-settings", said::OWN, &own)),
    )
}

/// How many settings of a pair do not fit.
pub fn differing(pair: &Pair) -> usize {
    let settings = pair.attributes.iter().filter(|it| it.rule.is_some());
    settings
        .filter(|it| it.state == AttributeState::Differs)
        .count()
}

/// Whether the peer need not know it.
fn is_own(attribute: &Attribute) -> bool {
    attribute.rule == Some("independent")
}

/// Whether it stands at the top: it does not fit, it may bite, it cannot be told, or a finding is about it.
fn is_worth_a_look(attribute: &Attribute) -> bool {
    let is_same = attribute.state == AttributeState::Same || is_own(attribute);
    !is_same || !attribute.findings.is_empty()
}

/// How many there are of each kind.
fn summary(all: &[&Attribute], screen: &Screen<'_>) -> String {
    let states = [
        (AttributeState::Differs, said::DIFFER),
        (AttributeState::Tolerated, said::TOLERATED),
        (AttributeState::Unknown, said::UNKNOWN),
        (AttributeState::Same, said::SAME),
    ];
    let counts = states.map(|(state, word)| {
        let like = all.iter().filter(|it| it.state == state && !is_own(it));
        let count = like.count();
        (count > 0).then(|| words::with::counted(word.to(screen.lang), count))
    });
    counts.into_iter().flatten().listed().join(" · ")
}

fn table(report: &Report, pair: &Pair, rows: &[&Attribute], screen: &Screen<'_>) -> Element {
    let sides = [Some(pair.a.side), pair.b.as_ref().map(|end| end.side)];
    let [a, b] = sides.map(|side| side.map_or_else(|| "？".to_owned(), |side| screen.name(side)));
    let heads = [
        words::ATTRIBUTE.to(screen.lang).to_owned(),
        a,
        b,
        words::STATE.to(screen.lang).to_owned(),
    ];
    let rows = rows.iter().flat_map(|attribute| {
        let mend = mend(report, attribute, screen);
        [Some(row(attribute, sides, screen)), mend]
            .into_iter()
            .flatten()
    });
    el(Tag::Table)
        .class("settings")
        .with(el(Tag::Thead).with(el(Tag::Tr).all(heads.map(th))))
        .with(el(Tag::Tbody).all(rows))
}

fn row(attribute: &Attribute, sides: [Option<Letter>; 2], screen: &Screen<'_>) -> Element {
    let is_mirrored = attribute.rule == Some("mirror");
    let ends = [&attribute.a, &attribute.b];
    // Where both ends have the same command, it stands beside the setting's name.
    let command = ends.into_iter().flatten().find_map(|it| it.command);
    let command = command.filter(|_| !is_mirrored);
    let cells = ends.into_iter().zip(sides).map(|(value, side)| {
        let shown = value.as_ref().filter(|_| is_mirrored);
        let command = shown.and_then(|it| it.command);
        cell(value.as_ref(), side, screen)
            .maybe(command.map(|it| el(Tag::Span).class("detail").with(parts::code(it))))
    });
    let by_nobody = ends.into_iter().flatten().all(|it| it.line.is_none());
    el(Tag::Tr)
        .keyed(attribute.name)
        .class(if by_nobody { "default" } else { "row" })
        .with(
            el(Tag::Th)
                .scope("row")
                .text(attribute.label.of(screen.lang))
                .maybe(command.map(|it| el(Tag::Span).class("detail").with(parts::code(it)))),
        )
        .all(cells)
        .with(td().with(parts::state(
            Tone::from(attribute.state),
            said::state(attribute.state, is_mirrored),
            screen,
        )))
}

/// A value, what is to be known of it, and its line.
fn cell(value: Option<&AttributeValue>, side: Option<Letter>, screen: &Screen<'_>) -> Element {
    // Where there is no room for columns, each value says whose it is.
    let whose = side.map(|it| el(Tag::Span).class("whose").text(screen.name(it)));
    let cell = td().maybe(whose);
    let Some(value) = value else {
        let missing = label::source("notPasted").map(|it| it.to(screen.lang));
        return cell.class("none").text(missing.unwrap_or_default());
    };
    let source = label::source(value.source);
    let line = side.zip(value.line);
    let line = line.map(|(side, line)| quoted(side, line, value.text.as_deref(), screen));
    if value.value.is_empty() {
        let word = source.map(|it| it.to(screen.lang)).unwrap_or_default();
        return cell.class("none").text(word).maybe(line);
    }
    cell.with(parts::code(value.value.clone()))
        .maybe(source.map(|it| parts::tag(it, screen)))
        .maybe(line)
}

/// The button that leads to a line; it shows the line while the pointer or the focus is on it.
fn quoted(side: Letter, line: u32, text: Option<&str>, screen: &Screen<'_>) -> Element {
    let quote = text.map(|text| el(Tag::Span).class("quoted").with(parts::code(text)));
    findings::line_button(side, line, screen).maybe(quote)
}

/// Below a setting: what was found about it, and the lines that would mend it.
fn mend(report: &Report, attribute: &Attribute, screen: &Screen<'_>) -> Option<Element> {
    let about = attribute.findings.iter();
    let about: Vec<(usize, &Finding)> = about
        .filter_map(|at| Some((*at, report.findings.get(*at)?)))
        .listed();
    if about.is_empty() {
        return None;
    }
    let found = about.iter().map(|(at, finding)| {
        let changes = finding.steps.iter().filter(|it| it.changes_state);
        let steps: Vec<Element> = changes.map(|it| findings::step(it, screen)).listed();
        let is_urgent = finding.severity != Severity::Risk;
        let lines = (!steps.is_empty()).then(|| {
            fold(
                format!("mend-{}-{at}", attribute.name),
                said::MEND.to(screen.lang),
            )
            .with(el(Tag::Ol).class("steps").all(steps))
        });
        el(Tag::Div)
            .class(if is_urgent { "urgent" } else { "calm" })
            .with(
                el(Tag::A)
                    .href(&finding_id(*at))
                    .text(finding.title.of(screen.lang)),
            )
            .maybe(lines)
    });
    let found: Vec<Element> = found.listed();
    Some(
        el(Tag::Tr)
            .keyed(format!("{}-mend", attribute.name))
            .class("mend")
            .with(td().set("colspan", "4").all(found)),
    )
}
