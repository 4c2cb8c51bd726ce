//! What must hold for all pastes: disguises change nothing, no text breaks the tool, swapped pastes give
//! the mirrored report, no secret gets out, and no missing output makes a dead VPN look alive.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "support/disguise.rs"]
mod disguise;
#[path = "support/essence.rs"]
mod essence;
#[path = "support/story.rs"]
mod story;

use disguise::{Disguise, Disguised};
use story::Story;

/// Stories whose pastes hold a table and a detail with SAs at both ends, so that each disguise makes sense.
fn stories_to_disguise() -> Vec<Story> {
    let wanted = |story: &Story| {
        story.pastes.iter().all(|paste| {
            paste.contains("SA[")
                && paste.matches("show ipsec").count() >= 2
                && paste.lines().count() < 300
        })
    };
    let mut stories = story::all();
    stories.retain(wanted);
    assert!(stories.len() >= 8);
    stories
}

/// What a disguise changes in a story's report, line by line.
fn difference(story: &Story, plain: &[String], disguise: &Disguise) -> Option<String> {
    let disguised = story.pastes.iter().map(|paste| disguise.of(paste));
    let (texts, origins): (Vec<String>, Vec<Vec<u32>>) = disguised
        .map(|Disguised { text, origins }| (text, origins))
        .unzip();
    let said = essence::of(&story.report(&texts), &origins);
    (said != plain).then(|| {
        let lost = plain.iter().filter(|line| !said.contains(line));
        let new = said.iter().filter(|line| !plain.contains(line));
        let lost = lost.map(|line| format!("  - {line}"));
        let lines: Vec<String> = lost.chain(new.map(|line| format!("  + {line}"))).collect();
        format!("{} {}\n{}", story.name, disguise.name, lines.join("\n"))
    })
}

fn no_difference(disguises: &[Disguise]) {
    let mut wrong = Vec::new();
    for story in stories_to_disguise() {
        let plain = essence::of(&story.report(&story.pastes), &[]);
        wrong.extend(
            disguises
                .iter()
                .filter_map(|disguise| difference(&story, &plain, disguise)),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} differ\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_disguise_changes_the_report() {
    no_difference(&disguise::all());
}

#[test]
fn answers_are_read_without_their_command_lines() {
    no_difference(&disguise::without_echo());
}
