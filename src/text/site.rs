//! Decides which site each part of each paste is: a paste is a site, unless two routers were pasted
//! into one box; then the second takes the box left empty, or a letter of its own.

use super::{Document, Listed, Part, Side, sort_by_key};

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
    for (paste, parts) in parts.into_iter().enumerate() {
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
            });
        }
    }
    // The empty box whose letter went to another paste's second router is no site of its own.
    sites.retain(|site| site.shared || !taken.contains(&usize::from(site.side.0)));
    sort_by_key(&mut sites, |site| site.side);
    sites
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
}
