//! Turns commands below which somebody wrote words, in place of what the router printed, into what is to be asked for again.

use crate::model::Unclear;
use crate::parse::{Answer, Record};
use crate::text::{Line, Listed};

/// Commands that always print something.
const TELLING: [&str; 4] = ["ping", "ping6", "show status tunnel", "show status pp"];

/// Words by which people say that all is well.
const WELL: [&str; 12] = [
    "ok",
    "good",
    "up",
    "正常",
    "問題なし",
    "異常なし",
    "応答あり",
    "接続中",
    "接続",
    "つながっています",
    "○",
    "〇",
];

/// No remark is longer, in bytes: an answer of another router, of which no line is read, is.
const LONGEST: usize = 80;

/// Those of which nothing else answers the same command.
pub(super) fn unclear(answers: &[Answer], lines: &[Line<'_>]) -> Vec<Unclear> {
    let is_told = |it: &Answer| !matches!(it.record, Record::Quiet | Record::Nothing);
    let same = |one: &Answer, other: &Answer| one.command == other.command;
    let asks = |it: &&Answer| {
        let rest = TELLING
            .iter()
            .filter_map(|told| it.command.strip_prefix(told));
        rest.into_iter()
            .any(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let asked = answers.iter().filter(asks);
    let unread = asked.filter(|it| !is_told(it) && it.last_line > it.first_line);
    let alone = unread.filter(|it| {
        !answers
            .iter()
            .any(|other| is_told(other) && same(it, other))
    });
    let words = alone.filter_map(|it| {
        let within = |line: &&Line<'_>| (it.first_line + 1..=it.last_line).contains(&line.number);
        let mut own = lines.iter().filter(within).filter(|line| !line.is_blank());
        let said = own.next().filter(|_| own.next().is_none())?;
        let is_remark = said.text.trim().len() <= LONGEST && !is_well(&said.text);
        is_remark.then(|| Unclear {
            command: it.command.clone(),
            line: it.first_line,
            said: said.number,
        })
    });
    words.listed()
}

fn is_well(said: &str) -> bool {
    let told = said.trim_matches(|c: char| !c.is_alphanumeric() && c != '○' && c != '〇');
    WELL.iter().any(|it| told.eq_ignore_ascii_case(it))
}
