//! Takes the wholeness from answers of which the paste shows that a part is missing.

use super::uncopied::cut_where_half;
use super::{Answer, Extent, LogCover, Record, config, log, sa_detail};
use crate::text::{Line, Listed, Section, sort_by_key};

/// An answer at whose pager somebody left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quit {
    /// Its last line.
    pub last_line: u32,
    /// The line that shows it.
    pub shown_by: u32,
    /// The command in full.
    pub command: String,
}

/// Takes the wholeness from the answers of a section, of which these lines were not understood.
pub(super) fn of(section: &Section<'_>, unread: &[u32], answers: &mut [Answer]) -> Option<Quit> {
    let mut quit = None;
    if let Some(last) = answers.last_mut() {
        cut_where_half(section, last);
        quit = section.quit.and_then(|line| at_pager(line, last));
    }
    where_left_out(section, unread, answers);
    where_a_block_lost_its_head(section, unread, answers);
    quit
}

/// Labels of an SA above the first block are those of one whose beginning is lost, so that the answer below
/// does not hold all SAs.
fn where_a_block_lost_its_head(section: &Section<'_>, unread: &[u32], answers: &mut [Answer]) {
    let torn = unread.iter().filter(|number| {
        let line = line_of(section, **number);
        line.is_some_and(|line| sa_detail::is_of_a_block(&line.text))
    });
    let mut torn = torn.copied().listed();
    sort_by_key(&mut torn, |it| *it);
    let mut above = 0;
    for answer in answers {
        let next = torn.partition_point(|it| *it <= above);
        let is_torn = torn.get(next).is_some_and(|it| *it < answer.last_line);
        if is_torn && matches!(answer.record, Record::SaBlocks(_)) {
            answer.extent = Extent::Cut;
        }
        above = answer.last_line;
    }
}

fn line_of<'s, 't>(section: &'s Section<'t>, number: u32) -> Option<&'s Line<'t>> {
    let first = section.lines.first().map_or(0, |line| line.number);
    let at = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
    section.lines.get(at)
}

/// Takes the wholeness from settings among which a line stands that is none, such as 「（中略）」. A line of
/// IPsec that no router has stands for nothing else, nor does one of the log that the console printed.
fn where_left_out(section: &Section<'_>, unread: &[u32], answers: &mut [Answer]) {
    let left_out = unread.iter().filter(|number| {
        let line = line_of(section, **number);
        let stands_for_none = |text: &str| config::is_of_ipsec(text) || (log::OUTPUT.claims)(text);
        line.is_some_and(|line| !stands_for_none(&line.text))
    });
    let Some(earliest) = left_out.min() else {
        return;
    };
    for answer in answers {
        if matches!(answer.record, Record::Config(_)) && *earliest < answer.last_line {
            answer.extent = Extent::Cut;
        }
    }
}

/// Takes the wholeness from an answer that ends at the mark of a pager; nothing where the router's own count
/// shows it to be whole, or where only what is old is missing.
fn at_pager(shown_by: u32, answer: &mut Answer) -> Option<Quit> {
    if let Record::Log(log) = &mut answer.record {
        if log.reversed {
            return None;
        }
        log.cover = LogCover::Extract;
    }
    if matches!(answer.record, Record::SaTable(_) | Record::Quiet) {
        return None;
    }
    answer.extent = Extent::Cut;
    Some(Quit {
        last_line: answer.last_line,
        shown_by,
        command: answer.command.clone(),
    })
}

/// Drops those that were asked again and shown whole.
pub(super) fn keep_last(quits: &mut Vec<Quit>, answers: &[Answer]) {
    let whole = answers.iter().filter(|it| it.extent == Extent::Whole);
    let mut whole = whole.map(|it| it.command.as_str()).listed();
    sort_by_key(&mut whole, |it| *it);
    quits.retain(|quit| whole.binary_search(&quit.command.as_str()).is_err());
}
