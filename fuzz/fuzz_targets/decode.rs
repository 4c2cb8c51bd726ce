//! Looks for an input that breaks what `tests/support/holds` says under this name.
#![no_main]

rtx_vpn_doctor_fuzz::target!("decode");
