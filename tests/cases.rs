//! Whole stories: what was pasted from both ends, and the report that must come of it.
//!
//! Each folder of `tests/cases` holds the pastes, the report as snapshots, and `about.toml`, which says
//! what was really wrong and what the verdict must therefore be. The two are checked apart, so that a
//! snapshot that was updated without reading it cannot hide a wrong verdict.
#![cfg(test)]

#[path = "support/brief.rs"]
mod brief;
#[path = "support/story.rs"]
mod story;

use std::path::Path;

use expect_test::expect_file;
use rtx_vpn_doctor::report::{Lang, State, text};
use story::Story;

/// The one word under a key that must be there.
fn word<'s>(story: &'s Story, key: &str) -> &'s str {
    match story.about.list(key) {
        Some([word]) => word,
        other => panic!("{}: {key} must be one text, not {other:?}", story.name),
    }
}

fn is_healthy(story: &Story) -> bool {
    story.name.starts_with("healthy-")
}

#[test]
fn every_story_has_the_verdict_that_its_truth_demands() {
    let mut wrong = Vec::new();
    for story in story::all() {
        let report = story.report(&story.pastes);
        let expected = ["state", "certainty", "cause", "side"]
            .map(|key| word(&story, &format!("expect.{key}")))
            .join(" ");
        let said = brief::verdict(&report.verdict);
        if said != expected {
            wrong.push(format!("{}: {said}, not {expected}", story.name));
        }
        let pairs: Vec<String> = report.pairs.iter().map(brief::pair).collect();
        let places = report.findings.first().map(|first| &first.evidence);
        let places = places.into_iter().flatten().map(brief::place).collect();
        let rules = report.findings.iter().map(|it| it.id.to_owned()).collect();
        let matched = report.pairs.iter().map(|it| it.matched_by.to_owned());
        for (key, said) in [
            ("expect.pairs", pairs),
            ("expect.evidence", places),
            ("expect.rules", rules),
            ("expect.matched", matched.take(1).collect()),
            (
                "expect.traffic",
                vec![brief::traffic(&report.verdict).to_owned()],
            ),
            ("expect.next", vec![brief::next(&report)]),
        ] {
            if story
                .about
                .list(key)
                .is_some_and(|expected| expected != said)
            {
                let expected = story.about.list(key);
                wrong.push(format!("{}: {key} {said:?}, not {expected:?}", story.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The data of a hub's report is long and tells a reader nothing that its text does not.
const MOST_LINES_FOR_DATA: usize = 300;

#[test]
fn every_story_has_its_report() {
    for story in story::all() {
        let report = story.report(&story.pastes);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
        let snapshot = |file: &str, text: &str| {
            expect_file![folder.join(&story.name).join(file)].assert_eq(text);
        };
        snapshot("report.ja.txt", &text::render(&report, Lang::Ja));
        snapshot("report.en.txt", &text::render(&report, Lang::En));
        let lines: usize = story.pastes.iter().map(|text| text.lines().count()).sum();
        if lines <= MOST_LINES_FOR_DATA {
            let data = serde_json::to_string_pretty(&report).unwrap();
            snapshot("report.json", &(data + "\n"));
        }
    }
}

#[test]
fn every_about_file_is_complete() {
    for story in story::all() {
        let name = &story.name;
        assert!(story.pastes.len() >= 2, "{name}: two pastes at least");
        for key in ["source", "model", "truth"] {
            assert!(!word(&story, key).is_empty(), "{name}: {key}");
        }
        let language = word(&story, "language");
        assert!(["ja", "en"].contains(&language), "{name}");
        let wording = word(&story, "wording");
        assert!(["seen", "documented", "guess"].contains(&wording), "{name}");
    }
}

#[test]
fn a_healthy_story_is_up_and_no_other_is() {
    for story in story::all() {
        let is_up = word(&story, "expect.state") == "up";
        assert_eq!(is_up, is_healthy(&story), "{}", story.name);
    }
}

#[test]
fn every_pasted_line_of_a_healthy_story_is_understood() {
    for story in story::all().iter().filter(|it| is_healthy(it)) {
        for site in story.report(&story.pastes).sites {
            assert_eq!(site.unread, [], "{} {}", story.name, site.side);
        }
    }
}

/// Of a router that prints its log to the console, lines of it stand in whatever is shown.
const OF_THE_LOG: &str =
    "2026/11/20 09:20:00: [DHCPD] LAN1(port2) Allocates 192.168.1.55: 00:00:5e:00:53:34";

/// Of so many places in a paste, a line is set in at one, another for each story.
const ONE_IN: usize = 16;

#[test]
fn a_line_of_the_log_within_an_answer_changes_no_verdict() {
    let mut wrong = Vec::new();
    for (nth, story) in story::all().iter().enumerate() {
        for (at, paste) in story.pastes.iter().enumerate() {
            let lines: Vec<&str> = paste.lines().collect();
            for place in (nth % ONE_IN..lines.len()).step_by(ONE_IN) {
                // In a log it would be one of another day.
                let is_dated = |at: usize| lines.get(at).is_some_and(|line| line.starts_with("20"));
                if is_dated(place) || place.checked_sub(1).is_some_and(is_dated) {
                    continue;
                }
                let mut more = lines.clone();
                more.insert(place, OF_THE_LOG);
                let mut pastes = story.pastes.clone();
                pastes[at] = more.join("\n") + "\n";
                let state = story.report(&pastes).verdict.state;
                let is_right = match state {
                    State::Up => is_healthy(story),
                    State::Degraded | State::Down => !is_healthy(story),
                    State::Unknown => true,
                };
                if !is_right {
                    wrong.push(format!("{}: {state:?} at {at}, line {place}", story.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
