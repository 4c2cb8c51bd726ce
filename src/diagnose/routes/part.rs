//! Tells which part of the peer's LAN an end throws away, or leads elsewhere than into the tunnel, by a route of its own,
//! narrower than the one to all of it.

use super::by_table::{NARROW, may_be_own, without_narrow};
use super::{PART_OF_LAN, REMOVE_ROUTE, lans_of, leads_nowhere, not_led_in};
use crate::diagnose::{Finding, Phrase, Severity, steps};
use crate::model::{Hop, Interface, Network, Route, RouteKind, Sourced};
use crate::pair::End;
use crate::text::Listed;

pub(super) const SOME_TRAFFIC: Phrase = Phrase {
    ja: "一部の通信が流れないようです。",
    en: "A part of the traffic does not seem to flow: ",
};
const THROWN_AWAY: Phrase = Phrase {
    ja: "この宛先のパケットは捨てられます（gateway null）。LAN の残りに届いても、この部分には届きません。",
    en: "Packets to it are thrown away (gateway null). This part is not reached, even where the rest of the LAN is.",
};

/// The part of the other's LAN that an end throws away or leads elsewhere by its table, or throws away by its whole
/// settings where no table was pasted.
pub(in crate::diagnose) fn part_elsewhere(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let router = from.router;
    let (lan, part, way) = lans_of(to).find_map(|lan| {
        let (part, way) = match &router.routes {
            Some(_) => by_table(from, lan.value)?,
            None => (by_settings(from, lan.value)?, None),
        };
        Some((lan, part, way))
    })?;
    // What answered a ping arrives by now.
    let mut answered = router.pings.iter().filter(|it| it.is_answered());
    if answered.any(|it| it.target.is_some_and(|it| part.value.contains(it))) {
        return None;
    }
    let (here, network) = (router.side, part.value.base());
    let lines = [router.place(part.line), to.router.place(lan.line)];
    let finding = not_led_in(from, to, lines)
        .phrase("flow", SOME_TRAFFIC)
        .phrase("whose", PART_OF_LAN)
        .arg("network", network)
        .read(here, "show config | grep route", steps::READ_ROUTE_SETTINGS);
    Some(match way {
        Some(way) => {
            let finding = finding.arg("way", &way.interface).phrase("written", NARROW);
            let finding = without_narrow(finding, way, network, here);
            // One host may be somewhere else for a reason of its own.
            if part.value == Network::host(part.value.address) {
                finding.severity(Severity::Risk)
            } else {
                finding
            }
        }
        None => finding
            .arg("way", Interface::nowhere())
            .phrase("written", THROWN_AWAY)
            .change_and_back(
                here,
                format!("no ip route {network}"),
                REMOVE_ROUTE,
                format!("ip route {network} gateway null"),
            ),
    })
}

/// The part, and the route that leads it elsewhere; None for one that leads nowhere.
fn by_table<'m>(from: &End<'m>, lan: Network) -> Option<(Sourced<Network>, Option<&'m Route>)> {
    let rows = from.router.routes.as_ref()?.within(lan);
    let nowhere = Interface::nowhere();
    let is_set = |row: &Route| row.kind == RouteKind::Static;
    let is_elsewhere = |row: &&Route| is_set(row) && !row.conditional && !may_be_own(from, row);
    let mut elsewhere = rows.into_iter().filter(is_elsewhere);
    elsewhere.find_map(|row| {
        let part = Sourced::new(row.destination?, row.line);
        Some((part, Some(row).filter(|it| it.interface != nowhere)))
    })
}

fn by_settings(from: &End<'_>, lan: Network) -> Option<Sourced<Network>> {
    let settings = &from.router.settings;
    settings.whole?;
    let is_thrown = |hop: &Hop| leads_nowhere(hop) && !hop.conditional;
    let routes = settings.routes_within(lan).listed();
    let mut thrown = routes.iter().filter(|it| it.hops.iter().all(is_thrown));
    let route = thrown.next()?;
    Some(Sourced::new(route.destination?, route.line))
}
