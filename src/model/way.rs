//! Turns an address and what a router shows of its routes and lines into the line by which it is reached.

use std::net::IpAddr;

use super::{
    DhcpLease, Encapsulation, Fact, Hop, HopTarget, Interface, LanPort, LinkState, NatBinding,
    PppLink, Route, RouteKind, RouteTable, Router, Sourced, is_global,
};
use crate::text::Listed;

/// The interface by which a peer is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The interface: a PP, a LAN port, or a tunnel that is the line itself, as with MAP-E.
    pub interface: Interface,
    /// The line of the route that says so; None where it is the only line that was pasted.
    pub route: Option<u32>,
}

/// What the outputs show of a line; each None where no output does.
#[derive(Debug, Clone, Copy, Default)]
pub struct WanLine<'m> {
    /// As a PP interface.
    pub ppp: Option<&'m PppLink>,
    /// As a client of DHCP.
    pub dhcp: Option<&'m DhcpLease>,
    /// As a LAN port.
    pub lan: Option<&'m LanPort>,
}

impl Router {
    /// The way to an address, or out where none is given: by the table of routes, and by the settings where none
    /// was pasted; the only line that was pasted, where nothing else tells. None where that is not decided, or the
    /// way leads into the VPN.
    pub fn way_to(&self, peer: Option<IpAddr>) -> Option<Way> {
        let is_v6 = peer.is_some_and(|it| it.is_ipv6());
        let table = if is_v6 { &self.routes_v6 } else { &self.routes };
        let told = || by_settings(self, peer).or_else(|| only_line(self, is_v6));
        let way = match table {
            Some(table) if !lacks_route(table, peer) => by_table(self, table, peer)?,
            // A route that leads to a line that is out may be missing in the table for that; by one that is up
            // nothing leaves without it.
            Some(_) => told().filter(|it| may_be_out(self, &it.interface))?,
            None => told()?,
        };
        self.leads_out(&way.interface).then_some(way)
    }

    /// Whether an interface leads to the internet and not into the VPN. Of a tunnel only its kind tells:
    /// one by MAP-E or IPIP is the line itself.
    pub fn leads_out(&self, interface: &Interface) -> bool {
        let Interface::Tunnel(number) = interface else {
            return true;
        };
        let shown = self.tunnel(*number).and_then(|it| it.kind.as_ref());
        let shown = shown.map(|kind| !kind.value.eq_ignore_ascii_case("ipsec"));
        let set = self.settings.tunnel(*number);
        let set = set.and_then(|it| it.encapsulation.explicit());
        let set = set.map(|it| it.value != Encapsulation::Ipsec);
        shown.or(set).unwrap_or(false)
    }

    /// The line that has an address, or had it in its last session.
    pub fn line_of(&self, address: IpAddr) -> Option<&Interface> {
        let links = &self.links;
        let is = |fact: &Fact<IpAddr>| fact.seen().is_some_and(|it| it.value == address);
        let mut ppp = links.ppp.iter();
        let ppp = ppp.find(|it| is(&it.local_address) || is(&it.past_address));
        let dhcp = links.dhcp.iter().find(|it| is(&it.address));
        let nat = links.nat.iter().find(|it| is(&it.outer));
        let mut lans = links.lan.iter();
        let lan = lans.find(|it| it.address.is_some_and(|it| it.value.address == address));
        let found = ppp.map(|it| &it.interface);
        let found = found.or_else(|| dhcp.map(|it| &it.interface));
        let found = found.or_else(|| nat.map(|it| &it.interface));
        found.or_else(|| lan.map(|it| &it.interface))
    }

    /// The session to the internet that SAs may have been made by until it fell, where neither routes nor outputs tell of
    /// another line: by one that was never up since the router started none were made.
    pub fn line_that_fell(&self) -> Option<&Interface> {
        let links = &self.links;
        let is_up = |it: &PppLink| it.leads_out() && it.state.value == LinkState::Up;
        let carries = links.ppp.iter().any(is_up)
            || links.dhcp.iter().any(|it| it.address.line().is_some())
            || only_port_outside(&links.lan).is_some_and(|it| it.link.is_none_or(|it| it.value));
        if self.routes.is_some() || carries {
            return None;
        }
        let is_off = |it: &PppLink| it.leads_out() && it.state.value == LinkState::Disabled;
        let mut out = links.ppp.iter();
        let first = &out.find(|it| it.has_fallen() || is_off(it))?.interface;
        (!is_beside_another(self, first)).then_some(first)
    }

    /// What the outputs show of an interface.
    pub fn line(&self, interface: &Interface) -> WanLine<'_> {
        let links = &self.links;
        WanLine {
            ppp: links.ppp.iter().find(|it| it.interface == *interface),
            dhcp: links.dhcp.iter().find(|it| it.interface == *interface),
            lan: links.lan.iter().find(|it| it.interface == *interface),
        }
    }
}

/// Whether a whole table leads nowhere near an address, or out where none is given.
fn lacks_route(table: &RouteTable, peer: Option<IpAddr>) -> bool {
    let leads = match peer {
        Some(peer) => !table.lookup(peer).is_empty(),
        None => table.defaults().next().is_some(),
    };
    table.whole && !table.has_masked() && !leads
}

fn by_table(router: &Router, table: &RouteTable, peer: Option<IpAddr>) -> Option<Way> {
    let routes = match peer {
        Some(peer) => table.lookup(peer),
        None => table.defaults().listed(),
    };
    let routes = in_use(
        routes,
        |it| it.is_reserve,
        |it| is_out(router, &it.interface),
    );
    let first = routes.first()?;
    // What filters let by is not all; the rest of the way may be lost.
    if routes.iter().all(|it| it.conditional && !it.is_reserve) {
        return None;
    }
    // Of whom nobody knows it may be the peer, and the default route is not for that one.
    let is_beside = |it: &Route| {
        let leads_out = it
            .destination
            .is_some_and(|it| it.prefix > 0 && is_global(it.address));
        let is_set = matches!(it.kind, RouteKind::Static | RouteKind::Dynamic);
        is_set && leads_out && it.interface != first.interface
    };
    if peer.is_none() && table.routes.iter().any(is_beside) {
        return None;
    }
    // A masked row may be the peer's own, unless it leads the same way, or into a VPN.
    let leads_out =
        |it: &&Route| it.kind != RouteKind::Connected && router.leads_out(&it.interface);
    let mut rivals = table.masked().filter(leads_out);
    let same = |interface: &Interface| *interface == first.interface;
    let decided =
        routes.iter().all(|it| same(&it.interface)) && rivals.all(|it| same(&it.interface));
    decided.then(|| Way {
        interface: first.interface.clone(),
        route: Some(first.line),
    })
}

/// By the routes in the settings, where no table was pasted.
fn by_settings(router: &Router, peer: Option<IpAddr>) -> Option<Way> {
    let settings = &router.settings;
    let best = match peer {
        Some(peer) => {
            let routes = settings.routes_to(peer);
            routes.max_by_key(|it| it.destination.map(|it| it.prefix))?
        }
        None => settings.default_routes().last()?,
    };
    let leads_by = |hop: &Hop| match &hop.to {
        HopTarget::Interface(interface) | HopTarget::Dhcp(interface) => Some(interface.clone()),
        HopTarget::Address(next) => beside(router, *next),
        HopTarget::Hidden => None,
    };
    let is_out = |hop: &&Hop| leads_by(hop).is_some_and(|it| is_out(router, &it));
    let hops = in_use(best.hops.iter().listed(), |it| it.is_reserve, is_out);
    if hops.iter().all(|it| it.conditional && !it.is_reserve) {
        return None;
    }
    let mut interfaces = hops.into_iter().map(leads_by);
    let first = interfaces.next()??;
    interfaces
        .all(|it| it.as_ref() == Some(&first))
        .then_some(Way {
            interface: first,
            route: Some(best.line),
        })
}

/// The ways of a route that packets take: a reserve carries none while all others are not shown to be out.
fn in_use<T>(ways: Vec<T>, is_reserve: impl Fn(&T) -> bool, is_out: impl Fn(&T) -> bool) -> Vec<T> {
    let mut mains = ways.iter().filter(|it| !is_reserve(it)).peekable();
    let carry = mains.peek().is_some() && !mains.any(is_out);
    let taken = ways.into_iter().filter(|it| !carry || !is_reserve(it));
    taken.listed()
}

/// Whether no output shows that a line is up.
fn may_be_out(router: &Router, interface: &Interface) -> bool {
    let line = router.line(interface);
    let is_shown = line.ppp.is_some() || line.dhcp.is_some() || line.lan.is_some();
    !is_shown || is_out(router, interface)
}

/// Whether an output shows that a line is not up.
fn is_out(router: &Router, interface: &Interface) -> bool {
    let line = router.line(interface);
    line.ppp.is_some_and(|it| it.state.value != LinkState::Up)
        || line.dhcp.is_some_and(|it| it.waiting.is_some())
        || line
            .lan
            .is_some_and(|it| it.link.is_some_and(|it| !it.value))
}

/// The interface whose network an address is in.
fn beside(router: &Router, address: IpAddr) -> Option<Interface> {
    let mut interfaces = router.settings.interfaces.iter();
    let found = interfaces.find(|it| it.fixed().is_some_and(|it| it.value.contains(address)));
    found.map(|it| it.interface.clone())
}

/// The only line that was pasted, where nothing tells of another and it is one in use: a PP that was never up, is
/// switched off or not set up may be one that nobody uses, and for a peer that is reached by IPv6, one that is not
/// shown to carry it.
fn only_line(router: &Router, is_v6: bool) -> Option<Way> {
    let line = only_line_pasted(router, is_v6)?;
    (!is_beside_another(router, &line.interface)).then_some(line)
}

/// Whether anything tells of another line than one: a translation with an address of the internet, a default route of
/// the settings, or its own number, which is not the first.
fn is_beside_another(router: &Router, line: &Interface) -> bool {
    let mut nat = router.links.nat.iter();
    let translates = |it: &NatBinding| it.outer.seen().is_some_and(|it| is_global(it.value));
    if nat.any(|it| it.interface != *line && translates(it)) {
        return true;
    }
    let may_lead_by = |hop: &Hop| match &hop.to {
        HopTarget::Interface(to) | HopTarget::Dhcp(to) => to == line && !hop.conditional,
        HopTarget::Address(_) => !matches!(line, Interface::Pp(_)),
        HopTarget::Hidden => true,
    };
    let defaults = router.settings.default_routes();
    let mut hops = defaults.flat_map(|it| &it.hops).peekable();
    match hops.peek() {
        Some(_) => !hops.any(may_lead_by),
        None => matches!(line, Interface::Pp(Some(number)) if *number > 1),
    }
}

fn only_line_pasted(router: &Router, is_v6: bool) -> Option<Way> {
    let links = &router.links;
    let way = |interface: &Interface| {
        Some(Way {
            interface: interface.clone(),
            route: None,
        })
    };
    let carries = |it: &&PppLink| !is_v6 || it.ipv6.is_some();
    let mut ppp = links.ppp.iter().filter(|it| it.leads_out());
    match (ppp.next(), ppp.next(), links.dhcp.as_slice()) {
        (Some(link), None, []) if is_in_use(link) && carries(&link) => way(&link.interface),
        // Any other port may have a client of DHCP that nobody uses.
        (None, None, [lease])
            if lease.address.line().is_some()
                || (lease.waiting.is_some() && is_usual_line(&lease.interface)) =>
        {
            way(&lease.interface)
        }
        (None, None, []) => {
            let port = only_port_outside(&links.lan);
            way(&port
                .or_else(|| usual_port_without_link(&links.lan))?
                .interface)
        }
        _ => None,
    }
}

/// Whether it is the port that most models have for the line.
fn is_usual_line(interface: &Interface) -> bool {
    matches!(interface, Interface::Lan(2, _))
}

/// The port that most models have for the line, where it has no link: whatever line runs over it is out.
fn usual_port_without_link(ports: &[LanPort]) -> Option<&LanPort> {
    let is_out = |it: &&LanPort| it.link.is_some_and(|it| !it.value);
    let mut out = ports.iter().filter(is_out);
    out.find(|it| is_usual_line(&it.interface) && it.address.is_none())
}

/// The only port with an address that the whole internet knows.
fn only_port_outside(ports: &[LanPort]) -> Option<&LanPort> {
    let address = |it: &LanPort| it.address.map(|it| it.value.address);
    let is_outside = |it: &&LanPort| address(it).is_some_and(is_global);
    let mut outside = ports.iter().filter(is_outside);
    outside.next().filter(|_| outside.next().is_none())
}

fn is_in_use(link: &PppLink) -> bool {
    match link.state.value {
        LinkState::Up | LinkState::Connecting | LinkState::Down => true,
        LinkState::NeverUp | LinkState::Disabled | LinkState::NotConfigured => link.past.is_some(),
        LinkState::NotUp => link.past.is_some() || link.local_address.seen().is_some(),
    }
}

impl PppLink {
    /// Whether the session leads to the internet and not to a caller.
    pub fn leads_out(&self) -> bool {
        let dials_in = |kind: &String| kind.starts_with("PPTP") || kind.starts_with("L2TP");
        let is_known = matches!(self.interface, Interface::Pp(Some(_)));
        is_known && !self.session.as_ref().is_some_and(dials_in)
    }

    /// Whether a session that led to the internet is over.
    pub fn has_fallen(&self) -> bool {
        let state = self.state.value;
        let had_one = state == LinkState::Down || (state != LinkState::Up && self.past.is_some());
        self.leads_out() && had_one
    }
}

impl WanLine<'_> {
    /// Its address, while nothing says that the line is not up.
    pub fn address(&self) -> Option<Sourced<IpAddr>> {
        let may_be_up = |it: &&PppLink| matches!(it.state.value, LinkState::Up | LinkState::NotUp);
        let ppp = self.ppp.filter(may_be_up);
        let of_ppp = ppp.and_then(|it| it.local_address.seen());
        let of_dhcp = self.dhcp.and_then(|it| it.address.seen());
        let of_lan = self.lan.and_then(|it| it.address);
        let of_lan = of_lan.map(|it| Sourced::new(it.value.address, it.line));
        of_ppp.or(of_dhcp).copied().or(of_lan)
    }
}
