//! Turns calls that come later, from listeners, timers and the host, into calls of the page they belong to.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::{App, Options, Place, words};
use crate::view::screen::Lang;

thread_local! {
    /// The pages that live; the document keeps no hold of them by itself.
    static LIVE: RefCell<Vec<Live>> = const { RefCell::new(Vec::new()) };
}

struct Live {
    number: u32,
    place: Place,
    app: Rc<RefCell<App>>,
}

/// A page that may be gone by the time it is called.
#[derive(Debug, Clone)]
pub(super) struct Handle(Weak<RefCell<App>>);

impl Handle {
    /// Runs `work` on the page; does nothing if it is gone, or an earlier call still in its middle.
    pub(super) fn with(&self, work: impl FnOnce(&mut App)) {
        let mut work = Some(work);
        self.with_do(&mut |app| {
            if let Some(work) = work.take() {
                work(app);
            }
        });
    }

    /// Compiled once, and not for every kind of work.
    fn with_do(&self, work: &mut dyn FnMut(&mut App)) {
        if let Some(app) = self.0.upgrade()
            && let Ok(mut app) = app.try_borrow_mut()
        {
            work(&mut app);
        }
    }
}

/// Makes an element of a document or shadow root a page, and gives back its number.
pub fn mount(root: web_sys::Element, options: Options) -> Option<u32> {
    let place = Place::of(root)?;
    let lang = options.lang;
    let app =
        Rc::new_cyclic(|app| RefCell::new(App::new(place.clone(), Handle(app.clone()), options)));
    let number = LIVE.with_borrow_mut(|live| {
        let number = live.last().map_or(0, |last| last.number + 1);
        let app = Rc::clone(&app);
        live.push(Live { number, place, app });
        number
    });
    Handle(Rc::downgrade(&app)).with(|app| app.begin(lang));
    Some(number)
}

/// Runs `work` on the page of a number, if it still lives.
pub fn with(number: u32, work: impl FnOnce(&mut App)) {
    let find = |live: &mut Vec<Live>| {
        let live = live.iter().find(|it| it.number == number)?;
        Some(Handle(Rc::downgrade(&live.app)))
    };
    if let Some(handle) = LIVE.with_borrow_mut(find) {
        handle.with(work);
    }
}

/// Ends a page: it hears no events any more, and what it drew stays.
pub fn close(number: u32) {
    let gone = LIVE.with_borrow_mut(|live| {
        let at = live.iter().position(|it| it.number == number)?;
        Some(live.remove(at))
    });
    drop(gone);
}

/// Says on every page that the program stopped, and takes the answers away: they may no longer fit the boxes.
pub fn stopped() {
    LIVE.with(|live| {
        let Ok(live) = live.try_borrow() else { return };
        for place in live.iter().map(|it| &it.place) {
            let lang = place.page.get_attribute("lang");
            let lang = lang.and_then(|code| Lang::from_code(&code));
            if let Some(notice) = place.find("notice") {
                notice.set_text_content(Some(words::STOPPED.to(lang.unwrap_or_default())));
                // Nothing more can be done for a page that lost its notice.
                notice.remove_attribute("hidden").unwrap_or_default();
            }
            for id in ["answer", "glance"] {
                if let Some(part) = place.find(id) {
                    part.remove();
                }
            }
        }
    });
}
