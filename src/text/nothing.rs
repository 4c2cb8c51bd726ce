//! Tells the lines by which people say that a command printed nothing.

use super::Line;

/// What the page writes for a command that printed nothing, and what the router prints above what `grep` found.
const MARKS: [&str; 2] = ["Searching ...", "（何も表示されず）"];

/// What stands around a note.
const AROUND: &[char] = &[
    '（', '）', '(', ')', '[', ']', '【', '】', '<', '>', '＜', '＞', '「', '」', '※', '*', '＊',
    '↑', '←', '→', '。', '．', '.', '、', '!', '！', '…', ' ', '\u{3000}',
];

/// Brackets and the like, by which a note is told from the rest of an answer that a terminal has cut.
const BRACKETS: &[char] = &[
    '（', '(', '[', '【', '<', '＜', '「', '※', '*', '＊', '↑', '←', '→',
];

/// What a note says that is one on its own.
const SAYINGS: [&str; 20] = [
    "no output",
    "no result",
    "no results",
    "no response",
    "nothing shown",
    "nothing displayed",
    "nothing printed",
    "nothing is shown",
    "nothing is displayed",
    "nothing was shown",
    "nothing was displayed",
    "nothing was printed",
    "prints nothing",
    "printed nothing",
    "shows nothing",
    "showed nothing",
    "空でした",
    "空です",
    "空のまま",
    "空欄",
];

/// What says the same in brackets alone.
const SHORT: [&str; 7] = ["none", "nothing", "empty", "blank", "なし", "無し", "空"];

/// What may be missing.
const SUBJECTS: [&str; 8] = [
    "何も", "結果", "出力", "表示", "応答", "返答", "反応", "該当",
];

/// How it is said to be.
const MISSING: [&str; 30] = [
    "なし",
    "無し",
    "ない",
    "ゼロ",
    "空",
    "空でした",
    "空です",
    "ありません",
    "ありませんでした",
    "出ず",
    "出ない",
    "出ません",
    "出ませんでした",
    "出なかった",
    "出てこない",
    "出てきません",
    "出てきませんでした",
    "返ってこない",
    "返ってきません",
    "返ってきませんでした",
    "表示されず",
    "表示されない",
    "表示されません",
    "表示されませんでした",
    "表示されなかった",
    "出力されず",
    "出力されない",
    "出力されません",
    "出力されませんでした",
    "出力されなかった",
];

/// Whether there is nothing but blank lines, and marks that a command printed nothing.
pub fn says_nothing(lines: &[Line<'_>]) -> bool {
    lines
        .iter()
        .all(|line| line.is_blank() || is_nothing_mark(&line.text))
}

/// Whether the line says that a command printed nothing, or only parts a command from the next.
pub fn is_nothing_mark(text: &str) -> bool {
    let text = text.trim();
    // Nearly all lines of a router hold a digit, and no note that is known does.
    if text.is_empty() || text.len() > LONGEST || text.bytes().any(|it| it.is_ascii_digit()) {
        return false;
    }
    MARKS.contains(&text) || is_note(text) || (is_rule(text) && text.len() < SHORTEST_RULER)
}

/// No note that says so is longer, in bytes.
const LONGEST: usize = 80;

fn is_note(text: &str) -> bool {
    let told = text.trim_matches(AROUND);
    let is = |words: &[&str]| words.iter().any(|it| told.eq_ignore_ascii_case(it));
    is(&SAYINGS) || (text.starts_with(BRACKETS) && is(&SHORT)) || is_missing(told)
}

/// 「何も表示されませんでした」, 「出力はありません」 and the like.
fn is_missing(told: &str) -> bool {
    SUBJECTS.iter().any(|subject| {
        let rest = told.strip_prefix(subject).unwrap_or_default();
        let rest = rest.trim_start_matches(['は', 'が', 'も']);
        MISSING.contains(&rest)
    })
}

/// A line of dashes as long as this may be part of an answer.
const SHORTEST_RULER: usize = 20;

/// Whether the line is of dashes only: a TECHINFO file has one above each command.
pub(super) fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 3 && text.bytes().all(|byte| byte == b'-')
}

/// Whether there is nothing but sentences of a person, such as the last words of a mail: a router ends none of its
/// lines with a full stop of Japanese, has letters or digits in each, and hardly a line of letters alone.
pub fn are_words(lines: &[Line<'_>]) -> bool {
    let is_of_sentence = |byte: u8| byte.is_ascii_alphabetic() || b" .,!?'()-&".contains(&byte);
    let is_said = |line: &Line<'_>| {
        let text = line.text.trim();
        text.ends_with('。')
            || text.bytes().all(is_of_sentence)
            || !text.bytes().any(|it| it.is_ascii_alphanumeric())
    };
    let mut told = lines.iter().filter(|line| !line.is_blank());
    told.clone().next().is_some() && told.all(is_said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_say_that_nothing_came() {
        for note in [
            "Searching ...",
            "（出力なし）",
            "(出力なし)",
            "（何も表示されず）",
            "（何も表示されませんでした）",
            "何も出ない",
            "※応答なし",
            "結果はありません。",
            "↑空でした",
            "(no output)",
            "No output.",
            "(empty)",
            "---",
        ] {
            assert!(is_nothing_mark(note), "{note}");
        }
    }

    #[test]
    fn what_may_be_of_an_answer_is_no_note() {
        for line in [
            "None",
            "なし",
            "(",
            "↑もう一度やったら空でした",
            "CCP: None",
            "フィルタ: なし",
            "出力",
            "--------------------",
            "isakmp:0",
        ] {
            assert!(!is_nothing_mark(line), "{line}");
        }
    }
}
