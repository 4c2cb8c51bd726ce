//! Turns made-up logs into the ladder and looks at what it says.

use super::*;
use crate::report::timeline::EventKind;
use crate::view::canned;
use crate::view::print::html;
use crate::view::tests::screen;
use crate::view::{Lang, Node};

fn drawn(report: &Report, lang: Lang) -> Element {
    let slots = canned::slots(true);
    part(report, &screen(lang, &slots, Some(report))).unwrap()
}

fn says(report: &Report) -> String {
    html(&drawn(report, Lang::Ja))
}

fn size(element: &Element) -> usize {
    let children = element.children().iter();
    let below = children.map(|child| match child {
        Node::Element(child) => size(child),
        Node::Text(_) => 1,
    });
    1 + below.sum::<usize>()
}

/// The two logs, so often one after the other, a day apart.
fn again(times: i64) -> Report {
    let mut report = canned::two_logs();
    let one = report.timeline.clone();
    report.timeline.events.clear();
    report.timeline.attempts.clear();
    for day in 0..times {
        let base = report.timeline.events.len();
        for mut event in one.events.clone() {
            event.shifted = event.shifted.map(|it| it + day * 86_400);
            event.meets = event.meets.map(|it| it + base);
            report.timeline.events.push(event);
        }
        for mut attempt in one.attempts.clone() {
            attempt.first += base;
            attempt.last += base;
            report.timeline.attempts.push(attempt);
        }
    }
    report
}

#[test]
fn each_attempt_says_who_called_how_far_it_got_and_what_became_of_it() {
    let page = says(&canned::two_logs());
    for text in [
        "つながりました",
        "断られました",
        "応答はあり、先へ進まず",
        "応答の記録なし",
        "本社 → 支社",
        "支社 → 本社",
        "pp 1 のフィルター default が UDP 500 を破棄",
        "× 4（1分1秒間）",
        "支社の時計は本社より0分42秒進んでいます",
        "213件",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn a_message_that_both_logs_show_is_one_arrow_with_both_lines() {
    let page = says(&canned::two_logs());
    assert_eq!(page.matches("届いて応答").count(), 3);
    let (_, row) = page.split_once("data-key=\"call-1\"").unwrap();
    let (row, _) = row.split_once("data-key=\"call-3\"").unwrap();
    for part in [
        "08:01:10",
        "08:01:53",
        "data-do=\"line:0:41\"",
        "data-do=\"line:1:44\"",
    ] {
        assert!(row.contains(part), "{part}");
    }
}

#[test]
fn what_nobody_interpreted_stands_in_its_place_word_by_word() {
    let page = says(&canned::two_logs());
    let (_, table) = page.split_once("data-key=\"events\"").unwrap();
    let place = |text: &str| table.find(text).unwrap();
    let own = place("[IKE] something that nobody knows");
    assert!(place("data-do=\"line:1:46\"") < own && own < place("data-do=\"line:1:50\""));
}

#[test]
fn logs_that_are_not_in_step_are_told_one_after_the_other() {
    let mut report = canned::two_logs();
    report.timeline.attempts.clear();
    let right = report.pairs[0].b.as_ref().unwrap().side;
    for event in &mut report.timeline.events {
        event.meets = None;
        event.attempt = None;
        if event.side == right {
            event.shifted = None;
        }
    }
    report.timeline.events.sort_by_key(|it| it.side);
    let page = says(&report);
    assert_eq!(page.matches("ほかのログとは別の順").count(), 2);
    assert!(!page.contains("届いて応答"));
    let scenes = scene::axes(&report.timeline, Ends::of(&report, Some(0)).unwrap());
    for axis in &scenes {
        let events = axis.scenes.iter().flat_map(|it| &it.events);
        let mut sides = events.map(|at| report.timeline.events[*at].side);
        assert!(sides.all(|it| Some(it) == axis.side));
    }
}

#[test]
fn equal_attempts_are_folded_and_counted() {
    let mut report = canned::two_logs();
    let (call, attempt) = (
        report.timeline.events.pop().unwrap(),
        report.timeline.attempts.pop().unwrap(),
    );
    report.timeline.events.clear();
    report.timeline.attempts.clear();
    for at in 0..10 {
        report.timeline.events.push(call.clone());
        let mut attempt = attempt.clone();
        (attempt.first, attempt.last) = (at, at);
        report.timeline.attempts.push(attempt);
    }
    let page = says(&report);
    assert!(page.contains("この前に、同じ流れが9回"));
    assert!(page.contains("× 10"));
}

#[test]
fn ups_and_downs_in_turn_are_folded_by_twos() {
    let timeline = again(5).timeline;
    let attempt = &timeline.attempts[0];
    let up = || Scene {
        attempt: Some(attempt),
        events: vec![1],
    };
    let down = || Scene {
        attempt: None,
        events: vec![9],
    };
    let scenes = [up(), down(), up(), down(), up(), down(), up()];
    let fold = Item::Alike {
        from: 0,
        to: 4,
        times: 2,
    };
    let rest = (4..7).map(Item::Scene);
    let wanted: Vec<Item> = std::iter::once(fold).chain(rest).collect();
    assert_eq!(scene::items(&scenes, &timeline), wanted);
}

#[test]
fn what_comes_hours_later_is_a_scene_of_its_own() {
    let mut report = canned::two_logs();
    report.timeline.attempts.clear();
    let ends = Ends::of(&report, Some(0)).unwrap();
    let axes = scene::axes(&report.timeline, ends);
    let starts = axes[0].scenes.iter().map(|it| it.events[0]);
    assert_eq!(starts.collect::<Vec<_>>(), [0, 8, 12]);
}

#[test]
fn forty_thousand_lines_do_not_become_forty_thousand_rows() {
    let report = again(2400);
    assert!(report.timeline.events.len() > 40_000);
    let section = drawn(&report, Lang::Ja);
    assert!(size(&section) < 6_000, "{}", size(&section));
    let page = html(&section);
    // Nothing is left out without being counted.
    assert!(page.contains("件は JSON にあります"));
}

#[test]
fn events_of_other_pairs_are_counted_only() {
    let mut report = canned::two_logs();
    report.timeline.events[0].pair = Some(7);
    let page = says(&report);
    assert!(page.contains("ほかの接続の記録1件"));
    assert!(!page.contains("Power-on boot"));
}

#[test]
fn an_end_that_was_not_pasted_has_an_empty_line() {
    let mut report = canned::two_logs();
    report.pairs[0].b = None;
    let left = report.pairs[0].a.side;
    report.timeline.events.retain(|it| it.side == left);
    report.timeline.logs.retain(|it| it.side == left);
    report.timeline.attempts.clear();
    for event in &mut report.timeline.events {
        event.meets = None;
    }
    let page = says(&report);
    assert!(page.contains("片側のログだけ"));
    assert!(page.contains("plate absent"));
}

#[test]
fn a_line_leads_to_the_finding_that_rests_on_it() {
    let mut report = canned::two_logs();
    report.findings = canned::mismatch().findings;
    let line = &mut report.findings[0].evidence[0];
    let event = &report.timeline.events[9];
    (line.side, line.line) = (event.side, event.line);
    assert!(says(&report).contains("href=\"#finding-0\""));
}

#[test]
fn a_report_without_a_log_has_no_ladder() {
    let slots = canned::slots(true);
    let report = canned::healthy();
    assert_eq!(
        part(&report, &screen(Lang::Ja, &slots, Some(&report))),
        None
    );
}

#[test]
fn distances_are_told_by_the_common_clock_else_by_the_own_one() {
    let events = canned::two_logs().timeline.events;
    assert_eq!(time::between(&events[1], &events[2]), Some(1));
    let own = |at: &str| {
        let mut event = events[1].clone();
        (event.shifted, event.at) = (None, Some(at.to_owned()));
        event
    };
    let leap = time::between(&own("2024-02-28T23:59:50"), &own("2024-03-01T00:00:00"));
    assert_eq!(leap, Some(86_410));
    let no_year = time::between(&own("12-31T23:00:00"), &own("12-31T23:00:07"));
    assert_eq!(no_year, Some(7));
    assert_eq!(time::between(&events[2], &own("2026-11-23T10:00:00")), None);
    assert_eq!(
        time::between(&own("nonsense"), &own("2026-11-23T10:00:00")),
        None
    );
}

#[test]
fn a_distance_has_its_two_largest_units() {
    let ja = [0, 59, 60, 3_725, 90_000].map(|it| say::duration(it, Lang::Ja));
    assert_eq!(ja, ["0秒", "59秒", "1分", "1時間2分", "1日1時間"]);
    assert_eq!(say::duration(3_725, Lang::En), "1 h 2 min");
}

#[test]
fn every_kind_of_event_has_a_name() {
    use EventKind as Kind;
    for kind in [Kind::Message, Kind::Restart, Kind::NotInterpreted] {
        let said = say::event(kind);
        assert!(!said.ja.is_empty() && !said.en.is_empty());
    }
}
