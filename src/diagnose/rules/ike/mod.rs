//! Rules about IKE SAs, and about there being none.

pub(in crate::diagnose) mod ike101_no_sa;
pub(in crate::diagnose) mod ike102_phase2_rejected;
