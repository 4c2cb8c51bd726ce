//! Turns the answer to `show config` into one record per setting, with what was selected above it.
//!
//! # Source
//! Command reference, "すべての設定内容の表示", and configurations of both ends that were seen.
//! # Shape
//! `# RTX1210 Rev.14.01.42 (…)` and other comments, then one setting on a line. `tunnel select N` and
//! `pp select N` say whose the lines behind them are; indentation says the same and may be lost.
//! # Lines
//! comment → known, no fact, but for the model and revision, and the date · setting → [`Setting`], also one from
//! which nothing is drawn · a line of `ipsec` or `tunnel` that is no setting of any router, and
//! anything else → unread
//! # Wording
//! seen: whole configurations of RTX1100, parts of RTX830 and RTX1210. Documented: `tunnel template`.

mod grammar;
mod remark;

use grammar::{is_command, is_setting};
pub(super) use remark::hides_one_among;
use remark::without_remark;

use super::atom::single_blanks;
use super::label::Printed;
use super::lines::{Collect, answers};
use super::log::month_first;
use super::{Extent, Output, Record, Span, Stamp, documented, seen};
use crate::text::{Command, Listed, Shape, sort_once};

/// The command in all its forms.
pub(super) const SHOW_CONFIG: Shape = Shape {
    words: &["show", "config"],
    options: &["tunnel", "pp", "expand"],
    analysed: true,
};

pub(super) static OUTPUT: Output = Output {
    shape: Some(SHOW_CONFIG),
    command: "show config",
    first: "#citnpdsl",
    claims: |text| header(text).is_some() || is_command(text),
    continues: |text| comment(text).is_some() || is_setting(text),
    wording: &[
        seen("RTX1100 の設定全体", "whole settings of an RTX1100"),
        seen(
            "RTX830 と RTX1210 の IPsec の設定",
            "IPsec settings of an RTX830 and an RTX1210",
        ),
        documented(
            "tunnel template を使う設定",
            "settings with tunnel template",
        ),
    ],
    read: answers::<Config>,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Line of the first comment or setting.
    pub opening: u32,
    /// What the first comment says of the router.
    pub header: Option<Header>,
    /// When they were printed, as a comment says.
    pub date: Option<Printed<Stamp>>,
    /// The settings, in the order printed.
    pub settings: Vec<Setting>,
    /// Whether it was typed at a prompt, and not printed.
    pub is_typed: bool,
    selected: Selected,
}

/// `# RTX1210 Rev.14.01.42 (…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Line number.
    pub line: u32,
    /// Such as `RTX1210`.
    pub model: String,
    /// Such as `14.01.42`.
    pub revision: String,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Line number.
    pub line: u32,
    /// Its words with one blank between them, secrets masked; without `no`.
    pub text: String,
    /// Whether `no` takes it back.
    pub is_removed: bool,
    /// What was selected above it.
    pub selected: Selected,
}

/// What `tunnel select` or `pp select` chose, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Selected {
    /// Nothing.
    #[default]
    Nothing,
    /// A tunnel: a number, in a work log also a range.
    Tunnel(String),
    /// A PP interface: a number, or `anonymous`.
    Pp(String),
}

pub(super) enum Item {
    Header(Header),
    Date(Stamp),
    Comment,
    Setting { text: String, is_removed: bool },
}

/// What a line says behind its `#`, where that is no command at a prompt.
fn comment(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('#')
}

/// Whether a line is written as one of IPsec, whether or not a router has it.
pub(super) fn is_of_ipsec(text: &str) -> bool {
    let text = text.trim_start();
    ["ipsec ", "tunnel ", "no "]
        .iter()
        .any(|it| text.starts_with(it))
}

/// `# Reporting Date: Nov 23 10:00:00 2026`
fn date(comment: &str) -> Option<Stamp> {
    let date = comment.trim_start().strip_prefix("Reporting Date:")?;
    let (stamp, year) = month_first(date.trim_start())?;
    let year = year.trim().parse().ok()?;
    Some(Stamp { year, ..stamp })
}

fn header(text: &str) -> Option<Header> {
    let mut words = comment(text)?.split_ascii_whitespace();
    let model = words.next()?;
    let revision = words.next()?.strip_prefix("Rev.")?;
    let is_version = revision.starts_with(|c: char| c.is_ascii_digit());
    is_version.then(|| Header {
        line: 0,
        model: model.to_owned(),
        revision: revision.to_owned(),
    })
}

impl Collect for Config {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        if let Some(header) = header(text) {
            return Some(Item::Header(header));
        }
        if let Some(comment) = comment(text) {
            if let Some(date) = date(comment) {
                return Some(Item::Date(date));
            }
            // Such a comment stands for lines that were left out.
            let tells_of_none = ["略", "...", "…", "・・"]
                .iter()
                .all(|it| !comment.contains(it));
            return tells_of_none.then_some(Item::Comment);
        }
        let text = without_remark(text);
        is_setting(text).then(|| {
            let text = single_blanks(text.trim());
            let removed = text.strip_prefix("no ").map(str::to_owned);
            Item::Setting {
                is_removed: removed.is_some(),
                text: removed.unwrap_or_else(|| text.into_owned()),
            }
        })
    }

    fn begin(line: u32, _first: &Item) -> Option<Self> {
        Some(Self {
            opening: line,
            ..Self::default()
        })
    }

    fn is_next(&self, item: &Item) -> bool {
        matches!(item, Item::Header(_)) && (self.header.is_some() || !self.settings.is_empty())
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        match item {
            Item::Comment => {}
            Item::Date(value) => self.date = Some(Printed { line, value }),
            Item::Header(header) => self.header = Some(Header { line, ..header }),
            Item::Setting { text, is_removed } => {
                if let Some(selected) = selection(&text) {
                    self.selected = selected;
                }
                self.settings.push(Setting {
                    line,
                    text,
                    is_removed,
                    selected: self.selected.clone(),
                });
            }
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        (Record::Config(self), Extent::Whole)
    }
}

/// A setting typed at a prompt, as in the log of a work; `selected` is what the router had selected.
pub(super) fn typed(command: &Command, selected: &mut Selected) -> Option<Config> {
    let text = command.text.as_str();
    if !(is_command(text) || text.starts_with("no ") && is_setting(text)) {
        return None;
    }
    let mut config = Config {
        opening: command.line,
        is_typed: true,
        selected: std::mem::take(selected),
        ..Config::default()
    };
    let line = command.line;
    let at = Span {
        first: line,
        last: line,
    };
    config.add(at, Config::item(text)?);
    selected.clone_from(&config.selected);
    Some(config)
}

fn selection(text: &str) -> Option<Selected> {
    // Of a number that somebody took out, what follows is of none of the others.
    let (kind, number) = text.split_once(" select")?;
    let number = number.trim_start();
    match kind {
        "tunnel" | "pp" if number == "none" => Some(Selected::Nothing),
        "tunnel" => Some(Selected::Tunnel(number.to_owned())),
        "pp" => Some(Selected::Pp(number.to_owned())),
        _ => None,
    }
}

fn is_route(setting: &Setting) -> bool {
    let mut words = setting.text.split(' ');
    matches!(words.next(), Some("ip" | "ipv6")) && words.next() == Some("route")
}

/// Whether a router prints a setting below its routes: those of a port, and of all that comes behind the ports.
fn stands_below_routes(setting: &Setting) -> bool {
    let mut words = setting.text.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let is_port = |it: &str| {
        let kinds = ["lan", "wan", "bridge", "vlan"];
        kinds.iter().any(|kind| it.starts_with(kind))
    };
    match first {
        "ip" | "ipv6" => second.is_some_and(|it| it == "filter" || is_port(it)),
        "nat" | "ipsec" | "syslog" | "dhcp" | "dns" => true,
        _ => false,
    }
}

/// First words of settings that stand before those of IPsec for all tunnels, or among them.
const BEFORE_THE_END: [&str; 8] = [
    "ip", "ipv6", "nat", "pp", "ppp", "pppoe", "provider", "tunnel",
];

impl Config {
    /// How much of it was pasted. `asked` holds the words behind the command, where that stands above
    /// it; `closed` tells whether a prompt stands below it. Without a prompt, the last line must be
    /// one behind which nothing follows that matters to a VPN.
    pub(super) fn extent(&self, asked: Option<&[String]>, closed: bool) -> Extent {
        let is_opened = asked.is_some() || self.header.is_some();
        let is_ended = closed || self.ends(asked.unwrap_or_default());
        let is_all = asked.is_none_or(<[String]>::is_empty);
        let is_torn = self.is_torn()
            || (is_all
                && (self.lacks_its_top() || self.stops_in_a_tunnel() || self.lacks_a_table()));
        let is_whole = is_opened && is_ended && !is_torn;
        if is_whole { Extent::Whole } else { Extent::Cut }
    }

    /// Whether a line of a tunnel or of a PP interface stands where none is selected: no router prints it
    /// there, so that the line that selects one is lost, and others may be.
    fn is_torn(&self) -> bool {
        self.settings.iter().any(|setting| {
            let words: Vec<&str> = setting.text.split(' ').take(3).listed();
            let selected = &setting.selected;
            match words.as_slice() {
                ["ipsec", "tunnel", _] | ["ip", "tunnel", ..] => {
                    !matches!(selected, Selected::Tunnel(_))
                }
                ["ip", "pp", ..] | ["pppoe" | "ppp", ..] => !matches!(selected, Selected::Pp(_)),
                _ => false,
            }
        })
    }

    /// Whether it begins below the routes, without the head that a router prints: with what selects an interface, or with
    /// anything else that stands below them where not one route is left.
    fn lacks_its_top(&self) -> bool {
        let Some(first) = self.settings.first().filter(|_| self.header.is_none()) else {
            return false;
        };
        let has_route = || self.settings.iter().any(is_route);
        first.selected != Selected::Nothing || (stands_below_routes(first) && !has_route())
    }

    /// Whether the last line stands among those of a tunnel that is not switched on: whatever stands below it, what
    /// a router prints behind its tunnels was not copied.
    fn stops_in_a_tunnel(&self) -> bool {
        let last = self.settings.last().filter(|it| !it.is_removed);
        last.is_some_and(|last| {
            let words: Vec<&str> = last.text.split(' ').take(3).listed();
            match words.as_slice() {
                ["tunnel", word, ..] => !matches!(*word, "enable" | "disable"),
                ["ipsec", "tunnel" | "sa" | "ike", ..] | ["ip", "tunnel", ..] => true,
                _ => false,
            }
        })
    }

    /// Whether a translation is bound to an interface of which no line tells the type, without which it does
    /// nothing: those lines are lost, and others may be.
    fn lacks_a_table(&self) -> bool {
        let kept = self.settings.iter().filter(|it| !it.is_removed);
        let mut types: Vec<&str> = Vec::new();
        let mut bound: Vec<&str> = Vec::new();
        for setting in kept {
            let words: Vec<&str> = setting.text.split(' ').listed();
            match words.as_slice() {
                ["nat", "descriptor", "type", number, ..] => types.push(number),
                ["ip", _, "nat", "descriptor", numbers @ ..] => bound.extend(numbers),
                _ => {}
            }
        }
        sort_once(&mut types);
        let is_number = |it: &&str| it.bytes().all(|byte| byte.is_ascii_digit());
        let mut bound = bound.iter().filter(|it| is_number(it));
        bound.any(|it| types.binary_search(it).is_err())
    }

    fn ends(&self, arguments: &[String]) -> bool {
        let Some(last) = self.settings.last() else {
            return false;
        };
        if arguments.iter().any(|word| word == "tunnel") {
            return last.text.starts_with("tunnel enable");
        }
        let first = last.text.split(' ').next().unwrap_or_default();
        if first == "ipsec" {
            return last.text.starts_with("ipsec auto");
        }
        !BEFORE_THE_END.contains(&first)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Reading;
    use super::super::lines::Notes;
    use super::*;
    use crate::text;

    fn configs(paste: &str) -> (Vec<Config>, Notes) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let records = answers::<Config>(&document.lines, &mut notes);
        let configs = records.into_iter().filter_map(|Reading { record, .. }| {
            if let Record::Config(config) = record {
                Some(config)
            } else {
                None
            }
        });
        (configs.collect(), notes)
    }

    const BRANCH: &str = "\
# RTX1210 Rev.14.01.42 (Thu Jan  1 00:00:00 2026)
# MAC Address : 00:00:5e:00:53:01, 00:00:5e:00:53:02
# Memory 256Mbytes, 3LAN
ip route default gateway pp 1
pp select 1
 pppoe use lan2
 pp enable 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike pre-shared-key 1 text dummy
  ipsec ike remote address 1 203.0.113.2
 tunnel enable 1
ipsec auto refresh on
syslog notice on";

    #[test]
    fn each_setting_knows_what_was_selected_above_it() {
        let (configs, notes) = configs(BRANCH);
        let [config] = configs.as_slice() else {
            panic!("{configs:?}")
        };
        assert_eq!(notes, Notes::default());
        let header = config.header.as_ref().unwrap();
        assert_eq!(
            (header.line, header.model.as_str(), header.revision.as_str()),
            (1, "RTX1210", "14.01.42")
        );
        let selected = |line| {
            let mut settings = config.settings.iter();
            settings
                .find(|it| it.line == line)
                .unwrap()
                .selected
                .clone()
        };
        assert_eq!(selected(4), Selected::Nothing);
        assert_eq!(selected(6), Selected::Pp("1".to_owned()));
        assert_eq!(selected(13), Selected::Tunnel("1".to_owned()));
    }

    #[test]
    fn indentation_says_nothing() {
        let flat: Vec<&str> = BRANCH.lines().map(str::trim).collect();
        assert_eq!(configs(&flat.join("\n")), configs(BRANCH));
    }

    #[test]
    fn a_line_cut_at_the_80th_column_is_joined() {
        let long = format!("ip filter 1 pass 192.168.1.0/24 {}", "* ".repeat(26));
        let (head, tail) = long.split_at(80);
        let (configs, notes) = configs(&format!("{head}\n{tail}\nsyslog notice on"));
        assert_eq!(notes.wraps, 1);
        assert_eq!(notes.unread, Vec::<u32>::new());
        assert_eq!(configs[0].settings[0].text, long.trim());
        assert_eq!(configs[0].settings.len(), 2);
    }

    #[test]
    fn a_second_header_begins_a_second_answer() {
        assert_eq!(configs(&format!("{BRANCH}\n{BRANCH}")).0.len(), 2);
    }

    #[test]
    fn lines_of_ipsec_that_no_router_has_are_unread() {
        let (_, notes) = configs(&format!(
            "{BRANCH}\nipsec ike payload type 1 ikev2\nipsec ike local id 1 dam-client\n\
             ipsec sa policy 101 1 out\nipsec ike local address id <id> 0.0.0.0/0\nshow status ipsec"
        ));
        assert_eq!(notes.unread, [16, 17, 18, 19, 20]);
    }

    #[test]
    fn a_configuration_is_whole_where_it_is_seen_to_begin_and_to_end() {
        let extent =
            |text: &str, asked: Option<&[String]>, closed| configs(text).0[0].extent(asked, closed);
        let cut: Vec<&str> = BRANCH.lines().take(13).collect();
        let cut = cut.join("\n");
        assert_eq!(extent(BRANCH, None, false), Extent::Whole);
        assert_eq!(extent(&cut, None, false), Extent::Cut);
        assert_eq!(extent(&cut, None, true), Extent::Whole);
        let tunnel = ["tunnel".to_owned(), "1".to_owned()];
        assert_eq!(extent(&cut, Some(&tunnel), false), Extent::Whole);
        assert_eq!(extent("syslog notice on", None, true), Extent::Cut);
        for lost in ["tunnel select 1\n", "pp select 1\n"] {
            let torn = BRANCH.replacen(lost, "", 1);
            assert_eq!(extent(&torn, None, true), Extent::Cut, "{lost}");
        }
    }

    #[test]
    fn what_begins_below_the_routes_is_not_whole() {
        let extent = |text: &str| configs(text).0[0].extent(Some(&[]), true);
        let (_, below) = BRANCH.split_once("gateway pp 1\n").unwrap();
        let (port, route) = (
            "ip lan1 address 192.168.1.1/24",
            "ip route default gateway pp 1",
        );
        assert_eq!(extent(&format!("{port}\n{below}")), Extent::Cut);
        assert_eq!(extent(&format!("{route}\n{port}\n{below}")), Extent::Whole);
        // What stands above the routes shows that there is none.
        let head = "console prompt HQ";
        assert_eq!(extent(&format!("{head}\n{port}\n{below}")), Extent::Whole);
        assert_eq!(extent(&format!("{port}\n{below}\n{route}")), Extent::Whole);
    }

    #[test]
    fn what_stops_in_a_tunnel_or_lacks_what_it_names_is_not_whole() {
        let extent = |text: &str, asked: Option<&[String]>| configs(text).0[0].extent(asked, true);
        let first = |lines: usize| BRANCH.lines().take(lines).collect::<Vec<_>>().join("\n");
        for lines in [11, 12] {
            assert_eq!(extent(&first(lines), Some(&[])), Extent::Cut, "{lines}");
        }
        assert_eq!(extent(&first(13), Some(&[])), Extent::Whole);
        let tunnel = ["tunnel".to_owned(), "1".to_owned()];
        assert_eq!(extent(&first(12), Some(&tunnel)), Extent::Whole);
        let bound = format!("{BRANCH}\nip lan2 nat descriptor 1000 reverse 2");
        let with = |lines: &str| extent(&format!("{bound}\n{lines}"), Some(&[]));
        assert_eq!(with("nat descriptor type 1000 masquerade"), Extent::Cut);
        assert_eq!(
            with("nat descriptor type 1000 masquerade\nnat descriptor type 2 nat"),
            Extent::Whole
        );
    }
}
