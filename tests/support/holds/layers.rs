//! What must hold for each layer between a paste and a diagnosis, asked of what it hands on.

use std::rc::Rc;

use rtx_vpn_doctor::diagnose;
use rtx_vpn_doctor::model::{Router, assemble};
use rtx_vpn_doctor::pair;
use rtx_vpn_doctor::parse::{self, Parsed};
use rtx_vpn_doctor::text::{self as lines, Document, Line};

use super::{paste, pastes, whole};

/// Lines are numbered as pasted, hold nothing that acts, and lie each in one section at most.
pub(super) fn text(input: &[u8]) {
    let pastes = pastes(input);
    for paste in &pastes {
        let document = lines::read(paste);
        let counted = paste::lines_of(paste).len();
        assert_eq!(document.lines.len(), counted);
        assert_eq!(
            counted,
            lines::lines(paste.strip_prefix('\u{feff}').unwrap_or(paste)).count()
        );
        for (number, line) in (1..).zip(&document.lines) {
            assert_eq!(line.number, number);
            let acting = line.text.chars().find(|c| whole::steers(*c));
            assert_eq!(acting, None, "line {number}: {:?}", line.text);
        }
        in_order(&document);
        let masked = lines::masked(paste);
        let again = lines::masked(&masked);
        // Without its last, empty line a text is the same.
        assert_eq!(again.trim_end(), masked.trim_end(), "masked twice");
    }
}

fn in_order(document: &Document<'_>) {
    for part in lines::split(document, &parse::grammar()) {
        let mut last = 0;
        for section in &part.sections {
            let command = section.command.iter().map(|it| it.line);
            let own = section.lines.iter().map(|line: &Line<'_>| line.number);
            for number in command.chain(own) {
                assert!(number > last, "line {number} stands behind line {last}");
                last = number;
            }
        }
    }
}

/// Hands over the sites of some pastes, read.
fn read<T>(pastes: &[String], with: impl FnOnce(&[Parsed], &[Router]) -> T) -> T {
    let mut documents: Vec<Document<'_>> = pastes.iter().map(|it| lines::read(it)).collect();
    let vaults = documents
        .iter_mut()
        .map(|it| Rc::new(std::mem::take(&mut it.vault)));
    let vaults: Vec<_> = vaults.collect();
    let grammar = parse::grammar();
    let parts = documents.iter().map(|it| lines::split(it, &grammar));
    let sites = lines::sites(&documents, parts.collect());
    let parsed: Vec<Parsed> = sites.iter().map(|it| parse::parse(&it.part)).collect();
    let routers = sites.iter().zip(&parsed).map(|(site, parsed)| {
        let origin = assemble::Origin {
            side: site.side,
            captured_at: None,
            lines: &documents[site.paste].lines,
            vault: Rc::clone(&vaults[site.paste]),
        };
        assemble::router(&origin, parsed)
    });
    let routers: Vec<Router> = routers.collect();
    with(&parsed, &routers)
}

/// Answers lie within the paste, and a line that was not understood is named once.
pub(super) fn parse(input: &[u8]) {
    let pastes = pastes(input);
    let most = pastes.iter().map(|it| paste::lines_of(it).len()).max();
    let most = u32::try_from(most.unwrap_or(0)).unwrap();
    read(&pastes, |parsed, _| {
        for it in parsed {
            for answer in &it.answers {
                assert!(
                    answer.first_line >= 1 && answer.last_line <= most,
                    "{answer:?}"
                );
                assert!(answer.first_line <= answer.last_line, "{answer:?}");
            }
            let unread = &it.notes.unread;
            assert!(unread.is_sorted_by(|a, b| a < b), "{unread:?}");
        }
    });
}

/// The same records give the same facts.
pub(super) fn model(input: &[u8]) {
    let pastes = pastes(input);
    let facts = || read(&pastes, |_, routers| format!("{routers:?}"));
    assert_eq!(facts(), facts());
}

/// The same routers are paired the same way, and each pair has its place.
pub(super) fn pair(input: &[u8]) {
    read(&pastes(input), |_, routers| {
        let pairing = pair::pair(routers);
        assert_eq!(format!("{pairing:?}"), format!("{:?}", pair::pair(routers)));
        for it in &pairing.pairs {
            for end in it.ends() {
                assert!(!format!("{end:?}").is_empty());
            }
        }
    });
}

/// Each finding is of a pair that there is.
pub(super) fn diagnose(input: &[u8]) {
    read(&pastes(input), |_, routers| {
        let pairing = pair::pair(routers);
        let diagnosis = diagnose::run(&pairing);
        assert_eq!(diagnosis.verdicts.len(), pairing.pairs.len());
        for it in &diagnosis.found {
            assert!(it.pair.is_none_or(|pair| pair < pairing.pairs.len()));
            let (_, _) = (it.severity(), it.certainty());
        }
    });
}
