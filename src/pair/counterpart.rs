//! Tells whether the SAs that two ends show are of one VPN, so that SPIs which do not meet mean something, and which
//! other gateway of an end may be the one that the other end is joined to.

use std::net::IpAddr;

use super::gateway::is_dial_in;
use super::{End, GatewayPair, MatchedBy};
use crate::model::{
    Direction, IkeIdentity, PeerAddress, Presence, SaCommon, SecurityGateway, Sourced, is_global,
};
use crate::text::sort_once;

/// Names and addresses of an end, each once, in order.
struct Names<'m> {
    addresses: Vec<IpAddr>,
    texts: Vec<&'m str>,
}

impl<'m> Names<'m> {
    fn of(all: impl Iterator<Item = &'m IkeIdentity>) -> Self {
        let (mut addresses, mut texts) = (Vec::new(), Vec::new());
        for it in all {
            match it.address() {
                Some(address) => addresses.push(address),
                None => texts.push(it.as_str()),
            }
        }
        sort_once(&mut addresses);
        sort_once(&mut texts);
        Self { addresses, texts }
    }

    fn has(&self, it: &IkeIdentity) -> bool {
        match it.address() {
            Some(address) => self.has_address(address),
            None => self.has_text(it.as_str()),
        }
    }

    fn has_address(&self, address: IpAddr) -> bool {
        self.addresses.binary_search(&address).is_ok()
    }

    fn has_text(&self, text: &str) -> bool {
        self.texts.binary_search(&text).is_ok()
    }

    /// Whether an address of the internet is among them. Behind a translation an end says a private one.
    fn has_global(&self) -> bool {
        self.addresses.iter().any(|it| is_global(*it))
    }
}

/// What an end says of itself, by its SAs and its settings, to be held against the peers of another.
struct Said<'m> {
    end: End<'m>,
    own: Names<'m>,
}

impl<'m> Said<'m> {
    fn of(end: End<'m>) -> Self {
        let own = Names::of(end.own_ids().into_iter());
        Self { end, own }
    }

    /// Whether a peer's name is its own: what it says it is, else an address of its router.
    fn is(&self, peer: &IkeIdentity) -> bool {
        let owns = |it| !self.own.has_global() && self.end.router.networks.owns(it);
        self.own.has(peer) || peer.address().is_some_and(owns)
    }

    /// Whether a peer's name is shown not to be its own.
    fn is_not(&self, peer: &IkeIdentity) -> bool {
        let Some(address) = peer.address() else {
            return !self.own.texts.is_empty() && !self.own.has_text(peer.as_str());
        };
        let is_other = is_global(address) && self.own.has_global();
        !self.is(peer) && (is_other || self.end.router.networks.is_anothers(address))
    }
}

impl GatewayPair<'_> {
    /// Whether both ends show one and the same SA, which an end says to have made with an address: whatever the other
    /// end calls it by, in a paste whose addresses were replaced, is that one.
    pub fn was_made_with(&self, end: &End<'_>, address: IpAddr) -> bool {
        shares_sa(self.matched_by) && end.own_addresses().iter().any(|it| it.value == address)
    }
}

/// Whether both ends show one and the same SA.
pub(super) fn shares_sa(matched_by: MatchedBy) -> bool {
    matches!(matched_by, MatchedBy::Spi | MatchedBy::IkeSpi)
}

/// Whether the SAs of two ends are shown to be of one VPN: they have one in common, or each end names the other, or has
/// no other gateway by its whole list, and no gateway beside either may be the other's.
pub(super) fn is_one_vpn(matched_by: MatchedBy, a: End<'_>, b: End<'_>) -> bool {
    shares_sa(matched_by)
        || [(a, b), (b, a)].into_iter().all(|(end, other)| {
            let is_sure = end.names(other) || end.router.whole_answer(None).is_some();
            is_sure && end.with_another(other).is_none() && end.beside(other).next().is_none()
        })
}

impl<'m> End<'m> {
    /// Whether a name of its peer is shown to be that of the other end.
    pub fn names(&self, other: Self) -> bool {
        let said = Said::of(other);
        self.sas().any(|it| is_seen(it, |peer| said.is(peer)))
    }

    /// The peer of its SAs, with its line, where all that names that peer is shown not to be the other end.
    pub fn with_another(&self, other: Self) -> Option<Sourced<String>> {
        let said = Said::of(other);
        let mut found = None;
        for peer in self.sas().filter_map(|it| it.remote_id.seen()) {
            if said.is(&peer.value) {
                return None;
            }
            if said.is_not(&peer.value) {
                let name = |it: &IkeIdentity| match it.address() {
                    Some(address) => address.to_string(),
                    None => it.as_str().to_owned(),
                };
                found = found.or_else(|| Some(Sourced::new(name(&peer.value), peer.line)));
            }
        }
        found
    }

    /// Other gateways of its router that may be the one with the other end: no SPI of theirs was pasted, and either they
    /// hold SAs that nothing shows to be with somebody else, or they are told to call the other end.
    pub fn beside(&self, other: Self) -> impl Iterator<Item = &'m SecurityGateway> + use<'m> {
        let (router, own, said) = (self.router, self.gateway_id(), Said::of(other));
        let others = router.gateways.iter().filter(move |it| it.id != own);
        others.filter(move |gateway| {
            let end = End::new(router, Some(gateway));
            let may_be = match end.ipsec_presence(Direction::Outbound) {
                Presence::Shown(_) => !is_of_another(&end, &said),
                Presence::Unknown => told(&end).is_some_and(|it| said.own.has_address(it)),
                Presence::Absent(_) => false,
            };
            may_be && !end.tells_any_spi() && !is_dial_in(router, Some(gateway))
        })
    }
}

/// Whether a gateway's SAs, else its settings, name a peer that is shown not to be the other end.
fn is_of_another(end: &End<'_>, said: &Said<'_>) -> bool {
    if let Some(peer) = end.gateway.and_then(|it| it.remote_id.seen()) {
        return said.is_not(&peer.value);
    }
    let is_other = |it| is_global(it) && said.own.has_global() && !said.own.has_address(it);
    told(end).is_some_and(is_other)
}

/// The address that a gateway is told to call.
fn told(end: &End<'_>) -> Option<IpAddr> {
    let settings = end.router.settings.gateway(end.gateway_id()?)?;
    match settings.remote_address.explicit()?.value {
        PeerAddress::Address(address) => Some(address),
        PeerAddress::Name(_) | PeerAddress::Any => None,
    }
}

/// Whether what an SA's peer says it is was pasted, and is as asked.
fn is_seen(sa: &SaCommon, is: impl Fn(&IkeIdentity) -> bool) -> bool {
    sa.remote_id.seen().is_some_and(|it| is(&it.value))
}
