//! Turns reports and logs with names, lines and notes of any kind into Markdown, reads that as a wiki would,
//! and compares it with what harmless words give: no link, no picture, no heading and no cell more.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "support/pastes.rs"]
mod pastes;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use rtx_vpn_doctor::report::redact::redact;
use rtx_vpn_doctor::report::{Lang, markdown};
use rtx_vpn_doctor::worklog::{self, Check, Digest, Log};
use rtx_vpn_doctor::{Paste, analyze};

/// What means something to one or another kind of Markdown, to HTML, or to a program that makes links.
const BITS: &[&str] = &[
    "[a](http://192.0.2.1/)",
    "![a](x.png)",
    "[a][b]",
    "[b]: http://192.0.2.1/ \"c\"",
    "[^1]",
    "[ ]",
    "[x] ",
    "<http://192.0.2.1/>",
    "<ann@example.com>",
    "http://192.0.2.1/",
    "HTTPS://example.com",
    "www.example.com",
    "WWW.example.com",
    "<b>",
    "</div>",
    "<!--",
    "-->",
    "<?x",
    "<![CDATA[",
    "<script>x</script>",
    "&lt;b&gt;",
    "&#60;",
    "`",
    "``",
    "```",
    "````text",
    "~~~",
    "|",
    "||",
    "\\|",
    "\\",
    "\\\\",
    "# ",
    "## a",
    "#",
    "===",
    "---",
    "- - -",
    "***",
    "___",
    "> ",
    "- ",
    "+ ",
    "* ",
    "1. ",
    "1) ",
    "123456789. ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "\u{202e}",
    "\u{e0041}",
    "\0",
    "*a*",
    "**a**",
    "_a_",
    "~~a~~",
    "~a~",
    "==a==",
    "$a$",
    "$$",
    "^a^",
    "{#a}",
    "{.a}",
    "[[a]]",
    "[!NOTE]",
    ":---:",
    "(",
    ")",
    "本社",
    "a",
    " ",
    "  ",
];

fn text() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(BITS).prop_map(str::to_owned);
    prop::collection::vec(prop_oneof![8 => bit, 1 => "\\PC{0,4}"], 1..8)
        .prop_map(|bits| bits.concat())
}

/// A text that stays one line of a paste, and one that no output claims.
fn one_line(text: &str) -> String {
    const ENDS: [char; 6] = ['\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'];
    format!("zz: {}", text.replace(ENDS, " "))
}

/// A text as long, and mended as often, in letters that mean nothing.
fn letters_of(text: &str) -> String {
    let letter = |c: char| if c.is_ascii_graphic() { 'a' } else { c };
    text.chars().map(letter).collect()
}

/// All that any wiki knows, but for what gives a heading a name, or quotes another shape.
fn options() -> Options {
    Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_HEADING_ATTRIBUTES
}

/// The marks between the texts, as a reader of Markdown finds them.
fn marks(markdown: &str) -> Vec<String> {
    let options = options();
    let marks = Parser::new_ext(markdown, options).filter_map(|event| {
        let is_text = matches!(event, Event::Text(_) | Event::Code(_));
        let is_code = matches!(event, Event::Start(Tag::CodeBlock(_)));
        // What a fence of backticks is called is ours.
        let told = || {
            if is_code {
                "code".to_owned()
            } else {
                format!("{event:?}")
            }
        };
        (!is_text).then(told)
    });
    marks.collect()
}

/// Where the marks of two texts part.
fn parting(found: &str, expected: &str) -> Option<String> {
    let (found, expected) = (marks(found), marks(expected));
    let same = found
        .iter()
        .zip(&expected)
        .take_while(|(a, b)| a == b)
        .count();
    let rest = |marks: &[String]| {
        marks[same..]
            .iter()
            .take(4)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    };
    (found != expected).then(|| format!("mark {same}: {} for {}", rest(&found), rest(&expected)))
}

/// All words that a reader of Markdown shows, without blanks.
fn shown(markdown: &str) -> String {
    let options = options();
    let texts = Parser::new_ext(markdown, options).filter_map(|event| {
        let (Event::Text(text) | Event::Code(text)) = event else {
            return None;
        };
        Some(text.into_string())
    });
    without_blanks(&texts.collect::<String>())
}

fn without_blanks(text: &str) -> String {
    let stays =
        |c: &char| !c.is_whitespace() && !c.is_control() && !rtx_vpn_doctor::report::steers(*c);
    text.chars().filter(stays).collect()
}

/// Addresses that a program makes a link of where it meets them outside code.
fn has_bare_address(markdown: &str) -> bool {
    let mut fence: Option<String> = None;
    markdown.lines().any(|line| {
        let bare = line.trim_start();
        let ticks: String = bare.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if ticks.len() >= open.len() => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {
                let lower = line.to_ascii_lowercase();
                // A command within a line is code.
                return !line.contains('`')
                    && (lower.replace("\\://", "").contains("://") || lower.contains("www."));
            }
        }
        false
    })
}

fn reports([a, b]: [&str; 2], names: [&str; 2]) -> Vec<String> {
    let pastes = [a, b].into_iter().zip(names).map(|(text, name)| Paste {
        text,
        name: Some(name),
        captured_at: None,
    });
    let report = analyze(&pastes.collect::<Vec<_>>());
    let hidden = redact(&report).report;
    [Lang::Ja, Lang::En]
        .into_iter()
        .flat_map(|lang| {
            [
                markdown::render(&report, lang),
                markdown::render(&hidden, lang),
            ]
        })
        .collect()
}

/// Pastes with a line that nobody understands, and a log whose evidence holds it too. Right behind that, a line would
/// be the rest of one that fills the terminal.
fn pastes_with(line: &str) -> [String; 2] {
    let [a, b] = pastes::broken();
    // Longer than a terminal's line, so that none of those drawn fills one.
    let log = format!(
        "# show log\n2026/11/23 10:00:00: [IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1) {line}\n"
    );
    // A prompt ends the log: what is masked in its last line may make it one that a terminal could have cut.
    [format!("{line}\n{a}{log}"), format!("{b}{log}#\n{line}\n")]
}

fn log_of(texts: &[String; 4], names: [&str; 2]) -> Log {
    let digest = |[a, b]: [String; 2]| {
        let texts = [a.as_str(), b.as_str()].into_iter();
        let pastes = texts.zip(names).map(|(text, name)| Paste {
            text,
            name: Some(name),
            captured_at: None,
        });
        Digest::of(&analyze(&pastes.collect::<Vec<_>>()))
    };
    let [person, changed, seen, note] = texts.clone();
    let mut log = Log::default();
    log.led_by(&person);
    let days = ["2026-11-23T10:00", "2026-11-24T10:00"];
    for (at, pastes) in days.into_iter().zip([pastes::broken(), pastes::healthy()]) {
        log.add(Check {
            at: at.to_owned(),
            person: person.clone(),
            changed: changed.clone(),
            seen: seen.clone(),
            note: note.clone(),
            digest: Some(digest(pastes)),
            ..Check::default()
        });
    }
    log
}

/// The same shape in words that mean nothing.
fn harmless(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let says_something = !without_blanks(line).is_empty();
        if says_something { "a" } else { "" }
    });
    lines.collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_pasted_or_called_so_is_text_in_a_report(names in [text(), text()], line in text()) {
        let pastes = pastes_with(&one_line(&line));
        let plain = pastes_with(&one_line(&letters_of(&line)));
        let [a, b] = pastes.each_ref().map(String::as_str);
        let named = names.each_ref().map(String::as_str);
        let plain_names = ["Tokyo", "Osaka"];
        let expected = reports(plain.each_ref().map(String::as_str), plain_names);
        for (found, expected) in reports([a, b], named).iter().zip(&expected) {
            // A name of blanks is none, and the letter of the site stands in its place.
            prop_assert_eq!(parting(found, expected), None, "{}", found);
            prop_assert!(!has_bare_address(found), "{}", found);
        }
        let first = reports([a, b], named).swap_remove(0);
        prop_assert!(shown(&first).contains(&without_blanks(&names[0])), "{}", first);
    }

    #[test]
    fn what_was_typed_is_text_in_a_log(texts in [text(), text(), text(), text()], names in [text(), text()]) {
        let log = log_of(&texts, names.each_ref().map(String::as_str));
        let plain = log_of(&texts.each_ref().map(|it| harmless(it)), ["Tokyo", "Osaka"]);
        for lang in [Lang::Ja, Lang::En] {
            let (found, expected) = (worklog::markdown(&log, lang), worklog::markdown(&plain, lang));
            prop_assert_eq!(parting(&found, &expected), None, "{}\nfor\n{}", found, expected);
            prop_assert!(!has_bare_address(&found), "{}", found);
        }
    }
}
