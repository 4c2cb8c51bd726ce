//! Joins the SAs of two ends: IPsec SAs by SPI in each direction, IKE SAs by their 16 bytes. What is
//! left over is joined by the life left, as far as that can be said, or stands alone.

use std::cmp::Reverse;

use super::End;
use super::moment::SameMoment;
use crate::model::{Direction, IkeSa, IpsecSa};
use crate::text::{Listed, Side, find_equal, sort_by_key};

/// How two SAs relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaState {
    /// Shown to be one SA.
    Matched,
    /// Shown, at one moment, not to fit.
    Mismatched,
    /// The other end is shown not to have it.
    OneSided,
    /// What was pasted does not tell.
    Unverifiable,
}

/// One direction of traffic, of one generation of SAs.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'m> {
    /// The site that sends; None where the peer was not pasted.
    pub from: Option<Side>,
    /// The site that receives; None where the peer was not pasted.
    pub to: Option<Side>,
    /// How the two relate.
    pub state: SaState,
    /// Outbound SA of the sender.
    pub sender: Option<&'m IpsecSa>,
    /// Inbound SA of the receiver.
    pub receiver: Option<&'m IpsecSa>,
}

impl Flow<'_> {
    /// Whether both ends hold an SA, and the SPI of one was not read.
    pub fn hides_spi(&self) -> bool {
        let both = self.sender.zip(self.receiver);
        both.is_some_and(|(sender, receiver)| sender.spi.is_none() || receiver.spi.is_none())
    }
}

/// One IKE SA at both ends.
#[derive(Debug, Clone, Copy)]
pub struct IkePair<'m> {
    /// How the two relate.
    pub state: SaState,
    /// At the `a` end.
    pub a: Option<&'m IkeSa>,
    /// At the `b` end.
    pub b: Option<&'m IkeSa>,
}

/// The sender and the receiver of one direction.
#[derive(Clone, Copy)]
struct Way<'m> {
    from: Option<End<'m>>,
    to: Option<End<'m>>,
}

impl<'m> Way<'m> {
    fn senders(&self) -> impl Iterator<Item = &'m IpsecSa> + use<'m> {
        let from = self.from.into_iter();
        from.flat_map(|end| end.ipsec_sas(Direction::Outbound))
    }

    fn receivers(&self) -> impl Iterator<Item = &'m IpsecSa> + use<'m> {
        let to = self.to.into_iter();
        to.flat_map(|end| end.ipsec_sas(Direction::Inbound))
    }

    fn flow(
        &self,
        state: SaState,
        sender: Option<&'m IpsecSa>,
        receiver: Option<&'m IpsecSa>,
    ) -> Flow<'m> {
        let side = |end: End<'_>| end.router.side;
        Flow {
            from: self.from.map(side),
            to: self.to.map(side),
            state,
            sender,
            receiver,
        }
    }
}

fn ways<'m>(a: End<'m>, b: Option<End<'m>>) -> [Way<'m>; 2] {
    [
        Way {
            from: Some(a),
            to: b,
        },
        Way {
            from: b,
            to: Some(a),
        },
    ]
}

/// One direction's SAs, joined by SPI.
pub(super) struct Joined<'m> {
    way: Way<'m>,
    /// The flows whose SPIs agree, whatever the moment.
    pub(super) matched: Vec<Flow<'m>>,
    /// The senders left over.
    senders: Vec<&'m IpsecSa>,
    /// The receivers left over.
    receivers: Vec<&'m IpsecSa>,
}

impl Joined<'_> {
    /// Whether an SA of which the SPI is known meets none.
    pub(super) fn leaves_over(&self) -> bool {
        let mut left = self.senders.iter().chain(&self.receivers);
        left.any(|sa| sa.spi.is_some())
    }
}

/// Both directions, what `a` sends first.
pub(super) fn by_spi<'m>(a: End<'m>, b: Option<End<'m>>) -> [Joined<'m>; 2] {
    ways(a, b).map(join)
}

fn join(way: Way<'_>) -> Joined<'_> {
    let mut matched = Vec::new();
    let mut open = Vec::new();
    let mut receivers_without_spi = Vec::new();
    for receiver in way.receivers() {
        match receiver.spi {
            Some(spi) => open.push((spi.value, Some(receiver))),
            None => receivers_without_spi.push(receiver),
        }
    }
    sort_by_key(&mut open, |it| it.0);
    let mut senders = Vec::new();
    for sender in way.senders() {
        let found = sender.spi.and_then(|spi| {
            let end = open.partition_point(|it| it.0 <= spi.value);
            let up_to = open.get_mut(..end)?.iter_mut().rev();
            up_to
                .take_while(|it| it.0 == spi.value)
                .find_map(|it| it.1.take())
        });
        match found {
            Some(receiver) => {
                matched.push(way.flow(SaState::Matched, Some(sender), Some(receiver)));
            }
            None => senders.push(sender),
        }
    }
    let mut receivers: Vec<_> = open.into_iter().filter_map(|it| it.1).listed();
    receivers.append(&mut receivers_without_spi);
    Joined {
        way,
        matched,
        senders,
        receivers,
    }
}

/// All flows; SAs left over are held against each other where they are of one moment and of one VPN.
pub(super) fn all_flows(
    joined: [Joined<'_>; 2],
    moment: SameMoment,
    is_one_vpn: bool,
) -> Vec<Flow<'_>> {
    let is_shown = moment.is_shown() && is_one_vpn;
    let [mut flows, others] = joined.map(|joined| flows_of(joined, is_shown));
    flows.extend(others);
    flows
}

fn flows_of(joined: Joined<'_>, is_shown: bool) -> Vec<Flow<'_>> {
    let Joined {
        way,
        matched: mut flows,
        mut senders,
        mut receivers,
    } = joined;
    // The longest life first: at both ends that is the newest.
    let life = |sa: &&IpsecSa| Reverse(sa.common.remaining.map(|remaining| remaining.value));
    sort_by_key(&mut senders, life);
    sort_by_key(&mut receivers, life);
    let mut senders = senders.into_iter();
    let mut receivers = receivers.into_iter();
    loop {
        let flow = match (senders.next(), receivers.next()) {
            (None, None) => return flows,
            (Some(sender), Some(receiver)) => {
                let comparable = sender.spi.is_some() && receiver.spi.is_some();
                let state = if comparable && is_shown {
                    SaState::Mismatched
                } else {
                    SaState::Unverifiable
                };
                way.flow(state, Some(sender), Some(receiver))
            }
            (Some(sender), None) => {
                let state = alone(way.to, Direction::Inbound, sender, is_shown);
                way.flow(state, Some(sender), None)
            }
            (None, Some(receiver)) => {
                let state = alone(way.from, Direction::Outbound, receiver, is_shown);
                way.flow(state, None, Some(receiver))
            }
        };
        flows.push(flow);
    }
}

/// Whether the other end is shown not to have an SA.
fn alone(other: Option<End<'_>>, direction: Direction, sa: &IpsecSa, is_shown: bool) -> SaState {
    let Some(other) = other else {
        return SaState::Unverifiable;
    };
    let has_none = matches!(
        other.ipsec_presence(direction),
        crate::model::Presence::Absent(_)
    );
    let lists_others = sa.spi.is_some() && other.prints_all_spis() && is_shown;
    if has_none || lists_others {
        SaState::OneSided
    } else {
        SaState::Unverifiable
    }
}

pub(super) fn ike_pairs<'m>(a: End<'m>, b: Option<End<'m>>) -> Vec<IkePair<'m>> {
    let theirs = b.into_iter().flat_map(|end| end.ike_sas());
    let mut theirs: Vec<Option<&'m IkeSa>> = theirs.map(Some).listed();
    // Some router may print its own half first.
    let key = |sa: &IkeSa| {
        let spis = sa.spis?.value;
        let (one, other) = (spis.initiator, spis.responder);
        Some((one.min(other), one.max(other)))
    };
    let numbered = theirs.iter().enumerate();
    let mut open: Vec<((u64, u64), usize)> = numbered
        .filter_map(|(at, sa)| Some((key((*sa)?)?, at)))
        .listed();
    sort_by_key(&mut open, |it| it.0);
    let mut pairs = Vec::new();
    let mut mine = Vec::new();
    for sa in a.ike_sas() {
        let own = key(sa);
        let mut same = find_equal(&open, |it| Some(it.0).cmp(&own)).iter();
        match same.find_map(|(_, at)| theirs.get_mut(*at)?.take()) {
            Some(other) => pairs.push(IkePair {
                state: SaState::Matched,
                a: Some(sa),
                b: Some(other),
            }),
            None => mine.push(sa),
        }
    }
    let mut theirs = theirs.into_iter().flatten();
    let has_none = |end: Option<End<'_>>| {
        end.is_some_and(|end| matches!(end.ike_presence(), crate::model::Presence::Absent(_)))
    };
    let mut mine = mine.into_iter();
    loop {
        let (own, other) = (mine.next(), theirs.next());
        let state = match (own, other) {
            (None, None) => return pairs,
            (Some(_), None) if has_none(b) => SaState::OneSided,
            (None, Some(_)) if has_none(Some(a)) => SaState::OneSided,
            _ => SaState::Unverifiable,
        };
        pairs.push(IkePair {
            state,
            a: own,
            b: other,
        });
    }
}
