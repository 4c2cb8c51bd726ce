//! Turns the names of sites into names that tell the sites apart.

use super::Letter;
use crate::text::{Listed, find_equal, sort_by_key};

/// What each site is called, in the order of their letters.
pub(super) struct Names(Vec<(Letter, String)>);

impl Names {
    /// A name that several sites have is followed by the letter; a site without one is called by it.
    pub(super) fn of<'s>(sites: impl Iterator<Item = (Letter, Option<&'s str>)>) -> Self {
        let sites = sites.listed();
        let mut given = sites.iter().filter_map(|it| it.1).listed();
        sort_by_key(&mut given, |it| *it);
        let called = |(letter, name): (Letter, Option<&str>)| {
            let called = match name.filter(|it| !it.is_empty()) {
                Some(name) if find_equal(&given, |it| it.cmp(&name)).len() > 1 => {
                    format!("{name} ({letter})")
                }
                Some(name) => name.to_owned(),
                None => letter.to_string(),
            };
            (letter, called)
        };
        let mut names = sites.into_iter().map(called).listed();
        sort_by_key(&mut names, |it| it.0);
        Self(names)
    }

    /// A site's name, else its letter.
    pub(super) fn get(&self, letter: Letter) -> String {
        let known = find_equal(&self.0, |it| it.0.cmp(&letter)).first();
        known.map_or_else(|| letter.to_string(), |it| it.1.clone())
    }
}
