//! Turns the list of useful commands into the first section: what to run, and what is still missing.

use super::action::Action;
use super::node::{Element, Tag, el};
use super::parts::{self, code, copy_button};
use super::screen::{Screen, Slot};
use super::shape::output_sign;
use super::words;
use crate::report::{Output, OutputState};
use crate::text::Listed;

/// One command worth running on both routers.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// As it is copied.
    pub typed: &'static str,
    /// Which outputs count as its answer; `*` stands for any one word.
    pub pattern: &'static str,
    /// Whether a diagnosis can begin with it alone.
    pub essential: bool,
    /// What tells the same on a line of another kind, where there is such a command.
    pub instead: Option<&'static str>,
}

/// The commands in the order in which a repair asks: the line first, the router itself last.
pub const WANTED: &[Wanted] = &[
    Wanted {
        instead: Some("show status dhcpc"),
        ..further("show status pp 1", "show status pp *")
    },
    further("show nat descriptor address", "show nat descriptor address"),
    further("show ip route", "show ip route"),
    Wanted {
        essential: true,
        ..further("show ipsec sa", "show ipsec sa")
    },
    Wanted {
        essential: true,
        ..further(
            "show ipsec sa gateway 1 detail",
            "show ipsec sa gateway * detail",
        )
    },
    further("show status tunnel 1", "show status tunnel *"),
    further("show environment", "show environment"),
];

const fn further(typed: &'static str, pattern: &'static str) -> Wanted {
    Wanted {
        typed,
        pattern,
        essential: false,
        instead: None,
    }
}

impl Wanted {
    /// Whether a command as typed in full is this one, or tells the same.
    pub fn covers(&self, command: &str) -> bool {
        let mut words = command.split_whitespace();
        let same = self.pattern.split(' ').all(|wanted| {
            words
                .next()
                .is_some_and(|word| wanted == "*" || word == wanted)
        });
        (same && words.next().is_none()) || self.instead == Some(command)
    }
}

/// The section.
pub fn section(screen: &Screen<'_>) -> Element {
    let all = WANTED.iter().map(|wanted| wanted.typed).listed().join("\n");
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
            el(Tag::Div)
                .class("group")
                .with(
                    el(Tag::P)
                        .class("hint")
                        .text(words::ESSENTIAL.to(screen.lang)),
                )
                .with(list(true, screen)),
        )
        .with(further_group(screen))
}

/// The commands that a beginning can do without, folded; the fold says when one of them is asked for.
fn further_group(screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let is_asked = |wanted: &&Wanted| {
        let mut pastes = 0..screen.slots.len();
        !wanted.essential && pastes.any(|paste| asked(wanted, paste, screen).is_some())
    };
    let missing = WANTED.iter().filter(is_asked).count();
    let missing = (missing > 0).then(|| {
        el(Tag::Span)
            .class("missing")
            .text(words::with::counted(words::WANTED.to(lang), missing))
    });
    el(Tag::Details)
        .keyed("further")
        .class("group")
        .with(
            el(Tag::Summary)
                .text(words::FURTHER.to(lang))
                .with(
                    el(Tag::Span)
                        .class("hint")
                        .text(words::FURTHER_WHAT.to(lang)),
                )
                .maybe(missing),
        )
        .with(list(false, screen))
}

fn list(essential: bool, screen: &Screen<'_>) -> Element {
    let group = WANTED.iter().filter(|wanted| wanted.essential == essential);
    let list = el(Tag::Ol).class("wanted");
    let list = if screen.slots.len() > 2 {
        list.class("many")
    } else {
        list
    };
    list.all(group.map(|wanted| row(wanted, screen)))
}

/// The command to run instead where the line is of another kind.
pub fn instead_of(command: &str, screen: &Screen<'_>) -> Option<Element> {
    let wanted = WANTED.iter().find(|wanted| wanted.covers(command))?;
    let instead = wanted.instead?;
    Some(
        el(Tag::P)
            .class("purpose")
            .with(el(Tag::Span).text(words::NOT_PPPOE.to(screen.lang)))
            .with(parts::command(instead, screen)),
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
                .with(el(Tag::Span).class("purpose").text(purpose))
                .maybe(instead_of(wanted.typed, screen)),
        )
        .all(cells)
}

/// What one router has answered to it so far.
fn cell(wanted: &Wanted, slot: &Slot, paste: usize, screen: &Screen<'_>) -> Element {
    let have = screen
        .sites_of(paste)
        .flat_map(|site| &site.outputs)
        .filter(|output| wanted.covers(&output.command))
        .max_by_key(|output| told(output.state));
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
            let command = asked.or(wanted.essential.then_some(wanted.typed));
            cell.class(if asked.is_some() { "missing" } else { "open" })
                .with(el(Tag::Span).class("status").text(word.to(screen.lang)))
                .maybe(command.map(|command| parts::ran_empty(paste, command, screen)))
        }
    }
}

/// How much an answer tells: of several to one command the fullest counts, whatever was pasted first.
fn told(state: OutputState) -> u8 {
    match state {
        OutputState::Error => 0,
        OutputState::Empty => 1,
        OutputState::Cut => 2,
        OutputState::Whole => 3,
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
pub fn sample(text: &str, screen: &Screen<'_>) -> Element {
    el(Tag::Pre)
        .class("sample")
        .role("region")
        .aria_label(words::WAITING_LOOK.to(screen.lang))
        .focusable()
        .with(code(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(typed: &str) -> &'static Wanted {
        WANTED.iter().find(|it| it.typed == typed).unwrap()
    }

    #[test]
    fn any_number_answers() {
        let table = find("show ipsec sa");
        let detail = find("show ipsec sa gateway 1 detail");
        assert!(detail.covers("show ipsec sa gateway 12 detail"));
        assert!(!detail.covers("show ipsec sa gateway detail"));
        assert!(table.covers("show ipsec sa") && !table.covers("show ipsec sa gateway 1 detail"));
        assert!(find("show status pp 1").covers("show status pp anonymous"));
        assert!(find("show status tunnel 1").covers("show status tunnel 7"));
    }

    #[test]
    fn a_lease_tells_of_the_line_as_a_login_does() {
        assert!(find("show status pp 1").covers("show status dhcpc"));
        assert!(!find("show ip route").covers("show status dhcpc"));
    }

    #[test]
    fn every_command_has_a_purpose_and_answers_for_itself() {
        for wanted in WANTED {
            assert!(words::purpose(wanted.typed).is_some(), "{}", wanted.typed);
            assert!(wanted.covers(wanted.typed), "{}", wanted.typed);
        }
    }
}
