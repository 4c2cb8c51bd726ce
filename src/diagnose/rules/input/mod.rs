//! Rules about the pastes themselves.

pub(in crate::diagnose) mod in001_not_rtx_output;
pub(in crate::diagnose) mod in003_same_router_twice;
pub(in crate::diagnose) mod in004_gateways_unrelated;
pub(in crate::diagnose) mod in005_pastes_apart;
