//! Turns what Yamaha RTX routers answered at both ends of an IPsec VPN into a report.
//!
//! | layer | turns | into |
//! |---|---|---|
//! | [`text`] | pastes | numbered lines, sections per command, secrets masked |
//! | [`parse`] | a section | records as printed, and the lines nobody understood |
//! | [`model`] | records | one `Router` of facts, each with its line |
//! | [`pair`] | routers | gateways and SAs that belong together |
//! | [`diagnose`] | pairs | findings, a verdict, and what could not be checked |
//! | [`report`] | findings | plain data for people, in two languages |
//! | [`worklog`] | reports and what people typed | a log of checks, and what changed between two |
//! | [`view`] | a report | the nodes of the page |
//!
//! A layer names only layers above it in this table; `tests/tidy.rs` keeps it so.

pub mod diagnose;
pub mod model;
pub mod pair;
pub mod parse;
pub mod report;
pub mod text;
pub mod view;
#[cfg(target_family = "wasm")]
pub mod wasm;
pub mod worklog;

use std::rc::Rc;

use model::{Moment, Router, assemble};
use parse::{Answer, Extent, Parsed, Record};
use report::{Output, OutputState, Report, SiteText};
use text::{Document, Listed, Repair, SitePart, Vault};

/// What was pasted for one site.
#[derive(Debug, Clone, Copy, Default)]
pub struct Paste<'a> {
    /// The router's answers, as pasted.
    pub text: &'a str,
    /// The site's name for people, such as 本社.
    pub name: Option<&'a str>,
    /// When it was pasted by the computer's clock, ISO 8601; anything else counts as unknown.
    pub captured_at: Option<&'a str>,
}

/// Diagnoses the pastes of all sites: text in, report out, whatever the text is.
///
/// The same pastes give the same report, and swapped pastes the mirrored one.
pub fn analyze(pastes: &[Paste<'_>]) -> Report {
    let mut documents: Vec<Document<'_>> =
        pastes.iter().map(|paste| text::read(paste.text)).listed();
    let vaults: Vec<Rc<Vault>> = documents
        .iter_mut()
        .map(|document| Rc::new(std::mem::take(&mut document.vault)))
        .listed();
    let grammar = parse::grammar();
    let parts = documents
        .iter()
        .map(|document| text::split(document, &grammar))
        .listed();
    let sites = text::sites(&documents, parts);
    let parsed: Vec<Parsed> = sites.iter().map(|site| parse::parse(&site.part)).listed();
    let routers: Vec<Router> = sites
        .iter()
        .zip(&parsed)
        .filter_map(|(site, parsed)| {
            let captured_at = pastes.get(site.paste)?.captured_at.and_then(Moment::read);
            let lines = documents.get(site.paste)?.lines.as_slice();
            let of_box = vaults.get(site.paste)?;
            let vault = if site.shared {
                Rc::new(of_box.on_lines(|line| site.part.holds(line)))
            } else {
                Rc::clone(of_box)
            };
            let origin = assemble::Origin {
                side: site.side,
                captured_at,
                lines,
                vault,
            };
            let mut router = assemble::router(&origin, parsed);
            router.own_box = site.own_box;
            if site.shared {
                router.first_line = site.part.first_line().unwrap_or(router.first_line);
            }
            Some(router)
        })
        .listed();
    // The records end here: the rest needs facts, and a large paste the memory.
    let texts: Vec<SiteText<'_>> = sites
        .iter()
        .zip(parsed)
        .filter_map(|(site, parsed)| {
            Some(site_text(site, parsed, pastes, documents.get(site.paste)?))
        })
        .listed();
    let pairing = pair::pair(&routers);
    let diagnosis = diagnose::run(&pairing);
    report::build(&texts, &pairing, &diagnosis)
}

fn site_text<'d>(
    site: &SitePart<'_>,
    parsed: Parsed,
    pastes: &[Paste<'_>],
    document: &'d Document<'_>,
) -> SiteText<'d> {
    // The name belongs to the box; a second router in a box is called by its prompt.
    let own_box = pastes
        .get(usize::from(site.side.0))
        .and_then(|paste| paste.name);
    let given = own_box.map(str::trim).filter(|name| !name.is_empty());
    let mut repairs = document.repairs;
    repairs.add(Repair::Wrap, parsed.notes.wraps);
    repairs.add(Repair::TwoRouters, u32::from(site.shared));
    SiteText {
        side: site.side,
        paste: site.paste,
        name: given.map(str::to_owned).or_else(|| site.part.name.clone()),
        outputs: parsed
            .answers
            .into_iter()
            .filter(|answer| !answer.command.is_empty())
            .map(output)
            .listed(),
        repairs,
        unread: parsed.notes.unread,
        lines: &document.lines,
    }
}

fn output(answer: Answer) -> Output {
    Output {
        command: answer.command,
        first_line: answer.first_line,
        last_line: answer.last_line,
        state: match (&answer.record, answer.extent) {
            (Record::RouterError(_), _) => OutputState::Error,
            (_, Extent::Cut) => OutputState::Cut,
            (Record::Nothing, Extent::Whole) => OutputState::Empty,
            (_, Extent::Whole) => OutputState::Whole,
        },
        analysed: answer.analysed,
    }
}
