//! Faults by which the ends talk and do not agree.

use super::{At, Stage, only_other_begins};
use crate::rng::Rng;
use crate::world::{Mode, Shape, World};

pub(super) fn key(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].key = Some("dummy2".to_owned());
    Some((At::Both, Stage::Phase1))
}

pub(super) fn proposal(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let may_be = world.mode != Mode::Version2 && only_other_begins(world, x);
    for own in &mut world.ends {
        // Strict as it is, the end would refuse another setting of PFS too, had it got so far.
        own.more.retain(|it| !it.contains("pfs"));
    }
    let own = &mut world.ends[x];
    own.more
        .push("ipsec ike negotiate-strictly {} on".to_owned());
    own.more.push("ipsec ike encryption {} des-cbc".to_owned());
    may_be.then_some((At::Both, Stage::Phase1))
}

/// Phase 1 fails, and nothing tells why.
pub(super) fn phase_1(_: &mut Rng, _: usize, _: &mut World) -> Option<(At, Stage)> {
    Some((At::Both, Stage::Phase1))
}

pub(super) fn esp(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].transform = "ah sha-hmac".to_owned();
    (world.shape != Shape::BehindNat).then_some((At::Both, Stage::Phase2))
}

pub(super) fn ids(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    let id = format!("ipsec ike local id {{}} {}.0/24", own.lan);
    own.more.push(id);
    (world.mode != Mode::Version2).then_some((At::Both, Stage::Phase2))
}

pub(super) fn pfs(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let may_be = world.mode != Mode::Version2 && only_other_begins(world, x);
    for own in &mut world.ends {
        // Strict as it is, the end would refuse other differences too.
        let settled = ["pfs", "encryption", "hash", "group"];
        own.more
            .retain(|it| !settled.iter().any(|word| it.contains(word)));
    }
    let own = &mut world.ends[x];
    own.more
        .push("ipsec ike negotiate-strictly {} on".to_owned());
    own.more.push("ipsec ike pfs {} on".to_owned());
    may_be.then_some((At::Both, Stage::Phase2))
}

/// Phase 2 fails, and nothing tells why.
pub(super) fn phase_2(_: &mut Rng, _: usize, _: &mut World) -> Option<(At, Stage)> {
    Some((At::Both, Stage::Phase2))
}
