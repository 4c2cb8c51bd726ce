//! Turns the list of useful commands into the first section: what to run, and what is still missing.

use super::action::Action;
use super::node::{Element, Tag, el};
use super::parts::{self, code, copy_button};
use super::screen::{Screen, Slot};
use super::shape::output_sign;
use super::words;
use crate::report::{Output, OutputState};

/// One command worth running on both routers.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// As it is copied.
    pub typed: &'static str,
    /// Which outputs count as its answer; `*` stands for any one word.
    pub pattern: &'static str,
}

/// The commands in the order in which they are worth running: the line first, then the SAs.
pub const WANTED: &[Wanted] = &[
    Wanted {
        typed: "show ipsec sa",
        pattern: "show ipsec sa",
    },
    Wanted {
        typed: "show ipsec sa gateway 1 detail",
        pattern: "show ipsec sa gateway * detail",
    },
];

impl Wanted {
    /// Whether a command as typed in full is this one.
    pub fn covers(&self, command: &str) -> bool {
        let mut words = command.split_whitespace();
        let same = self.pattern.split(' ').all(|wanted| {
            words
                .next()
                .is_some_and(|word| wanted == "*" || word == wanted)
        });
        same && words.next().is_none()
    }
}

/// The section.
pub fn section(screen: &Screen<'_>) -> Element {
    let all = WANTED
        .iter()
        .map(|wanted| wanted.typed)
        .collect::<Vec<_>>()
        .join("\n");
    parts::section("commands", "1", words::COMMANDS, screen)
        .with(
            el(Tag::Div)
                .class("intro")
                .with(place(screen))
                .with(copy_button(
                    &Action::Copy(all),
                    words::COPY_ALL,
                    None,
                    screen,
                )),
        )
        .with(
            el(Tag::Ol)
                .class("wanted")
                .all(WANTED.iter().map(|wanted| row(wanted, screen))),
        )
}

/// Where the page for running commands is in the router's WebGUI.
fn place(screen: &Screen<'_>) -> Element {
    let steps = [words::GUI_1, words::GUI_2, words::GUI_3];
    el(Tag::P).text(words::COMMANDS_WHERE.to(screen.lang)).with(
        el(Tag::Span)
            .class("path")
            .all(steps.map(|step| el(Tag::Span).text(step.to(screen.lang)))),
    )
}

fn row(wanted: &Wanted, screen: &Screen<'_>) -> Element {
    let purpose = words::purpose(wanted.typed)
        .map(|say| say.to(screen.lang))
        .unwrap_or_default();
    let cells = screen
        .slots
        .iter()
        .zip(0..)
        .map(|(slot, paste)| cell(wanted, slot, paste, screen));
    el(Tag::Li)
        .keyed(wanted.typed)
        .with(
            el(Tag::Div)
                .class("what")
                .with(parts::command(wanted.typed, screen))
                .with(el(Tag::Span).class("purpose").text(purpose)),
        )
        .all(cells)
}

/// What one router has answered to it so far.
fn cell(wanted: &Wanted, slot: &Slot, paste: usize, screen: &Screen<'_>) -> Element {
    let have = screen
        .sites_of(paste)
        .flat_map(|site| &site.outputs)
        .find(|output| wanted.covers(&output.command));
    let asked = asked(wanted, paste, screen);
    let cell = el(Tag::Div)
        .class("cell")
        .with(el(Tag::Span).class("site").text(slot.name.clone()));
    match have {
        Some(output) if asked.is_none() => cell.class("have").with(status(output, screen)),
        _ => {
            let word = if asked.is_some() {
                words::WANTED
            } else {
                words::HAVE_NOT
            };
            cell.class(if asked.is_some() { "missing" } else { "open" })
                .with(el(Tag::Span).class("status").text(word.to(screen.lang)))
                .with(parts::ran_empty(
                    paste,
                    asked.unwrap_or(wanted.typed),
                    screen,
                ))
        }
    }
}

fn status(output: &Output, screen: &Screen<'_>) -> Element {
    el(Tag::Span)
        .class("status")
        .class(match output.state {
            OutputState::Whole => "whole",
            OutputState::Cut | OutputState::Empty | OutputState::Error => "partly",
        })
        .with(
            el(Tag::Span)
                .class("mark")
                .decorative()
                .text(output_sign(output.state)),
        )
        .text(words::output_state(output.state).to(screen.lang))
}

/// The form of it that the report asks this box's router for.
fn asked<'a>(wanted: &Wanted, paste: usize, screen: &Screen<'a>) -> Option<&'a str> {
    let report = screen.report?;
    report
        .asks
        .iter()
        .filter(|ask| screen.paste(ask.side) == paste)
        .flat_map(|ask| &ask.commands)
        .map(String::as_str)
        .find(|command| wanted.covers(command))
}

/// The commands of the waiting state's example.
pub fn sample(text: &str) -> Element {
    el(Tag::Pre).class("sample").with(code(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_gateway_number_answers_for_detail() {
        let [table, detail] = WANTED else {
            panic!("two commands")
        };
        assert!(detail.covers("show ipsec sa gateway 12 detail"));
        assert!(!detail.covers("show ipsec sa gateway detail"));
        assert!(table.covers("show ipsec sa") && !table.covers("show ipsec sa gateway 1 detail"));
    }
}
