//! Turns sections into records as the router printed them, and says of every other line whether it
//! is known to carry nothing or was not understood. Nothing here fails, guesses or judges.
//!
//! An output is found by its content; the command line above it only names it. So an answer is read
//! without its command, behind a wrong one, or glued to another answer.

mod arp;
mod atom;
mod catalog;
mod config;
mod cut;
mod dhcp_client;
mod dhcpv6;
mod environment;
mod glued;
mod ip_route;
mod label;
mod lan;
mod lines;
mod log;
mod nat;
mod netvolante;
mod ping;
mod pp_state;
mod router_error;
mod runs;
mod sa_detail;
mod sa_gateway;
mod sa_table;
mod status_bgp;
mod status_pp;
mod status_tunnel;
mod status_vrrp;
mod stray;
mod unanswered;
mod uncopied;
mod wording;

use runs::{Run, runs};
use unanswered::{answer_without_output, unread_answer};
use wording::{documented, guessed, seen};

use crate::text::{Command, Line, Listed, Part, Section, Shape, sort_once};

pub use atom::hex_bytes;
pub use config::{Config, Header, Selected, Setting};
pub use cut::Quit;
pub use dhcp_client::{DhcpClient, LeaseBlock};
pub use dhcpv6::{Dhcpv6, Dhcpv6Block};
pub use environment::Environment;
pub use ip_route::{RouteList, RouteRow};
pub use label::Printed;
pub use lan::LanStatus;
pub use lines::Notes;
pub use log::{Log, LogCover, LogKind, LogLine, Stamp};
pub use nat::{NatBlock, NatTable};
pub use netvolante::{NameServer, NameService};
pub use ping::{PingAnswer, PingCount};
pub use router_error::{ErrorKind, RouterError};
pub use sa_detail::{Field, Label, SaBlock, SaBlocks};
pub use sa_gateway::{GatewayRow, GatewaySummary};
pub use sa_table::{Connection, Dir, SaRow, SaTable, Total};
pub use status_bgp::{BgpNeighbor, BgpNeighbors};
pub use status_pp::{PpState, PpStatus};
pub use status_tunnel::{TunnelBlock, TunnelBlocks, TunnelFact};
pub use status_vrrp::{VrrpGroup, VrrpGroups};
pub use wording::{Mark, Wording};

/// What one answer holds, in the router's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// `show ipsec sa`: one row per SA.
    SaTable(SaTable),
    /// `show ipsec sa gateway`: one row per gateway.
    GatewaySummary(GatewaySummary),
    /// `show ipsec sa gateway N detail`, or the table's predecessor: one block per SA.
    SaBlocks(SaBlocks),
    /// `show status pp`: one PP interface.
    PpStatus(PpStatus),
    /// `show environment`.
    Environment(Environment),
    /// `show nat descriptor address`: one block per descriptor and interface.
    NatTable(NatTable),
    /// `show status dhcpc`: one block per interface.
    DhcpClient(DhcpClient),
    /// `show status ipv6 dhcp`: one block per interface.
    Dhcpv6(Dhcpv6),
    /// `show status lanN`: one port.
    LanStatus(LanStatus),
    /// `show status netvolante-dns`: one block per server.
    NameService(NameService),
    /// `show status tunnel`: one block per tunnel interface.
    TunnelStatus(TunnelBlocks),
    /// `show ip route`, `show ipv6 route`: one row per route.
    Routes(RouteList),
    /// `ping`, `ping6`.
    Ping(PingAnswer),
    /// `show config`: one record per setting.
    Config(Config),
    /// `show status bgp neighbor`: one block per neighbour.
    BgpNeighbors(BgpNeighbors),
    /// `show status vrrp`: one block per group.
    VrrpGroups(VrrpGroups),
    /// `show log`, or a syslog server's file: the messages that tell something.
    Log(Log),
    /// An error message instead of an answer.
    RouterError(RouterError),
    /// The command was run and printed nothing.
    Nothing,
    /// An answer that the tool knows and draws nothing from.
    Quiet,
}

/// How much of an answer was pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nothing shows that a part is missing.
    Whole,
    /// A part is missing.
    Cut,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The command in full; without a command line, the one that prints such an answer.
    pub command: String,
    /// Words behind the command's own; empty without a command line.
    pub arguments: Vec<String>,
    /// Line of the command, else of the answer's first line.
    pub first_line: u32,
    /// Last line that belongs to it.
    pub last_line: u32,
    /// How much of it was pasted.
    pub extent: Extent,
    /// Whether conclusions are drawn from it.
    pub analysed: bool,
    /// What it holds.
    pub record: Record,
}

/// Everything read from one router's part of a paste.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The answers in the order of the text.
    pub answers: Vec<Answer>,
    /// Lines that nothing understood, and lines joined.
    pub notes: Notes,
    /// Answers of which the rest was never shown.
    pub quits: Vec<Quit>,
    /// What was selected at the prompt.
    selected: Selected,
}

/// One output, as data: the command that prints it and how to find and read it.
#[derive(Debug)]
pub(crate) struct Output {
    /// The command's words; None where no command prints it by intent.
    pub(crate) shape: Option<Shape>,
    /// The command that prints it, for an answer without a command line.
    pub(crate) command: &'static str,
    /// The characters with which, behind blanks, a line may begin that it claims; empty for any. They
    /// spare all other lines the question.
    pub(crate) first: &'static str,
    /// Whether a line can only be of this output.
    pub(crate) claims: fn(&str) -> bool,
    /// Whether a line may be of this output where it has begun.
    pub(crate) continues: fn(&str) -> bool,
    /// Where each form of it is known from.
    pub(crate) wording: &'static [Wording],
    /// Reads the lines of one answer, or of several in a row.
    pub(crate) read: fn(&[Line<'_>], &mut Notes) -> Vec<Reading>,
}

/// The outputs that are read: the command that prints each, empty for messages that answer any
/// command, and where its forms are known from.
pub fn outputs() -> impl Iterator<Item = (&'static str, &'static [Wording])> {
    let outputs = catalog::OUTPUTS.iter();
    outputs.map(|output| (output.command, output.wording))
}

/// The commands whose answers are recognised and left alone.
pub fn quiet_commands() -> impl Iterator<Item = String> {
    catalog::QUIET.iter().map(|shape| shape.words.join(" "))
}

impl Output {
    /// Whether the command asks for this output; an error may answer any.
    fn answers(&self, command: &Command) -> bool {
        self.shape.is_none_or(|shape| command.is_of(shape))
    }
}

/// One answer as a reader found it.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) record: Record,
    pub(crate) extent: Extent,
    pub(crate) span: Span,
}

/// First and last line of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Line number, from 1.
    pub first: u32,
    /// Line number, not before `first`.
    pub last: u32,
}

/// All commands that the tool knows, for finding them in a paste.
pub fn grammar() -> Vec<Shape> {
    // Of two entries for one command the last counts: what is read is not quiet any more.
    let read = catalog::OUTPUTS.iter().filter_map(|output| output.shape);
    catalog::QUIET.iter().copied().chain(read).listed()
}

impl Parsed {
    fn take(&mut self, answer: Answer) {
        if answer.command.is_empty() {
            // An error message, and nobody knows of what command; a copy may have broken it.
            let lines = answer.first_line..=answer.last_line;
            self.notes.unread.extend(lines);
        }
        self.answers.push(answer);
    }
}

/// Reads one router's part.
pub fn parse(part: &Part<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    for section in &part.sections {
        match glued::unfold(section) {
            Some(lines) => {
                let unfolded = Section {
                    command: section.command.clone(),
                    lines: lines.as_slice(),
                    ..*section
                };
                parse_section(&unfolded, &mut parsed);
            }
            None => parse_section(section, &mut parsed),
        }
    }
    uncopied::leave_bare(part, &mut parsed.answers);
    uncopied::leave_last(part, &mut parsed.answers);
    parsed.notes.unread.extend(&part.marks);
    sort_once(&mut parsed.notes.unread);
    cut::keep_last(&mut parsed.quits, &parsed.answers);
    parsed
}

fn parse_section(section: &Section<'_>, parsed: &mut Parsed) {
    // The first answer that the command asked for takes it; what follows was glued to it.
    let mut command = section.command.as_ref();
    let first_answer = parsed.answers.len();
    let asked = section.command.as_ref();
    let runs = runs(section.lines, |output| {
        asked.is_some_and(|command| output.shape.is_some() && output.answers(command))
    });
    let strays = runs.iter().flat_map(Run::telling_strays);
    parsed.notes.unread.extend(strays);
    let first_unread = parsed.notes.unread.len();
    for (at, run) in runs.into_iter().enumerate() {
        match (run.output, command) {
            (Some(output), _) => {
                let first_of_run = parsed.answers.len();
                let from = parsed.notes.unread.len();
                for reading in (output.read)(&run.own(), &mut parsed.notes) {
                    let is_first = parsed.answers.len() == first_answer;
                    let own = command.take_if(|it| is_first && output.answers(it));
                    let mut answer = answer(output, own, section, reading);
                    let unread = parsed.notes.unread.get(from..).unwrap_or_default();
                    if config::hides_one_among(&answer, run.lines, unread) {
                        answer.extent = Extent::Cut;
                    }
                    parsed.take(answer);
                }
                let of_run = parsed.answers.get(first_of_run..).unwrap_or_default();
                parsed.notes.unread.extend(run.strays_between(of_run));
            }
            (None, Some(quiet)) if at == 0 && !quiet.analysed => {
                parsed.answers.push(answer_without_output(quiet, run.lines));
                command = None;
            }
            (None, _) => parsed.notes.leave_unread(run.lines),
        }
    }
    let answers = parsed.answers.get(first_answer..).unwrap_or_default();
    let first = first_shown(answers);
    parsed.notes.leave_marks_above(section, first);
    let unread = parsed.notes.unread.get(first_unread..);
    let answers = parsed.answers.get_mut(first_answer..);
    let (unread, answers) = (unread.unwrap_or_default(), answers.unwrap_or_default());
    parsed.quits.extend(cut::of(section, unread, answers));
    // An answer that stands on the command's own line accounts for it.
    let is_told =
        |command: &&Command| command.glued.is_some() && parsed.answers.len() > first_answer;
    if let Some(command) = command.filter(|command| !is_told(command)) {
        let is_first = parsed.answers.len() == first_answer;
        let before = parsed.answers.get(..first_answer).unwrap_or_default();
        let mut answer = unread_answer(command, section, before, is_first);
        // What stands behind a setting is an error message, or what the console prints of the log.
        if (section.is_empty() || stray::are_all(section.lines))
            && let Some(config) = config::typed(command, &mut parsed.selected)
        {
            answer.analysed = true;
            answer.extent = Extent::Whole;
            answer.record = Record::Config(config);
        }
        parsed.answers.insert(first_answer, answer);
    }
}

/// The first line of what was read of some answers: what is left as not understood is above nothing.
fn first_shown(answers: &[Answer]) -> Option<u32> {
    let mut shown = answers.iter().filter(|it| !it.command.is_empty());
    shown.next().map(|it| it.first_line)
}

fn answer(
    output: &Output,
    command: Option<&Command>,
    section: &Section<'_>,
    mut reading: Reading,
) -> Answer {
    let filtered = section.command.as_ref().is_some_and(|it| it.filtered);
    let asked = command.map(|it| it.arguments.as_slice());
    let extent = if let Record::Config(config) = &reading.record {
        config.extent(asked, section.closed)
    } else if let Record::Log(log) = &mut reading.record {
        let pattern = section
            .command
            .as_ref()
            .and_then(|it| it.pattern.as_deref());
        log.asked(asked, filtered, pattern)
    } else {
        reading.extent
    };
    Answer {
        command: command.map_or_else(|| output.command.to_owned(), |command| command.text.clone()),
        arguments: command
            .map(|command| command.arguments.clone())
            .unwrap_or_default(),
        first_line: command.map_or(reading.span.first, |command| {
            command.line.min(reading.span.first)
        }),
        last_line: reading.span.last,
        extent: if filtered { Extent::Cut } else { extent },
        analysed: !matches!(reading.record, Record::Quiet),
        record: reading.record,
    }
}
