//! Tells whether a log ends in key exchange with the peer that gets no further, whatever SAs stand above it.

use std::net::IpAddr;

use super::tail::{Tail, Tally, Who};
use super::{is_recent, wan};
use crate::model::{Cover, IkeIdentity, LogEvent, PeerAddress, Router, SecurityGateway};
use crate::pair::{End, GatewayPair};
use crate::text::Listed;

/// So many phases, one behind the other, are no renewal.
const MANY: u32 = 3;

/// What is begun again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum Begun {
    /// Phase 1, by this end.
    Calls,
    /// Phase 1, by the peer, which this end answers.
    Answers,
    /// Phase 2, by either.
    Phase2,
}

/// The phases of one kind with which a log ends.
#[derive(Debug, Clone, Copy)]
pub(in crate::diagnose) struct InVain<'m> {
    pub(in crate::diagnose) begun: Begun,
    pub(in crate::diagnose) first: &'m LogEvent,
    pub(in crate::diagnose) last: &'m LogEvent,
}

/// The phases with which the log of an end ends, where they are many and none of them got further.
pub(in crate::diagnose) fn in_vain<'m>(
    end: &End<'m>,
    pair: &GatewayPair<'_>,
) -> Option<InVain<'m>> {
    let log = end.router.log.as_ref()?;
    let tail = Tail::of(end, pair)?;
    let who = Who::of(end, pair, log);
    // Whom nothing names may be somebody else, and so may the SAs be with which another address is named; of two VPNs
    // with one peer the phases may be for the other.
    let named = end.called().into_iter().map(|it| it.value).listed();
    let names_another = !named.is_empty() && named.iter().all(|it| wan::is_global(*it));
    let is_only = end.is_alone() && log.hides_peers();
    let is_peers = |from: Option<IpAddr>, begun| {
        from.map_or(is_only, |it| {
            let is_known = named.contains(&it) || (!names_another && who.knows(it));
            is_known && !may_be_of_another(end, it, begun)
        })
    };
    // Phase 1 may have the shorter life: then it is made anew alone.
    let is_vain =
        |tally: &Tally| tally.count >= MANY && is_recent(end, tally) && !tally.may_be_renewals();
    // Without the lines of tunnels that came up, each may have led to one.
    let is_again = |tally: &Tally| is_vain(tally) && tail.begins_anew(tally);
    let shows_tunnels = log.cover == Cover::Whole;
    let begun = if is_vain(&tail.calls) && is_peers(tail.called, Begun::Calls) {
        (Begun::Calls, tail.calls)
    } else if is_vain(&tail.answers) && is_peers(tail.met, Begun::Answers) {
        (Begun::Answers, tail.answers)
    } else {
        let phase_2 = [tail.calls_2, tail.answers_2];
        let again = phase_2
            .into_iter()
            .find(|it| shows_tunnels && is_again(it))?;
        (Begun::Phase2, again)
    };
    let (begun, tally) = begun;
    if begun == Begun::Phase2 && !is_peers(tail.met, begun) {
        return None;
    }
    let at = |line: u32| log.events.iter().find(|it| it.line == line);
    Some(InVain {
        begun,
        first: at(tally.first)?,
        last: at(tally.last)?,
    })
}

/// Whether what an address calls, or is called for, may be another VPN of the router.
fn may_be_of_another(end: &End<'_>, address: IpAddr, begun: Begun) -> bool {
    if end.is_alone() {
        return false;
    }
    let router = end.router;
    let own = end.gateway_id();
    let mut others = router.gateways.iter().filter(|it| it.id != own);
    // Tunnels of which nothing tells the gateway may be with anybody.
    own.is_none()
        || !router.has_several_gateways()
        || others.any(|it| !is_with_another(router, it, address, begun))
}

/// Whether a gateway is shown to be with another peer than the one of an address.
fn is_with_another(
    router: &Router,
    gateway: &SecurityGateway,
    address: IpAddr,
    begun: Begun,
) -> bool {
    let set = gateway.id.and_then(|id| router.settings.gateway(id));
    match set
        .and_then(|it| it.remote_address.explicit())
        .map(|it| &it.value)
    {
        Some(PeerAddress::Address(peer)) => *peer != address,
        // It calls nobody, and may answer anybody.
        Some(PeerAddress::Any) => begun == Begun::Calls,
        Some(PeerAddress::Name(_)) => false,
        None => {
            let of_ike = router.ike_sas_of(gateway.id).iter();
            let of_ipsec = router.ipsec_sas_of(gateway.id).iter();
            let all = of_ike.map(|sa| &sa.common);
            let all = all.chain(of_ipsec.map(|sa| &sa.common));
            let ids = all.filter_map(|it| it.remote_id.seen());
            let peers = ids.map(|it| IkeIdentity::address(&it.value)).listed();
            let is_other =
                |it: &Option<IpAddr>| it.is_some_and(|it| it != address && wan::is_global(it));
            !peers.is_empty() && peers.iter().all(is_other)
        }
    }
}
