//! Turns the outputs that list SAs into SAs. Where several list the same one they become one SA:
//! the detail block gives the SPI, the table row gateway, tunnel and parent, joined by the SA's number.

use super::super::{
    Algorithm, Contradiction, Direction, Fact, GatewayId, IkeIdentity, IkeSa, IkeSpis, IkeVersion,
    IpsecSa, SaAnswer, SaCommon, SaCounts, SaId, Scope, Seconds, SecurityGateway, Sourced, Spi,
    TunnelNumber,
};
use crate::parse::{
    Answer, Connection, Dir, Extent, Field, Label, Record, SaBlock, SaRow, SaTable, hex_bytes,
};
use crate::text::{find_equal, sort_by_key};

/// Everything that the SA outputs of a router say.
#[derive(Debug, Default)]
pub(super) struct Sas {
    pub(super) ike: Vec<IkeSa>,
    pub(super) ipsec: Vec<IpsecSa>,
    pub(super) gateways: Vec<SecurityGateway>,
    pub(super) answers: Vec<SaAnswer>,
    pub(super) contradictions: Vec<Contradiction>,
    pub(super) mirrored: Option<(u32, u32)>,
}

/// One output that lists SAs.
struct Listing {
    answer: SaAnswer,
    ike: Vec<IkeSa>,
    ipsec: Vec<IpsecSa>,
}

pub(super) fn assemble(answers: &[Answer]) -> Sas {
    let mut table = None;
    let mut details: Vec<Listing> = Vec::new();
    let mut spis = Vec::new();
    let mut summaries = Vec::new();
    for answer in answers {
        match &answer.record {
            Record::SaTable(rows) => table = Some(from_table(rows, answer)),
            Record::SaBlocks(blocks) => {
                let detail = from_blocks(&blocks.blocks, answer);
                spis.extend(
                    detail
                        .ipsec
                        .iter()
                        .filter_map(|sa| Some((sa.direction, sa.spi?))),
                );
                details.retain(|older| !supersedes(&detail.answer, &older.answer));
                details.push(detail);
            }
            Record::Nothing if answer.command.starts_with("show ipsec sa") => {
                let nothing = from_nothing(answer);
                details.retain(|older| !supersedes(&nothing.answer, &older.answer));
                match nothing.answer.scope {
                    Scope::All => table = Some(nothing),
                    Scope::Gateway(_) | Scope::Unknown => details.push(nothing),
                }
            }
            Record::GatewaySummary(summary) => summaries.push(summary),
            Record::Nothing | Record::RouterError(_) | Record::Quiet => {}
        }
    }
    let mut sas = merge(table, details);
    sas.gateways = gateways(&sas);
    sas.mirrored = mirrored(&spis);
    for row in summaries.into_iter().flat_map(|summary| &summary.rows) {
        let counts = SaCounts {
            ike: row.isakmp,
            outbound: row.send,
            inbound: row.recv,
        };
        let id = Some(GatewayId(row.sgw));
        if !sas.gateways.iter().any(|gateway| gateway.id == id) {
            sas.gateways.push(SecurityGateway {
                id,
                ..SecurityGateway::default()
            });
        }
        if let Some(gateway) = sas.gateways.iter_mut().find(|gateway| gateway.id == id) {
            gateway.counts = Some(Sourced::new(counts, row.line));
            gateway.learn(
                &identity(&row.local_id, row.line),
                &identity(&row.remote_id, row.line),
            );
        }
    }
    sort_by_key(&mut sas.gateways, |gateway| gateway.id);
    sort_by_key(&mut sas.ike, |sa| sa.common.gateway);
    sort_by_key(&mut sas.ipsec, |sa| sa.common.gateway);
    sas
}

/// Lines of an outbound and an inbound SA with one SPI, in all outputs, also those replaced since.
fn mirrored(spis: &[(Direction, Sourced<Spi>)]) -> Option<(u32, u32)> {
    let of = |wanted| {
        spis.iter()
            .filter(move |(direction, _)| *direction == wanted)
    };
    let mut sent: Vec<Sourced<Spi>> = of(Direction::Outbound).map(|(_, spi)| *spi).collect();
    sort_by_key(&mut sent, |spi| spi.value);
    of(Direction::Inbound).find_map(|(_, spi)| {
        let own = find_equal(&sent, |it| it.value.cmp(&spi.value)).last()?;
        Some((own.line, spi.line))
    })
}

/// Whether a later output of the same scope replaces an earlier one.
fn supersedes(later: &SaAnswer, earlier: &SaAnswer) -> bool {
    later.scope == Scope::All || (later.scope == earlier.scope && later.scope != Scope::Unknown)
}

/// Joins the table with the detail blocks. A whole detail output decides which SAs its gateway has.
fn merge(table: Option<Listing>, details: Vec<Listing>) -> Sas {
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
    let mut used = rows.used;
    let Some(table) = table else { return sas };
    let mut decided: Vec<GatewayId> = sas.answers.iter().filter_map(decides).collect();
    sort_by_key(&mut decided, |gateway| *gateway);
    sort_by_key(&mut used, |line| *line);
    let left_over = |sa: &SaCommon| {
        let is_decided = |gateway| decided.binary_search(&gateway).is_ok();
        !sa.gateway.is_some_and(is_decided) && used.binary_search(&sa.line).is_err()
    };
    sas.ike
        .extend(table.ike.into_iter().filter(|sa| left_over(&sa.common)));
    sas.ipsec
        .extend(table.ipsec.into_iter().filter(|sa| left_over(&sa.common)));
    sas.answers.push(table.answer);
    sort_by_key(&mut sas.answers, |answer| answer.opening);
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

/// The table's rows in order of their SA numbers, and the lines of those that a block has taken.
struct Rows<'t> {
    ike: Vec<&'t IkeSa>,
    ipsec: Vec<&'t IpsecSa>,
    used: Vec<u32>,
}

impl<'t> Rows<'t> {
    fn of(table: Option<&'t Listing>) -> Self {
        let (ike, ipsec) = table.map_or((&[][..], &[][..]), |it| (&it.ike[..], &it.ipsec[..]));
        let (mut ike, mut ipsec): (Vec<_>, Vec<_>) = (ike.iter().collect(), ipsec.iter().collect());
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

fn from_table(table: &SaTable, answer: &Answer) -> Listing {
    let mut ike = Vec::new();
    let mut ipsec = Vec::new();
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
        let announced = total.isakmp + total.send + total.recv;
        let read = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        (answer.extent == Extent::Cut && announced != read).then_some((total.line, announced, read))
    });
    let answer = SaAnswer {
        opening: table.opening,
        scope: Scope::All,
        whole: answer.extent == Extent::Whole,
        prints_spis: false,
        miscounted,
    };
    Listing { answer, ike, ipsec }
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

fn ipsec_from_row(row: &SaRow, number: u32, protocol: &str, mode: &str) -> Option<IpsecSa> {
    let direction = match row.dir {
        Dir::Send => Direction::Outbound,
        Dir::Recv => Direction::Inbound,
        Dir::None => return None,
    };
    let sourced = |text: String| Sourced::new(text, row.line);
    Some(IpsecSa {
        common: common_from_row(row),
        direction,
        tunnel: Some(TunnelNumber(number)),
        spi: None,
        protocol: (!protocol.is_empty()).then(|| sourced(protocol.to_ascii_uppercase())),
        mode: Some(sourced(mode.to_owned())),
        encryption: None,
        integrity: None,
        parent: row.isakmp.map(SaId),
    })
}

fn from_nothing(answer: &Answer) -> Listing {
    let answer = SaAnswer {
        opening: answer.first_line,
        scope: scope(answer),
        whole: answer.extent == Extent::Whole,
        prints_spis: false,
        miscounted: None,
    };
    Listing {
        answer,
        ike: Vec::new(),
        ipsec: Vec::new(),
    }
}

/// What a detail output covers, by the command that was typed.
fn scope(answer: &Answer) -> Scope {
    let number = answer.arguments.iter().find_map(|word| word.parse().ok());
    let names_gateway = answer.arguments.iter().any(|word| word == "gateway");
    match number {
        Some(number) if names_gateway => Scope::Gateway(GatewayId(number)),
        // `show ipsec sa 3` lists one SA.
        None if names_gateway || answer.command == "show ipsec sa" => Scope::All,
        Some(_) | None => Scope::Unknown,
    }
}

fn from_blocks(blocks: &[SaBlock], answer: &Answer) -> Listing {
    let scope = scope(answer);
    let gateway = match scope {
        Scope::Gateway(gateway) => Some(gateway),
        Scope::All | Scope::Unknown => None,
    };
    let mut listing = Listing {
        answer: SaAnswer {
            opening: blocks.first().map_or(answer.first_line, |block| block.line),
            scope,
            whole: answer.extent == Extent::Whole,
            prints_spis: true,
            miscounted: None,
        },
        ike: Vec::new(),
        ipsec: Vec::new(),
    };
    for block in blocks {
        let block = Block { block, gateway };
        match block.kind() {
            Kind::Ike => listing.ike.push(block.ike_sa()),
            Kind::Ipsec(direction) => listing.ipsec.push(block.ipsec_sa(direction)),
            // A block cut before its direction proves nothing, and takes the proof of absence away.
            Kind::Unknown => listing.answer.whole = false,
        }
    }
    listing
}

enum Kind {
    Ike,
    Ipsec(Direction),
    Unknown,
}

/// A detail block and the gateway of the command that printed it.
struct Block<'b> {
    block: &'b SaBlock,
    gateway: Option<GatewayId>,
}

impl Block<'_> {
    fn field(&self, wanted: &Label) -> Option<&Field> {
        self.block
            .fields
            .iter()
            .find(|field| field.label == *wanted)
    }

    fn kind(&self) -> Kind {
        let protocol = self
            .field(&Label::Protocol)
            .map(|field| field.value.to_ascii_uppercase());
        let protocol = protocol.as_deref().unwrap_or_default();
        if protocol.starts_with("IKE") || protocol.starts_with("ISAKMP") {
            return Kind::Ike;
        }
        let direction = self
            .field(&Label::Direction)
            .map(|field| field.value.to_ascii_lowercase());
        match direction.as_deref() {
            Some("send" | "送信" | "transmit" | "outbound") => Kind::Ipsec(Direction::Outbound),
            Some("receive" | "recv" | "受信" | "inbound") => Kind::Ipsec(Direction::Inbound),
            Some("送受信" | "both") => Kind::Ike,
            _ => Kind::Unknown,
        }
    }

    fn common(&self) -> SaCommon {
        let identity_of = |id: &Label, host: &Label| {
            let read = |label| self.field(label).map(|it| identity(&it.value, it.line));
            read(id)
                .unwrap_or_default()
                .or(read(host).unwrap_or_default())
        };
        SaCommon {
            id: Some(SaId(self.block.sa)),
            gateway: self.gateway,
            local_id: identity_of(&Label::LocalId, &Label::LocalHost),
            remote_id: identity_of(&Label::RemoteId, &Label::RemoteHost),
            remaining: self.field(&Label::Duration).and_then(seconds),
            line: self.block.line,
            row: None,
            key_line: self.field(&Label::Key).map(|field| field.line),
        }
    }

    fn ike_sa(&self) -> IkeSa {
        let spis = self.field(&Label::Spi).and_then(|field| {
            let digits = hex_bytes(&field.value).filter(|digits| digits.len() == 32)?;
            let (initiator, responder) = digits.split_at_checked(16)?;
            let half = |digits| u64::from_str_radix(digits, 16).ok();
            let spis = IkeSpis {
                initiator: half(initiator)?,
                responder: half(responder)?,
            };
            Some(Sourced::new(spis, field.line))
        });
        let parts = [
            Label::Algorithm,
            Label::Encryption,
            Label::Integrity,
            Label::Prf,
            Label::DhGroup,
        ];
        let fields: Vec<&Field> = parts.iter().filter_map(|label| self.field(label)).collect();
        let algorithm = fields.first().map(|first| {
            let values: Vec<&str> = fields.iter().map(|field| field.value.as_str()).collect();
            Sourced::new(Algorithm(values.join(", ")), first.line)
        });
        let is_v2 = |field: &Field| field.value.eq_ignore_ascii_case("IKEv2");
        let version = match self.field(&Label::Protocol) {
            Some(field) if is_v2(field) => Some(IkeVersion::V2),
            Some(_) => Some(IkeVersion::V1),
            None => None,
        };
        IkeSa {
            common: self.common(),
            version,
            spis,
            algorithm,
        }
    }

    fn ipsec_sa(&self, direction: Direction) -> IpsecSa {
        let spi = self.field(&Label::Spi).and_then(|field| {
            let digits = hex_bytes(&field.value).filter(|digits| digits.len() == 8)?;
            let spi = u32::from_str_radix(&digits, 16).ok()?;
            // The first 256 are reserved (RFC 4303 §2.1): what prints one has been masked by hand.
            (spi > 255).then(|| Sourced::new(Spi(spi), field.line))
        });
        let text = |label: &Label, change: fn(&str) -> String| {
            self.field(label)
                .map(|field| Sourced::new(change(&field.value), field.line))
        };
        let algorithm = |label: &Label| {
            self.field(label)
                .map(|field| Sourced::new(Algorithm(field.value.clone()), field.line))
        };
        IpsecSa {
            common: self.common(),
            direction,
            tunnel: None,
            spi,
            protocol: text(&Label::Protocol, str::to_ascii_uppercase),
            mode: text(&Label::Mode, str::to_ascii_lowercase),
            encryption: algorithm(&Label::Algorithm).or_else(|| algorithm(&Label::Encryption)),
            integrity: algorithm(&Label::ForAuth).or_else(|| algorithm(&Label::Integrity)),
            parent: None,
        }
    }
}

fn seconds(field: &Field) -> Option<Sourced<Seconds>> {
    let digits: String = field
        .value
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    Some(Sourced::new(Seconds(digits.parse().ok()?), field.line))
}

fn identity(value: &str, line: u32) -> Fact<IkeIdentity> {
    if value.trim().is_empty() {
        return Fact::NotPasted;
    }
    IkeIdentity::read(value).map_or(Fact::Hidden(line), |id| Fact::Seen(Sourced::new(id, line)))
}

impl SecurityGateway {
    /// Takes over the identities that are not known yet.
    fn learn(&mut self, local_id: &Fact<IkeIdentity>, remote_id: &Fact<IkeIdentity>) {
        let known = std::mem::take(&mut self.local_id);
        self.local_id = known.or(local_id.clone());
        let known = std::mem::take(&mut self.remote_id);
        self.remote_id = known.or(remote_id.clone());
    }
}

/// The gateways that SAs and commands name, with the ids of their SAs.
fn gateways(sas: &Sas) -> Vec<SecurityGateway> {
    let nothing = SaCommon::default();
    let mut named: Vec<(Option<GatewayId>, &SaCommon)> = Vec::new();
    named.extend(sas.ike.iter().map(|sa| (sa.common.gateway, &sa.common)));
    named.extend(sas.ipsec.iter().map(|sa| (sa.common.gateway, &sa.common)));
    for answer in &sas.answers {
        if let Scope::Gateway(gateway) = answer.scope {
            named.push((Some(gateway), &nothing));
        }
    }
    sort_by_key(&mut named, |it| it.0);
    let mut gateways: Vec<SecurityGateway> = Vec::new();
    for (id, common) in named {
        if gateways.last().is_none_or(|gateway| gateway.id != id) {
            gateways.push(SecurityGateway {
                id,
                ..SecurityGateway::default()
            });
        }
        if let Some(gateway) = gateways.last_mut() {
            gateway.learn(&common.local_id, &common.remote_id);
        }
    }
    gateways
}
