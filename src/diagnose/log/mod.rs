//! Tells from the logs of both ends how far key exchange gets, and what happens to lines and tunnels.
//! Decides by what is absent, what is repeated and in which order: no message of a failure is known by
//! its words.

mod changed;
mod covers;
mod detail;
mod dropped;
mod falls;
mod last;
mod line;
mod made;
mod own;
pub(in crate::diagnose) mod period;
mod phase2;
mod refusal;
mod tail;
mod vain;

use std::net::IpAddr;

pub(super) use changed::{Changed, changed};
use covers::{covers, is_of_one_time, is_unmet_since};
pub(super) use detail::log_more;
pub(super) use dropped::thrown_away_of_somebody;
pub(super) use falls::{
    Falls, asked, fall_with_a_line, fall_with_line_of, line_falls, own_falls, picked_falls,
    tells_of_many_falls, tunnel_falls,
};
pub(super) use last::{came_up_since, last_fall, last_fall_of_line};
pub(super) use line::{
    LineFault, addressed, is_of_the_past, line_fault, line_fell, line_to_peer,
    line_without_address, may_hold_newer,
};
use made::secs_since;
pub(super) use made::{
    are_older, are_surely_older, are_younger, is_fresh_below, least_age, made_since,
    may_be_of_before, stands_for,
};
pub(super) use own::{are_anothers, own_tunnels};
pub(super) use period::{Period, are_daily, period};
pub(super) use refusal::{Refusal, refusal};
use tail::{Tail, Tally, Who};
pub(super) use tail::{calls, calls_from, calls_from_to};
pub(super) use vain::{Begun, in_vain};

use super::left_over::left_over;
use super::rules::is_up;
use super::wan;
use crate::model::LogEvent;
use crate::pair::{End, GatewayPair, Role};
use crate::text::{Listed, Place, sort_by_key};

/// What the logs say of a VPN that is not up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The called end throws away what the other sends.
    Filtered,
    /// The end that calls throws its own packets away.
    Held,
    /// Phase 1 ends and phase 2 does not.
    Phase2,
    /// The called end answers, and phase 1 does not end.
    Phase1,
    /// Nothing that one end sends arrives.
    Silent,
}

/// Why a VPN is not up, by the logs.
#[derive(Debug, Clone)]
pub(super) struct Said<'m> {
    pub(super) kind: Kind,
    /// The end that calls.
    pub(super) from: End<'m>,
    /// The end that is called.
    pub(super) to: End<'m>,
    /// Whether the same is shown the other way.
    pub(super) both: bool,
    /// The address that is called, where a line names one.
    pub(super) called: Option<IpAddr>,
    /// Whether both ends are seen to receive what the other begins.
    pub(super) both_ways: bool,
    /// Whether the end that calls answered the other before, so that what it sends went out then.
    pub(super) answered: bool,
    /// The lines that show it.
    pub(super) places: Vec<Place>,
}

/// The least seconds after which a call without an answer has failed: repeats of the same phase 1 are
/// not logged.
const PATIENCE_SECS: u64 = 60;

/// The end of a log that counts as the present, in seconds.
const LATELY_SECS: u64 = 86_400;

/// Seconds by which the clocks of two routers may differ while their logs are of one time.
pub(super) const APART_SECS: i64 = 3_600;

/// Seconds within which two things that two clocks tell of may be of one time.
const NEAR_SECS: u64 = 60;

/// What logs can say, the most exact first.
const KINDS: [Kind; 5] = [
    Kind::Filtered,
    Kind::Held,
    Kind::Phase2,
    Kind::Phase1,
    Kind::Silent,
];

/// What the logs of a pair say, where nothing that was pasted contradicts it; the most exact first.
pub(super) fn said<'m>(pair: &GatewayPair<'m>) -> Option<Said<'m>> {
    if is_answered_since(pair) {
        return None;
    }
    let open = open_ends(pair);
    let kinds = open.map_or(&[Kind::Filtered][..], |_| &KINDS);
    let ends = open.or_else(|| half_open_ends(pair))?;
    let tails = ends.iter().map(|end| Tail::of(end, pair)).listed();
    let may_stand = |it: &Tail| it.up.unwrap_or(!it.since_start);
    let is_down = ends.iter().any(lacks_sas)
        || ends.iter().any(super::rules::is_not_up)
        || !tails.iter().flatten().all(may_stand);
    let never = tails.iter().flatten().all(|it| !it.had_phase_2);
    let [a, b] = &ends;
    let (of_a, of_b) = (tails.first()?.as_ref(), tails.get(1)?.as_ref());
    let ways = [(a, b, of_a, of_b), (b, a, of_b, of_a)];
    let ways = ways.map(|(own, other, mine, theirs)| Way {
        pair,
        own,
        other,
        mine,
        theirs,
    });
    for kind in kinds.iter().copied() {
        // Phases are also begun where keys are made anew while all is well.
        let decides = |way: &&Way<'_, 'm>| {
            let is_stuck = match kind {
                Kind::Phase2 => way.begins_phase_2_alone(),
                Kind::Filtered | Kind::Held | Kind::Phase1 | Kind::Silent => {
                    never && way.mine.is_some_and(|it| is_stuck(way.own, it))
                }
            };
            is_down || is_stuck
        };
        let mut shown = Vec::new();
        for way in ways.iter().filter(decides) {
            shown.extend(way.shows(kind).map(|places| (way, places)));
        }
        // Where both call in vain, the same one is named first whichever side it was pasted at.
        sort_by_key(&mut shown, |it| it.0.mine.and_then(|it| it.called));
        let Some((way, _)) = shown.first() else {
            continue;
        };
        let way = *way;
        let both = shown.len() > 1;
        let lines = shown.iter().flat_map(|it| &it.1).copied();
        return Some(Said {
            kind,
            from: *way.own,
            to: *way.other,
            both,
            called: way.mine.and_then(|it| it.called),
            both_ways: way.mine.is_some_and(|it| it.answers.count > 0),
            answered: heard(way.own, pair),
            places: lines.chain(absences(&ends)).listed(),
        });
    }
    None
}

/// Whether a ping from LAN to LAN was answered behind what the log of its end tells last, or at an end whose log tells of
/// no calls that got no further.
fn is_answered_since(pair: &GatewayPair<'_>) -> bool {
    pair.ends().any(|end| {
        let mut answers = pair.answered_at().iter();
        let Some(answered) = answers.find(|it| it.side == end.router.side) else {
            return false;
        };
        let tail = Tail::of(&end, pair);
        let vain = tail.filter(|it| it.up == Some(false) || it.calls.count > 0);
        let last = vain.and_then(|_| end.router.log.as_ref()?.events.last());
        last.is_none_or(|last| answered.line > last.line)
    })
}

/// Both ends of a pair of sites that neither SAs nor tunnels show to be up.
fn open_ends<'m>(pair: &GatewayPair<'m>) -> Option<[End<'m>; 2]> {
    let ends = [pair.a, pair.b?];
    let is_open = !ends.iter().any(|end| end.has_any_sa() || is_up(end));
    (is_open && pair.role == Role::SiteToSite).then_some(ends)
}

/// Both ends of a pair of which one holds old SAs that the other is shown to have lost: nothing but what is thrown
/// away since then tells why none are made anew.
fn half_open_ends<'m>(pair: &GatewayPair<'m>) -> Option<[End<'m>; 2]> {
    let left = left_over(pair).filter(|it| !it.is_young(pair) && !it.other.has_any_sa());
    left.filter(|_| pair.role == Role::SiteToSite)?;
    Some([pair.a, pair.b?])
}

/// The other end of one that calls without success, where its log was not pasted: only that can tell.
pub(super) fn lacks_log<'m>(pair: &GatewayPair<'m>) -> Option<End<'m>> {
    let [a, b] = open_ends(pair)?;
    let lacks = |end: &End<'m>| !end.router.log.as_ref().is_some_and(|log| log.shows_ike);
    let calls = |end: &End<'m>| Tail::of(end, pair).is_some_and(|it| is_stuck(end, &it));
    if !(lacks_sas(&a) || lacks_sas(&b)) {
        None
    } else if lacks(&b) && calls(&a) {
        Some(b)
    } else {
        (lacks(&a) && calls(&b)).then_some(a)
    }
}

/// Whether an end answered its peer since its settings were saved last: then what the peer begins
/// reaches it, whatever its filters and translations look like.
pub(super) fn heard(end: &End<'_>, pair: &GatewayPair<'_>) -> bool {
    heard_since(end, pair, None)
}

/// The same, as far as it is newer than an event of its log.
pub(super) fn heard_since(end: &End<'_>, pair: &GatewayPair<'_>, since: Option<&LogEvent>) -> bool {
    let Some(log) = &end.router.log else {
        return false;
    };
    Who::of(end, pair, log).is_answered(log, since)
}

/// Whether the logs show last that what either end begins reaches the other: each has a line then.
pub(super) fn is_met(pair: &GatewayPair<'_>) -> bool {
    let met = said(pair).filter(|it| matches!(it.kind, Kind::Phase1 | Kind::Phase2));
    met.is_some_and(|it| !is_unmet_since(pair, &it))
}

/// How far key exchange got, by what a log tells last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// Phase 1 is begun again and again, or the tunnel fell.
    Less,
    /// Phase 2 was begun, for which phase 1 must have ended.
    Phase2,
    /// The tunnel came up and did not fall since.
    Up,
}

/// How far an end got with its peer, by what its log tells last; None where that is nothing.
pub(super) fn reached(end: &End<'_>, pair: &GatewayPair<'_>) -> Option<Reached> {
    let tail = Tail::of(end, pair)?;
    if is_stuck(end, &tail) || tail.up == Some(false) {
        Some(Reached::Less)
    } else if tail.up == Some(true) {
        Some(Reached::Up)
    } else {
        let has_begun = tail.calls_2.count + tail.answers_2.count > 0;
        has_begun.then_some(Reached::Phase2)
    }
}

/// Whether the log of an end shows it to answer its peer again and again and to begin nothing by itself:
/// what it would offer is never tried.
pub(super) fn only_answers(end: &End<'_>, pair: &GatewayPair<'_>) -> bool {
    Tail::of(end, pair).is_some_and(|it| {
        let answered = it.answers.count.max(it.answers_2.count);
        answered > 1 && it.calls.count == 0 && it.calls_2.count == 0
    })
}

/// Whether an end begins or answers key exchange with its peer in the time in which its log ends. Of two gateways that
/// call one address, a log does not tell which.
pub(super) fn takes_part(end: &End<'_>, pair: &GatewayPair<'_>) -> bool {
    let settings = &end.router.settings;
    let own = end.gateway_settings();
    if own.is_some_and(|it| settings.gateways_like(it).count() > 1) {
        return false;
    }
    Tail::of(end, pair).is_some_and(|it| {
        let tallies = [it.calls, it.answers, it.calls_2, it.answers_2];
        tallies.iter().any(|it| it.count > 0 && is_recent(end, it))
    })
}

fn lacks_sas(end: &End<'_>) -> bool {
    end.lacks_child_sas().is_some()
}

fn absences(ends: &[End<'_>]) -> Vec<Place> {
    let opening = |end: &End<'_>| Some(end.router.place(end.lacks_child_sas()?));
    ends.iter().filter_map(opening).listed()
}

/// Whether an end called its peer again and again, or once and some time ago, and phase 1 did not end.
fn is_stuck(end: &End<'_>, tail: &Tail) -> bool {
    let called = &tail.calls;
    let is_late = called.age(end).is_some_and(|it| it >= PATIENCE_SECS);
    is_recent(end, called) && (called.count > 1 || (called.count == 1 && is_late))
}

/// Whether the last of some lines is of the time in which the log ends.
fn is_recent(end: &End<'_>, tally: &Tally) -> bool {
    tally.age(end).is_none_or(|it| it <= LATELY_SECS)
}

/// The way from one end to the other.
struct Way<'w, 'm> {
    pair: &'w GatewayPair<'m>,
    own: &'w End<'m>,
    other: &'w End<'m>,
    mine: Option<&'w Tail>,
    theirs: Option<&'w Tail>,
}

impl Way<'_, '_> {
    /// The lines that show that key exchange fails on it in this manner.
    fn shows(&self, kind: Kind) -> Option<Vec<Place>> {
        match kind {
            Kind::Filtered => self.filtered(),
            Kind::Held => self.held(),
            Kind::Phase2 => self.phase_2(),
            Kind::Phase1 => self.phase_1(),
            Kind::Silent => self.silent(),
        }
    }

    fn silent(&self) -> Option<Vec<Place>> {
        let (mine, theirs) = (self.mine?, self.theirs?);
        let hears = |it: &Tail| it.answers.count > 0 || it.is_unsure;
        let is_told = !hears(mine) && !hears(theirs) && covers(self.other, &mine.calls);
        if !is_told || !is_stuck(self.own, mine) {
            return None;
        }
        if [self.own, self.other]
            .iter()
            .any(|end| line_fault(end, self.pair).is_some())
        {
            return None;
        }
        let log = self.other.router.log.as_ref()?;
        let called = theirs.calls;
        let shows = if called.count > 0 {
            called.last
        } else {
            log.opening
        };
        let mut lines = places(self.own, &mine.calls);
        lines.push(self.other.router.place(shows));
        Some(lines)
    }

    fn phase_1(&self) -> Option<Vec<Place>> {
        let theirs = self.theirs?;
        let Some(mine) = self.mine else {
            return self.phase_1_by_answers(theirs);
        };
        let goes_on = mine.calls_2.count > 0 || theirs.calls_2.count > 0;
        if !is_stuck(self.own, mine) || theirs.answers.count == 0 || goes_on {
            return None;
        }
        if !is_of_one_time(&mine.calls, &theirs.answers) {
            return None;
        }
        let mut lines = places(self.own, &mine.calls);
        lines.extend(places(self.other, &theirs.answers));
        if mine.answers.count > 0 {
            lines.push(self.own.router.place(mine.answers.last));
        }
        Some(lines)
    }

    /// By the log of the called end alone: it answers again and again, and nothing comes of it.
    fn phase_1_by_answers(&self, theirs: &Tail) -> Option<Vec<Place>> {
        let answers = &theirs.answers;
        let goes_on = theirs.calls_2.count > 0 || theirs.answers_2.count > 0;
        (answers.count > 1 && !goes_on && is_recent(self.other, answers))
            .then(|| places(self.other, answers))
    }
}

fn places(end: &End<'_>, tally: &Tally) -> Vec<Place> {
    let router = end.router;
    vec![router.place(tally.first), router.place(tally.last)]
}
