//! Turns the lines of `ipsec ike …` and `ipsec sa policy …` into the settings of a gateway and its policies.

use super::{Written, detail, is_left_out, on_off};
use crate::model::{
    Algorithm, AuthMethod, GatewayId, GatewaySettings, IkeIdentity, IkeName, IkeVersion, Interface,
    Keepalive, KeepaliveMethod, KeepaliveUse, LocalAddress, Network, PeerAddress, Policy, PolicyId,
    Setting,
};

/// A setting that is on or off: the command's name, the default (command reference ch. 15), the place.
type Switch = (
    &'static str,
    bool,
    fn(&mut GatewaySettings) -> &mut Setting<bool>,
);

const SWITCHES: [Switch; 6] = [
    ("negotiation receive", true, |it| &mut it.receives),
    ("negotiate-strictly", false, |it| &mut it.is_strict),
    ("proposal-limitation", false, |it| &mut it.limits_proposal),
    ("pfs", false, |it| &mut it.pfs),
    ("nat-traversal", false, |it| &mut it.nat_traversal),
    ("esp-encapsulation", false, |it| &mut it.esp_in_udp),
];

/// A setting that names an algorithm.
type Choice = (
    &'static str,
    &'static str,
    fn(&mut GatewaySettings) -> &mut Setting<Algorithm>,
);

const CHOICES: [Choice; 3] = [
    ("encryption", "3des-cbc", |it| &mut it.encryption),
    ("hash", "sha", |it| &mut it.hash),
    ("group", "modp1024", |it| &mut it.group),
];

/// Takes one line: the command's name, and the words behind the gateway's number.
pub(super) fn take(
    gateway: &mut GatewaySettings,
    written: &Written<'_>,
    name: &str,
    values: &[&str],
) {
    let first = values.first().copied();
    detail::take(gateway, written, name, values);
    if let Some((_, _, place)) = SWITCHES.iter().find(|it| it.0 == name) {
        *place(gateway) = written.setting(first.and_then(on_off));
        return;
    }
    if let Some((_, _, place)) = CHOICES.iter().find(|it| it.0 == name) {
        *place(gateway) = written.setting(first.map(|it| Algorithm(it.to_owned())));
        return;
    }
    match name {
        "version" => gateway.version = written.setting(first.and_then(version)),
        "remote address" => gateway.remote_address = written.setting(first.and_then(peer)),
        "local address" => gateway.local_address = written.setting(local(values)),
        "local name" => gateway.local_name = written.setting(ike_name(values)),
        "remote name" => gateway.remote_name = written.setting(ike_name(values)),
        "local id" => gateway.local_id = written.setting(first.and_then(Network::read)),
        "remote id" => gateway.remote_id = written.setting(first.and_then(Network::read)),
        "auth method" => gateway.method = written.setting(first.and_then(method)),
        "keepalive use" => gateway.keepalive = written.setting(keepalive(values)),
        "log" => {
            let logs_keys = !written.is_removed && values.contains(&"key-info");
            gateway.logs_keys = logs_keys.then_some(written.line);
        }
        "child-exchange type" => {
            let kind = first.and_then(|word| word.parse().ok());
            gateway.child_exchange = written.setting(kind);
        }
        _ if ["xauth", "eap", "mode-cfg", "pki"]
            .iter()
            .any(|it| name.starts_with(it)) =>
        {
            gateway.login = (!written.is_removed).then_some(written.line);
            // Who asks for a name, or gives an address, serves clients; who says a name is one.
            if ["xauth request", "eap request", "mode-cfg address"].contains(&name) {
                gateway.serves_clients = gateway.login;
            }
        }
        _ => {}
    }
}

/// Says of what is not written whether it is the default, missing, or not known.
pub(super) fn settle(gateway: &mut GatewaySettings, whole: Option<u32>) {
    for (_, default, place) in SWITCHES {
        place(gateway).settle(whole, Some(default));
    }
    for (_, default, place) in CHOICES {
        place(gateway).settle(whole, Some(Algorithm(default.to_owned())));
    }
    gateway.version.settle(whole, Some(IkeVersion::V1));
    gateway.remote_address.settle(whole, None);
    gateway.local_address.settle(whole, None);
    gateway.local_name.settle(whole, None);
    gateway.remote_name.settle(whole, None);
    gateway.local_id.settle(whole, None);
    gateway.remote_id.settle(whole, None);
    gateway.pre_shared_key.settle(whole, None);
    gateway.method.settle(whole, Some(AuthMethod::Auto));
    gateway.auto_refresh.settle(whole, Some(true));
    gateway.child_exchange.settle(whole, Some(1));
    let keepalive = Keepalive {
        used: KeepaliveUse::Auto,
        method: None,
        target: None,
    };
    gateway.keepalive.settle(whole, Some(keepalive));
    detail::settle(gateway, whole);
    in_effect(gateway);
}

/// The method of keepalive that the version of IKE allows (command reference 15.20).
fn in_effect(gateway: &mut GatewaySettings) {
    use KeepaliveMethod::{Dpd, Heartbeat, IcmpEcho, Rfc4306};

    let Some(version) = gateway.version.known().map(|it| it.value) else {
        return;
    };
    let (Setting::Explicit(keepalive) | Setting::Default(keepalive)) = &mut gateway.keepalive
    else {
        return;
    };
    let method = match (version, keepalive.value.method) {
        (_, Some(IcmpEcho)) => IcmpEcho,
        (IkeVersion::V1, Some(Dpd)) => Dpd,
        (IkeVersion::V1, _) => Heartbeat,
        (IkeVersion::V2, _) => Rfc4306,
    };
    keepalive.value.method = Some(method);
}

fn version(word: &str) -> Option<IkeVersion> {
    match word {
        "1" => Some(IkeVersion::V1),
        "2" => Some(IkeVersion::V2),
        _ => None,
    }
}

fn method(word: &str) -> Option<AuthMethod> {
    match word {
        "auto" => Some(AuthMethod::Auto),
        "pre-shared-key" => Some(AuthMethod::Key),
        "certificate" => Some(AuthMethod::Certificate),
        "eap-md5" => Some(AuthMethod::Eap),
        _ => None,
    }
}

fn keepalive(words: &[&str]) -> Option<Keepalive> {
    let (used, rest) = words.split_first()?;
    let used = match *used {
        "on" => KeepaliveUse::On,
        "off" => KeepaliveUse::Off,
        "auto" => KeepaliveUse::Auto,
        _ => return None,
    };
    let method = match rest.first().copied() {
        Some("heartbeat") => Some(KeepaliveMethod::Heartbeat),
        Some("icmp-echo") => Some(KeepaliveMethod::IcmpEcho),
        Some("dpd") => Some(KeepaliveMethod::Dpd),
        Some("rfc4306") => Some(KeepaliveMethod::Rfc4306),
        _ => None,
    };
    let target = rest.get(1).and_then(|word| word.parse().ok());
    Some(Keepalive {
        used,
        method,
        target: target.filter(|_| method == Some(KeepaliveMethod::IcmpEcho)),
    })
}

fn peer(word: &str) -> Option<PeerAddress> {
    if word == "any" {
        return Some(PeerAddress::Any);
    }
    if let Ok(address) = word.parse() {
        return Some(PeerAddress::Address(address));
    }
    (!is_left_out(word)).then(|| PeerAddress::Name(word.to_owned()))
}

fn local(words: &[&str]) -> Option<LocalAddress> {
    match words {
        ["vrrp", rest @ ..] => {
            let number = rest.get(1).and_then(|it| it.parse().ok());
            let interface = rest.first().map(|it| Interface::read(it));
            Some(LocalAddress::Vrrp(interface.zip(number)))
        }
        ["ipv6" | "ipcp", ..] => Some(LocalAddress::Other(words.join(" "))),
        [address, ..] => address.parse().ok().map(LocalAddress::Address),
        [] => None,
    }
}

fn ike_name(words: &[&str]) -> Option<IkeName> {
    let (name, rest) = words.split_first()?;
    if is_left_out(name) {
        return None;
    }
    Some(IkeName {
        name: IkeIdentity::read(unquoted(name)?)?,
        kind: rest.first().map(|kind| (*kind).to_owned()),
    })
}

/// A name without the quotation marks in which it may be written; None where only a part of it stands in the word.
fn unquoted(word: &str) -> Option<&str> {
    let Some(begun) = word.strip_prefix('"') else {
        return Some(word);
    };
    begun.strip_suffix('"')
}

/// The policy in the words behind its number.
pub(super) fn policy(id: PolicyId, line: u32, words: &[&str]) -> Option<Policy> {
    let [gateway, protocol, rest @ ..] = words else {
        return None;
    };
    let mut policy = Policy {
        id,
        line,
        gateway: GatewayId(gateway.parse().ok()?),
        is_esp: *protocol == "esp",
        encryption: None,
        integrity: None,
        anti_replay: None,
        local_id: None,
        remote_id: None,
    };
    for word in rest {
        let algorithm = || Algorithm((*word).to_owned());
        match word.split_once('=') {
            Some(("local-id", value)) => policy.local_id = Network::read(value),
            Some(("remote-id", value)) => policy.remote_id = Network::read(value),
            Some(("anti-replay-check", value)) => policy.anti_replay = on_off(value),
            Some(_) => {}
            None if word.ends_with("-hmac") => policy.integrity = Some(algorithm()),
            None => policy.encryption = Some(algorithm()),
        }
    }
    Some(policy)
}
