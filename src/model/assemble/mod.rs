//! Turns records into a [`Router`]: the one place where Yamaha's words become those of the RFCs.

mod device;
mod foreign;
mod link;
mod sa;

use std::rc::Rc;

use super::{Moment, Refusal, Refused, Router, whole_answers};
use crate::parse::{Answer, ErrorKind, Parsed, Record};
use crate::text::{Line, Side, Vault};

/// What the assembly needs to know of a site besides its records.
#[derive(Debug, Clone)]
pub struct Origin<'t> {
    /// The site.
    pub side: Side,
    /// When it was pasted.
    pub captured_at: Option<Moment>,
    /// The lines of its paste.
    pub lines: &'t [Line<'t>],
    /// The secrets of its paste.
    pub vault: Rc<Vault>,
}

/// Assembles one router. Later outputs win over earlier ones of the same command.
pub fn router(origin: &Origin<'_>, parsed: &Parsed) -> Router {
    let sas = sa::assemble(&parsed.answers);
    let first_filled = origin.lines.iter().find(|line| !line.is_blank());
    Router {
        side: origin.side,
        captured_at: origin.captured_at,
        pasted: first_filled.is_some(),
        foreign: foreign::find(origin.lines, &parsed.notes.unread),
        first_line: first_filled.map_or(1, |line| line.number),
        n_answers: parsed.answers.len(),
        ike_sas: sas.ike,
        ipsec_sas: sas.ipsec,
        gateways: sas.gateways,
        whole_answers: whole_answers(&sas.answers),
        sa_answers: sas.answers,
        contradictions: sas.contradictions,
        mirrored: sas.mirrored,
        refused: refused(&parsed.answers),
        device: device::assemble(&parsed.answers),
        links: link::assemble(&parsed.answers),
        tunnels: Vec::new(),
        routes: None,
        routes_v6: None,
        pings: Vec::new(),
        lookups: Vec::new(),
        neighbors: Vec::new(),
        vault: Rc::clone(&origin.vault),
    }
}

fn refused(answers: &[Answer]) -> Vec<Refused> {
    let errors = answers.iter().filter_map(|answer| {
        let Record::RouterError(error) = &answer.record else {
            return None;
        };
        let command = (!answer.command.is_empty()).then(|| answer.command.clone());
        Some(Refused {
            line: error.line,
            reason: refusal(error.kind),
            command,
        })
    });
    errors.collect()
}

fn refusal(kind: ErrorKind) -> Refusal {
    match kind {
        ErrorKind::UnknownCommand => Refusal::UnknownCommand,
        ErrorKind::AdministratorOnly => Refusal::AdministratorOnly,
        ErrorKind::ParameterCount => Refusal::ParameterCount,
        ErrorKind::UnknownKeyword => Refusal::UnknownKeyword,
        ErrorKind::OutOfRange => Refusal::OutOfRange,
        ErrorKind::TimedOut => Refusal::TimedOut,
        ErrorKind::Other => Refusal::Other,
    }
}
