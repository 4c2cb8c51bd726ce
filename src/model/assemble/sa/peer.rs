//! Finds the gateway of SAs that were listed without one, by the peer that a summary names beside its number.

use super::{Sas, identity};
use crate::model::{Fact, GatewayId, IkeIdentity, SaCommon};
use crate::parse::GatewaySummary;
use crate::text::{Listed, find_equal, sort_by_key};

/// Gives SAs without a gateway the one with the same ends, where a summary lists only one such.
pub(super) fn find_gateways(sas: &mut Sas, summaries: &[&GatewaySummary]) {
    let rows = rows(summaries);
    let mut rows: Vec<&Row> = rows.iter().listed();
    sort_by_key(&mut rows, |row| &row.remote);
    let ike = sas.ike.iter_mut().map(|sa| &mut sa.common);
    let all = ike.chain(sas.ipsec.iter_mut().map(|sa| &mut sa.common));
    for common in all.filter(|it| it.gateway.is_none()) {
        common.gateway = gateway_of(common, &rows);
    }
}

/// A gateway that a summary lists, and its ends.
struct Row {
    remote: IkeIdentity,
    local: Fact<IkeIdentity>,
    gateway: GatewayId,
}

/// All rows whose peer can be read.
fn rows(summaries: &[&GatewaySummary]) -> Vec<Row> {
    let rows = summaries.iter().flat_map(|summary| &summary.rows);
    let told = rows.filter_map(|row| {
        let remote = identity(&row.remote_id, row.line);
        Some(Row {
            remote: remote.seen()?.value.clone(),
            local: identity(&row.local_id, row.line),
            gateway: GatewayId(row.sgw),
        })
    });
    told.listed()
}

fn gateway_of(common: &SaCommon, rows: &[&Row]) -> Option<GatewayId> {
    let remote = &common.remote_id.seen()?.value;
    let local = common.local_id.seen();
    let same = |row: &&&Row| {
        let both = local.zip(row.local.seen());
        both.is_none_or(|(mine, their)| mine.value.same(&their.value))
    };
    let mut of_peer = find_equal(rows, |row| row.remote.cmp(remote)).iter();
    let first = of_peer.find(same)?.gateway;
    let is_only = of_peer.filter(same).all(|row| row.gateway == first);
    is_only.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::{Times, assemble};
    use crate::{parse, text};

    fn gateway(rows: &str) -> Option<u32> {
        let paste = format!(
            "SA[2] Duration: 28769s\nLocal ID: 192.0.2.1\nRemote ID: 203.0.113.2\nDirection: send\nSPI: a0 00 00 01\n\
             # show ipsec sa gateway\nsgw  flags local-id remote-id # of sa\n{rows}#\n"
        );
        let document = text::read(&paste);
        let parts = text::split(&document, &parse::grammar());
        let sas = assemble(&parse::parse(&parts[0]).answers, &Times::default());
        sas.ipsec[0].common.gateway.map(|it| it.0)
    }

    #[test]
    fn the_same_ends_name_the_gateway() {
        let own = "3    U K   192.0.2.1 203.0.113.2 i:0 s:0 r:0\n";
        assert_eq!(gateway(own), Some(3));
        let other_peer = "4    U K   192.0.2.1 203.0.113.9 i:0 s:0 r:0\n";
        assert_eq!(gateway(&format!("{other_peer}{own}")), Some(3));
        let other_line = "5    U K   192.0.2.9 203.0.113.2 i:0 s:0 r:0\n";
        assert_eq!(gateway(&format!("{own}{other_line}")), Some(3));
        assert_eq!(gateway(other_line), None);
        let twice = own.replacen('3', "6", 1);
        assert_eq!(gateway(&format!("{own}{twice}")), None);
    }
}
