//! Faults of the line, of the way to the peer, and of its address.

use super::{At, Stage, deaf};
use crate::rng::Rng;
use crate::settle::{Fall, REFUSED_MARK};
use crate::world::{Line, LineState, Mode, Router, Shape, World};

/// The end, if its line is PPPoE.
fn pppoe(world: &mut World, x: usize) -> Option<&mut Router> {
    Some(&mut world.ends[x]).filter(|it| it.line == Line::Pppoe)
}

fn in_state(world: &mut World, x: usize, state: LineState) -> Option<(At, Stage)> {
    pppoe(world, x)?.line_state = state;
    Some((At::End(x), Stage::Line(x)))
}

pub(super) fn down(rng: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let state = *rng.pick(&[
        LineState::Never,
        LineState::Offline,
        LineState::Connecting,
        LineState::Disabled,
    ]);
    in_state(world, x, state)
}

pub(super) fn auth_failed(rng: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let state = *rng.pick(&[LineState::Never, LineState::Offline]);
    world.ends[x].lines.push(REFUSED_MARK.to_owned());
    in_state(world, x, state)
}

pub(super) fn no_address(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].is_fixed = false;
    in_state(world, x, LineState::NoAddress)
}

pub(super) fn no_traffic(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    in_state(world, x, LineState::NoTraffic)
}

pub(super) fn unstable(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    pppoe(world, x)?;
    Some((At::End(x), Stage::Falls(Fall::Line(x))))
}

pub(super) fn no_default_route(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    world.ends[x].has_default = false;
    Some((At::End(x), Stage::Line(x)))
}

pub(super) fn wrong_wan(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let own = pppoe(world, x)?;
    own.nat = false;
    own.is_fixed = true;
    own.local = Some(own.wan.clone());
    own.default_to = Some("pp 2".to_owned());
    own.second_line = Some("198.51.100.77".to_owned());
    // What comes in by the first line is answered by the second, where it is lost.
    let is_called = world.ends[1 - x].begins();
    Some((At::End(x), Stage::Silent(is_called.then_some(x))))
}

/// Gives an end another address than the one that it is called by.
fn moves(own: &mut Router) {
    own.wan = own
        .wan
        .replacen("113.", "113.1", 1)
        .replacen("0.2.", "0.2.1", 1);
    own.outer.clone_from(&own.wan);
    if own
        .local
        .as_ref()
        .is_some_and(|it| !it.starts_with(&own.lan))
    {
        own.local = None;
    }
}

pub(super) fn peer_address(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let may_be = world.mode == Mode::Main && world.shape != Shape::Closed;
    let owner = pppoe(world, 1 - x).filter(|it| may_be && !it.is_fixed)?;
    moves(owner);
    let address = owner.outer.clone();
    // The address of another site would lead there.
    let mut others = world.ends[x].others.iter();
    (!others.any(|it| it.address == address)).then_some(deaf(x))
}

pub(super) fn peer_name(_: &mut Rng, x: usize, world: &mut World) -> Option<(At, Stage)> {
    let may_be = world.mode == Mode::Main && world.shape == Shape::Sites;
    // Of the name service, the Japanese form alone was seen.
    let own = pppoe(world, x).filter(|it| may_be && it.ja && !it.is_fixed)?;
    let name = "kyoten.aa0.netvolante.example.jp";
    own.registered = Some((name.to_owned(), own.wan.clone()));
    moves(own);
    world.ends[1 - x].remote = Some(name.to_owned());
    Some(deaf(x))
}

/// The second end went behind a NAT, and is called as before.
pub(super) fn behind_nat(_: &mut Rng, _: usize, world: &mut World) -> Option<(At, Stage)> {
    if world.shape != Shape::Sites || world.mode != Mode::Main {
        return None;
    }
    let [a, b] = &mut world.ends;
    a.auto_refresh = true;
    b.auto_refresh = false;
    b.line = Line::Dhcp;
    b.is_fixed = false;
    b.wan = "192.168.200.2".to_owned();
    b.next = "192.168.200.1".to_owned();
    if b.local.as_ref().is_some_and(|it| !it.starts_with(&b.lan)) {
        b.local = None;
    }
    Some(deaf(1))
}
