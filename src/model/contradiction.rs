//! Two outputs of one router that show a gateway with IPsec SAs and without any.

use super::{GatewayId, Router};
use crate::text::find_equal;

/// Two outputs of one router that cannot be of one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// The gateway.
    pub gateway: Option<GatewayId>,
    /// Line of the output that shows IPsec SAs.
    pub shows: u32,
    /// Line that opens the output that shows none.
    pub lacks: u32,
    /// Whether it shows some of one direction alone, and the other output of both.
    pub lacks_one_way: bool,
    /// Line of the first output below that one that shows IPsec SAs again.
    pub back: Option<u32>,
    /// Whether SAs of other gateways than those of the whole settings are listed, and none of theirs, so that
    /// the two outputs may even be of two routers.
    pub by_settings: bool,
}

impl Router {
    /// Whether the outputs disagree about a gateway's IPsec SAs.
    pub fn contradicted(&self, gateway: Option<GatewayId>) -> Option<&Contradiction> {
        find_equal(&self.contradictions, |it| it.gateway.cmp(&gateway)).first()
    }

    /// The same of a gateway whose SAs stand below an output that has none, be it shown to be of before or not.
    pub fn came_back(&self, gateway: Option<GatewayId>) -> Option<&Contradiction> {
        let settled = || find_equal(&self.settled, |it| it.gateway.cmp(&gateway)).first();
        let open = self.contradicted(gateway);
        open.filter(|it| it.lacks < it.shows).or_else(settled)
    }
}
