//! Prints what a router of a world answers to each command, in the shapes that were seen. Nothing here
//! is shared with the parsers, so that both cannot be wrong alike.

mod config;
mod sas;
mod status;

pub(crate) use config::hop;

use super::rng::Rng;
use super::world::{Router, World};

/// One command and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) command: String,
    pub(crate) lines: Vec<String>,
}

impl Answer {
    fn new(command: impl Into<String>, text: &str) -> Self {
        Self {
            command: command.into(),
            lines: text.lines().map(str::to_owned).collect(),
        }
    }
}

/// How a person ran the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// At a prompt.
    Prompt(&'static str),
    /// At a prompt that names the router.
    Named(&'static str),
    /// As one file, with rulers between the answers.
    Techinfo,
}

/// A form for each router.
pub(crate) fn form(rng: &mut Rng, router: &Router) -> Form {
    match rng.within(0, 9) {
        0 => Form::Prompt("# "),
        1 => Form::Prompt("> "),
        2 | 3 if !router.ja => Form::Techinfo,
        4 => Form::Named("> "),
        _ => Form::Named("# "),
    }
}

/// All that a router answers.
pub(crate) fn answers(rng: &mut Rng, world: &World, own: &Router, peer: &Router) -> Vec<Answer> {
    let mut answers = vec![status::environment(own)];
    for own in own.of_lines() {
        answers.extend(status::line(own));
    }
    answers.extend(status::names(own));
    answers.extend(status::nat(own));
    answers.extend(status::shared(own));
    answers.push(status::routes(own, peer));
    answers.push(sas::table(own, rng.chance(50)));
    for (own, peer) in own.both().zip(peer.both()) {
        answers.extend(sas::detail(world, own, peer));
        answers.extend(status::tunnel(own));
    }
    answers.extend(status::ping(own, peer));
    answers.extend(status::large_ping(own, peer));
    answers.extend(status::refused(own));
    answers.push(if rng.chance(12) {
        config::of_tunnel(own)
    } else {
        config::whole(own, peer)
    });
    answers.push(status::log(rng, own));
    if own.refuses {
        for answer in &mut answers {
            let text = if own.ja {
                "エラー: コマンド名を確認してください"
            } else {
                "Error: Invalid command name"
            };
            answer.lines = vec![text.to_owned()];
        }
    }
    answers
}

/// What a router answers about a tunnel beside the one that a world is about, as it is there.
pub(crate) fn answers_of_tunnel(world: &World, own: &Router, peer: &Router) -> Vec<Answer> {
    let mut answers = Vec::new();
    answers.extend(sas::detail(world, own, peer));
    answers.extend(status::tunnel(own));
    answers.extend(status::ping(own, peer));
    answers
}

/// What alone may be pasted beside the lists: the state of a tunnel that is down.
pub(crate) fn state_of_dead(own: &Router) -> Answer {
    status::dead_tunnel(own)
}

/// A log in which nothing stands but this.
pub(crate) fn log_of(own: &Router, events: &[(u64, String)]) -> Answer {
    let line = |(at, text): &(u64, String)| format!("{}: {text}\n", status::stamp(own, *at));
    Answer::new("show log", &events.iter().map(line).collect::<String>())
}

/// The paste of these answers.
pub(crate) fn paste(router: &Router, form: Form, answers: &[&Answer]) -> String {
    let prompt = match form {
        Form::Prompt(prompt) => prompt.to_owned(),
        Form::Named(prompt) => format!("{}{prompt}", router.name),
        Form::Techinfo => String::new(),
    };
    let mut text = String::new();
    for answer in answers {
        if form == Form::Techinfo {
            text += "---\n";
        }
        // A file of a server stands behind the prompt that ends the answers.
        let prompt = if answer.command.is_empty() {
            prompt.trim_end()
        } else {
            prompt.as_str()
        };
        for part in [prompt, &answer.command, "\n"] {
            text += part;
        }
        for line in &answer.lines {
            text += line;
            text.push('\n');
        }
    }
    if form != Form::Techinfo {
        text += prompt.trim_end();
        text.push('\n');
    }
    text
}
