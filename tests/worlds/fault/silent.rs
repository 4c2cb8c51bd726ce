//! Faults by which what an end begins is not answered.

use super::{At, Stage, deaf, only_other_begins};
use crate::rng::Rng;
use crate::world::{Branch, Mode, Names, Shape, World};

pub(super) fn filtered(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    only_other_begins(world, x).then_some(())?;
    let own = &mut world.ends[x];
    own.filters = vec![
        "ip filter 1010 reject-nolog * * udp,tcp 135 *".to_owned(),
        format!("ip filter 1030 pass * {}.0/24 icmp", own.lan),
    ];
    own.filter_in = Some("1010 1030".to_owned());
    Some(deaf(x))
}

pub(super) fn nat_static_missing(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    only_other_begins(world, x).then_some(())?;
    let own = &mut world.ends[x];
    own.nat = true;
    own.statics = false;
    (world.shape != Shape::BehindNat).then_some(deaf(x))
}

pub(super) fn other_version(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    own.version = 1;
    own.local_name = None;
    own.remote_name = None;
    let may_be = world.mode == Mode::Version2 && world.shape != Shape::BehindNat;
    may_be.then_some((At::Both, Stage::Silent(None)))
}

pub(super) fn other_mode(_: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[1].local_name = None;
    (world.mode == Mode::Aggressive).then_some((At::Both, Stage::Silent(None)))
}

pub(super) fn other_name(_: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    let other = match world.mode {
        Mode::Main => return None,
        Mode::Aggressive => "branch2 key-id",
        Mode::Version2 => "kyoten-z key-id",
    };
    world.ends[1].local_name = Some(other.to_owned());
    Some((At::Both, Stage::Silent(None)))
}

pub(super) fn duplicate(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let is_main = world.mode == Mode::Main;
    let own = Some(&mut world.ends[x]).filter(|it| is_main && it.others.is_empty())?;
    let number = 1 + own.gateway.max(own.tunnel) % 20;
    if number == own.gateway || number == own.tunnel {
        return None;
    }
    own.others = vec![Branch {
        number,
        is_up: false,
        names: Names::by_address(own.remote.as_ref()?),
        address: own.remote.clone()?,
        lan: "10.99.9".to_owned(),
    }];
    // Its own calls are answered; of those that come in it cannot tell whose they are.
    Some((At::End(x), Stage::Silent(Some(1 - x))))
}

/// Something on the way to an end throws key exchange away.
pub(super) fn path(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    only_other_begins(world, x).then_some(deaf(x))
}
