//! Three routers: a hub and two of its branches, of which one has a fault. That one must be named as it
//! is where it is pasted alone with the hub, and the other one never accused.

use rtx_vpn_doctor::report::{Pair, Report, Role, Severity, State, Traffic, Where};

use super::case::Case;
use super::disguise::Disguise;
use super::fault::{self, At, Fault};
use super::judge::Answer;
use super::print::{self, Form};
use super::rng::Rng;
use super::settle::{Fall, Stage};
use super::table::{Row, Tally};
use super::world::{self, Mode, Router, Shape};

/// Worlds with and without a fault.
const COUNT: usize = 90;

/// Of the hub, the branch that may be broken, and the one that is well.
const WELL: usize = 2;

struct Three {
    case: Case,
    well: String,
    /// The ends in the order in which they are pasted.
    order: [usize; 3],
}

impl Three {
    fn new(seed: u64, faults: &[&'static Fault], disguises: &[Disguise]) -> Option<Self> {
        let case = Case::new(seed, faults, disguises.len())?;
        let is_hub = case.world.shape == Shape::Hub && case.world.mode == Mode::Main;
        let [hub, _] = &case.world.ends;
        if !is_hub || hub.others.len() > 8 || breaks_hub(&case) {
            return None;
        }
        let mut rng = Rng::new(seed ^ 0x7433);
        let well = third(&mut rng, hub)?;
        let answers = print::answers(&mut rng, &case.world, &well, hub);
        let well = print::paste(
            &well,
            Form::Named("# "),
            &answers.iter().collect::<Vec<_>>(),
        );
        let order = *rng.pick(&[
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ]);
        Some(Self { case, well, order })
    }

    fn report(&self, disguises: &[Disguise]) -> Report {
        let texts = self.order.map(|end| match end {
            WELL => self.well.clone(),
            end => self.case.paste(end, disguises, |_, _| true),
        });
        super::report(&texts)
    }

    fn letter(&self, end: usize) -> &'static str {
        let at = self.order.iter().position(|it| *it == end).unwrap();
        ["A", "B", "C"][at]
    }

    fn is(&self, end: usize, side: Where) -> bool {
        matches!(side, Where::Site(letter) if letter.to_string() == self.letter(end))
    }

    fn judge(&self, report: &Report) -> Answer {
        match self.lie(report) {
            Some(lie) => Answer::Wrong(lie),
            None if self.case.truths.is_empty() && report.verdict.state == State::Up => {
                Answer::Exact
            }
            None => self.cause(report),
        }
    }

    fn lie(&self, report: &Report) -> Option<String> {
        let joins = |it: &Pair, ends: [usize; 2]| {
            let other = it.b.as_ref().map(|it| Where::Site(it.side));
            let both = [Some(Where::Site(it.a.side)), other];
            let is_there = |end: usize| both.iter().flatten().any(|it| self.is(end, *it));
            it.role == Role::SiteToSite && ends.iter().all(|end| is_there(*end))
        };
        for (at, pair) in report.pairs.iter().enumerate() {
            let is_well = joins(pair, [0, WELL]);
            if is_well && matches!(pair.verdict.state, State::Down | State::Degraded) {
                return Some("the healthy branch is down".to_owned());
            }
            let mut of_pair = report.findings.iter().filter(|it| it.pair == Some(at));
            let accusing = of_pair.find(|it| breaks(it.severity)).filter(|_| is_well);
            if let Some(it) = accusing {
                return Some(format!("{} between the hub and the healthy branch", it.id));
            }
            if joins(pair, [1, WELL]) {
                return Some("the branches are taken for the ends of one VPN".to_owned());
            }
        }
        let verdict = &report.verdict;
        let accused = verdict.side.filter(|_| verdict.state != State::Unknown);
        if accused.is_some_and(|it| self.is(WELL, it)) {
            return Some("the healthy branch is accused".to_owned());
        }
        let is_bad = matches!(verdict.state, State::Down | State::Degraded);
        match (self.case.truths.is_empty(), verdict.state) {
            (true, _) if is_bad => Some("down though healthy".to_owned()),
            (false, State::Up) if !self.may_look_up(report) => Some("up".to_owned()),
            _ => None,
        }
    }

    /// Whether the SAs fit, and nothing that was pasted shows what traffic does.
    fn may_look_up(&self, report: &Report) -> bool {
        let is_degraded = self.case.stage >= Stage::Falls(Fall::Line(0));
        is_degraded && (report.verdict.traffic != Traffic::Seen || self.case.is_falling())
    }

    fn cause(&self, report: &Report) -> Answer {
        let verdict = &report.verdict;
        let Some(said) = verdict.cause.filter(|_| verdict.state != State::Up) else {
            return Answer::Asked;
        };
        let Some(truth) = self.case.truths.first() else {
            return Answer::Asked;
        };
        let is_at = match (truth.at, verdict.side) {
            (At::End(end), Some(side @ Where::Site(_))) => {
                self.is(end, side) || truth.fault.is_between()
            }
            _ => true,
        };
        if is_at && truth.fault.slug == said {
            Answer::Exact
        } else if is_at && truth.fault.less_exact.contains(&said) {
            Answer::LessExact
        } else {
            Answer::Wrong(format!("{said} at {:?}", verdict.side))
        }
    }
}

fn breaks(severity: Severity) -> bool {
    matches!(severity, Severity::Blocks | Severity::Degrades)
}

/// Whether the fault is one of the hub's line, which all its branches share.
fn breaks_hub(case: &Case) -> bool {
    case.truths.iter().any(|it| {
        let is_of_line = matches!(it.stage, Stage::Line(0) | Stage::Falls(Fall::Line(0)));
        is_of_line || (it.at == At::End(0) && it.fault.slug == "wrong-wan")
    })
}

/// The router of the first of the hub's other branches.
fn third(rng: &mut Rng, hub: &Router) -> Option<Router> {
    let branch = hub.others.iter().find(|it| it.is_up)?;
    let mut own = world::branch(rng, hub, branch);
    own.sas = world::mirrored(hub, branch.number, (own.gateway, own.tunnel), &hub.outer);
    let tunnel = own.tunnel;
    let age = 28_800 - u64::from(own.sas.first()?.life);
    own.log
        .push((own.now - age, format!("IP Tunnel[{tunnel}] Up")));
    own.counts = Some(world::Counts {
        received: rng.within(40, 90_000),
        sent: rng.within(40, 90_000),
        uptime: u32::try_from(age).unwrap(),
    });
    Some(own)
}

/// The figures, and the lies.
pub(crate) fn look(times: usize, disguises: &[Disguise]) -> (Row, Vec<String>) {
    let mut row = Row {
        name: "one of two branches".to_owned(),
        all: Tally::default(),
        part: Tally::default(),
    };
    let mut lies = Vec::new();
    let mut left = COUNT * times;
    for seed in 0.. {
        if left == 0 {
            break;
        }
        let mut rng = Rng::new(seed ^ 0xb4a9);
        let real = fault::of_the_vpn();
        let faults = if rng.chance(15) {
            Vec::new()
        } else {
            vec![*rng.pick(&real)]
        };
        let Some(three) = Three::new(seed, &faults, disguises) else {
            continue;
        };
        left -= 1;
        let answer = three.judge(&three.report(disguises));
        row.all.add(&answer);
        if let Answer::Wrong(lie) = answer {
            let world = three.case.describe(disguises);
            lies.push(format!(
                "three routers: {lie}\n    {world}, pasted as {:?}",
                three.order
            ));
        }
    }
    (row, lies)
}
