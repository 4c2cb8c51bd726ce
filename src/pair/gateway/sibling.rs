//! Tells whether another gateway of a router suits a peer better than the one that the peer names: a router may be called
//! by all its peers at one address, and an output may show of one gateway alone that it has it.

use std::net::IpAddr;

use super::Search;
use super::candidate::{Candidates, Key, few};
use super::unit::Unit;
use crate::model::{LocalAddress, is_global};
use crate::text::{Listed, find_equal, sort_once};

/// Units whose routes lead to each other's networks, each pair both ways, in order.
pub(super) struct Siblings(Vec<(Key, Key)>);

impl Search<'_> {
    /// What is free, by its routes.
    pub(super) fn siblings(&self) -> Siblings {
        let Candidates(led) = self.led_to_each_other(&self.free_units().listed());
        let led = led.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]);
        let mut led = led.listed();
        sort_once(&mut led);
        Siblings(led)
    }

    /// Whether a gateway is the end of another of the same router as the one that it names, which has SAs of another
    /// age: one that says nothing of itself, to which routes lead both ways.
    pub(super) fn suits_another(&self, siblings: &Siblings, key: &Key, named: &Key) -> bool {
        if self.are_of_one_age(key, named) {
            return false;
        }
        let led = find_equal(&siblings.0, |it| it.0.cmp(key)).iter();
        let mut led = led.map(|it| &it.1);
        let is_sibling = |it: &Key| self.is_sibling(it, named) && !self.is_with_another(key, it);
        led.clone().any(is_sibling) && !led.any(|it| it == named)
    }

    /// Whether one of two gateways of a router says nothing of itself, so that it may have the address of the other.
    fn is_sibling(&self, it: &Key, named: &Key) -> bool {
        let is_beside = it.0 == named.0 && it != named;
        is_beside
            && self.told_address(it).is_none()
            && self
                .end(*it)
                .and_then(|it| it.gateway)
                .is_some_and(|it| it.local_id.seen().is_none())
    }

    /// The address of the internet that a gateway is told to speak from.
    pub(super) fn told_address(&self, key: &Key) -> Option<IpAddr> {
        let Unit::Gateway(Some(id)) = key.1 else {
            return None;
        };
        let told = self.router(key.0)?.settings.gateway(id)?;
        match told.local_address.explicit()?.value {
            LocalAddress::Address(own) => Some(own).filter(|it| is_global(*it)),
            LocalAddress::Vrrp(_) | LocalAddress::Other(_) => None,
        }
    }

    /// Gateways of which one calls the address that the other is told to speak from, and whose SAs are of one age: that
    /// of the caller's own line may be known to nobody.
    pub(super) fn called_as_told(&self) -> Candidates {
        let gateways = || self.free_gateways().map(|it| it.0);
        let told = gateways().filter_map(|key| Some((self.told_address(&key)?, key)));
        let mut told = told.listed();
        sort_once(&mut told);
        let mut candidates = Candidates::default();
        for key in gateways().filter(|_| !told.is_empty()) {
            for address in self.called(&key) {
                let owners = few(find_equal(&told, |it| it.0.cmp(&address))).iter();
                for (_, owner) in owners.filter(|it| self.are_of_one_age(&key, &it.1)) {
                    candidates.add(key, *owner);
                }
            }
        }
        candidates
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::mem::take;
    use std::rc::Rc;

    use super::super::{MatchedBy, matches};
    use crate::model::assemble;
    use crate::text::Side;
    use crate::{parse, text};

    /// The gateways of the first site that are joined to the second, and why.
    fn joined(pastes: [&str; 2]) -> Vec<(Option<u32>, MatchedBy)> {
        let routers = pastes.iter().zip(0..).map(|(paste, at)| {
            let mut document = text::read(paste);
            let vault = Rc::new(take(&mut document.vault));
            let parts = text::split(&document, &parse::grammar());
            let origin = assemble::Origin {
                side: Side(at),
                captured_at: None,
                lines: &document.lines,
                vault,
            };
            assemble::router(&origin, &parse::parse(&parts[0]))
        });
        let routers: Vec<_> = routers.collect();
        let all: Vec<_> = routers.iter().collect();
        let found = matches(&all).into_iter();
        let both = found.filter(|it| it.matched_by != MatchedBy::Nothing);
        both.map(|it| (it.a.gateway_id().map(|it| it.0), it.matched_by))
            .collect()
    }

    /// A list of SAs: of each gateway its number, the seconds left, and the peer.
    fn list(rows: &[(u32, u32, &str)]) -> String {
        let head = "# show ipsec sa\nsa    sgw isakmp connection    dir  life[s] remote-id\n";
        let mut list = head.to_owned();
        for (at, (gateway, life, peer)) in rows.iter().enumerate() {
            let first = at * 3 + 1;
            let tunnel = format!("tun[{gateway:04}]esp");
            let (send, recv) = (first + 1, first + 2);
            writeln!(list, "{first} {gateway} - isakmp - {life} {peer}").unwrap();
            writeln!(list, "{send} {gateway} {first} {tunnel} send {life} {peer}").unwrap();
            writeln!(list, "{recv} {gateway} {first} {tunnel} recv {life} {peer}").unwrap();
        }
        list
    }

    const HUB: [(u32, u32, &str); 2] = [(1, 13067, "203.0.113.2"), (2, 25438, "198.51.100.3")];
    const DETAIL: &str = "# show ipsec sa gateway 1 detail\nSA[1] Duration: 13067s\n\
        Local ID: 192.0.2.1\nRemote ID: 203.0.113.2\nProtocol: IKE\n\
        SPI: 1d f0 6e f8 51 fa 27 b1 d4 bc d9 8e 59 b4 e7 ec\n";
    const TABLE: &str = "# show ip route\nDestination Gateway Interface Kind Additional Info.\n\
        default - PP[01] static\n";

    #[test]
    fn a_gateway_that_says_nothing_may_be_called_at_the_address_of_another() {
        let hub = format!("{}{DETAIL}", list(&HUB));
        let ways = |rows: &str| format!("{TABLE}{rows}");
        let hub_ways = ways(
            "192.168.1.0/24 192.168.1.1 LAN1 implicit\n192.168.2.0/24 - TUNNEL[1] static\n\
             192.168.3.0/24 - TUNNEL[2] static\n",
        );
        let branch_ways =
            ways("192.168.3.0/24 192.168.3.1 LAN1 implicit\n192.168.1.0/24 - TUNNEL[1] static\n");
        let branch = |life| list(&[(1, life, "192.0.2.1")]);
        let with = |life| {
            joined([
                &format!("{hub}{hub_ways}"),
                &format!("{}{branch_ways}", branch(life)),
            ])
        };
        assert_eq!(with(25435), [(Some(2), MatchedBy::Routes)]);
        // Taken later, the routes tell all the same.
        assert_eq!(with(20000), [(Some(2), MatchedBy::Routes)]);
        assert_eq!(joined([&hub, &branch(25435)]), []);
        assert_eq!(joined([&hub, &branch(13060)]), [(Some(1), MatchedBy::Ids)]);
        assert_eq!(joined([&hub, &branch(20000)]), [(Some(1), MatchedBy::Ids)]);
    }

    #[test]
    fn the_gateway_that_is_told_to_speak_from_what_is_called_is_meant() {
        let settings = "# show config\n# RTX1210 Rev.14.01.42\nip route default gateway pp 1\n\
            ip route 203.0.113.130 gateway pp 2\npp select 1\n pppoe use lan2\n ip pp address 192.0.2.1/32\n\
            pp select 2\n pppoe use lan3\n ip pp address 192.0.2.129/32\n\
            tunnel select 1\n ipsec tunnel 1\n  ipsec sa policy 1 1 esp aes-cbc sha-hmac\n  \
            ipsec ike local address 1 192.168.1.1\n  ipsec ike remote address 1 203.0.113.2\n tunnel enable 1\n\
            tunnel select 2\n ipsec tunnel 2\n  ipsec sa policy 2 2 esp aes-cbc sha-hmac\n  \
            ipsec ike local address 2 192.0.2.129\n  ipsec ike remote address 2 203.0.113.130\n tunnel enable 2\n";
        let hub = format!("{}{settings}", list(&[(2, 14999, "203.0.113.130")]));
        let line = "# show status pp 1\nPP[01]:\nCurrent PPPoE session status is Connected.\n\
            PP IP Address Local: 203.0.113.2, Remote: 198.51.100.9\n\
            # show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\nCurrent status is Offline.\n";
        let branch = |life| format!("{}{line}", list(&[(2, life, "192.0.2.129")]));
        assert_eq!(
            joined([&hub, &branch(14995)]),
            [(Some(2), MatchedBy::Addresses)]
        );
        // The idle gateway that calls the other line is never the end of what holds SAs.
        assert_eq!(joined([&hub, &branch(9000)]), []);
    }
}
