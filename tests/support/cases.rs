//! Reads the pastes of every folder of `tests/cases`, without asking what was wrong.
#![cfg(test)]

use std::fs;
use std::path::Path;

/// The folders' names and the texts of `a.txt`, `b.txt`, ….
pub(crate) fn all() -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folders = fs::read_dir(root).unwrap().map(|it| it.unwrap().path());
    let mut cases: Vec<_> = folders
        .filter(|path| path.is_dir())
        .map(|folder| (folder.display().to_string(), texts(&folder)))
        .collect();
    cases.sort();
    cases
}

fn texts(folder: &Path) -> Vec<String> {
    let file = |letter: u8| folder.join(format!("{}.txt", char::from(letter)));
    (b'a'..=b'z')
        .map_while(|letter| fs::read_to_string(file(letter)).ok())
        .collect()
}
