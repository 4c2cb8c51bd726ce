//! Turns the outputs that list SAs into SAs. Where several list the same one they become one SA:
//! the detail block gives the SPI, the table row gateway, tunnel and parent, joined by the SA's number.

mod counts;
mod detail;
mod join;
mod moment;
mod newest;
mod peer;
mod table;
mod told;

use std::net::IpAddr;

use counts::{announces_none, disagreeing_counts};
use detail::from_blocks;
use join::merge;
use newest::newest;
use table::from_table;
use told::Told;

use super::when::Times;
use crate::model::{
    Contradiction, Direction, Fact, GatewayId, IkeIdentity, IkeSa, IpsecSa, SaAnswer, SaCommon,
    SaCounts, SaId, Scope, SecurityGateway, Sourced, Spi, TunnelStatus, Word,
};
use crate::parse::{Answer, Extent, GatewaySummary, Record, SaBlock};
use crate::text::{Listed, find_equal, sort_by_key, sort_once};

/// Everything that the SA outputs of a router say.
#[derive(Debug, Default)]
pub(super) struct Sas {
    pub(super) ike: Vec<IkeSa>,
    pub(super) ipsec: Vec<IpsecSa>,
    /// Those that only outputs above show.
    pub(super) former: Vec<IpsecSa>,
    pub(super) gateways: Vec<SecurityGateway>,
    pub(super) answers: Vec<SaAnswer>,
    pub(super) contradictions: Vec<Contradiction>,
    /// Those that are settled: the output without SAs is the older.
    pub(super) settled: Vec<Contradiction>,
    /// The gateways of which list and detail are of different moments.
    apart: Vec<GatewayId>,
    pub(super) mirrored: Option<(u32, u32)>,
}

impl Sas {
    /// The addresses of the peers that they name.
    pub(super) fn met(&self) -> impl Iterator<Item = Sourced<IpAddr>> {
        let of_ike = self.ike.iter().map(|sa| &sa.common);
        let all = of_ike.chain(self.ipsec.iter().map(|sa| &sa.common));
        let named = all.filter_map(|it| it.remote_id.seen());
        named.filter_map(|it| Some(Sourced::new(it.value.address()?, it.line)))
    }
}

impl Sas {
    /// Drops what disagrees with SAs that stand above, where the tunnel is shown below them not to be up, either: what
    /// stands below is of now.
    pub(super) fn settle_by(&mut self, tunnels: &[TunnelStatus]) {
        let (ipsec, former) = (&self.ipsec, &self.former);
        self.contradictions.retain(|it| {
            let has_some = ipsec.iter().any(|sa| sa.common.gateway == it.gateway);
            let of_gateway = former.iter().filter(|sa| sa.common.gateway == it.gateway);
            let mut own = of_gateway.filter_map(|sa| sa.tunnel);
            let is_down = own.any(|number| {
                let status = tunnels.iter().find(|of| of.number == number);
                let state = status.and_then(|of| of.up);
                state.is_some_and(|up| !up.value && up.line > it.shows)
            });
            has_some || it.lacks < it.shows || !is_down
        });
    }
}

pub(super) fn assemble(answers: &[Answer], times: &Times<'_>) -> Sas {
    let mut told = Told::default();
    let mut table = None;
    let mut nothing_announced = None;
    let mut details: Vec<Listing> = Vec::new();
    let mut spis = Vec::new();
    let mut summaries = Vec::new();
    for answer in answers {
        let record = &answer.record;
        if let Record::SaTable(rows) = record {
            nothing_announced = announces_none(rows, answer);
            let list = from_table(rows, answer);
            told.add(&list);
            table = Some(list);
        } else if let Record::SaBlocks(blocks) = record {
            let detail = from_blocks(&blocks.blocks, answer);
            told.add(&detail);
            let printed = detail.ipsec.iter();
            spis.extend(printed.filter_map(|sa| {
                let peer = sa.common.remote_id.seen().map(|it| it.value.clone());
                Some((sa.direction, sa.spi?, peer))
            }));
            add_detail(detail, &mut details);
        } else if let Record::GatewaySummary(summary) = record {
            summaries.push(summary);
        } else if matches!(record, Record::Nothing) && answer.command.starts_with("show ipsec sa") {
            let nothing = from_nothing(answer);
            let may_be_uncopied = answer.extent == Extent::Cut && !answer.command.contains('|');
            if nothing.answer.scope == Scope::All && may_be_uncopied {
                nothing_announced = Some(nothing.answer.opening);
            } else if nothing.answer.scope == Scope::All {
                told.add(&nothing);
                nothing_announced = None;
                details.clear();
                table = Some(nothing);
            } else {
                told.add(&nothing);
                add_detail(nothing, &mut details);
            }
        }
    }
    let mut sas = merge(table, newest(details), times);
    peer::find_gateways(&mut sas, &summaries);
    sort_by_key(&mut sas.ike, |sa| sa.common.gateway);
    sort_by_key(&mut sas.ipsec, |sa| sa.common.gateway);
    sas.former = told.former(&sas.ipsec);
    sas.gateways = gateways(&sas, &summaries);
    for summary in summaries {
        add_counts(summary, &mut sas.gateways);
    }
    sas.mirrored = mirrored(&spis);
    let disagreeing = disagreeing_counts(&sas, nothing_announced);
    (sas.contradictions, sas.settled) = told.contradictions(times);
    sas.contradictions.extend(disagreeing);
    sort_by_key(&mut sas.contradictions, |it| it.gateway);
    sas.contradictions.dedup_by_key(|it| it.gateway);
    sas
}

/// Adds what a summary says of each gateway, all of which are known by their numbers.
fn add_counts(summary: &GatewaySummary, gateways: &mut [SecurityGateway]) {
    for row in &summary.rows {
        let id = Some(GatewayId(row.sgw));
        let at = gateways.partition_point(|gateway| gateway.id < id);
        let Some(gateway) = gateways.get_mut(at) else {
            continue;
        };
        let counts = SaCounts {
            ike: row.isakmp,
            outbound: row.send,
            inbound: row.recv,
        };
        gateway.counts = Some(Sourced::new(counts, row.line));
        gateway.learn(
            &identity(&row.local_id, row.line),
            &identity(&row.remote_id, row.line),
        );
    }
}

/// An SPI as printed, its direction, and the peer.
type Printed = (Direction, Sourced<Spi>, Option<IkeIdentity>);

/// Lines of an outbound and an inbound SA with one SPI, in all outputs, also those replaced since. Two that are
/// with one peer are of one router: their lines were torn from each other.
fn mirrored(spis: &[Printed]) -> Option<(u32, u32)> {
    let of = |wanted| spis.iter().filter(move |it| it.0 == wanted);
    let mut sent: Vec<&Printed> = of(Direction::Outbound).listed();
    sort_by_key(&mut sent, |it| it.1.value);
    of(Direction::Inbound).find_map(|(_, spi, peer)| {
        let own = find_equal(&sent, |it| it.1.value.cmp(&spi.value)).last()?;
        let is_torn = peer.is_some() && own.2 == *peer;
        (!is_torn).then_some((own.1.line, spi.line))
    })
}

/// The IPsec SAs that a detail prints with SPI and life, and the life left.
pub(super) fn lives(blocks: &[SaBlock], answer: &Answer) -> Vec<(Direction, Sourced<Spi>, u32)> {
    let printed = from_blocks(blocks, answer).ipsec.into_iter();
    let lives = printed.filter_map(|sa| {
        let left = sa.common.remaining?;
        Some((sa.direction, sa.spi?, left.value.0))
    });
    lives.listed()
}

/// Adds a detail; one of all gateways replaces all before it.
fn add_detail(detail: Listing, details: &mut Vec<Listing>) {
    if detail.answer.scope == Scope::All {
        details.clear();
    }
    match details.last_mut() {
        Some(last) if last.goes_on_with(&detail) => last.append(detail),
        _ => details.push(detail),
    }
}

/// One output that lists SAs.
struct Listing {
    answer: SaAnswer,
    ike: Vec<IkeSa>,
    ipsec: Vec<IpsecSa>,
    /// The numbers that two of its SAs have, in order: the lines of one are not all its own.
    torn: Vec<SaId>,
    /// Whether it was pasted without its command line.
    loose: bool,
}

impl Listing {
    /// Whether another detail is the rest of this one, between whose blocks somebody pressed Enter: a bare
    /// prompt stands before it, its numbers go on, and it is with the same peer.
    fn goes_on_with(&self, rest: &Self) -> bool {
        let Scope::Gateway(_) = self.answer.scope else {
            return false;
        };
        let last = self.commons().filter_map(|it| it.id).max();
        let first = rest.commons().filter_map(|it| it.id).min();
        let ends = |it: &SaCommon| {
            Some((
                it.local_id.seen()?.value.clone(),
                it.remote_id.seen()?.value.clone(),
            ))
        };
        let own = self.commons().next().and_then(ends);
        rest.loose && own.is_some() && first > last && rest.commons().all(|it| ends(it) == own)
    }

    fn commons(&self) -> impl Iterator<Item = &SaCommon> {
        let ike = self.ike.iter().map(|sa| &sa.common);
        ike.chain(self.ipsec.iter().map(|sa| &sa.common))
    }

    /// Takes over the rest. With SAs of a direction that it has already, it may be of another moment, so that
    /// neither shows all.
    fn append(&mut self, rest: Self) {
        let gateway = self.commons().find_map(|it| it.gateway);
        let has = |sa: &IpsecSa| self.ipsec.iter().any(|own| own.direction == sa.direction);
        let overlaps = (!self.ike.is_empty() && !rest.ike.is_empty()) || rest.ipsec.iter().any(has);
        self.answer.whole = rest.answer.whole && !overlaps;
        for mut sa in rest.ike {
            sa.common.gateway = gateway;
            self.ike.push(sa);
        }
        for mut sa in rest.ipsec {
            sa.common.gateway = gateway;
            self.ipsec.push(sa);
        }
    }
}

fn from_nothing(answer: &Answer) -> Listing {
    let answer = SaAnswer {
        opening: answer.first_line,
        scope: scope(answer),
        whole: answer.extent == Extent::Whole,
        prints_spis: false,
        miscounted: None,
        lost_ipsec: false,
    };
    Listing {
        answer,
        ike: Vec::new(),
        ipsec: Vec::new(),
        torn: Vec::new(),
        loose: false,
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

/// The word that is meant, in any case of letters; None for another.
fn known_word(printed: &str, words: &[&'static str]) -> Option<Word> {
    let mut words = words.iter();
    let word = words.find(|word| word.eq_ignore_ascii_case(printed))?;
    Some(Word::Borrowed(word))
}

fn protocol(printed: &str) -> Word {
    known_word(printed, &["ESP", "AH"]).unwrap_or_else(|| printed.to_ascii_uppercase().into())
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
        for (known, told) in [
            (&mut self.local_id, local_id),
            (&mut self.remote_id, remote_id),
        ] {
            if known.seen().is_none() {
                *known = std::mem::take(known).or(told.clone());
            }
        }
    }
}

/// The gateways that SAs and commands name, with the ids of their SAs.
fn gateways(sas: &Sas, summaries: &[&GatewaySummary]) -> Vec<SecurityGateway> {
    let nothing = SaCommon::default();
    let mut named: Vec<(Option<GatewayId>, &SaCommon)> = Vec::new();
    named.extend(sas.ike.iter().map(|sa| (sa.common.gateway, &sa.common)));
    named.extend(sas.ipsec.iter().map(|sa| (sa.common.gateway, &sa.common)));
    for answer in &sas.answers {
        if let Scope::Gateway(gateway) = answer.scope {
            named.push((Some(gateway), &nothing));
        }
    }
    for row in summaries.iter().flat_map(|summary| &summary.rows) {
        named.push((Some(GatewayId(row.sgw)), &nothing));
    }
    // Of now before of earlier.
    named.extend(sas.former.iter().map(|sa| (sa.common.gateway, &sa.common)));
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
    for gateway in &mut gateways {
        gateway.listed_apart = gateway
            .id
            .is_some_and(|it| sas.apart.binary_search(&it).is_ok());
        for all in [&sas.ipsec, &sas.former] {
            if gateway.tunnels.is_empty() {
                let own = find_equal(all, |sa| sa.common.gateway.cmp(&gateway.id));
                gateway
                    .tunnels
                    .extend(own.iter().filter_map(|sa| sa.tunnel));
            }
        }
        sort_once(&mut gateway.tunnels);
    }
    gateways
}
