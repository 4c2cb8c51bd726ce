//! Tells in which directions the SAs of both ends are shown not to be one, and whether they are merely so young that one
//! end was asked before they were made.

use super::left_over;
use crate::model::IpsecSa;
use crate::pair::{End, Flow, GatewayPair, SaState, is_decisive};
use crate::text::{Listed, Place};

/// Directions in which the SAs of both ends are shown not to be one.
pub(super) fn broken<'p, 'm>(pair: &'p GatewayPair<'m>) -> impl Iterator<Item = &'p Flow<'m>> {
    pair.flows.iter().filter(|flow| is_broken(flow))
}

/// Whether either SA may have been made between the two outputs. What both ends hold, equally old, was
/// made before both.
pub(super) fn is_young(pair: &GatewayPair<'_>, flow: &Flow<'_>) -> bool {
    let left = |sa: &IpsecSa| Some(sa.common.remaining?.value.0);
    let (sent, received) = (flow.sender.and_then(left), flow.receiver.and_then(left));
    if let (Some(sent), Some(received)) = (sent, received)
        && sent.abs_diff(received) <= MADE_TOGETHER_SECS
    {
        return false;
    }
    pair.ends().any(|end| {
        let mut own = at(&end, flow).into_iter();
        own.any(|sa| left_over::is_young(pair, &end, sa) && !has_twin(pair, &end, sa))
    })
}

/// The SA of a direction that an end holds.
fn at<'m>(end: &End<'_>, flow: &Flow<'m>) -> Option<&'m IpsecSa> {
    let is_here = |side| side == Some(end.router.side);
    let sender = flow.sender.filter(|_| is_here(flow.from));
    sender.or(flow.receiver.filter(|_| is_here(flow.to)))
}

/// Whether the other end shows an SA that was made together with this one.
fn has_twin(pair: &GatewayPair<'_>, end: &End<'_>, sa: &IpsecSa) -> bool {
    let left = |sa: &IpsecSa| sa.common.remaining.map(|it| it.value);
    let mut matched = pair.flows.iter().filter(|it| it.state == SaState::Matched);
    matched.any(|flow| at(end, flow).is_some_and(|it| left(it) == left(sa)))
}

/// By so much do the lives of SAs differ that were made at once, where the outputs are of one moment.
const MADE_TOGETHER_SECS: u32 = 60;

/// Two SAs that should be one, shown not to be, both with life enough to matter.
fn is_broken(flow: &Flow<'_>) -> bool {
    let decisive = flow.sender.is_some_and(is_decisive) && flow.receiver.is_none_or(is_decisive);
    decisive && matches!(flow.state, SaState::Mismatched | SaState::OneSided)
}

/// The lines of the SPIs of a direction.
pub(super) fn lines(pair: &GatewayPair<'_>, b: &End<'_>, flow: &Flow<'_>) -> Vec<Place> {
    let ends = [Some(pair.a), Some(*b)];
    let end_of = |side| {
        ends.into_iter()
            .flatten()
            .find(|end| Some(end.router.side) == side)
    };
    let place = |side, sa: Option<&IpsecSa>| {
        let sa = sa?;
        Some(
            end_of(side)?
                .router
                .place(sa.spi.map_or(sa.common.line, |spi| spi.line)),
        )
    };
    [place(flow.from, flow.sender), place(flow.to, flow.receiver)]
        .into_iter()
        .flatten()
        .listed()
}
