//! What a rule is: texts, standing and one function that looks.

use super::finding::Finding;
use super::need::Need;
use super::{Cause, Phrase, Rung};
use crate::model::Router;
use crate::pair::{GatewayPair, Pairing};
use crate::text::Listed;

/// One rule, as data.
#[derive(Debug)]
pub struct Rule {
    /// Forever the same, such as `SA202`; also the name of its file.
    pub id: &'static str,
    /// Names the fault, readable behind "the problem is".
    pub slug: &'static str,
    /// How far a site gets by it; None for what is about the pastes and not about the VPN.
    pub rung: Option<Rung>,
    /// What was found; no full stop.
    pub title: Phrase,
    /// The verdict's sentence where this finding sets it.
    pub headline: Phrase,
    /// Why that matters, in a sentence or two.
    pub why: Phrase,
    /// What the rule would tell, for the list of what could not be checked.
    pub question: Phrase,
    /// When the rule stays silent although it might apply: its blind spots.
    pub silent_when: Phrase,
    /// Where the rule is written down.
    pub references: &'static [&'static str],
    /// The cause it names; None for a remark and where no cause can be told.
    pub cause: Option<Cause>,
    /// What it does to the VPN.
    pub severity: Severity,
    /// Whether the lines alone prove it.
    pub certainty: Certainty,
    /// What SAs tell of its findings that were all made below the lines that they quote.
    pub sas_since: SasSince,
    /// Looks.
    pub check: Check,
}

/// What a finding does to the VPN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The pastes cannot be compared at all, whatever else they show.
    Void,
    /// The paste hinders the diagnosis, unless other lines decide it.
    Input,
    /// No traffic can pass.
    Blocks,
    /// Traffic passes badly or one way.
    Degrades,
    /// Works today; a remark.
    Risk,
}

impl Severity {
    /// Whether it makes the VPN worse than up.
    pub fn breaks(self) -> bool {
        matches!(self, Self::Blocks | Self::Degrades)
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// A standard or the command reference states the rule, and all its facts were read.
    Shown,
    /// The most probable reading.
    Likely,
}

/// What SAs tell of a finding that were made since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SasSince {
    /// Nothing: what the rule rests on holds below them, too, such as a setting.
    SayNothing,
    /// That the state which an output showed may be over: it is to be taken again.
    LeaveOpen,
    /// The same; and where somebody changed something in between, that it is over: without a line, and a route to the
    /// peer, no SAs are made.
    ProveMended,
}

/// What a rule looks at; the engine does the looping.
#[derive(Debug)]
pub enum Check {
    /// Each router alone.
    Router(fn(&Router) -> Outcome),
    /// Each pair of gateways; one whose peer was not pasted has no `b`.
    Pair(fn(&GatewayPair<'_>) -> Outcome),
    /// All routers together.
    Whole(fn(&Pairing<'_>) -> Outcome),
}

/// What a rule found, or what it lacks to look.
pub type Outcome = Result<Vec<Finding>, Missing>;

/// Outputs without which a rule cannot look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub Vec<Need>);

/// A text for documentation only: the page, which has no byte to spare, goes without.
pub const fn for_docs(text: Phrase) -> Phrase {
    if cfg!(target_family = "wasm") {
        Phrase::NOTHING
    } else {
        text
    }
}

/// Where a rule is written down; for documentation only too.
pub const fn cited(references: &'static [&'static str]) -> &'static [&'static str] {
    if cfg!(target_family = "wasm") {
        &[]
    } else {
        references
    }
}

/// Looked, and found these.
///
/// # Errors
/// Never; it has the type of what a check returns.
pub fn found(findings: impl Iterator<Item = Finding>) -> Outcome {
    Ok(findings.listed())
}

/// Looked, and found nothing.
///
/// # Errors
/// Never; it has the type of what a check returns.
pub const fn nothing() -> Outcome {
    Ok(Vec::new())
}
