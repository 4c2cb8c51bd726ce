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
            push(&mut all, item);
        }
        all
    }

    /// The same without room to spare, where so many lists are kept that it adds up.
    fn listed_exactly(self) -> Vec<Self::Item>
    where
        Self: ExactSizeIterator,
    {
        let mut all = Vec::with_capacity(self.len());
        for item in self {
            push(&mut all, item);
        }
        all
    }
}

// One for all lists of a kind, whatever they come from.
#[inline(never)]
fn push<T>(all: &mut Vec<T>, item: T) {
    all.push(item);
}

impl<I: Iterator> Listed for I {}
