//! All rules, one line each, in order of their ids.

use super::Rule;
use super::rules::{ike, input, sa};

/// Every rule that is run.
pub static CATALOG: [&Rule; 9] = [
    &input::in001_not_rtx_output::RULE,
    &input::in003_same_router_twice::RULE,
    &input::in004_gateways_unrelated::RULE,
    &input::in005_pastes_apart::RULE,
    &ike::ike101_no_sa::RULE,
    &ike::ike102_phase2_rejected::RULE,
    &sa::sa201_stale_sa::RULE,
    &sa::sa202_spi_mismatch::RULE,
    &sa::sa203_half_pair::RULE,
];
