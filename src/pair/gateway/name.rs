//! Turns an identity into a key by which the two ends of a VPN find each other.

use std::net::IpAddr;

use crate::model::{IkeIdentity, is_global};

/// An identity as a key: equal exactly where [`IkeIdentity::same`] says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name<'m> {
    Address(IpAddr),
    Text(&'m str),
}

impl<'m> Name<'m> {
    /// Whether both are addresses of the internet, and not the same.
    pub(super) fn is_another(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Address(one), Self::Address(other)) => {
                is_global(*one) && is_global(*other) && one != other
            }
            (Self::Address(_) | Self::Text(_), _) => false,
        }
    }

    pub(super) fn of(identity: &'m IkeIdentity) -> Self {
        identity
            .address()
            .map_or(Self::Text(identity.as_str()), Self::Address)
    }
}
