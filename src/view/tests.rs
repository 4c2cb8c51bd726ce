//! Turns made-up reports into pages and looks at what they say.

use super::canned;
use super::node::{Element, Node, Tag};
use super::print::html;
use super::{Lang, Screen, Slot, page};
use crate::report::Report;

pub(super) fn screen<'a>(lang: Lang, slots: &'a [Slot], report: Option<&'a Report>) -> Screen<'a> {
    Screen {
        lang,
        slots,
        report,
        ..Screen::default()
    }
}

/// The page in every state and both languages.
pub(super) fn every_page() -> Vec<Element> {
    let slots = canned::slots(true);
    let mut states: Vec<_> = every_state().into_iter().map(Some).collect();
    states.push(None);
    let drawn = |lang| {
        let slots = &slots;
        states
            .iter()
            .map(move |report| page(&screen(lang, slots, report.as_ref())))
    };
    drawn(Lang::Ja).chain(drawn(Lang::En)).collect()
}

fn every_state() -> Vec<Report> {
    vec![
        canned::healthy(),
        canned::mismatch(),
        canned::one_sided(),
        canned::line_down(),
        canned::flowing(),
        canned::two_logs(),
        canned::unknown(),
        canned::hub(40, 3000),
        canned::hostile(),
    ]
}

fn walk<'e>(element: &'e Element, visit: &mut dyn FnMut(&'e Element)) {
    visit(element);
    for child in element.children() {
        if let Node::Element(child) = child {
            walk(child, visit);
        }
    }
}

fn texts(element: &Element, tag: Tag) -> Vec<String> {
    let mut found = Vec::new();
    walk(element, &mut |it| {
        if it.tag() == tag {
            let said = it.children().iter().filter_map(|child| match child {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            });
            found.push(said.collect());
        }
    });
    found
}

#[test]
fn the_static_page_is_the_empty_page() {
    let slots = canned::slots(false);
    let empty = html(&page(&screen(Lang::Ja, &slots, None)));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/index.html");
    let now = std::fs::read_to_string(path).unwrap();
    let (before, rest) = now.split_once("<!-- page -->\n").unwrap();
    let (_, after) = rest.split_once("\n<!-- /page -->").unwrap();
    let wanted = format!("{before}<!-- page -->\n{empty}\n<!-- /page -->{after}");
    expect_test::expect_file![path].assert_eq(&wanted);
}

#[test]
fn no_style_attribute_and_no_event_attribute_is_ever_made() {
    let slots = canned::slots(true);
    for report in every_state() {
        let page = page(&screen(Lang::En, &slots, Some(&report)));
        walk(&page, &mut |it| {
            for (name, _) in it.attributes() {
                assert!(*name != "style" && !name.starts_with("on"), "{name}");
            }
        });
    }
}

#[test]
fn ids_are_unique_and_siblings_have_different_keys() {
    let slots = canned::slots(true);
    for report in every_state() {
        let page = page(&screen(Lang::Ja, &slots, Some(&report)));
        let mut ids = std::collections::BTreeSet::new();
        walk(&page, &mut |it| {
            if let Some(id) = it.attribute("id") {
                assert!(ids.insert(id.to_owned()), "id {id} twice");
            }
            let mut keys = std::collections::BTreeSet::new();
            for child in it.children() {
                if let Node::Element(child) = child
                    && let Some(key) = child.key()
                {
                    assert!(keys.insert(key.to_owned()), "key {key} twice");
                }
            }
        });
    }
}

#[test]
fn every_name_that_points_somewhere_arrives() {
    let slots = canned::slots(true);
    for report in every_state() {
        let page = page(&screen(Lang::Ja, &slots, Some(&report)));
        let mut ids = std::collections::BTreeSet::new();
        let mut wanted = Vec::new();
        walk(&page, &mut |it| {
            ids.extend(it.attribute("id").map(str::to_owned));
            for name in ["for", "aria-labelledby", "aria-describedby"] {
                wanted.extend(it.attribute(name).map(str::to_owned));
            }
            wanted.extend(
                it.attribute("href")
                    .map(|href| href.trim_start_matches('#').to_owned()),
            );
        });
        for id in wanted {
            assert!(ids.contains(&id), "nothing has the id {id}");
        }
    }
}

#[test]
fn headings_never_skip_a_level() {
    let slots = canned::slots(true);
    for report in every_state() {
        let page = page(&screen(Lang::Ja, &slots, Some(&report)));
        let mut last = 0;
        walk(&page, &mut |it| {
            let level = match it.tag().name() {
                "h1" => 1,
                "h2" => 2,
                "h3" => 3,
                "h4" => 4,
                _ => return,
            };
            assert!(level <= last + 1, "h{level} after h{last}");
            last = level;
        });
    }
}

#[test]
fn three_thousand_sas_do_not_become_three_thousand_arrows() {
    let slots = canned::slots(true);
    let report = canned::hub(40, 3000);
    let page = page(&screen(Lang::Ja, &slots, Some(&report)));
    let (mut all, mut shapes) = (0, 0);
    walk(&page, &mut |it| {
        all += 1;
        shapes += usize::from(matches!(it.tag(), Tag::Line | Tag::Path | Tag::Circle));
    });
    assert!(all < 6000, "{all} elements");
    assert!(shapes < 1200, "{shapes} shapes");
    assert!(html(&page).contains("他2998組"));
}

#[test]
fn markup_in_names_and_lines_stays_text() {
    let slots = canned::slots(true);
    let report = canned::hostile();
    let page = html(&page(&screen(Lang::Ja, &slots, Some(&report))));
    assert!(!page.contains("<img"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

#[test]
fn the_warning_stands_before_the_copy_button() {
    let slots = canned::slots(true);
    let report = canned::mismatch();
    let page = html(&page(&screen(Lang::Ja, &slots, Some(&report))));
    let warning = page.find("ルーターの状態を変えます").unwrap();
    let copy = page.find("copy:ipsec sa delete 2").unwrap();
    assert!(warning < copy);
}

#[test]
fn a_missing_output_can_be_answered_with_nothing() {
    let slots = canned::slots(true);
    let report = canned::unknown();
    let page = html(&page(&screen(Lang::Ja, &slots, Some(&report))));
    assert!(page.contains("data-do=\"empty:1:show ipsec sa\""));
    assert!(page.contains("足りないもの"));
}

#[test]
fn of_several_answers_to_one_command_the_fullest_counts() {
    let slots = canned::slots(true);
    let mut report = canned::healthy();
    let nothing_shown = |report: &Report| {
        let section = super::commands::section(&screen(Lang::Ja, &slots, Some(report)));
        html(&section).contains("何も表示されなかった</span>")
    };
    let outputs = &mut report.sites[0].outputs;
    let table = outputs.iter().find(|it| it.command == "show ipsec sa");
    let mut empty = table.unwrap().clone();
    empty.state = crate::report::OutputState::Empty;
    for place in [0, outputs.len()] {
        let mut report = report.clone();
        report.sites[0].outputs.insert(place, empty.clone());
        assert!(!nothing_shown(&report), "{place}");
    }
    report.sites[0].outputs = vec![empty];
    assert!(nothing_shown(&report));
}

#[test]
fn the_worst_pair_is_shown_first_until_another_is_picked() {
    let slots = canned::slots(true);
    let report = canned::hub(40, 0);
    let first = page(&screen(Lang::Ja, &slots, Some(&report)));
    assert!(
        texts(&first, Tag::SvgText)
            .iter()
            .any(|text| text == "営業所 17")
    );
    let picked = Screen {
        picked: Some(2),
        ..screen(Lang::Ja, &slots, Some(&report))
    };
    let other = page(&picked);
    assert!(
        texts(&other, Tag::SvgText)
            .iter()
            .any(|text| text == "営業所 3")
    );
}

#[test]
fn english_pages_say_nothing_in_japanese_but_names_and_the_gui_path() {
    let slots = ["Head office", "Branch"].map(|name| Slot {
        name: name.to_owned(),
        filled: true,
        ..Slot::default()
    });
    let mut report = canned::mismatch();
    for (site, name) in report.sites.iter_mut().zip(["Head office", "Branch"]) {
        site.name = Some(name.to_owned());
    }
    let page = html(&page(&screen(Lang::En, &slots, Some(&report))));
    let japanese = |c: char| ('\u{3040}'..'\u{9fff}').contains(&c);
    let rest = ["日本語", "管理", "保守", "コマンドの実行"]
        .iter()
        .fold(page, |page, known| page.replace(known, ""));
    let left: String = rest.chars().filter(|c| japanese(*c)).collect();
    assert_eq!(left, "");
}

#[test]
fn a_report_of_nothing_has_no_ladder() {
    let slots = canned::slots(true);
    let mut report = canned::unknown();
    for site in &mut report.sites {
        for rung in &mut site.ladder {
            rung.state = crate::report::RungState::NotPasted;
            rung.line = None;
        }
    }
    let page = html(&page(&screen(Lang::Ja, &slots, Some(&report))));
    assert!(!page.contains("id=\"ladder\""));
}

#[test]
fn each_rung_leads_to_its_finding_its_line_or_its_command() {
    let slots = canned::slots(true);
    let report = canned::line_down();
    let page = html(&page(&screen(Lang::Ja, &slots, Some(&report))));
    let (_, ladder) = page.split_once("id=\"ladder\"").unwrap();
    let (ladder, _) = ladder.split_once("id=\"pairing\"").unwrap();
    for way in [
        "href=\"#finding-0\"",
        "href=\"#finding-1\"",
        "data-do=\"line:1:21\"",
        "data-do=\"copy:show nat descriptor address\"",
        "data-do=\"empty:1:show ip route\"",
        "LAN-2",
    ] {
        assert!(ladder.contains(way), "{way}");
    }
    assert!(!ladder.contains("empty:1:ping"));
}

#[test]
fn of_many_sites_the_ladder_shows_the_pair_below_and_those_that_fail() {
    let slots = canned::slots(true);
    let report = canned::hub(40, 0);
    let ladders = |picked| {
        let picked = Screen {
            picked,
            ..screen(Lang::Ja, &slots, Some(&report))
        };
        let page = page(&picked);
        let mut keys = Vec::new();
        walk(&page, &mut |it| {
            if it.attribute("class") == Some("ladder") {
                keys.extend(it.key().map(str::to_owned));
            }
        });
        keys
    };
    assert_eq!(ladders(None), ["ladder-A", "ladder-R"]);
    assert_eq!(ladders(Some(2)), ["ladder-A", "ladder-D", "ladder-R"]);
}

#[test]
fn a_consequence_stands_below_and_is_never_the_next_step() {
    let slots = canned::slots(true);
    let mut report = canned::line_down();
    let says = |report: &Report| html(&page(&screen(Lang::Ja, &slots, Some(report))));
    let first = says(&report);
    let place = |page: &str, text: &str| page.find(text).unwrap();
    assert!(place(&first, "id=\"finding-0\"") < place(&first, "ほかに見えたもの"));
    assert!(place(&first, "ほかに見えたもの") < place(&first, "id=\"finding-1\""));
    report.findings.reverse();
    let (_, next) = first.split_once("id=\"next-title\"").unwrap();
    let reversed = says(&report);
    let (_, next_reversed) = reversed.split_once("id=\"next-title\"").unwrap();
    for next in [next, next_reversed] {
        let (next, _) = next.split_once("id=\"ladder\"").unwrap();
        assert!(next.contains("show status pp 1"), "{next}");
    }
}
