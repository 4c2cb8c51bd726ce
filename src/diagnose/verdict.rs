//! Turns findings and SAs into a verdict for each pair, and the pairs' verdicts into one.

use super::phrase::Args;
use super::{Arg, Cause, Certainty, Found, Phrase, Severity, Where};
use crate::pair::{self, End, GatewayPair, MatchedBy, Pairing, Role};
use crate::text::{Listed, Side, find_equal, sort_by_key, sort_once};

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

const UP_SHOWN: Phrase = Phrase {
    ja: "両端の SA は対になっています。通信が流れるかはまだ確かめていません。",
    en: "The SAs of both ends fit. Whether traffic flows is not yet checked.",
};
const UP_SHOWN_SEEN: Phrase = Phrase {
    ja: "つながっています。両端の SA は対になり、通信も流れています。",
    en: "Connected. The SAs of both ends fit, and traffic flows.",
};
const UP_LIKELY_SEEN: Phrase = Phrase {
    ja: "つながっているようです。両端で通信が流れています。detail を両方貼ると、SA が対になっているかを SPI で確認できます。",
    en: "This seems to be connected: traffic flows at both ends. Paste the detail of both, and their SPIs show whether the SAs fit.",
};
const UP_LIKELY: Phrase = Phrase {
    ja: "両端に SA があります。detail を両方貼ると、対になっているかを SPI で確認できます。",
    en: "Both ends have SAs. Paste the detail of both, and their SPIs show whether they fit.",
};
const NOT_DECIDED: Phrase = Phrase {
    ja: "まだ判断できません。両方のルーターの show ipsec sa を貼ってください。",
    en: "This cannot be decided yet. Please paste show ipsec sa of both routers.",
};
const NOT_DECIDED_ONE: Phrase = Phrase {
    ja: "まだ判断できません。{side}の show ipsec sa を貼ってください。",
    en: "This cannot be decided yet. Please paste show ipsec sa of {side}.",
};
const NOT_DECIDED_DETAIL: Phrase = Phrase {
    ja: "まだ判断できません。両方のルーターの show ipsec sa gateway … detail を貼ってください。",
    en: "This cannot be decided yet. Please paste show ipsec sa gateway … detail of both routers.",
};
const NOTHING_PASTED: Phrase = Phrase {
    ja: "両方のルーターでコマンドを実行し、その結果を貼ってください。",
    en: "Run the commands on both routers and paste what they answered.",
};
const SOME_DEAD: Phrase = Phrase {
    ja: "{all} 本中 {dead} 本が切れています。{first}",
    en: "{dead} of {all} VPNs are down. {first}",
};
const ALL_DEAD: Phrase = Phrase {
    ja: "{all} 本の VPN がすべて切れています。{first}",
    en: "All {all} VPNs are down. {first}",
};
const SOME_OPEN: Phrase = Phrase {
    ja: "{all} 本中 {open} 本はまだ判断できません。{first}",
    en: "{open} of {all} VPNs cannot be judged yet. {first}",
};

/// One verdict per pair. `found` must be in order of rank.
pub(super) fn of_pairs(pairing: &Pairing<'_>, found: &[Found]) -> Vec<Verdict> {
    let mut of_pair: Vec<Vec<&Found>> = pairing.pairs.iter().map(|_| Vec::new()).listed();
    // What is about a router or the whole concerns the sites of which it quotes a line.
    let mut of_routers: Vec<&Found> = Vec::new();
    let mut concerned: Vec<(Side, usize)> = Vec::new();
    for it in found.iter().filter(|it| it.severity() != Severity::Risk) {
        if let Some(list) = it.pair.and_then(|pair| of_pair.get_mut(pair)) {
            list.push(it);
            continue;
        }
        let places = it.finding.evidence.iter();
        concerned.extend(places.map(|place| (place.side, of_routers.len())));
        of_routers.push(it);
    }
    sort_once(&mut concerned);
    pairing
        .pairs
        .iter()
        .zip(of_pair)
        .map(|(pair, own)| {
            let mut of_ends: Vec<usize> = Vec::new();
            for end in pair.ends() {
                let here = find_equal(&concerned, |it| it.0.cmp(&end.router.side));
                of_ends.extend(here.iter().map(|it| it.1));
            }
            sort_once(&mut of_ends);
            let of_ends = of_ends.iter().filter_map(|at| of_routers.get(*at));
            of_pair_with(pair, &of_ends.chain(&own).copied().listed())
        })
        .listed()
}

fn of_pair_with(pair: &GatewayPair<'_>, found: &[&Found]) -> Verdict {
    let first = |severity| {
        let mut of_severity = found.iter().filter(|it| it.severity() == severity);
        // The order of causes is the order of a repair; a finding without cause comes last.
        of_severity
            .clone()
            .min_by_key(|it| (it.cause().is_none(), it.cause()))
            .or(of_severity.next())
    };
    for (severity, state) in [
        (Severity::Void, State::Unknown),
        (Severity::Blocks, State::Down),
        (Severity::Degrades, State::Degraded),
        (Severity::Input, State::Unknown),
    ] {
        if let Some(it) = first(severity) {
            let traffic = traffic(pair, state);
            return Verdict {
                traffic,
                ..by_finding(state, it)
            };
        }
    }
    by_sas(pair)
}

/// What a verdict says of traffic: packets counted while the VPN was up say nothing once it is down,
/// and nothing at all of two ends that may not belong together.
fn traffic(pair: &GatewayPair<'_>, state: State) -> Traffic {
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
        headline: found.rule.headline,
        args: found.finding.args.clone(),
    }
}

/// The verdict where no finding decides: by the SAs of both ends.
fn by_sas(pair: &GatewayPair<'_>) -> Verdict {
    let verdict = |state, certainty, headline| Verdict {
        state,
        certainty,
        cause: None,
        side: None,
        traffic: traffic(pair, state),
        headline,
        args: Vec::new(),
    };
    let seen = traffic(pair, State::Up) == Traffic::Seen;
    let Some(b) = pair.b else {
        return one_sided(pair);
    };
    if pair.fits_both_ways() && pair.ends().all(|end| end.tells_newest_spi()) {
        let headline = if seen { UP_SHOWN_SEEN } else { UP_SHOWN };
        return verdict(State::Up, Certainty::Shown, headline);
    }
    let has_sas = |end: &End<'_>| pair.belongs() && end.has_sas_both_ways();
    // A tunnel is up for its own peer; only what names that peer makes it evidence for this pair.
    let named = !matches!(pair.matched_by, MatchedBy::Only | MatchedBy::Nothing);
    let is_up = |end: &End<'_>| has_sas(end) || (named && end.receives().is_some());
    if is_up(&pair.a) && is_up(&b) {
        let headline = if seen { UP_LIKELY_SEEN } else { UP_LIKELY };
        return verdict(State::Up, Certainty::Likely, headline);
    }
    let unlisted: Vec<_> = pair.ends().filter(|end| !end.router.lists_sas()).listed();
    match unlisted.as_slice() {
        [end] => one_missing(
            verdict(State::Unknown, Certainty::Likely, NOT_DECIDED_ONE),
            end,
        ),
        [] => verdict(State::Unknown, Certainty::Likely, NOT_DECIDED_DETAIL),
        _ if pair.ends().any(|end| end.router.pasted) => {
            verdict(State::Unknown, Certainty::Likely, NOT_DECIDED)
        }
        _ => verdict(State::Unknown, Certainty::Likely, NOTHING_PASTED),
    }
}

fn one_missing(mut verdict: Verdict, end: &End<'_>) -> Verdict {
    verdict.side = Some(Where::Site(end.router.side));
    verdict.args.push(("side", Arg::Site(end.router.side)));
    verdict
}

/// A gateway whose peer was not pasted.
fn one_sided(pair: &GatewayPair<'_>) -> Verdict {
    const PEER_NOT_PASTED: Phrase = Phrase {
        ja: "相手側のルーターの結果が貼られていないため、判断できません。",
        en: "The peer's output was not pasted, so this cannot be judged.",
    };
    let headline = if pair.a.router.pasted {
        PEER_NOT_PASTED
    } else {
        NOTHING_PASTED
    };
    Verdict {
        state: State::Unknown,
        certainty: Certainty::Likely,
        cause: None,
        side: None,
        traffic: Traffic::NotChecked,
        headline,
        args: Vec::new(),
    }
}

/// The worst of the pairs that join two sites; degraded where some are up and some dead.
pub(super) fn of_all(pairing: &Pairing<'_>, verdicts: &[Verdict], found: &[Found]) -> Verdict {
    let up = joined_sites(pairing, verdicts);
    let joined: Vec<&Verdict> = pairing
        .pairs
        .iter()
        .zip(verdicts)
        .filter(|(pair, _)| pair.role == Role::SiteToSite)
        .filter(|(pair, verdict)| !is_idle_reserve(&up, pair, verdict))
        .map(|(_, verdict)| verdict)
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
        return verdict.map_or_else(nothing_pasted, |it| by_finding(State::Unknown, it));
    };
    let count = |state: State| joined.iter().filter(|it| it.state == state).count();
    let mut verdict = worst.clone();
    let dead = count(State::Down);
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
    const SAID: [Phrase; 2] = [
        Phrase {
            ja: "まだ判断できません。",
            en: "This cannot be decided yet. ",
        },
        Phrase {
            ja: "VPN は切れています。",
            en: "The VPN is down. ",
        },
    ];
    SAID.into_iter().fold(headline, |it, said| Phrase {
        ja: it.ja.strip_prefix(said.ja).unwrap_or(it.ja),
        en: it.en.strip_prefix(said.en).unwrap_or(it.en),
    })
}

/// Makes remarks of what was found of tunnels in reserve that are idle, as they may be.
pub(super) fn excuse_reserves(found: &mut [Found], pairing: &Pairing<'_>, verdicts: &[Verdict]) {
    let up = joined_sites(pairing, verdicts);
    for it in found {
        let own = |at: usize| Some((pairing.pairs.get(at)?, verdicts.get(at)?));
        let own = it.pair.and_then(own);
        if own.is_some_and(|(pair, verdict)| is_idle_reserve(&up, pair, verdict)) {
            it.finding.severity = Some(Severity::Risk);
        }
    }
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

/// Between equal states: what a repair meets first.
fn order_of(verdict: &Verdict) -> (bool, Option<Cause>) {
    (verdict.cause.is_none(), verdict.cause)
}

fn nothing_pasted() -> Verdict {
    Verdict {
        state: State::Unknown,
        certainty: Certainty::Likely,
        cause: None,
        side: None,
        traffic: Traffic::NotChecked,
        headline: NOTHING_PASTED,
        args: Vec::new(),
    }
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
