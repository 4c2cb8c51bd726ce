//! Turns texts that come and go into reports, and the newest report into whatever is asked of it.
//!
//! It owns the pastes and the report, so that no other thread needs either.

use std::borrow::Cow;

use super::screen::{Chip, Lang, Screen, Slot};
use super::sheet::Sheet;
use super::sorting;
use crate::Paste;
use crate::report::{Report, json, markdown, redact, text};
use crate::text::{Listed, lines, masked};

/// The texts of all boxes and what was last read from them.
#[derive(Debug, Default)]
pub struct Engine {
    boxes: Vec<Slip>,
    report: Option<Report>,
    /// Whether a text or a name changed since the report was made.
    changed: bool,
}

/// One box.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Slip {
    text: String,
    /// The text of its files, which stands below its own.
    files: String,
    label: Label,
}

/// What is known of a box beside its text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Label {
    /// The site's name.
    pub name: String,
    /// When its text was pasted, ISO 8601.
    pub captured_at: Option<String>,
}

/// How the reader looks at the report.
#[derive(Debug, Clone, Copy, Default)]
pub struct View<'a> {
    /// The language.
    pub lang: Lang,
    /// The pair that was picked from the list.
    pub picked: Option<usize>,
    /// What the list of pairs is narrowed by.
    pub filter: &'a str,
    /// The report as JSON, while its fold is open.
    pub json: Option<&'a str>,
}

/// A form in which a report is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
}

/// A report to take along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The report.
    pub text: String,
    /// Each marker with what it stands for, for the reader's eyes only; empty where nothing was replaced.
    pub replaced: Vec<(String, String)>,
}

impl Engine {
    /// Puts a text into a box, counted from 0, in place of what was there.
    pub fn set_text(&mut self, paste: usize, text: String) {
        self.changed = true;
        if let Some(slip) = self.slip(paste) {
            slip.text = text;
        }
    }

    /// Adds a piece to what a box's files hold.
    pub fn append(&mut self, paste: usize, piece: &str) {
        self.changed = true;
        if let Some(slip) = self.slip(paste) {
            slip.files.push_str(piece);
        }
    }

    /// Ends the last line of a box's files, so that the next file begins on its own.
    pub fn end_line(&mut self, paste: usize) {
        if let Some(slip) = self.slip(paste)
            && !slip.files.is_empty()
            && !slip.files.ends_with('\n')
        {
            slip.files.push('\n');
        }
    }

    /// How much of a box's files is there, in bytes.
    pub fn length(&self, paste: usize) -> usize {
        self.boxes.get(paste).map_or(0, |slip| slip.files.len())
    }

    /// Takes away what a box's files hold beyond this length.
    pub fn cut(&mut self, paste: usize, length: usize) {
        self.changed = true;
        if let Some(slip) = self.slip(paste)
            && slip.files.is_char_boundary(length)
        {
            slip.files.truncate(length);
            if length == 0 {
                // Perhaps fifty megabytes.
                slip.files.shrink_to_fit();
            }
        }
    }

    /// The texts of the routers in one box, where there are several.
    pub fn part(&self, paste: usize) -> Vec<String> {
        match (&self.report, self.boxes.get(paste)) {
            (Some(report), Some(slip)) => sorting::part(report, paste, &slip.whole()),
            _ => Vec::new(),
        }
    }

    /// The box for a text that came without one: where its router's other answers stand, or whose site the
    /// file is named after, else the first empty one; `None` where a new one is needed.
    pub fn place_of(&self, text: &str, file: &str) -> Option<usize> {
        let texts = self.boxes.iter().map(Slip::whole).listed();
        let texts = texts.iter().map(AsRef::as_ref).listed();
        let named = |slip: &Slip| !slip.label.name.is_empty() && file.contains(&slip.label.name);
        sorting::known(&texts, text)
            .or_else(|| self.boxes.iter().position(named))
            .or_else(|| self.boxes.iter().position(|slip| !slip.is_filled()))
    }

    /// Lines of a box by their numbers from 1, as pasted but for secrets.
    pub fn lines(&self, paste: usize, first: usize, last: usize) -> Vec<String> {
        let Some(slip) = self.boxes.get(paste) else {
            return Vec::new();
        };
        let text = slip.whole();
        let lines = lines(&text).take(last).skip(first.saturating_sub(1));
        let shown = lines.listed().join("\n");
        masked(&shown).split('\n').map(str::to_owned).listed()
    }

    /// Says how many boxes there are and what they are called.
    pub fn label(&mut self, labels: Vec<Label>) {
        let before = self.boxes.len();
        self.boxes.resize_with(labels.len(), Slip::default);
        self.changed |= before != labels.len();
        for (slip, label) in self.boxes.iter_mut().zip(labels) {
            self.changed |= slip.label != label;
            slip.label = label;
        }
    }

    /// The box of a number, made if it is the next ones' turn.
    fn slip(&mut self, paste: usize) -> Option<&mut Slip> {
        const MOST: usize = 1000;
        if paste >= self.boxes.len() && paste < MOST {
            self.boxes.resize_with(paste + 1, Slip::default);
        }
        self.boxes.get_mut(paste)
    }

    /// Reads the boxes, if anything changed; boxes without any text give no report.
    pub fn analyse(&mut self) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        self.report = self.boxes.iter().any(Slip::is_filled).then(|| {
            let texts = self.boxes.iter().map(Slip::whole).listed();
            let pastes = self.boxes.iter().zip(&texts);
            let pastes: Vec<Paste<'_>> = pastes.map(|(slip, text)| slip.paste(text)).listed();
            crate::analyze(&pastes)
        });
    }

    /// The parts of the page that the report decides.
    pub fn sheet(&self, view: &View<'_>) -> Sheet {
        let slot = |slip: &Slip| Slot {
            name: slip.label.name.clone(),
            filled: slip.is_filled(),
            // Only whether there are any is asked of them here.
            files: vec![Chip::default(); usize::from(!slip.files.is_empty())],
        };
        let slots = self.boxes.iter().map(slot).listed();
        Sheet::of(&Screen {
            lang: view.lang,
            slots: &slots,
            report: self.report.as_ref(),
            picked: view.picked,
            filter: view.filter,
            json: view.json,
            ..Screen::default()
        })
    }

    /// The report as JSON in one line.
    pub fn json(&self) -> Option<String> {
        self.report.as_ref().map(json::render)
    }

    /// The report to take along.
    pub fn export(&self, form: Form, lang: Lang, redacted: bool) -> Option<Export> {
        let report = self.report.as_ref()?;
        let hidden = redacted.then(|| redact::redact(report));
        let shown = hidden.as_ref().map_or(report, |it| &it.report);
        let text = match form {
            Form::Text => text::render(shown, lang),
            Form::Markdown => markdown::render(shown, lang),
            Form::Json => json::render(shown),
        };
        let replaced = hidden.map(|it| it.table).unwrap_or_default();
        Some(Export {
            text,
            replaced: replaced
                .into_iter()
                .map(|it| (it.marker, it.original))
                .listed(),
        })
    }
}

impl Slip {
    fn is_filled(&self) -> bool {
        let blank = |text: &str| text.trim_start().is_empty();
        !blank(&self.text) || !blank(&self.files)
    }

    /// Its own text and that of its files below it; copied only where there are both.
    fn whole(&self) -> Cow<'_, str> {
        match (self.text.as_str(), self.files.as_str()) {
            (text, "") => Cow::Borrowed(text),
            ("", files) => Cow::Borrowed(files),
            (text, files) if text.ends_with('\n') => Cow::Owned([text, files].concat()),
            (text, files) => Cow::Owned([text, files].join("\n")),
        }
    }

    fn paste<'t>(&'t self, text: &'t str) -> Paste<'t> {
        Paste {
            text,
            name: Some(self.label.name.as_str()).filter(|name| !name.is_empty()),
            captured_at: self.label.captured_at.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::EXAMPLES;
    use super::*;

    fn filled() -> Engine {
        let mut engine = Engine::default();
        engine.label(["本社", "支社"].map(named).to_vec());
        for (paste, text) in EXAMPLES[1].texts.iter().enumerate() {
            engine.set_text(paste, (*text).to_owned());
        }
        engine.analyse();
        engine
    }

    fn named(name: &str) -> Label {
        Label {
            name: name.to_owned(),
            captured_at: None,
        }
    }

    #[test]
    fn a_text_in_pieces_reads_as_the_whole() {
        let mut engine = filled();
        let whole = engine.json();
        engine.set_text(1, String::new());
        engine.append(1, "of another file");
        engine.cut(1, 0);
        for piece in EXAMPLES[1].texts[1].split_inclusive(' ') {
            engine.append(1, piece);
        }
        engine.analyse();
        assert_eq!(engine.json(), whole);
    }

    #[test]
    fn a_file_stands_below_what_was_pasted_and_its_lines_are_counted_on() {
        let mut engine = filled();
        engine.set_text(0, "one\r\ntwo".to_owned());
        engine.append(0, "three\npre-shared-key text dummy");
        engine.end_line(0);
        engine.append(0, "five");
        assert_eq!(engine.lines(0, 2, 3), ["two", "three"]);
        assert_eq!(engine.lines(0, 5, 9), ["five"]);
        assert!(!engine.lines(0, 1, 9).concat().contains("dummy"));
    }

    #[test]
    fn empty_boxes_have_no_report_and_their_sheet_is_that_of_the_empty_page() {
        let mut engine = filled();
        for paste in 0..2 {
            engine.set_text(paste, " \n".to_owned());
        }
        engine.analyse();
        assert_eq!(engine.json(), None);
        assert_eq!(engine.export(Form::Text, Lang::Ja, true), None);
    }

    #[test]
    fn what_was_replaced_is_listed_only_when_it_was() {
        let engine = filled();
        let export = |redacted| engine.export(Form::Json, Lang::En, redacted).unwrap();
        assert!(export(false).replaced.is_empty());
        let hidden = export(true);
        let (marker, value) = hidden.replaced.first().unwrap();
        assert!(hidden.text.contains(marker) && !hidden.text.contains(value));
    }

    #[test]
    fn a_file_goes_to_its_router_to_its_site_or_to_the_next_box() {
        let mut engine = filled();
        assert_eq!(engine.place_of(EXAMPLES[1].texts[1], "x.txt"), Some(1));
        assert_eq!(engine.place_of("show log\n", "支社.txt"), Some(1));
        assert_eq!(engine.place_of("show log\n", "x.txt"), None);
        engine.set_text(0, String::new());
        assert_eq!(engine.place_of("show log\n", "x.txt"), Some(0));
    }

    #[test]
    fn a_name_changes_the_report() {
        let mut engine = filled();
        engine.label(["東京", "大阪"].map(named).to_vec());
        engine.analyse();
        assert!(engine.json().unwrap().contains("大阪"));
    }
}
