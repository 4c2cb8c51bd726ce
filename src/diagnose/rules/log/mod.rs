//! Rules about what the logs of both ends tell.

pub(in crate::diagnose) mod log701_login_refused;
pub(in crate::diagnose) mod log702_line_not_answered;
pub(in crate::diagnose) mod log703_line_drops;
pub(in crate::diagnose) mod log704_ike_packet_rejected;
pub(in crate::diagnose) mod log705_peer_silent;
pub(in crate::diagnose) mod log706_phase1_not_finished;
pub(in crate::diagnose) mod log707_phase2_not_finished;
pub(in crate::diagnose) mod log708_tunnel_flapping;
pub(in crate::diagnose) mod log709_other_program;
pub(in crate::diagnose) mod log710_refusal_named;
pub(in crate::diagnose) mod log711_one_way_start;
pub(in crate::diagnose) mod log712_changed_before;
pub(in crate::diagnose) mod log713_fell_last;

use std::net::IpAddr;

use crate::diagnose::log::{self, Kind, LineFault, Said, line_fault};
use crate::diagnose::{
    Certainty, Finding, Missing, Need, Outcome, Phrase, Where, ends, nothing, steps, wan,
};
use crate::model::{Interface, LocalAddress, PppLink, RouteTable, WanLine};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// The finding of one kind that the logs of a pair show, at the called end or at both, with the steps
/// of its rule.
fn of_kind<'m>(
    pair: &GatewayPair<'m>,
    kind: Kind,
    with_steps: fn(Finding, &Said<'m>) -> Finding,
) -> Outcome {
    let Some(said) = log::said(pair).filter(|it| it.kind == kind) else {
        return nothing();
    };
    // Where the log names the reason, what it might be is of no use (LOG710).
    if matches!(kind, Kind::Phase1 | Kind::Phase2) && log::refusal(pair).is_some() {
        return nothing();
    }
    let here = said.from.router.side;
    // Whose fault it is: of what did not leave, the caller's own.
    let peer = if kind == Kind::Held {
        here
    } else {
        said.to.router.side
    };
    let side = match kind {
        // An end that does not answer is where to look first, unless what was pasted of the caller's line
        // does not show that line to be well.
        Kind::Silent if leaves_open(&said) && tells_of_line(&said.from) => Where::Both,
        Kind::Filtered | Kind::Held | Kind::Silent if !said.both => Where::Site(peer),
        Kind::Filtered | Kind::Held | Kind::Silent | Kind::Phase1 | Kind::Phase2 => Where::Both,
    };
    let finding = Finding::new(said.places.iter().copied())
        .at(side)
        .site("here", here)
        .site("peer", peer);
    Ok(vec![with_steps(finding, &said)])
}

/// Whether nothing shows the caller's line to be well, so that what it sends may be lost at its own end.
fn leaves_open(said: &Said<'_>) -> bool {
    let end = &said.from;
    let router = end.router;
    let way = wan::way(end).filter(|_| router.routes.is_some());
    let line = way.map(|way| router.line(&way.interface));
    let line = line.filter(|it| it.ppp.is_none_or(brings_packets));
    let Some(address) = line.as_ref().and_then(WanLine::address) else {
        return !said.answered;
    };
    // Packets that leave by another line than that of their address, or from an address of nobody, may
    // get lost there.
    // What it is told to speak from need not be its own; its table has all the networks that it is in.
    let is_beside = |it: IpAddr| {
        let mut connected = router.routes.iter().flat_map(RouteTable::connected);
        connected.any(|(_, network)| network.value.contains(it))
    };
    let is_own = |it: IpAddr| !wan::is_global(it) && is_beside(it);
    let told = || match end.gateway_settings()?.local_address.explicit()?.value {
        LocalAddress::Address(address) => Some(address),
        LocalAddress::Vrrp(_) | LocalAddress::Other(_) => None,
    };
    let calls_from = log::calls_from(end).map(|it| it.value).or_else(told);
    calls_from.is_some_and(|own| own != address.value && !is_own(own))
}

/// Whether the counter of a session was read, and shows that packets come by it.
fn brings_packets(ppp: &PppLink) -> bool {
    ppp.received.is_some_and(|it| it.value > 0)
}

/// Whether outputs about an end's line were pasted, or it calls from an address that is none of those known
/// to be its own.
fn tells_of_line(end: &End<'_>) -> bool {
    let (router, links) = (end.router, &end.router.links);
    let networks = &router.networks;
    let is_anothers = log::calls_from(end).is_some_and(|it| !networks.owns(it.value));
    let is_pasted = router.routes.is_some() || !links.ppp.is_empty() || !links.dhcp.is_empty();
    is_pasted || (is_anothers && !networks.own_addresses.is_empty())
}

/// Adds the comparison of settings, where those of an end were not pasted.
fn compare_settings(mut finding: Finding, said: &Said<'_>) -> Finding {
    for end in [&said.from, &said.to] {
        // Settings that were pasted are compared by rules of their own; a device of another make has none
        // that are read.
        if end.lacks_settings() && end.router.foreign.is_none() {
            let settings = Need::tunnel_settings(end);
            let command = settings.command.clone();
            finding = finding
                .read(end.router.side, command, steps::READ_TUNNEL_SETTINGS)
                .ask(settings);
        }
    }
    finding
}

/// The faults of lines that the logs of a pair show, of those whose login was refused or of the others.
fn of_lines(
    pair: &GatewayPair<'_>,
    refused: bool,
    with_steps: fn(Finding, &End<'_>, u32) -> Finding,
) -> Outcome {
    let mut found = Vec::new();
    let mut needs = Vec::new();
    for end in ends::of_sites(pair) {
        let Some(fault) = line_fault(&end, pair).filter(|it| it.refused == refused) else {
            continue;
        };
        let is_shown = end.router.line(&fault.interface).ppp.is_some();
        // What an older log says of a line must be shown by the line itself.
        let told = fault.places.first().map_or(0, |it| it.line);
        let may_be_over =
            || log::is_of_the_past(&end, pair) || log::may_hold_newer(&end, pair, told);
        if !is_shown && may_be_over() {
            needs.push(Need::line_of(end.router.side, &fault.interface));
        } else {
            found.push(of_line(&end, &fault, with_steps));
        }
    }
    if found.is_empty() && !needs.is_empty() {
        return Err(Missing(needs));
    }
    ends::found_at(found.into_iter())
}

fn of_line(
    end: &End<'_>,
    fault: &LineFault,
    with_steps: fn(Finding, &End<'_>, u32) -> Finding,
) -> Finding {
    let side = end.router.side;
    let number = if let Interface::Pp(Some(number)) = fault.interface {
        number
    } else {
        1
    };
    let finding = Finding::new(fault.places.iter().copied())
        .at(Where::Site(side))
        .site("here", side)
        .arg("line", &fault.interface)
        .certainty(if fault.is_shown {
            Certainty::Shown
        } else {
            Certainty::Likely
        })
        .read(side, format!("show status pp {number}"), steps::LOOK_AGAIN);
    with_steps(finding, end, number)
}

const READ_FALLS: Phrase = Phrase {
    ja: "切れた時刻の前後に何があるかを、ログで見ます。",
    en: "Look in the log for what stands around the times of the falls.",
};

/// A finding about what fell again and again at an end.
fn of_falls(end: &End<'_>, falls: &log::Falls) -> Finding {
    let side = end.router.side;
    let places = falls.lines.iter().rev().take(MOST_QUOTED);
    Finding::new(places.map(|line| end.router.place(*line)))
        .at(Where::Site(side))
        .site("here", side)
        .arg("count", falls.lines.len())
        .arg(
            "last",
            falls.last.map_or_else(String::new, |it| it.to_string()),
        )
        .read(side, Need::newest_log(side).command, READ_FALLS)
}

/// So many of the newest lines are quoted.
const MOST_QUOTED: usize = 5;

/// The ends of a pair, and what falls there again and again.
fn falling<'m>(
    pair: &GatewayPair<'m>,
    of: fn(&End<'m>) -> Option<log::Falls>,
) -> Vec<(End<'m>, log::Falls)> {
    let ends = ends::of_sites(pair).filter(|end| !log::are_anothers(end, pair));
    ends.filter_map(|end| Some((end, of(&end)?))).listed()
}
