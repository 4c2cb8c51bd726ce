//! Tells from what a router printed whether it has more than one VPN.

use super::{Encapsulation, Log, Router, TunnelNumber, TunnelStatus};

impl Router {
    /// Whether it shows more than one gateway, or tunnels of more than one number that may carry IPsec: in its
    /// settings, its routes, its states of tunnels or its log.
    pub fn has_several_vpns(&self) -> bool {
        if self.gateways.len() > 1 {
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

    fn may_be_vpn(&self, number: TunnelNumber) -> bool {
        let set = self.settings.tunnel(number);
        let set = set.and_then(|it| it.encapsulation.known());
        self.tunnel(number).is_none_or(TunnelStatus::may_be_ipsec)
            && set.is_none_or(|it| it.value == Encapsulation::Ipsec)
            && !self.is_line(number)
    }
}
