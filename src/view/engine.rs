//! Turns texts that come and go into reports, and the newest report into whatever is asked of it.
//!
//! It owns the pastes, the report and the log, so that no other thread needs them.

use std::borrow::Cow;

use super::screen::{Chip, Lang, Screen, Slot};
use super::sheet::Sheet;
use super::sorting;
use super::take::{Form, Taken, What, Wish};
use super::words::log as say;
use crate::Paste;
use crate::report::redact::{Redactor, restore, used};
use crate::report::{Report, Text, json, markdown, text};
use crate::text::{Listed, lines, masked};
use crate::worklog::{self, Check, Digest, Log, Refusal};

/// The texts of all boxes and what was last read from them.
#[derive(Debug, Default)]
pub struct Engine {
    boxes: Vec<Slip>,
    report: Option<Report>,
    /// Whether a text or a name changed since the report was made.
    changed: bool,
    log: Log,
    /// Gives one value one marker in all that is taken along while the page is open.
    redactor: Redactor,
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
    /// What is to be taken along, while that part is open.
    pub wish: Option<Wish>,
    /// A text with markers that is to have its values back.
    pub restore: &'a str,
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
        // A secret may have begun above the first of them.
        const ABOVE: usize = 100;
        let Some(slip) = self.boxes.get(paste) else {
            return Vec::new();
        };
        let skipped = first.saturating_sub(1);
        let from = skipped.saturating_sub(ABOVE);
        let text = slip.whole();
        let lines = lines(&text).take(last).skip(from);
        let shown = masked(&lines.listed().join("\n"));
        let shown = shown.split('\n').skip(skipped - from);
        shown.map(str::to_owned).listed()
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

    /// The parts of the page that the report and the log decide.
    pub fn sheet(&mut self, view: &View<'_>) -> Sheet {
        let taken = view.wish.map(|wish| self.taken(wish, view));
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
            log: Some(&self.log),
            taken: taken.as_ref(),
            ..Screen::default()
        })
    }

    /// The report as JSON in one line.
    pub fn json(&self) -> Option<String> {
        self.report.as_ref().map(json::render)
    }

    /// What is wished for, and what was replaced in it.
    fn taken(&mut self, wish: Wish, view: &View<'_>) -> Taken {
        let text = match wish.what {
            What::Report => self.report_as(wish, view.lang),
            What::Log => self.log_as(wish, view.lang),
        };
        let table = self.redactor.table();
        let shown = text.as_deref().filter(|_| wish.hidden);
        let replaced = shown.map_or_else(Vec::new, |text| used(table, text));
        let given = view.restore;
        Taken {
            wish,
            replaced: replaced.into_iter().cloned().listed(),
            restored: (!given.trim().is_empty()).then(|| restore(given, table)),
            text,
        }
    }

    fn report_as(&mut self, wish: Wish, lang: Lang) -> Option<String> {
        let report = self.report.as_ref()?;
        let hidden = wish.hidden.then(|| self.redactor.report(report));
        let shown = hidden.as_ref().unwrap_or(report);
        Some(match wish.form {
            Form::Text => text::render(shown, lang),
            Form::Markdown => markdown::render(shown, lang),
            Form::Json | Form::Csv => json::laid_out(&json::render(shown)),
        })
    }

    fn log_as(&mut self, wish: Wish, lang: Lang) -> Option<String> {
        if self.log.checks().is_empty() {
            return None;
        }
        let hidden = wish.hidden.then(|| self.log.redacted(&mut self.redactor));
        let shown = hidden.as_ref().unwrap_or(&self.log);
        Some(match wish.form {
            Form::Text | Form::Markdown => worklog::markdown(shown, lang),
            Form::Csv => worklog::csv(shown, lang),
            Form::Json => json::laid_out(&shown.json()),
        })
    }

    /// The log of checks.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Takes a log, as JSON, in place of the one that is here.
    ///
    /// # Errors
    ///
    /// Why it is no log; the one that is here stays.
    pub fn set_log(&mut self, json: &str) -> Result<(), Refusal> {
        self.log = worklog::read(json)?;
        Ok(())
    }

    /// Does something with the log; tells what became of it, and whether a check was added.
    pub fn note(&mut self, request: Request) -> (Text, bool) {
        match request {
            Request::Add { check, lead } => {
                self.log.led_by(&lead);
                let digest = self.report.as_ref().map(Digest::of);
                let check = Check { digest, ..*check };
                let added = !check.is_empty() && self.log.add(check);
                let say = if added { say::ADDED } else { say::ADD_NOTHING };
                (say.text(), added)
            }
            Request::Mend { index, check, lead } => {
                self.log.led_by(&lead);
                let old = self.log.checks().get(index).cloned();
                let mended = self.log.mend(old.as_ref(), *check);
                let say = if mended {
                    say::MENDED
                } else {
                    say::ADD_NOTHING
                };
                (say.text(), mended)
            }
            Request::Remove(index) => {
                if let Some(check) = self.log.checks().get(index).cloned() {
                    self.log.remove(&check);
                }
                (say::REMOVED.text(), false)
            }
            Request::Read(json) => match worklog::read(&json) {
                Ok(log) => (say::taken_in(self.log.merge(log)), false),
                Err(refusal) => (refusal.text(), false),
            },
            Request::Back(json) => match worklog::read(&json) {
                Ok(before) => {
                    // What was added since stays.
                    let now = std::mem::replace(&mut self.log, before);
                    self.log.merge(now);
                    (say::BROUGHT_BACK.text(), false)
                }
                Err(refusal) => (refusal.text(), false),
            },
            Request::Keep(other) => {
                // What another window kept is not lost; what cannot be read is no log.
                if let Ok(other) = worklog::read(&other) {
                    self.log.merge(other);
                }
                (say::KEPT.text(), false)
            }
            Request::Forget => {
                self.log = Log::default();
                self.redactor = Redactor::default();
                (say::FORGOTTEN.text(), false)
            }
        }
    }
}

/// What is to be done with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Adds a check, with the newest report.
    Add {
        /// What was typed.
        check: Box<Check>,
        /// Who decides.
        lead: String,
    },
    /// Corrects what was typed for the check at a place.
    Mend {
        /// Which check, from 0.
        index: usize,
        /// What was typed instead.
        check: Box<Check>,
        /// Who decides.
        lead: String,
    },
    /// Takes out the check at a place.
    Remove(usize),
    /// Takes in the checks of a file.
    Read(String),
    /// Puts back what was in the log before a check was removed, as JSON.
    Back(String),
    /// Takes in what another window kept, before this one keeps its own.
    Keep(String),
    /// Forgets all checks, and what the markers stand for.
    Forget,
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
        engine.append(0, "line five");
        assert_eq!(engine.lines(0, 2, 3), ["two", "three"]);
        assert_eq!(engine.lines(0, 5, 9), ["line five"]);
        assert!(!engine.lines(0, 1, 9).concat().contains("dummy"));
    }

    #[test]
    fn the_rest_of_a_secret_is_masked_where_its_beginning_is_not_shown() {
        let mut engine = filled();
        for begun in [
            "login password\n",
            "ipsec ike pre-shared-key 1 text k\n",
            "Key: 00 11\n",
        ] {
            engine.set_text(0, format!("{begun}d0\nend of it\nmore"));
            assert_eq!(engine.lines(0, 2, 3), ["***", "end of it"], "{begun}");
            assert_eq!(engine.lines(0, 9, 9), [""; 0], "{begun}");
        }
    }

    #[test]
    fn empty_boxes_have_no_report_and_their_sheet_is_that_of_the_empty_page() {
        let mut engine = filled();
        for paste in 0..2 {
            engine.set_text(paste, " \n".to_owned());
        }
        engine.analyse();
        assert_eq!(engine.json(), None);
    }

    #[test]
    fn what_was_replaced_is_listed_only_when_it_was() {
        let mut engine = filled();
        let mut taken = |hidden| {
            let wish = Wish {
                form: Form::Json,
                hidden,
                ..Wish::default()
            };
            engine.taken(wish, &View::default())
        };
        assert!(taken(false).replaced.is_empty());
        let hidden = taken(true);
        let first = hidden.replaced.first().unwrap();
        let text = hidden.text.unwrap();
        assert!(text.contains(&first.marker) && !text.contains(&first.original));
    }

    #[test]
    fn a_report_and_a_log_have_the_same_markers_and_one_way_back() {
        let mut engine = filled();
        let check = Check {
            at: "2026-11-23T10:00".to_owned(),
            seen: "支社から本社が見えない".to_owned(),
            ..Check::default()
        };
        let lead = String::new();
        let check = Box::new(check);
        let (_, added) = engine.note(Request::Add { check, lead });
        assert!(added);
        let view = View {
            restore: "[SITE-B]",
            ..View::default()
        };
        let report = engine.taken(Wish::default(), &view);
        let log = Wish {
            what: What::Log,
            form: Form::Markdown,
            hidden: true,
        };
        let log = engine.taken(log, &view);
        assert_eq!(report.restored.as_deref(), Some("支社"));
        let text = log.text.unwrap();
        assert!(
            text.contains(r"\[SITE-B\]から\[SITE-A\]が見えない"),
            "{text}"
        );
        for it in &log.replaced {
            let same = report
                .replaced
                .iter()
                .find(|other| other.original == it.original);
            assert!(same.is_none_or(|other| other.marker == it.marker), "{it:?}");
        }
    }

    #[test]
    fn a_check_holds_what_the_report_says_and_an_empty_one_is_not_added() {
        let mut engine = filled();
        let add = || Request::Add {
            check: Box::default(),
            lead: "佐藤".to_owned(),
        };
        assert!(engine.note(add()).1);
        let digest = engine.log().checks().first().unwrap().digest.clone();
        assert_eq!(digest.unwrap().sites, ["本社", "支社"]);
        assert!(!Engine::default().note(add()).1);
    }

    #[test]
    fn a_log_is_read_added_to_and_forgotten() {
        let mut engine = filled();
        let lead = String::new();
        let check = Box::default();
        engine.note(Request::Add { check, lead });
        let json = engine.log().json();
        let mut other = Engine::default();
        assert!(other.note(Request::Read(json.clone())).0.ja.contains("1件"));
        assert_eq!(other.log(), engine.log());
        assert!(
            other
                .note(Request::Read("{}".to_owned()))
                .0
                .ja
                .contains("ではありません")
        );
        assert_eq!(other.log(), engine.log());
        let lead = "佐藤".to_owned();
        let check = Box::new(Check {
            seen: "見えた".to_owned(),
            ..Check::default()
        });
        assert!(
            other
                .note(Request::Mend {
                    index: 0,
                    check,
                    lead
                })
                .1
        );
        let [mended] = other.log().checks() else {
            panic!("one check stays one")
        };
        assert_eq!(mended.seen, "見えた");
        assert!(mended.digest.is_some());
        assert_eq!(other.log().lead, "佐藤");
        other.note(Request::Remove(0));
        assert!(other.log().checks().is_empty());
        assert_eq!(other.set_log(&json), Ok(()));
        assert!(other.set_log("x").is_err());
        other.note(Request::Forget);
        assert!(other.log().is_empty());
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
