//! Turns rows into the ladder: two lines for the routers, arrows between them, marks on them.

use super::row::{Draw, Reach, Row};
use super::scene::Ends;
use super::time;
use crate::report::timeline::Event;
use crate::report::{Letter, Report};
use crate::text::Listed;
use crate::view::findings::{finding_id, line_item};
use crate::view::node::{Element, Tag, el};
use crate::view::parts;
use crate::view::screen::Screen;
use crate::view::shape::{self, Tone};
use crate::view::svg;
use crate::view::words::{self, timeline as say};

/// Gaps of more seconds than these are named.
const GAP_SECS: u64 = 30;

/// Of a long scene, so many rows at its beginning and at its end.
const FIRST: usize = 8;
const LAST: usize = 24;

/// How many rows are drawn of so many.
pub(super) fn drawn(rows: usize) -> usize {
    rows.min(FIRST + LAST)
}

/// The rows between the two lines, under the names of the routers.
pub(super) fn ladder(rows: &[Row<'_>], ends: Ends, screen: &Screen<'_>) -> Element {
    let left_out = rows.len() - drawn(rows.len());
    let date = rows.first().map_or("", |it| time::date(it.event));
    let mut list = el(Tag::Ol).class("calls");
    let mut before: Option<&Row<'_>> = None;
    for (row, place) in rows.iter().zip(0..) {
        if left_out > 0 && place == FIRST {
            let text = say::rows_left_out(left_out, screen.lang);
            list = list.with(gap(&text).keyed("left-out"));
        }
        if (FIRST..FIRST + left_out).contains(&place) {
            before = None;
            continue;
        }
        let secs = before.and_then(|it| time::between(it.last(), row.event));
        list = list
            .maybe(
                secs.filter(|it| *it > GAP_SECS).map(|it| {
                    gap(&say::duration(it, screen.lang)).keyed(format!("gap-{}", row.at))
                }),
            )
            .with(call(row, date, ends, screen));
        before = Some(row);
    }
    let class = match [Some(ends.a), ends.b].map(|it| is_told(it, ends, screen)) {
        [true, true] => "ladder-of-calls",
        [_, false] => "ladder-of-calls only-a",
        [false, true] => "ladder-of-calls only-b",
    };
    el(Tag::Div)
        .class(class)
        .with(plates(ends, screen))
        .with(list)
}

/// The names of the routers over their lines.
fn plates(ends: Ends, screen: &Screen<'_>) -> Element {
    let plate = |side: Option<Letter>| {
        let name = side.map_or_else(
            || words::NOT_PASTED.to(screen.lang).to_owned(),
            |it| screen.name(it),
        );
        let no_log = (side.is_some() && !has_log(side, screen)).then(|| {
            el(Tag::Span)
                .class("detail")
                .text(say::NO_LOG.to(screen.lang))
        });
        el(Tag::Div)
            .class(if is_told(side, ends, screen) {
                "plate"
            } else {
                "plate absent"
            })
            .with(el(Tag::Strong).text(name))
            .maybe(no_log)
    };
    el(Tag::Div)
        .class("plates")
        .with(plate(Some(ends.a)))
        .with(plate(ends.b))
}

fn has_log(side: Option<Letter>, screen: &Screen<'_>) -> bool {
    let logs = screen.report.map(|it| it.timeline.logs.iter());
    logs.is_some_and(|mut logs| logs.any(|log| Some(log.side) == side))
}

/// Whether the log of an end stands on this axis.
fn is_told(side: Option<Letter>, ends: Ends, screen: &Screen<'_>) -> bool {
    has_log(side, screen) && (ends.alone.is_none() || ends.alone == side)
}

fn gap(text: &str) -> Element {
    el(Tag::Li)
        .class("gap")
        .with(el(Tag::Span))
        .with(el(Tag::Span).class("lane").text(format!("⋮ {text}")))
        .with(el(Tag::Span))
}

fn call(row: &Row<'_>, date: &str, ends: Ends, screen: &Screen<'_>) -> Element {
    let at = |side: Option<Letter>| {
        let mut events = [Some(row.event), row.met].into_iter().flatten();
        let own = events.find(|it| Some(it.side) == side);
        el(Tag::Span)
            .class("time")
            .text(own.map_or_else(String::new, |it| time::shown(it, date)))
    };
    let class = match row.draw {
        Draw::Arrow(from, _) if from == ends.a => "to-b",
        Draw::Arrow(..) => "to-a",
        Draw::Mark if row.event.side == ends.a => "at-a",
        Draw::Mark => "at-b",
    };
    let summary = el(Tag::Summary)
        .with(at(Some(ends.a)))
        .with(lane(row, ends, screen))
        .with(at(ends.b));
    el(Tag::Li)
        .class("call")
        .class(class)
        .class(row.tone().map_or("plain", Tone::class))
        .keyed(format!("call-{}", row.at))
        .with(el(Tag::Details).with(summary).with(behind(row, screen)))
}

/// What stands between the two lines.
fn lane(row: &Row<'_>, ends: Ends, screen: &Screen<'_>) -> Element {
    let lane = el(Tag::Span)
        .class("lane")
        .with(el(Tag::Span).class("hidden").text(who(row, ends, screen)));
    match row.draw {
        Draw::Mark => lane.with(mark(row.tone())).with(label(row, screen)),
        Draw::Arrow(from, reach) => lane
            .with(label(row, screen))
            .with(arrow(from == ends.a, reach)),
    }
}

/// Who it is from and to, for those who do not see the arrow.
fn who(row: &Row<'_>, ends: Ends, screen: &Screen<'_>) -> String {
    let name = |side: Option<Letter>| side.map_or_else(|| "？".to_owned(), |it| screen.name(it));
    match row.draw {
        Draw::Mark => name(Some(row.event.side)),
        Draw::Arrow(from, _) if from == ends.a => {
            words::with::direction(&name(Some(ends.a)), &name(ends.b))
        }
        Draw::Arrow(..) => words::with::direction(&name(ends.b), &name(Some(ends.a))),
    }
}

fn label(row: &Row<'_>, screen: &Screen<'_>) -> Element {
    let lang = screen.lang;
    let what = if row.event.packet.is_some() {
        say::dropped(row.event, lang)
    } else {
        say::event(row.event.kind).to(lang).to_owned()
    };
    let how = match row.draw {
        Draw::Arrow(_, Reach::Met) => Some(say::BOTH_LOGS.to(lang).to_owned()),
        Draw::Arrow(_, Reach::Lost) => Some(say::NO_ANSWER.to(lang).to_owned()),
        Draw::Arrow(_, Reach::Sent | Reach::Received) if row.is_of_phase() => {
            Some(say::ONE_LOG.to(lang).to_owned())
        }
        Draw::Arrow(..) => row.met.map(|it| say::dropped(it, lang)),
        Draw::Mark => None,
    };
    let times = (row.event.times > 1).then(|| say::repeated(row.event, lang));
    let small = |text: String| el(Tag::Span).class("how").text(text);
    el(Tag::Span)
        .class("say")
        .with(el(Tag::Span).text(what))
        .maybe(row.is_verbatim().then(|| parts::code(&row.event.text)))
        .maybe(how.map(small))
        .maybe(times.map(small))
}

fn mark(tone: Option<Tone>) -> Element {
    match tone {
        Some(tone) => shape::sign(tone),
        None => svg::picture(24, 24)
            .class("sign")
            .class("dot")
            .decorative()
            .with(svg::circle((12, 12), 6).class("body")),
    }
}

/// An arrow through the whole lane or a part of it; it falls a little, since time passes.
fn arrow(to_b: bool, reach: Reach) -> Element {
    let at = |part: i32| (if to_b { part } else { 100 - part }, 3 + part / 12);
    let run = |from, to| svg::across(at(from), at(to)).class("run-line");
    let faint = |from, to| run(from, to).class("faint");
    let tip = |part| {
        let d = if to_b {
            "M0 0l-9 -5v10z"
        } else {
            "M0 0l9 -5v10z"
        };
        svg::pinned(at(part), d).class("tip")
    };
    let cross = |part| svg::pinned(at(part), "M-5 -5l10 10M5 -5l-10 10").class("cross");
    let strip = svg::strip(16).class("arrow");
    match reach {
        Reach::Met => strip.with(run(0, 100)).with(tip(100)),
        Reach::Stopped => strip.with(run(0, 96)).with(cross(97)),
        Reach::StoppedAtOnce => strip.with(run(0, 6)).with(cross(7)),
        Reach::Lost => strip
            .with(faint(0, 70))
            .with(svg::pinned(at(70), "M0 -6v12").class("cross")),
        Reach::Sent => strip.with(run(0, 45)).with(faint(45, 70)),
        Reach::Received => strip.with(faint(30, 55)).with(run(55, 100)).with(tip(100)),
    }
}

/// The pasted lines behind a row, and the findings that rest on them.
fn behind(row: &Row<'_>, screen: &Screen<'_>) -> Element {
    let events = [Some(row.event), row.met].into_iter().flatten().listed();
    let lines = events.iter().flat_map(|it| {
        let until = it.until_line.map(|line| (*it, line));
        [Some((*it, it.line)), until].into_iter().flatten()
    });
    let lines = lines.map(|(it, line)| line_item(it.side, line, &it.text, screen));
    let rests = screen
        .report
        .map(|report| findings(report, &events, screen));
    el(Tag::Ul)
        .class("quotes")
        .all(lines)
        .all(rests.unwrap_or_default())
}

fn findings(report: &Report, events: &[&Event], screen: &Screen<'_>) -> Vec<Element> {
    let found = report.findings.iter().enumerate().filter(|(_, it)| {
        it.evidence.iter().any(|line| {
            events.iter().any(|event| {
                let own = (event.line..=event.last_line).contains(&line.line);
                line.side == event.side && (own || event.until_line == Some(line.line))
            })
        })
    });
    let link = |(index, it): (usize, &crate::report::Finding)| {
        el(Tag::Li)
            .class("hint")
            .text(format!("{} ", say::RESTS_ON_IT.to(screen.lang)))
            .with(
                el(Tag::A)
                    .href(&finding_id(index))
                    .text(it.title.of(screen.lang)),
            )
    };
    found.map(link).listed()
}
