//! Says where a form of an output is known from: seen, described, or guessed.

/// Where a form of an output is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// How surely it is known.
    pub mark: Mark,
    /// Which form, in Japanese.
    pub ja: &'static str,
    /// Which form, in English.
    pub en: &'static str,
}

/// How surely a form of an output is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Printed by a router and seen.
    Seen,
    /// Described in a manual.
    Documented,
    /// Remembered or inferred; read, and nothing rests on it alone.
    Guessed,
}

/// The page, which has no byte to spare, goes without these texts.
const fn for_docs(mark: Mark, ja: &'static str, en: &'static str) -> Wording {
    if cfg!(target_family = "wasm") {
        let (ja, en) = ("", "");
        Wording { mark, ja, en }
    } else {
        Wording { mark, ja, en }
    }
}

pub(super) const fn seen(ja: &'static str, en: &'static str) -> Wording {
    for_docs(Mark::Seen, ja, en)
}

pub(super) const fn documented(ja: &'static str, en: &'static str) -> Wording {
    for_docs(Mark::Documented, ja, en)
}

pub(super) const fn guessed(ja: &'static str, en: &'static str) -> Wording {
    for_docs(Mark::Guessed, ja, en)
}
