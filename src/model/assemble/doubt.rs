//! Turns two answers to one command, of which the upper shows a fault and the lower shows none, into doubts: what
//! stands below need not be newer, since below today's answers people keep those of when all was well.

use std::net::IpAddr;

use super::link::link_state;
use super::probe::ping;
use super::tunnel::{TELLING_SECS, before, tunnel};
use super::when::Times;
use crate::model::{
    Answering, Doubt, Doubted, Interface, LinkState, Ping, TunnelNumber, TunnelStatus,
};
use crate::parse::{Answer, Record, RouteList};
use crate::text::{Listed, keep_last_by_key, sort_by_key};

/// A line that came up so lately was down when it was asked for before.
const JUST_UP_SECS: u32 = 600;

/// What an answer shows to be well, or not, and the line that shows it.
struct Shown {
    of: Of,
    is_well: bool,
    line: u32,
    /// Whether it says itself that it was made just now, so that what an answer above shows is over.
    is_new: bool,
    /// For how many seconds a line is connected.
    lasts: Option<u32>,
    tunnel: Option<TunnelStatus>,
}

/// Of what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Line(Interface),
    Keepalive(u32),
    /// Whom, from where, and with how many octets.
    Ping(IpAddr, Option<IpAddr>, Option<u32>),
}

/// The doubts, in order of the lower lines.
pub(super) fn doubts(answers: &[Answer], times: &Times<'_>) -> Vec<Doubt> {
    let mut shown = Vec::new();
    for answer in answers {
        add(answer, &mut shown);
    }
    sort_by_key(&mut shown, |it| it.of.clone());
    let mut doubts = routes(answers);
    for same in shown.chunk_by(|one, other| one.of == other.of) {
        let Some(newest) = same.last().filter(|it| it.is_well && !it.is_new) else {
            continue;
        };
        let n_since = same.iter().rev().take_while(|it| it.is_well).count();
        let since = same.iter().skip(same.len() - n_since);
        let since = since.listed();
        if is_looked_at_again(&since) {
            continue;
        }
        let last_fault = same.iter().rev().find(|it| !it.is_well);
        let goes_on = |was: &&Shown| {
            let both = was.tunnel.as_ref().zip(newest.tunnel.as_ref());
            let is_over = since.iter().any(|it| times.go_on(was.line, it.line));
            !is_over && both.is_none_or(|(was, is)| before(was, is).is_none())
        };
        doubts.extend(last_fault.filter(goes_on).map(|was| Doubt {
            was: was.line,
            is: newest.line,
            of: doubted(&newest.of),
        }));
    }
    doubts.retain(|it| !times.go_on(it.was, it.is));
    sort_by_key(&mut doubts, |it| it.is);
    doubts
}

/// Whether answers show one connection of a line that lasts longer from each to the next: who looks again and again pastes
/// downwards.
fn is_looked_at_again(since: &[&Shown]) -> bool {
    let pairs = since.windows(2);
    let mut pairs = pairs
        .filter_map(|it| it.first()?.lasts.zip(it.last()?.lasts))
        .peekable();
    pairs.peek().is_some() && pairs.all(|(then, now)| then.saturating_add(TELLING_SECS) <= now)
}

fn doubted(of: &Of) -> Doubted {
    match of {
        Of::Line(interface) => Doubted::Line(interface.clone()),
        Of::Keepalive(number) => Doubted::Keepalive(TunnelNumber(*number)),
        Of::Ping(..) => Doubted::Ping,
    }
}

fn add(answer: &Answer, shown: &mut Vec<Shown>) {
    let of_line = |of, is_well, line| Shown {
        of,
        is_well,
        line,
        is_new: false,
        lasts: None,
        tunnel: None,
    };
    if let Record::PpStatus(status) = &answer.record {
        let (Some(name), Some(state)) = (&status.interface, &status.state) else {
            return;
        };
        let uptime = status.uptime.as_ref();
        shown.push(Shown {
            is_new: uptime.is_some_and(|it| it.value <= JUST_UP_SECS),
            lasts: uptime.map(|it| it.value),
            ..of_line(
                Of::Line(Interface::read(name)),
                link_state(state.value) == LinkState::Up,
                state.line,
            )
        });
    } else if let Record::TunnelStatus(read) = &answer.record {
        for block in &read.blocks {
            let status = block.number.and_then(|_| tunnel(block, None));
            let keepalive = status.as_ref().and_then(|it| it.keepalive);
            if let Some((status, keepalive)) = status.zip(keepalive) {
                let of = Of::Keepalive(status.number.0);
                let is_well = keepalive.value != Answering::No;
                shown.push(Shown {
                    tunnel: Some(status),
                    ..of_line(of, is_well, keepalive.line)
                });
            }
        }
    } else if let Record::Ping(read) = &answer.record {
        let ping: Ping = ping(read, answer);
        let target = ping.target.filter(|_| ping.is_lost() || ping.is_answered());
        if let Some(target) = target {
            let of = Of::Ping(target, ping.source, ping.size);
            shown.push(of_line(of, ping.is_answered(), ping.sent.line));
        }
    }
}

/// The routes into tunnels that a whole table has and one above it lacks.
fn routes(answers: &[Answer]) -> Vec<Doubt> {
    let tables = answers.iter().filter_map(|answer| {
        let Record::Routes(list) = &answer.record else {
            return None;
        };
        (answer.arguments.is_empty() && !list.v6).then_some(list)
    });
    let mut tables = tables.listed();
    let newest = tables.pop();
    let mut doubts = Vec::new();
    for (upper, lower) in tables.into_iter().zip(newest) {
        doubts.extend(lacking(upper, lower));
    }
    keep_last_by_key(&mut doubts, |it| it.is);
    doubts
}

fn lacking<'a>(upper: &'a RouteList, lower: &'a RouteList) -> impl Iterator<Item = Doubt> + 'a {
    lower.rows.iter().filter_map(|row| {
        let Interface::Tunnel(number) = Interface::read(&row.interface) else {
            return None;
        };
        let mut rows = upper.rows.iter();
        let has = rows.any(|it| it.destination == row.destination && it.interface == row.interface);
        (!has).then_some(Doubt {
            was: upper.opening,
            is: row.line,
            of: Doubted::Route(number),
        })
    })
}
