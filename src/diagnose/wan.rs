//! Tells by which line an end reaches its peer, and what rules ask of that line: only it can keep the VPN
//! down, however many others there are.

use std::net::IpAddr;

use super::{Finding, Missing, Need, Outcome, Phrase, ends, log, steps};
pub(super) use crate::model::is_global;
use crate::model::{
    Fact, GatewaySettings, Interface, InterfaceSettings, LinkState, LocalAddress, NatTable,
    Network, PppLink, Route, RouteTable, Router, Seconds, Sourced, Way,
};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Place};

/// The line by which an end reaches its peer; None where the outputs do not decide it.
pub(super) fn way(end: &End<'_>) -> Option<Way> {
    let peer = end.called().into_iter().next().map(|it| it.value);
    end.router.way_to(peer)
}

fn calls_v6(end: &End<'_>) -> bool {
    end.called().first().is_some_and(|it| it.value.is_ipv6())
}

/// The routes that tell by which line an end reaches its peer.
pub(super) fn routes(end: &End<'_>) -> Need {
    if calls_v6(end) {
        Need::routes_v6(end.router.side)
    } else {
        Need::routes(end.router.side)
    }
}

/// The line to the peer by routes or SAs, or a guess.
pub(super) struct Toward {
    pub(super) interface: Interface,
    pub(super) is_routed: bool,
    /// What of the paste says that it is the one; None where it is only that no other was pasted.
    pub(super) shown_by: Option<Place>,
}

impl Toward {
    /// Where routes do not tell the line to the peer, the SAs do.
    pub(super) fn of(pair: &GatewayPair<'_>, end: &End<'_>) -> Option<Self> {
        let way = way(end);
        let route = way.as_ref().and_then(|it| it.route);
        let named = named_by_sas(pair, end).filter(|_| route.is_none());
        let (interface, named) = match named {
            Some((interface, place)) => (interface.clone(), Some(place)),
            None => (way?.interface, None),
        };
        Some(Self {
            interface,
            is_routed: route.is_some(),
            shown_by: route.map(|it| end.router.place(it)).or(named),
        })
    }

    /// One that nothing shows to be the way to the peer.
    pub(super) fn unshown(interface: &Interface) -> Self {
        Self {
            interface: interface.clone(),
            is_routed: false,
            shown_by: None,
        }
    }

    /// A line that is out, by which SAs may have been made until then, where no output shows one that is up.
    pub(super) fn that_fell(end: &End<'_>) -> Option<Self> {
        let line = end.router.line_that_fell().filter(|_| !calls_v6(end))?;
        Some(Self::unshown(line))
    }
}

/// What shows the state of the line by which an end reaches its peer, and what to say beside it; of the line that most
/// routers have, where nothing tells which it is.
pub(super) fn status(end: &End<'_>) -> (Need, Phrase) {
    let router = end.router;
    let side = router.side;
    let of_line = way(end).map(|it| it.interface);
    let of_line = of_line.filter(|it| matches!(it, Interface::Pp(Some(_)) | Interface::Lan(..)));
    let is_fixed = |it: &Interface| {
        let set = router.settings.interface(it);
        set.is_some_and(|it| it.fixed().is_some())
    };
    let need = match of_line {
        Some(port @ Interface::Lan(..)) if is_fixed(&port) => Need {
            side,
            command: format!("show status {}", port.argument()),
        },
        Some(line) => Need::line_of(side, &line),
        None if calls_v6(end) => Need::routes_v6(side),
        None => Need::line_status(side),
    };
    // Of the first session one sentence does for both ends, also where nothing tells that it is the line.
    let text = if need == Need::line_status(side) {
        steps::READ_LINE
    } else {
        steps::READ_THIS_LINE
    };
    (need, text)
}

/// The addresses by which the SAs of a pair name an end, each with the line of the paste that does.
pub(super) fn names_by_sas<'m>(
    pair: &GatewayPair<'m>,
    end: &End<'m>,
) -> impl Iterator<Item = (IpAddr, Place)> + use<'m> {
    let router = end.router;
    let own = end.own_addresses().into_iter();
    let own = own.map(move |it| (it.value, router.place(it.line)));
    let others = pair.ends().filter(|it| it.router.side != router.side);
    let called = others.flat_map(|it| {
        let called = it.called().into_iter();
        called.map(move |to| (to.value, it.router.place(to.line)))
    });
    own.chain(called.listed())
}

/// The line that has, or had, the address by which the SAs of a pair name an end, and the line of the paste that
/// names it.
fn named_by_sas<'m>(pair: &GatewayPair<'m>, end: &End<'m>) -> Option<(&'m Interface, Place)> {
    let router = end.router;
    names_by_sas(pair, end).find_map(|(address, place)| {
        let line = router.line_of(address)?;
        // A private address is that of a session only in a closed network.
        let is_told = is_global(address) || matches!(line, Interface::Pp(_));
        is_told.then_some((line, place))
    })
}

/// Whether, behind a line of the paste, something on the internet answered a ping.
pub(super) fn answered_since(router: &Router, line: u32) -> bool {
    let pings = router.pings.iter().filter(|it| it.line > line);
    pings
        .filter(|it| it.is_answered())
        .any(|it| it.target.is_some_and(is_global))
}

/// Whether, behind a line of the paste, something on the internet or behind a tunnel answered a ping.
pub(super) fn carries_since(router: &Router, line: u32) -> bool {
    let tunnels = &router.networks.behind_tunnels;
    let leads_out = |to: IpAddr| tunnels.iter().any(|it| it.1.value.contains(to));
    let mut later = router.pings.iter().filter(|it| it.line > line);
    answered_since(router, line)
        || later.any(|it| it.is_answered() && it.target.is_some_and(leads_out))
}

/// What is found at the ends of a pair by their session to the internet, where it is up and no later ping of the
/// internet was answered. Of one that is only guessed to be the way to the peer, the routes are asked for where the
/// SAs were made within it.
pub(super) fn of_sessions<'m>(
    pair: &GatewayPair<'m>,
    find: impl Fn(&End<'m>, &Way, &PppLink) -> Option<Finding>,
) -> Outcome {
    let mut found = Vec::new();
    let mut needs = Vec::new();
    for end in ends::of_sites(pair) {
        let Some((way, ppp)) = unanswered_session(&end) else {
            continue;
        };
        match find(&end, &way, ppp) {
            Some(_) if is_of_another(&end, &way, ppp) => needs.push(Need::routes(end.router.side)),
            Some(finding) => found.push(finding),
            None => {}
        }
    }
    if found.is_empty() && !needs.is_empty() {
        return Err(Missing(needs));
    }
    ends::found_at(found.into_iter())
}

fn unanswered_session<'m>(end: &End<'m>) -> Option<(Way, &'m PppLink)> {
    let way = way(end)?;
    let ppp = end.router.line(&way.interface).ppp?;
    let is_up = ppp.state.value == LinkState::Up;
    (is_up && !answered_since(end.router, ppp.line)).then_some((way, ppp))
}

/// Whether the SAs of an end were made within a session that no route shows to be the way to the peer, or its tunnel
/// came up within it and receives: by one that is not well they cannot have been made.
fn is_of_another(end: &End<'_>, way: &Way, ppp: &PppLink) -> bool {
    let made_within = |it: Sourced<Seconds>| log::are_younger(end, i64::from(it.value.0));
    let has_made = end.has_sas_both_ways() && ppp.uptime.is_some_and(made_within);
    let tunnel = end.receives().and_then(|it| it.uptime);
    let came_up = tunnel
        .zip(ppp.uptime)
        .is_some_and(|(tunnel, session)| tunnel.value <= session.value);
    way.route.is_none() && (has_made || came_up)
}

/// Whether an address is one of the router's, or might be: also that of a translation, of a name
/// service, and any in a network of its own other than that of the line.
pub(super) fn may_own(router: &Router, line: &Interface, address: IpAddr) -> bool {
    let links = &router.links;
    let is_hidden = |fact: &Fact<IpAddr>| matches!(fact, Fact::Hidden(_));
    let is_beside = |of: &Interface, network: Network| of != line && network.contains(address);
    let mut set = router.settings.interfaces.iter();
    let is_set_beside = |it: &InterfaceSettings| {
        let fixed = it.fixed();
        fixed.is_some_and(|network| is_beside(&it.interface, network.value))
    };
    let speaks_as_another = |it: &GatewaySettings| {
        let local = it.local_address.explicit().map(|it| &it.value);
        matches!(local, Some(LocalAddress::Vrrp(_) | LocalAddress::Other(_)))
    };
    let mut gateways = router.settings.gateways.iter();
    let mut routed = router.routes.iter().flat_map(RouteTable::connected);
    let lans = links.lan.iter();
    let mut lans = lans.filter_map(|it| Some((&it.interface, it.address?)));
    router.networks.owns(address)
        || set.any(is_set_beside)
        || gateways.any(speaks_as_another)
        || links.ppp.iter().any(|it| is_hidden(&it.local_address))
        || links.dhcp.iter().any(|it| is_hidden(&it.address))
        || links.nat.iter().any(|it| is_hidden(&it.outer))
        || router.settings.nat.iter().any(NatTable::hides_address)
        || links.names.iter().any(|it| is_hidden(&it.address))
        || lans.any(|(of, network)| is_beside(of, network.value))
        || routed.any(|(of, network)| is_beside(of, network.value))
}

/// Addresses of one contract lie this close together.
const BLOCK_BITS: u8 = 26;

/// Whether both may be of a contract for several addresses, of which the line shows but one: all that a
/// router has are known only by its whole settings or translations. Where the VPN is down, a wrong digit
/// is as near, unless the line shows the beginning of a block, as such contracts have it.
pub(super) fn may_be_of_one_block(
    owner: &Router,
    present: IpAddr,
    called: IpAddr,
    is_down: bool,
) -> bool {
    let within = |bits| {
        let prefix = if present.is_ipv4() { bits } else { 64 };
        let address = present;
        Network { address, prefix }.contains(called)
    };
    let begins_block = match present {
        IpAddr::V4(v4) => v4.to_bits() % 4 < 2 && called > present && within(28),
        IpAddr::V6(_) => true,
    };
    let knows_all = owner.settings.whole.is_some() || owner.links.nat_whole.is_some();
    !knows_all && within(BLOCK_BITS) && (!is_down || begins_block)
}

/// Whether a session that was not pasted, or that is down, may have the address that is called: the table
/// has routes by another one, or the one that was pasted is a second.
pub(super) fn may_have_another_session(router: &Router, line: &Interface) -> bool {
    let is_down = |it: &PppLink| {
        let may_come = ![LinkState::Up, LinkState::NotConfigured].contains(&it.state.value);
        it.interface != *line && may_come
    };
    if router.links.ppp.iter().any(is_down) || unseen_session(router, line).is_some() {
        return true;
    }
    let is_another = |it: &Route| matches!(it.interface, Interface::Pp(_)) && it.interface != *line;
    match &router.routes {
        Some(table) => table.routes.iter().any(is_another),
        None => matches!(line, Interface::Pp(Some(number)) if *number > 1),
    }
}

/// Another session to the internet than by a line, that the settings have and whose address nothing tells.
pub(super) fn unseen_session<'m>(router: &'m Router, line: &Interface) -> Option<&'m Interface> {
    let is_unseen = |it: &&InterfaceSettings| {
        let is_off = it.enabled.is_some_and(|it| !it.value);
        let is_told = it.fixed().is_some() || router.line(&it.interface).ppp.is_some();
        it.pppoe.is_some() && it.interface != *line && !is_off && !is_told
    };
    let mut sessions = router.settings.interfaces.iter();
    sessions.find(is_unseen).map(|it| &it.interface)
}

/// How many lines to the internet the outputs of a router show to be up.
pub(super) fn lines_up(router: &Router) -> usize {
    let links = &router.links;
    let is_up = |it: &&PppLink| it.state.value == LinkState::Up && it.leads_out();
    let leased = links.dhcp.iter().filter(|it| it.address.line().is_some());
    links.ppp.iter().filter(is_up).count() + leased.count()
}
