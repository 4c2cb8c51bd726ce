//! Tells how far each site gets on the way from its line to traffic: which rungs hold, which one
//! fails, and which command would show the rest.

use super::{Found, Need, Rung, Severity, Where, steps};
use crate::model::{Direction, Fact, LinkState, Presence, Router};
use crate::pair::{End, GatewayPair, MatchedBy, Pairing, Role, Traffic};
use crate::text::{Listed, Side, find_equal, sort_by_key, sort_once};

/// Whether a rung holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// An output shows that it holds.
    Passed,
    /// Nothing of it was pasted, and a rung above it holds.
    Implied,
    /// A finding says that it does not.
    Failed,
    /// A whole output shows that there is nothing, such as no SA.
    Absent,
    /// What was pasted of it does not tell.
    Open,
    /// Nothing of it was pasted.
    NotPasted,
}

/// One rung of one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub rung: Rung,
    /// Whether it holds.
    pub hold: Hold,
    /// Index of the finding by which it fails.
    pub found: Option<usize>,
    /// The line that shows that it holds, or that there is nothing.
    pub line: Option<u32>,
    /// The command that would show it.
    pub command: String,
}

/// The ladders of all sites. `found` must be in its last order.
pub(super) fn all(pairing: &Pairing<'_>, found: &[Found]) -> Vec<Vec<Step>> {
    let failures = placed(pairing, found, Severity::breaks);
    let doubts = placed(pairing, found, |severity| severity == Severity::Input);
    let routers = pairing.routers.iter();
    routers
        .map(|router| of(router, pairing, &failures, &doubts))
        .listed()
}

/// The ladder of one site, all rungs in order.
fn of(router: &Router, pairing: &Pairing<'_>, failures: &[Placed], doubts: &[Placed]) -> Vec<Step> {
    let own = pairing.pairs_of(router.side);
    let own = own.filter(|pair| pair.role == Role::SiteToSite);
    let pairs: Vec<&GatewayPair<'_>> = own.listed();
    let mut steps: Vec<Step> = Rung::ALL
        .into_iter()
        .map(|rung| {
            let (hold, line) = held(rung, router, &pairs);
            let fails = at(failures, router, rung);
            let hold = match fails {
                Some(_) => Hold::Failed,
                // What leaves a question open is answered by nothing further up.
                None if at(doubts, router, rung).is_some() => Hold::Open,
                None => hold,
            };
            Step {
                rung,
                hold,
                found: fails,
                line: line.filter(|_| hold != Hold::Failed && hold != Hold::Open),
                command: command(rung, router, &pairs),
            }
        })
        .listed();
    // What one end alone still holds may be left over from before.
    let is_proof = |it: &&Step| it.hold == Hold::Passed && !left_over(it.rung, router, &pairs);
    let highest = steps.iter().rfind(is_proof);
    let highest = highest.map(|it| it.rung);
    for step in &mut steps {
        let is_open = matches!(step.hold, Hold::NotPasted | Hold::Open | Hold::Absent);
        let is_doubted = at(doubts, router, step.rung).is_some();
        if is_open && !is_doubted && highest.is_some_and(|highest| implies(highest, step.rung)) {
            step.hold = Hold::Implied;
            step.line = None;
        }
    }
    steps
}

/// Whether SAs of a site may be left over: the other end of a pair has none.
fn left_over(rung: Rung, router: &Router, pairs: &[&GatewayPair<'_>]) -> bool {
    let lacks = |end: End<'_>| match rung {
        Rung::Ike => matches!(end.ike_presence(), Presence::Absent(_)),
        Rung::Ipsec => matches!(by_direction(&end), Presence::Absent(_)),
        Rung::Line | Rung::Translation | Rung::Route | Rung::Tunnel | Rung::Traffic => false,
    };
    let mut others = pairs.iter().flat_map(|pair| pair.ends());
    others.any(|end| end.router.side != router.side && lacks(end))
}

/// Whether one rung cannot hold without the other. A route stands in the table while the line is down,
/// and the peer is reached without a route to its network.
fn implies(upper: Rung, lower: Rung) -> bool {
    upper > lower && upper > Rung::Route && (lower != Rung::Route || upper == Rung::Traffic)
}

/// A rung of a site, and the index of a finding that is about it.
type Placed = ((Side, Rung), usize);

/// The first finding that is about a rung of a site.
fn at(placed: &[Placed], router: &Router, rung: Rung) -> Option<usize> {
    let wanted = (router.side, rung);
    let own = find_equal(placed, |it| it.0.cmp(&wanted)).first();
    own.map(|it| it.1)
}

/// All findings that weigh so, those of one rung in their order. Of a VPN with a peer that was not pasted they are no
/// rung of a site that has one which is shown to be with a pasted peer.
fn placed(
    pairing: &Pairing<'_>,
    found: &[Found],
    weighs: impl Fn(Severity) -> bool,
) -> Vec<Placed> {
    let joined = pairing.pairs.iter();
    let joined =
        joined.filter(|it| it.role == Role::SiteToSite && it.matched_by != MatchedBy::Nothing);
    let mut sites = joined
        .flat_map(|it| it.ends().map(|end| end.router.side))
        .listed();
    sort_once(&mut sites);
    let is_joined = |side: Side| sites.binary_search(&side).is_ok();
    let mut placed = Vec::new();
    for (at, it) in found.iter().enumerate() {
        let Some(rung) = it.rule.rung.filter(|_| weighs(it.severity())) else {
            continue;
        };
        let pair = it.pair.and_then(|at| pairing.pairs.get(at));
        let is_other = pair.is_some_and(|it| it.role != Role::SiteToSite);
        if is_other && pair.is_some_and(|it| is_joined(it.a.router.side)) {
            continue;
        }
        match it.finding.side {
            Some(Where::Site(side)) => placed.push(((side, rung), at)),
            // Of an end that none of its lines is from, nothing was seen.
            Some(Where::Both) => {
                let places = it.finding.evidence.iter();
                placed.extend(places.map(|place| ((place.side, rung), at)));
            }
            None => {}
        }
    }
    sort_by_key(&mut placed, |it| it.0);
    placed
}

/// What the outputs of a site say of a rung, and the line that says it.
fn held(rung: Rung, router: &Router, pairs: &[&GatewayPair<'_>]) -> (Hold, Option<u32>) {
    match rung {
        Rung::Line => line(router),
        Rung::Translation => translation(router),
        Rung::Route | Rung::Ike | Rung::Ipsec | Rung::Tunnel | Rung::Traffic => {
            let ends = pairs.iter().filter_map(|pair| {
                let end = pair.ends().find(|end| end.router.side == router.side)?;
                Some((pair, end))
            });
            // A site whose outputs are still to come has no gateway here yet, and says nothing of the others.
            let is_known =
                |end: &End<'_>| end.gateway.is_some() || end.tunnel_numbers().next().is_some();
            let some_known = ends.clone().any(|(_, end)| is_known(&end));
            let counted = ends.filter(|(_, end)| is_known(end) || !some_known);
            let mut holds = counted.map(|(pair, end)| of_pair(rung, pair, &end));
            // Of several tunnels, the one that gets least far counts.
            let first = holds.next().unwrap_or((Hold::NotPasted, None));
            holds.fold(
                first,
                |worst, it| {
                    if worst.0 == Hold::Passed { it } else { worst }
                },
            )
        }
    }
}

fn line(router: &Router) -> (Hold, Option<u32>) {
    let links = &router.links;
    let addressed = |address: &Fact<std::net::IpAddr>| address.line().is_some();
    let ppp = links.ppp.iter();
    let up = ppp.filter(|link| link.state.value == LinkState::Up && addressed(&link.local_address));
    let leased = links.dhcp.iter().filter(|lease| addressed(&lease.address));
    let shows = up
        .map(|link| link.state.line)
        .chain(leased.map(|lease| lease.line))
        .next();
    match shows {
        Some(line) => (Hold::Passed, Some(line)),
        None if links.ppp.is_empty() && links.dhcp.is_empty() => (Hold::NotPasted, None),
        None => (Hold::Open, None),
    }
}

fn translation(router: &Router) -> (Hold, Option<u32>) {
    let links = &router.links;
    let bound = links.nat.iter().find(|it| it.outer.line().is_some());
    match bound {
        Some(nat) => (Hold::Passed, Some(nat.line)),
        None if links.nat.is_empty() && links.nat_whole.is_none() => (Hold::NotPasted, None),
        None => (Hold::Open, None),
    }
}

fn of_pair(rung: Rung, pair: &GatewayPair<'_>, end: &End<'_>) -> (Hold, Option<u32>) {
    match rung {
        Rung::Line | Rung::Translation => (Hold::Open, None),
        Rung::Route => route(end),
        Rung::Ike => by_presence(end.ike_presence()),
        Rung::Ipsec => by_presence(by_direction(end)),
        Rung::Tunnel => tunnel(end),
        Rung::Traffic => match &pair.traffic {
            Traffic::Seen { lines, .. } => {
                let own = lines.iter().find(|place| place.side == end.router.side);
                (Hold::Passed, own.map(|place| place.line))
            }
            Traffic::Failing { .. } => (Hold::Open, None),
            Traffic::Unknown => (Hold::NotPasted, None),
        },
    }
}

/// Whether an end has SAs of both directions.
fn by_direction(end: &End<'_>) -> Presence {
    let sends = end.ipsec_presence(Direction::Outbound);
    if sends.is_shown() {
        end.ipsec_presence(Direction::Inbound)
    } else {
        sends
    }
}

fn by_presence(presence: Presence) -> (Hold, Option<u32>) {
    match presence {
        Presence::Shown(line) => (Hold::Passed, Some(line)),
        Presence::Absent(line) => (Hold::Absent, Some(line)),
        Presence::Unknown => (Hold::NotPasted, None),
    }
}

fn route(end: &End<'_>) -> (Hold, Option<u32>) {
    let Some(table) = &end.router.routes else {
        return (Hold::NotPasted, None);
    };
    let leads_in = end.far_networks();
    match leads_in
        .first()
        .filter(|_| table.defaults().next().is_some())
    {
        Some(network) => (Hold::Passed, Some(network.line)),
        None => (Hold::Open, None),
    }
}

fn tunnel(end: &End<'_>) -> (Hold, Option<u32>) {
    let mut tunnels = end.tunnels().filter_map(|tunnel| tunnel.up);
    let Some(first) = tunnels.next() else {
        return (Hold::NotPasted, None);
    };
    if first.value && tunnels.all(|up| up.value) {
        (Hold::Passed, Some(first.line))
    } else {
        let down = end.tunnels().filter_map(|tunnel| tunnel.up);
        let line = down.filter(|up| !up.value).map(|up| up.line).next();
        (Hold::Absent, line)
    }
}

/// The command that shows a rung of a site.
fn command(rung: Rung, router: &Router, pairs: &[&GatewayPair<'_>]) -> String {
    let side = router.side;
    match rung {
        Rung::Line => Need::line_status(side).command,
        Rung::Translation => Need::translations(side).command,
        Rung::Route => Need::routes(side).command,
        Rung::Ike | Rung::Ipsec => Need::sa_table(side).command,
        Rung::Tunnel => {
            let mut ends = pairs.iter().flat_map(|pair| pair.ends());
            let own = ends.find(|end| end.router.side == side);
            let number = own.and_then(|end| end.tunnel_numbers().next());
            Need::tunnel_status_of(side, number).command
        }
        Rung::Traffic => steps::PING_TO_FILL_IN.to_owned(),
    }
}
