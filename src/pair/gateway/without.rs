//! Tells which of several routers has no VPN at all, and whether another may have one with it, and which two are joined
//! by a tunnel that needs none.

use super::candidate::Key;
use super::unit::is_dial_in;
use super::{End, Found, Search};
use crate::model::{Encapsulation, Router, TunnelSettings, TunnelStatus};
use crate::text::Listed;

/// Whether a router lists no SA, and nothing of it speaks of a tunnel or of key exchange.
pub(super) fn shows_no_vpn(router: &Router) -> bool {
    router.lists_sas() && router.networks.into_tunnels.is_empty() && !tells_of_exchange(router)
}

fn tells_of_exchange(router: &Router) -> bool {
    let mut events = router.log.iter().flat_map(|it| &it.events);
    events.any(|it| it.what.exchange().is_some())
}

/// Whether the whole settings or the whole table of routes of a router tell whither it leads.
pub(super) fn tells_ways(router: &Router) -> bool {
    let routes = router.routes.as_ref();
    router.settings.whole.is_some() || routes.is_some_and(|it| it.whole && !it.has_masked())
}

/// Whether the whole settings of a router set up no VPN, and nothing else of it speaks of one.
pub(super) fn is_set_up_without_vpn(router: &Router) -> bool {
    let settings = &router.settings;
    let speaks = |it: &TunnelStatus| it.may_be_ipsec();
    settings.whole.is_some()
        && settings.tunnels.is_empty()
        && settings.policies.is_empty()
        && settings.gateways.is_empty()
        && settings.unknown.is_empty()
        && [&settings.ipsec, &settings.auto_refresh]
            .iter()
            .all(|it| it.explicit().is_none())
        && router.gateways.is_empty()
        && router.networks.into_tunnels.is_empty()
        && !router.tunnels.iter().any(speaks)
        && !tells_of_exchange(router)
}

/// The tunnel without IPsec by which the whole settings of a router lead to another site. One that is the line itself
/// leads to no site.
pub(in crate::pair) fn plain_tunnel<'m>(
    router: &'m Router,
    to: &Router,
) -> Option<&'m TunnelSettings> {
    router.settings.whole?;
    let lans = &to.networks.lans;
    let ways = &router.networks.behind_tunnels;
    let leads_there = |tunnel: &TunnelSettings| {
        let mut own = ways.iter().filter(|it| it.0 == tunnel.number);
        own.any(|far| lans.is_empty() || lans.iter().any(|it| it.value.overlaps(&far.1.value)))
    };
    let mut tunnels = router.settings.tunnels.iter();
    tunnels.find(|it| {
        let kind = it.encapsulation.explicit().map(|it| &it.value);
        let is_other = matches!(kind, Some(Encapsulation::Other(_)));
        is_other && it.policy.explicit().is_none() && leads_there(it)
    })
}

/// Whether two sites are joined by a tunnel without IPsec, for which no SA is made: one has no IPsec at all, and as far
/// as their settings were pasted both lead into such a tunnel.
pub(in crate::pair) fn are_joined_without_ipsec(one: &Router, other: &Router) -> bool {
    let has_none = |it: &Router| {
        let set = &it.settings;
        let is_set = !(set.gateways.is_empty() && set.policies.is_empty());
        set.whole.is_some() && !is_set && it.ipsec_sas.is_empty()
    };
    let leads = |from: &Router, to: &Router| {
        from.settings.whole.is_none() || plain_tunnel(from, to).is_some()
    };
    (has_none(one) || has_none(other)) && leads(one, other) && leads(other, one)
}

impl Search<'_> {
    /// Whether a gateway or a tunnel may be with one of other routers: it is joined to nobody, or by a guess, and does not
    /// call addresses that are none of theirs.
    pub(super) fn may_mean(&self, others: &[&Router]) -> bool {
        let is_guess = |it: &Found<'_>| it.b.is_none() || it.matched_by.is_guess();
        let open = self.found.iter().filter(|it| is_guess(it));
        let ends = open.flat_map(|it| [Some(it.a), it.b]).flatten();
        let mut ends = ends.filter(|it| !is_dial_in(it.router, it.gateway));
        let is_elsewhere = |end: &End<'_>, other: &Router| {
            let called = end.called();
            let mut all = called.iter();
            !called.is_empty() && all.all(|it| other.networks.is_anothers(it.value))
        };
        // A tunnel that a route leads into, more than are joined, may be one of which the list was not pasted.
        let leads_further = self.routers.iter().any(|router| {
            let own = self
                .found
                .iter()
                .flat_map(|it| [Some(it.a), it.b])
                .flatten();
            let joined = own.filter(|it| it.router.side == router.side).count();
            let mut led = router.networks.into_tunnels.iter().map(|it| it.0).listed();
            led.dedup();
            led.len() > joined
        });
        leads_further
            || ends.any(|end| !others.iter().all(|it| is_elsewhere(&end, it)))
            || !self.units_without_sas().is_empty()
    }

    /// Whether all gateways and tunnels of all routers are joined, so that none is left that may be with another router.
    pub(super) fn leaves_nothing(&self) -> bool {
        let mut free = self.free_units();
        let is_dial_in = |(at, unit): Key| {
            let end = self.end((at, unit));
            end.is_some_and(|it| is_dial_in(it.router, it.gateway))
        };
        free.all(is_dial_in) && self.units_without_sas().is_empty()
    }
}
