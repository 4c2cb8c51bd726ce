//! Turns the text of a message of key exchange into the notify that it names, in whatever spelling.

use crate::model::NotifyAbout;

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
