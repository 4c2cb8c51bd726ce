//! Turns detail blocks into SAs.

use super::{Listing, identity, known_word, protocol, scope};
use crate::model::{
    Algorithm, Direction, GatewayId, IkeSa, IkeSpis, IkeVersion, IpsecSa, SaAnswer, SaCommon, SaId,
    Scope, Seconds, Sourced, Spi, Word,
};
use crate::parse::{Answer, Extent, Field, Label, SaBlock, hex_bytes};
use crate::text::{Listed, sort_by_key, sort_once};

pub(super) fn from_blocks(blocks: &[SaBlock], answer: &Answer) -> Listing {
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
            lost_ipsec: false,
        },
        // One IKE SA and those it made, as most answers list.
        ike: Vec::with_capacity(1),
        ipsec: Vec::with_capacity(blocks.len().saturating_sub(1)),
        torn: Vec::new(),
        loose: scope == Scope::Unknown && answer.arguments.is_empty(),
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
    listing.drop_doubles();
    listing
}

impl Listing {
    /// Drops SAs that stand twice because the answer was copied in two pieces that overlap. Where one number is
    /// left for two SAs, lines of one were lost in the seam, so that the answer is not whole.
    fn drop_doubles(&mut self) {
        drop_repeated(&mut self.ipsec, |sa| Some((sa.direction, sa.spi?.value)));
        drop_repeated(&mut self.ike, |sa| Some(sa.spis?.value));
        let mut ids = self.commons().filter_map(|it| it.id).listed();
        sort_once(&mut ids);
        let twice = ids
            .chunk_by(|one, other| one == other)
            .filter(|it| it.len() > 1);
        self.torn = twice.filter_map(|it| it.first().copied()).listed();
        self.answer.whole &= self.torn.is_empty();
    }
}

/// Keeps the first of those with one key, and all without a key.
fn drop_repeated<T, K: Ord + Copy>(all: &mut Vec<T>, key: impl Fn(&T) -> Option<K>) {
    let numbered = all.iter().enumerate();
    let mut keys = numbered
        .filter_map(|(at, it)| Some((key(it)?, at)))
        .listed();
    sort_by_key(&mut keys, |it| it.0);
    let same = keys.chunk_by(|one, other| one.0 == other.0);
    let later = same.flat_map(|it| it.iter().skip(1).map(|it| it.1));
    let mut later = later.listed();
    sort_once(&mut later);
    let mut at = 0;
    all.retain(|_| {
        let stays = later.binary_search(&at).is_err();
        at += 1;
        stays
    });
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

    /// The value of a label; empty where it is not printed.
    fn value(&self, wanted: &Label) -> &str {
        self.field(wanted).map_or("", |field| &field.value)
    }

    fn kind(&self) -> Kind {
        let protocol = self.value(&Label::Protocol);
        let begins_with = |word: &str| {
            let head = protocol.get(..word.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        if begins_with("IKE") || begins_with("ISAKMP") {
            return Kind::Ike;
        }
        let direction = self.value(&Label::Direction);
        let is_one_of = |words: &[&str]| {
            words
                .iter()
                .any(|word| direction.eq_ignore_ascii_case(word))
        };
        if is_one_of(&["send", "送信", "transmit", "outbound"]) {
            Kind::Ipsec(Direction::Outbound)
        } else if is_one_of(&["receive", "recv", "受信", "inbound"]) {
            Kind::Ipsec(Direction::Inbound)
        } else if is_one_of(&["送受信", "both"]) {
            Kind::Ike
        } else {
            Kind::Unknown
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
            unsettled: self.field(&Label::State).and_then(unsettled),
        }
    }

    fn ike_sa(&self) -> IkeSa {
        let spis = self.field(&Label::Spi).and_then(|field| {
            let both = hex_bytes(&field.value, 16)?;
            let spis = IkeSpis {
                initiator: u64::try_from(both >> 64).ok()?,
                responder: u64::try_from(both & u128::from(u64::MAX)).ok()?,
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
        let fields: Vec<&Field> = parts.iter().filter_map(|label| self.field(label)).listed();
        let algorithm = fields.first().map(|first| {
            let values: Vec<&str> = fields.iter().map(|field| &*field.value).listed();
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
            let spi = u32::try_from(hex_bytes(&field.value, 4)?).ok()?;
            // The first 256 are reserved (RFC 4303 §2.1): what prints one has been masked by hand.
            (spi > 255).then(|| Sourced::new(Spi(spi), field.line))
        });
        let word = |label: &Label, word: fn(&str) -> Word| {
            self.field(label)
                .map(|field| Sourced::new(word(&field.value), field.line))
        };
        let algorithm = |label: &Label| {
            self.field(label)
                .map(|field| Sourced::new(Algorithm(field.value.to_string()), field.line))
        };
        IpsecSa {
            common: self.common(),
            direction,
            tunnel: None,
            spi,
            protocol: word(&Label::Protocol, protocol),
            mode: word(&Label::Mode, mode),
            encryption: algorithm(&Label::Algorithm).or_else(|| algorithm(&Label::Encryption)),
            integrity: algorithm(&Label::ForAuth).or_else(|| algorithm(&Label::Integrity)),
            parent: None,
        }
    }
}

/// What says that an SA is established; the words are remembered and not seen.
const ESTABLISHED: [&str; 4] = ["確立済", "確立済み", "確立", "established"];

/// The state, but for what says that it is established: whatever else stands there, as 確立中, is not known to be.
fn unsettled(state: &Field) -> Option<Sourced<Box<str>>> {
    let value = &state.value;
    let word = value.split([' ', '(', '（']).next().unwrap_or_default();
    let is_settled = ESTABLISHED.iter().any(|it| word.eq_ignore_ascii_case(it));
    (!is_settled).then(|| Sourced::new(value.clone(), state.line))
}

fn mode(printed: &str) -> Word {
    known_word(printed, &["tunnel", "transport"])
        .unwrap_or_else(|| printed.to_ascii_lowercase().into())
}

fn seconds(field: &Field) -> Option<Sourced<Seconds>> {
    let behind = |c: char| !c.is_ascii_digit();
    let digits = field.value.split(behind).next()?;
    Some(Sourced::new(Seconds(digits.parse().ok()?), field.line))
}
