//! Turns the text of a message into its kind, by one small table.

/// What kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// `[IKE] initiate ISAKMP phase to …`.
    Phase1Begun,
    /// `[IKE] respond ISAKMP phase to …`.
    Phase1Answered,
    /// `[IKE] initiate IPsec phase to …`.
    Phase2Begun,
    /// `[IKE] respond IPsec phase to …`.
    Phase2Answered,
    /// `[IKE1] SA:1/IKE established` and its like.
    IkeSa,
    /// A probe of the keepalive of IKE.
    Keepalive,
    /// Any other message of key exchange.
    Ike,
    /// `IP Tunnel[1] Up`, `… Down`.
    Tunnel,
    /// `PPPOE[01] Connecting to PPPoE server`.
    Dialling,
    /// `PPPOE[01] PPPoE Connect`.
    SessionUp,
    /// `PPPOE[01] Disconnected, cause […]`.
    SessionEnd,
    /// `PP[01] PPP/IPCP up …`, `PP[01] Local PP IP address …`.
    Address,
    /// `PP[01] RECV CHAP Failure …`.
    LoginRefused,
    /// `PP[01] Rejected at IN(1) filter: …`.
    Rejected,
    /// `LAN2: link up`, `LAN1: PORT1 link down`.
    Link,
    /// A line that the start of the router prints.
    Boot,
    /// Somebody logged in, or became administrator.
    Login,
    /// The settings were saved.
    Saved,
    /// The message before, so many times more.
    Repeated,
}

impl LogKind {
    /// Whether it is of key exchange.
    pub fn is_ike(self) -> bool {
        matches!(
            self,
            Self::Phase1Begun
                | Self::Phase1Answered
                | Self::Phase2Begun
                | Self::Phase2Answered
                | Self::IkeSa
                | Self::Keepalive
                | Self::Ike
        )
    }
}

/// With what the first word and the rest begin; the first row that fits counts.
const KINDS: [(&str, &str, LogKind); 29] = [
    ("[IKE", "initiate ISAKMP phase", LogKind::Phase1Begun),
    ("[IKE", "respond ISAKMP phase", LogKind::Phase1Answered),
    ("[IKE", "initiate IPsec phase", LogKind::Phase2Begun),
    ("[IKE", "respond IPsec phase", LogKind::Phase2Answered),
    ("[IKE", "SA:", LogKind::IkeSa),
    ("[IKE", "DPD:", LogKind::Keepalive),
    ("[IKE", "send heartbeat", LogKind::Keepalive),
    ("[IKE", "receive heartbeat", LogKind::Keepalive),
    ("[IKE", "", LogKind::Ike),
    ("SA:", "", LogKind::IkeSa),
    ("GW:", "", LogKind::Ike),
    ("[IPSEC]", "", LogKind::Ike),
    ("IP", "Tunnel[", LogKind::Tunnel),
    ("PPPOE[", "Connecting", LogKind::Dialling),
    ("PPPOE[", "PPPoE Connect", LogKind::SessionUp),
    ("PPPOE[", "Disconnected", LogKind::SessionEnd),
    ("PP[", "PPP/IPCP up", LogKind::Address),
    ("PP[", "Local", LogKind::Address),
    ("PP[", "RECV CHAP Failure", LogKind::LoginRefused),
    ("", "Rejected at ", LogKind::Rejected),
    ("LAN", "link ", LogKind::Link),
    ("LAN", "PORT", LogKind::Link),
    ("Power-on", "boot", LogKind::Boot),
    ("Restart", "by ", LogKind::Boot),
    ("", "Rev.", LogKind::Boot),
    ("Login", "succeeded", LogKind::Login),
    ("'administrator'", "succeeded", LogKind::Login),
    ("Configuration", "saved", LogKind::Saved),
    ("same", "message repeated", LogKind::Repeated),
];

/// None for a message that tells nothing of a VPN or its line.
pub(super) fn kind(message: &str) -> Option<LogKind> {
    let (first, rest) = message.split_once(' ').unwrap_or((message, ""));
    let rest = rest.trim_start();
    if first == "last" && rest.starts_with("message repeated") {
        return Some(LogKind::Repeated);
    }
    let mut kinds = KINDS.iter();
    let found = kinds.find(|it| first.starts_with(it.0) && rest.starts_with(it.1))?;
    Some(found.2)
}

/// Whether a line of a server's file is of another program that speaks IKE.
pub(super) fn is_foreign(message: &str) -> bool {
    let first = message.split(' ').next().unwrap_or_default();
    ["charon", "pluto", "racoon", "iked"]
        .iter()
        .any(|it| first.starts_with(it))
}

/// Whether the text is a row of a dump: bytes, and nothing else.
pub(super) fn is_bytes(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let is_byte = |word: &str| word.len() == 2 && word.bytes().all(|it| it.is_ascii_hexdigit());
    words.clone().nth(3).is_some() && words.all(is_byte)
}

/// Whether the text is the two SPIs of an IKE SA, and perhaps a remark.
pub(super) fn is_spis(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let mut is_spi = || {
        words
            .next()
            .is_some_and(|word| word.len() == 16 && word.bytes().all(|it| it.is_ascii_hexdigit()))
    };
    is_spi() && is_spi()
}
