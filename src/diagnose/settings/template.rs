//! Tells whether the lines of a template are those of the gateway that meets the other end: it sets up
//! several, each with the number of its tunnel behind the name of its peer (command reference 15.49.6).

use super::Told;
use crate::diagnose::Need;
use crate::model::TunnelNumber;

/// Whether lines that stand for several gateways may mean another than the one that meets the other end.
pub(super) fn may_mean_others(own: &Told<'_>, other: &Told<'_>) -> bool {
    let is_template = own.tunnel.is_some_and(|it| it.template.is_some());
    is_template && own.calls(other) != Some(true)
}

/// The settings of the tunnel that a template sets up for the other end, by the name that it says.
pub(super) fn expanded(own: &Told<'_>, other: &Told<'_>) -> Option<Need> {
    if !may_mean_others(own, other) {
        return None;
    }
    let begins = own.gateway.remote_name.explicit()?;
    let said = other.gateway.local_name.explicit()?;
    let behind = said.value.name.as_str();
    let number: u32 = behind
        .strip_prefix(begins.value.name.as_str())?
        .parse()
        .ok()?;
    let settings = &own.end.router.settings;
    let is_set_up = settings.is_templated(TunnelNumber(number));
    is_set_up.then(|| Need {
        side: own.side(),
        command: format!("show config tunnel {number} expand"),
    })
}
