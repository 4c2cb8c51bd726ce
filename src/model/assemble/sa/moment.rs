//! Finds the details that are of another moment than the list, by the numbers and lives of their SAs.

use super::Listing;
use super::join::Row;
use crate::model::{GatewayId, ONE_MOMENT_SECS, Scope};
use crate::text::{Listed, find_equal, sort_once};

/// The gateways of details that were taken at another moment than the list, in order.
pub(super) fn apart(details: &[Listing], table: Option<&Listing>, rows: &[Row]) -> Vec<GatewayId> {
    let Some(table) = table else {
        return Vec::new();
    };
    let all = details
        .iter()
        .filter_map(|it| gateway_apart(it, table, rows));
    let mut all = all.listed();
    sort_once(&mut all);
    all
}

/// The gateway of a detail that was taken at another moment than a whole list: one of its SAs has another life there,
/// or is not in it, though others of the gateway are. `rows` are in order of gateways and numbers.
fn gateway_apart(detail: &Listing, table: &Listing, rows: &[Row]) -> Option<GatewayId> {
    let Scope::Gateway(gateway) = detail.answer.scope else {
        return None;
    };
    let listed = find_equal(rows, |it| it.gateway.cmp(&Some(gateway)));
    let is_apart = |block: &Row| {
        let Some(row) = find_equal(listed, |it| it.id.cmp(&block.id)).first() else {
            return table.answer.whole && block.id.is_some();
        };
        let lives = row.life.zip(block.life);
        lives.is_some_and(|(one, other)| one.abs_diff(other) > ONE_MOMENT_SECS)
    };
    let mut blocks = detail.commons().map(Row::of);
    (!listed.is_empty() && blocks.any(|it| is_apart(&it))).then_some(gateway)
}
