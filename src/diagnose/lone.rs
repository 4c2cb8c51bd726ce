//! Tells whether VPNs that are dead may not be all that joins their routers: both may have SAs of a tunnel in reserve
//! that nothing pairs.

use super::{Arg, Certainty, Phrase, State, Verdict};
use crate::pair::{End, GatewayPair, Pairing, Role};
use crate::text::{Listed, Side};

const MAY_CARRY: Phrase = Phrase {
    ja: "別のトンネルに SA があり、そちらで通信しているかもしれません。{first}",
    en: "Another tunnel has SAs and may carry the traffic. {first}",
};

/// The verdict on all in that case, with what is said first of what is dead.
pub(super) fn told(dead: Verdict, first: Phrase, state: State) -> Verdict {
    let mut args = dead.args;
    args.push(("first", Arg::Phrase(first)));
    Verdict {
        state,
        certainty: Certainty::Likely,
        headline: MAY_CARRY,
        args,
        ..dead
    }
}

/// What is to be said of all in place of down, where the routers of dead VPNs have SAs of other gateways that nothing
/// pairs, and that may be with each other: those of both carry; those of one may, where the other lists none at all.
pub(super) fn may_carry(pairing: &Pairing<'_>, joined: &[&Verdict]) -> Option<State> {
    if joined.iter().any(|it| it.state != State::Down) {
        return None;
    }
    let mut states = Vec::new();
    let ours = pairing.pairs.iter();
    for pair in ours.filter(|it| it.role == Role::SiteToSite) {
        let b = pair.b?;
        let lists = |end: &End<'_>| end.router.whole_answer(None).is_some();
        states.push(match (lone(pairing, pair.a, b), lone(pairing, b, pair.a)) {
            (Lone::With | Lone::Unknown, Lone::With | Lone::Unknown)
            | (Lone::With, Lone::Another)
            | (Lone::Another, Lone::With) => State::Degraded,
            (Lone::With, Lone::Nothing) if !lists(&b) => State::Unknown,
            (Lone::Nothing, Lone::With) if !lists(&pair.a) => State::Unknown,
            (Lone::Nothing, _) | (_, Lone::Nothing) => return None,
            // Of tunnels of which only routes tell, the gateways may be these.
            _ if pair.ends().all(|it| it.gateway.is_none()) && !meet_a_third(pairing, pair) => {
                State::Unknown
            }
            _ => return None,
        });
    }
    states.into_iter().max()
}

/// Whether beside each dead VPN there is one between the same sites whose SAs fit, and of which nothing else is decided.
pub(super) fn may_carry_beside(pairing: &Pairing<'_>, verdicts: &[Verdict]) -> bool {
    let sides = |pair: &GatewayPair<'_>| pair.ends().map(|it| it.router.side).listed();
    let judged = || pairing.pairs.iter().zip(verdicts);
    let mut dead = judged().filter(|it| it.0.b.is_some() && it.1.state == State::Down);
    dead.all(|(dead, _)| {
        judged().any(|(pair, verdict)| {
            let may_be = verdict.state == State::Unknown && pair.fits_both_ways();
            may_be && sides(pair) == sides(dead)
        })
    })
}

/// With whom the SAs are of the gateways of a router that nothing pairs.
enum Lone {
    /// One of them is with the other router.
    With,
    /// Nothing tells.
    Unknown,
    /// With others, as far as the addresses of the other router are known.
    Another,
    /// There are none.
    Nothing,
}

fn lone(pairing: &Pairing<'_>, end: End<'_>, other: End<'_>) -> Lone {
    let alone = pairing.pairs.iter().filter(|it| it.b.is_none());
    let alone = alone
        .map(|it| it.a)
        .filter(|it| it.router.side == end.router.side);
    let mut found = Lone::Nothing;
    for called in alone.filter(End::has_sas_both_ways).map(|it| it.called()) {
        if called
            .iter()
            .any(|it| other.router.networks.goes_by(it.value))
        {
            return Lone::With;
        }
        if called.is_empty() {
            found = Lone::Unknown;
        } else if matches!(found, Lone::Nothing) {
            found = Lone::Another;
        }
    }
    found
}

/// Whether both routers of a pair call one and the same address.
fn meet_a_third(pairing: &Pairing<'_>, pair: &GatewayPair<'_>) -> bool {
    let lone = pairing.pairs.iter().filter(|it| it.b.is_none());
    let of = |side: Side| {
        let own = lone.clone().filter(move |it| it.a.router.side == side);
        own.flat_map(|it| it.a.called())
    };
    pair.b.is_some_and(|b| {
        of(pair.a.router.side).any(|one| of(b.router.side).any(|it| it.value == one.value))
    })
}
