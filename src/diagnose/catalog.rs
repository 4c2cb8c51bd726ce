//! All rules, one line each, in order of their ids.

use super::Rule;
use super::rules::{ike, input, route, sa, tunnel};

/// Every rule that is run.
pub static CATALOG: &[&Rule] = &[
    &input::in001_not_rtx_output::RULE,
    &input::in002_router_error::RULE,
    &input::in003_same_router_twice::RULE,
    &input::in004_gateways_unrelated::RULE,
    &input::in005_pastes_apart::RULE,
    &input::in006_output_cut::RULE,
    &input::in007_total_disagrees::RULE,
    &input::in008_two_routers_in_one_box::RULE,
    &input::in009_outputs_disagree::RULE,
    &input::in010_newest_sa_unmatched::RULE,
    &ike::ike101_no_sa::RULE,
    &ike::ike102_phase2_rejected::RULE,
    &sa::sa201_stale_sa::RULE,
    &sa::sa202_spi_mismatch::RULE,
    &sa::sa203_half_pair::RULE,
    &sa::sa204_same_spi_differs::RULE,
    &sa::sa205_several_generations::RULE,
    &sa::sa206_dangling_sa::RULE,
    &sa::sa207_too_many_sas::RULE,
    &sa::sa208_weak_algorithm::RULE,
    &sa::sa209_taken_apart::RULE,
    &tunnel::tun401_traffic_not_checked::RULE,
    &tunnel::tun402_tunnel_not_up::RULE,
    &tunnel::tun403_tunnel_up_at_one_end::RULE,
    &tunnel::tun404_tunnel_up_without_sa::RULE,
    &tunnel::tun405_keepalive_failing::RULE,
    &tunnel::tun406_not_an_ipsec_tunnel::RULE,
    &tunnel::tun407_connected_recently::RULE,
    &tunnel::tun408_packets_lost::RULE,
    &tunnel::tun409_nothing_sent_back::RULE,
    &tunnel::tun410_ping_lost::RULE,
    &route::rte501_no_route_to_peer::RULE,
    &route::rte502_route_into_own_tunnel::RULE,
    &route::rte503_tunnel_route_missing::RULE,
    &route::rte504_lan_overlap::RULE,
    &route::rte505_other_line_than_own::RULE,
];
