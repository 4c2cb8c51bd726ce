//! What must hold for the page of any pastes: it can be drawn, sent to another thread and taken along.

use rtx_vpn_doctor::view::engine::{Label, View};
use rtx_vpn_doctor::view::take::{Form, What, Wish};
use rtx_vpn_doctor::view::{Element, Engine, Lang, Node, Screen, Sheet, Slot, codec, page};

use super::{pastes, whole};

pub(super) fn check(input: &[u8]) {
    let pastes = pastes(input);
    let names = ["本社", "", "\u{202e}<b>"];
    let slots = pastes.iter().zip(names).map(|(paste, name)| Slot {
        name: name.to_owned(),
        filled: !paste.trim().is_empty(),
        files: Vec::new(),
    });
    let slots: Vec<Slot> = slots.collect();
    let report = whole::report_of(&pastes, &names.map(Some));
    for lang in [Lang::Ja, Lang::En] {
        for picked in [None, Some(0), Some(usize::MAX)] {
            let drawn = page(&Screen {
                lang,
                slots: &slots,
                report: Some(&report),
                picked,
                ..Screen::default()
            });
            shows_only_text(&drawn);
            assert_eq!(codec::read(&codec::write(&drawn)), Some(drawn));
        }
    }
    typed_into_boxes(&pastes, &names);
}

/// The same by the way that the browser takes, a piece at a time.
fn typed_into_boxes(pastes: &[String], names: &[&str]) {
    let mut engine = Engine::default();
    let labels = names.iter().map(|name| Label {
        name: (*name).to_owned(),
        captured_at: None,
    });
    engine.label(labels.collect());
    for (at, paste) in pastes.iter().enumerate() {
        let middle = (0..=paste.len() / 2)
            .rev()
            .find(|it| paste.is_char_boundary(*it));
        let (before, behind) = paste.split_at(middle.unwrap_or(0));
        engine.append(at, before);
        engine.append(at, behind);
    }
    engine.analyse();
    for (at, paste) in pastes.iter().enumerate() {
        let last = paste.lines().count();
        for line in engine.lines(at, 1, last) {
            assert!(!line.contains('\n'));
        }
        engine.part(at);
    }
    for form in [Form::Text, Form::Markdown, Form::Json, Form::Csv] {
        for (what, hidden) in [
            (What::Report, true),
            (What::Report, false),
            (What::Log, true),
        ] {
            let wish = Some(Wish { what, form, hidden });
            let restore = pastes.first().map_or("", String::as_str);
            let sheet = engine.sheet(&View {
                wish,
                restore,
                ..View::default()
            });
            let packed = sheet.pack();
            assert!(Sheet::unpack(&packed).is_some());
        }
    }
}

/// No text of the page turns the direction of what stands around it.
fn shows_only_text(element: &Element) {
    for child in element.children() {
        match child {
            Node::Element(child) => shows_only_text(child),
            Node::Text(text) => {
                let turning = text
                    .chars()
                    .find(|c| whole::steers(*c) && !c.is_whitespace());
                assert_eq!(turning, None, "{text:?}");
            }
        }
    }
}
