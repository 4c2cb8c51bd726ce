//! Turns how bad things are into the order in which they are shown.

use crate::report::{AttributeState, Flow, Pair, Role, RungState, SaState, Site, State};
use crate::text::Listed;

/// The indexes of things with these ranks, lowest rank first, otherwise as they came.
///
/// A few passes instead of a sort: the library's sort alone would be a twelfth of the program.
fn ranked(ranks: &[u8]) -> Vec<usize> {
    let last = ranks.iter().copied().max().unwrap_or_default();
    (0..=last)
        .flat_map(|rank| (0..ranks.len()).filter(move |index| ranks.get(*index) == Some(&rank)))
        .listed()
}

/// Pairs of gateways: site-to-site before all others, the worst first.
pub fn of_pairs(pairs: &[Pair]) -> Vec<usize> {
    let rank = |pair: &Pair| {
        let state = match pair.verdict.state {
            State::Down => 0,
            State::Degraded => 1,
            State::Unknown => 2,
            State::Up => 3,
        };
        if pair.role == Role::SiteToSite {
            state
        } else {
            state + 4
        }
    };
    ranked(&pairs.iter().map(rank).listed())
}

/// Of many sites: the ends of a pair, then those where a rung fails; without a pair, all.
pub fn of_sites<'s>(sites: &[&'s Site], pair: Option<&Pair>) -> Vec<&'s Site> {
    let rank = |site: &&Site| match pair {
        Some(pair) if pair.a.side == site.side => 0,
        Some(Pair { b: Some(b), .. }) if b.side == site.side => 0,
        _ if fails(site) => 1,
        None => 2,
        Some(_) => 3,
    };
    let ranks: Vec<u8> = sites.iter().map(rank).listed();
    let wanted = ranks.iter().filter(|rank| **rank < 3).count();
    let order = ranked(&ranks).into_iter().take(wanted);
    order.filter_map(|index| sites.get(index).copied()).listed()
}

/// Whether a rung of a site fails.
pub fn fails(site: &Site) -> bool {
    site.ladder.iter().any(|it| it.state == RungState::Failed)
}

/// Flows: what does not fit first.
pub fn of_flows<'p>(flows: &[&'p Flow]) -> Vec<&'p Flow> {
    let rank = |flow: &&Flow| match flow.state {
        SaState::Mismatched => 0,
        SaState::OneSided => 1,
        SaState::Matched => 2,
        SaState::Unverifiable => 3,
    };
    let order = ranked(&flows.iter().map(rank).listed());
    order
        .into_iter()
        .filter_map(|index| flows.get(index).copied())
        .listed()
}

/// Values of both ends: what differs first.
pub fn of_values(states: impl Iterator<Item = AttributeState>) -> Vec<usize> {
    let rank = |state| match state {
        AttributeState::Differs => 0,
        AttributeState::Tolerated => 1,
        AttributeState::Unknown => 2,
        AttributeState::Same => 3,
    };
    ranked(&states.map(rank).listed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ranks_stay_in_their_order() {
        assert_eq!(ranked(&[2, 0, 2, 1, 0]), [1, 4, 3, 0, 2]);
        assert!(ranked(&[]).is_empty());
    }
}
