//! Turns a report into the names and SPIs that must not be seen in it.
//!
//! Addresses show themselves wherever they stand; names and SPIs must first be met where their place
//! says what they are.

use super::super::{Letter, Report};
use super::token::address_at;
use super::{Hit, Kind};
use crate::text::Listed;

/// Words by their length in bytes, the longest first; of one length in order.
type ByLength = Vec<(usize, Vec<String>)>;

/// The names and SPIs of one report.
#[derive(Debug, Default)]
pub(super) struct Known {
    sites: Vec<(String, Letter)>,
    /// By first character, then by length, so that a text is compared with few of a thousand names.
    names: Vec<(char, ByLength)>,
    /// Too short to be searched for within text; in order.
    short_names: Vec<String>,
    /// In order.
    spis: Vec<String>,
    /// Words that name a kind of thing and nobody's in particular.
    models: Vec<String>,
}

/// Words that stand where a name could.
const NO_NAMES: &[&str] = &[
    "any",
    "auto",
    "fqdn",
    "ipv4-addr",
    "ipv6-addr",
    "key-id",
    "none",
    "off",
    "on",
    "tel",
    "tel-key",
    "user-fqdn",
];

/// Words of a router's line behind which a name stands, and how many words are between.
const BEFORE_ONE_WORD: &[(&[&str], usize)] = &[
    (&["local", "name"], 1),
    (&["remote", "name"], 1),
    (&["local", "id"], 1),
    (&["remote", "id"], 1),
    (&["remote", "address"], 1),
    (&["console", "prompt"], 0),
    (&["auth", "myname"], 0),
    (&["auth", "username"], 0),
    (&["login", "user"], 0),
    (&["ip", "host"], 0),
    (&["pp", "name"], 0),
    (&["tunnel", "name"], 0),
    (&["phase", "to"], 0),
];

/// Words behind which the rest of the line is a name.
const BEFORE_REST: &[&str] = &[
    "description",
    "Description:",
    "説明:",
    "sysname",
    "syscontact",
    "syslocation",
];

/// Everything that a router printed or a person would type, as opposed to prose.
fn router_lines(report: &Report, read: &mut dyn FnMut(&str)) {
    for site in &report.sites {
        site.outputs.iter().for_each(|it| read(&it.command));
        site.unread.iter().for_each(|it| read(&it.text));
    }
    for attribute in report.pairs.iter().flat_map(|pair| &pair.attributes) {
        let values = [&attribute.a, &attribute.b].into_iter().flatten();
        // As on the router's own line, the command says what the value is.
        values.for_each(|it| match it.command {
            _ if it.text.is_some() => it.text.iter().for_each(|text| read(text)),
            Some(command) => read(&format!("{command} 1 {}", it.value)),
            None => read(&it.value),
        });
    }
    for finding in &report.findings {
        let commands = finding
            .steps
            .iter()
            .flat_map(|it| [&it.command, &it.way_back]);
        let commands = commands.flatten().map(String::as_str);
        commands.flat_map(str::lines).for_each(&mut *read);
        finding.evidence.iter().for_each(|it| read(&it.text));
    }
    report.timeline.events.iter().for_each(|it| read(&it.text));
    let needs = report.not_checked.iter().flat_map(|it| &it.needs);
    needs.for_each(|it| read(&it.command));
    let asks = report.asks.iter().flat_map(|it| &it.commands);
    asks.for_each(|it| read(it));
}

/// Words of two letters in commands and prose, in small letters.
const SHORT_WORDS: [&str; 44] = [
    "ah", "am", "an", "as", "at", "be", "by", "cf", "do", "dh", "eg", "he", "id", "ie", "if", "in",
    "ip", "is", "it", "me", "mp", "ms", "my", "no", "of", "on", "or", "os", "pc", "pm", "pp", "sa",
    "sd", "sh", "so", "tm", "to", "up", "us", "v1", "v2", "v4", "v6", "we",
];

/// Whether a name would be found within commands, prose and rows of bytes that do not mean it.
fn is_too_short(name: &str) -> bool {
    let is_byte = || {
        name.bytes()
            .all(|it| it.is_ascii_digit() || matches!(it, b'a'..=b'f'))
    };
    let is_word = || SHORT_WORDS.contains(&name.to_ascii_lowercase().as_str());
    let is_of_letters = name.bytes().all(|it| it.is_ascii_alphanumeric());
    name.len() < 2 || name.len() == 2 && (is_byte() || is_word() || !is_of_letters)
}

impl Known {
    /// Collects the names and SPIs of a report.
    pub(super) fn learn(&mut self, report: &Report) {
        for site in &report.sites {
            self.models.extend(site.model.clone());
        }
        for site in &report.sites {
            self.add_site(site.name.as_deref().unwrap_or_default(), site.side);
        }
        for pair in &report.pairs {
            for sa in pair.ike.iter().flat_map(|ike| [&ike.a, &ike.b]).flatten() {
                sa.spi.iter().for_each(|spi| self.add_spi(spi));
                let ids = [&sa.local_id, &sa.remote_id].into_iter().flatten();
                ids.for_each(|id| self.add_identity(id));
            }
            let ends = pair.flows.iter().flat_map(|it| [&it.sender, &it.receiver]);
            for spi in ends.flatten().filter_map(|sa| sa.spi.as_deref()) {
                self.add_spi(spi);
            }
        }
        let packets = report.timeline.events.iter();
        for packet in packets.filter_map(|it| it.packet.as_ref()) {
            let ends = [&packet.source, &packet.destination].into_iter().flatten();
            ends.for_each(|it| self.add_name(&it.address));
        }
        router_lines(report, &mut |line| self.read_line(line));
    }

    /// A site without a name is called by its letter, which tells nothing.
    pub(super) fn add_site(&mut self, name: &str, side: Letter) {
        let name = name.trim();
        if !name.is_empty() && name != side.to_string() {
            if self.site(name).is_none() {
                self.sites.push((name.to_owned(), side));
            }
            self.add_name(name);
        }
    }

    pub(super) fn add_name(&mut self, name: &str) {
        let name = name.trim().trim_matches('"');
        let is_word = name.is_empty()
            || NO_NAMES.contains(&name)
            || self.models.iter().any(|model| model == name);
        // What was redacted before stays as it is.
        let markers = ["***", "[IP-", "[NAME-", "[SPI-", "[SITE-"];
        let is_masked = markers.iter().any(|marker| name.contains(marker));
        if is_word || is_masked || address_at(None, name).is_some() {
            return;
        }
        // A short one would be found within commands and prose that do not mean it.
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        if name.is_ascii() && (is_too_short(name) || is_number) {
            insert_once(&mut self.short_names, name);
            return;
        }
        let Some(first) = name.chars().next() else {
            return;
        };
        let known = self.names.iter().position(|(c, _)| *c == first);
        let known = known.unwrap_or_else(|| {
            self.names.push((first, Vec::new()));
            self.names.len() - 1
        });
        let Some((_, by_length)) = self.names.get_mut(known) else {
            return;
        };
        let longest_first = |it: &(usize, _)| name.len().cmp(&it.0);
        let place = by_length.binary_search_by(longest_first);
        let place = place.unwrap_or_else(|place| {
            by_length.insert(place, (name.len(), Vec::new()));
            place
        });
        if let Some((_, names)) = by_length.get_mut(place) {
            insert_once(names, name);
        }
    }

    pub(super) fn add_spi(&mut self, spi: &str) {
        let spi = spi.to_ascii_lowercase();
        // The cookies of an IKE SA are also printed each by itself.
        let halves = (spi.len() == 32)
            .then(|| spi.split_at_checked(16))
            .flatten();
        let halves = halves.map(|(one, other)| [one.to_owned(), other.to_owned()]);
        let all = [spi].into_iter().chain(halves.into_iter().flatten());
        for spi in all.filter(|it| it.bytes().any(|byte| byte != b'0')) {
            insert_once(&mut self.spis, &spi);
        }
    }

    fn add_identity(&mut self, identity: &str) {
        self.add_name(identity);
        self.read_line(identity);
    }

    pub(super) fn read_line(&mut self, line: &str) {
        if let Some(prompt) = prompt(line) {
            self.add_name(prompt);
        }
        let words: Vec<_> = line.split_whitespace().listed();
        for place in 0..words.len() {
            let Some(from) = words.get(place..) else {
                break;
            };
            if let Some(name) = one_word_name(from) {
                self.add_name(name);
            }
            if let Some(name) = rest_name(from) {
                self.add_name(&name);
            }
        }
        line.split(|c: char| {
            !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '@' | '+')
        })
        .map(|token| token.trim_matches(['.', '-']))
        .filter(|token| is_mail_name(token) || is_host_name(token))
        .for_each(|token| self.add_name(token));
    }

    pub(super) fn site(&self, name: &str) -> Option<Letter> {
        let site = self.sites.iter().find(|(known, _)| known == name);
        site.map(|(_, letter)| *letter)
    }

    pub(super) fn is_spi(&self, digits: &str) -> bool {
        place_of(&self.spis, digits).is_ok()
    }

    pub(super) fn is_short_name(&self, text: &str) -> bool {
        place_of(&self.short_names, text.trim()).is_ok()
    }

    pub(super) fn name_at(&self, before: Option<char>, rest: &str) -> Option<Hit> {
        let first = rest.chars().next()?;
        if joined(before, Some(first)) {
            return None;
        }
        let (_, by_length) = self.names.iter().find(|(c, _)| *c == first)?;
        let name = by_length.iter().find_map(|(length, names)| {
            let (word, behind) = rest.split_at_checked(*length)?;
            let ends = !joined(word.chars().next_back(), behind.chars().next());
            (ends && place_of(names, word).is_ok()).then_some(word)
        })?;
        Some(Hit {
            kind: Kind::Name,
            key: name.to_owned(),
            length: name.len(),
        })
    }
}

/// Where a word stands among others that are in order, or where it would.
fn place_of(words: &[String], word: &str) -> Result<usize, usize> {
    words.binary_search_by(|it| it.as_str().cmp(word))
}

fn insert_once(words: &mut Vec<String>, word: &str) {
    if let Err(place) = place_of(words, word) {
        words.insert(place, word.to_owned());
    }
}

/// Whether two neighbours belong to one word. Japanese words have no such ends.
fn joined(one: Option<char>, other: Option<char>) -> bool {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    in_word(one) && in_word(other)
}

/// The name before `#` or `>` at the start of a line.
fn prompt(line: &str) -> Option<&str> {
    let end = line.find(['#', '>'])?;
    let (name, behind) = line.split_at_checked(end)?;
    let behind = behind.get(1..)?;
    let is_prompt = behind.is_empty() || behind.starts_with(' ');
    // `pp1# `: the prompt of a router without a name, inside a selected interface.
    let selects = ["pp", "tunnel"].iter().any(|kind| {
        name.strip_prefix(kind)
            .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    (is_prompt && !name.is_empty() && !name.contains(' ') && !selects).then_some(name)
}

fn one_word_name<'l>(words: &[&'l str]) -> Option<&'l str> {
    let (before, between) = BEFORE_ONE_WORD
        .iter()
        .find(|(before, _)| words.starts_with(before))?;
    words.get(before.len() + between).copied()
}

fn rest_name(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    BEFORE_REST.contains(first).then_some(())?;
    let name = rest.iter().skip_while(|word| is_interface(word));
    Some(name.copied().listed().join(" "))
}

/// What may stand between `description` and the description.
fn is_interface(word: &str) -> bool {
    let kind = word.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '/'));
    matches!(
        kind,
        "" | "pp" | "tunnel" | "lan" | "wan" | "onu" | "bri" | "bridge" | "vlan"
    )
}

fn is_mail_name(token: &str) -> bool {
    token.split_once('@').is_some_and(|(user, domain)| {
        // `ra-prefix@lan2`: an address of the router's own making.
        !user.is_empty() && !user.ends_with("-prefix") && !domain.is_empty()
    })
}

fn is_host_name(token: &str) -> bool {
    let labels: Vec<_> = token.split('.').listed();
    let last = labels.last().copied().unwrap_or_default();
    labels.len() > 1
        && last.len() > 1
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !matches!(last, "txt" | "bin" | "log" | "rom")
        && labels.iter().all(|label| !label.is_empty())
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        let mut known = Known::default();
        known.models.push("RTX1210".to_owned());
        known.read_line(line);
        known
            .names
            .into_iter()
            .flat_map(|(_, by_length)| by_length)
            .flat_map(|(_, names)| names)
            .collect()
    }

    #[test]
    fn names_are_known_by_their_place() {
        assert_eq!(names("ipsec ike remote name 1 kyoten1 key-id"), ["kyoten1"]);
        assert_eq!(names(" description tunnel 本社 VPN"), ["本社 VPN"]);
        assert_eq!(names("PP[01]: 説明: provider1"), ["provider1"]);
        assert_eq!(names("honsha# show ipsec sa"), ["honsha"]);
        assert_eq!(
            names(" pp auth myname me@isp.example ***"),
            ["me@isp.example"]
        );
        assert_eq!(
            names("ipsec ike remote address 1 a.aa0.netvolante.jp"),
            ["a.aa0.netvolante.jp"]
        );
    }

    #[test]
    fn two_letters_are_a_name_where_they_are_no_word() {
        assert_eq!(names("HQ# show ipsec sa"), ["HQ"]);
        assert_eq!(names("ipsec ike local name 1 hq fqdn"), ["hq"]);
        for line in [
            "SA# show ipsec sa",
            "ipsec ike local name 1 ab fqdn",
            "X# show ipsec sa",
        ] {
            assert_eq!(names(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn what_every_router_says_is_no_name() {
        for line in [
            "ipsec ike remote address 1 any",
            "ipsec ike remote address 1 192.0.2.1",
            "RTX1210# show status pp 1",
            "# show ipsec sa",
            "tunnel1# ipsec tunnel 1",
            "ipv6 lan1 address ra-prefix@lan2::1/64",
            "RTX1210 Rev.14.01.42",
            "Total: isakmp:1 send:1 recv:1",
        ] {
            assert_eq!(names(line), [""; 0], "{line}");
        }
    }
}
