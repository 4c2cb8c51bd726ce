//! Rules about IPsec SAs that should fit together.

pub(in crate::diagnose) mod sa201_stale_sa;
pub(in crate::diagnose) mod sa202_spi_mismatch;
pub(in crate::diagnose) mod sa203_half_pair;
