//! Rules about IPsec SAs that should fit together.

pub(in crate::diagnose) mod sa201_stale_sa;
pub(in crate::diagnose) mod sa202_spi_mismatch;
pub(in crate::diagnose) mod sa203_half_pair;
pub(in crate::diagnose) mod sa204_same_spi_differs;
pub(in crate::diagnose) mod sa205_several_generations;
pub(in crate::diagnose) mod sa206_dangling_sa;
pub(in crate::diagnose) mod sa207_too_many_sas;
pub(in crate::diagnose) mod sa208_weak_algorithm;
pub(in crate::diagnose) mod sa209_taken_apart;
pub(in crate::diagnose) mod sa210_not_established;
