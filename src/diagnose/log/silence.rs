//! Puts settings that are certain to keep two ends apart before the silence of the called end, where that proves little.

use crate::diagnose::{Cause, Certainty, Found, Severity};
use crate::model::{Happening, IkeVersion};
use crate::pair::{GatewayPair, Pairing};
use crate::text::{Listed, sort_once};

/// Makes remarks of ends that seem not to be reached, where both speak IKEv2 and their settings cannot agree: of a router
/// that is called in IKEv2 no line was ever seen, so that none need be missing.
pub(in crate::diagnose) fn yield_to_settings(found: &mut [Found], pairing: &Pairing<'_>) {
    let is_certain = |it: &&Found| {
        let of_settings = it.cause() > Some(Cause::PeerSilent);
        of_settings && it.severity() == Severity::Blocks && it.certainty() == Certainty::Shown
    };
    let certain = found.iter().filter(is_certain);
    let mut certain = certain.filter_map(|it| it.pair).listed();
    sort_once(&mut certain);
    for it in found {
        let pair = it.pair.filter(|at| certain.binary_search(at).is_ok());
        let pair = pair.and_then(|at| pairing.pairs.get(at));
        if it.cause() == Some(Cause::PeerSilent) && pair.is_some_and(may_say_nothing) {
            it.finding.severity = Some(Severity::Risk);
        }
    }
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
