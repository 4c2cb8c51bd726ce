//! Turns a list of filters into what it does with packets: tried in the order written, the first that
//! fits decides, and what fits none is dropped.

use std::net::IpAddr;

use super::{Endpoint, Filter, FilterList, Settings, Treatment};
use crate::model::Network;
use crate::text::Listed;

/// Packets of which a list decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packets {
    /// Those of one exchange.
    Of(Packet),
    /// All from one network to another, of whatever protocol.
    Between(Network, Network),
}

/// A packet that a filter may fit; an address is None where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet {
    /// From where.
    pub source: Option<IpAddr>,
    /// To where, as the filter sees it.
    pub destination: Option<IpAddr>,
    /// What it carries.
    pub protocol: Protocol,
}

/// What a packet carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// UDP, with this port at both ends.
    Udp(u16),
    /// ESP (RFC 4303), which has no ports.
    Esp,
    /// The question or the answer of a ping.
    Icmp,
}

/// What a list does with packets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// All pass.
    All,
    /// Some may pass; these lines drop others, and none where nobody can tell.
    Some(Vec<u32>),
    /// None passes, by these lines: the list's, and that of the filter where not the list's end drops.
    None(Vec<u32>),
}

/// How many of the packets a filter fits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    All,
    /// Some, or nobody can tell.
    Some,
    None,
}

impl Packets {
    /// Whether they are of IPv6.
    fn are_v6(&self) -> bool {
        let addresses = match self {
            Self::Of(it) => [it.source, it.destination],
            Self::Between(from, to) => [Some(from.address), Some(to.address)],
        };
        addresses.iter().flatten().any(IpAddr::is_ipv6)
    }
}

impl Fit {
    fn of(is_true: Option<bool>) -> Self {
        match is_true {
            Some(true) => Self::All,
            Some(false) => Self::None,
            None => Self::Some,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::All, Self::All) => Self::All,
            _ => Self::Some,
        }
    }
}

impl Settings {
    /// The filters of one version of IP.
    pub fn filters_of(&self, is_v6: bool) -> &[Filter] {
        if is_v6 {
            &self.filters_v6
        } else {
            &self.filters
        }
    }

    /// The filters of one version of IP that remember connections, each with what it carries.
    fn dynamic_filters_of(&self, is_v6: bool) -> &[(u32, String)] {
        if is_v6 {
            &self.dynamic_filters_v6
        } else {
            &self.dynamic_filters
        }
    }

    /// A filter by its number.
    pub fn filter(&self, is_v6: bool, number: u32) -> Option<&Filter> {
        let filters = self.filters_of(is_v6);
        let at = filters.binary_search_by_key(&number, |it| it.number);
        filters.get(at.ok()?)
    }

    /// The first of numbers that neither a filter of one version of IP has, nor a list names.
    pub fn free_filter(&self, is_v6: bool, list: &FilterList) -> u32 {
        let set = self.filters_of(is_v6).iter().map(|it| it.number);
        let last = set.chain(list.filters.iter().copied()).max();
        last.map_or(1, |it| it.saturating_add(1))
    }

    /// Those numbers of a list of one version of IP that no filter has; none where some are hidden, or nothing tells
    /// that all filters were pasted.
    pub fn undefined(&self, is_v6: bool, list: &FilterList) -> Vec<u32> {
        if self.whole.is_none() || self.hides_filters {
            return Vec::new();
        }
        let dynamic = self.dynamic_filters_of(is_v6);
        let fixed = list.filters.iter();
        let fixed = fixed.filter(|it| self.filter(is_v6, **it).is_none());
        let remembering = list.dynamic.iter();
        let remembering = remembering.filter(|it| !dynamic.iter().any(|known| known.0 == **it));
        fixed.chain(remembering).copied().listed()
    }

    /// What a list does with packets that begin a connection.
    pub fn passage(&self, list: &FilterList, packets: &Packets) -> Passage {
        let mut dropping = Vec::new();
        let mut may_pass = false;
        // Some pass by their addresses: with others of the kind, those may be all.
        let mut may_be_all = false;
        let mut is_judged = false;
        for number in &list.filters {
            // A number without a filter counts for nothing, unless it is one of those that are hidden.
            let Some(filter) = self.filter(packets.are_v6(), *number) else {
                may_pass |= self.hides_filters;
                may_be_all |= self.hides_filters;
                continue;
            };
            is_judged = true;
            match (filter.treatment, filter.fit(packets)) {
                (_, Fit::None) => {}
                (Treatment::Reject, Fit::All) if may_pass => {
                    dropping.extend(Some(filter.line).filter(|_| !may_be_all));
                    return Passage::Some(dropping);
                }
                // What remembers connections lets nothing begin that a filter before has dropped.
                (Treatment::Reject, Fit::All) => {
                    return Passage::None(vec![list.line, filter.line]);
                }
                (Treatment::Reject, Fit::Some) => {
                    let is_shown = !may_be_all && filter.is_readable();
                    dropping.extend(Some(filter.line).filter(|_| is_shown));
                }
                (Treatment::Pass, Fit::All) if dropping.is_empty() => return Passage::All,
                (Treatment::Pass, Fit::All) => return Passage::Some(dropping),
                (Treatment::Pass | Treatment::Restrict, _) => {
                    may_pass = true;
                    may_be_all |= filter.is_of_all_kinds();
                }
            }
        }
        if !is_judged || (list.has_more && self.more_may_pass(list, packets)) {
            return Passage::Some(Vec::new());
        }
        if may_pass {
            dropping.extend(Some(list.line).filter(|_| !may_be_all));
            Passage::Some(dropping)
        } else {
            Passage::None(vec![list.line])
        }
    }
}

/// What filters that remember connections carry, of which none is key exchange (command reference 8.1.14).
const NO_KEY_EXCHANGE: [&str; 10] = [
    "tcp",
    "ftp",
    "tftp",
    "domain",
    "www",
    "smtp",
    "pop3",
    "telnet",
    "submission",
    "netmeeting",
];

impl Settings {
    /// Whether what remembers connections, or what was not read of a list, may let packets pass.
    fn more_may_pass(&self, list: &FilterList, packets: &Packets) -> bool {
        let is_key_exchange =
            matches!(packets, Packets::Of(it) if matches!(it.protocol, Protocol::Udp(_)));
        let is_other = |kind: &str| NO_KEY_EXCHANGE.contains(&kind);
        !(is_key_exchange && self.remembers_only(list, packets.are_v6(), is_other))
    }

    /// Whether what remembers the connections of a list, or what was not read of it, may let ESP pass.
    pub fn may_remember_esp(&self, list: &FilterList, is_v6: bool) -> bool {
        let is_other = |kind: &str| kind == "udp" || NO_KEY_EXCHANGE.contains(&kind);
        list.has_more && !self.remembers_only(list, is_v6, is_other)
    }

    /// Whether all that remembers connections in a list is known, and is of such kinds.
    fn remembers_only(
        &self,
        list: &FilterList,
        is_v6: bool,
        is_such: impl Fn(&str) -> bool,
    ) -> bool {
        let known = self.dynamic_filters_of(is_v6);
        let of = |number: u32| known.iter().filter(move |it| it.0 == number);
        let is_known = |number: &u32| of(*number).any(|it| is_such(&it.1));
        let is_read = !list.has_unread && !self.hides_filters;
        is_read && list.dynamic.iter().all(is_known)
    }
}

impl Filter {
    /// Whether it tells packets apart by their addresses alone.
    fn is_of_all_kinds(&self) -> bool {
        let ports = [&self.source.ports, &self.destination.ports];
        self.protocols.is_empty() && ports.iter().all(|it| it.is_empty())
    }

    /// Whether all its addresses are understood.
    fn is_readable(&self) -> bool {
        self.source.networks.is_some() && self.destination.networks.is_some()
    }

    fn fit(&self, packets: &Packets) -> Fit {
        match packets {
            Packets::Of(packet) => self.fit_one(packet),
            Packets::Between(source, destination) => {
                let parts = if self.is_of_all_kinds() {
                    Fit::All
                } else {
                    Fit::Some
                };
                let source = self.source.fit(source);
                source.and(self.destination.fit(destination)).and(parts)
            }
        }
    }

    fn fit_one(&self, packet: &Packet) -> Fit {
        let is = |it: &String| match packet.protocol {
            Protocol::Udp(_) => it == "udp" || it == "17",
            Protocol::Esp => it == "esp" || it == "50",
            Protocol::Icmp => matches!(it.as_str(), "icmp" | "icmp-info" | "1"),
        };
        if !self.protocols.is_empty() && !self.protocols.iter().any(is) {
            return Fit::None;
        }
        let ends = [
            (&self.source, packet.source),
            (&self.destination, packet.destination),
        ];
        ends.iter().fold(Fit::All, |fit, (end, address)| {
            let by_port = match packet.protocol {
                Protocol::Udp(port) => end.has_port(port),
                Protocol::Esp | Protocol::Icmp => end.ports.is_empty().then_some(true),
            };
            fit.and(Fit::of(end.has_address(*address)))
                .and(Fit::of(by_port))
        })
    }
}

impl Endpoint {
    fn fit(&self, network: &Network) -> Fit {
        let Some(networks) = &self.networks else {
            return Fit::Some;
        };
        let contains = |it: &Network| it.prefix <= network.prefix && it.contains(network.address);
        if networks.is_empty() || networks.iter().any(contains) {
            Fit::All
        } else if networks.iter().any(|it| it.overlaps(network)) {
            Fit::Some
        } else {
            Fit::None
        }
    }

    fn has_address(&self, address: Option<IpAddr>) -> Option<bool> {
        let networks = self.networks.as_ref()?;
        if networks.is_empty() {
            return Some(true);
        }
        let address = address?;
        Some(networks.iter().any(|it| it.contains(address)))
    }

    fn has_port(&self, port: u16) -> Option<bool> {
        let mut is_known = true;
        for word in &self.ports {
            match fits_port(word, port) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => is_known = false,
            }
        }
        is_known.then_some(self.ports.is_empty())
    }
}

/// Whether `500`, `1-1023`, `domain` or `netbios_ns-netbios_dgm` means a port; None for a name that nobody knows.
fn fits_port(word: &str, port: u16) -> Option<bool> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let first = if first.is_empty() { 0 } else { number(first)? };
    let last = if last.is_empty() {
        u16::MAX
    } else {
        number(last)?
    };
    Some((first..=last).contains(&port))
}

/// The number of a port, also where its name is written.
fn number(word: &str) -> Option<u16> {
    let named = || PORTS.iter().find(|it| it.0.eq_ignore_ascii_case(word));
    word.parse().ok().or_else(|| Some(named()?.1))
}

/// Names of ports (command reference 8.1.10), as samples of filters use them; none is that of key exchange.
const PORTS: [(&str, u16); 28] = [
    ("ftpdata", 20),
    ("ftp", 21),
    ("telnet", 23),
    ("smtp", 25),
    ("time", 37),
    ("domain", 53),
    ("dhcps", 67),
    ("dhcpc", 68),
    ("tftp", 69),
    ("gopher", 70),
    ("finger", 79),
    ("www", 80),
    ("pop3", 110),
    ("sunrpc", 111),
    ("ident", 113),
    ("nntp", 119),
    ("ntp", 123),
    ("netbios_ns", 137),
    ("netbios_dgm", 138),
    ("netbios_ssn", 139),
    ("snmp", 161),
    ("https", 443),
    ("syslog", 514),
    ("printer", 515),
    ("talk", 517),
    ("route", 520),
    ("uucp", 540),
    ("submission", 587),
];
