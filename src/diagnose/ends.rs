//! Turns a pair into the ends that a rule looks at, and what it found at them into its outcome.

use super::{Finding, Outcome, Where, found};
use crate::pair::{End, GatewayPair, Role};
use crate::text::{Listed, sort_by_key};

/// The ends of a pair that should join two sites; a peer that was not pasted moves no verdict.
pub(super) fn of_sites<'m>(pair: &GatewayPair<'m>) -> impl Iterator<Item = End<'m>> {
    let is_ours = pair.role == Role::SiteToSite;
    pair.ends().filter(move |_| is_ours)
}

/// What was found at the ends of a pair. Where both have the fault, neither comes first but by what is
/// surer.
pub(super) fn found_at(findings: impl Iterator<Item = Finding>) -> Outcome {
    found(surest_first(findings.listed()).into_iter())
}

fn surest_first(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() > 1 {
        for finding in &mut findings {
            finding.side = Some(Where::Both);
        }
        sort_by_key(&mut findings, |it| it.certainty);
    }
    findings
}

/// Each end, and the other one.
pub(super) fn both<'m>(pair: &GatewayPair<'m>) -> Vec<(End<'m>, End<'m>)> {
    let other = pair.b.filter(|_| pair.role == Role::SiteToSite);
    let both = other.map(|b| vec![(pair.a, b), (b, pair.a)]);
    both.unwrap_or_default()
}
