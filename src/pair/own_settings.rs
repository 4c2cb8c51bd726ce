//! Tells whether the settings of an end were pasted, and which tunnel may be its own where no output names one.

use super::End;
use crate::model::TunnelNumber;
use crate::text::{Listed, sort_once};

impl End<'_> {
    /// Whether the settings of its gateway were not pasted, though those of another of its router may have been.
    pub fn lacks_settings(&self) -> bool {
        let settings = &self.router.settings;
        let is_other = |id| settings.whole.is_none() && settings.gateway(id).is_none();
        !settings.is_pasted() || self.gateway_id().is_some_and(is_other)
    }

    /// The tunnels of its router that are bound to no gateway beside its own, as far as outputs and routes name them.
    pub fn unclaimed_tunnels(&self) -> Vec<TunnelNumber> {
        let (router, own) = (self.router, self.gateway_id());
        let others = router.gateways.iter().filter(|it| it.id != own);
        let claimed = others.flat_map(|it| &it.tunnels).copied().listed();
        let set = router.settings.tunnels.iter().map(|it| it.number);
        let led = router.networks.into_tunnels.iter().map(|it| it.0);
        let mut all = set
            .chain(led)
            .chain(self.loose_tunnels().map(|it| it.number))
            .listed();
        all.retain(|it| !claimed.contains(it));
        sort_once(&mut all);
        all
    }
}
