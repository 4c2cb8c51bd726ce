//! A command below which stand words in place of what the router prints.

/// Words below a command that always prints something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// The command as it would be typed in full.
    pub command: String,
    /// Its line.
    pub line: u32,
    /// The first line of the words.
    pub said: u32,
}
