//! Turns a report and a log into the parts of the page that they decide; the frame around them is drawn without it.
//!
//! They are made where the report is, which may be another thread, and travel as one tree.

use super::node::{Element, Node, Tag, el};
use super::screen::Screen;
use super::{answer, boxes, commands, take, worklog};

/// The parts of the page that the report decides.
#[derive(Debug, Clone)]
pub struct Sheet {
    commands: Element,
    glance: Element,
    answer: Element,
    log: Element,
    take: Element,
    /// What stands beside a box's name and what stands under it, one after the other for each box.
    notes: Vec<Element>,
}

impl Sheet {
    /// The parts for a report, or for none yet.
    pub fn of(screen: &Screen<'_>) -> Self {
        let notes = |paste| [boxes::model(paste, screen), boxes::under(paste, screen)];
        Self {
            commands: commands::section(screen),
            glance: boxes::glance(screen),
            answer: answer::section(screen),
            log: worklog::list(screen),
            take: take::part(screen),
            notes: (0..screen.slots.len()).flat_map(notes).collect(),
        }
    }

    /// All parts in one element, to travel.
    pub fn pack(self) -> Element {
        el(Tag::Div)
            .with(self.commands)
            .with(self.glance)
            .with(self.answer)
            .with(self.log)
            .with(self.take)
            .all(self.notes)
    }

    /// The parts that were packed.
    pub fn unpack(tree: &Element) -> Option<Self> {
        let mut parts = tree.children().iter().filter_map(|child| match child {
            Node::Element(element) => Some(element.clone()),
            Node::Text(_) => None,
        });
        Some(Self {
            commands: parts.next()?,
            glance: parts.next()?,
            answer: parts.next()?,
            log: parts.next()?,
            take: parts.next()?,
            notes: parts.collect(),
        })
    }

    /// What to run, and what is still missing.
    pub fn commands(&self) -> Element {
        self.commands.clone()
    }

    /// The verdict in a few words.
    pub fn glance(&self) -> Element {
        self.glance.clone()
    }

    /// The answer.
    pub fn answer(&self) -> Element {
        self.answer.clone()
    }

    /// The checks noted so far.
    pub fn log(&self) -> Element {
        self.log.clone()
    }

    /// The part for taking things along.
    pub fn take(&self) -> Element {
        self.take.clone()
    }

    /// What stands beside a box's name: the model.
    pub fn model(&self, paste: usize) -> Option<Element> {
        self.notes.get(2 * paste).cloned()
    }

    /// What stands under a box: what was recognised, mended and not understood.
    pub fn under(&self, paste: usize) -> Option<Element> {
        self.notes.get(2 * paste + 1).cloned()
    }
}
