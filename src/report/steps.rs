//! Puts the steps of a finding into words.

use super::build::{Words, letter};
use super::{Step, Text};
use crate::diagnose::{self, Arg, Found, Phrase};
use crate::text::Place;

/// In columns; a line that fills it may go on in the next one.
const TERMINAL_WIDTH: usize = 80;

/// Behind a step for which nothing needs to be run.
const IN_WHAT_WAS_PASTED: Phrase = Phrase {
    ja: "（貼り付け済みの出力で見られます）",
    en: " (See what was pasted.)",
};

impl Words<'_> {
    pub(super) fn steps(&self, found: &Found) -> Vec<Step> {
        let args = &found.finding.args;
        let mut steps: Vec<Step> = Vec::new();
        for step in &found.finding.steps {
            let step = Step {
                side: step.side.map(letter),
                text: self.step_text(step, args),
                command: step.command.clone(),
                changes_state: step.changes_state,
                way_back: self.way_back(step),
            };
            // What is to be run on both routers is one step.
            let same = |other: &&mut Step| {
                other.text == step.text && other.command == step.command && !other.changes_state
            };
            match steps.iter_mut().find(same) {
                Some(other) => other.side = None,
                None => steps.push(step),
            }
        }
        steps
    }

    fn step_text(&self, step: &diagnose::Step, args: &[(&'static str, Arg)]) -> Text {
        let mut text = self.text(step.text, args);
        if step.is_pasted {
            text.ja += IN_WHAT_WAS_PASTED.ja;
            text.en += IN_WHAT_WAS_PASTED.en;
        }
        text
    }

    /// The lines that take a step back. A secret cannot be given back, nor a line of which the terminal
    /// may have cut off a part.
    fn way_back(&self, step: &diagnose::Step) -> Option<String> {
        let mut lines = Vec::new();
        for part in &step.back {
            let text = match part {
                diagnose::Back::Text(text) => text.clone(),
                diagnose::Back::Line(line) => {
                    let side = step.side?;
                    let text = self.line(Place { side, line: *line });
                    let is_whole = text.len() < TERMINAL_WIDTH - 1 && !text.contains("***");
                    is_whole.then_some(text)?
                }
            };
            if !text.is_empty() {
                lines.push(text);
            }
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
