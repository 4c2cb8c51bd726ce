//! Turns a row of the table of settings in which the ends differ into a finding with the lines that align them.

use super::compare::is_worth_a_remark;
use super::row::{Relation, Row};
use super::{ALIGN, Both, CHANGE_ONE, Change, Standing, nat_between, with_values};
use crate::diagnose::{Finding, Missing, Phrase, log};
use crate::pair::GatewayPair;
use crate::text::{Listed, Place};

/// What a row finds, where the ends differ as its remark says.
///
/// # Errors
/// The settings of an end that were not pasted, unless the VPN is up.
pub(in crate::diagnose) fn differing(
    both: &Both<'_>,
    row: &'static Row,
    bites: Phrase,
) -> Result<Option<Finding>, Missing> {
    let told = [&both.a, &both.b];
    let ends = told.map(|told| row.read(told));
    let lacking = told.iter().zip(&ends).filter(|it| it.1.is_not_pasted());
    let needs: Vec<_> = lacking.map(|it| it.0.need()).listed();
    if !needs.is_empty() && both.standing != Standing::Up {
        return Err(Missing(needs));
    }
    let [mine, theirs] = &ends;
    let Some((own, other)) = mine.known().zip(theirs.known()) else {
        return Ok(None);
    };
    if !is_worth_a_remark(both, row, mine, theirs) {
        return Ok(None);
    }
    let finding = Finding::new([both.a.place(own.line), both.b.place(other.line)])
        .about(row.itself())
        .arg("command", row.command)
        .phrase("bites", bites);
    let defaults = [mine, theirs].map(|it| it.explicit().is_none());
    let words = [own.value.text.as_str(), other.value.text.as_str()];
    let mut finding = with_values(finding, words, defaults);
    let ways = [
        (mine, [&own.value, &other.value]),
        (theirs, [&other.value, &own.value]),
    ];
    for ((told, peer), (now, [own, wanted])) in both.ends().into_iter().zip(ways) {
        let is_stronger = own.strength.zip(wanted.strength).map(|it| it.0 > it.1);
        // The stronger of the two stays as it is, unless the other router cannot do it.
        let text = match is_stronger {
            _ if !told.may_use(&wanted.text) => continue,
            Some(true) if peer.may_use(&own.text) => continue,
            Some(false) if matches!(row.relation, Relation::Followed) => ALIGN,
            _ => CHANGE_ONE,
        };
        let line = row.line(told.number(), &wanted.text);
        finding = told.mend(finding, text, [Change::of(line, now)]);
    }
    Ok(Some(both.name(finding)))
}

/// More than this many lines of a log add nothing.
const FALLS: usize = 3;

/// The lines that show that the keepalives of the ends may be what ends the tunnel: it keeps falling.
pub(in crate::diagnose) fn falls(both: &Both<'_>) -> Option<Vec<Place>> {
    both.ends().iter().find_map(|(told, _)| {
        let falls = log::tunnel_falls(&told.end)?;
        let newest = falls.lines.iter().rev().take(FALLS);
        Some(newest.map(|line| told.place(*line)).listed())
    })
}

/// The lines that show that NAT traversal is needed: traffic fails, and a translation is on the path.
pub(in crate::diagnose) fn needs_traversal(
    pair: &GatewayPair<'_>,
    both: &Both<'_>,
) -> Option<Vec<Place>> {
    let places = nat_between::translated(both)?;
    pair.fails().then(|| places.to_vec())
}
