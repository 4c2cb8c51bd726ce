//! Turns file names into the texts that the files hold.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rtx_vpn_doctor::report::{Lang, steers};

use crate::args::is_stdin;
use crate::encoding;

/// More than any router answers, and still quick to read.
const LIMIT: u64 = 64 << 20;

/// The texts of all files in order, or one line that says which of them cannot be read and why.
pub(crate) fn read_all(files: &[PathBuf], lang: Lang) -> Result<Vec<String>, String> {
    files.iter().map(|file| read(file, lang)).collect()
}

fn read(file: &Path, lang: Lang) -> Result<String, String> {
    let refuse = |reason: &str| {
        // A file's name may hold anything, also what would end the line or steer the terminal.
        let name = if is_stdin(file) {
            pick(lang, "標準入力", "standard input").to_owned()
        } else {
            file.display().to_string()
        };
        let name = name.chars().filter(|c| !steers(*c));
        format!("{}: {reason}", name.collect::<String>())
    };
    let bytes = bytes(file).map_err(|error| refuse(&reason(&error, lang)))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
        return Err(refuse(pick(lang, "大きすぎます", "too large")));
    }
    match encoding::decode(&bytes) {
        Some(text) => Ok(text.into_owned()),
        None => Err(refuse(pick(
            lang,
            "テキストではありません",
            "not a text file",
        ))),
    }
}

fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if is_stdin(file) {
        io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes)?;
    } else {
        fs::File::open(file)?
            .take(LIMIT + 1)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn reason(error: &io::Error, lang: Lang) -> String {
    let kinds = [
        (
            io::ErrorKind::NotFound,
            "ファイルがありません",
            "no such file",
        ),
        (
            io::ErrorKind::PermissionDenied,
            "読む権限がありません",
            "permission denied",
        ),
        (
            io::ErrorKind::IsADirectory,
            "ファイルではなくフォルダーです",
            "is a directory",
        ),
    ];
    let known = kinds.into_iter().find(|(kind, ..)| *kind == error.kind());
    known.map_or_else(
        || error.to_string(),
        |(_, ja, en)| pick(lang, ja, en).to_owned(),
    )
}

fn pick(lang: Lang, ja: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}
