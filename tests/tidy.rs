//! Rules of the source tree that no compiler knows.
#![cfg(test)]
#![cfg(not(target_family = "wasm"))]

#[path = "support/files.rs"]
mod files;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use files::{File, below, root};

/// From left to right; a layer names only those to its left.
const LAYERS: [&str; 8] = [
    "text", "parse", "model", "pair", "diagnose", "report", "worklog", "view",
];

/// Files that may be longer, and why.
const LONG: &[(&str, &str)] = &[(
    "src/report/mod.rs",
    "the whole shape of a report in one place",
)];

const MOST_LINES: usize = 400;

/// A file's lines before its tests.
fn production(file: &File) -> Vec<&str> {
    let lines = file.text.lines();
    lines
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .collect()
}

fn sources() -> Vec<File> {
    let mut files = below("src");
    files.retain(|file| is_of_kind(&file.path, "rs"));
    assert!(files.len() > 20);
    files
}

fn is_of_kind(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|it| it == extension)
}

/// The layer of a file, if it is in one.
fn layer(path: &str) -> Option<usize> {
    let folder = path.strip_prefix("src/")?.split('/').next()?;
    LAYERS.iter().position(|layer| *layer == folder)
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/testing/")
}

#[test]
fn layers_look_left_only() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !is_test(&file.path)) {
        let Some(own) = layer(&file.path) else {
            continue;
        };
        for line in production(file) {
            let named = line.match_indices("crate::").filter_map(|(at, word)| {
                let rest = line.get(at + word.len()..)?;
                let name = rest
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()?;
                LAYERS.iter().position(|layer| *layer == name)
            });
            let may_parse = file.path.starts_with("src/model/assemble/");
            let is_wrong = |layer: &usize| {
                *layer > own || (LAYERS[*layer] == "parse" && own > 1 && !may_parse)
            };
            wrong.extend(
                named
                    .filter(is_wrong)
                    .map(|layer| format!("{} names {}: {}", file.path, LAYERS[layer], line.trim())),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_source_file_says_what_it_is() {
    for file in sources() {
        assert!(
            file.text.starts_with("//! "),
            "{} does not begin with //!",
            file.path
        );
    }
}

#[test]
fn no_source_file_is_long() {
    for file in sources() {
        let lines = production(&file).len();
        let may_be = LONG.iter().any(|(path, _)| *path == file.path);
        assert!(
            lines <= MOST_LINES || may_be,
            "{}: {lines} lines",
            file.path
        );
    }
}

#[test]
fn the_map_is_short() {
    let Ok(text) = std::fs::read_to_string(root().join("ARCHITECTURE.md")) else {
        return;
    };
    assert!(
        text.lines().count() <= 120,
        "ARCHITECTURE.md has more than 120 lines"
    );
}

#[test]
fn only_the_report_is_serialized() {
    for file in sources().iter().filter(|file| layer(&file.path).is_some()) {
        let is_free = ["report", "worklog", "view"].contains(&LAYERS[layer(&file.path).unwrap()]);
        let derives = production(file)
            .iter()
            .any(|line| line.contains("Serialize") || line.contains("serde::"));
        assert!(is_free || !derives, "{} names serde", file.path);
    }
}

/// Files that hold what routers print.
fn fixtures() -> Vec<File> {
    let mut files = below("tests");
    files.extend(
        below("src")
            .into_iter()
            .filter(|file| is_of_kind(&file.path, "txt")),
    );
    files.extend(sources());
    files.extend(below("benches"));
    files.retain(|file| file.path != "tests/tidy.rs");
    files
}

/// Addresses set apart for documentation (RFC 5737), private ones (RFC 1918), and those that mean no host.
fn may_be_shown(address: Ipv4Addr) -> bool {
    address.is_documentation()
        || address.is_private()
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_broadcast()
        || matches!(address.octets(), [100, 64..=127, ..] | [255, ..])
}

fn may_be_shown_v6(address: Ipv6Addr) -> bool {
    let documentation = matches!(address.segments(), [0x2001, 0xdb8, ..]);
    documentation
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_unicast_link_local()
        || address.is_unique_local()
}

/// A section of RFC 4301, and an address without its beginning.
const NO_ADDRESSES: [&str; 2] = ["4.4.2.1", "2.0.2.10"];

#[test]
fn fixtures_name_documentation_addresses_only() {
    let mut wrong = Vec::new();
    for file in fixtures() {
        let words = file
            .text
            .split(|c: char| !c.is_ascii_hexdigit() && c != '.' && c != ':');
        for word in words.map(|word| word.trim_matches(['.', ':'])) {
            let may = match word.parse::<IpAddr>() {
                Ok(_) if NO_ADDRESSES.contains(&word) => true,
                Ok(IpAddr::V4(address)) => may_be_shown(address),
                Ok(IpAddr::V6(address)) => {
                    word.matches(':').count() < 3 || may_be_shown_v6(address)
                }
                Err(_) => true,
            };
            if !may {
                wrong.push(format!("{}: {word}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is counted, as it stands behind a number in Japanese.
const UNITS: [&str; 18] = [
    "秒",
    "分",
    "時間",
    "回",
    "個",
    "件",
    "行",
    "台",
    "組",
    "つ",
    "パケット",
    "文字",
    "か所",
    "本",
    "桁",
    "機種",
    "年",
    "倍",
];

#[test]
fn a_number_stands_right_before_what_it_counts() {
    // What routers print keeps its own blanks.
    let prints = ["src/text/", "src/parse/", "src/model/"];
    let speaks = |it: &File| !prints.iter().any(|folder| it.path.starts_with(folder));
    let mut wrong = Vec::new();
    for file in sources()
        .iter()
        .filter(|it| !is_test(&it.path) && speaks(it))
    {
        let words = production(file)
            .into_iter()
            .filter(|line| line.contains('"') || !line.is_ascii());
        for line in words {
            let apart = line.split(['}', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
            let mut behind = apart.skip(1).filter_map(|it| it.strip_prefix(' '));
            if behind.any(|it| UNITS.iter().any(|unit| it.starts_with(unit))) {
                wrong.push(format!("{}: {}", file.path, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn stories_hold_made_up_keys_only() {
    const MADE_UP: [&str; 6] = [
        "text dummy",
        "text dummy-dummy-dummy-dummy",
        "text Dummy",
        "***",
        "00 11 22 33 44 55 66 77",
        "** ** ** ** **  (confidential)   ** ** ** ** **",
    ];
    for file in below("tests/cases")
        .iter()
        .filter(|file| !file.path.contains("/about.") && !file.path.contains("/report."))
    {
        for line in file.text.lines() {
            let value = ["Key:", "鍵 :", "鍵:", "pre-shared-key"]
                .iter()
                .find_map(|mark| line.split_once(mark));
            let Some((_, value)) = value else { continue };
            assert!(
                MADE_UP.iter().any(|known| value.trim().ends_with(known)),
                "{}: {line}",
                file.path
            );
        }
    }
}

#[test]
fn the_page_is_strict_japanese_and_labelled() {
    let Ok(page) = std::fs::read_to_string(root().join("www/index.html")) else {
        return;
    };
    assert!(page.contains("<html lang=\"ja\">"));
    let policy = page
        .lines()
        .find(|line| line.contains("Content-Security-Policy"));
    let policy = policy.expect("a content security policy");
    assert!(policy.contains("default-src 'none'"));
    assert!(!policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'"));
    for attribute in [
        "<style",
        " style=",
        " onclick=",
        " onload=",
        " oninput=",
        "javascript:",
    ] {
        assert!(
            !page.contains(attribute),
            "{attribute} needs an unsafe policy"
        );
    }
    for field in page.split("<textarea").skip(1) {
        let field = field.split('>').next().unwrap();
        let id = field
            .split("id=\"")
            .nth(1)
            .and_then(|it| it.split('"').next());
        let labelled = id.is_some_and(|id| page.contains(&format!("for=\"{id}\"")));
        assert!(
            labelled || field.contains("aria-label"),
            "a box without a label: {field}"
        );
    }
}

#[test]
fn no_file_names_another_host_or_the_machine_it_was_made_on() {
    const HOSTS: &[&str] = &[
        "github.com",
        "www.w3.org",
        "rustup.rs",
        "json-schema.org",
        "example.com",
        "localhost",
        "127.0.0.1",
        "192.0.2.1",
        "x",
        "docs.rs",
        "www.apache.org",
        "www.rfc-editor.org",
        "datatracker.ietf.org",
        "www.rtpro.yamaha.co.jp",
        "network.yamaha.com",
    ];
    // Put together here, so that this file does not hold them.
    let folders = ["work", "home", "root", "tmp", "Users"].map(|name| format!("/{name}/"));
    let mut wrong = Vec::new();
    for file in below("") {
        for (at, mark) in file.text.match_indices("://") {
            let host = file.text.get(at + mark.len()..).unwrap_or_default();
            let host = host
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-')
                .next();
            let host = host.unwrap_or_default();
            let is_address = host.parse::<IpAddr>().is_ok();
            if !host.is_empty()
                && !is_address
                && !HOSTS.contains(&host)
                && !host.ends_with(".github.io")
            {
                wrong.push(format!("{}: {host}", file.path));
            }
        }
        let machine = folders
            .iter()
            .filter(|folder| file.text.contains(folder.as_str()));
        wrong.extend(machine.map(|folder| format!("{}: {folder}", file.path)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
