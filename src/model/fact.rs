//! What a router said of one thing: a value and its line, that it is hidden, or nothing.

/// A value and the line that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Line number in the site's paste, from 1.
    pub line: u32,
}

impl<T> Sourced<T> {
    /// A value from a line.
    pub fn new(value: T, line: u32) -> Self {
        Self { value, line }
    }
}

/// A thing that a router may show. Hidden and not pasted are neither equal nor unequal to anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// Shown.
    Seen(Sourced<T>),
    /// Printed, but masked by the router or by a person, on this line.
    Hidden(u32),
    /// In none of the pasted outputs.
    #[default]
    NotPasted,
}

impl<T> Fact<T> {
    /// The value and its line, where it is shown.
    pub fn seen(&self) -> Option<&Sourced<T>> {
        match self {
            Self::Seen(sourced) => Some(sourced),
            Self::Hidden(_) | Self::NotPasted => None,
        }
    }

    /// The line that shows or hides it.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Seen(sourced) => Some(sourced.line),
            Self::Hidden(line) => Some(*line),
            Self::NotPasted => None,
        }
    }

    /// Takes `other` where this one is not shown.
    pub fn or(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Seen(_), _) | (Self::Hidden(_), Self::NotPasted) => self,
            _ => other,
        }
    }
}
