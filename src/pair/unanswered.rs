//! Tells of a ping that was lost whether the settings or routes of either end say that it must be.

use std::net::IpAddr;

use super::toward::leaves_from_lan;
use super::traffic::{is_router, newest};
use super::{End, GatewayPair};
use crate::model::{Interface, Network, Packet, Packets, Passage, Ping, Protocol};
use crate::text::Listed;

impl<'m> GatewayPair<'m> {
    /// A ping to the other router itself that was lost and of which no answer can come back, as that router leads the
    /// network from which it was sent elsewhere: from where, to where, and the ping.
    pub fn lost_without_way_back(&self) -> Option<(End<'m>, End<'m>, &'m Ping)> {
        let b = self.b?;
        let mut ways = [(self.a, b), (b, self.a)].into_iter();
        ways.find_map(|(from, to)| {
            let ping = newest(&from, &to, |ping| leaves_from_lan(&from, ping))?;
            let tells = ping.is_lost() && is_router(&to, ping) && !has_way_back(&from, &to, ping);
            tells.then_some((from, to, ping))
        })
    }
}

/// Whether the other end may lead the address from which a ping was sent into its tunnels. Where it leads none of the
/// networks of that end there, the ping shows a fault of the VPN.
pub(super) fn has_way_back(from: &End<'_>, to: &End<'_>, ping: &Ping) -> bool {
    let table = to.router.routes.as_ref();
    let table = table.filter(|it| it.whole && !it.has_masked());
    let Some((table, source)) = table.zip(ping.source) else {
        return true;
    };
    let far = to.far_networks();
    let lans = from.router.networks.lans.iter();
    let mut others = lans.filter(|it| !it.value.contains(source));
    let leads_another = others.any(|lan| far.iter().any(|it| it.value.overlaps(&lan.value)));
    let own = to.tunnel_numbers().listed();
    let is_own = |it: &Interface| matches!(it, Interface::Tunnel(number) if own.contains(number));
    let ways = table.lookup(source);
    !leads_another || ways.iter().any(|it| is_own(&it.interface))
}

/// Whether a filter on the tunnel of an end drops the ping or its answer, and lets other packets of the two
/// LANs pass.
pub(super) fn is_meant_to_be_lost(from: &End<'_>, to: &End<'_>, ping: &Ping) -> bool {
    let Some((source, target)) = ping.source.zip(ping.target) else {
        return false;
    };
    let lans = [from, to].map(|end| &end.router.networks.lans);
    let lan_of = |address: IpAddr| {
        let mut lans = lans.iter().copied().flatten().map(|it| it.value);
        let lan = lans.find(|it| it.contains(address));
        lan.unwrap_or(Network::host(address))
    };
    let drops = |end: &End<'_>, source, target, inward| {
        let settings = &end.router.settings;
        let tunnel = end.tunnel_numbers().find_map(|it| settings.tunnel(it));
        let lists = tunnel.map(|it| {
            if inward {
                &it.filters_in
            } else {
                &it.filters_out
            }
        });
        let list = lists.and_then(Option::as_ref);
        list.filter(|_| settings.whole.is_some())
            .is_some_and(|list| {
                let ping = Packets::Of(Packet {
                    source: Some(source),
                    destination: Some(target),
                    protocol: Protocol::Icmp,
                });
                let all = Packets::Between(lan_of(source), lan_of(target));
                let passage = |packets| settings.passage(list, packets);
                matches!(passage(&ping), Passage::None(_))
                    && !matches!(passage(&all), Passage::None(_))
            })
    };
    drops(from, source, target, false)
        || drops(to, source, target, true)
        || drops(to, target, source, false)
        || drops(from, target, source, true)
}
