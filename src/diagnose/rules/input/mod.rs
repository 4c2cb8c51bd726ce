//! Rules about the pastes themselves.

pub(in crate::diagnose) mod in001_not_rtx_output;
pub(in crate::diagnose) mod in002_router_error;
pub(in crate::diagnose) mod in003_same_router_twice;
pub(in crate::diagnose) mod in004_gateways_unrelated;
pub(in crate::diagnose) mod in005_pastes_apart;
pub(in crate::diagnose) mod in006_output_cut;
pub(in crate::diagnose) mod in007_total_disagrees;
pub(in crate::diagnose) mod in008_two_routers_in_one_box;
pub(in crate::diagnose) mod in009_outputs_disagree;
pub(in crate::diagnose) mod in010_newest_sa_unmatched;
pub(in crate::diagnose) mod in011_list_before_ping;
