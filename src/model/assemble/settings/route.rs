//! Turns the lines of `ip route …` into routes.

use super::{Draft, Written};
use crate::model::{Hop, HopTarget, Interface, Network, Routing, Sourced, StaticRoute};
use crate::text::{Listed, sort_by_key};

impl Draft<'_> {
    pub(super) fn take_route(&mut self, written: &Written<'_>, words: &[&str]) {
        let Some((destination, rest)) = words.split_first() else {
            return;
        };
        let network = match *destination {
            "default" => Some(Network::DEFAULT_V4),
            word => Network::read(word),
        };
        if network.is_none() && !super::is_left_out(destination) {
            return;
        }
        let hops = if written.is_removed {
            Vec::new()
        } else {
            hops(rest)
        };
        self.settings.routes.push(StaticRoute {
            line: written.line,
            destination: network,
            hops,
        });
    }
}

impl Draft<'_> {
    /// Whether a protocol is in use by which routes are learnt.
    pub(super) fn take_routing(&mut self, written: &Written<'_>) {
        let (routing, value) = match written.words.as_slice() {
            ["bgp", _, value, ..] => (Routing::Bgp, value),
            ["ospf", _, value, ..] => (Routing::Ospf, value),
            ["rip", _, value, ..] => (Routing::Rip, value),
            _ => return,
        };
        let learns = &mut self.settings.learns;
        learns.retain(|it| it.value != routing);
        if *value == "on" && !written.is_removed {
            learns.push(Sourced::new(routing, written.line));
        }
    }
}

/// Of each destination the newest line, unless that takes it back.
pub(super) fn newest(mut routes: Vec<StaticRoute>) -> Vec<StaticRoute> {
    sort_by_key(&mut routes, |it| it.destination);
    let mut kept: Vec<StaticRoute> = Vec::new();
    for route in routes {
        if route.destination.is_some()
            && kept
                .last()
                .is_some_and(|it| it.destination == route.destination)
        {
            kept.pop();
        }
        kept.push(route);
    }
    kept.retain(|it| !it.hops.is_empty());
    sort_by_key(&mut kept, |it| it.line);
    kept
}

/// The interface out of which a route leads, where it has but one way, and that names one.
pub(super) fn line_of(words: &[&str]) -> Option<Interface> {
    let hops = hops(words);
    match hops.as_slice() {
        [only] => match &only.to {
            HopTarget::Interface(it) | HopTarget::Dhcp(it) => Some(it.clone()),
            HopTarget::Address(_) | HopTarget::Hidden => None,
        },
        _ => None,
    }
}

/// The ways behind the destination: each begins with `gateway`. One of a metric that is not the best is for when
/// another way fails.
fn hops(words: &[&str]) -> Vec<Hop> {
    let ways = words.split(|word| *word == "gateway");
    let ways = ways.filter(|words| !words.is_empty()).listed();
    let best = ways.iter().map(|it| metric(it)).min();
    let hops = ways.into_iter().map(|words| {
        let hop = hop(words);
        Hop {
            conditional: hop.conditional || Some(metric(words)) > best,
            ..hop
        }
    });
    hops.listed()
}

/// The metric of a way; 1 where none is written (command reference 8.1.7).
fn metric(words: &[&str]) -> u32 {
    let mut pairs = words.windows(2);
    let written = pairs.find_map(|it| match it {
        ["metric", value] => value.parse().ok(),
        _ => None,
    });
    written.unwrap_or(1)
}

fn hop(words: &[&str]) -> Hop {
    let to = match words {
        ["pp" | "tunnel", number, ..] => {
            let kind = words.first().copied().unwrap_or_default();
            HopTarget::Interface(Interface::read(&format!("{kind} {number}")))
        }
        ["dhcp", interface, ..] => HopTarget::Dhcp(Interface::read(interface)),
        [word, ..] => match word.parse() {
            Ok(address) => HopTarget::Address(address),
            Err(_) if word.starts_with("loopback") || *word == "null" => {
                HopTarget::Interface(Interface::read(word))
            }
            Err(_) => HopTarget::Hidden,
        },
        [] => HopTarget::Hidden,
    };
    let is_reserve = words.windows(2).any(|pair| pair == ["weight", "0"]);
    Hop {
        to,
        conditional: words.contains(&"filter") || is_reserve,
        is_reserve,
        hides: words.contains(&"hide") || words.contains(&"keepalive"),
    }
}
