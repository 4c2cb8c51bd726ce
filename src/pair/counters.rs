//! Tells from the counters of two tunnel interfaces whether packets pass between them.

use super::traffic::{Traffic, TrafficBy};
use super::{End, GatewayPair, MatchedBy};
use crate::model::{Answering, Counted, Interface, Ping, TunnelStatus};
use crate::text::{Listed, Place, sort_by_key};

/// Seconds by which the clocks of two routers may differ.
const CLOCK_SECS: i64 = 3_600;

/// The fewest packets sent of which at least one should have arrived.
const TELLING_PACKETS: u64 = 5;

/// The shortest time a tunnel is up before its counters tell something.
const TELLING_SECS: u32 = 60;

impl<'m> GatewayPair<'m> {
    /// Packets of which some arrive and most do not, where the end that receives was asked last, so that none
    /// can have been sent since.
    pub fn loses_most(&self) -> Vec<(End<'m>, End<'m>, [Place; 2])> {
        // Two tunnels that nothing but their being alone joins may be of two VPNs.
        let is_joined = self.belongs() && self.matched_by != MatchedBy::Only;
        let Some(b) = self.b.filter(|_| is_joined && !self.is_answered()) else {
            return Vec::new();
        };
        let ways = [(self.a, b), (b, self.a)].into_iter();
        let lost = ways.filter_map(|(from, to)| {
            let (sending, counting) = (tunnels_up(&from), tunnels_up(&to));
            let (&[sending], &[counting]) = (sending.as_slice(), counting.as_slice()) else {
                return None;
            };
            counting.received.filter(|it| it.value > 0)?;
            let [sent, received] = most_lost(sending, counting)?;
            let is_last = sending.uptime?.value.0 <= counting.uptime?.value.0 + SKEW_SECS;
            let lines = [from.router.place(sent), to.router.place(received)];
            is_last.then_some((from, to, lines))
        });
        lost.listed()
    }
}

/// An end, one of its tunnels, and the line that counts its packets.
pub type Counting<'m> = (End<'m>, &'m TunnelStatus, Place);

impl<'m> GatewayPair<'m> {
    /// An end that sends and one that received nothing of it, with the lines that count it, where the tunnels of which no
    /// output tells the gateway may be those of the two.
    pub fn may_lose(&self) -> Vec<[Counting<'m>; 2]> {
        let Some(b) = self.b.filter(|_| !self.is_answered()) else {
            return Vec::new();
        };
        let ways = [(self.a, b), (b, self.a)].into_iter();
        let lost = ways.filter_map(|(from, to)| {
            let (sending, counting) = (lone_tunnel(&from)?, lone_tunnel(&to)?);
            let [sent, received] = lost_between((from, sending), (to, counting))?;
            Some([(from, sending, sent), (to, counting, received)])
        });
        lost.listed()
    }
}

impl<'m> GatewayPair<'m> {
    /// An end that receives from the tunnel and sends nothing into it, with the other one, the tunnel, and the lines that
    /// count both; also where no output tells the gateway of the tunnel and it may be the end's.
    pub fn sends_nothing_back(&self) -> Vec<(End<'m>, End<'m>, &'m TunnelStatus, [Place; 2])> {
        let Some(b) = self.b.filter(|_| self.traffic == Traffic::Unknown) else {
            return Vec::new();
        };
        let ways = [(self.a, b), (b, self.a)].into_iter();
        let mute = ways.filter_map(|(end, other)| {
            let tunnel = lone_tunnel(&end)?;
            tunnel.uptime.filter(|it| it.value.0 >= TELLING_SECS)?;
            let received = tunnel.received.filter(|it| it.value >= TELLING_PACKETS)?;
            let sent = tunnel.sent.filter(|it| it.value == 0)?;
            let places = [received.line, sent.line].map(|line| end.router.place(line));
            Some((end, other, tunnel, places))
        });
        mute.listed()
    }
}

/// The only tunnel of an end, or the only one that may be its own, of several that of the gateway's number; None where it
/// is not shown to be up.
fn lone_tunnel<'m>(end: &End<'m>) -> Option<&'m TunnelStatus> {
    let mut tunnels = end.tunnels().listed();
    if end.tunnel_numbers().next().is_none() {
        let likely = end.tunnel_by_number();
        tunnels = end.loose_tunnels().listed();
        tunnels.retain(|it| likely.is_none_or(|number| it.number == number));
    }
    let &[only] = tunnels.as_slice() else {
        return None;
    };
    only.up.is_some_and(|up| up.value).then_some(only)
}

pub(super) fn by_counters(a: End<'_>, b: End<'_>) -> Traffic {
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
    let lost = lost_both(a, &mine, b, &theirs);
    // What arrives of one version of IP says nothing of the other.
    if lost == Traffic::Unknown
        && let (Some(mut lines), Some(more)) = (received(&a, &mine), received(&b, &theirs))
    {
        // What was counted since the tunnel came up is older than a peer that answers no more.
        let answers = |it: &&TunnelStatus| it.keepalive.is_none_or(|it| it.value == Answering::Yes);
        // What one end alone translates arrives, and may not find the way back.
        let passes = translates(&a) == translates(&b) && are_of_one_session(&mine, &theirs);
        let arrives = !may_lose_most(&mine, &theirs) && !may_lose_most(&theirs, &mine);
        if !(passes && arrives && mine.iter().chain(&theirs).all(answers)) {
            return Traffic::Unknown;
        }
        lines.extend(more);
        sort_by_key(&mut lines, |place| *place);
        return Traffic::Seen {
            by: TrafficBy::Counters,
            lines,
        };
    }
    lost
}

/// Packets that do not arrive, of either end. Of several tunnels it is not known which one belongs to which.
fn lost_both(a: End<'_>, mine: &[&TunnelStatus], b: End<'_>, theirs: &[&TunnelStatus]) -> Traffic {
    let (&[mine], &[theirs]) = (mine, theirs) else {
        return Traffic::Unknown;
    };
    let lost = |from, to| {
        let never = lost_between(from, to).map(Vec::from);
        never.or_else(|| lost_lately(from, to))
    };
    let there = lost((a, mine), (b, theirs));
    let back = lost((b, theirs), (a, mine));
    let both_ways = there.is_some() && back.is_some();
    let from = if there.is_some() { a } else { b };
    let mut lines = Vec::new();
    for lost in [there, back].into_iter().flatten() {
        lines.extend(lost);
    }
    if lines.is_empty() {
        return Traffic::Unknown;
    }
    Traffic::Failing {
        from: from.router.side,
        both_ways,
        by: TrafficBy::Counters,
        lines,
    }
}

/// Whether each end was looked at twice since the pings at these places in its text.
pub(super) fn are_looked_at_since(a: End<'_>, b: End<'_>, pings: &[Place]) -> bool {
    [a, b].iter().all(|end| {
        let mut first = tunnels_up(end).into_iter().map(|it| it.before);
        first.all(|it| it.is_some_and(|it| is_below(end, it, pings)))
    })
}

/// Whether an answered ping is of before the tunnel came up: counted below it is a tunnel that has sent or received nothing.
pub(super) fn is_before_counters(end: &End<'_>, ping: &Ping) -> bool {
    let tunnels = tunnels_up(end);
    let counts_none = |it: &&TunnelStatus| {
        let counters = [it.received, it.sent].into_iter().flatten();
        counters
            .filter(|it| it.value == 0)
            .any(|it| it.line > ping.sent.line)
    };
    !tunnels.is_empty() && tunnels.iter().all(counts_none)
}

/// Whether what one end counted stands below the pings at these places in its text.
fn is_below(end: &End<'_>, counted: Counted, pings: &[Place]) -> bool {
    let mut own = pings.iter().filter(|it| it.side == end.router.side);
    own.all(|it| it.line < counted.received.line)
}

/// Whether many packets arrived each way between two looks at the counters, the later of which was taken since the
/// pings at these places in the text.
pub(super) fn grow_since(a: End<'_>, b: End<'_>, pings: &[Place]) -> bool {
    let (mine, theirs) = (tunnels_up(&a), tunnels_up(&b));
    let (&[mine], &[theirs]) = (mine.as_slice(), theirs.as_slice()) else {
        return false;
    };
    let grows = |end: &End<'_>, tunnel: &TunnelStatus| {
        let (before, now) = tunnel.before.zip(tunnel.counted())?;
        let arrived = now.received.value.checked_sub(before.received.value)?;
        let grows = arrived >= MANY_PACKETS && is_below(end, now, pings);
        grows.then_some((before, now))
    };
    let looks = grows(&a, mine).zip(grows(&b, theirs));
    looks.is_some_and(|(one, other)| are_of_one_time(one, other))
}

/// Whether two looks at one end were taken around the times of two at the other, each earlier one first.
fn are_of_one_time(one: (Counted, Counted), other: (Counted, Counted)) -> bool {
    let apart = |one: Counted, other: Counted| one.uptime.0.abs_diff(other.uptime.0);
    let between = apart(one.0, one.1).min(apart(other.0, other.1));
    apart(one.0, other.0).max(apart(one.1, other.1)) <= between / 10
}

/// Whether the sessions in which two ends count may be one: by the clocks of both, neither was looked at for the last time
/// before the other's began. Of clocks that differ by hours nobody knows.
fn are_of_one_session(mine: &[&TunnelStatus], theirs: &[&TunnelStatus]) -> bool {
    let (&[one], &[other]) = (mine, theirs) else {
        return true;
    };
    let span = |it: &TunnelStatus| {
        let since = it.since?.value.local_secs;
        Some((since, since.saturating_add(i64::from(it.uptime?.value.0))))
    };
    let spans = span(one).zip(span(other));
    spans.is_none_or(|(one, other)| {
        let ends_before =
            |it: (i64, i64), next: (i64, i64)| it.1.saturating_add(CLOCK_SECS) < next.0;
        !ends_before(one, other) && !ends_before(other, one)
    })
}

/// Whether a translation is known to be bound to a tunnel of an end.
fn translates(end: &End<'_>) -> bool {
    let router = end.router;
    end.tunnel_numbers().any(|number| {
        let mut shown = router.links.nat.iter();
        let set = router.settings.tunnel(number).and_then(|it| it.nat);
        set.is_some() || shown.any(|it| it.interface == Interface::Tunnel(number))
    })
}

/// The tunnels of an end; none where one of them is not shown to be up.
fn tunnels_up<'m>(end: &End<'m>) -> Vec<&'m TunnelStatus> {
    let tunnels: Vec<&TunnelStatus> = end.tunnels().listed();
    let all_up = tunnels.iter().all(|it| it.up.is_some_and(|up| up.value));
    if all_up { tunnels } else { Vec::new() }
}

/// The lines by which what one end sends does not arrive at the other.
fn lost_between(
    from: (End<'_>, &TunnelStatus),
    to: (End<'_>, &TunnelStatus),
) -> Option<[Place; 2]> {
    let all = (from.1.sent, to.1.received);
    let of_v4 = (from.1.sent_v4, to.1.received_v4);
    let (sent, received) = [all, of_v4].into_iter().find_map(|(sent, received)| {
        let sent = sent.filter(|it| it.value >= TELLING_PACKETS)?;
        Some((sent, received.filter(|it| it.value == 0)?))
    })?;
    let lines = [
        from.0.router.place(sent.line),
        to.0.router.place(received.line),
    ];
    let many = sent.value >= MANY_PACKETS && counts_most(from.1, to.1);
    (counts_all(from.1, to.1)? || many).then_some(lines)
}

/// The lines by which nothing arrived of what one end sent between two looks at its counters, while those of the
/// other end were looked at twice, too: whatever they counted before is of an earlier time.
fn lost_lately(from: (End<'_>, &TunnelStatus), to: (End<'_>, &TunnelStatus)) -> Option<Vec<Place>> {
    let (sender, sender_before) = (from.1.counted()?, from.1.before?);
    let (receiver, receiver_before) = (to.1.counted()?, to.1.before?);
    let [sent_before, sent] = [sender_before, sender].map(|it| it.sent);
    let [received_before, received] = [receiver_before, receiver].map(|it| it.received);
    let is_lost = sent.value.saturating_sub(sent_before.value) >= TELLING_PACKETS
        && received.value == received_before.value;
    // The other end was looked at around the same time.
    let secs = |one: Counted, other: Counted| one.uptime.0.saturating_sub(other.uptime.0);
    let late = secs(receiver_before, sender_before).max(secs(sender, receiver));
    let is_of_one_time = late <= secs(sender, sender_before) / 10;
    let sent = [sent_before, sent].map(|it| from.0.router.place(it.line));
    let received = [received_before, received].map(|it| to.0.router.place(it.line));
    (is_lost && is_of_one_time).then(|| sent.into_iter().chain(received).listed())
}

/// So many packets counted at both ends, of which half or less arrive, before most are called lost.
const MANY_PACKETS: u64 = 100;

/// Seconds by which two ends may tell apart when their tunnel came up.
const SKEW_SECS: u32 = 5;

/// Whether half or less of what one end counts as sent is counted at the other, as far as their times tell. Of
/// several tunnels it is not known which one belongs to which.
fn may_lose_most(from: &[&TunnelStatus], to: &[&TunnelStatus]) -> bool {
    let (&[from], &[to]) = (from, to) else {
        return false;
    };
    most_missing(from, to).is_some() && counts_all(from, to) != Some(false)
}

/// The lines of what one end sent and of what little of it the other received.
fn most_lost(from: &TunnelStatus, to: &TunnelStatus) -> Option<[u32; 2]> {
    most_missing(from, to).filter(|_| counts_all(from, to) == Some(true))
}

/// The same, whenever either was counted.
fn most_missing(from: &TunnelStatus, to: &TunnelStatus) -> Option<[u32; 2]> {
    let (sent, received) = (from.sent?, to.received?);
    let is_most = sent.value >= MANY_PACKETS && received.value <= sent.value / 2;
    is_most.then_some([sent.line, received.line])
}

/// Whether the counters of `to` were looked at so shortly before those of `from`, soon after the tunnel came up, that of
/// many packets some must have been sent till then.
fn counts_most(from: &TunnelStatus, to: &TunnelStatus) -> bool {
    let uptimes = from.uptime.zip(to.uptime);
    let late = uptimes.map(|it| (it.0.value.0.saturating_sub(it.1.value.0), it.0.value.0));
    // What arrived at the sender and is not counted here yet was sent after this look.
    let arrived = from.received.map_or(0, |it| it.value);
    let uncounted = to.sent.map(|it| arrived.saturating_sub(it.value));
    late.is_some_and(|(late, sending)| late <= TELLING_SECS && late <= sending / 4)
        && uncounted.is_some_and(|it| it <= arrived / 4)
}

/// Whether the counters of `to` cover what `from` counts as sent: those of an earlier look or of a
/// younger connection do not. None where the time is not known or too short.
fn counts_all(from: &TunnelStatus, to: &TunnelStatus) -> Option<bool> {
    let uptime = |it: &TunnelStatus| Some(it.uptime?.value.0).filter(|up| *up >= TELLING_SECS);
    let (sending, counting) = (uptime(from)?, uptime(to)?);
    // What arrived at the sender and is not counted here yet was sent after this look.
    let arrived = from.received.map_or(0, |it| it.value);
    let uncounted = arrived.saturating_sub(to.sent.map_or(arrived, |it| it.value));
    Some(sending.saturating_sub(counting) <= sending / 10 && uncounted <= arrived / 10)
}
