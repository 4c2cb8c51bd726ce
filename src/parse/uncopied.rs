//! Tells where an answer was not copied, or its end was not, though nothing of it is torn.

use super::{Answer, Extent, Record};
use crate::text::{Command, Line, Part, Section, are_words, says_nothing};

/// Where a paste ends behind an SA whose other direction is missing, that one may be what was cut off.
pub(super) fn cut_where_half(section: &Section<'_>, last: &mut Answer) {
    if let Record::SaBlocks(blocks) = &last.record
        && !section.closed
        && blocks.ends_in_half()
    {
        last.extent = Extent::Cut;
    }
}

/// Whether the command that lists all SAs ends the paste, with nothing behind it or what is no answer, while one further
/// up lists some: either there are none any more, or the answer was not copied.
pub(super) fn is_unanswered(
    command: &Command,
    lines: &[Line<'_>],
    is_closed: bool,
    before: &[Answer],
) -> bool {
    let lists = |it: &Answer| matches!(it.record, Record::SaTable(_) | Record::SaBlocks(_));
    let is_bare = !is_closed && lines.iter().all(Line::is_blank);
    let is_bare = is_bare || !says_nothing(lines);
    let lists_all = command.text.starts_with("show ipsec sa") && command.arguments.is_empty();
    is_bare && lists_all && before.iter().any(lists)
}

/// Where a paste in which each answer has the router's prompt behind it ends with a command line, copying may
/// have stopped there: without a prompt behind it, an empty answer proves no absence. A command line that is all
/// there is was pasted to say so.
pub(super) fn leave_last(part: &Part<'_>, answers: &mut [Answer]) {
    let last = part.sections.last();
    let Some((section, command)) = last.and_then(|it| Some((it, it.command.as_ref()?))) else {
        return;
    };
    let is_bare = !section.closed && section.lines.iter().all(Line::is_blank);
    if part.name.is_none() || !is_bare || !answers.iter().any(shows_some) {
        return;
    }
    let mut answers = answers.iter_mut();
    let own = answers.find(|it| it.first_line == command.line && it.record == Record::Nothing);
    // A list that stands further up contradicts it, and is asked about.
    if let Some(own) = own.filter(|it| it.analysed && it.extent == Extent::Whole) {
        own.extent = Extent::Cut;
        own.record = Record::Quiet;
    }
}

/// Whether the router printed an answer that is read.
fn shows_some(answer: &Answer) -> bool {
    answer.analysed && answer.record != Record::Nothing
}

/// Commands that a router never answers with nothing.
const NEVER_EMPTY: [&str; 4] = [
    "show environment",
    "show status tunnel",
    "show ip route",
    "show config",
];

/// Where one of them stands without an answer, or with the words of a person, only command lines were copied: no empty
/// answer proves an absence.
pub(super) fn leave_bare(part: &Part<'_>, answers: &mut [Answer]) {
    let is_bare = |it: &Answer| it.extent == Extent::Whole && it.record == Record::Nothing;
    let last = part.sections.last().filter(|it| are_words(it.lines));
    let words = last.and_then(|it| Some(it.command.as_ref()?.line));
    let is_unanswered =
        |it: &Answer| is_bare(it) || (Some(it.first_line) == words && it.record == Record::Quiet);
    let is_never_so = |it: &Answer| {
        let command = it
            .command
            .trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit());
        NEVER_EMPTY.contains(&command)
    };
    if !answers
        .iter()
        .any(|it| is_unanswered(it) && is_never_so(it))
    {
        return;
    }
    for answer in answers.iter_mut().filter(|it| is_bare(it)) {
        answer.extent = Extent::Cut;
        answer.record = Record::Quiet;
    }
}
