//! Turns a line behind one with a secret into whether it is the secret's rest: a terminal, a mail program
//! or the router itself may have broken the line.

use super::super::clean::width;
use super::super::command::is_verb;
use super::super::split::prompt;
use super::marker::{FORMS, is_number};
use super::note::is_likely_key;
use super::{MASK, Masker, SecretKind, Vault, is_hidden};

/// First words of configuration lines: a line that begins with one is not the rest of a cut key. Fewer than settings
/// may begin with: words that people may choose for a key, such as `user` or `line`, would let its rest out.
const CONFIG_WORDS: [&str; 65] = [
    "ipsec",
    "ip",
    "ipv6",
    "pp",
    "pppoe",
    "ppp",
    "tunnel",
    "nat",
    "dhcp",
    "dns",
    "syslog",
    "show",
    "no",
    "console",
    "login",
    "administrator",
    "security",
    "provider",
    "netvolante-dns",
    "save",
    "l2tp",
    "ntpdate",
    "schedule",
    "telnetd",
    "alias",
    "bgp",
    "bridge",
    "clear",
    "description",
    "ethernet",
    "external-memory",
    "heartbeat",
    "heartbeat2",
    "httpd",
    "lua",
    "mail",
    "mobile",
    "ngn",
    "operation",
    "ospf",
    "pki",
    "pptp",
    "queue",
    "radius",
    "rip",
    "rtfs",
    "sftpd",
    "sip",
    "snmp",
    "snmpv2c",
    "snmpv3",
    "speed",
    "sshd",
    "statistics",
    "switch",
    "system",
    "timezone",
    "upnp",
    "url",
    "usbhost",
    "vlan",
    "wan",
    "wins",
    "wireless",
    "yno",
];

/// What the next line may begin with.
#[derive(Default, Clone, Copy, PartialEq)]
pub(super) enum RunsOn {
    #[default]
    No,
    /// Bytes of an SA's key may follow.
    KeyBytes,
    /// A line was cut in the middle of a secret, or before it.
    CutLine,
    /// A line was cut within a serial number.
    CutSerial,
    /// A line was cut within a MAC address.
    CutAddress,
    /// A line was cut in the middle of the newest secret in the vault.
    CutKey,
    /// A mail program or a terminal of another width may have broken the line within the newest secret in
    /// the vault.
    MaybeBroken,
    /// The same within a secret that is in no vault, or before it.
    MaybeCut,
    /// The lines of a private key may follow.
    PrivateKey,
}

impl RunsOn {
    /// The same of a secret that is in no vault.
    pub(super) fn without_vault(self) -> Self {
        match self {
            Self::CutKey => Self::CutLine,
            Self::MaybeBroken => Self::MaybeCut,
            Self::No
            | Self::KeyBytes
            | Self::CutLine
            | Self::CutSerial
            | Self::CutAddress
            | Self::MaybeCut
            | Self::PrivateKey => self,
        }
    }
}

/// Columns of the narrowest line that a terminal or a mail program cuts.
pub(super) const NARROWEST: usize = 20;

/// Columns from which on a line is longer than a note, so that it may have been cut and the next be blank.
pub(super) const LONG: usize = 40;

/// What of a command may stand before the secret on the lines to come.
#[derive(Default, Clone, Copy, PartialEq)]
pub(super) enum Awaits {
    /// The number of a gateway, a form, or the secret.
    Number,
    /// A form, or the secret.
    #[default]
    Form,
}

impl Awaits {
    /// Behind a line that ends before the secret.
    fn behind(text: &str) -> Self {
        let last = text.split_ascii_whitespace().next_back();
        let is_key = last.is_some_and(|it| it.ends_with("key") || it.starts_with("pre"));
        if is_key { Self::Number } else { Self::Form }
    }

    /// How many words of a line are none of these.
    fn n_further(self, text: &str) -> usize {
        let mut words = text.split_ascii_whitespace().peekable();
        words.next_if(|it| self == Self::Number && is_number(it));
        while words.next_if(|it| FORMS.contains(it)).is_some() {}
        words.count()
    }

    /// Behind a line with none or some of these.
    fn after(self, text: &str) -> Self {
        let mut words = text.split_ascii_whitespace();
        let has_number = words
            .next()
            .is_some_and(|it| is_number(it) || FORMS.contains(&it));
        if has_number { Self::Form } else { self }
    }
}

impl Masker {
    /// So many words up to the end of a secret follow below a line that ends before them.
    pub(super) fn go_on(&mut self, runs_on: RunsOn, missing: usize, text: &str) {
        self.runs_on = runs_on;
        self.missing = missing;
        self.awaits = Awaits::behind(text);
    }

    /// Whether a line stands between a secret's beginning and its rest: a blank one, as another program may have
    /// set behind each, or a note.
    pub(super) fn is_between(&self, runs_on: RunsOn, text: &str) -> bool {
        let may_wait = matches!(
            runs_on,
            RunsOn::CutLine | RunsOn::MaybeCut | RunsOn::KeyBytes
        );
        let is_missing = self.missing > 0 && may_wait;
        if text.bytes().all(|byte| matches!(byte, b' ' | b'>' | b'|')) {
            let was_long = self.width >= LONG;
            let is_key = matches!(runs_on, RunsOn::KeyBytes | RunsOn::PrivateKey);
            return is_missing || (!self.after_blank && (was_long || is_key));
        }
        is_missing && is_note(text)
    }

    /// Whether a line has as many words as are missing, behind the number and the form of a key, or nothing but
    /// these.
    fn is_all(&self, text: &str) -> bool {
        let n_further = self.awaits.n_further(text);
        self.missing > 0 && (n_further == 0 || n_further == self.missing)
    }

    /// Whether a line holds one word, also where people set something around it, if one is missing.
    fn is_missing_word(&self, text: &str) -> bool {
        let is_open = || self.missing > 0 && !text.contains(MASK);
        is_lone_word(text) || (is_open() && is_lone_word(bare(text)))
    }

    /// Counts the words of a line off from those that are missing, but for a number, a form and a remark.
    fn count_off(&mut self, text: &str) {
        let is_remark = in_brackets(text) && !is_likely_key(bare(text));
        let n_words = if is_remark {
            0
        } else {
            self.awaits.n_further(text)
        };
        self.missing = self.missing.saturating_sub(n_words);
        self.awaits = self.awaits.after(text);
    }

    /// Whether the whole line is the rest of a secret that the line before has begun.
    pub(super) fn is_rest(
        &mut self,
        runs_on: RunsOn,
        text: &str,
        full: bool,
        vault: &mut Vault,
    ) -> bool {
        let trimmed = text.trim_start_matches([' ', '>']);
        let width_before = std::mem::replace(&mut self.width, width(trimmed));
        // A terminal of any width cuts at the same column each time, but for a blank.
        let as_wide = width_before >= NARROWEST && self.width + 1 >= width_before;
        let after_blank = std::mem::take(&mut self.after_blank);
        let last = vault.0.last_mut();
        match runs_on {
            RunsOn::KeyBytes if is_hex_bytes(text) => {
                self.runs_on = runs_on;
                if let Some(entry) = last.filter(|it| it.kind == SecretKind::SaKey) {
                    entry.secret.extend(text.chars().filter(|c| *c != ' '));
                }
                true
            }
            // Pre-shared key: and the key below.
            RunsOn::KeyBytes => self.missing > 0 && is_lone_word(bare(text)),
            RunsOn::PrivateKey if is_base64(text) => {
                self.runs_on = runs_on;
                true
            }
            // What is masked already has been read once, and nothing of it is missing.
            RunsOn::CutLine | RunsOn::CutKey if is_hidden(text) => false,
            // A mail program may have set the rest in.
            RunsOn::CutLine | RunsOn::CutKey
                if (is_rest_of_cut_line(text) && (!after_blank || self.is_all(trimmed)))
                    || self.is_missing_word(text) =>
            {
                if let Some(entry) = last.filter(|_| runs_on == RunsOn::CutKey) {
                    entry.secret.push_str(text);
                }
                self.count_off(trimmed);
                if full || self.missing > 0 || (as_wide && runs_on == RunsOn::CutLine) {
                    self.runs_on = runs_on;
                }
                true
            }
            RunsOn::MaybeBroken | RunsOn::MaybeCut
                if self.is_missing_word(text) || goes_on(trimmed) =>
            {
                self.count_off(trimmed);
                if runs_on == RunsOn::MaybeBroken {
                    // Half a key must be compared with nothing.
                    vault.0.pop();
                }
                if as_wide || self.missing > 0 {
                    self.runs_on = RunsOn::MaybeCut;
                }
                true
            }
            RunsOn::No
            | RunsOn::CutLine
            | RunsOn::CutSerial
            | RunsOn::CutAddress
            | RunsOn::CutKey
            | RunsOn::MaybeBroken
            | RunsOn::MaybeCut
            | RunsOn::PrivateKey => false,
        }
    }
}

/// A line without what people set around a word: the mark of a list or of a quotation, an arrow, brackets, a
/// remark behind it.
fn bare(text: &str) -> &str {
    let is_around = |c: char| " >|→⇒=-*・※「」『』【】()（）[]\"'`".contains(c);
    let text = text.trim_matches(is_around);
    let remark = text.find([' ', '(', '（', '【', '←', '※']);
    let Some((word, remark)) = remark.and_then(|at| text.split_at_checked(at)) else {
        return text;
    };
    let is_remark = remark
        .trim_start()
        .starts_with(['(', '（', '[', '【', '←', '※']);
    if is_remark { word } else { text }
}

/// Whether a line is a remark: without letters of ASCII, or in brackets and of more than one word.
fn is_note(text: &str) -> bool {
    let text = text.trim_matches([' ', '>', '|']);
    let has_word = text.contains(|c: char| c.is_ascii_alphanumeric());
    let is_remark = text.starts_with('※') || (in_brackets(text) && !is_lone_word(bare(text)));
    let is_answer = text.ends_with([':', '：']) || text.contains('#');
    let mut words = text.split(|c: char| !c.is_ascii_graphic());
    let has_key = words.any(|it| is_likely_key(it.trim_matches(['(', ')'])));
    !is_hidden(text) && !is_answer && !has_key && (!has_word || is_remark)
}

fn in_brackets(text: &str) -> bool {
    let text = text.trim_matches([' ', '>', '|']);
    text.starts_with(['(', '（', '[', '【']) && text.ends_with([')', '）', ']', '】'])
}

/// Whether a line goes on with a second secret of the same command.
fn goes_on(text: &str) -> bool {
    const WORDS: [&str; 4] = ["myname", "aes128-cfb", "des-cbc", "auth"];
    let first = text.split(' ').next().unwrap_or_default();
    WORDS.contains(&first) && first.len() < text.len()
}

fn is_base64(text: &str) -> bool {
    let of_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    !text.is_empty() && text.trim().bytes().all(of_base64)
}

fn is_hex_bytes(text: &str) -> bool {
    let mut digits = text.bytes().filter(|byte| *byte != b' ').peekable();
    digits.peek().is_some() && digits.all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a line holds one word that begins no setting, no answer, and is no prompt and no ruler.
fn is_lone_word(text: &str) -> bool {
    let word = text.trim_start();
    // A mail program may have quoted the rest.
    let quoted = word.trim_start_matches(['>', ' ']);
    let is_typed = quoted.len() < word.len() && is_verb(quoted);
    let has_letter = quoted.bytes().any(|byte| byte.is_ascii_alphanumeric());
    let is_word = has_letter && !quoted.contains(' ') && quoted.is_ascii();
    is_word && !is_typed && !quoted.ends_with(':') && is_rest_of_cut_line(quoted)
}

/// Whether a line may be the rest of a secret: it begins no setting, and nothing is typed there.
pub(super) fn is_rest_of_cut_line(text: &str) -> bool {
    let text = text.trim_start();
    // A mail program may have quoted it; before a command this is a prompt.
    let quoted = text.trim_start_matches(['>', ' ']);
    let text = if is_verb(quoted) { text } else { quoted };
    let first = text.split(' ').next().unwrap_or_default();
    // A secret may hold these signs; a prompt or a comment has them, too.
    let may_be_typed =
        first.contains(['#', '>']) && (first.len() < text.len() || prompt(text).is_some());
    !first.is_empty() && !CONFIG_WORDS.contains(&first) && !may_be_typed
}
