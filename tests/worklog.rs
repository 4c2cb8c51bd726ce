//! Turns any typed texts and the reports of all stories into logs, and looks for what must never be in one.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "support/cases.rs"]
mod cases;

use proptest::prelude::*;
use rtx_vpn_doctor::report::Lang;
use rtx_vpn_doctor::report::redact::{Redactor, restore};
use rtx_vpn_doctor::worklog::{Check, Digest, Log, compare, csv, markdown, read};
use rtx_vpn_doctor::{Paste, analyze};

const NAMES: [&str; 3] = ["本社", "支社", "Osaka-2"];

fn digest(texts: &[String]) -> Digest {
    let names = NAMES.map(Some).into_iter().chain(std::iter::repeat(None));
    let pastes: Vec<_> = texts
        .iter()
        .zip(names)
        .map(|(text, name)| Paste {
            text,
            name,
            captured_at: None,
        })
        .collect();
    Digest::of(&analyze(&pastes))
}

fn log_of(digests: Vec<Digest>) -> Log {
    let mut log = Log::default();
    for (digest, number) in digests.into_iter().zip(10..) {
        log.add(Check {
            at: format!("2026-11-23T{number}:00"),
            digest: Some(digest),
            ..Check::default()
        });
    }
    log
}

#[test]
fn every_story_is_kept_as_it_was_and_does_not_differ_from_itself() {
    for (case, pastes) in cases::all() {
        let once = digest(&pastes);
        assert_eq!(compare(&once, &once).changes, [], "{case}");
        let log = log_of(vec![once.clone(), once]);
        assert_eq!(read(&log.json()), Ok(log), "{case}");
    }
}

#[test]
fn no_story_tells_where_it_happened_once_its_log_is_redacted() {
    for (case, pastes) in cases::all() {
        let log = log_of(vec![digest(&pastes)]);
        let mut redactor = Redactor::default();
        let redacted = log.redacted(&mut redactor);
        let json = redacted.json();
        let addresses = json
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .filter_map(|word| word.parse().ok())
            .filter(|it: &std::net::Ipv4Addr| !it.is_unspecified() && it.octets()[0] != 255);
        assert_eq!(addresses.count(), 0, "{case}: {json}");
        for name in NAMES {
            assert!(!json.contains(name), "{case}: {name}");
        }
        let twice = redacted.redacted(&mut Redactor::with(redactor.table()));
        assert_eq!(twice, redacted, "{case}");
    }
}

/// Cells of a CSV text, told apart as RFC 4180 says.
fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut rest = csv.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = rest.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted && rest.peek() == Some(&'\n') => {
                rest.next();
                rows.push(vec![String::new()]);
            }
            c => row.last_mut().unwrap().push(c),
        }
    }
    assert!(!quoted);
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line ends");
    rows
}

fn typed() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "=1+1",
        "+",
        "-",
        "@SUM(A1)",
        "\t",
        "\r",
        "\n",
        "\"",
        ",",
        "|",
        "`",
        "```",
        "#",
        "<img src=x>",
        "[a](javascript:x)",
        "\u{202e}",
        "\u{0}",
        "\\",
        "本社",
        " 192.0.2.1 ",
        "＝",
        "  ",
        "[IP-1]",
        "null",
        "\nipsec ike pre-shared-key 1 text dummy\n",
        "\nKey: 00 11 22 33\n",
    ]);
    prop::collection::vec(prop_oneof![bits.prop_map(str::to_owned), "\\PC{0,6}"], 0..6)
        .prop_map(|bits| bits.concat())
}

fn any_log() -> impl Strategy<Value = Log> {
    let check = [typed(), typed(), typed(), typed(), typed(), typed()];
    let check = check.prop_map(|[at, person, changed, done, seen, note]| Check {
        at,
        person,
        changed,
        done,
        seen,
        note,
        digest: None,
    });
    (typed(), prop::collection::vec(check, 0..4)).prop_map(|(lead, checks)| {
        let mut log = Log::default();
        log.led_by(&lead);
        for check in checks {
            log.add(check);
        }
        log
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_typed_comes_back(log in any_log()) {
        prop_assert_eq!(read(&log.json()), Ok(log));
    }

    #[test]
    fn no_typed_key_is_kept(log in any_log()) {
        let json = log.json();
        prop_assert!(!json.contains("text dummy") && !json.contains("00 11 22"));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[{}\\[\\]\":,\\\\u0-9\n]){0,200}") {
        drop(read(&text));
    }

    #[test]
    fn a_damaged_log_is_read_or_refused(log in any_log(), at in any::<prop::sample::Index>(), with in "\\PC{0,3}") {
        let json: Vec<char> = log.json().chars().collect();
        let (before, behind) = json.split_at(at.index(json.len()));
        let damaged = before.iter().copied().chain(with.chars()).chain(behind.iter().skip(1).copied());
        drop(read(&damaged.collect::<String>()));
    }

    #[test]
    fn a_spreadsheet_gets_whole_rows_and_no_formula(log in any_log()) {
        let csv = csv(&log, Lang::Ja);
        let rows = cells(&csv);
        prop_assert_eq!(rows.len(), log.checks().len() + 1);
        for row in &rows {
            prop_assert_eq!(row.len(), rows[0].len());
            for cell in row {
                let first = cell.trim_start().chars().next();
                prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')));
                prop_assert!(!cell.contains(['\t', '\r', '\0']));
            }
        }
    }

    #[test]
    fn markdown_holds_no_markup_of_others(log in any_log()) {
        let text = markdown(&log, Lang::En);
        let places = text.match_indices(['<', '`', '[']);
        let bare = places.filter(|(at, _)| text.as_bytes().get(at - 1) != Some(&b'\\'));
        prop_assert_eq!(bare.count(), 0, "{}", text);
        let headings = text.lines().filter(|line| line.starts_with('#'));
        prop_assert_eq!(headings.count(), log.checks().len() + 1);
    }

    #[test]
    fn what_was_redacted_can_be_put_back(log in any_log()) {
        let mut redactor = Redactor::default();
        let redacted = log.redacted(&mut redactor);
        prop_assert!(!redacted.json().contains("192.0.2.1"));
        // A marker that was typed means what was typed, and a name is put back without JSON's quoting.
        if !log.json().contains("[IP-1]") && !log.json().contains('\\') {
            prop_assert_eq!(restore(&redacted.json(), redactor.table()), log.json());
        }
    }
}

/// The digest of a story by its folder's name.
fn story(name: &str) -> Digest {
    let end = format!("/{name}");
    let found = cases::all()
        .into_iter()
        .find(|(case, _)| case.ends_with(&end));
    digest(&found.unwrap().1)
}

#[test]
fn one_command_is_one_setting_however_much_it_says() {
    let found = compare(&story("settings-esp-differs"), &story("healthy-settings"));
    let settings = found.changes.iter().map(|it| it.text.ja.as_ref());
    let settings: Vec<&str> = settings.filter(|it| it.contains("IPsec の")).collect();
    assert_eq!(
        settings,
        [
            "本社 IPsec の暗号アルゴリズム: aes256-cbc → aes-cbc",
            "本社 IPsec の認証アルゴリズム: sha256-hmac → sha-hmac",
        ]
    );
    assert_eq!(found.settings, 1);
    assert!(found.settings_compared && found.sas_compared);
}

#[test]
fn a_key_that_differs_is_told_and_never_shown() {
    let now = story("settings-key-differs");
    let found = compare(&story("healthy-settings"), &now);
    let all: Vec<&str> = found.changes.iter().map(|it| it.text.ja.as_ref()).collect();
    assert!(
        all.contains(&"本社 – 支社 事前共有鍵: 両端で同じ → 両端で違う"),
        "{all:?}"
    );
    assert_eq!(found.settings, 1);
    assert!(!log_of(vec![now]).json().contains("text "));
}

#[test]
fn two_commands_are_two_settings() {
    let found = compare(&story("healthy-settings"), &story("settings-pfs-strict"));
    assert_eq!(found.settings, 2);
    assert!(found.too_many_at_once());
}
