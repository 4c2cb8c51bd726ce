//! Turns the text of a message of key exchange into the notify that it names, in whatever spelling.

use std::net::IpAddr;

use super::host;
use crate::model::{Direction, GatewayId, Notify, NotifyAbout};

/// The names without their separators (RFC 2408 §3.14.1, RFC 7296 §3.10.1); a name that holds another
/// stands before it.
const NAMES: [(&str, NotifyAbout); 29] = [
    ("noproposalchosen", NotifyAbout::Proposal),
    ("invalidtransformid", NotifyAbout::Proposal),
    ("attributesnotsupported", NotifyAbout::Proposal),
    ("badproposalsyntax", NotifyAbout::Proposal),
    ("invalidprotocolid", NotifyAbout::Proposal),
    ("invalidkepayload", NotifyAbout::Group),
    ("invalidkeyinformation", NotifyAbout::Group),
    ("authenticationfailed", NotifyAbout::Authentication),
    ("payloadmalformed", NotifyAbout::Authentication),
    ("invalidhashinformation", NotifyAbout::Authentication),
    ("invalidsignature", NotifyAbout::Authentication),
    ("unequalpayloadlengths", NotifyAbout::Authentication),
    ("invalididinformation", NotifyAbout::Identity),
    ("tsunacceptable", NotifyAbout::Selectors),
    ("singlepairrequired", NotifyAbout::Selectors),
    ("invalidmajorversion", NotifyAbout::Version),
    ("invalidexchangetype", NotifyAbout::Version),
    ("unsupportedexchangetype", NotifyAbout::Version),
    ("unsupportedcriticalpayload", NotifyAbout::Version),
    ("invalidsyntax", NotifyAbout::Version),
    ("invalidikespi", NotifyAbout::UnknownSa),
    ("invalidcookie", NotifyAbout::UnknownSa),
    ("invalidspi", NotifyAbout::UnknownSa),
    ("childsanotfound", NotifyAbout::UnknownSa),
    ("initialcontact", NotifyAbout::State),
    ("responderlifetime", NotifyAbout::State),
    ("temporaryfailure", NotifyAbout::State),
    ("noadditionalsas", NotifyAbout::State),
    ("natdetection", NotifyAbout::State),
];

/// Numbers that mean the same in both versions of IKE, or of which only one has a fault.
const NUMBERS: [(u32, NotifyAbout); 14] = [
    (4, NotifyAbout::UnknownSa),
    (5, NotifyAbout::Version),
    (7, NotifyAbout::Version),
    (11, NotifyAbout::UnknownSa),
    (14, NotifyAbout::Proposal),
    (16, NotifyAbout::Authentication),
    (17, NotifyAbout::Group),
    (18, NotifyAbout::Identity),
    (23, NotifyAbout::Authentication),
    (24, NotifyAbout::Authentication),
    (29, NotifyAbout::Version),
    (38, NotifyAbout::Selectors),
    (24_576, NotifyAbout::State),
    (24_578, NotifyAbout::State),
];

/// The notify in a message, and of whom it is, where the message says so: `GW:7/SA:3/AUTH …`, `… from
/// 203.0.113.2`.
pub(super) fn of(text: &str, about: NotifyAbout, way: Option<Direction>) -> Notify {
    Notify {
        about,
        way,
        gateway: gateway(text),
        peer: peer(text, way),
    }
}

fn gateway(text: &str) -> Option<GatewayId> {
    let (_, behind) = text
        .split_once("GW:")
        .or_else(|| text.split_once("[IKE]["))?;
    let end = behind.find(|c: char| !c.is_ascii_digit())?;
    behind.get(..end)?.parse().ok().map(GatewayId)
}

/// The other end is whom a message comes from or goes to, as the router may name itself as well; else whom
/// alone it names.
fn peer(text: &str, way: Option<Direction>) -> Option<IpAddr> {
    let is_before = |word: &str| match way {
        Some(Direction::Inbound) => word == "from",
        Some(Direction::Outbound) => word == "to",
        None => word == "from" || word == "to",
    };
    let words = text.split([' ', '(', ')', ',', ';']);
    let words = words.filter(|it| !it.is_empty());
    let mut pairs = words.clone().zip(words.clone().skip(1));
    let told = pairs.find_map(|(before, word)| host(word).address.filter(|_| is_before(before)));
    let mut named = words.filter_map(|word| host(word).address);
    let only = named.next().filter(|_| named.next().is_none());
    told.or(only)
}

/// None where the message names none that is known.
pub(super) fn about(text: &str) -> Option<NotifyAbout> {
    let mut joined = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')) {
        joined.push(c.to_ascii_lowercase());
    }
    let named = NAMES.iter().find(|(name, _)| joined.contains(name));
    named.map(|it| it.1).or_else(|| numbered(&joined))
}

/// The number that stands behind `notify` or `notification`, in parentheses or behind a word such as
/// `type`.
fn numbered(joined: &str) -> Option<NotifyAbout> {
    let (_, behind) = joined.split_once("notif")?;
    let behind = behind.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = behind.find(|c: char| !c.is_ascii_digit());
    let digits = end.map_or(Some(behind), |end| behind.get(..end))?;
    let number: u32 = digits.parse().ok()?;
    let known = NUMBERS.iter().find(|(known, _)| *known == number)?;
    Some(known.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_any_spelling() {
        for text in [
            "[IKE] receive notify NO-PROPOSAL-CHOSEN",
            "[IKE] No proposal chosen",
            "GW:1/SA:2/CHILD NO_PROPOSAL_CHOSEN",
            "[IKE] notification (14)",
            "[IKE] Notify Message Type: 14",
        ] {
            assert_eq!(about(text), Some(NotifyAbout::Proposal), "{text}");
        }
        assert_eq!(
            about("GW:*/SA:4/INIT INVALID_KE_PAYLOAD data:000e"),
            Some(NotifyAbout::Group)
        );
        assert_eq!(
            about("[IKE] INVALID-ID-INFORMATION"),
            Some(NotifyAbout::Identity)
        );
        assert_eq!(about("[IKE] Invalid SPI"), Some(NotifyAbout::UnknownSa));
    }

    #[test]
    fn a_message_may_say_of_whom_it_is() {
        let of = |text: &str, way| of(text, NotifyAbout::Proposal, way);
        let named = of("GW:7/SA:3/AUTH AUTHENTICATION_FAILED", None);
        assert_eq!((named.gateway, named.peer), (Some(GatewayId(7)), None));
        let nobody = of("GW:*/SA:3/INIT NO_PROPOSAL_CHOSEN", None);
        assert_eq!((nobody.gateway, nobody.peer), (None, None));
        let peer = Some("203.0.113.2".parse().unwrap());
        for (text, way) in [
            ("receive X from 203.0.113.2", Some(Direction::Inbound)),
            (
                "receive X to 192.0.2.1 from 203.0.113.2:500,",
                Some(Direction::Inbound),
            ),
            ("send X to 203.0.113.2", Some(Direction::Outbound)),
            ("X (from 203.0.113.2)", None),
            ("203.0.113.2 X", None),
            ("send X peer 203.0.113.2", Some(Direction::Outbound)),
        ] {
            assert_eq!(of(text, way).peer, peer, "{text}");
        }
    }

    #[test]
    fn any_other_message_names_none() {
        for text in [
            "[IKE] something new",
            "[IKE] retransmit 14",
            "[IKE] notify x 99",
            "[IKE] notified",
        ] {
            assert_eq!(about(text), None, "{text}");
        }
        assert!(!NotifyAbout::State.refuses() && NotifyAbout::Group.refuses());
    }
}
