//! Tells what a log says last of the line by which an end reaches its peer.

use crate::diagnose::wan;
use crate::model::{Cover, Interface, LinkState, Log, LogEvent, Session, Topic};
use crate::pair::End;
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
pub(in crate::diagnose) fn line_fault(end: &End<'_>) -> Option<LineFault> {
    let router = end.router;
    let log = router.log.as_ref()?;
    let interface = of_peer(end, log)?;
    let status = wan::line(router, &interface).ppp;
    let is_up = status.is_some_and(|it| it.state.value == LinkState::Up);
    let (refused, line) = last_of(log, &interface)?;
    if is_up || end.has_sas_both_ways() || wan::answered_since(router, line) {
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

/// Whether the login was refused, and the line; None where it was set up since.
fn last_of(log: &Log, interface: &Interface) -> Option<(bool, u32)> {
    let own = || log.about(&[Topic::Line(interface)]);
    let shows_begin = |event: &LogEvent| {
        let change = event.what.session().map(|it| it.1);
        matches!(change, Some(Session::Dialling | Session::Up))
    };
    // What was picked out by its failures does not show that it came up since.
    if log.cover == Cover::Extract && !own().into_iter().any(shows_begin) {
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

/// The interface by which an end reaches its peer; where nothing tells, the only one in its log.
pub(super) fn of_peer(end: &End<'_>, log: &Log) -> Option<Interface> {
    if let Some(way) = wan::way(end) {
        return Some(way.interface);
    }
    log.only_line().cloned()
}
