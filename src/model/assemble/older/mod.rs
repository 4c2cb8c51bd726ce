//! Turns the answers of a box into those that count: below lists of today people keep those of last week, so that
//! answers which are shown to be of another day than newer ones are left out.

mod clue;
mod written;

use std::borrow::Cow;
use std::ops::Range;

use clue::Look;
use written::Written;

use crate::model::Older;
use crate::parse::{Answer, Config, Record};
use crate::text::{Line, Listed};

/// So many commands are looked through for the one that is run again: nobody runs more before that.
const MOST_COMMANDS: usize = 64;

/// So many lines are looked through for a date that somebody wrote above an answer.
const MOST_NOTES: usize = 4;

/// Of more looks in one box nobody keeps count.
const MOST_LOOKS: usize = 16;

/// The answers that count, and the looks at the router that are older than others, each with what shows it.
pub(super) fn without<'a>(
    answers: &'a [Answer],
    lines: &[Line<'_>],
    unread: &[u32],
) -> (Cow<'a, [Answer]>, Vec<Older>) {
    let looks = looks(answers, lines, unread);
    let mut older = Vec::new();
    let mut left_out: Vec<Range<usize>> = Vec::new();
    for look in looks
        .iter()
        .filter(|_| (2..=MOST_LOOKS).contains(&looks.len()))
    {
        let mut newer = looks.iter().filter_map(|other| look.is_older_than(other));
        let own = answers.get(look.answers.clone()).unwrap_or_default();
        let span = own.first().zip(own.last());
        if let Some((shown_by, (first, last))) = newer.next().zip(span) {
            older.push(Older {
                first_line: first.first_line,
                last_line: last.last_line,
                shown_by,
            });
            left_out.push(look.answers.clone());
        }
    }
    if older.is_empty() {
        return (Cow::Borrowed(answers), older);
    }
    let is_left_out = |at: usize| left_out.iter().any(|it| it.contains(&at));
    let mut newer = answers.iter().enumerate().filter(|it| !is_left_out(it.0));
    // What is set stays so for long, and is hardly printed anew.
    let is_set_anew = newer.any(|it| printed_settings(it.1).is_some());
    let stays = |it: &Answer| !is_set_anew && printed_settings(it).is_some();
    let counting = answers.iter().enumerate();
    let counting = counting.filter(|it| !is_left_out(it.0) || stays(it.1));
    (Cow::Owned(counting.map(|it| it.1.clone()).listed()), older)
}

fn printed_settings(answer: &Answer) -> Option<&Config> {
    let Record::Config(config) = &answer.record else {
        return None;
    };
    Some(config).filter(|it| !it.is_typed)
}

/// The looks at the router, in order: with a command that was run before, and below a date that somebody wrote,
/// another may begin.
fn looks(answers: &[Answer], lines: &[Line<'_>], unread: &[u32]) -> Vec<Look> {
    let mut looks: Vec<Look> = Vec::new();
    let mut run: Vec<(&str, &[String])> = Vec::new();
    let mut shown_until = 0;
    for (at, answer) in answers.iter().enumerate() {
        let asked = (answer.command.as_str(), answer.arguments.as_slice());
        let is_list = answer.analysed && asked.0.starts_with("show ");
        let written = written_between(shown_until, answer.first_line, lines, unread);
        let is_again = is_list && run.contains(&asked);
        if looks.is_empty() || is_again || written.is_some() {
            run.clear();
            looks.push(Look::new(at, written));
        }
        if let Some(look) = looks.last_mut() {
            look.add(answer, lines);
        }
        if is_list && run.len() < MOST_COMMANDS {
            run.push(asked);
        }
        shown_until = answer.last_line;
    }
    looks.into_iter().map(Look::in_order).listed()
}

/// The date that somebody wrote between two lines, and its line.
fn written_between(
    above: u32,
    below: u32,
    lines: &[Line<'_>],
    unread: &[u32],
) -> Option<(Written, u32)> {
    let first = unread.partition_point(|it| *it <= above);
    let between = unread.get(first..)?.iter().take_while(|it| **it < below);
    between.take(MOST_NOTES).find_map(|number| {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        Some((Written::read(&lines.get(at)?.text)?, *number))
    })
}
