//! Tells by which interface a peer is reached, and what the outputs show of that line: only this line
//! can keep the VPN down, however many others there are.

use std::net::IpAddr;

use super::{Finding, Outcome, Where, found};
use crate::model::{
    AddressSource, DhcpLease, Encapsulation, Fact, GatewaySettings, HopTarget, Interface, LanPort,
    LinkState, LocalAddress, Network, PppLink, Reach, RouteKind, RouteTable, Router, Sourced,
    reach,
};
use crate::pair::{End, GatewayPair, Role};
use crate::text::{Listed, sort_by_key};

/// The interface by which a peer is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    /// The interface: a PP, a LAN port, or a tunnel that is the line itself, as with MAP-E.
    pub(super) interface: Interface,
    /// The line of the route that says so; None where it is the only line that was pasted.
    pub(super) route: Option<u32>,
}

/// What the outputs show of a line; each None where no output does.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line<'m> {
    /// As a PP interface.
    pub(super) ppp: Option<&'m PppLink>,
    /// As a client of DHCP.
    pub(super) dhcp: Option<&'m DhcpLease>,
    /// As a LAN port.
    pub(super) lan: Option<&'m LanPort>,
}

/// The interface by which an end reaches its peer; None where the outputs do not decide it.
pub(super) fn way(end: &End<'_>) -> Option<Way> {
    let router = end.router;
    let peer = called(end).into_iter().next().map(|it| it.value);
    let is_v6 = peer.is_some_and(|it| it.is_ipv6());
    let table = if is_v6 {
        &router.routes_v6
    } else {
        &router.routes
    };
    let way = match table {
        Some(table) => by_table(table, peer)?,
        None => by_settings(router, peer).or_else(|| only_line(router))?,
    };
    leads_out(router, &way.interface).then_some(way)
}

/// Whether an interface leads to the internet and not into the VPN. Of a tunnel only its kind tells:
/// one by MAP-E or IPIP is the line itself.
fn leads_out(router: &Router, interface: &Interface) -> bool {
    let Interface::Tunnel(number) = interface else {
        return true;
    };
    let shown = router.tunnel(*number).and_then(|it| it.kind.as_ref());
    let shown = shown.map(|kind| !kind.value.eq_ignore_ascii_case("ipsec"));
    let set = router
        .settings
        .tunnel(*number)
        .and_then(|it| it.encapsulation.explicit());
    let set = set.map(|it| it.value != Encapsulation::Ipsec);
    shown.or(set).unwrap_or(false)
}

fn by_table(table: &RouteTable, peer: Option<IpAddr>) -> Option<Way> {
    let routes = match peer {
        Some(peer) => table.lookup(peer),
        None => table.defaults().listed(),
    };
    let first = routes.first()?;
    // A masked row may be the peer's own, unless it leads the same way.
    let mut rivals = table.masked().filter(|it| it.kind != RouteKind::Connected);
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
    let mut interfaces = best.hops.iter().map(|hop| match &hop.to {
        HopTarget::Interface(interface) | HopTarget::Dhcp(interface) => Some(interface.clone()),
        HopTarget::Address(next) => beside(router, *next),
        HopTarget::Hidden => None,
    });
    let first = interfaces.next()??;
    interfaces
        .all(|it| it.as_ref() == Some(&first))
        .then_some(Way {
            interface: first,
            route: Some(best.line),
        })
}

/// The interface whose network an address is in.
fn beside(router: &Router, address: IpAddr) -> Option<Interface> {
    let mut interfaces = router.settings.interfaces.iter();
    let found = interfaces.find(|it| {
        let fixed = it.address.seen().map(|source| &source.value);
        matches!(fixed, Some(AddressSource::Fixed(network)) if network.contains(address))
    });
    found.map(|it| it.interface.clone())
}

/// The only line that was pasted, where it is one in use: a PP that was never up, is switched off or not
/// set up may be one that nobody uses.
fn only_line(router: &Router) -> Option<Way> {
    let links = &router.links;
    let way = |interface: &Interface| {
        Some(Way {
            interface: interface.clone(),
            route: None,
        })
    };
    let mut ppp = links.ppp.iter().filter(|it| is_internet(it));
    match (ppp.next(), ppp.next(), links.dhcp.as_slice()) {
        (Some(link), None, []) if is_in_use(link) => way(&link.interface),
        (None, None, [lease]) if lease.address.line().is_some() => way(&lease.interface),
        _ => None,
    }
}

/// Whether a session leads to the internet and not to a caller.
fn is_internet(link: &PppLink) -> bool {
    let dials_in = |kind: &String| kind.starts_with("PPTP") || kind.starts_with("L2TP");
    let is_known = matches!(link.interface, Interface::Pp(Some(_)));
    is_known && !link.session.as_ref().is_some_and(dials_in)
}

fn is_in_use(link: &PppLink) -> bool {
    match link.state.value {
        LinkState::Up | LinkState::Connecting | LinkState::Down => true,
        LinkState::NeverUp | LinkState::Disabled | LinkState::NotConfigured | LinkState::NotUp => {
            link.past.is_some()
        }
    }
}

/// The ends of a pair that should join two sites; a peer that was not pasted moves no verdict.
pub(super) fn ends<'m>(pair: &GatewayPair<'m>) -> impl Iterator<Item = End<'m>> {
    let is_ours = pair.role == Role::SiteToSite;
    pair.ends().filter(move |_| is_ours)
}

/// What was found at the ends of a pair. Where both have the fault, neither comes first but by what is
/// surer.
pub(super) fn found_at_ends(findings: impl Iterator<Item = Finding>) -> Outcome {
    found(surest_first(findings.listed()).into_iter())
}

fn surest_first(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() > 1 {
        for finding in &mut findings {
            finding.side = Some(Where::Both);
        }
        sort_by_key(&mut findings, |it| it.certainty);
    }
    findings
}

/// Each end, and the other one.
pub(super) fn both<'m>(pair: &GatewayPair<'m>) -> Vec<(End<'m>, End<'m>)> {
    let other = pair.b.filter(|_| pair.role == Role::SiteToSite);
    let both = other.map(|b| vec![(pair.a, b), (b, pair.a)]);
    both.unwrap_or_default()
}

/// Whether an address is one that the whole internet knows.
pub(super) fn is_global(address: IpAddr) -> bool {
    reach(address) == Reach::Global
}

/// Whether, behind a line of the paste, something on the internet answered a ping.
pub(super) fn answered_since(router: &Router, line: u32) -> bool {
    let pings = router.pings.iter().filter(|it| it.line > line);
    pings
        .filter(|it| it.is_answered())
        .any(|it| it.target.is_some_and(is_global))
}

/// What the outputs show of an interface.
pub(super) fn line<'m>(router: &'m Router, interface: &Interface) -> Line<'m> {
    let links = &router.links;
    Line {
        ppp: links.ppp.iter().find(|it| it.interface == *interface),
        dhcp: links.dhcp.iter().find(|it| it.interface == *interface),
        lan: links.lan.iter().find(|it| it.interface == *interface),
    }
}

/// The way to the peer, where it is a session that is up and no later ping of the internet was answered.
pub(super) fn unanswered_session<'m>(end: &End<'m>) -> Option<(Way, &'m PppLink)> {
    let way = way(end)?;
    let ppp = line(end.router, &way.interface).ppp?;
    let is_up = ppp.state.value == LinkState::Up;
    (is_up && !answered_since(end.router, ppp.line)).then_some((way, ppp))
}

impl Line<'_> {
    /// Its address, while the line is up.
    pub(super) fn address(&self) -> Option<Sourced<IpAddr>> {
        let ppp = self.ppp.filter(|it| it.state.value == LinkState::Up);
        let of_ppp = ppp.and_then(|it| it.local_address.seen());
        let of_dhcp = self.dhcp.and_then(|it| it.address.seen());
        let of_lan = self.lan.and_then(|it| it.address);
        let of_lan = of_lan.map(|it| Sourced::new(it.value.address, it.line));
        of_ppp.or(of_dhcp).copied().or(of_lan)
    }
}

/// The addresses that an end calls its peer by, in the order of what is surest, each with its line.
pub(super) fn called(end: &End<'_>) -> Vec<Sourced<IpAddr>> {
    end.called()
}

/// The name that an end calls its peer by, where its settings have one.
pub(super) fn called_name<'m>(end: &End<'m>) -> Option<&'m str> {
    end.called_name()
}

/// Whether an address is one of the router's, or might be: also that of a translation, of a name
/// service, and any in a network of its own other than that of the line.
pub(super) fn may_own(router: &Router, line: &Interface, address: IpAddr) -> bool {
    let links = &router.links;
    let is = |fact: &Fact<IpAddr>| match fact {
        Fact::Seen(it) => it.value == address,
        Fact::Hidden(_) => true,
        Fact::NotPasted => false,
    };
    let in_network = |of: &Interface, network: Network| {
        network.address == address || (of != line && network.contains(address))
    };
    let set = router.settings.interfaces.iter().any(|it| {
        let fixed = it.address.seen().map(|source| &source.value);
        matches!(fixed, Some(AddressSource::Fixed(network)) if in_network(&it.interface, *network))
    });
    let speaks_as = |it: &GatewaySettings| {
        let local = it.local_address.explicit().map(|it| &it.value);
        match local {
            Some(LocalAddress::Address(own)) => *own == address,
            Some(LocalAddress::Vrrp(_) | LocalAddress::Other(_)) => true,
            None => false,
        }
    };
    let set = set || router.settings.gateways.iter().any(speaks_as);
    let mut routed = router.routes.iter().flat_map(RouteTable::connected);
    let mut lans = links
        .lan
        .iter()
        .filter_map(|it| Some((&it.interface, it.address?)));
    set || links.ppp.iter().any(|it| is(&it.local_address))
        || links.dhcp.iter().any(|it| is(&it.address))
        || links.nat.iter().any(|it| is(&it.outer))
        || links.names.iter().any(|it| is(&it.address))
        || lans.any(|(of, network)| in_network(of, network.value))
        || routed.any(|(of, network)| in_network(of, network.value))
}

/// How many lines to the internet the outputs of a router show to be up.
pub(super) fn lines_up(router: &Router) -> usize {
    let links = &router.links;
    let is_up = |it: &&PppLink| it.state.value == LinkState::Up && is_internet(it);
    let leased = links.dhcp.iter().filter(|it| it.address.line().is_some());
    links.ppp.iter().filter(is_up).count() + leased.count()
}
