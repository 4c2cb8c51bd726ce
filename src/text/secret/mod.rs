//! Turns lines that hold keys, passwords, serial numbers or MAC addresses into lines that do not,
//! and keeps what must be comparable in a vault that can do nothing else.

mod below;
mod bracket;
mod device;
mod guessable;
mod key;
mod marker;
mod note;
mod rest;
mod said;
mod serial;
mod sign;
mod stand_in;
mod table;
mod vault;
mod wide;
mod words;

use std::borrow::Cow;

use super::clean::{fills_terminal, width};
use below::Below;
use device::{
    cut_mac_address, is_of_mac_address, mask_bare_addresses, mask_lone_addresses,
    mask_mac_addresses, mask_rest_of_word, without_user_info,
};
use key::{key_material, key_value};
use marker::{
    Marked, announces_another, broken_marker, clear_secret, is_begun_form, marked_secret,
};
use rest::{Awaits, RunsOn};
use serial::mask_serial;
use sign::{has_sign, suspicious};
use stand_in::is_stand_in;
use table::{Table, words_of_cells};
use vault::Entry;
pub use vault::{SecretKind, Vault};
use wide::half_width;

/// What stands in a line where a secret stood.
const MASK: &str = "***";

/// A typed text with each secret in it masked, as in a paste.
pub fn masked(typed: &str) -> String {
    let mut masker = Masker::default();
    let mut vault = Vault::default();
    // A stray carriage return would go one by one, each time the text is read again.
    let lines = typed.lines().map(|line| line.trim_end_matches('\r'));
    let mut lines = lines.peekable();
    let mut out = Vec::new();
    while let Some(line) = lines.next() {
        let full = fills_terminal(line, lines.peek().copied());
        masker.note_tabs(line);
        out.push(masker.mask(0, Cow::Borrowed(line), full, &mut vault));
    }
    out.join("\n")
}

/// Masks line by line; remembers when a secret runs on into the next line.
#[derive(Default)]
pub(super) struct Masker {
    runs_on: RunsOn,
    /// Columns of the line before, where it may have been cut.
    width: usize,
    /// How many words up to the end of the secret are still to come, where a line was broken before it.
    missing: usize,
    /// What may stand before them.
    awaits: Awaits,
    /// Whether the line before is blank.
    after_blank: bool,
    /// The words at the end of the line before with which a command for a secret begins.
    begun: String,
    /// The table in whose rows the line may be one.
    table: Option<Table>,
    /// How many words each cell of the line has, where tabs part them.
    tabs: Vec<usize>,
    /// The label below which the line may be a row.
    below: Option<Below>,
}

impl Masker {
    /// Notes what tabs the next line had before they became blanks.
    pub(super) fn note_tabs(&mut self, raw: &str) {
        self.tabs = words_of_cells(raw);
    }

    /// The line without its secrets; those that must be comparable go into the vault.
    pub(super) fn mask<'t>(
        &mut self,
        line: u32,
        text: Cow<'t, str>,
        full: bool,
        vault: &mut Vault,
    ) -> Cow<'t, str> {
        let text = self.mask_row(text);
        let text = self.mask_below(text);
        let text = self.mask_text(line, text, full, vault);
        self.tabs.clear();
        text
    }

    fn mask_text<'t>(
        &mut self,
        line: u32,
        text: Cow<'t, str>,
        full: bool,
        vault: &mut Vault,
    ) -> Cow<'t, str> {
        let begun = std::mem::take(&mut self.begun);
        let more = if begun.is_empty() {
            broken_marker(&text).map(str::to_owned)
        } else {
            broken_marker(&format!("{begun} {text}")).map(str::to_owned)
        };
        let text = if begun.is_empty() {
            self.mask_line(line, text, full, vault)
        } else {
            self.mask_begun(&begun, line, text, full, vault)
        };
        self.begun = more.unwrap_or_default();
        text
    }

    /// A line behind one that ends within the words that announce a secret. Half a command is no setting, so
    /// the secret is compared with nothing.
    fn mask_begun<'t>(
        &mut self,
        begun: &str,
        line: u32,
        text: Cow<'t, str>,
        full: bool,
        vault: &mut Vault,
    ) -> Cow<'t, str> {
        let rest = text.trim_start_matches([' ', '>']);
        let alone = has_sign(rest.as_bytes())
            .then(|| marked_secret(rest))
            .flatten();
        // The line may have been broken between two words, or within one.
        let mut announced = [" ", ""].into_iter().filter_map(|joint| {
            let joined = format!("{begun}{joint}{rest}");
            let before = joined.len() - rest.len();
            match marked_secret(&joined)? {
                Marked::From(at) => Some(Marked::From(at.checked_sub(before)?)),
                Marked::NextLine(missing) => Some(Marked::NextLine(missing)),
                Marked::NextLineOfCut | Marked::NextWord => None,
            }
        });
        match announced.find(|it| alone.is_none_or(|alone| *it < alone)) {
            Some(Marked::From(at)) => {
                self.go_on(RunsOn::MaybeCut, 0, "");
                self.width = width(&text);
                let kept = rest.get(..at).unwrap_or_default();
                before_a_key(Cow::Owned(format!("{kept}{MASK}")))
            }
            Some(Marked::NextLine(missing)) => {
                let text = self.mask_line(line, text, full, vault);
                self.go_on(RunsOn::CutLine, missing, &text);
                text
            }
            Some(Marked::NextLineOfCut | Marked::NextWord) | None => {
                self.mask_line(line, text, full, vault)
            }
        }
    }

    fn mask_line<'t>(
        &mut self,
        line: u32,
        text: Cow<'t, str>,
        full: bool,
        vault: &mut Vault,
    ) -> Cow<'t, str> {
        if let Some(half) = half_width(&text) {
            return self.mask_wide(line, text, &half, full);
        }
        let runs_on = std::mem::take(&mut self.runs_on);
        if runs_on != RunsOn::No {
            if self.is_between(runs_on, &text) {
                (self.runs_on, self.after_blank) = (runs_on, true);
                return text;
            }
            if self.is_rest(runs_on, &text, full, vault) {
                return Cow::Borrowed(MASK);
            }
        }
        let text = match runs_on {
            RunsOn::CutSerial => mask_rest_of_word(text, |byte| byte.is_ascii_alphanumeric()),
            RunsOn::CutAddress => mask_rest_of_word(text, is_of_mac_address),
            RunsOn::No
            | RunsOn::KeyBytes
            | RunsOn::CutLine
            | RunsOn::CutKey
            | RunsOn::MaybeBroken
            | RunsOn::MaybeCut
            | RunsOn::PrivateKey => text,
        };
        if !suspicious(text.as_bytes()) {
            return text;
        }
        let width = width(&text);
        // Most are of addresses that a router gave out, and hold no word for a secret.
        let masked = if has_sign(text.as_bytes()) {
            self.mask_suspicious(line, text, full, vault)
        } else {
            self.mask_device(line, text, full, vault)
        };
        self.width = width;
        masked
    }

    /// A line with letters of double width is read in single width, and stays as it is if it holds no secret.
    fn mask_wide<'t>(
        &mut self,
        line: u32,
        text: Cow<'t, str>,
        half: &str,
        full: bool,
    ) -> Cow<'t, str> {
        // No router has such a command among its settings, so it is compared with nothing.
        let mut aside = Vault::default();
        let masked = self.mask_text(line, Cow::Borrowed(half), full, &mut aside);
        let masked = (*masked != *half).then(|| masked.into_owned());
        self.runs_on = self.runs_on.without_vault();
        masked.map_or(text, Cow::Owned)
    }

    fn mask_suspicious<'t>(
        &mut self,
        line: u32,
        text: Cow<'t, str>,
        full: bool,
        vault: &mut Vault,
    ) -> Cow<'t, str> {
        if text.contains("BEGIN") && text.contains("PRIVATE KEY--") {
            self.runs_on = RunsOn::PrivateKey;
            return text;
        }
        // A pre-shared key may itself hold a colon, even behind the word.
        let label = key_value(&text).filter(|_| !text.contains("pre-shared-key "));
        if let Some(at) = label {
            let value = text.get(at..).unwrap_or_default().trim();
            if value.is_empty() || is_hidden(value) {
                if value.is_empty() {
                    self.go_on(RunsOn::KeyBytes, 1, &text);
                }
                return before_a_key(text);
            }
            (self.runs_on, self.missing) = (RunsOn::KeyBytes, 0);
            let secret = value
                .chars()
                .filter(|c| *c != ' ')
                .map(|c| c.to_ascii_lowercase())
                .collect();
            vault.0.push(Entry {
                line,
                kind: SecretKind::SaKey,
                secret,
            });
            let before = text.get(..at).unwrap_or_default().trim_end();
            return Cow::Owned(format!("{} {MASK}", before_a_key(Cow::Borrowed(before))));
        }
        if let Some(table) = Table::below(&text, &self.tabs) {
            self.table = Some(table);
        } else if let Some(below) = Below::of(&text) {
            self.below = Some(below);
        }
        let holds_key_before = |at| key_material(text.get(..at).unwrap_or_default()).is_some();
        match clear_secret(&text) {
            Some(Marked::From(at)) if !holds_key_before(at) => {
                return self.mask_from(at, line, &text, full, vault);
            }
            Some(Marked::NextLine(missing)) => self.go_on(RunsOn::CutLine, missing, &text),
            Some(Marked::NextLineOfCut) if full => self.go_on(RunsOn::CutLine, 0, &text),
            Some(Marked::NextLineOfCut) => self.go_on(RunsOn::MaybeCut, 0, &text),
            Some(Marked::NextWord) => self.go_on(RunsOn::MaybeCut, 1, &text),
            Some(Marked::From(_)) | None => {}
        }
        if let Some(at) = key_material(&text) {
            (self.runs_on, self.missing) = (RunsOn::KeyBytes, 0);
            let before = before_a_key(Cow::Borrowed(text.get(..at).unwrap_or_default()));
            return Cow::Owned(format!("{before}{MASK}"));
        }
        self.mask_device(line, text, full, vault)
    }

    /// A line with a secret from a place to its end.
    fn mask_from(
        &mut self,
        at: usize,
        line: u32,
        text: &str,
        full: bool,
        vault: &mut Vault,
    ) -> Cow<'static, str> {
        let secret = text.get(at..).unwrap_or_default().trim();
        let before = text.get(..at).unwrap_or_default();
        let key = pre_shared_key(line, before, secret);
        // A key in quotation marks may hold blanks.
        let is_open = secret.bytes().filter(|byte| *byte == b'"').count() == 1;
        (self.missing, self.awaits) = (usize::from(is_open), Awaits::Form);
        // Behind a name that was cut, its rest and the password follow.
        let is_name = before.trim_end().ends_with("tunnel auth on") && !secret.contains(' ');
        if announces_another(secret) || is_begun_form(secret) || is_name {
            self.missing = 2;
        }
        self.runs_on = match &key {
            _ if self.missing > 0 => RunsOn::CutLine,
            Some(_) if full => RunsOn::CutKey,
            Some(_) => RunsOn::MaybeBroken,
            None if full => RunsOn::CutLine,
            None => RunsOn::MaybeCut,
        };
        vault.0.extend(key.filter(|_| !is_open));
        let before = before_a_key(Cow::Borrowed(before));
        Cow::Owned(format!("{before}{MASK}"))
    }

    /// Masks what identifies the device: its serial number and MAC addresses.
    fn mask_device<'t>(
        &mut self,
        line: u32,
        text: Cow<'t, str>,
        full: bool,
        vault: &mut Vault,
    ) -> Cow<'t, str> {
        let known = vault.0.len();
        let text = without_device(line, text, vault);
        let found_serial = vault.0.len() > known && text.ends_with("serial=***");
        if full && (found_serial || text.ends_with("serial=")) {
            // Half a number must not be compared with another's.
            vault.0.truncate(known);
            self.runs_on = RunsOn::CutSerial;
            return text;
        }
        let Some(at) = cut_mac_address(&text, full) else {
            if text.contains("://") && text.ends_with(":***") {
                self.go_on(RunsOn::MaybeCut, 0, "");
            }
            return text;
        };
        self.runs_on = RunsOn::CutAddress;
        Cow::Owned(format!("{}{MASK}", text.get(..at).unwrap_or_default()))
    }
}

/// The key of a setting, unless a person wrote something else in its place.
fn pre_shared_key(line: u32, before: &str, secret: &str) -> Option<Entry> {
    let mut words = before.split_ascii_whitespace();
    let is_setting = words.any(|word| word == "ike")
        && words.next() == Some("pre-shared-key")
        && before.contains("ipsec ");
    let is_text = before.trim_end().ends_with(" text");
    let form = if is_text { "text " } else { "" };
    (is_setting && !is_stand_in(secret, is_text)).then(|| Entry {
        line,
        kind: SecretKind::PreSharedKey,
        secret: format!("{form}{secret}"),
    })
}

/// Masks whatever of a line names the device or a user; its serial number goes into the vault.
fn without_device<'t>(line: u32, text: Cow<'t, str>, vault: &mut Vault) -> Cow<'t, str> {
    let text = mask_serial(line, without_user_info(text), vault);
    mask_lone_addresses(mask_bare_addresses(mask_mac_addresses(text)))
}

/// What stands before a key that is masked or hidden: it may name the device. A number found there is
/// compared with nothing.
fn before_a_key(text: Cow<'_, str>) -> Cow<'_, str> {
    without_device(0, text, &mut Vault::default())
}

/// Whether the router or the person has masked the value already.
fn is_hidden(value: &str) -> bool {
    value
        .chars()
        .all(|c| matches!(c, '*' | 'x' | 'X' | ' ' | '●' | '＊' | '-'))
        || value.starts_with("**")
        || value.contains("confidential")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::read;

    fn masked(text: &str) -> String {
        let lines = read(text).lines;
        lines
            .iter()
            .map(|line| line.text.as_ref())
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn keys_of_sas_are_masked_and_run_on() {
        assert_eq!(
            masked("鍵 : 00 11 22 33\n44 55\nSPI: 00 11"),
            "鍵 : ***\n***\nSPI: 00 11"
        );
        assert_eq!(masked("Key: 0011"), "Key: ***");
    }

    #[test]
    fn blank_lines_before_a_key_let_it_out_no_more() {
        for (cut, rest) in [
            ("ipsec ike pre-shared-key 1 text", "geheim-1"),
            ("ipsec ike pre-shared-key 1", "text geheim-2"),
            ("ipsec ike pre-shared-key", "1 text geheim-3"),
            ("pp auth myname", "a@isp.example geheim-4"),
        ] {
            for blank in ["", "\n", "\n\n", "\n>"] {
                let text = masked(&format!("{cut}{blank}\n{rest}\ntunnel enable 1"));
                assert!(!text.contains("geheim"), "{text}");
                assert!(text.ends_with("\ntunnel enable 1"), "{text}");
            }
        }
        let note = "ipsec ike pre-shared-key 1 text\n\ntunnel enable 1";
        assert_eq!(masked(note), note);
    }

    #[test]
    fn a_hidden_key_is_no_secret() {
        let hidden = "Key: ** ** ** ** **  (confidential)   ** ** ** ** **";
        let document = read(hidden);
        assert_eq!(masked(hidden), hidden);
        assert_eq!(
            document
                .vault
                .same(SecretKind::SaKey, 1, &document.vault, 1),
            None
        );
    }

    #[test]
    fn keys_can_be_compared_and_nothing_else() {
        let (a, b, c) = (read("鍵 : 00 AA"), read("\nKey: 00aa"), read("Key: 00 ab"));
        assert_eq!(a.vault.same(SecretKind::SaKey, 1, &b.vault, 2), Some(true));
        assert_eq!(a.vault.same(SecretKind::SaKey, 1, &c.vault, 1), Some(false));
        assert_eq!(format!("{:?}", a.vault), "Vault(1 secrets)");
    }

    #[test]
    fn pre_shared_keys_are_compared_by_their_bytes() {
        let key = |form: &str| format!("ipsec ike pre-shared-key 1 {form}");
        let same = |one: &str, other: &str| {
            let (one, other) = (key(one), key(other));
            let (one, other) = (read(&one).vault, read(&other).vault);
            one.same(SecretKind::PreSharedKey, 1, &other, 1)
        };
        assert_eq!(same("text dummy", "text dummy"), Some(true));
        assert_eq!(same("text dummy", "text Dummy"), Some(false));
        assert_eq!(same("text dummy", "0x64756D6d79"), Some(true));
        assert_eq!(same("text dummy", "text \"dummy\""), Some(true));
        assert_eq!(same("text dummy", " text  dummy"), Some(true));
        for hidden in [
            "text ***",
            "text xxxxxxxx",
            "text <key>",
            "text 事前共有鍵",
            "text ${KEY}",
            "text REDACTED",
            "text (hidden)",
            "text ........",
            "0x????????",
        ] {
            assert_eq!(same("text dummy", hidden), None, "{hidden}");
        }
    }

    #[test]
    fn a_pre_shared_key_cut_at_the_80th_column_is_compared_whole() {
        let long = format!(" ipsec ike pre-shared-key 1 text {}", "k".repeat(60));
        let (head, tail) = long.split_at(80);
        let cut = read(&format!("{head}\n{tail}")).vault;
        let same = |other: &str| cut.same(SecretKind::PreSharedKey, 1, &read(other).vault, 1);
        assert_eq!(same(&long), Some(true));
        assert_eq!(same(head), Some(false));
    }

    #[test]
    fn a_key_that_a_mail_program_broke_is_masked_and_compared_with_nothing() {
        let broken = "ipsec ike pre-shared-key 1 text dum\nmy\nipsec ike hash 1 sha";
        assert_eq!(
            masked(broken),
            "ipsec ike pre-shared-key 1 text ***\n***\nipsec ike hash 1 sha"
        );
        assert_eq!(
            masked("ipsec ike pre-shared-key 1 text my key:dummy"),
            "ipsec ike pre-shared-key 1 text ***"
        );
        assert!(!read(broken).vault.holds(SecretKind::PreSharedKey, 1));
        let whole = "ipsec ike pre-shared-key 1 text dummy\nRTX1210#";
        assert!(read(whole).vault.holds(SecretKind::PreSharedKey, 1));
    }

    #[test]
    fn passwords_are_masked_wherever_the_router_takes_one() {
        for (line, expected) in [
            (
                "ipsec ike pre-shared-key 1 text open sesame",
                "ipsec ike pre-shared-key 1 text ***",
            ),
            (
                "ipsec ike pre-shared-key 1 0x1234",
                "ipsec ike pre-shared-key 1 ***",
            ),
            ("# login password dummy", "# login password ***"),
            (
                "administrator password encrypted dummy",
                "administrator password encrypted ***",
            ),
            ("login user ann dummy", "login user ann ***"),
            (
                " pp auth myname me@isp.example dummy",
                " pp auth myname me@isp.example ***",
            ),
            (" pp auth username ann dummy", " pp auth username ann ***"),
            (
                "ipsec ike xauth myname 1 ann dummy",
                "ipsec ike xauth myname 1 ann ***",
            ),
            ("radius secret dummy", "radius secret ***"),
            (
                "ipsec ike license-key 1 dummy",
                "ipsec ike license-key 1 ***",
            ),
            (
                "ip lan1 vrrp 1 192.168.1.254 auth=dummy",
                "ip lan1 vrrp 1 192.168.1.254 auth=***",
            ),
            (
                "snmp community read-only dummy",
                "snmp community read-only ***",
            ),
            ("l2tp tunnel auth on dummy", "l2tp tunnel auth on ***"),
        ] {
            assert_eq!(masked(line), expected);
        }
    }

    /// Commands that take a password, a key or a community name, and such as may; `dummy` is the secret.
    const WITH_SECRETS: &[&str] = &[
        "login password dummy",
        "login password encrypted dummy",
        "administrator password dummy",
        "administrator password encrypted dummy",
        "login user ann dummy",
        "login user ann encrypted dummy",
        "auth user 1 ann dummy",
        "pp auth username ann dummy",
        "pp auth username ann dummy myname hq dummy",
        "pp auth username ann dummy 192.168.1.20",
        "pp auth myname hq dummy",
        "wan auth myname hq dummy",
        "ipsec ike pre-shared-key 1 text dummy",
        "ipsec ike pre-shared-key 1 0xdummy",
        "ipsec ike xauth myname 1 hq dummy",
        "ipsec ike eap myname 1 hq dummy",
        "ipsec ike license-key 1 dummy",
        "pki certificate file 1 :hq.p12 pkcs12 dummy",
        "l2tp tunnel auth on dummy",
        "tunnel password dummy",
        "bgp neighbor pre-shared-key 1 text dummy",
        "ip lan1 rip auth key text dummy",
        "ip lan1 rip auth key hex dummy",
        "ip lan1 ospf area backbone authkey=dummy",
        "ip lan1 ospf area backbone md5key=(1,\"dummy\")",
        "ip lan1 vrrp 1 192.168.1.254 auth=dummy",
        "radius secret dummy",
        "snmp community read-only dummy",
        "snmp community read-write dummy",
        "snmp trap community dummy",
        "snmpv2c community read-only dummy",
        "snmpv2c trap community dummy",
        "snmp host 192.168.1.9 dummy",
        "snmp host any dummy dummy",
        "snmpv2c host 192.168.1.9 dummy",
        "snmp trap host 192.168.1.9 dummy",
        "snmpv2c trap host 192.168.1.9 trap dummy",
        "snmpv3 usm user 1 ann sha dummy aes128-cfb dummy",
        "sshd host key generate dummy",
        "mobile pin code usb1 dummy",
        "mobile pin-code usb1 dummy",
        "yno access code ann dummy",
        "mail server smtp 1 smtp.example.jp smtp-auth ann dummy",
        "mail server pop 1 pop.example.jp pop3 ann dummy",
        "sip server 1 192.0.2.5 register udp sip:ann@sip.example.jp ann dummy",
        "wireless security key dummy",
        "wireless security key 1 dummy",
        "wireless security passphrase dummy",
        "wireless wpa-psk dummy",
        "http proxy auth user ann dummy",
        "dns ddns key dummy",
        "netvolante-dns user ann dummy",
    ];

    #[test]
    fn no_command_gives_its_secret_away() {
        for line in WITH_SECRETS {
            for form in [
                (*line).to_owned(),
                format!("RTX1210# {line}"),
                format!(" no {line}"),
            ] {
                let shown = masked(&form);
                assert!(shown.contains(MASK), "{form}: {shown}");
                assert!(!shown.contains("dummy"), "{form}: {shown}");
            }
        }
    }

    #[test]
    fn no_broken_command_gives_its_secret_away() {
        for line in WITH_SECRETS {
            let quoted = line.replace("text dummy", "text \"my dummy\"");
            for line in [*line, &quoted] {
                for (at, _) in line.match_indices(' ') {
                    let (before, behind) = line.split_at(at);
                    for indent in ["", " ", "    ", "> "] {
                        let broken = format!("{before}\n{indent}{}", behind.trim_start());
                        // What stands before is a whole command, and nothing tells where it goes on.
                        let may_be_whole = marked_secret(before) == Some(Marked::NextLineOfCut);
                        if may_be_whole && behind.split_ascii_whitespace().count() > 1 {
                            continue;
                        }
                        let shown = masked(&format!("{broken}\n#"));
                        assert!(!shown.contains("dummy"), "{broken}: {shown}");
                    }
                }
            }
        }
    }

    #[test]
    fn settings_behind_a_secret_that_was_taken_out_stay() {
        for line in WITH_SECRETS {
            let without = line.replace(" dummy", "");
            for next in [
                "ip lan1 address 192.168.1.1/24",
                " pp enable 1",
                "  ipsec ike hash 1 sha",
                "snmp sysname HQ",
                "HQ# show ipsec sa",
            ] {
                let shown = masked(&format!("{without}\n{next}"));
                assert!(shown.ends_with(next), "{without}: {shown}");
            }
        }
    }

    #[test]
    fn what_people_note_down_and_what_a_mail_program_set_in_is_masked() {
        for noted in [
            "パスワードはdummyです",
            "事前共有鍵は「dummy」です",
            "事前共有キー：dummy",
        ] {
            let masked = masked(noted);
            assert!(
                !masked.contains("dummy") && masked.contains("***"),
                "{masked}"
            );
        }
        let broken =
            "ipsec ike pre-shared-key 1 text\n    dummy\n  ipsec ike remote address 1 203.0.113.2";
        assert_eq!(
            masked(broken),
            "ipsec ike pre-shared-key 1 text\n***\n  ipsec ike remote address 1 203.0.113.2"
        );
    }

    #[test]
    fn a_secret_that_was_left_out_takes_no_line_with_it() {
        for line in [
            "snmp host any",
            "snmp trap host 192.168.1.9",
            "sip server 1 192.0.2.5 register udp sip:ann@sip.example.jp ann",
        ] {
            let text = format!("{line}\nhttpd host lan1");
            assert_eq!(masked(&text), text);
        }
    }

    #[test]
    fn a_secret_cut_at_the_80th_column_is_masked_to_its_end() {
        let first = format!(" ipsec ike pre-shared-key 1 text {}", "k".repeat(47));
        assert_eq!(first.len(), 80);
        let text = format!("{first}\nkkkk\n ipsec ike remote address 1 192.0.2.1");
        assert_eq!(
            masked(&text),
            " ipsec ike pre-shared-key 1 text ***\n***\n ipsec ike remote address 1 192.0.2.1"
        );
    }

    #[test]
    fn serial_numbers_and_mac_addresses_are_masked() {
        assert_eq!(
            masked(
                "main:  RTX1210 ver=00 serial=N00000001 MAC-Address=00:00:5e:00:53:01 MAC-Address=00:00:5e:00:53:02"
            ),
            "main:  RTX1210 ver=00 serial=*** MAC-Address=*** MAC-Address=***"
        );
        assert_eq!(
            masked("192.0.2.1  00-00-5e-00-53-01  1200"),
            "192.0.2.1  ***  1200"
        );
    }

    #[test]
    fn ordinary_lines_stay() {
        for line in [
            "1980/01/01 09:23:14: 'administrator' succeeded for Serial user",
            "Serial Baudrate: 9600",
            "SPI: 6b ce fd 8a d5 30 9b 02 0c f3 87 52 4a 87 6e 77",
            "ipsec ike keepalive use 1 on heartbeat 10 6",
            "2001:db8::1:2:3:4:5",
            "2     1    1     tun[0001]esp  send 28769   community-center",
            "2     1    1     tun[0001]esp  send 28769   psk-branch",
        ] {
            assert_eq!(masked(line), line);
        }
    }
}
