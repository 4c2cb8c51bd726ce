//! Turns iterators into lists, with less code than the library's `collect`.
//!
//! That asks an iterator for its first item and for the others at two places, and for how many there may
//! be; in the page all of it weighs anew for each of some two hundred lists.

/// What iterators can do besides.
pub trait Listed: Iterator + Sized {
    /// All items in a list.
    fn listed(self) -> Vec<Self::Item> {
        let mut all = Vec::new();
        for item in self {
            all.push(item);
        }
        all
    }
}

impl<I: Iterator> Listed for I {}
