//! Rules about the line by which the peer is reached, address translation on it, and the router as a device.

use crate::diagnose::Phrase;

pub(in crate::diagnose) mod line301_wan_down;
pub(in crate::diagnose) mod line302_wan_no_address;
pub(in crate::diagnose) mod line303_wan_no_traffic;
pub(in crate::diagnose) mod line304_peer_address_mismatch;
pub(in crate::diagnose) mod line305_wan_behind_nat;
pub(in crate::diagnose) mod line306_name_not_current;
pub(in crate::diagnose) mod line307_nat_outer_differs;
pub(in crate::diagnose) mod line308_nat_not_bound;
pub(in crate::diagnose) mod line309_no_prefix;
pub(in crate::diagnose) mod line310_clock_unset;
pub(in crate::diagnose) mod line311_clocks_apart;
pub(in crate::diagnose) mod line312_clock_off;
pub(in crate::diagnose) mod line313_other_config_next;
pub(in crate::diagnose) mod line314_restarted_lately;
pub(in crate::diagnose) mod line315_memory_full;
pub(in crate::diagnose) mod line316_line_reconnected;
pub(in crate::diagnose) mod line317_nat_on_tunnel;
pub(in crate::diagnose) mod line318_lan_without_link;
pub(in crate::diagnose) mod line320_peer_address_of_a_lan;
pub(in crate::diagnose) mod line321_prefix_changed;

/// How a headline begins that another finding of its rule leaves open.
const DOWN: Phrase = Phrase {
    ja: "VPN は切れています。",
    en: "The VPN is down. ",
};
