//! Tells of a ping to an address of the other end that no route of the sender leads into the tunnel: of a second LAN beside
//! one that is led in, or where nothing but the pings of the other end names its LAN. One that was answered above what
//! shows the routes is of before.

use std::cmp::Reverse;
use std::net::IpAddr;

use super::part::SOME_TRAFFIC;
use super::{
    NO_ROUTE, NO_TRAFFIC, PART_OF_LAN, STILL_OPEN, WHOLE_LAN, Written, add_route, lans_of,
    may_come, not_led_in, set_into_tunnel, whole_table,
};
use crate::diagnose::{Finding, Need, Phrase, Severity, steps, wan};
use crate::model::{Hop, HopTarget, Interface, Network, Ping, Route, Sourced};
use crate::pair::End;
use crate::text::{Listed, keep_last_by_key, sort_by_key};

const TELL_LAN: Phrase = Phrase {
    ja: "{there}の LAN のネットワークを見ます（種別が implicit の行）。{here}で、そこへの経路をトンネルに向けます。",
    en: "Look for the network of the LAN of {there} (a row of the kind implicit), which {here} is to lead into the tunnel.",
};

/// None where any route, or the network of the own LAN, may take what was sent.
pub(in crate::diagnose) fn pinged_elsewhere(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let router = from.router;
    let mut newest = newest_pings(from).into_iter();
    let (ping, target, theirs) = newest.find_map(|ping| {
        let target = ping.target.filter(|it| !wan::is_global(*it))?;
        let inner = || {
            // It need not be in a network behind the tunnel, unless it answered from there.
            let inner = to.inner_address(from).filter(|_| ping.is_answered());
            inner.filter(|it| it.value == target)
        };
        let theirs = Theirs::of(to, target).or_else(|| Some(Theirs::Address(inner()?.line)));
        Some((ping, target, theirs?))
    })?;
    let mut own = router.networks.lans.iter();
    if own.any(|it| it.value.contains(target)) {
        return None;
    }
    let line = unled(from, target)?;
    if ping.is_answered() && ping.sent.line > line {
        return None;
    }
    let (line_of_lan, lan) = match theirs {
        Theirs::Lan(lan) => (lan.line, Some(lan.value.base())),
        Theirs::Address(line) => (line, None),
    };
    let lines = [router.place(line), to.router.place(line_of_lan)];
    let finding = not_led_in(from, to, lines)
        .and_places([router.place(ping.sent.line)])
        .phrase("way", NO_ROUTE);
    let set = set_into_tunnel(from, target);
    let finding = set.told(finding, router);
    let finding = match lan {
        Some(network) => finding.arg("network", network),
        None => finding
            .arg("network", target)
            .read_and_ask(Need::routes(to.router.side), TELL_LAN),
    };
    let (flow, whose) = if lan.is_some() && lans_of(to).count() > 1 {
        (SOME_TRAFFIC, PART_OF_LAN)
    } else {
        (NO_TRAFFIC, WHOLE_LAN)
    };
    let finding = finding.phrase("whose", whose);
    if ping.is_answered() {
        return Some(open(finding, from));
    }
    let finding = finding.phrase("flow", flow);
    Some(match (lan, set) {
        (None, _) => finding,
        (Some(_), Written::Set(_)) => {
            let tunnel = Need::tunnel_status(from);
            finding.read(tunnel.side, tunnel.command, steps::READ_TUNNEL)
        }
        (Some(network), Written::NotSet(_) | Written::Unknown) => add_route(finding, from, network),
    })
}

/// An answered ping above what shows the routes: either the routes have changed since, or the ping is the newer.
fn open(finding: Finding, from: &End<'_>) -> Finding {
    let finding = finding
        .phrase("flow", STILL_OPEN)
        .cause(None)
        .severity(Severity::Input);
    finding.read_and_ask(Need::routes(from.router.side), steps::LOOK_AGAIN)
}

/// What shows an address to be at an end.
enum Theirs {
    /// The network of its LAN.
    Lan(Sourced<Network>),
    /// A ping that it sent from there, or what it says of itself; the line.
    Address(u32),
}

impl Theirs {
    fn of(to: &End<'_>, target: IpAddr) -> Option<Self> {
        let mut lans = lans_of(to);
        if let Some(lan) = lans.find(|it| it.value.contains(target)) {
            return Some(Self::Lan(lan));
        }
        let mut pings = to.router.pings.iter();
        let sent = pings.find(|it| it.source == Some(target))?;
        Some(Self::Address(sent.line))
    }
}

/// Of each target the newest ping that tells of it, the newest first.
fn newest_pings<'m>(from: &End<'m>) -> Vec<&'m Ping> {
    let tells = |it: &&Ping| (it.is_lost() || it.is_answered()) && !it.loses_large_only();
    let mut newest = from.router.pings.iter().filter(tells).listed();
    keep_last_by_key(&mut newest, |it| it.target);
    sort_by_key(&mut newest, |it| Reverse(it.line));
    newest
}

/// The line that shows that an address is led by the default route or by none: the row, else what opens the table or
/// the settings.
fn unled(from: &End<'_>, target: IpAddr) -> Option<u32> {
    let router = from.router;
    if router.routes.is_some() {
        let table = whole_table(router, None)?;
        let ways = table.lookup(target);
        let is_default = |way: &&&Route| {
            let is_all = way.destination.is_some_and(|it| it.prefix == 0);
            is_all && !matches!(way.interface, Interface::Tunnel(_))
        };
        let are_default = ways.iter().filter(is_default).count() == ways.len();
        return are_default.then(|| ways.first().map_or(table.line, |it| it.line));
    }
    let settings = &router.settings;
    let whole = settings.whole.filter(|_| !may_come(router))?;
    let is_led = |hop: &Hop| {
        !matches!(
            &hop.to,
            HopTarget::Interface(Interface::Pp(_) | Interface::Lan(..)) | HopTarget::Dhcp(_)
        )
    };
    let mut routes = settings.routes_to(target);
    let is_masked = settings.routes.iter().any(|it| it.destination.is_none());
    let is_default = |prefix: Option<Network>| prefix.is_some_and(|it| it.prefix == 0);
    let takes = routes.any(|it| !is_default(it.destination) || it.hops.iter().any(is_led));
    (!takes && !is_masked).then_some(whole)
}
