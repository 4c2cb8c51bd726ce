//! What the settings alone tell of the way to the peer's LAN, where no table of routes was pasted.

use std::net::IpAddr;

use super::{
    MOST_LANS, NO_ROUTE, NO_TRAFFIC, WHOLE_LAN, add_route, lans_of, leads_nowhere, may_come,
    not_led_in, set_route, whole_table,
};
use crate::diagnose::{Finding, Need, Phrase, Severity, settings, steps};
use crate::model::{
    Encapsulation, Hop, HopTarget, Interface, Network, PeerAddress, Reach, Settings, StaticRoute,
};
use crate::pair::End;

const THROWN_AWAY: Phrase = Phrase {
    ja: "設定では、この宛先のパケットは捨てられます（gateway null）。",
    en: "By the settings, packets to it are thrown away (gateway null).",
};
const BY_SETTINGS: Phrase = Phrase {
    ja: "貼られた設定の全体に、この LAN をトンネルへ向ける経路がありません。いまの経路の一覧で確かめられます。",
    en: "The settings were pasted whole, and no route of theirs leads this LAN into the tunnel. The table of routes tells \
         how it is at present.",
};
const TO_ANOTHER: Phrase = Phrase {
    ja: "貼られた設定では、この経路は別の相手を呼ぶトンネルを向いています。いまの経路の一覧で確かめられます。",
    en: "By the settings that were pasted, this route leads into a tunnel whose gateway calls another peer. The table of \
         routes tells how it is at present.",
};

/// Where no table was pasted, and the whole settings lead the other's LAN into no tunnel. A remark, unless those of
/// one and the settings or routes of the other tell all of their networks and routes.
pub(in crate::diagnose) fn led_into_no_tunnel(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let (router, settings) = (from.router, &from.router.settings);
    let whole = settings.whole.filter(|_| router.routes.is_none())?;
    let told = settings::told(from)?.tunnel?;
    let is_ipsec = told.encapsulation.known()?.value == Encapsulation::Ipsec;
    let is_translated = |it: &End<'_>| it.router.settings.tunnels.iter().any(|it| it.nat.is_some());
    if !is_ipsec || may_come(router) || is_translated(from) || is_translated(to) {
        return None;
    }
    let networks = &to.router.networks;
    let lan = *networks
        .lans
        .first()
        .filter(|_| networks.lans.len() <= MOST_LANS)?;
    let far = || networks.lans.iter().chain(&networks.behind_lans);
    let overlaps = |to: &Network| far().any(|it| it.value.overlaps(to));
    let leads_in = |route: &StaticRoute| {
        let mut hops = route.hops.iter();
        route.destination.is_none_or(|it| overlaps(&it))
            && hops.any(|it| may_lead(settings, it) && !leads_to_another(from, to, it))
    };
    // What is in the own LAN needs no route; RTE504 tells.
    let mut own = router.networks.lans.iter();
    if settings.routes.iter().any(leads_in) || own.any(|it| overlaps(&it.value)) {
        return None;
    }
    let network = lan.value.base();
    let elsewhere = set_route(from, network);
    let another =
        elsewhere.and_then(|it| it.hops.iter().find(|hop| leads_to_another(from, to, hop)));
    let line = elsewhere.filter(|_| another.is_some());
    let lines = [
        router.place(line.map_or(whole, |it| it.line)),
        to.router.place(lan.line),
    ];
    let finding = not_led_in(from, to, lines)
        .phrase("flow", NO_TRAFFIC)
        .phrase("whose", WHOLE_LAN)
        .arg("network", network)
        .read_and_ask(Need::routes(router.side), steps::READ_ROUTES);
    let finding = match another.map(|it| &it.to) {
        Some(HopTarget::Interface(way)) => finding.arg("way", way).phrase("written", TO_ANOTHER),
        _ => finding
            .phrase("way", NO_ROUTE)
            .phrase("written", BY_SETTINGS),
    };
    Some(if tells_all(from) && is_all_known(from, to) {
        add_route(finding, from, network)
    } else {
        finding.severity(Severity::Risk)
    })
}

/// Whether all networks of the other end are known, by its settings or by its table of routes. A table does not tell by
/// which addresses they are translated in the tunnel, which matters where something leads into one.
fn is_all_known(from: &End<'_>, to: &End<'_>) -> bool {
    let settings = &from.router.settings;
    let mut hops = settings.routes.iter().flat_map(|it| &it.hops);
    let leads_in = hops.any(|it| may_lead(settings, it));
    to.router.settings.whole.is_some() || (whole_table(to.router, None).is_some() && !leads_in)
}

/// Whether a way leads into a tunnel of IPsec that is none of the end's, and whose gateway calls an address that the
/// other end is known not to have.
fn leads_to_another(from: &End<'_>, to: &End<'_>, hop: &Hop) -> bool {
    let HopTarget::Interface(Interface::Tunnel(number)) = hop.to else {
        return false;
    };
    let settings = &from.router.settings;
    let gateway = settings
        .tunnel(number)
        .and_then(|it| settings.gateway_of(it));
    let called = gateway.and_then(|it| it.remote_address.explicit());
    let networks = &to.router.networks;
    !from.may_own(number)
        && called.is_some_and(|it| match &it.value {
            PeerAddress::Address(it) => {
                !networks.owns(*it) && networks.knows_those_like(*it, Reach::Global)
            }
            PeerAddress::Name(_) | PeerAddress::Any => false,
        })
}

/// Whether a way may lead into a tunnel.
pub(super) fn may_lead(settings: &Settings, hop: &Hop) -> bool {
    match &hop.to {
        HopTarget::Interface(Interface::Tunnel(it)) => settings.tunnel(*it).is_some(),
        HopTarget::Hidden => true,
        HopTarget::Interface(_) | HopTarget::Dhcp(_) => false,
        // The peer's address in a numbered tunnel.
        HopTarget::Address(next) => !is_beside(settings, *next),
    }
}

/// Whether the settings of an end tell all its routes into the tunnel: one that lets any peer come may be told the
/// peer's network by that, and leads it in, unless it waits for one of a name.
pub(super) fn tells_all(from: &End<'_>) -> bool {
    let gateway = settings::told(from).map(|it| it.gateway);
    gateway.is_some_and(|it| match it.remote_address.explicit() {
        Some(peer) => peer.value != PeerAddress::Any || it.remote_name.explicit().is_some(),
        None => false,
    })
}

/// Whether an address is in the network of an interface that is no tunnel.
fn is_beside(settings: &Settings, address: IpAddr) -> bool {
    let mut interfaces = settings.interfaces.iter();
    interfaces.any(|it| {
        let is_tunnel = matches!(it.interface, Interface::Tunnel(_));
        !is_tunnel && it.fixed().is_some_and(|it| it.value.contains(address))
    })
}

/// Where no table was pasted, and the settings lead the peer's LAN into nothing: no state of a line changes that.
pub(in crate::diagnose) fn thrown_away(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let settings = &from.router.settings;
    settings.whole.filter(|_| from.router.routes.is_none())?;
    let (lan, route) = lans_of(to).find_map(|lan| {
        let routes = settings.routes_to(lan.value.address);
        // A route for a part of the LAN does not decide for all of it.
        let routes = routes.filter(|it| {
            it.destination
                .is_some_and(|it| it.prefix <= lan.value.prefix)
        });
        let best = routes.max_by_key(|it| it.destination.map(|it| it.prefix))?;
        best.hops.iter().all(leads_nowhere).then_some((lan, best))
    })?;
    let network = lan.value.base();
    let lines = [from.router.place(route.line), to.router.place(lan.line)];
    let finding = not_led_in(from, to, lines)
        .phrase("flow", NO_TRAFFIC)
        .phrase("whose", WHOLE_LAN)
        .arg("network", network)
        .arg("way", Interface::nowhere())
        .phrase("written", THROWN_AWAY)
        .read_and_ask(Need::routes(from.router.side), steps::READ_ROUTES);
    Some(if route.destination == Some(network) {
        add_route(finding, from, network)
    } else {
        finding
    })
}
