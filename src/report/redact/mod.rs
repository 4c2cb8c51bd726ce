//! Turns a report into one that may be shown to strangers: addresses, names and SPIs become markers,
//! the same marker for the same value at every site.
//!
//! Keys, passwords, serial numbers and MAC addresses are no concern here: no report holds any.
//! `0.0.0.0`, netmasks and the loopback stay, since they say nothing about anybody. Of addresses
//! only the prefix length stays. Where in doubt whether something is a name, it goes.

mod learn;
mod token;

use std::collections::BTreeMap;

use self::learn::Known;
use super::timeline::EventKind;
use super::{Report, visit};

/// A report without addresses, names and SPIs, and what stood in their place.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    /// The report that may be shown.
    pub report: Report,
    /// What each marker stands for, in the order in which the report first holds it. For the
    /// reader's eyes only.
    pub table: Vec<Replacement>,
}

/// A marker and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Such as `[IP-1]`, `[NAME-1]`, `[SPI-1]`, or `[SITE-A]` for the name of site A.
    pub marker: String,
    /// The value.
    pub original: String,
}

/// Replaces every address, name and SPI in a report.
pub fn redact(report: &Report) -> Redacted {
    let mut report = report.clone();
    forget_users(&mut report);
    let mut scrubber = Scrubber {
        known: learn::learn(&report),
        ..Scrubber::default()
    };
    visit::each_string(&mut report, &mut |text| {
        *text = scrubber.scrubbed(text);
    });
    Redacted {
        report,
        table: scrubber.table,
    }
}

fn forget_users(report: &mut Report) {
    for event in &mut report.timeline.events {
        if matches!(event.kind, EventKind::Login | EventKind::ConfigurationSaved) {
            event.text = without_user(&event.text);
        }
    }
}

/// Who logged in stands behind the way by which, in forms that differ from model to model.
fn without_user(text: &str) -> String {
    for mark in [" for ", " by "] {
        if let Some((before, behind)) = text.split_once(mark) {
            let way = behind.split([' ', ':', '(', '/']).next();
            return format!("{before}{mark}{}", way.unwrap_or_default());
        }
    }
    text.to_owned()
}

/// What a value is; decides the word in its marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Address,
    Name,
    Spi,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Address => "IP",
            Self::Name => "NAME",
            Self::Spi => "SPI",
        }
    }
}

/// Something to replace at the start of a text.
#[derive(Debug, PartialEq, Eq)]
struct Hit {
    kind: Kind,
    /// The value in one spelling, equal for all spellings.
    key: String,
    /// How many bytes of the text it takes.
    length: usize,
}

#[derive(Default)]
struct Scrubber {
    known: Known,
    counts: BTreeMap<Kind, usize>,
    markers: BTreeMap<(Kind, String), String>,
    table: Vec<Replacement>,
}

impl Scrubber {
    fn scrubbed(&mut self, text: &str) -> String {
        if self.known.is_short_name(text) {
            return self.marker(Kind::Name, text.trim());
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let hit = self
                .known
                .name_at(before, rest)
                .or_else(|| token::address_at(before, rest))
                .or_else(|| token::spi_at(before, rest, |digits| self.known.is_spi(digits)));
            let length = if let Some(hit) = hit {
                out.push_str(&self.marker(hit.kind, &hit.key));
                hit.length
            } else {
                out.push(first);
                first.len_utf8()
            };
            let Some((done, behind)) = rest.split_at_checked(length) else {
                break;
            };
            before = done.chars().next_back();
            rest = behind;
        }
        out
    }

    fn marker(&mut self, kind: Kind, key: &str) -> String {
        let slot = (kind, key.to_owned());
        if let Some(marker) = self.markers.get(&slot) {
            return marker.clone();
        }
        let site = self.known.site(key).filter(|_| kind == Kind::Name);
        let marker = if let Some(letter) = site {
            format!("[SITE-{letter}]")
        } else {
            let count = self.counts.entry(kind).or_default();
            *count += 1;
            format!("[{}-{count}]", kind.word())
        };
        self.markers.insert(slot, marker.clone());
        self.table.push(Replacement {
            marker: marker.clone(),
            original: key.to_owned(),
        });
        marker
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubber(names: &[&str], spis: &[&str]) -> Scrubber {
        let mut known = Known::default();
        for name in names {
            known.add_name(name);
        }
        for spi in spis {
            known.add_spi(spi);
        }
        Scrubber {
            known,
            ..Scrubber::default()
        }
    }

    #[test]
    fn who_logged_in_is_forgotten() {
        for (text, left) in [
            (
                "Login succeeded for TELNET: 192.0.2.9 ab",
                "Login succeeded for TELNET",
            ),
            (
                "'administrator' succeeded for Serial user",
                "'administrator' succeeded for Serial",
            ),
            (
                "Configuration saved in \"CONFIG0\" by HTTP(ab)",
                "Configuration saved in \"CONFIG0\" by HTTP",
            ),
        ] {
            assert_eq!(without_user(text), left);
        }
    }

    #[test]
    fn one_value_has_one_marker_in_all_spellings() {
        let mut scrubber = scrubber(&[], &["a6674747"]);
        let text = "SPI a6674747, 0xA6674747, a6 67 47 47; 192.0.2.1 2001:db8::1 2001:0DB8:0::1";
        assert_eq!(
            scrubber.scrubbed(text),
            "SPI [SPI-1], [SPI-1], [SPI-1]; [IP-1] [IP-2] [IP-2]"
        );
        let originals: Vec<_> = scrubber
            .table
            .iter()
            .map(|it| it.original.as_str())
            .collect();
        assert_eq!(originals, ["a6674747", "192.0.2.1", "2001:db8::1"]);
    }

    #[test]
    fn longer_names_win_and_words_stay_whole() {
        let mut scrubber = scrubber(&["本社", "本社別館", "honsha"], &[]);
        assert_eq!(
            scrubber.scrubbed("本社別館と本社の honsha-gw は honshaku と関係ありません"),
            "[NAME-1]と[NAME-2]の [NAME-3]-gw は honshaku と関係ありません"
        );
    }

    #[test]
    fn a_name_too_short_to_search_for_goes_where_it_stands_alone() {
        let mut scrubber = scrubber(&["hq", "7"], &[]);
        assert_eq!(scrubber.scrubbed("hq"), "[NAME-1]");
        assert_eq!(scrubber.scrubbed("7"), "[NAME-2]");
        assert_eq!(scrubber.scrubbed("tunnel 7"), "tunnel 7");
    }
}
