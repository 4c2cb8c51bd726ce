//! Tells whether the address that one end calls is no longer that of the other's line: which address the line has, since
//! when, and what speaks for the one that is called, one question at a time.

use std::net::IpAddr;

use super::rules::is_up;
use super::{addresses, log, wan};
use crate::model::{
    Answering, Happening, IkeVersion, Interface, LinkState, LogEvent, Router, Sourced, WanLine,
};
use crate::pair::{End, GatewayPair};

/// SAs renew themselves by default within this time, so those of an older session are gone.
const LONGEST_LIFE_SECS: u32 = 28_800;

/// So far back a log is searched for the address that a line had before.
const MOST_EVENTS: usize = 4_096;

/// A line that came up anew so few seconds ago is the likelier reason for SAs that the caller alone holds.
const ANEW_SECS: u32 = 3_600;

/// An end that calls another by an address which is not the one that its line shows.
pub(super) struct Call<'c, 'm> {
    pair: &'c GatewayPair<'m>,
    /// The end that calls.
    pub(super) caller: &'c End<'m>,
    /// The end that is called.
    pub(super) owner: &'c End<'m>,
    /// The interface by which the owner reaches the caller.
    pub(super) interface: Interface,
    line: WanLine<'m>,
    /// The address that is called.
    pub(super) called: Sourced<IpAddr>,
    /// The address of the owner's line.
    pub(super) present: Sourced<IpAddr>,
    /// The message by which a log tells it, where no output of the line does.
    by_log: Option<&'m LogEvent>,
    /// Whether a translation shows it, where no output of the line does.
    by_nat: bool,
}

/// What is to be said of such a call.
pub(super) enum Judged {
    /// The owner no longer has the address that is called.
    Gone,
    /// It may have it all the same.
    Open(Doubt),
}

/// Why an address that a line does not show may be right.
pub(super) enum Doubt {
    /// SAs or answers speak for it, which may be those of before the address changed.
    OfBefore,
    /// The same, or those of another line.
    OfBeforeOrAnothers,
    /// Both may be of one contract for several addresses.
    OneBlock,
    /// The SAs of the caller may be with another router.
    Strangers,
}

impl<'c, 'm> Call<'c, 'm> {
    /// None where the two addresses are one, or cannot be compared.
    pub(super) fn of(
        pair: &'c GatewayPair<'m>,
        owner: &'c End<'m>,
        caller: &'c End<'m>,
    ) -> Option<Self> {
        let router = owner.router;
        let interface = log::line_to_peer(owner)?;
        let line = router.line(&interface);
        let by_line = line.address();
        // Of ends that nothing joins, the log of one tells nothing of whom the other calls.
        let holds_too = || owner.has_sas_both_ways() && caller.has_sas_both_ways();
        let may_be_joined = is_joined(pair, owner, caller) || holds_too();
        let may_tell = may_be_joined && line.ppp.is_none() && by_line.is_none();
        let by_log = log::addressed(owner, &interface).filter(|_| may_tell);
        let by_nat = addresses::outer(router, &interface, !pair.flows());
        let shown = by_line.or(by_nat);
        let shown = shown.or(by_log.map(|(address, event)| Sourced::new(address, event.line)));
        let present = shown.or_else(|| addresses::fixed(pair, [owner, caller], &interface))?;
        let called = mismatch(owner, caller, &present)?;
        // The address of a third, which both call, it never was; nor is it one for the other where the caller has a
        // gateway for each.
        if caller.calls_a_third(owner, called.value).is_some() || caller.calls_beside(present.value)
        {
            return None;
        }
        Some(Self {
            pair,
            caller,
            owner,
            interface,
            line,
            called,
            present,
            by_log: by_log.map(|it| it.1),
            by_nat: by_line.is_none() && by_nat.is_some(),
        })
    }

    /// What is to be said of it; None where the address that is called may be right, and nobody needs to look.
    pub(super) fn judged(&self) -> Option<Judged> {
        let has_left = self.has_left_its_line();
        let is_answered = self.pair.is_answered();
        if (!has_left && wan::may_have_another_session(self.owner.router, &self.interface))
            || self.may_be_owned()
            || self.is_made_in_spite()
            || (is_answered && !self.is_anew_since_answers())
            || self.may_be_strangers()
        {
            return None;
        }
        let (has_stood, is_unsure) = (self.has_stood(), self.is_unsure());
        if has_left || is_answered {
            return Some(Judged::Open(Doubt::OfBefore));
        }
        if has_stood && !((self.is_timeless() || is_unsure) && self.pair.belongs()) {
            return None;
        }
        let doubt = if has_stood && !is_unsure {
            Some(Doubt::OfBefore)
        } else if self.may_be_of_one_block() {
            Some(Doubt::OneBlock)
        } else if has_stood {
            Some(Doubt::OfBeforeOrAnothers)
        } else {
            self.may_be_with_another().then_some(Doubt::Strangers)
        };
        Some(doubt.map_or(Judged::Gone, Judged::Open))
    }

    /// Whether the owner may have the address that is called beside that of its line.
    fn may_be_owned(&self) -> bool {
        let (router, called) = (self.owner.router, self.called.value);
        let calls_from = log::calls_from(self.owner);
        wan::lines_up(router) > 1
            || wan::may_own(router, &self.interface, called)
            || calls_from.is_some_and(|it| it.value == called)
            // What passes finds its way through a translation on the way.
            || (self.pair.flows() && !wan::is_global(self.present.value))
    }

    /// Whether SAs were made although the line has the other address: with its present one, or as it was shown.
    /// Nobody makes SAs with an address that is gone.
    fn is_made_in_spite(&self) -> bool {
        let (owner, present) = (self.owner, &self.present);
        self.pair.was_made_with(owner, present.value)
            || (log::is_fresh_below(owner, present.line) && self.caller.has_any_sa())
    }

    /// For how many seconds the session of the owner's line stands, where its output tells.
    fn session(&self) -> Option<u32> {
        let uptime = self.line.ppp?.uptime?;
        Some(uptime.value.0)
    }

    /// For how many seconds the owner has its address.
    fn stands(&self) -> Option<i64> {
        let by_log = || log::stands_for(self.owner, self.by_log?);
        self.session().map(i64::from).or_else(by_log)
    }

    /// Whether the line of the owner came up anew behind each ping that was answered: the SAs are older, and no such
    /// ping stands below what shows the line.
    fn is_anew_since_answers(&self) -> bool {
        let side = self.owner.router.side;
        let shown = self.present.line;
        let is_later = self.pair.has_answer_below(side, shown);
        let stands = self.stands();
        !is_later && stands.is_some_and(|secs| log::are_older(self.owner, secs, shown))
    }

    /// Whether SAs or traffic of the two show that the line had its present address by then.
    fn has_stood(&self) -> bool {
        let is_newer = self.by_log.and_then(|event| self.is_newer(event));
        let by_traffic =
            self.pair.flows() && !is_newer.unwrap_or_else(|| self.is_newer_by_tunnel());
        let may_be_newer =
            || self.pair.belongs() && is_newer.unwrap_or_else(|| self.may_be_newer());
        by_traffic || (self.both_have_sas() && !may_be_newer())
    }

    fn both_have_sas(&self) -> bool {
        self.owner.has_sas_both_ways() && self.caller.has_sas_both_ways()
    }

    /// Whether the line got its address behind what the tunnels and SAs of the owner show, by its log: by the time since
    /// when a tunnel is up, else by the age of the SAs; None where nothing tells.
    fn is_newer(&self, event: &LogEvent) -> Option<bool> {
        if log::is_of_the_past(self.owner, self.pair) {
            return Some(false);
        }
        let since = self.owner.tunnels().find_map(|it| it.since);
        if let Some((time, since)) = event.time.filter(|it| it.is_set()).zip(since) {
            return Some(time > since.value);
        }
        log::made_since(self.owner, event).map(|is_made_since| !is_made_since)
    }

    /// Whether a tunnel of the owner is up for longer than its line, so that its counters are of the line before.
    fn is_newer_by_tunnel(&self) -> bool {
        let mut uptimes = self.owner.tunnels().filter_map(|it| it.uptime);
        let session = self.session();
        session.is_some_and(|session| uptimes.any(|it| it.value.0 > session))
    }

    /// Whether the session may be younger than the SAs: those made within it were made with the present address.
    fn may_be_newer(&self) -> bool {
        let session = self.session().filter(|secs| *secs < LONGEST_LIFE_SECS);
        session.is_some() && !self.are_made_within()
    }

    fn are_made_within(&self) -> bool {
        let session = self.session().map(i64::from);
        session.is_some_and(|secs| log::are_younger(self.owner, secs))
    }

    /// Whether SAs that look younger than the session may be older: no settings tell for how long they live, and no
    /// keepalive was answered when it was asked for.
    fn is_unsure(&self) -> bool {
        let knows_life = self.owner.gateway_settings().is_some();
        let mut keepalives = self.owner.tunnels().filter_map(|it| it.keepalive);
        let is_answered = keepalives.any(|it| it.value == Answering::Yes);
        self.are_made_within() && !knows_life && !is_answered
    }

    /// Whether nothing shows since when the line has its address: of a port, a lease or a translation nothing does, of
    /// a session whose output has lost a line, and of a log that does not tell which of the two was first.
    fn is_timeless(&self) -> bool {
        let line = &self.line;
        let is_lease = (line.dhcp.is_some() || line.lan.is_some()) && line.ppp.is_none();
        is_lease
            || self.by_nat
            || line.ppp.is_some_and(|it| it.uptime.is_none())
            || self.by_log.is_some_and(|it| self.is_newer(it).is_none())
    }

    /// Whether the owner has SAs of a line other than its present one, and each other session that its outputs name is
    /// shown to be down: none has the address of those SAs any more, unless it was not pasted.
    fn has_left_its_line(&self) -> bool {
        let (router, present) = (self.owner.router, &self.interface);
        let is_down = |it: &Interface| {
            let mut sessions = router.links.ppp.iter().filter(|ppp| ppp.interface == *it);
            sessions.any(|ppp| ppp.state.value == LinkState::Down)
        };
        let is_another = |it: &&Interface| matches!(it, Interface::Pp(_)) && *it != present;
        let routed = router.routes.iter().flat_map(|table| &table.routes);
        let routed = routed.map(|it| &it.interface);
        let pasted = router.links.ppp.iter().map(|it| &it.interface);
        let mut others = routed.chain(pasted).filter(is_another).peekable();
        let spoke = spoke_from(self.owner);
        let speaks_elsewhere = spoke.is_some() && spoke != self.line.address().map(|it| it.value);
        let holds = self.owner.has_sas_both_ways() && says_addresses(self.owner);
        let has_left = holds && speaks_elsewhere && !self.pair.flows();
        has_left && others.peek().is_some() && others.all(is_down)
    }

    fn may_be_of_one_block(&self) -> bool {
        let mut ends = [self.owner, self.caller].into_iter();
        let is_down = ends.any(|it| it.lacks_child_sas().is_some());
        let (present, called) = (self.present.value, self.called.value);
        wan::may_be_of_one_block(self.owner.router, present, called, is_down)
    }

    /// Whether the two may be of two VPNs, where nothing names one at the other.
    fn may_be_strangers(&self) -> bool {
        let (owner, caller) = (self.owner, self.caller);
        if !self.pair.matched_by.is_guess() {
            return false;
        }
        // What the caller alone holds was made with a router that has the address that is called; it has other
        // tunnels of which one may be for this owner.
        let both_have_sas = self.both_have_sas();
        let is_old = |secs| secs >= i64::from(LONGEST_LIFE_SECS);
        let is_older = self.stands().map_or(!both_have_sas, is_old);
        if caller.has_sas_both_ways() && (is_older || has_others(caller)) {
            return true;
        }
        if both_have_sas || owner.lacks_child_sas().is_some() {
            return false;
        }
        // SAs with another router show that it is there; so does that neither calls the other.
        let neither = || mismatch(caller, owner, &present_address(caller)?);
        let is_joined = |it: End<'_>| {
            it.has_sas_both_ways() || is_up(&it) || is_answered_by_somebody(it.router)
        };
        self.pair.ends().any(is_joined) || neither().is_some()
    }

    /// Whether the caller may as well be with another router: nothing joins the two, and either it alone holds SAs while
    /// the line of the owner has not just come up anew, or of the owner nothing but its line was pasted.
    fn may_be_with_another(&self) -> bool {
        let alone = self.caller.has_sas_both_ways() && !self.owner.has_any_sa();
        let is_anew = self.session().is_none_or(|secs| secs < ANEW_SECS);
        let is_open = (alone && !is_anew) || !self.tells_peer();
        is_open && !is_joined(self.pair, self.owner, self.caller)
    }

    /// Whether anything pasted of the owner tells of a peer of it.
    fn tells_peer(&self) -> bool {
        let (owner, router) = (self.owner, self.owner.router);
        let log = router.log.as_ref();
        router.settings.is_pasted()
            || !router.tunnels.is_empty()
            || !router.networks.behind_tunnels.is_empty()
            || router.lists_sas()
            || log.is_some_and(|it| it.shows_ike)
            || owner.gateway.is_some()
    }
}

/// Whether something joins the two: the one is named at the other, or the owner calls the caller.
fn is_joined(pair: &GatewayPair<'_>, owner: &End<'_>, caller: &End<'_>) -> bool {
    !pair.matched_by.is_guess() || log::calls(owner, caller) || had_what_is_called(owner, caller)
}

/// Whether the log of the owner tells that its line once had the address that the caller calls.
fn had_what_is_called(owner: &End<'_>, caller: &End<'_>) -> bool {
    let called = caller.called();
    let lines = owner
        .router
        .log
        .iter()
        .flat_map(|it| it.events.iter().rev());
    let mut lines = lines.take(MOST_EVENTS);
    lines.any(|event| {
        let has = |it: &Sourced<IpAddr>| matches!(event.what, Happening::Addressed(_, Some(had)) if had == it.value);
        called.iter().any(has)
    })
}

/// Whether outputs show tunnels of an end's router that are not its own.
fn has_others(end: &End<'_>) -> bool {
    let mut tunnels = end.router.tunnels.iter().filter(|it| it.may_be_ipsec());
    let has_other_tunnel = tunnels.any(|it| !end.owns(&Interface::Tunnel(it.number)));
    end.router.has_several_gateways() || has_other_tunnel
}

/// Whether a ping from its LAN into a network behind one of its tunnels was answered.
fn is_answered_by_somebody(router: &Router) -> bool {
    let networks = &router.networks;
    let is_from_lan = |source: IpAddr| networks.lans.iter().any(|it| it.value.contains(source));
    let leads_in = |target: IpAddr| {
        let mut behind = networks.behind_tunnels.iter();
        behind.any(|it| it.1.value.contains(target)) && !is_from_lan(target)
    };
    let mut answered = router.pings.iter().filter(|it| it.is_answered());
    answered.any(|it| it.source.is_some_and(is_from_lan) && it.target.is_some_and(leads_in))
}

/// The address of the line by which an end reaches its peer.
fn present_address(end: &End<'_>) -> Option<Sourced<IpAddr>> {
    end.router.line(&wan::way(end)?.interface).address()
}

/// The address that the caller calls, if the internet knows it and the owner's present one, and they are
/// not the same.
fn mismatch(
    owner: &End<'_>,
    caller: &End<'_>,
    present: &Sourced<IpAddr>,
) -> Option<Sourced<IpAddr>> {
    let called = *caller.called().first()?;
    // An identity that both ends agree on is a name that happens to be an address.
    let is_own = spoke_from(owner) == Some(called.value);
    let is_name = is_own && caller.gateway_settings().is_none() && !caller.has_sas_both_ways();
    // A private one may be behind a NAT that has the one that is called; then it would speak as its own.
    let comparable = called.value.is_ipv4() == present.value.is_ipv4()
        && wan::is_global(called.value)
        && (wan::is_global(present.value) || (is_own && says_addresses(owner)));
    (comparable && !is_name && called.value != present.value).then_some(called)
}

/// The address that an end says it is.
fn spoke_from(end: &End<'_>) -> Option<IpAddr> {
    end.gateway?.local_id.seen()?.value.address()
}

/// Whether an end says who it is by the address it speaks from: in IKEv2 an address may be a mere name, and so
/// may one that is set as a name.
fn says_addresses(end: &End<'_>) -> bool {
    let name = end.gateway_settings().map(|it| &it.local_name);
    let is_named = name.is_some_and(|it| it.explicit().is_some());
    end.ike_version() == Some(IkeVersion::V1) && !is_named
}
