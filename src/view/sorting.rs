//! Turns texts whose side nobody named into boxes: two routers in one text, a text whose router is known.

use crate::Paste;
use crate::report::{Output, Report};
use crate::text::{Listed, lines, sort_by_key};

/// So much of a text tells whose it is.
const TELLING: usize = 200_000;

/// The texts of the routers in one box, in the order of their letters; fewer than two are nothing to part.
///
/// A line belongs to the router whose answer began last.
pub fn part(report: &Report, paste: usize, text: &str) -> Vec<String> {
    let sites = report.sites.iter().filter(|site| site.paste == paste);
    let starts = |(number, outputs): (usize, &[Output])| {
        let starts = outputs
            .iter()
            .map(move |output| (output.first_line, number));
        starts.listed()
    };
    let sites = sites.map(|site| site.outputs.as_slice()).listed();
    let mut texts = vec![String::new(); sites.len()];
    let mut order = (0..).zip(sites).flat_map(starts).listed();
    sort_by_key(&mut order, |(line, _)| *line);
    let mut next = order.iter().peekable();
    let mut owner = next.peek().map_or(0, |(_, owner)| *owner);
    for (line, number) in lines(text).zip(1..) {
        while let Some((_, begins)) = next.next_if(|(first, _)| *first <= number) {
            owner = *begins;
        }
        if let Some(text) = texts.get_mut(owner) {
            text.push_str(line);
            text.push('\n');
        }
    }
    texts
}

/// The box in which a text of the same router stands already; only what is read in a moment is looked at.
pub fn known(boxes: &[&str], text: &str) -> Option<usize> {
    let short = |text: &&str| text.len() <= TELLING;
    let text = Some(text).filter(short)?;
    let same = |held: &&str| {
        let pastes = [*held, text].map(|text| Paste {
            text,
            ..Paste::default()
        });
        let report = crate::analyze(&pastes);
        report
            .findings
            .iter()
            .any(|it| it.slug == "same-router-twice")
    };
    boxes
        .iter()
        .position(|held| !held.trim().is_empty() && short(held) && same(held))
}

#[cfg(test)]
mod tests {
    use super::super::examples::EXAMPLES;
    use super::*;

    fn prompted(name: &str, text: &str) -> String {
        text.replace("# show", &format!("{name}# show"))
    }

    #[test]
    fn two_routers_in_one_text_are_parted_without_losing_a_line() {
        let [a, b] = EXAMPLES[0].texts;
        let (a, b) = (prompted("HQ", a), prompted("BR", b));
        let text = format!("{a}{b}");
        let paste = Paste {
            text: &text,
            ..Paste::default()
        };
        let report = crate::analyze(&[paste, Paste::default()]);
        assert_eq!(part(&report, 0, &text), [a, b]);
    }

    #[test]
    fn a_text_goes_where_its_router_is() {
        let [a, b] = EXAMPLES[0].texts;
        assert_eq!(known(&[a, b], b), Some(1));
        assert_eq!(known(&[a, ""], b), None);
        assert_eq!(known(&["", a], a), Some(1));
    }
}
