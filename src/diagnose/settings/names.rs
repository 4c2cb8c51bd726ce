//! Whether the name that one end says is the one that the other waits for.

use super::Told;
use crate::model::{IkeName, IkeVersion, PeerAddress, Setting};

/// How the name that an end says stands to the one that its peer waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum Names {
    /// It is the one.
    Fit,
    /// It is another, or of another type.
    Wrong,
    /// One of them is needed and not written.
    Missing,
    /// Names do not matter between these two.
    Unused,
    /// Masked, or not pasted.
    Unknown,
}

/// Compares what an end says with what its peer waits for.
pub(in crate::diagnose) fn names(own: &Told<'_>, other: &Told<'_>) -> Names {
    let version = |told: &Told<'_>| told.gateway.version.known().map(|it| it.value);
    let (Some(version), Some(of_other)) = (version(own), version(other)) else {
        return Names::Unknown;
    };
    if version != of_other {
        return Names::Unknown;
    }
    let (said, wanted) = (&own.gateway.local_name, &other.gateway.remote_name);
    let is_hidden = |it: &Setting<IkeName>| matches!(it, Setting::Hidden(_) | Setting::NotPasted);
    if is_hidden(said) || is_hidden(wanted) {
        return Names::Unknown;
    }
    let (said, wanted) = (said.explicit(), wanted.explicit());
    let fits = said
        .zip(wanted)
        .map(|(said, wanted)| fits(version, &said.value, &wanted.value));
    match (fits, is_by_name(version, other)) {
        (Some(true), _) => Names::Fit,
        (Some(false), true) => Names::Wrong,
        // Where a certificate proves who is who, its name may do.
        (None, true) if version == IkeVersion::V2 && !is_by_key(other) => Names::Unknown,
        (None, true) => Names::Missing,
        // A strict end refuses who says a name that it does not wait for.
        (None, false) if said.is_some() && other.is_strict() => Names::Missing,
        // One that calls nobody has nothing else to know its peer by.
        (None, false) if said.is_some() && calls_nobody(other) => Names::Missing,
        (Some(false) | None, false) => Names::Unused,
    }
}

/// A name with its type, as a command says it.
pub(in crate::diagnose) fn named(name: &IkeName) -> String {
    let kind = name.kind.as_ref();
    let kind = kind.map_or(String::new(), |kind| format!(" {kind}"));
    format!("{}{kind}", name.name.as_str())
}

/// The name that an end must say, or wait for, by the setting of its peer that mirrors it; a word to replace where that
/// is not known.
pub(in crate::diagnose) fn mirrored_name(of_peer: Option<&Setting<IkeName>>, word: &str) -> String {
    let told = of_peer.and_then(|it| it.explicit());
    told.map_or_else(|| format!("{word} key-id"), |it| named(&it.value))
}

/// Whether a key proves who is who.
fn is_by_key(told: &Told<'_>) -> bool {
    let method = told.gateway.method.known();
    method.is_some_and(|it| it.value.may_be_key()) && told.gateway.login.is_none()
}

/// Whether an end knows its peer by name.
fn is_by_name(version: IkeVersion, told: &Told<'_>) -> bool {
    // Aggressive mode: who has no fixed address says its name.
    let waits = calls_nobody(told) && told.gateway.remote_name.explicit().is_some();
    waits || version == IkeVersion::V2
}

/// Whether an end accepts a peer from any address.
fn calls_nobody(told: &Told<'_>) -> bool {
    let called = told.gateway.remote_address.explicit();
    called.is_some_and(|it| it.value == PeerAddress::Any)
}

fn fits(version: IkeVersion, said: &IkeName, wanted: &IkeName) -> bool {
    let kinds_fit = match (&said.kind, &wanted.kind) {
        (Some(said), Some(wanted)) => version == IkeVersion::V1 || type_of(said) == type_of(wanted),
        _ => true,
    };
    said.name == wanted.name && kinds_fit
}

/// The one word of two that both are written for ID type 3 (RFC 2407 §4.6.2, RFC 7296 §3.5).
fn type_of(kind: &str) -> &str {
    if kind == "user-fqdn" {
        "rfc822-addr"
    } else {
        kind
    }
}
