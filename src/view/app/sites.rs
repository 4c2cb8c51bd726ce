//! Turns wishes for more, fewer or other sites into boxes that come, go and exchange what they hold.

use super::{App, BoxState, field};
use crate::text::Listed;
use crate::view::boxes::MOST_BOXES;

impl App {
    /// Adds an empty box; `None` when there are as many as there may be.
    pub(super) fn add_box(&mut self) -> Option<usize> {
        let paste = self.boxes.len();
        if paste >= MOST_BOXES {
            return None;
        }
        self.boxes.push(BoxState::default());
        if let Some(name) = self.names.get(paste).cloned() {
            self.draw();
            field::set_name(&self.place, paste, &name);
        }
        self.draw();
        self.ask();
        Some(paste)
    }

    /// Takes away a box; those after it move up.
    pub(super) fn remove_box(&mut self, paste: usize) {
        if self.boxes.len() <= 2 || paste >= self.boxes.len() {
            return;
        }
        self.remember();
        let mut texts = self.texts();
        let mut names = self.own_names();
        texts.remove(paste);
        names.remove(paste);
        self.boxes.remove(paste);
        self.fill_in(&texts, &names);
    }

    /// Exchanges a box, with its name, and the one before it.
    pub(super) fn shift_box(&mut self, paste: usize) {
        if paste == 0 || paste >= self.boxes.len() {
            return;
        }
        let mut texts = self.texts();
        let mut names = self.own_names();
        texts.swap(paste - 1, paste);
        names.swap(paste - 1, paste);
        self.boxes.swap(paste - 1, paste);
        self.fill_in(&texts, &names);
    }

    /// Puts the routers of one box into boxes of their own: the first stays, others take empty boxes or new ones.
    pub(super) fn part_box(&mut self, paste: usize, texts: &[String]) {
        let [first, rest @ ..] = texts else { return };
        self.remember();
        field::set_text(&self.place, paste, first);
        let captured_at = self.boxes.get(paste).and_then(|it| it.captured_at.clone());
        for text in rest {
            let empty = (0..self.boxes.len()).find(|at| !self.is_filled(*at));
            let Some(at) = empty.or_else(|| self.add_box()) else {
                break;
            };
            field::set_text(&self.place, at, text);
            if let Some(state) = self.boxes.get_mut(at) {
                state.captured_at.clone_from(&captured_at);
            }
        }
        self.write(&self.texts());
    }

    fn texts(&self) -> Vec<String> {
        (0..self.boxes.len()).map(|paste| self.text(paste)).listed()
    }

    fn own_names(&self) -> Vec<String> {
        let name = |paste| field::name(&self.place, paste).unwrap_or_default();
        (0..self.boxes.len()).map(name).listed()
    }

    fn fill_in(&mut self, texts: &[String], names: &[String]) {
        for (paste, name) in names.iter().enumerate() {
            field::set_name(&self.place, paste, name);
        }
        self.write(texts);
    }
}
