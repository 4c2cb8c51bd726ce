//! Turns what lists and summaries count into where that disagrees with the SAs that are listed.

use super::Sas;
use crate::model::{Contradiction, Direction, IpsecSa, SaCounts, Sourced};
use crate::parse::{Answer, Dir, Extent, SaTable};
use crate::text::{Listed, find_equal};

/// The line by which a list announces no IPsec SAs, though it shows some, or not all of it was copied or picked out.
pub(super) fn announces_none(table: &SaTable, answer: &Answer) -> Option<u32> {
    let shows_some = table.rows.iter().any(|row| row.dir != Dir::None);
    let may_show_some = shows_some || answer.extent == Extent::Cut;
    let total = table.total.filter(|it| it.send == 0 && it.recv == 0);
    total.filter(|_| may_show_some).map(|it| it.line)
}

/// Where a list announces no IPsec SAs and yet shows some, or a summary counts some and a list shows
/// none, or the other way round. `nothing_announced` is the line that announces none.
pub(super) fn disagreeing_counts(sas: &Sas, nothing_announced: Option<u32>) -> Vec<Contradiction> {
    let disagreeing = sas.gateways.iter().filter_map(|gateway| {
        gateway.id?;
        let own = find_equal(&sas.ipsec, |sa| sa.common.gateway.cmp(&gateway.id));
        let listed = own.first().map(|sa| sa.common.line);
        let counts = gateway.counts;
        let counted = counts.map(|it| {
            let both = it.value.outbound.saturating_add(it.value.inbound);
            (both, it.line)
        });
        let one_way = counts.is_some_and(|it| counts_one_way(it, own));
        let whole = || {
            let mut answers = sas.answers.iter();
            answers.find(|answer| answer.whole && answer.covers(gateway.id))
        };
        let (shows, lacks) = match (listed, counted) {
            (Some(row), _) if nothing_announced.is_some() => (row, nothing_announced?),
            (Some(row), Some((0, count))) => (row, count),
            (Some(row), Some((_, count))) if one_way => (row, count),
            (None, Some((1.., count))) => (count, whole()?.opening),
            _ => return None,
        };
        Some(Contradiction {
            gateway: gateway.id,
            shows,
            lacks,
            lacks_one_way: one_way,
            back: None,
            by_settings: false,
        })
    });
    disagreeing.listed()
}

/// Whether a summary counts SAs of one direction alone, below those of both.
fn counts_one_way(counts: Sourced<SaCounts>, listed: &[IpsecSa]) -> bool {
    let SaCounts {
        outbound, inbound, ..
    } = counts.value;
    let shows = |wanted| listed.iter().any(|sa| sa.direction == wanted);
    let is_below = listed.iter().all(|sa| sa.common.last_line() < counts.line);
    let shows_both = shows(Direction::Outbound) && shows(Direction::Inbound);
    is_below && shows_both && (outbound == 0) != (inbound == 0)
}
