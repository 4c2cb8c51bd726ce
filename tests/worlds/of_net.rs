//! Compares what reports say of three routers with what is true of each of their sides.

use rtx_vpn_doctor::report::{Letter, Pair, Report, Role, Severity, State, Traffic, Where};

use super::fault::At;
use super::judge::Answer;
use super::net::{Health, Link, Net, Plan, SIDES, is_dead, side};
use super::rng::Rng;
use super::table::{Row, Tally};

/// What is pasted, and which of the answers of each router that is.
struct Pasted {
    what: String,
    kept: [Vec<bool>; 3],
    is_all: bool,
}

/// All, all but one answer, random ones, and lists with one thing beside.
fn pastes(net: &Net) -> Vec<Pasted> {
    let whole = [0, 1, 2].map(|at| net.said[at].iter().map(|it| !it.is_thin).collect());
    let mut all = vec![Pasted {
        what: "all".to_owned(),
        kept: whole.clone(),
        is_all: true,
    }];
    let mut add = |what: String, kept: [Vec<bool>; 3]| {
        let is_all = false;
        all.push(Pasted { what, kept, is_all });
    };
    let mut rng = Rng::new(net.case.seed ^ 0x9e7);
    for _ in 0..4 {
        let end = *rng.pick(&[0, 1, 2]);
        let n_answers: u64 = net.said[end].iter().map(|it| u64::from(!it.is_thin)).sum();
        let at = usize::try_from(rng.within(0, n_answers - 1)).unwrap();
        let mut kept: [Vec<bool>; 3] = whole.clone();
        kept[end][at] = false;
        let command = &net.said[end][at].answer.command;
        add(format!("without {end}: {command}"), kept);
    }
    for _ in 0..2 {
        let mut kept = whole.clone();
        for (own, said) in kept.iter_mut().zip(&net.said) {
            for (it, said) in own.iter_mut().zip(said) {
                // Two pastes that list no SAs are taken for the two ends of a VPN.
                let is_list = said.answer.command == "show ipsec sa";
                *it &= rng.chance(50) || (is_list && net.plan == Plan::Branches);
            }
        }
        add("some at random".to_owned(), kept);
    }
    for more in [
        "",
        "ping",
        "show log",
        "show status tunnel",
        "show ipsec sa",
    ] {
        // One end may have been asked for more than the others.
        let ends = [(); 3].map(|()| rng.chance(60));
        let is_thin = rng.chance(50);
        let kept = [0, 1, 2].map(|at| {
            let is_kept = |it: &super::net::Said| {
                let command = it.answer.command.as_str();
                let is_more = !more.is_empty() && ends[at] && command.starts_with(more);
                let is_log = command == "show log" && more == "show log" && is_thin != it.is_thin;
                command == "show ipsec sa" || (is_more && !is_log)
            };
            net.said[at].iter().map(is_kept).collect()
        });
        add(format!("lists and {more:?} of {ends:?}"), kept);
    }
    all
}

/// A report on a net.
struct Seen<'n> {
    net: &'n Net,
    pasted: &'n Pasted,
    report: Report,
}

impl Seen<'_> {
    fn judge(&self) -> Answer {
        let lie = self.pair_lie().or_else(|| self.whole_lie());
        if let Some(lie) = lie.or_else(|| self.harm()) {
            return Answer::Wrong(lie);
        }
        let verdict = &self.report.verdict;
        let is_well = !self.net.health.contains(&Health::Dead) && self.net.case.truths.is_empty();
        match (verdict.state, verdict.cause) {
            (State::Up, _) if is_well => Answer::Exact,
            (State::Down | State::Degraded, Some(cause)) => {
                let mut truths = self.net.case.truths.iter();
                let is_exact = truths.any(|it| it.fault.slug == cause);
                if is_exact || (cause == "peer-silent" && self.net.health.contains(&Health::Dead)) {
                    Answer::Exact
                } else {
                    Answer::LessExact
                }
            }
            _ => Answer::Asked,
        }
    }

    /// The router that is pasted under a letter.
    fn end(&self, letter: Letter) -> usize {
        let at = ["A", "B", "C"]
            .iter()
            .position(|it| *it == letter.to_string());
        self.net.order[at.unwrap()]
    }

    fn end_at(&self, place: Option<Where>) -> Option<usize> {
        match place? {
            Where::Site(letter) => Some(self.end(letter)),
            Where::Both => None,
        }
    }

    fn health(&self, one: usize, other: usize) -> Health {
        self.net.health[side(one, other)]
    }

    fn pair_lie(&self) -> Option<String> {
        let pairs = self.report.pairs.iter().enumerate();
        let mut joined = pairs.filter(|it| it.1.role == Role::SiteToSite);
        joined.find_map(|(at, pair)| {
            let b = pair.b.as_ref()?;
            let (one, other) = (self.end(pair.a.side), self.end(b.side));
            let state = pair.verdict.state;
            let lie = |what: &str| Some(format!("{what}: {one} and {other} are {state:?}"));
            if state != State::Unknown && self.joins_others(pair) {
                return lie("ends of two VPNs");
            }
            let mut own = self.report.findings.iter().filter(|it| it.pair == Some(at));
            let accusing = own.find(|it| breaks(it.severity));
            let health = self.health(one, other);
            if is_dead(health, &self.net.case) && state == State::Up {
                return lie("dead");
            }
            match (health, state) {
                (Health::Absent, State::Up | State::Down | State::Degraded) => lie("no VPN"),
                (Health::Well, State::Down | State::Degraded) => lie("well"),
                (Health::Well | Health::Absent, _) if accusing.is_some() => {
                    lie(&format!("well, with {}", accusing?.id))
                }
                (_, _) => None,
            }
        })
    }

    /// Whether a pair joins an end to one of another VPN.
    fn joins_others(&self, pair: &Pair) -> bool {
        let Some(b) = &pair.b else { return false };
        let is_another = |own: &rtx_vpn_doctor::report::PairEnd, peer: usize| {
            let mut links = self.net.links[self.end(own.side)].iter();
            let link = links.find(|it| it.peer == Some(peer)).map(|it| &it.own);
            let differs = |said: Option<u32>, is: Option<u32>| said.is_some() && said != is;
            // A policy may name a gateway that there is not.
            match own.tunnel {
                Some(_) => differs(own.tunnel, link.map(|it| it.tunnel)),
                None => differs(own.gateway, link.map(|it| it.gateway)),
            }
        };
        is_another(&pair.a, self.end(b.side)) || is_another(b, self.end(pair.a.side))
    }

    fn whole_lie(&self) -> Option<String> {
        let (net, verdict) = (self.net, &self.report.verdict);
        let is_bad = |it: &Health| matches!(it, Health::Dead | Health::Broken);
        let has_dead = net.health.iter().any(|it| is_dead(*it, &net.case));
        if verdict.state == State::Up {
            let is_lie = has_dead && net.tells(&self.pasted.kept);
            let is_hurt = !net.case.truths.is_empty() && !net.case.is_falling();
            let is_shown = is_hurt && self.pasted.is_all && verdict.traffic == Traffic::Seen;
            let is_none = net.plan == Plan::Branches;
            return (is_lie || is_shown || is_none).then(|| "up".to_owned());
        }
        if let Some(it) = self.accuses(is_bad) {
            return Some(it);
        }
        if verdict.state == State::Unknown {
            return None;
        }
        if !net.health.iter().any(is_bad) {
            return Some(format!("{:?} though all are well", verdict.state));
        }
        let cause = verdict.cause?;
        let at = self.end_at(verdict.side);
        let is_so = net.case.truths.iter().any(|it| {
            let is_named = it.fault.slug == cause || it.fault.less_exact.contains(&cause);
            let is_there = match (it.at, at) {
                (At::End(end), Some(at)) => end == at || it.fault.is_between(),
                (At::Both, Some(at)) => at < 2,
                (_, None) => true,
            };
            is_named && is_there
        });
        let of_dead = ["peer-silent", "ike-filtered"].contains(&cause);
        let is_so = is_so || (of_dead && has_dead);
        (!is_so).then(|| format!("{cause} at {at:?}, which is not so"))
    }

    /// What is said of a router none of whose sides is dead.
    fn accuses(&self, is_bad: impl Fn(&Health) -> bool) -> Option<String> {
        let is_well = |at: &usize| {
            let ends = SIDES.iter().zip(&self.net.health);
            let mut own = ends.filter(|it| it.0.0 == *at || it.0.1 == *at);
            own.all(|it| !is_bad(it.1))
        };
        let findings = self.report.findings.iter();
        let mut breaking = findings.filter(|it| breaks(it.severity));
        let accused = breaking.find_map(|it| {
            let end = self.end_at(it.side).filter(is_well)?;
            Some(format!("{} at {end}", it.id))
        });
        let verdict = &self.report.verdict;
        let of_verdict = self.end_at(verdict.side).filter(is_well);
        let of_verdict = of_verdict.filter(|_| verdict.state != State::Unknown);
        accused.or_else(|| of_verdict.map(|it| format!("{it} is looked at first")))
    }

    /// A step that would break a VPN which carries.
    fn harm(&self) -> Option<String> {
        let steps = self.report.findings.iter().flat_map(|it| &it.steps);
        let mut commands = steps.filter_map(|it| Some((self.end(it.side?), it.command.as_ref()?)));
        let (at, command) = commands.find(|(at, command)| self.is_harmful(*at, command))?;
        Some(format!("{command} at {at}"))
    }

    fn is_harmful(&self, at: usize, command: &str) -> bool {
        let links = &self.net.links[at];
        if let Some(id) = command.strip_prefix("ipsec sa delete ") {
            let is_well = |it: &&Link| {
                it.peer
                    .is_none_or(|peer| self.health(at, peer) == Health::Well)
            };
            let well = links.iter().filter(is_well);
            let gateways: Vec<u32> = well.map(|it| it.own.gateway).collect();
            let mut sas = links[0].own.sas.iter();
            return sas.any(|it| {
                (it.id.to_string() == id || id == "all") && gateways.contains(&it.gateway)
            });
        }
        let first = command.lines().next().unwrap_or_default();
        let route = first.strip_prefix("ip route ");
        let Some((network, to)) = route.and_then(|it| it.split_once(" gateway tunnel ")) else {
            return false;
        };
        // What another tunnel carries would leave it.
        let mut others = links
            .iter()
            .filter(|it| it.own.tunnel.to_string() != to.trim());
        others.any(|it| network == format!("{}.0/24", it.to.lan))
    }
}

fn breaks(severity: Severity) -> bool {
    matches!(severity, Severity::Blocks | Severity::Degrades)
}

/// The figures of the nets of a plan, and the lies.
pub(crate) fn look((plan, name, count): (Plan, &str, usize)) -> (Row, Vec<String>) {
    let mut row = Row {
        name: name.to_owned(),
        all: Tally::default(),
        part: Tally::default(),
    };
    let mut lies = Vec::new();
    for net in (0..).filter_map(|seed| Net::new(seed, plan)).take(count) {
        for (at, pasted) in pastes(&net).iter().enumerate() {
            let report = super::report(&net.pastes(&pasted.kept));
            let seen = Seen {
                net: &net,
                pasted,
                report,
            };
            let answer = seen.judge();
            let of = if pasted.is_all {
                &mut row.all
            } else {
                &mut row.part
            };
            of.add(&answer);
            if let Answer::Wrong(lie) = answer {
                let (world, what) = (net.describe(), &pasted.what);
                lies.push(format!("{name}: {lie}\n    {world}\n    part {at}: {what}"));
            }
        }
    }
    (row, lies)
}

/// The pastes of a net, for whoever looks into a lie.
pub(crate) fn pastes_of(plan: Plan, seed: u64, part: usize) -> Vec<String> {
    let net = Net::new(seed, plan).unwrap();
    net.pastes(&pastes(&net)[part].kept)
}
