//! Tells where an answer was not copied, or its end was not, though nothing of it is torn.

use super::{Answer, Extent, Record};
use crate::text::{Command, Line, Section};

/// Where a paste ends behind an SA whose other direction is missing, that one may be what was cut off.
pub(super) fn cut_where_half(section: &Section<'_>, last: &mut Answer) {
    if let Record::SaBlocks(blocks) = &last.record
        && !section.closed
        && blocks.ends_in_half()
    {
        last.extent = Extent::Cut;
    }
}

/// Whether the command that lists all SAs ends the paste, with nothing behind it, while an answer further up
/// lists some: either there are none any more, or the answer was not copied.
pub(super) fn is_unanswered(command: &Command, section: &Section<'_>, before: &[Answer]) -> bool {
    let lists = |it: &Answer| matches!(it.record, Record::SaTable(_) | Record::SaBlocks(_));
    let is_bare = !section.closed && section.lines.iter().all(Line::is_blank);
    let lists_all = command.text.starts_with("show ipsec sa") && command.arguments.is_empty();
    is_bare && lists_all && before.iter().any(lists)
}

/// Commands that a router never answers with nothing.
const NEVER_EMPTY: [&str; 4] = [
    "show environment",
    "show status tunnel",
    "show ip route",
    "show config",
];

/// Where one of them stands without an answer, only command lines were copied: no empty answer proves an
/// absence.
pub(super) fn leave_bare(answers: &mut [Answer]) {
    let is_bare = |it: &Answer| it.extent == Extent::Whole && it.record == Record::Nothing;
    let is_never_so = |it: &Answer| {
        let command = it
            .command
            .trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit());
        NEVER_EMPTY.contains(&command)
    };
    if !answers.iter().any(|it| is_bare(it) && is_never_so(it)) {
        return;
    }
    for answer in answers.iter_mut().filter(|it| is_bare(it)) {
        answer.extent = Extent::Cut;
        answer.record = Record::Quiet;
    }
}
