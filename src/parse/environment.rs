//! Turns the answer to `show environment` into one record.
//!
//! # Source
//! Command reference, "機器設定の表示".
//! # Shape
//! Lines that begin with the model, then labels, several on a line.
//! # Units
//! Loads and memory in percent; times by the router's own clock, with its zone; time since the start as
//! `5days 21:12:17`.
//! # Lines
//! model and revision, processor and memory, configuration files, times → facts · boot ROM, `main:`
//! (serial number and MAC addresses, masked before), packet buffers, firmware, baud rate, security class,
//! temperature, fans → known, no fact · anything else → unread
//! # Wording
//! See `wording` below.

use super::atom::{duration, single_blanks};
use super::label::{Printed, is_one_of, labelled};
use super::lines::{Collect, answers};
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "environment"],
        options: &["detail"],
        analysed: true,
    }),
    command: "show environment",
    first: "RNFSvDCBE実デ起現",
    claims: |text| item(text).is_some_and(|item| item.is_of_no_other()),
    continues: |text| item(text).is_some(),
    wording: &[
        seen("英語の表示", "the English form"),
        seen(
            "日本語の見出し（メモリ、筐体内温度、起動時刻、実行中設定ファイル、デフォルト設定ファイル）",
            "Japanese labels (メモリ, 筐体内温度, 起動時刻, 実行中設定ファイル, デフォルト設定ファイル)",
        ),
        guessed(
            "日本語のその他の見出し（現在の時刻、起動からの経過時間 など）",
            "the other Japanese labels (現在の時刻, 起動からの経過時間 and the like)",
        ),
    ],
    read: answers::<Environment>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// The line that opens it.
    pub line: u32,
    /// `RTX1210`.
    pub model: Option<Printed<String>>,
    /// `14.01.42`.
    pub revision: Option<Printed<String>>,
    /// The load of the processor over the longest time printed, in percent.
    pub cpu: Option<Printed<u32>>,
    /// Memory in use, in percent.
    pub memory: Option<Printed<u32>>,
    /// The configuration in use.
    pub running_config: Option<Printed<String>>,
    /// The configuration of the next start.
    pub default_config: Option<Printed<String>>,
    /// `Boot time`, as printed.
    pub boot_time: Option<Printed<String>>,
    /// `Current time`, as printed.
    pub current_time: Option<Printed<String>>,
    /// `Elapsed time from boot`, in seconds.
    pub uptime: Option<Printed<u32>>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Boot ROM and the like, with which an answer begins.
    Rom,
    Release {
        model: String,
        revision: String,
    },
    Load {
        cpu: Option<u32>,
        memory: Option<u32>,
    },
    RunningConfig(String),
    DefaultConfig(String),
    BootTime(String),
    CurrentTime(String),
    Uptime(u32),
    Known,
}

impl Item {
    fn is_of_no_other(&self) -> bool {
        !matches!(self, Self::Known)
    }
}

impl Collect for Environment {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, _first: &Item) -> Option<Self> {
        Some(Self {
            line,
            ..Self::default()
        })
    }

    fn is_next(&self, item: &Item) -> bool {
        let opens = matches!(item, Item::Rom | Item::Release { .. });
        opens && self.model.is_some()
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        let text = |value: String| Some(Printed { line, value });
        let number = |value: u32| Some(Printed { line, value });
        match item {
            Item::Release { model, revision } => {
                self.model = text(model);
                self.revision = text(revision);
            }
            Item::Load { cpu, memory } => {
                self.cpu = cpu.and_then(number).or(self.cpu.take());
                self.memory = memory.and_then(number).or(self.memory.take());
            }
            Item::RunningConfig(value) => self.running_config = text(value),
            Item::DefaultConfig(value) => self.default_config = text(value),
            Item::BootTime(value) => self.boot_time = text(value),
            Item::CurrentTime(value) => self.current_time = text(value),
            Item::Uptime(value) => self.uptime = number(value),
            Item::Rom | Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let whole = self.model.is_some() && self.uptime.is_some();
        let extent = if whole { Extent::Whole } else { Extent::Cut };
        (Record::Environment(self), extent)
    }
}

fn item(text: &str) -> Option<Item> {
    let text = &*single_blanks(text.trim());
    if let Some(item) = of_model(text) {
        return Some(item);
    }
    if let Some(config) = config_file(text) {
        return Some(config);
    }
    if is_rest_of_main(text) {
        return Some(Item::Known);
    }
    let (label, value) = labelled(text)?;
    if is_one_of(label, &["Boot time", "起動時刻"]) {
        return Some(Item::BootTime(value.to_owned()));
    }
    if is_one_of(label, &["Current time", "現在の時刻", "現在時刻"]) {
        return Some(Item::CurrentTime(value.to_owned()));
    }
    if is_one_of(label, &["Elapsed time from boot", "起動からの経過時間"]) {
        return duration(value).map(Item::Uptime);
    }
    if label.trim_end_matches(|c: char| c.is_ascii_digit()) == "CPU" && value.contains("(5sec)") {
        return Some(load(value));
    }
    is_known(text, label).then_some(Item::Known)
}

/// `RTX1210 BootROM Ver. 1.03`, `RTX1210 Rev.14.01.28 (Tue May 15 18:34:08 2018)`.
fn of_model(text: &str) -> Option<Item> {
    const MAKES: [&str; 7] = ["RTX", "NVR", "FWX", "SRT", "vRX", "RT1", "RT5"];
    if !MAKES.iter().any(|make| text.starts_with(make)) {
        return None;
    }
    if text.contains("BootROM Ver") || text.contains("FlashROM Table Ver") {
        return Some(Item::Rom);
    }
    let (model, behind) = text.split_once(" Rev.")?;
    let (revision, rest) = behind.split_once(' ').unwrap_or((behind, ""));
    let numbers = revision
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let ends = rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')'));
    let plausible = numbers && revision.contains('.') && ends && model.len() <= 40;
    plausible.then(|| Item::Release {
        model: model.trim().to_owned(),
        revision: revision.to_owned(),
    })
}

/// What a cut has left of the line with the MAC addresses, which are masked before.
fn is_rest_of_main(text: &str) -> bool {
    const ADDRESS: &str = "MAC-Address=***";
    let mut words = text.split_ascii_whitespace();
    let first = words.next().unwrap_or_default();
    first.ends_with("***")
        && ADDRESS.ends_with(first)
        && words.all(|word| word == ADDRESS || word.starts_with("(x"))
}

/// The configuration in `Firmware: exec0  Config. file: config0`; the file may be `usb1:/config.txt`.
fn config_file(text: &str) -> Option<Item> {
    const DEFAULTS: [&str; 2] = ["Default config. file:", "デフォルト設定ファイル:"];
    const RUNNING: [&str; 2] = ["Config. file:", "実行中設定ファイル:"];
    const STARTS: [&str; 5] = ["Firmware:", "Default ", "Config.", "実行中", "デフォルト"];
    if !STARTS.iter().any(|start| text.starts_with(start)) {
        return None;
    }
    let behind = |marks: [&str; 2]| {
        let (_, behind) = marks.iter().find_map(|mark| text.split_once(mark))?;
        behind.split_ascii_whitespace().next().map(str::to_owned)
    };
    behind(DEFAULTS)
        .map(Item::DefaultConfig)
        .or_else(|| behind(RUNNING).map(Item::RunningConfig))
}

/// `7%(5sec)   0%(1min)   0%(5min)    Memory: 16% used`.
fn load(value: &str) -> Item {
    let percent = |word: &str| word.split('%').next()?.parse::<u32>().ok();
    let mut words = value.split_ascii_whitespace();
    let cpu = words.clone().find(|word| word.contains("(5min)"));
    let memory = words.find(|word| {
        let label = word.trim_end_matches([':', '：']);
        is_one_of(label, &["Memory", "メモリ"])
    });
    Item::Load {
        cpu: cpu.and_then(percent),
        memory: memory.and(words.next()).and_then(percent),
    }
}

/// Lines from which nothing is drawn.
fn is_known(text: &str, label: &str) -> bool {
    const LABELS: [&str; 18] = [
        "main",
        "Packet-buffer",
        "パケットバッファ",
        "Firmware",
        "Default firmware",
        "実行中ファームウェア",
        "デフォルトファームウェア",
        "Serial Baudrate",
        "シリアルボーレート",
        "Security Class",
        "セキュリティクラス",
        "セキュリティクラス レベル",
        "Inside Temperature(C.)",
        "筐体内温度(℃)",
        "筐体内温度(C.)",
        "Fan",
        "ファン",
        "License",
    ];
    is_one_of(label, &LABELS)
        || text.starts_with("Inside Temperature")
        || text.starts_with("筐体内温度")
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn read(paste: &str) -> (Vec<(Environment, Extent)>, Notes) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<Environment>(&document.lines, &mut notes).into_iter();
        let all = readings.filter_map(|Reading { record, extent, .. }| {
            if let Record::Environment(it) = record {
                Some((it, extent))
            } else {
                None
            }
        });
        (all.collect(), notes)
    }

    const ENGLISH: &str = "\
RTX1200 BootROM Ver.1.01
RTX1200 Rev.10.01.71 (Thu Sep 29 15:08:40 2016)
  main:  RTX1200 ver=c0 serial=DUMMY0001 MAC-Address=00:00:5e:00:53:01 MAC-Addre
 ss=00:00:5e:00:53:02 MAC-Address=00:00:5e:00:53:03
CPU:   1%(5sec)   2%(1min)   3%(5min)    Memory: 24% used
Packet-buffer:   0%(small)   0%(middle)   5%(large)   0%(huge) used
Firmware: exec1  Config. file: config1
Default firmware: exec0  Default config. file: config0
Boot time: 2026/01/24 12:32:36 +09:00
Current time: 2026/01/30 09:44:53 +09:00
Elapsed time from boot: 5days 21:12:17
Security Class: 1, FORGET: ON, TELNET: OFF
Inside Temperature(C.): 36";

    #[test]
    fn a_whole_answer_is_read() {
        let (all, notes) = read(ENGLISH);
        let [(it, Extent::Whole)] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert!(notes.unread.is_empty(), "{notes:?}");
        let text = |it: &Option<Printed<String>>| it.as_ref().unwrap().value.clone();
        assert_eq!(
            (text(&it.model), text(&it.revision)),
            ("RTX1200".into(), "10.01.71".into())
        );
        assert_eq!(it.cpu.as_ref().unwrap().value, 3);
        assert_eq!(it.memory.as_ref().unwrap().value, 24);
        assert_eq!(text(&it.running_config), "config1");
        assert_eq!(text(&it.default_config), "config0");
        assert_eq!(text(&it.current_time), "2026/01/30 09:44:53 +09:00");
        assert_eq!(it.uptime.as_ref().unwrap().value, 508_337);
    }

    #[test]
    fn the_japanese_form_is_read() {
        let (all, notes) = read(
            "RTX1210 Rev.14.01.42 (Fri Jul  8 09:57:02 2022)\n\
             CPU:   1%(5sec)   0%(1min)   0%(5min)    メモリ: 91% used\n\
             実行中ファームウェア: exec0  実行中設定ファイル: usb1:/config.txt\n\
             デフォルトファームウェア: exec0  デフォルト設定ファイル: config0\n\
             起動時刻: 2026/04/01 10:00:00 +09:00\n\
             現在の時刻: 2026/04/01 11:00:00 +09:00\n\
             起動からの経過時間: 0日 01:00:00\n\
             筐体内温度(℃): 40",
        );
        assert!(notes.unread.is_empty(), "{notes:?}");
        let it = &all[0].0;
        assert_eq!(it.memory.as_ref().unwrap().value, 91);
        assert_eq!(
            it.running_config.as_ref().unwrap().value,
            "usb1:/config.txt"
        );
        assert_eq!(it.uptime.as_ref().unwrap().value, 3_600);
    }

    #[test]
    fn serial_number_and_mac_addresses_are_masked_also_where_the_line_is_cut() {
        let whole = "main:  RTX1200 ver=c0 serial=DUMMY0001 MAC-Address=00:00:5e:00:53:01 MAC-Address=00:00:5e:00:53:02";
        for at in 29..=80 {
            let (head, tail) = whole.split_at(at);
            let blanks = " ".repeat(80_usize.saturating_sub(at));
            let cut = format!("{blanks}{head}\n{tail}\nBoot time: x");
            let document = text::read(&cut).lines;
            for line in &document {
                for secret in ["00:0", "5e:", "53:0", "DUM", "001"] {
                    assert!(!line.text.contains(secret), "{at}: {document:?}");
                }
            }
        }
    }

    #[test]
    fn a_sentence_about_a_router_is_no_answer() {
        for text in [
            "RTX1210 を再起動しました",
            "RTX1210 Rev. 14 です",
            "RTX1210 Rev.14.01.42 (Fri Jul  8 09:57:02 2022) starts",
        ] {
            assert_eq!(item(text), None, "{text}");
        }
    }
}
