//! Turns the settings of one end into words that can be put beside those of the other end.

use super::Told;
use crate::model::by_model;
use crate::model::{
    Algorithm, AuthMethod, Detail, Encapsulation, GatewaySettings, IkeName, IkeVersion,
    KeepaliveMethod, KeepaliveUse, LocalAddress, Network, PeerAddress, Policy, Setting, Sourced,
};

/// A setting in words, and a number that grows with what it protects, where that can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::diagnose) struct Value {
    pub(in crate::diagnose) text: String,
    pub(in crate::diagnose) strength: Option<usize>,
}

impl Value {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            strength: None,
        }
    }
}

/// Where a setting of an end is read from.
#[derive(Debug)]
pub(super) enum Read {
    /// A switch of the gateway.
    Switch(fn(&GatewaySettings) -> &Setting<bool>),
    /// An algorithm of the gateway.
    Algorithm(fn(&GatewaySettings) -> &Setting<Algorithm>),
    /// Words of the gateway.
    Detail(Detail),
    /// Otherwise.
    By(fn(&Told<'_>) -> Setting<Value>),
}

impl Read {
    /// The setting of an end.
    pub(super) fn of(&self, told: &Told<'_>) -> Setting<Value> {
        match self {
            Self::Switch(of) => switch(of(told.gateway)),
            Self::Algorithm(of) => of(told.gateway).said(strong),
            Self::Detail(detail) => {
                let words = told.gateway.details.get(*detail);
                words.said(|it| Value::of(it.clone()))
            }
            Self::By(read) => read(told),
        }
    }
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn switch(setting: &Setting<bool>) -> Setting<Value> {
    setting.said(|it| Value::of(on_off(*it)))
}

fn strong(algorithm: &Algorithm) -> Value {
    Value {
        text: algorithm.0.clone(),
        strength: algorithm.strength(),
    }
}

pub(super) fn ipsec(told: &Told<'_>) -> Setting<Value> {
    switch(&told.end.router.settings.ipsec)
}

/// The tunnel's own switch.
pub(super) fn enabled(told: &Told<'_>) -> Setting<Value> {
    let Some(tunnel) = told.tunnel else {
        return Setting::NotPasted;
    };
    let word = |on: &bool| Value::of(if *on { "enable" } else { "disable" });
    tunnel.enabled.said(word)
}

pub(super) fn encapsulation(told: &Told<'_>) -> Setting<Value> {
    let Some(tunnel) = told.tunnel else {
        return Setting::NotPasted;
    };
    tunnel.encapsulation.said(|it| match it {
        Encapsulation::Ipsec => Value::of("ipsec"),
        Encapsulation::Other(word) => Value::of(word.clone()),
    })
}

/// Whether it begins by itself: the switch of the router counts before that of the gateway.
pub(super) fn refresh(told: &Told<'_>) -> Setting<Value> {
    let settings = &told.end.router.settings;
    let of_router = &settings.auto_refresh;
    let is_off = |it: &Setting<bool>| it.known().is_some_and(|it| !it.value);
    if (is_off(of_router) || is_off(&told.gateway.auto_refresh))
        && let Some(line) = settings.refreshing_probe
    {
        // Such a probe begins without being told to.
        return Setting::Hidden(line);
    }
    if of_router.known().is_some() && !is_off(of_router) && is_off(&told.gateway.auto_refresh) {
        return switch(&told.gateway.auto_refresh);
    }
    switch(of_router)
}

pub(super) fn version(told: &Told<'_>) -> Setting<Value> {
    let word = |it: &IkeVersion| match it {
        IkeVersion::V1 => Value::of("1"),
        IkeVersion::V2 => Value::of("2"),
    };
    told.gateway.version.said(word)
}

pub(super) fn remote_address(told: &Told<'_>) -> Setting<Value> {
    let word = |it: &PeerAddress| match it {
        PeerAddress::Address(address) => Value::of(address.to_string()),
        PeerAddress::Name(name) => Value::of(name.clone()),
        PeerAddress::Any => Value::of("any"),
    };
    told.gateway.remote_address.said(word)
}

pub(super) fn local_address(told: &Told<'_>) -> Setting<Value> {
    let word = |it: &LocalAddress| match it {
        LocalAddress::Address(address) => Value::of(address.to_string()),
        LocalAddress::Vrrp(None) => Value::of("vrrp"),
        LocalAddress::Vrrp(Some((lan, group))) => {
            Value::of(format!("vrrp {} {group}", lan.argument()))
        }
        LocalAddress::Other(words) => Value::of(words.clone()),
    };
    told.gateway.local_address.said(word)
}

fn name(setting: &Setting<IkeName>) -> Setting<Value> {
    setting.said(|it| match &it.kind {
        Some(kind) => Value::of(format!("{} {kind}", it.name.as_str())),
        None => Value::of(it.name.as_str()),
    })
}

pub(super) fn local_name(told: &Told<'_>) -> Setting<Value> {
    name(&told.gateway.local_name)
}

pub(super) fn remote_name(told: &Told<'_>) -> Setting<Value> {
    name(&told.gateway.remote_name)
}

/// That there is a key; never the key.
pub(super) fn key(told: &Told<'_>) -> Setting<Value> {
    told.gateway.pre_shared_key.said(|()| Value::of("***"))
}

/// By what it proves who it is: `auto` with a key is the key.
pub(super) fn method(told: &Told<'_>) -> Setting<Value> {
    let has_key = told.gateway.pre_shared_key.absent().is_none();
    told.gateway.method.said(|it| match it {
        AuthMethod::Auto if !has_key => Value::of("auto"),
        AuthMethod::Auto | AuthMethod::Key => Value::of("pre-shared-key"),
        AuthMethod::Certificate => Value::of("certificate"),
        AuthMethod::Eap => Value::of("eap-md5"),
    })
}

pub(super) fn pfs(told: &Told<'_>) -> Setting<Value> {
    let strength = |on: &bool| Value {
        strength: Some(usize::from(*on)),
        ..Value::of(on_off(*on))
    };
    told.gateway.pfs.said(strength)
}

/// Better on at both than at none, as both must have it.
pub(super) fn nat_traversal(told: &Told<'_>) -> Setting<Value> {
    let strength = |on: &bool| Value {
        strength: Some(usize::from(*on)),
        ..Value::of(on_off(*on))
    };
    told.gateway.nat_traversal.said(strength)
}

pub(super) fn child_exchange(told: &Told<'_>) -> Setting<Value> {
    let word = |it: &u32| Value::of(it.to_string());
    told.gateway.child_exchange.said(word)
}

/// Whether it asks, and by what means. As `auto` it asks only where the peer does, and fits both.
pub(super) fn keepalive(told: &Told<'_>) -> Setting<Value> {
    told.gateway.keepalive.said(|it| {
        let used = match it.used {
            KeepaliveUse::On => "on",
            KeepaliveUse::Off => {
                return Value {
                    strength: Some(0),
                    ..Value::of("off")
                };
            }
            KeepaliveUse::Auto => "auto",
        };
        let method = match it.method {
            Some(KeepaliveMethod::Heartbeat) => "heartbeat",
            Some(KeepaliveMethod::IcmpEcho) => "icmp-echo",
            Some(KeepaliveMethod::Dpd) => "dpd",
            Some(KeepaliveMethod::Rfc4306) => "rfc4306",
            None => return Value::of(used),
        };
        // The maker's own needs both ends: better on at both than at none.
        let is_own = it.used == KeepaliveUse::On && it.method == Some(KeepaliveMethod::Heartbeat);
        Value {
            strength: is_own.then_some(1),
            ..Value::of(format!("{used} {method}"))
        }
    })
}

/// What the policy says of one thing.
fn of_policy(told: &Told<'_>, read: impl Fn(&Policy) -> Written) -> Setting<Value> {
    let Some(policy) = told.policy else {
        return Setting::NotPasted;
    };
    match read(policy) {
        Written::Here(value) => Setting::Explicit(Sourced::new(value, policy.line)),
        Written::Default(Some(value)) => Setting::Default(Sourced::new(value, policy.line)),
        Written::Default(None) => Setting::NotPasted,
    }
}

enum Written {
    Here(Value),
    /// Nothing is written; what that means, where the model is known to do so.
    Default(Option<Value>),
}

/// What a model does where nothing is written; None where the model is not known.
fn of_model<T>(told: &Told<'_>, of: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let model = told.end.router.device.model.as_ref()?;
    of(&model.value)
}

pub(super) fn protocol(told: &Told<'_>) -> Setting<Value> {
    of_policy(told, |it| {
        Written::Here(Value::of(if it.is_esp { "esp" } else { "ah" }))
    })
}

pub(super) fn esp_encryption(told: &Told<'_>) -> Setting<Value> {
    of_policy(told, |it| match &it.encryption {
        Some(written) => Written::Here(strong(written)),
        None if it.is_esp => {
            let default = of_model(told, by_model::esp_encryption);
            Written::Default(default.map(|it| strong(&Algorithm(it.to_owned()))))
        }
        None => Written::Default(None),
    })
}

pub(super) fn esp_integrity(told: &Told<'_>) -> Setting<Value> {
    of_policy(told, |it| match &it.integrity {
        Some(written) => Written::Here(strong(written)),
        // Without one, ESP goes without; for AH it is a matter of the model.
        None if it.is_esp => Written::Default(Some(Value {
            strength: Some(0),
            ..Value::of("none")
        })),
        None => {
            let default = of_model(told, by_model::ah_integrity);
            Written::Default(default.map(|it| strong(&Algorithm(it.to_owned()))))
        }
    })
}

pub(super) fn anti_replay(told: &Told<'_>) -> Setting<Value> {
    of_policy(told, |it| {
        let written = it.anti_replay.map(|on| Value::of(on_off(on)));
        written.map_or_else(
            || {
                let default = of_model(told, by_model::anti_replay);
                Written::Default(default.map(|on| Value::of(on_off(on))))
            },
            Written::Here,
        )
    })
}

/// Whether it sends by the newest SA only; unwritten, it is a matter of the model.
pub(super) fn only_new_sa(told: &Told<'_>) -> Setting<Value> {
    let words = told.gateway.details.get(Detail::SendOnlyNewSa);
    if let Setting::Absent(line) = words
        && let Some(word) = of_model(told, by_model::send_only_new_sa)
    {
        return Setting::Default(Sourced::new(Value::of(word), *line));
    }
    words.said(|it| Value::of(it.clone()))
}

/// An id of phase 2 as it takes effect: that of the policy before that of the gateway.
fn id(
    told: &Told<'_>,
    of: fn(&Policy) -> Option<Network>,
    own: &Setting<Network>,
) -> Setting<Value> {
    if let Some(policy) = told.policy
        && let Some(network) = of(policy)
    {
        let value = Value::of(network.to_string());
        return Setting::Explicit(Sourced::new(value, policy.line));
    }
    own.said(|it| Value::of(it.to_string()))
}

pub(super) fn local_id(told: &Told<'_>) -> Setting<Value> {
    id(told, |it| it.local_id, &told.gateway.local_id)
}

pub(super) fn remote_id(told: &Told<'_>) -> Setting<Value> {
    id(told, |it| it.remote_id, &told.gateway.remote_id)
}
