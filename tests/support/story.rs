//! Reads the folders of `tests/cases`: the pastes of a whole story, and what was really wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rtx_vpn_doctor::Paste;
use rtx_vpn_doctor::report::Report;

/// One folder of `tests/cases`.
pub(crate) struct Story {
    /// The folder's name.
    pub(crate) name: String,
    /// What was pasted into each box, in order.
    pub(crate) pastes: Vec<String>,
    /// Everything in `about.toml`.
    pub(crate) about: About,
}

/// What `about.toml` may say.
const KEYS: [&str; 15] = [
    "source",
    "model",
    "language",
    "wording",
    "truth",
    "names",
    "captured",
    "expect.state",
    "expect.certainty",
    "expect.cause",
    "expect.side",
    "expect.pairs",
    "expect.evidence",
    "expect.rules",
    "expect.matched",
];

/// `about.toml`: words and lists of words, each under its key; those of `[expect]` as `expect.key`.
pub(crate) struct About(BTreeMap<String, Vec<String>>);

impl About {
    /// The words under a key; None where the key is absent.
    pub(crate) fn list(&self, key: &str) -> Option<&[String]> {
        self.0.get(key).map(Vec::as_slice)
    }

    /// Reads the small part of TOML that these files use, and refuses the rest.
    fn read(text: &str) -> Self {
        let mut words = BTreeMap::new();
        let mut table = String::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                table = format!("{name}.");
                continue;
            }
            let (key, value) = line.split_once(" = ").expect(line);
            let inner = value.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
            let is_list = inner.is_some();
            let mut parts = inner.unwrap_or(value).split('"');
            let mut list = Vec::new();
            while let (Some(between), Some(word)) = (parts.next(), parts.next()) {
                assert!(between.trim_matches([',', ' ']).is_empty(), "{line}");
                list.push(word.to_owned());
            }
            assert!(is_list || list.len() == 1, "{line}");
            let key = format!("{table}{key}");
            assert!(KEYS.contains(&key.as_str()), "{line}");
            words.insert(key, list);
        }
        Self(words)
    }
}

impl Story {
    fn read(folder: &Path) -> Self {
        let text = |file: &str| fs::read_to_string(folder.join(file));
        let pastes = (b'a'..=b'z')
            .map_while(|letter| text(&format!("{}.txt", char::from(letter))).ok())
            .collect();
        Self {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            pastes,
            about: About::read(&text("about.toml").expect("about.toml")),
        }
    }

    /// What the tool says of these pastes, with the story's names and times.
    pub(crate) fn report(&self, pastes: &[String]) -> Report {
        let word = |key, at: usize| Some(self.about.list(key)?.get(at)?.as_str());
        let pastes: Vec<Paste<'_>> = pastes
            .iter()
            .enumerate()
            .map(|(at, text)| Paste {
                text,
                name: word("names", at),
                captured_at: word("captured", at),
            })
            .collect();
        rtx_vpn_doctor::analyze(&pastes)
    }
}

/// All stories, in order of their names.
pub(crate) fn all() -> Vec<Story> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().map(|folder| Story::read(folder)).collect()
}
