//! All rules, one line each, in order of their ids.

use super::Rule;
use super::rules::{ike, input, sa, tunnel};

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
];
