//! What a gateway is told: whom it calls, who it says it is, and what it offers.

use std::net::IpAddr;

use super::{Details, Setting};
use crate::model::{Algorithm, GatewayId, IkeIdentity, IkeVersion, Interface, Network};

/// Number of a policy. Local to a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyId(pub u32);

/// What protects the traffic of a tunnel (RFC 4301 §4.4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its number.
    pub id: PolicyId,
    /// Line.
    pub line: u32,
    /// The gateway that it is agreed with.
    pub gateway: GatewayId,
    /// Whether ESP, else AH.
    pub is_esp: bool,
    /// Encryption as written; the default of the model where none is.
    pub encryption: Option<Algorithm>,
    /// Integrity as written; with ESP, none where none is.
    pub integrity: Option<Algorithm>,
    /// Whether packets that were seen before are dropped; None where it is not written.
    pub anti_replay: Option<bool>,
    /// Its own network, in place of the gateway's.
    pub local_id: Option<Network>,
    /// The peer's network, in place of the gateway's.
    pub remote_id: Option<Network>,
}

/// Whom a gateway calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerAddress {
    /// An address.
    Address(IpAddr),
    /// A name that must resolve.
    Name(String),
    /// Nobody: it answers whoever calls.
    Any,
}

/// From where a gateway speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalAddress {
    /// An address.
    Address(IpAddr),
    /// The address that routers share by VRRP, of this interface and group; None where masked.
    Vrrp(Option<(Interface, u32)>),
    /// An address made of a prefix, or the one that PPP assigns; as written.
    Other(String),
}

/// A name in the settings of a gateway, and its type where one is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IkeName {
    /// The name.
    pub name: IkeIdentity,
    /// The type, as written.
    pub kind: Option<String>,
}

/// The settings of a security gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewaySettings {
    /// Its number.
    pub id: GatewayId,
    /// Its first line.
    pub line: u32,
    /// Version of IKE.
    pub version: Setting<IkeVersion>,
    /// Whom it calls.
    pub remote_address: Setting<PeerAddress>,
    /// From where it speaks; absent where the router chooses.
    pub local_address: Setting<LocalAddress>,
    /// Who it says it is.
    pub local_name: Setting<IkeName>,
    /// Who the peer must say it is.
    pub remote_name: Setting<IkeName>,
    /// The pre-shared key: explicit where it stood in clear on that line, so that the vault can compare it.
    pub pre_shared_key: Setting<()>,
    /// By what each end proves who it is; IKEv2 only.
    pub method: Setting<AuthMethod>,
    /// Line that asks for one more login (XAUTH, EAP), names a certificate, or hands out addresses.
    pub login: Option<u32>,
    /// Line that makes it a server of clients: it asks them for a name, or hands out addresses.
    pub serves_clients: Option<u32>,
    /// Line that has key material written to the log.
    pub logs_keys: Option<u32>,
    /// Whether SAs with it are renewed, and key exchange begun, without being asked.
    pub auto_refresh: Setting<bool>,
    /// Whether it answers a peer that begins; IKEv2 only.
    pub receives: Setting<bool>,
    /// Encryption of phase 1.
    pub encryption: Setting<Algorithm>,
    /// Hash of phase 1.
    pub hash: Setting<Algorithm>,
    /// Diffie-Hellman group of phase 1.
    pub group: Setting<Algorithm>,
    /// Whether it refuses what its own settings do not say, though it could do it; IKEv1 only.
    pub is_strict: Setting<bool>,
    /// Whether it offers only what its own settings say; IKEv2 only.
    pub limits_proposal: Setting<bool>,
    /// Whether each IPsec SA gets a key exchange of its own (PFS).
    pub pfs: Setting<bool>,
    /// Its own network, said in phase 2 of IKEv1.
    pub local_id: Setting<Network>,
    /// The peer's network, said in phase 2 of IKEv1.
    pub remote_id: Setting<Network>,
    /// Whether it carries ESP in UDP where a NAT is on the path (RFC 3947).
    pub nat_traversal: Setting<bool>,
    /// Whether it carries ESP in UDP in the maker's own way.
    pub esp_in_udp: Setting<bool>,
    /// How it finds out that the peer is gone.
    pub keepalive: Setting<Keepalive>,
    /// How child SAs are renewed under IKEv2: 1 or 2.
    pub child_exchange: Setting<u32>,
    /// What else is written, as it is written.
    pub details: Details,
}

/// By what an end proves who it is (RFC 7296 §2.15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthMethod {
    /// The first of key, certificate and login that is set.
    Auto,
    /// The pre-shared key.
    Key,
    /// A certificate.
    Certificate,
    /// A login.
    Eap,
}

impl AuthMethod {
    /// Whether it may be the pre-shared key.
    pub fn may_be_key(self) -> bool {
        matches!(self, Self::Auto | Self::Key)
    }
}

/// How a gateway finds out that its peer is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keepalive {
    /// Whether it asks.
    pub used: KeepaliveUse,
    /// By what means, as it takes effect with the version of IKE in use; None where none is written.
    pub method: Option<KeepaliveMethod>,
    /// Whom it pings, where that is written as an address.
    pub target: Option<IpAddr>,
}

/// Whether a gateway asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeepaliveUse {
    /// It does.
    On,
    /// It does not.
    Off,
    /// As the method says.
    Auto,
}

/// By what means it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeepaliveMethod {
    /// The maker's own.
    Heartbeat,
    /// Pings to a host behind the peer.
    IcmpEcho,
    /// Dead peer detection (RFC 3706).
    Dpd,
    /// Empty messages of IKEv2 (RFC 7296 §2.4).
    Rfc4306,
}

impl GatewaySettings {
    /// Whether nothing is written of it but its number.
    pub fn is_bare(&self) -> bool {
        let addresses = (&self.remote_address, &self.local_address);
        addresses.0.explicit().is_none()
            && addresses.1.explicit().is_none()
            && matches!(self.remote_address, Setting::Absent(_))
            && matches!(self.pre_shared_key, Setting::Absent(_))
            && matches!(self.remote_name, Setting::Absent(_))
    }

    /// A gateway of which nothing is known but its number.
    pub(in crate::model) fn new(id: GatewayId, line: u32) -> Self {
        Self {
            id,
            line,
            version: Setting::NotPasted,
            remote_address: Setting::NotPasted,
            local_address: Setting::NotPasted,
            local_name: Setting::NotPasted,
            remote_name: Setting::NotPasted,
            pre_shared_key: Setting::NotPasted,
            method: Setting::NotPasted,
            login: None,
            serves_clients: None,
            logs_keys: None,
            auto_refresh: Setting::NotPasted,
            receives: Setting::NotPasted,
            encryption: Setting::NotPasted,
            hash: Setting::NotPasted,
            group: Setting::NotPasted,
            is_strict: Setting::NotPasted,
            limits_proposal: Setting::NotPasted,
            pfs: Setting::NotPasted,
            local_id: Setting::NotPasted,
            remote_id: Setting::NotPasted,
            nat_traversal: Setting::NotPasted,
            esp_in_udp: Setting::NotPasted,
            keepalive: Setting::NotPasted,
            child_exchange: Setting::NotPasted,
            details: Details::default(),
        }
    }
}
