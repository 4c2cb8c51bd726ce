//! Turns the rows of `show ipsec sa` into SAs.

use super::{Listing, identity, protocol};
use crate::model::{
    Direction, Fact, GatewayId, IkeSa, IkeVersion, IpsecSa, SaAnswer, SaCommon, SaId, Scope,
    Seconds, Sourced, TunnelNumber, Word,
};
use crate::parse::{Answer, Connection, Dir, Extent, SaRow, SaTable};

pub(super) fn from_table(table: &SaTable, answer: &Answer) -> Listing {
    let n_ike = table.rows.iter().filter(|row| row.dir == Dir::None).count();
    let mut ike = Vec::with_capacity(n_ike);
    let mut ipsec = Vec::with_capacity(table.rows.len() - n_ike);
    for row in &table.rows {
        match &row.connection {
            Connection::Isakmp => ike.push(ike_from_row(row, IkeVersion::V1)),
            Connection::Ike => ike.push(ike_from_row(row, IkeVersion::V2)),
            Connection::Tun { number, protocol } => {
                ipsec.extend(ipsec_from_row(row, *number, protocol, "tunnel"));
            }
            Connection::Tra { number, protocol } => {
                ipsec.extend(ipsec_from_row(row, *number, protocol, "transport"));
            }
        }
    }
    let miscounted = table.total.and_then(|total| {
        let announced = [total.send, total.recv]
            .into_iter()
            .fold(total.isakmp, u32::saturating_add);
        let read = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        (answer.extent == Extent::Cut && announced != read).then_some((total.line, announced, read))
    });
    let read = |wanted: Dir| table.rows.iter().filter(|row| row.dir == wanted).count();
    let lost_ipsec = table.total.is_some_and(|total| {
        let announced = [(total.send, Dir::Send), (total.recv, Dir::Recv)];
        let counts = announced.map(|(count, dir)| (usize::try_from(count).unwrap_or(0), read(dir)));
        counts.iter().all(|it| it.0 > 0) && counts.iter().any(|it| it.0 > it.1)
    });
    let answer = SaAnswer {
        opening: table.opening,
        scope: Scope::All,
        whole: answer.extent == Extent::Whole || is_empty(table),
        prints_spis: false,
        miscounted,
        lost_ipsec,
    };
    Listing {
        answer,
        ike,
        ipsec,
        torn: Vec::new(),
        loose: false,
    }
}

/// Whether a table counts no SA of any kind: of such a one nothing can be left out.
fn is_empty(table: &SaTable) -> bool {
    let counted = table.total.map(|it| (it.isakmp, it.send, it.recv));
    counted == Some((0, 0, 0)) && table.rows.is_empty()
}

fn common_from_row(row: &SaRow) -> SaCommon {
    SaCommon {
        id: Some(SaId(row.sa)),
        gateway: Some(GatewayId(row.sgw)),
        local_id: Fact::NotPasted,
        remote_id: identity(&row.remote_id, row.line),
        remaining: row
            .life_secs
            .map(|life| Sourced::new(Seconds(life), row.line)),
        line: row.line,
        row: None,
        key_line: None,
        unsettled: None,
    }
}

fn ike_from_row(row: &SaRow, version: IkeVersion) -> IkeSa {
    IkeSa {
        common: common_from_row(row),
        version: Some(version),
        spis: None,
        algorithm: None,
    }
}

fn ipsec_from_row(row: &SaRow, number: u32, printed: &str, mode: &'static str) -> Option<IpsecSa> {
    let direction = match row.dir {
        Dir::Send => Direction::Outbound,
        Dir::Recv => Direction::Inbound,
        Dir::None => return None,
    };
    let sourced = |word: Word| Sourced::new(word, row.line);
    Some(IpsecSa {
        common: common_from_row(row),
        direction,
        tunnel: Some(TunnelNumber(number)),
        spi: None,
        protocol: (!printed.is_empty()).then(|| sourced(protocol(printed))),
        mode: Some(sourced(mode.into())),
        encryption: None,
        integrity: None,
        parent: row.isakmp.map(SaId),
    })
}
