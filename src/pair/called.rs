//! Tells by which addresses an end calls its peer, and by which it is called.

use std::net::IpAddr;

use super::End;
use crate::model::{
    Fact, GatewaySettings, Happening, IkeIdentity, PeerAddress, Router, Setting, Sourced,
};

impl<'m> End<'m> {
    /// The addresses that it calls its peer by, in the order of what is surest, each with its line.
    pub fn called(&self) -> Vec<Sourced<IpAddr>> {
        let mut called = Vec::new();
        if let Some(Setting::Explicit(peer)) = self.gateway_settings().map(|it| &it.remote_address)
            && let PeerAddress::Address(address) = peer.value
        {
            called.push(Sourced::new(address, peer.line));
        }
        let mut call = |id: &Fact<IkeIdentity>| {
            if let Some(id) = id.seen()
                && let Some(address) = id.value.address()
            {
                called.push(Sourced::new(address, id.line));
            }
        };
        for sa in self.ike_sas() {
            call(&sa.common.remote_id);
        }
        for sa in self.all_ipsec_sas() {
            call(&sa.common.remote_id);
        }
        if let Some(gateway) = self.gateway {
            call(&gateway.remote_id);
        }
        called
    }

    /// The settings of its gateway; the only ones where no output tells which it is.
    pub fn gateway_settings(&self) -> Option<&'m GatewaySettings> {
        let settings = &self.router.settings;
        match (self.gateway_id(), settings.gateways.as_slice()) {
            (Some(id), _) => settings.gateway(id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

/// The addresses that a router is known by: those it speaks from in its log, and those of its lines.
pub fn own_addresses(router: &Router) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = Vec::new();
    let mut add = |address: Option<IpAddr>| {
        if let Some(address) = address
            && !addresses.contains(&address)
        {
            addresses.push(address);
        }
    };
    for event in router.log.iter().flat_map(|log| &log.events) {
        if let Some(it) = event.what.exchange() {
            add(it.local);
        } else if let Happening::Addressed(_, address) = event.what {
            add(address);
        }
    }
    for link in &router.links.ppp {
        add(link.local_address.seen().map(|it| it.value));
    }
    addresses
}
