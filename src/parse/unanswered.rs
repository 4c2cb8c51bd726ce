//! Turns a command behind which no output was recognised into an answer: an empty one, or words that nobody reads.

use super::{Answer, Extent, Log, Record, stray, uncopied};
use crate::text::{Command, Line, Section, says_nothing};

/// The answer to a command of which no output was recognised; `before` holds all answers above, and `is_first` tells
/// whether none stands in its section either.
pub(super) fn unread_answer(
    command: &Command,
    section: &Section<'_>,
    before: &[Answer],
    is_first: bool,
) -> Answer {
    let own = if is_first {
        Some(section.lines)
    } else {
        stray::between(section.lines)
    };
    if let Some(lines) = own {
        let mut answer = answer_without_output(command, lines);
        if uncopied::is_unanswered(command, lines, section.closed, before) {
            (answer.extent, answer.record) = (Extent::Cut, Record::Nothing);
        }
        if !is_first {
            // The lines of the log around it are an answer that reaches over it.
            answer.last_line = answer.first_line;
        }
        return answer;
    }
    // Behind it stands what it did not ask for, which proves nothing of its own answer.
    Answer {
        extent: Extent::Cut,
        record: Record::Quiet,
        ..answer_without_output(command, &[])
    }
}

/// The answer to a command behind which nothing was recognised.
pub(super) fn answer_without_output(command: &Command, lines: &[Line<'_>]) -> Answer {
    // Words behind the command may tell what it printed.
    let empty = says_nothing(lines) && !command.remarked;
    let last = lines.iter().rev().find(|line| !line.is_blank());
    Answer {
        command: command.text.clone(),
        arguments: command.arguments.clone(),
        first_line: command.line,
        last_line: last.map_or(command.line, |line| line.number),
        // A filter may have removed everything; a text nobody understands proves no absence.
        extent: if command.filtered || (command.analysed && !empty) {
            Extent::Cut
        } else {
            Extent::Whole
        },
        analysed: command.analysed,
        record: if empty {
            Log::without_ike(command).map_or(Record::Nothing, Record::Log)
        } else {
            Record::Quiet
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::{self, Extent, Record};
    use crate::text;

    #[test]
    fn words_behind_a_command_leave_open_what_it_printed() {
        for (command, is_nothing) in [
            ("# show ipsec sa", true),
            ("# show ipsec sa ← 何も表示されず", true),
            ("# show ipsec sa ← 省略", false),
            ("# show ipsec sa 問題なし", false),
        ] {
            let paste = format!("{command}\n# show clock");
            let document = text::read(&paste);
            let parts = text::split(&document, &parse::grammar());
            let answers = parse::parse(&parts[0]).answers;
            let first = &answers[0];
            assert_eq!(first.command, "show ipsec sa", "{command}");
            assert_eq!(first.record == Record::Nothing, is_nothing, "{command}");
            assert_eq!(first.extent == Extent::Whole, is_nothing, "{command}");
        }
    }
}
