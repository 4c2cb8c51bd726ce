//! Joins the table's rows with the detail blocks of the same SAs, by the SA's number.

use std::collections::{BTreeMap, BTreeSet};

use super::{Listing, Sas};
use crate::model::{Contradiction, GatewayId, IkeSa, IpsecSa, SaAnswer, SaCommon, SaId, Scope};

/// Joins the table with the detail blocks. A whole detail output decides which SAs its gateway has.
pub(super) fn merge(table: Option<Listing>, details: Vec<Listing>) -> Sas {
    let mut sas = Sas::default();
    let mut rows = Rows::of(table.as_ref());
    for detail in details {
        sas.answers.push(detail.answer);
        let before = sas.ipsec.len();
        for mut sa in detail.ike {
            rows.enrich_ike(&mut sa);
            sas.ike.push(sa);
        }
        for mut sa in detail.ipsec {
            rows.enrich_ipsec(&mut sa);
            sas.ipsec.push(sa);
        }
        let found = sas
            .ipsec
            .get(before..)
            .and_then(<[IpsecSa]>::first)
            .map(|sa| sa.common.line);
        if let (Some(table), Scope::Gateway(gateway)) = (&table, detail.answer.scope) {
            sas.contradictions
                .extend(contradiction(table, &detail.answer, gateway, found));
        }
    }
    let used = rows.used;
    let Some(table) = table else { return sas };
    let decided: BTreeSet<GatewayId> = sas.answers.iter().filter_map(decides).collect();
    let left_over = |sa: &SaCommon| {
        let undecided = sa.gateway.is_none_or(|gateway| !decided.contains(&gateway));
        undecided && !used.contains(&sa.line)
    };
    sas.ike
        .extend(table.ike.into_iter().filter(|sa| left_over(&sa.common)));
    sas.ipsec
        .extend(table.ipsec.into_iter().filter(|sa| left_over(&sa.common)));
    sas.answers.push(table.answer);
    sas.answers.sort_by_key(|answer| answer.opening);
    sas
}

/// The gateway whose SAs a whole detail output lists completely.
fn decides(answer: &SaAnswer) -> Option<GatewayId> {
    match answer.scope {
        Scope::Gateway(gateway) if answer.whole => Some(gateway),
        Scope::All | Scope::Gateway(_) | Scope::Unknown => None,
    }
}

fn contradiction(
    table: &Listing,
    detail: &SaAnswer,
    gateway: GatewayId,
    in_detail: Option<u32>,
) -> Option<Contradiction> {
    let of_gateway = |sa: &&IpsecSa| sa.common.gateway == Some(gateway);
    let in_table = table.ipsec.iter().find(of_gateway).map(|sa| sa.common.line);
    let (shows, lacks) = match (in_table, in_detail) {
        (Some(row), None) if detail.whole => (row, detail.opening),
        (None, Some(block)) if table.answer.whole => (block, table.answer.opening),
        _ => return None,
    };
    Some(Contradiction {
        gateway: Some(gateway),
        shows,
        lacks,
    })
}

/// The table's rows by SA number, and those that a block has taken.
struct Rows<'t> {
    ike: BTreeMap<SaId, &'t IkeSa>,
    ipsec: BTreeMap<SaId, &'t IpsecSa>,
    used: BTreeSet<u32>,
}

impl<'t> Rows<'t> {
    fn of(table: Option<&'t Listing>) -> Self {
        let (ike, ipsec) = table.map_or((&[][..], &[][..]), |it| (&it.ike[..], &it.ipsec[..]));
        Self {
            ike: ike
                .iter()
                .filter_map(|sa| Some((sa.common.id?, sa)))
                .collect(),
            ipsec: ipsec
                .iter()
                .filter_map(|sa| Some((sa.common.id?, sa)))
                .collect(),
            used: BTreeSet::new(),
        }
    }

    fn enrich_ike(&mut self, sa: &mut IkeSa) {
        let Some(row) = sa.common.id.and_then(|id| self.ike.get(&id).copied()) else {
            return;
        };
        if self.enrich_common(&mut sa.common, &row.common) {
            sa.version = row.version;
        }
    }

    fn enrich_ipsec(&mut self, sa: &mut IpsecSa) {
        let Some(row) = sa.common.id.and_then(|id| self.ipsec.get(&id).copied()) else {
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
        self.used.insert(row.line);
        true
    }
}
