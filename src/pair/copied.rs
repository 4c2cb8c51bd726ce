//! Finds sites that are but further answers of another site's router, pasted into a box that is not its own.

use std::net::IpAddr;

use crate::model::{
    Answering, IpsecSa, LinkState, Links, Ping, PppLink, RouteKind, RouteTable, Router,
    TunnelStatus, is_global,
};
use crate::text::{Listed, sort_by_key};

/// A site whose router has a box of its own, in which another site stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The index of that site among the routers.
    pub copy: usize,
    /// The index of the site in the router's own box.
    pub own: usize,
    /// Whether it tells nothing that the own box does not, but that something is well.
    pub is_needless: bool,
}

impl Copied {
    /// Whether it is of these two.
    pub fn is_of(&self, [one, other]: [usize; 2]) -> bool {
        [(one, other), (other, one)].contains(&(self.copy, self.own))
    }
}

/// Those of the routers; one that shows to be another router of the same name is none.
pub(super) fn copied(routers: &[Router]) -> Vec<Copied> {
    let copies = routers.iter().enumerate().filter_map(|(copy, router)| {
        let side = router.own_box?;
        let own = routers.iter().position(|it| it.side == side)?;
        let of_box = routers.get(own).filter(|it| !are_two(router, it))?;
        Some(Copied {
            copy,
            own,
            is_needless: is_needless(router, of_box),
        })
    });
    copies.listed()
}

/// Whether two sites are of two routers: of what both show none is the same.
fn are_two(one: &Router, other: &Router) -> bool {
    let differ = |are_same: bool, is_shown: [bool; 2]| is_shown == [true, true] && !are_same;
    let (here, there) = (&one.networks, &other.networks);
    let mut lans = here.lans.iter();
    let is_shared = lans.any(|it| there.lans.iter().any(|of| of.value.overlaps(&it.value)));
    let lans = [&here.lans, &there.lans].map(|it| !it.is_empty());
    let is_line = |it: &&IpAddr| is_global(**it);
    let mut lines = here.own_addresses.iter().filter(is_line);
    let is_one_line = lines.any(|it| there.owns(*it));
    let lines = [here, there].map(|it| it.own_addresses.iter().any(|it| is_global(*it)));
    let models = one.device.model.as_ref().zip(other.device.model.as_ref());
    let holding = [one, other].map(|it| !it.ipsec_sas.is_empty());
    differ(is_shared, lans)
        || differ(is_one_line, lines)
        || differ(meet_alike(one, other), holding)
        || models.is_some_and(|(one, other)| one.value != other.value)
}

/// Whether all peers with whom one router holds SAs are peers of the other.
fn meet_alike(one: &Router, other: &Router) -> bool {
    let peer = |it: &IpsecSa| it.common.remote_id.seen().map(|it| it.value.clone());
    let theirs = other.ipsec_sas.iter().filter_map(peer).listed();
    let mut own = one.ipsec_sas.iter().filter_map(peer);
    own.all(|it| theirs.iter().any(|of| of.same(&it)))
}

/// Whether answers tell nothing but that something is well, or what the own box tells as well.
fn is_needless(copy: &Router, own: &Router) -> bool {
    let are_told = leads_alike(copy.routes.as_ref(), own.routes.as_ref())
        && leads_alike(copy.routes_v6.as_ref(), own.routes_v6.as_ref());
    let is_answered = |it: &Ping| !it.is_lost() && !it.loses_large_only();
    let is_well = copy.pings.iter().all(is_answered)
        && copy.tunnels.iter().all(carries)
        && is_line_well(&copy.links);
    let is_open =
        !copy.doubts.is_empty() || !copy.contradictions.is_empty() || !copy.unclear.is_empty();
    let tells_more = copy.settings.is_pasted() || copy.log.is_some() || !copy.changes.is_empty();
    are_held(copy, own) && are_told && is_well && !is_open && !tells_more
}

/// Whether all SAs of a copy are those of the own box, and those of the own box are lacking in none of its lists.
fn are_held(copy: &Router, own: &Router) -> bool {
    let is_told = |sa: &IpsecSa| {
        let mut of_gateway = own.ipsec_sas_of(sa.common.gateway).iter();
        let spi = |it: &IpsecSa| it.spi.map(|it| it.value);
        of_gateway
            .any(|it| it.direction == sa.direction && (sa.spi.is_none() || spi(it) == spi(sa)))
    };
    let is_kept = |sa: &IpsecSa| {
        let gateway = sa.common.gateway;
        let mut of_gateway = copy.ipsec_sas_of(gateway).iter();
        let list = copy.whole_answer(gateway);
        list.is_none() || of_gateway.any(|it| it.direction == sa.direction)
    };
    let lists = copy.sa_answers.is_empty() || !copy.ipsec_sas.is_empty();
    lists && copy.ipsec_sas.iter().all(is_told) && own.ipsec_sas.iter().all(is_kept)
}

/// Whether a table leads wherever that of the own box does, and nowhere else.
fn leads_alike(copy: Option<&RouteTable>, own: Option<&RouteTable>) -> bool {
    let ways = |table: &RouteTable| {
        let routes = table.routes.iter();
        let lasting = routes.filter(|it| it.kind != RouteKind::Temporary);
        let mut ways = lasting
            .map(|it| (it.destination, it.interface.clone()))
            .listed();
        sort_by_key(&mut ways, Clone::clone);
        ways
    };
    let told = copy.map(ways);
    told.is_none() || told == own.map(ways)
}

/// Whether a tunnel is up, and nothing it shows may be a fault.
fn carries(tunnel: &TunnelStatus) -> bool {
    let is_up = tunnel.up.is_some_and(|it| it.value) && tunnel.denied.is_none();
    let answers = tunnel.keepalive.is_none_or(|it| it.value == Answering::Yes);
    is_up && answers && tunnel.received.is_none_or(|it| it.value > 0)
}

/// Whether nothing that is shown of the lines may be a fault.
fn is_line_well(links: &Links) -> bool {
    let is_up = |it: &PppLink| {
        let receives = it.received.is_none_or(|it| it.value > 0);
        it.state.value == LinkState::Up && it.no_address.is_none() && receives
    };
    links.ppp.iter().all(is_up)
        && links.dhcp.iter().all(|it| it.waiting.is_none())
        && links.prefixes.iter().all(|it| it.established.value)
        && links.lan.iter().all(|it| it.link.is_none_or(|it| it.value))
        && [links.names.len(), links.shared.len(), links.nat.len()] == [0; 3]
}

#[cfg(test)]
mod tests {
    use crate::report::{Report, State};
    use crate::{Paste, analyze};

    const HEAD: &str = "sa    sgw isakmp connection    dir  life[s] remote-id\n";

    fn list(name: &str, peer: &str) -> String {
        format!(
            "{name}# show ipsec sa\nTotal: isakmp:1 send:1 recv:1\n\n{HEAD}1 1 - isakmp - 20768 {peer}\n\
             2 1 1 tun[0001]esp send 20769 {peer}\n3 1 1 tun[0001]esp recv 20769 {peer}\n"
        )
    }

    fn report(more: &str) -> Report {
        let line = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 192.0.2.1, Remote: 198.51.100.254\n";
        let a = format!("{}HQ{line}{more}", list("HQ", "203.0.113.2"));
        let b = list("BR", "192.0.2.1");
        analyze(&[&a, &b].map(|text| Paste {
            text,
            ..Paste::default()
        }))
    }

    #[test]
    fn what_tells_nothing_new_is_left_out() {
        let ping = "BR# ping -c 5 -sa 192.168.2.1 192.168.1.1\n5 packets transmitted, 5 packets received, 0.0% packet loss\n";
        let again = list("BR", "192.0.2.1");
        for more in ["", ping, &again] {
            let report = report(more);
            assert_eq!(report.verdict.state, State::Up, "{more}");
            assert_eq!(report.pairs.len(), 1, "{more}");
        }
    }

    #[test]
    fn what_tells_more_leaves_it_open() {
        let lost = "BR# ping -c 5 -sa 192.168.2.1 192.168.1.1\n5 packets transmitted, 0 packets received, 100.0% packet loss\n";
        let fallen = "BR# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Offline.\n";
        let up = "BR# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Online.\n\
            Received: (IPv4) 0 packets [0 octets]\nTransmitted: (IPv4) 900 packets [81000 octets]\n";
        let silent = up.replace("0 packets [0", "9 packets [900")
            + "IKE keepalive:\n[Type]: heartbeat\n[Status]: NG\n";
        let no_link =
            "BR# show status lan2\nLAN2\nOperation mode setting: Auto Negotiation (Link Down)\n";
        let one_way =
            list("BR", "192.0.2.1").replace("2 1 1 tun[0001]esp send 20769 192.0.2.1\n", "");
        let one_way = one_way.replace("send:1", "send:0");
        for more in [lost, fallen, up, &silent, no_link, &one_way] {
            let report = report(more);
            assert_eq!(report.verdict.state, State::Unknown, "{more}");
            assert_eq!(report.verdict.cause, Some("same-router-twice"));
        }
    }

    #[test]
    fn another_router_of_the_same_name_is_a_site() {
        let report = report(&list("BR", "198.51.100.77"));
        assert!(report.findings.iter().all(|it| it.id != "IN003"));
    }
}
