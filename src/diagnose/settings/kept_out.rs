//! Tells of each end whether its own line keeps out the key exchange that the peer begins: what rules
//! about translations and filters share.

use super::{Both, Starts, Told, both};
use crate::diagnose::{Certainty, Finding, Outcome, Severity, log, nothing};
use crate::pair::GatewayPair;

/// What a rule finds at the end in front, where the other calls it.
type Find = fn(&Both<'_>, &Told<'_>, &Told<'_>) -> Option<Finding>;

/// Asks of each end that a peer could call whether something keeps the peer out: only where its
/// settings are whole, and neither logs nor SAs show that the peer has come in since.
pub(in crate::diagnose) fn kept_out(pair: &GatewayPair<'_>, find: Find) -> Outcome {
    kept_out_unless(pair, find, |own| log::heard(&own.end, pair))
}

/// The same of what follows the first messages: that these came in tells nothing of it.
pub(in crate::diagnose) fn kept_out_later(pair: &GatewayPair<'_>, find: Find) -> Outcome {
    kept_out_unless(pair, find, |own| {
        matches!(
            log::reached(&own.end, pair),
            Some(log::Reached::Phase2 | log::Reached::Up)
        )
    })
}

fn kept_out_unless(
    pair: &GatewayPair<'_>,
    find: Find,
    came_in: impl Fn(&Told<'_>) -> bool,
) -> Outcome {
    let Some(both) = both(pair)? else {
        return nothing();
    };
    let mut findings = Vec::new();
    for (own, peer) in both.ends() {
        let router = own.end.router;
        // An SA of that peer came in, or was answered, through this very line.
        let came_in = came_in(own) || own.end.ike_presence().is_shown();
        if router.settings.whole.is_some() && peer.knows_peer() && !came_in {
            findings.extend(find(&both, own, peer));
        }
    }
    Ok(findings)
}

impl Both<'_> {
    /// Says how much it weighs that an end keeps in what itself sends: a remark where the answers to what the peer begins
    /// may go out.
    pub(in crate::diagnose) fn weigh_kept_in(
        &self,
        finding: Finding,
        lets_answers_out: bool,
    ) -> Finding {
        let finding = self.weigh(finding, true);
        if lets_answers_out {
            finding
                .severity(Severity::Risk)
                .certainty(Certainty::Likely)
        } else {
            finding
        }
    }

    /// Says how much it weighs that an end keeps out what the peer begins: a remark where the answers
    /// to what the end begins by itself may come in.
    pub(in crate::diagnose) fn weigh_kept_out(
        &self,
        finding: Finding,
        own: &Told<'_>,
        lets_answers_in: bool,
    ) -> Finding {
        let finding = self.weigh(finding, true);
        if lets_answers_in && !matches!(own.starts(), Starts::No(_)) {
            finding
                .severity(Severity::Risk)
                .certainty(Certainty::Likely)
        } else {
            finding
        }
    }
}
