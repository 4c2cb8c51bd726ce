//! Turns two pastes into ones that were damaged on the way: cut, in another encoding, or with their blanks
//! and lines lost. What is left may not be enough to tell anything, and must not tell what is not so.

use super::rng::Rng;

/// What happened to a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// The terminal kept the newest lines only.
    HeadLost,
    /// Whatever is no ASCII became a mark of replacement.
    Replaced,
    /// UTF-8 was read as if each byte were a letter.
    Misread,
    /// A page made one blank of several, and took those away with which a line begins.
    Flattened,
    /// A narrow field cut each line after so many characters, wherever that was.
    Wrapped,
    /// A mail program put line ends in place of blanks where lines were long.
    Folded,
    /// A chat made one line of all.
    Joined,
}

impl Damage {
    pub(crate) const ALL: [Self; 7] = [
        Self::HeadLost,
        Self::Replaced,
        Self::Misread,
        Self::Flattened,
        Self::Wrapped,
        Self::Folded,
        Self::Joined,
    ];

    /// The damaged paste.
    pub(crate) fn of(self, rng: &mut Rng, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let most = chars.len().max(1) as u64;
        match self {
            Self::HeadLost => {
                let lost = usize::try_from(rng.within(0, most * 3 / 4)).unwrap();
                chars[lost..].iter().collect()
            }
            Self::Replaced => {
                let replaced = |it: char| if it.is_ascii() { it } else { '\u{fffd}' };
                text.chars().map(replaced).collect()
            }
            Self::Misread => text.bytes().map(char::from).collect(),
            Self::Flattened => each_line(text, |line| {
                line.split_whitespace().collect::<Vec<_>>().join(" ")
            }),
            Self::Wrapped => {
                let width = width(rng);
                each_line(text, |line| cut_after(line, width))
            }
            Self::Folded => {
                let width = width(rng);
                each_line(text, |line| folded(line, width))
            }
            Self::Joined => text.lines().collect::<Vec<_>>().join(" "),
        }
    }
}

/// How many characters stand in a line.
fn width(rng: &mut Rng) -> usize {
    usize::try_from(rng.within(40, 79)).unwrap()
}

fn each_line(text: &str, change: impl Fn(&str) -> String) -> String {
    let lines = text.lines().map(|line| change(line) + "\n");
    lines.collect()
}

fn cut_after(line: &str, width: usize) -> String {
    let chars: Vec<char> = line.chars().collect();
    let lines = chars.chunks(width).map(String::from_iter);
    lines.collect::<Vec<_>>().join("\n")
}

fn folded(line: &str, width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in line.split_inclusive(' ') {
        let length = word.trim_end().chars().count();
        if column > 0 && column + length > width {
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
            column = 0;
        }
        text += word;
        column += word.chars().count();
    }
    text
}
