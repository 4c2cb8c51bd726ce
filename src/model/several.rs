//! Tells from what a router printed whether it has more than one VPN.

use super::{Encapsulation, Log, Router, SecurityGateway, TunnelNumber, TunnelStatus};

impl Router {
    /// Whether it shows more than one gateway, or tunnels of more than one number that may carry IPsec: in its
    /// settings, its routes, its states of tunnels or its log.
    pub fn has_several_vpns(&self) -> bool {
        if self.has_several_gateways() {
            return true;
        }
        let of_gateways = self.gateways.iter().flat_map(|it| &it.tunnels).copied();
        let of_states = self.tunnels.iter().map(|it| it.number);
        let of_settings = self.settings.tunnels.iter().map(|it| it.number);
        let of_routes = self.networks.into_tunnels.iter().map(|it| it.0);
        let of_log = self.log.iter().flat_map(Log::first_tunnels);
        let shown = of_gateways.chain(of_states).chain(of_settings);
        let shown = shown.chain(of_routes).chain(of_log);
        let mut own = shown.filter(|it| self.may_be_vpn(*it));
        let first = own.next();
        own.any(|it| Some(it) != first)
    }

    /// Whether it shows more than one gateway; beside another, one of which nothing but an empty answer tells may be a
    /// number that somebody mistyped.
    pub fn has_several_gateways(&self) -> bool {
        // Every pair of a hub asks, and the second settles it.
        let mut told = self.gateways.iter().filter(|it| self.tells_of(it));
        told.nth(1).is_some()
    }

    /// The same for one of its gateways: that of which nothing else tells has all others beside it.
    pub fn has_gateways_beside(&self, own: &SecurityGateway) -> bool {
        self.has_several_gateways() || (self.gateways.len() > 1 && !self.tells_of(own))
    }

    /// Whether more than an empty answer tells of a gateway.
    fn tells_of(&self, gateway: &SecurityGateway) -> bool {
        let id = gateway.id;
        let is_set = id.is_some_and(|id| self.settings.gateway(id).is_some());
        let has_sas = !self.ipsec_sas_of(id).is_empty() || !self.ike_sas_of(id).is_empty();
        is_set || has_sas || gateway.counts.is_some() || !gateway.tunnels.is_empty()
    }

    fn may_be_vpn(&self, number: TunnelNumber) -> bool {
        let set = self.settings.tunnel(number);
        let set = set.and_then(|it| it.encapsulation.known());
        self.tunnel(number).is_none_or(TunnelStatus::may_be_ipsec)
            && set.is_none_or(|it| it.value == Encapsulation::Ipsec)
            && !self.is_line(number)
    }
}
