//! What can be said of addresses: which network they are in, and whether the internet can reach them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address with the length of its network's prefix (RFC 4632, RFC 4291 §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    /// An address in it; the network's own where only that is known.
    pub address: IpAddr,
    /// Bits of the prefix, at most 32 or 128.
    pub prefix: u8,
}

impl Network {
    /// All addresses of IPv4.
    pub const DEFAULT_V4: Self = Self {
        address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        prefix: 0,
    };

    /// `192.168.1.0/24`, `2001:db8::/64`, or an address alone; None for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address.parse().ok()?, Some(prefix.parse().ok()?)),
            None => (text.parse().ok()?, None),
        };
        let most = if matches!(address, IpAddr::V4(_)) {
            32
        } else {
            128
        };
        let prefix = prefix.unwrap_or(most);
        (prefix <= most).then_some(Self { address, prefix })
    }

    /// An address alone.
    pub fn host(address: IpAddr) -> Self {
        let prefix = if address.is_ipv4() { 32 } else { 128 };
        Self { address, prefix }
    }

    /// The same with the network's own address, as routes are written.
    pub fn base(&self) -> Self {
        let bits = self.bits(self.address).unwrap_or(0);
        let address = match self.address {
            IpAddr::V4(_) => {
                let shift = 32_u32.saturating_sub(u32::from(self.prefix));
                let own = u32::try_from(bits).unwrap_or(0).checked_shl(shift);
                IpAddr::V4(Ipv4Addr::from_bits(own.unwrap_or(0)))
            }
            IpAddr::V6(_) => {
                let shift = 128_u32.saturating_sub(u32::from(self.prefix));
                IpAddr::V6(Ipv6Addr::from_bits(bits.checked_shl(shift).unwrap_or(0)))
            }
        };
        Self { address, ..*self }
    }

    /// Whether an address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.bits(self.address), self.bits(address)) {
            (Some(own), Some(other)) => own == other,
            _ => false,
        }
    }

    /// Whether the two have an address in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        if self.prefix <= other.prefix {
            self.contains(other.address)
        } else {
            other.contains(self.address)
        }
    }

    /// The prefix of an address of the same kind.
    fn bits(&self, address: IpAddr) -> Option<u128> {
        match (self.address, address) {
            (IpAddr::V4(_), IpAddr::V4(address)) => {
                let shift = 32_u32.saturating_sub(u32::from(self.prefix));
                Some(u128::from(address.to_bits()) >> shift)
            }
            (IpAddr::V6(_), IpAddr::V6(address)) => {
                let shift = 128_u32.saturating_sub(u32::from(self.prefix));
                Some(address.to_bits().checked_shr(shift).unwrap_or(0))
            }
            _ => None,
        }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

/// From where an address can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From everywhere.
    Global,
    /// Within a site or a closed network (RFC 1918, RFC 4193).
    Private,
    /// Within a provider's network, behind its NAT (RFC 6598).
    Shared,
    /// On one link only (RFC 3927, RFC 4291 §2.5.6), or not an address of a host.
    Local,
}

/// Whether an address is one that the whole internet knows.
pub fn is_global(address: IpAddr) -> bool {
    reach(address) == Reach::Global
}

/// From where an address can be reached.
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(v4) => {
            let shared = Network {
                address: IpAddr::V4(Ipv4Addr::new(100, 64, 0, 0)),
                prefix: 10,
            };
            if v4.is_private() {
                Reach::Private
            } else if shared.contains(address) {
                Reach::Shared
            } else if v4.is_link_local() || v4.is_unspecified() || v4.is_loopback() {
                Reach::Local
            } else {
                Reach::Global
            }
        }
        IpAddr::V6(v6) if v6.is_unique_local() => Reach::Private,
        IpAddr::V6(v6) if v6.is_unicast_link_local() || v6.is_unspecified() || v6.is_loopback() => {
            Reach::Local
        }
        IpAddr::V6(_) => Reach::Global,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network::read(text).unwrap()
    }

    #[test]
    fn networks_contain_addresses_and_overlap() {
        let lan = network("192.168.1.1/24");
        assert!(lan.contains("192.168.1.200".parse().unwrap()));
        assert!(!lan.contains("192.168.2.1".parse().unwrap()));
        assert!(!lan.contains("2001:db8::1".parse().unwrap()));
        assert!(lan.overlaps(&network("192.168.0.0/16")));
        assert!(network("192.168.0.0/16").overlaps(&lan));
        assert!(!lan.overlaps(&network("192.168.2.0/24")));
        assert!(Network::DEFAULT_V4.contains("203.0.113.1".parse().unwrap()));
        assert!(network("::/0").contains("2001:db8::1".parse().unwrap()));
    }

    #[test]
    fn a_network_has_an_address_of_its_own() {
        for (given, own) in [
            ("192.168.1.1/24", "192.168.1.0/24"),
            ("192.0.2.1/32", "192.0.2.1/32"),
            ("192.0.2.1/0", "0.0.0.0/0"),
            ("2001:db8::1/64", "2001:db8::/64"),
            ("2001:db8::1/0", "::/0"),
        ] {
            assert_eq!(network(given).base(), network(own));
        }
    }

    #[test]
    fn what_is_no_network_is_none() {
        for text in [
            "",
            "192.0.2.1/33",
            "192.0.2/24",
            "default",
            "2001:db8::/129",
        ] {
            assert_eq!(Network::read(text), None, "{text}");
        }
    }

    #[test]
    fn private_and_shared_addresses_are_told_from_global_ones() {
        for (address, expected) in [
            ("192.168.1.1", Reach::Private),
            ("100.64.0.1", Reach::Shared),
            ("198.51.100.1", Reach::Global),
            ("203.0.113.1", Reach::Global),
            ("fd00::1", Reach::Private),
            ("fe80::1", Reach::Local),
            ("2001:db8::1", Reach::Global),
            ("0.0.0.0", Reach::Local),
        ] {
            assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
        }
    }
}
