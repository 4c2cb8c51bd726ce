//! Counts what was mended in a paste, so that the reader can be told.

/// Something that a copy, a terminal or a mail program had done to the router's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// A byte order mark before the text.
    Bom,
    /// `> ` before quoted lines.
    Quote,
    /// Line numbers that another tool had put before each line.
    LineNumber,
    /// The time that a terminal program had put before each line.
    Timestamp,
    /// `---つづく---` and the blanks after it.
    Pager,
    /// A line that the terminal had cut at its 80th column.
    Wrap,
    /// Blanks of double width.
    FullWidth,
    /// No-break and other unusual blanks.
    Blank,
    /// Tabs.
    Tab,
    /// Characters without width, or that change the direction of writing.
    Invisible,
    /// Control characters and terminal sequences.
    Control,
    /// Backspaces, applied as the terminal would have.
    Backspace,
    /// A blank line after each line.
    BlankLines,
    /// The answers of two routers in one text, told apart.
    TwoRouters,
    /// Signs and words by which a person had marked a line.
    Note,
}

impl Repair {
    const ALL: [Self; 15] = [
        Self::Bom,
        Self::Quote,
        Self::LineNumber,
        Self::Timestamp,
        Self::Pager,
        Self::Wrap,
        Self::FullWidth,
        Self::Blank,
        Self::Tab,
        Self::Invisible,
        Self::Control,
        Self::Backspace,
        Self::BlankLines,
        Self::TwoRouters,
        Self::Note,
    ];

    /// The name in the report.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Bom => "bom",
            Self::Quote => "quote",
            Self::LineNumber => "lineNumber",
            Self::Timestamp => "timestamp",
            Self::Pager => "pager",
            Self::Wrap => "wrap",
            Self::FullWidth => "fullWidth",
            Self::Blank => "blank",
            Self::Tab => "tab",
            Self::Invisible => "invisible",
            Self::Control => "control",
            Self::Backspace => "backspace",
            Self::BlankLines => "blankLines",
            Self::TwoRouters => "twoRouters",
            Self::Note => "note",
        }
    }
}

/// How often each repair was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repairs([u32; Repair::ALL.len()]);

impl Repairs {
    /// Counts `times` more repairs of one kind.
    pub fn add(&mut self, repair: Repair, times: u32) {
        if let Some(count) = self.0.get_mut(repair as usize) {
            *count = count.saturating_add(times);
        }
    }

    /// Adds all counts of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_add(more);
        }
    }

    /// The kinds that were needed at least once, in a fixed order.
    pub fn counted(&self) -> impl Iterator<Item = (Repair, u32)> {
        Repair::ALL
            .into_iter()
            .zip(self.0)
            .filter(|(_, count)| *count > 0)
    }
}
