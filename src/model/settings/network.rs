//! What a router is told of its interfaces: addresses, routes, translations and filters.

use std::net::IpAddr;

use super::Settings;
use crate::model::{Fact, Interface, Network, Sourced};
use crate::text::Listed;

/// A route by a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticRoute {
    /// Line.
    pub line: u32,
    /// The destination; None where a person masked it.
    pub destination: Option<Network>,
    /// The ways to it, in the order written.
    pub hops: Vec<Hop>,
}

/// One way of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Where it leads.
    pub to: HopTarget,
    /// Whether filters or a weight of 0 let only some packets take it.
    pub conditional: bool,
    /// Whether it is used only while the others are out (weight 0).
    pub is_reserve: bool,
    /// Whether it is gone while the line is down that it leads into (`hide`, `keepalive`).
    pub hides: bool,
}

/// Where a way of a route leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HopTarget {
    /// Out of an interface.
    Interface(Interface),
    /// To a router.
    Address(IpAddr),
    /// To the router that DHCP names on an interface.
    Dhcp(Interface),
    /// Masked, or as nobody has described.
    Hidden,
}

/// Where an interface has its address from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressSource {
    /// Written.
    Fixed(Network),
    /// By DHCP.
    Dhcp,
    /// Otherwise, as written.
    Other(String),
}

/// The settings of an interface that is no tunnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceSettings {
    /// The interface.
    pub interface: Interface,
    /// Its first line.
    pub line: u32,
    /// Its address.
    pub address: Fact<AddressSource>,
    /// Further addresses, also one shared by VRRP; None where one is masked.
    pub further: Vec<Option<IpAddr>>,
    /// The port that its PPPoE runs over.
    pub pppoe: Option<Sourced<Interface>>,
    /// Whether it is switched on; only PP interfaces can be.
    pub enabled: Option<Sourced<bool>>,
    /// The tables of address translation bound to it.
    pub nat: Vec<Sourced<u32>>,
    /// The filters that what comes in must pass.
    pub filters_in: Option<FilterList>,
    /// The filters that what goes out must pass.
    pub filters_out: Option<FilterList>,
    /// The same two of IPv6: of what comes in, and of what goes out.
    pub filters_v6: [Option<FilterList>; 2],
}

/// The filters of one direction, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterList {
    /// Line.
    pub line: u32,
    /// Numbers of filters that look at one packet.
    pub filters: Vec<u32>,
    /// Numbers of filters that remember connections, which may let more pass.
    pub dynamic: Vec<u32>,
    /// Whether there are some of those, or a named set whose lines were not pasted, so that more may pass.
    pub has_more: bool,
    /// Whether there is a word that is not a number, so that nobody can tell what more may pass.
    pub has_unread: bool,
    /// Whether the line is that of a named set, which several interfaces may use.
    pub of_set: bool,
    /// All words behind the direction, as written.
    pub text: String,
}

/// A named set of filters, for both directions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterSet {
    /// Its name.
    pub name: String,
    /// The filters that what comes in must pass.
    pub filters_in: Option<FilterList>,
    /// The filters that what goes out must pass.
    pub filters_out: Option<FilterList>,
}

/// What a filter does with what it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// Lets it pass.
    Pass,
    /// Drops it.
    Reject,
    /// Lets it pass while a line is up.
    Restrict,
}

/// A filter that looks at one packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Its number.
    pub number: u32,
    /// Line.
    pub line: u32,
    /// What it does.
    pub treatment: Treatment,
    /// Sources that it fits.
    pub source: Endpoint,
    /// Destinations that it fits.
    pub destination: Endpoint,
    /// Protocols that it fits, as written; empty for all.
    pub protocols: Vec<String>,
}

/// One end of the packets that a filter fits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Endpoint {
    /// Networks; None where one is masked, or written in another way. Empty for all.
    pub networks: Option<Vec<Network>>,
    /// Ports, as written; empty for all.
    pub ports: Vec<String>,
}

/// A protocol by which routers tell each other their routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Routing {
    /// RFC 4271.
    Bgp,
    /// RFC 2328.
    Ospf,
    /// RFC 2453.
    Rip,
}

/// A table of address translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatTable {
    /// Its number.
    pub number: u32,
    /// Its first line.
    pub line: u32,
    /// Whether many inner addresses share one outer address; None where that was not pasted.
    pub is_masquerade: Option<Sourced<bool>>,
    /// The outer address, as written.
    pub outer: Option<Sourced<String>>,
    /// The inner addresses, as written.
    pub inner: Option<Sourced<String>>,
    /// What comes in and is led to an inner address.
    pub statics: Vec<NatStatic>,
    /// Line that lets in, or leads on, what no entry fits.
    pub lets_in: Option<u32>,
}

impl NatTable {
    /// Whether the outer address is written to be that of the line; None where none is written.
    pub fn takes_address_of_line(&self) -> Option<bool> {
        let outer = self.outer.as_ref()?;
        Some(["ipcp", "primary"].contains(&outer.value.as_str()))
    }

    /// The outer addresses that are written, of a range the first and the last.
    pub fn outer_addresses(&self) -> Vec<IpAddr> {
        let outer = self.outer.iter();
        let words = outer.flat_map(|it| it.value.split([' ', '-']));
        words.filter_map(|it| it.parse().ok()).listed()
    }

    /// The outer addresses that are written for one such inner address each, beside that of the line; of several in a row,
    /// the first tells.
    pub(in crate::model) fn further_addresses(
        &self,
        leads_to: impl Fn(Option<IpAddr>) -> bool,
    ) -> impl Iterator<Item = IpAddr> {
        let statics = self.statics.iter();
        let statics = statics.filter(move |it| leads_to(it.inner));
        let own = statics.map(|it| match &it.outer {
            Outer::Own(own) => own.as_slice(),
            Outer::OfTable | Outer::Hidden => &[],
        });
        own.flatten().copied()
    }

    /// Whether it has an outer address of which a person masked which it is.
    pub fn hides_address(&self) -> bool {
        self.statics.iter().any(|it| it.outer == Outer::Hidden)
    }
}

/// What comes in and is led to an inner address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatStatic {
    /// Line.
    pub line: u32,
    /// Its number within the table; None where it is not one.
    pub number: Option<u32>,
    /// The inner address; None where it is masked.
    pub inner: Option<IpAddr>,
    /// The protocol as written; None for all.
    pub protocol: Option<String>,
    /// The ports as written; None for all.
    pub ports: Option<String>,
    /// The addresses outside by which it comes in.
    pub outer: Outer,
}

/// The addresses outside by which something comes in that is led to an inner address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outer {
    /// That of the table.
    OfTable,
    /// Its own, which need not be that of the line.
    Own(Vec<IpAddr>),
    /// Its own, of which a person masked which they are.
    Hidden,
}

impl Settings {
    /// All its addresses of IPv6 but those of one link; None where there may be others than those written.
    pub fn all_ipv6(&self) -> Option<Vec<IpAddr>> {
        self.whole?;
        let all: Option<Vec<IpAddr>> = self.ipv6.iter().copied().collect();
        // Without any, nothing tells whether the router speaks IPv6 at all.
        all.filter(|it| !it.is_empty())
    }
}

impl InterfaceSettings {
    /// The address that is written for it, with its network; None where it is masked, or comes from elsewhere.
    pub fn fixed(&self) -> Option<Sourced<Network>> {
        let address = self.address.seen()?;
        match address.value {
            AddressSource::Fixed(network) => Some(Sourced::new(network, address.line)),
            AddressSource::Dhcp | AddressSource::Other(_) => None,
        }
    }

    /// What selects it, and how a command then names it: `pp select 1` and a line end, and `pp`; nothing
    /// and `lan2`.
    pub fn named(&self) -> (String, String) {
        if let Interface::Pp(Some(number)) = self.interface {
            (format!("pp select {number}\n"), "pp".to_owned())
        } else {
            (String::new(), self.interface.argument())
        }
    }

    /// An interface of which nothing is known but its name.
    pub(in crate::model) fn new(interface: Interface, line: u32) -> Self {
        Self {
            interface,
            line,
            address: Fact::NotPasted,
            further: Vec::new(),
            pppoe: None,
            enabled: None,
            nat: Vec::new(),
            filters_in: None,
            filters_out: None,
            filters_v6: [None, None],
        }
    }

    /// The filters that what comes in of one version of IP must pass, and what goes out.
    pub fn filter_lists(&self, is_v6: bool) -> [Option<&FilterList>; 2] {
        if is_v6 {
            self.filters_v6.each_ref().map(Option::as_ref)
        } else {
            [self.filters_in.as_ref(), self.filters_out.as_ref()]
        }
    }
}

impl NatTable {
    /// A table of which nothing is known but its number.
    pub(in crate::model) fn new(number: u32, line: u32) -> Self {
        Self {
            number,
            line,
            is_masquerade: None,
            outer: None,
            inner: None,
            statics: Vec::new(),
            lets_in: None,
        }
    }
}
