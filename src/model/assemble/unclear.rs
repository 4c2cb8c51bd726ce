//! Turns commands behind or below which somebody wrote words, in place of what the router printed, into what is to be asked
//! for again.

use crate::model::Unclear;
use crate::parse::{Answer, Record};
use crate::text::{Line, Listed, said_behind};

/// Commands that always print something.
const TELLING: [&str; 4] = ["ping", "ping6", "show status tunnel", "show status pp"];

/// Words by which people say that all is well.
const WELL: [&str; 28] = [
    "ok",
    "good",
    "up",
    "online",
    "alive",
    "success",
    "正常",
    "良好",
    "成功",
    "問題なし",
    "問題ありません",
    "問題ない",
    "異常なし",
    "異常ありません",
    "応答あり",
    "応答がありま",
    "返答あり",
    "返ってきま",
    "届きま",
    "届いています",
    "通りま",
    "通っています",
    "接続中",
    "接続",
    "つながっています",
    "繋がっています",
    "○",
    "〇",
];

/// Words by which they say that they left an answer out, of whatever it told.
const LEFT_OUT: [&str; 6] = ["省略", "略", "割愛", "omitted", "snip", "snipped"];

/// What may stand in front of these, and behind them.
const SUBJECTS: [&str; 11] = [
    "トンネルは",
    "回線は",
    "状態は",
    "接続は",
    "結果は",
    "こちらは",
    "ping",
    "すべて",
    "全て",
    "全部",
    "it is ",
];
const ENDINGS: [&str; 10] = [
    "です",
    "でした",
    "ました",
    "ます",
    "した",
    "す",
    "しています",
    "されています",
    "しました",
    "します",
];

/// What may stand around words without a meaning of its own; any other sign has one: 接続 ×.
const AROUND: &[char] = &[
    '（', '）', '(', ')', '[', ']', '【', '】', '<', '>', '＜', '＞', '「', '」', '※', '*', '＊',
    '↑', '←', '→', '⇒', '➡', '-', '=', ':', '：', '。', '．', '.', '、', ',', '!', '！', '…', ' ',
    '\u{3000}',
];

/// No remark is longer, in bytes: an answer of another router, of which no line is read, is.
const LONGEST: usize = 80;

/// Nor has one more lines.
const MOST_LINES: usize = 4;

/// Those that the same command, asked again below, does not answer.
pub(super) fn unclear(answers: &[Answer], lines: &[Line<'_>]) -> Vec<Unclear> {
    let is_told = |it: &Answer| !matches!(it.record, Record::Quiet | Record::Nothing);
    let asks = |it: &&Answer| {
        let rest = TELLING
            .iter()
            .filter_map(|told| it.command.strip_prefix(told));
        rest.into_iter()
            .any(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let asked = answers.iter().filter(asks);
    let unread = asked.filter(|it| !is_told(it));
    let unsettled = unread.filter(|it| {
        let again =
            |other: &&Answer| other.command == it.command && other.first_line > it.first_line;
        !answers.iter().filter(again).any(is_told)
    });
    let words = unsettled.filter_map(|it| {
        Some(Unclear {
            command: it.command.clone(),
            line: it.first_line,
            said: said(it, lines)?,
        })
    });
    words.listed()
}

/// The line of the words that stand in place of an answer: behind the command, else below it.
fn said(answer: &Answer, lines: &[Line<'_>]) -> Option<u32> {
    let from = lines.partition_point(|line| line.number < answer.first_line);
    let mut own = lines.iter().skip(from);
    let command = own.next()?;
    if let Some(words) = said_behind(&command.text) {
        return is_remark(words).then_some(command.number);
    }
    let below = own.take_while(|line| line.number <= answer.last_line);
    let mut below = below.skip_while(|line| line.is_blank()).peekable();
    let first = below.peek()?.number;
    let is_alone = answer.last_line == first;
    // Behind a blank line something else may be said.
    let told: Vec<&Line<'_>> = below
        .take_while(|line| !line.is_blank())
        .take(MOST_LINES + 1)
        .listed();
    let are_words = told.len() <= MOST_LINES && told.iter().all(|it| is_alone || is_said(&it.text));
    (are_words && told.iter().any(|it| is_remark(&it.text))).then_some(first)
}

/// Whether a line is of a person's words where several stand together: in Japanese, and without what parts a label from
/// its value.
fn is_said(text: &str) -> bool {
    let is_japanese = |c: char| matches!(c, 'ぁ'..='ん' | 'ァ'..='ヶ' | '一'..='龠');
    text.trim().len() <= LONGEST && text.contains(is_japanese) && !text.contains([':', '[', '：'])
}

/// Whether it is short and does not say that all is well.
fn is_remark(said: &str) -> bool {
    said.trim().len() <= LONGEST && !is_harmless(said)
}

fn is_harmless(said: &str) -> bool {
    let told = said.trim_matches(AROUND);
    let behind_number = told.trim_start_matches(|c: char| c.is_ascii_digit());
    let subject = SUBJECTS.iter().find_map(|it| told.strip_prefix(it));
    let subject = subject.or(behind_number.strip_prefix("回とも"));
    let told = subject.unwrap_or(told).trim_start();
    let is_any_of = |words: &[&str]| {
        words.iter().any(|word| {
            let (begun, end) = told.split_at_checked(word.len()).unwrap_or_default();
            let is_end = end.is_empty() || ENDINGS.contains(&end);
            begun.eq_ignore_ascii_case(word) && is_end
        })
    };
    is_any_of(&WELL) || is_any_of(&LEFT_OUT)
}
