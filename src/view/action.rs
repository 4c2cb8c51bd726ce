//! Turns what a button is for into one attribute value, and back when it is pressed.

use std::fmt;

use super::screen::Lang;
use super::take::Wish;

/// What a press on a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Puts a text into the clipboard.
    Copy(String),
    /// Writes down that a command was run in a box's router and printed nothing.
    Empty {
        /// Which box, from 0.
        paste: usize,
        /// The command as typed.
        command: String,
    },
    /// Fills the boxes with an example.
    Example(usize),
    /// Exchanges the boxes.
    Swap,
    /// Empties the boxes.
    Clear,
    /// Brings back what was in the boxes before the last button replaced it.
    Undo,
    /// Changes the language.
    Language(Lang),
    /// Changes between light and dark.
    Theme,
    /// Selects a line in a box.
    Line {
        /// Which box, from 0.
        paste: usize,
        /// Which line, from 1.
        line: u32,
    },
    /// Gives each router of one box a box of its own.
    Part(usize),
    /// Adds a box for one more site.
    AddBox,
    /// Takes away a box and what is in it.
    RemoveBox(usize),
    /// Exchanges a box with the one before it.
    Shift(usize),
    /// Takes away a file that stands beside a box's text.
    RemoveFile {
        /// Which box, from 0.
        paste: usize,
        /// Which of its files, from 0.
        place: usize,
    },
    /// Opens a fold of this page that a link leads to.
    Unfold(String),
    /// Shows one pair of gateways.
    Pair(usize),
    /// Puts what stands in an element into the clipboard.
    CopyFrom(String),
    /// Saves what stands in an element as a file.
    Save {
        /// The element's id.
        from: String,
        /// The file's name.
        file: String,
    },
    /// Shows something else, or in another way, to take along.
    Take(Wish),
    /// Adds what stands in the form to the log.
    LogAdd,
    /// Takes what was typed for one check back into the form.
    LogEdit(usize),
    /// Leaves the form without correcting that check.
    LogLeave,
    /// Takes one check out of the log.
    LogRemove(usize),
    /// Puts back the check that was taken out last.
    LogBack,
    /// Forgets the log, here and in the browser.
    LogForget,
    /// Begins or ends keeping the log in the browser.
    LogKeep,
    /// Prints the page.
    Print,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Copy(text) => write!(f, "copy:{text}"),
            Self::Empty { paste, command } => write!(f, "empty:{paste}:{command}"),
            Self::Example(number) => write!(f, "example:{number}"),
            Self::Swap => f.write_str("swap"),
            Self::Clear => f.write_str("clear"),
            Self::Undo => f.write_str("undo"),
            Self::Language(lang) => write!(f, "lang:{}", lang.code()),
            Self::Theme => f.write_str("theme"),
            Self::Line { paste, line } => write!(f, "line:{paste}:{line}"),
            Self::Part(paste) => write!(f, "part:{paste}"),
            Self::AddBox => f.write_str("add"),
            Self::RemoveBox(paste) => write!(f, "drop:{paste}"),
            Self::Shift(paste) => write!(f, "shift:{paste}"),
            Self::RemoveFile { paste, place } => write!(f, "remove:{paste}:{place}"),
            Self::Unfold(id) => write!(f, "unfold:{id}"),
            Self::Pair(index) => write!(f, "pair:{index}"),
            Self::CopyFrom(id) => write!(f, "copyFrom:{id}"),
            Self::Save { from, file } => write!(f, "save:{from}:{file}"),
            Self::Take(wish) => write!(f, "take:{}", wish.slug()),
            Self::LogAdd => f.write_str("logAdd"),
            Self::LogEdit(index) => write!(f, "logEdit:{index}"),
            Self::LogLeave => f.write_str("logLeave"),
            Self::LogRemove(index) => write!(f, "logRemove:{index}"),
            Self::LogBack => f.write_str("logBack"),
            Self::LogForget => f.write_str("logForget"),
            Self::LogKeep => f.write_str("logKeep"),
            Self::Print => f.write_str("print"),
        }
    }
}

impl Action {
    /// Reads what [`Display`](fmt::Display) wrote; anything else is nothing to do.
    pub fn read(value: &str) -> Option<Self> {
        let (verb, rest) = value.split_once(':').unwrap_or((value, ""));
        Some(match verb {
            "copy" => Self::Copy(rest.to_owned()),
            "empty" => {
                let (paste, command) = rest.split_once(':')?;
                Self::Empty {
                    paste: paste.parse().ok()?,
                    command: command.to_owned(),
                }
            }
            "example" => Self::Example(rest.parse().ok()?),
            "swap" => Self::Swap,
            "clear" => Self::Clear,
            "undo" => Self::Undo,
            "lang" => Self::Language(Lang::from_code(rest)?),
            "theme" => Self::Theme,
            "line" => {
                let (paste, line) = rest.split_once(':')?;
                Self::Line {
                    paste: paste.parse().ok()?,
                    line: line.parse().ok()?,
                }
            }
            "part" => Self::Part(rest.parse().ok()?),
            "add" => Self::AddBox,
            "drop" => Self::RemoveBox(rest.parse().ok()?),
            "shift" => Self::Shift(rest.parse().ok()?),
            "remove" => {
                let (paste, place) = rest.split_once(':')?;
                Self::RemoveFile {
                    paste: paste.parse().ok()?,
                    place: place.parse().ok()?,
                }
            }
            "unfold" => Self::Unfold(rest.to_owned()),
            "pair" => Self::Pair(rest.parse().ok()?),
            "copyFrom" => Self::CopyFrom(rest.to_owned()),
            "save" => {
                let (from, file) = rest.split_once(':')?;
                Self::Save {
                    from: from.to_owned(),
                    file: file.to_owned(),
                }
            }
            "take" => Self::Take(Wish::read(rest)?),
            "logAdd" => Self::LogAdd,
            "logEdit" => Self::LogEdit(rest.parse().ok()?),
            "logLeave" => Self::LogLeave,
            "logRemove" => Self::LogRemove(rest.parse().ok()?),
            "logBack" => Self::LogBack,
            "logForget" => Self::LogForget,
            "logKeep" => Self::LogKeep,
            "print" => Self::Print,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_survives_the_way_through_the_document() {
        let actions = [
            Action::Copy("show ipsec sa\nping -c 5 ::1".into()),
            Action::Empty {
                paste: 1,
                command: "show ipsec sa gateway 1 detail".into(),
            },
            Action::Example(2),
            Action::Swap,
            Action::Clear,
            Action::Undo,
            Action::Language(Lang::En),
            Action::Theme,
            Action::Line { paste: 0, line: 12 },
            Action::Part(0),
            Action::AddBox,
            Action::RemoveBox(2),
            Action::Shift(1),
            Action::RemoveFile { paste: 1, place: 0 },
            Action::Unfold("unread-A".into()),
            Action::Pair(39),
            Action::CopyFrom("take-text".into()),
            Action::Save {
                from: "take-text".into(),
                file: "rtx-vpn-report.md".into(),
            },
            Action::Take(Wish::default()),
            Action::LogAdd,
            Action::LogEdit(2),
            Action::LogLeave,
            Action::LogRemove(3),
            Action::LogBack,
            Action::LogForget,
            Action::LogKeep,
            Action::Print,
        ];
        for action in actions {
            assert_eq!(Action::read(&action.to_string()), Some(action));
        }
    }

    #[test]
    fn a_foreign_value_does_nothing() {
        for value in [
            "",
            "line:x:1",
            "lang:fr",
            "empty:show ipsec sa",
            "javascript:alert(1)",
        ] {
            assert_eq!(Action::read(value), None, "{value}");
        }
    }
}
