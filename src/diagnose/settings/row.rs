//! What a row of the table of settings says: how a setting is read, and how the ends must relate.

use super::Told;
use super::value::{self, Read, Value};
use crate::diagnose::Phrase;
use crate::model::{IkeVersion, Setting};

/// One setting.
#[derive(Debug)]
pub struct Row {
    /// Its name in the report.
    pub name: &'static str,
    /// Its command, without the gateway's number.
    pub command: &'static str,
    /// Its name for people.
    pub label: Phrase,
    /// The version of IKE that it is for; None for both.
    pub version: Option<IkeVersion>,
    /// How the two ends must relate.
    pub relation: Relation,
    /// Where the command reference describes it.
    pub section: &'static str,
    /// When a difference bites, where a remark is made of it: CFG616 makes one.
    pub bites: Option<Phrase>,
    pub(super) read: Read,
}

/// How a setting of one end and that of the other must relate.
#[derive(Debug)]
pub enum Relation {
    /// Both must say the same.
    Equal,
    /// Both had better say the same.
    Advised,
    /// The answering end follows, unless it is strict (IKEv1).
    Followed,
    /// The two agree on one of both values, or each goes by its own.
    Negotiated,
    /// The same, where the versions differ in what they make of it: the answering end chooses with
    /// IKEv2, and both must say the same with IKEv1.
    Chosen,
    /// Keys: they must be equal and are shown to nobody.
    Secret,
    /// The peer need not know.
    Own,
    /// One end at least must say this.
    One(&'static str),
    /// Each end must say this.
    Each(&'static str),
    /// What one end says of itself is what the other end expects of it.
    Mirror(&'static Mirror),
    /// The two ways of finding out that the peer is gone must fit each other.
    Probes,
}

/// The setting of the other end that is compared.
#[derive(Debug)]
pub struct Mirror {
    /// Its command.
    pub command: &'static str,
    pub(super) read: Read,
    pub(super) kind: Kind,
}

/// What is mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The address that an end calls.
    Called,
    /// The address that an end speaks from.
    Own,
    /// Who an end says it is.
    Said,
    /// Who an end must say it is.
    Wanted,
    /// A network of phase 2.
    Id,
}

impl Row {
    /// Reads it at one end.
    pub(in crate::diagnose) fn read(&self, told: &Told<'_>) -> Setting<Value> {
        self.read.of(told)
    }

    /// Its name alone, as a finding names what it is about.
    pub(in crate::diagnose) fn itself(&'static self) -> &'static [&'static str] {
        std::slice::from_ref(&self.name)
    }

    /// The line that sets it.
    pub(in crate::diagnose) fn line(&self, gateway: u32, value: &str) -> String {
        match self.command.split_once(" … ") {
            Some((command, option)) => format!("{command} {gateway} on {option}{value}"),
            None => format!("{} {gateway} {value}", self.command),
        }
    }
}

impl Relation {
    /// The name in the report.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Equal | Self::Advised | Self::Secret | Self::Probes => "equal",
            Self::Followed | Self::Negotiated | Self::Chosen => "negotiated",
            Self::Own => "independent",
            Self::One(_) => "oneEnd",
            Self::Each(_) => "eachEnd",
            Self::Mirror(_) => "mirror",
        }
    }
}

/// A row of both versions of IKE, of no matter to the peer and without a remark.
pub(super) const fn row(name: &'static str, command: &'static str, section: &'static str) -> Row {
    Row {
        name,
        command,
        label: Phrase::NOTHING,
        version: None,
        relation: Relation::Own,
        section,
        bites: None,
        read: Read::By(value::ipsec),
    }
}

impl Row {
    /// Its name for people.
    pub(super) const fn called(mut self, ja: &'static str, en: &'static str) -> Self {
        self.label = Phrase { ja, en };
        self
    }

    /// Where it is read.
    pub(super) const fn read_by(mut self, read: Read) -> Self {
        self.read = read;
        self
    }

    /// How the ends must relate.
    pub(super) const fn must(mut self, relation: Relation) -> Self {
        self.relation = relation;
        self
    }

    /// The only version of IKE that it is for.
    pub(super) const fn only(mut self, version: IkeVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// The command and the setting that stand at the first end.
    pub(super) fn at_a(&self) -> (&'static str, &Read) {
        (self.command, &self.read)
    }

    /// The command and the setting that stand at the second end.
    pub(super) fn at_b(&self) -> (&'static str, &Read) {
        match self.relation {
            Relation::Mirror(other) => (other.command, &other.read),
            Relation::Equal
            | Relation::Advised
            | Relation::Followed
            | Relation::Negotiated
            | Relation::Chosen
            | Relation::Secret
            | Relation::Own
            | Relation::One(_)
            | Relation::Each(_)
            | Relation::Probes => self.at_a(),
        }
    }

    /// What a remark says of a difference.
    pub(super) const fn bites(mut self, when: Phrase) -> Self {
        self.bites = Some(when);
        self
    }
}
