//! Tells whether a router learns its routes from others, and says so of one that is missing.

use crate::diagnose::{Finding, Need, Phrase};
use crate::model::{RouteKind, Router, Routing, Sourced};
use crate::text::{Place, Side};

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

/// Whether a route may come that no setting tells: one that is learnt, or that a client brings who logs in.
pub(in crate::diagnose) fn may_come(router: &Router) -> bool {
    let mut gateways = router.settings.gateways.iter();
    learns(router).is_some() || gateways.any(|it| it.login.is_some())
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
    pub(in crate::diagnose) fn told(self, finding: Finding, side: Side) -> Finding {
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
