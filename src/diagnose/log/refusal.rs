//! Tells what a log names as the reason for which key exchange is refused.

use super::own::own_tunnels;
use super::tail::{Who, age};
use super::{LATELY_SECS, absences, lacks_sas};
use crate::diagnose::rules::is_up;
use crate::model::{Direction, Happening, IkeVersion, LogEvent, NotifyAbout};
use crate::pair::{End, GatewayPair, Role};
use crate::text::{Listed, Place, Side};

/// The reason for which key exchange is refused.
#[derive(Debug, Clone)]
pub(in crate::diagnose) struct Refusal {
    pub(in crate::diagnose) about: NotifyAbout,
    /// The phase in which it is refused: 1 or 2.
    pub(in crate::diagnose) phase: u8,
    /// The end whose log names it.
    pub(in crate::diagnose) at: Side,
    pub(in crate::diagnose) places: Vec<Place>,
}

/// So many times a wrong group must be told: once is how IKEv2 agrees on one (RFC 7296 §1.2).
const MANY_GROUPS: u32 = 3;

/// The reason that the log of either end names last, where the VPN is down and nothing succeeded since.
pub(in crate::diagnose) fn refusal(pair: &GatewayPair<'_>) -> Option<Refusal> {
    // An IKE SA may stand while phase 2 is refused.
    let ends = [pair.a, pair.b?];
    let carries = |end: &End<'_>| {
        let has = |direction| end.ipsec_presence(direction).is_shown();
        has(Direction::Outbound) || has(Direction::Inbound) || is_up(end)
    };
    if pair.role != Role::SiteToSite || ends.iter().any(carries) {
        return None;
    }
    let mut is_down = ends.iter().any(lacks_sas);
    let mut found: Option<Refusal> = None;
    for end in &ends {
        let Some(last) = Last::of(end, pair) else {
            continue;
        };
        is_down |= last.up == Some(false);
        if let Some(refusal) = last.refusal(end).filter(|_| found.is_none()) {
            found = Some(refusal);
        }
    }
    let mut found = found.filter(|_| is_down)?;
    found.places.extend(absences(&ends));
    Some(found)
}

/// What a log says last of refusals.
struct Last {
    phase: u8,
    about: Option<(NotifyAbout, u32)>,
    first: u32,
    times: u32,
    up: Option<bool>,
}

impl Last {
    /// None without a log, and where it may be of several peers.
    fn of(end: &End<'_>, pair: &GatewayPair<'_>) -> Option<Self> {
        let router = end.router;
        let is_alone = !router.has_several_vpns() && router.settings.gateways.len() < 2;
        let log = router.log.as_ref().filter(|_| is_alone)?;
        let who = Who::of(end, pair, log);
        let own = own_tunnels(end, log);
        let mut last = Self::anew(None);
        let events = who.all_said(log, &own);
        let speaks_v1 = speaks_v1(pair, &who, &events);
        for (at, &event) in events.iter().enumerate() {
            if let Some((number, up)) = event.what.tunnel() {
                if own.contains(&number) {
                    last = Self::anew(Some(up));
                }
            } else if let Some(it) = event.what.exchange() {
                if who.is(it) == Some(true) {
                    last.phase = it.phase;
                }
            } else if !(speaks_v1 && is_strangers(&events, at)) {
                last.take(event, end, &who);
            }
        }
        Some(last)
    }

    fn anew(up: Option<bool>) -> Self {
        Self {
            phase: 1,
            about: None,
            first: 0,
            times: 0,
            up,
        }
    }

    fn take(&mut self, event: &LogEvent, end: &End<'_>, who: &Who<'_>) {
        let anew = [Happening::Started, Happening::Saved].contains(&event.what);
        if anew || event.what == Happening::IkeSa(true) {
            *self = Self::anew(self.up);
            self.phase = if anew { 1 } else { 2 };
        }
        let Happening::Notify(it) = event.what else {
            return;
        };
        let is_past = age(end, event.time).is_some_and(|it| it > LATELY_SECS);
        // Anybody on the internet may knock, and be refused.
        if it.about.refuses() && !is_past && who.may_have_sent(end, &it) {
            if self.times == 0 {
                self.first = event.line;
            }
            self.times = self.times.saturating_add(event.times);
            self.about = Some((it.about, event.line));
        }
    }

    fn refusal(&self, end: &End<'_>) -> Option<Refusal> {
        let (about, line) = self.about?;
        if about == NotifyAbout::Group && self.times < MANY_GROUPS {
            return None;
        }
        let router = end.router;
        Some(Refusal {
            about,
            phase: self.phase,
            at: router.side,
            places: vec![router.place(self.first), router.place(line)],
        })
    }
}

/// Whether the two are told to speak IKEv1, or, where that was not pasted, the log shows that they do.
fn speaks_v1(pair: &GatewayPair<'_>, who: &Who<'_>, events: &[&LogEvent]) -> bool {
    let told = pair
        .ends()
        .filter_map(|end| end.gateway_settings()?.version.known());
    let told = told.map(|it| it.value).listed();
    let mut exchanges = events.iter().filter_map(|it| it.what.exchange());
    let is_shown = told.is_empty() && exchanges.any(|it| who.is(it) == Some(true));
    !told.contains(&IkeVersion::V2) && (is_shown || !told.is_empty())
}

/// Whether an event, or one beside it, is of somebody who speaks IKEv2 and of whom the router does not know who it
/// is: anybody on the internet may begin so.
fn is_strangers(events: &[&LogEvent], at: usize) -> bool {
    let time = events.get(at).and_then(|it| it.time);
    let beside = [at.checked_sub(1), Some(at), at.checked_add(1)];
    let beside = beside.into_iter().flatten().filter_map(|it| events.get(it));
    let mut of_one_time = beside.filter(|it| it.time == time);
    of_one_time.any(|it| it.text.contains("GW:*/"))
}
