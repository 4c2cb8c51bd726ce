//! Tells of an end that leads nothing at all into any tunnel, where no network of the other end is known that should be.

use super::by_settings::{may_lead, tells_all};
use super::{WHOLE_LAN, may_come, not_led_in};
use crate::diagnose::{Finding, Need, Phrase, Severity, settings, steps};
use crate::model::{Encapsulation, Interface, IpsecSa, Route, RouteTable, StaticRoute};
use crate::pair::End;

pub(in crate::diagnose) const STILL_OPEN: Phrase = Phrase {
    ja: "まだ判断できません。",
    en: "This cannot be decided yet: ",
};
const ANY: Phrase = Phrase {
    ja: "どのアドレスでも",
    en: "whatever is",
};
const INTO_NONE: Phrase = Phrase {
    ja: "どのトンネルへの経路もなし",
    en: "no route into any tunnel",
};
const BY_TABLE: Phrase = Phrase {
    ja: "貼られた経路の一覧の全体に、トンネルへ向かう経路が一つもありません。",
    en: "The table of routes was pasted whole, and no route of it leads into any tunnel.",
};
const BY_SETTINGS: Phrase = Phrase {
    ja: "貼られた設定の全体に、トンネルへ向かう経路が一つもありません。",
    en: "The settings were pasted whole, and no route of theirs leads into any tunnel.",
};

/// An open question about an end whose whole table, or without one whose whole settings, lead nothing into any tunnel
/// and nothing by another way. A tunnel that bridges, or carries the packets of its two ends alone, needs no route.
pub(in crate::diagnose) fn into_no_tunnel(from: &End<'_>, to: &End<'_>) -> Option<Finding> {
    let (router, other) = (from.router, to.router);
    let mut sas = from.all_ipsec_sas();
    if sas.any(IpsecSa::is_transport) || !other.networks.lans.is_empty() {
        return None;
    }
    let (line, written) = match &router.routes {
        Some(table) => (by_table(from, table)?, BY_TABLE),
        None => (by_settings(from)?, BY_SETTINGS),
    };
    let made = from.all_ipsec_sas().next()?;
    let lines = [line, made.common.line].map(|it| router.place(it));
    let finding = not_led_in(from, to, lines)
        .phrase("flow", STILL_OPEN)
        .phrase("whose", WHOLE_LAN)
        .phrase("network", ANY)
        .phrase("way", INTO_NONE)
        .phrase("written", written)
        .cause(None)
        .severity(Severity::Input);
    let asked = if router.routes.is_none() {
        router
    } else {
        other
    };
    Some(finding.read_and_ask(Need::routes(asked.side), steps::READ_ROUTES))
}

/// The line that opens a whole table of which no row leads into a tunnel, or to another router but the default one.
fn by_table(from: &End<'_>, table: &RouteTable) -> Option<u32> {
    let is_between = |end: &End<'_>| {
        let mut modes = end.all_ipsec_sas().filter_map(|it| it.mode.as_ref());
        modes.any(|it| it.value == "tunnel")
    };
    let leads_on = |row: &Route| {
        let is_own = row.destination.is_some_and(|it| it.prefix == 0);
        matches!(row.interface, Interface::Tunnel(_)) || (row.kind.leads_on() && !is_own)
    };
    let tells = table.whole && !table.has_masked() && is_between(from);
    let is_none = tells && !table.routes.is_empty() && !table.routes.iter().any(leads_on);
    is_none.then_some(table.line)
}

/// The default route of whole settings of which the same holds, or the line that opens them.
fn by_settings(from: &End<'_>) -> Option<u32> {
    let settings = &from.router.settings;
    let whole = settings.whole?;
    let told = settings::told(from)?.tunnel?;
    let is_ipsec = told.encapsulation.known()?.value == Encapsulation::Ipsec;
    let is_default = |it: &StaticRoute| it.destination.is_some_and(|it| it.prefix == 0);
    let leads_in = |it: &StaticRoute| it.hops.iter().any(|hop| may_lead(settings, hop));
    let mut routes = settings.routes.iter();
    let leads_on = routes.any(|it| !is_default(it) || leads_in(it));
    let is_none = is_ipsec && !may_come(from.router) && tells_all(from) && !leads_on;
    // What all is led to tells more than the head of the settings.
    let default = settings.default_routes().next().map(|it| it.line);
    is_none.then_some(default.unwrap_or(whole))
}
