//! Turns the messages of logs into what happened, oldest first.

mod notify;

use std::net::IpAddr;

use crate::model::{
    Cover, Direction, Exchange, Fact, Happening, Interface, Log, LogEvent, PacketEnd, Rejected,
    RouterTime, Session, Sourced, TunnelNumber, is_masked,
};
use crate::parse::{self, Answer, LogCover, LogKind, LogLine, Record, Stamp};
use crate::text::{sort_by_key, sort_once};

/// Several logs become one: those of the time before the last start, then the others by their times. What was
/// saved at the last start alone tells nothing of the time since.
pub(super) fn assemble(answers: &[Answer]) -> Option<Log> {
    let mut saved: Option<Log> = None;
    let mut present: Option<Log> = None;
    for answer in answers {
        if let Record::Log(it) = &answer.record {
            let of_its_time = if it.saved { &mut saved } else { &mut present };
            let log = log(it);
            *of_its_time = Some(match of_its_time.take() {
                Some(other) => join(other, log),
                None => log,
            });
        }
    }
    match (saved, present) {
        (Some(saved), Some(present)) => {
            let mut events = saved.events;
            events.extend(present.events);
            Some(Log { events, ..present })
        }
        (_, present) => present,
    }
}

/// Two logs of the same time, such as two extracts.
fn join(one: Log, other: Log) -> Log {
    let span = match (one.span, other.span) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    };
    let mut events = one.events;
    events.extend(other.events);
    Log {
        opening: one.opening.min(other.opening),
        reversed: one.reversed && other.reversed,
        cover: one.cover.min(other.cover),
        shows_ike: one.shows_ike || other.shows_ike,
        span,
        events: merged(events, true),
        ..Log::default()
    }
}

/// Events of several copies by their times, what stands in more than one of them once: where the newest copy has
/// it, if that is an answer of its own, since what stands below older ones is no older than that.
fn merged(mut events: Vec<LogEvent>, in_newest: bool) -> Vec<LogEvent> {
    sort_by_key(&mut events, |it| it.time);
    let mut all: Vec<LogEvent> = Vec::new();
    for event in events {
        let told = all.iter_mut().rev();
        let mut told = told.take_while(|it| it.time.is_some() && it.time == event.time);
        match told.find(|it| it.text == event.text) {
            Some(same) if in_newest && same.line < event.line => *same = event,
            Some(_) => {}
            None => all.push(event),
        }
    }
    all
}

/// Whether one log was pasted more than once without a command between: its times go back to what has
/// stood there already. Of a clock that is set back they go back to something new.
fn is_copied(events: &[LogEvent]) -> bool {
    let mut run = 0;
    let mut newest = None;
    let mut told: Vec<(RouterTime, &str, u32)> = Vec::new();
    for event in events {
        let Some(time) = event.time else { continue };
        run += u32::from(newest.is_some_and(|it| time < it));
        newest = Some(time);
        told.push((time, &event.text, run));
    }
    if run == 0 {
        return false;
    }
    sort_once(&mut told);
    let mut beside = told.iter().zip(told.iter().skip(1));
    beside.any(|(one, other)| (one.0, one.1) == (other.0, other.1) && one.2 != other.2)
}

fn log(read: &parse::Log) -> Log {
    let mut events: Vec<LogEvent> = Vec::new();
    let mut at_before = 0;
    let mut add = |line: &LogLine| {
        let follows = line.at.abs_diff(at_before) == 1;
        at_before = line.at;
        if line.kind == LogKind::Repeated {
            if let Some(event) = events.last_mut().filter(|_| follows) {
                event.times = event.times.saturating_add(repeats(&line.text));
            }
        } else if let Some(what) = happening(line) {
            events.push(LogEvent {
                line: line.line,
                last_line: line.last_line,
                time: line.time.and_then(time),
                no_year: line.time.is_some_and(|it| it.year == 0),
                times: 1,
                text: line.text.clone(),
                what,
            });
        } else {
            at_before = 0;
        }
    };
    if read.reversed {
        read.lines.iter().rev().for_each(&mut add);
    } else {
        read.lines.iter().for_each(&mut add);
    }
    if is_copied(&events) {
        events = merged(events, false);
    }
    let ends = read.ends.and_then(|it| Some((time(it.0)?, time(it.1)?)));
    Log {
        opening: read.opening,
        reversed: read.reversed,
        cover: cover(read.cover),
        shows_ike: read.shows_ike,
        span: ends.map(|it| if read.reversed { (it.1, it.0) } else { it }),
        events,
        ..Log::default()
    }
}

fn cover(read: LogCover) -> Cover {
    match read {
        LogCover::Whole => Cover::Whole,
        LogCover::Extract => Cover::Extract,
        LogCover::Unknown => Cover::Unknown,
    }
}

/// A form without year is given one that no clock shows, so that it is not compared with any.
pub(super) fn time(stamp: Stamp) -> Option<RouterTime> {
    const NO_YEAR: u16 = 1972;
    let year = if stamp.year == 0 { NO_YEAR } else { stamp.year };
    RouterTime::of(year, stamp.month, stamp.day, stamp.secs)
}

/// The number in `same message repeated 3 times`.
fn repeats(text: &str) -> u32 {
    let mut words = text.split_ascii_whitespace();
    words.find_map(|word| word.parse().ok()).unwrap_or(1)
}

/// None for a message that says less than its kind.
fn happening(line: &LogLine) -> Option<Happening> {
    let text = &*line.text;
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let rest = rest.trim_start();
    let exchange = |phase, answers| {
        Some(Happening::Exchange(exchange(
            line.line, rest, phase, answers,
        )))
    };
    let session = |change| Some(Happening::Session(line_of(first)?, change));
    match line.kind {
        LogKind::Phase1Begun => exchange(1, false),
        LogKind::Phase1Answered => exchange(1, true),
        LogKind::Phase2Begun => exchange(2, false),
        LogKind::Phase2Answered => exchange(2, true),
        LogKind::IkeSa => Some(ike_sa(text)),
        LogKind::Keepalive => Some(Happening::Keepalive(way(text))),
        LogKind::Ike => Some(detail(text)),
        LogKind::Tunnel => tunnel(rest),
        LogKind::Dialling => session(Session::Dialling),
        LogKind::SessionUp => session(Session::Up),
        LogKind::SessionEnd => session(end(rest)),
        LogKind::LoginRefused => session(Session::Refused),
        LogKind::Address => addressed(first, rest),
        LogKind::Rejected => rejected(first, rest).map(|it| Happening::Rejected(Box::new(it))),
        LogKind::Link => link(first, rest),
        LogKind::Boot => Some(Happening::Started),
        LogKind::Login => Some(Happening::LoggedIn),
        LogKind::Saved => Some(Happening::Saved),
        LogKind::Repeated => None,
    }
}

/// `initiate ISAKMP phase to 203.0.113.2 (local address 192.0.2.1)`. A terminal may have put a blank
/// into an address.
fn exchange(line: u32, rest: &str, phase: u8, answers: bool) -> Exchange {
    let (_, behind) = rest.split_once("phase").unwrap_or(("", rest));
    let (peer, local) = behind.split_once('(').unwrap_or((behind, ""));
    let peer = peer.trim_start();
    let peer = peer.strip_prefix("to").unwrap_or(peer);
    let local = local.trim_start_matches("local address");
    let peer = peer.trim();
    let peer_fact = address(peer, line);
    let is_name = peer_fact == Fact::NotPasted && peer.contains(|c: char| c.is_ascii_alphabetic());
    Exchange {
        phase,
        answers,
        peer: peer_fact,
        peer_name: is_name.then(|| peer.into()),
        local: whole_address(local.split(')').next().unwrap_or_default()),
    }
}

fn address(text: &str, line: u32) -> Fact<IpAddr> {
    match whole_address(text) {
        Some(address) => Fact::Seen(Sourced::new(address, line)),
        None if is_masked(text.trim()) => Fact::Hidden(line),
        None => Fact::NotPasted,
    }
}

fn whole_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.replace(' ', "").parse().ok())
}

/// A line of key exchange without a kind of its own, as the detailed log has them.
fn detail(text: &str) -> Happening {
    if let Some(about) = notify::about(text) {
        return Happening::Notify(notify::of(text, about, way(text)));
    }
    if text.contains("cannot accept") {
        return Happening::CannotAccept;
    }
    match way(text).filter(|_| text.contains(" message")) {
        Some(way) => Happening::Message(way),
        None => Happening::NotInterpreted,
    }
}

/// Which way a message went, where the line has `send` or `receive`.
fn way(text: &str) -> Option<Direction> {
    let mut words = text.split_ascii_whitespace();
    words.find_map(|word| match word {
        "send" => Some(Direction::Outbound),
        "receive" => Some(Direction::Inbound),
        _ => None,
    })
}

/// `[IKE1] SA:4/IKE established`.
fn ike_sa(text: &str) -> Happening {
    let has = |word: &str| text.split_ascii_whitespace().any(|it| it == word);
    if !text.contains("/IKE ") {
        Happening::NotInterpreted
    } else if has("established") {
        Happening::IkeSa(true)
    } else if has("deleted") {
        Happening::IkeSa(false)
    } else {
        Happening::NotInterpreted
    }
}

/// `Tunnel[1] Up`.
fn tunnel(rest: &str) -> Option<Happening> {
    let (name, state) = rest.split_once(' ')?;
    let Interface::Tunnel(TunnelNumber(number)) = Interface::read(name) else {
        return None;
    };
    let up = match state.trim() {
        "Up" => true,
        "Down" => false,
        _ => return None,
    };
    Some(Happening::Tunnel(TunnelNumber(number), up))
}

/// The PP in `PPPOE[01]` or `PP[01]`; a caller is no line.
fn line_of(first: &str) -> Option<Interface> {
    let (_, number) = first.split_once('[')?;
    let number = number.split(']').next()?.parse().ok()?;
    Some(Interface::Pp(Some(number)))
}

/// `Disconnected, cause [PPPoE: PADI Timeout]`.
fn end(rest: &str) -> Session {
    if rest.contains("PADI Timeout") {
        Session::Unanswered
    } else if rest.contains("Authentication failed") {
        Session::Refused
    } else {
        Session::Ended
    }
}

/// `PPP/IPCP up  (Local: 192.0.2.1, Remote: …)`, or `Local  PP IP address 192.0.2.1`.
fn addressed(first: &str, rest: &str) -> Option<Happening> {
    let interface = line_of(first)?;
    // Before the comma, a terminal may have cut the address.
    let told = rest.split_once("Local");
    let told = told.filter(|(_, it)| !it.starts_with(':') || it.contains(','));
    let Some((_, behind)) = told else {
        // That it is up; the address stands on the next line.
        return Some(Happening::Session(interface, Session::Up));
    };
    let word = behind.trim_start_matches(':').trim_start();
    let word = word.strip_prefix("PP IP address").unwrap_or(word);
    let word = word.split(',').next().unwrap_or_default().trim();
    let address = whole_address(word).filter(|it| !it.is_unspecified());
    let is_none = word == "None" || whole_address(word).is_some_and(|it| it.is_unspecified());
    (address.is_some() || is_none).then_some(Happening::Addressed(interface, address))
}

/// `Rejected at IN(100000) filter: UDP 192.0.2.1:500 > 203.0.113.2:500`.
fn rejected(first: &str, rest: &str) -> Option<Rejected> {
    let at = rest.strip_prefix("Rejected at ")?;
    let (direction, behind) = at.split_once('(')?;
    let (filter, packet) = behind.split_once(')')?;
    let packet = packet.split_once(':')?.1.trim_start();
    let (protocol, ends) = packet.split_once(' ').unwrap_or((packet, ""));
    let (source, destination) = ends.split_once('>').unwrap_or((ends, ""));
    Some(Rejected {
        interface: Interface::read(first),
        inbound: direction.trim() == "IN",
        filter: filter.into(),
        protocol: protocol.into(),
        source: host(source),
        destination: host(destination),
    })
}

/// `192.0.2.1:500`, or an address alone; a name may stand in its place. A terminal may have put a blank into it.
fn host(text: &str) -> PacketEnd {
    let text = text.trim();
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let goes_on = |it: &str| {
        let port = it.strip_prefix(':').unwrap_or(it);
        port.starts_with(|c: char| c.is_ascii_digit() || c == '.')
    };
    match words.next().filter(|it| goes_on(it)) {
        Some(rest) => host_of(&[first, rest].concat()),
        None => host_of(first),
    }
}

fn host_of(text: &str) -> PacketEnd {
    let whole = || PacketEnd {
        address: text.parse().ok(),
        text: text.into(),
        port: None,
    };
    if text.parse::<IpAddr>().is_ok() {
        return whole();
    }
    let Some((address, port)) = text.rsplit_once([':', '.']) else {
        return whole();
    };
    match port.parse() {
        Ok(port) => {
            // As RFC 3986 parts an address of IPv6 from its port.
            let address = address.trim_start_matches('[').trim_end_matches(']');
            PacketEnd {
                address: address.parse().ok(),
                text: address.into(),
                port: Some(port),
            }
        }
        Err(_) => whole(),
    }
}

/// `LAN2:` and `link up`, or `PORT1 link down`.
fn link(first: &str, rest: &str) -> Option<Happening> {
    let (_, behind) = rest.split_once("link ")?;
    let up = match behind.split(' ').next()? {
        "up" => true,
        "down" => false,
        _ => return None,
    };
    let port = rest.split_once(' ').map_or("", |it| it.0);
    let name = first.trim_end_matches(':');
    let name = if port == "link" {
        name.to_owned()
    } else {
        format!("{name} {port}")
    };
    Some(Happening::Link(Interface::read(&name), up))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Notify, NotifyAbout};
    use crate::{parse, text};

    fn read(paste: &str) -> Log {
        let document = text::read(paste);
        let parts = text::split(&document, &parse::grammar());
        assemble(&parse::parse(&parts[0]).answers).expect("a log")
    }

    fn one(message: &str) -> Option<Happening> {
        let mut events = read(&format!("2026/11/23 10:00:00: {message}")).events;
        events.pop().map(|it| it.what)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_copied_twice_happened_once() {
        let log = "2026/11/23 01:00:00: IP Tunnel[1] Up\n2026/11/23 02:00:00: IP Tunnel[1] Down\n\
                   2026/11/23 02:00:00: IP Tunnel[1] Down\n2026/11/23 02:00:10: IP Tunnel[1] Up\n";
        assert_eq!(read(log).events.len(), 4);
        let lines = |log: &Log| log.events.iter().map(|it| it.line).collect::<Vec<_>>();
        assert_eq!(lines(&read(&format!("{log}{log}"))), [1, 2, 4]);
        let (_, end) = log.split_once('\n').unwrap();
        assert_eq!(lines(&read(&format!("{end}{log}"))), [4, 1, 3]);
        // A clock that was set back.
        let back = "2026/11/23 01:30:00: IP Tunnel[1] Down\n";
        assert_eq!(read(&format!("{log}{back}")).events.len(), 5);
    }

    #[test]
    fn messages_of_key_exchange_name_both_addresses_however_they_were_cut() {
        let found = one("[IKE] initiate ISAKMP phase to 203.0.113.2 (local address 192.0. 2.1)");
        let Some(Happening::Exchange(it)) = found else {
            panic!("{found:?}")
        };
        assert_eq!((it.phase, it.answers), (1, false));
        assert_eq!(it.peer, Fact::Seen(Sourced::new(ip("203.0.113.2"), 1)));
        assert_eq!(it.local, Some(ip("192.0.2.1")));
        for (peer, fact) in [
            ("xxx.xxx.xxx.xxx", Fact::Hidden(1)),
            ("branch.example.jp", Fact::NotPasted),
        ] {
            let found = one(&format!("[IKE] respond IPsec phase to {peer}"));
            let Some(Happening::Exchange(it)) = found else {
                panic!("{found:?}")
            };
            assert_eq!((it.phase, it.answers, it.peer), (2, true, fact));
        }
    }

    #[test]
    fn a_name_may_stand_for_a_peer() {
        let found = one("[IKE] respond ISAKMP phase to branch.example.jp");
        let Some(Happening::Exchange(it)) = found else {
            panic!("{found:?}")
        };
        assert_eq!(it.peer_name.as_deref(), Some("branch.example.jp"));
        let found = one("[IKE] respond ISAKMP phase to xxx.xxx.xxx.xxx");
        let Some(Happening::Exchange(it)) = found else {
            panic!("{found:?}")
        };
        assert_eq!(it.peer_name, None);
    }

    #[test]
    fn the_detailed_log_tells_ways_and_refusals() {
        let inbound = Direction::Inbound;
        for (message, what) in [
            (
                "GW:*/SA:4/INIT receive message:",
                Happening::Message(inbound),
            ),
            (
                "GW:*/SA:4/INIT cannot accept KE payload",
                Happening::CannotAccept,
            ),
            ("SA:4/IKE temporarily assigned", Happening::NotInterpreted),
            (
                "[IKE][1] DPD: send R-U-THERE",
                Happening::Keepalive(Some(Direction::Outbound)),
            ),
            (
                "[IKE] receive NO-PROPOSAL-CHOSEN",
                Happening::Notify(Notify {
                    about: NotifyAbout::Proposal,
                    way: Some(inbound),
                    gateway: None,
                    peer: None,
                }),
            ),
        ] {
            assert_eq!(one(message), Some(what), "{message}");
        }
    }

    #[test]
    fn what_happens_to_tunnels_and_lines_is_read() {
        let pp = || Interface::Pp(Some(1));
        for (message, what) in [
            (
                "IP Tunnel[3] Down",
                Some(Happening::Tunnel(TunnelNumber(3), false)),
            ),
            (
                "PPPOE[01] PPPoE Connect",
                Some(Happening::Session(pp(), Session::Up)),
            ),
            (
                "PPPOE[01] Disconnected, cause [PPPoE: PADI Timeout]",
                Some(Happening::Session(pp(), Session::Unanswered)),
            ),
            (
                "PPPOE[01] Disconnected, cause [PPP: Authentication failed]",
                Some(Happening::Session(pp(), Session::Refused)),
            ),
            (
                "PP[01] RECV CHAP Failure in CS_OPEN/SS_CLOSED",
                Some(Happening::Session(pp(), Session::Refused)),
            ),
            (
                "PPPOE[01] Disconnected",
                Some(Happening::Session(pp(), Session::Ended)),
            ),
            (
                "PP[01] PPP/IPCP up  (Local: 192.0.2.1, Remote: 198.51.100.1)",
                Some(Happening::Addressed(pp(), Some(ip("192.0.2.1")))),
            ),
            (
                "PP[01] PPP/IPCP up  (Local: None, Remote: 198.51.100.1)",
                Some(Happening::Addressed(pp(), None)),
            ),
            (
                "PP[01] PPP/IPCP up  (Local: 192.0.2.1",
                Some(Happening::Session(pp(), Session::Up)),
            ),
            (
                "PP[01] PPP/IPCP up",
                Some(Happening::Session(pp(), Session::Up)),
            ),
            (
                "PP[01] Local  PP IP address 0.0.0.0",
                Some(Happening::Addressed(pp(), None)),
            ),
            (
                "LAN2: link down",
                Some(Happening::Link(Interface::Lan(2, None), false)),
            ),
            ("[IKE1] SA:4/IKE established", Some(Happening::IkeSa(true))),
            ("[IKE] something new", Some(Happening::NotInterpreted)),
            ("PP[ANONYMOUS01] Call detected from user 'x'", None),
            ("[SCHEDULE] ntpdate", None),
        ] {
            assert_eq!(one(message), what, "{message}");
        }
    }

    #[test]
    fn a_rejected_packet_is_taken_apart() {
        let found =
            one("PP[01] Rejected at IN(default) filter: UDP 192.0.2.1:500 > 203.0.113.2:500");
        let Some(Happening::Rejected(it)) = found else {
            panic!("{found:?}")
        };
        assert_eq!(
            (&*it.filter, &*it.protocol, it.inbound),
            ("default", "UDP", true)
        );
        let end = |end: &PacketEnd| (end.address, end.port);
        assert_eq!(end(&it.source), (Some(ip("192.0.2.1")), Some(500)));
        assert_eq!(end(&it.destination), (Some(ip("203.0.113.2")), Some(500)));
        let named = host("branch.example.jp:4500 (x)");
        assert_eq!(
            (named.address, &*named.text, named.port),
            (None, "branch.example.jp", Some(4500))
        );
        assert_eq!(host("2001:db8::1").port, None);
        // A terminal broke the line within an address, and began the next one with a blank.
        for torn in [
            "192.0 .2.1:500",
            "192. 0.2.1:500",
            "192.0.2.1 :500",
            "192.0.2. 1:500",
        ] {
            assert_eq!(host(torn).address, Some(ip("192.0.2.1")), "{torn}");
        }
        assert_eq!(host("192.0.2.1 1 : echo").address, Some(ip("192.0.2.11")));
        assert_eq!(host("192.0.2.1 : echo").address, Some(ip("192.0.2.1")));
        assert_eq!(host(""), PacketEnd::default());
    }

    #[test]
    fn repeats_count_for_the_message_before_and_for_no_other() {
        let log = read(
            "2026/11/23 10:00:00: IP Tunnel[1] Up\n\
             2026/11/23 10:00:01: same message repeated 3 times\n\
             2026/11/23 10:00:02: [SCHEDULE] x\n\
             2026/11/23 10:00:03: same message repeated 9 times\n",
        );
        let times: Vec<u32> = log.events.iter().map(|it| it.times).collect();
        assert_eq!(times, [4]);
    }

    #[test]
    fn events_stand_oldest_first() {
        let log =
            read("2026/11/23 10:00:01: IP Tunnel[1] Down\n2026/11/23 10:00:00: IP Tunnel[1] Up\n");
        let lines: Vec<u32> = log.events.iter().map(|it| it.line).collect();
        assert_eq!((log.reversed, lines), (true, vec![2, 1]));
        let (oldest, newest) = log.span.unwrap();
        assert_eq!(oldest.distance(newest), 1);
        assert!(oldest < newest);
    }

    #[test]
    fn two_extracts_become_one_log() {
        let log = read(
            "# show log | grep IKE\n2026/11/23 10:00:05: [IKE] x\n\
             # show log | grep Tunnel\n2026/11/23 10:00:01: IP Tunnel[1] Up\n\
             # show log saved\n2026/11/23 11:00:00: IP Tunnel[1] Down\n#\n",
        );
        let lines: Vec<u32> = log.events.iter().map(|it| it.line).collect();
        assert_eq!((lines, log.shows_ike), (vec![6, 4, 2], true));
    }

    #[test]
    fn a_form_without_year_gives_order_alone() {
        let log = read("Nov 23 10:00:00 rtx IP Tunnel[1] Up\n");
        assert!(!log.events[0].time.unwrap().is_set());
    }
}
