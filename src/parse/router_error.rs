//! Turns an error message into a record.
//!
//! # Source
//! Messages seen on consoles in both languages, and documented ones; the colon has either width.
//! # Lines
//! `エラー: …`, `Error: …` → [`RouterError`]

use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, documented, seen};

pub(super) static OUTPUT: Output = Output {
    shape: None,
    command: "",
    first: "エE",
    claims,
    continues: claims,
    wording: &[
        seen(
            "コマンド名、キーワード、管理者でのみ実行できるコマンドについてのエラー",
            "errors about a command's name, a keyword, and commands of the administrator",
        ),
        documented(
            "パラメーターの数と範囲についてのエラー",
            "errors about the number and range of parameters",
        ),
    ],
    read: answers::<RouterError>,
};

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouterError {
    /// Line number.
    pub line: u32,
    /// What it says.
    pub kind: ErrorKind,
}

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// No such command: a typing error, or not on this model.
    UnknownCommand,
    /// Allowed to the administrator only.
    AdministratorOnly,
    /// Too few or too many parameters.
    ParameterCount,
    /// A keyword that the command does not know.
    UnknownKeyword,
    /// A number outside what the model allows.
    OutOfRange,
    /// The answer took too long and was stopped.
    TimedOut,
    /// Any other message.
    Other,
}

/// What the messages contain, per kind.
const WORDS: [(ErrorKind, &str); 14] = [
    (ErrorKind::UnknownCommand, "コマンド名を確認"),
    (ErrorKind::UnknownCommand, "Invalid command"),
    (ErrorKind::AdministratorOnly, "管理レベル"),
    (ErrorKind::AdministratorOnly, "Administrator use only"),
    (ErrorKind::ParameterCount, "パラメータの数"),
    (ErrorKind::ParameterCount, "too many parameters"),
    (ErrorKind::UnknownKeyword, "キーワードが認識"),
    (ErrorKind::UnknownKeyword, "keyword"),
    (ErrorKind::OutOfRange, "範囲を越え"),
    (ErrorKind::OutOfRange, "範囲を超え"),
    (ErrorKind::OutOfRange, "out of range"),
    (ErrorKind::TimedOut, "タイムアウト"),
    (ErrorKind::TimedOut, "imeout"),
    (ErrorKind::TimedOut, "imed out"),
];

fn claims(text: &str) -> bool {
    let text = text.trim_start();
    ["エラー", "Error"].into_iter().any(|word| {
        text.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([':', '：']))
    })
}

impl Collect for RouterError {
    type Item = ErrorKind;

    fn item(text: &str) -> Option<ErrorKind> {
        claims(text).then(|| kind(text))
    }

    fn begin(line: u32, first: &ErrorKind) -> Option<Self> {
        Some(Self { line, kind: *first })
    }

    fn is_next(&self, _item: &ErrorKind) -> bool {
        true
    }

    fn add(&mut self, _at: Span, _item: ErrorKind) -> bool {
        true
    }

    fn finish(self) -> (Record, Extent) {
        (Record::RouterError(self), Extent::Whole)
    }
}

fn kind(text: &str) -> ErrorKind {
    WORDS
        .into_iter()
        .find(|(_, words)| text.contains(words))
        .map_or(ErrorKind::Other, |it| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_known_in_both_languages() {
        for (text, expected) in [
            (
                "エラー: コマンド名を確認してください",
                ErrorKind::UnknownCommand,
            ),
            ("Error: Invalid command name", ErrorKind::UnknownCommand),
            (
                "エラー：このコマンドは管理レベルでのみ使用できます",
                ErrorKind::AdministratorOnly,
            ),
            (
                "Error: Insufficient or too many parameters",
                ErrorKind::ParameterCount,
            ),
            (
                "エラー: パラメータのキーワードが認識できません",
                ErrorKind::UnknownKeyword,
            ),
            (
                "エラー: パラメータが範囲を越えています",
                ErrorKind::OutOfRange,
            ),
            ("Error: something new", ErrorKind::Other),
        ] {
            assert!(claims(text), "{text}");
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn a_sentence_about_errors_is_none() {
        assert!(!claims("Error correction is on"));
    }
}
