//! Which addresses a router translates (NAT, RFC 2663), and on which interface.

use std::net::IpAddr;

use super::{Fact, Interface};

/// A table of translations bound to an interface; Yamaha's NAT descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatBinding {
    /// Line that names descriptor and interface.
    pub line: u32,
    /// Number of the descriptor.
    pub descriptor: u32,
    /// The interface it is bound to.
    pub interface: Interface,
    /// The outer address; not pasted where none is printed.
    pub outer: Fact<IpAddr>,
}
