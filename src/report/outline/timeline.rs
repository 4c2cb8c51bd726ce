//! Turns the timeline into what the clocks say, a table of attempts, and the newest lines in one order.

use super::super::timeline::{Attempt, Event};
use super::super::timeline_label as label;
use super::{Block, Context, Quote};
use crate::text::Listed;

/// At most so many attempts are listed, the newest ones.
const ATTEMPTS: usize = 12;
/// At most so many events are quoted, the newest ones.
const EVENTS: usize = 30;

impl Context<'_> {
    pub(super) fn timeline(&self, blocks: &mut Vec<Block>) {
        let timeline = &self.report.timeline;
        if timeline.events.is_empty() {
            return;
        }
        blocks.push(Block::Section(label::TIMELINE.to(self.lang).to_owned()));
        let mut facts = timeline
            .clocks
            .iter()
            .map(|it| it.says.of(self.lang).to_owned())
            .listed();
        let left_out = timeline.logs.iter().filter(|it| it.left_out > 0);
        facts.extend(left_out.map(|it| label::left_out(&self.site(it.side), it, self.lang)));
        if !facts.is_empty() {
            blocks.push(Block::Facts(facts));
        }
        self.attempts(&timeline.attempts, blocks);
        let (rest, shown) = newest(&timeline.events, EVENTS);
        if rest > 0 {
            blocks.push(Block::Facts(vec![label::earlier(rest, self.lang)]));
        }
        let quotes = shown.iter().map(|it| self.event(it));
        blocks.push(Block::Quotes(quotes.listed()));
    }

    fn attempts(&self, attempts: &[Attempt], blocks: &mut Vec<Block>) {
        let (rest, shown) = newest(attempts, ATTEMPTS);
        if shown.is_empty() {
            return;
        }
        let rows = shown.iter().map(|it| {
            let first = self.report.timeline.events.get(it.first);
            vec![
                first.map_or_else(String::new, |it| self.when(it)),
                it.from.map_or_else(
                    || self.words.not_known.to_owned(),
                    |letter| self.site(letter),
                ),
                label::phase(it.phase).to(self.lang).to_owned(),
                label::outcome(it.outcome).to(self.lang).to_owned(),
            ]
        });
        let head = [
            label::ATTEMPT,
            label::BEGUN_BY,
            label::GOT_TO,
            label::OUTCOME,
        ];
        let head = head.map(|it| it.to(self.lang).to_owned());
        blocks.push(Block::Table {
            head: head.into(),
            rows: rows.listed(),
        });
        if rest > 0 {
            blocks.push(Block::Facts(vec![label::earlier(rest, self.lang)]));
        }
    }

    /// The time by its own clock, else the line.
    fn when(&self, event: &Event) -> String {
        event.at.as_ref().map_or_else(
            || self.lang.lines_span(event.line, event.line),
            Clone::clone,
        )
    }

    fn event(&self, event: &Event) -> Quote {
        let mut text = match &event.at {
            Some(at) => format!("{at} {}", event.text),
            None => event.text.clone(),
        };
        if event.times > 1 {
            text = format!("{text} (× {})", event.times);
        }
        self.quote(event.side, event.line, &text)
    }
}

/// How many come before the last `limit`, and those.
fn newest<T>(items: &[T], limit: usize) -> (usize, &[T]) {
    let rest = items.len().saturating_sub(limit);
    // A rest of one is no shorter to announce than to show.
    let rest = if rest == 1 { 0 } else { rest };
    (rest, items.get(rest..).unwrap_or_default())
}
