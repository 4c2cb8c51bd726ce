//! Finds which of the findings about routers concern the ends of a pair: those about a part of a router only the
//! ends that are that part.

use super::finding::Part;
use super::{Found, Severity, Where};
use crate::pair::{End, GatewayPair, Pairing, Role};
use crate::text::{Listed, Side, find_equal, sort_once};

/// Findings by their index in a list, by the sites and the parts that they concern.
pub(super) struct Concerns(Vec<((Side, Option<Part>), usize)>);

impl Concerns {
    /// Those that quote a line of a site concern it.
    pub(super) fn of<'f>(found: impl Iterator<Item = (usize, &'f Found)>) -> Self {
        let mut all = Vec::new();
        for (at, it) in found {
            let places = it.finding.evidence.iter();
            all.extend(places.map(|place| ((place.side, it.finding.part), at)));
        }
        sort_once(&mut all);
        Self(all)
    }

    /// The indices of those that concern a pair, in order.
    pub(super) fn of_pair(&self, pair: &GatewayPair<'_>) -> Vec<usize> {
        let mut all = Vec::new();
        for end in pair.ends() {
            self.add_of(pair, &end, &mut all);
        }
        sort_once(&mut all);
        all
    }

    fn add_of(&self, pair: &GatewayPair<'_>, end: &End<'_>, all: &mut Vec<usize>) {
        let side = end.router.side;
        let gateway = end.gateway_id();
        let tunnels = end.tunnel_numbers().map(|it| Some(Part::Tunnel(it)));
        let own = [None].into_iter().chain(tunnels);
        for part in own.chain(gateway.map(|it| Some(Part::Gateway(it)))) {
            let of_part = find_equal(&self.0, |it| it.0.cmp(&(side, part)));
            all.extend(of_part.iter().map(|it| it.1));
        }
        let by_number = end
            .tunnel_by_number()
            .filter(|it| !pair.is_led_beside(end, *it))
            .map(|it| (side, Some(Part::Tunnel(it))));
        let of_number = by_number.map(|part| find_equal(&self.0, |it| it.0.cmp(&part)));
        all.extend(of_number.into_iter().flatten().map(|it| it.1));
        if gateway.is_some() {
            return;
        }
        // It may be of any part that is not known to be another end's.
        let may_be = |part: Option<Part>| match part {
            // One whose tunnel nothing tells may be that of its own.
            Some(Part::Gateway(id)) => {
                let gateway = end.router.gateway(Some(id));
                gateway.is_none_or(|it| it.tunnels.is_empty())
            }
            Some(Part::Tunnel(_)) => end.tunnel_numbers().next().is_none(),
            None => false,
        };
        let of_side = find_equal(&self.0, |it| it.0.0.cmp(&side));
        all.extend(of_side.iter().filter(|it| may_be(it.0.1)).map(|it| it.1));
    }
}

/// Makes remarks of what was found of parts of a router that are the ends of no pair of two sites, where it has
/// such pairs.
pub(super) fn excuse_others(found: &mut [Found], pairing: &Pairing<'_>) {
    let of_parts = found.iter().enumerate();
    let of_parts = of_parts.filter(|it| it.1.pair.is_none() && it.1.finding.part.is_some());
    let concerns = Concerns::of(of_parts);
    if concerns.0.is_empty() {
        return;
    }
    let joined = pairing.pairs.iter();
    let joined = joined.filter(|it| it.role == Role::SiteToSite).listed();
    let mut sites: Vec<Side> = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for pair in joined {
        sites.extend(pair.ends().map(|end| end.router.side));
        used.extend(concerns.of_pair(pair));
    }
    sort_once(&mut sites);
    sort_once(&mut used);
    for (at, it) in found.iter_mut().enumerate() {
        let Some(Where::Site(side)) = it.finding.side else {
            continue;
        };
        let is_of_part = it.pair.is_none() && it.finding.part.is_some();
        let is_joined = sites.binary_search(&side).is_ok();
        if is_of_part && is_joined && used.binary_search(&at).is_err() {
            it.finding.severity = Some(Severity::Risk);
        }
    }
}
