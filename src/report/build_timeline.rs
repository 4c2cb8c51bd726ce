//! Puts what the logs of all sites tell into words and plain data.

use super::timeline::{
    Attempt, Clock, Endpoint, Event, EventDirection, EventKind, LogCover, LogSpan, Outcome, Packet,
    Timeline,
};
use super::{Letter, Text};
use crate::diagnose::{Arg, Phrase};
use crate::model::{
    Cover, Direction, Happening, LogEvent, PacketEnd, Rejected, Router, RouterTime, Session,
};
use crate::pair::{self, Pairing};
use crate::text::{Listed, Side, find_equal};

/// Fills a phrase with the names of sites.
type Fill<'f> = &'f dyn Fn(Phrase, &[(&'static str, Arg)]) -> Text;

pub(super) fn build(pairing: &Pairing<'_>, fill: Fill<'_>) -> Timeline {
    let found = &pairing.timeline;
    let left_out = |side: Side| {
        let of_side = find_equal(&found.left_out, |it| it.side.cmp(&side));
        of_side.first().map_or(0, |it| it.count)
    };
    let routers = pairing.routers.iter();
    Timeline {
        logs: routers
            .filter_map(|it| log_span(it, left_out(it.side)))
            .listed(),
        clocks: found.clocks.iter().map(|it| clock(it, fill)).listed(),
        attempts: found.attempts.iter().map(attempt).listed(),
        events: found.events.iter().map(event).listed(),
    }
}

fn log_span(router: &Router, left_out: u32) -> Option<LogSpan> {
    let log = router.log.as_ref()?;
    let no_year = log.events.iter().any(|it| it.no_year);
    let time = |it: RouterTime| written(it, no_year);
    Some(LogSpan {
        side: letter(router.side),
        from: log.span.map(|it| time(it.0)),
        to: log.span.map(|it| time(it.1)),
        clock_set: no_year || log.span.is_some_and(|it| it.1.is_set()),
        cover: match log.cover {
            Cover::Whole => LogCover::Whole,
            Cover::Extract => LogCover::Extract,
            Cover::Unknown => LogCover::Unknown,
        },
        left_out,
    })
}

const SAME: Phrase = Phrase {
    ja: "{a}と{b}の時計は合っています（誤差{within}秒以内、{matches}組の記録が一致）。",
    en: "The clocks of {a} and {b} agree within {within} s, by {matches} pairs of matching lines.",
};
const AHEAD: Phrase = Phrase {
    ja: "{b}の時計は{a}より{distance}進んでいます（誤差{within}秒以内、{matches}組の記録が一致）。",
    en: "The clock of {b} is {distance} ahead of {a}, within {within} s, by {matches} pairs of matching lines.",
};
const BEHIND: Phrase = Phrase {
    ja: "{b}の時計は{a}より{distance}遅れています（誤差{within}秒以内、{matches}組の記録が一致）。",
    en: "The clock of {b} is {distance} behind {a}, within {within} s, by {matches} pairs of matching lines.",
};
const UNKNOWN: Phrase = Phrase {
    ja: "{a}と{b}の時計の差は、ログからは分かりません（対になる記録がないか、足りません）。それぞれの順に並べています。",
    en: "How far the clocks of {a} and {b} are apart, the logs do not tell: too few of their lines match. Each is shown in its own order.",
};
const NO_YEAR: Phrase = Phrase {
    ja: "{a}と{b}のログは{matches}組の記録で並べました。片方に年がないため、時計の差は分かりません。",
    en: "The logs of {a} and {b} are put together by {matches} pairs of matching lines. One has no years, so the clocks cannot be compared.",
};
const UNSET: Phrase = Phrase {
    ja: "時計が設定されていないルーターがあるので、時刻そのものは当てにせず、順序と間隔だけを見ます。",
    en: " A clock was not set, so only order and distance count, not the times themselves.",
};
const DISTANCE: Phrase = Phrase {
    ja: "{h}時間{m}分{s}秒",
    en: "{h} h {m} min {s} s",
};
const SHORT_DISTANCE: Phrase = Phrase {
    ja: "{m}分{s}秒",
    en: "{m} min {s} s",
};

fn clock(it: &pair::Clock, fill: Fill<'_>) -> Clock {
    let within = it.within.unwrap_or_default();
    let (phrase, far) = match it.offset {
        None => (UNKNOWN, 0),
        Some(_) if it.no_year => (NO_YEAR, 0),
        Some(offset) if offset.unsigned_abs() <= u64::from(within) => (SAME, 0),
        Some(offset) if offset > 0 => (AHEAD, offset),
        Some(offset) => (BEHIND, -offset),
    };
    let unset = if it.set || it.offset.is_none() {
        Phrase::NOTHING
    } else {
        UNSET
    };
    let text = |number: i64| Arg::Text(number.to_string());
    let distance = if far < 3_600 {
        SHORT_DISTANCE
    } else {
        DISTANCE
    };
    let mut args = vec![
        ("a", Arg::Site(it.a)),
        ("b", Arg::Site(it.b)),
        ("distance", Arg::Phrase(distance)),
        ("h", text(far / 3_600)),
        ("m", text(far / 60 % 60)),
        ("s", text(far % 60)),
    ];
    args.push(("within", text(within.into())));
    args.push(("matches", text(it.matches.into())));
    let (main, more) = (fill(phrase, &args), fill(unset, &[]));
    Clock {
        pair: it.pair,
        a: letter(it.a),
        b: letter(it.b),
        offset_seconds: it.offset.filter(|_| !it.no_year),
        within_seconds: it.within.filter(|_| !it.no_year),
        matches: it.matches,
        says: Text {
            ja: (main.ja.into_owned() + &more.ja).into(),
            en: (main.en.into_owned() + &more.en).into(),
        },
    }
}

fn attempt(it: &pair::Attempt) -> Attempt {
    Attempt {
        pair: it.pair,
        from: it.from.map(letter),
        phase: it.phase,
        outcome: match it.outcome {
            pair::Outcome::Established => Outcome::Established,
            pair::Outcome::Unanswered => Outcome::Unanswered,
            pair::Outcome::Refused => Outcome::Refused,
            pair::Outcome::Renewed => Outcome::Renewed,
            pair::Outcome::AnsweredOnly => Outcome::AnsweredOnly,
            pair::Outcome::Unknown => Outcome::Unknown,
        },
        first: it.first,
        last: it.last,
    }
}

fn event(it: &pair::Event<'_>) -> Event {
    let (kind, direction) = kind(&it.event.what);
    Event {
        side: letter(it.side),
        line: it.event.line,
        last_line: it.event.last_line,
        text: it.event.text.to_string(),
        at: at(it.event),
        shifted: it.shifted,
        kind,
        direction,
        peer: it.peer.map(letter),
        pair: it.pair,
        attempt: it.attempt,
        meets: it.meets,
        times: it.times,
        until_line: it.until.map(|until| until.line),
        lasts: it.until.map_or(0, |until| seconds(it.event, until)),
        packet: it.event.what.rejected().map(packet),
    }
}

fn seconds(from: &LogEvent, until: &LogEvent) -> u32 {
    let times = from.time.zip(until.time);
    let seconds = times.map_or(0, |(from, until)| from.distance(until));
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

fn at(event: &LogEvent) -> Option<String> {
    Some(written(event.time?, event.no_year))
}

fn written(time: RouterTime, no_year: bool) -> String {
    let mut text = time.to_string().replace('/', "-").replace(' ', "T");
    if no_year && let Some((_, rest)) = text.split_once('-') {
        text = rest.to_owned();
    }
    text
}

fn way(direction: Direction) -> EventDirection {
    match direction {
        Direction::Outbound => EventDirection::Out,
        Direction::Inbound => EventDirection::In,
    }
}

fn kind(what: &Happening) -> (EventKind, EventDirection) {
    use EventDirection as Way;
    use EventKind as Kind;
    let none = |kind| (kind, Way::None);
    match what {
        Happening::Exchange(it) => match (it.phase, it.answers) {
            (1, false) => (Kind::Phase1Initiate, Way::Out),
            (1, true) => (Kind::Phase1Respond, Way::In),
            (_, false) => (Kind::Phase2Initiate, Way::Out),
            (_, true) => (Kind::Phase2Respond, Way::In),
        },
        Happening::IkeSa(true) => none(Kind::IkeSaEstablished),
        Happening::IkeSa(false) => none(Kind::IkeSaDeleted),
        Happening::Keepalive(it) => (Kind::Keepalive, it.map_or(Way::None, way)),
        Happening::Message(it) => (Kind::Message, way(*it)),
        Happening::Notify(it) => (Kind::Notify, it.way.map_or(Way::None, way)),
        Happening::CannotAccept => none(Kind::ExchangeError),
        Happening::Tunnel(_, true) => none(Kind::TunnelUp),
        Happening::Tunnel(_, false) => none(Kind::TunnelDown),
        Happening::Session(_, change) => none(match change {
            Session::Dialling => Kind::LineDialling,
            Session::Up => Kind::LineUp,
            Session::Unanswered => Kind::LineUnanswered,
            Session::Refused => Kind::LineRefused,
            Session::Ended => Kind::LineDown,
        }),
        Happening::Addressed(_, Some(_)) => none(Kind::LineAddress),
        Happening::Addressed(_, None) => none(Kind::LineNoAddress),
        Happening::Rejected(it) if it.inbound => (Kind::Rejected, Way::In),
        Happening::Rejected(_) => (Kind::Rejected, Way::Out),
        Happening::Link(_, true) => none(Kind::LinkUp),
        Happening::Link(_, false) => none(Kind::LinkDown),
        Happening::Started => none(Kind::Restart),
        Happening::LoggedIn => none(Kind::Login),
        Happening::Saved => none(Kind::ConfigurationSaved),
        Happening::NotInterpreted => none(Kind::NotInterpreted),
    }
}

fn packet(it: &Rejected) -> Packet {
    Packet {
        interface: it.interface.argument(),
        filter: it.filter.to_string(),
        protocol: it.protocol.to_string(),
        source: endpoint(&it.source),
        destination: endpoint(&it.destination),
    }
}

fn endpoint(end: &PacketEnd) -> Option<Endpoint> {
    (!end.text.is_empty()).then(|| Endpoint {
        address: end.text.to_string(),
        port: end.port.map(u32::from),
    })
}

fn letter(side: Side) -> Letter {
    Letter(side.0)
}
