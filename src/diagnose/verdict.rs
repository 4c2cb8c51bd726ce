//! Turns findings and SAs into a verdict for each pair, and the pairs' verdicts into one.

use super::parts::Concerns;
use super::phrase::Args;
use super::{Arg, Cause, Certainty, Found, Phrase, Rung, Severity, Where, settings};
use super::{by_sas, lone};
use crate::pair::{self, End, GatewayPair, MatchedBy, Pairing, Role, TrafficBy};
use crate::text::{Listed, Side, sort_by_key, sort_once};

/// State of a VPN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Evidence from both ends, and nothing that contradicts it.
    Up,
    /// The pastes do not decide it.
    Unknown,
    /// SAs fit, but not all is well.
    Degraded,
    /// No pair of SAs fits in both directions.
    Down,
}

/// Whether packets were seen to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traffic {
    /// A ping was answered, or both ends received packets.
    Seen,
    /// Packets are sent and do not arrive.
    Failing,
    /// Nothing pasted shows it.
    NotChecked,
}

/// What can be said of a pair, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Up, degraded, down or unknown.
    pub state: State,
    /// How sure that is.
    pub certainty: Certainty,
    /// The cause, where a finding that set the state names one.
    pub cause: Option<Cause>,
    /// Where to act or look first.
    pub side: Option<Where>,
    /// Whether packets were seen to pass.
    pub traffic: Traffic,
    /// One sentence.
    pub headline: Phrase,
    /// Words for the sentence.
    pub args: Args,
}

const SOME_DEAD: Phrase = Phrase {
    ja: "{all}本中{dead}本が切れています。{first}",
    en: "{dead} of {all} VPNs down. {first}",
};
const ALL_DEAD: Phrase = Phrase {
    ja: "{all}本の VPN がすべて切れています。{first}",
    en: "All VPNs are down ({all}). {first}",
};
const SOME_OPEN: Phrase = Phrase {
    ja: "{all}本中{open}本はまだ判断できません。{first}",
    en: "{open} of {all} VPNs cannot be judged yet. {first}",
};

/// One verdict per pair. `found` must be in order of rank.
pub(super) fn of_pairs(pairing: &Pairing<'_>, found: &[Found]) -> Vec<Verdict> {
    let mut of_pair: Vec<Vec<&Found>> = pairing.pairs.iter().map(|_| Vec::new()).listed();
    // What is about a router or the whole concerns the sites of which it quotes a line.
    let mut of_routers: Vec<&Found> = Vec::new();
    for it in found.iter().filter(|it| it.severity() != Severity::Risk) {
        match it.pair.and_then(|pair| of_pair.get_mut(pair)) {
            Some(list) => list.push(it),
            None => of_routers.push(it),
        }
    }
    let concerns = Concerns::of(of_routers.iter().copied().enumerate());
    pairing
        .pairs
        .iter()
        .zip(of_pair)
        .map(|(pair, own)| {
            let of_ends = concerns.of_pair(pair);
            let of_ends = of_ends.iter().filter_map(|at| of_routers.get(*at));
            of_pair_with(pair, &of_ends.chain(&own).copied().listed())
        })
        .listed()
}

fn of_pair_with(pair: &GatewayPair<'_>, found: &[&Found]) -> Verdict {
    let first = |severity| {
        let mut of_severity = found.iter().filter(|it| it.severity() == severity);
        // The order of causes is the order of a repair; a finding without cause comes last. Of two that name the
        // same, the one that says at which site.
        let is_at_both = |it: &Found| it.cause().is_some() && it.finding.side == Some(Where::Both);
        of_severity
            .clone()
            .min_by_key(|it| (it.cause().is_none(), it.cause(), is_at_both(it)))
            .or(of_severity.next())
    };
    for (severity, state) in [
        (Severity::Void, State::Unknown),
        (Severity::Blocks, State::Down),
        (Severity::Degrades, State::Degraded),
        (Severity::Input, State::Unknown),
    ] {
        if let Some(it) = first(severity) {
            let mut traffic = traffic(pair, state);
            // Counters are older than what hinders traffic now.
            let is_answered = pair.is_answered() && pair.lost_beside_answer().is_none();
            // What answered a ping may be in the part of a network that is led into the tunnel.
            let is_route = it.rule.rung == Some(Rung::Route) && severity == Severity::Degrades;
            let is_hindered = is_route || (it.rule.rung == Some(Rung::Traffic) && !is_answered);
            if traffic == Traffic::Seen && is_hindered {
                traffic = Traffic::NotChecked;
            }
            let is_elsewhere = |other: &&&Found| {
                let same = std::ptr::eq(other.rule, it.rule) && other.severity() == severity;
                same && other.finding.side != it.finding.side
            };
            let mut verdict = by_finding(state, it);
            // What both ends have is to be mended at both.
            if found.iter().any(|other| is_elsewhere(&other)) {
                verdict.side = Some(Where::Both);
            }
            return Verdict { traffic, ..verdict };
        }
    }
    by_sas::verdict(pair)
}

/// What a verdict says of traffic: packets counted while the VPN was up say nothing once it is down,
/// and nothing at all of two ends that may not belong together.
pub(super) fn traffic(pair: &GatewayPair<'_>, state: State) -> Traffic {
    // That nobody else was pasted does not yet make it one tunnel that both count for.
    let by_counters = matches!(
        pair.traffic,
        pair::Traffic::Seen {
            by: TrafficBy::Counters,
            ..
        }
    );
    if by_counters && pair.matched_by == MatchedBy::Only && !pair.fits_both_ways() {
        return Traffic::NotChecked;
    }
    match (&pair.traffic, state) {
        (_, State::Unknown)
        | (pair::Traffic::Unknown, _)
        | (pair::Traffic::Seen { .. }, State::Down) => Traffic::NotChecked,
        (pair::Traffic::Seen { .. }, _) => Traffic::Seen,
        (pair::Traffic::Failing { .. }, _) => Traffic::Failing,
    }
}

fn by_finding(state: State, found: &Found) -> Verdict {
    Verdict {
        state,
        certainty: if state == State::Unknown {
            Certainty::Likely
        } else {
            found.certainty()
        },
        cause: found.cause(),
        side: found.finding.side,
        traffic: Traffic::NotChecked,
        headline: found.finding.headline.unwrap_or(found.rule.headline),
        args: found.finding.args.clone(),
    }
}

/// The worst of the pairs that join two sites; degraded where some are up and some dead.
pub(super) fn of_all(pairing: &Pairing<'_>, verdicts: &[Verdict], found: &[Found]) -> Verdict {
    let idle = idle(pairing, verdicts);
    let judged = pairing.pairs.iter().zip(verdicts).zip(idle);
    let joined: Vec<&Verdict> = judged
        .filter(|((pair, _), is_idle)| pair.role == Role::SiteToSite && !is_idle)
        .map(|((_, verdict), _)| verdict)
        .listed();
    // Of several that are equally bad, the first.
    let Some(worst) = joined
        .iter()
        .copied()
        .rev()
        .max_by_key(|it| (it.state, std::cmp::Reverse(order_of(it))))
    else {
        let verdict = found
            .iter()
            .find(|it| matches!(it.severity(), Severity::Void | Severity::Input));
        return verdict.map_or_else(by_sas::nothing_pasted, |it| by_finding(State::Unknown, it));
    };
    let count = |state: State| joined.iter().filter(|it| it.state == state).count();
    let mut verdict = worst.clone();
    if joined.len() > 1 {
        // The count says it for all.
        for (_, arg) in &mut verdict.args {
            if let Arg::Phrase(phrase) = arg {
                *phrase = unsaid(*phrase);
            }
        }
    }
    let dead = count(State::Down);
    if let Some(state) = lone::may_carry(pairing, &joined) {
        return lone::told(verdict, unsaid(worst.headline), state);
    }
    let counts = |text: Phrase, name: &'static str, n: usize| {
        let (all, first) = (joined.len().to_string(), unsaid(worst.headline));
        (
            text,
            vec![
                ("all", Arg::Text(all)),
                (name, Arg::Text(n.to_string())),
                ("first", Arg::Phrase(first)),
            ],
        )
    };
    if dead > 0 && dead < joined.len() {
        if count(State::Up) + count(State::Degraded) > 0 {
            verdict.state = State::Degraded;
        } else if lone::may_carry_beside(pairing, verdicts) {
            verdict.state = State::Unknown;
        }
        let (headline, args) = counts(SOME_DEAD, "dead", dead);
        verdict.headline = headline;
        verdict.args.extend(args);
    } else if dead > 1 {
        let (headline, args) = counts(ALL_DEAD, "dead", dead);
        verdict.headline = headline;
        verdict.args.extend(args);
    } else if worst.state == State::Unknown && count(State::Unknown) < joined.len() {
        let (headline, args) = counts(SOME_OPEN, "open", count(State::Unknown));
        verdict.headline = headline;
        verdict.args.extend(args);
    }
    verdict
}

/// The same sentence without what the count before it says already.
fn unsaid(headline: Phrase) -> Phrase {
    const SAID: [Phrase; 3] = [
        Phrase {
            ja: "まだ判断できません。",
            en: "This cannot be decided yet. ",
        },
        Phrase {
            ja: "VPN は切れています。",
            en: "The VPN is down. ",
        },
        Phrase {
            ja: "VPN は切れているようです。",
            en: "The VPN seems to be down. ",
        },
    ];
    SAID.into_iter().fold(headline, |it, said| Phrase {
        ja: it.ja.strip_prefix(said.ja).unwrap_or(it.ja),
        en: it.en.strip_prefix(said.en).unwrap_or(it.en),
    })
}

/// Makes remarks of what was found of tunnels in reserve that are idle, as they may be.
pub(super) fn excuse_reserves(found: &mut [Found], pairing: &Pairing<'_>, verdicts: &[Verdict]) {
    let idle = idle(pairing, verdicts);
    for it in found {
        if it.pair.is_some_and(|at| idle.get(at) == Some(&true)) {
            it.finding.severity = Some(Severity::Risk);
        }
    }
}

/// Of each pair whether it is idle as it may be: in reserve, or of a router that stands by.
fn idle(pairing: &Pairing<'_>, verdicts: &[Verdict]) -> Vec<bool> {
    let up = joined_sites(pairing, verdicts);
    let serving = serving(pairing, verdicts);
    let judged = pairing.pairs.iter().zip(verdicts);
    let idle = judged.map(|(pair, verdict)| {
        is_idle_reserve(&up, pair, verdict)
            || is_reserve_beside(pairing, verdicts, (pair, verdict))
            || is_stood_in_for(&serving, pair, verdict)
    });
    idle.listed()
}

/// The ends that hold a VPN up from an address that routers share, each with the site it joins.
fn serving<'m>(pairing: &Pairing<'m>, verdicts: &[Verdict]) -> Vec<(Side, End<'m>)> {
    let judged = pairing.pairs.iter().zip(verdicts);
    let up = judged.filter(|(_, verdict)| verdict.state == State::Up);
    let ends = up.flat_map(|(pair, _)| ends_apart(pair));
    let shared =
        ends.filter(|(_, end)| settings::told(end).is_some_and(|it| it.shares().is_some()));
    shared.listed()
}

/// Each end, with the site of the other.
fn ends_apart<'m>(pair: &GatewayPair<'m>) -> impl Iterator<Item = (Side, End<'m>)> {
    let (a, b) = (pair.a, pair.b);
    let ways = b.map(|b| [(b.router.side, a), (a.router.side, b)]);
    ways.into_iter().flatten()
}

/// Whether an end may stand by for a router that uses the address of both at present.
fn is_stood_in_for(serving: &[(Side, End<'_>)], pair: &GatewayPair<'_>, verdict: &Verdict) -> bool {
    if verdict.state == State::Up || pair.role != Role::SiteToSite {
        return false;
    }
    let stands_by = |peer: Side, end: End<'_>| {
        let Some(told) = settings::told(&end).filter(settings::Told::may_stand_by) else {
            return false;
        };
        let mut others = serving
            .iter()
            .filter(|(to, other)| *to == peer && other.router.side != end.router.side);
        let is_of_one_group = |other: &End<'_>| {
            let group = settings::told(other).and_then(|it| it.shares());
            let lans = &other.router.networks.lans;
            let mut own = end.router.networks.lans.iter();
            let is_near = own.any(|lan| lans.iter().any(|it| it.value.overlaps(&lan.value)));
            group.is_some() && group == told.shares() && is_near
        };
        !end.has_any_sa() && others.any(|(_, other)| is_of_one_group(other))
    };
    ends_apart(pair).any(|(peer, end)| stands_by(peer, end))
}

/// Two sites that a pair joins; None for one that was not pasted.
type Sites = (Side, Option<Side>);

fn sites(pair: &GatewayPair<'_>) -> Sites {
    let b = pair.b.map(|it| it.router.side);
    (pair.a.router.side, b)
}

/// The sites that a pair joins that is up, or of which nobody knows and that is in no reserve itself, in order.
fn joined_sites(pairing: &Pairing<'_>, verdicts: &[Verdict]) -> Vec<Sites> {
    let all = pairing.pairs.iter().zip(verdicts);
    let may_be_up = |pair: &GatewayPair<'_>| !pair.ends().any(|end| end.is_reserve());
    let up = all.filter(|(pair, verdict)| {
        verdict.state == State::Up || (verdict.state == State::Unknown && may_be_up(pair))
    });
    let mut joined = up.map(|it| sites(it.0)).listed();
    sort_once(&mut joined);
    joined
}

/// Whether a tunnel is in reserve and idle, while another, of those `up`, joins the same two sites.
fn is_idle_reserve(up: &[Sites], pair: &GatewayPair<'_>, verdict: &Verdict) -> bool {
    let is_idle = verdict.state != State::Up && pair.ends().any(|end| end.is_reserve());
    is_idle && up.binary_search(&sites(pair)).is_ok()
}

/// The same of one whose other end was not pasted, or is not known, where a tunnel that is up leads to the same network.
fn is_reserve_beside(
    pairing: &Pairing<'_>,
    verdicts: &[Verdict],
    (pair, verdict): (&GatewayPair<'_>, &Verdict),
) -> bool {
    if verdict.state == State::Up || pair.b.is_some() || !pair.a.is_reserve() {
        return false;
    }
    let far = pair.a.far_networks();
    let leads_there = |end: &End<'_>| {
        let beside = end.far_networks();
        let mut both = far
            .iter()
            .filter(|it| beside.iter().any(|to| to.value.overlaps(&it.value)));
        end.router.side == pair.a.router.side && both.next().is_some()
    };
    let may_be_up = |it: &(&GatewayPair<'_>, &Verdict)| {
        let is_main = !it.0.ends().any(|end| end.is_reserve());
        it.1.state == State::Up || (it.1.state == State::Unknown && it.0.b.is_some() && is_main)
    };
    let mut up = pairing.pairs.iter().zip(verdicts).filter(may_be_up);
    up.any(|(pair, _)| pair.ends().any(|end| leads_there(&end)))
}

/// Between equal states: what a repair meets first, what says where to act before what does not, and of those that
/// are up what is less sure.
fn order_of(verdict: &Verdict) -> impl Ord {
    let is_up = verdict.state == State::Up;
    (
        verdict.cause.is_none(),
        verdict.cause,
        verdict.side.is_none(),
        is_up && verdict.certainty == Certainty::Shown,
        is_up && verdict.traffic == Traffic::Seen,
    )
}

/// Puts first what set the verdict.
pub(super) fn order(found: &mut [Found], verdict: &Verdict) {
    sort_by_key(found, |it| {
        let sets = match verdict.state {
            State::Unknown => it.severity() <= Severity::Input,
            State::Down | State::Degraded => it.severity().breaks(),
            State::Up => false,
        };
        !(sets && it.cause() == verdict.cause)
    });
}
