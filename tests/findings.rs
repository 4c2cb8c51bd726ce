//! Runs the checks of the fuzz targets over all stories, and over each input that once broke one.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/holds/mod.rs"]
mod holds;

use std::fs;
use std::path::Path;

fn stories() -> Vec<(String, Vec<u8>)> {
    let between = holds::BETWEEN_SITES.to_string();
    let cases = cases::all().into_iter();
    cases
        .map(|(name, pastes)| (name, pastes.join(&between).into_bytes()))
        .collect()
}

/// `tests/findings/<target>/<what it broke>.txt`, kept as the fuzzer wrote it.
fn findings() -> Vec<(String, String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    let mut found = Vec::new();
    for (target, _) in holds::CHECKS {
        for file in fs::read_dir(root.join(target)).into_iter().flatten() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.push((target.to_owned(), name, fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Names what broke, as the panic of a check does not.
fn run(check: holds::Check, input: &[u8], what: &str) -> Option<String> {
    let broke = std::panic::catch_unwind(|| check(input)).is_err();
    broke.then(|| what.to_owned())
}

#[test]
fn what_once_broke_holds() {
    let findings = findings();
    assert!(!findings.is_empty(), "the folder of findings is not found");
    let broken: Vec<_> = findings
        .iter()
        .filter_map(|(target, name, input)| {
            let (_, check) = holds::CHECKS.into_iter().find(|(it, _)| it == target)?;
            run(check, input, &format!("{target}/{name}"))
        })
        .collect();
    assert_eq!(broken, [""; 0]);
}

#[test]
fn every_story_passes_every_check() {
    let stories = stories();
    let mut broken = Vec::new();
    for (target, check) in holds::CHECKS {
        broken.extend(
            stories
                .iter()
                .filter_map(|(name, input)| run(check, input, &format!("{target}: {name}"))),
        );
    }
    assert_eq!(broken, [""; 0]);
}
