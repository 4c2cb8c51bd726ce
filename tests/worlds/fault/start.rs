//! Faults by which an end neither begins nor answers.

use super::{At, Stage, deaf};
use crate::rng::Rng;
use crate::world::{MODELS, Mode, Shape, World};

pub(super) fn nobody_begins(_: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    if world.shape == Shape::Hub {
        return None;
    }
    for own in &mut world.ends {
        own.auto_refresh = false;
    }
    Some((At::Both, Stage::Idle))
}

pub(super) fn ipsec_off(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = Some(&mut world.ends[x]).filter(|it| it.others.is_empty())?;
    own.ipsec = false;
    Some(deaf(x))
}

pub(super) fn not_wired(rng: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    match rng.within(0, 2) {
        0 => own.is_enabled = false,
        1 => own.has_policy = false,
        // One that no other tunnel has, or the policy would be good for that.
        _ => {
            let taken = own.others.iter().map(|it| it.number).max();
            own.policy_gateway = own.gateway.max(taken.unwrap_or(0)) + 1;
        }
    }
    Some(deaf(x))
}

pub(super) fn no_address(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].remote = None;
    (world.mode == Mode::Main).then_some(deaf(x))
}

pub(super) fn no_key(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].key = None;
    Some(deaf(x))
}

pub(super) fn no_name(rng: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    if rng.chance(50) {
        own.local_name = None;
    } else {
        own.remote_name = None;
    }
    (world.mode == Mode::Version2).then_some(deaf(x))
}

pub(super) fn address_not_owned(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].shared = None;
    world.ends[x].local = Some("192.168.254.77".to_owned());
    Some(deaf(x))
}

/// Another router of the site is the master, and that one was not pasted.
pub(super) fn stands_by(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = Some(&mut world.ends[x]).filter(|it| it.others.is_empty())?;
    own.shared = Some(false);
    own.statics = own.nat;
    own.local = Some(own.inside());
    Some(deaf(x))
}

/// The tunnel has a number that the model does not have, and none of its lines was taken.
pub(super) fn above_limit(rng: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = Some(&mut world.ends[x]).filter(|it| it.others.is_empty() && it.ja)?;
    let (_, _, most) = MODELS.iter().find(|it| it.0 == own.model)?;
    own.tunnel = most + rng.number(1, 20);
    own.refused = Some(format!("tunnel select {}", own.tunnel));
    own.is_written = false;
    own.route = None;
    Some(deaf(x))
}
