//! Leaves out the details that a later one replaces.

use super::Listing;
use crate::model::{Direction, GatewayId, IkeIdentity, Scope};
use crate::text::{Listed, find_equal, sort_by_key};

/// Without the details that a later one of the same gateway replaces. Where one stands without its
/// command line, the same peer stands for the same gateway.
pub(super) fn newest(mut details: Vec<Listing>) -> Vec<Listing> {
    let mut replaced = replaced_by_gateway(&details);
    if details.iter().any(|detail| detail.loose) {
        replaced.extend(replaced_by_peer(&details));
    }
    sort_by_key(&mut replaced, |at| *at);
    let mut at = 0;
    details.retain(|_| {
        let stays = replaced.binary_search(&at).is_err();
        at += 1;
        stays
    });
    details
}

fn replaced_by_gateway(details: &[Listing]) -> Vec<usize> {
    let mut of_gateway: Vec<(GatewayId, usize)> = Vec::new();
    for (at, detail) in details.iter().enumerate() {
        if let Scope::Gateway(gateway) = detail.answer.scope {
            of_gateway.push((gateway, at));
        }
    }
    sort_by_key(&mut of_gateway, |it| it.0);
    let same = of_gateway.chunk_by(|one, other| one.0 == other.0);
    let older = same.filter_map(|same| same.split_last());
    older
        .flat_map(|(_, older)| older.iter().map(|it| it.1))
        .listed()
}

/// Of two details of one peer that both list SAs of one direction, one at least without its command
/// line, the earlier is of another moment. Two parts of one answer have no direction in common.
fn replaced_by_peer(details: &[Listing]) -> Vec<usize> {
    let mut of_peer: Vec<((&IkeIdentity, Direction), usize)> = Vec::new();
    for (at, detail) in details.iter().enumerate() {
        for direction in [Direction::Outbound, Direction::Inbound] {
            if let Some(peer) = only_peer(detail, direction) {
                of_peer.push(((peer, direction), at));
            }
        }
    }
    sort_by_key(&mut of_peer, |it| it.0);
    let is_loose = |at: usize| details.get(at).is_some_and(|detail| detail.loose);
    let older = of_peer.iter().filter(|(key, at)| {
        let same = find_equal(&of_peer, |it| it.0.cmp(key));
        let newest = same.last().map(|it| it.1);
        newest.is_some_and(|newest| newest > *at && (is_loose(newest) || is_loose(*at)))
    });
    older.map(|it| it.1).listed()
}

/// The peer of all SAs of one direction, if there are any and all say the same one.
fn only_peer(detail: &Listing, direction: Direction) -> Option<&IkeIdentity> {
    let mut sas = detail.ipsec.iter().filter(|sa| sa.direction == direction);
    let peer = &sas.next()?.common.remote_id.seen()?.value;
    let same = |id: &IkeIdentity| id.same(peer);
    let rest = sas.all(|sa| sa.common.remote_id.seen().is_some_and(|id| same(&id.value)));
    rest.then_some(peer)
}
