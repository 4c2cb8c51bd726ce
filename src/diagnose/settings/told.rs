//! What one end of a pair is told: its gateway, its tunnel, and what follows from them.

use std::net::IpAddr;

use crate::diagnose::{Need, log};
use crate::model::by_model;
use crate::model::{
    Algorithm, Fact, GatewaySettings, HopTarget, IkeName, IkeVersion, InterfaceSettings,
    LocalAddress, PeerAddress, Policy, Reach, Setting, TunnelSettings,
};
use crate::pair::{End, GatewayPair};
use crate::text::{Place, Side};

/// What one end is told of its gateway.
#[derive(Clone, Copy)]
pub(in crate::diagnose) struct Told<'m> {
    pub(in crate::diagnose) end: End<'m>,
    pub(in crate::diagnose) gateway: &'m GatewaySettings,
    /// The first tunnel of the gateway.
    pub(in crate::diagnose) tunnel: Option<&'m TunnelSettings>,
    /// The policy of that tunnel, where the gateway has but one.
    pub(in crate::diagnose) policy: Option<&'m Policy>,
}

/// Whether an end begins key exchange by itself.
pub(in crate::diagnose) enum Starts {
    /// It does.
    Yes,
    /// It does not, by this line.
    No(u32),
    /// The paste does not tell.
    Unknown,
}

impl Told<'_> {
    pub(in crate::diagnose) fn side(&self) -> Side {
        self.end.router.side
    }

    /// The line that a setting is known by, as evidence.
    pub(in crate::diagnose) fn place(&self, line: u32) -> Place {
        self.end.router.place(line)
    }

    /// Whether the router may be able to use what is set so; only some models are known not to.
    pub(in crate::diagnose) fn may_use(&self, algorithm: &str) -> bool {
        let model = self.end.router.device.model.as_ref();
        let algorithm = Algorithm(algorithm.to_owned());
        let can = model.and_then(|it| by_model::can_use(&it.value, &algorithm));
        can != Some(false)
    }

    /// Whether the router may be able to run a line that changes its gateway, and to make something of it.
    pub(in crate::diagnose) fn can_run(&self, line: &str) -> bool {
        let device = &self.end.router.device;
        let Some(model) = &device.model else {
            return true;
        };
        let revision = device.revision.as_ref();
        let revision = revision.map_or("", |it| it.value.as_str());
        let turns_on_nat = line.starts_with("ipsec ike nat-traversal ") && line.contains(" on");
        if turns_on_nat && self.uses_main_mode() {
            let can = by_model::traverses_nat_in_main_mode(&model.value, revision);
            return can.unwrap_or(model.value != "RTX1100");
        }
        by_model::can_run(&model.value, revision, line)
    }

    /// Whether it knows its peer by the address alone: main mode of IKEv1.
    fn uses_main_mode(&self) -> bool {
        let gateway = self.gateway;
        let names = [&gateway.local_name, &gateway.remote_name];
        let is_v1 = explicit_or_default(&gateway.version) == Some(&IkeVersion::V1);
        is_v1 && names.iter().all(|it| it.absent().is_some())
    }

    /// Whether a tunnel uses its gateway, and more is written of that than its number in a policy: of one that is only
    /// named there, CFG603 tells.
    pub(in crate::diagnose) fn is_used(&self) -> bool {
        let is_named = |it: &Policy| it.line == self.gateway.line;
        let of_policy = self.policy.is_some_and(is_named) && self.gateway.is_bare();
        self.tunnel.is_some() && !of_policy
    }

    /// The gateway's number.
    pub(in crate::diagnose) fn number(&self) -> u32 {
        self.gateway.id.0
    }

    /// Whether it speaks IKEv2.
    pub(in crate::diagnose) fn is_v2(&self) -> bool {
        let version = self.gateway.version.known();
        version.is_some_and(|it| it.value == IkeVersion::V2)
    }

    /// The address that it speaks from, where one is written.
    pub(in crate::diagnose) fn speaks_from(&self) -> Option<IpAddr> {
        match explicit(&self.gateway.local_address) {
            Some(LocalAddress::Address(address)) => Some(*address),
            _ => None,
        }
    }

    /// Whether it speaks IPv4, of which alone translations take notice.
    pub(in crate::diagnose) fn is_v4(&self) -> bool {
        let known = [self.speaks_from(), self.called()];
        known.iter().flatten().all(IpAddr::is_ipv4)
    }

    /// The address that packets of the peer are for: the one that it speaks from, or with IPv6, which nothing
    /// translates, the one that the peer calls.
    pub(in crate::diagnose) fn is_called_at(&self, peer: &Self) -> Option<IpAddr> {
        let called = peer.called().filter(IpAddr::is_ipv6);
        self.speaks_from().or(called)
    }

    /// The address that it calls, where one is written.
    pub(in crate::diagnose) fn called(&self) -> Option<IpAddr> {
        match explicit(&self.gateway.remote_address) {
            Some(PeerAddress::Address(address)) => Some(*address),
            _ => None,
        }
    }

    /// The interface at which the peer's packets come in: the one that has the address that the peer
    /// calls, else that of the only default route.
    pub(in crate::diagnose) fn line(&self, peer: &Self) -> Option<&InterfaceSettings> {
        let router = self.end.router;
        let settings = &router.settings;
        if !self.is_v4() {
            let own = self.is_called_at(peer);
            let port = own.and_then(|it| settings.port_of_v6(it));
            // What is called may be of another interface than the line.
            // Where no route names it, the prefix comes by it.
            let prefixing = match settings.prefixed_by.as_slice() {
                [only] if settings.default_v6.is_none() => Some(only),
                _ => None,
            };
            let line = settings.line_v6.as_ref().or(prefixing).or(port)?;
            return settings.interface(line);
        }
        if let Some(called) = peer.called() {
            let has_it = |it: &&InterfaceSettings| {
                it.fixed()
                    .is_some_and(|network| network.value.address == called)
            };
            let fixed = settings.interfaces.iter().find(has_it);
            let is_called = |it: &Fact<IpAddr>| it.seen().is_some_and(|it| it.value == called);
            let ppp = router.links.ppp.iter();
            let mut ppp = ppp.filter(|it| is_called(&it.local_address));
            let shown = || settings.interface(&ppp.next()?.interface);
            if let Some(found) = fixed.or_else(shown) {
                return Some(found);
            }
        }
        let mut hops = settings.default_routes().flat_map(|it| &it.hops);
        let (only, None) = (hops.next()?, hops.next()) else {
            return None;
        };
        match &only.to {
            HopTarget::Interface(interface) | HopTarget::Dhcp(interface) => {
                settings.interface(interface)
            }
            HopTarget::Address(_) | HopTarget::Hidden => None,
        }
    }

    /// Whether it is told where its peer is, be it by an address that is masked.
    pub(in crate::diagnose) fn knows_peer(&self) -> bool {
        match &self.gateway.remote_address {
            Setting::Explicit(it) => it.value != PeerAddress::Any,
            Setting::Hidden(_) => true,
            Setting::Default(_) | Setting::Absent(_) | Setting::NotPasted => false,
        }
    }

    /// Whether it begins key exchange by itself.
    pub(in crate::diagnose) fn starts(&self) -> Starts {
        let told_off = [
            &self.end.router.settings.auto_refresh,
            &self.gateway.auto_refresh,
        ];
        let off = told_off
            .iter()
            .find_map(|it| it.known().filter(|on| !on.value));
        if let Some(off) = off {
            // Such a probe may begin a key exchange on its own.
            let by_probe = self.end.router.settings.refreshing_probe.is_some();
            return if by_probe {
                Starts::Unknown
            } else {
                Starts::No(off.line)
            };
        }
        let called = &self.gateway.remote_address;
        match called.explicit() {
            Some(it) if it.value == PeerAddress::Any && !self.may_resolve() => Starts::No(it.line),
            Some(_) if told_off.iter().all(|it| it.known().is_some()) => Starts::Yes,
            _ => Starts::Unknown,
        }
    }

    /// Whether the name of its peer may tell where to call it: with IKEv2 each does that is no key-id.
    fn may_resolve(&self) -> bool {
        let is_key_id = |it: &IkeName| {
            let kind = it.kind.as_ref();
            kind.is_some_and(|it| it.eq_ignore_ascii_case("key-id"))
        };
        let is_key = explicit(&self.gateway.remote_name).is_some_and(is_key_id);
        self.is_v2() && !is_key
    }

    /// Whether what it offers gets to the peer: it may begin, and its log does not show that it only answers.
    pub(in crate::diagnose) fn gets_to_offer(&self, pair: &GatewayPair<'_>) -> bool {
        matches!(self.starts(), Starts::Yes) && !log::only_answers(&self.end, pair)
    }

    /// Whether it speaks from an address that another router may be using: then it has no SAs by design.
    pub(in crate::diagnose) fn may_stand_by(&self) -> bool {
        let Some(LocalAddress::Vrrp(group)) = explicit(&self.gateway.local_address) else {
            return false;
        };
        let mut shared = self.end.router.links.shared.iter();
        let shown = shared.find(|it| group.as_ref() == Some(&(it.interface.clone(), it.group)));
        shown.and_then(|it| it.is_master).is_none_or(|it| !it.value)
    }

    /// The number of the group of routers that share the address it speaks from, where it is told one.
    pub(in crate::diagnose) fn shares(&self) -> Option<u32> {
        match explicit(&self.gateway.local_address) {
            Some(LocalAddress::Vrrp(group)) => group.as_ref().map(|it| it.1),
            _ => None,
        }
    }

    /// The settings of the tunnel.
    pub(in crate::diagnose) fn need(&self) -> Need {
        Need::tunnel_settings(&self.end)
    }

    /// Whether it calls the other end: None where that cannot be told.
    pub(super) fn calls(&self, other: &Self) -> Option<bool> {
        let names = explicit(&self.gateway.remote_name).zip(explicit(&other.gateway.local_name));
        if names.is_some_and(|(wanted, own)| wanted.name.same(&own.name)) {
            return Some(true);
        }
        let Some(PeerAddress::Address(called)) = explicit(&self.gateway.remote_address) else {
            return None;
        };
        let networks = &other.end.router.networks;
        if networks.owns(*called) {
            return Some(true);
        }
        // Behind a NAT, or where the address comes from the provider, the one that is called is not known.
        let is_public = networks.knows_those_like(*called, Reach::Global);
        is_public.then_some(false)
    }
}

fn explicit<T>(setting: &Setting<T>) -> Option<&T> {
    setting.explicit().map(|it| &it.value)
}

fn explicit_or_default<T>(setting: &Setting<T>) -> Option<&T> {
    setting.known().map(|it| &it.value)
}

/// What an end is told of its gateway and of the tunnels bound to it.
pub(in crate::diagnose) fn told<'m>(end: &End<'m>) -> Option<Told<'m>> {
    let settings = &end.router.settings;
    let gateway = end.gateway_settings()?;
    let mut bound = settings.tunnels_of(gateway.id);
    let first = bound.next();
    // Which of several meets which at the peer, the settings of one end do not tell.
    let only = first.filter(|_| bound.next().is_none());
    Some(Told {
        end: *end,
        gateway,
        tunnel: first.map(|it| it.0),
        policy: only.map(|it| it.1),
    })
}
