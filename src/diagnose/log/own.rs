//! Tells which of the tunnels in a log are an end's own.

use std::net::IpAddr;

use crate::diagnose::wan;
use crate::model::{Log, LogEvent, Topic, TunnelNumber};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// The numbers of an end's tunnels; where none is known, of the only one in its log, unless that is or may be of
/// another gateway.
pub(in crate::diagnose) fn own_tunnels(end: &End<'_>, log: &Log) -> Vec<TunnelNumber> {
    let known = end.tunnel_numbers().listed();
    if !known.is_empty() {
        return known;
    }
    let router = end.router;
    let is_alone = !end.has_gateways_beside();
    // A gateway without SAs may be the one whose SAs the end has, of a number that was not pasted with them.
    let is_anothers = |number: &TunnelNumber| {
        let mut gateways = router.gateways.iter();
        gateways.any(|it| it.tunnels.contains(number) && !router.ipsec_sas_of(it.id).is_empty())
    };
    let may_be_own =
        |it: &TunnelNumber| is_alone || (end.gateway_id().is_none() && !is_anothers(it));
    // Where no output names the gateway, each tunnel that a route leads into may be its own.
    let ways = router.networks.into_tunnels.iter().map(|it| it.0);
    let is_led_into = |number: &TunnelNumber| {
        let is_no_other =
            |it: TunnelNumber| it == *number || router.is_line(it) || is_anothers(&it);
        let mut ways = ways.clone();
        match end.gateway {
            Some(_) => ways.clone().next().is_none() || ways.any(|it| it == *number),
            None => ways.all(is_no_other),
        }
    };
    let only = log.only_tunnel().filter(may_be_own).filter(is_led_into);
    only.filter(|it| is_with_peer(end, log, *it))
        .into_iter()
        .listed()
}

/// The places in its log of the changes of an end's tunnels, oldest first.
pub(super) fn tunnel_changes(end: &End<'_>, log: &Log) -> Vec<usize> {
    let own = own_tunnels(end, log).into_iter();
    log.places_about(&own.map(Topic::Tunnel).listed())
}

/// Whether a tunnel of which only the log tells may be with the peer of an end: by whom keys are exchanged with to bring
/// it up, else by its number, which is mostly that of its gateway.
fn is_with_peer(end: &End<'_>, log: &Log, number: TunnelNumber) -> bool {
    let called = end.called().into_iter().map(|it| it.value);
    let called = called.filter(|it| wan::is_global(*it)).listed();
    let met = met_before_up(log, number);
    if called.is_empty() || met.is_empty() {
        return end.gateway_id().is_none_or(|it| it.0 == number.0) || called.is_empty();
    }
    met.iter().any(|it| called.contains(it))
}

/// Whether the tunnels of which only the log tells come up with somebody who is shown not to be the other end of a pair,
/// or are led elsewhere by routes.
pub(in crate::diagnose) fn are_anothers(end: &End<'_>, pair: &GatewayPair<'_>) -> bool {
    let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
    let (Some(other), Some(log)) = (others.next(), &end.router.log) else {
        return false;
    };
    if end.tunnel_numbers().next().is_some() {
        return false;
    }
    let called = end.called().into_iter().map(|it| it.value).listed();
    let is_another = |it: &IpAddr| other.router.networks.is_anothers(*it) && !called.contains(it);
    let own = own_tunnels(end, log);
    if own.iter().any(|it| pair.is_led_beside(end, *it)) {
        return true;
    }
    let met = own.into_iter();
    let met = met.flat_map(|it| met_before_up(log, it)).listed();
    !met.is_empty() && met.iter().all(is_another)
}

/// With whom keys were exchanged behind the newest fall of a tunnel, and before it came up last.
fn met_before_up(log: &Log, number: TunnelNumber) -> Vec<IpAddr> {
    let newest = |wanted: bool| {
        let is_such = |it: &LogEvent| it.what.tunnel().is_some_and(|it| it.1 == wanted);
        log.newest_where(Topic::Tunnel(number), is_such)
            .map(|it| it.0)
    };
    let events = &log.events;
    let before_up = newest(true).and_then(|at| events.get(..at));
    let behind_down = newest(false).and_then(|at| events.get(at + 1..));
    let (before, behind) = (
        before_up.unwrap_or_default(),
        behind_down.unwrap_or_default(),
    );
    let is_between = |it: &&LogEvent| it.what.tunnel().is_none();
    let near = before.iter().rev().take_while(is_between);
    let near = near.chain(behind.iter().take_while(is_between));
    let peers = near.filter_map(|it| it.what.exchange()?.peer.seen());
    peers.map(|it| it.value).listed()
}
