//! Tells which faults an output shows that stands above lists of SAs which were all made since, and leaves open
//! whether they are still there.

use std::net::IpAddr;

use super::left_over::is_younger;
use super::{Finding, Found, Need, Phrase, Rung, SasSince, Severity, Where, steps, wan};
use crate::model::{Direction, IpsecSa, Ping, SaCommon, TunnelStatus};
use crate::pair::{End, GatewayPair, Pairing};
use crate::text::Listed;

/// SAs that were made within this time before they were listed may be younger than what stands above them: so long
/// people take between two commands.
const NEW_SECS: u32 = 20;

/// The same of what stands above them and lets no SA be: so long it takes to see a fault, to mend it and to look again.
const ANEW_SECS: u32 = 300;

const HEADLINE: Phrase = Phrase {
    ja: "まだ判断できません。不具合を示す出力よりあとに、VPN がつながり直したようです。その出力を取り直してください。",
    en: "This cannot be decided yet. The VPN seems to have come up again after the output that shows a fault. Please take that output again.",
};

/// Leaves open what an output shows of before the SAs, and drops what they are shown to have mended.
pub(super) fn leave_open(found: &mut Vec<Found>, pairing: &Pairing<'_>) {
    found.retain_mut(|it| {
        let pair = it.pair.and_then(|at| pairing.pairs.get(at));
        let may_be_over = it.rule.sas_since != SasSince::SayNothing && it.severity().breaks();
        let Some(pair) = pair.filter(|_| may_be_over) else {
            return true;
        };
        let concerned = concerned(pair, it);
        let is_of_before = |end: &End<'_>| {
            let blocks = it.severity() == Severity::Blocks;
            opened(pair, end, it).is_some()
                || (blocks && is_answered_below(pair, end, &it.finding))
                || has_recovered_since(pair, end, &it.finding)
                || (blocks && came_up_below(end, &it.finding))
        };
        let is_joined = pair.b.is_some() && pair.ends().all(|end| may_carry(pair, &end));
        if !is_joined || concerned.is_empty() || !concerned.iter().all(is_of_before) {
            return true;
        }
        if is_mended(pair, it, &concerned) {
            return false;
        }
        ask_again(pair, it, &concerned);
        true
    });
}

/// Whether an end may carry packets by now: by its SAs, its tunnel, or a ping that was answered since it had none.
fn may_carry(pair: &GatewayPair<'_>, end: &End<'_>) -> bool {
    let lacks = end.lacks_child_sas();
    let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
    let mut is_pinged = || {
        let mut ways = others.by_ref().flat_map(|it| [(*end, it), (it, *end)]);
        pair.is_answered() || ways.any(|(from, to)| from.answered_toward(&to).is_some())
    };
    let is_answered = match lacks {
        Some(line) => is_answered_since(pair, end, line),
        None => is_pinged(),
    };
    let is_up = |it: &TunnelStatus| it.up.is_some_and(|up| up.value);
    let is_up = || lacks.is_none() && tunnels(end).any(is_up);
    end.has_sas_both_ways()
        || is_answered
        || recovered(end).is_some()
        || is_up()
        || (lacks.is_none() && held_below(end, 0).next().is_some())
}

/// The gateways of a hub whose SAs, of both directions, are all listed below a line, where nothing tells which is an end's
/// own.
fn held_below<'m>(end: &End<'m>, line: u32) -> impl Iterator<Item = &'m [IpsecSa]> + use<'m> {
    let router = end.router;
    let gateways = router.gateways.iter().filter({
        let is_open = end.gateway.is_none();
        move |_| is_open
    });
    let held = gateways.map(|it| router.ipsec_sas_of(it.id));
    held.filter(move |sas| {
        let has = |direction| sas.iter().any(|it| it.direction == direction);
        let is_below = sas.iter().all(|it| first_line(&it.common) > line);
        is_below && has(Direction::Inbound) && has(Direction::Outbound)
    })
}

/// Whether below all that a finding quotes of an end its tunnel is shown to have come up just now, or SAs that were just
/// made and may be its own.
fn came_up_below(end: &End<'_>, finding: &Finding) -> bool {
    let Some(last) = last_quoted(end, finding) else {
        return false;
    };
    let is_new = |it: &TunnelStatus| {
        let is_below = it.up.is_some_and(|up| up.value && up.line > last);
        is_below && it.uptime.is_some_and(|it| it.value.0 <= ANEW_SECS)
    };
    let mut held = held_below(end, last);
    let mut are_young = || held.any(|sas| sas.iter().all(|sa| is_younger(end, sa, ANEW_SECS)));
    tunnels(end).any(is_new) || are_young()
}

/// The states of the tunnels of an end; where nothing tells its tunnel, that of its number, or all that may be.
fn tunnels<'m>(end: &End<'m>) -> impl Iterator<Item = &'m TunnelStatus> + use<'m> {
    let by_number = end.tunnel_by_number();
    let may_be_any = end.gateway.is_none() || !end.router.has_several_vpns();
    let is_only = may_be_any && end.tunnel_numbers().next().is_none();
    let loose = end.loose_tunnels();
    let loose = loose.filter(move |it| is_only || by_number == Some(it.number));
    end.tunnels().chain(loose)
}

/// The ends at which a finding is; none where it is of routes, and settings alone tell of them.
fn concerned<'m>(pair: &GatewayPair<'m>, it: &Found) -> Vec<End<'m>> {
    let finding = &it.finding;
    let is_told = |end: &End<'_>| it.rule.rung != Some(Rung::Route) || end.router.routes.is_some();
    let quotes = |end: &End<'_>| last_quoted(end, finding).is_some();
    let is_at = |end: &End<'_>| match finding.side {
        Some(Where::Site(side)) => end.router.side == side,
        Some(Where::Both) => quotes(end),
        None => false,
    };
    pair.ends().filter(is_at).filter(is_told).listed()
}

/// The line that opens the first list of an end that shows SAs, where all that a finding quotes of it but SAs stands
/// above, and all SAs are new: by their lives, by a list above that has none, or by a ping that they carried: below what
/// is quoted, or of the other end that shows no fault.
fn opened(pair: &GatewayPair<'_>, end: &End<'_>, it: &Found) -> Option<u32> {
    let shown = end.all_ipsec_sas().map(|sa| first_line(&sa.common)).min();
    let lists = end.sa_answers().map(|it| it.opening);
    let first = lists
        .filter(|it| shown.is_some_and(|shown| *it <= shown))
        .max()?;
    let last = last_quoted(end, &it.finding)?;
    let secs = match it.severity() {
        Severity::Blocks => ANEW_SECS,
        Severity::Degrades | Severity::Input | Severity::Risk | Severity::Void => NEW_SECS,
    };
    let are_young = || end.all_ipsec_sas().all(|sa| is_younger(end, sa, secs));
    let came_back = end.router.came_back(end.gateway_id());
    let lacked = || came_back.is_some_and(|it| it.lacks < first && first <= it.shows);
    let is_answered = || {
        let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
        others.any(|other| {
            let is_well = !is_dead_below(&other, 0);
            end.is_answered_below(&other, last) || (is_well && other.is_answered_below(end, 0))
        })
    };
    (last < first && (are_young() || lacked() || is_answered())).then_some(first)
}

/// Where an SA is shown first: its row in a list, or its block.
fn first_line(sa: &SaCommon) -> u32 {
    sa.row.unwrap_or(sa.line).min(sa.line)
}

/// The first line at which an end shows to be well what it showed otherwise above: its SAs, or its tunnel.
fn recovered(end: &End<'_>) -> Option<u32> {
    let came_back = end.router.came_back(end.gateway_id());
    let listed = came_back.map(|it| it.shows);
    let lacks = end.lacks_child_sas();
    let tunnels = tunnels(end).filter_map(|it| {
        let up = it.up.filter(|up| up.value)?;
        let was = it.denied.or(lacks).filter(|was| *was < up.line);
        was.map(|_| up.line)
    });
    tunnels.chain(listed).min()
}

/// Whether all that a finding quotes of an end but SAs stands above where that end is well again, or is well and the other
/// end is again.
fn has_recovered_since(pair: &GatewayPair<'_>, end: &End<'_>, finding: &Finding) -> bool {
    let Some(last) = last_quoted(end, finding) else {
        return false;
    };
    let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
    let is_other_well = others.any(|it| recovered(&it).is_some());
    let mut sas = end.all_ipsec_sas();
    let mut tunnels = tunnels(end).filter_map(|it| it.up);
    let is_well_below =
        sas.any(|sa| first_line(&sa.common) > last) || tunnels.any(|it| it.value && it.line > last);
    recovered(end).is_some_and(|it| it > last) || (is_other_well && is_well_below)
}

/// The last line of an end that a finding quotes, but for SAs and pings that were answered.
fn last_quoted(end: &End<'_>, finding: &Finding) -> Option<u32> {
    let is_sa = |line: u32| end.all_ipsec_sas().any(|sa| sa.common.line == line);
    let pings = &end.router.pings;
    let is_answer = |line: u32| {
        let mut pings = pings.iter();
        pings.any(|it| it.is_answered() && it.sent.line == line)
    };
    let own = finding.evidence.iter();
    let own = own.filter(|it| it.side == end.router.side && !is_sa(it.line));
    own.map(|it| it.line).filter(|it| !is_answer(*it)).max()
}

/// Whether a ping from LAN to LAN was answered since all that a finding quotes of an end.
fn is_answered_below(pair: &GatewayPair<'_>, end: &End<'_>, finding: &Finding) -> bool {
    let last = last_quoted(end, finding);
    last.is_some_and(|last| is_answered_since(pair, end, last))
}

/// Whether a ping from LAN to LAN was answered since a line of an end: below that, or at the other end, which shows no
/// fault since.
fn is_answered_since(pair: &GatewayPair<'_>, end: &End<'_>, line: u32) -> bool {
    // The way of a ping may be another VPN of the router, such as a reserve.
    let is_alone = !end.router.has_several_vpns();
    let mut others = pair.ends().filter(|it| it.router.side != end.router.side);
    others.any(|other| {
        let goes_by = |from: &End<'_>, to: &End<'_>, ping: &Ping| {
            let leads =
                |end: &End<'_>, it: Option<IpAddr>| it.is_some_and(|it| end.leads_by_itself(it));
            is_alone || leads(from, ping.target) || leads(to, ping.source)
        };
        let own = end.answered_toward(&other);
        let own = own.filter(|it| it.sent.line > line && goes_by(end, &other, it));
        let theirs = other
            .answered_toward(end)
            .filter(|it| goes_by(&other, end, it));
        let answered = pair.answered_at().iter().filter(|_| is_alone);
        let answered = answered.filter(|it| it.side == other.router.side);
        let mut theirs = theirs
            .map(|it| it.sent.line)
            .into_iter()
            .chain(answered.map(|it| it.line));
        own.is_some() || theirs.any(|it| !is_dead_below(&other, it))
    })
}

/// Whether an end shows below a line that it has no SAs, or that its tunnel is not up.
fn is_dead_below(end: &End<'_>, line: u32) -> bool {
    let contradicted = end.router.contradicted(end.gateway_id());
    let lacks = contradicted.map(|it| it.lacks).or(end.lacks_child_sas());
    let not_up = |it: &TunnelStatus| it.up.is_some_and(|it| !it.value && it.line > line);
    lacks.is_some_and(|it| it > line) || end.tunnels().any(not_up)
}

/// Whether somebody changed something between the fault and the SAs, and these prove that it is gone.
fn is_mended(pair: &GatewayPair<'_>, it: &Found, concerned: &[End<'_>]) -> bool {
    let fits = pair.fits_both_ways() && pair.ends().all(|end| end.tells_newest_spi());
    let is_changed = |end: &End<'_>| {
        let own = it.finding.evidence.iter();
        let own = own.filter(|place| place.side == end.router.side);
        let shown = own.map(|place| place.line).min();
        let mut changes = end.router.changes.iter();
        let list = opened(pair, end, it);
        changes.any(|change| Some(change.line) > shown && Some(change.line) < list)
    };
    let prove = it.rule.sas_since == SasSince::ProveMended;
    prove && fits && concerned.iter().all(is_changed)
}

/// Makes an open question of a finding, with the output that answers it in front.
fn ask_again(pair: &GatewayPair<'_>, it: &mut Found, concerned: &[End<'_>]) {
    let rung = it.rule.rung;
    let old = std::mem::take(&mut it.finding.steps);
    let mut finding = std::mem::replace(&mut it.finding, Finding::new([]));
    for end in concerned {
        let side = end.router.side;
        let made = end.ipsec_sas(Direction::Inbound).next();
        finding = finding.and_places(made.map(|sa| end.router.place(sa.common.line)));
        finding = match rung {
            Some(Rung::Line) => {
                let way = wan::way(end).map(|way| Need::line_of(side, &way.interface));
                let need = way.unwrap_or_else(|| Need::line_status(side));
                finding.read_and_ask(need, steps::LOOK_AGAIN)
            }
            Some(Rung::Route) => finding.read_and_ask(Need::routes(side), steps::READ_ROUTES),
            Some(Rung::Tunnel) => {
                finding.read_and_ask(Need::tunnel_status(end), steps::READ_TUNNEL)
            }
            Some(Rung::Ike | Rung::Ipsec) => {
                finding.read_and_ask(Need::sa_table(side), steps::LIST_SAS)
            }
            Some(Rung::Translation | Rung::Traffic) | None => finding,
        };
    }
    let names_both = |finding: &Finding| {
        let names = |name| finding.args.iter().any(|it| it.0 == name);
        names("here") && names("there")
    };
    if rung == Some(Rung::Traffic) && names_both(&finding) {
        finding = ping(pair, finding);
    }
    for step in old {
        let is_new = !finding
            .steps
            .iter()
            .any(|own| own.command == step.command && own.side == step.side);
        if !step.changes_state && !step.is_pasted && is_new {
            finding.steps.push(step);
        }
    }
    finding.headline = Some(HEADLINE);
    it.finding = finding.severity(Severity::Input).cause(None);
}

/// Adds a ping from the site that the finding calls `here` to the other.
fn ping(pair: &GatewayPair<'_>, finding: Finding) -> Finding {
    let here = finding.args.iter().find(|it| it.0 == "here");
    let here = here.map(|it| it.1.clone());
    let is_here = |end: &End<'_>| here == Some(super::Arg::Site(end.router.side));
    let ends = pair.ends().listed();
    let from = ends.iter().find(|end| is_here(end));
    let to = ends.iter().find(|end| !is_here(end));
    match from.zip(to) {
        Some((from, to)) => steps::ping(finding, from.router, to.router),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnose::rules::line::line302_wan_no_address as no_address;
    use crate::diagnose::rules::tunnel::tun402_tunnel_not_up as not_up;
    use crate::diagnose::testing::{HEALTHY, HEALTHY_DETAIL, check, finds_nothing, joined};

    const OFFLINE: &str =
        "# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Offline.\n";
    const NO_ADDRESS: &str = "# show status pp 1\nPP[01]:\nPPPoEセッションは接続されています\nPPPオプション\n    LCP Local: MRU, Remote: CHAP\n    PP IP Address Local: 0.0.0.0, Remote: 192.0.2.254\n    CCP: None\n";

    /// The healthy pair, whose SAs have these seconds left, with this above the lists of A.
    fn above(lines: &str, left: &str) -> String {
        let lists = joined(HEALTHY, HEALTHY_DETAIL).replace("28769", left);
        lists.replacen("//- A\n", &format!("//- A\n{lines}"), 1)
    }

    #[test]
    fn a_fault_above_sas_that_were_made_since_stays_open() {
        assert!(check(&not_up::RULE, &above(OFFLINE, "28790")).leaves_open());
        check(&not_up::RULE, &above(OFFLINE, "28000")).fires_as_fault();
        let below = above("", "28790").replacen("//- B", &format!("{OFFLINE}//- B"), 1);
        check(&not_up::RULE, &below).fires_as_fault();
    }

    #[test]
    fn a_fault_above_an_answered_ping_stays_open() {
        let ping = "# ping -c 5 -sa 192.168.1.1 192.168.2.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
        let below = |lines: &str| above("", "20000").replacen("//- B", &format!("{lines}//- B"), 1);
        assert!(check(&not_up::RULE, &below(&format!("{OFFLINE}{ping}"))).leaves_open());
        check(&not_up::RULE, &below(&format!("{ping}{OFFLINE}"))).fires_as_fault();
    }

    #[test]
    fn what_the_sas_need_is_mended_where_somebody_did_something_in_between() {
        assert!(check(&no_address::RULE, &above(NO_ADDRESS, "28790")).leaves_open());
        let mended = |left| above(&format!("{NO_ADDRESS}# disconnect 1\n# connect 1\n"), left);
        finds_nothing(&no_address::RULE, &mended("28790"));
        check(&no_address::RULE, &mended("20000")).fires_as_fault();
        let again = format!("{OFFLINE}# ipsec sa delete all\n");
        assert!(check(&not_up::RULE, &above(&again, "28790")).leaves_open());
    }
}
