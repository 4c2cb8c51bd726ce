//! The answer as plain data: what `diagnose` found, turned into the one shape that the page draws,
//! the command line prints and JavaScript receives.
//!
//! Field names are a promise to every caller: fields may be added, never repurposed.
//! JSON is camelCase, every text for people exists in Japanese and English, every list keeps a
//! stable order, an absent value is `null`. `docs/report.schema.json` describes the same shape.

mod attribute;
mod build;
mod build_timeline;
mod columns;
pub mod json;
pub mod label;
pub mod markdown;
mod names;
mod outline;
pub mod redact;
pub mod text;
pub mod timeline;
pub mod timeline_label;
mod visit;
mod words;

pub use build::{SiteText, build};
pub use label::Lang;
pub use visit::steers;
pub(crate) use visit::tame;

use std::borrow::Cow;

use serde::Serialize;

/// A text for people, in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Japanese.
    pub ja: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

/// Everything the tool has to say about one set of pastes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Which program made the report.
    pub tool: Tool,
    /// The worst of the site-to-site pairs.
    pub verdict: Verdict,
    /// One entry per router found in the pastes, in the order of the sides.
    pub sites: Vec<Site>,
    /// Gateways that belong together, and those left over.
    pub pairs: Vec<Pair>,
    /// What was found, the one that set the verdict first.
    pub findings: Vec<Finding>,
    /// Rules that could not look, and the outputs that they lack.
    pub not_checked: Vec<NotChecked>,
    /// What to paste next, most telling first.
    pub asks: Vec<Ask>,
    /// What the logs of all sites tell, in one order.
    pub timeline: timeline::Timeline,
}

/// Name and version of this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tool {
    /// The crate's name.
    pub name: &'static str,
    /// The crate's version.
    pub version: &'static str,
}

/// Is the VPN up, how sure is that, and where to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Up, degraded, down or unknown.
    pub state: State,
    /// Whether the pasted lines alone prove it.
    pub certainty: Certainty,
    /// Slug of the first finding that set the state.
    pub cause: Option<&'static str>,
    /// Where to act or look first: a site's letter, `both`, or null.
    pub side: Option<Where>,
    /// Whether packets were seen to pass.
    pub traffic: Traffic,
    /// One sentence that says all this.
    pub headline: Text,
}

/// State of a VPN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// Evidence from both ends, and nothing that contradicts it.
    Up,
    /// SAs fit but traffic fails, or some pairs are dead, or it keeps falling.
    Degraded,
    /// No pair of Child SAs fits in both directions.
    Down,
    /// The pastes do not decide it.
    Unknown,
}

/// How sure a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Certainty {
    /// The rule is written in a standard or the command reference and all its facts were read.
    Shown,
    /// The most probable reading.
    Likely,
}

/// Whether packets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Traffic {
    /// A ping was answered, or both ends received packets.
    Seen,
    /// Packets are sent and do not arrive.
    Failing,
    /// Nothing pasted shows it.
    NotChecked,
}

/// One site's letter, or both sites of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// One site.
    Site(Letter),
    /// Both ends.
    Both,
}

impl Serialize for Where {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Site(letter) => letter.serialize(serializer),
            Self::Both => serializer.serialize_str("both"),
        }
    }
}

/// The letters of a site: `A`, `B`, … `Z`, `AA`, ….
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Letter(pub u16);

impl std::fmt::Display for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 >= 26 {
            Self(self.0 / 26 - 1).fmt(f)?;
        }
        let last = u8::try_from(self.0 % 26).unwrap_or_default();
        write!(f, "{}", char::from(b'A' + last))
    }
}

impl Serialize for Letter {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One router, as far as its pastes show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// The site's letter.
    pub side: Letter,
    /// Which of the given texts it was read from, from 0. Two sites share one when a box held two routers.
    pub paste: usize,
    /// The name the user gave, else the prompt's, else null.
    pub name: Option<String>,
    /// Model such as `RTX1210`, when an output names it.
    pub model: Option<String>,
    /// Firmware revision such as `14.01.42`, when an output names it.
    pub revision: Option<String>,
    /// The outputs that were recognised, in the order of the text.
    pub outputs: Vec<Output>,
    /// What was mended in the text before it could be read.
    pub repairs: Vec<Repair>,
    /// Lines that nothing understood, secrets masked.
    pub unread: Vec<UnreadLine>,
    /// How far the site gets on the way from its line to traffic; always all rungs, in order.
    pub ladder: Vec<Rung>,
}

/// One rung of a site's ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rung {
    /// Which: `line`, `nat`, `route`, `ike`, `ipsec`, `tunnel` or `traffic`.
    pub rung: &'static str,
    /// Whether it holds.
    pub state: RungState,
    /// Index into `findings` of the one by which it fails.
    pub finding: Option<usize>,
    /// The line that shows that it holds, or that there is nothing.
    pub line: Option<u32>,
    /// The command that shows it.
    pub command: String,
}

/// Whether a rung holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RungState {
    /// An output shows that it does.
    Passed,
    /// Not pasted, and a rung above it holds.
    Implied,
    /// A finding says that it does not.
    Failed,
    /// A whole output shows that there is nothing, such as no SA.
    Absent,
    /// What was pasted of it does not tell.
    Open,
    /// Nothing of it was pasted.
    NotPasted,
}

/// One command's answer in a paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// The command as it would be typed in full.
    pub command: String,
    /// First line of it in the text as pasted, from 1; the command line where there is one.
    pub first_line: u32,
    /// Last line of it.
    pub last_line: u32,
    /// Whole, cut, empty or an error message.
    pub state: OutputState,
    /// Whether this tool draws conclusions from it.
    pub analysed: bool,
}

/// How much of an answer was pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum OutputState {
    /// Nothing shows that a part is missing.
    Whole,
    /// A part is missing: cut off, filtered, or rows fewer than announced.
    Cut,
    /// The command was run and printed nothing.
    Empty,
    /// The router answered with an error message.
    Error,
}

/// One kind of mending, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// What was mended: `pager`, `wrap`, `fullWidth`, `quote`, ….
    pub kind: &'static str,
    /// How often.
    pub count: u32,
}

/// A line that nothing understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadLine {
    /// Line number in the text as pasted, from 1.
    pub line: u32,
    /// The line, secrets masked.
    pub text: String,
}

/// Two gateways that should talk to each other, or one without a pasted partner.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// What kind of peer this is.
    pub role: Role,
    /// The state of this pair alone.
    pub verdict: Verdict,
    /// Why the two were matched: `spi`, `ikeSpi`, `ids`, `addresses`, `routes`, `only`, or `none`.
    pub matched_by: &'static str,
    /// The end at the lower letter.
    pub a: PairEnd,
    /// The other end, null when it was not pasted.
    pub b: Option<PairEnd>,
    /// The IKE SAs (ISAKMP SAs) of both ends side by side.
    pub ike: Vec<IkePair>,
    /// The IPsec SAs side by side, one entry per direction and generation.
    pub flows: Vec<Flow>,
    /// Settings and properties of both ends side by side.
    pub attributes: Vec<Attribute>,
}

/// What the peer of a gateway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Joins two pasted sites.
    SiteToSite,
    /// A dial-in client.
    RemoteAccess,
    /// A peer whose output was not pasted.
    OtherPeer,
}

/// One end of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairEnd {
    /// The site.
    pub side: Letter,
    /// Number of the security gateway, when an output names it.
    pub gateway: Option<u32>,
    /// Number of the tunnel interface, when an output names it.
    pub tunnel: Option<u32>,
}

/// How two SAs relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SaState {
    /// Shown to be the same SA.
    Matched,
    /// Shown not to fit.
    Mismatched,
    /// Only one end has it.
    OneSided,
    /// What was pasted does not tell.
    Unverifiable,
}

/// An IKE SA at both ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IkePair {
    /// How the two relate.
    pub state: SaState,
    /// At the pair's `a` end.
    pub a: Option<IkeSa>,
    /// At the pair's `b` end.
    pub b: Option<IkeSa>,
}

/// An IKE SA (ISAKMP SA) as one router shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IkeSa {
    /// The router's own number for it; says nothing about the other end.
    pub id: Option<u32>,
    /// 1, 2 or null.
    pub ike_version: Option<u8>,
    /// The 16 bytes: initiator's and responder's SPI (cookies), as 32 hex digits.
    pub spi: Option<String>,
    /// Identity or address of this router.
    pub local_id: Option<String>,
    /// Identity or address of the peer.
    pub remote_id: Option<String>,
    /// Algorithms as printed.
    pub algorithm: Option<String>,
    /// Seconds left.
    pub remaining_secs: Option<u32>,
    /// Lines it was read from.
    pub lines: Vec<u32>,
}

/// One direction of traffic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Site that sends, null when the peer was not pasted.
    pub from: Option<Letter>,
    /// Site that receives, null when the peer was not pasted.
    pub to: Option<Letter>,
    /// How the sender's and the receiver's SA relate.
    pub state: SaState,
    /// The outbound SA of the sender.
    pub sender: Option<IpsecSa>,
    /// The inbound SA of the receiver.
    pub receiver: Option<IpsecSa>,
}

/// An IPsec SA (one direction, one SPI) as one router shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IpsecSa {
    /// The router's own number for it; says nothing about the other end.
    pub id: Option<u32>,
    /// The tunnel interface it belongs to.
    pub tunnel: Option<u32>,
    /// 8 hex digits, null where the output does not print it.
    pub spi: Option<String>,
    /// `ESP`, `AH` or as printed.
    pub protocol: Option<Cow<'static, str>>,
    /// `tunnel`, `transport` or as printed.
    pub mode: Option<Cow<'static, str>>,
    /// Encryption as printed.
    pub encryption: Option<String>,
    /// Integrity algorithm as printed.
    pub integrity: Option<String>,
    /// Seconds left.
    pub remaining_secs: Option<u32>,
    /// Lines it was read from.
    pub lines: Vec<u32>,
}

/// One property of both ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Stable name in camelCase.
    pub name: &'static str,
    /// For people.
    pub label: Text,
    /// At the pair's `a` end.
    pub a: Option<AttributeValue>,
    /// At the pair's `b` end.
    pub b: Option<AttributeValue>,
    /// How the two relate.
    pub state: AttributeState,
    /// How the ends must relate: `equal`, `mirror`, `negotiated`, `independent`, `oneEnd` or `eachEnd`;
    /// null for a property of the SAs.
    pub rule: Option<&'static str>,
    /// The section of the command reference that describes the setting.
    pub section: Option<&'static str>,
    /// Indexes into `findings` of those that are about it.
    pub findings: Vec<usize>,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttributeValue {
    /// As printed, secrets masked.
    pub value: Cow<'static, str>,
    /// `seen` in an SA; `explicit`, `default` or `absent` in the settings; `hidden`, of a `template` that
    /// was not expanded, or `notPasted`. Only the first three have a value.
    pub source: &'static str,
    /// Line number, null where no line says it.
    pub line: Option<u32>,
    /// The command that sets it at this end, without numbers; null for a property of the SAs.
    pub command: Option<&'static str>,
    /// The line of a setting as pasted, secrets masked; null where there is none.
    pub text: Option<String>,
}

/// How two values relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum AttributeState {
    /// Equal.
    Same,
    /// Not equal, and that breaks something.
    Differs,
    /// Not equal, and the protocol allows it.
    Tolerated,
    /// Hidden, masked or not pasted at one end.
    Unknown,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Rule id such as `SA202`, forever the same.
    pub id: &'static str,
    /// Rule name such as `spi-mismatch`.
    pub slug: &'static str,
    /// Cause slug of the contract, null for a remark.
    pub cause: Option<&'static str>,
    /// What it does to the VPN.
    pub severity: Severity,
    /// Whether the pasted lines alone prove it.
    pub certainty: Certainty,
    /// Where to act or look first.
    pub side: Option<Where>,
    /// Index into `pairs`, null when it concerns a paste or the whole.
    pub pair: Option<usize>,
    /// Whether something nearer to the line fails too, so that this may be its consequence.
    pub also_seen: bool,
    /// What.
    pub title: Text,
    /// Why.
    pub why: Text,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// The pasted lines it rests on; at least one.
    pub evidence: Vec<Evidence>,
}

/// What a finding does to the VPN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The paste itself hinders the diagnosis.
    Input,
    /// No traffic can pass.
    Blocks,
    /// Traffic passes badly or one way.
    Degrades,
    /// Works today; a remark.
    Risk,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// On which router; null for both.
    pub side: Option<Letter>,
    /// What to do.
    pub text: Text,
    /// The command to run, ready to paste.
    pub command: Option<String>,
    /// Whether it changes the router's state or cuts traffic.
    pub changes_state: bool,
    /// The lines that take it back, ready to paste; null where nothing does, or they are not known.
    pub way_back: Option<String>,
}

impl Step {
    /// The first of some steps, with those behind it that are one task with it: the same change at another
    /// router, or the same words for another output, as where two are to be taken right after each other.
    pub fn first_task(steps: &[Self]) -> &[Self] {
        let same = |one: &Self, other: &Self| {
            let alike = (&one.command, &one.way_back) == (&other.command, &other.way_back);
            one.text == other.text && (alike || !other.changes_state)
        };
        steps.chunk_by(same).next().unwrap_or_default()
    }

    /// Whether the lines switch a tunnel off and more follow: to who works through that tunnel the router
    /// is out of reach before the tunnel is on again.
    pub fn locks_out(&self) -> bool {
        let command = self.command.as_deref().unwrap_or_default();
        command.contains("tunnel disable ")
    }
}

/// A pasted line that supports a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The site.
    pub side: Letter,
    /// Line number in the text as pasted, from 1.
    pub line: u32,
    /// The line, secrets masked.
    pub text: String,
}

/// A rule that could not look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotChecked {
    /// Rule id.
    pub id: &'static str,
    /// For people: what remains open.
    pub title: Text,
    /// The outputs it lacks.
    pub needs: Vec<Need>,
}

impl Report {
    /// The rules that could not look, those together that lack the same outputs; in order of the first.
    pub fn open_checks(&self) -> Vec<Vec<&NotChecked>> {
        let mut groups: Vec<Vec<&NotChecked>> = Vec::new();
        for check in &self.not_checked {
            let same = |group: &&mut Vec<&NotChecked>| {
                let first = group.first();
                first.is_some_and(|first| first.needs == check.needs)
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.push(check),
                None => groups.push(vec![check]),
            }
        }
        groups
    }
}

/// One output that is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Need {
    /// On which router.
    pub side: Letter,
    /// The smallest command that prints it.
    pub command: String,
}

/// What to paste next from one router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ask {
    /// The router.
    pub side: Letter,
    /// Commands, most telling first.
    pub commands: Vec<String>,
}
