//! Rules about settings: what one end lacks, and what the two ends do not agree on.

pub(in crate::diagnose) mod cfg601_no_initiator;
pub(in crate::diagnose) mod cfg602_ipsec_off;
pub(in crate::diagnose) mod cfg603_tunnel_not_wired;
pub(in crate::diagnose) mod cfg604_gateway_incomplete;
pub(in crate::diagnose) mod cfg605_pre_shared_key_missing;
pub(in crate::diagnose) mod cfg606_ikev2_name_missing;
pub(in crate::diagnose) mod cfg607_nat_static_missing;
pub(in crate::diagnose) mod cfg608_ike_filtered;
pub(in crate::diagnose) mod cfg609_ike_version_mismatch;
pub(in crate::diagnose) mod cfg610_ike_name_mismatch;
pub(in crate::diagnose) mod cfg611_psk_mismatch;
pub(in crate::diagnose) mod cfg612_ike_proposal_mismatch;
pub(in crate::diagnose) mod cfg613_esp_proposal_mismatch;
pub(in crate::diagnose) mod cfg614_phase2_id_mismatch;
pub(in crate::diagnose) mod cfg615_pfs_mismatch;
pub(in crate::diagnose) mod cfg616_settings_differ;
pub(in crate::diagnose) mod cfg617_exchange_mode_mismatch;
pub(in crate::diagnose) mod cfg618_duplicate_gateway;
pub(in crate::diagnose) mod cfg619_local_address_not_owned;
pub(in crate::diagnose) mod cfg620_setting_without_effect;
pub(in crate::diagnose) mod cfg621_no_keepalive;
pub(in crate::diagnose) mod cfg622_tunnel_filtered;
pub(in crate::diagnose) mod cfg623_esp_kept_out;
pub(in crate::diagnose) mod cfg624_vrrp_standby;
pub(in crate::diagnose) mod cfg625_model_limit;
pub(in crate::diagnose) mod cfg626_worth_strengthening;
