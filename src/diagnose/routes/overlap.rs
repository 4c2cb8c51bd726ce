//! Tells of two sites whose networks overlap which of them are LANs, and whether the tunnel joins them all the same:
//! by narrower routes, by other LANs, or by new addresses.

use super::{MOST_LANS, whole_table};
use crate::model::{HopTarget, Interface, Network, RouteTable, Router, Sourced};
use crate::pair::End;
use crate::text::Listed;

/// Whether the table leads a network into the end's tunnel by the best of its routes.
pub(in crate::diagnose) fn leads_in(end: &End<'_>, network: &Network) -> bool {
    let Some(table) = whole_table(end.router, None) else {
        return false;
    };
    let ways = table.lookup(network.address);
    !ways.is_empty() && ways.iter().all(|it| end.owns(&it.interface))
}

/// Whether all that is led into the end's tunnel is a LAN of neither site, as where a translation in the
/// tunnel gives the other one new addresses, and no settings show that there is none.
pub(in crate::diagnose) fn may_translate(
    end: &End<'_>,
    one: &[Sourced<Network>],
    other: &[Sourced<Network>],
) -> bool {
    let far = end.far_networks();
    let is_lan = |far: &Sourced<Network>| {
        let mut lans = one.iter().chain(other);
        lans.any(|it| it.value.overlaps(&far.value))
    };
    let tells = end.router.settings.whole.is_some();
    !tells && !far.is_empty() && !far.iter().any(is_lan)
}

/// The LANs, where a default route tells which port is the line.
pub(in crate::diagnose) fn lans(router: &Router) -> Vec<Sourced<Network>> {
    let mut defaults = router.routes.iter().flat_map(RouteTable::defaults);
    if defaults.next().is_some() {
        let lans = router.networks.lans.iter();
        lans.take(MOST_LANS).copied().listed()
    } else if router.routes.is_none() {
        by_settings(router)
    } else {
        Vec::new()
    }
}

/// The LANs by whole settings in which a default route tells which port is the line.
fn by_settings(router: &Router) -> Vec<Sourced<Network>> {
    let settings = &router.settings;
    let defaults = settings.default_routes();
    let hops: Vec<&HopTarget> = defaults.flat_map(|it| &it.hops).map(|it| &it.to).listed();
    if settings.whole.is_none() || hops.is_empty() {
        return Vec::new();
    }
    let leads_out = |lan: &Sourced<Network>| {
        hops.iter().any(|to| match to {
            HopTarget::Address(address) => lan.value.contains(*address),
            HopTarget::Interface(port) | HopTarget::Dhcp(port) => {
                let port = settings.interface(port);
                port.is_some_and(|it| it.address.seen().is_some_and(|it| it.line == lan.line))
            }
            // It may lead anywhere.
            HopTarget::Hidden => true,
        })
    };
    let lans = router.networks.lans.iter().take(MOST_LANS);
    lans.filter(|lan| !leads_out(lan)).copied().listed()
}

/// Whether a network routed into the tunnel is a LAN of the peer that the own site does not have.
pub(in crate::diagnose) fn joins(
    far: &Sourced<Network>,
    theirs: &[Sourced<Network>],
    own: &[Sourced<Network>],
) -> bool {
    let overlaps = |lans: &[Sourced<Network>]| lans.iter().any(|it| it.value.overlaps(&far.value));
    overlaps(theirs) && !overlaps(own)
}

/// Whether a translation is bound to a tunnel, or set for one.
pub(in crate::diagnose) fn translates_in_tunnel(router: &Router) -> bool {
    let is_tunnel = |it: &Interface| matches!(it, Interface::Tunnel(_));
    let bound = router.links.nat.iter().any(|nat| is_tunnel(&nat.interface));
    bound || router.settings.tunnels.iter().any(|it| it.nat.is_some())
}
