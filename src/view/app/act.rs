//! Turns a pressed button into what it is for.

use gloo::timers::callback::Timeout;
use wasm_bindgen::{JsCast, UnwrapThrowExt};

use super::{App, Kept, field, store};
use crate::text::Listed;
use crate::view::action::Action;
use crate::view::boxes::note_id;
use crate::view::examples::EXAMPLES;
use crate::view::screen::Lang;
use crate::view::words;

/// How long a copy button says that it copied.
const COPIED_MS: u32 = 2500;

/// What is written for an output that did not come.
const NOTHING: &str = "（出力なし）";

/// A button that says that it copied, until this is dropped.
#[derive(Debug)]
pub(super) struct Copied {
    button: web_sys::Element,
    label: String,
    _fading: Timeout,
}

impl Drop for Copied {
    fn drop(&mut self) {
        // A change of language may have given it its new text already.
        let now = self.button.text_content();
        if [words::COPIED.ja, words::COPIED.en]
            .map(Some)
            .contains(&now.as_deref())
        {
            self.button.set_text_content(Some(&self.label));
        }
        self.button.set_class_name("copy ready");
    }
}

impl App {
    /// Does what a button is for.
    pub(super) fn act(&mut self, action: Action) {
        match action {
            Action::Copy(text) => self.copy(&text),
            Action::CopyFrom(id) => {
                let text = self.place.find(&id).and_then(|it| it.text_content());
                self.copy(&text.unwrap_or_default());
            }
            Action::Save { from, file } => {
                self.save(&from, &file);
            }
            Action::Take(wish) => {
                self.wish = wish;
                self.ask();
            }
            Action::LogAdd => self.log_add(),
            Action::LogEdit(index) => self.log_edit(index),
            Action::LogLeave => self.log_leave(),
            Action::LogRemove(index) => self.log_remove(index),
            Action::LogBack => self.log_back(),
            Action::LogForget => self.log_forget(),
            Action::LogKeep => self.log_keep(),
            Action::Print => self.print(),
            Action::Empty { paste, command } => self.write_empty(paste, &command),
            Action::Example(number) => self.show_example(number),
            Action::Swap => self.swap(),
            Action::Clear => {
                self.remember();
                self.fill(&vec![String::new(); self.boxes.len()]);
            }
            Action::Undo => self.bring_back(),
            Action::Language(lang) => self.choose_language(lang),
            Action::Theme => self.toggle_theme(),
            Action::Line { paste, line } => self.show_line(paste, line),
            Action::Part(paste) => self.desk.ask_part(paste),
            Action::AddBox => {
                if let Some(paste) = self.add_box() {
                    field::focus_name(&self.place, paste);
                }
            }
            Action::RemoveBox(paste) => self.remove_box(paste),
            Action::Shift(paste) => self.shift_box(paste),
            Action::RemoveFile { paste, place } => self.remove_file(paste, place),
            Action::Unfold(id) => {
                let within = |it: &web_sys::Element| it.closest("details").ok().flatten();
                let mut fold = self.place.find(&id).and_then(|it| within(&it));
                while let Some(open) = fold {
                    open.set_attribute("open", "")
                        .expect_throw("open is a valid name");
                    fold = open.parent_element().and_then(|it| within(&it));
                }
            }
            Action::Pair(index) => {
                self.picked = Some(index);
                self.ask();
            }
        }
    }

    /// Lets the pressed button say for a moment that it copied.
    pub(super) fn copied(&mut self) {
        self.copied = None;
        self.notice = None;
        let handle = self.handle.clone();
        if let Some(button) = self.pressed.take() {
            let label = button.text_content().unwrap_or_default();
            button.set_text_content(Some(words::COPIED.to(self.lang)));
            button.set_class_name("copy done");
            self.copied = Some(Copied {
                button,
                label,
                _fading: Timeout::new(COPIED_MS, move || {
                    handle.with(|app| {
                        app.copied = None;
                        app.draw();
                    });
                }),
            });
        }
        self.draw();
    }

    fn write_empty(&mut self, paste: usize, command: &str) {
        let mut text = self.text(paste);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(command);
        text.push('\n');
        text.push_str(NOTHING);
        text.push('\n');
        field::set_text(&self.place, paste, &text);
        self.noted = Some(paste);
        self.ask();
    }

    /// After an empty answer its button is gone; the note under the box says what it did.
    pub(super) fn find_lost_focus(&mut self) {
        let Some(paste) = self.noted.take() else {
            return;
        };
        let lost = self.place.active().is_none_or(|it| it.tag_name() == "BODY");
        if let Some(note) = self.place.find(&note_id(paste)).filter(|_| lost) {
            field::focus(&note);
        }
    }

    fn show_example(&mut self, number: usize) {
        let Some(example) = EXAMPLES.get(number) else {
            return;
        };
        self.remember();
        let mut texts = vec![String::new(); self.boxes.len()];
        for (text, example) in texts.iter_mut().zip(example.texts) {
            example.clone_into(text);
        }
        self.fill(&texts);
        self.close_menus(None, true);
    }

    fn swap(&mut self) {
        let mut texts: Vec<String> = (0..self.boxes.len()).map(|paste| self.text(paste)).listed();
        texts.reverse();
        self.boxes.reverse();
        self.write(&texts);
    }

    fn bring_back(&mut self) {
        // What stands there now can be brought back in its turn.
        let now = self.keep();
        let Some(kept) = self.undo.replace(now) else {
            return;
        };
        let (texts, states): (Vec<_>, Vec<_>) =
            kept.into_iter().map(|it| (it.text, it.state)).unzip();
        self.boxes = states;
        // Boxes that went come back, before their texts do.
        self.draw();
        self.write(&texts);
    }

    /// Keeps what stands in the boxes, if anything does, for the button that brings it back.
    pub(super) fn remember(&mut self) {
        let is_any = (0..self.boxes.len()).any(|paste| self.is_filled(paste));
        self.undo = is_any.then(|| self.keep());
    }

    fn keep(&self) -> Vec<Kept> {
        let kept = |(paste, state): (usize, &super::BoxState)| Kept {
            text: self.text(paste),
            state: state.clone(),
        };
        self.boxes.iter().enumerate().map(kept).listed()
    }

    /// Fills the boxes with texts that nobody pasted.
    fn fill(&mut self, texts: &[String]) {
        self.boxes.fill(super::BoxState::default());
        self.write(texts);
    }

    pub(super) fn write(&mut self, texts: &[String]) {
        for (paste, text) in texts.iter().enumerate() {
            field::set_text(&self.place, paste, text);
        }
        self.picked = None;
        self.excerpt = None;
        self.ask();
        self.draw();
    }

    fn choose_language(&mut self, lang: Lang) {
        if self.whole {
            store::keep_language(lang);
        }
        self.speak(lang);
        // Names may have changed, and the report names the sites.
        self.ask();
    }

    fn toggle_theme(&self) {
        let system = || {
            let query = web_sys::window()?
                .match_media("(prefers-color-scheme: dark)")
                .ok()??;
            Some(query.matches())
        };
        let dark = match self.place.host.get_attribute("data-theme").as_deref() {
            Some(theme) => theme == "dark",
            None => system().unwrap_or(false),
        };
        let other = if dark { "light" } else { "dark" };
        self.place.mark("data-theme", other);
    }

    /// Closes the menus but one; with `focus`, puts the focus on what was open.
    pub(super) fn close_menus(&self, but: Option<&web_sys::Element>, focus: bool) {
        let Ok(open) = self.place.page.query_selector_all("details.menu[open]") else {
            return;
        };
        for menu in (0..open.length()).filter_map(|at| open.item(at)) {
            let menu: web_sys::Element = menu.unchecked_into();
            if Some(&menu) == but {
                continue;
            }
            menu.remove_attribute("open")
                .expect_throw("open is a valid name");
            let summary = menu.first_element_child();
            if let Some(summary) = summary.filter(|_| focus) {
                field::focus(summary.unchecked_ref());
            }
        }
    }
}
