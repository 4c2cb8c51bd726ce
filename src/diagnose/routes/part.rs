//! Tells which part of the peer's LAN an end throws away by a route of its own, narrower than the one to all of it.

use super::{PART_OF_LAN, REMOVE_ROUTE, lans_of, leads_nowhere, not_led_in};
use crate::diagnose::{Finding, Phrase, steps};
use crate::model::{Hop, Interface, Network, Route, Sourced};
use crate::pair::End;
use crate::text::Listed;

const SOME_TRAFFIC: Phrase = Phrase {
    ja: "一部の通信が流れないようです。",
    en: "A part of the traffic does not seem to flow: ",
};
const THROWN_AWAY: Phrase = Phrase {
    ja: "この宛先のパケットは捨てられます（gateway null）。LAN の残りに届いても、この部分には届きません。",
    en: "Packets to it are thrown away (gateway null). This part is not reached, even where the rest of the LAN is.",
};

/// The part of the other's LAN that an end throws away, by its table, or by its whole settings where no table was
/// pasted.
pub(in crate::diagnose) fn part_thrown_away(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let router = from.router;
    let (lan, part) = lans_of(to).find_map(|lan| {
        let part = match &router.routes {
            Some(_) => by_table(from, lan.value),
            None => by_settings(from, lan.value),
        };
        Some((lan, part?))
    })?;
    // What answered a ping is not thrown away by now.
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
        .arg("way", Interface::nowhere())
        .phrase("written", THROWN_AWAY)
        .read(here, "show config | grep route", steps::READ_ROUTE_SETTINGS)
        .change_and_back(
            here,
            format!("no ip route {network}"),
            REMOVE_ROUTE,
            format!("ip route {network} gateway null"),
        );
    Some(finding)
}

fn by_table(from: &End<'_>, lan: Network) -> Option<Sourced<Network>> {
    let rows = from.router.routes.as_ref()?.within(lan);
    let nowhere = Interface::nowhere();
    let is_thrown = |row: &&Route| row.interface == nowhere && !row.conditional;
    let thrown = rows.into_iter().filter(is_thrown);
    let mut thrown = thrown.filter_map(|row| Some(Sourced::new(row.destination?, row.line)));
    thrown.next()
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
