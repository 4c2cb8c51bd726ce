//! Tells by which addresses an end calls its peer, and by which it is called.

use std::net::IpAddr;

use super::End;
use crate::model::{
    Encapsulation, Fact, GatewaySettings, IkeIdentity, PeerAddress, SaCommon, SecurityGateway,
    Setting, Sourced, TunnelSettings, is_global,
};
use crate::text::Listed;

impl<'m> End<'m> {
    /// The addresses that it calls its peer by, in the order of what is surest, each with its line.
    pub fn called(&self) -> Vec<Sourced<IpAddr>> {
        let mut called = Vec::new();
        if let Some(Setting::Explicit(peer)) = self.gateway_settings().map(|it| &it.remote_address)
            && let PeerAddress::Address(address) = peer.value
        {
            called.push(Sourced::new(address, peer.line));
        }
        let mut call = |id: &Fact<IkeIdentity>| {
            if let Some(id) = id.seen()
                && let Some(address) = id.value.address()
            {
                called.push(Sourced::new(address, id.line));
            }
        };
        for sa in self.ike_sas() {
            call(&sa.common.remote_id);
        }
        for sa in self.all_ipsec_sas() {
            call(&sa.common.remote_id);
        }
        if let Some(gateway) = self.gateway {
            call(&gateway.remote_id);
        }
        called
    }

    /// The line by which the router of another end calls an address that it calls as well, and that is not its own: of a
    /// third router.
    pub fn calls_a_third(&self, other: &Self, address: IpAddr) -> Option<u32> {
        let line = other.router.networks.calls(address)?;
        (!self.router.networks.owns(address)).then_some(line)
    }

    /// Whether another gateway of its router is with an address, which is then that of another line of the peer's.
    pub fn calls_beside(&self, address: IpAddr) -> bool {
        let (router, own) = (self.router, self.gateway_id());
        let mut set = router.settings.gateways.iter();
        let mut shown = router.gateways.iter();
        let is_set = |it: &GatewaySettings| {
            let peer = it.remote_address.explicit().map(|it| &it.value);
            peer == Some(&PeerAddress::Address(address))
        };
        let is_shown = |it: &SecurityGateway| {
            let peer = it.remote_id.seen().and_then(|it| it.value.address());
            peer == Some(address)
        };
        set.any(|it| Some(it.id) != own && is_set(it))
            || shown.any(|it| it.id != own && is_shown(it))
    }

    /// Whether it is with another than the router of an end, as far as the addresses and names of both are known.
    pub(super) fn calls_another(&self, other: &Self) -> bool {
        let networks = &other.router.networks;
        let said = other.own_ids();
        let speaks_from = |it: IpAddr| said.iter().any(|id| id.address() == Some(it));
        // Behind a translation an end says a private one.
        let says_global = said.iter().filter_map(|it| it.address()).any(is_global);
        let is_anothers = |it: IpAddr| {
            let by_ids = says_global && is_global(it) && !networks.owns(it);
            (networks.is_anothers(it) || by_ids) && !speaks_from(it)
        };
        let called = self.called();
        if !called.is_empty() {
            return called.iter().all(|it| is_anothers(it.value));
        }
        self.names_another(other)
    }

    /// Whether its SAs name a peer that has a name, and that is none of an end's, as far as those are known, or whom
    /// that end names as well: then it is with a third.
    pub fn names_another(&self, other: &Self) -> bool {
        let is_name = |it: &&IkeIdentity| it.address().is_none();
        let named = |ids: Vec<&'m IkeIdentity>| ids.into_iter().filter(is_name).listed();
        let (peers, theirs, own) = (
            named(self.peer_ids()),
            named(other.peer_ids()),
            named(other.own_ids()),
        );
        let holds = |all: &[&IkeIdentity], it: &IkeIdentity| all.iter().any(|of| of.same(it));
        let is_anothers = !own.is_empty() && !peers.iter().any(|it| holds(&own, it));
        !peers.is_empty() && (is_anothers || peers.iter().any(|it| holds(&theirs, it)))
    }

    /// Whether its settings wait for a name that is not the one that an end is told to say.
    pub(super) fn awaits_another(&self, other: &Self) -> bool {
        let awaited = self.gateway_settings().map(|it| &it.remote_name);
        let said = other.gateway_settings().map(|it| &it.local_name);
        let names = awaited
            .and_then(|it| it.explicit())
            .zip(said.and_then(|it| it.explicit()));
        names.is_some_and(|(awaited, said)| !awaited.value.name.same(&said.value.name))
    }

    /// The addresses that its SAs say it has, each with its line.
    pub fn own_addresses(&self) -> Vec<Sourced<IpAddr>> {
        let ids = self.sas().filter_map(|it| it.local_id.seen());
        ids.filter_map(|id| Some(Sourced::new(id.value.address()?, id.line)))
            .listed()
    }

    /// Who it says it is, by its SAs and its settings.
    pub(super) fn own_ids(&self) -> Vec<&'m IkeIdentity> {
        let told = self
            .gateway_settings()
            .and_then(|it| it.local_name.explicit());
        let told = told.map(|it| &it.value.name);
        let sas = self.sas().filter_map(|it| it.local_id.seen());
        sas.map(|it| &it.value).chain(told).listed()
    }

    /// With whom its SAs are.
    pub(super) fn peer_ids(&self) -> Vec<&'m IkeIdentity> {
        let sas = self.sas().filter_map(|it| it.remote_id.seen());
        sas.map(|it| &it.value).listed()
    }

    /// Its SAs of both kinds.
    pub(super) fn sas(&self) -> impl Iterator<Item = &'m SaCommon> + use<'m> {
        let of_ike = self.ike_sas().map(|it| &it.common);
        of_ike.chain(self.all_ipsec_sas().map(|it| &it.common))
    }

    /// The name that it calls its peer by, where its settings have one.
    pub fn called_name(&self) -> Option<&'m str> {
        match &self.gateway_settings()?.remote_address.explicit()?.value {
            PeerAddress::Name(name) => Some(name),
            PeerAddress::Address(_) | PeerAddress::Any => None,
        }
    }

    /// The settings of its gateway: of the one that its outputs or its tunnel name, else of the only
    /// one that tunnels are bound to, else of the only one.
    pub fn gateway_settings(&self) -> Option<&'m GatewaySettings> {
        let settings = &self.router.settings;
        // Its router's gateways are all those of other ends.
        if self.is_without_gateway() {
            return None;
        }
        if let Some(id) = self.gateway_id() {
            let own = settings.gateway(id);
            return own.filter(|it| self.told_another_by(it).is_none());
        }
        // Lines of gateways alone name no tunnel.
        let mut tunnels = self.tunnel_numbers();
        let own = tunnels.next().filter(|_| !settings.tunnels.is_empty());
        if let Some(number) = own {
            return settings.gateway_of(settings.tunnel(number)?);
        }
        let is_ipsec = |tunnel: &&TunnelSettings| {
            let encapsulation = tunnel.encapsulation.known();
            encapsulation.is_none_or(|it| it.value == Encapsulation::Ipsec)
        };
        let of_tunnels = settings.tunnels.iter().filter(is_ipsec);
        let mut bound = of_tunnels.filter_map(|tunnel| settings.gateway_of(tunnel));
        let mut all = settings.gateways.iter();
        let only = match bound.next() {
            Some(first) => bound.all(|it| it.id == first.id).then_some(first),
            None => all.next().filter(|_| all.next().is_none()),
        };
        only.filter(|it| !self.may_be_of_another(it))
    }

    /// The peer in the settings of the gateway's number, and another with whom its SAs are, each with its line: then
    /// the settings are those of another router, or of another time.
    pub fn told_another(&self) -> Option<(Sourced<String>, Sourced<String>)> {
        let settings = self.router.settings.gateway(self.gateway_id()?)?;
        self.told_another_by(settings)
    }

    fn told_another_by(
        &self,
        told: &GatewaySettings,
    ) -> Option<(Sourced<String>, Sourced<String>)> {
        let met = || self.sas().filter_map(|it| it.remote_id.seen());
        let first = met().next()?;
        let differ = |told: String, line| {
            let met = Sourced::new(first.value.as_str().to_owned(), first.line);
            (Sourced::new(told, line), met)
        };
        if let Some(name) = told.remote_name.explicit() {
            // Names are cut in tables, and a template adds a number to them.
            let wanted = &name.value.name;
            let is_other = |it: &IkeIdentity| {
                let (one, other) = (it.as_str(), wanted.as_str());
                let begins = one.starts_with(other) || other.starts_with(one);
                it.address().is_none() && !begins && !one.eq_ignore_ascii_case(other)
            };
            let is_name = wanted.address().is_none() && !self.is_templated();
            let all = is_name && met().all(|it| is_other(&it.value));
            return all.then(|| differ(wanted.as_str().to_owned(), name.line));
        }
        let peer = told.remote_address.explicit()?;
        let PeerAddress::Address(called) = peer.value else {
            return None;
        };
        // Behind a translation an end says an address of its own.
        let is_other = |it: &IkeIdentity| {
            let address = it.address();
            address.is_some_and(|it| it != called && is_global(it))
        };
        let all = is_global(called) && met().all(|it| is_other(&it.value));
        all.then(|| differ(called.to_string(), peer.line))
    }

    /// Whether its router holds SAs of another gateway than the one whose settings were pasted, and none of that; or
    /// the settings are of a gateway that is with somebody else.
    fn may_be_of_another(&self, told: &GatewaySettings) -> bool {
        let router = self.router;
        let holds = |id| {
            let ike = router.ike_sas_of(id).len();
            ike + router.ipsec_sas_of(id).len() > 0
        };
        let mut others = router.gateways.iter().filter(|it| it.id != Some(told.id));
        if holds(Some(told.id)) {
            return self.gateway.is_none();
        }
        others.any(|it| holds(it.id))
    }
}
