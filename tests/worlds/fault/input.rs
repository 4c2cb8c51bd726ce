//! Faults of the pastes. What they do to the world is done where it is put together.

use super::{At, Stage};
use crate::rng::Rng;
use crate::world::{Mode, Shape, World};

pub(super) fn same_router(_: &mut Rng, _: usize, _: &mut World) -> Option<(At, Stage)> {
    Some((At::Both, Stage::Up))
}

pub(super) fn unrelated(_: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    (world.shape == Shape::Sites).then_some((At::Both, Stage::Up))
}

pub(super) fn apart(_: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    (world.mode != Mode::Version2).then_some((At::Both, Stage::Up))
}

pub(super) fn error(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].refuses = true;
    Some((At::End(x), Stage::Up))
}
