//! Tells what the log of an end says last of its tunnels and of its line.

use super::falls::{session_up, tunnel_up};
use super::line::line_to_peer;
use super::own::tunnel_changes;
use crate::diagnose::outage::port;
use crate::model::{Cover, Happening, Interface, Log, LogEvent, Topic};
use crate::pair::End;
use crate::text::sort_once;

/// The newest message about the tunnels of an end, where it tells of a fall.
pub(in crate::diagnose) fn last_fall<'m>(end: &End<'m>) -> Option<&'m LogEvent> {
    let log = end.router.log.as_ref()?;
    let mut places = tunnel_changes(end, log);
    // A start takes the tunnel down without a word of it, in a log that tells of the tunnel.
    if !places.is_empty() {
        places.extend(log.places_about(&[Topic::Started]));
        sort_once(&mut places);
    }
    last_of(log, &places, |event| {
        tunnel_up(event).or((event.what == Happening::Started).then_some(false))
    })
}

/// The newest message about the line of an end, where it tells of a fall, and the line.
pub(in crate::diagnose) fn last_fall_of_line<'m>(
    end: &End<'m>,
) -> Option<(&'m LogEvent, Interface)> {
    let log = end.router.log.as_ref()?;
    let line = line_to_peer(end)?;
    // PPPoE is as far up as the port below it.
    let port = port(end, &line);
    let mut topics = vec![Topic::Line(&line)];
    topics.extend(port.as_ref().map(|it| Topic::Line(&it.interface)));
    let last = last_of(log, &log.places_about(&topics), |event| {
        if let Happening::Addressed(_, address) = &event.what {
            Some(address.is_some())
        } else if let Happening::Link(at, up) = &event.what {
            // A port that is linked again has no session yet.
            (*at == line || !up).then_some(*up)
        } else {
            session_up(event)
        }
    });
    Some((last?, line))
}

/// Whether a log tells behind an event that a tunnel of the end came up.
pub(in crate::diagnose) fn came_up_since(end: &End<'_>, event: &LogEvent) -> bool {
    end.router.log.as_ref().is_some_and(|log| {
        let at = log.events.iter().position(|it| std::ptr::eq(it, event));
        let changes = tunnel_changes(end, log).into_iter();
        let mut later = changes.filter(|it| at.is_some_and(|at| *it > at));
        later.any(|it| log.events.get(it).and_then(tunnel_up) == Some(true))
    })
}

/// The newest of the events at some places that tell of a change, where it tells of a fall.
fn last_of<'m>(
    log: &'m Log,
    places: &[usize],
    change: impl Fn(&LogEvent) -> Option<bool>,
) -> Option<&'m LogEvent> {
    let newest = log.at(places).into_iter().rev();
    let mut changes = newest.filter_map(|event| Some((event, change(event)?)));
    let (event, up) = changes.next()?;
    // What was picked out by its falls does not show that it came up since.
    let shows_both = log.cover != Cover::Extract || changes.any(|(_, up)| up);
    (!up && shows_both).then_some(event)
}
