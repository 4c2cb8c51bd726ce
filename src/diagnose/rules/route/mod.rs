//! Rules about routes: to the peer, and to its network.

use std::net::IpAddr;

use crate::diagnose::{Back, Finding, Need, Phrase, wan};
use crate::model::{
    PeerAddress, RouteKind, RouteTable, Router, Routing, Settings, Sourced, StaticRoute,
    TunnelStatus,
};
use crate::pair::{End, GatewayPair};
use crate::text::{Place, Side};

pub(in crate::diagnose) mod rte501_no_route_to_peer;
pub(in crate::diagnose) mod rte502_route_into_own_tunnel;
pub(in crate::diagnose) mod rte503_tunnel_route_missing;
pub(in crate::diagnose) mod rte504_lan_overlap;
pub(in crate::diagnose) mod rte505_other_line_than_own;
pub(in crate::diagnose) mod rte506_bgp_not_established;
pub(in crate::diagnose) mod rte507_route_into_idle_tunnel;
pub(in crate::diagnose) mod rte508_line_in_peers_lan;

/// The address at which an end reaches its peer: the one that is set, else the one that its SAs show,
/// of which a private one may be a mere name behind a NAT.
fn peer_address(end: &End<'_>) -> Option<IpAddr> {
    let written = end
        .gateway_settings()
        .and_then(|it| it.remote_address.explicit());
    if let Some(PeerAddress::Address(address)) = written.map(|it| &it.value) {
        return Some(*address);
    }
    let shown = end.gateway?.remote_id.seen()?.value.address()?;
    wan::is_global(shown).then_some(shown)
}

/// The same, or where an end calls nobody and answers only, the address of the other end's line.
fn peer_address_or_line(end: &End<'_>, other: &End<'_>) -> Option<IpAddr> {
    peer_address(end).or_else(|| {
        let line = other.router.line(&wan::way(other)?.interface);
        Some(line.address()?.value).filter(|it| wan::is_global(*it))
    })
}

/// Whether an end that calls its peer by a name may reach it by IPv6, of which a table of IPv4 tells nothing: it made
/// SAs with it, or its settings lead IPv6 out.
fn may_call_by_v6(end: &End<'_>, peer: Option<IpAddr>) -> bool {
    let router = end.router;
    let leads_v6 = router.settings.default_v6.is_some();
    peer.is_none() && router.routes_v6.is_none() && (end.has_any_sa() || leads_v6)
}

/// The table in which nothing is missing or masked, for the version of IP of the peer's address.
fn whole_table(router: &Router, peer: Option<IpAddr>) -> Option<&RouteTable> {
    let table = if peer.is_some_and(|it| it.is_ipv6()) {
        router.routes_v6.as_ref()
    } else {
        router.routes.as_ref()
    };
    table.filter(|table| table.whole && !table.has_masked())
}

/// Whether a tunnel of either end carries something else than IPsec, such as a bridge between the LANs.
fn may_bridge(pair: &GatewayPair<'_>) -> bool {
    pair.ends()
        .any(|end| !end.tunnels().all(TunnelStatus::may_be_ipsec))
}

/// Adds a route to one host by an interface, and where whole settings show none to it, what takes it away.
fn with_host_route(
    finding: Finding,
    router: &Router,
    host: IpAddr,
    way: &str,
    text: Phrase,
) -> Finding {
    let finding = finding.change(router.side, format!("ip route {host} gateway {way}"), text);
    let settings = &router.settings;
    let to_host = |route: &StaticRoute| {
        let to = route.destination;
        to.is_some_and(|it| it.address == host && it.prefix == 32)
    };
    if settings.whole.is_some() && !settings.routes_to(host).any(to_host) {
        finding.with_way_back(vec![Back::Text(format!("no ip route {host}"))])
    } else {
        finding
    }
}

/// What the settings say of a route that the table lacks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// It is set, on this line, so it is hidden.
    Set(u32),
    /// The whole settings, which this line opens, do not have it.
    NotSet(u32),
    /// The pasted settings do not tell.
    Unknown,
}

/// `to` is an address that the route would lead to, None for all of IPv4, and `fits` says whether one that
/// does is meant.
fn written(
    settings: &Settings,
    to: Option<IpAddr>,
    fits: impl Fn(&StaticRoute) -> bool,
) -> Written {
    let found = match to {
        Some(address) => settings.routes_to(address).find(|it| fits(it)),
        None => settings.default_routes().find(|it| fits(it)),
    };
    if let Some(route) = found {
        return Written::Set(route.line);
    }
    let masked = settings.routes.iter().any(|it| it.destination.is_none());
    match settings.whole.filter(|_| !masked) {
        Some(line) => Written::NotSet(line),
        None => Written::Unknown,
    }
}

const SET: Phrase = Phrase {
    ja: "設定にはこの経路があるので、その先がつながっていないために、一覧から消えていると考えられます\
         （hide、keepalive、DHCP の経路はそうなります）。",
    en: "The settings have this route, so it must have left the table while what it leads to is not \
         connected (routes with hide, keepalive or DHCP do).",
};
const NOT_SET: Phrase = Phrase {
    ja: "貼られた設定にも、この経路はありません。",
    en: "The pasted settings do not have this route either.",
};
const SET_OR_NOT: Phrase = Phrase {
    ja: "設定がないか、hide や keepalive が付いていて、その先が切れている間だけ消えているか、\
         BGP などで受け取れていないかです。経路の設定を見ると、どれか分かります。",
    en: "It is not set; or it is set with hide or keepalive and has left the table while what it leads \
         to is down; or it should come by BGP or its like. The settings of the routes tell which.",
};

impl Written {
    /// Adds what the settings say as `{written}`, and the line that says it.
    fn told(self, finding: Finding, router: &Router) -> Finding {
        let (phrase, line) = match self {
            Self::Set(line) => (SET, Some(line)),
            Self::NotSet(line) => (NOT_SET, Some(line)),
            Self::Unknown => (SET_OR_NOT, None),
        };
        let places = line.map(|line| router.place(line));
        finding.phrase("written", phrase).and_places(places)
    }
}

/// By which protocol a router learns routes.
pub(in crate::diagnose) struct Learns {
    /// None where the table alone shows that it learns some.
    routing: Option<Routing>,
    /// Whether the state of those that it learns from was pasted.
    is_shown: bool,
    place: Place,
}

/// Whether a router is told to learn routes from others, or is seen to.
pub(in crate::diagnose) fn learns(router: &Router) -> Option<Learns> {
    let told = router.settings.learns.first();
    let asked = || {
        router
            .neighbors
            .first()
            .map(|it| Sourced::new(Routing::Bgp, it.line))
    };
    if let Some(it) = told.copied().or_else(asked) {
        return Some(Learns {
            routing: Some(it.value),
            is_shown: !router.neighbors.is_empty(),
            place: router.place(it.line),
        });
    }
    let mut rows = router.routes.iter().flat_map(|it| &it.routes);
    let learnt = rows.find(|it| it.kind == RouteKind::Dynamic)?;
    Some(Learns {
        routing: None,
        is_shown: false,
        place: router.place(learnt.line),
    })
}

const LEARNT: Phrase = Phrase {
    ja: "このルーターは経路を BGP や OSPF などで受け取っています。この経路も、そうして届くはずのものかもしれません。\
         静的な経路を加えると、受け取った経路より優先されるので、先に受け取れない理由を調べてください。",
    en: "This router learns routes by BGP, OSPF or the like, and this one may be meant to come so, too. A static route \
         would come before those that are learnt, so look first at why it does not come.",
};
const LOOK_AT_NEIGHBORS: Phrase = Phrase {
    ja: "経路を教える相手とつながっているかを見ます。つながっていれば、相手が経路を送っているか、フィルターが落としていないかを見ます。",
    en: "Shows whether there is a session with the router that tells the routes. If there is, see whether it sends this one and no filter drops it.",
};

impl Learns {
    /// Says as `{written}` that the route may be meant to be learnt, and looks at those it is learnt from.
    fn told(self, finding: Finding, side: Side) -> Finding {
        let finding = finding.phrase("written", LEARNT).and_places([self.place]);
        let command = match self.routing {
            Some(Routing::Bgp) if self.is_shown => return finding,
            Some(Routing::Bgp) => {
                let command = "show status bgp neighbor".to_owned();
                return finding.read_and_ask(Need { side, command }, LOOK_AT_NEIGHBORS);
            }
            Some(Routing::Ospf) => "show status ospf neighbor",
            Some(Routing::Rip) => "show ip rip table",
            None => return finding,
        };
        finding.read(side, command, LOOK_AT_NEIGHBORS)
    }
}
