//! What a router says of itself: its model, clock, memory and configuration files.

use super::{RouterTime, Seconds, Sourced};

/// A router as a device. Each field is None where no output shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// Model such as `RTX1210`.
    pub model: Option<Sourced<String>>,
    /// Firmware revision such as `14.01.42`.
    pub revision: Option<Sourced<String>>,
    /// Its clock when the output was printed.
    pub clock: Option<Sourced<RouterTime>>,
    /// All that was shown of its clock while that was set, in order of the lines.
    pub looks: Vec<Look>,
    /// When its settings were printed, by its own clock.
    pub reported: Option<Sourced<RouterTime>>,
    /// When it started, by its own clock.
    pub booted: Option<Sourced<RouterTime>>,
    /// Seconds since it started.
    pub uptime: Option<Sourced<Seconds>>,
    /// The configuration in use, such as `config0`.
    pub running_config: Option<Sourced<String>>,
    /// The configuration of the next start.
    pub default_config: Option<Sourced<String>>,
    /// Memory in use, in percent.
    pub memory_percent: Option<Sourced<u32>>,
    /// Load of the processor over the longest time printed, in percent.
    pub cpu_percent: Option<Sourced<u32>>,
}

/// A time by the clock of a router, and what stands above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What the clock showed.
    pub clock: Sourced<RouterTime>,
    /// Whether SAs were listed between the look before and this one, which dates them.
    pub closes_lists: bool,
}

impl Device {
    /// The model and the revision of its firmware, where both were read.
    pub fn firmware(&self) -> Option<(&str, &Sourced<String>)> {
        Some((&self.model.as_ref()?.value, self.revision.as_ref()?))
    }
}
