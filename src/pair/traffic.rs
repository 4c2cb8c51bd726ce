//! Tells from pings and counters whether packets pass between the networks of two ends.

use std::net::IpAddr;

use super::End;
use crate::model::{Ping, TunnelStatus};
use crate::text::{Listed, Place, Side, sort_by_key};

/// What was pasted of packets between two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traffic {
    /// They pass, by these lines.
    Seen(Vec<Place>),
    /// They are sent from one site, and nothing comes back or arrives, by these lines.
    Failing {
        /// The site that sends.
        from: Side,
        /// How it shows.
        by: FailingBy,
        /// The lines.
        lines: Vec<Place>,
    },
    /// Nothing pasted tells.
    Unknown,
}

/// How failing traffic shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailingBy {
    /// A ping from network to network was not answered.
    Ping,
    /// One end counts packets sent, the other none received.
    Counters,
}

/// The fewest packets sent of which at least one should have arrived.
const TELLING_PACKETS: u64 = 5;

/// The shortest time a tunnel is up before its counters tell something.
const TELLING_SECS: u32 = 60;

/// A ping says more than counters, which may be of an earlier hour.
pub(super) fn traffic(a: End<'_>, b: Option<End<'_>>) -> Traffic {
    let Some(b) = b else { return Traffic::Unknown };
    let by_ping = by_ping(a, b);
    if by_ping == Traffic::Unknown {
        by_counters(a, b)
    } else {
        by_ping
    }
}

fn by_ping(a: End<'_>, b: End<'_>) -> Traffic {
    let ways = [(a, b), (b, a)];
    let answered: Vec<Place> = ways
        .iter()
        .filter_map(|(from, to)| {
            let ping = newest(from, to, |_| true).filter(|ping| ping.is_answered())?;
            Some(from.router.place(ping.sent.line))
        })
        .listed();
    if !answered.is_empty() {
        return Traffic::Seen(answered);
    }
    let lost = ways.iter().find_map(|(from, to)| {
        let ping = newest(from, to, |ping| leaves_from_lan(from, ping))?;
        ping.is_lost().then(|| Traffic::Failing {
            from: from.router.side,
            by: FailingBy::Ping,
            lines: vec![from.router.place(ping.sent.line)],
        })
    });
    lost.unwrap_or(Traffic::Unknown)
}

/// The newest ping from one end into the network of the other.
fn newest<'m>(from: &End<'m>, to: &End<'m>, fits: impl Fn(&Ping) -> bool) -> Option<&'m Ping> {
    let mut pings = from.router.pings.iter().rev();
    pings.find(|ping| ping.target.is_some_and(|it| leads_to(from, to, it)) && fits(ping))
}

/// Whether an address is in the other end's network, by that end's own word or by a route into the tunnel.
fn leads_to(from: &End<'_>, to: &End<'_>, target: IpAddr) -> bool {
    let lans = &to.router.networks.lans;
    lans.iter().any(|it| it.value.contains(target))
        || from
            .far_networks()
            .iter()
            .any(|it| it.value.contains(target))
}

/// Whether a ping was sent from an address of the own network, so that the answer finds the tunnel.
fn leaves_from_lan(from: &End<'_>, ping: &Ping) -> bool {
    let lans = &from.router.networks.lans;
    let is_own = |source| lans.is_empty() || lans.iter().any(|it| it.value.contains(source));
    ping.source.is_some_and(is_own)
}

fn by_counters(a: End<'_>, b: End<'_>) -> Traffic {
    let (mine, theirs) = (tunnels_up(&a), tunnels_up(&b));
    if mine.is_empty() || theirs.is_empty() {
        return Traffic::Unknown;
    }
    let received = |end: &End<'_>, tunnels: &[&TunnelStatus]| -> Option<Vec<Place>> {
        let lines = tunnels.iter().map(|it| {
            let received = it.received.filter(|received| received.value > 0)?;
            Some(end.router.place(received.line))
        });
        lines.collect()
    };
    if let (Some(mut lines), Some(more)) = (received(&a, &mine), received(&b, &theirs)) {
        lines.extend(more);
        sort_by_key(&mut lines, |place| *place);
        return Traffic::Seen(lines);
    }
    // Of several tunnels it is not known which one belongs to which.
    let (&[mine], &[theirs]) = (mine.as_slice(), theirs.as_slice()) else {
        return Traffic::Unknown;
    };
    let ways = [((a, mine), (b, theirs)), ((b, theirs), (a, mine))];
    let lost = ways
        .into_iter()
        .find_map(|(from, to)| lost_between(from, to));
    lost.unwrap_or(Traffic::Unknown)
}

/// The tunnels of an end; none where one of them is not shown to be up.
fn tunnels_up<'m>(end: &End<'m>) -> Vec<&'m TunnelStatus> {
    let tunnels: Vec<&TunnelStatus> = end.tunnels().listed();
    let all_up = tunnels.iter().all(|it| it.up.is_some_and(|up| up.value));
    if all_up { tunnels } else { Vec::new() }
}

fn lost_between(from: (End<'_>, &TunnelStatus), to: (End<'_>, &TunnelStatus)) -> Option<Traffic> {
    let long_up = |it: &TunnelStatus| it.uptime.is_some_and(|up| up.value.0 >= TELLING_SECS);
    let sent = from.1.sent.filter(|it| it.value >= TELLING_PACKETS)?;
    let received = to.1.received.filter(|it| it.value == 0)?;
    (long_up(from.1) && long_up(to.1)).then(|| Traffic::Failing {
        from: from.0.router.side,
        by: FailingBy::Counters,
        lines: vec![
            from.0.router.place(sent.line),
            to.0.router.place(received.line),
        ],
    })
}
