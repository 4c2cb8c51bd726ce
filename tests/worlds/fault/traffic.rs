//! Faults of a VPN that has its SAs, or had them.

use super::{At, Stage, only_other_begins};
use crate::rng::Rng;
use crate::settle::Fall;
use crate::world::{Line, Mode, Shape, World};

/// Both ends but one.
fn but(lacking: usize) -> [bool; 2] {
    [0, 1].map(|at| at != lacking)
}

pub(super) fn esp_blocked(_: &mut Rng, x: usize, _: &mut World) -> Option<(At, Stage)> {
    Some((At::Both, Stage::Traffic([true; 2], but(x))))
}

pub(super) fn nat_traversal(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    own.more.retain(|it| !it.contains("nat-traversal"));
    let stage = Stage::Traffic([true; 2], [true, false]);
    (world.shape == Shape::BehindNat).then_some((At::Both, stage))
}

pub(super) fn route_missing(rng: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    let elsewhere = own.line == Line::Pppoe && rng.chance(40);
    own.route = elsewhere.then(|| "pp 1".to_owned());
    Some((At::End(x), Stage::Traffic(but(x), [true; 2])))
}

pub(super) fn lan_overlap(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].lan = world.ends[1 - x].lan.clone();
    for own in &mut world.ends {
        if own.local.as_ref().is_some_and(|it| *it != own.wan) {
            own.local = Some(own.inside());
        }
    }
    let stage = Stage::Traffic([false; 2], [true; 2]);
    (world.shape != Shape::Closed).then_some((At::Both, stage))
}

pub(super) fn filtered(rng: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    let way = if rng.chance(50) { "in" } else { "out" };
    let list = format!("ip tunnel secure filter {way} 2000");
    own.tunnel_lines.push(list);
    own.filters
        .push("ip filter 2000 reject * * * * *".to_owned());
    // The other end's packets come in, and nothing goes back.
    Some((At::End(x), Stage::Traffic(but(x), [true; 2])))
}

/// The other end started anew and waits to be called; this one sees no reason to.
pub(super) fn stale(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let are_alone = world.ends.iter().all(|it| it.others.is_empty());
    let may_be = are_alone && only_other_begins(world, 1 - x);
    may_be.then_some((At::End(x), Stage::Stale(x)))
}

pub(super) fn spis(_: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    (world.mode != Mode::Version2).then_some((At::Both, Stage::Spis))
}

pub(super) fn keepalive(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    for (at, method) in [(x, "on heartbeat 10 6"), (1 - x, "off")] {
        let own = &mut world.ends[at];
        own.more.retain(|it| !it.contains("keepalive use"));
        own.more
            .push(format!("ipsec ike keepalive use {{}} {method}"));
    }
    (world.mode == Mode::Main).then_some((At::Both, Stage::Falls(Fall::Keepalive)))
}

/// What an end sends gets another source, which the other end has no way back to.
pub(super) fn translated(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = &mut world.ends[x];
    own.tunnel_nat = Some("172.31.255.1".to_owned());
    own.tunnel_lines
        .push("ip tunnel nat descriptor 2000".to_owned());
    Some((At::End(x), Stage::Traffic([true; 2], [true; 2])))
}

pub(super) fn large_lost(_: &mut Rng, x: usize, _: &mut World) -> Option<(At, Stage)> {
    Some((At::Both, Stage::Stalls(x)))
}

/// Nothing keeps the translation on the path open.
pub(super) fn forgotten(rng: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    for own in &mut world.ends {
        own.more.retain(|it| !it.contains("keepalive"));
        own.more.push("ipsec ike keepalive use {} off".to_owned());
    }
    let secs = *rng.pick(&[180, 300, 600, 900]);
    let may_be = world.shape == Shape::BehindNat;
    may_be.then_some((At::Both, Stage::Falls(Fall::Every(secs))))
}

pub(super) fn not_renewed(rng: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    let life = *rng.pick(&[1_800, 3_600, 7_200, 28_800]);
    world.life = life;
    for own in &mut world.ends {
        own.more.retain(|it| !it.contains("duration"));
        if life != 28_800 {
            own.more
                .push(format!("ipsec ike duration ipsec-sa {{}} {life}"));
        }
    }
    Some((At::Both, Stage::Falls(Fall::Every(u64::from(life)))))
}
