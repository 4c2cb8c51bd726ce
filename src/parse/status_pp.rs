//! Turns the answer to `show status pp N` into one record per PP interface.
//!
//! # Source
//! Command reference, "各相手先の状態の表示".
//! # Shape
//! `PP[01]:`, a sentence that tells the state, then labels; after a disconnection a second block of the
//! session before, under `直前の…の状態:` or `Last … session status:`, which is never the present.
//! # Units
//! `通信時間`: since the session is up, as `20分39秒` or `1 minute 49 seconds`. Packets of the session.
//! # Lines
//! `PP[n]:` → new record · state, addresses, packets, time → facts · other labels of a session → known,
//! no fact · everything labelled under the heading of the past → the past · anything else → unread
//! # Wording
//! See `wording` below. Only the exact sentence says that a session is up.

use super::atom::{duration, single_blanks};
use super::label::{Printed, count, is_one_of, labelled};
use super::lines::{Collect, answers};
use super::pp_state::state;
use super::{Extent, Output, Record, Span, guessed, seen};
use crate::text::Shape;

pub(super) static OUTPUT: Output = Output {
    shape: Some(Shape {
        words: &["show", "status", "pp"],
        options: &["anonymous"],
        analysed: true,
    }),
    command: "show status pp",
    first: "PLC直携回",
    claims: |text| item(text).is_some_and(|item| item.is_of_no_other()),
    // An error message has a label that the past may have too.
    continues: |text| item(text).is_some_and(|item| !matches!(item, Item::OfPast)),
    wording: &[
        seen(
            "PPPoE の六つの状態、PPTP と携帯端末の文、接続中の詳細、直前の状態の見出し",
            "the six states of PPPoE, sentences about PPTP and mobile terminals, the details of a session, \
             the heading of the one before",
        ),
        guessed(
            "直前の状態に並ぶ項目、L2TP の文",
            "what stands under the session before, sentences about L2TP",
        ),
    ],
    read: answers::<PpStatus>,
};

/// One PP interface.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PpStatus {
    /// The line that opens it.
    pub line: u32,
    /// `PP[01]`; None where the heading is missing.
    pub interface: Option<String>,
    /// What the state sentence says.
    pub state: Option<Printed<PpState>>,
    /// What the sentence is about: `PPPoE`, `PPTP`, `携帯端末`, `line`.
    pub kind: String,
    /// `PP IP Address Local:`, as printed.
    pub local: Option<Printed<String>>,
    /// `Remote:` of the same line.
    pub remote: Option<Printed<String>>,
    /// Seconds that the session is up.
    pub uptime: Option<Printed<u32>>,
    /// Packets received.
    pub received: Option<Printed<u64>>,
    /// Packets sent.
    pub sent: Option<Printed<u64>>,
    /// `IPV6CP Local:`, of a session that carries IPv6.
    pub ipv6: Option<u32>,
    /// `CCP:`, the last line of a session.
    pub last: Option<u32>,
    /// The heading of the session before this one.
    pub past: Option<u32>,
    /// Why the session before ended, as printed.
    pub past_end: Option<Printed<String>>,
    /// `PP IP Address Local:` of the session before, as printed.
    pub past_local: Option<Printed<String>>,
    /// Whether the line before named one end only of what was negotiated.
    is_open: bool,
    /// Whether the line with the addresses was cut within the first of them.
    lacks_address: bool,
    /// Whether the addresses were negotiated, of which a line tells the outcome.
    has_ipcp: bool,
}

/// What a state sentence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PpState {
    /// `接続されています`, `Connected`.
    Connected,
    /// `接続処理中です`, `In connecting process`.
    Connecting,
    /// `継っていません`, `Offline`.
    Offline,
    /// `一度も継っていません`, `Offline, never connected`.
    Never,
    /// `現在使用できません`, `disabled`, of a session.
    Disabled,
    /// The same, of a line: no such PP is configured.
    Unconfigured,
    /// Another sentence.
    Other,
}

pub(super) enum Item {
    Heading(String),
    State(PpState, String),
    Past,
    Addresses(String, Option<String>),
    /// The line of the addresses, cut within the first of them.
    CutAddress,
    Uptime(u32),
    Received(u64),
    Sent(u64),
    Last,
    PastEnd(String),
    /// Printed of the session before only.
    OfPast,
    /// What was negotiated; whether both ends are named.
    Option(bool),
    /// The same of the addresses.
    Ipcp(bool),
    /// The same of IPv6, which has no address of its own.
    Ipv6cp(bool),
    /// What a cut has left of such a line; a person who masks addresses makes cut lines shorter.
    Rest,
    Known,
}

impl Item {
    /// Whether it names one end only, so that what names the other may follow.
    fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Option(false)
                | Self::Ipcp(false)
                | Self::Ipv6cp(false)
                | Self::Addresses(_, None)
                | Self::CutAddress
        )
    }

    fn is_of_no_other(&self) -> bool {
        match self {
            Self::State(state, _) => *state != PpState::Other,
            Self::Heading(_) | Self::Past | Self::Addresses(..) | Self::CutAddress => true,
            Self::Uptime(_)
            | Self::Received(_)
            | Self::Sent(_)
            | Self::Last
            | Self::PastEnd(_)
            | Self::OfPast
            | Self::Option(_)
            | Self::Ipcp(_)
            | Self::Ipv6cp(_)
            | Self::Rest
            | Self::Known => false,
        }
    }
}

impl Collect for PpStatus {
    type Item = Item;

    fn item(text: &str) -> Option<Item> {
        item(text)
    }

    fn begin(line: u32, first: &Item) -> Option<Self> {
        let opens = matches!(
            first,
            Item::Heading(_)
                | Item::State(..)
                | Item::Past
                | Item::Addresses(..)
                | Item::CutAddress
        );
        opens.then(|| Self {
            line,
            ..Self::default()
        })
    }

    fn is_next(&self, item: &Item) -> bool {
        matches!(item, Item::Heading(_))
    }

    fn add(&mut self, at: Span, item: Item) -> bool {
        let line = at.first;
        let was_open = std::mem::replace(&mut self.is_open, item.is_open());
        if matches!(item, Item::Rest) {
            return was_open;
        }
        if self.past.is_some() {
            return self.add_past(line, item);
        }
        match item {
            Item::Heading(interface) => self.interface = Some(interface),
            Item::State(..) if self.state.is_some() => return false,
            Item::State(value, kind) => {
                self.state = Some(Printed { line, value });
                self.kind = kind;
            }
            Item::Past => self.past = Some(line),
            Item::Addresses(local, remote) => {
                self.local = Some(Printed { line, value: local });
                self.remote = remote.map(|value| Printed { line, value });
            }
            Item::CutAddress => self.lacks_address = true,
            Item::Ipcp(_) => self.has_ipcp = true,
            Item::Ipv6cp(_) => self.ipv6 = Some(line),
            Item::Uptime(value) => self.uptime = Some(Printed { line, value }),
            Item::Received(value) => self.received = Some(Printed { line, value }),
            Item::Sent(value) => self.sent = Some(Printed { line, value }),
            Item::Last => self.last = Some(line),
            Item::PastEnd(_) | Item::OfPast => return false,
            Item::Option(_) | Item::Rest | Item::Known => {}
        }
        true
    }

    fn finish(self) -> (Record, Extent) {
        let is_up = self.state.as_ref().map(|it| it.value) == Some(PpState::Connected);
        // People take out the line that shows their address.
        let is_taken_out = self.has_ipcp && self.local.is_none();
        let ended = !is_up || (self.last.is_some() && !self.lacks_address && !is_taken_out);
        let whole = self.interface.is_some() && self.state.is_some() && ended;
        let extent = if whole { Extent::Whole } else { Extent::Cut };
        (Record::PpStatus(self), extent)
    }
}

impl PpStatus {
    /// Takes a line of the session before: of it only its address and the reason of its end are facts.
    fn add_past(&mut self, line: u32, item: Item) -> bool {
        let is_of_present = matches!(item, Item::Heading(_) | Item::State(..) | Item::Past);
        if let Item::PastEnd(value) = item {
            self.past_end = Some(Printed { line, value });
        } else if let Item::Addresses(value, _) = item {
            self.past_local = Some(Printed { line, value });
        }
        !is_of_present
    }
}

fn item(text: &str) -> Option<Item> {
    let text = &*single_blanks(text.trim());
    if is_heading(text) {
        return Some(Item::Heading(text.trim_end_matches(':').to_owned()));
    }
    if begins_past(text) {
        return Some(Item::Past);
    }
    if let Some(addresses) = addresses(text) {
        return Some(addresses);
    }
    if let Some((state, kind)) = state(text) {
        return Some(Item::State(state, kind.to_owned()));
    }
    if let Some(time) = text.strip_suffix("connection.") {
        return duration(time).map(Item::Uptime);
    }
    if text == "PPPオプション" || ["PPP Cofigure Options", "PPP Configure Options"].contains(&text)
    {
        return Some(Item::Known);
    }
    if text.starts_with("IPCP Local:") {
        return Some(Item::Ipcp(text.contains("Remote:")));
    }
    if text.starts_with("IPV6CP Local:") {
        return Some(Item::Ipv6cp(text.contains("Remote:")));
    }
    if NEGOTIATED.iter().any(|start| text.starts_with(start)) {
        return Some(Item::Option(text.contains("Remote:")));
    }
    let (label, value) = labelled(text)?;
    if ", Remote".ends_with(label) && !value.is_empty() {
        return Some(Item::Rest);
    }
    labelled_item(label, value)
}

fn labelled_item(label: &str, value: &str) -> Option<Item> {
    const OF_PAST: [&str; 10] = [
        "日時",
        "切断",
        "理由",
        "エラー",
        "error",
        "date",
        "Date",
        "time",
        "reason",
        "cause",
    ];
    Some(match label {
        "受信" | "Received" => Item::Received(count(value)?),
        "送信" | "Transmitted" => Item::Sent(count(value)?),
        "通信時間" => Item::Uptime(duration(value)?),
        "CCP" => Item::Last,
        _ if is_one_of(
            label,
            &["説明", "Description", "接続相手", "Access Concentrator"],
        ) =>
        {
            Item::Known
        }
        _ if is_one_of(
            label,
            &[
                "切断理由",
                "Disconnect reason",
                "Reason",
                "Disconnected cause",
            ],
        ) =>
        {
            Item::PastEnd(value.to_owned())
        }
        _ if OF_PAST.iter().any(|word| label.contains(word)) => Item::OfPast,
        _ => return None,
    })
}

/// `PP[01]:`, `PP[ANONYMOUS]:`.
fn is_heading(text: &str) -> bool {
    let inner = text
        .strip_prefix("PP[")
        .and_then(|it| it.strip_suffix("]:"));
    inner.is_some_and(|inner| {
        let plain = inner.bytes().all(|byte| byte.is_ascii_alphanumeric());
        !inner.is_empty() && inner.len() <= 16 && plain
    })
}

fn begins_past(text: &str) -> bool {
    let Some((label, "")) = labelled(text) else {
        return false;
    };
    (label.starts_with("直前の") && label.ends_with("の状態"))
        || (label.starts_with("Last ") && label.ends_with(" status"))
}

/// How the lines of PPP's other options begin.
const NEGOTIATED: [&str; 3] = ["LCP Local:", "PP Interface-ID Local:", "PP IPv6 Address"];

/// `PP IP Address Local: 192.0.2.1, Remote: 192.0.2.254`, also where the line was cut.
fn addresses(text: &str) -> Option<Item> {
    let values = text.strip_prefix("PP IP Address Local:")?;
    let Some((local, rest)) = values.split_once(',') else {
        return Some(Item::CutAddress);
    };
    let remote = rest.trim_start().strip_prefix("Remote:");
    let remote = remote.map(|it| it.trim().to_owned());
    Some(Item::Addresses(local.trim().to_owned(), remote))
}

#[cfg(test)]
mod tests {
    use super::super::{Notes, Reading};
    use super::*;
    use crate::text;

    fn read(paste: &str) -> (Vec<(PpStatus, Extent)>, Notes) {
        let document = text::read(paste);
        let mut notes = Notes::default();
        let readings = answers::<PpStatus>(&document.lines, &mut notes).into_iter();
        let all = readings.filter_map(|Reading { record, extent, .. }| {
            if let Record::PpStatus(it) = record {
                Some((it, extent))
            } else {
                None
            }
        });
        (all.collect(), notes)
    }

    const JAPANESE: &str = "\
PP[01]:
説明:
PPPoEセッションは接続されています
接続相手: PPPoE_Server
通信時間: 20分39秒
受信: 395 パケット [47514 オクテット]  負荷: 0.0%
送信: 397 パケット [44134 オクテット]  負荷: 0.0%
PPPオプション
    LCP Local: Magic-Number MRU, Remote: CHAP Magic-Number MRU
    IPCP Local: IP-Address, Remote: IP-Address
    PP IP Address Local: 192.0.2.1, Remote: 192.0.2.254
    CCP: None";

    const ENGLISH: &str = "\
PP[01]:
Description: 
Current PPPoE session status is Connected.
Access Concentrator: BAS
1 minute 49 seconds  connection.
Received: 14 packets [840 octets]  Load: 0.0%
Transmitted: 1 packet [511 octets]  Load: 0.0%
PPP Cofigure Options
    LCP Local: Magic-Number MRU, Remote: CHAP Magic-Number MRU
    IPCP Local: Primary-DNS(xxx.xxx.xxx.xxx) Secondary-DNS(xxx.xxx.xxx.xxx), Remo
te: IP-Address
    PP IP Address Local: 192.0.2.1, Remote: 192.0.2.254
    CCP: None";

    #[test]
    fn a_session_is_read_in_both_languages() {
        for (text, uptime, packets) in [(JAPANESE, 1_239, (395, 397)), (ENGLISH, 109, (14, 1))] {
            let (all, notes) = read(text);
            let [(it, Extent::Whole)] = all.as_slice() else {
                panic!("{all:?} {notes:?}")
            };
            assert!(notes.unread.is_empty(), "{notes:?}");
            assert_eq!(it.interface.as_deref(), Some("PP[01]"));
            assert_eq!(it.kind, "PPPoE");
            let state = it.state.as_ref().unwrap();
            assert_eq!((state.line, state.value), (3, PpState::Connected));
            assert_eq!(it.local.as_ref().unwrap().value, "192.0.2.1");
            assert_eq!(it.remote.as_ref().unwrap().value, "192.0.2.254");
            assert_eq!(it.uptime.as_ref().unwrap().value, uptime);
            let counted = [&it.received, &it.sent].map(|it| it.as_ref().unwrap().value);
            assert_eq!((counted[0], counted[1]), packets);
        }
    }

    #[test]
    fn every_state_is_known() {
        use PpState::*;

        for (text, expected) in [
            ("PPPoEセッションは接続されています", Connected),
            ("PPPoEセッションは接続処理中です", Connecting),
            ("PPPoEセッションは継っていません", Offline),
            ("PPPoEセッションは一度も継っていません", Never),
            ("PPPoEセッションは現在使用できません", Disabled),
            ("回線は現在使用できません", Unconfigured),
            ("PPPoEセッションは接続されています。", Connected),
            ("PPTPセッションは接続されています", Connected),
            ("携帯端末は一度も継っていません", Never),
            ("Current PPPoE session status is Connected.", Connected),
            (
                "Current PPPoE session status is In connecting process.",
                Connecting,
            ),
            ("Current PPPoE session status is Offline.", Offline),
            ("Current PPPoE session status is Disconnected.", Offline),
            ("PPPoEセッションは切断されています", Offline),
            (
                "Current PPPoE session status is Offline, never connected.",
                Never,
            ),
            ("Current PPPoE session status is disabled.", Disabled),
            ("Current line status is disabled.", Unconfigured),
            ("PPPoEセッションは認証中です", Other),
        ] {
            assert_eq!(state(text).map(|it| it.0), Some(expected), "{text}");
            assert_eq!((OUTPUT.claims)(text), expected != Other, "{text}");
        }
        for behind in ["。", " ← OK", " 接続相手: BAS"] {
            let text = format!("PPPoEセッションは接続されています{behind}");
            assert_eq!(state(&text).map(|it| it.0), Some(Connected), "{text}");
        }
        for nothing in ["PPPoEセッションは接続されて", "PPPoEセッションは"] {
            assert_eq!(state(nothing).map(|it| it.0), None, "{nothing}");
        }
        assert_eq!(state("Current status is Online.").map(|it| it.0), None);
        assert_eq!(
            state("トンネルインタフェースは接続されています").map(|it| it.0),
            None
        );
    }

    #[test]
    fn the_session_before_is_never_the_present() {
        let text = format!(
            "PP[01]:\n説明:\nPPPoEセッションは継っていません\n直前のPPPoEセッションの状態:\n\
             接続日時: 2026/04/01 10:00:00\n切断理由: PADT 受信\n{}\nPP[02]:\n回線は現在使用できません",
            JAPANESE.lines().skip(3).collect::<Vec<_>>().join("\n")
        );
        let (all, notes) = read(&text);
        let [(first, _), (second, _)] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert!(notes.unread.is_empty(), "{notes:?}");
        assert_eq!(
            first.state.as_ref().map(|it| it.value),
            Some(PpState::Offline)
        );
        assert_eq!(
            (first.past, &first.local, &first.received),
            (Some(4), &None, &None)
        );
        assert_eq!(first.past_end.as_ref().unwrap().value, "PADT 受信");
        assert_eq!(
            second.state.as_ref().map(|it| it.value),
            Some(PpState::Unconfigured)
        );
        let (all, _) = read(
            "PP[01]:\nCurrent PPPoE session status is Offline.\nLast PPPoE session status:\nPP IP Address Local: 192.0.2.1, Remote: 192.0.2.254",
        );
        assert!(all[0].0.local.is_none() && all[0].0.past == Some(3));
    }

    #[test]
    fn the_rest_of_a_cut_line_belongs_to_such_a_line_only() {
        let (_, notes) = read(&ENGLISH.replace("te: IP-Address", "te: IP-Address\nmote: x"));
        assert_eq!(notes.unread, [12]);
        let filled = ENGLISH.replace("xxx.xxx.xxx.xxx) S", "198.51.100.203) S");
        assert!(read(&filled).1.unread.is_empty());
    }

    #[test]
    fn a_session_without_its_end_is_cut() {
        let cut: Vec<&str> = JAPANESE.lines().take(9).collect();
        let (all, _) = read(&cut.join("\n"));
        assert!(matches!(all.as_slice(), [(_, Extent::Cut)]));
    }

    #[test]
    fn a_label_of_the_past_is_not_understood_in_the_present() {
        let (_, notes) = read("PP[01]:\n切断理由: x\nPPPoEセッションは接続されています");
        assert_eq!(notes.unread, [2]);
    }
}
