//! Turns a list of networks into an index that finds those around an address without looking at each:
//! a hub has a route for each of its tunnels, and each tunnel asks for the ways to its peer.

use std::net::IpAddr;

use super::Network;
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

/// The places of networks in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct NetworkIndex {
    /// Each network with its own address, and its place: in order of length, address and place.
    networks: Vec<(Network, usize)>,
    /// The lengths that occur, shortest first.
    lengths: Vec<u8>,
}

impl NetworkIndex {
    /// The index of a list; what is None in it is no network and never found.
    pub(crate) fn of(list: impl Iterator<Item = Option<Network>>) -> Self {
        let all = list.enumerate();
        let known = all.filter_map(|(at, it)| Some((it?.base(), at)));
        let mut networks = known.listed();
        sort_by_key(&mut networks, |it| (it.0.prefix, it.0.address));
        let mut lengths = networks.iter().map(|it| it.0.prefix).listed();
        lengths.dedup();
        Self { networks, lengths }
    }

    /// The places of the longest networks that hold an address, in order.
    pub(crate) fn longest(&self, address: IpAddr) -> impl Iterator<Item = usize> {
        let mut longest_first = self.lengths.iter().rev();
        let found = longest_first.find_map(|&prefix| {
            let same = self.same(Network { address, prefix });
            (!same.is_empty()).then_some(same)
        });
        found.unwrap_or_default().iter().map(|it| it.1)
    }

    /// The places of those that hold all addresses, in order; those of IPv4 first.
    pub(crate) fn defaults(&self) -> impl Iterator<Item = usize> {
        let all = find_equal(&self.networks, |(it, _)| it.prefix.cmp(&0));
        all.iter().map(|it| it.1)
    }

    /// The places of all that have an address in common with a network, in order.
    pub(crate) fn overlapping(&self, network: Network) -> Vec<usize> {
        let mut places = Vec::new();
        for &prefix in &self.lengths {
            let wider = Network { prefix, ..network };
            let found = if prefix <= network.prefix {
                self.same(wider)
            } else {
                // Those within it are neighbours among all of their length.
                let own = network.base().address;
                find_equal(&self.networks, |(it, _)| {
                    let start = Network {
                        prefix: network.prefix,
                        ..*it
                    };
                    (it.prefix, start.base().address).cmp(&(prefix, own))
                })
            };
            places.extend(found.iter().map(|it| it.1));
        }
        sort_once(&mut places);
        places
    }

    /// Those that are one and the same network, in order of their places.
    pub(crate) fn same(&self, network: Network) -> &[(Network, usize)] {
        let wanted = network.base();
        find_equal(&self.networks, |(it, _)| {
            (it.prefix, it.address).cmp(&(wanted.prefix, wanted.address))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Few addresses and all lengths, so that many networks hold others.
    fn network() -> impl Strategy<Value = Network> {
        let v4 = (0_u32..8, 0_u8..=32).prop_map(|(bits, prefix)| Network {
            address: std::net::Ipv4Addr::from_bits((bits << 29) | bits).into(),
            prefix,
        });
        let v6 = (0_u128..8, 0_u8..=128).prop_map(|(bits, prefix)| Network {
            address: std::net::Ipv6Addr::from_bits((bits << 125) | bits).into(),
            prefix,
        });
        prop_oneof![v4, v6]
    }

    fn places(list: &[Option<Network>], fits: impl Fn(&Network) -> bool) -> Vec<usize> {
        let all = list.iter().enumerate();
        all.filter(|it| it.1.is_some_and(|it| fits(&it)))
            .map(|it| it.0)
            .listed()
    }

    proptest! {
        #[test]
        fn finds_what_looking_at_each_would(
            list in prop::collection::vec(prop::option::of(network()), 0..20),
            wanted in network(),
        ) {
            let index = NetworkIndex::of(list.iter().copied());
            let holding = places(&list, |it| it.contains(wanted.address));
            let length = |at: usize| list.get(at).and_then(|it| it.map(|it| it.prefix));
            let longest = holding.iter().filter_map(|at| length(*at)).max();
            let expected = holding.iter().copied().filter(|at| length(*at) == longest).listed();
            prop_assert_eq!(index.longest(wanted.address).listed(), expected);
            let overlapping = places(&list, |it| it.overlaps(&wanted));
            prop_assert_eq!(index.overlapping(wanted), overlapping);
            let same = index.same(wanted).iter().map(|it| it.1).listed();
            prop_assert_eq!(same, places(&list, |it| it.base() == wanted.base()));
        }
    }
}
