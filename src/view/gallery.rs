//! Turns every made-up state and every story with a log into a file that a browser shows without any
//! program, to look at.
//!
//! `GALLERY=some/folder cargo test gallery` writes them beside a copy of the style sheet.

use super::canned;
use super::print::html;
use super::{Lang, Screen, page};
use crate::report::Report;

const WWW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www");

fn states() -> Vec<(&'static str, Option<Report>)> {
    vec![
        ("empty", None),
        ("healthy", Some(canned::healthy())),
        ("mismatch", Some(canned::mismatch())),
        ("one-sided", Some(canned::one_sided())),
        ("line-down", Some(canned::line_down())),
        ("flowing", Some(canned::flowing())),
        ("two-logs", Some(canned::two_logs())),
        ("unknown", Some(canned::unknown())),
        ("hub", Some(canned::hub(40, 3000))),
        ("hostile", Some(canned::hostile())),
    ]
}

/// The stories in which a log was pasted.
fn stories() -> Vec<(String, Report)> {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut stories = Vec::new();
    for entry in std::fs::read_dir(cases).unwrap() {
        let folder = entry.unwrap().path();
        let texts: Vec<String> = ["a.txt", "b.txt"]
            .iter()
            .filter_map(|name| std::fs::read_to_string(folder.join(name)).ok())
            .collect();
        let pastes: Vec<crate::Paste<'_>> = texts
            .iter()
            .zip(["本社", "支社"])
            .map(|(text, name)| crate::Paste {
                text,
                name: Some(name),
                captured_at: None,
            })
            .collect();
        let report = crate::analyze(&pastes);
        if !report.timeline.events.is_empty() {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            stories.push((name, report));
        }
    }
    stories
}

#[test]
fn gallery() {
    let Ok(folder) = std::env::var("GALLERY") else {
        return;
    };
    let index = std::fs::read_to_string(format!("{WWW}/index.html")).unwrap();
    let (head, _) = index.split_once("<!-- page -->").unwrap();
    // A file has no origin of its own, so `self` would keep the style sheet out.
    let head = head
        .replace("style-src 'self'", "style-src file:")
        .replace("main.js", "");
    for lang in [Lang::Ja, Lang::En] {
        let stories = stories().into_iter().map(|(name, it)| (name, Some(it)));
        let states = states().into_iter().map(|(name, it)| (name.to_owned(), it));
        for (name, report) in states.chain(stories) {
            let mut slots = canned::slots(report.is_some());
            if lang == Lang::En {
                slots[0].name = "Head office".to_owned();
                slots[1].name = "Branch".to_owned();
            }
            let report = report.map(|report| renamed(report, lang));
            let screen = Screen {
                lang,
                slots: &slots,
                report: report.as_ref(),
                ..Screen::default()
            };
            let body = html(&page(&screen));
            for theme in ["light", "dark"] {
                let root = format!("<html lang=\"{}\" data-theme=\"{theme}\">", lang.code());
                let head = head.replace("<html lang=\"ja\">", &root);
                let file = format!("{folder}/{name}-{}-{theme}.html", lang.code());
                std::fs::write(file, format!("{head}{body}</body></html>\n")).unwrap();
            }
        }
    }
    std::fs::copy(format!("{WWW}/style.css"), format!("{folder}/style.css")).unwrap();
}

fn renamed(mut report: Report, lang: Lang) -> Report {
    for site in &mut report.sites {
        let english = match site.name.as_deref() {
            Some("本社") if lang == Lang::En => "Head office",
            Some("支社") if lang == Lang::En => "Branch",
            _ => continue,
        };
        site.name = Some(english.to_owned());
    }
    report
}
