//! All rules, one file each, in folders by what they look at.

pub(super) mod config;
pub(super) mod ike;
pub(super) mod input;
pub(super) mod line;
pub(super) mod log;
pub(super) mod route;
pub(super) mod sa;
pub(super) mod stale;
pub(super) mod tunnel;

use crate::diagnose::{Finding, Phrase, Severity, steps};
use crate::pair::{End, GatewayPair};
use crate::text::{Listed, Place};

const BELOW_ANSWERS: Phrase = Phrase {
    ja: "まだ判断できません。ping には応答がありますが、その下の{here}の結果は不具合を示しています。どちらかは前のものです。",
    en: "This cannot be decided yet. A ping was answered, and what {here} shows below it is a fault. One of the two is of before.",
};

/// What an answered ping says against a fault of the end that the finding calls `here`: it is a remark, or where it
/// stands below that ping, a question that the next one answers.
pub(super) fn beside_answers(
    pair: &GatewayPair<'_>,
    [here, there]: [&End<'_>; 2],
    finding: Finding,
) -> Finding {
    let side = here.router.side;
    let own = |it: &&Place| it.side == side;
    let last = finding.evidence.iter().filter(own).map(|it| it.line).max();
    if !last.is_some_and(|it| pair.is_below_answers(side, it)) {
        return finding.severity(Severity::Risk);
    }
    let places = pair.answered_at().iter().copied().listed();
    let mut finding = finding.and_places(places).site("there", there.router.side);
    let mut old = std::mem::take(&mut finding.steps);
    old.retain(|it| !it.changes_state);
    let mut finding = steps::ping(finding, here.router, there.router);
    finding.steps.append(&mut old);
    finding.headline = Some(BELOW_ANSWERS);
    finding.severity(Severity::Input).cause(None)
}

/// Whether an end is ready for traffic, by its SAs or by its tunnel interfaces.
pub(super) fn carries(end: &End<'_>) -> bool {
    end.has_sas_both_ways() || is_up(end)
}

/// Whether the tunnel interfaces of an end show that they are up.
pub(super) fn is_up(end: &End<'_>) -> bool {
    tunnel::up(end).is_some()
}

/// Whether a tunnel interface of an end is shown not to be up.
pub(super) fn is_not_up(end: &End<'_>) -> bool {
    tunnel::not_up(end).is_some()
}
