//! What can be joined at one router: its gateways, and tunnels of which no output tells the gateway.

use std::net::IpAddr;

use crate::model::{
    GatewayId, IpsecSa, LocalAddress, Network, PeerAddress, Reach, Router, SecurityGateway,
    Settings, TunnelNumber, is_global, reach,
};
use crate::text::{Listed, sort_once};

/// What is joined: a gateway, or a tunnel interface of which no output tells the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Gateway(Option<GatewayId>),
    Tunnel(TunnelNumber),
}

/// Whether a gateway is of a dial-in client, by its SAs or by the settings.
pub(in crate::pair) fn is_dial_in(router: &Router, gateway: Option<&SecurityGateway>) -> bool {
    let Some(gateway) = gateway else { return false };
    let sas = router.ipsec_sas_of(gateway.id);
    let set = |of: fn(&Settings, GatewayId) -> bool| {
        gateway.id.is_some_and(|id| of(&router.settings, id))
    };
    let is_transport = sas.iter().any(IpsecSa::is_transport) && !set(Settings::is_bridge);
    is_transport || (sas.is_empty() && set(Settings::is_dial_in))
}

/// The only gateway of a router that is not of a dial-in client.
pub(super) fn only_gateway(router: &Router) -> Option<&SecurityGateway> {
    let gateways = router.gateways.iter();
    let mut gateways = gateways.filter(|gateway| !is_dial_in(router, Some(gateway)));
    let only = gateways.next().filter(|_| gateways.next().is_none());
    only.filter(|gateway| is_known(router, gateway))
}

/// Whether anything tells of a gateway but the number that somebody asked for in vain.
pub(super) fn is_known(router: &Router, gateway: &SecurityGateway) -> bool {
    let has_sas = !router.ipsec_sas_of(gateway.id).is_empty();
    let has_sas = has_sas || !router.ike_sas_of(gateway.id).is_empty();
    let is_set = gateway
        .id
        .is_some_and(|id| router.settings.gateway(id).is_some());
    has_sas || is_set || gateway.counts.is_some()
}

/// The networks of a router's LAN.
pub(super) fn lan_networks(router: &Router) -> Vec<Network> {
    router.networks.lans.iter().map(|it| it.value).listed()
}

/// The same, or where nothing tells them, the private addresses that a router shows to have: those that its gateways are
/// told to speak from, and those from which it pinged.
pub(super) fn shown_networks(router: &Router) -> Vec<Network> {
    let lans = lan_networks(router);
    if !lans.is_empty() {
        return lans;
    }
    let gateways = router.settings.gateways.iter();
    let told = gateways.filter_map(|it| match it.local_address.explicit()?.value {
        LocalAddress::Address(own) => Some(own),
        LocalAddress::Vrrp(_) | LocalAddress::Other(_) => None,
    });
    let pings = router.pings.iter().filter(|it| it.is_answered());
    let own = told.chain(pings.filter_map(|it| it.source));
    let private = own.filter(|it| reach(*it) == Reach::Private);
    let mut shown = private.map(Network::host).listed();
    sort_once(&mut shown);
    shown
}

/// The addresses that a gateway calls, by its SAs and by the settings.
pub(super) fn called_addresses(router: &Router, gateway: &SecurityGateway) -> Vec<IpAddr> {
    let by_sas = gateway.remote_id.seen().and_then(|id| id.value.address());
    let settings = gateway.id.and_then(|id| router.settings.gateway(id));
    let written = settings.and_then(|it| it.remote_address.explicit());
    let by_settings = match written.map(|it| &it.value) {
        Some(PeerAddress::Address(address)) => Some(*address),
        Some(PeerAddress::Name(_) | PeerAddress::Any) | None => None,
    };
    by_sas.into_iter().chain(by_settings).listed()
}

/// The addresses of the internet that a router's SAs say it has.
pub(super) fn said_addresses(router: &Router) -> Vec<IpAddr> {
    let ids = router
        .gateways
        .iter()
        .filter_map(|it: &SecurityGateway| it.local_id.seen());
    let addresses = ids.filter_map(|it| it.value.address());
    addresses.filter(|it| is_global(*it)).listed()
}
