//! What a rule found: the lines it rests on, what to do, and the words to put into its texts.

use std::fmt::Display;
use std::ops::{Deref, DerefMut};

use super::phrase::Args;
use super::{Arg, Cause, Certainty, Need, Phrase, Severity};
use crate::model::{GatewayId, TunnelNumber};
use crate::text::{Place, Side, sort_once};

/// One finding, before it is put into words; its parts are reached as if they were its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(Box<FindingParts>);

/// What a finding is made of. Boxed, because each of the many small methods below moves it once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindingParts {
    /// The lines it rests on, in reading order; at least one.
    pub evidence: Vec<Place>,
    /// Where to act or look first.
    pub side: Option<Where>,
    /// Words for the rule's texts.
    pub args: Args,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// What to paste next.
    pub asks: Vec<Need>,
    /// The settings that it is about, by their names in the table.
    pub settings: &'static [&'static str],
    /// Of one about a router, what of it it concerns; None where it concerns all.
    pub part: Option<Part>,
    /// In place of the rule's own severity.
    pub severity: Option<Severity>,
    /// In place of the rule's own certainty.
    pub certainty: Option<Certainty>,
    /// In place of the rule's own cause.
    pub cause: Option<Option<Cause>>,
    /// In place of the rule's own title.
    pub title: Option<Phrase>,
    /// In place of the rule's own headline.
    pub headline: Option<Phrase>,
    /// Whether it rests on a line that may have been taken out of the paste, and is a remark beside another cause.
    pub yields: bool,
}

/// One site, or both of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// One site.
    Site(Side),
    /// Both ends.
    Both,
}

/// What of a router a finding concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A gateway.
    Gateway(GatewayId),
    /// A tunnel interface.
    Tunnel(TunnelNumber),
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// On which router; None where it does not matter, or off the routers.
    pub side: Option<Side>,
    /// What to do; the finding's arguments are put in place.
    pub text: Phrase,
    /// The command to run.
    pub command: Option<String>,
    /// Whether it changes the router's state or cuts traffic.
    pub changes_state: bool,
    /// Whether what it looks at was pasted, so that nothing needs to be run.
    pub is_pasted: bool,
    /// The lines that take it back; empty where they are not known.
    pub back: Vec<Back>,
}

/// A part of the lines that take a change back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Back {
    /// These lines.
    Text(String),
    /// The pasted line of this number, as it stands.
    Line(u32),
}

impl Deref for Finding {
    type Target = FindingParts;

    fn deref(&self) -> &FindingParts {
        &self.0
    }
}

impl DerefMut for Finding {
    fn deref_mut(&mut self) -> &mut FindingParts {
        &mut self.0
    }
}

impl Finding {
    /// A finding that rests on these lines.
    pub fn new(evidence: impl IntoIterator<Item = Place>) -> Self {
        Self(Box::default()).and_places(evidence)
    }

    /// Adds lines that it rests on too.
    pub fn and_places(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        for place in places {
            self.evidence.push(place);
        }
        self.in_reading_order()
    }

    fn in_reading_order(mut self) -> Self {
        sort_once(&mut self.evidence);
        self
    }

    /// Says where to act or look first.
    pub fn at(mut self, side: Where) -> Self {
        self.side = Some(side);
        self
    }

    /// Names the settings that it is about.
    pub fn about(mut self, settings: &'static [&'static str]) -> Self {
        self.settings = settings;
        self
    }

    /// Says what of its router it concerns.
    pub fn of_part(mut self, part: Option<Part>) -> Self {
        self.part = part;
        self
    }

    /// Gives the texts a word that is the same in both languages.
    pub fn arg(self, name: &'static str, value: impl Display) -> Self {
        self.text(name, &value)
    }

    fn text(mut self, name: &'static str, value: &dyn Display) -> Self {
        self.args.push((name, Arg::Text(value.to_string())));
        self
    }

    /// Gives the texts a word with a form of its own in each language.
    pub fn phrase(mut self, name: &'static str, value: Phrase) -> Self {
        self.args.push((name, Arg::Phrase(value)));
        self
    }

    /// Gives the texts a site's name.
    pub fn site(mut self, name: &'static str, side: Side) -> Self {
        self.args.push((name, Arg::Site(side)));
        self
    }

    /// Adds a step on a router that only reads.
    pub fn read(self, side: Side, command: impl Into<String>, text: Phrase) -> Self {
        self.step(Some(side), Some(command.into()), text, false)
    }

    /// Adds a step on a router that changes its state or cuts traffic.
    pub fn change(self, side: Side, command: impl Into<String>, text: Phrase) -> Self {
        self.step(Some(side), Some(command.into()), text, true)
    }

    /// Says how to take back the step added last.
    pub fn with_way_back(mut self, back: Vec<Back>) -> Self {
        if let Some(step) = self.steps.last_mut() {
            step.back = back;
        }
        self
    }

    /// Adds a step that changes a router's state, and the lines that take it back.
    pub fn change_and_back(
        self,
        side: Side,
        command: impl Into<String>,
        text: Phrase,
        back: impl Into<String>,
    ) -> Self {
        let back = vec![Back::Text(back.into())];
        self.change(side, command, text).with_way_back(back)
    }

    /// Adds something to do without a command, at both sites.
    pub fn advise(self, text: Phrase) -> Self {
        self.step(None, None, text, false)
    }

    /// Adds something to do without a command, at one site.
    pub fn advise_at(self, side: Side, text: Phrase) -> Self {
        self.step(Some(side), None, text, false)
    }

    fn step(
        mut self,
        side: Option<Side>,
        command: Option<String>,
        text: Phrase,
        changes_state: bool,
    ) -> Self {
        self.steps.push(Step {
            side,
            text,
            command,
            changes_state,
            is_pasted: false,
            back: Vec::new(),
        });
        self
    }

    /// Asks for an output.
    pub fn ask(mut self, need: Need) -> Self {
        self.asks.push(need);
        self
    }

    /// Adds a step that only reads, and asks for what it prints.
    pub fn read_and_ask(self, need: Need, text: Phrase) -> Self {
        let command = need.command.clone();
        self.read(need.side, command, text).ask(need)
    }

    /// Replaces the rule's severity.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Replaces the rule's certainty.
    pub fn certainty(mut self, certainty: Certainty) -> Self {
        self.certainty = Some(certainty);
        self
    }

    /// Replaces the rule's cause.
    pub fn cause(mut self, cause: Option<Cause>) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Makes it a remark where pasted lines tell another cause.
    pub fn yielding(mut self) -> Self {
        self.yields = true;
        self
    }

    /// Replaces the rule's title.
    pub fn titled(mut self, title: Phrase) -> Self {
        self.title = Some(title);
        self
    }

    /// Replaces the rule's headline.
    pub fn headed(mut self, headline: Phrase) -> Self {
        self.headline = Some(headline);
        self
    }
}
