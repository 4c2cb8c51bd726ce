//! Turns command lines into exit statuses and reports, by running the program as a script would.
#![cfg(test)]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/pastes.rs"]
mod pastes;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_8};
use serde_json::Value;

/// Lines of a Japanese RTX router which belong to no command that the tool reads.
const JAPANESE: &str = "エラー: コマンド名を確認してください\n\
    回線は問題ないと言われました\n説明: 支社への接続\n---つづく---\n";

/// A folder of its own for each test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    fn pair(&self, [a, b]: [String; 2]) -> [String; 2] {
        [self.file("a.txt", a), self.file("b.txt", b)]
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rtx-vpn-doctor"));
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(variable);
    }
    command.args(args);
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn refused(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    stderr(&output).to_owned()
}

#[test]
fn the_exit_status_tells_the_verdict() {
    let folder = Folder::new("status");
    let [a, b] = folder.pair(pastes::healthy());
    assert_eq!(run(&[&a, &b]).status.code(), Some(0));
    assert_eq!(run(&[&a]).status.code(), Some(3));
    let [a, b] = folder.pair(pastes::broken());
    assert_eq!(run(&[&a, &b]).status.code(), Some(1));
}

#[test]
fn wrong_usage_has_a_status_of_its_own() {
    assert!(refused(&[]).contains("<FILE>"));
    assert!(refused(&["a", "--format", "xml"]).contains("xml"));
    assert!(refused(&["a", "--lang", "fr"]).contains("fr"));
    assert_eq!(refused(&["-", "-"]).lines().count(), 1);
    assert_eq!(refused(&["a", "--names", "x,y"]).lines().count(), 1);
}

#[test]
fn an_unreadable_file_is_told_in_one_line() {
    let folder = Folder::new("unreadable");
    let good = folder.file("good.txt", "# show ipsec sa\n");
    let missing = folder.0.join("missing.txt").display().to_string();
    let told = refused(&[&good, &missing]);
    assert_eq!(told, format!("rtx-vpn-doctor: {missing}: no such file\n"));
    let told = refused(&["--lang", "ja", &good, &missing]);
    assert_eq!(
        told,
        format!("rtx-vpn-doctor: {missing}: ファイルがありません\n")
    );
    let binary = folder.file("a.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x01\x02");
    assert!(refused(&[&binary]).ends_with("a.gz: not a text file\n"));
    let here = folder.0.display().to_string();
    assert_eq!(refused(&[&here]).lines().count(), 1);
    let told = refused(&["no\u{1b}[2J\u{9b}\u{202e}\u{61c}\nsuch"]);
    assert_eq!(told, "rtx-vpn-doctor: no[2Jsuch: no such file\n");
}

#[test]
fn every_encoding_gives_the_same_report() {
    let folder = Folder::new("encodings");
    let encoded = |encoding: &'static Encoding| encoding.encode(JAPANESE).0.into_owned();
    let utf_16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{feff}{JAPANESE}");
        text.encode_utf16().flat_map(order).collect()
    };
    let report = |bytes: &[u8]| {
        let file = folder.file("any.txt", bytes);
        let output = run(&[&file, "--format", "json"]);
        assert_eq!(output.status.code(), Some(3));
        stdout(&output).to_owned()
    };
    let expected = report(&encoded(UTF_8));
    assert!(expected.contains("回線は問題ないと言われました"));
    assert_eq!(report(&encoded(SHIFT_JIS)), expected);
    assert_eq!(report(&encoded(EUC_JP)), expected);
    assert_eq!(report(&utf_16(u16::to_le_bytes)), expected);
    assert_eq!(report(&utf_16(u16::to_be_bytes)), expected);
    assert_eq!(report(format!("\u{feff}{JAPANESE}").as_bytes()), expected);
}

#[test]
fn a_hyphen_reads_standard_input() {
    let folder = Folder::new("stdin");
    let [a, b] = pastes::healthy();
    let b = folder.file("b.txt", b);
    let mut child = command(&["-", &b])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(a.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_reader_that_leaves_early_hears_no_panic() {
    let folder = Folder::new("pipe");
    let line = "何の行でもない\n";
    let file = folder.file("long.txt", line.repeat(20_000));
    let mut child = command(&[&file, "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn the_reader_chooses_the_language() {
    let folder = Folder::new("lang");
    let [a, b] = folder.pair(pastes::healthy());
    let is_japanese = |output: &Output| stdout(output).contains("次にすること");
    assert!(!is_japanese(&run(&[&a, &b])));
    assert!(is_japanese(&run(&[&a, &b, "--lang", "ja"])));
    let of = |lang: &str| command(&[&a, &b]).env("LANG", lang).output().unwrap();
    assert!(is_japanese(&of("ja_JP.UTF-8")));
    assert!(!is_japanese(&of("de_DE.UTF-8")));
}

#[test]
fn names_go_to_the_files_in_order() {
    let folder = Folder::new("names");
    let [a, b] = folder.pair(pastes::broken());
    let output = run(&[&a, &b, "--lang", "ja", "--names", "本社,支社"]);
    assert!(stdout(&output).contains("本社 から 支社 へ"));
    let output = run(&[&a, &b, "--lang", "ja", "--names", ",支社"]);
    assert!(stdout(&output).contains("A から 支社 へ"));
}

#[test]
fn all_forms_tell_the_same_report() {
    let folder = Folder::new("formats");
    let [a, b] = folder.pair(pastes::broken());
    let of = |format: &str| run(&[&a, &b, "--format", format]);
    let json: Value = serde_json::from_str(stdout(&of("json"))).unwrap();
    assert_eq!(json["verdict"]["state"], "down");
    let summary: Value = serde_json::from_str(stdout(&of("jsonl"))).unwrap();
    assert_eq!(summary["verdict"], json["pairs"][0]["verdict"]);
    assert_eq!(summary["whole"], json["verdict"]["state"]);
    let headline = json["verdict"]["headline"]["en"].as_str().unwrap();
    let text = of("text");
    assert_eq!(stdout(&text).lines().next(), Some(headline));
    assert!(stdout(&of("markdown")).starts_with("# "));
    assert_eq!(stdout(&of("text")), stdout(&run(&[&a, &b])));
}

#[test]
fn a_redacted_report_names_nobody() {
    let folder = Folder::new("redact");
    let [a, b] = folder.pair(pastes::broken());
    for format in ["text", "markdown", "json", "jsonl"] {
        let output = run(&[
            &a,
            &b,
            "--names",
            "本社,支社",
            "--redact",
            "--format",
            format,
        ]);
        assert_eq!(output.status.code(), Some(1));
        let report = stdout(&output);
        for secret in [
            "192.0.2.1",
            "198.51.100.2",
            "a6674747",
            "a6 67 47 47",
            "本社",
            "支社",
        ] {
            assert!(!report.contains(secret), "{secret} in {format}: {report}");
        }
        assert!(report.contains("SITE-A"));
        assert!(report.contains("SPI-1") || format == "jsonl");
    }
}

#[test]
fn nothing_pasted_steers_the_terminal() {
    let folder = Folder::new("escape");
    let evil = folder.file(
        "evil.txt",
        "a\u{1b}]0;x\u{7}b\u{1b}[2J\u{9b}31m\u{202e}\u{7f}\u{61c}\u{2066}\n",
    );
    for format in ["text", "markdown", "json", "jsonl"] {
        let output = run(&[
            &evil,
            "--names",
            "x\u{1b}[2J\u{9b}\u{61c}\u{2066}y",
            "--format",
            format,
        ]);
        let turning = ['\u{61c}', '\u{202e}', '\u{2066}'];
        let steering = |c: char| (c.is_control() && c != '\n') || turning.contains(&c);
        let report = stdout(&output);
        assert!(!report.contains(steering), "{format}: {report:?}");
    }
}

/// What a terminal obeys or hides: controls, ends of lines of other alphabets, marks that turn the direction,
/// letters without a shape.
const STEERING: &str = "\u{1b}[2J\u{9b}31m\u{85}\u{61c}\u{200b}\u{200e}\u{202e}\u{2028}\u{2029}\u{2066}\u{feff}\u{e0041}\u{e007f}\u{7f}";

fn steers(c: char) -> bool {
    !matches!(c, '\n' | '[' | '2' | 'J' | '3' | '1' | 'm') && STEERING.contains(c)
}

#[test]
fn no_argument_steers_the_terminal() {
    let folder = Folder::new("steering");
    let good = folder.file("good.txt", "# show ipsec sa\n");
    let names = format!("x{STEERING}y");
    for format in ["text", "markdown", "json", "jsonl"] {
        let output = run(&[&good, "--names", &names, "--format", format]);
        let report = stdout(&output);
        assert!(!report.contains(steers), "{format}: {report:?}");
    }
    let file = folder.file(
        &format!("x{}.txt", STEERING.replace('\u{7f}', "")),
        "# show ipsec sa\n",
    );
    let output = run(&[&file, "--format", "jsonl"]);
    assert!(!stdout(&output).contains(steers), "{:?}", stdout(&output));
    let line: Value = serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap();
    assert_eq!(line["sites"][0]["file"], file.as_str());
    let missing = format!("missing{STEERING}");
    for args in [
        [good.as_str(), "--format", &names],
        [&good, "--lang", &names],
        [&good, "--completions", &names],
        [&good, &format!("--{names}"), "x"],
        [&good, &format!("-{names}"), "x"],
        [&good, &format!("--redact={names}"), "x"],
        [&good, &missing, "--redact"],
    ] {
        let told = refused(&args);
        assert!(!told.contains(steers), "{args:?}: {told:?}");
        assert!(!told.is_empty());
    }
}

#[test]
fn help_speaks_both_languages() {
    let output = run(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let help = stdout(&output);
    assert!(help.contains("例:") && help.contains("Examples:"));
    let version = run(&["--version"]);
    let expected = format!("rtx-vpn-doctor {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(stdout(&version), expected);
}

/// The lines of a summary.
fn summary(args: &[&str]) -> Vec<Value> {
    let output = run(&[args, &["--format", "jsonl"]].concat());
    let lines = stdout(&output).lines();
    lines.map(|it| serde_json::from_str(it).unwrap()).collect()
}

#[test]
fn two_files_are_summed_up_in_one_line() {
    let folder = Folder::new("summary");
    let [a, b] = folder.pair(pastes::broken());
    let lines = summary(&[&a, &b, "--names", "本社,支社"]);
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(line["sites"][0]["file"], a.as_str());
    assert_eq!(line["sites"][1]["file"], b.as_str());
    assert_eq!(line["sites"][1]["name"], "支社");
    assert_eq!(line["role"], "siteToSite");
    assert_eq!(line["verdict"]["state"], "down");
    assert!(line["verdict"]["side"].is_string() || line["verdict"]["side"].is_null());
    assert!(!line["findings"].as_array().unwrap().is_empty());
    // What a pipe takes in one piece, whoever else writes into it.
    assert!(line.to_string().len() < 4096, "{line}");
}

#[test]
fn a_hub_and_its_branches_have_a_line_for_each_pair() {
    let (_, texts) = cases::all()
        .into_iter()
        .find(|(name, _)| name.ends_with("/three-sites-one-dead"))
        .expect("the story of a hub");
    let folder = Folder::new("hub");
    let files: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| folder.file(&format!("{at}.txt"), text))
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let lines = summary(&files);
    let joined = lines.iter().filter(|it| it["role"] == "siteToSite");
    assert_eq!(joined.count(), files.len() - 1);
    let states: Vec<&str> = lines
        .iter()
        .filter_map(|it| it["verdict"]["state"].as_str())
        .collect();
    assert!(states.contains(&"up") && states.contains(&"down"));
    for line in &lines {
        let sides: Vec<&Value> = line["sites"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["side"])
            .collect();
        for ask in line["asks"].as_array().unwrap() {
            assert!(
                sides.contains(&&ask["side"]),
                "asks of another pair: {line}"
            );
        }
    }
}

#[test]
fn one_file_alone_has_a_line_that_asks() {
    let folder = Folder::new("alone");
    let file = folder.file("a.txt", "# show ipsec sa\n");
    let lines = summary(&[&file]);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["sites"][0]["file"], file.as_str());
    let asked: Vec<&Value> = lines[0]["asks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["side"])
        .collect();
    assert_eq!(asked, ["B", "A"]);
    let output = run(&[&file, "--lang", "ja"]);
    let text = stdout(&output);
    assert!(text.contains("- 相手側: "), "{text}");
}

#[test]
fn a_redacted_summary_names_no_file() {
    let folder = Folder::new("redacted-summary");
    let [a, b] = folder.pair(pastes::healthy());
    for line in summary(&[&a, &b, "--redact"]) {
        assert_eq!(line["sites"][0]["file"], Value::Null);
        assert!(!line.to_string().contains(&a), "{line}");
    }
}

#[test]
fn a_file_s_name_steers_no_terminal() {
    let folder = Folder::new("file-name");
    let file = folder.file("x\u{1b}[2J\u{202e}.txt", "# show ipsec sa\n");
    let output = run(&[&file, "--format", "jsonl"]);
    assert!(!stdout(&output).contains(['\u{1b}', '\u{202e}']));
    let line: Value = serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap();
    assert_eq!(line["sites"][0]["file"], file.as_str());
}

#[test]
fn completions_and_the_man_page_know_every_option() {
    let of = |args: &[&str]| {
        let output = run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        stdout(&output).replace('\\', "")
    };
    let options = ["names", "lang", "format", "redact"];
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = of(&["--completions", shell]);
        assert!(options.iter().all(|it| script.contains(it)), "{shell}");
    }
    let page = of(&["--man"]);
    assert!(options.iter().all(|it| page.contains(&format!("--{it}"))));
    assert!(page.contains("終了コード") && page.contains("Exit status"));
    assert!(refused(&["--completions", "tcsh"]).contains("tcsh"));
    assert!(refused(&["--man", "a.txt"]).contains("--man"));
}
