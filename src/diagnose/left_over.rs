//! Finds the end that holds SAs which the other lacks, and tells whether they are so young that the other
//! end was asked before they were made.

use std::net::IpAddr;

use super::log::period;
use super::rules::is_up;
use super::{settings, wan};
use crate::model::{
    Direction, Exchange, IkeIdentity, IpsecSa, Log, Network, Presence, SaCommon, SaId,
    SecurityGateway, Sourced, TunnelNumber, Way,
};
use crate::pair::{End, GatewayPair, SameMoment};
use crate::text::{Listed, Place};

/// Where nothing tells how far apart both ends were asked, it is hardly more than this: who goes from one
/// router to the other takes some minutes.
const ON_THE_WAY_SECS: u32 = 300;

/// Lives that are usual where no setting tells another, seconds.
const USUAL_LIVES: [u32; 2] = [28_800, 86_400];

/// An end with SAs, and the other without.
pub(super) struct LeftOver<'m> {
    /// The end that holds them.
    pub(super) holder: End<'m>,
    /// The end that lacks them.
    pub(super) other: End<'m>,
    held: Vec<Place>,
    opening: Place,
    /// Whether more than that nobody else was pasted shows that the two are the ends of one VPN.
    is_joined: bool,
}

impl LeftOver<'_> {
    /// The lines that show the SAs, then the one that opens the output in which they are missing.
    pub(super) fn lines(&self) -> impl Iterator<Item = Place> + use<> {
        self.held.clone().into_iter().chain([self.opening])
    }

    /// See [`to_delete`].
    pub(super) fn to_delete(&self) -> Vec<SaId> {
        to_delete(&self.holder, &self.other, self.is_joined)
    }

    /// Whether nothing tells which of several peers the other end is, or that it is the one of a name: that it
    /// has no SAs is sure, and that these are left over is not.
    pub(super) fn may_be_anothers(&self) -> bool {
        is_open(&self.holder, &self.other, self.is_joined)
    }

    /// Whether nothing but that nobody else was pasted tells that the SAs are with the other end: a hub has many peers.
    pub(super) fn is_guess(&self) -> bool {
        let may_be = !self.is_joined && !has_one_vpn(&self.holder);
        may_be
            && surely_with(&self.holder, &self.other, false)
                .next()
                .is_none()
    }

    /// Whether one of the SAs may have been made after the other end was asked, which then took part in it.
    pub(super) fn is_young(&self, pair: &GatewayPair<'_>) -> bool {
        let mut all = self.holder.all_ipsec_sas();
        all.any(|sa| is_young(pair, &self.holder, sa))
    }
}

/// Whether SAs that one end holds may be with a third router, for all that is known of whom they are with.
pub(super) fn may_be_anothers(pair: &GatewayPair<'_>, holder: &End<'_>, other: &End<'_>) -> bool {
    let is_joined = !pair.matched_by.is_guess();
    is_open(holder, other, is_joined) || (!is_joined && are_anothers(holder, other))
}

/// Whether the whole settings of an end show one VPN, which must be the one with the other site.
fn has_one_vpn(end: &End<'_>) -> bool {
    let settings = &end.router.settings;
    settings.whole.is_some() && settings.gateways.len() == 1
}

fn is_open(holder: &End<'_>, other: &End<'_>, is_joined: bool) -> bool {
    let peers = peers(holder);
    let is_named = || !peers.is_empty() && peers.iter().all(|it| it.address().is_none());
    let is_open = peers.len() > 1 || (!is_joined && is_named());
    is_open && surely_with(holder, other, is_joined).next().is_none()
}

/// Whether an SA may be younger than the time between the outputs of both ends.
pub(super) fn is_young(pair: &GatewayPair<'_>, end: &End<'_>, sa: &IpsecSa) -> bool {
    let gap = match pair.moment {
        SameMoment::ByLives { gap_secs } | SameMoment::ByClocks { gap_secs } => gap_secs,
        SameMoment::No { gap_secs } => gap_secs.max(ON_THE_WAY_SECS),
        SameMoment::Unknown => ON_THE_WAY_SECS,
    };
    is_younger(end, sa, gap)
}

/// Whether an SA may have been made within so many seconds before it was listed, by a life that is set or usual.
pub(super) fn is_younger(end: &End<'_>, sa: &IpsecSa, secs: u32) -> bool {
    let Some(left) = sa.common.remaining.map(|it| it.value.0) else {
        return false;
    };
    let told = u32::try_from(period::life(end.gateway_settings())).ok();
    let mut lives = told.into_iter().chain(USUAL_LIVES);
    lives
        .find(|life| *life >= left)
        .is_some_and(|life| life - left <= secs)
}

/// The end that holds SAs while the other is shown to have none.
pub(super) fn left_over<'m>(pair: &GatewayPair<'m>) -> Option<LeftOver<'m>> {
    let b = pair.b.filter(|_| !pair.moment.is_long_apart())?;
    let alone = pair.matched_by.is_guess();
    [(pair.a, b), (b, pair.a)]
        .into_iter()
        .filter(|(holder, other)| !(alone && are_anothers(holder, other)))
        .find_map(|(holder, other)| find(holder, other, !alone))
}

/// Whom the SAs of an end are with, each once.
fn peers<'m>(end: &End<'m>) -> Vec<&'m IkeIdentity> {
    let mut peers: Vec<&IkeIdentity> = Vec::new();
    for sa in end.all_ipsec_sas() {
        if let Some(peer) = sa.common.remote_id.seen().map(|it| &it.value)
            && !peers.iter().any(|it| it.same(peer))
        {
            peers.push(peer);
        }
    }
    peers
}

/// More than these are not named one by one.
const MOST_DELETIONS: usize = 4;

/// The SAs of an end that are surely with another and that this one lacks: IPsec SAs, then the IKE SAs, by which the
/// holder would else go on to call a peer that no longer knows them.
pub(super) fn to_delete(holder: &End<'_>, other: &End<'_>, is_joined: bool) -> Vec<SaId> {
    let ipsec = surely_with(holder, other, is_joined);
    let ipsec = ipsec.filter_map(|sa| sa.common.id).take(MOST_DELETIONS);
    let mut ids = ipsec.listed();
    if !ids.is_empty() && matches!(other.ike_presence(), Presence::Absent(_)) {
        let is_with = is_surely_with(holder, other, is_joined);
        let ike = holder.ike_sas().filter(|sa| is_with(&sa.common));
        ids.extend(ike.filter_map(|sa| sa.common.id).take(MOST_DELETIONS));
    }
    ids
}

/// The IPsec SAs of an end that are surely with another.
fn surely_with<'m>(
    holder: &End<'m>,
    other: &End<'m>,
    is_joined: bool,
) -> impl Iterator<Item = &'m IpsecSa> + use<'m> {
    let is_with = is_surely_with(holder, other, is_joined);
    holder.all_ipsec_sas().filter(move |sa| is_with(&sa.common))
}

/// Whether an SA is surely with the other end: of those with several peers, or where nothing else joins the two, only
/// the ones that name its address. The others may carry the traffic of a third router.
fn is_surely_with<'m>(
    holder: &End<'m>,
    other: &End<'m>,
    is_joined: bool,
) -> impl Fn(&SaCommon) -> bool + use<'m> {
    let (other, is_sure) = (*other, is_joined && peers(holder).len() <= 1);
    move |sa| {
        let peer = sa.remote_id.seen().and_then(|it| it.value.address());
        is_sure || peer.is_some_and(|it| other.router.networks.goes_by(it))
    }
}

/// Whether the SAs of an end name an address or a name that is none of the other's, or its routes lead elsewhere:
/// they may be those of a third router, which are well. Less is enough for it than for [`End::calls_another`], by which
/// the two are no pair at all: here it is whether SAs that may be in use are taken for left over.
fn are_anothers(holder: &End<'_>, other: &End<'_>) -> bool {
    if holder.names_another(other)
        || leads_elsewhere(holder, other)
        || holder.with_another(*other).is_some()
    {
        return true;
    }
    if tells_of_other_tunnel(holder) {
        return true;
    }
    let called = holder.called();
    // It has yet another peer, which may be this one.
    let is_of_called = |it: &Exchange| {
        let peer = it.peer.seen();
        peer.is_none_or(|peer| called.iter().any(|it| it.value == peer.value))
    };
    let log = holder.router.log.as_ref();
    if !called.is_empty() && log.is_some_and(|it| it.newest_stranger(is_of_called).is_some()) {
        return true;
    }
    let networks = &other.router.networks;
    let is_elsewhere = |it: IpAddr| wan::is_global(it) && !networks.goes_by(it);
    let mut own = networks.seen_addresses.iter();
    let knows_line = own.any(|it| wan::is_global(*it));
    knows_line && !called.is_empty() && called.iter().all(|it| is_elsewhere(it.value))
}

/// Whether the log of an end, whose own tunnel is known, tells of another that comes up or goes down: that one may be
/// with the peer.
fn tells_of_other_tunnel(end: &End<'_>) -> bool {
    let mut in_log = end.router.log.iter().flat_map(Log::first_tunnels);
    let is_own = |it: TunnelNumber| end.tunnel_numbers().any(|own| own == it);
    end.tunnel_numbers().next().is_some() && in_log.any(|it| !is_own(it))
}

/// Whether routes lead into the tunnels of an end, and none of them to the LAN of the other, as far as that is
/// known. What joins two ends needs no other tunnel to be told from this one, as the search for gateways does.
fn leads_elsewhere(end: &End<'_>, other: &End<'_>) -> bool {
    let lans = &other.router.networks.lans;
    let far = end.far_networks();
    let leads_there = |far: &Sourced<Network>| lans.iter().any(|it| it.value.overlaps(&far.value));
    !lans.is_empty() && !far.is_empty() && !far.iter().any(leads_there)
}

/// With how many gateways a router holds SAs that may be with the router of another end.
fn held_with(of: &End<'_>, with: &End<'_>) -> usize {
    let (router, networks) = (of.router, &with.router.networks);
    // Of a line that shows no address, nobody knows whose another one is.
    let shows_none = |it: Way| with.router.line(&it.interface).address().is_none();
    let may_have_more =
        networks.seen_addresses.is_empty() || wan::way(with).is_some_and(shows_none);
    let may_be = |it: &&SecurityGateway| {
        let peer = it.remote_id.seen().and_then(|it| it.value.address());
        let is_theirs = |it: IpAddr| may_have_more || !networks.is_anothers(it);
        !router.ipsec_sas_of(it.id).is_empty() && peer.is_none_or(is_theirs)
    };
    router.gateways.iter().filter(may_be).count()
}

fn find<'m>(holder: End<'m>, other: End<'m>, is_joined: bool) -> Option<LeftOver<'m>> {
    // A router that stands by holds none by design; CFG624 tells.
    if settings::told(&other).is_some_and(|it| it.may_stand_by()) {
        return None;
    }
    // Several peers may say one name, and these may be of another.
    if holder.serves_several() {
        return None;
    }
    // Another list of the holder shows none of them; IN009 tells.
    if holder.router.contradicted(holder.gateway_id()).is_some() {
        return None;
    }
    // A list that a tunnel contradicts is of another moment; TUN404 tells.
    if is_up(&other) || other.is_miscounted() {
        return None;
    }
    let opening = other.lacks_child_sas()?;
    // As many SAs of other gateways may be the other ends of these.
    let beside = held_with(&other, &holder);
    if beside > 0 && held_with(&holder, &other) <= beside {
        return None;
    }
    let held: Vec<_> = [Direction::Outbound, Direction::Inbound]
        .into_iter()
        .filter_map(|direction| match holder.ipsec_presence(direction) {
            Presence::Shown(line) => Some(holder.router.place(line)),
            Presence::Absent(_) | Presence::Unknown => None,
        })
        .listed();
    let opening = other.router.place(opening);
    (!held.is_empty()).then_some(LeftOver {
        holder,
        other,
        held,
        opening,
        is_joined,
    })
}
