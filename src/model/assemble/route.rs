//! Turns the rows of `show ip route` and `show ipv6 route` into a routing table per version of IP.

use std::net::{IpAddr, Ipv6Addr};

use crate::model::{Fact, Interface, Network, Route, RouteKind, RouteTable, Sourced};
use crate::parse::{Answer, Extent, Record, RouteList, RouteRow};
use crate::text::Listed;

/// The tables of one router.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) v4: Option<RouteTable>,
    pub(super) v6: Option<RouteTable>,
}

pub(super) fn assemble(answers: &[Answer]) -> Routes {
    let mut routes = Routes::default();
    for answer in answers {
        let Record::Routes(list) = &answer.record else {
            continue;
        };
        let place = if list.v6 {
            &mut routes.v6
        } else {
            &mut routes.v4
        };
        let table = table(list, answer);
        // A part never replaces the whole.
        if table.whole || place.as_ref().is_none_or(|known| !known.whole) {
            *place = Some(table);
        }
    }
    routes
}

fn table(list: &RouteList, answer: &Answer) -> RouteTable {
    // With `detail` hidden routes are listed too, and nobody has seen how they are marked; with an
    // address only its own route is.
    let plain = answer.arguments.is_empty();
    let rows = list.rows.iter();
    RouteTable::new(
        list.opening,
        plain && answer.extent == Extent::Whole,
        rows.map(|row| route(row, list.v6, plain)).listed(),
    )
}

fn route(row: &RouteRow, v6: bool, plain: bool) -> Route {
    let kind = kind(&row.kind);
    let more = row.more.as_str();
    // Of a row that was cut, its beginning says as much.
    let is_reserve = more
        .split_ascii_whitespace()
        .any(|word| "w(0)".starts_with(word));
    Route {
        line: row.line,
        destination: destination(&row.destination, v6),
        gateway: gateway(&row.gateway, row.line),
        interface: Interface::read(&row.interface),
        kind,
        conditional: is_reserve || more.contains("filter") || (!plain && kind == RouteKind::Static),
        is_reserve,
    }
}

fn destination(text: &str, v6: bool) -> Option<Network> {
    match (text, v6) {
        ("default", false) => Some(Network::DEFAULT_V4),
        ("default", true) => Some(Network {
            address: IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            prefix: 0,
        }),
        _ => Network::read(text),
    }
}

fn gateway(text: &str, line: u32) -> Fact<IpAddr> {
    if text == "-" {
        return Fact::NotPasted;
    }
    // A scope behind the address names the interface, which has a column of its own.
    let address = text.split('%').next().and_then(|it| it.parse().ok());
    address.map_or(Fact::Hidden(line), |it| Fact::Seen(Sourced::new(it, line)))
}

fn kind(text: &str) -> RouteKind {
    match text.to_ascii_lowercase().as_str() {
        "implicit" => RouteKind::Connected,
        "static" => RouteKind::Static,
        "temporary" => RouteKind::Temporary,
        "rip" | "ripng" | "ospf" | "ospfv3" | "bgp" | "redirect" | "ra" | "icmp" => {
            RouteKind::Dynamic
        }
        _ => RouteKind::Other,
    }
}
