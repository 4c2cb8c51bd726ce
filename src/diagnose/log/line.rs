//! Tells what a log says last of the line by which an end reaches its peer.

use std::net::IpAddr;

use super::falls::session_up;
use super::last::last_fall_of_line;
use super::tail::{Who, age, calls_from};
use super::{NEAR_SECS, PATIENCE_SECS, asked, is_fresh_below};
use crate::diagnose::wan;
use crate::model::{
    Answering, Cover, Direction, Exchange, Happening, Interface, LinkState, Log, LogEvent, Router,
    RouterTime, Session, Topic,
};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Place};

/// A line that could not be set up.
#[derive(Debug, Clone)]
pub(in crate::diagnose) struct LineFault {
    pub(in crate::diagnose) interface: Interface,
    /// Whether the login was refused; else nobody answered.
    pub(in crate::diagnose) refused: bool,
    /// Whether outputs of the present show it too.
    pub(in crate::diagnose) is_shown: bool,
    pub(in crate::diagnose) places: Vec<Place>,
}

/// The line by which an end reaches its peer, where its log says last that it could not be set up and
/// nothing that was pasted says otherwise.
pub(in crate::diagnose) fn line_fault(end: &End<'_>, pair: &GatewayPair<'_>) -> Option<LineFault> {
    let router = end.router;
    let log = router.log.as_ref()?;
    let interface = line_to_peer(end)?;
    let status = router.line(&interface).ppp;
    let is_up = status.is_some_and(|it| it.state.value == LinkState::Up);
    let (refused, line) = last_of(log, &interface)?;
    let is_never_up = status.is_some_and(|it| it.state.value == LinkState::NeverUp);
    if is_never_up && has_come_up(end) {
        return None;
    }
    if is_up || end.has_sas_both_ways() || is_passed_since(end, pair, &interface, line) {
        return None;
    }
    let route = wan::way(end).and_then(|it| it.route);
    let state = status.map(|it| it.state.line);
    let lines = [Some(line), state, route].into_iter().flatten();
    Some(LineFault {
        interface,
        refused,
        is_shown: state.is_some() && route.is_some(),
        places: lines.map(|line| router.place(line)).listed(),
    })
}

/// The line by which an end reaches its peer, of which only its log tells, where that says last that it came up without
/// an address, and the line of the paste that does.
pub(in crate::diagnose) fn line_without_address(
    end: &End<'_>,
    pair: &GatewayPair<'_>,
) -> Option<(Interface, u32)> {
    let router = end.router;
    let log = router.log.as_ref()?;
    let interface = line_to_peer(end)?;
    if router.line(&interface).ppp.is_some() || end.has_sas_both_ways() {
        return None;
    }
    let tells = |event: &LogEvent| {
        event.what.session().is_some() || matches!(event.what, Happening::Addressed(..))
    };
    let (place, event) = log.newest_where(Topic::Line(&interface), tells)?;
    let line = event.line;
    let is_told =
        matches!(event.what, Happening::Addressed(_, None)) && shows_begin(log, &interface);
    let is_left = Some(place) > log.newest(Topic::Started).max(log.newest(Topic::Saved));
    // Calls from an address of the internet show that it has one.
    let has_one = calls_from(end).is_some_and(|it| it.line > line && wan::is_global(it.value));
    let is_shown = is_told && is_left && !has_one;
    (is_shown && !is_passed_since(end, pair, &interface, line)).then_some((interface, line))
}

/// The line by which an end reaches its peer, of which only its log tells, where that says last that it fell and goes on
/// for a while without a word of it, and the line of the paste that does.
pub(in crate::diagnose) fn line_fell(
    end: &End<'_>,
    pair: &GatewayPair<'_>,
) -> Option<(u32, Interface)> {
    let router = end.router;
    let log = router.log.as_ref()?;
    let (fell, interface) = last_fall_of_line(end)?;
    let of_line = router.line(&interface);
    if of_line.ppp.is_some() || of_line.dhcp.is_some() || end.has_any_sa() {
        return None;
    }
    let place = log.events.iter().position(|it| std::ptr::eq(it, fell));
    let anew = log.newest(Topic::Started).max(log.newest(Topic::Saved));
    let stays = age(end, fell.time).is_some_and(|it| it >= PATIENCE_SECS);
    let is_past = is_passed_since(end, pair, &interface, fell.line) || is_of_the_past(end, pair);
    (place > anew && stays && !is_past).then_some((fell.line, interface))
}

/// Whether packets are seen to have passed since a line of the log of an end tells that its line could not.
fn is_passed_since(
    end: &End<'_>,
    pair: &GatewayPair<'_>,
    interface: &Interface,
    line: u32,
) -> bool {
    let router = end.router;
    let mut logs = router.log.iter();
    wan::answered_since(router, line)
        || logs.any(|log| passes_beside(end, pair, log, interface))
        || is_fresh_below(end, line)
}

/// Whether an end has SAs or a tunnel that is up, which a line that never was cannot have carried.
fn has_come_up(end: &End<'_>) -> bool {
    let mut tunnels = end.tunnels();
    end.has_any_sa() || tunnels.any(|it| it.up.is_some_and(|up| up.value))
}

/// Whether key exchange with the peer is seen to pass while a line could not be set up: then it goes by another.
fn passes_beside(end: &End<'_>, pair: &GatewayPair<'_>, log: &Log, line: &Interface) -> bool {
    let own = log.places_about(&[Topic::Line(line)]);
    let is_up = |at: &&usize| log.at(&[**at]).iter().any(|it| it.what.is_line_up());
    let down = own.iter().rev().take_while(|at| !is_up(at));
    let Some(since) = down.last().copied() else {
        return false;
    };
    let since_time = log.at(&[since]).first().and_then(|it| it.time);
    // What is answered has come; phase 2 is begun when phase 1 is done.
    let passes = |it: &Exchange| it.answers || it.phase == 2;
    let who = Who::of(end, pair, log);
    let own = who.passed(log).into_iter();
    if own.filter(|it| it.0 > since).any(|it| passes(it.1)) {
        return true;
    }
    let others = pair.ends().filter(|it| it.router.side != end.router.side);
    let mut others = others.filter_map(|it| Some((it, it.router.log.as_ref()?)));
    others.any(|(other, log)| {
        let who = Who::of(&other, pair, log);
        let later = |at: usize| is_later(log.events.get(at).and_then(|it| it.time), since_time);
        let mut said = who.passed(log).into_iter();
        said.any(|(at, it)| it.answers && later(at))
    })
}

/// Whether something happened at one router surely behind something at the other, whose clock may differ.
fn is_later(time: Option<RouterTime>, than: Option<RouterTime>) -> bool {
    let times = time
        .filter(|it| it.is_set())
        .zip(than.filter(|it| it.is_set()));
    times.is_some_and(|(time, than)| time > than && time.distance(than) > NEAR_SECS)
}

/// Whether the login was refused, and the line; None where it was set up since.
fn last_of(log: &Log, interface: &Interface) -> Option<(bool, u32)> {
    if !shows_begin(log, interface) {
        return None;
    }
    // What ended may be what was refused before.
    let tells = |event: &LogEvent| {
        let change = event.what.session().map(|it| it.1);
        let fails = matches!(change, Some(Session::Refused | Session::Unanswered));
        fails || event.what.is_line_up()
    };
    let (place, event) = log.newest_where(Topic::Line(interface), tells)?;
    // Which of the settings were changed is not known.
    let anew = log.newest(Topic::Started).max(log.newest(Topic::Saved));
    match event.what.session().map(|it| it.1) {
        Some(Session::Refused) if Some(place) > anew => Some((true, event.line)),
        Some(Session::Unanswered) if Some(place) > anew => Some((false, event.line)),
        _ => None,
    }
}

/// Whether a log shows when a line comes up: what was picked out by its failures does not show that it did so since.
fn shows_begin(log: &Log, interface: &Interface) -> bool {
    let begins = |event: &LogEvent| {
        let change = event.what.session().map(|it| it.1);
        matches!(change, Some(Session::Dialling | Session::Up))
    };
    let own = log.about(&[Topic::Line(interface)]);
    log.cover != Cover::Extract || own.into_iter().any(begins)
}

/// The interface by which an end reaches its peer; where nothing tells, the only one in its log.
pub(in crate::diagnose) fn line_to_peer(end: &End<'_>) -> Option<Interface> {
    if let Some(way) = wan::way(end) {
        return Some(way.interface);
    }
    // A second session may be of anything.
    let is_second = |it: &Interface| matches!(it, Interface::Pp(Some(number)) if *number > 1);
    let router = end.router;
    let log = router.log.as_ref()?;
    // Beside a session that is up, one that fell is not the only line.
    let is_beside = |it: &Interface| {
        let mut sessions = router.links.ppp.iter().filter(|of| of.leads_out());
        sessions.any(|of| of.interface != *it && of.state.value == LinkState::Up)
    };
    let is_another =
        |it: &Interface| is_second(it) || is_beside(it) || is_outlived(router, log, it);
    log.only_line().filter(|it| !is_another(it)).cloned()
}

/// Whether a tunnel of a router has its keepalive answered behind what its log tells last of a line, which is that it failed:
/// then packets go by another line.
fn is_outlived(router: &Router, log: &Log, line: &Interface) -> bool {
    let tells = |event: &LogEvent| session_up(event).is_some();
    let newest = log.newest_where(Topic::Line(line), tells);
    let failed = newest
        .map(|it| it.1)
        .filter(|it| session_up(it) == Some(false));
    let Some(failed) = failed.and_then(|it| it.time).filter(|it| it.is_set()) else {
        return false;
    };
    router.tunnels.iter().any(|it| {
        let is_answered = it.keepalive.is_some_and(|it| it.value == Answering::Yes);
        is_answered && it.asked_at().is_some_and(|it| it > failed.local_secs)
    })
}

/// The newest message that tells which address the line of an end has, where the line did not fall since.
pub(in crate::diagnose) fn addressed<'m>(
    end: &End<'m>,
    interface: &Interface,
) -> Option<(IpAddr, &'m LogEvent)> {
    let log = end.router.log.as_ref()?;
    let tells = |event: &LogEvent| {
        let change = event.what.session().map(|it| it.1);
        let fell = change.is_some_and(|it| !matches!(it, Session::Up | Session::Dialling));
        fell || matches!(event.what, Happening::Addressed(..))
    };
    let (_, event) = log.newest_where(Topic::Line(interface), tells)?;
    if let Happening::Addressed(_, Some(address)) = event.what {
        Some((address, event))
    } else {
        None
    }
}

/// Seconds by which a log may end before all else that was pasted: of a line that stays down the attempts go
/// on.
const PAST_SECS: i64 = 28_800;

/// Whether an end may hold SAs of a pair whose other end holds some, listed below a line of its log: those may be younger,
/// and a line that cannot log in makes none. It may be a hub, of which nothing tells the gateway.
pub(in crate::diagnose) fn may_hold_newer(
    end: &End<'_>,
    pair: &GatewayPair<'_>,
    line: u32,
) -> bool {
    let router = end.router;
    let has = |id, direction| {
        let mut sas = router.ipsec_sas_of(id).iter();
        sas.any(|sa| sa.direction == direction && sa.common.line > line)
    };
    let holds = |id| has(id, Direction::Inbound) && has(id, Direction::Outbound);
    let may_be_any = end.gateway.is_none() && end.lacks_child_sas().is_none();
    let came_back = router.came_back(end.gateway_id());
    let mut others = pair.ends().filter(|it| it.router.side != router.side);
    others.any(|it| it.has_sas_both_ways())
        && (came_back.is_some_and(|it| it.shows > line)
            || (may_be_any && router.gateways.iter().any(|it| holds(it.id))))
}

/// Whether the log of an end stops so long before that of the other, or before its tunnel was asked for, that it
/// tells nothing of the present.
pub(in crate::diagnose) fn is_of_the_past(end: &End<'_>, pair: &GatewayPair<'_>) -> bool {
    let newest = |end: &End<'_>| {
        let (_, newest) = end.router.log.as_ref()?.span?;
        newest.is_set().then_some(newest.local_secs)
    };
    let clock = end.router.device.clock.filter(|it| it.value.is_set());
    let shown = clock.map(|it| it.value.local_secs);
    let shown = shown.into_iter().chain(asked(end).map(|it| it.0));
    let mut times = shown.listed();
    // The other's clock may be of another zone, and somebody may have looked at it later.
    if times.is_empty() {
        let side = end.router.side;
        let ahead = pair.ahead_of(side).unwrap_or(0);
        let others = pair.ends().filter(|it| it.router.side != side);
        times.extend(others.filter_map(|it| Some(newest(&it)? - ahead)));
    }
    newest(end).is_some_and(|own| times.iter().any(|it| *it > own + PAST_SECS))
}
