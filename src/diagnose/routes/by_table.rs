//! Tells by an end's table of routes that the LAN of the other is not led into the tunnel.

use super::{
    MOST_LANS, NO_ROUTE, NO_TRAFFIC, PART_OF_LAN, REMOVE_ROUTE, WHOLE_LAN, Written, add_route,
    learns, not_led_in, set_into_tunnel, set_route, whole_table,
};
use crate::diagnose::{Back, Finding, Need, Phrase, steps};
use crate::model::{Interface, IpsecSa, Network, Route, RouteKind, RouteTable, Sourced};
use crate::pair::End;
use crate::text::{Listed, Side};

pub(super) const NARROW: Phrase = Phrase {
    ja: "LAN 全体への経路はトンネルを向いていますが、より細かいこの経路が優先されます。",
    en: "The route to the whole LAN leads into the tunnel, but this narrower one comes first.",
};
const SET_ELSEWHERE: Phrase = Phrase {
    ja: "貼られた設定でも、この宛先の経路はトンネルを向いていません。",
    en: "By the pasted settings too, the route to it leads elsewhere.",
};
const OTHER_WAY: Phrase = Phrase {
    ja: "いまは VPN とは別の道を使う経路になっています。VPN が予備なら、このままで正しい状態です。",
    en: "At present the two use another way than the VPN. Where the VPN is in reserve, that is as it should be.",
};

/// An end by whose table the LAN of the other is not led into the tunnel.
pub(in crate::diagnose) struct Lacking<'m> {
    pub(in crate::diagnose) from: End<'m>,
    to: End<'m>,
    table: &'m RouteTable,
    lan: Sourced<Network>,
    /// The route that leads it elsewhere, where it has one of its own.
    elsewhere: Option<&'m Route>,
}

impl<'m> Lacking<'m> {
    pub(in crate::diagnose) fn of(from: End<'m>, to: End<'m>) -> Option<Self> {
        let table = whole_table(from.router, None)?;
        // Which of its networks is meant to be reached may be told by a row that is lost.
        if !to.router.routes.as_ref().is_none_or(tells_networks) {
            return None;
        }
        let lans = to.router.networks.lans.iter();
        let mut lans: Vec<_> = lans.take(MOST_LANS + 1).copied().listed();
        // What both sites have cannot be routed; RTE504 tells.
        lans.retain(|lan| {
            !table
                .connected()
                .any(|own| own.1.value.overlaps(&lan.value))
        });
        let leads_in = |lan: &Sourced<Network>| ways(table, lan).any(|way| may_be_own(&from, way));
        if lans.iter().any(leads_in) {
            return None;
        }
        let mut behind = to.router.networks.behind_lans.iter().take(MOST_LANS);
        if behind.any(leads_in) {
            return None;
        }
        let lan = *lans.first().filter(|_| lans.len() <= MOST_LANS)?;
        let elsewhere =
            ways(table, &lan).find(|way| way.destination.is_some_and(|it| it.prefix > 0));
        Some(Self {
            from,
            to,
            table,
            lan,
            elsewhere,
        })
    }

    fn narrow(&self) -> Option<Network> {
        self.elsewhere
            .and_then(|way| narrower(way, &self.lan.value))
    }

    /// Whether all of the LAN is led elsewhere by a route of its own.
    pub(in crate::diagnose) fn has_other_way(&self) -> bool {
        let nowhere = Interface::nowhere();
        let leads = self.elsewhere.is_some_and(|it| it.interface != nowhere);
        leads && self.narrow().is_none()
    }

    /// Whether that way leads into a tunnel that may hand its packets on to that of the end (`tunnel backup`): one that
    /// is not shown to be up, and whose settings were not pasted.
    pub(in crate::diagnose) fn may_be_handed_on(&self) -> bool {
        let Some(Interface::Tunnel(number)) = self.elsewhere.map(|it| &it.interface) else {
            return false;
        };
        let router = self.from.router;
        let is_told = router.settings.whole.is_some() || router.settings.tunnel(*number).is_some();
        let is_up = router
            .tunnel(*number)
            .is_some_and(|it| it.up.is_some_and(|up| up.value));
        let mut sas = router.ipsec_sas.iter();
        let has_sas = sas.any(|sa| sa.tunnel.is_none_or(|it| it == *number));
        !is_told && !is_up && !has_sas && self.narrow().is_none()
    }

    /// Whether that way leads into another tunnel of which nothing tells whom it is for: this one may be for somebody else.
    pub(in crate::diagnose) fn may_lead_right(&self) -> bool {
        let Some(Interface::Tunnel(number)) = self.elsewhere.map(|it| &it.interface) else {
            return false;
        };
        let router = self.from.router;
        let mut gateways = router.gateways.iter();
        let is_told = router.settings.tunnel(*number).is_some()
            || gateways.any(|it| it.tunnels.contains(number))
            || router.is_line(*number);
        !is_told
    }

    /// Whether a ping from LAN to LAN was answered by that way, below the table.
    pub(in crate::diagnose) fn is_answered(&self) -> bool {
        let answer = self.from.answer_of(&self.to);
        self.has_other_way() && answer.is_some_and(|it| it.line > self.table.line)
    }

    /// The line that shows that packets passed at another time than that of the table: a ping that was answered above it, by
    /// the way that is missing there, or what the tunnel counts as sent, where packets flow and nothing at all leads into it.
    pub(in crate::diagnose) fn passed(&self, flows: bool) -> Option<u32> {
        let from = &self.from;
        let answer = from.answer_of(&self.to);
        if answer.is_some_and(|it| it.line > self.table.line) {
            return None;
        }
        let counted = || {
            let mut sas = from.all_ipsec_sas();
            let leads_in = self.table.routes.iter().any(|it| may_be_own(from, it));
            let is_telling = flows && !leads_in && !sas.any(IpsecSa::is_transport);
            let mut sent = from.tunnels().filter_map(|it| it.sent);
            sent.find(|it| is_telling && it.value > 0).map(|it| it.line)
        };
        answer.map(|it| it.sent.line).or_else(counted)
    }

    pub(in crate::diagnose) fn finding(&self, by_another_way: bool) -> Finding {
        let (from, lan) = (&self.from, self.lan);
        let here = from.router.side;
        let line = self.elsewhere.map_or(self.table.line, |way| way.line);
        let narrow = self.narrow();
        let network = narrow.unwrap_or(lan.value).base();
        let lines = [from.router.place(line), self.to.router.place(lan.line)];
        let finding = not_led_in(from, &self.to, lines)
            .phrase("flow", NO_TRAFFIC)
            .phrase("whose", narrow.map_or(WHOLE_LAN, |_| PART_OF_LAN))
            .arg("network", network);
        let finding = match self.elsewhere {
            Some(way) => finding.arg("way", &way.interface),
            None => finding.phrase("way", NO_ROUTE),
        };
        let look = |finding: Finding| {
            let route = "show config | grep route";
            finding.read(here, route, steps::READ_ROUTE_SETTINGS)
        };
        let look_inside = |finding: Finding| {
            finding.read(here, Need::tunnel_status(from).command, steps::READ_TUNNEL)
        };
        let set = set_into_tunnel(from, lan.value.address);
        let may_be_learnt = !by_another_way && narrow.is_none() && !matches!(set, Written::Set(_));
        if let Some(learns) = learns(from.router).filter(|_| may_be_learnt) {
            return look_inside(look(learns.told(finding, here)));
        }
        let mut finding = look(finding);
        if by_another_way {
            return look_inside(finding).phrase("written", OTHER_WAY);
        }
        if let Some(way) = self.elsewhere.filter(|_| narrow.is_some()) {
            finding = without_narrow(finding, way, network, here);
            if is_led_in(self.table, from, &lan.value) {
                return look_inside(finding).phrase("written", NARROW);
            }
        }
        let network = lan.value.base();
        let finding = match (set, set_route(from, network)) {
            (Written::NotSet(_), Some(route)) => finding
                .phrase("written", SET_ELSEWHERE)
                .and_places([from.router.place(route.line)]),
            _ => set.told(finding, from.router),
        };
        look_inside(match set {
            // It is hidden, and comes back by itself.
            Written::Set(_) => finding,
            Written::NotSet(_) | Written::Unknown => add_route(finding, from, network),
        })
    }
}

/// Whether a table shows all networks at its router and behind those in its LAN.
fn tells_networks(table: &RouteTable) -> bool {
    let is_hidden =
        |row: &Route| row.destination.is_none() && matches!(row.interface, Interface::Lan(..));
    table.whole && !table.routes.iter().any(is_hidden)
}

/// The destination of a route for a part of a LAN, which another to the whole LAN does not replace.
fn narrower(way: &Route, lan: &Network) -> Option<Network> {
    way.destination.filter(|it| it.prefix > lan.prefix)
}

/// Adds the line that takes a set route away, with the one that brings it back where it names a router.
pub(super) fn without_narrow(
    finding: Finding,
    way: &Route,
    network: Network,
    here: Side,
) -> Finding {
    if way.kind != RouteKind::Static {
        return finding;
    }
    let finding = finding.change(here, format!("no ip route {network}\nsave"), REMOVE_ROUTE);
    let Some(next) = way.gateway.seen() else {
        return finding;
    };
    let back = format!("ip route {network} gateway {}\nsave", next.value);
    finding.with_way_back(vec![Back::Text(back)])
}

/// Whether the best of the routes that hold a whole LAN leads into the end's tunnel.
fn is_led_in(table: &RouteTable, from: &End<'_>, lan: &Network) -> bool {
    let holds = |it: &&Route| {
        let to = it.destination;
        to.is_some_and(|it| it.prefix <= lan.prefix && it.contains(lan.address))
    };
    let prefix = |it: &Route| it.destination.map(|it| it.prefix);
    let holding = table.routes.iter().filter(holds).listed();
    let best = holding.iter().filter_map(|it| prefix(it)).max();
    let mut best = holding.iter().filter(|it| prefix(it) == best);
    best.any(|it| may_be_own(from, it))
}

/// The routes by which packets to a network leave.
fn ways<'m>(table: &'m RouteTable, lan: &Sourced<Network>) -> impl Iterator<Item = &'m Route> {
    table.lookup(lan.value.address).into_iter()
}

/// Whether a route may lead into the end's own tunnel: into any, where no SA names its number. What a rule accuses of
/// is to be surer than what [`End::owns`] excuses by.
pub(super) fn may_be_own(end: &End<'_>, way: &Route) -> bool {
    let Interface::Tunnel(number) = way.interface else {
        return false;
    };
    let named = end.gateway.map_or(&[][..], |gateway| &gateway.tunnels);
    named.is_empty() || named.contains(&number) || end.takes_over_from(number)
}
