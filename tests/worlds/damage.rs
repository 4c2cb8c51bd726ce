//! Turns two pastes into ones that were damaged on the way: cut, or in another encoding. What is
//! left may not be enough to tell anything, and must not tell what is not so.

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
}

impl Damage {
    pub(crate) const ALL: [Self; 3] = [Self::HeadLost, Self::Replaced, Self::Misread];

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
        }
    }
}
