//! Turns a router and the address that it calls into the address of the line by which it calls.

use std::net::IpAddr;

use crate::model::{
    AddressSource, HopTarget, Interface, LinkState, Reach, RouteTable, Router, reach,
};

/// The address of the internet from which packets to `peer` leave; None where nothing tells, or where they are
/// translated further out.
pub(super) fn leaves_from(router: &Router, peer: IpAddr) -> Option<IpAddr> {
    let table = if peer.is_ipv6() {
        &router.routes_v6
    } else {
        &router.routes
    };
    let interface = match table {
        Some(table) => by_table(table, peer),
        None => by_settings(router, peer),
    }?;
    let session = router.links.ppp.iter().find(|it| it.interface == interface);
    let session = session.filter(|it| it.state.value == LinkState::Up);
    let present = session.and_then(|it| it.local_address.seen());
    let set = router.settings.interface(&interface);
    let fixed = set.and_then(|it| match &it.address.seen()?.value {
        AddressSource::Fixed(network) => Some(network.address),
        AddressSource::Dhcp | AddressSource::Other(_) => None,
    });
    let address = present.map(|it| it.value).or(fixed);
    address.filter(|it| reach(*it) == Reach::Global)
}

fn by_table(table: &RouteTable, peer: IpAddr) -> Option<Interface> {
    if table.has_masked() {
        return None;
    }
    let mut routes = table.lookup(peer).into_iter().map(|it| &it.interface);
    let first = routes.next()?;
    routes.all(|it| it == first).then(|| first.clone())
}

fn by_settings(router: &Router, peer: IpAddr) -> Option<Interface> {
    let routes = router.settings.routes_to(peer);
    let best = routes.max_by_key(|it| it.destination.map(|it| it.prefix))?;
    let mut hops = best.hops.iter().map(|hop| match &hop.to {
        HopTarget::Interface(interface) => Some(interface),
        HopTarget::Address(_) | HopTarget::Dhcp(_) | HopTarget::Hidden => None,
    });
    let first = hops.next()??;
    hops.all(|it| it == Some(first)).then(|| first.clone())
}
