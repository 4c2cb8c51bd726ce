//! Two tunnels between two sites, one in reserve: over a second line of one end or of both, by routes or by
//! `tunnel backup`. Where the reserve carries, nothing is down; where the main one does, a reserve that is
//! idle is no fault; and a tunnel that is dead beside one that carries is not passed over in silence.

use rtx_vpn_doctor::report::{Finding, OutputState, PairEnd, Report, Severity, State};

use super::case::Case;
use super::fault::{self, Fault, Truth};
use super::judge::{self, Answer};
use super::lines::{self, Defaults, TakesOver, Twin};
use super::rng::Rng;
use super::settle::{self, Stage};
use super::world::{self, Line, Mode, Router, Shape, World};

/// Which of the two tunnels are up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Situation {
    Both,
    /// The reserve was never set up, as it was not needed.
    Idle,
    /// The line of the main one is out.
    LineDown,
    /// The main one is dead, and its line up.
    MainDead,
    AllDead,
    ReserveDead,
}

pub(crate) const SITUATIONS: [(&str, Situation); 6] = [
    ("main and reserve up", Situation::Both),
    ("reserve idle", Situation::Idle),
    ("main line down", Situation::LineDown),
    ("main tunnel dead", Situation::MainDead),
    ("main and reserve dead", Situation::AllDead),
    ("reserve dead", Situation::ReserveDead),
];

/// Faults of one tunnel that leave another alone.
const OF_ONE: [&str; 16] = [
    "wan-down",
    "wan-auth-failed",
    "wan-no-address",
    "wan-no-traffic",
    "tunnel-not-wired",
    "gateway-incomplete",
    "pre-shared-key-missing",
    "ikev2-name-missing",
    "ike-name-mismatch",
    "ike-version-mismatch",
    "psk-mismatch",
    "ike-proposal-mismatch",
    "phase1-rejected",
    "phase2-rejected",
    "pfs-mismatch",
    "phase2-id-mismatch",
];

/// How many of them are of the line.
const OF_LINE: usize = 4;

/// A world in a situation.
pub(crate) fn case(seed: u64, situation: Situation, n_disguises: usize) -> Option<Case> {
    let mut rng = Rng::new(seed ^ 0x2e5e);
    let mut main = world::healthy(&mut rng);
    let is_plain = main.ends.iter().all(|it| it.shared.is_none());
    if main.shape != Shape::Sites || !is_plain {
        return None;
    }
    let mut reserve = twin(&mut rng, &main);
    let mut truths = Vec::new();
    let of_main = match situation {
        Situation::LineDown => &OF_ONE[..OF_LINE],
        Situation::MainDead => &OF_ONE[OF_LINE..],
        Situation::AllDead => &OF_ONE,
        Situation::Both | Situation::Idle | Situation::ReserveDead => &[],
    };
    let of_reserve = match situation {
        Situation::AllDead | Situation::ReserveDead => &OF_ONE[..],
        Situation::Both | Situation::Idle | Situation::LineDown | Situation::MainDead => &[],
    };
    let main_stages = break_one(&mut rng, of_main, &mut main, &mut truths)?;
    let mut reserve_stages = break_one(&mut rng, of_reserve, &mut reserve, &mut truths)?;
    if situation == Situation::Idle {
        reserve_stages.push(Stage::Idle);
        for own in &mut reserve.ends {
            own.more.push("ipsec auto refresh {} off".to_owned());
        }
    }
    // A line that both tunnels leave by has no state of its own for each.
    let shares =
        |own: &Router, other: &Router| own.wan == other.wan && own.line_state != other.line_state;
    let [a, b] = &reserve.ends;
    if shares(&main.ends[0], a) || shares(&main.ends[1], b) {
        return None;
    }
    for (own, other) in main.ends.iter().zip(&mut reserve.ends) {
        other.auto_refresh = own.auto_refresh;
    }
    settle::settle(&mut rng, &mut main, &main_stages);
    settle::settle(&mut rng, &mut reserve, &reserve_stages);
    join(&mut rng, &mut main, reserve, situation);
    Some(lines::case(rng, seed, main, truths, n_disguises))
}

/// Breaks one tunnel by one of these faults; none where there are none.
fn break_one(
    rng: &mut Rng,
    slugs: &[&str],
    world: &mut World,
    truths: &mut Vec<Truth>,
) -> Option<Vec<Stage>> {
    if slugs.is_empty() {
        return Some(Vec::new());
    }
    let slug = *rng.pick(slugs);
    let fault: &'static Fault = fault::ALL.iter().find(|it| it.slug == slug)?;
    let truth = fault::apply(rng, fault, world)?;
    let stage = truth.stage;
    truths.push(truth);
    Some(vec![stage])
}

/// The same two sites by another tunnel, over a second line of both ends, or of the second end alone.
fn twin(rng: &mut Rng, main: &World) -> World {
    // By its address alone an end cannot be told twice.
    let both = main.mode != Mode::Aggressive && (main.mode == Mode::Main || rng.chance(60));
    let mut world = main.clone();
    for (at, own) in world.ends.iter_mut().enumerate() {
        own.tunnel += 1;
        own.gateway = 1 + own.gateway % 20;
        own.policy += 1_000;
        own.policy_gateway = own.gateway;
        own.route = Some(format!("tunnel {}", own.tunnel));
        if both || at == 1 {
            second_line(rng, own, at);
        }
    }
    names(main, &mut world);
    let [a, b] = &mut world.ends;
    match main.mode {
        Mode::Main | Mode::Version2 => {
            a.remote = Some(b.outer.clone());
            b.remote = Some(a.outer.clone());
        }
        Mode::Aggressive => b.remote = Some(a.outer.clone()),
    }
    world
}

fn second_line(rng: &mut Rng, own: &mut Router, at: usize) {
    let line = if at == 1 && rng.chance(30) {
        Line::Static
    } else {
        Line::Pppoe
    };
    *own = Router {
        sas: Vec::new(),
        ..lines::second(own, line)
    };
    let host = rng.number(130, 190);
    (own.wan, own.next) = match line {
        Line::Static => (format!("198.51.100.{host}"), "198.51.100.254".to_owned()),
        Line::Pppoe | Line::Dhcp | Line::Mobile => (
            format!("{}.{host}", ["192.0.2", "203.0.113"][at]),
            format!("198.51.100.{}", 20 + 10 * at),
        ),
    };
    own.outer.clone_from(&own.wan);
    own.is_fixed = line == Line::Static || rng.chance(50);
    own.local = if own.statics {
        Some(own.inside())
    } else {
        (own.is_fixed && rng.chance(60)).then(|| own.wan.clone())
    };
}

/// Names by which each end knows the second tunnel of the other.
fn names(main: &World, world: &mut World) {
    let outer = [0, 1].map(|at| (main.ends[at].outer.clone(), world.ends[at].outer.clone()));
    for own in &mut world.ends {
        for name in [&mut own.local_name, &mut own.remote_name]
            .into_iter()
            .flatten()
        {
            *name = name
                .replace("branch1", "branch2")
                .replace("kyoten-a", "kyoten-c")
                .replace("kyoten-b", "kyoten-d");
            for (first, second) in &outer {
                if *name == format!("{first} ipv4-addr") {
                    *name = format!("{second} ipv4-addr");
                }
            }
        }
    }
}

/// Makes one router of each two.
fn join(rng: &mut Rng, main: &mut World, reserve: World, situation: Situation) {
    for (own, mut router) in main.ends.iter_mut().zip(reserve.ends) {
        for sa in &mut router.sas {
            sa.id += 40;
            sa.parent += 40;
        }
        // What both say of the router itself stands there once.
        router.log.retain(|it| !own.log.contains(it));
        if situation == Situation::Both
            && let Some(counts) = &mut router.counts
        {
            (counts.received, counts.sent) = (0, 0);
        }
        if matches!(situation, Situation::LineDown | Situation::MainDead) {
            (own.ping, own.large) = (router.ping, router.large);
        }
        (router.ping, router.large) = (None, None);
        let has_line = router.wan != own.wan;
        let is_told =
            router.remote.as_ref().is_some_and(|it| it != "any") && router.remote != own.remote;
        let ways = [Defaults::First, Defaults::InReserve, Defaults::Both];
        let defaults = if !has_line {
            Defaults::First
        } else if is_told {
            *rng.pick(&ways)
        } else {
            // Only its source tells what the second tunnel sends from what the first does.
            router.nat = false;
            router.statics = false;
            router.is_fixed = true;
            router.local = Some(router.wan.clone());
            Defaults::Filtered
        };
        let takes_over = *rng.pick(&[
            TakesOver::ByRoutes,
            TakesOver::ByRoutes,
            TakesOver::ByBackup,
        ]);
        let twin = Twin {
            router,
            has_line,
            defaults,
            takes_over: Some(takes_over),
        };
        lines::add_filter(own, &twin);
        own.twin = Some(Box::new(twin));
    }
}

pub(crate) fn judge(case: &Case, situation: Situation, report: &Report, is_cut: bool) -> Answer {
    if situation != Situation::AllDead
        && let Some(lie) = deletes_what_carries(case, report)
    {
        return Answer::Wrong(lie);
    }
    match situation {
        Situation::Idle if is_cut && only_lone(report) => Answer::Asked,
        Situation::Both | Situation::Idle | Situation::AllDead => {
            judge::judge(case, report, is_cut)
        }
        Situation::LineDown | Situation::MainDead => beside_reserve(case, report, is_cut),
        Situation::ReserveDead => match report.verdict.state {
            State::Up => Answer::Exact,
            State::Down if !is_cut => {
                Answer::Wrong("down though the main tunnel carries".to_owned())
            }
            State::Down | State::Degraded | State::Unknown => judge::cause(case, report),
        },
    }
}

/// Whether all that is found to stop traffic is of a tunnel of which the other end was lost, and nothing is
/// said of the whole.
fn only_lone(report: &Report) -> bool {
    let breaks = |it: &&Finding| matches!(it.severity, Severity::Blocks | Severity::Degrades);
    let is_lone = |at: usize| report.pairs.get(at).is_some_and(|it| it.b.is_none());
    let mut breaking = report.findings.iter().filter(breaks).peekable();
    breaking.peek().is_some()
        && breaking.all(|it| it.pair.is_some_and(is_lone))
        && matches!(report.verdict.state, State::Up | State::Unknown)
}

/// The main tunnel is dead, the reserve carries.
fn beside_reserve(case: &Case, report: &Report, is_cut: bool) -> Answer {
    match report.verdict.state {
        // Of a paste that was cut, all that tells of the reserve may be gone.
        State::Down if !is_cut => Answer::Wrong("down though the reserve carries".to_owned()),
        State::Up if shows_dead(report) && !mentions_main(case, report) => {
            Answer::Wrong("up without a word of the main tunnel".to_owned())
        }
        State::Up | State::Degraded | State::Unknown | State::Down => judge::cause(case, report),
    }
}

/// Whether an end shows both that it has the main tunnel and that this has no SAs.
fn shows_dead(report: &Report) -> bool {
    report.sites.iter().any(|site| {
        let mut outputs = site.outputs.iter();
        let mut has = |command: &str| {
            outputs.any(|it| it.command == command && it.state == OutputState::Whole)
        };
        has("show ipsec sa") && has("show config")
    })
}

fn mentions_main(case: &Case, report: &Report) -> bool {
    let is_main = |end: &PairEnd| {
        case.world.ends.iter().enumerate().any(|(at, own)| {
            let is_here = case.letter_in(report, at) == end.side.to_string();
            is_here && (end.tunnel == Some(own.tunnel) || end.gateway == Some(own.gateway))
        })
    };
    let of_main = |at: usize| {
        let pair = report.pairs.get(at);
        pair.is_some_and(|it| is_main(&it.a) || it.b.as_ref().is_some_and(is_main))
    };
    let is_of_main = |id: &str| {
        ["LINE", "LOG", "RTE507"]
            .iter()
            .any(|it| id.starts_with(it))
    };
    let mut found = report.findings.iter();
    found.any(|it| it.pair.is_some_and(of_main) || is_of_main(it.id))
}

/// A step that deletes SAs which carry.
fn deletes_what_carries(case: &Case, report: &Report) -> Option<String> {
    let mut steps = report.findings.iter().flat_map(|it| &it.steps);
    let step = steps.find(|step| {
        let Some(what) = step
            .command
            .as_ref()
            .and_then(|it| it.strip_prefix("ipsec sa delete "))
        else {
            return false;
        };
        let mut ends = case.world.ends.iter().enumerate();
        what == "all"
            || ends.any(|(at, own)| {
                let is_here = step
                    .side
                    .is_none_or(|it| it.to_string() == case.letter_in(report, at));
                let mut sas = own.both().flat_map(|it| &it.sas);
                is_here && sas.any(|sa| sa.id.to_string() == what)
            })
    })?;
    Some(format!("{} of SAs that carry", step.command.as_ref()?))
}
