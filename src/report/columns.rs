//! Turns running text into lines of at most so many columns, where Japanese characters take two.

/// Columns that the text takes in a terminal.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// Appends blanks up to `columns`.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// Breaks at blanks and between Japanese characters; a longer word gets a line of its own.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let fits = width(&line) + width(piece.trim_end()) <= columns;
        if !fits && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let piece = if line.is_empty() {
            piece.trim_start()
        } else {
            piece
        };
        line.push_str(piece);
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The smallest parts that stay together, blanks at the end of the part before them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .char_indices()
            .zip(rest.chars().skip(1))
            .find(|((_, before), after)| may_break(*before, *after))
            .map_or(rest.len(), |((at, before), _)| at + before.len_utf8());
        let Some((piece, behind)) = rest.split_at_checked(end) else {
            break;
        };
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after == ' ' || never_first(after) || never_last(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

/// Whether a character takes two columns. Exact for what reports are written in, and near for the rest: a
/// name of a site may hold anything, and Unicode's tables are not worth their place in the page.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
            | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}')
}

/// Characters with which a Japanese line must not begin (kinsoku).
fn never_first(c: char) -> bool {
    matches!(
        c,
        '。' | '、'
            | '，'
            | '．'
            | '」'
            | '』'
            | '）'
            | '】'
            | '〕'
            | '：'
            | '；'
            | '？'
            | '！'
            | 'ー'
            | '々'
            | 'ぁ'
            | 'ぃ'
            | 'ぅ'
            | 'ぇ'
            | 'ぉ'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | '・'
            | ')'
            | ']'
            | ','
            | '.'
            | ':'
            | ';'
            | '?'
            | '!'
    )
}

/// Characters with which a Japanese line must not end.
fn never_last(c: char) -> bool {
    matches!(c, '「' | '『' | '（' | '【' | '〔' | '(' | '[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_agree_with_unicode() {
        use unicode_width::UnicodeWidthChar;

        let written = [
            ' '..='~',
            '\u{3000}'..='〩',
            'ぁ'..='ゖ',
            '゛'..='ヿ',
            '一'..='龠',
            '！'..='ﾟ',
        ];
        let signs = "…—‘’“”○●■★→←↑↓℃№─│×÷°¥§";
        for c in written.into_iter().flatten().chain(signs.chars()) {
            assert_eq!(Some(1 + usize::from(is_wide(c))), c.width(), "{c}");
        }
    }

    #[test]
    fn english_breaks_at_blanks() {
        assert_eq!(wrap("the SAs do not fit", 8), ["the SAs", "do not", "fit"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn japanese_breaks_anywhere_but_before_closing_marks() {
        assert_eq!(wrap("支社が応答。次に", 10), ["支社が応", "答。次に"]);
        assert_eq!(wrap("本社「支社」", 6), ["本社", "「支", "社」"]);
    }

    #[test]
    fn an_english_word_in_japanese_stays_whole() {
        assert_eq!(
            wrap("支社の IKE-SA です", 10),
            ["支社の", "IKE-SA で", "す"]
        );
    }

    #[test]
    fn a_word_longer_than_the_line_is_not_cut() {
        assert_eq!(wrap("a 0123456789 b", 4), ["a", "0123456789", "b"]);
    }

    #[test]
    fn cells_are_padded_by_columns() {
        assert_eq!(padded("本社", 6), "本社  ");
        assert_eq!(padded("本社", 2), "本社");
    }
}
