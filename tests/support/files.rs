//! The files of this repository, without what is built or fetched.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing written by hand.
const BUILT: [&str; 10] = [
    "target",
    "node_modules",
    ".git",
    ".cache",
    "dist",
    "pkg",
    "__pycache__",
    "corpus",
    "artifacts",
    "coverage",
];

/// A text file: its path from the root with slashes, and its text.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All text files below a folder, in order of their paths.
pub(crate) fn below(folder: &str) -> Vec<File> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    let files = paths.into_iter().filter_map(|path| {
        let text = fs::read_to_string(&path).ok()?;
        let relative = path.strip_prefix(root()).unwrap();
        let path = relative.to_string_lossy().replace('\\', "/");
        Some(File { path, text })
    });
    files.collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if BUILT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}
