//! Makes remarks of findings that rest on what was not pasted, where another finding of the pair tells by pasted lines
//! what keeps its ends apart.

use super::{Cause, Certainty, Found, Severity, Where};
use crate::model::{Happening, IkeVersion};
use crate::pair::{GatewayPair, Pairing};
use crate::text::{Listed, sort_once};

/// Puts what is told by pasted lines before a line of a key that may have been taken out of a paste, and settings that
/// are certain to keep two ends apart before the silence of the called end, where that proves little.
pub(super) fn yield_to_told(found: &mut [Found], pairing: &Pairing<'_>) {
    let told = pairs_of(found, is_told);
    let of_routers = found.iter().filter(|it| it.pair.is_none());
    let of_routers = of_routers.filter(|it| it.severity() == Severity::Blocks && is_told(it));
    let told_at: Vec<Option<Where>> = of_routers.map(|it| it.finding.side).listed();
    let certain = pairs_of(found, |it| {
        let of_settings = it.cause() > Some(Cause::PeerSilent);
        of_settings && it.certainty() == Certainty::Shown
    });
    for it in found {
        let Some(at) = it.pair.filter(|_| it.severity() == Severity::Blocks) else {
            continue;
        };
        let has = |pairs: &[usize]| pairs.binary_search(&at).is_ok();
        let pair = pairing.pairs.get(at);
        let is_silence = it.cause() == Some(Cause::PeerSilent);
        let yields_to_certain = is_silence && has(&certain) && pair.is_some_and(may_say_nothing);
        if yields_to_certain
            || (it.finding.yields && (has(&told) || told_at.contains(&it.finding.side)))
        {
            it.finding.severity = Some(Severity::Risk);
        }
    }
}

/// The pairs of which something is found that blocks them and is like that.
fn pairs_of(found: &[Found], is: impl Fn(&Found) -> bool) -> Vec<usize> {
    let blocks = found.iter().filter(|it| it.severity() == Severity::Blocks);
    let mut pairs = blocks.filter(|it| is(it)).filter_map(|it| it.pair).listed();
    sort_once(&mut pairs);
    pairs
}

/// Whether a cause is named that other than the lack of a key explains why nothing is agreed.
fn is_told(it: &Found) -> bool {
    let is_general = |cause| {
        matches!(
            cause,
            Cause::NoInitiator
                | Cause::PeerSilent
                | Cause::PskMismatch
                | Cause::Phase1Rejected
                | Cause::StaleSa
                | Cause::SpiMismatch
        )
    };
    !it.finding.yields && it.cause().is_some_and(|cause| !is_general(cause))
}

/// Whether both ends are told to speak IKEv2, and no log of theirs has an answer in it.
fn may_say_nothing(pair: &GatewayPair<'_>) -> bool {
    pair.ends().all(|end| {
        let version = end.gateway_settings().and_then(|it| it.version.known());
        let mut events = end.router.log.iter().flat_map(|it| &it.events);
        let answers = |what: &Happening| what.exchange().is_some_and(|it| it.answers);
        version.is_some_and(|it| it.value == IkeVersion::V2) && !events.any(|it| answers(&it.what))
    })
}
