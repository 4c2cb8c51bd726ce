//! All rules, one file each, in folders by what they look at.

pub(super) mod config;
pub(super) mod ike;
pub(super) mod input;
pub(super) mod line;
pub(super) mod log;
pub(super) mod route;
pub(super) mod sa;
pub(super) mod stale;
pub(super) mod tunnel;

use crate::pair::End;

/// Whether an end is ready for traffic, by its SAs or by its tunnel interfaces.
pub(super) fn carries(end: &End<'_>) -> bool {
    end.has_sas_both_ways() || is_up(end)
}

/// Whether the tunnel interfaces of an end show that they are up.
pub(super) fn is_up(end: &End<'_>) -> bool {
    tunnel::up(end).is_some()
}

/// Whether a tunnel interface of an end is shown not to be up.
pub(super) fn is_not_up(end: &End<'_>) -> bool {
    tunnel::not_up(end).is_some()
}
