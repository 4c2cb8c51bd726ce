//! Decides which site each part of each paste is: a paste is a site, unless two routers were pasted
//! into one box; then the second takes the box left empty, or a letter of its own.

use super::{Document, Listed, Part, Section, Side, sort_by_key};

/// A part and the site it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePart<'d> {
    /// The site.
    pub side: Side,
    /// Which of the pastes it comes from, from 0.
    pub paste: usize,
    /// What its router answered.
    pub part: Part<'d>,
    /// Whether another router's answers stand in the same paste.
    pub shared: bool,
    /// The site in the box of its own, where one with the same prompt stands in it.
    pub own_box: Option<Side>,
}

/// Names the sites, in the order of their sides. `parts` holds the parts of each paste.
pub fn sites<'d>(documents: &[Document<'d>], parts: Vec<Vec<Part<'d>>>) -> Vec<SitePart<'d>> {
    let mut empty: Vec<usize> = documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.lines.iter().all(super::Line::is_blank))
        .map(|(paste, _)| paste)
        .rev()
        .listed();
    let mut next = documents.len();
    let mut sites: Vec<SitePart<'d>> = Vec::new();
    let mut taken = Vec::new();
    let names = names(&parts);
    for (paste, parts) in parts.into_iter().enumerate() {
        let mut parts = without_strays(parts, paste, &names);
        // The box is that of the router that answers in it.
        sort_by_key(&mut parts, |it| !it.has_command());
        let shared = parts.len() > 1;
        for (at, part) in parts.into_iter().enumerate() {
            let letter = if at == 0 {
                paste
            } else if let Some(box_left) = empty.pop() {
                taken.push(box_left);
                box_left
            } else {
                next += 1;
                next - 1
            };
            let side = Side(u16::try_from(letter).unwrap_or(u16::MAX));
            sites.push(SitePart {
                side,
                paste,
                part,
                shared,
                own_box: None,
            });
        }
    }
    // The empty box whose letter went to another paste's second router is no site of its own.
    sites.retain(|site| site.shared || !taken.contains(&usize::from(site.side.0)));
    sort_by_key(&mut sites, |site| site.side);
    let owners: Vec<_> = sites.iter().filter(|it| it.is_of_box()).map(owner).listed();
    for site in sites.iter_mut().filter(|it| !it.is_of_box()) {
        let mut own = owners
            .iter()
            .filter(|it| it.0.is_some() && it.0 == site.part.name);
        let own = own.next().filter(|_| own.next().is_none());
        site.own_box = own.map(|it| it.1);
    }
    sites
}

/// A site's name in its prompt, and which it is.
fn owner(site: &SitePart<'_>) -> (Option<String>, Side) {
    (site.part.name.clone(), site.side)
}

impl SitePart<'_> {
    /// Whether it is the first in the box that its letter is of.
    fn is_of_box(&self) -> bool {
        usize::from(self.side.0) == self.paste
    }
}

/// The name of each part that prints something, with its paste.
fn names(parts: &[Vec<Part<'_>>]) -> Vec<(usize, String)> {
    let pastes = parts.iter().enumerate();
    let named = pastes.flat_map(|(paste, parts)| {
        let parts = parts
            .iter()
            .filter(|it| it.has_command() && !it.is_silent());
        parts.filter_map(move |it| Some((paste, it.name.clone()?)))
    });
    named.listed()
}

/// The parts of a paste, where command lines of a router that has another paste of its own are nobody's: they
/// were copied along, and what that router answers stands in its own.
fn without_strays<'d>(
    parts: Vec<Part<'d>>,
    paste: usize,
    names: &[(usize, String)],
) -> Vec<Part<'d>> {
    let is_stray = |part: &Part<'d>| {
        let mut elsewhere = names.iter().filter(|it| it.0 != paste);
        let is_known = |name: &str| elsewhere.any(|it| it.1 == name);
        part.is_silent() && part.name.as_deref().is_some_and(is_known)
    };
    if parts.iter().all(&is_stray) {
        return parts;
    }
    let mut own: Vec<Part<'d>> = Vec::new();
    let mut strays = Vec::new();
    for part in parts {
        if is_stray(&part) {
            let name = part.name.as_deref().unwrap_or_default();
            strays.extend(part.sections.into_iter().map(|it| of_another(it, name)));
        } else {
            own.push(part);
        }
    }
    if let Some(first) = own.first_mut() {
        first.sections.extend(strays);
    }
    own
}

/// A section whose command is no command of the router that it is given to, so that an empty answer tells nothing
/// of it.
fn of_another<'d>(mut section: Section<'d>, name: &str) -> Section<'d> {
    if let Some(command) = &mut section.command {
        command.text = format!("{name}# {}", command.text);
        command.analysed = false;
    }
    section
}

#[cfg(test)]
mod tests {
    use super::super::{read, split};
    use super::*;

    fn letters(pastes: &[&str]) -> Vec<(u16, usize)> {
        let documents: Vec<_> = pastes.iter().map(|paste| read(paste)).collect();
        let parts = documents
            .iter()
            .map(|document| split(document, &[]))
            .collect();
        sites(&documents, parts)
            .into_iter()
            .map(|site| (site.side.0, site.paste))
            .collect()
    }

    #[test]
    fn each_paste_is_a_site() {
        assert_eq!(letters(&["x", "y"]), [(0, 0), (1, 1)]);
        assert_eq!(letters(&["x", ""]), [(0, 0), (1, 1)]);
    }

    #[test]
    fn a_second_router_takes_the_empty_box() {
        let both = "HQ# show log\nx\nBR# show log\ny";
        assert_eq!(letters(&[both, ""]), [(0, 0), (1, 0)]);
        assert_eq!(letters(&["", both]), [(0, 1), (1, 1)]);
    }

    #[test]
    fn a_second_router_gets_a_letter_when_no_box_is_empty() {
        assert_eq!(
            letters(&["HQ# show log\nx\nBR# show log\ny", "z"]),
            [(0, 0), (1, 1), (2, 0)]
        );
    }

    #[test]
    fn a_part_knows_the_box_of_its_router() {
        let own_boxes = |pastes: &[&str]| {
            let documents: Vec<_> = pastes.iter().map(|paste| read(paste)).collect();
            let parts = documents.iter().map(|it| split(it, &[])).collect();
            let sites = sites(&documents, parts).into_iter();
            sites
                .map(|it| it.own_box.map(|it| it.0))
                .collect::<Vec<_>>()
        };
        let both = "HQ# show log\nx\nBR# show log\ny";
        assert_eq!(own_boxes(&[both, "BR# show log\nz"]), [None, None, Some(1)]);
        assert_eq!(own_boxes(&["BR# show log\nz", both]), [None, None, Some(0)]);
        assert_eq!(own_boxes(&[both, "XX# show log\nz"]), [None; 3]);
        assert_eq!(own_boxes(&[both, ""]), [None; 2]);
        let thrice = [both, "BR# show log\nz", "BR# show log\nw"];
        assert_eq!(own_boxes(&thrice), [None; 4]);
    }

    #[test]
    fn a_command_copied_along_makes_no_site_of_a_router_with_another_box() {
        let (a, b) = ("HQ# show log\nx\nHQ#", "BR# show log\ny\nBR#");
        assert_eq!(
            letters(&[a, &format!("HQ# show log\n{b}")]),
            [(0, 0), (1, 1)]
        );
        assert_eq!(
            letters(&[a, &format!("XX# show log\n{b}")]),
            [(0, 0), (1, 1), (2, 1)]
        );
        let twice = "HQ# show log\nHQ# show log\nHQ#";
        assert_eq!(letters(&[a, &format!("{twice}\n{b}")]), [(0, 0), (1, 1)]);
        assert_eq!(letters(&[a, &format!("{b} x\n{twice}")]), [(0, 0), (1, 1)]);
        // What it printed is its own, wherever it stands.
        assert_eq!(
            letters(&[a, &format!("HQ# show log\nz\nHQ#\n{b}")]),
            [(0, 0), (1, 1), (2, 1)]
        );
    }
}
