//! Turns the report into the third section: the verdict, the next thing to do, and why.

use super::commands::sample;
use super::examples::GLIMPSE;
use super::findings;
use super::ladder;
use super::node::{Element, Tag, el};
use super::pairing;
use super::parts;
use super::screen::Screen;
use super::settings;
use super::shape::{self, Tone};
use super::timeline;
use super::words;
use crate::report::{Ask, Finding, Report, Severity, State, Step, Traffic};

/// The id of what stands there while there is no answer.
pub const WAITING: &str = "waiting";

/// The section.
pub fn section(screen: &Screen<'_>) -> Element {
    let section = parts::section("answer", "3", words::ANSWER, screen);
    let section = section.with(
        el(Tag::Div)
            .class("verdict-region")
            .keyed("verdict")
            .live()
            .maybe(screen.report.map(|report| verdict(report, screen))),
    );
    match screen.report {
        None => section.with(waiting(screen)),
        Some(report) => section
            .maybe(next(report, screen))
            .maybe(ladder::part(report, screen))
            .maybe(pairing::part(report, screen))
            .maybe(pairing::shown(report, screen).and_then(|at| settings::part(report, at, screen)))
            .maybe(findings::part(report, screen))
            .maybe(timeline::part(report, screen))
            .maybe(findings::not_checked(report, screen))
            .all(findings::unread(report, screen)),
    }
}

/// The one strong element of the page.
fn verdict(report: &Report, screen: &Screen<'_>) -> Element {
    let verdict = &report.verdict;
    let tone = Tone::from(verdict.state);
    let decided = verdict.state != State::Unknown;
    let state = decided.then(|| parts::tag(words::state(verdict.state), screen).class("strong"));
    let certainty = decided.then(|| parts::tag(words::certainty(verdict.certainty), screen));
    // What is down has no traffic to check.
    let open = verdict.state == State::Down && verdict.traffic == Traffic::NotChecked;
    let traffic = (decided && !open).then(|| parts::tag(words::traffic(verdict.traffic), screen));
    el(Tag::Div)
        .class("verdict")
        .class(tone.class())
        .with(shape::sign(tone))
        .with(
            el(Tag::Div)
                .with(
                    el(Tag::P)
                        .class("headline")
                        .text(joined(verdict.headline.of(screen.lang))),
                )
                .with(
                    el(Tag::P)
                        .class("tags")
                        .maybe(state)
                        .maybe(certainty)
                        .maybe(traffic),
                ),
        )
}

/// The sentence with its particles held to the Latin words before them, so that no line begins with one.
fn joined(headline: &str) -> String {
    let mut rest = headline.chars().peekable();
    let mut joined = String::with_capacity(headline.len());
    while let Some(c) = rest.next() {
        let is_held = c == ' ' && matches!(rest.peek(), Some('ぁ'..='ん'));
        joined.push(if is_held { '\u{a0}' } else { c });
    }
    joined
}

/// The one thing to do now: the deciding finding's first step, else the most telling command.
fn next(report: &Report, screen: &Screen<'_>) -> Option<Element> {
    let deciding = deciding(report);
    let steps = deciding.map_or(&[][..], |it| Step::first_task(&it.steps));
    let vpn = deciding.filter(|_| !steps.is_empty() && report.verdict.state == State::Up);
    let body = match (steps, report.asks.is_empty()) {
        ([_, ..], _) => el(Tag::Ul)
            .class("steps")
            .all(steps.iter().map(|step| findings::step(step, screen))),
        ([], false) => el(Tag::Ul)
            .class("steps")
            .all(report.asks.iter().map(|ask| self::ask(ask, screen))),
        ([], true) => {
            if report.verdict.state == State::Up {
                return None;
            }
            el(Tag::P).text(words::NEXT_NOTHING.to(screen.lang))
        }
    };
    Some(
        el(Tag::Section)
            .class("next")
            .keyed("next")
            .labelled_by("next-title")
            .with(
                el(Tag::H3)
                    .id("next-title")
                    .text(words::NEXT.to(screen.lang)),
            )
            .maybe(vpn.and_then(|it| findings::vpn(it, report, screen)))
            .with(body),
    )
}

/// The finding whose step comes next, if any has one that cannot wait.
fn deciding(report: &Report) -> Option<&Finding> {
    // A remark's step may wait until nothing is left to paste.
    let now = |it: &&Finding| it.severity != Severity::Risk || report.asks.is_empty();
    let first = report.findings.first()?;
    if !first.also_seen {
        return Some(first).filter(now);
    }
    // A consequence goes away with its fault, so the fault comes first.
    let mut faults = report.findings.iter().filter(now);
    faults.find(|it| !it.also_seen).or(Some(first))
}

/// The first command that one router is asked for.
fn ask(ask: &Ask, screen: &Screen<'_>) -> Element {
    let command = ask.commands.first().map(|command| {
        el(Tag::Span)
            .class("run")
            .with(parts::command(command, screen))
            .with(parts::ran_empty(screen.paste(ask.side), command, screen))
    });
    el(Tag::Li)
        .with(el(Tag::Strong).class("site").text(screen.name(ask.side)))
        .with(
            el(Tag::Span)
                .class("do")
                .text(words::NEXT_RUN.to(screen.lang)),
        )
        .maybe(command)
}

/// What stands there before anything was pasted.
fn waiting(screen: &Screen<'_>) -> Element {
    // A file may take a while; until then it is not true that nothing was pasted.
    if screen.slots.iter().any(|slot| slot.filled) {
        return el(Tag::Div).class("waiting").id(WAITING).with(
            el(Tag::P)
                .class("headline")
                .text(words::BUSY.to(screen.lang)),
        );
    }
    let steps = [words::WAITING_1, words::WAITING_2, words::WAITING_3];
    el(Tag::Div)
        .class("waiting")
        .id(WAITING)
        .with(
            el(Tag::Div)
                .with(
                    el(Tag::P)
                        .class("headline")
                        .text(words::WAITING.to(screen.lang)),
                )
                .with(el(Tag::Ol).all(steps.map(|step| el(Tag::Li).text(step.to(screen.lang)))))
                .with(
                    el(Tag::P)
                        .class("hint")
                        .text(words::WAITING_ZERO.to(screen.lang)),
                ),
        )
        .with(
            el(Tag::Div)
                .with(
                    el(Tag::P)
                        .class("hint")
                        .text(words::WAITING_LOOK.to(screen.lang)),
                )
                .with(sample(GLIMPSE, screen)),
        )
}
