//! Tells by which addresses an end calls its peer, and by which it is called.

use std::net::IpAddr;

use super::End;
use crate::model::{
    Encapsulation, Fact, GatewaySettings, IkeIdentity, PeerAddress, Setting, Sourced,
    TunnelSettings,
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

    /// The name that it calls its peer by, where its settings have one.
    pub fn called_name(&self) -> Option<&'m str> {
        match &self.gateway_settings()?.remote_address.explicit()?.value {
            PeerAddress::Name(name) => Some(name),
            PeerAddress::Address(_) | PeerAddress::Any => None,
        }
    }

    /// The settings of its gateway: of the one that its outputs or its tunnel name, else of the only
    /// one that tunnels are bound to, else of the only one.
    pub fn gateway_settings(&self) -> Option<&'m GatewaySettings> {
        let settings = &self.router.settings;
        if let Some(id) = self.gateway_id() {
            return settings.gateway(id);
        }
        // Lines of gateways alone name no tunnel.
        let mut tunnels = self.tunnel_numbers();
        let own = tunnels.next().filter(|_| !settings.tunnels.is_empty());
        if let Some(number) = own {
            return settings.gateway_of(settings.tunnel(number)?);
        }
        let is_ipsec = |tunnel: &&TunnelSettings| {
            let encapsulation = tunnel.encapsulation.known();
            encapsulation.is_none_or(|it| it.value == Encapsulation::Ipsec)
        };
        let of_tunnels = settings.tunnels.iter().filter(is_ipsec);
        let mut bound = of_tunnels.filter_map(|tunnel| settings.gateway_of(tunnel));
        let mut all = settings.gateways.iter();
        match bound.next() {
            Some(first) => bound.all(|it| it.id == first.id).then_some(first),
            None => all.next().filter(|_| all.next().is_none()),
        }
    }
}
