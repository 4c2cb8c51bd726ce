//! Tells what the settings say of a route that a table lacks.

use std::net::IpAddr;

use crate::diagnose::{Finding, Phrase};
use crate::model::{Hop, HopTarget, Interface, Router, Settings, StaticRoute};
use crate::pair::End;

/// What the settings say of a route that the table lacks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum Written {
    /// It is set, on this line, so it is hidden.
    Set(u32),
    /// The whole settings, which this line opens, do not have it.
    NotSet(u32),
    /// The pasted settings do not tell.
    Unknown,
}

/// `to` is an address that the route would lead to, None for all of IPv4, and `fits` says whether one that
/// does is meant.
pub(in crate::diagnose) fn written(
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

/// Whether the settings lead an address into a tunnel of the end, or into any where none is known.
pub(super) fn set_into_tunnel(from: &End<'_>, to: IpAddr) -> Written {
    written(&from.router.settings, Some(to), |route| {
        let is_default = route.destination.is_some_and(|it| it.prefix == 0);
        let leads_in = |hop: &Hop| matches!(hop.to, HopTarget::Interface(Interface::Tunnel(it)) if from.may_own(it));
        !is_default && route.hops.iter().any(leads_in)
    })
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
    pub(in crate::diagnose) fn told(self, finding: Finding, router: &Router) -> Finding {
        let (phrase, line) = match self {
            Self::Set(line) => (SET, Some(line)),
            Self::NotSet(line) => (NOT_SET, Some(line)),
            Self::Unknown => (SET_OR_NOT, None),
        };
        let places = line.map(|line| router.place(line));
        finding.phrase("written", phrase).and_places(places)
    }
}
