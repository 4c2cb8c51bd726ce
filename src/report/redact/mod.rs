//! Turns a report into one that may be shown to strangers: addresses, names and SPIs become markers,
//! the same marker for the same value at every site.
//!
//! Keys, passwords, serial numbers and MAC addresses are no concern here: no report holds any.
//! `0.0.0.0`, netmasks and the loopback stay, since they say nothing about anybody. Of addresses
//! only the prefix length stays. Where in doubt whether something is a name, it goes.

mod learn;
mod token;

use self::learn::Known;
use super::timeline::EventKind;
use super::{Letter, Report, visit};
use crate::text::Listed;

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
    let mut redactor = Redactor::default();
    Redacted {
        report: redactor.report(report),
        table: redactor.scrubber.table,
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

/// Gives one value one marker in all that it is shown, be it several reports or other texts.
#[derive(Debug, Default)]
pub struct Redactor {
    scrubber: Scrubber,
}

impl Redactor {
    /// One that goes on where another stopped, whose table this is.
    pub fn with(table: &[Replacement]) -> Self {
        let mut redactor = Self::default();
        for known in table {
            redactor.scrubber.remember(known);
        }
        redactor
    }

    /// The report without addresses, names and SPIs.
    pub fn report(&mut self, report: &Report) -> Report {
        let mut report = report.clone();
        forget_users(&mut report);
        self.scrubber.known.learn(&report);
        visit::each_string(&mut report, &mut |text| *text = self.text(text));
        report
    }

    /// Takes note of the names that a line of a router, a command or a sentence shows.
    pub fn learn(&mut self, text: &str) {
        text.lines()
            .for_each(|line| self.scrubber.known.read_line(line));
    }

    /// Takes note of a name, such as a person's.
    pub fn learn_name(&mut self, name: &str) {
        self.scrubber.known.add_name(name);
    }

    /// Takes note of the name of a site, by its place in the row of sites.
    pub fn learn_site(&mut self, name: &str, place: u16) {
        self.scrubber.known.add_site(name, Letter(place));
    }

    /// Takes note of an SPI.
    pub fn learn_spi(&mut self, spi: &str) {
        self.scrubber.known.add_spi(spi);
    }

    /// A text without addresses, and without the names and SPIs noted so far.
    pub fn text(&mut self, text: &str) -> String {
        self.scrubber.scrubbed(text)
    }

    /// What each marker stands for, in the order in which they were given.
    pub fn table(&self) -> &[Replacement] {
        &self.scrubber.table
    }
}

/// The replacements whose markers stand in a text, in the order of the table.
pub fn used<'t>(table: &'t [Replacement], text: &str) -> Vec<&'t Replacement> {
    let used = table.iter().filter(|it| {
        // Markdown arms the brackets.
        let armed = format!("\\{}\\]", it.marker.trim_end_matches(']'));
        text.contains(&it.marker) || text.contains(&armed)
    });
    used.listed()
}

/// Puts the values back where their markers stand; a marker that the table does not know stays.
///
/// Of a value that was printed in several spellings, one comes back. Markers that an editor or
/// Markdown has armed, `\[IP-1\]`, are known too.
pub fn restore(text: &str, table: &[Replacement]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '\\']) {
        let Some((before, from)) = rest.split_at_checked(at) else {
            break;
        };
        out.push_str(before);
        let known = table.iter().find_map(|it| {
            let word = it.marker.strip_prefix('[')?.strip_suffix(']')?;
            let behind = from.strip_prefix('\\').unwrap_or(from).strip_prefix('[')?;
            let behind = behind.strip_prefix(word)?;
            let behind = behind.strip_prefix('\\').unwrap_or(behind);
            Some((it, behind.strip_prefix(']')?))
        });
        if let Some((it, behind)) = known {
            out.push_str(&it.original);
            rest = behind;
        } else {
            let mut chars = from.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out.push_str(rest);
    out
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

#[derive(Debug, Default)]
struct Scrubber {
    known: Known,
    /// How many markers of each kind there are, in the order of the kinds.
    counts: [usize; 3],
    table: Vec<Replacement>,
    /// What each place of the table replaces, in order of kind and value.
    places: Vec<(Kind, String, usize)>,
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
                .or_else(|| token::torn_at(before, rest, text.len()))
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

    /// Takes over a replacement of earlier; a marker of another make is none.
    fn remember(&mut self, known: &Replacement) {
        let word = known.marker.trim_start_matches('[').trim_end_matches(']');
        let Some((word, number)) = word.split_once('-') else {
            return;
        };
        let kinds = [Kind::Address, Kind::Name, Kind::Spi];
        let kind = kinds.into_iter().find(|kind| kind.word() == word);
        let kind = kind.unwrap_or(Kind::Name);
        if let Some(count) = self.counts.get_mut(kind as usize) {
            *count = (*count).max(number.parse().unwrap_or_default());
        }
        match kind {
            Kind::Address => {}
            Kind::Name => self.known.add_name(&known.original),
            Kind::Spi => self.known.add_spi(&known.original),
        }
        if let Err(at) = self.place(kind, &known.original) {
            self.enter(at, kind, known.clone());
        }
    }

    /// Where a value stands among those that were replaced, or where it would.
    fn place(&self, kind: Kind, key: &str) -> Result<usize, usize> {
        let find = |it: &(Kind, String, usize)| (it.0, it.1.as_str()).cmp(&(kind, key));
        self.places.binary_search_by(find)
    }

    fn enter(&mut self, at: usize, kind: Kind, replacement: Replacement) {
        let key = replacement.original.clone();
        self.places.insert(at, (kind, key, self.table.len()));
        self.table.push(replacement);
    }

    fn marker(&mut self, kind: Kind, key: &str) -> String {
        let at = match self.place(kind, key) {
            Ok(at) => {
                let known = self.places.get(at).and_then(|it| self.table.get(it.2));
                return known.map(|it| it.marker.clone()).unwrap_or_default();
            }
            Err(at) => at,
        };
        let site = self.known.site(key).filter(|_| kind == Kind::Name);
        let site = site.map(|letter| format!("[SITE-{letter}]"));
        // A site of an earlier report may have had the letter under another name.
        let free = |marker: &String| self.table.iter().all(|it| it.marker != *marker);
        let marker = site.filter(free).unwrap_or_else(|| {
            let count = self.counts.get_mut(kind as usize).map_or(0, |count| {
                *count += 1;
                *count
            });
            format!("[{}-{count}]", kind.word())
        });
        let replacement = Replacement {
            marker: marker.clone(),
            original: key.to_owned(),
        };
        self.enter(at, kind, replacement);
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
    fn a_later_text_has_the_markers_of_an_earlier_one() {
        let mut redactor = Redactor::default();
        redactor.learn_name("honsha");
        assert_eq!(redactor.text("192.0.2.1 honsha"), "[IP-1] [NAME-1]");
        let mut later = Redactor::with(redactor.table());
        later.learn_name("shisha");
        let text = later.text("shisha 192.0.2.9 honsha 192.0.2.1");
        assert_eq!(text, "[NAME-2] [IP-2] [NAME-1] [IP-1]");
        let back = restore(&text, later.table());
        assert_eq!(back, "shisha 192.0.2.9 honsha 192.0.2.1");
        assert_eq!(used(later.table(), "[IP-2] x").len(), 1);
        assert_eq!(used(later.table(), r"\[NAME-2\] [IP-22]").len(), 1);
    }

    #[test]
    fn what_is_put_back_is_not_read_again() {
        let table = ["[IP-2]", "b"].map(str::to_owned);
        let table: Vec<_> = ["[IP-1]", "[IP-2]"]
            .into_iter()
            .zip(table)
            .map(|(marker, original)| Replacement {
                marker: marker.to_owned(),
                original,
            })
            .collect();
        assert_eq!(
            restore(r"[IP-1] \[IP-2\] [IP-3] [[IP-2]] \ [", &table),
            r"[IP-2] b [IP-3] [b] \ ["
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
