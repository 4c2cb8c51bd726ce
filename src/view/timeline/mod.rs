//! Turns what the logs tell of one pair into a ladder: each attempt to agree on keys as arrows between two
//! routers, what happened between them as marks, and the same as a table.

mod lane;
mod row;
mod scene;
mod table;
mod time;

#[cfg(test)]
mod tests;

use super::node::{Element, Tag, el};
use super::pairing;
use super::parts::{self, fold};
use super::screen::Screen;
use super::shape::{self, Tone};
use super::words::{self, timeline as say};
use crate::report::timeline::{Attempt, Event, Outcome, Timeline};
use crate::report::{Letter, Report, timeline_label as label};
use crate::text::{Listed, sort_once};
use row::Row;
use scene::{Axis, Ends, Item, Scene};

/// How many items stand in the list at once, and how many more its fold holds; the newest.
const ITEMS: usize = 8;
const FOLDED_ITEMS: usize = 40;

/// How many scenes of many that are alike are listed.
const ALIKE: usize = 12;

/// How many rows are drawn at most; older scenes have their heading alone, and the table.
const ROWS: usize = 100;

/// What all parts of the section look at.
struct Teller<'s> {
    timeline: &'s Timeline,
    ends: Ends,
    screen: &'s Screen<'s>,
    /// How many rows may still be drawn.
    left: usize,
}

/// The section, where a log tells something.
pub fn part(report: &Report, screen: &Screen<'_>) -> Option<Element> {
    let timeline = &report.timeline;
    let ends = Ends::of(report, pairing::shown(report, screen))?;
    if timeline.events.is_empty() {
        return None;
    }
    let others = timeline.events.iter();
    let others = others.filter(|it| it.pair.is_some() && it.pair != ends.pair);
    let others = others.count();
    let others = (others > 0).then(|| hint(say::of_others(others, screen.lang)));
    let mut teller = Teller {
        timeline,
        ends,
        screen,
        left: ROWS,
    };
    let axes = scene::axes(timeline, ends);
    let axes = axes.iter().filter(|it| !it.scenes.is_empty());
    let axes = axes.map(|it| teller.axis(it)).listed();
    Some(
        el(Tag::Section)
            .class("card")
            .id("timeline")
            .labelled_by("timeline-title")
            .with(
                el(Tag::Div)
                    .with(
                        el(Tag::H3)
                            .id("timeline-title")
                            .text(label::TIMELINE.to(screen.lang)),
                    )
                    .with(facts(timeline, ends, screen))
                    .with(hint(say::HINT.to(screen.lang).to_owned())),
            )
            .maybe(tally(timeline, ends, screen))
            .all(axes)
            .maybe(others),
    )
}

/// Lines of the logs and the ids of the drawn scenes that they stand in, the newest scenes first.
pub fn scenes_of_lines(report: &Report, screen: &Screen<'_>) -> Vec<(Letter, u32, String)> {
    let timeline = &report.timeline;
    let Some(ends) = Ends::of(report, pairing::shown(report, screen)) else {
        return Vec::new();
    };
    let evidence = report.findings.iter().flat_map(|it| &it.evidence);
    let mut wanted = evidence.map(|it| (it.side, it.line)).listed();
    sort_once(&mut wanted);
    let mut found = Vec::new();
    for axis in scene::axes(timeline, ends) {
        let items = scene::items(&axis.scenes, timeline);
        for item in items.iter().rev().take(ITEMS + FOLDED_ITEMS) {
            let drawn = match *item {
                Item::Scene(at) => at..at + 1,
                Item::Alike { from, to, .. } => to - (to - from).min(ALIKE)..to,
            };
            for scene in drawn.rev().filter_map(|at| axis.scenes.get(at)) {
                for event in scene
                    .events
                    .iter()
                    .filter_map(|at| timeline.events.get(*at))
                {
                    if wanted.binary_search(&(event.side, event.line)).is_ok() {
                        found.push((event.side, event.line, scene_id(scene)));
                    }
                }
            }
        }
    }
    found
}

/// The id of a scene as it is drawn.
fn scene_id(scene: &Scene<'_>) -> String {
    let first = scene.events.first().copied().unwrap_or_default();
    format!("scene-{first}")
}

fn hint(text: String) -> Element {
    el(Tag::P).class("hint").text(text)
}

/// Of which time the logs are, how far the clocks are apart, and what is not among the events.
fn facts(timeline: &Timeline, ends: Ends, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let here = |side| side == ends.a || Some(side) == ends.b;
    let clocks = timeline.clocks.iter();
    let clocks = clocks.filter(|it| Some(it.pair) == ends.pair);
    let logs = timeline.logs.iter().filter(|it| here(it.side)).listed();
    let mut said = clocks.map(|it| it.says.of(lang).to_owned()).listed();
    // The clocks' own sentence says so where their distance is known.
    let apart = !timeline.clocks.iter().any(|it| it.matches > 0);
    if apart && logs.iter().any(|it| !it.clock_set) {
        said.push(say::UNSET.to(lang).to_owned());
    }
    for log in logs {
        let name = screen.name(log.side);
        said.push(say::span(&name, log, lang));
        if log.left_out > 0 {
            said.push(label::left_out(&name, log, lang));
        }
    }
    el(Tag::Ul)
        .class("facts")
        .all(said.into_iter().map(|it| el(Tag::Li).text(it)))
}

/// How many attempts came to what.
fn tally(timeline: &Timeline, ends: Ends, screen: &Screen<'_>) -> Option<Element> {
    let own = |it: &&Attempt| it.pair.is_some() && it.pair == ends.pair;
    let outcomes = [
        Outcome::Established,
        Outcome::Renewed,
        Outcome::Unanswered,
        Outcome::Refused,
        Outcome::AnsweredOnly,
        Outcome::Unknown,
    ];
    let counted = outcomes.into_iter().filter_map(|outcome| {
        let own = timeline.attempts.iter().filter(own);
        let count = own.filter(|it| it.outcome == outcome).count();
        (count > 0).then(|| {
            parts::state(tone(outcome), label::outcome(outcome), screen)
                .with(el(Tag::Span).text(format!("× {count}")))
        })
    });
    let counted = counted.listed();
    (!counted.is_empty()).then(|| {
        el(Tag::P)
            .class("tally")
            .with(el(Tag::Strong).text(label::ATTEMPT.to(screen.lang)))
            .all(counted)
    })
}

impl Teller<'_> {
    /// The scenes of one axis and its table.
    fn axis(&mut self, axis: &Axis<'_>) -> Element {
        let screen = self.screen;
        self.ends.alone = axis.side;
        let heading = axis.side.map(|side| {
            let text = screen.name(side) + say::APART.to(screen.lang);
            el(Tag::H4).text(text)
        });
        let open = scene::telling(&axis.scenes);
        let mut items = scene::items(&axis.scenes, self.timeline);
        // The newest first, so that it is the older ones for which no rows are left.
        items.reverse();
        let shown = items.iter().take(ITEMS + FOLDED_ITEMS);
        let mut drawn = shown.map(|it| self.item(it, axis, open)).listed();
        let hidden = items.len() - drawn.len();
        let mut older = drawn.split_off(drawn.len().min(ITEMS));
        drawn.reverse();
        older.reverse();
        let count = older.len() + hidden;
        let older = (count > 0).then(|| {
            fold("older", say::before(count, screen.lang))
                .maybe((hidden > 0).then(|| hint(say::in_json(hidden, screen.lang))))
                .with(el(Tag::Ol).class("scenes").all(older))
        });
        el(Tag::Div)
            .class("axis")
            .keyed(format!("axis-{:?}-{:?}", self.ends.pair, axis.side))
            .maybe(heading)
            .maybe(older)
            .with(el(Tag::Ol).class("scenes").all(drawn))
            .with(table::table(axis, self.timeline, screen))
    }

    fn item(&mut self, item: &Item, axis: &Axis<'_>, open: Option<usize>) -> Element {
        let mut one = |at: usize| {
            let scene = axis.scenes.get(at)?;
            Some(self.scene(scene, open == Some(at)))
        };
        let (from, to, times) = match *item {
            Item::Scene(at) => return one(at).unwrap_or_else(|| el(Tag::Li)),
            Item::Alike { from, to, times } => (from, to, times),
        };
        let shown = (to - from).min(ALIKE);
        let mut scenes = (to - shown..to).rev().filter_map(&mut one).listed();
        scenes.reverse();
        let hidden = to - from - shown;
        let lang = self.screen.lang;
        el(Tag::Li).keyed(format!("alike-{from}")).with(
            fold("alike", say::alike(times, lang))
                .maybe((hidden > 0).then(|| hint(say::in_json(hidden, lang))))
                .with(el(Tag::Ol).class("scenes").all(scenes)),
        )
    }

    fn scene(&mut self, scene: &Scene<'_>, open: bool) -> Element {
        let id = scene_id(scene);
        let heading = heading(scene, self.timeline, self.screen);
        let item = el(Tag::Li).keyed(id.clone());
        if self.left == 0 {
            let line = el(Tag::P).class("scene").id(id).focus_target();
            return item.with(line.with(heading));
        }
        let rows: Vec<Row<'_>> = row::rows(scene, self.timeline, self.ends);
        self.left = self.left.saturating_sub(lane::drawn(rows.len()));
        let fold = el(Tag::Details)
            .class("scene")
            .id(id)
            .focus_target()
            .with(el(Tag::Summary).with(heading))
            .with(lane::ladder(&rows, self.ends, self.screen))
            .maybe(scene.attempt.and_then(|it| ended(it, self.screen)));
        item.with(if open { fold.open_at_first() } else { fold })
    }
}

/// When it began, and what it was.
fn heading(scene: &Scene<'_>, timeline: &Timeline, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let event = |at: Option<&usize>| at.and_then(|at| timeline.events.get(*at));
    let began = event(scene.events.first()).map_or_else(String::new, |it: &Event| {
        format!("{} {}", screen.name(it.side), time::whole(it))
    });
    let line = el(Tag::Span).class("heading");
    match scene.attempt {
        Some(it) => line
            .with(parts::state(
                tone(it.outcome),
                label::outcome(it.outcome),
                screen,
            ))
            .with(el(Tag::Strong).text(caller(it, screen)))
            .with(el(Tag::Span).text(label::phase(it.phase).to(lang)))
            .with(el(Tag::Span).class("detail").text(began)),
        None => line
            .with(between(scene, timeline, screen))
            .with(el(Tag::Span).class("detail").text(began)),
    }
}

/// Who called whom.
fn caller(it: &Attempt, screen: &Screen<'_>) -> String {
    let Some(from) = it.from else {
        return say::BEGAN_UNKNOWN.to(screen.lang).to_owned();
    };
    let pair = it.pair.and_then(|at| screen.report?.pairs.get(at));
    let ends = pair.map(|pair| [Some(pair.a.side), pair.b.as_ref().map(|b| b.side)]);
    let other = ends.and_then(|ends| ends.into_iter().find(|it| *it != Some(from)).flatten());
    let other = other.map_or_else(|| "？".to_owned(), |it| screen.name(it));
    words::with::direction(&screen.name(from), &other)
}

/// So many kinds of events stand in a heading.
const KINDS: usize = 4;

/// What happened between two attempts: the sign of the worst, and each kind once.
fn between(scene: &Scene<'_>, timeline: &Timeline, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let kinds = scene.kinds(timeline);
    let has = |tone| kinds.iter().any(|it| row::tone(*it) == Some(tone));
    let worst = [Tone::Misfit, Tone::Partial, Tone::Fit];
    let worst = worst.into_iter().find(|it| has(*it));
    let mut said = kinds
        .iter()
        .take(KINDS)
        .map(|it| say::event(*it).to(lang).to_owned())
        .listed();
    if kinds.len() > KINDS {
        said.push(say::and_more(kinds.len() - KINDS, lang));
    }
    el(Tag::Span)
        .class("state")
        .class("kinds")
        .class(worst.map_or("plain", Tone::class))
        .maybe(worst.map(shape::sign))
        .with(el(Tag::Span).text(said.join(" · ")))
}

fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Established | Outcome::Renewed => Tone::Fit,
        Outcome::Unanswered | Outcome::Refused => Tone::Misfit,
        Outcome::AnsweredOnly => Tone::Partial,
        Outcome::Unknown => Tone::Veiled,
    }
}

/// Where an attempt ended, under its last row.
fn ended(it: &Attempt, screen: &Screen<'_>) -> Option<Element> {
    let lang = screen.lang;
    let text = say::ended(it.outcome, label::phase(it.phase).to(lang), lang);
    let tone = tone(it.outcome);
    (!text.is_empty()).then(|| {
        el(Tag::P)
            .class("ended")
            .class(tone.class())
            .with(shape::sign(tone))
            .with(el(Tag::Span).text(text))
    })
}
