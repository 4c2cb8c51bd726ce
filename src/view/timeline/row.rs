//! Turns the events of a scene into rows: messages that both logs show as one, each with how far it got.

use super::scene::{Ends, Scene};
use crate::report::Letter;
use crate::report::timeline::{Event, EventDirection, EventKind, Outcome, Timeline};
use crate::view::shape::Tone;

/// What is drawn in one row.
#[derive(Debug)]
pub(super) struct Row<'r> {
    /// Index of its first event.
    pub at: usize,
    /// The event, or the one that begins.
    pub event: &'r Event,
    /// The one by which the other log shows the same message.
    pub met: Option<&'r Event>,
    /// How it is drawn.
    pub draw: Draw,
}

/// How an event is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draw {
    /// An arrow from one end.
    Arrow(Letter, Reach),
    /// A mark on the line of its router.
    Mark,
}

/// How far a message got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Both logs show it.
    Met,
    /// A filter stopped it where it arrived.
    Stopped,
    /// A filter stopped it where it left.
    StoppedAtOnce,
    /// The other log is of that time and shows no answer.
    Lost,
    /// The log of the sender alone tells of it.
    Sent,
    /// The log of the receiver alone tells of it.
    Received,
}

/// The rows of a scene, in order.
pub(super) fn rows<'r>(scene: &Scene<'_>, timeline: &'r Timeline, ends: Ends) -> Vec<Row<'r>> {
    let mut rows = Vec::new();
    for at in &scene.events {
        let Some(event) = timeline.events.get(*at) else {
            continue;
        };
        let other = event
            .meets
            .filter(|it| scene.events.binary_search(it).is_ok());
        // The first of two that meet stands for both.
        if other.is_some_and(|it| it < *at) {
            continue;
        }
        let met = other.and_then(|it| timeline.events.get(it));
        let (event, met) = match met {
            Some(met) if begins(met) && !begins(event) => (met, Some(event)),
            met => (event, met),
        };
        let outcome = scene.attempt.map(|it| (it.outcome, it.phase));
        rows.push(Row {
            at: *at,
            event,
            met,
            draw: draw(event, met, outcome, ends),
        });
    }
    rows
}

fn begins(event: &Event) -> bool {
    phase(event).is_some() && event.direction == EventDirection::Out
}

/// The phase of what begins or answers one.
fn phase(event: &Event) -> Option<u8> {
    use EventKind as Kind;
    if matches!(event.kind, Kind::Phase1Initiate | Kind::Phase1Respond) {
        return Some(1);
    }
    matches!(event.kind, Kind::Phase2Initiate | Kind::Phase2Respond).then_some(2)
}

fn draw(event: &Event, met: Option<&Event>, outcome: Option<(Outcome, u8)>, ends: Ends) -> Draw {
    // Whoever is not in the picture has no line from which an arrow could come.
    if event.pair.is_none() || event.pair != ends.pair {
        return Draw::Mark;
    }
    let peer = if event.side == ends.a {
        ends.b.unwrap_or(Letter(u16::MAX))
    } else {
        ends.a
    };
    let stopped = met.is_some_and(|it| it.kind == EventKind::Rejected);
    let lost = phase(event).is_some_and(|it| outcome == Some((Outcome::Unanswered, it)));
    let reach = match (event.direction, met) {
        (EventDirection::None, _) => return Draw::Mark,
        (_, Some(met)) if stopped && met.side == event.side => Reach::StoppedAtOnce,
        (_, Some(_)) if stopped => Reach::Stopped,
        (_, Some(_)) => Reach::Met,
        (EventDirection::In, None) if event.kind == EventKind::Rejected => Reach::Stopped,
        (EventDirection::In, None) => Reach::Received,
        (EventDirection::Out, None) if event.kind == EventKind::Rejected => Reach::StoppedAtOnce,
        (EventDirection::Out, None) if lost => Reach::Lost,
        (EventDirection::Out, None) => Reach::Sent,
    };
    let from = if event.direction == EventDirection::In {
        peer
    } else {
        event.side
    };
    Draw::Arrow(from, reach)
}

impl Row<'_> {
    /// The later of its events.
    pub(super) fn last(&self) -> &Event {
        self.met.unwrap_or(self.event)
    }

    /// What it means for the tunnel; none for what only happened.
    pub(super) fn tone(&self) -> Option<Tone> {
        match self.draw {
            Draw::Arrow(_, Reach::Met) => return None,
            Draw::Arrow(_, Reach::Sent | Reach::Received) if phase(self.event).is_some() => {
                return Some(Tone::Veiled);
            }
            Draw::Arrow(_, Reach::Stopped | Reach::StoppedAtOnce | Reach::Lost) => {
                return Some(Tone::Misfit);
            }
            Draw::Arrow(..) | Draw::Mark => {}
        }
        tone(self.event.kind)
    }

    /// Whether it is shown by its own words, because they say more than ours.
    pub(super) fn is_verbatim(&self) -> bool {
        matches!(
            self.event.kind,
            EventKind::Message
                | EventKind::Notify
                | EventKind::ExchangeError
                | EventKind::Keepalive
                | EventKind::NotInterpreted
        )
    }

    /// Whether it tells of a phase of key exchange.
    pub(super) fn is_of_phase(&self) -> bool {
        phase(self.event).is_some()
    }
}

/// What a kind of event means for the tunnel; none for what only happened.
pub(super) fn tone(kind: EventKind) -> Option<Tone> {
    use EventKind as Kind;
    Some(match kind {
        Kind::TunnelUp | Kind::IkeSaEstablished => Tone::Fit,
        Kind::TunnelDown
        | Kind::ExchangeError
        | Kind::LineRefused
        | Kind::LineUnanswered
        | Kind::LineNoAddress
        | Kind::Rejected => Tone::Misfit,
        Kind::LineDown | Kind::LinkDown | Kind::Restart => Tone::Partial,
        Kind::NotInterpreted => Tone::Veiled,
        Kind::Phase1Initiate
        | Kind::Phase1Respond
        | Kind::Phase2Initiate
        | Kind::Phase2Respond
        | Kind::IkeSaDeleted
        | Kind::Message
        | Kind::Notify
        | Kind::Keepalive
        | Kind::LineDialling
        | Kind::LineUp
        | Kind::LineAddress
        | Kind::LinkUp
        | Kind::Login
        | Kind::ConfigurationSaved => return None,
    })
}
