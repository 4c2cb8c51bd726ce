//! Tells how an end leads the LAN of its peer elsewhere than into their tunnel, each question in a file of its own: by
//! the table of routes (`by_table.rs`), by settings alone (`by_settings.rs`), a part of it (`part.rs`), or nothing into
//! any tunnel at all (`no_way_in.rs`), or one address that was pinged (`pinged.rs`). RTE503 weighs what is found, and `beside.rs` takes it back where another tunnel
//! has the route. Whether a route that is missing is set or learnt all the same, `set.rs` and `learnt.rs` tell; and of LANs
//! that overlap, `overlap.rs` whether the tunnel joins them all the same.

mod beside;
mod by_settings;
mod by_table;
mod learnt;

mod no_way_in;
mod overlap;
mod part;
mod pinged;
mod set;

use std::net::IpAddr;

use super::{Back, Finding, Phrase, Where};
use crate::model::{Hop, HopTarget, Interface, Network, RouteTable, Router, Sourced, StaticRoute};
use crate::pair::End;
use crate::text::Place;

pub(super) use beside::drop_missing_routes;
pub(super) use by_settings::{led_into_no_tunnel, thrown_away};
pub(super) use by_table::Lacking;
pub(super) use learnt::{learns, may_come};
pub(super) use no_way_in::{STILL_OPEN, into_no_tunnel};
pub(super) use overlap::{joins, lans, leads_in, may_translate, translates_in_tunnel};
pub(super) use part::part_elsewhere;
pub(super) use pinged::pinged_elsewhere;
pub(super) use set::{Written, written};

use set::set_into_tunnel;

const NO_ROUTE: Phrase = Phrase {
    ja: "専用の経路なし",
    en: "no route of its own",
};
const ADD_ROUTE: Phrase = Phrase {
    ja: "{there}の LAN への経路をトンネルに向けます。いまの経路の設定を確かめてから実行してください。",
    en: "Leads the LAN of {there} into the tunnel. Check the present settings of the routes first.",
};
const WHOLE_LAN: Phrase = Phrase {
    // The blank belongs to the word, as another one has none.
    ja: "LAN ",
    en: "the LAN",
};
const NO_TRAFFIC: Phrase = Phrase {
    ja: "通信が流れないようです。",
    en: "Traffic does not seem to flow: ",
};
const PART_OF_LAN: Phrase = Phrase {
    ja: "LAN の一部",
    en: "a part of the LAN",
};
const REMOVE_ROUTE: Phrase = Phrase {
    ja: "{there}の LAN への経路より細かい、この経路を消します。何のための経路かを確かめてから実行してください。",
    en: "Removes this route, which is narrower than the one to the LAN of {there}. Make sure first what it is for.",
};

/// A site with more networks than these is none.
pub(super) const MOST_LANS: usize = 64;

/// The LANs of the other end, as many as one site has.
pub(super) fn lans_of<'m>(to: &End<'m>) -> impl Iterator<Item = Sourced<Network>> + use<'m> {
    to.router.networks.lans.iter().take(MOST_LANS).copied()
}

/// The table in which nothing is missing or masked, for the version of IP of the peer's address.
pub(super) fn whole_table(router: &Router, peer: Option<IpAddr>) -> Option<&RouteTable> {
    let table = if peer.is_some_and(|it| it.is_ipv6()) {
        router.routes_v6.as_ref()
    } else {
        router.routes.as_ref()
    };
    table.filter(|table| table.whole && !table.has_masked())
}

/// The finding that an end does not lead a network of the other into the tunnel, by these lines.
fn not_led_in(from: &End<'_>, to: &End<'_>, lines: [Place; 2]) -> Finding {
    let (here, there) = (from.router.side, to.router.side);
    Finding::new(lines)
        .at(Where::Site(here))
        .site("here", here)
        .site("there", there)
}

/// Adds the route that leads a network into the end's tunnel, where that is known, and what takes it back, where the
/// settings tell which line it replaces, or that it replaces none.
fn add_route(finding: Finding, from: &End<'_>, network: Network) -> Finding {
    let Some(tunnel) = from.tunnel_numbers().next() else {
        return finding;
    };
    let command = format!("ip route {network} gateway tunnel {}\nsave", tunnel.0);
    let finding = finding.change(from.router.side, command, ADD_ROUTE);
    let back = match set_route(from, network) {
        Some(route) => Back::Line(route.line),
        None if from.router.settings.whole.is_some() => {
            Back::Text(format!("no ip route {network}"))
        }
        None => return finding,
    };
    finding.with_way_back(vec![back, Back::Text("save".to_owned())])
}

/// The route to just this network that the settings have.
fn set_route<'m>(from: &End<'m>, network: Network) -> Option<&'m StaticRoute> {
    let mut routes = from.router.settings.routes.iter();
    routes.find(|it| it.destination == Some(network))
}

/// Whether a way throws away what takes it.
fn leads_nowhere(hop: &Hop) -> bool {
    matches!(&hop.to, HopTarget::Interface(it) if *it == Interface::nowhere())
}
