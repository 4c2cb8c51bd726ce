//! Tells which tunnel belongs to a gateway, and which gateway to a tunnel, where nothing but their numbers does: those of one
//! VPN mostly have one number.

use super::{End, GatewayPair};
use crate::model::{GatewayId, TunnelNumber};

impl GatewayPair<'_> {
    /// Whether routes lead the LAN of the other end into another tunnel of an end than this, and what this one carries
    /// elsewhere: then it is not theirs, whatever its number is.
    pub fn is_led_beside(&self, end: &End<'_>, tunnel: TunnelNumber) -> bool {
        let mut others = self.ends().filter(|it| it.router.side != end.router.side);
        let Some(other) = others.next() else {
            return false;
        };
        let lans = &other.router.networks.lans;
        let behind = &end.router.networks.behind_tunnels;
        let (mut into_own, mut into_others) = (false, false);
        for (number, network) in behind {
            let leads_there = lans.iter().any(|it| it.value.overlaps(&network.value));
            into_own |= leads_there && *number == tunnel;
            into_others |= leads_there && *number != tunnel;
        }
        into_others && !into_own && behind.iter().any(|it| it.0 == tunnel)
    }
}

impl End<'_> {
    /// Of a gateway whose tunnel nothing tells, the tunnel of its number, unless that is known to be another's.
    pub fn tunnel_by_number(&self) -> Option<TunnelNumber> {
        let GatewayId(number) = self.gateway_id()?;
        let is_told = self.tunnel_numbers().next().is_some();
        let loose = &self.router.loose_tunnels;
        let same = TunnelNumber(number);
        (!is_told && loose.binary_search(&same).is_ok()).then_some(same)
    }

    /// Of a tunnel whose gateway nothing tells, the gateway of its number, unless its tunnel is known.
    pub fn gateway_by_number(&self) -> Option<Self> {
        let mut numbers = self.tunnel_numbers().filter(|_| self.gateway.is_none());
        let gateway = self.router.gateway(Some(GatewayId(numbers.next()?.0)))?;
        let is_alone = numbers.next().is_none() && gateway.tunnels.is_empty();
        is_alone.then(|| self.with_gateway(gateway))
    }
}
