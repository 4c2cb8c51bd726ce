//! Turns the rungs of each site into a track from its line to traffic: how far each end gets.

use super::action::Action;
use super::findings::finding_id;
use super::node::{Element, Tag, el};
use super::order;
use super::pairing;
use super::parts;
use super::screen::Screen;
use super::shape;
use super::{commands, words};
use crate::report::{Report, Rung, RungState, Site};
use crate::text::Listed;

/// At most so many sites are shown.
const SITES: usize = 4;

/// One track per site, where anything of them was pasted.
pub fn part(report: &Report, screen: &Screen<'_>) -> Option<Element> {
    if !report.sites.iter().any(tells_something) {
        return None;
    }
    let (sites, left_out) = shown(report, screen);
    let hint = sites.iter().any(|site| order::fails(site)).then(|| {
        el(Tag::P)
            .class("hint")
            .text(words::LADDER_HINT.to(screen.lang))
    });
    let more = (left_out > 0).then(|| {
        el(Tag::P)
            .class("hint")
            .text(words::with::more_sites(left_out, screen.lang))
    });
    Some(
        el(Tag::Section)
            .class("card")
            .id("ladder")
            .labelled_by("ladder-title")
            .with(
                el(Tag::Div)
                    .with(
                        el(Tag::H3)
                            .id("ladder-title")
                            .text(words::LADDER.to(screen.lang)),
                    )
                    .maybe(hint),
            )
            .with(
                el(Tag::Div)
                    .class("ladders")
                    .all(sites.into_iter().map(|site| ladder(site, screen))),
            )
            .maybe(more),
    )
}

/// The sites worth showing, and how many others there are: of many, the ends of the pair that is
/// shown below, then those where a rung fails.
fn shown<'r>(report: &'r Report, screen: &Screen<'_>) -> (Vec<&'r Site>, usize) {
    // The second of two sites says by its empty track what is missing.
    let few = report.sites.len() <= 2;
    let mut told: Vec<&Site> = report.sites.iter().listed();
    told.retain(|site| few || tells_something(site));
    let all = told.len();
    if all > SITES {
        let pair = pairing::shown(report, screen).and_then(|index| report.pairs.get(index));
        told = order::of_sites(&told, pair);
        told.truncate(SITES);
    }
    let left_out = all - told.len();
    (told, left_out)
}

/// Whether anything of a site's ladder was pasted.
fn tells_something(site: &Site) -> bool {
    site.ladder
        .iter()
        .any(|it| it.state != RungState::NotPasted)
}

fn ladder(site: &Site, screen: &Screen<'_>) -> Element {
    let id = format!("ladder-{}", site.side);
    let next = site.ladder.iter().skip(1).map(Some).chain([None]);
    let rungs = site
        .ladder
        .iter()
        .zip(next)
        .map(|(it, next)| rung(site, it, next, screen));
    el(Tag::Div)
        .class("ladder")
        .keyed(id.clone())
        .with(
            el(Tag::P)
                .id(id.clone())
                .with(parts::name(site.side, screen)),
        )
        .with(el(Tag::Ol).labelled_by(id).all(rungs))
}

fn rung(site: &Site, it: &Rung, next: Option<&Rung>, screen: &Screen<'_>) -> Element {
    let goes_on = next.is_some_and(|next| holds(it) && holds(next));
    el(Tag::Li)
        .class("rung")
        .class(class(it.state))
        .class(if goes_on { "on" } else { "off" })
        .with(station(site, it, screen))
}

fn holds(rung: &Rung) -> bool {
    matches!(rung.state, RungState::Passed | RungState::Implied)
}

/// What a rung says, as the control that leads on from it.
fn station(site: &Site, it: &Rung, screen: &Screen<'_>) -> Element {
    let open = matches!(it.state, RungState::Open | RungState::NotPasted);
    match (it.finding, it.line) {
        (Some(finding), _) => {
            let link = el(Tag::A).href(&finding_id(finding));
            said(link, it, Some(words::SEE_WHY.to(screen.lang)), screen)
        }
        (None, Some(line)) => {
            let paste = screen.paste(site.side);
            let button = el(Tag::Button)
                .set("type", "button")
                .does(&Action::Line { paste, line });
            let place = words::with::line_number(line, screen.lang);
            said(button, it, Some(&place), screen)
        }
        (None, None) if open => {
            let summary = said(
                el(Tag::Summary),
                it,
                Some(words::COMMAND.to(screen.lang)),
                screen,
            );
            el(Tag::Details)
                .class("menu")
                .with(summary)
                .with(to_run(site, it, screen))
        }
        (None, None) => said(el(Tag::Div), it, None, screen),
    }
}

/// Sign, name, state and where a press leads.
fn said(station: Element, it: &Rung, leads: Option<&str>, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let part = |class, text: &str| el(Tag::Span).class(class).text(text);
    station
        .class("station")
        .with(shape::rung_sign(it.state))
        .with(part("name", words::rung(it.rung).to(lang)))
        .with(part("word", words::rung_state(it).to(lang)))
        .maybe(leads.map(|leads| part("leads", leads)))
}

/// The command that shows a rung, and what else would.
fn to_run(site: &Site, it: &Rung, screen: &Screen<'_>) -> Element {
    let command = it.command.as_str();
    let name = screen.name(site.side);
    // What stands in angle brackets is filled in by hand, so nothing of it can be run as it is.
    let filled_in = command.contains('<');
    let empty = (!filled_in).then(|| parts::ran_empty(screen.paste(site.side), command, screen));
    let fill_in = filled_in.then(|| {
        el(Tag::P)
            .class("hint")
            .text(words::with::fill_in(&name, screen.lang))
    });
    el(Tag::Div)
        .class("run-this")
        .with(
            el(Tag::P)
                .with(parts::name(site.side, screen))
                .with(el(Tag::Span).text(words::NEXT_RUN.to(screen.lang))),
        )
        .with(parts::command(command, screen))
        .maybe(fill_in)
        .maybe(commands::instead_of(command, screen))
        .maybe(empty)
}

fn class(state: RungState) -> &'static str {
    match state {
        RungState::Passed => "passed",
        RungState::Implied => "implied",
        RungState::Failed => "failed",
        RungState::Absent => "absent",
        RungState::Open => "open",
        RungState::NotPasted => "not-pasted",
    }
}
