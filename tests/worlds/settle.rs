//! Turns how far the two ends get into what they show: SAs, packets, pings and logs.

use super::rng::Rng;
use super::world::{Counts, Line, LineState, Mode, Ping, Router, Sa, World};

/// How far the ends get; the earliest fault decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// The line of this end is not usable.
    Line(usize),
    /// Nobody begins.
    Idle,
    /// What is begun is not answered; the end that hears and answers nevertheless.
    Silent(Option<usize>),
    /// Both answer, and phase 1 does not finish.
    Phase1,
    /// Phase 1 is up, and phase 2 does not finish.
    Phase2,
    /// This end holds SAs, the other has lost them.
    Stale(usize),
    /// The SAs of both ends do not meet.
    Spis,
    /// The tunnel falls again and again.
    Falls(Fall),
    /// Small packets pass, and the large ones of this end do not.
    Stalls(usize),
    /// The SAs fit; whether packets of each end enter the tunnel, and arrive.
    Traffic([bool; 2], [bool; 2]),
    /// All is well.
    Up,
}

/// When a tunnel falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fall {
    /// With the line of this end.
    Line(usize),
    /// Some seconds after it came up, since nobody answers what is asked.
    Keepalive,
    /// So many seconds after it came up.
    Every(u64),
}

/// How far the ends get with faults of these stages.
pub(crate) fn first(stages: &[Stage]) -> Stage {
    stages.iter().copied().min().unwrap_or(Stage::Up)
}

/// Seconds since which it is as it is.
struct Past {
    since: u64,
}

/// What becomes of packets while the tunnel stands, by all faults together.
struct Passage {
    /// Of each end, whether its packets enter the tunnel, and whether those of the other end arrive.
    enters: [bool; 2],
    arrives: [bool; 2],
    /// Whether what is sent from network to network finds its way back.
    comes_back: bool,
    /// Whose large packets are lost.
    loses_large: [bool; 2],
}

impl Passage {
    fn of(stages: &[Stage]) -> Self {
        let mut passage = Self {
            enters: [true; 2],
            arrives: [true; 2],
            comes_back: true,
            loses_large: [false; 2],
        };
        for stage in stages {
            match *stage {
                Stage::Traffic(enters, arrives) => {
                    for at in [0, 1] {
                        passage.enters[at] &= enters[at];
                        passage.arrives[at] &= arrives[at];
                    }
                    passage.comes_back = false;
                }
                Stage::Stalls(at) => passage.loses_large[at] = true,
                // What the holder sends reaches an end that has no SA for it.
                Stage::Stale(_) => passage.arrives = [false; 2],
                Stage::Line(_)
                | Stage::Idle
                | Stage::Silent(_)
                | Stage::Phase1
                | Stage::Phase2
                | Stage::Spis
                | Stage::Falls(_)
                | Stage::Up => {}
            }
        }
        passage
    }
}

/// Fills in what both ends show: the earliest stage decides how far they get, and each what of the packets
/// is lost.
pub(crate) fn settle(rng: &mut Rng, world: &mut World, stages: &[Stage]) {
    let stage = first(stages);
    let passage = Passage::of(stages);
    let since = rng.within(400, 20_000);
    let longest = if let Stage::Falls(Fall::Every(secs)) = stage {
        secs
    } else {
        u64::from(world.life)
    };
    let past = Past {
        since: since % (longest * 3 / 4),
    };
    boot(world);
    sas(rng, world, stage, &past);
    packets(rng, world, stage, &passage, &past);
    log(rng, world, stage, &past);
    for at in [0, 1] {
        branches(rng, &mut world.ends[at]);
        let own = &mut world.ends[at];
        own.sas.sort_by_key(|sa| sa.id);
    }
}

/// SAs of the tunnels to sites that were not pasted, which are well.
pub(crate) fn branches(rng: &mut Rng, own: &mut Router) {
    let mut id = own.sas.iter().map(|sa| sa.id).max().unwrap_or(0);
    for branch in own.others.clone().into_iter().filter(|it| it.is_up) {
        let life = rng.number(8_000, 28_000);
        let parent = id + 1;
        for sends in [None, Some(true), Some(false)] {
            id += 1;
            own.sas.push(Sa {
                id,
                gateway: branch.number,
                tunnel: branch.number,
                parent,
                sends,
                life,
                spi: rng.bytes(if sends.is_none() { 16 } else { 4 }),
                peer: own.toward(&branch).peer_id(&branch.address),
                version: branch.names.version,
            });
        }
    }
}

/// How many generations of SAs there are, and how long they live.
fn generations(rng: &mut Rng, life: u32, past: &Past) -> Vec<(u32, bool)> {
    let age = u32::try_from(past.since).unwrap();
    match rng.within(0, 9) {
        // The new ones were made, and the old ones have not ended.
        0 => vec![
            (rng.number(200, life / 4), true),
            (life - rng.number(10, 150), true),
        ],
        // Both ends began at once.
        1 => vec![(life - age, true), (life - age + 1, true)],
        // The IKE SA ended, the IPsec SAs are still good.
        2 => vec![(life - age, false)],
        _ => vec![(life - age, true)],
    }
}

fn sas(rng: &mut Rng, world: &mut World, stage: Stage, past: &Past) {
    if stage <= Stage::Phase1 {
        return;
    }
    let has_children = stage != Stage::Phase2;
    let mut generations = generations(rng, world.life, past);
    if world.mode == Mode::Version2 || !has_children {
        // IKEv2 has no IPsec SAs without their IKE SA.
        generations.retain(|it| it.1);
        if generations.is_empty() {
            generations.push((world.life * 2 / 3, true));
        }
    }
    if matches!(stage, Stage::Spis | Stage::Phase2) {
        generations.truncate(1);
    }
    let lag = rng.number(0, 9);
    let mut ids = [rng.number(1, 30), rng.number(1, 30)];
    for (life, has_ike) in generations {
        let ike = rng.bytes(16);
        let spis = [rng.bytes(4), rng.bytes(4)];
        let other = [rng.bytes(4), rng.bytes(4)];
        for at in [0, 1] {
            if matches!(stage, Stage::Stale(holder) if holder != at) {
                continue;
            }
            let peer = world.ends[at].peer_id(&world.ends[1 - at].outer);
            let own = &mut world.ends[at];
            let life = life.saturating_sub(if at == 1 { lag } else { 0 }).max(1);
            let parent = ids[at];
            let mut id = parent + u32::from(!has_ike);
            let mut push = |sends: Option<bool>, life: u32, spi: &[u8]| {
                own.sas.push(Sa {
                    id,
                    gateway: own.gateway,
                    tunnel: own.tunnel,
                    parent,
                    sends,
                    life,
                    spi: spi.to_vec(),
                    peer: peer.clone(),
                    version: own.version,
                });
                id += 1;
            };
            if has_ike {
                push(None, life, &ike);
            }
            if has_children {
                // The SPI of an SA is chosen by the end that receives with it.
                let spis = if stage == Stage::Spis && at == 1 {
                    &other
                } else {
                    &spis
                };
                let life = if has_ike { life + 1 } else { life };
                push(Some(true), life, &spis[1 - at]);
                push(Some(false), life, &spis[at]);
            }
            // The number of an SA that ended is not used again.
            ids[at] += 4;
        }
    }
}

fn packets(rng: &mut Rng, world: &mut World, stage: Stage, passage: &Passage, past: &Past) {
    let is_up = |at: usize| {
        stage == Stage::Stale(at)
            || matches!(
                stage,
                Stage::Falls(_) | Stage::Stalls(_) | Stage::Traffic(..) | Stage::Up
            )
    };
    let Passage {
        enters, arrives, ..
    } = passage;
    let uptime = u32::try_from(past.since).unwrap();
    let sent = [0, 1].map(|at| {
        if enters[at] {
            rng.within(40, 90_000)
        } else {
            0
        }
    });
    let stands = matches!(
        stage,
        Stage::Falls(_) | Stage::Stalls(_) | Stage::Traffic(..) | Stage::Up
    );
    let is_answered = stands && passage.comes_back;
    for at in [0, 1] {
        let passes = enters[1 - at] && arrives[at];
        let own = &mut world.ends[at];
        own.counts = is_up(at).then(|| Counts {
            received: if passes { sent[1 - at] } else { 0 },
            sent: sent[at],
            uptime,
        });
        let stalls = stands && passage.loses_large[at];
        own.ping = (rng.chance(60) || stalls).then_some(Ping { is_answered });
        own.large = (rng.chance(10) || stalls).then_some(Ping {
            is_answered: is_answered && passage.loses_large == [false; 2],
        });
    }
}

/// The session comes up.
fn connects(own: &mut Router, at: u64) {
    let n = own.pp;
    let up = format!(
        "PP[{n:02}] PPP/IPCP up  (Local: {}, Remote: {})",
        own.wan, own.next
    );
    own.log
        .push((at, format!("PPPOE[{n:02}] Connecting to PPPoE server")));
    own.log
        .push((at + 2, format!("PPPOE[{n:02}] PPPoE Connect")));
    own.log.push((at + 4, up));
}

fn boot(world: &mut World) {
    for own in &mut world.ends {
        let at = own.now.saturating_sub(own.uptime);
        let mut say = |after: u64, text: &str| own.log.push((at + after, text.to_owned()));
        say(0, "LAN1: PORT1 link up (1000BASE-T Full Duplex)");
        say(2, "Power-on boot");
        say(
            2,
            &format!(
                "{} Rev.{} (Thu Jan  8 10:00:00 2026) starts",
                own.model, own.revision
            ),
        );
        if own.line == Line::Pppoe && matches!(own.line_state, LineState::Up | LineState::NoTraffic)
        {
            connects(own, at + 20);
        }
        let login = own.now.saturating_sub(100);
        own.log.push((
            login,
            "Login succeeded for HTTP: 192.168.1.10 admin".to_owned(),
        ));
    }
}

/// What stands in the log of each end: how IKEv2 says these things was not seen.
fn log(rng: &mut Rng, world: &mut World, stage: Stage, past: &Past) {
    let has_lines = world.mode != Mode::Version2;
    let begins = [world.ends[0].begins(), world.ends[1].begins()];
    match stage {
        Stage::Idle => {}
        Stage::Line(_) | Stage::Silent(_) | Stage::Phase1 | Stage::Phase2 if !has_lines => {}
        Stage::Line(_) => attempts(rng, world, begins, [false; 2], false),
        Stage::Silent(hears) => {
            let hears = [0, 1].map(|at| hears == Some(at));
            attempts(rng, world, begins, hears, false);
        }
        Stage::Phase1 => attempts(rng, world, begins, [true; 2], false),
        Stage::Phase2 => attempts(rng, world, begins, [true; 2], true),
        Stage::Stale(holder) => {
            made(world, past.since, has_lines, &[holder]);
            restarted(world, 1 - holder, past.since / 3);
        }
        Stage::Spis | Stage::Stalls(_) | Stage::Traffic(..) | Stage::Up => {
            made(world, past.since, has_lines, &[0, 1]);
        }
        Stage::Falls(fall) => falls(world, fall, past.since, has_lines),
    }
    for own in &mut world.ends {
        line_log(own);
    }
}

/// What stands in the log of a line that carries nothing of the VPN.
pub(super) fn spare(rng: &mut Rng, own: &mut Router) {
    if own.line == Line::Pppoe && own.line_state == LineState::Up {
        connects(own, own.now.saturating_sub(own.uptime) + 30);
        if rng.chance(30) {
            for ago in [9_000, 6_000, 3_000] {
                let down = (own.now - ago, format!("PPPOE[{:02}] Disconnected", own.pp));
                own.log.push(down);
                connects(own, own.now - ago + 20);
            }
        }
    }
    if own.line == Line::Pppoe {
        line_log(own);
    }
}

/// The line of an end, as its log tells of it.
fn line_log(own: &mut Router) {
    let (now, n) = (own.now, own.pp);
    let again = |own: &mut Router, lines: &[&str]| {
        for before in [3_700, 2_500, 1_300, 200] {
            for (after, text) in lines.iter().enumerate() {
                own.log
                    .push((now - before + after as u64 * 4, (*text).to_owned()));
            }
        }
    };
    match own.line_state {
        LineState::Up | LineState::NoTraffic | LineState::Disabled => {}
        LineState::NoAddress => {
            let up = format!(
                "PP[{n:02}] PPP/IPCP up  (Local: None, Remote: {})",
                own.next
            );
            again(own, &[&format!("PPPOE[{n:02}] PPPoE Connect"), &up]);
            own.log
                .retain(|it| it.0 < now - 3_700 || it.0 > now - 1_000);
        }
        LineState::Never | LineState::Offline | LineState::Connecting => {
            let reason = own.lines.iter().any(|it| it == REFUSED_MARK);
            if reason {
                again(
                    own,
                    &[
                        &format!("PPPOE[{n:02}] Connecting to PPPoE server"),
                        &format!("PPPOE[{n:02}] PPPoE Connect"),
                        &format!("PP[{n:02}] RECV CHAP Failure in CS_OPEN/SS_CLOSED"),
                        &format!("PPPOE[{n:02}] Disconnected, cause [PPP: Authentication failed]"),
                    ],
                );
            } else {
                again(
                    own,
                    &[
                        &format!("PPPOE[{n:02}] Connecting to PPPoE server"),
                        &format!("PPPOE[{n:02}] Disconnected, cause [PPPoE: PADI Timeout]"),
                    ],
                );
            }
        }
    }
}

/// A line of the settings by which a fault says that the provider refuses the login; it is not printed.
pub(crate) const REFUSED_MARK: &str = "!refused";

/// Phase 1 begun again and again; `hears` tells which ends answer, `is_phase_2` whether they get further.
fn attempts(
    rng: &mut Rng,
    world: &mut World,
    begins: [bool; 2],
    hears: [bool; 2],
    is_phase_2: bool,
) {
    let [a, b] = &world.ends;
    let (addresses, outer) = (
        [a.local_address(), b.local_address()],
        [a.outer.clone(), b.outer.clone()],
    );
    let mut before = 3_000;
    while before > 100 {
        for at in [0, 1] {
            if !begins[at] {
                continue;
            }
            let peer = &world.ends[1 - at];
            let called = match (&world.ends[at].remote, &peer.registered) {
                // A name leads to the address that is registered.
                (Some(name), Some((registered, old))) if name == registered => old.clone(),
                (Some(address), _) => address.clone(),
                (None, _) => outer[1 - at].clone(),
            };
            let own = &mut world.ends[at];
            let when = own.now - before + at as u64 * 20;
            let call = format!(
                "[IKE] initiate ISAKMP phase to {called} (local address {})",
                addresses[at]
            );
            own.log.push((when, call));
            if is_phase_2 {
                own.log
                    .push((when + 2, format!("[IKE] initiate IPsec phase to {called}")));
            }
            if hears[1 - at] {
                let from = outer[at].clone();
                let other = &mut world.ends[1 - at];
                let when = other.now - before + at as u64 * 20 + 1;
                other
                    .log
                    .push((when, format!("[IKE] respond ISAKMP phase to {from}")));
                if is_phase_2 {
                    other
                        .log
                        .push((when + 2, format!("[IKE] respond IPsec phase to {from}")));
                }
            }
        }
        before -= rng.within(200, 500).min(before - 50);
    }
}

/// The tunnel came up, so many seconds ago.
fn made(world: &mut World, ago: u64, has_lines: bool, at_ends: &[usize]) {
    let begins = [world.ends[0].begins(), world.ends[1].begins()];
    let outer = [world.ends[0].outer.clone(), world.ends[1].outer.clone()];
    for &at in at_ends {
        let own = &mut world.ends[at];
        let when = own.now.saturating_sub(ago);
        let peer = &outer[1 - at];
        let local = own.local_address();
        let mut say = |after: u64, text: String| own.log.push((when + after, text));
        if has_lines && begins[at] {
            say(
                0,
                format!("[IKE] initiate ISAKMP phase to {peer} (local address {local})"),
            );
            say(2, format!("[IKE] initiate IPsec phase to {peer}"));
        }
        if has_lines && begins[1 - at] {
            say(1, format!("[IKE] respond ISAKMP phase to {peer}"));
            say(3, format!("[IKE] respond IPsec phase to {peer}"));
        }
        let tunnel = own.tunnel;
        say(3, format!("IP Tunnel[{tunnel}] Up"));
    }
}

fn restarted(world: &mut World, at: usize, ago: u64) {
    let own = &mut world.ends[at];
    own.uptime = ago.max(300);
    own.log.clear();
    let restarted = World {
        ends: [own.clone(), own.clone()],
        ..world.clone()
    };
    let mut restarted = restarted;
    boot(&mut restarted);
    let [own, _] = restarted.ends;
    world.ends[at] = own;
}

/// Falls in the last hours, the last of them before the tunnel came up as it is.
fn falls(world: &mut World, fall: Fall, since: u64, has_lines: bool) {
    let period = match fall {
        Fall::Line(_) => 3_000,
        Fall::Keepalive => 75,
        Fall::Every(secs) => secs + 40,
    };
    for n in (1..6_u64).rev() {
        let ago = since + n * period;
        for at in [0, 1] {
            let own = &mut world.ends[at];
            let down = own.now.saturating_sub(ago) + period - 40;
            let tunnel = own.tunnel;
            own.log.push((down, format!("IP Tunnel[{tunnel}] Down")));
            if fall == Fall::Line(at) {
                own.log
                    .push((down - 2, format!("PPPOE[{:02}] Disconnected", own.pp)));
                connects(own, down + 20);
            }
        }
        made(world, ago, has_lines, &[0, 1]);
    }
    made(world, since, has_lines, &[0, 1]);
}
