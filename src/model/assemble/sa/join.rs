//! Joins the table's rows with the detail blocks of the same SAs, by the SA's number.

use super::moment::apart;
use super::{Listing, Sas};
use crate::model::assemble::when::Times;
use crate::model::{GatewayId, IkeSa, IpsecSa, SaAnswer, SaCommon, SaId, Scope};
use crate::text::{Listed, find_equal, sort_by_key};

/// Joins the table with the detail blocks. A whole detail output decides which SAs its gateway has.
pub(super) fn merge(table: Option<Listing>, mut details: Vec<Listing>, times: &Times<'_>) -> Sas {
    let mut sas = Sas::default();
    let mut rows = Rows::of(table.as_ref());
    let printed = rows_of(table.as_ref());
    if let Some(table) = &table {
        details.retain(|detail| {
            !is_outdated(detail, &table.answer, &printed) && !came_since(detail, table, times)
        });
    }
    sas.apart = apart(&details, table.as_ref(), &printed);
    for mut detail in details {
        if is_cut(&detail, &printed) {
            detail.answer.whole = false;
        }
        sas.answers.push(detail.answer);
        for mut sa in detail.ike {
            rows.enrich_ike(&mut sa);
            sas.ike.push(sa);
        }
        for mut sa in detail.ipsec {
            rows.enrich_ipsec(&mut sa);
            sas.ipsec.push(sa);
        }
    }
    let mut used = rows.used;
    let Some(mut table) = table else { return sas };
    let mut decided: Vec<GatewayId> = sas.answers.iter().filter_map(decides).listed();
    sort_by_key(&mut decided, |gateway| *gateway);
    sort_by_key(&mut used, |line| *line);
    let left_over = |sa: &SaCommon| {
        let is_decided = |gateway| decided.binary_search(&gateway).is_ok();
        !sa.gateway.is_some_and(is_decided) && used.binary_search(&sa.line).is_err()
    };
    table.ike.retain(|sa| left_over(&sa.common));
    table.ipsec.retain(|sa| left_over(&sa.common));
    append(&mut sas.ike, table.ike);
    append(&mut sas.ipsec, table.ipsec);
    sas.answers.push(table.answer);
    sort_by_key(&mut sas.answers, |answer| answer.opening);
    sas
}

/// Whether none of the SAs of a detail is in the whole table below it, which has others of that gateway: they have ended
/// since.
fn is_outdated(detail: &Listing, table: &SaAnswer, rows: &[Row]) -> bool {
    let Scope::Gateway(gateway) = detail.answer.scope else {
        return false;
    };
    let listed = find_equal(rows, |it| it.gateway.cmp(&Some(gateway)));
    let is_listed = |sa: &SaCommon| {
        sa.id
            .is_none_or(|id| listed.iter().any(|it| it.id == Some(id)))
    };
    let is_below = table.whole && table.opening > detail.answer.opening;
    is_below
        && !listed.is_empty()
        && detail.commons().next().is_some()
        && !detail.commons().any(is_listed)
}

/// Whether a detail has no IPsec SAs of its gateway, and a list below it, which is shown to be the newer, has some.
fn came_since(detail: &Listing, table: &Listing, times: &Times<'_>) -> bool {
    let Scope::Gateway(gateway) = detail.answer.scope else {
        return false;
    };
    let upper = detail.answer.opening;
    let mut rows = table.ipsec.iter().map(|sa| &sa.common);
    let row = rows.find(|it| it.gateway == Some(gateway) && it.line > upper);
    detail.ipsec.is_empty() && row.is_some_and(|it| times.go_on(upper, it.line))
}

/// Whether a detail lacks an SA that the table has of that gateway and that cannot have ended since: each
/// block ends like the last one, so that nothing in it shows that some are missing.
fn is_cut(detail: &Listing, rows: &[Row]) -> bool {
    let Scope::Gateway(gateway) = detail.answer.scope else {
        return false;
    };
    let listed = find_equal(rows, |it| it.gateway.cmp(&Some(gateway)));
    let mut blocks = detail.ike.iter().map(|sa| Row::of(&sa.common)).listed();
    blocks.extend(detail.ipsec.iter().map(|sa| Row::of(&sa.common)));
    sort_by_key(&mut blocks, |it| it.id);
    let row_of = |block: &Row| find_equal(listed, |it| it.id.cmp(&block.id)).first();
    let Some(last) = blocks.last().filter(|it| it.id.is_some()) else {
        return false;
    };
    // One that the table does not have was made since, and others may have gone.
    let mut since = 0;
    for block in &blocks {
        let Some(row) = row_of(block) else {
            return false;
        };
        if let (Some(then), Some(now)) = (row.life, block.life) {
            since = since.max(then.saturating_sub(now));
        }
    }
    let lasts = |row: &Row| {
        row.life
            .is_none_or(|it| it > since.saturating_add(MARGIN_SECS))
    };
    let has_block = |row: &Row| !find_equal(&blocks, |it| it.id.cmp(&row.id)).is_empty();
    listed
        .iter()
        .any(|row| row.id > last.id || (lasts(row) && !has_block(row)))
}

/// An SA with so little left beyond the time between two outputs may end before the second one.
const MARGIN_SECS: u32 = 30;

/// What tells an SA from the others of its table, and its life.
pub(super) struct Row {
    pub(super) gateway: Option<GatewayId>,
    pub(super) id: Option<SaId>,
    pub(super) life: Option<u32>,
}

impl Row {
    pub(super) fn of(sa: &SaCommon) -> Self {
        Self {
            gateway: sa.gateway,
            id: sa.id,
            life: sa.remaining.map(|it| it.value.0),
        }
    }
}

/// Those of all SAs of a table, in order of gateways and numbers.
fn rows_of(table: Option<&Listing>) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(table) = table {
        rows.extend(table.ike.iter().map(|sa| Row::of(&sa.common)));
        rows.extend(table.ipsec.iter().map(|sa| Row::of(&sa.common)));
    }
    sort_by_key(&mut rows, |it| (it.gateway, it.id));
    rows
}

/// Where there is only a table, its SAs stay where they are.
fn append<T>(sas: &mut Vec<T>, mut more: Vec<T>) {
    if sas.is_empty() {
        *sas = more;
    } else {
        sas.append(&mut more);
    }
}

/// The gateway whose SAs a whole detail output lists completely.
fn decides(answer: &SaAnswer) -> Option<GatewayId> {
    match answer.scope {
        Scope::Gateway(gateway) if answer.whole => Some(gateway),
        Scope::All | Scope::Gateway(_) | Scope::Unknown => None,
    }
}

/// The table's rows in order of their SA numbers, and the lines of those that a block has taken.
struct Rows<'t> {
    ike: Vec<&'t IkeSa>,
    ipsec: Vec<&'t IpsecSa>,
    used: Vec<u32>,
}

impl<'t> Rows<'t> {
    fn of(table: Option<&'t Listing>) -> Self {
        let (ike, ipsec) = table.map_or((&[][..], &[][..]), |it| (&it.ike[..], &it.ipsec[..]));
        let (mut ike, mut ipsec): (Vec<_>, Vec<_>) = (ike.iter().listed(), ipsec.iter().listed());
        sort_by_key(&mut ike, |sa| sa.common.id);
        sort_by_key(&mut ipsec, |sa| sa.common.id);
        Self {
            ike,
            ipsec,
            used: Vec::new(),
        }
    }

    fn enrich_ike(&mut self, sa: &mut IkeSa) {
        let Some(id) = sa.common.id else { return };
        let row = find_equal(&self.ike, |row| row.common.id.cmp(&Some(id))).last();
        let Some(&row) = row else {
            return;
        };
        if self.enrich_common(&mut sa.common, &row.common) {
            sa.version = row.version;
        }
    }

    fn enrich_ipsec(&mut self, sa: &mut IpsecSa) {
        let Some(id) = sa.common.id else { return };
        let row = find_equal(&self.ipsec, |row| row.common.id.cmp(&Some(id))).last();
        let Some(&row) = row else {
            return;
        };
        if row.direction == sa.direction && self.enrich_common(&mut sa.common, &row.common) {
            sa.tunnel = row.tunnel;
            sa.parent = row.parent;
        }
    }

    /// Whether the row is of the same SA: a number may have been given anew between two outputs.
    fn enrich_common(&mut self, sa: &mut SaCommon, row: &SaCommon) -> bool {
        if sa.gateway.is_some() && sa.gateway != row.gateway {
            return false;
        }
        sa.gateway = row.gateway;
        sa.row = Some(row.line);
        sa.remaining = sa.remaining.or(row.remaining);
        let remote_id = std::mem::take(&mut sa.remote_id);
        sa.remote_id = remote_id.or(row.remote_id.clone());
        self.used.push(row.line);
        true
    }
}
