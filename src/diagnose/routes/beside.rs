//! Takes away what is said of the routes of one tunnel where another tunnel between the same two routers has them.

use crate::diagnose::{Cause, Found, Where};
use crate::pair::{End, GatewayPair, Pairing, Role};
use crate::text::{Listed, Side, find_equal, sort_by_key};

type Sites = (Side, Side);

/// Drops that the peer's LAN is not led into a tunnel where a second one joins the same two routers, has SAs at both
/// ends, and is not found to lack the route there: packets may go by either, and come back by the other.
pub(in crate::diagnose) fn drop_missing_routes(found: &mut Vec<Found>, pairing: &Pairing<'_>) {
    let mut lacking = found.iter().filter_map(place).listed();
    if lacking.is_empty() {
        return;
    }
    sort_by_key(&mut lacking, |it| *it);
    let pairs = pairing.pairs.iter().enumerate();
    let mut joined = pairs
        .filter(|(_, pair)| pair.ends().all(|end| end.has_sas_both_ways()))
        .filter_map(|(at, pair)| Some((sites(pair)?, at)))
        .listed();
    sort_by_key(&mut joined, |it| *it);
    found.retain(|it| {
        let Some((at, side)) = place(it) else {
            return true;
        };
        let own = pairing.pairs.get(at).and_then(sites);
        let Some(own) = own else { return true };
        let beside = find_equal(&joined, |it| it.0.cmp(&own)).iter();
        let mut others = beside.map(|it| it.1).filter(|other| *other != at);
        !others.any(|other| {
            lacking.binary_search(&(other, side)).is_err() && knows_tunnel(pairing, other, side)
        })
    });
}

/// The pair and the site at which a rule says that the route is missing, also where it leaves that open.
fn place(it: &Found) -> Option<(usize, Side)> {
    let is_missing = it.rule.cause == Some(Cause::TunnelRouteMissing);
    match it.finding.side {
        Some(Where::Site(side)) if is_missing => Some((it.pair?, side)),
        Some(Where::Site(_) | Where::Both) | None => None,
    }
}

fn sites(pair: &GatewayPair<'_>) -> Option<Sites> {
    let is_ours = pair.role == Role::SiteToSite;
    let b = pair.b.filter(|_| is_ours)?;
    Some((pair.a.router.side, b.router.side))
}

/// Whether the tunnel of a pair is known at a site, and with it whether a route leads into it.
fn knows_tunnel(pairing: &Pairing<'_>, at: usize, side: Side) -> bool {
    let mut ends = pairing
        .pairs
        .get(at)
        .into_iter()
        .flat_map(GatewayPair::ends);
    let knows = |end: &End<'_>| end.tunnel_numbers().next().is_some();
    ends.any(|end| end.router.side == side && knows(&end))
}
