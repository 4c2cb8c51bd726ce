//! Turns a line with letters or digits of double width into the same in single width, as an input method
//! may have widened a command or a label.

/// The line in single width; None where it has no letter and no digit of double width.
pub(super) fn half_width(text: &str) -> Option<String> {
    // Most lines have none of the bytes with which such a letter begins.
    let first = memchr::memchr(0xef, text.as_bytes())?;
    let mut behind = text.get(first..)?.chars();
    behind
        .any(|c| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ'))
        .then(|| text.chars().map(narrow).collect())
}

/// The character in single width, where it has one.
pub(super) fn narrow(c: char) -> char {
    const AWAY: u32 = '！' as u32 - '!' as u32;
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - AWAY).unwrap_or(c),
        '\u{3000}' | '\t' => ' ',
        _ => c,
    }
}
