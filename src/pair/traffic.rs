//! Tells from pings and counters whether packets pass between the networks of two ends.

use std::net::IpAddr;

use super::counters::{are_looked_at_since, by_counters, grow_since, is_before_counters};
use super::toward::{enters_tunnel, leads_on, leads_to, leaves_from_lan, own_identity, tells_of};
use super::unanswered::{has_way_back, is_meant_to_be_lost};
use super::{End, GatewayPair, MatchedBy, belong};
use crate::model::{Ping, RouteTable, is_global};
use crate::text::{Listed, Place, Side};

/// What was pasted of packets between two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traffic {
    /// They pass.
    Seen {
        /// How it shows.
        by: TrafficBy,
        /// The lines.
        lines: Vec<Place>,
    },
    /// They are sent from one site, and nothing comes back or arrives.
    Failing {
        /// The site that sends.
        from: Side,
        /// Whether what the other site sends does not arrive either.
        both_ways: bool,
        /// How it shows.
        by: TrafficBy,
        /// The lines.
        lines: Vec<Place>,
    },
    /// Nothing pasted tells.
    Unknown,
}

/// How traffic shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrafficBy {
    /// A ping from network to network was answered, or was not.
    Ping,
    /// The tunnels count packets: received at both ends, or sent at one and none received at the other.
    Counters,
}

/// Packets that one end sends and the other does not answer or receive.
#[derive(Debug, Clone, Copy)]
pub struct Loss<'p, 'm> {
    /// The end that sends.
    pub from: End<'m>,
    /// The end that they do not reach, or from which nothing comes back.
    pub to: End<'m>,
    /// Whether what the other end sends does not arrive either.
    pub both_ways: bool,
    /// The lines that show it.
    pub lines: &'p [Place],
}

impl<'m> End<'m> {
    /// The newest ping that leaves from the own network for what is behind the other end, in another VPN of that
    /// end, if it was lost.
    pub fn loses_beyond(&self, to: &Self) -> Option<&'m Ping> {
        let mut newest = self.router.pings.iter().rev();
        let goes_on = |target| leads_to(self, to, target) && leads_on(to, target);
        let ping = newest.find(|ping| {
            ping.target.is_some_and(goes_on)
                && leaves_from_lan(self, ping)
                && !ping.loses_large_only()
        });
        ping.filter(|ping| ping.is_lost())
    }

    /// The newest ping from the own network into that of the other end, if it was answered, by whatever way.
    pub fn answer_of(&self, to: &Self) -> Option<&'m Ping> {
        newest(self, to, |ping| leaves_from_lan(self, ping)).filter(|it| it.is_answered())
    }

    /// The newest ping from the own network for the other end's, or for where that may be, if it was answered.
    pub fn answered_toward(&self, to: &Self) -> Option<&'m Ping> {
        let is_alone = !self.router.has_several_vpns();
        let is_private = |ping: &Ping| ping.target.is_some_and(|it| !is_global(it));
        let may_lead = |ping: &Ping| {
            let somewhere = is_alone && is_private(ping) && self.goes_somewhere(to, ping);
            somewhere || (is_alone && self.leads_in(ping)) || tells_of(self, to, ping)
        };
        let mut newest = self.router.pings.iter().rev();
        let newest = newest.find(|ping| leaves_from_lan(self, ping) && may_lead(ping));
        newest.filter(|ping| ping.is_answered())
    }

    /// The newest ping that leaves from the own network for an address of which nobody can tell whether
    /// it is in that of the other end, if it was lost.
    pub fn loses_somewhere(&self, to: &Self) -> Option<&'m Ping> {
        self.newest_somewhere(to).filter(|ping| ping.is_lost())
    }

    /// Whether the newest ping from the own network for an address of which nobody can tell whether it is in that of the
    /// other end was answered, where its router has no other VPN.
    pub fn is_answered_somewhere(&self, to: &Self) -> bool {
        let ping = self.newest_somewhere(to);
        let ping = ping.filter(|it| it.target.is_some_and(|it| !is_global(it)));
        let is_alone = !self.router.has_several_vpns();
        is_alone && ping.is_some_and(|it| it.is_answered() && !is_before_counters(self, it))
    }

    /// The newest ping that leaves from the own network for an address of which nobody can tell whether it is in that of
    /// the other end.
    fn newest_somewhere(&self, to: &Self) -> Option<&'m Ping> {
        let mut newest = self.router.pings.iter().rev();
        newest.find(|ping| {
            let is_open = self.goes_somewhere(to, ping);
            is_open && leaves_from_lan(self, ping) && !ping.loses_large_only()
        })
    }

    /// Whether routes of its router, of which no output tells the tunnel, lead the target of a ping into one.
    fn leads_in(&self, ping: &Ping) -> bool {
        let is_unknown = self.tunnel_numbers().next().is_none();
        let mut ways = self.router.networks.behind_tunnels.iter();
        let leads = |target| ways.any(|it| it.1.value.contains(target));
        is_unknown && ping.target.is_some_and(leads)
    }

    /// Whether a ping was sent to an address of which nobody can tell whether it is in the other end's network.
    pub fn goes_somewhere(&self, to: &Self, ping: &Ping) -> bool {
        if !to.router.networks.lans.is_empty() || !self.far_networks().is_empty() {
            return false;
        }
        let here = &self.router.networks;
        // The tunnel of a router that has one gateway is that of the other end, as far as anybody knows.
        let is_alone = self.has_child_sa() && !self.router.has_several_gateways();
        let may_be_own = is_alone && self.leads_in(ping);
        let behind_others = here.behind_tunnels.iter().filter(|_| !may_be_own);
        let behind_others = behind_others.map(|it| &it.1);
        let mut known_here = here.lans.iter().chain(behind_others);
        let target = ping.target;
        target.is_some_and(|target| !known_here.any(|it| it.value.contains(target)))
    }
}

impl Traffic {
    /// The pings from network to network that were answered.
    pub(super) fn answers(&self) -> &[Place] {
        match self {
            Self::Seen {
                by: TrafficBy::Ping,
                lines,
            } => lines,
            Self::Seen { .. } | Self::Failing { .. } | Self::Unknown => &[],
        }
    }
}

impl<'m> GatewayPair<'m> {
    /// Whether packets are seen to pass, by whatever shows it.
    pub fn flows(&self) -> bool {
        matches!(self.traffic, Traffic::Seen { .. })
    }

    /// Whether packets are sent and do not arrive, by whatever shows it.
    pub fn fails(&self) -> bool {
        matches!(self.traffic, Traffic::Failing { .. })
    }

    /// The lines of pings from network to network that were answered.
    pub fn answered_at(&self) -> &[Place] {
        self.traffic.answers()
    }

    /// Whether a ping from network to network was answered below a line of the paste of its site.
    pub fn has_answer_below(&self, side: Side, line: u32) -> bool {
        let mut own = self.answered_at().iter().filter(|it| it.side == side);
        own.any(|it| it.line > line)
    }

    /// Whether pings from network to network were answered at a site, all of them above a line of its paste: what that
    /// line shows may have come since. Of the other site's pings nobody can tell whether they are newer.
    pub fn is_below_answers(&self, side: Side, line: u32) -> bool {
        let own = |it: &&Place| it.side == side;
        let newest = self.answered_at().iter().filter(own).map(|it| it.line);
        newest.max().is_some_and(|it| it < line)
    }

    /// The lines that show packets to pass.
    pub fn seen_at(&self) -> &[Place] {
        match &self.traffic {
            Traffic::Seen { lines, .. } => lines,
            Traffic::Failing { .. } | Traffic::Unknown => &[],
        }
    }

    /// Whether a ping from network to network was answered. Counters, which count since the tunnel came
    /// up, say nothing of the present.
    pub fn is_answered(&self) -> bool {
        matches!(
            self.traffic,
            Traffic::Seen {
                by: TrafficBy::Ping,
                ..
            }
        )
    }

    /// A ping to the other router itself that was lost, beside one the other way that was answered: from where,
    /// to where, and the line. Which of the two is newer no output tells.
    pub fn lost_beside_answer(&self) -> Option<(End<'m>, End<'m>, Place)> {
        self.lost_at_router().filter(|_| self.is_answered())
    }

    /// A ping to the other router itself that was lost, or to where it may be, while counters show packets to have passed:
    /// from where, to where, the line, and whether they pass since.
    pub fn lost_beside_counters(&self) -> Option<(End<'m>, End<'m>, Place, bool)> {
        let b = self.b?;
        let mut ways = [(self.a, b), (b, self.a)].into_iter();
        let (from, to, line) = self.lost_at_router().or_else(|| {
            ways.find_map(|(from, to)| {
                let is_open = to.router.networks.lans.is_empty();
                let ping = lost_ping(&from, &to).filter(|_| is_open)?;
                Some((from, to, from.router.place(ping.sent.line)))
            })
        })?;
        self.counts_alone()
            .then(|| (from, to, line, self.counts_since(line)))
    }

    /// Whether counters alone show packets to pass, which may all be of before.
    pub fn counts_alone(&self) -> bool {
        self.flows() && !self.is_answered()
    }

    /// Whether more and more packets arrive at both ends, since a ping at this place.
    pub fn counts_since(&self, ping: Place) -> bool {
        self.b.is_some_and(|b| grow_since(self.a, b, &[ping]))
    }

    fn lost_at_router(&self) -> Option<(End<'m>, End<'m>, Place)> {
        let b = self.b?;
        let mut ways = [(self.a, b), (b, self.a)].into_iter();
        ways.find_map(|(from, to)| {
            let ping = lost_at_router(&from, &to)?;
            Some((from, to, from.router.place(ping.sent.line)))
        })
    }

    /// Packets that do not arrive, where this is what shows it.
    pub fn loss(&self, by: TrafficBy) -> Option<Loss<'_, 'm>> {
        let Traffic::Failing {
            from,
            both_ways,
            by: shown,
            lines,
        } = &self.traffic
        else {
            return None;
        };
        let (a, b) = (self.a, self.b?);
        let (from, to) = if *from == a.router.side {
            (a, b)
        } else {
            (b, a)
        };
        (*shown == by).then_some(Loss {
            from,
            to,
            both_ways: *both_ways,
            lines,
        })
    }
}

/// A ping says more than counters, which may be of an earlier hour, unless they were looked at since.
pub(super) fn traffic(a: End<'_>, b: Option<End<'_>>, matched_by: MatchedBy) -> Traffic {
    let belong = belong(matched_by, a, b);
    let Some(b) = b else { return Traffic::Unknown };
    let by_ping = by_ping(a, b);
    // Packets of two tunnels that may be of two VPNs prove nothing at all.
    let by_counters = if belong {
        by_counters(a, b)
    } else {
        Traffic::Unknown
    };
    let is_decided = match (&by_ping, &by_counters) {
        (Traffic::Seen { lines, .. }, Traffic::Failing { .. }) => !are_looked_at_since(a, b, lines),
        (Traffic::Seen { .. }, _) => true,
        (Traffic::Failing { .. }, Traffic::Seen { .. }) => {
            // A host that does not answer pings proves nothing where packets arrive at both ends, and a router that
            // does not proves nothing where more and more do.
            let ways = [(a, b), (b, a)];
            let lost = ways.iter().filter_map(|(from, to)| {
                let ping = lost_at_router(from, to)?;
                Some(from.router.place(ping.sent.line))
            });
            let lost = lost.listed();
            !lost.is_empty() && !grow_since(a, b, &lost)
        }
        (Traffic::Failing { .. }, Traffic::Unknown) => {
            lost_at_router(&a, &b).is_some() || lost_at_router(&b, &a).is_some()
        }
        // Counters tell also which way the packets are lost.
        (Traffic::Failing { .. }, Traffic::Failing { .. }) | (Traffic::Unknown, _) => false,
    };
    // Packets that were counted as lost speak against a ping that was answered, whoever answered it.
    let answered = |from: &End<'_>, to: &End<'_>| {
        matches!(by_counters, Traffic::Failing { .. }) && from.is_answered_somewhere(to)
    };
    if is_decided || by_counters == Traffic::Unknown || answered(&a, &b) || answered(&b, &a) {
        return by_ping;
    }
    let mut by_counters = by_counters;
    if let (Traffic::Failing { lines, .. }, Traffic::Failing { lines: pings, .. }) =
        (&mut by_counters, by_ping)
    {
        lines.extend(pings);
    }
    by_counters
}

/// The newest ping into the other end's network, if it was lost and meant who answers pings.
fn lost_at_router<'m>(from: &End<'m>, to: &End<'m>) -> Option<&'m Ping> {
    lost_ping(from, to).filter(|ping| answers_pings(from, to, ping))
}

/// Whether a ping meant the router itself, or whom a ping above shows to answer.
fn answers_pings(from: &End<'_>, to: &End<'_>, ping: &Ping) -> bool {
    let mut all = from.router.pings.iter();
    let is_same = |it: &Ping| it.target.is_some() && it.target == ping.target;
    is_router(to, ping) || all.any(|it| it.is_answered() && is_same(it))
}

/// Whether a ping meant the router itself.
pub(super) fn is_router(end: &End<'_>, ping: &Ping) -> bool {
    ping.target.is_some_and(|target| has_address(end, target))
}

/// Whether an address is one of a router's own in its LAN, from which it may have sent a ping.
fn has_address(end: &End<'_>, address: IpAddr) -> bool {
    let router = end.router;
    let mut sources = router.pings.iter().filter_map(|it| it.source);
    let mut routes = router.routes.iter().flat_map(RouteTable::connected_rows);
    router.networks.owns(address)
        || sources.any(|it| it == address)
        || routes.any(|route| route.gateway.seen().is_some_and(|it| it.value == address))
}

fn by_ping(a: End<'_>, b: End<'_>) -> Traffic {
    let ways = [(a, b), (b, a)];
    let answered: Vec<Place> = ways
        .iter()
        .filter_map(|(from, to)| {
            // A host that does not answer says nothing against the router that does.
            let tells = |ping: &Ping| ping.is_answered() || answers_pings(from, to, ping);
            let ping = newest(from, to, |ping| {
                enters_tunnel(from, ping.target) && tells(ping)
            })?;
            // Of what answered, its way back and the counters below it must be able to tell, too.
            let source = ping.source.or_else(|| own_identity(from));
            let is_present = enters_tunnel(to, source) && !is_before_counters(from, ping);
            (ping.is_answered() && is_present).then_some(())?;
            Some(from.router.place(ping.sent.line))
        })
        .listed();
    if !answered.is_empty() {
        return Traffic::Seen {
            by: TrafficBy::Ping,
            lines: answered,
        };
    }
    let lost = ways.iter().find_map(|(from, to)| {
        let ping = lost_ping(from, to)?;
        Some(Traffic::Failing {
            from: from.router.side,
            both_ways: false,
            by: TrafficBy::Ping,
            lines: vec![from.router.place(ping.sent.line)],
        })
    });
    lost.unwrap_or(Traffic::Unknown)
}

/// The newest ping from network to network, if it was lost.
fn lost_ping<'m>(from: &End<'m>, to: &End<'m>) -> Option<&'m Ping> {
    let lost = newest(from, to, |ping| leaves_from_lan(from, ping)).filter(|ping| ping.is_lost());
    // What was sent while there were no SAs says nothing of those that came since.
    let came_back = from.router.came_back(from.gateway_id());
    let back = came_back.and_then(|it| it.back);
    let lost = lost.filter(|ping| back.is_none_or(|it| it < ping.line));
    lost.filter(|ping| has_way_back(from, to, ping) && !is_meant_to_be_lost(from, to, ping))
}

/// The newest ping from one end into the network of the other.
pub(super) fn newest<'m>(
    from: &End<'m>,
    to: &End<'m>,
    fits: impl Fn(&Ping) -> bool,
) -> Option<&'m Ping> {
    let pings = from.router.pings.iter().rev();
    let mut pings = pings.filter(|ping| !ping.loses_large_only());
    pings.find(|ping| tells_of(from, to, ping) && fits(ping))
}
