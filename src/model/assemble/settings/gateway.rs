//! Turns the lines of `ipsec ike …` and `ipsec sa policy …` into the settings of a gateway and its policies.

use super::{Written, is_left_out};
use crate::model::{
    Algorithm, GatewayId, GatewaySettings, IkeIdentity, IkeName, IkeVersion, LocalAddress,
    PeerAddress, Policy, PolicyId,
};

/// Takes one line: the command's name, and the words behind the gateway's number.
pub(super) fn take(
    gateway: &mut GatewaySettings,
    written: &Written<'_>,
    name: &str,
    values: &[&str],
) {
    match name {
        "version" => gateway.version = written.setting(values.first().and_then(|it| version(it))),
        "remote address" => {
            gateway.remote_address = written.setting(values.first().and_then(|it| peer(it)));
        }
        "local address" => gateway.local_address = written.setting(local(values)),
        "local name" => gateway.local_name = written.setting(ike_name(values)),
        "remote name" => gateway.remote_name = written.setting(ike_name(values)),
        _ => {}
    }
}

/// Says of what is not written whether it is the default, missing, or not known.
pub(super) fn settle(gateway: &mut GatewaySettings, whole: Option<u32>) {
    gateway.version.settle(whole, Some(IkeVersion::V1));
    gateway.remote_address.settle(whole, None);
    gateway.local_address.settle(whole, None);
    gateway.local_name.settle(whole, None);
    gateway.remote_name.settle(whole, None);
    gateway.pre_shared_key.settle(whole, None);
    gateway.auto_refresh.settle(whole, Some(true));
}

fn version(word: &str) -> Option<IkeVersion> {
    match word {
        "1" => Some(IkeVersion::V1),
        "2" => Some(IkeVersion::V2),
        _ => None,
    }
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
        ["vrrp", ..] => Some(LocalAddress::Vrrp),
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
        name: IkeIdentity::read(name)?,
        kind: rest.first().map(|kind| (*kind).to_owned()),
    })
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
        ids: [None, None],
    };
    for word in rest {
        if let Some((name, value)) = word.split_once('=') {
            match name {
                "local-id" => policy.ids[0] = Some(value.to_owned()),
                "remote-id" => policy.ids[1] = Some(value.to_owned()),
                _ => {}
            }
        } else if word.ends_with("-hmac") {
            policy.integrity = Some(Algorithm((*word).to_owned()));
        } else {
            policy.encryption = Some(Algorithm((*word).to_owned()));
        }
    }
    Some(policy)
}
