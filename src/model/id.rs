//! Numbers and names that identify something, each a type of its own so that none is taken for another.

use std::fmt;
use std::net::IpAddr;
use std::rc::Rc;

/// Number of a security gateway (RFC 4301), the `sgw` of the outputs. Local to a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GatewayId(pub u32);

/// Number of a tunnel interface. Local to a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TunnelNumber(pub u32);

/// The router's own number for an SA, for `ipsec sa delete`. Never compared across routers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SaId(pub u32);

/// Security Parameter Index, chosen by the receiver (RFC 4301 §4.1, RFC 4303 §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spi(pub u32);

impl fmt::Display for Spi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// The SPIs of an IKE SA (RFC 7296 §3.1), the cookies of IKEv1 (RFC 2408 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IkeSpis {
    /// First eight bytes as printed: the initiator's.
    pub initiator: u64,
    /// Last eight bytes as printed: the responder's; 0 while it has not answered.
    pub responder: u64,
}

impl IkeSpis {
    /// Whether both name one IKE SA. Some router may print its own half first, so both orders count.
    pub fn same(self, other: Self) -> bool {
        self == other
            || self
                == Self {
                    initiator: other.responder,
                    responder: other.initiator,
                }
    }
}

impl fmt::Display for IkeSpis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.initiator, self.responder)
    }
}

/// Who an end of an IKE SA says it is (RFC 7296 §3.5): an address or a name, as printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IkeIdentity(Rc<str>);

impl IkeIdentity {
    /// The identity in a printed value; None where the value is masked or empty.
    pub fn read(value: &str) -> Option<Self> {
        // IKEv2 is remembered to print the type behind it: `192.0.2.1 (IPv4_ADDR)`.
        let value = value.trim();
        let value = if value.contains('(') {
            value.split(" (").next().unwrap_or(value).trim()
        } else {
            value
        };
        (!value.is_empty() && !is_masked(value)).then(|| Self(value.into()))
    }

    /// As printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address it is, if it is one; a port behind an IPv4 address is left out.
    pub fn address(&self) -> Option<IpAddr> {
        let text = self.as_str();
        text.parse().ok().or_else(|| {
            let (host, port) = text.rsplit_once(':')?;
            port.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| host.parse().ok())?
        })
    }

    /// Whether both name the same end. Addresses are compared as addresses.
    pub fn same(&self, other: &Self) -> bool {
        match (self.address(), other.address()) {
            (Some(mine), Some(theirs)) => mine == theirs,
            (None, None) => self.0 == other.0,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// Whether a person has masked the value, as in `xxx.xxx.xxx.xxx` or `***`.
pub fn is_masked(value: &str) -> bool {
    // Nearly every value is an address or a name without any of these.
    let suspicious = |byte: u8| matches!(byte, b'*' | b'x' | b'X' | b'_') || !byte.is_ascii();
    if !value.bytes().any(suspicious) {
        return false;
    }
    value.contains("***")
        || value.contains('〃')
        || value.contains("YOUR_")
        || value.split(['.', ':', '/']).any(|part| {
            part.len() >= 2
                && part
                    .chars()
                    .all(|c| matches!(c, 'x' | 'X' | '*' | '●' | '○' | '■'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(text: &str) -> IkeIdentity {
        IkeIdentity::read(text).unwrap()
    }

    #[test]
    fn addresses_are_compared_as_addresses() {
        assert!(identity("2001:DB8::1").same(&identity("2001:db8:0::1")));
        assert!(identity("192.0.2.1:500").same(&identity("192.0.2.1 (IPv4_ADDR)")));
        assert!(!identity("192.0.2.1").same(&identity("branch")));
    }

    #[test]
    fn masked_identities_are_hidden() {
        for masked in [
            "XXX.XXX.XXX",
            "***.***.***.***",
            "203.0.xx.xx",
            "YOUR_ADDRESS",
            "",
        ] {
            assert_eq!(IkeIdentity::read(masked), None, "{masked}");
        }
        assert_eq!(identity("xray").as_str(), "xray");
    }

    #[test]
    fn ike_spis_may_be_printed_in_either_order() {
        let spis = IkeSpis {
            initiator: 1,
            responder: 2,
        };
        assert!(spis.same(IkeSpis {
            initiator: 2,
            responder: 1
        }));
        assert!(!spis.same(IkeSpis {
            initiator: 1,
            responder: 3
        }));
    }
}
