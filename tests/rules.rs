//! What must hold for every rule, and the pages that are written from the rules and outputs.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "support/files.rs"]
mod files;
#[path = "support/story.rs"]
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect_file;
use rtx_vpn_doctor::diagnose::catalog::CATALOG;
use rtx_vpn_doctor::diagnose::{Certainty, Phrase, Rule, Severity};
use rtx_vpn_doctor::parse::{self, Mark};
use rtx_vpn_doctor::report::{self, Report};
use serde_json::Value;

use files::{below, root};

/// Rules that no story shows, as their own tests are enough.
const WITHOUT_STORY: &[&str] = &[];

fn phrases(rule: &Rule) -> [(&'static str, Phrase); 5] {
    [
        ("title", rule.title),
        ("headline", rule.headline),
        ("why", rule.why),
        ("question", rule.question),
        ("silent_when", rule.silent_when),
    ]
}

fn reports() -> Vec<(String, Report)> {
    let stories = story::all().into_iter();
    stories
        .map(|story| (story.name.clone(), story.report(&story.pastes)))
        .collect()
}

#[test]
fn ids_are_in_order_and_each_number_is_one_rule_s() {
    let families = ["IN", "IKE", "SA", "LINE", "TUN", "RTE", "CFG", "LOG", "STA"];
    let split = |rule: &Rule| {
        let digits = rule.id.find(|c: char| c.is_ascii_digit()).expect(rule.id);
        let (family, number) = rule.id.split_at(digits);
        let family = families.iter().position(|it| *it == family).expect(rule.id);
        (family, number.parse::<u32>().expect(rule.id))
    };
    let ids: Vec<(usize, u32)> = CATALOG.iter().map(|rule| split(rule)).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let numbers: BTreeSet<u32> = ids.iter().map(|it| it.1).collect();
    assert_eq!(numbers.len(), ids.len(), "a number is said twice");
    for (family, number) in ids {
        assert_eq!(usize::try_from(number / 100).unwrap(), family, "{number}");
    }
    let slugs: BTreeSet<&str> = CATALOG.iter().map(|rule| rule.slug).collect();
    assert_eq!(slugs.len(), CATALOG.len());
}

/// `sa202_spi_mismatch`.
fn stem(rule: &Rule) -> String {
    format!("{}_{}", rule.id.to_lowercase(), rule.slug.replace('-', "_"))
}

#[test]
fn each_rule_has_the_file_of_its_name() {
    let is_module = |path: &str| path.ends_with("/mod.rs");
    let files = below("src/diagnose/rules");
    let rules = files.iter().filter(|file| !is_module(&file.path));
    let mut named: Vec<(String, String)> = rules
        .map(|file| {
            let name = file.path.rsplit('/').next().unwrap();
            let head = file.text.lines().next().unwrap();
            (name.to_owned(), head.split(':').next().unwrap().to_owned())
        })
        .collect();
    named.sort();
    let wanted = CATALOG.iter().map(|rule| {
        let head = format!("//! {} {}", rule.id, rule.slug);
        (format!("{}.rs", stem(rule)), head)
    });
    let mut wanted: Vec<(String, String)> = wanted.collect();
    wanted.sort();
    assert_eq!(named, wanted);
}

#[test]
fn both_languages_are_filled_and_take_the_same_arguments() {
    for rule in CATALOG {
        for (name, phrase) in phrases(rule) {
            assert!(
                !phrase.ja.is_empty() && !phrase.en.is_empty(),
                "{} {name}",
                rule.id
            );
            let names = |text| Phrase::names(text).into_iter().collect::<BTreeSet<_>>();
            assert_eq!(names(phrase.ja), names(phrase.en), "{} {name}", rule.id);
        }
        assert!(
            !rule.references.is_empty(),
            "{} says not where it is written",
            rule.id
        );
        for title in [rule.title.ja, rule.title.en] {
            assert!(
                !title.ends_with(['。', '.']),
                "{}: a title has no full stop",
                rule.id
            );
        }
        for sentence in [rule.headline.ja, rule.headline.en] {
            assert!(
                sentence.ends_with(['。', '.', '}']),
                "{}: {sentence}",
                rule.id
            );
        }
    }
}

#[test]
fn every_rule_fires_in_a_story() {
    let reports = reports();
    let fired: BTreeSet<&str> = reports
        .iter()
        .flat_map(|(_, report)| report.findings.iter().map(|it| it.id))
        .collect();
    let silent: Vec<&str> = CATALOG
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !fired.contains(id))
        .collect();
    assert_eq!(silent, WITHOUT_STORY, "rules without a story");
}

#[test]
fn only_remarks_are_made_on_a_healthy_story() {
    for (name, report) in reports().iter().filter(|it| it.0.starts_with("healthy-")) {
        for finding in &report.findings {
            // What a site has with somebody who was not pasted may be down beside a VPN that is well.
            let pair = finding.pair.and_then(|at| report.pairs.get(at));
            if pair.is_some_and(|it| it.role == report::Role::OtherPeer) {
                continue;
            }
            assert_eq!(
                finding.severity,
                report::Severity::Risk,
                "{name}: {}",
                finding.id
            );
        }
    }
}

#[test]
fn every_argument_is_filled_in_every_report() {
    let no_braces = |story: &story::Story| !story.pastes.iter().any(|it| it.contains('{'));
    for story in story::all().into_iter().filter(no_braces) {
        let name = &story.name;
        let report = story.report(&story.pastes);
        let data = serde_json::to_value(&report).unwrap();
        let mut open = vec![&data];
        while let Some(value) = open.pop() {
            match value {
                Value::String(text) => assert!(!text.contains(['{', '}']), "{name}: {text}"),
                Value::Array(values) => open.extend(values),
                Value::Object(fields) => open.extend(fields.values()),
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
    }
}

#[test]
fn every_finding_rests_on_lines_and_says_what_to_do_or_that_nothing_is() {
    for (name, report) in reports() {
        for finding in &report.findings {
            assert!(
                !finding.evidence.is_empty(),
                "{name}: {} rests on nothing",
                finding.id
            );
            let is_remark = finding.severity == report::Severity::Risk;
            assert!(
                is_remark || !finding.steps.is_empty(),
                "{name}: {}",
                finding.id
            );
        }
    }
}

/// The outputs that a rule lacked in some story, with `N` for each number.
fn needs() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut needs: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for (_, report) in reports() {
        for it in report.not_checked {
            let commands = it.needs.into_iter().map(|need| {
                let words = need.command.split(' ').map(|word| {
                    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
                    if is_number { "N" } else { word }.to_owned()
                });
                words.collect::<Vec<String>>().join(" ")
            });
            needs.entry(it.id).or_default().extend(commands);
        }
    }
    needs
}

fn severity(severity: Severity) -> [&'static str; 2] {
    match severity {
        Severity::Void => ["貼り付けを比べられません", "the pastes cannot be compared"],
        Severity::Input => ["貼り付けが足りません", "the paste hinders the diagnosis"],
        Severity::Blocks => ["通信できません", "no traffic can pass"],
        Severity::Degrades => ["通信に支障があります", "traffic passes badly or one way"],
        Severity::Risk => ["いまは動きます（注意点）", "works today; a remark"],
    }
}

fn certainty(certainty: Certainty) -> [&'static str; 2] {
    match certainty {
        Certainty::Shown => ["確か", "shown"],
        Certainty::Likely => ["推定", "likely"],
    }
}

/// Headings of a page in one language.
struct Words {
    effect: &'static str,
    certainty: &'static str,
    cause: &'static str,
    why: &'static str,
    question: &'static str,
    needs: &'static str,
    silent_when: &'static str,
    references: &'static str,
}

const WORDS: [Words; 2] = [
    Words {
        effect: "影響：",
        certainty: "確からしさ：",
        cause: "原因：",
        why: "なぜ",
        question: "調べること",
        needs: "調べるために要る出力",
        silent_when: "黙っているとき",
        references: "根拠",
    },
    Words {
        effect: "Effect: ",
        certainty: "Certainty: ",
        cause: "Cause: ",
        why: "Why",
        question: "What it answers",
        needs: "What it needs",
        silent_when: "When it is silent",
        references: "References",
    },
];

fn list<'t>(items: impl IntoIterator<Item = &'t str>, mark: &str) -> String {
    let lines = items
        .into_iter()
        .map(|item| format!("- {mark}{item}{mark}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A page's half in one language.
fn half(rule: &Rule, needs: Option<&BTreeSet<String>>, language: usize) -> String {
    let of = |phrase: Phrase| [phrase.ja, phrase.en][language];
    let words = &WORDS[language];
    let mut half = format!("\n## {}\n\n", of(rule.title));
    let _ = writeln!(
        half,
        "- {}{}",
        words.effect,
        severity(rule.severity)[language]
    );
    let _ = writeln!(
        half,
        "- {}{}",
        words.certainty,
        certainty(rule.certainty)[language]
    );
    if let Some(cause) = rule.cause {
        let _ = writeln!(half, "- {}`{}`", words.cause, cause.slug());
    }
    let _ = write!(half, "\n> {}\n", of(rule.headline));
    let mut section = |heading: &str, text: &str| {
        let _ = write!(half, "\n### {heading}\n\n{text}\n");
    };
    section(words.why, of(rule.why));
    section(words.question, of(rule.question));
    if let Some(needs) = needs {
        section(words.needs, &list(needs.iter().map(String::as_str), "`"));
    }
    section(words.silent_when, of(rule.silent_when));
    section(words.references, &list(rule.references.iter().copied(), ""));
    half
}

fn page(rule: &Rule, needs: Option<&BTreeSet<String>>) -> String {
    let folder = match rule.id.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "IN" => "input",
        "IKE" => "ike",
        "SA" => "sa",
        "LINE" => "line",
        "RTE" => "route",
        "CFG" => "config",
        "LOG" => "log",
        "STA" => "stale",
        _ => "tunnel",
    };
    format!(
        "# {} {}\n{}{}\n[Source](../../src/diagnose/rules/{folder}/{}.rs)\n",
        rule.id,
        rule.slug,
        half(rule, needs, 0),
        half(rule, needs, 1),
        stem(rule)
    )
}

#[test]
fn the_page_of_each_rule_is_current() {
    let needs = needs();
    for rule in CATALOG {
        let path = root().join(format!("docs/rules/{}.md", rule.id));
        expect_file![path].assert_eq(&page(rule, needs.get(rule.id)));
    }
    let wanted: BTreeSet<String> = CATALOG
        .iter()
        .map(|rule| format!("docs/rules/{}.md", rule.id))
        .collect();
    let mut pages = below("docs/rules");
    pages.retain(|file| file.path != "docs/rules/README.md");
    let present: BTreeSet<String> = pages.into_iter().map(|file| file.path).collect();
    assert_eq!(present, wanted, "a page without a rule");
}

#[test]
fn the_list_of_rules_is_current() {
    let mut list = "# 診断規則 / Rules\n\n| ID | | |\n|---|---|---|\n".to_owned();
    for rule in CATALOG {
        let Rule { id, title, .. } = rule;
        let _ = writeln!(list, "| [{id}]({id}.md) | {} | {} |", title.ja, title.en);
    }
    expect_file![root().join("docs/rules/README.md")].assert_eq(&list);
}

#[test]
fn the_list_of_outputs_is_current() {
    let mut list = "# 読み取る出力 / Outputs that are read\n".to_owned();
    for (command, wordings) in parse::outputs() {
        let title = if command.is_empty() {
            "エラーメッセージ / error messages".to_owned()
        } else {
            format!("`{command}`")
        };
        let _ = write!(list, "\n## {title}\n\n");
        assert!(!wordings.is_empty(), "{title}");
        for wording in wordings {
            let mark = match wording.mark {
                Mark::Seen => "実物を確認 / seen",
                Mark::Documented => "資料による / documented",
                Mark::Guessed => "推測 / guessed",
            };
            let _ = writeln!(list, "- **{mark}**: {} / {}", wording.ja, wording.en);
        }
    }
    list += "\n## 見分けるだけのコマンド / Recognised, and nothing is concluded from them\n\n";
    for command in parse::quiet_commands() {
        let _ = writeln!(list, "- `{command}`");
    }
    expect_file![root().join("docs/commands.md")].assert_eq(&list);
}

/// Each block that a rule of the settings gives, and each that takes one back, with made-up words in its places.
fn blocks(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().filter(|it| it.id.starts_with("CFG"));
    let steps = findings.flat_map(|it| &it.steps);
    let changes = steps.filter(|it| it.changes_state);
    let all = changes.flat_map(|it| [&it.command, &it.way_back]).flatten();
    all.map(|block| {
        let block = block.replace("<ADDRESS>", "192.0.2.1");
        block.replace(['<', '>'], "")
    })
    .collect()
}

#[test]
fn what_changes_settings_can_be_run_as_it_stands_and_taken_back() {
    let mut seen = 0;
    for (story, report) in reports() {
        for block in blocks(&report) {
            seen += 1;
            let prompts = format!("R# {}", block.replace('\n', "\nR# "));
            let paste = rtx_vpn_doctor::Paste {
                text: &prompts,
                ..Default::default()
            };
            let read = rtx_vpn_doctor::analyze(&[paste]);
            let errors: Vec<_> = read.sites.iter().flat_map(|it| &it.unread).collect();
            assert!(errors.is_empty(), "{story}: {errors:?}\n{block}");
            assert!(block.ends_with("\nsave"), "{story}: {block}");
        }
        for finding in report.findings.iter().filter(|it| it.id.starts_with("CFG")) {
            for step in finding.steps.iter().filter(|it| it.changes_state) {
                let command = step.command.as_deref().unwrap();
                let is_of_tunnel = command.contains("tunnel disable ");
                let holds_secret = command.contains("<KEY>");
                let is_told = step.way_back.is_some() || holds_secret;
                assert!(
                    is_told || !is_of_tunnel,
                    "{story} {}: {command}",
                    finding.id
                );
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn the_changelog_names_each_rule_once() {
    let text = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    for rule in CATALOG {
        let name = format!("{} {}", rule.id, rule.slug);
        assert_eq!(text.matches(&name).count(), 1, "{name}");
        assert_eq!(text.matches(rule.id).count(), 1, "{}", rule.id);
    }
}
