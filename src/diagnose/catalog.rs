//! All rules, one line each, in order of their ids.

use super::Rule;
use super::rules::{config, ike, input, sa, tunnel};

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
    &config::cfg601_no_initiator::RULE,
    &config::cfg602_ipsec_off::RULE,
    &config::cfg603_tunnel_not_wired::RULE,
    &config::cfg604_gateway_incomplete::RULE,
    &config::cfg605_pre_shared_key_missing::RULE,
    &config::cfg606_ikev2_name_missing::RULE,
    &config::cfg609_ike_version_mismatch::RULE,
    &config::cfg610_ike_name_mismatch::RULE,
    &config::cfg611_psk_mismatch::RULE,
    &config::cfg612_ike_proposal_mismatch::RULE,
    &config::cfg613_esp_proposal_mismatch::RULE,
    &config::cfg614_phase2_id_mismatch::RULE,
    &config::cfg615_pfs_mismatch::RULE,
    &config::cfg616_settings_differ::RULE,
];
