//! Rules about what is around the SAs: traffic, interfaces, routes.

pub(in crate::diagnose) mod tun401_traffic_not_checked;
