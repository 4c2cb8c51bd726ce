//! Routers with two lines, of which the second carries nothing of the VPN: whatever state it is in, neither
//! line may be accused where the VPN runs over the other, and a fault of the VPN is told as without it.

use super::case::Case;
use super::fault::{self, Fault, Truth};
use super::print::hop;
use super::rng::Rng;
use super::settle;
use super::world::{self, Line, LineState, Router, World};

/// What a router has twice.
#[derive(Debug, Clone)]
pub(crate) struct Twin {
    /// The same router, as its second line and its second tunnel have it.
    pub(crate) router: Router,
    /// Whether it has a line of its own; else the second tunnel leaves by the first line.
    pub(crate) has_line: bool,
    pub(crate) defaults: Defaults,
    /// How the second tunnel takes over from the first; None where there is none.
    pub(crate) takes_over: Option<TakesOver>,
}

/// By which lines the default route leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defaults {
    /// The first.
    First,
    /// The first, and the second only while that is out.
    InReserve,
    /// The second for what a filter names.
    Filtered,
    /// Both in turn; what goes to peers has routes of its own.
    Both,
}

/// How a tunnel takes over from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakesOver {
    /// The route that leads into the first is hidden while that is down.
    ByRoutes,
    /// The route leads into the first, which hands its packets on.
    ByBackup,
}

const FILTER: u32 = 500_000;

impl Twin {
    /// Where the settings lead by default.
    pub(crate) fn defaults(&self, own: &Router) -> String {
        let (first, second) = (hop(own), hop(&self.router));
        match self.defaults {
            Defaults::First => first,
            Defaults::InReserve => format!("{first} hide gateway {second} weight 0"),
            Defaults::Filtered => format!("{second} filter {FILTER} gateway {first}"),
            Defaults::Both => format!("{first} gateway {second}"),
        }
    }

    /// The rows of the table for that: each a router by whose line it leads, and what stands behind.
    pub(crate) fn default_rows<'r>(&'r self, own: &'r Router) -> Vec<(&'r Router, &'static str)> {
        let second = &self.router;
        let is_up = !matches!(
            own.line_state,
            LineState::Never | LineState::Offline | LineState::Connecting | LineState::Disabled
        );
        match self.defaults {
            Defaults::First => vec![(own, "static")],
            Defaults::InReserve if is_up => vec![(own, "static"), (second, "static w(0)")],
            Defaults::InReserve => vec![(second, "static w(0)")],
            Defaults::Filtered => vec![(second, "static filter:500000"), (own, "static")],
            Defaults::Both => vec![(own, "static"), (second, "static")],
        }
    }

    /// The peers that have a route of their own, each with the router by whose line that leads.
    pub(crate) fn hosts<'r>(
        &'r self,
        own: &'r Router,
        peer: &'r Router,
    ) -> impl Iterator<Item = (&'r str, &'r Router)> {
        let first = (self.defaults == Defaults::Both).then_some((peer, own));
        let second = peer.twin.as_ref().map(|it| (&it.router, &self.router));
        let leads = self.has_line && self.takes_over.is_some();
        let second = second.filter(|_| leads && self.defaults != Defaults::Filtered);
        let hosts = first.into_iter().chain(second);
        hosts.map(|(peer, own)| (peer.outer.as_str(), own))
    }

    /// What the route into the first tunnel has behind it.
    pub(crate) fn reserve_route(&self) -> Option<String> {
        let by_routes = self.takes_over == Some(TakesOver::ByRoutes);
        by_routes.then(|| format!(" hide gateway tunnel {} weight 0", self.router.tunnel))
    }

    /// The rows of the table for the peer's LAN: interface, and what stands behind.
    pub(crate) fn reserve_rows(&self, own: &Router) -> Option<Vec<(String, &'static str)>> {
        if self.takes_over != Some(TakesOver::ByRoutes) {
            return None;
        }
        let first = (format!("TUNNEL[{}]", own.tunnel), "static");
        let mut rows = vec![(format!("TUNNEL[{}]", self.router.tunnel), "static w(0)")];
        if own.counts.is_some() {
            rows.insert(0, first);
        }
        Some(rows)
    }

    /// The tunnel that the first hands its packets on to.
    pub(crate) fn backup(&self) -> Option<u32> {
        (self.takes_over == Some(TakesOver::ByBackup)).then_some(self.router.tunnel)
    }
}

/// The same router by a second line, which has got no address yet.
pub(crate) fn second(own: &Router, line: Line) -> Router {
    let mut second = Router {
        line,
        pp: 2,
        port: 3,
        line_state: LineState::Up,
        ..own.clone()
    };
    second.sas.clear();
    second.log.clear();
    second.counts = None;
    second
}

/// A line that carries nothing of the VPN, and how the default route has it.
fn spare(rng: &mut Rng, own: &Router) -> Twin {
    let lines: &[Line] = if own.line == Line::Dhcp {
        &[Line::Pppoe, Line::Static, Line::Mobile]
    } else {
        &[
            Line::Pppoe,
            Line::Pppoe,
            Line::Dhcp,
            Line::Static,
            Line::Mobile,
        ]
    };
    let mut router = second(own, *rng.pick(lines));
    router.is_written = false;
    router.nat = rng.chance(60);
    router.statics = false;
    router.is_fixed = router.line == Line::Static || rng.chance(30);
    let host = rng.number(30, 90);
    (router.wan, router.next) = match router.line {
        Line::Pppoe | Line::Mobile => (
            format!("198.51.100.{host}"),
            format!("198.51.100.{}", 20 + host % 9),
        ),
        Line::Dhcp => ("192.168.251.2".to_owned(), "192.168.251.1".to_owned()),
        Line::Static => (format!("198.51.100.{host}"), "198.51.100.254".to_owned()),
    };
    if router.line == Line::Pppoe {
        router.line_state = *rng.pick(&[
            LineState::Up,
            LineState::Up,
            LineState::NoTraffic,
            LineState::Never,
            LineState::Offline,
            LineState::Connecting,
            LineState::Disabled,
            LineState::NoAddress,
        ]);
        router.is_fixed &= router.line_state != LineState::NoAddress;
    }
    router.outer.clone_from(&router.wan);
    settle::spare(rng, &mut router);
    let knows_peer = own
        .remote
        .as_ref()
        .is_some_and(|it| it.contains('.') && it != "any");
    let ways = [
        Defaults::First,
        Defaults::InReserve,
        Defaults::InReserve,
        Defaults::Filtered,
        Defaults::Both,
    ];
    let defaults = *rng.pick(&ways[..if knows_peer { 5 } else { 4 }]);
    Twin {
        router,
        has_line: true,
        defaults,
        takes_over: None,
    }
}

/// A world with these faults, of which one end or both have a line beside.
pub(crate) fn beside(seed: u64, faults: &[&'static Fault], n_disguises: usize) -> Option<Case> {
    let mut rng = Rng::new(seed ^ 0x11e5);
    let mut world = world::healthy(&mut rng);
    let mut truths: Vec<Truth> = Vec::new();
    for fault in faults {
        truths.push(fault::apply(&mut rng, fault, &mut world)?);
    }
    if world.ends.iter().any(|it| it.second_line.is_some()) {
        return None;
    }
    let stages: Vec<_> = truths.iter().map(|it| it.stage).collect();
    settle::settle(&mut rng, &mut world, &stages);
    let ends = *rng.pick(&[[true, false], [false, true], [true, true]]);
    for (own, has_two) in world.ends.iter_mut().zip(ends) {
        if has_two {
            let twin = spare(&mut rng, own);
            add_filter(own, &twin);
            own.twin = Some(Box::new(twin));
        }
    }
    Some(case(rng, seed, world, truths, n_disguises))
}

/// The filter that a default route may name: what the LAN sends to the web, or what the second tunnel does.
pub(crate) fn add_filter(own: &mut Router, twin: &Twin) {
    if twin.defaults == Defaults::Filtered {
        own.filters.push(match twin.takes_over {
            None => format!("ip filter {FILTER} pass {}.0/24 * tcp * www,https", own.lan),
            Some(_) => format!("ip filter {FILTER} pass {} * * * *", twin.router.wan),
        });
    }
}

pub(crate) fn case(
    rng: Rng,
    seed: u64,
    world: World,
    truths: Vec<Truth>,
    n_disguises: usize,
) -> Case {
    let [a, b] = world.ends.clone();
    Case::of(rng, seed, world, &[b, a], truths, n_disguises)
}
