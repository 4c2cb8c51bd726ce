//! Turns `show environment`, and the first comment of the settings, into what a router says of itself.

use super::log;
use crate::model::{Device, Look, RouterTime, Seconds, Sourced};
use crate::parse::{Answer, Printed, Record};
use crate::text::{Listed, SecretKind, Vault};

/// The newest answer wins, field by field.
pub(super) fn assemble(answers: &[Answer]) -> Device {
    let mut device = Device::default();
    for answer in answers {
        if let Record::Config(config) = &answer.record
            && let Some(header) = &config.header
        {
            device.model = Some(Sourced::new(header.model.clone(), header.line));
            device.revision = Some(Sourced::new(header.revision.clone(), header.line));
        }
        if let Record::Config(config) = &answer.record
            && let Some(date) = &config.date
            && let Some(value) = log::time(date.value)
        {
            device.reported = Some(Sourced::new(value, date.line));
        }
        let Record::Environment(it) = &answer.record else {
            continue;
        };
        let text = |it: &Option<Printed<String>>| {
            let it = it.as_ref()?;
            Some(Sourced::new(it.value.clone(), it.line))
        };
        let number = |it: &Option<Printed<u32>>| {
            let it = it.as_ref()?;
            Some(Sourced::new(it.value, it.line))
        };
        let uptime = number(&it.uptime).map(|it| Sourced::new(Seconds(it.value), it.line));
        let (booted, clock) = (time(it.boot_time.as_ref()), time(it.current_time.as_ref()));
        let newer = Device {
            model: text(&it.model),
            revision: text(&it.revision),
            clock,
            looks: Vec::new(),
            reported: None,
            booted,
            uptime: uptime.or_else(|| between(booted?, clock?)),
            running_config: text(&it.running_config),
            default_config: text(&it.default_config),
            memory_percent: number(&it.memory),
            cpu_percent: number(&it.cpu),
        };
        device = newer.or(device);
    }
    device.looks = looks(answers);
    device
}

/// How long a router had run when it showed both its clock and when it started.
fn between(booted: Sourced<RouterTime>, clock: Sourced<RouterTime>) -> Option<Sourced<Seconds>> {
    let are_set = booted.value.is_set() && clock.value.is_set();
    let ran = clock.value.local_secs - booted.value.local_secs;
    let ran = u32::try_from(ran).ok().filter(|_| are_set)?;
    Some(Sourced::new(Seconds(ran), booted.line))
}

/// All times by its clock while that was set.
fn looks(answers: &[Answer]) -> Vec<Look> {
    let mut closes_lists = false;
    let mut looks = Vec::new();
    for answer in answers {
        let Record::Environment(it) = &answer.record else {
            closes_lists |= matches!(answer.record, Record::SaTable(_) | Record::SaBlocks(_));
            continue;
        };
        let clock = time(it.current_time.as_ref()).filter(|it| it.value.is_set());
        looks.extend(clock.map(|clock| Look {
            clock,
            closes_lists,
        }));
        closes_lists &= clock.is_none();
    }
    looks
}

/// The lines that name two devices, by their serial numbers or models: they are of two routers.
pub(super) fn two(answers: &[Answer], vault: &Vault) -> Option<(u32, u32)> {
    let models = answers.iter().filter_map(|it| {
        if let Record::Config(config) = &it.record {
            let header = config.header.as_ref()?;
            return Some((header.model.as_str(), header.line));
        }
        let Record::Environment(it) = &it.record else {
            return None;
        };
        let model = it.model.as_ref()?;
        Some((model.value.as_str(), model.line))
    });
    let models: Vec<(&str, u32)> = models.listed();
    let first = models.first()?;
    let other = models.iter().find(|it| it.0 != first.0);
    let by_models = other.map(|it| (first.1, it.1));
    by_models.or_else(|| vault.differing(SecretKind::Serial))
}

/// A time of the router's clock; None for what is none.
pub(super) fn time(printed: Option<&Printed<String>>) -> Option<Sourced<RouterTime>> {
    let printed = printed?;
    let time = RouterTime::read(&printed.value)?;
    Some(Sourced::new(time, printed.line))
}

impl Device {
    /// Takes from `older` what this one does not show.
    fn or(self, older: Self) -> Self {
        Self {
            model: self.model.or(older.model),
            revision: self.revision.or(older.revision),
            clock: self.clock.or(older.clock),
            looks: self.looks,
            reported: self.reported.or(older.reported),
            booted: self.booted.or(older.booted),
            uptime: self.uptime.or(older.uptime),
            running_config: self.running_config.or(older.running_config),
            default_config: self.default_config.or(older.default_config),
            memory_percent: self.memory_percent.or(older.memory_percent),
            cpu_percent: self.cpu_percent.or(older.cpu_percent),
        }
    }
}
