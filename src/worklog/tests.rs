//! What a log of a few checks says, keeps and refuses.

use super::*;
use crate::report::{Certainty, Lang, State, Text, Traffic};

fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.to_owned().into(),
        en: en.to_owned().into(),
    }
}

fn fact(kind: Kind, key: &str, label: &str, value: &str) -> Fact {
    Fact {
        kind,
        key: key.to_owned(),
        label: text(label, label),
        value: value.to_owned(),
    }
}

fn digest(state: State, facts: Vec<Fact>) -> Digest {
    Digest {
        state,
        certainty: Certainty::Shown,
        traffic: Traffic::NotChecked,
        cause: None,
        headline: text("VPN の様子", "How the VPN is"),
        sites: vec!["本社".to_owned(), "支社".to_owned()],
        facts,
        open: Vec::new(),
    }
}

fn check(at: &str, changed: &str, digest: Option<Digest>) -> Check {
    Check {
        at: at.to_owned(),
        person: "山田".to_owned(),
        changed: changed.to_owned(),
        digest,
        ..Check::default()
    }
}

fn cipher(value: &str) -> Fact {
    let key = "encryption@A.1.1-B.1.1@A";
    fact(Kind::Setting, key, "本社 暗号アルゴリズム", value)
}

fn hash(value: &str) -> Fact {
    let key = "integrity@A.1.1-B.1.1@A";
    fact(Kind::Setting, key, "本社 認証アルゴリズム", value)
}

fn said(before: &Digest, now: &Digest) -> Vec<String> {
    let changes = compare(before, now).changes;
    changes.into_iter().map(|it| it.text.ja.into()).collect()
}

#[test]
fn one_changed_setting_is_named_and_not_warned_of() {
    let before = digest(State::Down, vec![cipher("3des-cbc"), hash("sha-hmac")]);
    let now = digest(State::Up, vec![cipher("aes-cbc"), hash("sha-hmac")]);
    assert_eq!(
        said(&before, &now),
        [
            "診断: 切れています → つながっています",
            "本社 暗号アルゴリズム: 3des-cbc → aes-cbc",
        ]
    );
    let found = compare(&before, &now);
    assert_eq!(found.settings, 1);
    assert!(!found.too_many_at_once());
}

#[test]
fn one_setting_at_both_ends_counts_once_and_two_are_warned_of() {
    let at_b = |value| {
        let key = "encryption@A.1.1-B.1.1@B";
        fact(Kind::Setting, key, "支社 暗号アルゴリズム", value)
    };
    let before = digest(State::Down, vec![cipher("a"), at_b("a"), hash("c")]);
    let both_ends = digest(State::Up, vec![cipher("b"), at_b("b"), hash("c")]);
    assert_eq!(compare(&before, &both_ends).settings, 1);
    let two = digest(State::Up, vec![cipher("b"), at_b("b"), hash("d")]);
    let found = compare(&before, &two);
    assert_eq!(found.settings, 2);
    let remarks = found.remarks();
    assert!(
        remarks
            .first()
            .unwrap()
            .ja
            .contains("2つの設定が変わっています")
    );
}

#[test]
fn what_only_one_check_shows_is_no_change() {
    let before = digest(State::Up, vec![cipher("aes-cbc")]);
    let now = digest(State::Up, Vec::new());
    let found = compare(&before, &now);
    assert!(found.changes.is_empty());
    assert!(!found.settings_compared && !found.sas_compared);
    let remarks = found.remarks();
    assert_eq!(remarks.len(), 2);
    assert!(remarks.iter().all(|it| it.ja.contains("比べていません")));
}

#[test]
fn sas_made_anew_are_told_from_those_that_ran_out() {
    let spi = |value| fact(Kind::Spi, "A@A.1.1-B.1.1@", "本社 → 支社 IPsec SA", value);
    let with = |value| digest(State::Up, vec![spi(value)]);
    assert_eq!(
        said(&with("1111aaaa"), &with("2222bbbb")),
        ["本社 → 支社 IPsec SA: 作り直されました (SPI 2222bbbb)"]
    );
    assert_eq!(
        said(&with("1111aaaa"), &with("1111aaaa 2222bbbb")),
        ["本社 → 支社 IPsec SA: 新しいものが加わりました (SPI 2222bbbb)"]
    );
    assert!(said(&with("1111aaaa 2222bbbb"), &with("2222bbbb")).is_empty());
}

#[test]
fn a_finding_that_could_not_be_looked_for_is_not_called_gone() {
    let finding = fact(
        Kind::Finding,
        "CFG611@@both",
        "事前共有鍵が違います",
        "CFG611",
    );
    let before = digest(State::Down, vec![finding]);
    let mut now = digest(State::Down, Vec::new());
    assert_eq!(
        said(&before, &now),
        ["今回は見つかりませんでした: 事前共有鍵が違います"]
    );
    now.open.push("CFG611".to_owned());
    assert_eq!(
        said(&before, &now),
        ["今回は確かめられていません: 事前共有鍵が違います"]
    );
}

#[test]
fn a_finding_in_the_same_words_is_neither_new_nor_gone() {
    let finding = |place: &str| {
        let key = format!("SA208@{place}@");
        let fact = fact(Kind::Finding, &key, "弱いアルゴリズムです", "SA208");
        digest(State::Up, vec![fact])
    };
    assert_eq!(said(&finding("A.1.1-"), &finding("A.1.1-B.1.1")), [""; 0]);
}

#[test]
fn a_check_stands_at_its_time_and_once() {
    let mut log = Log::default();
    assert!(log.add(check("2026-11-23T10:00", "b", None)));
    assert!(log.add(check("2026-11-23T09:00", "a", None)));
    assert!(!log.add(check("2026-11-23T09:00", "a", None)));
    let order: Vec<_> = log.checks().iter().map(|it| it.changed.as_str()).collect();
    assert_eq!(order, ["a", "b"]);
    let mut other = log.clone();
    other.add(check("2026-11-22T09:00", "before", None));
    assert_eq!(log.merge(other), 1);
    assert_eq!(log.checks().len(), 3);
    log.remove(&check("2026-11-22T09:00", "before", None));
    assert_eq!(log.checks().len(), 2);
}

#[test]
fn a_check_without_a_report_is_passed_over_when_comparing() {
    let mut log = Log::default();
    log.add(check("1", "", Some(digest(State::Down, vec![cipher("a")]))));
    log.add(check("2", "電", None));
    log.add(check("3", "", Some(digest(State::Up, vec![cipher("b")]))));
    assert!(log.since_before(0).is_none());
    assert!(log.since_before(1).is_none());
    assert_eq!(log.since_before(2).unwrap().changes.len(), 2);
}

#[test]
fn typed_keys_are_masked_before_anything_is_kept() {
    let mut log = Log::default();
    let typed = "鍵を直した\nipsec ike pre-shared-key 1 text dummy\n終わり";
    log.add(check("1", typed, None));
    let kept = &log.checks().first().unwrap().changed;
    assert_eq!(
        kept,
        "鍵を直した\nipsec ike pre-shared-key 1 text ***\n終わり"
    );
}

#[test]
fn a_log_comes_back_from_its_json() {
    let mut log = Log::default();
    log.led_by("佐藤");
    log.add(check(
        "2026-11-23T10:00",
        "a \"b\"\n\\c",
        Some(digest(State::Up, vec![cipher("aes")])),
    ));
    log.add(check("いつか", "", None));
    assert_eq!(read(&log.json()), Ok(log.clone()));
    assert_eq!(read(&format!("\u{feff} {}\n", log.json())), Ok(log));
}

#[test]
fn what_is_no_log_is_refused_by_name() {
    let good = Log::default().json();
    assert_eq!(read(&good), Ok(Log::default()));
    assert_eq!(read("設定"), Err(Refusal::NotJson));
    assert_eq!(read(good.trim_end_matches('}')), Err(Refusal::NotJson));
    assert_eq!(read("{\"verdict\":{}}"), Err(Refusal::Foreign));
    assert_eq!(read("[1]"), Err(Refusal::Foreign));
    let newer = good.replace("\"version\":1", "\"version\":2");
    assert_eq!(read(&newer), Err(Refusal::Newer));
    let broken = good.replace("\"lead\":\"\"", "\"lead\":7");
    assert_eq!(read(&broken), Err(Refusal::Broken));
    let broken = good.replace("\"checks\":[]", "\"checks\":[{}]");
    assert_eq!(read(&broken), Err(Refusal::Broken));
    assert_eq!(read(&" ".repeat(9 << 20)), Err(Refusal::TooLarge));
}

#[test]
fn what_a_later_program_adds_is_left_out() {
    let mut log = Log::default();
    log.add(check("1", "", Some(digest(State::Up, vec![cipher("aes")]))));
    let later = log.json().replace(
        "\"facts\":[",
        "\"colour\":{\"a\":[1.5]},\"facts\":[{\"kind\":\"moon\"},",
    );
    assert_eq!(read(&later), Ok(log));
}

#[test]
fn no_cell_computes() {
    let mut log = Log::default();
    for (at, typed) in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " \n=1",
        "＝１＋１",
    ]
    .into_iter()
    .enumerate()
    {
        let mut check = check(&format!("{at}"), typed, None);
        check.person = typed.to_owned();
        log.add(check);
    }
    log.add(check("=HYPERLINK(1)", "a,\"b\"\nc", None));
    let csv = csv(&log, Lang::Ja);
    assert!(csv.starts_with("\u{feff}\"日時\",\"担当\""));
    let body: Vec<&str> = csv.lines().skip(1).collect();
    for cell in body.iter().flat_map(|line| line.split("\",\"")) {
        let cell = cell.trim_start_matches('"').trim_start();
        assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{cell}");
    }
    assert!(csv.contains("\"a,\"\"b\"\"\nc\""));
    assert!(csv.contains("\"'=HYPERLINK(1)\""));
}

#[test]
fn markdown_shows_what_was_typed_as_text() {
    let mut log = Log::default();
    let evil = "# title\n<img src=x> [a](b)\n- item | cell";
    let state = digest(State::Down, vec![cipher("a|b")]);
    log.add(check("2026-11-23T09:05", evil, Some(state)));
    let later = digest(State::Up, vec![cipher("c")]);
    log.add(check("2026-11-23T10:15", "x", Some(later)));
    let shown = markdown(&log, Lang::En);
    assert!(shown.contains("## 23 Nov 2026, 09:05"));
    assert!(shown.contains(
        "- What was changed:\n  - \\# title\n  - \\<img src=x\\> \\[a\\](b)\n  - \\- item \\| cell"
    ));
    assert!(
        shown.contains("  - 本社 暗号アルゴリズム: a\\|b → c"),
        "{shown}"
    );
    assert!(markdown(&log, Lang::Ja).contains("## 2026/11/23 09:05"));
}

#[test]
fn a_time_that_is_none_stays_as_it_is() {
    for at in [
        "",
        "いつか",
        "2026-11-23",
        "2026-13-01T00:00",
        "2026-1x-01T00:00",
        "T",
        "2026-11-23T1",
    ] {
        assert_eq!(date_time(at, Lang::Ja), at);
    }
    assert_eq!(
        date_time("2026-01-02T03:04:05.6", Lang::En),
        "2 Jan 2026, 03:04"
    );
}

#[test]
fn a_redacted_log_names_nobody_and_says_who_was_named() {
    let mut log = Log::default();
    log.led_by("佐藤");
    let spi = fact(
        Kind::Spi,
        "A@A.1.1-B.1.1@",
        "本社 → 支社 IPsec SA",
        "3d5e5b21",
    );
    let typed = "本社の 192.0.2.1 を 192.0.2.2 に、山田が";
    log.add(check(
        "2026-11-23T10:00",
        typed,
        Some(digest(State::Up, vec![spi])),
    ));
    let mut redactor = Redactor::default();
    let json = log.redacted(&mut redactor).json();
    for value in ["本社", "支社", "192.0.2", "3d5e5b21", "山田", "佐藤"] {
        assert!(!json.contains(value), "{value} in {json}");
    }
    let back = crate::report::redact::restore(&json, redactor.table());
    assert_eq!(read(&back), Ok(log));
}
