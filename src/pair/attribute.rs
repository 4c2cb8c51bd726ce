//! Properties of a pair's SAs side by side.

use std::cmp::Reverse;

use super::{End, Flow, SaState};
use crate::model::{Algorithm, Direction, IkeVersion, IpsecSa, Sourced, Word};

/// One property at both ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Which property.
    pub name: AttributeName,
    /// At the `a` end, as printed.
    pub a: Option<Sourced<Word>>,
    /// At the `b` end, as printed.
    pub b: Option<Sourced<Word>>,
    /// Whether both say the same; None where one does not tell.
    pub same: Option<bool>,
}

/// The properties that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeName {
    /// Version of IKE.
    IkeVersion,
    /// Algorithms of the IKE SA.
    IkeAlgorithm,
    /// ESP or AH.
    Protocol,
    /// Tunnel or transport.
    Mode,
    /// Encryption of the IPsec SA.
    Encryption,
    /// Integrity algorithm of the IPsec SA.
    Integrity,
}

/// Compares the newest SAs of both ends; matched ones first.
pub(super) fn attributes<'m>(a: End<'m>, b: Option<End<'m>>, flows: &[Flow<'m>]) -> Vec<Attribute> {
    let Some(b) = b else { return Vec::new() };
    let matched = flows
        .iter()
        .filter(|flow| flow.state == SaState::Matched)
        .min_by_key(|flow| newest_first(flow));
    let (mine, theirs) = match matched {
        Some(flow) if flow.from == Some(a.router.side) => (flow.sender, flow.receiver),
        Some(flow) => (flow.receiver, flow.sender),
        None => (newest(&a), newest(&b)),
    };
    let mut attributes = vec![
        attribute(AttributeName::IkeVersion, version(&a), version(&b)),
        attribute(
            AttributeName::IkeAlgorithm,
            ike_algorithm(&a),
            ike_algorithm(&b),
        ),
    ];
    let text = |sa: Option<&IpsecSa>, of: fn(&IpsecSa) -> Option<Sourced<Word>>| sa.and_then(of);
    for (name, of) in IPSEC {
        attributes.push(attribute(name, text(mine, of), text(theirs, of)));
    }
    attributes.retain(|attribute| attribute.a.is_some() || attribute.b.is_some());
    attributes
}

/// The order by life left, then by SPI: the same from either end.
fn newest_first(flow: &Flow<'_>) -> impl Ord + use<> {
    let life = |sa: Option<&IpsecSa>| sa?.common.remaining.map(|remaining| remaining.value);
    let spi = flow.sender.and_then(|sa| sa.spi).map(|spi| spi.value);
    (Reverse(life(flow.sender).max(life(flow.receiver))), spi)
}

type Printed = fn(&IpsecSa) -> Option<Sourced<Word>>;

const IPSEC: [(AttributeName, Printed); 4] = [
    (AttributeName::Protocol, |sa| sa.protocol.clone()),
    (AttributeName::Mode, |sa| sa.mode.clone()),
    (AttributeName::Encryption, |sa| {
        sa.encryption.as_ref().map(algorithm)
    }),
    (AttributeName::Integrity, |sa| {
        sa.integrity.as_ref().map(algorithm)
    }),
];

fn newest<'m>(end: &End<'m>) -> Option<&'m IpsecSa> {
    let sas = end
        .ipsec_sas(Direction::Outbound)
        .chain(end.ipsec_sas(Direction::Inbound));
    sas.max_by_key(|sa| sa.common.remaining.map(|remaining| remaining.value))
}

fn version(end: &End<'_>) -> Option<Sourced<Word>> {
    let sa = end.ike_sas().find(|sa| sa.version.is_some())?;
    let text = match sa.version? {
        IkeVersion::V1 => "IKEv1",
        IkeVersion::V2 => "IKEv2",
    };
    Some(Sourced::new(text.into(), sa.common.line))
}

fn ike_algorithm(end: &End<'_>) -> Option<Sourced<Word>> {
    let printed = end.ike_sas().find_map(|sa| sa.algorithm.as_ref())?;
    Some(algorithm(printed))
}

fn algorithm(printed: &Sourced<Algorithm>) -> Sourced<Word> {
    Sourced::new(printed.value.0.clone().into(), printed.line)
}

fn attribute(name: AttributeName, a: Option<Sourced<Word>>, b: Option<Sourced<Word>>) -> Attribute {
    let same = a.as_ref().zip(b.as_ref());
    let same = same.map(|(a, b)| Algorithm::same_spelling(&a.value, &b.value));
    Attribute { name, a, b, same }
}
